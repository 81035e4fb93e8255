"""How long `tally --help` takes beside a bare Python."""

import sys

from side_by_side import PYTHON, median_seconds, report

if __name__ == "__main__":
    help_page, bare = median_seconds([[PYTHON, "-m", "tally", "--help"], [PYTHON, "-c", "pass"]])
    sys.exit(report("tally --help", help_page, "python -c pass", bare, at_most=15))
