"""`tally backup`: a verified copy of a congress file."""

from pathlib import Path

import click

from tally import bootstrap
from tally.cli.diagnostics import Exit, narrate
from tally.cli.heights import tell_shorter
from tally.cli.localised import LocalisedCommand
from tally.disk import make_folders
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(file: str, directory: str) -> Exit:
        path, folder = Path(file), Path(directory)
        make_folders(folder)
        copy = bootstrap.copy_path(path, folder)
        digest = bootstrap.backup(path, copy)
        narrate(words("cli.backup.written", file=copy, digest=digest))
        return tell_shorter(bootstrap.MeasuredFile(path).read(), words)

    return LocalisedCommand(
        name="backup",
        words=words,
        callback=run,
        help=words("cli.backup.help"),
        short_help=words("cli.backup.short"),
        params=[
            click.Argument(["file"], metavar=words("cli.import.file")),
            click.Option(
                ["--to", "directory"],
                metavar=words("cli.recount.folder"),
                required=True,
                help=words("cli.backup.to"),
            ),
        ],
    )
