"""Regulations with something wrong in them: each flaw refused at its place, all flaws at once."""

from pathlib import Path

import pytest
from refused import in_vietnamese, place_of, places, refused

from tally.files.rules_toml import load_profile_file, read_profile

SOUND = """\
format = "tally-rules/1"
id = "thu"
title_vi = "Quy chế thử"
title_en = "A trial"
in_force_from = 2024-10-10
[base]
of = "summoned"
clause = "Điều 1"
[[base.deduction]]
congress = "members"
reason = "transferred"
label_vi = "chuyển đi"
label_en = "moved"
clause = "Điều 1"
[invalid]
too-many = "Điều 2"
[tie]
rule = "vote-again"
clause = "Điều 3"
[[surplus]]
offices = ["committee"]
max_percent = 30
clause = "Điều 4"
[clauses]
base = "Điều 1"
elected = "Điều 1"
tie-break = "Điều 1"
under-filled = "Điều 1"
ballot-order = "Điều 1"
invalid-ballots = "Điều 1"
rulings = "Điều 1"
reconciliation = "Điều 1"
board = "Điều 1"
surplus = "Điều 1"
regulation = "Điều 1"
slate = "Điều 1"
"""

DEDUCTION_AGAIN = """[[base.deduction]]
congress = "members"
reason = "transferred"
label_vi = "lại"
label_en = "again"
clause = "Điều 1"
[invalid]"""


def test_the_text_that_the_flaws_are_put_into_is_sound() -> None:
    assert read_profile(SOUND, "rules/thu.toml", "thu").title_vi == "Quy chế thử"


@pytest.mark.parametrize(
    ("sound", "flawed", "place", "value"),
    [
        ('format = "tally-rules/1"', 'format = "tally-rules/2"', "1:10: E920", "tally-rules/2"),
        ('id = "thu"', 'id = "khac"', "2:6: E932", "khac"),
        ('id = "thu"', 'id = "Thử"', "2:6: E921", "Thử"),
        ('title_vi = "Quy chế thử"', 'title_vi = ""', "3:12: E922", "title_vi"),
        ('title_vi = "Quy chế thử"\n', "", "1:1: E913", "title_vi"),
        ('title_vi = "Quy chế thử"', "title_vi = 190", "3:12: E914", "190"),
        ('title_vi = "Quy chế thử"', 'title_vi = "Quy\\tchế"', "3:12: E923", "U+0009"),
        ("in_force_from = 2024-10-10", 'in_force_from = "2024"', "5:17: E917", "2024"),
        ("in_force_from = 2024-10-10", "in_force_from = 2024-10-10T07:00:00", "5:17: E917", "2024-10-10"),
        (
            "in_force_from = 2024-10-10",
            "in_force_from = 2024-10-10\nin_force_to = 2024-10-09",
            "5:17: E933",
            "2024-10-09",
        ),
        ('of = "summoned"', 'of = "present"', "7:6: E920", "present"),
        ('of = "summoned"', 'of = "valid-ballots"', "9:1: E935", "valid-ballots"),
        ('of = "summoned"\n', "", "6:1: E913", "[base]"),
        ('congress = "members"', 'congress = "hop"', "10:12: E920", "hop"),
        ('reason = "transferred"', 'reason = "Chuyển đi"', "11:10: E921", "Chuyển đi"),
        ("[invalid]", DEDUCTION_AGAIN, "17:10: E934", "transferred"),
        ('too-many = "Điều 2"', 'to-many = "Điều 2"', "16:1: E912", "too-many"),
        ('too-many = "Điều 2"', "too-many = 2", "16:12: E914", "2"),
        ('rule = "vote-again"', 'rule = "by-lot"', "18:8: E920", "by-lot"),
        ('rule = "vote-again"', 'rule = "vote-again"\nrulee = 1', "19:1: E912", "rule"),
        ('offices = ["committee"]', 'offices = "committee"', "21:1: E918", 'offices = ["…"]'),
        ('offices = ["committee"]', 'offices = ["committee", "boss"]', "21:25: E920", "boss"),
        ("max_percent = 30", "max_percent = 101", "22:15: E919", "101"),
        ("max_percent = 30", "max_percent = -1", "22:15: E919", "-1"),
        ("max_percent = 30", "max_percent = 30.0", "22:15: E915", "30.0"),
        ("max_percent = 30", "max_percent = true", "22:15: E915", "true"),
        ("max_percent = 30", "seats_from = 5\nseats_to = 4", "22:14: E933", "4"),
        ("max_percent = 30", "seats_from = 0", "22:14: E919", "0"),
        ("max_percent = 30", "min_people = 2\nmax_people = 1", "22:14: E933", "min_people"),
        ('board = "Điều 1"\n', "", "24:1: E913", "board"),
        ('board = "Điều 1"', 'boad = "Điều 1"', "33:1: E912", "board"),
        ("[[surplus]]", "[surplus]", "20:1: E918", "[[surplus]]"),
        ("[tie]\n", "", "1:1: E913", "tie"),
        ("[tie]", "[tie", "17:5: E911", "[tie"),
    ],
)
def test_a_flaw_is_refused_at_its_place(sound: str, flawed: str, place: str, value: str) -> None:
    assert SOUND.count(sound) == 1
    findings = refused(lambda: read_profile(SOUND.replace(sound, flawed), "rules/thu.toml", "thu"))
    (finding,) = [finding for finding in findings if place_of(finding) == f"rules/thu.toml:{place}"]
    assert value in in_vietnamese(finding)


