"""Congress files: what is written reads back the same, and every form that a board may use is understood."""

import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from drawn_congresses import CONTEST_LISTS, congresses
from hypothesis import given

from tally.application.slate_reading import Columns
from tally.domain.ballot import BallotStyle
from tally.domain.congress import BoardMember, BoardRole, Congress, CongressKind, Deduction, Level, Roll
from tally.domain.contest import Contest, Office, RoundKind
from tally.domain.rules import RuleProfile
from tally.domain.slate import Candidate, Slate
from tally.files.congress_toml import CongressFile, read_congress, read_with_rolls, write_congress
from tally.files.rules_toml import load_profile
from tally.files.slate_xlsx import read_slate

THANH_CHAN = Congress(
    organisation="Đảng bộ xã Thanh Chăn",
    kind=CongressKind.DELEGATES,
    rules="qd-190-2024",
    roll=Roll(106, 104, (Deduction("absent-without-alternate", 2),)),
    title="Đại hội đại biểu lần thứ XXI",
    term="2020-2025",
    superior="Đảng bộ huyện Điện Biên",
    level=Level.GRASSROOTS,
    date=date(2020, 1, 10),
    place="Hội trường UBND xã",
    board=(BoardMember("Vì Văn Yên", BoardRole.HEAD), BoardMember("Sùng A Hờ", BoardRole.MEMBER)),
)
BCH = Contest(
    id="bch",
    title="Ban Chấp hành Đảng bộ xã",
    office=Office.COMMITTEE,
    seats=14,
    body_size=15,
    style=BallotStyle.CROSS_OUT,
    slate=Slate((Candidate(1, "Lò Văn Ánh", 1975, "nam", "Thái", first_term=False, position="Phó Chủ tịch UBND xã"),)),
    round=1,
    kind=RoundKind.FIRST,
    issued=106,
    returned=106,
)

THE_CONTRACT = """
format = "tally-congress/1"

[congress]
organisation = "Đảng bộ xã Thanh Chăn"      # required
superior = "Đảng bộ huyện Điện Biên"
title = "Đại hội đại biểu lần thứ XXI"
term = "2020-2025"
kind = "delegates"                          # members | delegates | conference
rules = "qd-190-2024"                       # a profile's id
level = "grassroots"                        # cell | grassroots | above-grassroots | province: for the roll-up
date = 2020-01-10
place = "Hội trường UBND xã"

[roll]                                      # people
summoned = 106
present = 104
[[roll.deduction]]                          # what the base loses; reasons as in the profile
reason = "absent-without-alternate"         # transferred | exempt-not-present | suspended | absent-with-leave |
count = 2                                   # committee-member-absent | absent-without-alternate

[[board]]
name = "Vì Văn Yên"
role = "head"                               # head | member | secretary
[[board]]
name = "Sùng A Hờ"

[[contest]]
id = "bch"                                  # [a-z0-9-]+, unique
title = "Ban Chấp hành Đảng bộ xã"
office = "committee"                        # committee | standing-committee | secretary | deputy-secretary |
seats = 14                                  #   inspection | delegates | alternates | other; seats to be filled now
body_size = 15                              # optional, default seats: larger when seats are left open by plan
style = "cross-out"                         # cross-out | agree-disagree
round = 1                                   # further rounds are contests with the same id and round = 2, ...
kind = "first"                              # first | further | tie-break
issued = 106
returned = 106

[[contest.candidate]]
no = 1                                      # as printed on the ballot
name = "Lò Văn Ánh"
born = 1975                                 # year or date; born, sex, ethnicity, first_term, position: optional
sex = "nam"                                 # nam | nữ
ethnicity = "Thái"
first_term = false
position = "Phó Chủ tịch UBND xã"
"""

SMALLEST = """
format = "tally-congress/1"
[congress]
organisation = "Chi bộ bản Púng"
kind = "members"
[roll]
summoned = 11
[[contest]]
id = "bi-thu"
seats = 1
"""


def test_the_example_of_the_contract() -> None:
    read = read_congress(THE_CONTRACT)
    assert read == CongressFile(THANH_CHAN, (BCH,), load_profile("qd-190-2024"))


def test_what_may_be_left_out_has_its_default() -> None:
    congress, (contest,), profile = read_congress(SMALLEST)
    assert congress == Congress("Chi bộ bản Púng", CongressKind.MEMBERS, "qd-190-2024", Roll(11))
    assert contest == Contest("bi-thu", "bi-thu", Office.OTHER, 1, 1, BallotStyle.AGREE_DISAGREE, Slate(()))
    assert (contest.round, contest.kind, contest.issued, contest.returned) == (1, RoundKind.FIRST, None, None)
    assert profile.id == "qd-190-2024"


