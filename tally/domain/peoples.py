"""The peoples of Vietnam by name: who is of an ethnic minority is known, or it is not; a word is never guessed at.

The 54 peoples with the other names they go by, after the list of Tổng cục Thống kê (QĐ 121-TCTK/PPCĐ of 2 March 1979),
in the spellings that lists of candidates have.
"""

import re
import unicodedata
from functools import lru_cache

from tally.domain.names import plain, sort_key

MAJORITY = "Kinh"
"""The ethnic majority."""

MINORITY = "Dân tộc thiểu số"
"""What is known of a person of a minority that nobody named."""

_MAJORITY = "Kinh|Việt|K|Người Kinh"
_MINORITIES = (
    "Dân tộc thiểu số|Thiểu số|DTTS|Dân tộc ít người"
    "|Tày|Thổ|Ngạn|Thu Lao|Pa Dí|Pa Zí|Phén|Thái|Táy|Hoa|Hán|Xạ Phang|Khơ-me|Khmer|Khơ-mer|Khme|Miên|Mường|Mol|Mual"
    "|Nùng|Hmông|Mông|Mèo|Miêu|Mẹo|Hmong|Dao|Mán|Gia-rai|Jrai|Gia-lai|Gia-ray|Ngái|Ê-đê|Êđê|Ra-đê|Rhađê|Ba-na|Bahnar"
    "|Bơ-nâm|Rơ-ngao|Xơ-đăng|Xê-đăng|Sê-đăng|Xơ-teng|Ca-dong|Ka-dong|Sán Chay|Cao Lan|Sán Chỉ|Sán Chí|Cơ-ho|Kơ-ho|K'ho"
    "|Cờ-ho|Chăm|Chàm|Chiêm|Hroi|Sán Dìu|Hrê|Chăm-rê|Mnông|M'nông|Ra-glai|Ra-glay|Rắc-lây|Xtiêng|Xa-điêng|S'tiêng"
    "|Stiêng|Bru-Vân Kiều|Bru|Vân Kiều|Măng Coong|Tri|Khùa|Giáy|Nhắng|Dẳng|Cơ-tu|Ka-tu|Cờ-tu|Gié-Triêng|Giẻ-Triêng"
    "|Gié|Giẻ|Triêng|Đgiéh|Mạ|Châu Mạ|Khơ-mú|Khmú|Xá Cẩu|Co|Cor|Cùa|Tà-ôi|Ta-ôi|Pa-cô|Pa-kô|Pa-hi|Chơ-ro|Châu Ro"
    "|Kháng|Xinh-mun|Sinh Mun|Puộc|Hà Nhì|Chu-ru|Chơ-ru|Lào|La Chí|La Ha|Phù Lá|Xá Phó|La Hủ|Lự|Lừ|Lô Lô|Chứt|Rục|Sách"
    "|Mày|Arem|Mảng|Pà Thẻn|Pà Hưng|Cơ Lao|Cờ Lao|Cống|Bố Y|Tu Dí|Si La|Pu Péo|La Quả|Brâu|Brao|Ơ-đu|Rơ-măm|Nguồn|Thủy"
)


def _key(name: str) -> object:
    """Return how names of peoples are compared: letters and tones, wherever a tone stands; no signs between them."""
    return sort_key("".join(character for character in unicodedata.normalize("NFC", name) if character.isalpha()))


def _ascii(name: str) -> str:
    letters = unicodedata.normalize("NFD", plain(name).replace("đ", "d"))
    return "".join(character for character in letters if character.isascii() and character.isalpha())


_KNOWN = {
    _key(name): is_minority
    for names, is_minority in ((_MAJORITY, False), (_MINORITIES, True))
    for name in names.split("|")
}
_PLAINLY = {
    _ascii(name): is_minority
    for names, is_minority in ((_MAJORITY, False), (_MINORITIES, True))
    for name in names.split("|")
}
"""The same as people type them without accents."""

_WORDS_OF_BRANCHES = (
    "đen trắng đỏ hoa xanh vàng tiền quần chẹt thanh y phán lô gang áo dài họ làn tẻn tuyển cóc mùn lòi cháo inh"
)
_BRANCHES = frozenset(_WORDS_OF_BRANCHES.split())
"""Words for the branches of Thái, Mông, Dao and Nùng; other words after a name may make a place of it."""

_APART = re.compile(r"[,;/\n|()\[\]+&]|\s[-–]\s")
_BEFORE = re.compile(r"(?:dân tộc(?! thiểu| ít)|dan toc(?! thieu| it)|người\b|nguoi\b|dt\b)[ .:]*", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_of_minority(ethnicity: str) -> bool | None:
    """Tell whether a person is of an ethnic minority; None: what is written is no people that is known.

    Of several things in one (`Kinh, không`, `Mông (Mèo)`, `Thái đen`) those that are peoples tell; where they tell two
    things, nobody knows.
    """
    found = {is_minority for part in _parts(ethnicity) if (is_minority := _known(part)) is not None}
    return found.pop() if len(found) == 1 else None


def people_in(text: str) -> str:
    """Return the part of a text that names a people, such as `Kinh` of `Kinh, không`; empty where none does."""
    whole = " ".join(text.split())
    return next((part for part in _parts(whole) if _known(part) is not None), "")


def _parts(text: str) -> list[str]:
    whole = text.strip()
    # `Bru - Vân Kiều` is one.
    if _KNOWN.get(_key(whole)) is not None:
        return [whole]
    return [part.strip() for part in _APART.split(whole) if part.strip()]


def _known(part: str) -> bool | None:
    """Return whether a part of a text names a minority, alone or with the name of a branch (`Thái trắng`)."""
    name = _BEFORE.sub("", part.strip(), count=1)
    people, *branch = name.split() or [""]
    names = [name, people] if all(plain(word) in _BRANCHES for word in branch) else [name]
    found = next((known for one in names if (known := _KNOWN.get(_key(one))) is not None), None)
    return _PLAINLY.get(_ascii(name)) if found is None and name.isascii() else found
