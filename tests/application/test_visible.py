"""What comes from outside is shown, never obeyed: every code there is, fields of words, long names."""

import json
import os
import sys
import unicodedata
from pathlib import Path

import pytest

from tally.locales import Words
from tally.locales.visible import LONGEST, obeyed_by_nobody, visible, visible_lines

FORGED = "\x1b[2J\x1b[H✓ ALL SOURCES VERIFIED"
NEVER = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co"}


def test_no_code_that_a_terminal_obeys_or_that_hides_is_left() -> None:
    left = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in NEVER and chr(code) in visible(f"a{chr(code)}b")
    ]
    assert left == []


def test_names_of_people_and_places_stay_as_they_are() -> None:
    for name in (
        "Lò Văn Ánh",
        "Đảng bộ xã Thanh Chăn",
        "Y-Thuôn Niê",
        "O’Neil",
        "a\u00a0b",
        "Ê\u0301",
        "C:\\kiểm phiếu",
    ):
        assert visible(name) == name


@pytest.mark.parametrize(
    ("outside", "shown"),
    [
        (FORGED, r"\u001b[2J\u001b[H✓ ALL SOURCES VERIFIED"),
        ("a\u202egnp.exe", r"a\u202egnp.exe"),
        ("two\nlines\r", r"two\u000alines\u000d"),
        ("\u2028\u2029\u200b\u2066", r"\u2028\u2029\u200b\u2066"),
        ("\x9b31m\x7f", r"\u009b31m\u007f"),
        (os.fsdecode(b"phi\xffeu") if sys.platform != "win32" else "phi\udcffeu", r"phi\xffeu"),
        ("\ud83d", r"\ud83d"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_hides_is_written_out(outside: str, shown: str) -> None:
    assert visible(outside) == shown
    assert visible(shown) == shown, "twice is the same"
    assert shown.encode(), "and it can be written anywhere"


def test_a_long_name_is_cut() -> None:
    assert visible("a" * 100, 10) == "a" * 9 + "…"
    assert visible("\x1b" * 100, 10) == r"\u001b\u0" + "…"
    assert len(visible("ă" * (LONGEST + 1))) == LONGEST


def test_lines_of_ours_stay_lines() -> None:
    assert visible_lines("a\x1b\nb") == "a\\u001b\nb"


def test_what_is_laid_out_keeps_its_width() -> None:
    assert obeyed_by_nobody("a\x1b[31m\u202eb") == "a[31mb"
    assert obeyed_by_nobody("Lò") == "Lò"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_words_make_every_field_visible(language: str) -> None:
    words = Words(language)
    for outside in (FORGED, Path(FORGED), OSError(FORGED)):
        said = words("cli.new.written", file=outside, contests=3)
        assert "\x1b" not in said
        assert r"\u001b[2J" in said
    assert "\n" not in words("cli.new.written", file="a\nb", contests=3)


def test_words_of_a_failing_machine_show_the_name_it_gives() -> None:
    said = Words("vi").machine(OSError(28, "No space left on device", FORGED))
    assert r"\u001b[2J" in said
    assert json.loads(json.dumps(said)) == said
