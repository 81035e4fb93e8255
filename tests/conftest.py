"""Before any test: `tally` is imported first, as when it is run, so that openpyxl starts as `tally` has it start."""

import tally  # noqa: F401 - imported for what its import sets
