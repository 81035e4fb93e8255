"""What LibreOffice makes of our workbooks when somebody opens and saves them is read as before."""

from pathlib import Path

import pytest
from foreign import convert

from tally.application.recount import recount
from tally.bootstrap import paper_maker
from tally.files.ballots_xlsx import read_ballots
from tally.files.folder import FolderSource
from tally.files.record_xlsx import RecordSource
from tally.files.slate_xlsx import read_slate

FOLDER = Path(__file__).parents[2] / "fixtures" / "excel-slate"


@pytest.fixture(scope="module")
def saved_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the slate, the ballots and the record of the fixture, saved by LibreOffice."""
    made, folder = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("saved")
    counted = recount(FolderSource(FOLDER))
    record = made / "ho-so.xlsx"
    record.write_bytes(paper_maker().record(counted, counted.contests[0]))
    convert([record, FOLDER / "danh-sach.xlsx", FOLDER / "ballots.xlsx"], "xlsx", folder)
    return folder


def test_a_slate(saved_again: Path) -> None:
    assert read_slate(saved_again / "danh-sach.xlsx", "x") == read_slate(FOLDER / "danh-sach.xlsx", "x")


def test_ballots(saved_again: Path) -> None:
    contests = [saved.contest for saved in FolderSource(FOLDER).load().contests]
    before = read_ballots(FOLDER / "ballots.xlsx", contests)
    assert len(before["doan-dai-bieu", 1]) == 12
    assert read_ballots(saved_again / "ballots.xlsx", contests) == before


def test_a_record(saved_again: Path) -> None:
    again = recount(RecordSource(saved_again / "ho-so.xlsx"))
    assert again.agrees
    assert again.contests[0].result == recount(FolderSource(FOLDER)).contests[0].result
