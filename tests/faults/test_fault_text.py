"""Files that are no UTF-8 text, or no file at all: refused at once, saying what they are."""

import gzip
import os
import time
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from refused import in_vietnamese, place_of, refused

from tally.files.text import MAX_CSV, MAX_TOML, check_text, read_text

HEADER = "contest,round,batch,ballot,marks,ruling\n"
PLAIN = (HEADER + "bch,1,1,1,4 9,\n").encode()
TONES = "\u0300\u0301\u0303\u0309\u0323"
REMARK = "bch,1,1,2,,other:phiếu có chữ ký và ghi tên người bầu\n"


def cp1258(text: str) -> bytes:
    """Encode Vietnamese as Windows did before Unicode: a letter, then its tone mark."""
    encoded = bytearray()
    for character in text:
        parts = unicodedata.normalize("NFD", character)
        letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        encoded += (letter + "".join(part for part in parts if part in TONES)).encode("cp1258")
    return bytes(encoded)


def zipped(*names: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 100)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "place", "value"),
    [
        pytest.param(b"", "1:1: E903", "ballots.csv", id="empty"),
        pytest.param(b" \r\n\t\n", "1:1: E903", "ballots.csv", id="only spaces"),
        pytest.param(b"\xef\xbb\xbf", "1:1: E903", "ballots.csv", id="only a byte order mark"),
        pytest.param(zipped("xl/workbook.xml"), "1:1: E905", "Excel (.xlsx)", id="a workbook"),
        pytest.param(zipped("word/document.xml"), "1:1: E905", "Word (.docx)", id="a document"),
        pytest.param(zipped("photo.jpg"), "1:1: E905", "ZIP", id="a zip"),
        pytest.param(OLE + "Workbook".encode("utf-16-le"), "1:1: E905", "Excel cũ (.xls)", id="an old workbook"),
        pytest.param(OLE, "1:1: E905", "Office cũ", id="an old document"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "1:1: E905", "PDF", id="a PDF"),
        pytest.param(gzip.compress(PLAIN, mtime=0), "1:4: E905", "nhị phân", id="some other binary"),
        pytest.param(PLAIN + b"bch,1,\x00,2,,\n", "3:7: E905", "nhị phân", id="one zero byte"),
        pytest.param(PLAIN.decode().encode("utf-16"), "1:1: E906", "UTF-16 LE", id="UTF-16 with its mark"),
        pytest.param(b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"), "1:1: E906", "UTF-16 BE", id="UTF-16 BE"),
        pytest.param(PLAIN.decode().encode("utf-32"), "1:1: E906", "UTF-32 LE", id="UTF-32"),
        pytest.param(PLAIN.decode().encode("utf-16-le"), "1:1: E906", "UTF-16 LE", id="UTF-16 without its mark"),
        pytest.param(PLAIN.decode().encode("utf-16-be"), "1:1: E906", "UTF-16 BE", id="the same, the other way"),
        pytest.param(PLAIN + cp1258(REMARK), "3:21: E906", "windows-1258", id="Windows Vietnamese"),
        pytest.param(PLAIN + "无效的选票".encode("gb18030"), "3:1: E906", "gb18030", id="Chinese"),
        pytest.param(PLAIN + REMARK.encode() + b"bch,1,\xff,3,,\n", "4:7: E907", "FF", id="UTF-8 that was damaged"),
        pytest.param(
            PLAIN + REMARK.encode() + b"bch,1,1,3,,other:phi\xe1\xba", "4:21: E907", "E1", id="cut in a letter"
        ),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_what_it_is(tmp_path: Path, data: bytes, place: str, value: str) -> None:
    path = tmp_path / "ballots.csv"
    path.write_bytes(data)
    (finding,) = refused(lambda: read_text(path, "ballots.csv", MAX_CSV))
    assert place_of(finding) == f"ballots.csv:{place}"
    assert value in in_vietnamese(finding)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (finding,) = refused(lambda: read_text(tmp_path / "congress.toml", "congress.toml", MAX_TOML))
    assert (finding.row, finding.column, finding.code) == (1, 1, "E901")
    assert "congress.toml" in in_vietnamese(finding)


def test_a_file_in_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("no folder", encoding="utf-8")
    (finding,) = refused(lambda: read_text(tmp_path / "folder" / "congress.toml", "congress.toml", MAX_TOML))
    assert finding.code == "E901"


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (finding,) = refused(lambda: read_text(tmp_path, "congress.toml", MAX_TOML))
    assert finding.code == "E902"
    assert "congress.toml" in in_vietnamese(finding)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its file system")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "ballots.csv"
    os.mkfifo(pipe)
    (finding,) = refused(lambda: read_text(pipe, "ballots.csv", MAX_CSV))
    assert finding.code == "E905"
    assert "đường ống" in in_vietnamese(finding)


def measured(read: Callable[[], object]) -> tuple[float, int]:
    """Return the seconds and the peak of bytes that a call took."""
    tracemalloc.start()
    try:
        began = time.perf_counter()
        read()
        return time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("limit", "size", "megabytes"),
    [(MAX_CSV, 2 * 1024**3, 2048), (MAX_TOML, 2 * 1024**3, 2048), (MAX_TOML, MAX_TOML + 1, 2)],
)
def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, limit: int, size: int, megabytes: int
) -> None:
    path = tmp_path / "ballots.csv"
    path.touch()
    os.truncate(path, size)

    def read() -> None:
        (finding,) = refused(lambda: read_text(path, "ballots.csv", limit))
        assert finding.code == "E904"
        assert f"{megabytes} MB" in in_vietnamese(finding)
        assert f"{limit // 1024**2} MB" in in_vietnamese(finding)

    seconds, peak = measured(read)
    assert seconds < 1
    assert peak < 1024**2


