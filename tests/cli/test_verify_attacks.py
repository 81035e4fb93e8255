"""`tally verify` against people who want another result believed: without keys, with their own, with one of the two."""

import json
import shutil
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it has none
import pytest
import qrcode  # type: ignore[import-untyped]  # it has none
import signing_keys
from base45 import b45decode, b45encode  # type: ignore[import-untyped]  # nobody publishes its types
from board import HEAD, KEY, SECRETARY, write_file
from counted_at_desk import corrected, counted, sealed
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from forbidden import forbid
from law_cases import CERTIFICATE
from PIL import Image
from signed_papers import Papers, sign, signed_papers
from spoilt_papers import another_count, cell, change, forge, sign_by, swapped, without_signatures

from tally import bootstrap
from tally.application.qr import payload_of, read_qr, signed_text
from tally.application.recount import recount
from tally.application.signing import SIGNERS, Owner
from tally.cli.diagnostics import Exit
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.domain.slate import Slate
from tally.signing.certificates import Issued, encoded, issue_board
from tally.signing.keys import Ed25519Signer, RsaSigner

Told = tuple[int, str, str]
Verify = Callable[..., Told]

ISSUED = signing_keys.ISSUED
NAMES = ("Lò Thị Hoa", "Cà Văn Nam")


def not_sound(told: Told, *said: str) -> str:
    """Return what was printed, after checking that it is not sound and says why."""
    status, out, err = told
    assert status == Exit.NOT_SOUND, out + err
    assert "tally-" not in err, "a bug was met"
    assert out.splitlines()[-1].startswith("KẾT LUẬN: KHÔNG ĐÚNG")
    assert "cấp ủy" in err
    for one in said:
        assert one in out, f"{one}\n{out}"
    return out


def signers(board: dict[Owner, Issued], *owners: Owner) -> list[RsaSigner]:
    """Return the signers of a board that was made for a test."""
    found = []
    for owner in owners or (Owner.HEAD, Owner.SECRETARY):
        key = board[owner].key
        assert isinstance(key, RSAPrivateKey)
        found.append(RsaSigner(key, (encoded(board[owner].certificate), encoded(board[Owner.CA].certificate))))
    return found


def pem(path: Path, board: dict[Owner, Issued]) -> Path:
    """Write what a board publishes."""
    path.write_bytes(b"".join(one.certificate.public_bytes(Encoding.PEM) for one in board.values()))
    return path


# With keys of his own


def test_a_forgers_congress_file_does_not_make_his_minutes_believed(papers: Papers, verify: Verify) -> None:
    forger = signed_papers(papers.folder / "kẻ giả", which=2)
    told = verify(forger.minutes, forger.congress, "--pin", papers.pins)
    out = not_sound(told, "✗ chứng thư ghi là do ban kiểm phiếu cấp nhưng không phải ban cấp")
    assert "✗ Mã QR: ký bằng khóa KHÔNG thuộc các khóa đã công bố." in out
    assert "– Tệp đại hội mang 4 chứng thư không có trong các chứng thư được tin" in out
    assert "đã ký, ghi giờ" not in out


def test_a_forgers_whole_set_without_pins_is_only_consistent_and_not_sound(papers: Papers, verify: Verify) -> None:
    forger = signed_papers(papers.folder / "kẻ giả", which=2)
    status, out, _ = verify(forger.minutes, forger.record, forger.congress, forger.qr)
    assert status == Exit.NOT_SOUND
    assert "✗" not in out
    assert "đã ký, ghi giờ" not in out
    assert "✓ Mã QR do khóa" not in out
    assert "CHƯA CHỨNG MINH được ban kiểm phiếu đã lập" in out.splitlines()[-1]
    assert "--pin board.pem" in out


def test_a_congress_file_that_nobody_signed_is_not_said_to_be_the_boards(papers: Papers, verify: Verify) -> None:
    path = papers.folder / "chưa ký.tally"
    write_file(sealed(), path)
    status, out, _ = verify(path, "--pin", papers.pins)
    assert status == Exit.SOUND
    assert "– Cuộc bầu bch lần 1: khóa sổ mà không có mã QR do ban ký" in out
    assert out.splitlines()[-1].endswith("CHƯA CHỨNG MINH được ban kiểm phiếu đã lập: chưa ký.tally.")


