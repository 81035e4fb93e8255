"""What the desk knows, on paper: how it was counted, the journal in the record, the minutes of a corrigendum."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import foreign
import pytest
from board import HEAD, KEY, KEYER, OTHER, SECRETARY, TWO, Board, a_board, counting
from builders import a_congress, a_contest, marks
from counted_at_desk import at, case, corrected, counted, sealed
from paper_cases import declare, opened, sheet, small_case, texts

from tally import bootstrap
from tally.application.hall import hall_view
from tally.application.papers import OF_A_COUNT, note_papers, papers_of
from tally.application.recount import Recount, recount
from tally.documents.journal_sheet import ballot_text
from tally.documents.wording import WORDS
from tally.documents.workbooks import Workbooks
from tally.domain.ballot import BallotStyle, Ruling
from tally.domain.congress import Level
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.domain.slate import Slate

GOLDEN = Path(__file__).parent
EXPLAINED = "một tờ rơi ngoài hòm, đã lập biên bản riêng"


def without_digests(lines: list[str]) -> str:
    """Return the lines with every digest as `…`: they are tested where they are made."""
    text = "\n".join(lines) + "\n"
    return re.sub(r"(?:\b[0-9a-f]{4} ){3,}[0-9a-f]{4}|\b[0-9a-f]{64}\b", "…", text)


def minutes(board: Board) -> list[str]:
    return texts(sheet(case(board).minutes, "Biên bản"))


def how_it_was_counted(board: Board) -> list[str]:
    """Return the section on how it was counted, up to the signatures."""
    lines = minutes(board)
    first = next(place for place, line in enumerate(lines) if "Cách kiểm phiếu, mã hồ sơ phiếu và mã kết quả" in line)
    return lines[first : lines.index("T/M ĐOÀN CHỦ TỊCH")]


def corrigendum(board: Board) -> bytes:
    made = case(board)
    return Workbooks(declare).corrigendum(made.recount, made.counted, made.counted.corrigenda[0])


def test_the_minutes_tell_how_the_desk_counted() -> None:
    expected = (GOLDEN / "cach-kiem-phieu.txt").read_text(encoding="utf-8")
    assert without_digests(how_it_was_counted(corrected())) == expected


def test_the_corrigendum_says_what_was_sealed_and_what_is_right() -> None:
    expected = (GOLDEN / "dinh-chinh.txt").read_text(encoding="utf-8")
    assert without_digests(texts(sheet(corrigendum(corrected()), "Đính chính"))) == expected


def test_the_hall_page_minutes_and_corrigendum_bear_the_same_digest_of_the_results() -> None:
    for board in (sealed(), corrected()):
        made = case(board)
        shown = hall_view(WORDS, made.recount, made.counted).digest
        paper = sheet(corrigendum(board), "Đính chính") if made.counted.corrigenda else sheet(made.minutes, "Biên bản")
        lines = texts(paper)
        place = lines.index("Mã kết quả (SHA-256):")
        assert "".join(lines[place + 1 : place + 3]).replace(" ", "") == shown


def test_the_journal_stands_in_the_record_entry_by_entry() -> None:
    expected = (GOLDEN / "nhat-ky.txt").read_text(encoding="utf-8")
    worksheet = sheet(case(corrected()).record, "Nhật ký")
    rows = [
        " | ".join("" if cell is None else str(cell).replace("\n", " / ") for cell in row).rstrip(" |")
        for row in worksheet.iter_rows(min_row=5, values_only=True)
    ]
    assert without_digests(rows) == expected


def test_the_hash_in_the_journal_is_that_of_the_last_entry_about_the_contest() -> None:
    board = corrected()
    worksheet = sheet(case(board).record, "Nhật ký")
    last = board.journal.held["congress"][-1]
    assert worksheet["A4"].value == last.hash.hex()
    assert f"mục {last.sequence} " in str(worksheet["A3"].value)


def test_the_record_has_the_journal_before_the_declaration_and_only_where_a_desk_counted() -> None:
    assert opened(case(sealed()).record).sheetnames == ["Kết quả", "Phiếu", "Kiểm tra", "Nhật ký", "Khai báo"]
    assert "Nhật ký" not in opened(small_case().record).sheetnames


def test_no_ballot_stands_in_the_minutes_or_the_corrigendum() -> None:
    board = corrected()
    for paper in (case(board).minutes, corrigendum(board)):
        everything = "\n".join(text for title in opened(paper).sheetnames for text in texts(sheet(paper, title)))
        assert not re.search(r"gạch [\dh]|không gạch ai|bầu \d", everything)


def test_before_the_seal_the_minutes_say_so_and_leave_room_for_explanations() -> None:
    lines = minutes(counted())
    assert any("cuộc bầu chưa khóa sổ" in line for line in lines)
    assert not any("Khóa sổ lúc" in line for line in lines)
    assert lines.count("Lời giải thích của ban:") == 2
    assert any("Kiểm phiếu xong lúc ....... giờ ....... phút, ngày 09 tháng 6 năm 2025." in line for line in lines)


def test_after_the_seal_the_explanation_stands_with_its_finding() -> None:
    lines = minutes(sealed())
    found = next(place for place, line in enumerate(lines) if line.startswith("E102."))
    assert lines[found + 1] == f"Lời giải thích của ban: {EXPLAINED}"
    assert "Lời giải thích của ban:" not in lines
    assert any("Kiểm phiếu xong lúc 10 giờ 30 phút, ngày 10 tháng 6 năm 2025." in line for line in lines)


def test_two_passes_that_agree_by_two_people() -> None:
    board = counting()
    board.batch(("+++-", "++-+"), ("+++-", "++-+"))
    text = "\n".join(how_it_was_counted(board))
    assert "Mỗi tập được nhập 2 lượt độc lập" in text
    assert "Giữa các lượt không có phiếu nào lệch." in text
    assert "Người nhập: Vì Văn Sơn (1 lượt); Quàng Thị Mai (1 lượt). Máy: may-1." in text
    assert "đã ghi 4 lần nhập phiếu, trong đó 0 lần là lặp lại phiếu liền trước." in text
    assert "Cách kiểm phiếu: nhập từng phiếu vào máy (2 phiếu, 1 tập)." in text
    for word in ("Lý do", "mã PIN", "sửa phiếu", "lượt thứ hai để đối chiếu"):
        assert word not in text


def test_a_cell_that_keyed_once_without_pins_has_it_printed() -> None:
    board = a_board(pin="", congress=replace(a_congress(), level=Level.CELL)).sit(HEAD, "")
    board.batches.begin_counting(KEY, 1, "chi bộ ít phiếu")
    keyer = board.batches.open_pass(KEY, board.batches.open_batch(KEY))
    keyer.key(marks("+++-"))
    keyer.close()
    text = "\n".join(how_it_was_counted(board))
    assert "Mỗi tập được nhập một lượt, không có lượt thứ hai để đối chiếu." in text
    assert "không ai ở bàn kiểm phiếu dùng mã PIN." in text
    assert re.search(r"Đồng chí Lò Thị Hoa quyết định mỗi tập chỉ nhập một lượt, lúc .+\. Lý do: chi bộ ít phiếu", text)


def test_what_the_head_did_alone_is_printed_with_who_when_and_why() -> None:
    board = counting(3).sit(HEAD)
    board.people.set_pin(SECRETARY, "161803")
    board.people.add("Lường Văn Yên", "member")
    board.batches.waive_passes(KEY, 2, "máy thứ ba hỏng")
    board.batch(("+++-", "-+++"), ("++-+", "+--+"))
    board.comparing.settle(KEY, 1, 1, Keying(marks("+++-")), "nét gạch mờ")
    secretary = board.people.confirm(SECRETARY, "161803")
    board.comparing.settle(KEY, 1, 2, Keying(marks("+-+-")), "hai lượt cùng nhìn nhầm", secretary)
    slate = list(board.desk.contest(KEY).slate)
    slate[:2] = replace(slate[0], name="Lò Văn Anh"), replace(slate[1], born=1970)
    board.setup.update_contest(replace(board.desk.contest(KEY), slate=Slate(tuple(slate))), "gõ nhầm")
    text = "\n".join(how_it_was_counted(board))
    time = r"lúc \d+ giờ \d+ phút, ngày 10 tháng 6 năm 2025"
    for said in (
        rf"Mã PIN của đồng chí Cà Văn Nam do trưởng ban một mình đặt lại {time}; người đặt là đồng chí Lò Thị Hoa\.",
        rf"Đang kiểm phiếu, đồng chí Lò Thị Hoa thêm đồng chí Lường Văn Yên vào danh sách người dùng máy {time}\.",
        rf"\nĐồng chí Lò Thị Hoa quyết định .+ {time}: từ đó mỗi tập nhập 2 lượt\. Lý do: máy thứ ba hỏng\n",
        rf"Sau khi đã nhập phiếu, đồng chí Lò Thị Hoa sửa tên ở.+“Lò Văn Ánh” thành “Lò Văn Anh” {time}\. Lý do: gõ",
        rf"đồng chí Lò Thị Hoa sửa dòng số 2, Cà Văn Bình, trong danh sách bầu {time}\. Lý do: gõ nhầm\n",
        rf"\nPhiếu lệch, tập 1 phiếu 1: đồng chí Lò Thị Hoa kết luận {time}\. Lý do: nét gạch mờ\n",
        rf"phiếu 2: đồng chí Lò Thị Hoa và đồng chí Cà Văn Nam kết luận {time}\. Lý do: hai lượt cùng nhìn nhầm\n",
    ):
        assert re.search(said, text), (said, text)


def test_what_the_head_does_alone_after_the_seal_changes_none_of_its_papers() -> None:
    board = sealed()
    before = minutes(board)
    board.sit(HEAD).people.set_pin(SECRETARY, "161803")
    assert minutes(board) == before
    assert [one.person for one in board.closing.how_counted()[KEY].alone_later] == [SECRETARY]


def test_one_person_who_keyed_both_passes_is_printed() -> None:
    board = a_board(pin="").sit(HEAD, "")
    board.batches.begin_counting(KEY, 2, "chỉ có một người biết máy")
    number = board.batches.open_batch(KEY)
    for _ in range(2):
        keyer = board.batches.open_pass(KEY, number)
        keyer.key(marks("+++-"))
        keyer.close()
    text = "\n".join(how_it_was_counted(board))
    assert "Số tập có một người nhập hơn một lượt: 1." in text
    assert re.search(r"quyết định về số lượt nhập và người nhập lúc .+ 2 lượt\. Lý do: chỉ có một người biết máy", text)


def test_a_seal_over_other_figures_is_cried_out() -> None:
    board = sealed()
    count = board.desk.count_of(KEY)
    assert count.seal is not None
    count.seal = replace(count.seal, digest="a" * 64)
    assert any("CHÚ Ý: mã lúc khóa sổ là aaaa aaaa" in line for line in how_it_was_counted(board))


def test_a_corrigendum_that_changes_who_is_elected_says_who_was_and_who_is() -> None:
    board = counting(1)
    board.setup.report_ballots(KEY, 10, 10, 10)
    board.batch(("+++-",) * 6 + ("++-+",) * 4)
    at(board, 4, 0)
    for code in dict.fromkeys(finding.code for finding in board.closing.unexplained(KEY)):
        board.closing.explain(KEY, code, "đã xem")
    board.closing.seal(KEY, *TWO)
    # Chanh falls from 6 to 4, Dũng rises from 4 to 6.
    changes = {(1, 1): (marks("++-+"), None), (1, 2): (marks("++-+"), None)}
    board.closing.corrigendum(KEY, "nhập ngược hai tờ", changes, *TWO)
    lines = texts(sheet(corrigendum(board), "Đính chính"))
    before = "Trước đính chính (3 người): số 1 Lò Văn Ánh; số 2 Cà Văn Bình; số 3 Nguyễn Thị Chanh."
    assert before in lines
    assert "Đúng là (3 người): số 1 Lò Văn Ánh; số 2 Cà Văn Bình; số 4 Vì Văn Dũng." in lines
    figures = lines[lines.index("Đúng là") + 1 : lines.index("5. Người trúng cử")]
    assert figures == [
        *("Số phiếu: số 3 Nguyễn Thị Chanh", "6", "4"),
        *("Số phiếu: số 4 Vì Văn Dũng", "4", "6"),
        *("Kết quả: số 3 Nguyễn Thị Chanh", "trúng cử", "không trúng cử"),
        *("Kết quả: số 4 Vì Văn Dũng", "không trúng cử", "trúng cử"),
    ]


def test_a_corrigendum_that_changes_no_figure_says_so() -> None:
    board = sealed()
    board.closing.corrigendum(KEY, "ghi rõ hơn", {(1, 7): (marks("+++-"), Ruling(InvalidReason.NOT_ISSUED))}, *TWO)
    board.closing.corrigendum(KEY, "đổi chỗ", {(1, 1): (marks("++-+"), None), (1, 3): (marks("+++-"), None)}, *TWO)
    made = case(board)
    second = Workbooks(declare).corrigendum(made.recount, made.counted, made.counted.corrigenda[1])
    lines = texts(sheet(second, "Đính chính"))
    assert "Không số liệu nào thay đổi." in lines
    assert "(Đính chính số 2)" in lines


@pytest.mark.parametrize(
    ("style", "signs", "said"),
    [
        (BallotStyle.CROSS_OUT, "++++", "không gạch ai"),
        (BallotStyle.CROSS_OUT, "----", "gạch hết"),
        (BallotStyle.CROSS_OUT, "+--+", "gạch 2, 3"),
        (BallotStyle.CROSS_OUT, "+---", "bầu 1"),
        (BallotStyle.AGREE_DISAGREE, "++++", "đồng ý tất cả"),
        (BallotStyle.AGREE_DISAGREE, "----", "không đồng ý ai"),
        (BallotStyle.AGREE_DISAGREE, "++-+", "không đồng ý 3"),
        (BallotStyle.AGREE_DISAGREE, "+-*.", "đồng ý 1; không đồng ý 2; cả hai ô 3; không ô nào 4"),
        (BallotStyle.AGREE_DISAGREE, "++**", "đồng ý 1, 2; cả hai ô 3, 4"),
    ],
)
def test_a_ballot_is_said_in_words(style: BallotStyle, signs: str, said: str) -> None:
    assert ballot_text(a_contest(4, style=style), Keying(marks(signs))) == said


def test_a_ballot_is_said_with_its_ruling_or_that_it_is_not_there() -> None:
    contest = a_contest(4)
    assert ballot_text(contest, None) == "không có phiếu này"
    faint = Keying(marks("+++-"), Ruling(None, "nét gạch mờ"))
    assert ballot_text(contest, faint) == "gạch 4; ban kết luận hợp lệ (nét gạch mờ)"


def test_a_corrigendum_of_several_ballots_has_a_row_for_each_in_the_journal() -> None:
    board = sealed()
    changes = {(1, 1): (None, None), (1, 4): (marks("+-+-"), None)}
    board.closing.corrigendum(KEY, "hai tờ nhập sai", changes, *TWO)
    *_, first, second = sheet(case(board).record, "Nhật ký").iter_rows(values_only=True)
    assert first[5:] == ("tập 1 phiếu 1: gạch 4", "tập 1 phiếu 1: không có phiếu này")
    assert second == (None,) * 5 + ("tập 1 phiếu 4: gạch 4", "tập 1 phiếu 4: gạch 2, 4")


def test_the_same_journal_gives_the_same_bytes_and_an_export_noted_in_it_changes_none() -> None:
    board = corrected()
    one, other = case(board), case(corrected())
    assert (one.minutes, one.record, corrigendum(board)) == (other.minutes, other.record, corrigendum(corrected()))
    note_papers(board.desk, Path("giấy tờ"))
    again = case(board)
    assert (again.minutes, again.record) == (one.minutes, one.record)


def real(recount_: Recount) -> Mapping[str, bytes]:
    """Return the workbooks that are made of a count."""
    made = {}
    for planned in papers_of(recount_, bootstrap.paper_maker()):
        if planned.kind in OF_A_COUNT:
            content = planned.make()
            assert isinstance(content, bytes)
            made[planned.name] = content
    return made


def test_of_a_count_there_are_minutes_record_and_one_for_each_corrigendum() -> None:
    for board, more in ((sealed(), []), (corrected(), ["dinh-chinh-bch-1-1.xlsx"])):
        assert list(real(board.closing.recount())) == ["bien-ban-bch-1.xlsx", "ho-so-bch-1.xlsx", *more]


def test_the_record_with_a_journal_is_read_and_counted_as_before(tmp_path: Path) -> None:
    board = corrected()
    path = tmp_path / "ho-so.xlsx"
    path.write_bytes(real(board.closing.recount())["ho-so-bch-1.xlsx"])
    again = recount(bootstrap.open_source(path))
    assert again.agrees
    assert again.contests[0].digest == board.closing.result(KEY).digest
    assert again.contests[0].result == board.closing.result(KEY).result


def test_names_and_reasons_cannot_become_formulas() -> None:
    board = counting(1)
    board.sit(KEYER)
    keyer = board.batches.open_pass(KEY, board.batches.open_batch(KEY))
    keyer.key(marks("+++-"))
    keyer.correct(1, marks("++++"), None, '=HYPERLINK("x")')
    keyer.close()
    for paper, title in ((case(board).minutes, "Biên bản"), (case(board).record, "Nhật ký")):
        kinds = {
            cell.data_type for row in sheet(paper, title).iter_rows() for cell in row if "HYPERLINK" in str(cell.value)
        }
        assert kinds == {"s"}


def test_times_are_those_of_vietnam() -> None:
    board = counting()
    at(board, 18, 30)  # in UTC: half past one at night, the next day
    board.sit(OTHER)
    board.batches.open_batch(KEY)
    rows = list(sheet(case(board).record, "Nhật ký").iter_rows(values_only=True))
    assert rows[-1][1] == "11-06-2025 01:30:00"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the papers, recalculated and printed by LibreOffice."""
    folder = tmp_path_factory.mktemp("desk-papers")
    board = corrected()
    papers = real(board.closing.recount())
    for name, data in papers.items():
        (folder / name).write_bytes(data)
    foreign.printed([folder / name for name in papers], folder)
    return folder


def test_libreoffice_counts_the_record_again_to_the_same_figures(seen: Path) -> None:
    shown = foreign.recalculated([seen / "ho-so-bch-1.xlsx"], seen)
    rows = shown["ho-so-bch-1", "Kiểm tra"]
    assert rows[1][0] == "KHỚP"
    assert not [cell for row in rows for cell in row if cell.startswith(("#", "Err:"))]


def test_the_pages_bear_it_all(seen: Path) -> None:
    def words(name: str) -> str:
        return " ".join(foreign.page_text(seen / f"{name}.pdf").split())

    signed = words("bien-ban-bch-1")
    for text in ("máy thứ hai hỏng", EXPLAINED, "Tập 1, lượt 1, phiếu 2", "Kiểm phiếu xong lúc 10 giờ 30 phút"):
        assert text in signed
    journal = words("ho-so-bch-1")
    for text in ("không gạch ai", "lượt 2: gạch 1, 2", "xem lại phiếu, nét gạch mờ"):
        assert text in journal
    correction = words("dinh-chinh-bch-1-1")
    for text in ("BIÊN BẢN ĐÍNH CHÍNH", "Đối chiếu lại phiếu giấy", "TRƯỞNG BAN KIỂM PHIẾU"):
        assert text in correction
