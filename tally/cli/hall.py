"""`tally hall`: the pages for the hall's projector, of the sealed contests of a congress file."""

from pathlib import Path

import click

from tally import bootstrap
from tally.application.hall import hall_name, may_be_shown
from tally.application.recount import CountedContest
from tally.cli.diagnostics import Exit, WrongUsage, narrate
from tally.cli.heights import tell_shorter
from tally.cli.localised import LocalisedCommand
from tally.cli.recount import counted_from, folder_named
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(file: str, directory: str | None, contest: str | None) -> Exit:
        path = Path(file)
        if path.suffix.lower() != bootstrap.TALLY:
            # Saved ballots and records do not say that a board sealed them; nothing unsealed goes to the hall.
            raise WrongUsage(words("cli.hall.suffix", file=path))
        folder = path.parent if directory is None else folder_named(directory, words)
        measured = bootstrap.MeasuredFile(path)
        counted = counted_from(bootstrap.congress_source(path, measured), contest, words)
        shown = [one for one in counted.contests if may_be_shown(one)]
        for one in shown:
            page = bootstrap.hall_page(counted, one, words)
            written = bootstrap.write_paper(folder / hall_name(one.result.contest), page)
            narrate(words("cli.recount.written", file=written.path))
            if written.kept is not None:
                narrate(words("cli.recount.kept", file=written.kept))
        for one in counted.contests:
            if not may_be_shown(one):
                narrate(_why_not(one, words))
        if tell_shorter(measured, words) is not Exit.SOUND or not counted.agrees:
            return Exit.NOT_SOUND
        # Asked for one contest, or for any at all, and none may be shown: a script must not go on as if there were one.
        return Exit.SOUND if shown else Exit.NOT_SOUND

    return LocalisedCommand(
        name="hall",
        words=words,
        callback=run,
        help=words("cli.hall.help"),
        short_help=words("cli.hall.short"),
        params=[
            click.Argument(["file"], metavar=words("cli.import.file")),
            click.Option(["--to", "directory"], metavar=words("cli.recount.folder"), help=words("cli.hall.to")),
            click.Option(["--contest"], metavar="ID", help=words("cli.hall.contest")),
        ],
    )


def _why_not(one: CountedContest, words: Words) -> str:
    """Say why a contest may not be shown."""
    key = "not_sealed" if one.how.seal is None else "differs"
    contest = one.result.contest
    return words(f"cli.hall.{key}", contest=contest.id, round=contest.round)
