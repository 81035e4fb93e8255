"""`tally key`: the board's keys."""

import click

from tally.cli.localised import LocalisedGroup
from tally.cli.output import write_help
from tally.locales import Words

COMMANDS = {"new": "tally.cli.key_new", "show": "tally.cli.key_show"}


def command(words: Words) -> click.Command:
    """Return the group in the language of `words`."""
    return LocalisedGroup(
        name="key",
        words=words,
        modules=COMMANDS,
        of="cli.key",
        help=words("cli.key.help"),
        short_help=words("cli.key.short"),
        invoke_without_command=True,
        callback=_alone,
    )


def _alone() -> None:
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        write_help(context.get_help())


def keys_option(words: Words) -> click.Option:
    """Return the option that names a folder of keys."""
    return click.Option(["--keys"], metavar=words("cli.recount.folder"), help=words("cli.key.folder"))
