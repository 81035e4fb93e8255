"""What tests of the roll-up run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rolled import Reported, Rolled, reporting


@pytest.fixture
def report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Reported]:
    """Return what runs `tally report` on a computer that knows no keys."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    return reporting(capsys)


@pytest.fixture
def roll(report: Callable[..., Reported]) -> Callable[..., Rolled]:
    """Return what runs it and says how many organisations were counted."""

    def run(*arguments: str | Path) -> Rolled:
        came = report(*arguments)
        return Rolled(came.status, came.organisations, came.rejected, came.document, came.err)

    return run
