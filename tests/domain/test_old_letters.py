"""Vietnamese from before Unicode: every letter of the tables, columns told apart, capitals that no font has."""

import random
import tomllib
from pathlib import Path

import pytest

from tally.domain.old_letters import LETTERS, TABLES, OldEncoding, in_unicode, recognised

FONTS = (OldEncoding.TCVN3, OldEncoding.VNI, OldEncoding.VIQR)
ALL_LETTERS = [*LETTERS, *LETTERS.upper()]
PARTS = tomllib.loads((Path(__file__).parents[2] / "fixtures" / "made-up-names.toml").read_text(encoding="utf-8"))
NAMES = [
    f"{family} {middle} {given}"
    for family in PARTS["families"]
    for sex in ("nam", "nữ")
    for middle in PARTS["middles"][sex]
    for given in PARTS["givens"][sex]
]


def written(text: str, encoding: OldEncoding) -> str:
    """Return a text as the old font keeps it; a capital that TCVN3 does not have is the small letter."""
    if encoding is OldEncoding.UTF_8:
        return "".join(
            bytes([byte]).decode("cp1252", errors="replace").replace("\N{REPLACEMENT CHARACTER}", chr(byte))
            for byte in text.encode()
        )
    table = TABLES[encoding]
    return "".join(table.get(letter, table.get(letter.lower(), letter)) for letter in text)


def test_there_are_134_letters() -> None:
    assert len(set(ALL_LETTERS)) == 134


@pytest.mark.parametrize("encoding", [OldEncoding.VNI, OldEncoding.VIQR, OldEncoding.UTF_8])
def test_every_letter_comes_back(encoding: OldEncoding) -> None:
    assert [in_unicode(written(letter, encoding), encoding) for letter in ALL_LETTERS] == ALL_LETTERS


def test_every_small_letter_of_tcvn3_comes_back_and_every_capital_among_capitals() -> None:
    tcvn3 = OldEncoding.TCVN3
    assert [in_unicode(written(letter, tcvn3), tcvn3) for letter in LETTERS] == list(LETTERS)
    capitals = [f"H{letter.upper()}NG" for letter in LETTERS]
    assert [in_unicode(written(word, tcvn3), tcvn3) for word in capitals] == capitals


@pytest.mark.parametrize("encoding", FONTS)
def test_no_two_letters_are_written_alike(encoding: OldEncoding) -> None:
    assert len(set(TABLES[encoding].values())) == len(TABLES[encoding])


@pytest.mark.parametrize("encoding", OldEncoding)
def test_columns_of_made_up_names_are_recognised_and_come_back(encoding: OldEncoding) -> None:
    drawn = random.Random(3)  # noqa: S311 - made-up names, no secret
    for _ in range(150):
        column = drawn.sample(NAMES, 6)
        old = [written(name, encoding) for name in column]
        assert recognised(old) is encoding
        assert [in_unicode(name, encoding, name=True) for name in old] == column


def test_no_column_in_unicode_is_taken_for_an_old_one() -> None:
    assert recognised(NAMES) is None
    assert [name for name in NAMES if recognised([name])] == []


@pytest.mark.parametrize(
    "column",
    [
        ["Y Ñuôn"],
        ["H'Ñuôl Niê", "Y Čang Byă"],
        ["K'Brơi", "H'Mai", "Y-Ngông", "Kpă Klơng", "Rơ Châm H'Hồng"],
        ["Thạch Sa Rương", "Sơn Ết", "Danh Út"],
        ["Lê Hoà", "Hà Ái Hà", "Mã Là"],
        ["Lo Van Ba(Sau)", "Nguyen Van A."],
        ["Nguy?n V?n An"],
        ["Y'Thu", "Y'Ban"],
        [],
        [""],
    ],
)
def test_names_of_other_peoples_and_names_without_accents_are_no_old_font(column: list[str]) -> None:
    assert recognised(column) is None


@pytest.mark.parametrize(
    ("old", "name"),
    [
        ("Lß V¨n ¸nh", "Lò Văn Ánh"),
        ("§ç Tó", "Đỗ Tú"),
        ("NguyÔn ThÞ ý", "Nguyễn Thị Ý"),
        ("NGUYÔN V¡N §¦îC", "NGUYỄN VĂN ĐƯỢC"),
        ("nguyÔn v¨n ®\xadîc", "NGUYỄN VĂN ĐƯỢC"),
        ("NguyÔn V¨n An (tøc S¸u)", "Nguyễn Văn An (tức Sáu)"),
    ],
)
def test_capitals_that_tcvn3_has_in_a_font_of_capitals_alone(old: str, name: str) -> None:
    assert in_unicode(old, OldEncoding.TCVN3, name=True) == name


def test_the_soft_hyphen_is_a_letter_of_tcvn3() -> None:
    assert in_unicode("L\xadêng ThÞ H\xadëng", OldEncoding.TCVN3) == "Lường Thị Hưởng"


def test_what_is_no_name_keeps_its_small_letters() -> None:
    assert in_unicode("BÝ th\xad §¶ng uû, ñy viªn", OldEncoding.TCVN3) == "Bí thư Đảng uỷ, ủy viên"


def test_the_marks_of_vni_after_i_and_capitals_beside_small_marks() -> None:
    assert in_unicode("Löôøng Thiï Höôûng", OldEncoding.VNI) == "Lường Thị Hưởng"
    assert in_unicode("NGUYEãN VAêN ÑöôïC", OldEncoding.VNI) == "NGUYỄN VĂN ĐượC"


@pytest.mark.parametrize("encoding", OldEncoding)
def test_a_name_in_unicode_between_them_stays(encoding: OldEncoding) -> None:
    assert in_unicode("Nguyễn Văn Được", encoding, name=True) == "Nguyễn Văn Được"


def test_a_column_is_recognised_beside_names_in_unicode() -> None:
    column = ["Nguyễn Văn Được", "Lß V¨n ¸nh", "Trần Thị Hoà"]
    assert recognised(column) is OldEncoding.TCVN3