@pytest.mark.parametrize(
    ("candidates", "seats", "style"),
    [
        (2, 1, BallotStyle.CROSS_OUT),
        (1, 1, BallotStyle.AGREE_DISAGREE),
        (1, 2, BallotStyle.AGREE_DISAGREE),
        (0, 1, BallotStyle.AGREE_DISAGREE),
    ],
)
def test_with_surplus_names_are_struck_out_and_without_there_are_boxes(
    candidates: int, seats: int, style: BallotStyle
) -> None:
    slate = "".join(f'[[contest.candidate]]\nno = {no}\nname = "Cà Văn Bình"\n' for no in range(1, candidates + 1))
    _, (contest,), _ = read_congress(SMALLEST.replace("seats = 1", f"seats = {seats}") + slate)
    assert contest.style is style


@pytest.mark.parametrize(
    ("office", "title"),
    [
        ("committee", "Ban chấp hành"),
        ("delegates", "Đoàn đại biểu dự đại hội cấp trên"),
        ("inspection", "Ủy ban kiểm tra"),
        ("inspection-head", "Chủ nhiệm ủy ban kiểm tra"),
        ("other", "bi-thu"),
    ],
)
def test_a_contest_without_a_title_is_called_by_its_office(office: str, title: str) -> None:
    _, (contest,), _ = read_congress(SMALLEST + f'office = "{office}"\n')
    assert contest.title == title


@pytest.mark.parametrize(
    ("keys", "candidate"),
    [
        ('name = "=1+1"', Candidate(1, "=1+1")),
        ('name = "  Lò   Văn Ánh "', Candidate(1, "Lò Văn Ánh")),
        (unicodedata.normalize("NFD", 'name = "Lò Văn Ánh"'), Candidate(1, "Lò Văn Ánh")),
        (r'name = "Lo\u0300 Va\u0306n A\u0301nh"', Candidate(1, "Lò Văn Ánh")),
        ('name = "Lò\u00a0Văn\u200b Ánh"', Candidate(1, "Lò Văn Ánh")),
        ("name = 'Đỗ \"Út\"'", Candidate(1, 'Đỗ "Út"')),
        ('name = "A"\nborn = 1900', Candidate(1, "A", 1900)),
        ('name = "A"\nborn = 2100', Candidate(1, "A", 2100)),
        ('name = "A"\nborn = 1975-03-02', Candidate(1, "A", date(1975, 3, 2))),
        ('name = "A"\nsex = "nữ"', Candidate(1, "A", sex="nữ")),
        ('name = "A"\nsex = "Nữ"', Candidate(1, "A", sex="nữ")),
        (unicodedata.normalize("NFD", 'name = "A"\nsex = "nữ"'), Candidate(1, "A", sex="nữ")),
        (r'name = "A"' + "\n" + r'sex = "nu\u031b\u0303"', Candidate(1, "A", sex="nữ")),
        ('name = "A"\nfirst_term = true', Candidate(1, "A", first_term=True)),
        (f'name = "{"Nguyễn " * 9}Ánh"', Candidate(1, "Nguyễn " * 9 + "Ánh")),
    ],
)
def test_a_candidate_as_people_write_it(keys: str, candidate: Candidate) -> None:
    _, (contest,), _ = read_congress(f"{SMALLEST}[[contest.candidate]]\nno = 1\n{keys}\n")
    assert contest.slate.candidates == (candidate,)


def test_the_slate_is_in_the_order_of_its_numbers() -> None:
    slate = "".join(f"[[contest.candidate]]\nno = {no}\nname = 'Cà {no}'\n" for no in (3, 10_000_000, 1))
    _, (contest,), _ = read_congress(SMALLEST + slate)
    assert [candidate.no for candidate in contest.slate] == [1, 3, 10_000_000]


def test_a_later_round_has_the_same_id() -> None:
    second = '[[contest]]\nid = "bi-thu"\nround = 2\nkind = "tie-break"\nseats = 1\n'
    _, contests, _ = read_congress(SMALLEST + second)
    assert [(contest.id, contest.round, contest.kind) for contest in contests] == [
        ("bi-thu", 1, RoundKind.FIRST),
        ("bi-thu", 2, RoundKind.TIE_BREAK),
    ]


