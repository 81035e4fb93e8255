"""The list of papers in words: one line each, with what is chosen, what can be made, what was written and signed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from tally.application.desk.narration import contest_title
from tally.application.papers import PaperKind, PaperState, PlannedPaper
from tally.domain.contest import Contest
from tally.locales import Words
from tally.tui.widgets.listing import Row

if TYPE_CHECKING:
    from tally.domain.desk import ContestKey


@dataclass(slots=True)
class Choice:
    """Which papers are to be written, and what became of them.

    Attributes:
        papers: all of them.
        chosen: names of those to be written.
        written: names of those that were, in this visit.
        signed: by name, who signed it in this visit or before.
        kept: by name, under which name a different older paper is kept.
        outdated: names of those that stand in the folder and are not what would be written now.
        past: by name, why a paper that can be made is not chosen at first: as `tally.application.papers.past`.
    """

    papers: Sequence[PlannedPaper] = ()
    chosen: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    signed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    outdated: set[str] = field(default_factory=set)
    past: Mapping[str, str] = field(default_factory=dict)

    def begin(
        self, papers: Sequence[PlannedPaper], past: Mapping[str, str] | None = None, only: PaperKind | None = None
    ) -> None:
        """Take in the papers there are; at first everything that can be made and is not past is chosen.

        Args:
            papers: all of them.
            past: see the attribute.
            only: the one kind that is chosen; None: every kind.
        """
        self.papers, self.past = papers, past or {}
        self.chosen = {
            paper.name
            for paper in papers
            if paper.possible and paper.name not in self.past and only in {None, paper.kind}
        }

    def renew(self, papers: Sequence[PlannedPaper]) -> None:
        """Take in the same papers made of a newer journal."""
        self.papers = papers
        self.chosen &= {paper.name for paper in papers if paper.possible}

    def toggle(self, row_id: str) -> bool:
        """Choose a paper or leave it out, or all of a contest by its heading; False: nothing of it can be made now."""
        papers = {
            paper.name for paper in self.papers if paper.possible and row_id in {paper.name, _heading(paper.contest)}
        }
        if papers <= self.chosen:
            self.chosen -= papers
        else:
            self.chosen |= papers
        return bool(papers)

    def toggle_all(self) -> None:
        """Choose everything that can be made, or nothing where that is chosen already."""
        everything = {paper.name for paper in self.papers if paper.possible}
        self.chosen = set() if self.chosen == everything else everything

    @property
    def all_written(self) -> bool:
        """Tell whether every paper was written in this visit, but for what is past."""
        return bool(self.written) and self.written.issuperset({one.name for one in self.papers} - self.past.keys())

    def to_write(self) -> tuple[PlannedPaper, ...]:
        """Return the papers chosen, in their order."""
        return tuple(paper for paper in self.papers if paper.name in self.chosen)

    def to_sign(self) -> tuple[PlannedPaper, ...]:
        """Return those of them that head and secretary sign: no draft is signed."""
        return tuple(paper for paper in self.to_write() if paper.signed and paper.state is PaperState.READY)


def rows_of(words: Words, choice: Choice, contests: Iterable[Contest]) -> tuple[Row, ...]:
    """Return a line for each paper: chosen or not, what it is, how it stands; several contests each have a heading."""
    titles = {(one.id, one.round): contest_title(words, one) for one in contests}
    width = max(cell_len(words(f"words.paper.{kind}")) for kind in PaperKind) + 2
    rows: list[Row] = []
    heading = ""
    for paper in sorted(choice.papers, key=lambda each: each.contest is None):
        if len(titles) > 1 and _heading(paper.contest) != heading:
            heading = _heading(paper.contest)
            title = words("tui.papers.whole") if paper.contest is None else titles[paper.contest]
            rows.append(Row(heading, title, "bold"))
        kind = set_cell_size(words(f"words.paper.{paper.kind}"), width)
        text = f"{_box(choice, paper)} {kind}{_state(words, choice, paper)}"
        if paper.about:
            text += f" · {paper.about}"
        rows.append(Row(paper.name, text, "" if paper.possible else "$secondary"))
    return tuple(rows)


def _heading(contest: "ContestKey | None") -> str:
    """Return the id of the line above the papers of a contest, or of the whole congress; no file is called so."""
    return "#" if contest is None else f"#{contest[0]}-{contest[1]}"


def _box(choice: Choice, paper: PlannedPaper) -> str:
    if not paper.possible:
        return "   "
    return "[x]" if paper.name in choice.chosen else "[ ]"


def _state(words: Words, choice: Choice, paper: PlannedPaper) -> str:
    if paper.name in choice.outdated:
        key = "row_outdated_signed" if paper.name in choice.signed else "row_outdated"
        return words(f"tui.papers.{key}", people=", ".join(choice.signed.get(paper.name, ())))
    if paper.name in choice.signed:
        return words("tui.papers.row_signed", people=", ".join(choice.signed[paper.name]))
    if paper.name in choice.written:
        if paper.name in choice.kept:
            return words("tui.papers.row_kept", file=choice.kept[paper.name])
        return words("tui.papers.row_written")
    if paper.name in choice.past and paper.possible and paper.name not in choice.chosen:
        return words(f"tui.papers.row_{choice.past[paper.name]}")
    return words(f"words.paper_state.{paper.state}")
