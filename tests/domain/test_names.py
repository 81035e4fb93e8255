"""The order of the ballot: given name first, Vietnamese alphabet, tones (QĐ 190-QĐ/TW art. 15)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tally.domain.names import (
    among,
    beside_name,
    fold,
    in_title_case,
    may_be_named,
    normalise,
    organisation_key,
    sort_key,
    without_alias,
)

ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def ordered(*names: str) -> list[str]:
    """Sort the names as a ballot would, starting from the wrong end."""
    wrong_end_first = names[::-1]
    return sorted(wrong_end_first, key=sort_key)


def test_the_ballot_is_in_the_order_of_the_given_name_not_of_the_family_name() -> None:
    names = ["Vì Văn An", "Lò Văn Bình", "Cà Thị Chanh"]
    assert ordered(*names) == names


def test_equal_given_names_are_in_the_order_of_the_rest_from_the_left() -> None:
    names = ["Cà Văn Hải", "Lò Thị Hải", "Lò Văn Hải", "Lò Văn Minh Hải", "Vì Văn Hải"]
    assert ordered(*names) == names


def test_all_six_tones_are_in_the_order_of_the_dictionary() -> None:
    names = ["Lò Ma", "Lò Mà", "Lò Mả", "Lò Mã", "Lò Má", "Lò Mạ"]
    assert ordered(*names) == names


def test_all_six_tones_of_a_letter_with_a_hat_are_in_the_order_of_the_dictionary() -> None:
    names = ["Lê", "Lề", "Lể", "Lễ", "Lế", "Lệ"]
    assert ordered(*names) == names


def test_the_letters_are_in_the_order_of_the_vietnamese_alphabet() -> None:
    names = [f"Lò {letter}" for letter in "AĂÂBCDĐEÊFGHIJKLMNOÔƠPQRSTUƯVWXYZ"]
    assert ordered(*names) == names


def test_d_with_a_bar_is_a_letter_of_its_own_after_d() -> None:
    names = ["Vì Văn Dân", "Vì Văn Dũng", "Vì Văn Dy", "Quàng Văn Đan", "Quàng Văn Đức"]
    assert ordered(*names) == names


def test_the_letters_of_a_syllable_outweigh_its_tone() -> None:
    names = ["Lò Hoa", "Lò Hoà", "Lò Hoạ", "Lò Hoan", "Lò Hoàn"]
    assert ordered(*names) == names


def test_the_tone_of_an_earlier_syllable_outweighs_the_letters_of_a_later_one() -> None:
    names = ["Ma Văn Hải", "Má Thị Hải", "Mạ Bình Hải"]
    assert ordered(*names) == names


@pytest.mark.parametrize(("old_style", "new_style"), [("Hòa", "Hoà"), ("Thúy", "Thuý"), ("Khỏe", "Khoẻ")])
def test_either_way_of_placing_the_tone_is_the_same_name(old_style: str, new_style: str) -> None:
    assert sort_key(f"Nguyễn Thị {old_style}") == sort_key(f"Nguyễn Thị {new_style}")


def test_tones_are_in_order_on_a_slate_that_mixes_both_ways_of_placing_them() -> None:
    names = ["Vì Thị Thùy", "Lò Thị Thuý"]
    assert ordered(*names) == names


def test_capitals_do_not_matter() -> None:
    assert sort_key("LÒ VĂN ÁNH") == sort_key("Lò Văn Ánh")
    assert ordered("LÒ VĂN ÁNH", "Cà văn bình", "NGUYỄN THỊ CHANH") == [
        "LÒ VĂN ÁNH",
        "Cà văn bình",
        "NGUYỄN THỊ CHANH",
    ]


@pytest.mark.parametrize("name", ["Lường Thị Ếm", "Nguyễn Đỗ Ước", "Quàng Văn Độ", "Hoàng Kỹ"])
def test_a_name_typed_with_separate_accents_equals_the_composed_one(name: str) -> None:
    typed_apart = unicodedata.normalize("NFD", name)
    assert typed_apart != name
    assert normalise(typed_apart) == name
    assert sort_key(typed_apart) == sort_key(name)
    assert fold(typed_apart) == fold(name)


def test_an_apostrophe_or_a_hyphen_stands_after_the_letters() -> None:
    names = ["Giàng Hoa", "Giàng H'Mông", "Siu K'Brơi", "Siu Yến", "Siu Y-Ban", "Siu Y-Thuôn"]
    assert ordered(*names) == names


def test_a_syllable_with_an_apostrophe_is_one_syllable() -> None:
    names = ["Giàng H'Mông", "Hà K'Brơi", "Ksor Y-Thuôn"]
    assert ordered(*names) == names
    assert [len(sort_key(name)[1]) for name in names] == [1, 1, 1]


def test_a_compound_syllable_is_compared_by_each_of_its_tones() -> None:
    names = ["Siu Y-Thìn", "Siu Ỳ-Thin", "Siu Ỳ-Thìn", "Siu Ỳ-Thín"]
    assert ordered(*names) == names


def test_words_written_together_keep_each_of_their_tones() -> None:
    names = ["Siu Đalạt", "Siu Đàlat", "Siu Đàlạt"]
    assert len({sort_key(name) for name in names}) == 3


def test_letters_of_other_peoples_stand_after_the_alphabet_and_are_told_apart() -> None:
    names = ["Siu Bơi", "Siu Bŏi", "Siu Bəi"]
    assert ordered(*names) == names


def test_every_character_there_is_has_its_place() -> None:
    assert sort_key("\u1e38") > sort_key("z")  # L with dot below and macron: no single letter is left without its dot
    assert sort_key("\N{COMBINING ACUTE ACCENT}") > sort_key("z")
    assert sort_key("李") > sort_key("z")


def test_a_name_of_one_word_is_its_given_name_and_stands_before_longer_ones() -> None:
    assert sort_key("Ánh")[0] == sort_key("Lò Ánh")[0]
    assert ordered("Ánh", "Lò Ánh") == ["Ánh", "Lò Ánh"]


@pytest.mark.parametrize("nothing", ["", " ", "\t\n", NO_BREAK_SPACE, ZERO_WIDTH_SPACE])
def test_an_empty_name_is_empty_and_stands_first(nothing: str) -> None:
    assert normalise(nothing) == ""
    assert fold(nothing) == ""
    assert ordered(nothing, "An") == [nothing, "An"]


def test_spaces_around_and_between_the_words_do_not_matter() -> None:
    assert normalise(f"  Lò \t Văn{NO_BREAK_SPACE}Ánh\n") == "Lò Văn Ánh"


def test_what_nobody_can_see_does_not_make_another_name() -> None:
    assert normalise(f"\N{ZERO WIDTH NO-BREAK SPACE}Lò{ZERO_WIDTH_SPACE} Văn Á\N{SOFT HYPHEN}nh") == "Lò Văn Ánh"


def test_normalising_keeps_capitals_tones_and_signs() -> None:
    assert normalise("=1+1 Lò-H'ĐỨC") == "=1+1 Lò-H'ĐỨC"


def test_folding_drops_tone_hat_hook_bar_and_capitals() -> None:
    assert fold("Đỗ Ước") == "do uoc"
    assert fold("Nguyễn Thị Ngọc Ánh") == "nguyen thi ngoc anh"
    assert fold("đĐ") == "dd"
    assert fold("H'Mông  K'Brơi") == "h'mong k'broi"


def test_folding_reads_every_accented_vietnamese_letter() -> None:
    letters = {
        "a": "àảãáạăằẳẵắặâầẩẫấậ",
        "d": "đ",
        "e": "èẻẽéẹêềểễếệ",
        "i": "ìỉĩíị",
        "o": "òỏõóọôồổỗốộơờởỡớợ",
        "u": "ùủũúụưừửữứự",
        "y": "ỳỷỹýỵ",
    }
    assert sum(len(accented) for accented in letters.values()) == 67  # 134 with the capitals
    for plain, accented in letters.items():
        assert fold(accented) == plain * len(accented)
        assert fold(accented.upper()) == plain * len(accented)


@pytest.mark.parametrize(
    "typed", ["\N{LATIN CAPITAL LETTER ETH}ỗ Văn Đức", "\N{LATIN CAPITAL LETTER AFRICAN D}ỗ Văn Đức", "Đỗ Văn Đức"]
)
def test_a_letter_that_only_looks_like_d_with_a_stroke_is_one(typed: str) -> None:
    assert normalise(typed) == "Đỗ Văn Đức"
    assert normalise("\N{LATIN SMALL LETTER ETH}ức") == "đức"


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Nguyễn Văn An (tức Sáu)", "Nguyễn Văn An"),
        ("Nguyễn Văn An (bí danh Ba Tơ)", "Nguyễn Văn An"),
        ("Nguyễn Văn An(Sáu)", "Nguyễn Văn An"),
        ("NGUYỄN VĂN AN [SÁU]", "NGUYỄN VĂN AN"),
        ("Nguyễn Văn An tức Sáu", "Nguyễn Văn An"),
        ("Nguyễn Văn An, bí danh Sáu", "Nguyễn Văn An"),
        ("Nguyễn Văn An - thường gọi Sáu", "Nguyễn Văn An"),
        ("Nguyễn Văn Tức", "Nguyễn Văn Tức"),
        ("Nguyễn Tức Sáu", "Nguyễn Tức Sáu"),
        ("(An)", "(An)"),
        ("H'Mai Y-Ngông", "H'Mai Y-Ngông"),
        ("", ""),
    ],
)
def test_an_alias_is_no_part_of_the_name(name: str, bare: str) -> None:
    assert without_alias(name) == bare
    assert sort_key(name)[:2] == sort_key(bare)[:2]


def test_the_ballot_is_ordered_before_the_alias() -> None:
    names = ["Nguyễn Văn An (tức Sáu)", "Lò Văn Bình (Ba)", "Lò Văn Bình (Út)", "Cà Văn Chung"]
    assert ordered(*names) == names


def test_two_of_a_name_are_told_apart_by_their_aliases_and_one_without_may_be_either() -> None:
    assert sort_key("Lò Văn Bình (Ba)") != sort_key("Lò Văn Bình")
    assert may_be_named("Lò Văn Bình (Ba)", "LÒ VĂN BÌNH")
    assert not may_be_named("Lò Văn Bình (Ba)", "Lò Văn Bình (Út)")
    one_of_them = among(["Lò Văn Bình (Ba)", "Cà Thị Hoà"])
    assert [one_of_them(name) for name in ("Lò Văn Bình", "Lò Văn Bình (Út)", "Cà Thị Hòa (Tư)", "Vì Văn An")] == [
        True,
        False,
        True,
        False,
    ]
    assert not among([])("Vì Văn An")


@pytest.mark.parametrize(
    ("capitals", "name"),
    [
        ("NGUYỄN VĂN ĐƯỢC", "Nguyễn Văn Được"),
        ("K'BRƠI", "K'Brơi"),
        ("H’MAI NIÊ", "H’Mai Niê"),
        ("Y-NGÔNG NIÊ KĐĂM", "Y-Ngông Niê Kđăm"),
        ("KƠ\u0306 H'BĬL", "Kơ\u0306 H'Bĭl"),
        ("NGUYỄN VĂN AN (TỨC SÁU)", "Nguyễn Văn An (tức Sáu)"),
        ("LÒ VĂN BÌNH (BÍ DANH BA)", "Lò Văn Bình (bí danh Ba)"),
        ("lò văn ánh", "Lò Văn Ánh"),
        ("Lò VĂN Ánh", "Lò VĂN Ánh"),
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("", ""),
    ],
)
def test_a_name_in_capitals_in_title_case(capitals: str, name: str) -> None:
    assert in_title_case(capitals) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đảng bộ xã Hoà Bình", "Đảng bộ xã Hòa Bình"),
        ("Chi bộ Khoẻ", "Chi bộ Khỏe"),
        ("Chi bộ Thuỷ Nguyên", "Chi bộ Thủy Nguyên"),
        ("Đảng bộ xã Hoạ Mi", unicodedata.normalize("NFD", "đảng bộ xã Họa My")),
        ("Đảng bộ xã Mỹ Đức", "Đảng bộ xã Mĩ Đức"),
        ("Chi bộ công ty Kỳ Lý", "CHI BỘ CÔNG TI KÌ LÍ"),
        ("Đảng bộ xã Quý Sơn", "Đảng bộ xã Quí Sơn"),
        ("Đảng bộ phường Vỹ Dạ", "Đảng bộ phường Vĩ Dạ"),
        ("Chi bộ Mường Phăng \N{EN DASH} Bản Phủ", "Chi bộ Mường-Phăng - Bản  Phủ"),
        ("Chi bộ thôn 1\N{NON-BREAKING HYPHEN}2", f"Chi bộ{NO_BREAK_SPACE}thôn 1{ZERO_WIDTH_SPACE}-2"),
    ],
)
def test_an_organisation_is_known_however_people_spell_it(one: str, other: str) -> None:
    assert organisation_key(one) == organisation_key(other)
    assert organisation_key(organisation_key(one)) == organisation_key(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chi bộ Hoa", "Chi bộ Hoà"),
        ("Chi bộ thôn 12", "Chi bộ thôn 1-2"),
        ("Chi bộ Vi", "Chi bộ Vy"),
        ("Chi bộ Thi", "Chi bộ Thy"),
        ("Chi bộ Tai", "Chi bộ Tay"),
        ("Chi bộ Thúy", "Chi bộ Thúi"),
        ("Chi bộ Hoà/Binh", "Chi bộ Hoa/Bình"),
    ],
)
def test_two_organisations_stay_two(one: str, other: str) -> None:
    assert organisation_key(one) != organisation_key(other)


@given(st.text(alphabet=st.sampled_from("aàáeêéiìíĩoòóôuùưyỳýỹhklmnqstvĐđ -–'0ᵃ\u0300\u0323"), max_size=12))
def test_a_key_is_its_own_key_whatever_is_spelt(text: str) -> None:
    key = organisation_key(text)
    assert organisation_key(key) == key
    assert organisation_key(unicodedata.normalize("NFD", text)) == key


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("Nguyễn Văn An (1)", "(1)"),
        ("Nguyễn Văn An 1", "1"),
        ("1. Nguyễn Văn An", "1"),
        ("Nguyễn Văn An (vắng)", "(vắng)"),
        ("NGUYỄN VĂN AN (VẮNG)", "(VẮNG)"),
        ("Nguyễn Văn An (Đã rút)", "(Đã rút)"),
        ("Nguyễn Văn An [rút", "[rút"),
        ("Nguyễn Văn An (sinh 1970)", "(sinh 1970)"),
        ("Nguyễn Văn An (tức Sáu) (rút)", "(rút)"),
        ("Nguyễn Văn An (Nữ)", "(Nữ)"),
        ("Nguyễn Văn An ()", "()"),
        ("Đ/c Nguyễn Văn An", "Đ/c"),
        ("ĐỒNG CHÍ NGUYỄN VĂN AN", "ĐỒNG CHÍ"),
        ("Nguyễn Văn An, Bí thư", ", Bí thư"),
        ("Nguyễn Văn An - Bí thư", "- Bí thư"),
        ("Nguyễn Văn An/Lò Văn Ánh", "/Lò Văn Ánh"),
        ("Nguyễn Văn An, bí danh Sáu", ""),
        ("Nguyễn Văn An - thường gọi Sáu", ""),
        ("Nguyễn Văn An (tức Sáu, Tư)", ""),
        ("Ksor Y - Thuôn", "- Thuôn"),
        ("Ksor Y-Thuôn", ""),
        ("Đồng Văn An", ""),
        ("Nguyễn Văn An (tức Sáu)", ""),
        ("NGUYỄN VĂN AN (TỨC SÁU)", ""),
        ("Nguyễn Văn An [bí danh Tư]", ""),
        ("Nguyễn Văn An (Út)", ""),
        ("Nguyễn Văn An (Nam Sơn)", ""),
        ("Nguyễn Văn An (tên thường gọi: Tư)", ""),
        ("Hà K'Brơi", ""),
        ("", ""),
    ],
)
def test_what_stands_beside_a_name_is_told_from_an_alias(name: str, beside: str) -> None:
    assert beside_name(name) == beside
    assert beside_name(unicodedata.normalize("NFD", name)) == beside
