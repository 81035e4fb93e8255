"""Words on stderr, and the one place that maps what went wrong to an exit status."""

import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path

import click

from tally.application.intake import BadInput
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
    except click.UsageError as error:
        narrate(f"tally: {usage_message(error, words)}")
        narrate(words("cli.wrong.see_help", command=error.ctx.command_path if error.ctx else "tally"))
        return Exit.WRONG_USAGE
    except WrongUsage as error:
        narrate(f"tally: {error}")
        return Exit.WRONG_USAGE
    except BadInput as error:
        for finding in error.findings:
            place = f"{finding.file}:{finding.row}:{finding.column}"
            narrate(f"{place}: {finding.code} {words.file_finding(finding)}")
        narrate(words("cli.failed.bad_input", number=len(error.findings)))
        return Exit.BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        narrate(words("cli.failed.interrupted"))
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The reader of our stdout has gone (`tally recount … | head`): nobody is left to tell.
        _discard_stdout()
        return Exit.MACHINE_FAILED
    except OSError as error:
        narrate(f"tally: {_machine(error, words)}")
        return Exit.MACHINE_FAILED
    except MemoryError:
        narrate(f"tally: {words('cli.failed.memory')}")
        return Exit.MACHINE_FAILED
    except Exception:  # noqa: BLE001 - a bug of ours must reach its finder whole and its user in words
        if "TALLY_DEBUG" in os.environ:
            raise
        narrate(f"tally: {words('cli.failed.bug', file=_keep_traceback())}")
        return Exit.MACHINE_FAILED
    return status if isinstance(status, int) else Exit.SOUND


def _machine(error: OSError, words: Words) -> str:
    """Say what the machine could not do, to which file, and what helps."""
    keys = {
        errno.ENOSPC: "disk_full",
        errno.EACCES: "denied",
        errno.EPERM: "denied",
        errno.EROFS: "read_only",
        errno.ENOENT: "no_folder",
        errno.ENOTDIR: "no_folder",
        errno.EEXIST: "in_the_way",
        errno.EISDIR: "in_the_way",
        errno.ENAMETOOLONG: "name_too_long",
    }
    key = keys.get(error.errno or 0, "other")
    return words(f"cli.machine.{key}", file=error.filename or "", reason=error.strerror or str(error))


def _keep_traceback() -> Path:
    handle, name = tempfile.mkstemp(prefix="tally-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return Path(name)


def _discard_stdout() -> None:
    """Let the interpreter's last flush go nowhere instead of failing once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
