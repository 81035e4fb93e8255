"""What tests of `tally verify` share."""

from collections.abc import Callable
from pathlib import Path

import pytest
from signed_papers import Papers, signed_papers

from tally.cli.main import main


@pytest.fixture
def verify(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Return a function that verifies with no keys of its own, and returns status, stdout and stderr."""
    monkeypatch.delenv("TALLY_LANG", raising=False)
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["verify", *map(str, arguments)])
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    """Return the signed papers of a sealed contest."""
    return signed_papers(tmp_path / "giấy tờ")
