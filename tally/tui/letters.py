"""What somebody sees as one letter, in a text that is being typed: `ế` is one, however it was sent."""

import unicodedata


def composed(text: str) -> str:
    """Return a text in NFC: one letter, one character, wherever Unicode has that letter."""
    return unicodedata.normalize("NFC", text)


def letter_before(text: str, place: int) -> int:
    """Return where the letter before a place begins, its marks with it."""
    place -= 1
    while place > 0 and _is_mark(text[place]):
        place -= 1
    return max(place, 0)


def letter_after(text: str, place: int) -> int:
    """Return where the letter after a place ends, its marks with it."""
    place += 1
    while place < len(text) and _is_mark(text[place]):
        place += 1
    return min(place, len(text))


def without_last(text: str) -> str:
    """Return a text without its last letter."""
    return text[: letter_before(text, len(text))]


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")
