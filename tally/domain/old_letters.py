"""Vietnamese text in the encodings from before Unicode: recognised by a whole column of texts, and turned into Unicode.

TCVN3 (the ABC fonts, .VnTime) and VNI keep text in the codes of Western letters, which only their fonts show as
Vietnamese; VIQR writes the marks after the letter (RFC 1456); UTF-8 that was read as Windows-1252 shows two or three
characters for one. The tables are TCVN 5712:1993 (VN3) and the one that VNI published.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class OldEncoding(StrEnum):
    """An encoding that text is in although it is kept as Unicode."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    VIQR = "viqr"
    UTF_8 = "utf-8"


_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of the tables below

_VOWELS = "aăâeêioôơuưy"


def _toned(vowel: str) -> str:
    return "".join(unicodedata.normalize("NFC", vowel + tone) for tone in _TONES)


LETTERS = "đ" + "".join(("" if vowel.isascii() else vowel) + _toned(vowel) for vowel in _VOWELS)
"""The 67 small letters of Vietnamese that are no ASCII; each has a capital."""


def _table_of_tcvn3() -> Mapping[str, str]:
    """Return the code of each letter; capitals with a tone have none: they are small letters in a font of capitals."""
    small = "®µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\N{SOFT HYPHEN}õö÷øùúûüýþ"
    return {**dict(zip(LETTERS, small, strict=True)), **dict(zip("ĂÂĐÊÔƠƯ", "¡¢§£¤¥¦", strict=True))}


def _table_of_vni() -> Mapping[str, str]:
    """Return the one or two characters of each letter."""
    usual, hat, breve = "øûõùï", "àåãáä", "èúüéë"
    bases = {"a": "a", "e": "e", "o": "o", "ơ": "ô", "u": "u", "ư": "ö", "y": "y"}
    table = {"đ": "ñ", "ơ": "ô", "ư": "ö", "ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ"}
    for vowel, base in bases.items():
        table |= {letter: base + mark for letter, mark in zip(_toned(vowel), usual, strict=True)}
    for vowel, base in {"â": "a", "ê": "e", "ô": "o"}.items():
        table |= {letter: base + mark for letter, mark in zip(_toned(vowel), hat, strict=True)}
    table |= {letter: "a" + mark for letter, mark in zip(_toned("ă"), breve, strict=True)}
    table |= dict(zip(_toned("i"), "ìæóíò", strict=True)) | {"ỵ": "î"}
    return _with_capitals(table)


def _table_of_viqr() -> Mapping[str, str]:
    marked = {"ă": "a(", "â": "a^", "ê": "e^", "ô": "o^", "ơ": "o+", "ư": "u+"}
    table = {"đ": "dd", **marked}
    for vowel in _VOWELS:
        base = marked.get(vowel, vowel)
        table |= {letter: base + mark for letter, mark in zip(_toned(vowel), "`?~'.", strict=True)}
    return _with_capitals(table)


def _with_capitals(table: Mapping[str, str]) -> Mapping[str, str]:
    return {**table, **{letter.upper(): code.upper() for letter, code in table.items()}}


TABLES: Mapping[OldEncoding, Mapping[str, str]] = MappingProxyType(
    {
        OldEncoding.TCVN3: _table_of_tcvn3(),
        OldEncoding.VNI: _table_of_vni(),
        OldEncoding.VIQR: _table_of_viqr(),
    }
)
"""What stands for each letter in each encoding."""

_TCVN3 = {code: letter for letter, code in TABLES[OldEncoding.TCVN3].items()}
_VNI = {code.lower(): letter for letter, code in TABLES[OldEncoding.VNI].items() if letter.islower()} | {
    # The marks of the other vowels, after the two that have letters of their own.
    base + mark: letter
    for base in "iy"
    for mark, letter in zip("øûõùï", _toned(base), strict=True)
}
_VIQR = {code.lower(): letter for letter, code in TABLES[OldEncoding.VIQR].items() if letter.islower()} | {
    code.lower().replace("+", "*"): letter
    for letter, code in TABLES[OldEncoding.VIQR].items()
    if letter.islower() and "+" in code
}
_LONGEST_CODE = 3
_LAST_OF_OLD = 0xFF  # the last code of the Western letters


def in_unicode(text: str, encoding: OldEncoding, *, name: bool = False) -> str:
    """Return what a text says; the text itself where it cannot be of that encoding.

    Args:
        text: as it is kept.
        encoding: which it may be of.
        name: it is a name: of words that begin with a letter without a capital in TCVN3 the first is one. A name
            without any capital was written in a font of capitals, and is shown so.
    """
    found = _decoded(text, encoding)
    if found is None:
        return text
    return _with_case(text, found, name=name) if encoding is OldEncoding.TCVN3 else found


