"""Letters that names have, of every people; what has others is named with what it means."""

import pytest

from tally.domain.name_letters import Wrong, flaws_of_names, strange_character
from tally.domain.old_letters import LETTERS, OldEncoding


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn Được",
        "Nguye\u0302\u0303n Va\u0306n An",
        "Y Čang Ñuôn",
        "H'Bĭl Byă",
        "Kơ̆ H’Mai",
        "Ƀan Y-Ngông",
        "Lò‑Văn",
        "Ðỗ Văn Ɖức",
        "Lò\u200bVăn\u00a0An\ufeff",
        "An (tức Sáu)",
        "Nguyễn Văn An 2, TS. A/B",
        "=1+1",
        "Fa Wừ Jơ Zú",
        LETTERS + LETTERS.upper(),
    ],
)
def test_letters_that_names_have(name: str) -> None:
    assert strange_character(name) == ""


@pytest.mark.parametrize(
    ("name", "what", "character"),
    [
        ("Lò V?n Ánh", Wrong.LOST, "? (U+003F)"),
        ("Lò V\ufffdn Ánh", Wrong.LOST, "\ufffd (U+FFFD)"),
        ("Lò Văn\xad Ánh", Wrong.STRANGE, "U+00AD"),
        ("Lò Văn\u202e Ánh", Wrong.STRANGE, "U+202E"),
        ("Lò Văn\u2067 Ánh", Wrong.STRANGE, "U+2067"),
        ("Lò Văn\u200e Ánh", Wrong.STRANGE, "U+200E"),
        ("Lò Văn \u0410nh", Wrong.STRANGE, "\u0410 (U+0410)"),
        ("Lò Văn Änh", Wrong.STRANGE, "Ä (U+00C4)"),
        ("Lò Văn Çnh", Wrong.STRANGE, "Ç (U+00C7)"),
        ("Lò Vân 😀", Wrong.STRANGE, "😀 (U+1F600)"),
        ("Lò Văn\u0308 An", Wrong.STRANGE, "U+0308"),
        ("Lò ^n", Wrong.STRANGE, "^ (U+005E)"),
        ("Lò Văn Ánh*", Wrong.STRANGE, "* (U+002A)"),
        ("Lo Van An **", Wrong.STRANGE, "* (U+002A)"),
        ("Lò Văn Ánh #", Wrong.STRANGE, "# (U+0023)"),
    ],
)
def test_what_no_name_has(name: str, what: Wrong, character: str) -> None:
    (flaw,) = flaws_of_names([name])
    assert flaw is not None
    assert (flaw.what, flaw.shown_character) == (what, character)


def test_an_old_font_is_seen_by_the_whole_column() -> None:
    names = ["Vò V¨n TÊn", "Lý ThÞ Mai", "Lò Văn Ánh", "Hoa 😀"]
    flaws = flaws_of_names(names)
    assert [flaw and (flaw.what, flaw.encoding, flaw.meant) for flaw in flaws] == [
        (Wrong.OLD, OldEncoding.TCVN3, "Vũ Văn Tấn"),
        (Wrong.OLD, OldEncoding.TCVN3, "Lý Thị Mai"),
        None,
        (Wrong.STRANGE, None, ""),
    ]
