"""One folder for each kind of bad input, with the findings that a board must see, written by hand."""

import re
from pathlib import Path

import pytest
from refused import in_vietnamese, places, refused

from tally.application.intake import FILE_CODES
from tally.cli.main import main
from tally.files.folder import FolderSource

BAD = Path(__file__).parent.parent.parent / "fixtures" / "bad"
OFFICE = BAD.parent / "office"
CODE = re.compile(r"\bE8\d\d\b")
KINDS = sorted(folder.name for folder in BAD.iterdir() if folder.is_dir())

NOT_IN_A_FOLDER = {"E904", "E910", "E826", "E827", "E828", "E829", "E899"}
"""A file of 64 MB, of ten thousand findings, candidates, a million ballots; what lies beside a congress file
(`tests/store/test_left_over.py`); a fault of the program's own: made by the tests that need them."""

OF_KEYS_AND_PICTURES = ("E801", "E820")
"""Findings in keys, signed papers and pictures, which no folder of saved ballots has."""


def expected(kind: str) -> list[str]:
    return (BAD / kind / "expected.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("kind", KINDS)
def test_every_finding_stands_where_it_was_written_by_hand(kind: str) -> None:
    assert places(FolderSource(BAD / kind).load) == expected(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_line_says_each_in_words_and_counts_nothing(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recount", str(BAD / kind), "--json"]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    findings = refused(FolderSource(BAD / kind).load)
    for place, finding in zip(expected(kind), findings, strict=True):
        assert f"{place} {in_vietnamese(finding)}\n" in said.err
    assert "Traceback" not in said.err


def test_every_code_of_a_folder_has_its_folder() -> None:
    shown = {line.rpartition(" ")[2] for kind in KINDS for line in expected(kind)}
    of_offices = {
        code for case in OFFICE.glob("*/case.toml") for code in CODE.findall(case.read_text(encoding="utf-8"))
    }
    first, last = OF_KEYS_AND_PICTURES
    of_folders = {code for code in FILE_CODES if code < "E950" and not first <= code <= last}
    assert of_folders - shown - of_offices == NOT_IN_A_FOLDER
