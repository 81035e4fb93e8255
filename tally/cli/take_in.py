"""`tally import`: take saved ballots into a congress file."""

from contextlib import closing
from pathlib import Path

import click

from tally import bootstrap
from tally.application.taking_in import of_another_congress, take_in
from tally.cli.diagnostics import WrongUsage, narrate
from tally.cli.localised import LocalisedCommand
from tally.cli.saved_ballots import Said, said_in, said_options, saved_ballots
from tally.locales import Words
from tally.locales.visible import visible


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(file: str, source: str, said: Said, *, other_congress: bool) -> None:
        path = Path(source)
        if path.suffix.lower() == bootstrap.TALLY:
            raise WrongUsage(words("cli.import.from_tally", source=source))
        saved = saved_ballots(path, said, words).load()
        desk, guard = bootstrap.open_guarded(Path(file))
        with closing(guard.journal) as journal:
            others = of_another_congress(desk.congress, saved.congress)
            why = "cli.import.reason_other" if others else "cli.import.reason"
            reason = words(why, source=source, **({"organisation": saved.congress.organisation} if others else {}))
            # As they can be written: the journal is UTF-8, a file's name on Linux need not be.
            hashes = {visible(name): digest for name, digest in bootstrap.fingerprints(path).items()}
            taken = take_in(desk, journal, saved, visible(source), hashes, reason, of_another=other_congress)
        narrate(words("cli.import.taken", ballots=words.number(taken), file=file))

    return LocalisedCommand(
        name="import",
        words=words,
        callback=lambda file, source, other_congress, **options: run(
            file, source, said_in(options), other_congress=other_congress
        ),
        help=words("cli.import.help"),
        short_help=words("cli.import.short"),
        params=[
            click.Argument(["file"], metavar=words("cli.import.file")),
            click.Argument(["source"], metavar=words("cli.recount.source")),
            *said_options(words),
            click.Option(["--other-congress"], is_flag=True, help=words("cli.import.other")),
        ],
    )
