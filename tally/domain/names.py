"""Vietnamese names: one spelling, the order of a ballot paper, and folding for search.

The ballot lists the candidates in the order of the given name (tên, the last word), in the Vietnamese alphabet
(QĐ 190-QĐ/TW art. 15; QĐ 244-QĐ/TW art. 17).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from tally.domain.name_words import address_in, second_name

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

SortKey = tuple[SyllableKey, tuple[SyllableKey, ...], tuple[SyllableKey, ...]]
"""The given name, the rest of the name, what else the person is called."""

_ALIAS = re.compile(r"(?<=\S)\s*[(\[]|\s[-–,]?\s*(?=(?:tức|bí danh|thường gọi|tên gọi khác)\b\s*\S)")


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


def without_alias(name: str) -> str:
    """Return a name before what else the person is called: `Nguyễn Văn An` of `Nguyễn Văn An (tức Sáu)`.

    Whatever stands in brackets after a name is no part of it; without brackets `tức` and `bí danh` say where it ends.
    """
    spelt = normalise(name)
    found = _ALIAS.search(spelt)
    return spelt if found is None else spelt[: found.start()].rstrip(" ,-–")


def beside_name(name: str) -> str:
    """Return what stands in a name and is no part of it: a number, a remark, an office; empty: nothing does.

    That is the `1` of `Nguyễn Văn An 1`, `(vắng)`, `(rút)`, `Đ/c`, `, Bí thư`, and a second name; an alias is what a
    ballot prints: `(tức Sáu)`, `(Út)`, `, bí danh Tư`.
    """
    spelt = normalise(name)
    if address := address_in(spelt):
        return address
    apart = _APART.search(spelt.replace("[", "(").partition("(")[0])
    if apart is not None and not _SAYS_ALIAS.match(apart[1]):
        return apart[0].strip()
    for found in _BRACKETS_OR_NUMBER.finditer(spelt):
        inside = found[1] or ""
        if not (_SAYS_ALIAS.match(inside) or inside[:1].isupper()) or _SAYS_REMARK.search(inside):
            return found[0]
    return second_name(spelt)


_APART = re.compile(r"(?:[,;/]|\s[-–—])\s*(.*)")
_BRACKETS_OR_NUMBER = re.compile(r"[(\[]\s*([^()\[\]]*)[)\]]|\d+|[(\[].*|[)\]]")
_SAYS_ALIAS = re.compile(r"(?:tức|bí danh|thường gọi|tên )", re.IGNORECASE)
_SAYS_REMARK = re.compile(
    r"^(?:(?:vắng|nghỉ|ốm|mất|đã|xin|rút|bỏ|không|từ trần|gạch|dự khuyết|chính thức)\b|(?:nam|nữ)$)|\d", re.IGNORECASE
)


@lru_cache(maxsize=8192)
def organisation_key(name: str) -> str:
    """Return the name of an organisation as it is compared, everywhere: two spellings of one name have one key.

    Capitals, dashes, spaces and the spelling of Unicode do not matter, nor which vowel bears the tone (`Hoà`, `Hòa`),
    nor i or y where both are the same word (`Mĩ`, `Mỹ`). The key of a key is itself.
    """
    spelt = _SYLLABLE.sub(_one_spelling, _DASH.sub(" ", plain(name)))
    # Once more: a tone moved to the end of its syllable may meet a mark that stands after it.
    return " ".join(unicodedata.normalize("NFC", spelt).split())


def _one_spelling(syllable: re.Match[str]) -> str:
    """Put the tone at the end of the syllable, and i for y."""
    decomposed = unicodedata.normalize("NFD", syllable[0])
    tones = "".join(part for part in decomposed if part in _TONE_RANK)
    letters = unicodedata.normalize("NFC", "".join(part for part in decomposed if part not in _TONE_RANK))
    if _I_OR_Y.fullmatch(letters) or letters + tones == _VY:
        letters = f"{letters[:-1]}i"
    return unicodedata.normalize("NFC", letters + tones)


def may_be_named(one: str, other: str) -> bool:
    """Tell whether two names may be one: however they are spelled, and though one of them lacks the alias."""
    mine, theirs = sort_key(one), sort_key(other)
    return mine[:2] == theirs[:2] and (mine[2] == theirs[2] or not mine[2] or not theirs[2])


def among(names: Iterable[str]) -> Callable[[str], bool]:
    """Return what tells whether a name may be one of some names, as `may_be_named`."""
    aliases: dict[object, set[object]] = {}
    for name in names:
        key = sort_key(name)
        aliases.setdefault(key[:2], set()).add(key[2])

    def is_among(name: str) -> bool:
        key = sort_key(name)
        known = aliases.get(key[:2], set())
        return bool(known) and (not key[2] or bool(known & {key[2], ()}))

    return is_among


def in_title_case(name: str) -> str:
    """Return a name written in capitals, or without any, as names are: `Nguyễn Văn An`, `K'Brơi`, `Y-Ngông`.

    A name that has both is somebody's choice and stays. In an alias the words that say what it is stay small.
    """
    spelt = normalise(name)
    if not (spelt.isupper() or spelt.islower()):
        return spelt
    capitalised = _FIRST_LETTER.sub(lambda first: first[0].upper(), spelt.lower())
    return _WORDS_OF_ALIAS.sub(lambda words: words[0].lower(), capitalised)


_FIRST_LETTER = re.compile(r"(?<![^\W\d_\u0300-\u036f])[^\W\d_]")
_WORDS_OF_ALIAS = re.compile(
    r"(?<=[(\[])(?:tức là|tức|bí danh|thường gọi(?: là)?|tên thường gọi|tên gọi khác|tên khai sinh)\b", re.IGNORECASE
)


def fold(text: str) -> str:
    """Return the text without tone, hat, hook or bar and in small letters: `Đỗ Ước` becomes `do uoc`."""
    decomposed = unicodedata.normalize("NFD", plain(text).replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def sort_key(name: str) -> SortKey:
    """Order by given name, then by the rest of the name from the left; an alias decides only between two of a name.

    Each syllable is compared by its letters and then by its tone, so `Hoà` stands after `Hoa` and before `Hoan`. Two
    spellings of one name have equal keys: capitals do not matter, nor which vowel bears the tone (`Hoà`, `Hòa`).
    """
    spelt = normalise(name)
    bare = without_alias(spelt)
    rest, _, given = bare.rpartition(" ")
    return _syllable_key(given), _syllable_keys(rest), _syllable_keys(spelt[len(bare) :])


def _syllable_keys(words: str) -> tuple[SyllableKey, ...]:
    return tuple(_syllable_key(syllable) for syllable in words.split())


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
