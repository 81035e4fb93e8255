"""The command, run in this process as a user runs it: arguments in; exit status, stdout and stderr out."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tally.cli.main import main


class Ran(NamedTuple):
    """What a user sees of a command that has ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def run_tally(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Return a function that runs `tally` with the given arguments."""
    monkeypatch.delenv("TALLY_LANG", raising=False)

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return run
