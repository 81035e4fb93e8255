"""Text files that are fine: what is read is one spelling of the text."""

import unicodedata
from pathlib import Path

import pytest

from tally.files.plain_text import hidden_character
from tally.files.text import MAX_TOML, read_text

TEXT = "organisation = 'Đảng bộ xã Thanh Chăn'\r\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        unicodedata.normalize("NFD", TEXT).encode(),
        unicodedata.normalize("NFD", TEXT).encode("utf-8-sig"),
    ],
    ids=["plain", "with a mark", "decomposed", "decomposed, with a mark"],
)
def test_every_way_to_save_it_gives_the_same_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "congress.toml"
    path.write_bytes(data)
    assert read_text(path, "congress.toml", MAX_TOML) == TEXT


def test_a_letter_that_looks_like_a_sign_of_another_file_is_only_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "congress.toml"
    for text in ("PK là hai chữ", "%PD", "ế" * 70_000, "\ufeff\ufeffhai dấu"):
        path.write_bytes(text.encode())
        assert read_text(path, "congress.toml", MAX_TOML) == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Lò Văn Ánh", ""),
        ("H'Hen Niê – Ư", ""),
        ("\u00a0", ""),
        ("\u200b", ""),
        ("a\tb", "U+0009"),
        ("a\nb\tc", "U+000A"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\u2028", "U+2028"),
        ("\ud800", "U+D800"),
        ("\ufffe", "U+FFFE"),
        ("\U0010ffff", "U+10FFFF"),
    ],
)
def test_the_first_character_that_breaks_papers_is_named(text: str, hidden: str) -> None:
    assert hidden_character(text) == hidden
