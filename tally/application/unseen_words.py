"""What `verify` says of sheets that keep something from people, or say what the program does not print."""

from collections.abc import Iterable, Iterator

from tally.application.evidence import Statement, Verdict
from tally.application.record_layout import SHEET_MINUTES
from tally.application.shown import Misprint, Unseen

_MOST_PLACES = 6


def unseen_statements(unseen: Iterable[Unseen]) -> Iterator[Statement]:
    """Say what is kept from people, with sheet and places; of many the first few."""
    for one in unseen:
        more = ", …" if len(one.places) > _MOST_PLACES else ""
        places = ", ".join(one.places[:_MOST_PLACES]) + more
        key = f"unseen_{one.how.replace('-', '_')}"
        yield Statement(Verdict.WRONG, key, {"sheet": one.sheet, "places": places})


def misprint_statements(misprints: Iterable[Misprint]) -> Iterator[Statement]:
    """Say which cells of the sheet Biên bản say something else than is printed for what is declared."""
    for one in misprints:
        key = "misprint_added" if not one.printed else "misprint" if one.found else "misprint_missing"
        fields = {"sheet": SHEET_MINUTES, "cell": one.cell, "found": one.found, "printed": one.printed}
        yield Statement(Verdict.WRONG, key, fields)
