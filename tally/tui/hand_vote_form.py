"""The form of a hand vote: what is put to the gathering, and the hands once they were counted."""

import re
from dataclasses import replace
from itertools import count

from tally.application.sentences import hand_vote_line
from tally.domain.hand_vote import HandVote
from tally.domain.names import fold
from tally.locales import Words
from tally.tui.services import OpenDesk
from tally.tui.setup_forms import finding_lines
from tally.tui.values import filled, number_or_none, shown_number
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Values

_HANDS = ("agree", "disagree", "no_opinion", "present")


def hand_vote_form(words: Words, table: OpenDesk, vote: HandVote | None) -> FormDialog:
    """Return the form of a hand vote; of a new one for None."""
    known = vote or HandVote("", "")
    fields = (
        FormField("title", words("tui.setup.hand_title"), known.title, hint=words("tui.setup.hand_title_hint")),
        FormField(
            "question", words("tui.setup.hand_question"), known.question, hint=words("tui.setup.hand_question_hint")
        ),
        *(
            FormField(hands, words(f"tui.setup.hand_{hands}"), shown_number(getattr(known, hands)), digits=True)
            for hands in _HANDS
        ),
    )

    def typed(values: Values) -> HandVote:
        return replace(
            known,
            title=filled(values, "title"),
            question=values["question"],
            agree=number_or_none(values, "agree"),
            disagree=number_or_none(values, "disagree"),
            no_opinion=number_or_none(values, "no_opinion"),
            present=number_or_none(values, "present"),
        )

    def live(values: Values) -> str:
        one = typed(values)
        return "\n".join(
            (
                hand_vote_line(words, table.desk.congress, one),
                *finding_lines(words, table.hand_votes.findings(one)),
            )
        )

    def accept(values: Values, reason: str) -> None:
        one = typed(values)
        table.hand_votes.put(one if vote else replace(one, id=_free_id(one.title, table)), reason)

    return FormDialog(
        "setup", words("tui.setup.hand_heading"), fields, accept, live=live, help_text=words("tui.setup.hand_help")
    )


def _free_id(title: str, table: OpenDesk) -> str:
    """Return an id for a new hand vote: its title in plain letters, with a number when that is taken."""
    letters = "-".join(re.findall(r"[a-z0-9]+", fold(title))) or "bieu-quyet"
    taken = {vote.id for vote in table.desk.congress.hand_votes}
    names = (letters if number == 1 else f"{letters}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)
