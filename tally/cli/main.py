"""The command `tally`: picks the language, finds the sub-command, turns every failure into words and an exit status."""

import os
import sys
from collections.abc import Sequence

import click

from tally import __version__
from tally.cli import diagnostics, last_resort
from tally.cli.localised import LocalisedGroup
from tally.cli.output import on_a_terminal, speak_utf8, write_help
from tally.locales import LANGUAGES, Words

COMMANDS = {
    "open": "tally.cli.open_file",
    "practice": "tally.cli.practice",
    "new": "tally.cli.new",
    "import": "tally.cli.take_in",
    "recount": "tally.cli.recount",
    "export": "tally.cli.export",
    "hall": "tally.cli.hall",
    "key": "tally.cli.key",
    "sign": "tally.cli.sign",
    "report": "tally.cli.report",
    "verify": "tally.cli.verify",
    "backup": "tally.cli.backup",
    "restore": "tally.cli.restore",
    "template": "tally.cli.template",
    "doctor": "tally.cli.doctor",
}
"""Each sub-command and the module whose `command(words)` makes it; loaded only when asked for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status (see `diagnostics.Exit`)."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    speak_utf8()
    words = Words(language_of(asked))
    lost: list[BaseException] = []
    if arguments is None and not last_resort.is_debugging():
        last_resort.hold_back(lost.append)
    status = diagnostics.guarded(
        lambda: _group(words).main(args=asked, prog_name="tally", standalone_mode=False), words
    )
    # A thread that died left something undone, whatever the rest of the program made of it.
    return diagnostics.said(lost[0], words) if lost and status == diagnostics.Exit.SOUND else status


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
        callback=lambda: _alone(click.get_current_context(), words),
    )
    version = click.version_option(__version__, "--version", prog_name="tally", help=words("cli.version"))
    return version(group)


def _alone(context: click.Context, words: Words) -> None:
    """Without a command: the desk for a person at a terminal, the help for anybody else."""
    if context.invoked_subcommand is not None:
        return
    if on_a_terminal():
        from tally.cli.desk import run_desk  # noqa: PLC0415 - the help starts without it

        run_desk(words)
    else:
        write_help(context.get_help())
