"""Congress files with something wrong in them: each flaw refused at its place, all flaws at once."""

import time
from functools import partial

import pytest
from refused import in_vietnamese, place_of, places, refused

from tally.application.intake import BadInput, FileFinding
from tally.application.slate_reading import Columns
from tally.domain.rules import RuleProfile
from tally.domain.slate import Candidate
from tally.files.congress_toml import read_congress
from tally.files.findings import MAX_FINDINGS
from tally.files.toml_values import MAX_CANDIDATES, MAX_CONTESTS

SOUND = """\
format = "tally-congress/1"
[congress]
organisation = "Chi bộ bản Púng"
kind = "members"
rules = "qd-190-2024"
level = "cell"
date = 2025-03-02
[roll]
summoned = 11
present = 10
[[roll.deduction]]
reason = "transferred"
count = 1
[[board]]
name = "Vì Văn Yên"
role = "head"
[[contest]]
id = "bch"
office = "committee"
seats = 2
style = "cross-out"
round = 1
kind = "first"
issued = 10
[[contest.candidate]]
no = 1
name = "Lò Văn Ánh"
born = 1975
sex = "nam"
first_term = true
[[contest.candidate]]
no = 2
name = "Cà Thị Bình"
"""


def test_the_text_that_the_flaws_are_put_into_is_sound() -> None:
    assert len(read_congress(SOUND).contests) == 1


