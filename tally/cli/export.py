"""`tally export`: papers, saved ballots and journal of a congress file."""

from contextlib import closing
from pathlib import Path

import click

from tally import bootstrap
from tally.cli.diagnostics import Exit, narrate
from tally.cli.localised import LocalisedCommand
from tally.cli.recount import counted_from, folder_named, tell_unfinished, write_papers
from tally.locales import Words

JOURNAL = "nhat-ky.jsonl"


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(file: str, directory: str, contest: str | None) -> Exit:
        folder = folder_named(directory, words)
        source = bootstrap.congress_source(Path(file))
        counted = counted_from(source, contest, words)
        tell_unfinished(source, words)
        write_papers(counted, folder, words)
        with closing(bootstrap.open_journal(Path(file))) as journal:
            written = (*bootstrap.write_saved(counted, folder), bootstrap.write_journal(journal, folder / JOURNAL))
        for one in written:
            narrate(words("cli.recount.written", file=one.path))
            if one.kept is not None:
                narrate(words("cli.recount.kept", file=one.kept))
        if not counted.agrees:
            narrate(words("cli.recount.not_sound"))
            return Exit.NOT_SOUND
        return Exit.SOUND

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
