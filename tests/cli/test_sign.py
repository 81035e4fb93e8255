"""`tally sign` from the seal to two signatures on every paper; and whatever stops it leaves every file as it was."""

import errno
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from board import Board, write_file
from counted_at_desk import corrected, counted, sealed
from openpyxl import Workbook
from signing_keys import ISSUED, NAMES, PASSPHRASES, board_keys, keys_in, pins
from tally_files import by_hand

from tally import bootstrap
from tally.application.qr import read_qr
from tally.application.signing import Owner
from tally.cli.main import main
from tally.cli.sign import library_and_label
from tally.signing.package import verify_package

SEALED_AT = datetime(2025, 6, 10, 3, 30, tzinfo=UTC)
NOW = datetime(2025, 6, 10, 9, tzinfo=UTC)
PAPERS = ["bien-ban-bch-1.xlsx", "ho-so-bch-1.xlsx"]

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock, the language and the passphrases; return what sets the clock again."""

    def set_clock(time: datetime) -> None:
        monkeypatch.setattr(bootstrap.machine, "clock", lambda: time)

    monkeypatch.delenv("TALLY_LANG", raising=False)
    for owner, variable in ((Owner.HEAD, "TALLY_HEAD_PASSPHRASE"), (Owner.SECRETARY, "TALLY_SECRETARY_PASSPHRASE")):
        monkeypatch.setenv(variable, PASSPHRASES[owner].text())
    set_clock(NOW)
    return set_clock


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], now: object) -> Run:
    """Return what runs `tally`; it gives the status and everything that was written."""
    assert now

    def run_(*arguments: str | Path) -> tuple[int, str]:
        status = main([str(argument) for argument in arguments])
        return status, "".join(capsys.readouterr())

    return run_


def file_of(board: Board, folder: Path) -> Path:
    """Write the congress file of a board."""
    folder.mkdir(exist_ok=True)
    path = folder / "đại hội.tally"
    write_file(board, path)
    return path


def exported(run: Run, file: Path) -> Path:
    """Export the papers of a congress file; return their folder."""
    folder = file.with_name("giấy tờ")
    status, said = run("export", file, "--to", folder)
    assert status == 0, said
    return folder


def sign(run: Run, *arguments: str | Path) -> tuple[int, str]:
    """Sign with the keys of the tests."""
    return run("sign", "--keys", board_keys().path, *arguments)


@pytest.fixture
def papers(run: Run, tmp_path: Path) -> Path:
    """Return a folder with the papers of a sealed contest, not signed."""
    return exported(run, file_of(sealed(), tmp_path))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}


def signers_of(paper: Path) -> list[tuple[str, datetime | None]]:
    """Return who signed a paper and when; all of it is sound."""
    report = verify_package(paper.read_bytes(), pins(), NOW + timedelta(days=900))
    assert report.sound, report.all_flaws
    return [(one.signer, one.time) for one in report.signatures]


BOTH = [("Lò Thị Hoa", SEALED_AT), ("Cà Văn Nam", SEALED_AT)]


def test_from_the_seal_to_two_signatures_twice_the_same_bytes(run: Run, tmp_path: Path) -> None:
    file = file_of(corrected(), tmp_path / "một")
    status, said = sign(run, file)
    assert status == 0, said
    assert "đã ghim 4 chứng thư của ban" in said
    assert "đã ký mã QR của biên bản, cuộc bầu bch lần 1" in said
    assert "đã ký mã QR của đính chính số 1" in said
    (tmp_path / "hai").mkdir()
    made = []
    for one in (file, Path(shutil.copy(file, tmp_path / "hai"))):
        folder = exported(run, one)
        status, said = sign(run, folder)
        assert status == 0, said
        made.append({name: content for name, content in contents(folder).items() if name.endswith(".xlsx")})
    assert made[0] == made[1], "signed twice from one journal, the same bytes"
    folder = tmp_path / "một" / "giấy tờ"
    assert signers_of(folder / "bien-ban-bch-1.xlsx") == signers_of(folder / "ho-so-bch-1.xlsx") == BOTH
    at_correction = datetime(2025, 6, 10, 6, 5, tzinfo=UTC)
    assert signers_of(folder / "dinh-chinh-bch-1-1.xlsx") == [(name, at_correction) for name, _ in BOTH]


def test_what_is_recorded_in_the_congress_file_is_recorded_once(run: Run, tmp_path: Path) -> None:
    file = file_of(sealed(), tmp_path)
    sign(run, file)
    desk = bootstrap.open_desk(file)
    assert desk.state.pinned == pins().certificates
    (code,) = desk.count_of(("bch", 1)).qrs.values()
    assert read_qr(code.text).payload.key == board_keys().qr_signer(PASSPHRASES[Owner.HEAD]).key_id
    entries = desk.state.entries
    desk.journal.close()
    status, said = sign(run, file)
    assert (status, "không có gì mới để ký" in said) == (0, True)
    desk = bootstrap.open_desk(file)
    assert desk.state.entries == entries
    desk.journal.close()


def test_a_board_that_lost_its_keys_signs_the_codes_again_with_new_ones(run: Run, tmp_path: Path) -> None:
    file = file_of(sealed(), tmp_path)
    sign(run, file)
    status, said = run("sign", "--keys", board_keys(2).path, file)
    assert (status, "đã ký mã QR của biên bản" in said) == (0, True)
    desk = bootstrap.open_desk(file)
    (code,) = desk.count_of(("bch", 1)).qrs.values()
    assert read_qr(code.text).payload.key == board_keys(2).qr_signer(PASSPHRASES[Owner.HEAD]).key_id
    assert desk.state.pinned == (*pins().certificates, *pins(2).certificates)
    desk.journal.close()


def test_an_unsealed_contest_has_nothing_to_sign_yet(run: Run, tmp_path: Path) -> None:
    file = file_of(counted(), tmp_path)
    status, said = sign(run, file)
    assert status == 0
    assert "đã ghim 4 chứng thư" in said
    assert "mã QR của" not in said


def test_the_secretary_alone_pins_but_leaves_the_qr_codes_to_the_head(run: Run, tmp_path: Path) -> None:
    file = file_of(sealed(), tmp_path)
    status, said = sign(run, file, "--as", "secretary")
    assert status == 0
    assert "còn 1 mã QR chưa ký" in said
    assert "đã ghim 4" in said


def test_signing_again_leaves_every_byte(run: Run, papers: Path) -> None:
    assert sign(run, papers)[0] == 0
    before = contents(papers)
    status, said = sign(run, papers)
    assert status == 0
    assert contents(papers) == before
    assert said.count("Lò Thị Hoa, Cà Văn Nam đã ký từ trước") == 3


def test_one_after_the_other_is_the_same_as_both_at_once(run: Run, papers: Path, tmp_path: Path) -> None:
    shutil.copytree(papers, tmp_path / "từng người")
    assert sign(run, papers)[0] == 0
    apart = [tmp_path / "từng người" / name for name in PAPERS]
    status, said = sign(run, *apart, "--as", "head")
    assert (status, said.count("Đã ký")) == (0, 2)
    assert signers_of(apart[0]) == BOTH[:1]
    status, said = sign(run, *apart)
    assert status == 0
    assert "Lò Thị Hoa đã ký từ trước" in said
    assert [paper.read_bytes() for paper in apart] == [contents(papers)[name] for name in PAPERS]


@pytest.mark.skipif(sys.platform == "win32", reason="a name with * cannot be made there")
def test_a_pattern_that_the_shell_left_alone_is_filled_in(run: Run, papers: Path) -> None:
    status, said = sign(run, papers / "bien-*.xlsx", "--as", "head")
    assert (status, said.count("Đã ký")) == (0, 1)
    status, said = sign(run, papers / "không*.xlsx")
    assert status == 3
    assert "không*.xlsx" in said


def test_of_a_folder_the_papers_are_signed_and_nothing_else(run: Run, papers: Path) -> None:
    shutil.copy(papers / "bien-ban-bch-1.xlsx", papers / "bien-ban-bch-1.truoc-1.xlsx")
    Workbook().save(papers / "sổ riêng.xlsx")
    before = contents(papers)
    status, said = sign(run, papers)
    assert status == 0, said
    changed = {name for name, content in contents(papers).items() if before[name] != content}
    assert changed == {*PAPERS, "mo-dau-bch-1.xlsx"}


def test_a_folder_without_papers_is_said(run: Run, tmp_path: Path) -> None:
    status, said = sign(run, tmp_path)
    assert status == 2
    assert "tally export" in said


def test_the_time_is_the_clock_s_where_nothing_was_sealed(run: Run, tmp_path: Path) -> None:
    papers = exported(run, file_of(counted(), tmp_path))
    assert sign(run, papers)[0] == 0
    assert signers_of(papers / "bien-ban-bch-1.xlsx") == [(name, NOW) for name, _ in BOTH]


def test_keys_made_after_the_seal_do_not_claim_its_time(
    run: Run, papers: Path, tmp_path: Path, now: Callable[[datetime], None]
) -> None:
    later = datetime(2025, 7, 1, 8, tzinfo=UTC)
    now(later)
    organisation = ["--organisation", "Đảng bộ xã Nậm Mơ", "--head", "Lò Thị Hoa", "--secretary", "Cà Văn Nam"]
    assert run("key", "new", "--keys", tmp_path / "khóa", *organisation)[0] == 0
    assert run("sign", "--keys", tmp_path / "khóa", papers)[0] == 0
    report = verify_package((papers / PAPERS[0]).read_bytes(), bootstrap.key_ring(tmp_path / "khóa").pins(), later)
    assert report.sound
    assert {one.time for one in report.signatures} == {later}


# What stops it


def changed_cell(paper: Path) -> None:
    """Change one figure in a signed paper, as a program that knows zips would."""
    changed = BytesIO()
    with ZipFile(paper) as before, ZipFile(changed, "w") as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = re.sub(rb"<v>0</v>", b"<v>1</v>", content, count=1)
            after.writestr(entry, content)
    assert changed.getvalue() != paper.read_bytes()
    paper.write_bytes(changed.getvalue())


def test_a_paper_changed_after_somebody_signed_is_not_signed_again(run: Run, papers: Path) -> None:
    assert sign(run, papers, "--as", "head")[0] == 0
    changed_cell(papers / PAPERS[1])
    before = contents(papers)
    status, said = sign(run, papers)
    assert status == 3
    assert "ho-so-bch-1.xlsx:1:1: E805" in said
    assert contents(papers) == before, "nothing is signed while one of them is bad"


def test_every_file_that_is_no_paper_is_named_and_nothing_is_signed(run: Run, papers: Path, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "sổ.xlsx")
    (tmp_path / "ảnh.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n")
    before = contents(papers)
    status, said = sign(run, papers, tmp_path / "sổ.xlsx", tmp_path / "ảnh.xlsx", tmp_path / "không có.xlsx")
    assert status == 3
    for line in ("sổ.xlsx:1:1: E804", "ảnh.xlsx:1:1: E952", "không có.xlsx:1:1: E901"):
        assert line in said
    assert contents(papers) == before


def test_a_workbook_with_a_link_to_outside_cannot_be_signed(run: Run, papers: Path) -> None:
    paper = papers / PAPERS[0]
    linked = BytesIO()
    target = b'<Relationship Id="rIdX" Type="http://x/y" Target="http://x/" TargetMode="External"/></Relationships>'
    with ZipFile(paper) as before, ZipFile(linked, "w") as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == "xl/_rels/workbook.xml.rels":
                content = content.replace(b"</Relationships>", target)
            after.writestr(entry, content)
    paper.write_bytes(linked.getvalue())
    before_ = contents(papers)
    status, said = sign(run, paper)
    assert status == 3, said
    assert "E806" in said
    assert contents(papers) == before_


def test_a_wrong_passphrase_is_said_and_never_repeated(run: Run, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(papers)
    monkeypatch.setenv("TALLY_SECRETARY_PASSPHRASE", "bí mật sai bét")
    status, said = sign(run, papers)
    assert status == 2
    assert "không mở được khóa: thư ký" in said
    assert "bí mật sai bét" not in said
    assert contents(papers) == before


def test_without_a_terminal_and_a_variable_nothing_is_asked(
    run: Run, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TALLY_HEAD_PASSPHRASE")
    monkeypatch.setattr("sys.stdin", StringIO())
    status, said = sign(run, papers)
    assert status == 2
    assert "TALLY_HEAD_PASSPHRASE" in said


def test_no_keys_is_said_before_anything_else(run: Run, papers: Path, tmp_path: Path) -> None:
    status, said = run("sign", "--keys", tmp_path / "không có", papers)
    assert status == 2
    assert "tally key new" in said


@pytest.mark.parametrize("time", [ISSUED - timedelta(days=30), ISSUED + timedelta(days=5 * 366)])
def test_an_expired_certificate_or_one_not_valid_yet_refuses_to_sign(
    run: Run, papers: Path, now: Callable[[datetime], None], time: datetime
) -> None:
    before = contents(papers)
    now(time)
    status, said = sign(run, papers)
    assert status == 3
    assert "E802" in said
    assert NAMES[Owner.HEAD] in said
    assert contents(papers) == before


def test_a_damaged_key_file_is_named_with_its_place(run: Run, papers: Path, tmp_path: Path) -> None:
    spoilt = keys_in(tmp_path / "khóa")
    (spoilt.path / "head.key.pem").write_bytes(b"")
    status, said = run("sign", "--keys", spoilt.path, papers)
    assert status == 3
    assert f"{spoilt.path / 'head.key.pem'}:1:1: E801" in said


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_key_that_others_can_read_is_warned_of(run: Run, papers: Path, tmp_path: Path) -> None:
    spoilt = keys_in(tmp_path / "khóa")
    (spoilt.path / "head.key.pem").chmod(0o644)
    status, said = run("sign", "--keys", spoilt.path, papers)
    assert status == 0
    assert "CẢNH BÁO" in said
    assert str(spoilt.path / "head.key.pem") in said


def test_a_full_disk_leaves_the_paper_as_it_was(run: Run, papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(papers)
    board_keys()  # made by whichever test asks first, and not on a full disk
    really = os.fsync

    def full(descriptor: int) -> None:
        really(descriptor)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        status, said = sign(run, papers)
    assert status == 4
    assert "Đĩa đầy" in said
    assert contents(papers) == before


def test_a_broken_journal_is_neither_pinned_in_nor_signed(run: Run, tmp_path: Path) -> None:
    file = file_of(sealed(), tmp_path)
    with by_hand(file, triggers=False) as connection:
        connection.execute("UPDATE entry SET payload = '{}' WHERE sequence = 2")
    status, said = sign(run, file)
    assert status == 1
    assert "HỎNG CHUỖI" in said


def test_no_secret_is_in_the_congress_file_the_papers_or_what_is_said(run: Run, tmp_path: Path) -> None:
    file = file_of(sealed(), tmp_path)
    said = sign(run, file)[1]
    folder = exported(run, file)
    said += sign(run, folder)[1]
    written = [said.encode(), *(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())]
    for passphrase in PASSPHRASES.values():
        assert not any(passphrase.text().encode() in one for one in written)
    assert not any(b"PRIVATE KEY" in one for one in written)


@pytest.mark.parametrize("option", ["--passphrase", "--head-passphrase", "--pin"])
def test_a_secret_is_never_taken_as_an_argument(run: Run, papers: Path, option: str) -> None:
    status, said = sign(run, papers, f"{option}=bí mật quá đi")
    assert status == 2
    assert option in said
    assert "bí mật quá đi" not in said


@pytest.mark.parametrize(
    ("token", "library", "label"),
    [
        ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/softhsm/libsofthsm2.so", ""),
        ("/usr/lib/softhsm/libsofthsm2.so:ban kiểm phiếu", "/usr/lib/softhsm/libsofthsm2.so", "ban kiểm phiếu"),
        (r"C:\Windows\System32\eps2003csp11.dll", r"C:\Windows\System32\eps2003csp11.dll", ""),
        (r"C:\Windows\System32\eps2003csp11.dll:BCY", r"C:\Windows\System32\eps2003csp11.dll", "BCY"),
        ("d:/token.dll:a:b", "d:/token.dll", "a:b"),
    ],
)
def test_a_library_is_told_from_a_label(token: str, library: str, label: str) -> None:
    assert library_and_label(token) == (library, label)


@pytest.fixture(autouse=True)
def _no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "nhà"))
    yield
    assert not (tmp_path / "nhà" / "keys").exists()


def test_keys_are_looked_for_in_the_user_s_own_folder(run: Run, papers: Path, tmp_path: Path) -> None:
    status, said = run("sign", papers)
    assert status == 2
    assert str(tmp_path / "nhà" / "keys") in said


def test_exporting_again_leaves_what_is_signed_and_names_a_signed_paper_that_goes_aside(
    run: Run, papers: Path, tmp_path: Path
) -> None:
    file = tmp_path / "đại hội.tally"
    status, said = sign(run, papers)
    assert status == 0, said
    signed = contents(papers)
    status, said = run("export", file, "--to", papers)
    assert status == 0, said
    assert contents(papers) == signed
    assert "Lò Thị Hoa, Cà Văn Nam đã ký, nội dung không đổi" in said
    (papers / PAPERS[0]).write_bytes(signed[PAPERS[1]])
    status, said = run("export", file, "--to", papers)
    assert status == 0, said
    assert "BẢN ĐÃ KÝ (Lò Thị Hoa, Cà Văn Nam)" in said
    assert (papers / "bien-ban-bch-1.truoc-1.xlsx").read_bytes() == signed[PAPERS[1]]
