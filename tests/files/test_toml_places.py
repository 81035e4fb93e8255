"""Rows and columns of keys and values in a TOML text."""

import tomllib
from datetime import date
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from tally.files.toml_places import Path, Places

TEXT = '''\
# Đại hội
format = "tally-congress/1"  # dòng đầu
[congress]
organisation = "Đảng bộ xã Thanh Chăn"
  date = 2020-01-10
[[roll.deduction]]
reason = "a"
[[roll.deduction]]
count = 2
[roll]
"summoned" = 106
[[contest]]
id="bch"
candidate = [
  { no = 1, name = "Lò ] Văn } # Ánh" },   # một
  {no=2,name='Cà'},
  3,
]
[[contest]]
[[contest.candidate]]
no = 1
[[contest.candidate]]
name = """
nhiều "dòng\\""""
no = 7
[contest.extra]
deep.er.'quoted key' = [[1, 2], ["x", [3]]]
'''


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("format",), (2, 1), (2, 10)),
        (("congress",), (3, 1), (3, 1)),
        (("congress", "organisation"), (4, 1), (4, 16)),
        (("congress", "date"), (5, 3), (5, 10)),
        (("roll",), (10, 1), (10, 1)),
        (("roll", "deduction"), (6, 1), (6, 1)),
        (("roll", "deduction", 0, "reason"), (7, 1), (7, 10)),
        (("roll", "deduction", 1), (8, 1), (8, 1)),
        (("roll", "deduction", 1, "count"), (9, 1), (9, 9)),
        (("roll", "summoned"), (11, 1), (11, 14)),
        (("contest", 0, "id"), (13, 1), (13, 4)),
        (("contest", 0, "candidate"), (14, 1), (14, 13)),
        (("contest", 0, "candidate", 0, "name"), (15, 13), (15, 20)),
        (("contest", 0, "candidate", 1, "no"), (16, 4), (16, 7)),
        (("contest", 0, "candidate", 1, "name"), (16, 9), (16, 14)),
        (("contest", 0, "candidate", 2), (17, 3), (17, 3)),
        (("contest", 1), (19, 1), (19, 1)),
        (("contest", 1, "candidate", 0, "no"), (21, 1), (21, 6)),
        (("contest", 1, "candidate", 1), (22, 1), (22, 1)),
        (("contest", 1, "candidate", 1, "name"), (23, 1), (23, 8)),
        (("contest", 1, "candidate", 1, "no"), (25, 1), (25, 6)),
        (("contest", 1, "extra", "deep", "er", "quoted key", 1, 1, 0), (27, 40), (27, 40)),
        # What is not there is looked for in the table around it.
        (("roll", "present"), (10, 1), (10, 1)),
        (("contest", 1, "candidate", 0, "name"), (20, 1), (20, 1)),
        (("board",), (1, 1), (1, 1)),
    ],
)
def test_the_place_of_a_key_and_of_its_value(path: Path, key: tuple[int, int], value: tuple[int, int]) -> None:
    tomllib.loads(TEXT)
    places = Places(TEXT)
    assert places.key(path) == key
    assert places.value(path) == value


def test_a_table_that_only_its_inner_tables_mention_stands_where_the_first_of_them_does() -> None:
    places = Places("a = 1\n[[roll.deduction]]\ncount = 2\n")
    assert places.key(("roll", "summoned")) == (2, 1)


def test_lines_may_end_as_windows_ends_them() -> None:
    places = Places(TEXT.replace("\n", "\r\n"))
    assert places.value(("contest", 0, "candidate", 1, "name")) == (16, 14)
    assert places.key(("contest", 1, "candidate", 1, "no")) == (25, 1)


SCALARS = st.integers(-(10**12), 10**12) | st.booleans() | st.text(max_size=8) | st.dates(date(1000, 1, 1))
KEYS = st.text(max_size=5)
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=12,
    ),
    max_size=4,
)


def leaves(node: object, path: Path = ()) -> list[tuple[Path, object]]:
    if isinstance(node, dict):
        return [leaf for key, inner in node.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(node, list):
        return [leaf for place, inner in enumerate(node) for leaf in leaves(inner, (*path, place))]
    return [(path, node)]


@given(DOCUMENTS)
def test_at_the_place_of_every_value_stands_that_value(document: dict[str, Any]) -> None:
    text = tomli_w.dumps(document)
    places = Places(text)
    for path, value in leaves(document):
        row, column = places.value(path)
        rest = text.split("\n", row - 1)[-1][column - 1 :]
        written = tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")
        assert rest.startswith(written), f"{path} is not at {row}:{column}"