def test_a_pin_that_the_head_set_anew_alone_is_named(papers: Papers, verify: Verify) -> None:
    path, board = papers.folder / "một mình.tally", counted()
    board.sit(HEAD).people.set_pin(SECRETARY, "161803")
    write_file(board, path)
    _, out, _ = verify(path, "--pin", papers.pins)
    assert "– Mã PIN của Cà Văn Nam do trưởng ban một mình đặt lại lúc" in out


def test_what_the_head_did_alone_while_ballots_were_counted_is_named(papers: Papers, verify: Verify) -> None:
    path, board = papers.folder / "đang kiểm.tally", counted()
    added = board.sit(HEAD).people.add("Lường Văn Yên", "keyer")
    board.people.set_pin(added.id, "161803")
    contest = board.desk.contest(KEY)
    first, *others = contest.slate
    slate = Slate((replace(first, name="Lò Văn Anh"), *others))
    board.setup.update_contest(replace(contest, slate=slate), "gõ nhầm dấu")
    write_file(board, path)
    _, out, _ = verify(path, "--pin", papers.pins)
    for said in (
        "– Lường Văn Yên được trưởng ban thêm vào danh sách người dùng máy khi đang kiểm phiếu, lúc",
        "– Mã PIN đầu tiên của Lường Văn Yên do trưởng ban một mình đặt khi đang kiểm phiếu, lúc",
        f"dòng số 1 trong danh sách bầu đổi từ “{first.name}” thành “Lò Văn Anh” lúc",
    ):
        assert said in out


def test_certificates_that_nobody_can_read_in_a_congress_file_change_nothing(papers: Papers, verify: Verify) -> None:
    with closing(bootstrap.open_journal(papers.congress)) as journal:
        details = {"certificates": [CERTIFICATE]}
        journal.append(CONGRESS_CHAIN, EntryKind.KEYS_PINNED, details=details)
    status, out, err = verify(papers.minutes, papers.congress)
    assert status == Exit.NOT_SOUND, out + err
    assert "✗" not in out
    assert "chỉ khớp nhau" in err
    assert "– Chữ ký ghi tên Lò Thị Hoa" in out


