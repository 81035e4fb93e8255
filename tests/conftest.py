"""Before any test: `tally` is imported first, as when it is run, so that openpyxl starts as `tally` has it start."""

import os
from pathlib import Path

import pytest

import tally  # noqa: F401 - imported for what its import sets

# A bug of ours crashes loudly here, in this process and in those that tests start; a user would get words and a file.
os.environ["TALLY_DEBUG"] = "1"


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Return the folder of sample congresses."""
    return Path(__file__).parent.parent / "fixtures"
