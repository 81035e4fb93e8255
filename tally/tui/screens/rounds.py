"""After a sealed round: what may follow, what the congress decided, the next round, the final result of the body."""

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tally.application.body_sentences import body_summary, follow_sentences, open_line
from tally.application.desk.clock import moment_text
from tally.domain.body import BodyResult, Elected, Round, Way
from tally.domain.contest import Contest
from tally.domain.rounds import OVER, Following, Stand, next_round, seats_of, undecided
from tally.tui.asking import carry_out
from tally.tui.commands import bindings
from tally.tui.contest_screen import ContestScreen
from tally.tui.decision_form import Typed, decision_form
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.in_order import InOrder

MOST_NAMES = 8  # of a slate named in a question


class RoundsScreen(ContestScreen):
    """A body over its rounds, and what comes next."""

    NAME = "rounds"
    BINDINGS: ClassVar[list[BindingType]] = bindings("rounds")
    CSS_PATH = "rounds.tcss"

    def compose_body(self) -> ComposeResult:
        """The page, and below it what to press."""
        yield InOrder()
        with VerticalScroll(classes="page"):
            yield Static(markup=False)
        yield Static(classes="next", markup=False)

    def on_mount(self) -> None:
        """Arrows turn the page."""
        self.query_one(VerticalScroll).focus()

    @on(events.Resize)
    def _resized(self) -> None:
        self.show_again()

    def show(self) -> None:
        """Say what follows, who is in the body, and which rounds were held."""
        body, following = self.table.rounds.body(self.key), self.table.rounds.what_may_follow(self.key)
        lines = [
            Content.styled(self.word("next"), "bold"),
            *self._follow(body, following),
            Content(""),
            Content.styled(self.word("body"), "bold"),
            *self._body(body),
            Content(""),
            Content.styled(self.word("held"), "bold"),
            *(Content(f"  {self._held(one)}") for one in body.rounds),
        ]
        good = following.stand in OVER
        order = {
            "rounds": len(body.rounds),
            "elected": len(body.elected),
            "stand": self.words(f"words.stand.{following.stand}"),
        }
        self.query_one(InOrder).show(self.word("order", **order), good=good)
        self.query_one(".page Static", Static).update(Content("\n").join(lines))
        self.query_one(".next", Static).update(Content.styled(self._how(following), "bold"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        del parameters
        match action:
            case "go_on_with":
                rounds = self.table.rounds
                over = rounds.what_may_follow(self.key).stand in OVER
                return rounds.following(self.key) is not None or not over
            case "decide_anew":
                return self.table.rounds.body(self.key).last.decision is not None and self.table.rounds.can_decide(
                    self.key
                )
        return True

    def action_papers(self) -> None:
        """Go to the papers."""
        self.desk_app.go("papers", contest=self.key)

    def action_go_on_with(self) -> None:
        """Record what the congress decided, or make the next round ready, or go to it."""
        with self.attempt():
            stand = self.table.rounds.what_may_follow(self.key).stand
            after = self.table.rounds.following(self.key)
            if after is not None:
                self.desk_app.go("slate", contest=after)
            elif stand in (Stand.TIE, Stand.ROUND_DUE):
                self._ask_to_prepare()
            elif stand not in OVER:
                self._choose()

    def action_decide_anew(self) -> None:
        """Record another decision in the place of the one reported."""
        self._choose()

    def _choose(self) -> None:
        """Ask which way the congress decided; the ways are those that this result leaves open."""
        with self.attempt():
            self.table.desk.signed_in()
            body, following = undecided(self.table.rounds.body(self.key)), self.table.rounds.ways(self.key)
            said = follow_sentences(self.words, self.table.desk.profile, body, following, moment_text)
            ways = [(way.value, self.words(f"words.way.{way}")) for way in following.ways]
            self.app.push_screen(Choose(self.word("choose"), ways, "\n".join(said)), self._chosen)

    def _chosen(self, way: str | None) -> None:
        if way is not None:
            body = undecided(self.table.rounds.body(self.key))
            self._ask_who(body, Typed(Way(way), seats_of(body, Way(way))[-1]))

    def _ask_who(self, body: BodyResult, typed: Typed) -> None:
        """Ask who reported it and why, then whether it is right; what was typed stays until it is."""

        def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if agreed:
                carry_out(self, lambda _reason: self._report(typed), self._reported)
            else:
                self._ask_who(body, typed)

        def taken(done: bool | None) -> None:  # noqa: FBT001 - as above
            if done:
                because = self.word("confirm_because", reason=typed.reason) if typed.reason else ""
                decision = self.words(f"words.decided.{typed.way}", seats=self.words.number(typed.seats))
                details = self.word(
                    "confirm_details", decision=decision, reported_by=typed.reported_by, because=because
                )
                self.app.push_screen(Question(self.word("confirm"), details), answered)

        self.app.push_screen(decision_form(self.words, self.table, self.key, body, typed), taken)

    def _report(self, typed: Typed) -> None:
        self.table.rounds.report_decision(self.key, typed.way, typed.seats, typed.reported_by, typed.reason)

    def _reported(self) -> None:
        self.say(self.word("recorded"))
        self.show_again()
        if self.table.rounds.what_may_follow(self.key).stand is Stand.ROUND_DUE:
            self._ask_to_prepare()

    def _ask_to_prepare(self) -> None:
        """Show the round as it will be declared, and ask."""
        with self.attempt():
            body = self.table.rounds.body(self.key)
            decision = body.last.decision
            way = Way.VOTE_AGAIN if decision is None else decision.way
            seats = seats_of(body, way)[0] if decision is None else decision.seats
            contest = next_round(body, way, seats)

            def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
                if agreed:
                    carry_out(self, lambda _reason: self.table.rounds.prepare_round(self.key), self._prepared)

            question = self.word("prepare", round=contest.round)
            self.app.push_screen(Question(question, self._as_declared(contest)), answered)

    def _prepared(self) -> None:
        after = self.table.rounds.following(self.key)
        if after is not None:
            self.desk_app.go("slate", contest=after)

    def _as_declared(self, contest: Contest) -> str:
        kind = self.words(f"words.kind.{contest.kind}")
        if not len(contest.slate):
            return self.word("prepare_new", kind=kind, seats=contest.seats)
        names = [f"{candidate.no} {candidate.name}" for candidate in contest.slate]
        shown = ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
        return self.word("prepare_details", kind=kind, seats=contest.seats, candidates=len(names), names=shown)

    def _follow(self, body: BodyResult, following: Following) -> Iterator[Content]:
        look = "$success" if following.stand in OVER else "bold $warning"
        for said in follow_sentences(self.words, self.table.desk.profile, body, following, moment_text):
            yield Content.styled(f"→ {said}", look)

    def _body(self, body: BodyResult) -> Iterator[Content]:
        yield Content(f"  {body_summary(self.words, self.table.desk.profile, body)}")
        width = max((cell_len(one.candidate.name) for one in (*body.elected, *body.alternates)), default=0)
        for one in body.elected:
            yield Content.styled(f"  ✓ {self._person(one, width)}", "$success")
        if body.alternates:
            yield Content(f"  {self.words('rounds.body.alternates')}")
        for one in body.alternates:
            yield Content(f"  ○ {self._person(one, width)}")
        for seats in body.open:
            yield Content.styled(f"  · {open_line(self.words, body, seats)}", "$warning")
        for refused in body.not_taken:
            because = self.words(f"words.not_taken.{refused.because}")
            name = refused.candidate.name
            said = self.words("rounds.body.not_taken", name=name, round=refused.round, because=because)
            yield Content.styled(f"  ✗ {said}", "$error")

    def _person(self, one: Elected, width: int) -> str:
        name = one.candidate.name
        percent = self.words.percent(one.line.hundredths)
        said = self.word("elected", round=one.round, votes=self.words.number(one.line.votes), percent=percent)
        return f"{name}{' ' * (width - cell_len(name))}  {said}"

    def _held(self, one: Round) -> str:
        result, contest = one.result, one.contest
        text = self.word(
            "held_line",
            round=contest.round,
            kind=self.words(f"words.kind.{contest.kind}"),
            seats=contest.seats,
            candidates=len(contest.slate),
            elected=len(result.elected),
        )
        if result.tied:
            text += self.word("held_tied", tied=len(result.tied))
        return text + (self.word("held_short", unfilled=result.unfilled) if result.unfilled else "")

    def _how(self, following: Following) -> str:
        """Say what to press."""
        after = self.table.rounds.following(self.key)
        if after is not None:
            return self.word("how_ready", round=after[1])
        match following.stand:
            case Stand.TIE:
                return self.word("how_tie")
            case Stand.ROUND_DUE:
                return self.word("how_due", round=self.key[1] + 1)
            case Stand.TIE_AGAIN | Stand.SHORT:
                return self.word("how_decide")
            case _:
                return self.word("how_over")


SCREEN = RoundsScreen
