"""Lines as pieces of text, each with its look: what the counting screen is laid out in; no Textual in it."""

from enum import StrEnum

from rich.cells import cell_len, set_cell_size


class Look(StrEnum):
    """What a piece of a line looks like; the widget's `counting--LOOK` in its stylesheet."""

    PLAIN = "plain"
    QUIET = "quiet"
    LARGE = "large"
    STRUCK = "struck"
    CHOSEN = "chosen"
    WAITING = "waiting"
    WAY = "way"
    OTHER_WAY = "other-way"
    TYPED = "typed"
    WRONG = "wrong"
    GOOD = "good"
    BAD = "bad"


_LEAST = 14  # cells that a name keeps, however little room there is

Span = tuple[str, Look]
Row = tuple[Span, ...]


def wrapped(text: str, width: int) -> list[str]:
    """Break a sentence into lines of so many cells, between words; a word longer than a line is cut."""
    lines: list[str] = []
    for word in text.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(set_cell_size(word, width) if cell_len(word) > width else word)
    return lines


def tail(text: str, room: int) -> str:
    """Return the end of a text that is too long for its place."""
    if cell_len(text) <= room:
        return text
    return "…" + text[len(text) - max(room - 1, 0) :]


def head(text: str, room: int) -> str:
    """Return a name or a title in so many cells, its end left out with `…`; some of it is always there."""
    room = max(room, _LEAST)
    return text if cell_len(text) <= room else set_cell_size(text, room - 1).rstrip() + "…"


def between(left: list[Span], right: list[Span], width: int) -> Row:
    """Put spans at the left and at the right of a line; the left gives way, and says so with `…`."""
    right_width = sum(cell_len(text) for text, _ in right)
    room = width - right_width
    spans: list[Span] = []
    for text, look in left:
        cells = cell_len(text)
        if cells > room:
            spans.append((set_cell_size(text, max(room - 1, 0)) + "…" * (room > 0), look))
            room = 0
            break
        spans.append((text, look))
        room -= cells
    if right:
        spans.append((" " * room, Look.PLAIN))
    return (*spans, *right)


def large(number: int) -> tuple[str, str, str]:
    """Return a number in digits three lines tall."""
    glyphs = [_GLYPHS[digit] for digit in str(number)]
    return tuple(" ".join(glyph[line] for glyph in glyphs) for line in range(3))  # type: ignore[return-value]  # three


_GLYPHS = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": ("╺┓ ", " ┃ ", "╺┻╸"),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", " ━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
}
