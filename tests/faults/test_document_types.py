"""No part of a workbook can declare a document type or an entity, wherever in its beginning it hides it."""

from pathlib import Path

import pytest
from refused import refused
from xlsx_making import DECLARATION, parts_of, sheet_xml, zip_of

from tally.files import package
from tally.files.workbook import open_workbook

ENTITY = '<!DOCTYPE worksheet [<!ENTITY a "một phiếu nữa">]>'
USED = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
PIECE = 16_384
"""Bytes that the reader of large parts takes at once."""


def code_of(tmp_path: Path, sheet: bytes) -> str:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(zip_of(parts_of("") | {"xl/worksheets/sheet1.xml": sheet}))
    (finding,) = refused(lambda: [list(one.rows()) for one in open_workbook(path, "phieu.xlsx")])
    return finding.code


@pytest.fixture(params=["at-once", "bit-by-bit"], autouse=True)
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read small parts as small ones, and as large ones are read."""
    if request.param == "bit-by-bit":
        monkeypatch.setattr(package, "AT_ONCE", 0)


@pytest.mark.parametrize(
    "prolog",
    [
        pytest.param(f"{DECLARATION}{ENTITY}", id="at once"),
        pytest.param(ENTITY, id="without a declaration"),
        pytest.param(f"\ufeff{DECLARATION}{ENTITY}", id="after a byte order mark"),
        pytest.param(f"{DECLARATION}<!-- {'x' * 300} -->{ENTITY}", id="after a remark"),
        pytest.param(f"{DECLARATION}{'<!-- x -->' * 50}{ENTITY}", id="after many remarks"),
        pytest.param(f"{DECLARATION}<?mso application='x'?>{ENTITY}", id="after an instruction"),
        pytest.param(f"{DECLARATION}{' ' * 5000}{ENTITY}", id="after spaces"),
        pytest.param(f"{DECLARATION}<!-- <worksheet/> -->{ENTITY}", id="after a root that is none"),
        pytest.param(f"{DECLARATION}<?x <worksheet> ?>{ENTITY}", id="after another root that is none"),
        pytest.param(f"{DECLARATION}<!DOCTYPE worksheet>", id="a type alone"),
        pytest.param(f"{DECLARATION}<!DOCTYPE worksheet [<!-- {'x' * 9000} --><!ENTITY a 'x'>]>", id="far inside"),
        pytest.param(f"{DECLARATION}<!DOCTYPE worksheet [<!ENTITY % a 'x'>]>", id="a parameter entity"),
        pytest.param(f"{DECLARATION}<!DOCTYPE worksheet [<!NOTATION n SYSTEM 'x'>]>", id="a notation"),
    ],
)
def test_a_document_type_is_refused_wherever_it_stands(tmp_path: Path, prolog: str) -> None:
    assert code_of(tmp_path, sheet_xml(USED, prolog=prolog).encode()) == "E955"


# Expat from 2.6 on puts off what comes bit by bit: two parsers fed in different pieces see different ends of one text.
LENGTHS = sorted({*range(0, 700, 37), *(2**power + step for power in range(8, 15) for step in (-80, -40, 0, 40))})


@pytest.mark.parametrize("length", [*LENGTHS, *(PIECE + step for step in range(-140, 20, 7)), 3 * PIECE])
def test_a_document_type_is_refused_behind_a_remark_of_any_length(tmp_path: Path, length: int) -> None:
    prolog = f"{DECLARATION}<!--{'x' * length}-->{ENTITY}"
    assert code_of(tmp_path, sheet_xml(USED, prolog=prolog).encode()) == "E955"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_document_type_is_refused_in_every_encoding(tmp_path: Path, encoding: str, mark: str) -> None:
    entity = '<!DOCTYPE worksheet [<!ENTITY a "x">]>'
    named = "UTF-16" if "16" in encoding else "ISO-8859-1"
    prolog = f'{mark}<?xml version="1.0" encoding="{named}"?><!-- {"x" * 400} -->{entity}'
    sheet = sheet_xml(USED, prolog=prolog).encode(encoding, "ignore")
    # What has no mark, or two, or one in an encoding that knows none, is no XML at all.
    assert code_of(tmp_path, sheet) in {"E955", "E953"}
    if (encoding, mark) in {("utf-16", ""), ("utf-16-le", "\ufeff"), ("utf-16-be", "\ufeff"), ("iso-8859-1", "")}:
        assert code_of(tmp_path, sheet) == "E955"


def test_a_beginning_without_end_is_refused(tmp_path: Path) -> None:
    prolog = f"{DECLARATION}{'<!-- x -->' * 200_000}{ENTITY}"
    assert code_of(tmp_path, sheet_xml(USED, prolog=prolog).encode()) in {"E953", "E955"}


@pytest.mark.parametrize("after", [ENTITY, "<!DOCTYPE worksheet>"])
def test_behind_the_root_there_is_none(tmp_path: Path, after: str) -> None:
    assert code_of(tmp_path, f"{sheet_xml('')}{after}".encode()) in {"E953", "E955"}
