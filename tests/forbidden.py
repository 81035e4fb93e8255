"""A file that may not be read: chmod would not stop root, as whom tests run in CI."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest


def forbid(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the machine refuse to open a file."""
    opened = Path.open

    def refuse(self: Path, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - those of `Path.open`, passed on
        if self == path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
