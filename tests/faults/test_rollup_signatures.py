"""Papers that boards signed and sent: which a roll-up believes, which not, and what it says of each."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from rolled import Rolled
from rollup_boards import SINCE, UNTIL, SendingBoard, publish_all
from rollup_gatherings import commune, saved
from rollup_sources import records
from signed_workbook import SECOND, with_parts
from spoilt_papers import cell, change, swapped, without_signatures
from tamperings import TABLE, Tampering
from throwaway_signers import ThrowawaySigner, key

from tally import bootstrap
from tally.application.papers import PaperKind
from tally.application.qr import signed_text
from tally.application.recount import recount
from tally.cli.main import main
from tally.documents.workbooks import Workbooks
from tally.files.congress_toml import write_congress
from tally.files.minutes_xlsx import read_minutes

XLSX = "bien-ban-bch-1.xlsx"
DECLARATION_OF_MINUTES = "xl/worksheets/sheet3.xml"


def board(number: int = 1) -> SendingBoard:
    return SendingBoard(commune(number).organisation)


def minutes(root: Path, number: int = 1) -> Path:
    """Return the signed minutes of a commune."""
    (path,) = board(number).send(saved(root / "phieu", number), root / f"gui-{number}", PaperKind.MINUTES)
    return path


def record(root: Path, number: int = 1) -> Path:
    """Return the signed record of a commune."""
    (path,) = board(number).send(saved(root / "phieu", number), root / f"gui-{number}", PaperKind.RECORD)
    return path


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    """Return what two boards published, each in a folder of its own."""
    return publish_all([board(1), board(2)], tmp_path / "chung-thu")


@pytest.mark.parametrize("paper", [minutes, record])
def test_signed_papers_of_a_pinned_board_count(
    tmp_path: Path, roll: Callable[..., Rolled], pem: Path, paper: Callable[[Path], Path]
) -> None:
    rolled = roll(paper(tmp_path), "--pin", pem)
    assert rolled[:3] == (0, 1, [])
    assert rolled.document["by_office"]["committee"]["elected"] == 3
    assert "2 ban kiểm phiếu (8 chứng thư)" in rolled.err


def test_pins_can_be_files_and_folders_again_and_again(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    papers = [minutes(tmp_path, number) for number in (1, 2, 3)]
    files = [board(number).publish(tmp_path / "chung-thu" / f"{number}.pem") for number in (1, 2)]
    third = board(3).publish(tmp_path / "ban-3" / "sau" / "board.pem")
    assert roll(*papers, "--pin", files[0], "--pin", files[1])[:2] == (1, 2)
    assert roll(*papers, "--pin", files[0].parent, "--pin", third.parents[1])[:3] == (0, 3, [])


def test_the_keys_of_this_computer_are_believed_unless_others_are_named(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    path = minutes(tmp_path)
    board(1).publish(tmp_path / "home" / "keys" / "board.pem")
    assert roll(path)[:3] == (0, 1, [])
    other = board(2).publish(tmp_path / "khac.pem")
    assert roll(path, "--pin", other)[:3] == (1, 0, [(XLSX, "not-pinned")])


def test_a_pin_that_is_not_there_is_wrong_usage_and_one_that_is_none_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, empty = minutes(tmp_path), tmp_path / "board.pem"
    assert main(["report", str(path), "--pin", str(tmp_path / "khong-co.pem")]) == 2
    empty.write_bytes(b"-----BEGIN CERTIFICATE-----\n")
    assert main(["report", str(path), "--pin", str(empty)]) == 3
    assert "khong-co.pem" in capsys.readouterr().err


def test_without_any_pin_nobody_is_believed_and_how_to_pin_is_said(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = minutes(tmp_path)
    rolled = roll(path)
    assert rolled[:3] == (1, 0, [(XLSX, "not-pinned")])
    assert "--pin board.pem" in rolled.why
    # Nobody knows who signed, so it is worth what it would be unsigned.
    assert roll(path, "--allow-unsigned")[:3] == (0, 1, [])


def unsigned(path: Path, _pem: Path) -> None:
    without_signatures(path)


def value_changed(path: Path, _pem: Path) -> None:
    change(path, {DECLARATION_OF_MINUTES: swapped("<v>9</v>", "<v>10</v>")})


def signature_taken_half(path: Path, _pem: Path) -> None:
    path.write_bytes(with_parts(path.read_bytes(), {SECOND: None}))


def signed_by_strangers(path: Path, _pem: Path) -> None:
    without_signatures(path)
    SendingBoard("Đảng bộ xã không ai biết").sign(path)


def signed_by_the_board_next_door(path: Path, _pem: Path) -> None:
    without_signatures(path)
    board(2).sign(path)


def signed_by_the_head_alone(path: Path, _pem: Path) -> None:
    without_signatures(path)
    board(1).sign(path, board(1).head)


def signed_twice_by_the_head(path: Path, _pem: Path) -> None:
    without_signatures(path)
    board(1).sign(path, board(1).head, board(1).head)


def signed_after_the_end(path: Path, pem: Path) -> None:
    without_signatures(path)
    old = SendingBoard(board(1).organisation, until=datetime(2025, 6, 1, tzinfo=UTC))
    old.publish(pem / "cu.pem")
    old.sign(path)


def signed_tomorrow_week(path: Path, _pem: Path) -> None:
    from tally.signing.package import sign_package  # noqa: PLC0415 - as a stranger would

    without_signatures(path)
    content = path.read_bytes()
    for signer in (board(1).head, board(1).secretary):
        content = sign_package(content, signer, datetime(2029, 6, 1, tzinfo=UTC))
    path.write_bytes(content)


SPOILT: dict[Callable[[Path, Path], None], tuple[str, str]] = {
    unsigned: ("unsigned", "Chưa ký số"),
    value_changed: ("bad-signature", "bị sửa sau khi ký: trang tính “Khai báo”"),
    signature_taken_half: ("bad-signature", "đã bị gỡ ra"),
    signed_by_strangers: ("not-pinned", "KHÔNG thuộc"),
    signed_by_the_board_next_door: ("other-organisation", "Đảng bộ xã số 2"),
    signed_by_the_head_alone: ("one-signer", "Lò Thị Hoa"),
    signed_twice_by_the_head: ("one-signer", "Lò Thị Hoa"),
    signed_after_the_end: ("expired", "hết hạn"),
    signed_tomorrow_week: ("expired", "tương lai"),
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_each_kind_of_bad_signature_is_named_for_what_it_is(
    tmp_path: Path, roll: Callable[..., Rolled], pem: Path, spoil: Callable[[Path, Path], None]
) -> None:
    path, good = minutes(tmp_path), minutes(tmp_path, 2)
    spoil(path, pem)
    code, words = SPOILT[spoil]
    rolled = roll(path, good, "--pin", pem)
    assert rolled[:3] == (1, 1, [(XLSX, code)])
    assert words in rolled.why
    assert rolled.document["rejected"][0]["organisation"] == "Đảng bộ xã số 1"
    assert words in rolled.err


def test_the_cas_of_several_boards_vouch_for_each_board_s_own_papers_alone(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    cas = tmp_path / "ca"
    cas.mkdir()
    for number in (1, 2):
        (cas / f"{number}.der").write_bytes(board(number).ca)
        (cas / f"{number}-qr.der").write_bytes(board(number).qr.certificate)
    path, good = minutes(tmp_path), minutes(tmp_path, 2)
    without_signatures(path)
    board(2).sign(path)
    pins = [part for file in sorted(cas.iterdir()) for part in ("--pin", file)]
    assert roll(path, good, *pins)[:3] == (1, 1, [(XLSX, "other-organisation")])


def in_the_name_of_the_board_next_door(organisation: str) -> tuple[ThrowawaySigner, ...]:
    """Return signers of the second board whom its own CA certified as those of an organisation."""
    ca, signers = x509.load_der_x509_certificate(board(2).ca), []
    for number, name in enumerate(("Lò Thị Hoa", "Cà Văn Nam"), start=1):
        of = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else []
        subject = x509.Name([*of, x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = x509.CertificateBuilder(ca.subject, subject, key(number).public_key(), 7, SINCE, UNTIL)
        made = builder.sign(key(0), SHA256()).public_bytes(Encoding.DER)
        signers.append(ThrowawaySigner(key(number), (made, board(2).ca)))
    return tuple(signers)


@pytest.mark.parametrize("named", [1, 3, None])
@pytest.mark.parametrize("published", ["everything", "ca"])
def test_a_board_s_ca_vouches_for_nobody_of_another_board(
    tmp_path: Path, roll: Callable[..., Rolled], published: str, named: int | None
) -> None:
    pins = publish_all([board(1)], tmp_path / "chung-thu")
    if published == "everything":
        board(2).publish(pins / "ban-2" / "board.pem")
    else:
        (pins / "ca.der").write_bytes(board(2).ca)
        (pins / "ca-1.der").write_bytes(board(1).ca)
    path = minutes(tmp_path, named or 1)
    without_signatures(path)
    path = board(2).sign(path, *in_the_name_of_the_board_next_door(board(named).organisation if named else ""))
    # Of a CA alone nobody knows for whom it vouches, unless the others are known otherwise.
    code = "bad-code" if (published, named) == ("ca", 3) else "other-organisation"
    assert roll(path, *(part for one in sorted(pins.rglob("*.*")) for part in ("--pin", one)))[:3] == (
        1,
        0,
        [(XLSX, code)],
    )


@pytest.mark.parametrize("paper", [minutes, record])
def test_people_of_no_organisation_do_not_sign_alone_for_one_that_has_a_board(
    tmp_path: Path, roll: Callable[..., Rolled], pem: Path, paper: Callable[[Path], Path]
) -> None:
    nobodies = in_the_name_of_the_board_next_door("")
    for number, one in enumerate(nobodies):
        (pem / f"khong-ten-{number}.der").write_bytes(one.certificates[0])
    path, pins = paper(tmp_path), ("--pin", pem, "--pin", pem / "khong-ten-0.der", "--pin", pem / "khong-ten-1.der")
    without_signatures(path)
    board(2).sign(path, *nobodies)
    rolled = roll(path, *pins)
    assert rolled[:3] == (1, 0, [(path.name, "other-organisation")])
    assert "Lò Thị Hoa" in rolled.why
    # Beside somebody of the board, or where the board is the only one: nobody else can have been meant.
    without_signatures(path)
    board(1).sign(path, board(1).head, nobodies[1])
    assert roll(path, *pins)[:3] == (0, 1, [])
    alone = ("--pin", board(1).publish(tmp_path / "mot-ban.pem"), *pins[2:])
    without_signatures(path)
    board(1).sign(path, *nobodies)
    assert roll(path, *alone)[:3] == (0, 1, [])


@pytest.mark.parametrize(
    ("spoil", "taken"),
    [(unsigned, True), (signed_by_the_head_alone, True)]
    + [(one, False) for one in (value_changed, signature_taken_half, signed_by_strangers, signed_after_the_end)],
)
def test_allowing_unsigned_papers_allows_nothing_else(
    tmp_path: Path, roll: Callable[..., Rolled], pem: Path, spoil: Callable[[Path, Path], None], *, taken: bool
) -> None:
    path = minutes(tmp_path)
    spoil(path, pem)
    assert roll(path, "--pin", pem, "--allow-unsigned").organisations == taken


@pytest.mark.parametrize("paper", [minutes, record])
def test_an_unsigned_paper_that_does_not_hold_together_is_altered(
    tmp_path: Path, roll: Callable[..., Rolled], paper: Callable[[Path], Path]
) -> None:
    path = paper(tmp_path)
    without_signatures(path)
    assert roll(path, "--allow-unsigned")[:3] == (0, 1, [])
    change(path, {DECLARATION_OF_MINUTES: swapped("<v>9</v>", "<v>8</v>")})
    assert roll(path, "--allow-unsigned")[:3] == (1, 0, [(path.name, "altered")])


def resign(path: Path, number: int = 1) -> Path:
    """Sign a paper anew after it was spoilt, as a dishonest board could."""
    return board(number).sign(path)


@pytest.mark.parametrize("paper", [minutes, record])
def test_what_a_board_signed_may_show_nobody_another_result(
    tmp_path: Path, roll: Callable[..., Rolled], pem: Path, paper: Callable[[Path], Path]
) -> None:
    path = paper(tmp_path)
    without_signatures(path)
    part = "xl/worksheets/sheet2.xml" if paper is minutes else "xl/worksheets/sheet1.xml"
    change(path, {part: swapped("Lò Văn Ánh", "Lò Văn Anh")})
    resign(path)
    rolled = roll(path, "--pin", pem)
    assert rolled[:3] == (1, 0, [(path.name, "shown-differs")])
    assert "name.1" in rolled.why


def test_minutes_with_the_qr_code_of_other_results(tmp_path: Path, roll: Callable[..., Rolled], pem: Path) -> None:
    path, other = minutes(tmp_path), minutes(tmp_path, 2)
    mine, theirs = read_minutes(path).qr, read_minutes(other).qr
    assert mine.startswith("TALLY1:")
    assert mine != theirs
    without_signatures(path)
    change(path, {DECLARATION_OF_MINUTES: cell("B3", holds=f"<is><t>{theirs}</t></is>", kind="inlineStr")})
    resign(path)
    rolled = roll(path, "--pin", pem)
    assert rolled[:3] == (1, 0, [(XLSX, "altered")])
    assert "KẾT QUẢ KHÁC" in rolled.why
    # Whoever signed it: it is a code of other results.
    without_signatures(path)
    assert roll(path, "--allow-unsigned")[:3] == (1, 0, [(XLSX, "altered")])


def test_minutes_with_a_qr_code_that_nobody_signed(tmp_path: Path, roll: Callable[..., Rolled], pem: Path) -> None:
    from tally.application.qr import read_qr  # noqa: PLC0415 - beside what signs it

    path = minutes(tmp_path)
    payload = read_qr(read_minutes(path).qr).payload
    forged = signed_text(replace(payload, key=board(1).qr.key_id), board(2).qr)
    without_signatures(path)
    change(path, {DECLARATION_OF_MINUTES: cell("B3", holds=f"<is><t>{forged}</t></is>", kind="inlineStr")})
    resign(path)
    rolled = roll(path, "--pin", pem)
    assert rolled[:3] == (1, 0, [(XLSX, "bad-code")])
    assert "KHÔNG đúng" in rolled.why


def test_a_paper_of_a_newer_version(tmp_path: Path, roll: Callable[..., Rolled], pem: Path) -> None:
    path = minutes(tmp_path)
    without_signatures(path)
    change(path, {DECLARATION_OF_MINUTES: swapped("tally-minutes/1", "tally-minutes/2")})
    resign(path)
    assert roll(path, "--pin", pem)[:3] == (1, 0, [(XLSX, "newer")])


def test_the_same_minutes_under_two_names_count_once(tmp_path: Path, roll: Callable[..., Rolled], pem: Path) -> None:
    path = minutes(tmp_path)
    copy = path.with_name("bien-ban-chep-lai.xlsx")
    shutil.copy(path, copy)
    rolled = roll(path, copy, "--pin", pem)
    assert rolled[:3] == (1, 1, [(copy.name, "doubled")])
    assert rolled.document["by_office"]["committee"]["contests"] == 1


def test_a_made_up_congress_counts_for_nothing(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    counted = recount(bootstrap.open_source(saved(tmp_path)))
    (one,) = counted.contests
    practised = replace(one, how=replace(one.how, practice=True))
    maker = Workbooks(declare=lambda congress, contest: write_congress(congress, (contest,)))
    for name, made in (("bien-ban.xlsx", maker.minutes), ("ho-so.xlsx", maker.record)):
        path = tmp_path / name
        path.write_bytes(made(replace(counted, contests=(practised,)), practised))
        rolled = roll(path, "--allow-unsigned")
        assert rolled[:3] == (1, 0, [(name, "practice")])
        assert "TẬP DƯỢT" in rolled.why


@pytest.mark.parametrize("one", TABLE, ids=lambda one: one.id)
def test_no_tampering_of_a_workbook_stops_the_others(
    tmp_path: Path, roll: Callable[..., Rolled], pem: Path, one: Tampering
) -> None:
    path = tmp_path / "gui" / "bi-sua.xlsx"
    path.parent.mkdir()
    path.write_bytes(one.make())
    rolled = roll(minutes(tmp_path, 2), path, "--pin", pem)
    assert rolled[:2] == (1, 1)
    assert [name for name, _ in rolled.rejected] == ["bi-sua.xlsx"]


def test_one_bad_paper_among_many_stops_nothing(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    many = range(1, 61)
    for number in many:
        folder = saved(tmp_path / "phieu", number)
        (path,) = records(folder, tmp_path / "gui" / f"{number:02}")
        board(number).sign(path)
    spoilt = {7: value_changed, 30: unsigned, 44: signed_by_strangers}
    pins = publish_all([board(number) for number in many], tmp_path / "chung-thu")
    for number, spoil in spoilt.items():
        spoil(tmp_path / "gui" / f"{number:02}" / "ho-so-bch-1.xlsx", pins)
    rolled = roll(tmp_path / "gui", "--pin", pins)
    assert rolled[:2] == (1, 57)
    found = {Path(one["source"]).parent.name: one["code"] for one in rolled.document["rejected"]}
    assert found == {"07": "bad-signature", "30": "unsigned", "44": "not-pinned"}
    assert "60 ban kiểm phiếu (240 chứng thư)" in rolled.err