def test_every_flaw_is_named_at_once_in_the_order_of_the_file() -> None:
    flawed = (
        SOUND.replace('id = "thu"', 'id = "khac"')
        .replace('rule = "vote-again"', "rule = 1")
        .replace("max_percent = 30", "max_percent = 31.5\nseats_from = 9\nseats_to = 8")
        .replace('slate = "Điều 1"\n', "")
    )
    assert places(lambda: read_profile(flawed, "rules/thu.toml", "thu")) == [
        "rules/thu.toml:2:6: E932",
        "rules/thu.toml:18:8: E920",
        "rules/thu.toml:22:15: E915",
        "rules/thu.toml:23:14: E933",
        "rules/thu.toml:26:1: E913",
    ]


def test_a_table_that_is_missing_is_told_by_every_key_it_must_have() -> None:
    flawed = SOUND.replace('[base]\nof = "summoned"\nclause = "Điều 1"\n', "")
    findings = refused(lambda: read_profile(flawed, "rules/thu.toml", "thu"))
    assert [(place_of(one), one.fields["key"]) for one in findings] == [
        ("rules/thu.toml:6:1: E913", "of"),
        ("rules/thu.toml:6:1: E913", "clause"),
    ]


def test_a_list_in_place_of_a_word_is_a_flaw_and_no_crash() -> None:
    flawed = (
        SOUND.replace('congress = "members"', "congress = [1]")
        .replace('of = "summoned"', "of = [2]")
        .replace("[[surplus]]", "[surplus.x]")
    )
    codes = [finding.code for finding in refused(lambda: read_profile(flawed, "rules/thu.toml", "thu"))]
    assert codes == ["E920", "E920", "E918"]


def test_a_number_in_place_of_a_table_is_a_flaw_and_no_crash() -> None:
    findings = refused(lambda: read_profile("base = 1\nclauses = 2\nsurplus = 3\n", "rules/thu.toml", "thu"))
    shapes = [(one.row, one.fields["expected"]) for one in findings if one.code == "E918"]
    assert shapes == [(1, "[base]"), (2, "[clauses]"), (3, "[[surplus]]")]


def test_a_file_of_another_kind_is_refused_before_it_is_read_as_a_regulation(tmp_path: Path) -> None:
    path = tmp_path / "thu.toml"
    path.write_bytes(b"%PDF-1.7\n")
    assert places(lambda: load_profile_file(path, "rules/thu.toml")) == ["rules/thu.toml:1:1: E905"]
