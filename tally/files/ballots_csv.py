r"""Saved ballots as `ballots.csv`: one row a ballot, in the order of the stack.

Written: UTF-8 without a byte order mark, comma, lines ending in `\n`, quotation marks only where needed. Read: also
with the mark, any line ending, the columns in any order, and as spreadsheets leave it: with semicolons or tabs, a first
line `sep=;`, empty columns, and the headings of the template in Excel.

The text is decoded and split as a stream, so that a million ballots take the memory of the ballots themselves.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from io import BytesIO, StringIO, TextIOWrapper
from itertools import islice
from operator import itemgetter
from pathlib import Path

from tally.application.column_meanings import NOTHING_SAID, Meanings
from tally.application.notation import format_ruling
from tally.application.recount import SavedContest
from tally.domain.ballot import Ballot
from tally.domain.contest import Contest
from tally.domain.names import normalise
from tally.files.ballots_columns import (
    COLUMNS,
    OPTIONAL,
    find_columns,
    missing_from,
    recognised,
)
from tally.files.delimited import DELIMITERS, said_delimiter
from tally.files.findings import MAX_FINDINGS, Findings, refusal, shown
from tally.files.marks import (
    Ballots,
    MarksParser,
    Problem,
    format_marks,
    parse_number,
    parse_ruling,
)
from tally.files.text import MAX_CSV, check_text, read_bytes

MAX_BALLOTS = 1_000_000
"""Ballots of one file; a national congress casts 1,510, and a million of thirty candidates take 300 MB."""

MAX_MARKS = 100_000_000
"""Ballots times candidates of one file: so many bytes of memory."""

_LONGEST_LINE = 131_072  # bytes, as many as the csv module takes for a field; the longest ballots have a thousandth
_KEPT_MARKS = 20_000  # texts of marks whose meaning is kept
_KEPT_NUMBERS = 20_000
_KNOWN_SHOWN = 12


def read_ballots(
    path: Path, contests: Iterable[Contest], file: str = "ballots.csv", meanings: Meanings = NOTHING_SAID
) -> Ballots:
    """Return the ballots of every contest, in the order of the file; a contest without ballots has an empty tuple.

    Args:
        path: where the file is.
        contests: the contests that the ballots can be of.
        file: its name as findings give it.
        meanings: what somebody said that columns mean.

    Raises:
        BadInput: the file has flaws; all of them. Columns in its findings are fields of the row, counted from 1,
            except where the file is no UTF-8 text: there they are characters of the line.
        OSError: the machine failed.
    """
    findings = Findings(file)
    table = _Table(read_bytes(path, file, MAX_CSV), findings, meanings)
    reader = BallotReader(contests, table.columns, findings)
    reader.read(table.rows())
    findings.refuse()
    return reader.ballots()


def check_table(path: Path, file: str = "ballots.csv", meanings: Meanings = NOTHING_SAID) -> None:
    """Check what can be checked without knowing the contests: the encoding, the header and the length of each row.

    Raises:
        BadInput: the file has flaws; all of them.
        OSError: the machine failed.
    """
    findings = Findings(file)
    for _ in _Table(read_bytes(path, file, MAX_CSV), findings, meanings).rows():
        pass
    findings.refuse()


def write_ballots(saved: Iterable[SavedContest]) -> str:
    """Return the text of a `ballots.csv` with the ballots of every contest; to be encoded as UTF-8."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in saved:
        contest = one.contest
        for ballot in one.ballots:
            marks = format_marks(ballot.marks, contest.style, contest.slate)
            ruling = format_ruling(ballot.ruling)
            writer.writerow((contest.id, contest.round, ballot.batch, ballot.number, marks, ruling))
    return text.getvalue()


