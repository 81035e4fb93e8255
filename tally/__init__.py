"""tally counts the ballots of a congress (kiểm phiếu bầu cử tại đại hội)."""

import os

# openpyxl asks this once, when it is first imported, so it stands before every import of it. With lxml it would write
# other bytes for the same paper, and read XML without defusedxml; nobody's machine should differ for having lxml.
os.environ["OPENPYXL_LXML"] = "False"

__version__ = "0.1.0"
