"""Papers that stand signed where others are about to be written: nothing that was signed goes aside unasked."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tally.tui.widgets.dialogs import Question

if TYPE_CHECKING:
    from tally.application.papers import PlannedPaper
    from tally.tui.screens.base import TallyScreen
    from tally.tui.services import Services

Aside = tuple[str, Sequence[str]]
"""The name of a signed paper that would go aside, and who signed it."""


def going_aside(services: "Services", papers: "Iterable[PlannedPaper]", folder: Path) -> list[Aside]:
    """Return the signed papers in a folder that are not what would be written. Raises OSError."""
    before = ((paper.name, services.signed_before(paper, folder)) for paper in papers)
    return [(name, signed.signed_by) for name, signed in before if signed.signed_by and not signed.stays]


def ask_first(
    screen: "TallyScreen",
    aside: Sequence[Aside],
    go_on: Callable[[], object],
    leave: Callable[[], object] = lambda: None,
) -> None:
    """Go on where no signed paper goes aside; else name them, and go on once somebody agrees.

    Args:
        screen: on which it is asked.
        aside: what would go aside.
        go_on: writes.
        leave: called when nothing is to be written.
    """
    if not aside:
        go_on()
        return

    def answered(agreed: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
        (go_on if agreed else leave)()

    lines = [screen.words("tui.papers.aside_line", file=name, people=", ".join(people)) for name, people in aside]
    details = "\n".join([*lines, "", screen.words("tui.papers.aside_details")])
    screen.app.push_screen(Question(screen.words("tui.papers.aside", papers=len(aside)), details), answered)