def test_lines_may_end_as_windows_ends_them() -> None:
    assert read_congress(THE_CONTRACT.replace("\n", "\r\n")) == read_congress(THE_CONTRACT)


def test_a_slate_in_another_file_is_asked_for_by_its_path_once_however_often_it_is_named() -> None:
    asked: list[str] = []

    def read_slate(path: str, _columns: Columns) -> tuple[Candidate, ...]:
        asked.append(path)
        return (Candidate(2, "Cà Văn Bình"), Candidate(1, "Lò Văn Ánh"))

    text = SMALLEST + 'slate = "danh sách/bch.xlsx"\n[[contest]]\nid = "bch"\nseats = 1\nslate = "danh sách/bch.xlsx"\n'
    _, contests, _ = read_congress(text, read_slate=read_slate)
    assert asked == ["danh sách/bch.xlsx"]
    for contest in contests:
        assert [candidate.name for candidate in contest.slate] == ["Lò Văn Ánh", "Cà Văn Bình"]
        assert contest.style is BallotStyle.CROSS_OUT, "the style follows from the slate that was read"


def test_a_regulation_comes_from_whoever_is_asked_for_it() -> None:
    asked: list[str] = []

    def load_rules(profile_id: str) -> RuleProfile:
        asked.append(profile_id)
        return load_profile("qd-244-2014")

    text = SMALLEST.replace('kind = "members"', 'kind = "members"\nrules = "quy-che-rieng"')
    congress, _, profile = read_congress(text, load_rules=load_rules)
    assert asked == ["quy-che-rieng"]
    assert congress.rules == "quy-che-rieng"
    assert profile.id == "qd-244-2014"


@given(congresses(), CONTEST_LISTS)
def test_what_is_written_reads_back_the_same(congress: Congress, contests: tuple[Contest, ...]) -> None:
    text = write_congress(congress, contests)
    assert read_congress(text)[:2] == (congress, contests)
    assert write_congress(congress, contests) == text
    assert "\r" not in text
    assert text.endswith("\n")


def test_which_numbers_are_those_of_a_template_is_written_and_read_back() -> None:
    text = write_congress(replace(THANH_CHAN, samples=("roll", "bch")), (BCH,))
    assert 'samples = [\n    "roll",\n    "bch",\n]' in text
    assert read_congress(text).congress.samples == ("roll", "bch")
    assert "samples" not in write_congress(THANH_CHAN, (BCH,))


def test_what_was_said_of_columns_is_written_and_read_back() -> None:
    said = (('Số "in" trên phiếu', "no"), ("Tên", "given"), ("A", "-"))
    text = write_congress(replace(THANH_CHAN, slate_columns=said), (BCH,))
    assert read_congress(text).congress.slate_columns == said


def test_what_is_written_can_be_read_by_people() -> None:
    text = write_congress(THANH_CHAN, (BCH,))
    assert text.startswith('format = "tally-congress/1"\n\n[congress]\norganisation = "Đảng bộ xã Thanh Chăn"\n')
    assert '\n\n[[contest.candidate]]\nno = 1\nname = "Lò Văn Ánh"\nborn = 1975\nsex = "nam"\n' in text
    assert '\n[[roll.deduction]]\nreason = "absent-without-alternate"\ncount = 2\n' in text


def test_a_contest_counted_with_other_people_keeps_them() -> None:
    later = replace(BCH, round=2)
    left = Roll(106, 102, (Deduction("absent-without-alternate", 4),))
    text = write_congress(replace(THANH_CHAN, roll=left), (BCH, later), {("bch", 1): THANH_CHAN.roll})
    read, rolls = read_with_rolls(text)
    assert (read.congress.roll, read.contests) == (left, (BCH, later))
    assert rolls == {("bch", 1): THANH_CHAN.roll}
    assert "\n[contest.roll]\nsummoned = 106\npresent = 104\n\n[[contest.roll.deduction]]\n" in text
    assert read_congress(text) == read


def test_the_sample_congresses_read_back_the_same(fixtures: Path) -> None:
    paths = sorted(path for path in fixtures.glob("*/congress.toml") if path.parent.parent.name == "fixtures")
    assert paths
    for path in paths:

        def beside(name: str, columns: Columns, folder: Path = path.parent) -> tuple[Candidate, ...]:
            return read_slate(folder / name, name, columns)

        read = read_congress(path.read_text(encoding="utf-8"), read_slate=beside)
        assert read_congress(write_congress(read.congress, read.contests)) == read
