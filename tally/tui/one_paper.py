"""One paper keyed by itself: the entry of the counting screen, for a ballot that is keyed again; no Textual in it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from tally.application.desk.keyer import Progress
from tally.domain.ballot import Ruling
from tally.domain.batch import PassContents
from tally.domain.contest import Contest
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.locales import Words
from tally.tui.counting import Counting, Outcome

if TYPE_CHECKING:
    from tally.application.desk.keyer import Keyer

Judge = Callable[[bytes, Ruling | None], InvalidReason | None]


class OnePaper:
    """Stands in for a keying pass: knows nothing of what anybody keyed, and hands over what is keyed now.

    Attributes:
        contents: always empty.
        next_place: the number of the paper.
        number: of the pass; there is none.
    """

    def __init__(
        self, contest: Contest, place: tuple[int, int], finding: Judge, record: Callable[[Keying], object]
    ) -> None:
        """Key a paper.

        Args:
            contest: whose paper it is.
            place: batch and number of the paper.
            finding: says why marks are invalid.
            record: takes what is keyed; raises Refused or OSError when it could not be recorded.
        """
        self.contest = contest
        self.batch, self.next_place = place
        self.number = 0
        self.contents = PassContents(self.batch)
        self.finding = finding
        self._record = record

    def key(self, marks: bytes, ruling: Ruling | None = None) -> None:
        """Record the paper."""
        self._record(Keying(marks, ruling))

    def progress(self) -> Progress:
        """Return nothing to speak of."""
        return Progress(0, 0, None, None)


class PaperCounting(Counting):
    """The entry line for one paper: rulings can be keyed with it, but there is no other ballot to go to."""

    OTHERS: ClassVar[tuple[str, ...]] = ()
    ONE_PAPER = True

    def __init__(self, paper: OnePaper, words: Words) -> None:
        super().__init__(cast("Keyer", paper), words)

    def _next_ballot(self) -> None:
        super()._next_ballot()
        self._outcome = Outcome.CLOSED
