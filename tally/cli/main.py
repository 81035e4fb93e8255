"""The command `tally`: picks the language, finds the sub-command, turns every failure into words and an exit status."""

import os
import sys
from collections.abc import Sequence

import click

from tally import __version__
from tally.cli import diagnostics
from tally.cli.localised import LocalisedGroup
from tally.cli.output import speak_utf8
from tally.locales import LANGUAGES, Words

COMMANDS = {
    "new": "tally.cli.new",
    "import": "tally.cli.take_in",
    "recount": "tally.cli.recount",
    "export": "tally.cli.export",
    "verify": "tally.cli.verify",
    "backup": "tally.cli.backup",
    "restore": "tally.cli.restore",
    "template": "tally.cli.template",
}
"""Each sub-command and the module whose `command(words)` makes it; loaded only when asked for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status (see `diagnostics.Exit`)."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    speak_utf8()
    words = Words(language_of(asked))
    return diagnostics.guarded(lambda: _group(words).main(args=asked, prog_name="tally", standalone_mode=False), words)


def language_of(arguments: Sequence[str]) -> str:
    """Return the language asked for by `--lang`, else by TALLY_LANG, else Vietnamese.

    It is looked up before the arguments are parsed, because what is wrong with them is said in that language. A value
    that is no language of ours falls back here and is refused by the parser.
    """
    asked = os.environ.get("TALLY_LANG", "")
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            asked = arguments[position + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _group(words: Words) -> click.Group:
    group = LocalisedGroup(
        name="tally",
        words=words,
        modules=COMMANDS,
        help=words("cli.help"),
        epilog=words("cli.epilog"),
        invoke_without_command=True,
        callback=_show_help_when_alone,
    )
    version = click.version_option(__version__, "--version", prog_name="tally", help=words("cli.version"))
    return version(group)


@click.pass_context
def _show_help_when_alone(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
