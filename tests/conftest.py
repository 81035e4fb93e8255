"""Before any test: `tally` is imported first, as when it is run, so that openpyxl starts as `tally` has it start."""

from pathlib import Path

import pytest

import tally  # noqa: F401 - imported for what its import sets


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """Return the folder of sample congresses."""
    return Path(__file__).parent.parent / "fixtures"
