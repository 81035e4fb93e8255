"""How people of a slate are addressed: taken off their names with a note, or asked about where it may be a name."""

from collections.abc import Sequence
from dataclasses import replace

from tally.application.intake import FileFinding
from tally.domain.name_words import Titled, untitled, without_address
from tally.domain.slate import Candidate
from tally.files.cells import Cells, cell_name
from tally.files.findings import shown


class SlateTitles:
    """Collects how the people of a slate are addressed; `Ông` is a family name too, so the list as a whole decides."""

    def __init__(self) -> None:
        self._taken: list[tuple[int, int, str]] = []
        self._unsure: dict[int, tuple[Cells, int, Titled]] = {}
        self._kept: list[tuple[int, int, str]] = []

    def without(self, place: int, cells: Cells, column: int, name: str) -> str:
        """Return a name without what is surely no part of it.

        Args:
            place: of the person in the list.
            cells: the row.
            column: where the name begins.
            name: in its one spelling.
        """
        titled = untitled(name)
        if titled.title:
            self._taken.append((cells.number, column, titled.title))
        elif titled.unsure:
            self._unsure[place] = cells, column, titled
        return titled.name

    def settle(self, candidates: list[Candidate]) -> None:
        """Decide what was not sure: an address where everybody has one, a family name where few do; else ask (E856)."""
        all_addressed = bool(self._taken) and len(self._taken) + len(self._unsure) == len(candidates)
        rare = not self._taken and len(self._unsure) * 2 < len(candidates)
        for place, (cells, column, unsure) in self._unsure.items():
            settled = without_address(unsure) if all_addressed else unsure
            if not settled.unsure:
                self._taken.append((cells.number, column, settled.title))
                candidates[place] = replace(candidates[place], name=settled.name)
            elif rare:
                self._kept.append((cells.number, column, unsure.unsure))
            else:
                cells.complain(column, "E856", name_part=unsure.unsure)

    def notes(self, file: str) -> tuple[FileFinding, ...]:
        """Return a note of what was taken off, and one of what was kept though it may be an address."""
        both = (("W858", self._taken), ("W859", self._kept))
        return tuple(
            FileFinding(file, *min(found)[:2], code, {"titles": _named(found)}) for code, found in both if found
        )


def _named(found: Sequence[tuple[int, int, str]]) -> str:
    """Return titles, each with its cells: `“TS.” B4, B9; “Bà” B5`."""
    cells: dict[str, list[str]] = {}
    for row, column, title in sorted(found):
        cells.setdefault(shown(title), []).append(cell_name(row, column))
    return "; ".join(f"“{title}” {', '.join(named)}" for title, named in cells.items())
