"""`tally open`: the counting desk on a congress file."""

from pathlib import Path

import click

from tally.cli.desk import run_desk
from tally.cli.localised import LocalisedCommand
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(file: str) -> None:
        run_desk(words, "home", path=Path(file))

    return LocalisedCommand(
        name="open",
        words=words,
        callback=run,
        help=words("cli.open.help"),
        short_help=words("cli.open.short"),
        params=[click.Argument(["file"], metavar=words("cli.open.file"))],
    )
