"""Files that strangers damaged on purpose, each beside sound ones: it is named, they are examined all the same.

They lie in `fixtures/attack`; a name says the exception that was seen and where, on the day it was made.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from measured import PEAK
from PIL import Image
from spoilt_papers import change, swapped

from tally.application.intake import BadInput
from tally.application.report.sent import Rejected, Why
from tally.bootstrap import codes_on, open_source, pins_in, read_result
from tally.cli.diagnostics import Exit
from tally.cli.main import main
from tally.files.organisations import read_organisations
from tally.rollup.walking import DEEPEST, find_sources
from tally.signing.pictures import MAX_PIXELS, codes_in
from tally.store.opening import create
from tally.zips import MAX_PART, Unsafe, UnsafeZip, open_zip, unpacked

ATTACK = Path(__file__).parents[2] / "fixtures" / "attack"
SENT = ATTACK.parent / "sent"
BOARD, MINUTES, RECORD = SENT / "board.pem", SENT / "bien-ban-in-lai.xlsx", SENT / "ho-so-bch-1.xlsx"
CORRIGENDUM = SENT / "dinh-chinh-bch-1-1.xlsx"
SOUND = (MINUTES, RECORD, CORRIGENDUM)
CERTIFICATES = sorted(ATTACK.glob("*.pem"))
WORKBOOKS = sorted(ATTACK.glob("*.xlsx"))
SECONDS, MEGABYTES = 5, 300
MEASURED = f"""{PEAK}
import sys
from tally.cli.main import main
status = main(sys.argv[1:])
print(peak())
sys.exit(status)
"""
"""A command, and the most memory that its process held, in kilobytes."""


class Told(NamedTuple):
    """What a command said."""

    status: int
    out: str
    err: str


Run = Callable[..., Told]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return what runs a command in this process, on a computer without keys; no fault of the program's is taken."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TALLY_LANG", raising=False)

    def told(*arguments: str | Path) -> Told:
        capsys.readouterr()
        began = time.process_time()
        status = main(list(map(str, arguments)))
        out, err = capsys.readouterr()
        assert time.process_time() - began < SECONDS
        assert "E899" not in out + err
        assert "ngoài dự tính" not in out + err
        return Told(status, out, err)

    return told


def names(paths: Iterable[Path]) -> list[str]:
    return [path.name for path in paths]


def test_there_is_something_to_be_tried() -> None:
    assert len(CERTIFICATES) == 2
    assert len(WORKBOOKS) == 4


@pytest.mark.parametrize("bad", CERTIFICATES, ids=names(CERTIFICATES))
def test_a_bad_file_of_certificates_is_named_and_the_others_count(run: Run, bad: Path) -> None:
    for command in ("verify", "report"):
        told = run(command, *SOUND, "--pin", bad, "--pin", BOARD)
        assert told.status == Exit.BAD_INPUT
        assert f"{bad}:1:1: E801 " in told.err
        assert run(command, *SOUND, "--pin", BOARD).status == Exit.SOUND


@pytest.mark.parametrize("bad", CERTIFICATES, ids=names(CERTIFICATES))
def test_in_a_folder_of_certificates_too(run: Run, bad: Path, tmp_path: Path) -> None:
    folder = tmp_path / "certificates" / "a"
    folder.mkdir(parents=True)
    for path in (bad, BOARD):
        shutil.copy(path, folder)
    told = run("verify", MINUTES, RECORD, "--pin", folder.parent)
    assert told.status == Exit.BAD_INPUT
    assert f"{folder / bad.name}:1:1: E801 " in told.err
    assert "KẾT LUẬN" in told.out
    read = pins_in([folder.parent])
    assert read.pins == pins_in([BOARD]).pins
    assert [(finding.code, finding.file) for finding in read.findings] == [("E801", str(folder / bad.name))]


@pytest.mark.parametrize("bad", CERTIFICATES, ids=names(CERTIFICATES))
def test_where_no_certificate_is_left_nothing_is_believed_in_its_place(run: Run, bad: Path) -> None:
    told = run("verify", MINUTES, "--pin", bad)
    assert (told.status, told.out) == (Exit.BAD_INPUT, "")
    assert "E801" in told.err


def test_what_is_wrong_outweighs_a_bad_file_of_certificates(run: Run, tmp_path: Path) -> None:
    spoilt = Path(shutil.copy(MINUTES, tmp_path / "bien-ban.xlsx"))
    change(spoilt, {"xl/worksheets/sheet2.xml": swapped("8", "9")})
    for command in ("verify", "report"):
        assert run(command, spoilt, "--pin", CERTIFICATES[0], "--pin", BOARD).status == Exit.NOT_SOUND


@pytest.mark.parametrize("bad", WORKBOOKS, ids=names(WORKBOOKS))
def test_a_signature_that_cannot_be_written_canonically_is_wrong_and_the_other_papers_are_examined(
    run: Run, bad: Path
) -> None:
    told = run("verify", bad, MINUTES, RECORD, "--pin", BOARD)
    assert told.status == Exit.NOT_SOUND
    assert [name for name in (bad.name, MINUTES.name, RECORD.name) if name not in told.out.splitlines()] == []
    assert "không đọc được" in told.out
    told = run("report", bad, MINUTES, RECORD, "--pin", BOARD, "--json")
    assert told.status == Exit.NOT_SOUND
    assert bad.name in told.err
    read = read_result(str(bad), pins=pins_in([BOARD]).pins)
    assert isinstance(read, Rejected)
    assert read.why is not Why.BUG


def test_a_list_whose_lines_end_in_a_carriage_return_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "danh-sach.csv"
    path.write_bytes("Tên;Cấp trên\rChi bộ 1;A\rChi bộ 2;B\r".encode())
    named = [(one.name, one.superior) for one in read_organisations(path).organisations]
    assert named == [("Chi bộ 1", "A"), ("Chi bộ 2", "B")]


def test_the_list_that_was_damaged_is_refused(run: Run) -> None:
    (bad,) = ATTACK.glob("*.csv")
    told = run("report", *SOUND, "--pin", BOARD, "--expected", bad, "--json")
    assert told.status == Exit.BAD_INPUT
    assert f"{bad.name}:1:1: E814 " in told.err


def test_a_field_that_never_ends_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "danh-sach.csv"
    path.write_bytes(b'Chi b,A\nx,"' + b"y" * 200_000)
    with pytest.raises(BadInput) as refused:
        read_organisations(path)
    (finding,) = refused.value.findings
    assert (finding.code, finding.row) == ("E940", 2)


def test_a_list_in_a_workbook_whose_sheets_are_all_hidden_names_nobody(tmp_path: Path) -> None:
    path = Path(shutil.copy(ATTACK.parent / "excel-slate" / "danh-sach.xlsx", tmp_path / "danh-sach.xlsx"))
    change(path, {"xl/workbook.xml": swapped(' state="visible"', ' state="hidden"')})
    with pytest.raises(BadInput, match="E814"):
        read_organisations(path)


def test_too_many_codes_in_a_text_are_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "ma.txt"
    path.write_text("\n".join(f"TALLY1:{number}" for number in range(1_001)), encoding="ascii")
    told = run("verify", path, MINUTES, RECORD, "--pin", BOARD)
    assert told.status == Exit.BAD_INPUT
    assert "ma.txt:1:1: E813 " in told.err
    assert MINUTES.name in told.out


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    Image.new("1", (20_000, MAX_PIXELS // 20_000 + 1)).save(path)
    with pytest.raises(BadInput, match="E811"):
        codes_on(path)
    Image.new("RGB", (9_000, 8_000)).save(path)
    with pytest.raises(BadInput, match="E811"):
        codes_on(path)


@pytest.mark.parametrize("content", [b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", b"P5 9 9 255\n" + b"x" * 81])
def test_no_other_format_is_tried_for_a_picture(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="E810"):
        codes_on(path)


def test_pictures_of_a_workbook_are_read_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    content = MINUTES.read_bytes()
    (qr,) = codes_in(content) or ()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        pixels = [Image.open(BytesIO(archive.read(one))).size for one in archive.namelist() if "media" in one]
    monkeypatch.setattr("tally.signing.pictures.MAX_PIXELS_IN_ALL", sum(w * h for w, h in pixels) - 1)
    assert qr not in (codes_in(content) or ())


def test_a_part_that_is_cut_short_is_damaged_whoever_reads_it() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"x" * 5_000)
    data = bytearray(buffer.getvalue())
    data[40:50] = b"\xff" * 10
    archive, entries = open_zip(bytes(data))
    with pytest.raises(UnsafeZip) as refused:
        unpacked(archive, entries["a"])
    assert (refused.value.why, refused.value.part) == (Unsafe.DAMAGED, "a")
    assert len(data) < MAX_PART


def test_folders_in_folders_without_an_end_are_named_and_the_rest_is_found(tmp_path: Path) -> None:
    shutil.copy(MINUTES, tmp_path / "z.xlsx")
    deep = tmp_path
    for _ in range(DEEPEST + 1):
        deep /= "a"
        deep.mkdir()
    *left_out, last = find_sources([tmp_path])
    assert last == tmp_path / "z.xlsx"
    assert [one.why for one in left_out if isinstance(one, Rejected)] == [Why.MACHINE]


def test_one_thing_that_the_program_fails_on_is_named_and_the_others_are_examined(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TALLY_DEBUG", raising=False)

    def fail(_: object) -> None:
        message = "a secret: 1234"
        raise KeyError(message)

    monkeypatch.setattr("tally.signing.pictures.codes_on", fail)
    picture = tmp_path / "scan.png"
    picture.write_bytes(b"x")
    assert main(["verify", str(picture), str(MINUTES), str(RECORD), "--pin", str(BOARD)]) == Exit.MACHINE_FAILED
    out, err = capsys.readouterr()
    assert "scan.png:1:1: E899 " in err
    assert "KeyError" in err
    assert "1234" not in out + err
    assert {MINUTES.name, RECORD.name} <= set(out.splitlines())
    assert run("verify", MINUTES, RECORD, "--pin", BOARD).status == Exit.SOUND


def test_the_roll_up_says_of_a_fault_where_it_was_and_nothing_of_what_it_held(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        message = "a secret: 1234"
        raise KeyError(message)

    monkeypatch.setattr("tally.files.paper_xlsx.read_paper", fail)
    read = read_result(str(MINUTES))
    assert isinstance(read, Rejected)
    assert read.why is Why.BUG
    assert "E899 KeyError" in str(read.fields["error"])
    assert "1234" not in str(read.fields)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded where the system has a way to")
@pytest.mark.parametrize("name", [path.name for path in (*CERTIFICATES, *WORKBOOKS, *ATTACK.glob("*.csv"))])
def test_each_ends_within_the_memory_that_it_may_take(name: str, tmp_path: Path) -> None:
    before = {
        ".pem": ["verify", MINUTES, "--pin"],
        ".xlsx": ["verify", MINUTES],
        ".csv": ["report", MINUTES, "--expected"],
    }
    arguments = [*map(str, before[Path(name).suffix]), str(ATTACK / name)]
    environment = {**os.environ, "TALLY_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env=environment,
    )
    assert done.returncode in {Exit.NOT_SOUND, Exit.BAD_INPUT}, done.stderr
    assert int(done.stdout.splitlines()[-1]) < MEGABYTES * 1024


def test_a_name_with_a_number_of_thousands_of_digits_stands_in_the_roll_up(run: Run, tmp_path: Path) -> None:
    listed = tmp_path / "danh-sach.txt"
    listed.write_text(f"Chi bộ {'7' * 5_000}\nChi bộ 10\nChi bộ 2\n", encoding="utf-8")
    told = run("report", *SOUND, "--pin", BOARD, "--expected", listed, "--json")
    assert told.status in {Exit.SOUND, Exit.NOT_SOUND}
    assert "7" * 5_000 in told.out


@pytest.mark.parametrize("rules", ["x" * 300, "x" * 900])
def test_a_regulation_whose_name_no_file_can_have_is_not_there(tmp_path: Path, rules: str) -> None:
    folder = Path(shutil.copytree(ATTACK.parent / "cell-of-eleven", tmp_path / "folder"))
    congress = folder / "congress.toml"
    text = congress.read_text(encoding="utf-8")
    congress.write_text(re.sub(r'rules = "[^"]*"', f'rules = "{rules}"', text), encoding="utf-8")
    with pytest.raises(BadInput, match="E929"):
        open_source(folder).load()
    congress.write_text(f'{text}\n[[contest]]\nid = "x"\nseats = 1\nslate = "{rules}.xlsx"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="E901"):
        open_source(folder).load()


def test_a_congress_file_whose_schema_has_an_unknown_number_is_damaged(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "dai-hoi.tally"
    create(path, "may-1", lambda: "2025-06-10T03:30:00.000Z").close()
    content = bytearray(path.read_bytes())
    content[44:48] = b"\0\0\0\x09"
    path.write_bytes(content)
    told = run("verify", path, *SOUND, "--pin", BOARD)
    assert told.status == Exit.BAD_INPUT
    assert "dai-hoi.tally:1:1: E990 " in told.err
    assert {one.name for one in SOUND} <= set(told.out.splitlines())
