"""A name has letters that Vietnamese names have, the names of every people among them; what has others is refused.

Nobody guesses at a ballot: a name in the letters of an old font, with letters lost on the way or with signs that nobody
sees is no name that can be printed.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tally.domain.names import TONES
from tally.domain.old_letters import OldEncoding, in_unicode, recognised


class Wrong(StrEnum):
    """What is wrong with the letters of a name."""

    OLD = "old"
    LOST = "lost"
    STRANGE = "strange"


@dataclass(frozen=True, slots=True)
class NameFlaw:
    """What is wrong with the letters of one name.

    Attributes:
        what: the kind.
        name: as it is kept.
        encoding: the old one it is in; None: it is in Unicode.
        meant: the name in Unicode; the empty text where nobody can tell.
        character: the first that no name has.
    """

    what: Wrong
    name: str
    encoding: OldEncoding | None = None
    meant: str = ""
    character: str = ""

    @property
    def shown_character(self) -> str:
        """The character by its code, before it the sign itself where it can be seen."""
        code = f"U+{ord(self.character):04X}"
        seen = unicodedata.category(self.character)[0] not in "CMZ"
        return f"{self.character} ({code})" if seen else code


def flaws_of_names(names: Sequence[str]) -> tuple[NameFlaw | None, ...]:
    """Return what is wrong with the letters of each name of a column, None for those with which nothing is.

    Args:
        names: as they are kept, before anything invisible is taken out: a soft hyphen is the ư of TCVN3.
    """
    encoding = recognised(names)
    return tuple(_flaw_of(name, encoding) for name in names)


def _flaw_of(name: str, encoding: OldEncoding | None) -> NameFlaw | None:
    if encoding is not None and (meant := in_unicode(name, encoding, name=True)) != name:
        return NameFlaw(Wrong.OLD, name, encoding, meant)
    character = strange_character(name)
    if not character:
        return None
    return NameFlaw(Wrong.LOST if character in _LOST else Wrong.STRANGE, name, character=character)


_LOST = "?\N{REPLACEMENT CHARACTER}"
_NO_SIGN_OF_NAMES = "?^~*#"  # letters lost on the way, and marks of a note below the list
_SIGNS = "’‘ʼ´‐‑‒–—"  # apostrophes and hyphens of K’Brơi and Y‑Ngông
_TAKEN_OUT = "\u200b\u200c\u200d\u2060\ufeff"  # of no width; `normalise` takes them out

_CIRCUMFLEX, _BREVE, _HORN, _CARON = "\u0302", "\u0306", "\u031b", "\u030c"
_TILDE = TONES[2]
# Ê Đê, Gia Rai, Ba Na and Cơ Ho write a short vowel with a breve.
_MARKS = {
    "y": "".join(TONES),
    "a": "".join((*TONES, _CIRCUMFLEX, _BREVE)),
    "e": "".join((*TONES, _CIRCUMFLEX, _BREVE)),
    "i": "".join((*TONES, _BREVE)),
    "o": "".join((*TONES, _CIRCUMFLEX, _BREVE, _HORN)),
    "u": "".join((*TONES, _BREVE, _HORN)),
    "n": _TILDE,
    "c": _CARON,
}
_LETTERS = "đƀðɖ"  # beside ASCII; the last two are taken for đ


def strange_character(name: str) -> str:
    """Return the first character of a name that no name has, the empty text when there is none."""
    if name.isascii() and not any(sign in name for sign in _NO_SIGN_OF_NAMES):
        return ""
    base = ""
    for character in unicodedata.normalize("NFD", name):
        if unicodedata.combining(character):
            if character not in _MARKS.get(base, ""):
                return _as_written(name, character)
            continue
        base = character.lower()
        known = character.isascii() or base in _LETTERS or character in _SIGNS + _TAKEN_OUT or character.isspace()
        if not known or base in _NO_SIGN_OF_NAMES:
            return character
    return ""


def _as_written(name: str, mark: str) -> str:
    """Return the first letter of a name that bears a mark where it must not, as it is written."""
    return next(
        character
        for character in name
        if mark in (parts := unicodedata.normalize("NFD", character)) and mark not in _MARKS.get(parts[0].lower(), "")
    )
