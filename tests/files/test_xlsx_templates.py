"""The templates: empty they are read to a clear finding, filled in they are read right."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from builders import a_contest, marks
from openpyxl import Workbook, load_workbook
from refused import place_of, refused

from tally.application.slate_reading import Columns
from tally.domain.ballot import Ballot, Ruling
from tally.domain.congress import CongressKind
from tally.domain.rules import InvalidReason
from tally.domain.slate import Candidate
from tally.files.ballots_xlsx import read_ballots
from tally.files.congress_toml import read_congress
from tally.files.slate_xlsx import read_slate
from tally.files.templates import ballots_template, congress_template, slate_template


def filled(path: Path, template: bytes, fill: Callable[[Workbook], None] = lambda _workbook: None) -> Path:
    """Write a template, as somebody who fills it in with another program."""
    workbook = load_workbook(BytesIO(template))
    fill(workbook)
    workbook.save(path)
    workbook.close()
    return path


@pytest.mark.parametrize("make", [slate_template, ballots_template])
def test_the_same_bytes_each_time(make: Callable[[], bytes]) -> None:
    assert make() == make()
    assert make().startswith(b"PK")


def test_an_empty_slate_says_that_nobody_is_on_it(tmp_path: Path) -> None:
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(slate_template())
    (finding,) = refused(lambda: read_slate(path, "danh-sach.xlsx"))
    assert place_of(finding) == "danh-sach.xlsx[Danh sách]:6:1: E967"


def test_an_empty_table_of_ballots_is_no_ballots(tmp_path: Path) -> None:
    path = tmp_path / "ballots.xlsx"
    path.write_bytes(ballots_template())
    assert read_ballots(path, [a_contest()]) == {("bch", 1): ()}


def test_a_slate_filled_in_is_read(tmp_path: Path) -> None:
    def fill(workbook: Workbook) -> None:
        sheet = workbook.worksheets[0]
        people: list[tuple[str | int | None, ...]] = [
            (1, "Lò Văn Ánh", "20/03/1975", "nam", "Thái", "Phó Chủ tịch UBND xã", None),
            (2, "Cà Thị Bích", 1984, "nữ", "Thái", None, "x"),
        ]
        for row, values in enumerate(people, start=7):
            for column, value in enumerate(values, start=1):
                sheet.cell(row, column, value)

    people = read_slate(filled(tmp_path / "ds.xlsx", slate_template(), fill), "ds.xlsx")
    assert [(one.no, one.name, str(one.born), one.sex, one.first_term) for one in people] == [
        (1, "Lò Văn Ánh", "1975-03-20", "nam", False),
        (2, "Cà Thị Bích", "1984", "nữ", True),
    ]
    assert people[0].position == "Phó Chủ tịch UBND xã"


def test_ballots_filled_in_are_read(tmp_path: Path) -> None:
    def fill(workbook: Workbook) -> None:
        sheet = workbook.worksheets[0]
        for row, values in enumerate(
            (("bch", 1, 1, 1, "4", None), ("bch", 1, 1, 2, None, "marked"), ("bch", 1, 1, 3, "1 2", None)), start=11
        ):
            for column, value in enumerate(values, start=1):
                sheet.cell(row, column, value)

    path = filled(tmp_path / "ballots.xlsx", ballots_template(), fill)
    assert read_ballots(path, [a_contest(4)]) == {
        ("bch", 1): (
            Ballot(1, 1, marks("+++-")),
            Ballot(1, 2, marks("++++"), Ruling(InvalidReason.MARKED)),
            Ballot(1, 3, marks("--++")),
        )
    }


def test_what_is_typed_into_marks_and_births_stays_as_it_is_typed() -> None:
    for template, columns in ((slate_template(), "BC"), (ballots_template(), "AEF")):
        workbook = load_workbook(BytesIO(template))
        sheet = workbook.worksheets[0]
        header = sheet.freeze_panes
        assert header is not None
        first = int(header.removeprefix("A"))
        for letter in columns:
            assert sheet[f"{letter}{first}"].number_format == "@"
            assert sheet.column_dimensions[letter].number_format == "@"
        workbook.close()


def test_sexes_are_offered_and_nothing_else_is_taken() -> None:
    workbook = load_workbook(BytesIO(slate_template()))
    (sex, cross) = workbook.worksheets[0].data_validations.dataValidation
    workbook.close()
    assert (sex.formula1, sex.showErrorMessage, str(sex.sqref)) == ('"nam,nữ"', True, "D7:D2000")
    assert (cross.formula1, str(cross.sqref)) == ('"x"', "G7:G2000")


def test_pages_are_a4_and_repeat_the_header() -> None:
    for template, header in ((slate_template(), "$6:$6"), (ballots_template(), "$10:$10")):
        workbook = load_workbook(BytesIO(template))
        sheet = workbook.worksheets[0]
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
        assert sheet.print_title_rows == header
        workbook.close()


@pytest.mark.parametrize("kind", CongressKind)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_empty_congress_says_what_must_be_filled_in(kind: CongressKind, language: str) -> None:
    findings = refused(lambda: read_congress(congress_template(kind, language)))
    assert [finding.code for finding in findings] == ["E922", "E922", "E922", "E919", "E901"]
    assert [finding.fields.get("key") for finding in findings[:4]] == ["organisation", "name", "name", "seats"]


@pytest.mark.parametrize(
    ("kind", "contest", "reasons"),
    [
        (CongressKind.MEMBERS, "bch", ["transferred", "exempt-not-present", "suspended", "absent-with-leave"]),
        (CongressKind.DELEGATES, "bch", ["committee-member-absent", "absent-without-alternate"]),
        (CongressKind.CONFERENCE, "btv", ["suspended"]),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_congress_filled_in_with_every_sample_line_is_read(
    kind: CongressKind, contest: str, reasons: list[str], language: str
) -> None:
    text = congress_template(kind, language).replace('organisation = ""', 'organisation = "Đảng bộ xã Mới"')
    text = text.replace('name = ""', 'name = "Bùi Thị Quế"').replace("seats = 0", "seats = 3")
    text = text.replace("summoned = 0", "summoned = 100")
    lines = [
        line.removeprefix("# ") if line.startswith("# ") and (" = " in line or line.startswith("# [[")) else line
        for line in text.splitlines()
    ]
    samples = "\n".join(line for line in lines if "danh-sach.xlsx" not in line and not line.startswith("# "))
    assert samples.count("[[roll.deduction]]") == len(reasons)
    congress, contests, profile = read_congress(_without_prose(samples))
    assert congress.kind is kind
    assert [deduction.reason for deduction in congress.roll.deductions] == reasons
    assert [member.role.value for member in congress.board] == ["head", "secretary", "member"]
    assert (contests[0].id, contests[0].seats, contests[0].body_size) == (contest, 3, 15)
    assert [candidate.name for candidate in contests[0].slate] == ["Lò Văn Ánh"]
    assert profile.id == "qd-190-2024"


def _without_prose(text: str) -> str:
    """Drop the hints in which a key is only mentioned."""
    return "\n".join(line for line in text.splitlines() if not line[:1].isupper() and "round = 2." not in line)


def test_a_congress_with_the_slate_beside_it_is_read() -> None:
    text = congress_template(CongressKind.DELEGATES).replace('= ""', '= "x"').replace("seats = 0", "seats = 1")
    asked: list[str] = []

    def slate(name: str, _columns: Columns) -> tuple[Candidate, ...]:
        asked.append(name)
        return (Candidate(1, "Lò Văn Ánh"), Candidate(2, "Cà Thị Bích"))

    assert len(read_congress(text, read_slate=slate).contests[0].slate) == 2
    assert asked == ["danh-sach.xlsx"]