def test_a_leaf_by_an_intermediate_of_the_forger_under_the_heads_key_is_not_believed(
    papers: Papers, verify: Verify
) -> None:
    board = issue_board("Đảng bộ xã Thanh Chăn", *NAMES, ISSUED)
    middle, leaf = generate_private_key(65537, 2048), generate_private_key(65537, 2048)
    head = board[Owner.HEAD]
    assert isinstance(head.key, RSAPrivateKey)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ban kiểm phiếu 2")])

    def certificate(subject: x509.Name, key: RSAPrivateKey, issuer: x509.Name, by: RSAPrivateKey, *, ca: bool) -> bytes:
        builder = (
            x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(ISSUED)
            .not_valid_after(ISSUED + timedelta(days=900))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        return encoded(builder.sign(by, hashes.SHA256()))

    forged = (
        certificate(board[Owner.SECRETARY].certificate.subject, leaf, name, middle, ca=False),
        certificate(name, middle, head.certificate.subject, head.key, ca=True),
        encoded(head.certificate),
        encoded(board[Owner.CA].certificate),
    )
    without_signatures(papers.minutes)
    sign_by(papers.minutes, [*signers(board, Owner.HEAD), RsaSigner(leaf, forged)])
    told = verify(papers.minutes, "--pin", pem(papers.folder / "ban.pem", board))
    out = not_sound(told, "Chữ ký ghi tên Cà Văn Nam", "✗ chữ ký bằng chứng thư KHÔNG thuộc", "✗ Chỉ Lò Thị Hoa ký.")
    assert "Thiếu chữ ký của: Cà Văn Nam (Thư ký ban kiểm phiếu)." in out


def test_certificates_for_something_else_sign_no_papers(papers: Papers, verify: Verify) -> None:
    board = issue_board("Đảng bộ xã Thanh Chăn", *NAMES, ISSUED)
    pins = pem(papers.folder / "ban.pem", board)
    ca = board[Owner.CA]
    assert isinstance(ca.key, RSAPrivateKey)
    without_signatures(papers.minutes)
    sign_by(papers.minutes, [RsaSigner(ca.key, (encoded(ca.certificate),)), *signers(board, Owner.HEAD)])
    not_sound(
        verify(papers.minutes, "--pin", pins),
        "✗ chứng thư này là của nơi cấp chứng thư, không phải để ký giấy tờ",
        "✗ Chỉ Lò Thị Hoa ký.",
    )
    qr = board[Owner.QR]
    without_signatures(papers.minutes)
    sign_by(papers.minutes, [Ed25519AsSigner(qr)])
    not_sound(verify(papers.minutes, "--pin", pins), "✗ chữ ký dùng phương pháp mà chương trình này không tin")


class Ed25519AsSigner:
    """The key of the QR codes put to sign a workbook."""

    def __init__(self, issued: Issued) -> None:
        self.certificates = (encoded(issued.certificate),)
        self._key = issued.key

    def sign(self, data: bytes) -> bytes:
        """Sign, as no reader expects it."""
        assert not isinstance(self._key, RSAPrivateKey)
        return self._key.sign(data)


def test_of_several_boards_that_are_believed_one_does_not_sign_for_another(papers: Papers, verify: Verify) -> None:
    own = issue_board("Đảng bộ xã Thanh Chăn", *NAMES, ISSUED)
    other = issue_board("Đảng bộ xã Nậm Mơ", "Người Khác", "Người Nữa", ISSUED)
    pins = [pem(papers.folder / "một.pem", own), pem(papers.folder / "hai.pem", other)]
    both = ("--pin", pins[0], "--pin", pins[1])
    without_signatures(papers.record)
    sign_by(papers.record, signers(own))
    status, out, _ = verify(papers.record, *both)
    assert status == Exit.SOUND
    assert "Người ký thuộc" not in out
    without_signatures(papers.record)
    sign_by(papers.record, signers(other))
    said = "Người ký thuộc “Đảng bộ xã Nậm Mơ”, giấy tờ lại của “Đảng bộ xã Thanh Chăn”."
    not_sound(verify(papers.record, *both), f"✗ {said}")
    leaves = papers.folder / "token.pem"
    leaves.write_bytes(b"".join(other[one].certificate.public_bytes(Encoding.PEM) for one in SIGNERS))
    for believed in (("--pin", pins[1]), ("--pin", pins[0], "--pin", leaves)):
        # One board alone may spell its name otherwise, and a token names another organisation.
        status, out, _ = verify(papers.record, *believed)
        assert status == Exit.SOUND
        assert f"– {said}" in out


# With one of the two keys


@pytest.mark.parametrize("owners", [(Owner.HEAD,), (Owner.HEAD, Owner.HEAD)], ids=["once", "twice"])
def test_a_head_alone_makes_no_other_result(papers: Papers, verify: Verify, owners: tuple[Owner, ...]) -> None:
    forge(papers)
    for path in (papers.minutes, papers.record):
        sign_by(path, [signing_keys.signer(owner) for owner in owners])
        out = not_sound(verify(path, "--pin", papers.pins), "✗ Chỉ Lò Thị Hoa ký.")
        assert "Thiếu chữ ký của: Cà Văn Nam (Thư ký ban kiểm phiếu)." in out


def test_with_the_ca_alone_pinned_one_signer_is_not_enough_either(papers: Papers, verify: Verify) -> None:
    without_signatures(papers.minutes)
    sign_by(papers.minutes, [signing_keys.signer(Owner.SECRETARY)])
    ca = signing_keys.board_keys().path / "ca.crt.pem"
    out = not_sound(verify(papers.minutes, "--pin", ca), "✗ Chỉ Cà Văn Nam ký. Thiếu chữ ký của: người thứ hai")
    assert "✗ Mã QR: ký bằng khóa KHÔNG thuộc các khóa đã công bố." in out


def test_papers_of_other_ballots_signed_by_both_differ_from_the_journal_and_the_announced_code(
    papers: Papers, verify: Verify
) -> None:
    forge(papers)
    for path in (papers.minutes, papers.record):
        sign(path)
    status, _, _ = verify(papers.minutes, papers.record, "--pin", papers.pins)
    assert status == Exit.SOUND, "they agree in everything, and both signed: only what was announced shows it"
    not_sound(
        verify(papers.minutes, papers.record, papers.congress, papers.qr, "--pin", papers.pins),
        "✗ Giấy này KHÁC bản in ra từ nhật ký của dai-hoi.tally.",
        "dai-hoi.tally\n  ✗ Cuộc bầu bch lần 1: KẾT QUẢ KHÁC với bien-ban-bch-1.xlsx.",
        "bien-ban-bch-1.xlsx\n  ✓ Cuộc bầu bch lần 1: khớp với ho-so-bch-1.xlsx.",
        "ho-so-bch-1.xlsx\n  ✗ Cuộc bầu bch lần 1: KẾT QUẢ KHÁC với TALLY1:",
    )


def test_a_head_alone_who_signs_a_code_over_other_results_is_found_by_the_minutes(
    papers: Papers, verify: Verify
) -> None:
    other = another_count(papers)
    (one,) = other.contests
    signer = signing_keys.qr_signer()
    code = signed_text(payload_of(one.result, one.results, one.digest, bytes(32), signer.key_id), signer)
    status, out, _ = verify(code, "--pin", papers.pins)
    assert status == Exit.SOUND
    assert "– Khóa mã QR do một mình trưởng ban mở" in out
    assert "Chưa thấy chữ ký của thư ký" in out.splitlines()[-1]
    not_sound(verify(code, papers.minutes, "--pin", papers.pins), "✗ Cuộc bầu bch lần 1: KẾT QUẢ KHÁC với")


# With both keys: one result for people, another for machines

RESULT, MINUTES = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "how", "said"),
    [
        (
            RESULT,
            cell("C34", holds="<is><t>9</t></is>", kind="inlineStr"),
            "Trang Kết quả ghi “9” ở số phiếu của người",
        ),
        (RESULT, cell("C34", holds="<f>4+5</f>"), "Trang Kết quả ghi “=4+5” ở số phiếu của người số 4 (Vì Văn Dũng)"),
        (RESULT, swapped(">Vì Văn Dũng<", ">Lò Văn Ánh<"), "Trang Kết quả ghi “Lò Văn Ánh” ở tên người số 4"),
        (RESULT, swapped('<row r="34"', '<row hidden="1" r="34"'), "Trang Kết quả không ghi tên người số 4"),
        (RESULT, swapped("Phiếu hợp lệ", "Phiếu hợp  lê"), "Trang Kết quả không ghi số phiếu hợp lệ"),
        (RESULT, cell("H7", holds="<v>8</v>"), "Trang Kết quả ghi “8” ở số phiếu hợp lệ"),
        (RESULT, swapped("đủ số lượng", "BẦU THIẾU"), "Trang Kết quả ghi “under-filled” ở tình trạng"),
        (MINUTES, cell("C41", holds="<v>9</v>"), "Trang Biên bản ghi “9” ở số phiếu của người số 4 (Vì Văn Dũng)"),
        (MINUTES, swapped("không trúng cử", "trúng cử"), "Trang Biên bản ghi “elected” ở kết quả của người số 4"),
        (MINUTES, cell("C33", holds="<v>8</v>"), "Trang Biên bản ghi “8” ở số phiếu hợp lệ"),
        (
            MINUTES,
            cell("B47", holds="<is><t>Vì Văn Dũng</t></is>", kind="inlineStr"),
            "Danh sách trúng cử ở trang Biên bản ghi “Vì Văn Dũng” ở tên người số 3 (Nguyễn Thị Chanh)",
        ),
        (MINUTES, cell("E47", holds="<v>4</v>"), "Danh sách trúng cử ở trang Biên bản ghi “4” ở người số 4"),
        ("xl/workbook.xml", swapped('sheetId="3" state="visible"', 'sheetId="3" state="hidden"'), "bị ẩn"),
        ("xl/workbook.xml", swapped('name="Biên bản"', 'name="Biên bản "'), "trang “Biên bản ” mà giấy này không có"),
        ("xl/workbook.xml", swapped('name="Biên bản"', 'name="Kết quả"'), "hai trang cùng tên “Kết quả”"),
    ],
)
def test_what_people_read_is_held_against_what_machines_read(
    papers: Papers, verify: Verify, part: str, how: Callable[[bytes], bytes], said: str
) -> None:
    without_signatures(papers.minutes)
    change(papers.minutes, {part: how})
    sign(papers.minutes)
    out = not_sound(verify(papers.minutes, "--pin", papers.pins), said)
    assert "✓ Lò Thị Hoa đã ký" in out, "the signature itself is valid"


