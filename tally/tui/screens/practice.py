"""Practice: a lesson of two minutes, papers on the screen to key, a second person who makes mistakes, and a score."""

from secrets import randbelow
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tally.application.practice import (
    BALLOTS,
    BATCH,
    CANDIDATES,
    KEY,
    SEATS,
    Practice,
    Score,
    assess,
    key_second_pass,
    make_practice,
    still_to_rule,
)
from tally.tui.commands import bindings
from tally.tui.screens.base import TallyScreen

if TYPE_CHECKING:
    from tally.domain.passes import Keying

PAGES = 5  # of the lesson: words `tui.practice.lesson.1` to `.5`
SEEDS = 10_000


class PracticeScreen(TallyScreen):
    """Leads through the practice; what is keyed is keyed on screens of its own."""

    NAME = "practice"
    BINDINGS: ClassVar[list[BindingType]] = bindings("practice")
    CSS_PATH = "practice.tcss"

    def __init__(
        self, candidates: int = CANDIDATES, seats: int = SEATS, ballots: int = BALLOTS, seed: int | None = None
    ) -> None:
        """Practise.

        Args:
            candidates: on the slate.
            seats: to be filled.
            ballots: papers to key.
            seed: of the papers; None for new ones every time.
        """
        super().__init__()
        self._asked = (candidates, seats, ballots)
        self._seed = seed
        self._page = 1
        self._hall = False
        self._practice: Practice | None = None
        self._own: tuple[list[Keying], int, float | None] | None = None

    def compose_body(self) -> ComposeResult:
        """One page of text."""
        with VerticalScroll():
            yield Static(classes="lesson", markup=False)

    def on_mount(self) -> None:
        """Begin with the lesson."""
        self.query_one(VerticalScroll).focus()
        self._show()

    @on(events.ScreenResume)
    def back_here(self) -> None:
        """Go on where the screen above left off."""
        if self.query(".lesson"):
            self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        del parameters
        match action:
            case "practise":
                return self._practice is None or self._finished
            case "practice_result" | "practice_papers":
                return self._own is not None
        return True

    def action_go_on(self) -> None:
        """Do what comes next: the next page, the keying, the comparing, the rulings, what to do in the hall."""
        if self._practice is None:
            if self._page < PAGES:
                self._page += 1
                self._show()
            else:
                self.action_practise()
        elif self._own is None:
            self._key()
        elif not self._finished:
            self.desk_app.go("disputes", contest=KEY)
        elif any(still_to_rule(self.table.desk, self.table.agreeing, self._practice)):
            self.desk_app.go("rulings", contest=KEY)
        else:
            self._hall = not self._hall
            self._show()

    def action_practise(self) -> None:
        """Begin to key; once that is finished, begin anew on other papers."""
        if self._finished:
            self._seed = None
            self._own = None
            self._hall = False
        with self.attempt():
            self._begin()
            self._key()

    def action_practice_result(self) -> None:
        """Show the result of the made-up congress."""
        self.desk_app.go("result", contest=KEY)

    def action_practice_papers(self) -> None:
        """Write the papers of the made-up congress, marked on every page."""
        self.desk_app.go("papers")

    @property
    def _finished(self) -> bool:
        return self._own is not None and not self.table.comparing.disputes(KEY)

    def _begin(self) -> None:
        seed = randbelow(SEEDS) if self._seed is None else self._seed
        practice = make_practice(self.words, *self._asked, seed=seed)
        self.desk_app.use(self.desk_app.services.practice(practice))
        self._practice = self.desk_app.practice = practice

    def _key(self) -> None:
        keyer = self.table.batches.open_pass(KEY, BATCH)

        def closed() -> None:
            contents = keyer.contents
            self._own = (contents.in_order(), len(contents.changes), keyer.progress().seconds_per_ballot)
            if self._practice is not None:
                with self.attempt():
                    key_second_pass(self.table.desk, self.table.people, self._practice)
            self._show()

        self.desk_app.go("practice_count", keyer=keyer, closed=closed)

    def _show(self) -> None:
        if self._practice is None:
            foot = self.word("page" if self._page < PAGES else "last_page", page=self._page, pages=PAGES)
            text = f"{self.word(f'lesson.{self._page}')}\n\n{foot}"
        elif self._own is None:
            text = self.word("unfinished")
        elif not self._finished:
            text = self.word("compare", disputes=len(self.table.comparing.disputes(KEY)))
        elif self._hall:
            text = self.word("hall")
        else:
            own, corrected, pace = self._own
            final = list(self.table.comparing.ballots(KEY))
            text = f"{self._score(assess(self._practice, own, corrected, final, pace))}\n\n{self._what_next()}"
        self.query_one(".lesson", Static).update(text)
        self.refresh_bindings()

    def _what_next(self) -> str:
        """Say what the board still has to rule on, or that the last page comes."""
        assert self._practice is not None  # noqa: S101 - for the type checker: the score is of a practice
        invalid, doubtful = still_to_rule(self.table.desk, self.table.agreeing, self._practice)
        steps = [self.word("rule_invalid", ballots=invalid)] if invalid else []
        steps += [self.word("rule_doubtful", ballot=self._practice.doubtful)] if doubtful else []
        return "\n".join([self.word("rule"), *steps] if steps else [self.word("ruled")])

    def _score(self, score: Score) -> str:
        seconds = "–" if score.seconds is None else f"{score.seconds:.1f}"
        if self.words.language == "vi":
            seconds = seconds.replace(".", ",")
        missed = self.word("all_caught") if not score.missed else self.word("some_missed", missed=score.missed)
        return self.word(
            "score",
            papers=score.papers,
            seconds=seconds,
            own=score.own,
            planted=score.planted,
            caught=score.caught,
            missed=missed,
        )


SCREEN = PracticeScreen
