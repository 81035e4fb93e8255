"""What the lists of steps have in common: how a step is shown, noted as not needed, and its paper written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from tally.application.desk.narration import step_words
from tally.application.papers import PaperKind, note_papers
from tally.tui.asking import carry_out
from tally.tui.signed_papers import ask_first, going_aside
from tally.tui.widgets.dialogs import Question

if TYPE_CHECKING:
    from tally.application.desk.procedure import Step
    from tally.domain.desk import ContestKey
    from tally.locales import Words
    from tally.tui.screens.base import TallyScreen

DONE, NEXT, LATER, LEFT_OUT = "✓", "▶", "·", "–"


def step_line(words: "Words", step: "Step", place: int, *, is_next: bool) -> Content:
    """Return a step as a line: its sign, its place, its title."""
    sign = DONE if step.done else NEXT if is_next else LATER if step.waits else LEFT_OUT
    title = step_words(words, step.id)[0]
    if step.waived:
        title = words("desk.journal_words.not_needed", step=title)
    content = Content(f" {sign}  {place:>2}  {title}")
    return content.stylize("bold") if sign == NEXT else content


def ask_not_needed(screen: "TallyScreen", step: "Step", note: Callable[[], object], done: Callable[[], object]) -> None:
    """Ask whether an optional step is not needed, and note it.

    Args:
        screen: on which it is asked.
        step: optional.
        note: records it; may be refused.
        done: called once it is recorded.
    """
    title, help_ = step_words(screen.words, step.id)

    def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
        if agreed:
            carry_out(screen, lambda _reason: note(), done)

    text = screen.words("tui.next_step.not_needed", step=title)
    details = f"{help_}\n\n{screen.words('tui.next_step.not_needed_details')}"
    screen.app.push_screen(Question(text, details), answered)


def papers_folder(screen: "TallyScreen") -> Path:
    """Return the folder of the congress's papers, beside its file."""
    return screen.table.path.with_name(screen.table.path.stem + screen.words("tui.papers.suffix"))


def write_own_paper(screen: "TallyScreen", key: "ContestKey", kind: PaperKind, then: Callable[[Path], object]) -> None:
    """Write one paper of a contest to the folder of the congress's papers, and note that in the journal.

    Args:
        screen: on which it is asked where a signed one would go aside.
        key: the contest's.
        kind: which paper.
        then: called with where it is.

    Raises:
        OSError: the machine failed.
    """
    table, services = screen.table, screen.desk_app.services
    paper = next(one for one in services.papers(table) if one.kind is kind and one.contest == key)
    folder = papers_folder(screen)

    def write() -> None:
        with screen.attempt():
            written = services.write(paper, folder)
            note_papers(table.desk, folder)
            then(written.path)

    ask_first(screen, going_aside(services, (paper,), folder), write)
