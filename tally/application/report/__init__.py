"""The roll-up over many congresses: every source verified first, bodies put together, their figures in tables.

Reads in the order of the work: `sent` (what a source says), `reading` (verify one) and `workbooks` (those that were
signed), `bodies` (doubles and rounds), `tables` (the figures), `document` (the contract `tally-report/1`).
"""
