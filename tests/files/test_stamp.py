"""The stamp of a paper: made by us, sealed when; whatever else it is, is refused."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from counted_at_desk import case, corrected, counted, sealed
from openpyxl import Workbook, load_workbook

from tally.application.intake import BadInput
from tally.application.papers import OF_A_COUNT, papers_of
from tally.application.recount import Recount
from tally.bootstrap import paper_maker, template
from tally.domain.congress import CongressKind
from tally.files.stamp import read_paper

SEALED_AT = datetime(2025, 6, 10, 3, 30, tzinfo=UTC)
CORRECTED_AT = datetime(2025, 6, 10, 6, 5, tzinfo=UTC)


def workbooks_of(recount: Recount) -> Mapping[str, bytes]:
    """Return the workbooks that are made of a count."""
    maker, made = paper_maker(), {}
    for planned in papers_of(recount, maker):
        if planned.kind in OF_A_COUNT:
            content = planned.make()
            assert isinstance(content, bytes)
            made[planned.name] = content
    return made


def test_papers_of_a_sealed_contest_say_when_it_was_sealed_and_those_of_a_mistake_when_it_was_corrected(
    tmp_path: Path,
) -> None:
    times = {}
    for name, paper in workbooks_of(case(corrected()).recount).items():
        path = tmp_path / name
        path.write_bytes(paper)
        content, stamp = read_paper(path)
        assert content == path.read_bytes()
        times[name] = stamp.sealed
    assert times["bien-ban-bch-1.xlsx"] == times["ho-so-bch-1.xlsx"] == SEALED_AT
    assert times["dinh-chinh-bch-1-1.xlsx"] == CORRECTED_AT


def test_papers_of_a_contest_not_sealed_say_no_time(tmp_path: Path) -> None:
    for name, paper in workbooks_of(case(counted()).recount).items():
        path = tmp_path / name
        path.write_bytes(paper)
        assert read_paper(path)[1].sealed is None


def test_a_paper_saved_again_keeps_its_stamp(tmp_path: Path) -> None:
    path = tmp_path / "bien-ban.xlsx"
    path.write_bytes(minutes())
    load_workbook(path).save(path)
    assert read_paper(path)[1].sealed == SEALED_AT


def minutes() -> bytes:
    """Return minutes of a sealed contest."""
    one = case(sealed())
    return paper_maker().minutes(one.recount, one.recount.contests[0])


def with_properties(change: tuple[str, str]) -> bytes:
    """Return the minutes with other properties: a pattern, and what takes its place."""
    changed = BytesIO()
    with ZipFile(BytesIO(minutes())) as before, ZipFile(changed, "w") as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(*change, content.decode()).encode()
            after.writestr(entry, content)
    return changed.getvalue()


def code_of(tmp_path: Path, content: bytes) -> str:
    """Return the code by which a file is refused."""
    path = tmp_path / "tệp.xlsx"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_paper(path)
    (finding,) = caught.value.findings
    assert finding.file == "tệp.xlsx"
    return finding.code


def test_a_workbook_of_somebody_else_is_no_paper(tmp_path: Path) -> None:
    other = BytesIO()
    Workbook().save(other)
    assert code_of(tmp_path, other.getvalue()) == "E804"
    assert code_of(tmp_path, template("slate", CongressKind.MEMBERS)) == "E804"


def test_a_file_that_is_no_workbook_is_said_to_be_what_it_is(tmp_path: Path) -> None:
    assert code_of(tmp_path, b"%PDF-1.7") == "E952"
    assert code_of(tmp_path, b"") == "E903"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("tally<", "ai khác<"), "E804"),
        (("<[a-z]+:created.*</[a-z]+:created>", ""), "E953"),
        (("2025-06-10T03:30:00Z", "hôm qua"), "E953"),
        (("^", "<!DOCTYPE x>"), "E955"),
        (("</", "<"), "E953"),
    ],
)
def test_properties_that_are_another_s_or_damaged_are_refused(
    tmp_path: Path, change: tuple[str, str], code: str
) -> None:
    assert code_of(tmp_path, with_properties(change)) == code