def test_the_sheet_of_results_of_a_record_is_held_against_its_ballots(papers: Papers, verify: Verify) -> None:
    without_signatures(papers.record)
    change(papers.record, {"xl/worksheets/sheet1.xml": swapped("Vì Văn Dũng", "Lò Văn Ánh")})
    sign(papers.record)
    told = verify(papers.record, papers.congress, "--pin", papers.pins)
    not_sound(
        told,
        "✗ Trang Kết quả ghi “Lò Văn Ánh” ở tên người số 4 (Vì Văn Dũng)",
        "✗ Giấy này KHÁC bản in ra từ nhật ký của dai-hoi.tally.",
    )


def test_a_record_whose_check_sheet_lacks_lines_is_not_sound(papers: Papers, verify: Verify) -> None:
    without_signatures(papers.record)
    # The key of the first line below which nothing is read any more.
    change(papers.record, {"xl/worksheets/sheet3.xml": cell("A8", holds="")})
    sign(papers.record)
    not_sound(verify(papers.record, "--pin", papers.pins), "✗ Đếm lại 10 lá phiếu trong hồ sơ: KHÔNG KHỚP")


def test_a_lax_regulation_laid_beside_the_papers_is_not_counted_by(papers: Papers, verify: Verify) -> None:
    (papers.folder / "rules").mkdir()
    (papers.folder / "rules" / "qd-190-2024.toml").write_text("whatever a forger likes", encoding="utf-8")
    status, out, err = verify(papers.minutes, papers.record, "--pin", papers.pins)
    assert status == Exit.SOUND, out + err


