"""`tally import`: take saved ballots into a congress file."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tally import bootstrap
from tally.application.taking_in import take_in
from tally.cli.columns import column_option, columns_of_source, encoding_option, noting
from tally.cli.diagnostics import WrongUsage, narrate
from tally.cli.localised import LocalisedCommand
from tally.locales import Words
from tally.locales.visible import visible

if TYPE_CHECKING:
    from tally.domain.old_letters import OldEncoding


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(file: str, source: str, columns: tuple[str, ...], encoding: "OldEncoding | None") -> None:
        path = Path(source)
        if path.suffix.lower() == bootstrap.TALLY:
            raise WrongUsage(words("cli.import.from_tally", source=source))
        try:
            said = columns_of_source(source, columns, words)
            saved = bootstrap.open_source(path, said, noting(words), encoding).load()
        except bootstrap.UnknownSource as error:
            raise WrongUsage(words("cli.recount.unknown_source", path=error.path)) from error
        desk, guard = bootstrap.open_guarded(Path(file))
        with closing(guard.journal) as journal:
            reason = words("cli.import.reason", source=source)
            # As they can be written: the journal is UTF-8, a file's name on Linux need not be.
            hashes = {visible(name): digest for name, digest in bootstrap.fingerprints(path).items()}
            taken = take_in(desk, journal, saved, visible(source), hashes, reason)
        narrate(words("cli.import.taken", ballots=words.number(taken), file=file))

    return LocalisedCommand(
        name="import",
        words=words,
        callback=run,
        help=words("cli.import.help"),
        short_help=words("cli.import.short"),
        params=[
            click.Argument(["file"], metavar=words("cli.import.file")),
            click.Argument(["source"], metavar=words("cli.recount.source")),
            column_option(words),
            encoding_option(words),
        ],
    )