@pytest.mark.parametrize(
    ("sound", "flawed", "place", "value"),
    [
        # The text as TOML
        ("[roll]", "[roll", "8:6: E911", "[roll"),
        ("summoned = 11", "summoned 11", "9:10: E911", "summoned 11"),
        ('"Chi bộ bản Púng"', '"Chi bộ bản Púng', "3:32: E911", "Chi bộ bản Púng"),
        ("summoned = 11", "summoned = 11\nsummoned = 12", "10:14: E911", "summoned = 12"),
        ("born = 1975", "born = 1975-02-30", "28:8: E911", "1975-02-30"),
        ('name = "Cà Thị Bình"\n', 'name = "', "33:1: E911", 'name = "'),
        ("summoned = 11", "summoned = 0" + "9" * 5000, "9:13: E911", "summoned = 09999"),
        ("summoned = 11", "summoned = " + "9" * 5000, "9:1: E911", "summoned = 9999"),
        ("summoned = 11", "summoned = " + "[" * 200_000, "9:1: E911", "summoned = [[[["),
        ("summoned = 11", "summoned" + ".a" * 20 + " = 11", "9:1: E911", "summoned.a.a"),
        # Keys
        ("summoned = 11", "summoned = 11\nsumoned = 11", "10:1: E912", "summoned"),
        ("summoned = 11", "summoned = 11\nxyz = 11", "10:1: E912", "summoned, present, deduction"),
        ("[[board]]", "[[bord]]", "14:1: E912", "board"),
        ('name = "Cà Thị Bình"', 'name = "Cà Thị Bình"\nnam = "nữ"', "34:1: E912", "“nam”"),
        ('format = "tally-congress/1"\n', "", "1:1: E913", "“format” trong congress.toml"),
        ('organisation = "Chi bộ bản Púng"\n', "", "2:1: E913", "“organisation” trong [congress]"),
        ('kind = "members"\n', "", "2:1: E913", "“kind” trong [congress]"),
        ("summoned = 11\n", "", "8:1: E913", "“summoned” trong [roll]"),
        ('reason = "transferred"\n', "", "11:1: E913", "“reason” trong [[roll.deduction]]"),
        ("count = 1\n", "", "11:1: E913", "“count” trong [[roll.deduction]]"),
        ('name = "Vì Văn Yên"\n', "", "14:1: E913", "“name” trong [[board]]"),
        ('id = "bch"\n', "", "17:1: E913", "“id” trong [[contest]]"),
        ("seats = 2\n", "", "17:1: E913", "“seats” trong [[contest]]"),
        ("no = 2\n", "", "31:1: E913", "“no” trong [[contest.candidate]]"),
        ('name = "Cà Thị Bình"\n', "", "31:1: E913", "“name” trong [[contest.candidate]]"),
        # Kinds of values
        ('"Chi bộ bản Púng"', "2025", "3:16: E914", "2025"),
        ('name = "Cà Thị Bình"', "name = 7", "33:8: E914", "7"),
        ("summoned = 11", 'summoned = "11"', "9:12: E915", "11"),
        ("summoned = 11", "summoned = 11.0", "9:12: E915", "11.0"),
        ("summoned = 11", "summoned = true", "9:12: E915", "true"),
        ("no = 2", "no = false", "32:6: E915", "false"),
        ("first_term = true", "first_term = 1", "30:14: E916", "1"),
        ("first_term = true", 'first_term = "true"', "30:14: E916", "true"),
        ("date = 2025-03-02", 'date = "02-03-2025"', "7:8: E917", "02-03-2025"),
        ("date = 2025-03-02", "date = 2025-03-02 07:30:00", "7:8: E917", "2025-03-02 07:30:00"),
        ("[[board]]", "[board]", "14:1: E918", "[[board]]"),
        ("[[contest.candidate]]\nno = 2", "[contest.extra]\nno = 2", "31:1: E912", "extra"),
        ("[roll]\n", "[[roll]]\n", "8:1: E918", "[roll]"),
        # Numbers
        ("summoned = 11", "summoned = -1", "9:12: E919", "-1"),
        ("summoned = 11", "summoned = 10_000_001", "9:12: E919", "10000001"),
        ("summoned = 11", "summoned = 0x" + "f" * 6000, "9:12: E919", "0xffff"),
        ("present = 10", "present = -1", "10:11: E919", "-1"),
        ("count = 1", "count = -1", "13:9: E919", "-1"),
        ("issued = 10", "issued = -10", "24:10: E919", "-10"),
        ("issued = 10", "returned = 99999999", "24:12: E919", "99999999"),
        ("seats = 2", "seats = 0", "20:9: E919", "0"),
        ("seats = 2", "seats = 2\nbody_size = 0", "21:13: E919", "0"),
        ("round = 1", "round = 0", "22:9: E919", "0"),
        ("no = 2", "no = 0", "32:6: E919", "0"),
        ("no = 2", "no = -2", "32:6: E919", "-2"),
        # Words
        ('"tally-congress/1"', '"tally-congress/2"', "1:10: E920", "tally-congress/2"),
        ('kind = "members"', 'kind = "member"', "4:8: E920", "members, delegates, conference"),
        ('kind = "members"', "kind = 5", "4:8: E920", "5"),
        ('level = "cell"', 'level = "xã"', "6:9: E920", "xã"),
        ('role = "head"', 'role = "boss"', "16:8: E920", "head, secretary, member"),
        ('office = "committee"', 'office = "king"', "19:10: E920", "king"),
        ('style = "cross-out"', 'style = "gạch"', "21:9: E920", "cross-out, agree-disagree"),
        ('kind = "first"', 'kind = "second"', "23:8: E920", "first, further, tie-break"),
        ('sex = "nam"', 'sex = "male"', "29:7: E920", "nam, nữ"),
        ('sex = "nam"', "sex = true", "29:7: E920", "true"),
        ('id = "bch"', 'id = "BCH 1"', "18:6: E921", "BCH 1"),
        ('id = "bch"', 'id = "bch/1"', "18:6: E921", "bch/1"),
        ('id = "bch"', 'id = "đảng-ủy"', "18:6: E921", "đảng-ủy"),
        ('id = "bch"', 'id = ""', "18:6: E922", "id"),
        ('rules = "qd-190-2024"', 'rules = "../qd"', "5:9: E921", "../qd"),
        ('"Chi bộ bản Púng"', '" "', "3:16: E922", "organisation"),
        ('name = "Cà Thị Bình"', 'name = ""', "33:8: E922", "name"),
        ('name = "Cà Thị Bình"', 'name = "\u200b "', "33:8: E922", "name"),
        ('name = "Cà Thị Bình"', r'name = "Cà\u0007Thị"', "33:8: E923", "U+0007"),
        ('name = "Cà Thị Bình"', r'name = "Cà\nThị Bình"', "33:8: E923", "U+000A"),
        ('name = "Cà Thị Bình"', r'name = "Cà\u001b[2JThị"', "33:8: E923", r"Cà\u001b[2JThị"),
        ('name = "Cà Thị Bình"', r'name = "Cà\uffff"', "33:8: E923", "U+FFFF"),
        ('name = "Cà Thị Bình"', r'name = "Cà\u2028"', "33:8: E923", "U+2028"),
        ('name = "Cà Thị Bình"', f'name = "{"Cà " * 334}"', "33:8: E988", "1000"),
        ("born = 1975", "born = 75", "28:8: E924", "75"),
        ("born = 1975", "born = 1899", "28:8: E924", "1899"),
        ("born = 1975", "born = 2101", "28:8: E924", "2101"),
        ("born = 1975", "born = 1899-12-31", "28:8: E924", "1899-12-31"),
        ("born = 1975", 'born = "1975"', "28:8: E924", "1975"),
        ("born = 1975", "born = 1975.0", "28:8: E924", "1975.0"),
        ("born = 1975", "born = true", "28:8: E924", "true"),
        ("born = 1975", "born = 1975-03-02T00:00:00", "28:8: E924", "1975-03-02"),
        # What only shows in the whole
        ("[[contest]]", '[[contest]]\nid = "bch"\nseats = 1\n[[contest]]', "21:6: E925", "“bch” lần 1"),
        ("no = 2", "no = 1", "32:6: E926", "số 1"),
        ('reason = "transferred"', 'reason = "absent-without-alternate"', "12:10: E927", "đại hội đảng viên"),
        ('reason = "transferred"', 'reason = "ốm"', "12:10: E921", "ốm"),
        ('reason = "transferred"', 'reason = "sick"', "12:10: E927", "exempt-not-present"),
        ('rules = "qd-190-2024"', 'rules = "luat-bau-cu-2015"', "12:10: E928", "luat-bau-cu-2015"),
        ('rules = "qd-190-2024"', 'rules = "qd-191"', "5:9: E929", "qd-190-2024"),
        ("issued = 10", "[contest.roll]\npresent = 10", "24:1: E913", "summoned"),
        (
            "issued = 10",
            '[contest.roll]\nsummoned = 11\n[[contest.roll.deduction]]\nreason = "sick"\ncount = 1',
            "27:10: E927",
            "exempt-not-present",
        ),
        ("issued = 10", 'slate = "bch.xlsx"', "24:1: E930", "bch"),
    ],
)
def test_a_flaw_is_refused_at_its_place(sound: str, flawed: str, place: str, value: str) -> None:
    assert sound in SOUND
    (finding,) = refused(lambda: read_congress(SOUND.replace(sound, flawed, 1)))
    assert place_of(finding) == f"congress.toml:{place}"
    assert value in in_vietnamese(finding)