def test_a_second_picture_of_a_code_in_the_minutes_is_named(papers: Papers, verify: Verify) -> None:
    other = BytesIO()
    signer = signing_keys.qr_signer()
    qrcode.make(signed_text(replace(read_qr(papers.qr).payload, round=2), signer)).save(other)
    without_signatures(papers.minutes)
    change(papers.minutes, {}, {"xl/media/image9.png": other.getvalue()})
    sign(papers.minutes)
    not_sound(verify(papers.minutes, "--pin", papers.pins), "✗ Hình mã QR in trong biên bản KHÁC bản chữ")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n no more", b""], ids=["broken", "empty"])
def test_a_picture_that_cannot_be_read_in_the_minutes_hides_nothing(
    papers: Papers, verify: Verify, content: bytes
) -> None:
    change(papers.minutes, {"xl/media/image1.png": lambda _: content})
    not_sound(
        verify(papers.minutes, papers.congress, "--pin", papers.pins),
        "✗ nội dung bị sửa sau khi ký: hình ảnh (xl/media/image1.png)",
        "không có hình mã QR nào đọc được",
    )


# Papers that do not belong together


def test_two_files_of_one_name_are_held_against_each_other(papers: Papers, verify: Verify) -> None:
    other = signed_papers(papers.folder / "bản khác")
    forge(other)
    sign(other.minutes)
    told = verify(papers.minutes, other.minutes, "--pin", papers.pins)
    not_sound(told, f"{papers.minutes}\n  ✗ Cuộc bầu bch lần 1: KẾT QUẢ KHÁC với {other.minutes}.")


def test_a_source_handed_over_twice_is_examined_once(papers: Papers, verify: Verify) -> None:
    link = papers.folder / "đường tắt.xlsx"
    link.symlink_to(papers.record)
    status, out, _ = verify(papers.record, papers.record, link, papers.qr, f" {papers.qr}\n", "--pin", papers.pins)
    assert status == Exit.SOUND
    assert out.count("Đếm lại 10 lá phiếu") == 1
    assert out.count("Mã QR nói") == 1


