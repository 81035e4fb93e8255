"""The command line: data to stdout (`output.py`), words about it to stderr (`diagnostics.py`)."""
