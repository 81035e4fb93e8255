"""The workbooks of a contest: those printed before the count, minutes, the record that proves them, and corrigenda."""

from collections.abc import Callable

from tally.application.recount import Corrected, CountedContest, Recount
from tally.documents.ballot_sheet import fill_ballot_sheet
from tally.documents.blank_tally import fill_blank_tally
from tally.documents.book import Book
from tally.documents.check_sheet import fill_check_sheet
from tally.documents.corrigendum import fill_corrigendum
from tally.documents.declaration_sheet import (
    fill_corrigendum_declaration,
    fill_declaration_sheet,
    fill_minutes_declaration,
)
from tally.documents.hand_vote import fill_hand_vote
from tally.documents.journal_sheet import fill_journal_sheet
from tally.documents.minutes import fill_minutes
from tally.documents.opening_minutes import fill_opening
from tally.documents.paper_ballot import fill_paper_ballot
from tally.documents.slip_sheet import fill_slips
from tally.documents.tally_sheet import fill_tally_sheet
from tally.documents.wording import created, footer, say
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.hand_vote import HandVote


class Workbooks:
    """Makes the papers as Excel workbooks (`application.papers.PaperMaker`); the same count, the same bytes."""

    def __init__(self, declare: Callable[[Congress, Contest], str]) -> None:
        """Keep what writes a congress file.

        Args:
            declare: returns the congress file (`congress.toml`) of one contest, for the record.
        """
        self._declare = declare

    def minutes(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the minutes: Biên bản, Kết quả, Khai báo (see `application.record_layout`), and no single ballot."""
        book = _book(counted)
        fill_minutes(book, recount, counted)
        fill_tally_sheet(book, counted, footer(counted, "minutes"))
        declaration = self._declare(counted.congress, counted.result.contest)
        qr = counted.how.qr
        fill_minutes_declaration(book, counted, declaration, "" if qr is None else qr.text)
        return book.save(created(counted.congress), _sealed(counted))

    def record(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the record: Kết quả, Phiếu, Kiểm tra, Nhật ký and Khai báo (see `application.record_layout`)."""
        book = _book(counted)
        tally_rows = fill_tally_sheet(book, counted, footer(counted, "record"))
        fill_ballot_sheet(book, recount, counted)
        fill_check_sheet(book, recount, counted, tally_rows)
        fill_journal_sheet(book, counted)
        fill_declaration_sheet(book, counted, self._declare(counted.congress, counted.result.contest))
        return book.save(created(counted.congress), _sealed(counted))

    def hand_vote(self, recount: Recount, vote: HandVote) -> bytes:
        """Return the minutes of a hand vote: sheet Biên bản."""
        book = Book()
        fill_hand_vote(book, recount, vote)
        return book.save(created(recount.congress))

    def corrigendum(self, recount: Recount, counted: CountedContest, corrected: Corrected) -> bytes:
        """Return the minutes of a corrigendum: Đính chính, Khai báo (see `application.record_layout`); no ballot."""
        book = _book(counted)
        fill_corrigendum(book, recount, counted, corrected)
        declaration = self._declare(counted.congress, counted.result.contest)
        fill_corrigendum_declaration(book, counted, corrected, declaration)
        return book.save(created(counted.congress), corrected.made.time)

    def opening(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the opening minutes: sheet Mở thùng phiếu."""
        book = _book(counted)
        fill_opening(book, recount, counted)
        return book.save(created(counted.congress))

    def blank_tally(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return a blank tally sheet of one batch: sheet Phiếu kiểm."""
        book = _book(counted)
        fill_blank_tally(book, recount, counted)
        return book.save(created(counted.congress))

    def slips(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the slips of the closed passes: sheet Phiếu tập."""
        book = _book(counted)
        fill_slips(book, counted)
        return book.save(created(recount.congress))

    def ballot(self, recount: Recount, counted: CountedContest) -> bytes:
        """Return the ballot, to be printed as often as it is needed: sheet Phiếu bầu."""
        book = _book(counted)
        fill_paper_ballot(book, recount, counted)
        return book.save(created(counted.congress))


def _book(counted: CountedContest) -> Book:
    """Begin a workbook; of a congress to practise on every page says so."""
    return Book(say("practice.mark") if counted.how.practice else "")


def _sealed(counted: CountedContest) -> str:
    return "" if counted.how.seal is None else counted.how.seal.time