def test_papers_of_another_body_are_said_not_to_have_been_compared(papers: Papers, verify: Verify) -> None:
    without_signatures(papers.minutes)
    change(papers.minutes, {"xl/worksheets/sheet3.xml": swapped("Đảng bộ xã Thanh Chăn", "Đảng bộ xã Thanh Chán")})
    sign(papers.minutes)
    out = verify(papers.minutes, papers.record, "--pin", papers.pins)[1]
    assert "– Không thứ nào đưa kèm nói về cuộc bầu bch lần 1 của Đảng bộ xã Thanh Chán" in out
    assert "– Không thứ nào đưa kèm nói về cuộc bầu bch lần 1 của Đảng bộ xã Thanh Chăn" in out


def test_minutes_corrected_since_are_said_to_be_and_a_code_of_the_corrigendum_is_not_theirs(
    tmp_path: Path, verify: Verify
) -> None:
    papers = signed_papers(tmp_path / "đính chính", corrected)
    status, out, _ = verify(papers.minutes, papers.congress, "--pin", papers.pins)
    assert status == Exit.SOUND
    assert "– Cuộc bầu bch lần 1: sau khi khóa sổ có đính chính số 1" in out
    assert "– Giấy này in kết quả lúc khóa sổ; sau đó nhật ký của dai-hoi.tally ghi 1 lần đính chính." in out
    (one,) = recount(bootstrap.open_source(papers.congress)).contests
    (made,) = one.corrigenda
    code = one.how.qrs[made.made.entry].text
    told = verify(papers.minutes, code, "--pin", papers.pins)
    not_sound(told, "KẾT QUẢ KHÁC với TALLY1:", "Nếu một thứ là của biên bản đính chính")
    assert "✓ Mã QR ấy ký đúng kết quả và mục đính chính" in verify(papers.congress, "--pin", papers.pins)[1]


def test_two_codes_on_one_page_are_held_against_each_other(papers: Papers, verify: Verify) -> None:
    other = signed_text(replace(read_qr(papers.qr).payload, digest="ab" * 32), signing_keys.qr_signer())
    pictures = [qrcode.make(text).convert("L") for text in (papers.qr, other)]
    page = Image.new("L", (sum(one.width for one in pictures) + 100, 1200), 255)
    page.paste(pictures[0], (0, 50))
    page.paste(pictures[1], (pictures[0].width + 100, 50))
    for name in ("trang.jpg", "trang.pdf"):
        page.save(papers.folder / name)
        told = verify(papers.folder / name, "--pin", papers.pins)
        not_sound(told, f"{name} (mã QR thứ 1)\n  ✗ Cuộc bầu bch lần 1: KẾT QUẢ KHÁC với {name} (mã QR thứ 2)")


def test_practice_papers_are_no_result(papers: Papers, verify: Verify) -> None:
    mark = '<c r="C1" t="inlineStr"><is><t>tập dượt</t></is></c></row><row r="2"'.encode()
    for path, sheet in ((papers.minutes, 3), (papers.record, 5)):
        without_signatures(path)
        change(path, {f"xl/worksheets/sheet{sheet}.xml": lambda was: was.replace(b'</row><row r="2"', mark, 1)})
        sign(path)
        not_sound(verify(path, "--pin", papers.pins), "✗ Đây là giấy tờ TẬP DƯỢT")


# QR texts


def coded(change_of: Callable[[bytes], bytes], text: str) -> str:
    """Return a QR text whose bytes are changed."""
    coded_again: bytes = b45encode(change_of(b45decode(text.removeprefix("TALLY1:"))))
    return f"TALLY1:{coded_again.decode()}"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (str.lower, "không phải mã QR của biên bản tally"),
        (lambda text: f"{text}00", "✗ Mã QR: "),
        (lambda text: text[:40] + "\n" + text[40:], "✗ Mã QR: "),
        (lambda text: coded(lambda raw: raw + b" ", text), "nội dung không đúng dạng tally lập"),
        (lambda text: coded(lambda raw: raw[:64] + b"[" * 300, text), "nội dung không đúng dạng tally lập"),
        (
            lambda text: coded(lambda raw: raw.replace(b'"round":1', b'"round":2'), text),
            "chữ ký KHÔNG đúng với nội dung",
        ),
    ],
    ids=["lower-case", "trailing", "line-end", "space", "deep", "round"],
)
def test_a_code_spoilt_is_named(papers: Papers, verify: Verify, spoil: Callable[[str], str], said: str) -> None:
    text = papers.folder / "mã.txt"
    text.write_text(spoil(papers.qr), encoding="utf-8")
    not_sound(verify(text, "--pin", papers.pins), said)


