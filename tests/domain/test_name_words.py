"""Words that are no part of a name: taken for that only where no real name has them."""

import unicodedata

import pytest

from tally.domain.name_words import second_name, untitled, without_address
from tally.domain.names import beside_name, normalise

NAMES = (
    "Vì Văn Chung",
    "Vì Thị Hạnh",
    "Và Bá Chá",
    "Và A Chống",
    "Lầu Và Xềnh",
    "Ông Ích Khiêm",
    "Bá Văn Thay",
    "Bàn Thị Hay",
    "Lê Thị Thư",
    "Phó Đức Trưởng",
    "Lò Thị Ủy",
    "Đồng Chí Công",
    "ĐỒNG CHÍ CÔNG",
    "Đồng Văn An",
    "Võ Nguyên Giáp",
    "Nguyễn Hạnh Nguyên",
    "Nguyễn Văn Không",
    "Trần Thị Văn Anh",
    "Nguyễn Thị Thanh Cho",
    "Công Huyền Tôn Nữ Thị Văn Anh",
    "Nguyễn Phước Vĩnh Thụy Hoàng Trương Thị Phượng Khương Nghiêng",
    "H’Đuôl Niê Kđăm",
    "Ksor Y - Thuôn",
    "Rơ Châm H'Yưih",
    "Hà K'Brơi",
    "Y Čang Byă",
    "K'Thị",
    "Giàng A Pó",
    "Thạch Thị Với",
    "nguyễn văn xin",
    "Nguyễn thị hay",
    "",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_real_name_is_left_alone(name: str) -> None:
    assert second_name(name) == ""
    if name != "Ông Ích Khiêm":
        assert untitled(name) == ("", name, "")


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Vì Văn Chung thay Quàng Thị Đào", "thay Quàng Thị Đào"),
        ("VÌ VĂN CHUNG THAY QUÀNG THỊ ĐÀO", "THAY QUÀNG THỊ ĐÀO"),
        ("Vì Văn Chung Thay Quàng Đào", "Thay Quàng Đào"),
        ("Lò Văn Ánh và Cà Thị Bình", "và Cà Thị Bình"),
        ("Lò Văn Ánh hoặc Cà Bình", "hoặc Cà Bình"),
        ("Lò Văn Ánh và Bình", "và Bình"),
        ("Lò Văn Ánh xin rút", "xin rút"),
        ("Lò Văn Ánh rút", "rút"),
        ("Lò Văn Ánh không ứng cử", "không ứng cử"),
        ("Lò Văn Ánh nguyên Bí thư", "nguyên Bí thư"),
        ("Vì Văn Chung Quàng Thị Đào", "Quàng Thị Đào"),
        ("Lò Văn Ánh Cà Văn Bình", "Cà Văn Bình"),
        ("Lò Văn Ánh Bí thư chi bộ", "Bí thư chi bộ"),
        ("LÒ VĂN ÁNH PHÓ CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("Lò Văn Ánh ThS.", "ThS."),
    ],
)
def test_what_comes_after_a_name_is_told(text: str, second: str) -> None:
    assert second_name(text) == second
    assert beside_name(unicodedata.normalize("NFD", text)) == second


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("Ông/Bà Lò Văn Ánh", "Ông/Bà", "Lò Văn Ánh"),
        ("Bà Cà Thị Bình", "Bà", "Cà Thị Bình"),
        ("BÀ: CÀ THỊ BÌNH", "BÀ", "CÀ THỊ BÌNH"),
        ("Đ/c Lò Văn Ánh", "Đ/c", "Lò Văn Ánh"),
        ("đ/c. Lò Văn Ánh", "đ/c.", "Lò Văn Ánh"),
        ("Đồng chí Lò Văn Ánh", "Đồng chí", "Lò Văn Ánh"),
        ("ĐỒNG CHÍ LÒ VĂN ÁNH", "ĐỒNG CHÍ", "LÒ VĂN ÁNH"),
        ("TS. Lò Văn Ánh", "TS.", "Lò Văn Ánh"),
        ("TS Lò Văn Ánh", "TS", "Lò Văn Ánh"),
        ("PGS.TS Lò Văn Ánh", "PGS.TS", "Lò Văn Ánh"),
        ("PGS, TS. Lò Văn Ánh", "PGS, TS.", "Lò Văn Ánh"),
        ("Ths Lò Văn Ánh", "Ths", "Lò Văn Ánh"),
        ("Th.S Lò Văn Ánh", "Th.S", "Lò Văn Ánh"),
        ("BSCKII. Lò Văn Ánh", "BSCKII.", "Lò Văn Ánh"),
        ("Đại tá Lò Văn Ánh", "Đại tá", "Lò Văn Ánh"),
        ("Đại tá, TS. Lò Văn Ánh", "Đại tá, TS.", "Lò Văn Ánh"),
        ("Thượng úy Ksor Y-Thuôn", "Thượng úy", "Ksor Y-Thuôn"),
        ("Đ/c TS. Lò Văn Ánh", "Đ/c TS.", "Lò Văn Ánh"),
    ],
)
def test_an_address_is_taken_off_a_whole_name(text: str, title: str, name: str) -> None:
    assert untitled(normalise(text)) == (title, name, "")


def test_a_family_name_that_is_an_address_too_is_not_decided_by_itself() -> None:
    unsure = untitled("Ông Ích Khiêm")
    assert unsure == ("", "Ông Ích Khiêm", "Ông")
    assert without_address(unsure) == ("Ông", "Ích Khiêm", "")
    assert untitled("Ông") == ("", "Ông", "")
    assert without_address(untitled("Ông Sáu")) == ("", "Ông Sáu", "Ông")
    assert without_address(untitled("ÔNG: LÒ VĂN ÁNH")) == ("ÔNG:", "LÒ VĂN ÁNH", "")


@pytest.mark.parametrize("text", ["Đ/c Ánh", "Đồng chí Công", "TS. Ánh", "Bà Mai"])
def test_an_address_before_half_a_name_stays_to_be_asked_about(text: str) -> None:
    assert untitled(text) == ("", text, "")
    assert beside_name(text) == text.rpartition(" ")[0]
