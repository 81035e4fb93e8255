"""What people in front of this machine answered when it was examined, in one small file of the user's."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tally.application.intake import BadInput
from tally.disk import read_regular
from tally.files.atomic import write_file

NAME = "doctor.json"
_LONGEST = 100_000  # bytes


class AnswersInFolder:
    """Keeps the answers in a folder (`application.doctor.Answers`)."""

    def __init__(self, folder: Callable[[], Path], clock: Callable[[], dt.datetime]) -> None:
        """Keep them.

        Args:
            folder: tells where, when it is first needed; it may fail as a folder does.
            clock: tells the time, with its zone.
        """
        self._folder = folder
        self._clock = clock

    def all(self) -> dict[str, tuple[bool, dt.datetime]]:
        """Return each answer with its time."""
        answers: dict[str, tuple[bool, dt.datetime]] = {}
        for what, one in self._kept().items():
            match one:
                case [bool(ok), str(when)]:
                    try:
                        time = dt.datetime.fromisoformat(when)
                    except ValueError:
                        continue
                    if time.tzinfo is not None:
                        answers[what] = ok, time
        return answers

    def note(self, what: str, *, ok: bool) -> None:
        """Remember an answer."""
        kept = self._kept() | {what: [ok, self._clock().isoformat()]}
        try:
            write_file(self._folder() / NAME, json.dumps(kept, indent=1).encode(), private=True)
        except (OSError, RuntimeError):
            return  # there is no home folder, or none to write to: `memory` says so

    def _kept(self) -> dict[str, Any]:
        try:
            kept = json.loads(read_regular(self._folder() / NAME, _LONGEST))
        except (BadInput, OSError, RuntimeError, ValueError, RecursionError):
            return {}
        return kept if isinstance(kept, dict) else {}