@pytest.mark.parametrize(
    "path",
    ["/etc/bch.xlsx", "../bch.xlsx", "a/../../bch.xlsx", r"a\bch.xlsx", "C:/bch.xlsx", "C:bch.xlsx", "..", "a?b"],
)
def test_a_slate_from_outside_the_folder_is_refused_and_never_opened(path: str) -> None:
    def read_slate(_path: str, _columns: Columns) -> tuple[Candidate, ...]:
        pytest.fail("the path was followed")

    without_candidates, _, _ = SOUND.partition("[[contest.candidate]]")
    text = f"{without_candidates}slate = '{path}'\n"
    (finding,) = refused(lambda: read_congress(text, read_slate=read_slate))
    assert place_of(finding) == "congress.toml:25:9: E931"
    assert path in in_vietnamese(finding)


def test_without_a_folder_no_slate_can_be_read() -> None:
    without_candidates, _, _ = SOUND.partition("[[contest.candidate]]")
    assert places(lambda: read_congress(without_candidates + 'slate = "bch.xlsx"\n')) == ["bch.xlsx:1:1: E901"]


def test_two_candidates_of_one_number_in_a_slate_file_are_refused_where_it_is_named() -> None:
    without_candidates, _, _ = SOUND.partition("[[contest.candidate]]")
    twins = (Candidate(1, "Lò Văn Ánh"), Candidate(1, "Cà Thị Bình"))
    text = without_candidates + 'slate = "bch.xlsx"\n'
    assert places(lambda: read_congress(text, read_slate=lambda _path, _columns: twins)) == ["congress.toml:25:9: E926"]


def test_what_is_wrong_with_files_it_names_comes_after_what_is_wrong_with_it() -> None:
    def read_slate(path: str, _columns: Columns) -> tuple[Candidate, ...]:
        raise BadInput([FileFinding(path, 7, 2, "E922", {"key": "Họ và tên"})])

    def load_rules(profile_id: str) -> RuleProfile:
        raise BadInput([FileFinding(f"rules/{profile_id}.toml", 3, 1, "E913", {"key": "of", "table": "[base]"})])

    without_candidates, _, _ = SOUND.partition("[[contest.candidate]]")
    text = without_candidates.replace("seats = 2", "seats = 0") + 'slate = "bch.xlsx"\n'
    assert places(lambda: read_congress(text, load_rules=load_rules, read_slate=read_slate)) == [
        "congress.toml:20:9: E919",
        "rules/qd-190-2024.toml:3:1: E913",
        "bch.xlsx:7:2: E922",
    ]


