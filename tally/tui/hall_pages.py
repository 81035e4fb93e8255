"""A sealed result as pages of the screen for the projector, at any width and height; every name is on one of them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from rich.cells import cell_len
from textual.content import Content

from tally.application.bars import HALF_LINE, vote_bar
from tally.application.fours import in_fours
from tally.application.hall import HallLine, HallView, shared_out
from tally.domain.counting import Outcome
from tally.locales import Words
from tally.tui.slate_view import shortened

_LOOKS = {
    Outcome.ELECTED: "bold $success",
    Outcome.TIED: "bold $warning",
    Outcome.OVER_HALF: "bold",
    Outcome.NOT_ELECTED: "bold",
    Outcome.LISTED: "bold $success",
    Outcome.NOT_LISTED: "bold",
}
_LEAST = 3  # lines of a candidate: the name, the bar, and room below
_MOST = 5  # where there is room for more: a bar twice as high
_LEAST_HALF = 5  # cells on each side of the half line before the outcome in words gives way; its sign never does
_INDENT = 2

_Item = TypeVar("_Item")


class HallScreenPage(NamedTuple):
    """A page.

    Attributes:
        heading: what it is about; empty on the title page, which stands in the middle of the screen.
    """

    heading: str
    body: Content


def hall_pages(words: Words, view: HallView, width: int, height: int) -> list[HallScreenPage]:
    """Lay a result out.

    Args:
        words: the language.
        view: the result.
        width: cells there are.
        height: lines there are for the body of a page.
    """
    return list(_Layout(words, view, max(width, 28), max(height, _LEAST + 2)).pages())


class _Layout:
    def __init__(self, words: Words, view: HallView, width: int, height: int) -> None:
        self._words = words
        self._view = view
        self._width = width
        self._height = height
        self._no_width = max((len(str(line.no)) for line in view.lines), default=1)
        self._votes_width = max((len(line.number) for line in view.lines), default=1)

    def pages(self) -> Iterator[HallScreenPage]:
        """Yield title, turnout, every candidate, the elected, the tied, what was corrected, the conclusion."""
        words, view = self._words, self._view
        yield HallScreenPage("", self._title())
        yield HallScreenPage(words("hall.turnout"), self._turnout())
        room = self._height - 1  # below what the half line means
        for part, heading in self._parts(words("hall.results"), view.lines, max(room // _LEAST, 1)):
            yield HallScreenPage(heading, self._results(part, room))
        yield from self._names(view.elected_heading, view.elected, places=True)
        yield from self._names(words("hall.alternates"), view.alternates, places=True)
        yield from self._names(view.tied_heading, view.tied, places=False)
        for texts, heading in self._parts(words("hall.corrected"), view.corrected, max(self._height // 2, 1)):
            yield HallScreenPage(heading, Content("\n").join([Content(""), *map(Content, texts)]))
        yield HallScreenPage(words("hall.conclusion"), self._conclusion())

    def _parts(self, heading: str, items: Sequence[_Item], most: int) -> Iterator[tuple[Sequence[_Item], str]]:
        parts = shared_out(items, most)
        for number, part in enumerate(parts, start=1):
            yield part, f"{heading} ({number}/{len(parts)})" if len(parts) > 1 else heading

    def _title(self) -> Content:
        view = self._view
        lines = [
            Content.styled(view.organisation, "bold"),
            Content(view.congress),
            Content(""),
            Content(self._words("hall.title").upper()),
            Content(""),
            Content.styled(view.contest.upper(), "bold $primary"),
            Content(view.round),
            Content(view.asked),
            Content(""),
            Content.styled(view.corrected_mark, "bold $warning"),
        ]
        if view.practice:
            lines.append(Content.styled(f"{view.practice}: {self._words('hall.practice_note')}", "bold $error"))
        return Content("\n").join(lines)

    def _turnout(self) -> Content:
        figures = self._view.turnout
        label, value = (max(cell_len(text) for text in texts) for texts in zip(*figures, strict=True))
        lines = [Content("")]
        for figure in figures:
            gap = " " * (label - cell_len(figure.label) + 4)
            lines += [Content(f"{figure.label}{gap}") + Content.styled(f"{figure.value:>{value}}", "bold"), Content("")]
        return Content("\n").join([*lines, *map(Content, self._view.remarks)])

    def _results(self, part: Sequence[HallLine], room: int) -> Content:
        each = min(max(room // len(part), _LEAST), _MOST)
        indent = " " * (_INDENT + self._no_width + 2)
        half, worded = self._half_width(len(indent))
        before = self._view.before(half)
        lines = [self._half(len(indent) + before)]
        for line in part:
            look = _LOOKS[line.outcome]
            name = shortened(line.name, self._width - len(indent))
            lines.append(Content.styled(f"{line.sign} {line.no:>{self._no_width}}  {name}", look))
            half_line, share = bool(self._view.half), self._view.more_than
            bar = vote_bar(line.votes, self._view.base, half, half_line=half_line, more_than=share)
            said = f"{line.number:>{self._votes_width + 2}}{line.percent:>10}" + (f"  {line.said}" if worded else "")
            lines.append(Content.styled(f"{indent}{bar:<{2 * half + 1}}{said}", look))
            lines += [Content.styled(indent + bar, look)] * (each == _MOST)
            lines += [self._between(len(indent) + before)] * (each - 2 - (each == _MOST))
        return Content("\n").join(lines)

    def _half_width(self, indent: int) -> tuple[int, bool]:
        """Return cells on each side of the half line, and whether there is room for the outcome in words, too."""
        rest = self._width - indent - self._votes_width - 2 - 10 - 1
        outcome = 2 + max(cell_len(line.said) for line in self._view.lines)
        worded = rest - outcome >= 2 * _LEAST_HALF
        return max((rest - outcome if worded else rest) // 2, 1), worded

    def _half(self, at: int) -> Content:
        """Say what the half line means, right above it."""
        if not self._view.half:
            return Content("")
        said = self._view.half
        return Content(" " * max(at - cell_len(said) - 1, 0) + said + " ") + Content.styled(HALF_LINE, "$secondary")

    def _between(self, at: int) -> Content:
        """Carry the half line on between two candidates."""
        return Content.styled(" " * at + HALF_LINE, "$secondary") if self._view.half else Content("")

    def _names(self, heading: str, lines: Sequence[HallLine], *, places: bool) -> Iterator[HallScreenPage]:
        """Yield pages of names with their votes; with places, the first is 1."""
        room = self._height - 1  # below the heading
        each = 2 if 2 * len(lines) <= room else 1
        place_width = len(str(len(lines)))
        # The votes stand near the names, so that no eye in the hall loses the line.
        longest = max((cell_len(line.name) for line in lines), default=0) + 4
        place = 0
        for part, part_heading in self._parts(heading, lines, room // each):
            said = [Content("")]
            for line in part:
                place += 1
                start = f"{place:>{place_width}}  " if places else ""
                got = f"{line.number:>{self._votes_width + 2}}{line.percent:>10}"
                width = min(self._width - cell_len(start) - cell_len(got), longest)
                name = shortened(line.name, width)
                text = start + name + " " * (width - cell_len(name)) + got
                said += [Content.styled(text, _LOOKS[line.outcome]), *[Content("")] * (each - 1)]
            yield HallScreenPage(part_heading, Content("\n").join(said))

    def _conclusion(self) -> Content:
        words, view = self._words, self._view
        lines = [Content(""), Content.styled(view.summary, "bold"), Content("")]
        for text in view.follows:
            lines += [Content.styled(f"→ {text}", "$warning"), Content("")]
        lines += [Content(f"{words('hall.digest')}: {in_fours(view.digest)}"), Content(view.digest_how)]
        return Content("\n").join(lines)
