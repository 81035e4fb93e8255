"""`tally practice`: a made-up congress to learn on."""

import click

from tally.cli.desk import run_desk
from tally.cli.localised import LocalisedCommand
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run() -> None:
        run_desk(words, "practice")

    return LocalisedCommand(
        name="practice",
        words=words,
        callback=run,
        help=words("cli.practice.help"),
        short_help=words("cli.practice.short"),
        params=[],
    )
