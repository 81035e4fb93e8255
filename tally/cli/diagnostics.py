"""Words on stderr, and the one place that maps what went wrong to an exit status."""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

import click

from tally.application.chain_words import broken_sentence
from tally.application.intake import BadInput, BrokenJournal
from tally.cli.localised import usage_message
from tally.locales import Words


class Exit(IntEnum):
    """The exit statuses that scripts rely on."""

    SOUND = 0
    NOT_SOUND = 1
    WRONG_USAGE = 2
    BAD_INPUT = 3
    MACHINE_FAILED = 4
    INTERRUPTED = 130


class WrongUsage(Exception):  # noqa: N818 - it is the use that is wrong
    """A command line that parses but asks for something that is not there; the message is ready to be read."""


def narrate(message: str) -> None:
    """Say something about the data; stdout stays data alone."""
    sys.stderr.write(message + "\n")


def guarded(run: Callable[[], object], words: Words) -> int:
    """Run a command and return its exit status; whatever goes wrong is said in words, never as a traceback."""
    try:
        status = run()
    except BrokenPipeError:
        # The reader of our stdout has gone (`tally recount … | head`): nobody is left to tell.
        _discard_stdout()
        return Exit.MACHINE_FAILED
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a bug, too, is said in words (see TALLY_DEBUG)
        status, lines = _explained(error, words)
        for line in lines:
            narrate(line)
    return status if isinstance(status, int) else Exit.SOUND


def bad_input_lines(error: BadInput, words: Words) -> list[str]:
    """Return every finding as `file:row:column: CODE message`, and how many they are."""
    lines = [f"{f.file}:{f.row}:{f.column}: {f.code} {words.file_finding(f)}" for f in error.findings]
    return [*lines, words("cli.failed.bad_input", number=len(error.findings))]


def _explained(error: BaseException, words: Words) -> tuple[Exit, list[str]]:
    """Return the exit status and the words for what went wrong; a bug is kept whole for its finder."""
    match error:
        case click.UsageError():
            command = error.ctx.command_path if error.ctx else "tally"
            lines = [f"tally: {usage_message(error, words)}", words("cli.wrong.see_help", command=command)]
            explained = Exit.WRONG_USAGE, lines
        case WrongUsage():
            explained = Exit.WRONG_USAGE, [f"tally: {error}"]
        case BadInput():
            explained = Exit.BAD_INPUT, bad_input_lines(error, words)
        case BrokenJournal():
            lines = [broken_sentence(words, one) for one in error.broken]
            explained = Exit.NOT_SOUND, [*lines, words("cli.failed.broken", number=len(lines))]
        case KeyboardInterrupt() | click.Abort():
            explained = Exit.INTERRUPTED, [words("cli.failed.interrupted")]
        case OSError():
            explained = Exit.MACHINE_FAILED, [f"tally: {words.machine(error)}"]
        case MemoryError():
            explained = Exit.MACHINE_FAILED, [f"tally: {words('cli.failed.memory')}"]
        case _ if "TALLY_DEBUG" in os.environ:
            raise error
        case _:
            explained = Exit.MACHINE_FAILED, [f"tally: {words('cli.failed.bug', file=_keep_traceback(error))}"]
    return explained


def _keep_traceback(error: BaseException) -> Path:
    handle, name = tempfile.mkstemp(prefix="tally-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    return Path(name)


def _discard_stdout() -> None:
    """Let the interpreter's last flush go nowhere instead of failing once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
