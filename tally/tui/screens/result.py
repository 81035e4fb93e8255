"""The result: bars, who is elected, what follows, what is still in the way of the seal; and after it, corrigenda."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tally.application.desk.clock import moment_text
from tally.application.desk.closing import Obstacle
from tally.application.desk.desk import BOARD, HEAD, Refused
from tally.application.desk.review import Review
from tally.application.fours import in_fours
from tally.application.recount import CountedContest, Recount
from tally.domain.ballot import Ruling
from tally.domain.desk import BallotPlace, ContestKey
from tally.domain.passes import Keying
from tally.domain.rounds import OVER
from tally.tui.commands import bindings
from tally.tui.contest_screen import ContestScreen
from tally.tui.result_view import ResultView
from tally.tui.screens.rulings import read_place
from tally.tui.values import shown_date
from tally.tui.widgets.choices import Choose, Line
from tally.tui.widgets.dialogs import Question, Reason
from tally.tui.widgets.qr_dialog import QrDialog
from tally.tui.widgets.two_people import Act, TwoPeople

PHRASES = 3  # in each short list of reasons: words `tui.result.reasons.LIST.1` to `.3`
MOST_OBSTACLES = 3  # said at once
Changes = dict[BallotPlace, tuple[bytes | None, Ruling | None]]


class ResultScreen(ContestScreen):
    """Shows the count of a contest, and ends it."""

    NAME = "result"
    BINDINGS: ClassVar[list[BindingType]] = bindings("result")
    CSS_PATH = "result.tcss"

    def __init__(self, contest: ContestKey) -> None:
        super().__init__(contest)
        self._by_votes = False
        self._changes: Changes = {}

    def compose_body(self) -> ComposeResult:
        """The page, and below it what comes next."""
        with VerticalScroll(classes="page"):
            yield Static(classes="bars", markup=False)
            yield Static(classes="rest", markup=False)
        yield Static(classes="verdict", markup=False)

    def on_mount(self) -> None:
        """Arrows turn the page."""
        self.query_one(VerticalScroll).focus()

    @on(events.Resize)
    def _resized(self) -> None:
        self.show_again()

    def show(self) -> None:
        """Count anew, and lay everything out."""
        count = self.table.desk.count_of(self.key)
        counted = self.table.closing.result(self.key)
        view = self._view(counted)
        visible = self._visible()
        width = max(self.size.width - 6, 40)
        bars = list(view.ballots())
        if visible:
            bars += [Content(""), *view.bars(width, by_votes=self._by_votes), view.legend()]
        else:
            bars += [Content(""), Content.styled(self.word("hidden"), "bold"), Content(self.word("hidden_why"))]
        self.query_one(".bars", Static).update(Content("\n").join(bars))
        parts = [
            list(view.conclusion()) if visible else [],
            list(view.name_by_name()) if visible else [],
            list(view.piles(count.piles, self.table.closing.pile_differences(self.key))),
            list(view.findings(count.explained, only_errors=not visible)),
            list(view.rulings()) if visible else [],
            self._corrigenda(),
        ]
        rest = [line for part in parts if part for line in (Content(""), *part)]
        self.query_one(".rest", Static).update(Content("\n").join(rest))
        self.query_one(".verdict", Static).update(self._verdict(counted))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        del parameters
        count = self.table.desk.count_of(self.key)
        sealed = count.seal is not None
        match action:
            case "order":
                return self._visible()
            case "show_totals":
                return not sealed and count.begun and (count.totals_shown or not self._visible())
            case "explain":
                return not sealed and bool(self.table.closing.unexplained(self.key) or count.explained)
            case "piles" | "seal":
                return not sealed and count.begun
            case "corrigendum" | "qr" | "show_hall" | "rounds":
                return sealed and (action != "rounds" or self.table.rounds.follow_up(self.key) is not None)
        return True

    def action_order(self) -> None:
        """Change between the order of the ballot and that of votes."""
        self._by_votes = not self._by_votes
        self.show()

    def action_show_hall(self) -> None:
        """Show it to the hall."""
        self.desk_app.go("hall", contest=self.key)

    def action_show_totals(self) -> None:
        """Show running totals, or hide them; the head's, and recorded."""
        with self.attempt():
            self.table.desk.signed_in(HEAD)
            shown = self.table.desk.count_of(self.key).totals_shown
            key = "hide" if shown else "show"
            question = Question(self.word(f"totals.{key}"), self.word("totals.recorded"))
            self.app.push_screen(question, partial(self._totals, not shown))

    def action_explain(self) -> None:
        """Explain a finding in the board's words."""
        with self.attempt():
            self.table.desk.unsealed(self.key)
            self.table.desk.signed_in(BOARD)
            errors = [one for one in self.table.closing.result(self.key).findings if one.level == "error"]
            choices = {one.code: f"{one.code} {self.words.finding(one)}" for one in errors}
            if len(choices) == 1:
                self._explain(next(iter(choices)))
            elif choices:
                self.app.push_screen(Choose(self.word("explain_which"), list(choices.items())), self._explain)

    def action_piles(self) -> None:
        """Record piles counted by hand."""
        with self.attempt():
            self.table.desk.unsealed(self.key)
            self.table.desk.signed_in(BOARD)
            piles = sorted(self.table.desk.count_of(self.key).piles.items(), reverse=True)
            now = " ".join(f"{names}:{ballots}" for names, ballots in piles)
            self.app.push_screen(
                Line(self.word("piles_ask"), self.word("piles_how"), self._read_piles, now), self._piles
            )

    def action_seal(self) -> None:
        """Close the count for good."""
        with self.attempt():
            self.table.desk.signed_in()
            obstacles = self.table.closing.obstacles(self.key)
            if obstacles:
                raise Refused(obstacles[0].key, **obstacles[0].fields)
            digest = self.table.closing.result(self.key).digest
            closing, clock = self.table.closing, self._behind()

            def act(head: str, head_pin: str, second: str, second_pin: str) -> None:
                closing.seal(self.key, head, head_pin, second, second_pin, digest, clock_agreed=bool(clock))

            details = self.word("seal_details", digest=in_fours(digest[:16])) + clock
            title = self.word("seal_title", title=self.contest_title)
            ask = partial(self._two_people, title, details, act, self._sealed)
            self._filled_in(partial(self._on_the_day, ask))

    def _filled_in(self, go_on: Callable[[], None]) -> None:
        """Go on; when the minutes will have a blank to be filled in by hand, once that is agreed to."""
        blanks = self.table.overview.blanks()
        if not blanks:
            go_on()
            return
        lines = "\n".join(f"! {self.words(f'desk.blank.{what}')}" for what in blanks)
        self._once_agreed(Question(self.word("blank"), self.word("blank_details", what=lines)), go_on)

    def _on_the_day(self, go_on: Callable[[], None]) -> None:
        """Go on; when the minutes will bear another day than today's, once that is agreed to."""
        day = self.table.clock.other_day()
        if day is None:
            go_on()
            return
        shown = {"day": shown_date(day), "today": shown_date(self.table.clock.today())}
        question = Question(self.word("other_day", **shown), self.word("other_day_details", **shown))
        self._once_agreed(question, go_on)

    def _once_agreed(self, question: Question, go_on: Callable[[], None]) -> None:
        def answered(agreed: bool | None) -> None:  # noqa: FBT001 - Textual calls back by position
            if agreed:
                with self.attempt():
                    go_on()

        self.app.push_screen(question, answered)

    def action_corrigendum(self) -> None:
        """Record a mistake found after the seal."""
        with self.attempt():
            self.table.desk.signed_in()
            self._changes = {}
            self._ask_place()

    def action_qr(self) -> None:
        """Show the QR code of the minutes, or of a corrigendum."""
        count = self.table.desk.count_of(self.key)
        if count.seal is None:
            return
        papers = [(self.word("qr.minutes"), self.word("qr.paper_minutes"), count.seal.entry)]
        papers += [
            (self.word("qr.corrigendum", number=no), self.word("qr.paper_corrigendum", number=no), one.entry)
            for no, one in enumerate(count.corrigenda, 1)
        ]
        signed = [(title, count.qrs[entry].text, paper) for title, paper, entry in papers if entry in count.qrs]
        if not signed:
            self.say(self.word("qr.not_signed"))
        elif len(signed) == 1:
            self._show_qr(*signed[0])
        else:
            choices = [(str(place), title) for place, (title, _text, _paper) in enumerate(signed)]
            self.app.push_screen(Choose(self.word("qr.which"), choices), partial(self._qr_chosen, signed))

    def _qr_chosen(self, signed: list[tuple[str, str, str]], place: str | None) -> None:
        if place is not None:
            self._show_qr(*signed[int(place)])

    def _show_qr(self, title: str, text: str, paper: str) -> None:
        self.app.push_screen(QrDialog(f"{title} · {self.contest_title}", text, paper))

    def action_rounds(self) -> None:
        """Go to what may follow."""
        self.desk_app.go("rounds", contest=self.key)

    def _ask_place(self) -> None:
        self.app.push_screen(
            Line(self.word("corrigendum.which"), self.word("corrigendum.how"), self._read_place), self._place_given
        )

    def _read_place(self, text: str) -> tuple[bool, str]:
        place = read_place(text)
        if place is None:
            return False, self.words("tui.rulings.find_wrong")
        try:
            Review(self.table.desk).ballot(self.key, *place)
        except Refused as refused:
            return False, self.words(f"desk.refused.{refused.key}", **refused.fields)
        return True, self.words("tui.rulings.ballot", batch=place[0], ballot=place[1])

    def _place_given(self, text: str | None) -> None:
        place = read_place(text or "")
        if place is None:
            return

        def record(keying: Keying) -> None:
            self._changes[place] = (keying.marks, keying.ruling)

        what = self.word("corrigendum.what", batch=place[0], ballot=place[1])
        self.desk_app.go("paper", contest=self.key, place=place, what=what, record=record, done=self._one_more)

    def _one_more(self) -> None:
        places = ", ".join(f"{batch}.{ballot}" for batch, ballot in sorted(self._changes))
        choices = [(what, self.word(f"corrigendum.{what}")) for what in ("finish", "more")]
        title = self.word("corrigendum.so_far", places=places)
        self.app.push_screen(Choose(title, choices), self._more_or_finish)

    def _more_or_finish(self, what: str | None) -> None:
        if what == "more":
            self._ask_place()
        elif what == "finish":
            reason = Reason(self.word("corrigendum.reason"), self._phrases("corrigendum"))
            self.app.push_screen(reason, self._corrigendum_reasoned)

    def _corrigendum_reasoned(self, reason: str | None) -> None:
        if reason is None:
            return
        closing, changes, clock = self.table.closing, self._changes, self._behind()

        def act(head: str, head_pin: str, second: str, second_pin: str) -> None:
            agreed = bool(clock)
            closing.corrigendum(self.key, reason, changes, head, head_pin, second, second_pin, clock_agreed=agreed)

        title = self.word("corrigendum.title", ballots=len(changes))
        self._two_people(title, self.word("corrigendum.details", reason=reason) + clock, act, self._corrected)

    def _behind(self) -> str:
        """Return what the two are told of a clock that is behind the journal; empty where it is not."""
        if not self.table.clock.behind():
            return ""
        machine, last = moment_text(self.table.desk.now()), moment_text(self.table.desk.state.time)
        return "\n\n" + self.word("clock_behind", machine=machine, last=last)

    def _two_people(self, title: str, details: str, act: Act, then: Callable[[bool | None], None]) -> None:
        people = self.table.people.all()
        head = next((person for person in people if person.role in HEAD), None)
        if head is None:
            key = "no_head"
            raise Refused(key)
        others = [person for person in people if person.id != head.id and person.role in BOARD]
        pins = self.table.people.needs_pin()
        dialog = TwoPeople(title, details, head, others, act, head_pin=pins, other_pin=pins)
        self.app.push_screen(dialog, then)

    def _sealed(self, done: bool | None) -> None:  # noqa: FBT001 - Textual calls back by position
        if done:
            self.say(self.word("sealed_now"))
            self.show_again()

    def _corrected(self, done: bool | None) -> None:  # noqa: FBT001 - as above
        if done:
            self.say(self.word("corrigendum.recorded"))
            self.show_again()

    def _totals(self, shown: bool, agreed: bool | None) -> None:  # noqa: FBT001 - as above
        if agreed:
            with self.attempt():
                self.table.closing.show_totals(self.key, shown)
            self.show_again()

    def _explain(self, code: str | None) -> None:
        if code is not None:
            finding = next(one for one in self.table.closing.result(self.key).findings if one.code == code)
            title = self.word("explain", code=code, finding=self.words.finding(finding))
            self.app.push_screen(Reason(title, self._phrases("explain")), partial(self._explained, code))

    def _explained(self, code: str, text: str | None) -> None:
        if text is not None:
            with self.attempt():
                self.table.closing.explain(self.key, code, text)
            self.show_again()

    def _read_piles(self, text: str) -> tuple[bool, str]:
        piles = read_piles(text)
        if piles is None:
            return False, self.word("piles_wrong")
        said = "; ".join(self.words("desk.journal_words.pile", names=names, ballots=n) for names, n in piles.items())
        return True, self.word("piles_read", piles=said, ballots=sum(piles.values()))

    def _piles(self, text: str | None) -> None:
        piles = None if text is None else read_piles(text)
        if piles is not None:
            with self.attempt():
                self.table.closing.piles(self.key, piles)
            self.show_again()

    def _phrases(self, list_: str) -> list[str]:
        return [self.word(f"reasons.{list_}.{number}") for number in range(1, PHRASES + 1)]

    def _visible(self) -> bool:
        return Review(self.table.desk).totals_visible(self.key)

    def _view(self, counted: CountedContest) -> ResultView:
        desk = self.table.desk
        return ResultView(self.words, Recount(desk.congress, desk.profile, (counted,)), counted)

    def _corrigenda(self) -> list[Content]:
        """Say what was corrected after the seal, and what the count is with it."""
        corrigenda = self.table.desk.count_of(self.key).corrigenda
        lines: list[Content] = []
        for number, one in enumerate(corrigenda, start=1):
            places = ", ".join(f"{change.batch}.{change.ballot}" for change in one.changes)
            people = self.word("two", one=self.person_name(one.people[0]), other=self.person_name(one.people[1]))
            fields = {"number": number, "places": places, "people": people, "time": moment_text(one.time)}
            lines.append(Content.styled(self.word("corrigendum.line", **fields), "bold"))
            lines.append(Content("  " + self.word("corrigendum.because", reason=one.reason)))
            before, after = in_fours(one.before[:16]), in_fours(one.after[:16])
            lines.append(Content("  " + self.word("corrigendum.digests", before=before, after=after)))
        if corrigenda:
            lines += [Content(""), Content.styled(self.word("corrigendum.corrected"), "bold")]
            view = self._view(self.table.closing.corrected(self.key))
            lines += [*view.bars(max(self.size.width - 6, 40), by_votes=self._by_votes), *view.conclusion()]
        return lines

    def _verdict(self, counted: CountedContest) -> Content:
        """Say whether it is sealed, what is in the way of it, or that it can be done."""
        seal = self.table.desk.count_of(self.key).seal
        if seal is not None:
            people = self.word("two", one=self.person_name(seal.head), other=self.person_name(seal.second))
            said = self.word("sealed", time=moment_text(seal.time), people=people, digest=in_fours(seal.digest[:16]))
            return Content("\n").join(
                [Content.styled(said, "bold $success"), *self._results_digest(counted), *self._after()]
            )
        obstacles = self.table.closing.obstacles(self.key)
        if not obstacles and self.table.closing.pile_differences(self.key):
            return Content.styled(self.word("ready_but_piles"), "bold $warning")
        if not obstacles:
            blanks = (self.words(f"desk.blank.{what}") for what in self.table.overview.blanks())
            open_ = [Content.styled(self.words("desk.blank.elsewhere", what=what), "$warning") for what in blanks]
            return Content("\n").join([*open_, Content.styled(self.word("ready"), "bold $success")])
        lines = [Content.styled(self.word("in_the_way"), "bold $warning")]
        lines += [Content(f"  • {self._obstacle(one)}") for one in obstacles[:MOST_OBSTACLES]]
        if len(obstacles) > MOST_OBSTACLES:
            lines.append(Content(f"  … {self.word('more_obstacles', number=len(obstacles) - MOST_OBSTACLES)}"))
        return Content("\n").join(lines)

    def _results_digest(self, counted: CountedContest) -> Iterator[Content]:
        """Yield the digest that stands on the hall page, in two lines of fours below each other."""
        corrected = bool(self.table.desk.count_of(self.key).corrigenda)
        label = self.word("results_digest_corrected" if corrected else "results_digest")
        text = in_fours((self.table.closing.corrected(self.key) if corrected else counted).results)
        half = len(text) // 2
        yield Content(label)
        yield Content.styled(f"  {text[:half]}\n  {text[half + 1 :]}", "bold")

    def _after(self) -> Iterator[Content]:
        """Yield what may follow the sealed result, in a word."""
        following = self.table.rounds.follow_up(self.key)
        if following is not None:
            look = "$success" if following.stand in OVER else "bold $warning"
            yield Content.styled(self.word("after", stand=self.words(f"words.stand.{following.stand}")), look)

    def _obstacle(self, one: Obstacle) -> str:
        return self.words(f"desk.refused.{one.key}", **one.fields)


def read_piles(text: str) -> dict[int, int] | None:
    """Read piles counted by hand, `14:60 13:20` (names voted, ballots); None when that is not what it says."""
    pairs = re.findall(r"([0-9]{1,4})\s*[:=./-]\s*([0-9]{1,6})", text)
    if not pairs or re.sub(r"[0-9:=./,;\s-]", "", text) or len(re.findall(r"[0-9]+", text)) != 2 * len(pairs):
        return None
    piles = {int(names): int(ballots) for names, ballots in pairs}
    return dict(sorted(piles.items(), reverse=True)) if len(piles) == len(pairs) else None


SCREEN = ResultScreen
