"""Before any test: `tally` is imported first, as when it is run, so that openpyxl starts as `tally` has it start."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

import tally  # noqa: F401 - imported for what its import sets

# A bug of ours crashes loudly here, in this process and in those that tests start; a user would get words and a file.
os.environ["TALLY_DEBUG"] = "1"

# What a computer remembers of one test's congress is nothing to the next run, and nothing to who runs the tests.
os.environ.setdefault("TALLY_HOME", tempfile.mkdtemp(prefix="tally-home-"))

# Hypothesis fails an example of more than 200 ms by the clock: on a loaded machine, or with its first file, any may be.
settings.register_profile("tally", deadline=None)
settings.load_profile("tally")


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Return the folder of sample congresses."""
    return Path(__file__).parent.parent / "fixtures"