class _Table:
    """The rows of a CSV file below its header.

    Attributes:
        columns: where each column stands in a row, counted from 0.
    """

    def __init__(self, data: bytes, findings: Findings, meanings: Meanings) -> None:
        """Check the encoding and the header.

        Raises:
            BadInput: E820, E905 to E907, E936 to E938, E940: no row can be read.
        """
        check_text(data, findings.file)
        self._data = data
        self._findings = findings
        if long_line := _longer_than(data, _LONGEST_LINE):
            raise refusal(findings.file, "E940", long_line, value=self._line(long_line))
        lines = self._lines()
        first = lines.readline()
        said = said_delimiter(first)
        self._header_row = 2 if said else 1
        line = lines.readline() if said else first
        self._delimiter, header = _header(line, self._header_row, findings.file, DELIMITERS + said, meanings)
        labels = {place: label for place, label in enumerate(header, start=1) if label}
        bare = [place for place in range(1, max(labels, default=0)) if place not in labels]
        if missing := missing_from(labels, meanings, bare):
            findings.add(self._header_row, 1, "E936", missing=missing, value=shown(",".join(header)))
        columns = find_columns(labels, self._header_row, findings, meanings, bare)
        findings.refuse()
        known = {*columns.places.values(), *columns.left_out}
        self.columns = {name: place - 1 for name, place in columns.places.items()}
        self._width = max(labels)
        self._widest = len(header)
        self._unlabelled = [place - 1 for place in bare if place not in known]

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the line (from 1) and the fields of every row as wide as the header; say what the others are."""
        reader = csv.reader(self._lines(), delimiter=self._delimiter, strict=True)
        line = self._header_row
        empty: list[int] = []
        try:
            for fields in islice(reader, self._header_row, None):
                begin, line = line + 1, reader.line_num
                if not any(fields):
                    # A blank line is nothing. Nothing but separators is nothing too, but only at the end, where
                    # spreadsheets leave such rows.
                    if len(fields) > 1 and len(empty) < MAX_FINDINGS:
                        empty.append(begin)
                    continue
                for earlier in empty:
                    yield earlier, [""] * self._width
                empty.clear()
                if len(fields) == self._width or self._only_blank_beyond(fields):
                    if not self._unlabelled or self._nothing_unlabelled(begin, fields):
                        yield begin, fields
                elif len(fields) > 1 or not fields[0].isspace():
                    self._findings.add(begin, 1, "E939", found=len(fields), expected=self._width)
        except csv.Error:
            self._findings.add(line + 1, 1, "E940", value=self._line(line + 1))

    def _only_blank_beyond(self, fields: Sequence[str]) -> bool:
        """Tell whether a row goes on beyond the last heading as the header does, with nothing in it."""
        return self._width < len(fields) <= self._widest and not "".join(fields[self._width :]).strip()

    def _nothing_unlabelled(self, line: int, fields: Sequence[str]) -> bool:
        filled = [place for place in self._unlabelled if fields[place].strip()]
        if not filled:
            return True
        from tally.files.cells import cell_name  # noqa: PLC0415 - loads openpyxl, which a sound file never needs

        for place in filled:
            self._findings.add(line, place + 1, "E964", cell=cell_name(line, place + 1), value=shown(fields[place]))
        return False

    def _lines(self) -> TextIOWrapper:
        return TextIOWrapper(BytesIO(self._data), encoding="utf-8-sig", newline="")

    def _line(self, number: int) -> str:
        return shown(next(islice(self._lines(), number - 1, None)).strip())


class _ContestBallots:
    """The ballots of one contest read so far."""

    def __init__(self, contest: Contest) -> None:
        self.parser = MarksParser(contest.style, contest.slate)
        # Ballots of a small slate repeat each other; those of a large one do not, and what is kept must not grow.
        self.known: dict[str, bytes] = {}
        self.ballots: list[Ballot] = []

    def parse(self, text: str) -> bytes | tuple[Problem, ...]:
        """Return the marks of a ballot, or every problem of the text."""
        marks = self.known.get(text)
        if marks is not None:
            return marks
        parsed = self.parser.parse(text)
        if isinstance(parsed, bytes) and len(self.known) < _KEPT_MARKS:
            self.known[text] = parsed
        return parsed


class BallotReader:
    """Turns rows into ballots, the same for a CSV file and for Excel."""

    def __init__(self, contests: Iterable[Contest], columns: Mapping[str, int], findings: Findings) -> None:
        """Get ready.

        Args:
            contests: the contests that the ballots can be of.
            columns: where each column stands in the rows to come, counted from 0.
            findings: where to say what is wrong.
        """
        self._by_contest = {(contest.id, contest.round): _ContestBallots(contest) for contest in contests}
        self._as_written: dict[tuple[str, str], _ContestBallots] = {}
        self._columns = columns
        self._findings = findings
        self._number = lru_cache(_KEPT_NUMBERS)(parse_number)
        widest = max((len(read.parser) for read in self._by_contest.values()), default=0)
        self._most = min(MAX_BALLOTS, MAX_MARKS // max(widest, 1))

    def read(self, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Take every ballot; say everything that is wrong with a row that is none.

        Raises:
            BadInput: E827: there are too many of them; or too many findings.
        """
        where = itemgetter(*(self._columns[column] for column in COLUMNS if column not in OPTIONAL))
        ruling_column = self._columns.get("ruling")
        number_of = self._number
        for read, (line, fields) in enumerate(rows):
            if read == self._most:
                self._findings.add(line, 1, "E827", limit=self._most)
                self._findings.refuse()
            contest_text, round_text, batch_text, ballot_text, marks_text = where(fields)
            target = self._as_written.get((contest_text, round_text)) or self._find(line, contest_text, round_text)
            batch, number = number_of(batch_text), number_of(ballot_text)
            marks = target.parse(marks_text) if target else None
            ruling_text = fields[ruling_column] if ruling_column is not None else ""
            ruling = parse_ruling(ruling_text) if ruling_text else None
            if target and batch and number and isinstance(marks, bytes) and not isinstance(ruling, Problem):
                target.ballots.append(Ballot(batch, number, marks, ruling))
                continue
            for key, value, text in (("batch", batch, batch_text), ("ballot", number, ballot_text)):
                if value is None:
                    self._add(line, key, Problem("E942", {"key": key, "value": shown(text)}))
            for problem in marks if isinstance(marks, tuple) else ():
                self._add(line, "marks", problem)
            if isinstance(ruling, Problem):
                self._add(line, "ruling", ruling)

    def ballots(self) -> Ballots:
        """Return what was read."""
        return {key: tuple(read.ballots) for key, read in self._by_contest.items()}

    def _find(self, line: int, contest_text: str, round_text: str) -> _ContestBallots | None:
        contest_id, round_number = contest_text.strip(), self._number(round_text)
        if round_number is None:
            self._add(line, "round", Problem("E942", {"key": "round", "value": shown(round_text)}))
            return None
        target = self._by_contest.get((contest_id, round_number))
        if target is None:
            known = [f"{one} ({its_round})" for one, its_round in self._by_contest]
            column = "round" if any(one == contest_id for one, _ in self._by_contest) else "contest"
            self._add(
                line,
                column,
                Problem(
                    "E941",
                    {
                        "contest": shown(contest_text),
                        "round": shown(round_text),
                        "known": ", ".join(known[:_KNOWN_SHOWN]),
                    },
                ),
            )
            return None
        self._as_written[contest_text, round_text] = target
        return target

    def _add(self, line: int, column: str, problem: Problem) -> None:
        self._findings.add(line, self._columns[column] + 1, problem.code, **problem.fields)