def test_no_code_and_no_name_writes_lines_of_ours(papers: Papers, verify: Verify) -> None:
    payload = replace(read_qr(papers.qr).payload, contest="bch\n  ✓ Lò Thị Hoa đã ký\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}")
    text = "TALLY1:" + b45encode(bytes(64) + payload.content).decode()
    out = not_sound(verify(text, papers.minutes, "--pin", papers.pins), "✗ Mã QR: chữ ký KHÔNG đúng")
    path = papers.folder / "a\n  ✓ b.xlsx"
    shutil.copy(papers.record, path)
    for each in (path, papers.folder / "c\n  ✓ d.xlsx"):
        _, said, complained = verify(each, "--pin", papers.pins)
        out += said + complained
    assert out.count("\n  ✓ Lò Thị Hoa đã ký") == out.count("✓ Lò Thị Hoa đã ký, ghi giờ")
    for bad in ("\x1b", "\N{RIGHT-TO-LEFT OVERRIDE}", "\n  ✓ b", "\n  ✓ d"):
        assert bad not in out


def test_a_key_of_codes_has_to_be_valid_when_it_signed(papers: Papers, verify: Verify) -> None:
    board = issue_board("Đảng bộ xã Thanh Chăn", *NAMES, datetime(2015, 1, 1, tzinfo=UTC))
    qr = board[Owner.QR]
    assert not isinstance(qr.key, RSAPrivateKey)
    signer = Ed25519Signer(qr.key, encoded(qr.certificate))
    code = signed_text(replace(read_qr(papers.qr).payload, key=signer.key_id), signer)
    with closing(bootstrap.open_journal(papers.congress)) as journal:
        (signed,) = [one for one in journal.entries(CONGRESS_CHAIN) if one.kind is EntryKind.QR_SIGNED]
        details = {**json.loads(signed.payload), "qr": code}
        journal.append(CONGRESS_CHAIN, EntryKind.QR_SIGNED, details=details)
    told = verify(papers.congress, "--pin", pem(papers.folder / "cũ.pem", board))
    not_sound(told, "✗ Mã QR: chứng thư của khóa đã hết hạn lúc ký.")


# Files that are none, or are made to harm


def nothing(path: Path) -> None:
    """Make an empty file."""
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    """Make a folder."""
    path.mkdir()


def a_loop(path: Path) -> None:
    """Make a link to itself."""
    path.symlink_to(path)


def noise(path: Path) -> None:
    """Make a file that is nothing."""
    path.write_bytes(bytes(range(256)) * 40)


@pytest.mark.parametrize("make", [nothing, a_folder, a_loop, noise])
@pytest.mark.parametrize("suffix", [".xlsx", ".tally", ".png", ".pdf", ".txt"])
def test_what_is_no_file_is_said_in_words_and_hides_nothing(
    papers: Papers, verify: Verify, suffix: str, make: Callable[[Path], None]
) -> None:
    path = papers.folder / f"hỏng{suffix}"
    make(path)
    status, out, err = verify(path, papers.minutes, "--pin", papers.pins)
    assert status in {Exit.NOT_SOUND, Exit.BAD_INPUT, Exit.MACHINE_FAILED}
    assert "hỏng" in err + out
    assert "Traceback" not in err
    assert "✓ Lò Thị Hoa đã ký" in out
    assert out.splitlines()[-1].startswith(("KẾT LUẬN: CHƯA KIỂM XONG", "KẾT LUẬN: KHÔNG ĐÚNG"))


