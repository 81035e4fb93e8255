"""Words on stderr, and the one place that maps what went wrong to an exit status."""

import os
import sys
from collections.abc import Callable
from enum import IntEnum

import click

from tally.application.chain_words import broken_sentence
from tally.application.height_words import not_the_known
from tally.application.heights import AnotherCongress, Shorter
from tally.application.intake import BadInput, BrokenJournal, FileFinding
from tally.cli import last_resort
from tally.cli.localised import usage_message
from tally.locales import Words
from tally.locales.visible import visible, visible_lines


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


class DeskEnded(Exception):  # noqa: N818 - the desk ended, before anybody left it
    """The desk on the terminal closed for a failure, which is the cause of this one; the terminal is restored."""

    def __init__(self, cause: BaseException | None) -> None:
        """Say why; None: the terminal's own library gave up without a word."""
        super().__init__()
        self.__cause__ = cause


def narrate(message: str) -> None:
    """Say something about the data, in lines of ours; stdout stays data alone."""
    sys.stderr.write(visible_lines(message) + "\n")


def guarded(run: Callable[[], object], words: Words) -> int:
    """Run a command and return its exit status; whatever goes wrong is said in words, never as a traceback."""
    try:
        status = run()
    except BrokenPipeError:
        # The reader of our stdout has gone (`tally recount … | head`): nobody is left to tell.
        _discard_stdout()
        return Exit.MACHINE_FAILED
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a bug, too, is said in words (see TALLY_DEBUG)
        return said(error, words)
    return status if isinstance(status, int) else Exit.SOUND


def said(error: BaseException, words: Words) -> Exit:
    """Say what went wrong, and return the exit status."""
    status, lines = _explained(error, words)
    for line in lines:
        narrate(line)
    return status


def finding_line(finding: FileFinding, words: Words) -> str:
    """Return a finding as `file:row:column: CODE message`."""
    place = f"{visible(finding.file)}:{finding.row}:{finding.column}"
    return f"{place}: {finding.code} {words.file_finding(finding)}"


def bad_input_lines(error: BadInput, words: Words) -> list[str]:
    """Return a line for every finding, and how many they are."""
    lines = [finding_line(finding, words) for finding in error.findings]
    return [*lines, words("cli.failed.bad_input", number=len(error.findings))]


def _explained(error: BaseException, words: Words) -> tuple[Exit, list[str]]:
    """Return the exit status and the words for what went wrong; what nobody foresaw is kept in a log."""
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
        case Shorter() | AnotherCongress():
            explained = Exit.NOT_SOUND, not_the_known(words, error)
        case KeyboardInterrupt() | click.Abort():
            explained = Exit.INTERRUPTED, [words("cli.failed.interrupted")]
        case OSError():
            explained = Exit.MACHINE_FAILED, [f"tally: {words.machine(error)}"]
        case MemoryError():
            explained = Exit.MACHINE_FAILED, [f"tally: {words('cli.failed.memory')}"]
        case DeskEnded() if isinstance(error.__cause__, BadInput | BrokenJournal | OSError):
            status, lines = _explained(error.__cause__, words)
            explained = status, [*lines, words("cli.failed.desk_left")]
        case _:
            explained = Exit.MACHINE_FAILED, [_unforeseen(error, words)]
    return explained


def _unforeseen(error: BaseException, words: Words) -> str:
    """Return the sentence about what nobody foresaw, and keep a log of it; a developer has it raised."""
    key, fault = ("desk", error.__cause__ or error) if isinstance(error, DeskEnded) else ("bug", error)
    if last_resort.is_debugging():
        raise fault
    file = last_resort.keep_log(fault)
    log = words("cli.failed.no_log") if file is None else words("cli.failed.log", file=file)
    return f"tally: {words(f'cli.failed.{key}', log=log)}"


def _discard_stdout() -> None:
    """Let the interpreter's last flush go nowhere instead of failing once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
