"""The end of the minutes: closing words, and places to sign for the board and the presidium."""

from collections.abc import Iterator

from tally.documents.book import BOX, Look
from tally.documents.pages import PAGE, Box, Columns, Line, kept
from tally.documents.wording import say
from tally.domain.congress import BoardRole, Congress

_LEFT, _RIGHT = 2, 3  # columns of the left and the right half
ROOMS = (57.0, 50.25, 43.5, 36.0)
"""Points of height to sign in, the best first; a smaller one is taken where it saves a page."""

_FEW = 4  # members who sign in pairs below the head; more of them sign in a list
_MOST_TOGETHER = 0.8 * PAGE  # points; a new page begins with the closing words rather than with a signature
_LIST_ROW = 33.0  # points

_TITLE = Look(bold=True, across="center", down="top")
_HINT = Look(size=12, italic=True, across="center", down="top")
_NAME = Look(bold=True, across="center", locked=False)
_LIST_HEAD = Look(size=12, bold=True, across="center", lines=BOX, fill="E7E6E6")
_LIST_CELL = Look(lines=BOX, indent=1)
_LIST_NUMBER = Look(lines=BOX, across="center")

_Place = tuple[str, str]  # whose signature: title and name


def lines(congress: Congress, columns: Columns, room: float, closing_words: str) -> Iterator[Line]:
    """Return the closing words and the places to sign, which stay together where one page can hold them.

    Args:
        congress: its board signs.
        columns: of the paper.
        room: points of height to sign in.
        closing_words: what is signed.
    """
    closing = columns.text(closing_words, Look(across="justify", locked=False), keep=True)
    members = _named(congress, BoardRole.MEMBER) or ([] if congress.board else ["", ""])
    places: list[_Place] = [(say(f"signature.presidium_{congress.kind}"), "")]
    for role in (BoardRole.HEAD, BoardRole.SECRETARY):
        places += [(say(f"signature.{role}"), name) for name in _named(congress, role) or [""]]
    if len(members) <= _FEW:
        places += [(say("signature.member"), name) for name in members]
    pairs = [_pair(places[at : at + 2], columns, room) for at in range(0, len(places), 2)]
    first = [*closing, Line(6, keep=True), *pairs[0]]
    height = sum(line.height for line in first) + sum(line.height for pair in pairs[1:] for line in pair)
    if height <= _MOST_TOGETHER:
        yield from kept([*first, *(line for pair in pairs[1:] for line in pair)])
    else:
        yield from kept(first)
        for pair in pairs[1:]:
            yield from kept(pair)
    if len(members) > _FEW:
        yield from _list(members, columns)


def _named(congress: Congress, role: BoardRole) -> list[str]:
    return [member.name for member in congress.board if member.role is role]


def _pair(places: list[_Place], columns: Columns, room: float) -> list[Line]:
    """Set one or two places to sign side by side."""
    spans = ((1, _LEFT), (_LEFT + 1, _RIGHT))
    titles, hints, names = (
        [Box(column, text, look, across=across) for (column, across), text in zip(spans, texts, strict=False)]
        for texts, look in (
            ([title for title, _ in places], _TITLE),
            ([say("signature.hint")] * len(places), _HINT),
            ([name for _, name in places], _NAME),
        )
    )
    return [columns.line(*titles), columns.line(*hints), Line(room), columns.line(*names), Line(6)]


def _list(members: list[str], columns: Columns) -> Iterator[Line]:
    """Set many members as a list with a place to sign in each row."""
    yield columns.line(
        Box(1, say("signature.members"), Look(bold=True), across=len(columns.units)), keep=True, least=27
    )
    head = columns.line(
        Box(1, say("table.no"), _LIST_HEAD),
        Box(2, say("table.name"), _LIST_HEAD),
        Box(3, say("signature.sign_here"), _LIST_HEAD, across=3),
        keep=True,
    )
    yield head
    for number, name in enumerate(members, start=1):
        yield columns.line(
            Box(1, number, _LIST_NUMBER),
            Box(2, name, _LIST_CELL),
            Box(3, "", _LIST_CELL, across=3),
            head=(head,),
            least=_LIST_ROW,
        )
