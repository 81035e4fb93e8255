"""Nhật ký: what the board did, entry by entry, with every corrected ballot before and after.

It stands in the record only, which is sealed with the paper: the minutes bear no single ballot.
"""

from collections.abc import Iterator

from tally.application.desk.narration import sentence
from tally.application.how_counted import HowCounted, JournalLine, Told
from tally.application.record_layout import FIRST_ENTRY_ROW, JOURNAL_HASH_ROW, SHEET_JOURNAL
from tally.application.recount import CountedContest
from tally.application.sentences import concluded
from tally.documents.book import BOX, Book, Look, Margins, Sheet, Value, protect, set_foot, set_page
from tally.documents.measure import TALLEST, height_of, wrap
from tally.documents.wording import WORDS, election, footer, moment_text, round_text, say
from tally.domain.ballot import BallotStyle, Mark
from tally.domain.contest import Contest
from tally.domain.journal import CONGRESS_CHAIN
from tally.domain.passes import Keying

_WIDTHS = (8.0, 11.0, 11.0, 18.0, 46.0, 34.0, 34.0)
_SIZE = 10
_TITLES = ("sequence", "time", "station", "person", "what", "before", "after")
_HEAD = Look(size=_SIZE, bold=True, across="center", lines=BOX, fill="E7E6E6")
_TEXT = Look(size=_SIZE, lines=BOX, down="top")
_CENTRED = Look(size=_SIZE, lines=BOX, down="top", across="center")
_NOTE = Look(size=11, wrapped=False)
_HASH = Look(size=11, face="Courier New", wrapped=False)


def fill_journal_sheet(book: Book, counted: CountedContest) -> None:
    """Add the sheet Nhật ký to a workbook; nothing is added for saved ballots, which have no journal."""
    how, contest = counted.how, counted.result.contest
    journal = how.journal()
    common = [line.entry for line in journal if line.entry.chain == CONGRESS_CHAIN]
    if not common:
        return
    sheet = book.sheet(SHEET_JOURNAL)
    sheet.widths(_WIDTHS)
    title = " ".join(filter(None, (election(counted.congress, contest), round_text(contest))))
    sheet.put(1, 1, say("journal.title", election=title), Look(size=14, bold=True, wrapped=False))
    sheet.put(2, 1, say("journal.legend"), Look(size=11), across=len(_WIDTHS))
    sheet.height(2, height_of(len(wrap(say("journal.legend"), 11, sum(_WIDTHS))), 11))
    # The last entry about this contest: whatever else the file records later leaves this sheet as it is.
    last = common[-1]
    sheet.put(JOURNAL_HASH_ROW - 1, 1, say("journal.head", sequence=last.sequence), _NOTE)
    sheet.put(JOURNAL_HASH_ROW, 1, last.hash.hex(), _HASH)
    for column, name in enumerate(_TITLES, start=1):
        sheet.put(FIRST_ENTRY_ROW - 1, column, say(f"journal.{name}"), _HEAD)
    row = FIRST_ENTRY_ROW
    for line in journal:
        for values in _rows(line, how, contest):
            _put(sheet, row, values)
            row += 1
    set_page(sheet, landscape=True, margins=Margins(12, 12, 12, 14))
    sheet.worksheet.freeze_panes = f"A{FIRST_ENTRY_ROW}"
    sheet.worksheet.print_title_rows = f"{FIRST_ENTRY_ROW - 1}:{FIRST_ENTRY_ROW - 1}"
    set_foot(sheet, footer(counted, "record"))
    protect(sheet)
    sheet.close()


def _put(sheet: Sheet, row: int, values: tuple[Value, ...]) -> None:
    for column, value in enumerate(values, start=1):
        sheet.put(row, column, value, _TEXT if column > len(("sequence", "time", "station")) else _CENTRED)
    lines = max(len(wrap(str(value), _SIZE, width)) for value, width in zip(values, _WIDTHS, strict=True) if value)
    sheet.height(row, min(height_of(lines, _SIZE), TALLEST))


def _rows(line: JournalLine, how: HowCounted, contest: Contest) -> Iterator[tuple[Value, ...]]:
    """Return the cells of an entry: one row, or one for each ballot of a correction of several."""
    entry = line.entry
    about: tuple[Value, ...] = (
        _number(line),
        moment_text(entry.time),
        entry.station,
        how.name(entry.person),
        sentence(WORDS, how, entry),
    )
    if len(line.told) <= 1:
        yield (*about, *(_before_after(line.told[0], contest) if line.told else ("", "")))
        return
    for told in line.told:
        before, after = _before_after(told, contest)
        yield (
            *about,
            say("journal.place", batch=told.batch, ballot=told.ballot, said=before),
            say("journal.place", batch=told.batch, ballot=told.ballot, said=after),
        )
        about = ("",) * len(about)


def _number(line: JournalLine) -> Value:
    """Return the number of an entry in its chain; of a pass with batch and pass before it: `3.2/17`."""
    entry = line.entry
    if entry.chain == CONGRESS_CHAIN:
        return entry.sequence
    _pass, _contest, _round, batch, number = entry.chain.split("/")
    return f"{batch}.{number}/{entry.sequence}"


def _before_after(told: Told, contest: Contest) -> tuple[str, str]:
    ballots = [ballot_text(contest, keying) for keying in told.before]
    if told.passes:
        ballots = [
            say("journal.in_pass", **{"pass": number, "ballot": ballot})
            for number, ballot in zip(told.passes, ballots, strict=True)
        ]
    return "\n".join(ballots), ballot_text(contest, told.after)


def ballot_text(contest: Contest, keying: Keying | None) -> str:
    """Say what is on a ballot: the shorter of what was struck and what was left, and the board's ruling."""
    if keying is None:
        return say("journal.no_paper")
    marks = _marks(contest, keying.marks)
    if keying.ruling is None:
        return marks
    return say("journal.ruling", marks=marks, ruling=concluded(WORDS, keying.ruling))


def _marks(contest: Contest, marks: bytes) -> str:
    numbers = {mark: _numbers(contest, marks, mark) for mark in Mark}
    if contest.style is BallotStyle.AGREE_DISAGREE and (numbers[Mark.BOTH] or numbers[Mark.NEITHER]):
        said = (
            (f"for_{contest.style}", Mark.FOR),
            (f"against_{contest.style}", Mark.AGAINST),
            ("both", Mark.BOTH),
            ("neither", Mark.NEITHER),
        )
        return "; ".join(say(f"marks.{key}", numbers=numbers[mark]) for key, mark in said if numbers[mark])
    way = "for" if marks.count(Mark.FOR) < marks.count(Mark.AGAINST) else "against"
    listed = numbers[Mark.FOR if way == "for" else Mark.AGAINST]
    return say(f"marks.{way if listed else f'none_{way}'}_{contest.style}", numbers=listed)


def _numbers(contest: Contest, marks: bytes, wanted: Mark) -> str:
    return ", ".join(str(one.no) for one, mark in zip(contest.slate, marks, strict=True) if mark == wanted)
