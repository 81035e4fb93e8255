"""A file that may not be read: chmod would not stop root, as whom tests run in CI."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest


def forbid(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the machine refuse to open a file."""
    opened = os.open

    def refuse(name: Any, *arguments: Any, **named: Any) -> int:  # noqa: ANN401 - those of `os.open`, passed on
        if name == path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(name, *arguments, **named)

    monkeypatch.setattr(os, "open", refuse)
