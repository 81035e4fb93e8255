"""`tally export`: every paper that can be made now of a congress file, its saved ballots and its journal."""

from pathlib import Path

import click

from tally import bootstrap
from tally.application.papers import of_contest
from tally.application.recount import UnknownContest
from tally.cli.diagnostics import Exit, narrate
from tally.cli.heights import tell_shorter
from tally.cli.localised import LocalisedCommand
from tally.cli.papers import tell_waiting, write_papers
from tally.cli.recount import counted_from, folder_named, no_such_contest, tell_unfinished
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(file: str, directory: str, contest: str | None) -> Exit:
        folder = folder_named(directory, words)
        measured = bootstrap.MeasuredFile(Path(file))
        source = bootstrap.congress_source(Path(file), measured)
        counted = counted_from(source, None, words)
        planned = bootstrap.planned_papers(counted, Path(file))
        if contest is not None:
            try:
                planned = of_contest(planned, contest)
            except UnknownContest as error:
                raise no_such_contest(error, words) from error
        tell_unfinished(source, words)
        write_papers(planned, folder, words)
        tell_waiting(planned, words)
        shorter = tell_shorter(measured, words)
        if not counted.agrees:
            narrate(words("cli.recount.not_sound"))
            return Exit.NOT_SOUND
        return shorter

    return LocalisedCommand(
        name="export",
        words=words,
        callback=run,
        help=words("cli.export.help"),
        short_help=words("cli.export.short"),
        params=[
            click.Argument(["file"], metavar=words("cli.import.file")),
            click.Option(
                ["--to", "directory"],
                metavar=words("cli.recount.folder"),
                required=True,
                help=words("cli.export.to"),
            ),
            click.Option(["--contest"], metavar="ID", help=words("cli.export.contest")),
        ],
    )
