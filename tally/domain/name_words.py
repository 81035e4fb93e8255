"""Words that stand in the cell of a name and belong to no name: how somebody is addressed, words that join two names.

They are tables on purpose. Most words of Vietnamese are somebody's name: Vì, Và, Ông, Đồng, Nguyên are, so that a word
is only told by its place: an address by a whole name after it, a joining word by a whole name on both sides.
"""

import re
from typing import NamedTuple

_FEWEST = 2  # words of a whole name

_ABBREVIATED = (
    r"p\.?\s?gs|gs|ts\s?kh|t\.?s|th\.?s|bs\s?ck\s?(?:i{1,2}|1|2)|ck\s?(?:i{1,2}|1|2)|bs|ks|kts|ls"
    r"|nsnd|nsưt|ngnd|ngưt|ttnd|ttưt"
)
# Academic titles: Luật Giáo dục 2019; titles of honour: Luật Thi đua, khen thưởng 2022; ranks: Luật Sĩ quan QĐND and
# Luật Công an nhân dân. "Hạ sĩ", "Thượng sĩ" and the like belong to nobody who stands.
_IN_WORDS = (
    r"ông\s?/\s?bà|bà\s?/\s?ông|anh\s?/\s?chị|bà|đ\s?/\s?c|đ\.\s?c|đồng chí"
    r"|phó giáo sư|giáo sư|tiến s[ĩỹ](?: khoa học)?|thạc s[ĩỹ]|bác s[ĩỹ]|dược s[ĩỹ]|k[ĩỹ] sư|luật sư"
    r"|(?:nhà giáo|nghệ s[ĩỹ]|thầy thuốc) (?:nhân dân|ưu tú)|(?:thiếu|trung|thượng|đại) (?:úy|uý|tá|tướng)"
)
_TITLES = re.compile(rf"(?:(?:{_ABBREVIATED})(?:[.,–:-]\s*|\s+)|(?:{_IN_WORDS})(?:\W+))+", re.IGNORECASE)
_OR_FAMILY_NAME = re.compile(r"ông\b\W*", re.IGNORECASE)
_FAMILY_DONG = re.compile(r"(?:Đồng Chí|ĐỒNG CHÍ) \w+")

# Kết từ and phụ từ of the grammar (Ủy ban Khoa học xã hội, Ngữ pháp tiếng Việt, 1983), as far as people join names by
# them, or a name and what became of somebody.
_JOINING = frozenset(("thay", "thế", "và", "hoặc", "hay", "cùng", "với", "cho", "kiêm"))
_SMALL = _JOINING | {"nguyên", "không", "xin", "đã", "rút", "bị", "được", "vắng", "thôi", "chưa"}
_OFFICES = re.compile(
    r"(?:(?:phó )?(?:bí thư|chủ tịch|giám đốc|hiệu trưởng|chánh văn)|(?:phó )?trưởng (?:phòng|ban|thôn|bản|đoàn|khoa)"
    r"|(?:ủy|uỷ) viên|(?:chi|đảng|cấp) (?:ủy|uỷ)|đại biểu|đảng viên)\b"
)
_AFTER = re.compile(rf"(?:{_ABBREVIATED})\.?", re.IGNORECASE)
_MIDDLE = frozenset(("văn", "thị"))
_APART = 3  # words from one "Văn" or "Thị" to the next: it is that of another name


class Titled(NamedTuple):
    """A name, and how its bearer is addressed.

    Attributes:
        title: what is surely no part of the name; empty: nothing is.
        name: the rest.
        unsure: what may be an address, or the family name: `Ông`; it is still in the name.
    """

    title: str
    name: str
    unsure: str = ""


def untitled(name: str) -> Titled:
    """Part a name from how its bearer is addressed, where a whole name comes after that.

    Args:
        name: in its one spelling.
    """
    found = _TITLES.match(name)
    if found is not None and _is_whole(name[found.end() :]) and not _FAMILY_DONG.fullmatch(name):
        return Titled(found[0].rstrip(" ,:–-"), name[found.end() :])
    maybe = _OR_FAMILY_NAME.match(name)
    return Titled("", name, maybe[0].rstrip() if maybe is not None and maybe.end() < len(name) else "")


def address_in(name: str) -> str:
    """Return how somebody is addressed, whatever comes after it; empty: they are not."""
    found = None if _FAMILY_DONG.fullmatch(name) else _TITLES.match(name)
    return "" if found is None else found[0].strip()


def without_address(unsure: Titled) -> Titled:
    """Return a name whose unsure part was an address after all; one that is not whole then stays as it is."""
    name = unsure.name[len(unsure.unsure) :].lstrip(" ,:–-")
    return Titled(unsure.unsure, name) if _is_whole(name) else unsure


def second_name(name: str) -> str:
    """Return what comes after a whole name: another, an office, a degree, what became of somebody; empty: nothing.

    That is `thay Quàng Thị Đào`, `xin rút`, or `Quàng Thị Đào` after `Vì Văn Chung`. No name has two middle words that
    far apart; nor a small letter at a word that is none of a name, when the words before have capitals.

    Args:
        name: in its one spelling.
    """
    words = name.partition("(")[0].split()
    plain = [word.casefold() for word in words]
    for place in range(_FEWEST, len(words)):
        word = words[place]
        whole_after = len(words) - place > _FEWEST
        small = word.islower() and all(one[0].isupper() for one in words[:place])
        joins = (plain[place] in _JOINING and whole_after) or (plain[place] in _SMALL and small)
        rest = " ".join(words[place:])
        if joins or _OFFICES.match(rest.casefold()) or _AFTER.fullmatch(rest):
            return rest
    middles = [place for place, word in enumerate(plain[:-1]) if word in _MIDDLE]
    again = next((place for place in middles if place >= middles[0] + _APART), 0)
    return " ".join(words[again - 1 :]) if again else ""


def _is_whole(name: str) -> bool:
    return len(name.split()) >= _FEWEST
