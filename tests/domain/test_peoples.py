"""Who is of an ethnic minority, by what lists of candidates say; what is no people is unknown."""

import pytest

from tally.domain.peoples import is_of_minority, people_in

OF_THE_MAJORITY = (
    "Kinh| KINH |Kinh.|K|k|Kinh (Việt)|Việt|Kinh, không|Kinh; Phật giáo|Kinh - Không|Kinh/Không|Không, Kinh"
    "|Dân tộc Kinh|DT Kinh|người Kinh|Kinh\nKhông"
)
OF_A_MINORITY = (
    "Thái|THÁI|Thai|H'Mông|Hmông|Mông|Mông (Mèo)|Ê Đê|Ê-đê|Ê đê|Ede|Ba Na|Gia Rai|Jrai|Bru - Vân Kiều|Khơ-me|Khmer"
    "|Thái đen|Mông hoa|Dao quần chẹt|Dân tộc Thái|DT: Mường|Thái, không|Mường, Thiên chúa giáo|K'ho|Cơ Ho|DTTS"
    "|Dân tộc thiểu số|Hoa|Pa Kô"
)
NO_PEOPLE = (
    "|-|…|nt|Như trên|x|Không|Có|0|Kinh, Tày|Thái Bình|Việt Nam|Phật giáo|Đạo Phật|Thiên chúa|Cao Đài|Hòa Hảo|Lương"
    "|Nam|nữ|?|Pa Na Ma"
)
LIST_OF_1979 = (
    "Tày, Thái, Hoa, Khơ-me, Mường, Nùng, Hmông, Dao, Gia-rai, Ngái, Ê-đê, Ba-na, Xơ-đăng, Sán Chay, Cơ-ho, Chăm,"
    " Sán Dìu, Hrê, Mnông, Ra-glai, Xtiêng, Bru-Vân Kiều, Thổ, Giáy, Cơ-tu, Gié-Triêng, Mạ, Khơ-mú, Co, Ta-ôi,"
    " Chơ-ro, Kháng, Xinh-mun, Hà Nhì, Chu-ru, Lào, La Chí, La Ha, Phù Lá, La Hủ, Lự, Lô Lô, Chứt, Mảng, Pà Thẻn,"
    " Cơ Lao, Cống, Bố Y, Si La, Pu Péo, Brâu, Ơ-đu, Rơ-măm"
)
"""The 53 minorities by their first names."""


@pytest.mark.parametrize("written", OF_THE_MAJORITY.split("|"))
def test_the_majority(written: str) -> None:
    assert is_of_minority(written) is False


@pytest.mark.parametrize("written", OF_A_MINORITY.split("|"))
def test_a_minority(written: str) -> None:
    assert is_of_minority(written) is True


@pytest.mark.parametrize("written", NO_PEOPLE.split("|"))
def test_what_is_no_people_is_never_guessed(written: str) -> None:
    assert is_of_minority(written) is None


def test_every_people_of_the_list_is_known_however_it_is_written() -> None:
    peoples = LIST_OF_1979.split(", ")
    assert len(peoples) == 53
    for people in peoples:
        for written in (people, people.upper(), people.replace("-", " "), people.replace("-", "")):
            assert is_of_minority(written) is True, written


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Kinh, không", "Kinh"),
        ("Không; Thái", "Thái"),
        ("Mông (Mèo)", "Mông"),
        ("Bru - Vân Kiều", "Bru - Vân Kiều"),
        ("Không", ""),
        ("", ""),
    ],
)
def test_the_part_of_a_text_that_names_a_people(text: str, people: str) -> None:
    assert people_in(text) == people
