"""The notes of Excel (Note, Comment) of a sheet: people see them, and no reader of cells does."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.xml.constants import SHEET_MAIN_NS

from tally.domain.names import normalise
from tally.files.workbook import Sheet

_THREADS_NS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_PARTS = {
    "comments": (SHEET_MAIN_NS, "comments/commentList/comment"),
    "threadedComment": (_THREADS_NS, "ThreadedComments/threadedComment"),
}
_LONGEST = 4_000  # characters of a note that are looked at

# What Excel tells old programs of a thread, in its own language: `[Threaded comment]`, a paragraph, `Comment:`.
_THREAD = re.compile(r"\[[^\]]{3,60}\]\n.*?\n\n[^\n]*\n", re.DOTALL)


def notes_of(sheet: Sheet) -> Mapping[tuple[int, int], str]:
    """Return the notes by row and column, each on one line; of a thread all that its people wrote.

    Raises:
        BadInput: E953 to E955: they are damaged, or there is far too much of them.
    """
    found: dict[tuple[int, int], str] = {}
    with sheet.reading():
        for kind, part in sorted(sheet.attached()):
            for place, text in _notes_in(sheet, kind, part):
                found[place] = normalise(f"{found.get(place, '')} {text}")
    return found


def _notes_in(sheet: Sheet, kind: str, part: str) -> Iterator[tuple[tuple[int, int], str]]:
    if kind not in _PARTS:
        return
    namespace, path = _PARTS[kind]
    for element in sheet.elements_of(part, namespace, path):
        pieces = chain(element.iter(f"{{{namespace}}}t"), element.iter(f"{{{namespace}}}text"))
        text = "".join(piece.text or "" for piece in pieces if not len(piece))[:_LONGEST]
        yield coordinate_to_tuple(element.get("ref", "")), _THREAD.sub("", text.replace("\r", ""), count=1)
