"""`python -m tally` is the command `tally`."""

import sys

from tally.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
