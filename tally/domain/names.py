"""Vietnamese names: one spelling, the order of a ballot paper, and folding for search.

The ballot lists the candidates in the order of the given name (tên, the last word), in the Vietnamese alphabet
(QĐ 190-QĐ/TW art. 15; QĐ 244-QĐ/TW art. 17).
"""

import re
import unicodedata
from functools import lru_cache

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The Vietnamese alphabet; f, j, w, z (names of other peoples) stand in their Latin place."""

TONES = (
    "\N{COMBINING GRAVE ACCENT}",
    "\N{COMBINING HOOK ABOVE}",
    "\N{COMBINING TILDE}",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{COMBINING DOT BELOW}",
)
"""The tone marks in dictionary order: huyền, hỏi, ngã, sắc, nặng; ngang has no mark and comes before them."""

_LETTER_RANK = {letter: rank for rank, letter in enumerate(ALPHABET)}
_TONE_RANK = {mark: rank for rank, mark in enumerate(TONES, start=1)}

# Old Vietnamese encodings have the Icelandic eth, or the African d, in place of đ; on paper nobody can tell them apart.
_LOOK_ALIKES = {
    "\N{LATIN CAPITAL LETTER ETH}": "Đ",
    "\N{LATIN CAPITAL LETTER AFRICAN D}": "Đ",
    "\N{LATIN SMALL LETTER ETH}": "đ",
}

_DASH = re.compile("[\N{HYPHEN-MINUS}\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]")

# Where the school spelling (QĐ 240/QĐ of 5 Mar 1984) writes i and custom y: a syllable that ends in this one vowel. Not
# after other consonants: Thi and Thy, Vi and Vy are two names.
_I_OR_Y = re.compile("(?:[hklmst]|qu)y")
_VY = "vy\N{COMBINING TILDE}"  # but Vĩ Dạ is Vỹ Dạ
_SYLLABLE = re.compile(r"[^\W\d_]+")

SyllableKey = tuple[tuple[tuple[int, str], ...], tuple[tuple[int, ...], ...]]
"""The letters, each with its place in the alphabet; then the tones, apart for each part of `Y-Thuôn`."""

SortKey = tuple[SyllableKey, tuple[SyllableKey, ...]]


def normalise(text: str) -> str:
    """Return the one spelling of a name: Unicode NFC, no look-alike of đ, nothing invisible, single spaces inside."""
    # A zero-width space or a byte order mark pasted along would make two names of what everybody reads as one.
    visible = text
    if not text.isprintable():
        visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    spelt = unicodedata.normalize("NFC", visible)
    for look_alike, letter in _LOOK_ALIKES.items():
        spelt = spelt.replace(look_alike, letter)
    return " ".join(spelt.split())


def plain(name: str) -> str:
    """Return a name as it is compared: its one spelling, capitals apart."""
    return normalise(name).casefold()


@lru_cache(maxsize=8192)
def organisation_key(name: str) -> str:
    """Return the name of an organisation as it is compared, everywhere: two spellings of one name have one key.

    Capitals, dashes, spaces and the spelling of Unicode do not matter, nor which vowel bears the tone (`Hoà`, `Hòa`),
    nor i or y where both are the same word (`Mĩ`, `Mỹ`). The key of a key is itself.
    """
    return " ".join(_SYLLABLE.sub(_one_spelling, _DASH.sub(" ", plain(name))).split())


def _one_spelling(syllable: re.Match[str]) -> str:
    """Put the tone at the end of the syllable, and i for y."""
    decomposed = unicodedata.normalize("NFD", syllable[0])
    tones = "".join(part for part in decomposed if part in _TONE_RANK)
    letters = unicodedata.normalize("NFC", "".join(part for part in decomposed if part not in _TONE_RANK))
    if _I_OR_Y.fullmatch(letters) or letters + tones == _VY:
        letters = f"{letters[:-1]}i"
    return unicodedata.normalize("NFC", letters + tones)


def given_name(name: str) -> str:
    """Return the given name (tên): the last word, or nothing for an empty name."""
    return normalise(name).rpartition(" ")[2]


def fold(text: str) -> str:
    """Return the text without tone, hat, hook or bar and in small letters: `Đỗ Ước` becomes `do uoc`."""
    decomposed = unicodedata.normalize("NFD", plain(text).replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def sort_key(name: str) -> SortKey:
    """Order by given name, then by the rest of the name from the left.

    Each syllable is compared by its letters and then by its tone, so `Hoà` stands after `Hoa` and before `Hoan`. Two
    spellings of one name have equal keys: capitals do not matter, nor which vowel bears the tone (`Hoà`, `Hòa`).
    """
    rest, _, given = normalise(name).rpartition(" ")
    return _syllable_key(given), tuple(_syllable_key(syllable) for syllable in rest.split())


@lru_cache(maxsize=8192)
def _syllable_key(syllable: str) -> SyllableKey:
    letters: list[tuple[int, str]] = []
    tones: list[tuple[int, ...]] = [()]
    for character in unicodedata.normalize("NFC", syllable.lower()):
        letter, tone = _split_tone(character)
        # A sign outside the alphabet (the apostrophe of K'Brơi, a digit) stands after the letters, in its code's order.
        letters.append((_LETTER_RANK.get(letter, len(ALPHABET)), letter))
        if tone:
            tones[-1] += (tone,)
        if not letter.isalpha():
            tones.append(())
    return tuple(letters), tuple(tones)


def _split_tone(character: str) -> tuple[str, int]:
    """Split `ộ` into `ô` and the rank of nặng."""
    base = ""
    tone = 0
    for part in unicodedata.normalize("NFD", character):
        if part in _TONE_RANK:
            tone = _TONE_RANK[part]
        else:
            base += part
    return unicodedata.normalize("NFC", base) or character, tone
