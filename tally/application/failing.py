"""What is said when the program itself fails on one thing among several: where, and nothing of what it held."""

import traceback
from pathlib import Path

from tally.application.intake import FileFinding

_OURS = Path(__file__).parents[1]


def fault_name(error: BaseException) -> str:
    """Return kind and place of a fault, such as `KeyError batch:119`.

    Of the error's own text nothing is repeated: it may hold what stood in the file, a hash of a PIN among it.
    """
    ours = [
        frame for frame in traceback.extract_tb(error.__traceback__) if _OURS in Path(frame.filename).resolve().parents
    ]
    kind = type(error).__name__
    return f"{kind} {Path(ours[-1].filename).stem}:{ours[-1].lineno}" if ours else kind


def not_examined(file: str, error: BaseException) -> FileFinding:
    """Return the finding that the program itself failed on a thing, so that nothing about it is known (E899).

    Args:
        file: its name as findings give it.
        error: what happened.
    """
    return FileFinding(file, 1, 1, "E899", {"value": fault_name(error)})
