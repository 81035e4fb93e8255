"""Setting up: the congress, the roll with its base, the board, the contests; every slate has a screen of its own."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tally.application.sentences import hand_vote_line
from tally.domain.slate import Candidate
from tally.tui import setup_forms as forms
from tally.tui.asking import carry_out
from tally.tui.commands import bindings
from tally.tui.hand_vote_form import hand_vote_form
from tally.tui.pick_people import PickPeople
from tally.tui.screens.base import TallyScreen
from tally.tui.spans import head
from tally.tui.widgets.bars import TitleBar
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.form_dialog import FormDialog
from tally.tui.widgets.in_order import InOrder

if TYPE_CHECKING:
    from collections.abc import Callable

    from tally.application.desk.overview import Lacks
    from tally.domain.desk import ContestKey


_MARGIN = 5  # cells beside a line of the list
_LABEL = 14  # cells of what a line is about


_LINE_OF = {"W305": "new-member", "W306": "congress"}
"""The line at which a finding about the whole congress is mended, by its code; of all others it is the roll."""


class SetupScreen(TallyScreen):
    """Everything that is declared, one line each; Enter opens it.

    The lines are known by ids: `congress`, `roll`, `body`, `board/PLACE`, `new-member`, `contest/ID/ROUND`,
    `slate/ID/ROUND`, `new-contest`, `hand/ID`, `new-hand`.
    """

    NAME = "setup"
    BINDINGS: ClassVar[list[BindingType]] = bindings("setup")
    CSS_PATH = "setup.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._lacking: list[str] = []
        self._found: dict[str, int] = {}

    def heading(self) -> str:
        """Which congress."""
        return self.word("heading", organisation=self.table.desk.congress.organisation)

    def heading_right(self) -> str:
        """Who sits here."""
        person = self.table.desk.person
        return "" if person is None else person.name

    def compose_body(self) -> ComposeResult:
        """Whether all of it is in order, the lines, and what a careful board would want to know of one."""
        yield InOrder()
        yield OptionList(markup=False, compact=True)
        with VerticalScroll(classes="findings", can_focus=False):
            yield Static(markup=False)

    def on_mount(self) -> None:
        """Show what is declared."""
        self._fill()
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        """Show what has changed since."""
        if self.query(".findings Static"):
            self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with the line under the cursor."""
        del parameters
        line = self._line()
        if action in ("import_slate", "further_round"):
            return line.startswith(("contest/", "slate/"))
        if action == "next_finding":
            return any(found != line for found in self._found)
        if action == "remove":
            return line.startswith(("contest/", "board/", "hand/"))
        return True

    def action_import_slate(self) -> None:
        """Read the slate of the contest under the cursor from Excel."""
        self.desk_app.go("slate", contest=self._key(), import_now=True)

    def action_further_round(self) -> None:
        """Go to what may follow the last round of the contest under the cursor; before its seal, declare one more."""
        before = self.table.desk.contest(self._key())
        again = forms.next_round(before, self.table.desk.contests)
        last = (again.id, again.round - 1)
        if self.table.rounds.follow_up(last) is not None:
            self.desk_app.go("rounds", contest=last)
            return
        self._form(forms.contest_form(self.words, self.table, again, is_new=True))

    def action_add_contest(self) -> None:
        """Declare another contest."""
        self._form(forms.contest_form(self.words, self.table, forms.another_contest(self.table), is_new=True))

    def action_next_finding(self) -> None:
        """Go to the next line of which something has to be looked at."""
        lines = self.query_one(OptionList)
        places = [lines.get_option_index(line) for line in self._found]
        if places:
            here = lines.highlighted or 0
            lines.highlighted = next((place for place in places if place > here), places[0])

    def action_people(self) -> None:
        """Go to the people at the desk."""
        self.desk_app.go("people")

    def action_remove(self) -> None:
        """Remove the person of the board or the contest under the cursor."""
        line = self._line()
        if line.startswith("board/"):
            place = int(line.partition("/")[2])
            name = self.table.desk.congress.board[place].name
            seen = self.table.desk.state.declaration
            self._sure(self.word("remove_member", name=name), partial(forms.remove_member, self.table, seen, place))
        elif line.startswith("hand/"):
            vote_id = line.partition("/")[2]
            vote = self.table.hand_votes.find(vote_id)
            title = vote.title if vote else ""
            self._sure(self.word("remove_hand", title=title), partial(self.table.hand_votes.remove, vote_id))
        else:
            key = self._key()
            if len(self.table.desk.contests) == 1:
                self.say(self.word("last_contest"), wrong=True)
                return
            contest = self.table.desk.contest(key)
            text = self.word("remove_contest", title=forms.contest_title(self.words, contest))
            self._sure(text, partial(self.table.setup.remove_contest, key))

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        if not self.is_active:
            return  # the second Enter of a burst
        line = event.option.id or ""
        words, table = self.words, self.table
        kind, _, rest = line.partition("/")
        filled_in: dict[str, Callable[[], FormDialog]] = {
            "congress": lambda: forms.congress_form(words, table, self.desk_app.services.regulations()),
            "roll": lambda: forms.roll_form(words, table),
            "board": lambda: forms.member_form(words, table, int(rest)),
            "new-member": lambda: forms.member_form(words, table, None),
            "contest": lambda: forms.contest_form(words, table, table.desk.contest(self._key())),
            "hand": lambda: hand_vote_form(words, table, table.hand_votes.find(rest)),
            "new-hand": lambda: hand_vote_form(words, table, None),
        }
        if kind in filled_in:
            self._form(filled_in[kind]())
        elif kind == "slate":
            self.desk_app.go("slate", contest=self._key())
        elif kind == "body":
            self._keep_members()
        else:
            self.action_add_contest()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._show_findings()
        self.refresh_bindings()

    def _keep_members(self) -> None:
        """Show the members of the committee that meets; one who is left out is none any more."""
        body, seen = self.table.desk.congress.body, self.table.desk.state.declaration

        def answered(kept: tuple[Candidate, ...] | None) -> None:
            if kept is not None and kept != body:
                carry_out(self, partial(forms.keep_members, self.table, seen, kept), self._fill)

        self.app.push_screen(PickPeople(self.word("body_title"), body, range(len(body))), answered)

    def _form(self, form: FormDialog) -> None:
        self.app.push_screen(form, lambda _done: self._fill())

    def _sure(self, question: str, act: "partial[None]") -> None:
        """Do something that is asked about, if it can be done; else that is said at once."""

        def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
            if agreed:
                carry_out(self, act, self._fill)

        # Tried as if a reason were given: that is asked for last, of what can be done.
        trial = partial(self.table.desk.check, partial(act, question))
        carry_out(self, lambda _reason: trial(), lambda: self.app.push_screen(Question(question), answered))

    def _line(self) -> str:
        lists = self.query(OptionList)
        if not lists or lists.first().highlighted is None:
            return ""
        return lists.first().get_option_at_index(lists.first().highlighted or 0).id or ""

    def _key(self) -> "ContestKey":
        _kind, contest, round_ = self._line().split("/")
        return contest, int(round_)

    def _fill(self) -> None:
        """Write all lines anew; the cursor stays on its line, but goes from what is complete now to what is missing."""
        lines = self.query_one(OptionList)
        line, lacked = self._line(), self._lacking
        self._lacking = [_line_of(lacks, key) for lacks, key in self.table.overview.lacking()]
        about = line.replace("slate/", "contest/", 1)
        # One more person of the board may follow the last that was missing.
        completed = about != "new-member" and about in lacked and about not in self._lacking
        if self._lacking and (not line or completed):
            line = self._lacking[0]
        place = lines.highlighted or 1
        lines.clear_options()
        lines.add_options(self._options())
        ids = [option.id for option in lines.options]
        lines.highlighted = ids.index(line) if line in ids else _near(place, ids)
        self.query_one(TitleBar).show(self.heading(), self.heading_right())
        self._found = self._lines_with_findings()
        said = {"findings": sum(self._found.values()), "lines": len(self._found)}
        self.query_one(InOrder).show(
            self.word("order_some" if self._found else "order_all", **said), good=not self._found
        )
        self._show_findings()
        self.refresh_bindings()

    def _options(self) -> list[Option]:
        congress, contests = self.table.desk.congress, self.table.desk.contests
        parts = (self.words(f"words.congress.{congress.kind}"), congress.term, forms.shown_date(congress.date))
        about = self._fitted(congress.organisation, "".join(f" · {part}" for part in parts if part), _LABEL)
        roll = forms.roll_line(self.words, self.table, congress)
        options = [
            self._head("about_congress"),
            self._option("congress", self.word("congress"), about),
            self._option("roll", self.word("roll"), self._sample("roll", roll)),
        ]
        if congress.body:
            options.append(self._option("body", self.word("body"), self.word("body_line", members=len(congress.body))))
        options.append(self._head("about_board"))
        options += [
            self._option(f"board/{place}", self.words(f"words.role.{member.role}"), member.name)
            for place, member in enumerate(congress.board)
        ]
        options += [self._option("new-member", "+", self.word("new_member")), self._head("about_contests")]
        for contest in contests:
            name = f"{contest.id}/{contest.round}"
            title, line = forms.contest_title(self.words, contest), forms.contest_line(self.words, contest)
            options += [
                self._option(f"contest/{name}", self._sample(contest.id, line), title, swapped=True),
                self._option(f"slate/{name}", "", forms.slate_line(self.words, self.table, contest)),
            ]
        options += [self._option("new-contest", "+", self.word("new_contest")), self._head("about_hands")]
        options += [
            Option(Content(f"  {hand_vote_line(self.words, congress, vote, short=True)}"), id=f"hand/{vote.id}")
            for vote in congress.hand_votes
        ]
        return [*options, self._option("new-hand", "+", self.word("new_hand"))]

    def _sample(self, what: str, text: str) -> str:
        """Say of numbers that are those of a template that nobody has looked at them."""
        return self.word("sample", text=text) if self._is_sample(what) else text

    def _is_sample(self, what: str) -> bool:
        return what in self.table.desk.congress.samples

    def _blank(self) -> list[str]:
        """Say what the papers' heads would leave blank."""
        blanks = (self.words(f"desk.blank.{what}") for what in self.table.overview.blanks())
        return [self.words("desk.blank.here", what=what) for what in blanks]

    def _head(self, key: str) -> Option:
        return Option(Content(f" {self.word(key)}").stylize("bold"), disabled=True)

    def _option(self, line: str, label: str, text: str, *, swapped: bool = False) -> Option:
        shown = f"  {self._fitted(text, f' · {label}')}" if swapped else f"  {label:<{_LABEL}}{text}"
        return Option(Content(shown), id=line)

    def _fitted(self, name: str, facts: str, before: int = 0) -> str:
        """Put a name before facts on one line; where it is too short for both, the name gives way."""
        room = self.app.size.width - _MARGIN - before - cell_len(facts)
        return head(name, room) + facts

    @on(events.Resize)
    def _resized(self) -> None:
        if self.query(".findings Static"):
            self._fill()

    def _show_findings(self) -> None:
        """Say what is known about the line under the cursor."""
        setup, of_contest = self.table.setup, self._line().startswith(("contest/", "slate/"))
        keys = [self._key()] if of_contest else [(one.id, one.round) for one in self.table.desk.contests]
        found = (one for key in keys for one in setup.findings(key) if forms.about_slate(one) is of_contest)
        found = (one for one in found if not forms.about_ballots(one))
        if not of_contest:
            found = (one for one in found if _LINE_OF.get(one.code, "roll") == self._line())
        vote = self.table.hand_votes.find(self._line().removeprefix("hand/"))
        if self._line().startswith("hand/") and vote is not None:
            found = (one for one in self.table.hand_votes.findings(vote))
        lines = forms.finding_lines(self.words, found)
        if self._line() == "congress":
            lines[:0] = self._blank()
        if self._is_sample("roll" if self._line() == "roll" else keys[0][0] if of_contest else ""):
            lines.insert(0, self.word("sample_here"))
        self.query_one(".findings Static", Static).update("\n".join(lines) or self.word("line_in_order"))

    def _lines_with_findings(self) -> dict[str, int]:
        """Return the lines of which something has to be looked at, in their order, with how many findings each has."""
        setup, hands = self.table.setup, self.table.hand_votes
        of_all: dict[str, str] = {}
        found: dict[str, int] = {"congress": 0, "roll": 0, "new-member": 0}
        for contest in self.table.desk.contests:
            findings = [one for one in setup.findings((contest.id, contest.round)) if not forms.about_ballots(one)]
            own = [one for one in findings if forms.about_slate(one)]
            for one in findings:
                if one not in own:
                    of_all |= dict.fromkeys(forms.finding_lines(self.words, [one]), _LINE_OF.get(one.code, "roll"))
            sample = self._is_sample(contest.id)
            found[f"contest/{contest.id}/{contest.round}"] = len(forms.finding_lines(self.words, own)) + sample
        for vote in self.table.desk.congress.hand_votes:
            found[f"hand/{vote.id}"] = len(forms.finding_lines(self.words, hands.findings(vote)))
        for line in of_all.values():
            found[line] += 1
        found["congress"] += len(self._blank())
        found["roll"] += self._is_sample("roll")
        return {line: number for line, number in found.items() if number}


def _near(place: int, ids: "list[str | None]") -> int:
    """Return where the cursor goes from a line that is gone: to the one in its place, or before it; not to a head."""
    lines = [one for one, line in enumerate(ids) if line is not None]
    return next((one for one in lines if one >= place), lines[-1])


def _line_of(lacks: "Lacks", key: "ContestKey | None") -> str:
    """Return the line at which something missing is put right."""
    if key is not None:
        return f"contest/{key[0]}/{key[1]}"
    return {"summoned": "roll", "present": "roll", "board": "new-member"}[lacks]


SCREEN = SetupScreen