def _longer_than(data: bytes, limit: int) -> int:
    """Return the number of the first line longer than `limit` bytes, or 0; looks at no more than it must."""
    start = 0
    while start + limit < len(data):
        window = start, start + limit
        end = max(data.rfind(b"\n", *window), data.rfind(b"\r", *window))
        if end < 0:
            return len(data[:start].splitlines()) + 1
        start = end + 1
    return 0


def _header(line: str, row: int, file: str, delimiters: str, meanings: Meanings) -> tuple[str, Sequence[str]]:
    """Return the delimiter that makes the most of the header, and the names of the columns.

    Raises:
        BadInput: E940: quotation marks that do not fit.
    """
    readable: dict[str, list[str]] = {}
    for delimiter in delimiters:
        # With the wrong delimiter, quotation marks may make no sense.
        with suppress(csv.Error):
            (fields,) = csv.reader([line], delimiter=delimiter, strict=True)
            readable[delimiter] = [normalise(field) for field in fields]
    known = {
        delimiter: recognised(dict(enumerate(labels, start=1)), meanings) for delimiter, labels in readable.items()
    }
    best = max(known, key=known.__getitem__, default="")
    if not known.get(best) and len(known) < len(delimiters):
        raise refusal(file, "E940", row, value=shown(line.strip()))
    return best, readable[best]
