"""`tally verify` on papers: what it says of sound ones, and that whatever is wrong is named for what it is."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import foreign
import pytest
import qrcode  # type: ignore[import-untyped]  # it has none
import signing_keys
from counted_at_desk import corrected
from signed_papers import Papers, sign, signed_papers
from spoilt_papers import change, swapped, without_signatures

from tally.application.qr import payload_of, read_qr, signed_text
from tally.application.recount import recount
from tally.application.signing import Owner
from tally.bootstrap import open_source
from tally.cli.diagnostics import Exit

Told = tuple[int, str, str]
Verify = Callable[..., Told]


def test_all_papers_of_a_contest_together_are_sound(papers: Papers, verify: Verify) -> None:
    status, out, err = verify(papers.minutes, papers.record, papers.congress, papers.qr, "--pin", papers.pins)
    assert (status, err) == (Exit.SOUND, "")
    assert "✗" not in out
    for said in (
        "✓ NGUYÊN VẸN",
        "✓ Lò Thị Hoa đã ký, ghi giờ 10:30 10/06/2025",
        "✓ Cà Văn Nam đã ký",
        "✓ Số liệu máy đọc trong biên bản khớp mã kết quả",
        "✓ Mã QR trong biên bản đúng là của kết quả này.",
        "✓ Giấy này đúng từng phần như nhật ký của dai-hoi.tally in ra.",
        "✓ Đếm lại 10 lá phiếu trong hồ sơ: mọi số liệu khớp",
        "✓ Cuộc bầu bch lần 1: khớp với ho-so-bch-1.xlsx.",
        "– Giờ ký là giờ máy của ban",
        "– Phiếu trong hồ sơ có đúng như phiếu giấy hay không",
        "– Số phiếu theo thứ tự trên phiếu bầu: 8 · 8 · 6 · 3.",
    ):
        assert said in out, said


def test_the_same_is_said_in_english(papers: Papers, verify: Verify) -> None:
    status, out, _ = verify(papers.minutes, papers.record, "--pin", papers.pins, "--lang", "en")
    assert status == Exit.SOUND
    assert "✓ Lò Thị Hoa signed" in out
    assert "Contest bch round 1: agrees with ho-so-bch-1.xlsx." in out


def test_certificates_that_only_the_congress_file_holds_prove_no_more_than_that_papers_fit(
    papers: Papers, verify: Verify
) -> None:
    status, out, err = verify(papers.minutes, papers.congress)
    assert status == Exit.NOT_SOUND, "a program that asks for the status alone takes no such set for the board's"
    assert "✗" not in out
    assert "ai cũng tự lập được một bộ như vậy" in err
    assert "--pin board.pem" in err
    assert "– Chữ ký ghi tên Lò Thị Hoa" in out
    assert "đã ký, ghi giờ" not in out
    assert "– Chứng thư của ban lấy từ chính tệp đại hội này" in out
    last = "KẾT LUẬN: KHÔNG THẤY GÌ SAI, nhưng CHƯA CHỨNG MINH được ban kiểm phiếu đã lập: "
    assert out.splitlines()[-1] == f"{last}dai-hoi.tally, bien-ban-bch-1.xlsx."


def test_a_congress_file_alone_is_sound_when_it_is_whole_whoever_made_it(papers: Papers, verify: Verify) -> None:
    status, out, err = verify(papers.congress)
    assert status == Exit.SOUND, "a copy is checked so on any computer, and no paper is taken for the board's"
    assert "CHƯA CHỨNG MINH" in out.splitlines()[-1]
    assert err == ""


def test_a_qr_code_that_only_a_congress_file_vouches_for_is_not_sound(papers: Papers, verify: Verify) -> None:
    status, out, err = verify(papers.qr, papers.congress)
    assert status == Exit.NOT_SOUND
    assert "✗" not in out
    assert "--pin board.pem" in err
    assert verify(papers.qr, papers.congress, "--pin", papers.pins)[0] == Exit.SOUND


def test_without_any_certificate_nothing_signed_is_proven(papers: Papers, verify: Verify) -> None:
    status, out, err = verify(papers.minutes)
    assert status == Exit.NOT_SOUND
    assert "✗ chưa biết tin chứng thư nào" in out
    assert "--pin board.pem" in out
    assert "KẾT LUẬN: KHÔNG ĐÚNG" in out
    assert "cấp ủy" in err


def test_what_was_corrected_after_the_seal_still_agrees_with_the_sealed_minutes(tmp_path: Path, verify: Verify) -> None:
    papers = signed_papers(tmp_path / "đính chính", corrected)
    status, out, _ = verify(papers.minutes, papers.record, papers.congress, "--pin", papers.pins)
    assert status == Exit.SOUND
    assert "✗" not in out


def test_minutes_without_their_signatures_are_unsigned(papers: Papers, verify: Verify) -> None:
    without_signatures(papers.minutes)
    status, out, _ = verify(papers.minutes, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "✗ tệp không có chữ ký nào" in out
    assert "✓ Số liệu máy đọc trong biên bản khớp mã kết quả" in out, "it is said all the same"


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/worksheets/sheet1.xml", "Lò Văn Ánh", "Lò Văn Anh", "nội dung bị sửa sau khi ký"),
        ("xl/worksheets/sheet2.xml", "<v>8</v>", "<v>9</v>", "nội dung bị sửa sau khi ký: trang tính “Kết quả”"),
        ("_xmlsignatures/sig1.xml", "10T03:30:00Z", "11T03:30:00Z", "giờ ký bị sửa sau khi ký"),
    ],
)
def test_what_was_changed_in_the_minutes_is_named(  # noqa: PLR0913, PLR0917 - what is changed, and what is said
    papers: Papers, verify: Verify, part: str, old: str, new: str, said: str
) -> None:
    change(papers.minutes, {part: swapped(old, new)})
    status, out, _ = verify(papers.minutes, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert f"✗ {said}" in out


def test_another_picture_in_place_of_the_qr_code_is_named_twice(papers: Papers, verify: Verify) -> None:
    other = BytesIO()
    qrcode.make("TALLY1:KHÁC").save(other)
    change(papers.minutes, {"xl/media/image1.png": lambda _: other.getvalue()})
    status, out, _ = verify(papers.minutes, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "✗ nội dung bị sửa sau khi ký: hình ảnh (xl/media/image1.png)" in out
    assert "✗ Hình mã QR in trong biên bản KHÁC bản chữ" in out


def test_a_part_added_after_signing_is_named(papers: Papers, verify: Verify) -> None:
    change(papers.minutes, {}, {"xl/media/image9.png": b"\x89PNG"})
    status, out, _ = verify(papers.minutes, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "✗ có nội dung thêm vào sau khi ký" in out


def test_a_signature_by_somebody_else_is_named(papers: Papers, verify: Verify) -> None:
    without_signatures(papers.minutes)
    sign(papers.minutes, 2)
    status, out, _ = verify(papers.minutes, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "Chữ ký ghi tên Lò Thị Hoa" in out, "another board's people may bear any names"
    assert "✗ chứng thư ghi là do ban kiểm phiếu cấp nhưng không phải ban cấp" in out


def test_a_signature_with_an_expired_certificate_is_named(papers: Papers, verify: Verify) -> None:
    without_signatures(papers.minutes)
    sign(papers.minutes, 1, datetime(2035, 1, 1, tzinfo=UTC))
    status, out, _ = verify(papers.minutes, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "✗ chứng thư đã hết hạn khi ký." in out


def test_a_valid_signature_over_other_figures_is_named(papers: Papers, verify: Verify) -> None:
    without_signatures(papers.minutes)
    # Vote figures of the third sheet: `votes.1` stands in a shared text, its number is the cell beside it.
    change(papers.minutes, {"xl/worksheets/sheet3.xml": swapped("<v>8</v>", "<v>9</v>")})
    sign(papers.minutes)
    status, out, _ = verify(papers.minutes, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "✓ Lò Thị Hoa đã ký" in out, "the signature itself is valid"
    assert "✗ Số liệu trong biên bản KHÔNG khớp mã kết quả" in out
    assert "✗ Trang Kết quả ghi “8” ở số phiếu của người số 1 (Lò Văn Ánh)" in out


def test_a_valid_signature_over_another_text_differs_from_the_journal(papers: Papers, verify: Verify) -> None:
    without_signatures(papers.minutes)
    change(papers.minutes, {"xl/worksheets/sheet1.xml": swapped("Lò Văn Ánh", "Lò Văn Anh")})
    sign(papers.minutes)
    status, out, _ = verify(papers.minutes, papers.congress, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "✗ Giấy này KHÁC bản in ra từ nhật ký của dai-hoi.tally." in out


def test_a_ballot_changed_in_a_record_that_was_signed_again_does_not_add_up(papers: Papers, verify: Verify) -> None:
    without_signatures(papers.record)
    ballots = "xl/worksheets/sheet2.xml"
    change(papers.record, {ballots: swapped("<v>0</v>", "<v>1</v>")})
    sign(papers.record)
    status, out, _ = verify(papers.record, papers.minutes, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "✗ Đếm lại 10 lá phiếu trong hồ sơ: KHÔNG KHỚP" in out
    assert "đếm lại được" in out
    assert "✗ Cuộc bầu bch lần 1: KẾT QUẢ KHÁC với" in out


def qr_with(papers: Papers, **other: object) -> str:
    """Return a validly signed QR text that says something else."""
    payload = replace(read_qr(papers.qr).payload, **other)  # type: ignore[arg-type]  # the fields of a payload
    return signed_text(payload, signing_keys.qr_signer())


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"round": 2}, "✗ Mã QR là của cuộc bầu bch lần 2, KHÔNG phải của giấy tờ này."),
        ({"digest": "ab" * 32}, "✗ Cuộc bầu bch lần 1: KẾT QUẢ KHÁC với TALLY1:"),
        ({"record": "ab" * 32}, "✗ Cuộc bầu bch lần 1: cùng kết quả nhưng HỒ SƠ PHIẾU KHÁC với TALLY1:"),
    ],
)
def test_a_valid_qr_code_of_something_else_is_named(
    papers: Papers, verify: Verify, other: dict[str, object], said: str
) -> None:
    status, out, _ = verify(papers.minutes, qr_with(papers, **other), "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert said in out


def test_a_qr_code_over_another_journal_is_named(papers: Papers, verify: Verify) -> None:
    status, out, _ = verify(papers.congress, qr_with(papers, head="ab" * 32), "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "✗ Cuộc bầu bch lần 1: cùng kết quả nhưng NHẬT KÝ KHÁC với TALLY1:" in out


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"), "✗ Mã QR: "),
        (lambda text: text.replace("TALLY1:", "TALLY2:"), "✗ Mã QR: mã của bản tally mới hơn"),
        (lambda _: "TALLY1:", "✗ Mã QR: chép thiếu hoặc sai ký tự"),
    ],
)
def test_a_qr_text_that_is_not_what_was_signed(
    papers: Papers, verify: Verify, spoil: Callable[[str], str], said: str
) -> None:
    text = papers.folder / "ma.txt"
    text.write_text(spoil(papers.qr), encoding="utf-8")
    status, out, _ = verify(text, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert said in out


def test_a_qr_code_by_another_boards_key_is_named(papers: Papers, verify: Verify) -> None:
    counted = recount(open_source(papers.congress))
    (one,) = counted.contests
    signer = signing_keys.qr_signer(2)
    text = signed_text(payload_of(one.result, one.results, one.digest, bytes(32), signer.key_id), signer)
    status, out, _ = verify(text, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "✗ Mã QR: ký bằng khóa KHÔNG thuộc các khóa đã công bố." in out


def test_the_printed_page_is_verified_by_its_qr_code(papers: Papers, verify: Verify) -> None:
    foreign.convert([papers.minutes], "pdf", papers.folder)
    page = papers.minutes.with_suffix(".pdf")
    status, out, _ = verify(page, papers.record, "--pin", papers.pins)
    assert status == Exit.SOUND
    assert "✓ Mã QR do khóa mã QR của ban kiểm phiếu" in out
    assert "bien-ban-bch-1.pdf\n  ✓ Cuộc bầu bch lần 1: khớp với ho-so-bch-1.xlsx." in out


def test_a_picture_without_a_code_and_one_that_is_none_are_told_apart(papers: Papers, verify: Verify) -> None:
    blank, broken = papers.folder / "trắng.png", papers.folder / "hỏng.png"
    qrcode.make("không phải của tally").save(str(blank))
    broken.write_bytes(b"\x89PNG\r\n\x1a\n but no more")
    status, out, _ = verify(blank, "--pin", papers.pins)
    assert status == Exit.NOT_SOUND
    assert "✗ không thấy mã QR nào của tally" in out
    status, _, err = verify(broken, "--pin", papers.pins)
    assert status == Exit.BAD_INPUT
    assert "hỏng.png:1:1: E810" in err


def test_without_the_reader_of_pictures_it_is_said_how_to_get_it(
    papers: Papers, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = papers.folder / "ma.png"
    qrcode.make(papers.qr).save(str(picture))
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    status, _, err = verify(picture, "--pin", papers.pins)
    assert status == Exit.WRONG_USAGE
    assert "pip install 'tally[pictures]'" in err
    status, out, _ = verify(papers.minutes, "--pin", papers.pins)
    assert status == Exit.SOUND, "the text of the code stands on sheet Khai báo"
    assert "– Hình mã QR in trong biên bản chưa được đọc" in out


def test_one_bad_file_does_not_hide_what_the_others_are(papers: Papers, verify: Verify) -> None:
    broken = papers.folder / "ho-so-hong.xlsx"
    broken.write_bytes(b"PK\x03\x04 no more")
    status, out, err = verify(broken, papers.minutes, "--pin", papers.pins)
    assert status == Exit.BAD_INPUT
    assert "ho-so-hong.xlsx:1:1: E9" in err
    assert "✓ Lò Thị Hoa đã ký" in out


@pytest.mark.parametrize("arguments", [["tệp.docx"], ["bien-ban.xlsx", "--pin", "không-có.pem"], []])
def test_what_cannot_be_verified_is_wrong_usage(verify: Verify, arguments: list[str]) -> None:
    status, out, err = verify(*arguments)
    assert (status, out) == (Exit.WRONG_USAGE, "")
    assert err


def test_the_boards_own_keys_on_this_computer_are_believed(
    papers: Papers, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_HOME", str(papers.folder / "nhà"))
    signing_keys.keys_in(papers.folder / "nhà" / "keys")
    status, _, _ = verify(papers.minutes)
    assert status == Exit.SOUND
    assert Owner.HEAD in signing_keys.NAMES


def test_on_a_terminal_lines_are_wrapped_at_its_width_and_digests_stand_as_on_paper(
    papers: Papers, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    out = verify(papers.record, "--pin", papers.pins)[1]
    assert max(map(len, out.splitlines())) <= 80
    printed = recount(open_source(papers.congress)).contests[0].digest
    halves = [" ".join(printed[place : place + 4] for place in range(*ends, 4)) for ends in ((0, 32), (32, 64))]
    assert f"\n    {halves[0]}\n    {halves[1]}\n" in out
    assert "\N{NO-BREAK SPACE}" not in out
    monkeypatch.setattr("sys.stdout.isatty", lambda: False)
    assert max(map(len, verify(papers.record, "--pin", papers.pins)[1].splitlines())) > 120