def test_a_file_that_may_not_be_read_is_said(papers: Papers, verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(papers.record, monkeypatch)
    status, _, err = verify(papers.record, "--pin", papers.pins)
    assert status == Exit.MACHINE_FAILED
    assert papers.record.name in err


def png(width: int, height: int) -> bytes:
    """Return a picture that says it is so large, without its points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [9_100, 11_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused(papers: Papers, verify: Verify, side: int) -> None:
    path = papers.folder / "lớn.png"
    path.write_bytes(png(side, side))
    status, out, err = verify(path, "--pin", papers.pins)
    assert (status, out) == (Exit.BAD_INPUT, "")
    assert "lớn.png:1:1: E811" in err
    change(papers.minutes, {"xl/media/image1.png": lambda _: png(side, side)})
    not_sound(verify(papers.minutes, "--pin", papers.pins), "✗ nội dung bị sửa sau khi ký: hình ảnh")


def test_a_page_that_would_fill_the_memory_is_drawn_smaller(papers: Papers, verify: Verify) -> None:
    path = papers.folder / "lớn.pdf"
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(14_400, 14_400)
        document.save(path)
    not_sound(verify(path, "--pin", papers.pins), "không thấy mã QR nào của tally")


def test_what_was_changed_is_said_although_the_rest_can_no_longer_be_read(papers: Papers, verify: Verify) -> None:
    change(papers.minutes, {"xl/worksheets/sheet3.xml": cell("D9", holds="<is><t>?</t></is>", kind="inlineStr")})
    status, out, err = verify(papers.minutes, "--pin", papers.pins)
    assert "bien-ban-bch-1.xlsx[Khai báo]:9:4: E986" in err
    not_sound((status, out, err), "✗ nội dung bị sửa sau khi ký: trang tính “Khai báo”")


def test_a_part_whose_checksum_is_wrong_is_a_finding(papers: Papers, verify: Verify) -> None:
    content = bytearray(papers.minutes.read_bytes())
    place = content.index(b"xl/media/image1.png") + 200
    content[place] ^= 0xFF
    papers.minutes.write_bytes(content)
    not_sound(verify(papers.minutes, papers.congress, "--pin", papers.pins), "✗ tệp hỏng hoặc bị cắt cụt ở hình ảnh")


def test_verifying_leaves_a_copy_as_it_is(papers: Papers, verify: Verify) -> None:
    copy = papers.folder / "bản sao.tally"
    bootstrap.backup(papers.congress, copy)
    before = copy.read_bytes()
    assert verify(copy, "--pin", papers.pins)[0] == Exit.SOUND
    assert copy.read_bytes() == before
    assert not list(papers.folder.glob("bản sao.tally-*"))


# Minutes altered before head and secretary both signed


DOCTORED = {
    "a1": "ô A41: ghi “Số người trúng cử: 3; bầu thiếu 1.”",
    "c": "ô B38, C38, D38, E38: màu chữ",
    "e": "hàng 38, 46: bị ẩn",
    "g": "cột C: bị ẩn",
    "k": "ô A34, B34, C34, D34, E34, A35, …: nằm ngoài vùng in",
    "s": "ô B38: ghi “Lường Văn Dũng (đã rút tên, thay bằng đ/c Tòng Thị Yên trúng cử)”",
    "v": "ô B38, C38, E38: bị gạch",
}


@pytest.mark.parametrize("name", DOCTORED)
def test_minutes_altered_before_both_signed_are_not_what_the_program_prints(
    name: str, fixtures: Path, verify: Verify
) -> None:
    attack = fixtures / "attack"
    told = verify(attack / "doctored" / f"{name}.xlsx", "--pin", attack / "proof" / "board.pem")
    not_sound(told, f"✗ Trang Biên bản, {DOCTORED[name]}", "Không đúng như chương trình in ra cho số liệu đã khai")
    assert told[1].count("đã ký, ghi giờ") == len(SIGNERS)


def test_the_honest_minutes_before_they_were_doctored_stay_sound(fixtures: Path, verify: Verify) -> None:
    proof = fixtures / "attack" / "proof"
    status, out, _ = verify(proof / "bien-ban-bch-1.xlsx", "--pin", proof / "board.pem")
    assert status == Exit.SOUND
    assert "✗" not in out
