"""Where things stand in a record workbook (hồ sơ kiểm phiếu): shared by the paper that is written and its reader.

Sheets in order: Kết quả, Phiếu, Kiểm tra, Khai báo (a later edition puts Nhật ký before Khai báo).

- **Khai báo**: `A1` holds `RECORD_FORMAT`, `B1` the record's digest; from `DECLARATION_ROW` down, column A holds the
  congress file (`congress.toml`, this contest only), one line a cell, so that the workbook alone can be counted again.
- **Phiếu**: row `NUMBERS_ROW` holds the candidates' numbers from column `FIRST_CANDIDATE` on, the next row their names;
  from `FIRST_BALLOT_ROW` down one ballot a row: batch, ballot, ruling (as in `ballots.csv`), verdict in words, and one
  mark a candidate (`MARK_SIGNS`).
- **Kiểm tra**: from `FIRST_CHECK_ROW` down until the first empty cell in column A: key (see `figures.py`), label,
  official figure, live formula, KHỚP / LỆCH. Outcomes and status stand there in Vietnamese words.
"""

from tally.domain.ballot import Mark

SHEET_RESULT = "Kết quả"
SHEET_BALLOTS = "Phiếu"
SHEET_CHECK = "Kiểm tra"
SHEET_DECLARATION = "Khai báo"

DECLARATION_ROW = 4

NUMBERS_ROW = 3
FIRST_BALLOT_ROW = 5
BATCH_COLUMN = 1
BALLOT_COLUMN = 2
RULING_COLUMN = 3
VERDICT_COLUMN = 4
FIRST_CANDIDATE = 5

FIRST_CHECK_ROW = 5

MARK_SIGNS: dict[Mark, int | str] = {Mark.FOR: 1, Mark.AGAINST: 0, Mark.NEITHER: "-", Mark.BOTH: "*"}
"""What a cell of Phiếu shows for a mark."""
