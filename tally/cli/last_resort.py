"""The last resort: what nobody foresaw becomes a log without secrets, and never a traceback before a user.

The log says where the program failed, for whoever mends it: versions, time, the kinds of the exceptions, and the lines
of the program they went through. It holds no local variable, no argument of the command line, and no message of an
exception that may repeat what somebody typed: PINs, passphrases and ballots pass through this program.

It stands on its own: where half of the program cannot be loaded, it still can.
"""

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tally import __version__

if TYPE_CHECKING:
    import threading

DEBUG = "TALLY_DEBUG"
"""The environment variable of developers: what nobody foresaw is raised as it is."""

MOST_LOGS = 20
"""Logs kept in the folder; the oldest goes first."""

_OPENING = "tally-"
_ENDING = ".log"

# What these say names attributes, modules, limits: the program's own words, never what was typed. A KeyError repeats
# its key, a ValueError its value, an assertion whatever it was about.
_SAID = (AttributeError, ImportError, MemoryError, NameError, NotImplementedError, RecursionError, ZeroDivisionError)
_LONGEST_SAID = 300
_DEEPEST = 10  # exceptions behind one another
_FRAMES = 60  # of one exception, half from either end: an endless recursion has a thousand


def is_debugging() -> bool:
    """Tell whether a developer wants what nobody foresaw raised as it is."""
    return DEBUG in os.environ


def keep_log(error: BaseException) -> Path | None:
    """Write what happened to a log that only this user can read; return where it is.

    It goes to the user's state folder, else to the one for passing files; None: neither can be written to.
    """
    text = log_text(error)
    for folder in (_state, _passing):
        try:
            return _write(folder(), text)
        except (OSError, RuntimeError):
            # RuntimeError: there is no home folder.
            continue
    return None


def log_text(error: BaseException) -> str:
    """Return what the log says."""
    import platform  # noqa: PLC0415 - what nearly no run needs is loaded when it is

    about = [
        f"tally {__version__}",
        _now().isoformat(timespec="seconds"),
        f"{platform.platform()}; {platform.python_implementation()} {platform.python_version()}",
        "Messages of exceptions and local variables are left out: they may hold what somebody typed.",
    ]
    return "\n".join([*about, *_chain(error)]) + "\n"


def hold_back(note: Callable[[BaseException], object]) -> None:
    """Have the interpreter print no traceback from now on: of threads, of what it cannot raise, of what is left over.

    For the process of a user; not called where a developer asked for everything (`is_debugging`).

    Args:
        note: told of what ended a thread, which nobody else would hear of.
    """
    import faulthandler  # noqa: PLC0415 - a test that asks for the help loads none of them
    import logging  # noqa: PLC0415 - as above
    import threading  # noqa: PLC0415 - as above
    import warnings  # noqa: PLC0415 - as above

    def thread_failed(failed: "threading.ExceptHookArgs") -> None:
        if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
            note(failed.exc_value)

    def cannot_be_raised(failed: "sys.UnraisableHookArgs") -> None:
        # Somebody let go of a file or a generator that failed while closing: of no matter to what was asked for.
        if isinstance(failed.exc_value, Exception) and not isinstance(failed.exc_value, BrokenPipeError):
            keep_log(failed.exc_value)

    def left_over(_kind: object, error: BaseException, _trace: object) -> None:
        # Only what fails before `main` guards, or after, comes here.
        if not isinstance(error, KeyboardInterrupt):
            keep_log(error)

    threading.excepthook = thread_failed
    sys.unraisablehook = cannot_be_raised
    sys.excepthook = left_over
    faulthandler.disable()
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    # A library that logs a failure, as asyncio does, would else have it printed with its traceback.
    logging.getLogger().addHandler(logging.NullHandler())


def _chain(error: BaseException) -> Iterator[str]:
    """Yield the lines about an exception, then about those behind it."""
    seen: set[int] = set()
    left: list[tuple[str, BaseException]] = [("", error)]
    while left and len(seen) < _DEEPEST:
        how, one = left.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield ""
        yield f"{how}{type(one).__module__}.{type(one).__qualname__}{_said(one)}"
        yield from _frames(one)
        if isinstance(one, BaseExceptionGroup):
            left += [("one of these: ", part) for part in reversed(one.exceptions)]
        if one.__cause__ is not None:
            left.append(("because of: ", one.__cause__))
        elif one.__context__ is not None:
            left.append(("while handling: ", one.__context__))


def _said(error: BaseException) -> str:
    """Return what of an exception's own words holds nothing that was typed."""
    if isinstance(error, OSError):
        return f" errno {error.errno}"
    code = getattr(error, "sqlite_errorname", None)
    if isinstance(code, str):
        return f" {code}"
    if isinstance(error, _SAID):
        said = str(error)[:_LONGEST_SAID]
        return f": {said}" if said.isprintable() else ""
    return ""


def _frames(error: BaseException) -> Iterator[str]:
    """Yield the places an exception went through, the outermost first: module, line, function."""
    import traceback  # noqa: PLC0415 - as `platform`

    places = [
        f"  {frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_qualname}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    if len(places) > _FRAMES:
        half = _FRAMES // 2
        places[half:-half] = [f"  ... {len(places) - _FRAMES} more ..."]
    yield from places


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _state() -> Path:
    """Return the folder of what the program notes for itself: below TALLY_HOME, else the usual one of the machine."""
    named = os.environ.get("TALLY_HOME")
    if named:
        folder = Path(named) / "state"
    else:
        from platformdirs import user_state_path  # noqa: PLC0415 - as `platform`

        folder = user_state_path("tally", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    _make_room(folder)
    return folder


def _passing() -> Path:
    import tempfile  # noqa: PLC0415 - as `platform`

    return Path(tempfile.gettempdir())


def _write(folder: Path, text: str) -> Path:
    """Write a log under a name of its own. `mkstemp` makes it readable for its owner alone."""
    import tempfile  # noqa: PLC0415 - as `platform`

    opening = f"{_OPENING}{_now():%Y%m%d-%H%M%S}-"
    handle, name = tempfile.mkstemp(prefix=opening, suffix=_ENDING, dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return Path(name)


def _make_room(folder: Path) -> None:
    """Remove the oldest logs; their names begin with their time."""
    for old in sorted(folder.glob(f"{_OPENING}*{_ENDING}"))[: -MOST_LOGS + 1]:
        old.unlink(missing_ok=True)
