"""Before any test: `tally` is imported first, as when it is run, so that openpyxl starts as `tally` has it start."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

import tally  # noqa: F401 - imported for what its import sets

# A bug of ours crashes loudly here, in this process and in those that tests start; a user would get words and a file.
os.environ["TALLY_DEBUG"] = "1"

# What a computer remembers of one test's congress is nothing to whoever runs the tests, nor to another process of them:
# one congress played in two would look like a longer copy in the other.
os.environ["TALLY_HOME"] = tempfile.mkdtemp(prefix="tally-home-")

# Hypothesis fails an example of more than 200 ms by the clock: on a loaded machine, or with its first file, any may be.
settings.register_profile("tally", deadline=None)
settings.load_profile("tally")


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Return the folder of sample congresses."""
    return Path(__file__).parent.parent / "fixtures"


@pytest.fixture(autouse=True)
def _a_computer_that_remembers_nothing(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Give each test a computer of its own: samples are one congress wherever they are counted."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path_factory.mktemp("home")))