def test_a_file_exactly_as_large_as_allowed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "congress.toml"
    path.write_bytes(b"#" * MAX_TOML)
    assert len(read_text(path, "congress.toml", MAX_TOML)) == MAX_TOML


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "congress.toml"
    path.write_bytes(b"#")
    as_it_was = path.stat()
    monkeypatch.setattr(Path, "stat", lambda _path: as_it_was)
    path.write_bytes(b"# more")
    assert read_text(path, "congress.toml", 6) == "# more"
    path.write_bytes(b"# more and more")
    (finding,) = refused(lambda: read_text(path, "congress.toml", 6))
    assert finding.code == "E904"


def test_the_guess_of_an_encoding_is_quick_however_large_the_file() -> None:
    data = PLAIN + cp1258(REMARK) * (MAX_CSV // len(cp1258(REMARK)))
    began = time.perf_counter()
    (finding,) = refused(lambda: check_text(data, "ballots.csv"))
    assert finding.fields["encoding"] == "windows-1258"
    assert time.perf_counter() - began < 5


def test_a_bad_byte_far_into_a_large_file_is_found_without_a_second_copy_of_it() -> None:
    good = "bch,1,1,2,,other:phiếu\n".encode()
    data = good * (8 * 1024**2 // len(good)) + b"bch,1,1,2,,\xff\n"

    def read() -> None:
        (finding,) = refused(lambda: check_text(data, "ballots.csv"))
        assert (finding.row, finding.column) == (data.count(b"\n"), 12)

    _, peak = measured(read)
    # One piece of text at a time, two bytes a letter beyond Latin; and the data before the bad byte once.
    assert peak < len(data) + 6 * 1024**2


def test_a_letter_across_two_pieces_is_no_bad_byte() -> None:
    check_text(b"a" * (1024**2 - 1) + "ếếế".encode(), "ballots.csv")


@pytest.mark.parametrize("offset", range(3))
def test_a_bad_byte_after_a_letter_across_two_pieces_has_its_place(offset: int) -> None:
    data = b"a" * (1024**2 - offset) + "ế".encode() + b"\xff"
    (finding,) = refused(lambda: check_text(data, "ballots.csv"))
    assert (finding.row, finding.column) == (1, 1024**2 - offset + 2)