def test_every_flaw_is_named_at_once_in_the_order_of_the_file() -> None:
    flawed = (
        SOUND.replace('kind = "members"', 'kind = "delegates"')  # "transferred" is no reason for delegates
        .replace("summoned = 11", 'summoned = "11"')
        .replace('name = "Vì Văn Yên"', 'naem = "Vì Văn Yên"')
        .replace("seats = 2", "seats = 0")
        .replace("no = 2", "no = 1")
        .replace('name = "Cà Thị Bình"', 'name = ""')
    )
    assert places(lambda: read_congress(flawed)) == [
        "congress.toml:9:12: E915",
        "congress.toml:12:10: E927",
        "congress.toml:14:1: E913",
        "congress.toml:15:1: E912",
        "congress.toml:20:9: E919",
        "congress.toml:32:6: E926",
        "congress.toml:33:8: E922",
    ]


def test_an_empty_file_is_told_everything_it_must_have() -> None:
    findings = refused(lambda: read_congress("# chưa có gì\n"))
    assert {one.code for one in findings} == {"E913"}
    assert [one.fields["key"] for one in findings] == ["format", "organisation", "kind", "summoned", "[[contest]]"]


@pytest.mark.parametrize("node", ["[]", "{}", "1", '"x"', "[1]", "[[1]]", "[{}]", "true", "2025-01-01"])
@pytest.mark.parametrize("key", ["format", "congress", "roll", "board", "contest"])
def test_any_value_in_any_place_is_a_flaw_and_no_crash(key: str, node: str) -> None:
    others = "".join(
        f"{other} = {node}\n" for other in ("format", "congress", "roll", "board", "contest") if other != key
    )
    for text in (f"{key} = {node}\n", others, f"{key} = {{ {key} = {node}, kind = {node} }}\n"):
        assert refused(partial(read_congress, text))


def rows_refused(text: str) -> set[int]:
    """Return the rows of the findings; nothing when the file is sound after all."""
    try:
        read_congress(text)
    except BadInput as bad:
        return {finding.row for finding in bad.findings}
    return set()


@pytest.mark.parametrize("node", ["[]", "{}", "1", '"x"', "[{}]", "true", "2025-01-01", "1.5", "07:30:00"])
def test_any_value_of_any_key_is_a_flaw_or_no_crash(node: str) -> None:
    lines = SOUND.split("\n")
    for row, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        if equals:
            text = "\n".join([*lines[:row], f"{key} = {node}", *lines[row + 1 :]])
            assert rows_refused(text) <= {row + 1} or key == "kind", f"{key} = {node}"


def test_a_file_of_thousands_of_flaws_is_refused_in_bounded_time() -> None:
    text = SOUND + "".join(f"unknown-{number} = 1\n" for number in range(12_000))
    began = time.process_time()
    findings = refused(lambda: read_congress(text))
    assert time.process_time() - began < 15
    assert len(findings) == MAX_FINDINGS + 1
    assert findings[-1].code == "E910"
    assert str(MAX_FINDINGS) in in_vietnamese(findings[-1])


@pytest.mark.parametrize(
    ("entry", "key", "limit"),
    [
        ("[[contest]]\nid = 'x'\nseats = 1\n", "contest", MAX_CONTESTS),
        ("[[contest.candidate]]\nno = 1\nname = 'An'\n", "candidate", MAX_CANDIDATES),
        ("[[board]]\nname = 'An'\n", "board", MAX_CONTESTS),
        ("[[body.member]]\nname = 'An'\n", "member", MAX_CANDIDATES),
        ("[[hand_vote]]\nid = 'x'\ntitle = 'x'\n", "hand_vote", MAX_CONTESTS),
        ("[[roll.deduction]]\nreason = 'x'\ncount = 1\n", "deduction", MAX_CONTESTS),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isidentifier() else "",
)
def test_more_entries_than_any_congress_has_are_refused_at_once(entry: str, key: str, limit: int) -> None:
    text = SOUND + entry * 12_000
    began = time.process_time()
    findings = refused(lambda: read_congress(text[:1_000_000].rpartition("\n[[")[0]))
    assert time.process_time() - began < 10
    assert {"key": key, "limit": limit} in [one.fields for one in findings if one.code == "E826"]


@pytest.mark.parametrize("value", ["[0x" + "f" * 9_000 + "]", "{ a = 0x" + "f" * 9_000 + " }", "0x" + "f" * 9_000])
@pytest.mark.parametrize("key", ["organisation", "unknown"])
def test_a_number_that_cannot_be_written_out_is_a_flaw_wherever_it_stands(key: str, value: str) -> None:
    findings = refused(lambda: read_congress(f'format = "tally-congress/1"\n[congress]\n{key} = {value}\n'))
    assert findings
    assert all(in_vietnamese(finding) for finding in findings)


def test_a_key_of_thousands_of_parts_is_refused_in_bounded_time() -> None:
    text = SOUND + "a." * 100_000 + "a = 1\n"
    began = time.process_time()
    assert places(lambda: read_congress(text)) == ["congress.toml:34:1: E911"]
    assert time.process_time() - began < 2
