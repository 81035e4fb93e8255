"""Where things stand in a record (hồ sơ) and in minutes (biên bản): shared by the papers and their readers.

Sheets of a record in order: Kết quả, Phiếu, Kiểm tra, Nhật ký (only where a desk counted), Khai báo.

- **Khai báo**: `A1` holds `RECORD_FORMAT`, `B1` the record's digest; `C1` holds `PRACTICE` where the congress is made
  up, to practise on, and is else empty; `D1` how many corrigenda there were when the paper was made, empty where there
  was none; `C2` and `D2` hold what the congress decided after the result (`Way`) and how
  many people or seats that is about, `C3` and `D3` who reported it and why, all empty where nothing was reported; from
  `DECLARATION_ROW` down, column A holds the congress file (`congress.toml`, this contest only), one line a cell, so
  that the workbook alone can be counted again.
- **Phiếu**: row `NUMBERS_ROW` holds the candidates' numbers from column `FIRST_CANDIDATE` on, the next row their names;
  from `FIRST_BALLOT_ROW` down one ballot a row: batch, ballot, ruling (as in `ballots.csv`), verdict in words, and one
  mark a candidate (`MARK_SIGNS`).
- **Kiểm tra**: from `FIRST_CHECK_ROW` down until the first empty cell in column A: key (see `figures.py`), label,
  official figure, live formula, KHỚP / LỆCH. Outcomes and status stand there in Vietnamese words.
- **Nhật ký**: for people; readers of ballots leave it alone. Row `JOURNAL_HASH_ROW` holds the hash of the last entry
  about the contest in the congress's chain; from `FIRST_ENTRY_ROW` down the entries in the order of time: number, time
  (Vietnam's), station, person, what was done, and of a ballot corrected what stood there before and stands after.

Sheets of minutes in order: Biên bản, Kết quả, Khai báo. The first two are for people; the third is read by machines:

- **Khai báo** of minutes: `A1` holds `MINUTES_FORMAT`, `B1` the digest of the record, `B2` the digest of the results,
  `B3` the text of the QR code, empty until it is signed; practice, corrigenda, a decision and the congress file stand
  as in a record; beside it, from
  `DECLARATION_ROW` down, column `FIGURE_KEY_COLUMN` holds the key of every official figure (see `figures.py`) and the
  next one the figure: a whole number, the code of an outcome or of the status, or nothing where it is not known.

Sheets of a corrigendum (biên bản đính chính) in order: Đính chính for people, and

- **Khai báo** of a corrigendum: as of minutes, of what is right now; `A1` holds `CORRIGENDUM_FORMAT`, `D1` nothing.
  From `DECLARATION_ROW` down, `BEFORE_COLUMN` holds beside each figure what it was before; `EARLIER_COLUMN` the digest
  of the record as it was sealed, then as each corrigendum before this one left it, and the next column those of the
  results.
"""

from tally.domain.ballot import Mark

SHEET_MINUTES = "Biên bản"
SHEET_CORRIGENDUM = "Đính chính"
SHEET_RESULT = "Kết quả"
SHEET_BALLOTS = "Phiếu"
SHEET_CHECK = "Kiểm tra"
SHEET_JOURNAL = "Nhật ký"
SHEET_DECLARATION = "Khai báo"

DIGEST_COLUMN = 2
DECLARATION_ROW = 4

RESULTS_DIGEST_ROW = 2
QR_ROW = 3
PRACTICE = "tập dượt"
PRACTICE_COLUMN = 3
CORRIGENDA_COLUMN = 4
DECISION_ROW = 2
FIGURE_KEY_COLUMN = 3
FIGURE_COLUMN = 4
BEFORE_COLUMN = 5
EARLIER_COLUMN = 6

NUMBERS_ROW = 3
FIRST_BALLOT_ROW = 5
BATCH_COLUMN = 1
BALLOT_COLUMN = 2
RULING_COLUMN = 3
VERDICT_COLUMN = 4
FIRST_CANDIDATE = 5

FIRST_CHECK_ROW = 5

JOURNAL_HASH_ROW = 4
FIRST_ENTRY_ROW = 6

MARK_SIGNS: dict[Mark, int | str] = {Mark.FOR: 1, Mark.AGAINST: 0, Mark.NEITHER: "-", Mark.BOTH: "*"}
"""What a cell of Phiếu shows for a mark."""