def recognised(texts: Iterable[str]) -> OldEncoding | None:
    """Return the old encoding in which a column of texts makes Vietnamese, as it does not as it stands; None: it does.

    Only what is not plain ASCII and has no letter beyond the Western ones can be of an old font, so lines in Unicode
    between others say nothing.
    """
    column = [text for text in texts if text]
    best: OldEncoding | None = None
    most = 0
    for encoding in OldEncoding:
        if encoding is OldEncoding.VIQR and not any(map(_MARK_OF_VIQR.search, column)):
            continue  # `Nguy?n` has lost a letter, `Y'` is a name
        gain = changed = 0
        for text in column:
            found = _decoded(text, encoding)
            if found is not None and found != text:
                gain += _syllables(found) - _syllables(text)
                changed += max(1, sum(before != after for before, after in _pairs(text, found)))
        if gain > most and gain * 3 >= changed:
            best, most = encoding, gain
    return best


def _pairs(text: str, found: str) -> Iterable[tuple[str, str]]:
    return zip(text.split(), found.split(), strict=False)


def _decoded(text: str, encoding: OldEncoding) -> str | None:
    """Return a text of an encoding in Unicode, or None: it has something that the encoding never has."""
    if encoding is OldEncoding.UTF_8:
        return _misread(text)
    if encoding is OldEncoding.VIQR:
        return _by_codes(text, _VIQR) if text.isascii() else None
    if any(ord(character) > _LAST_OF_OLD for character in text):
        return None
    if encoding is OldEncoding.VNI:
        return _by_codes(text, _VNI)
    if any(character not in _TCVN3 for character in text if not character.isascii()):
        return None
    return "".join(_TCVN3.get(character, character) for character in text)


def _by_codes(text: str, codes: Mapping[str, str]) -> str | None:
    """Decode codes of several characters, the longest first; None where something is left that is no ASCII."""
    spelt: list[str] = []
    place = 0
    while place < len(text):
        for length in range(_LONGEST_CODE, 0, -1):
            code = text[place : place + length]
            if len(code) == length and (letter := codes.get(code.lower())):
                spelt.append(letter.upper() if code[0].isupper() else letter)
                place += length
                break
        else:
            if not text[place].isascii():
                return None
            spelt.append(text[place])
            place += 1
    return "".join(spelt)


def _misread(text: str) -> str | None:
    if text.isascii():
        return None
    try:
        return b"".join(_byte(character) for character in text).decode()
    except UnicodeError:
        return None


def _byte(character: str) -> bytes:
    """Return the byte that Windows-1252 shows so; what it does not show at all it keeps as a control character."""
    return bytes([ord(character)]) if ord(character) <= _LAST_OF_OLD else character.encode("cp1252")


def _with_case(text: str, found: str, *, name: bool) -> str:
    """Give the letters of TCVN3 that have no capital the one that the letters around them ask for."""
    certain = [place for place, code in enumerate(text) if code.isascii() or found[place].upper() in _CAPITALS]
    lower = any(found[place].islower() for place in certain)
    upper = [place for place in certain if found[place].isupper()]
    # A capital that begins a word says nothing of the letters after it: `§ç Tó`.
    if not lower and any(place and found[place - 1].isalpha() for place in upper):
        return found.upper()
    if not name:
        return found
    return _FIRST.sub(lambda first: first[0].upper(), found) if upper else found.upper()


_MARK_OF_VIQR = re.compile("[aeouAEOU][(^+*]")
_CAPITALS = frozenset("ĂÂĐÊÔƠƯ")
_FIRST = re.compile("(?<![^\\W\\d_])[" + "".join(letter for letter in LETTERS if letter.upper() not in _CAPITALS) + "]")

_BETWEEN_WORDS = re.compile(r"[\s\-–,;/]+")
_AROUND_WORDS = ".()'’"
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:uơ|(?:uyê|uya|iê|yê|uô|ươ|ia|ua|ưa|oa|oă|oe|uâ|uê|uy|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnptiyou])?)"
)


def _syllables(text: str) -> int:
    """Return how many words of a text are syllables as Vietnamese has them."""
    return sum(_is_syllable(word.strip(_AROUND_WORDS)) for word in _BETWEEN_WORDS.split(text))


def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word.casefold())
    toneless = "".join(letter for letter in letters if letter not in _TONES)
    is_one = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)) is not None
    return is_one and len(letters) - len(toneless) <= 1
