"""`tally new`: make a congress file from a `congress.toml`."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tally import bootstrap
from tally.application.column_meanings import NOTHING_SAID
from tally.application.conference import NotReady
from tally.application.intake import BadInput
from tally.application.slate_reading import Columns, columns_of, no_column, with_columns
from tally.cli.columns import column_option, columns_said, encoding_option, noting
from tally.cli.diagnostics import WrongUsage, narrate
from tally.cli.localised import LocalisedCommand
from tally.domain.contest import Contest
from tally.domain.slate import Slate
from tally.locales import Words

if TYPE_CHECKING:
    from tally.domain.congress import Congress
    from tally.domain.old_letters import OldEncoding


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(  # noqa: PLR0913, PLR0917 - the options of the command line
        file: str,
        declared: str | None,
        elected: str | None,
        slate: str | None,
        contest: str | None,
        columns: tuple[str, ...],
        encoding: "OldEncoding | None",
    ) -> None:
        path = Path(file)
        if path.suffix.lower() != bootstrap.TALLY:
            raise WrongUsage(words("cli.new.suffix", file=path))
        if path.exists():
            raise WrongUsage(words("cli.new.exists", file=path))
        said = columns_said(columns, words)
        congress, contests = _declaration(declared, elected, NOTHING_SAID if slate else said, encoding, words)
        if slate is not None:
            reading = _read_slate(Path(slate), columns_of(congress), said, encoding, words)
            contests = _with_slate(contests, reading, contest, words)
        elif contest is not None:
            raise WrongUsage(words("cli.new.contest_alone"))
        bootstrap.new_congress_file(path, with_columns(congress, said), contests)
        narrate(words("cli.new.written", file=path, contests=words.number(len(contests))))

    return LocalisedCommand(
        name="new",
        words=words,
        callback=run,
        help=words("cli.new.help"),
        short_help=words("cli.new.short"),
        params=[
            click.Argument(["file"], metavar=words("cli.new.file")),
            click.Option(["--from", "declared"], metavar="congress.toml", help=words("cli.new.from")),
            click.Option(["--from-elected", "elected"], metavar="FILE.tally", help=words("cli.new.from_elected")),
            click.Option(["--slate"], metavar="slate.xlsx", help=words("cli.new.slate")),
            click.Option(["--contest"], metavar="ID", help=words("cli.new.contest")),
            column_option(words),
            encoding_option(words),
        ],
    )


def _declaration(
    declared: str | None, elected: str | None, said: Columns, encoding: "OldEncoding | None", words: Words
) -> "tuple[Congress, tuple[Contest, ...]]":
    """Return what the file will declare: as written down, or a conference of those whom a congress elected."""
    if declared is not None and elected is None:
        return bootstrap.read_congress(Path(declared), said, noting(words), encoding)
    if elected is None or declared is not None:
        raise WrongUsage(words("cli.new.one_source"))
    try:
        return bootstrap.conference_from(Path(elected), words)
    except NotReady as not_ready:
        raise WrongUsage(not_ready.words(words)) from not_ready
    except bootstrap.UnknownSource as unknown:
        raise WrongUsage(words("cli.recount.unknown_source", path=unknown.path)) from unknown


def _read_slate(path: Path, remembered: Columns, said: Columns, encoding: "OldEncoding | None", words: Words) -> Slate:
    """Return the slate of a file in Excel, and say what is left out of it. Raises BadInput, OSError."""
    reading = bootstrap.read_slate(path, path.name, {**remembered, **said}).in_unicode(encoding)
    unmatched = [no_column(path.name, reading, key) for key in said if key in reading.unmatched]
    if unmatched:
        raise BadInput((*reading.findings, *unmatched))
    slate = Slate(reading.taken())
    for note in reading.notes:
        noting(words)(note)
    return slate


def _with_slate(
    contests: tuple[Contest, ...], slate: Slate, contest_id: str | None, words: Words
) -> tuple[Contest, ...]:
    """Return the contests, the first round of one of them with the candidates of a file in Excel."""
    known = ", ".join(dict.fromkeys(contest.id for contest in contests))
    if contest_id is None and len(contests) != 1:
        raise WrongUsage(words("cli.new.which_contest", known=known))
    asked = next((one for one in contests if contest_id in (None, one.id)), None)
    if asked is None:
        raise WrongUsage(words("cli.recount.unknown_contest", contest=contest_id, known=known))
    return tuple(replace(one, slate=slate) if one is asked else one for one in contests)
