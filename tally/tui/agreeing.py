"""The board agrees with the machine: the ballots are shown, those who agree give their names, then all are ruled on."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tally.tui.ballot_words import verdict_said
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Values

if TYPE_CHECKING:
    from tally.application.desk.review import LookedAt
    from tally.domain.desk import ContestKey
    from tally.tui.screens.base import TallyScreen


def agree(screen: "TallyScreen", key: "ContestKey", done: Callable[[str], None]) -> None:
    """Show which ballots the board would rule on, ask who agrees, and do it.

    Args:
        screen: on which it is done, that of the rulings.
        key: the contest.
        done: told what came of it.

    Raises:
        Refused: as `Agreeing.agree`.
    """
    table, word = screen.table, screen.word
    table.desk.unsealed(key)
    seen, others = table.agreeing.waiting(key), table.agreeing.others()
    here, pins = table.desk.signed_in(), table.people.needs_pin()

    def accept(values: Values, _reason: str) -> None:
        agreeing = {one.id: values[one.id] if pins else "" for one in others if values[one.id]}
        ruled = table.agreeing.agree(key, seen, agreeing)
        left = len(seen) - len(ruled)
        done(word("agreed_left" if left else "agreed", ballots=len(ruled), left=left))

    def ask_who(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
        if not agreed:
            return
        if not others:
            with screen.attempt():
                accept({}, "")
            return
        yes_no = () if pins else (("", word("agrees_not")), ("x", word("agrees")))
        fields = [FormField(one.id, one.name, options=yes_no, digits=pins, secret=pins) for one in others]
        how = word("agree_who_help" if pins else "agree_who_no_pins", name=here.name)
        screen.app.push_screen(FormDialog(screen.NAME, word("agree_who"), fields, accept, help_text=how))

    details = "\n".join([*_listed(screen, seen), "", word("agree_what")])
    screen.app.push_screen(Question(word("agree_title", ballots=len(seen)), details), ask_who)


def _listed(screen: "TallyScreen", ballots: "Sequence[LookedAt]") -> list[str]:
    """Return a line for each batch and finding."""
    lines: dict[tuple[int, str], list[str]] = {}
    for one in ballots:
        lines.setdefault((one.batch, verdict_said(screen.words, one.finding)), []).append(str(one.number))
    return [
        screen.word("agree_list", batch=batch, finding=finding, ballots=", ".join(numbers))
        for (batch, finding), numbers in lines.items()
    ]
