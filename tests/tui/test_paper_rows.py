"""The list of papers in words: contests first, then what is of the whole congress, every line with an id of its own."""

from collections.abc import Sequence
from dataclasses import replace

from builders import a_contest

from tally.application.papers import PaperKind, PaperState, PlannedPaper
from tally.domain.desk import ContestKey
from tally.locales import Words
from tally.tui.paper_rows import Choice, rows_of

BCH, DOAN = ("bch", 1), ("doan", 2)


def a_paper(
    name: str, kind: PaperKind, contest: ContestKey | None, state: PaperState = PaperState.READY
) -> PlannedPaper:
    return PlannedPaper(name, kind, contest, state, bytes)


PAPERS: Sequence[PlannedPaper] = (
    replace(a_paper("bien-ban-bieu-quyet-dct.xlsx", PaperKind.HAND_VOTE, None), about="Đoàn chủ tịch"),
    replace(a_paper("bien-ban-bieu-quyet-tk.xlsx", PaperKind.HAND_VOTE, None), about="Thư ký đoàn"),
    a_paper("bien-ban-bch-1.xlsx", PaperKind.MINUTES, BCH),
    a_paper("trang-chieu-bch-1.html", PaperKind.HALL, BCH, PaperState.NOT_SEALED),
    a_paper("bien-ban-doan-2.xlsx", PaperKind.MINUTES, DOAN, PaperState.DRAFT),
    a_paper("congress.toml", PaperKind.CONGRESS, None),
)


def test_contests_come_first_and_hand_votes_stand_with_the_papers_of_the_whole_congress() -> None:
    choice = Choice()
    choice.begin(PAPERS)
    contests = (a_contest(2, 1), replace(a_contest(2, 1), id="doan", round=2, title="Đoàn đại biểu"))
    rows = rows_of(Words("vi"), choice, contests)
    assert [row.text for row in rows] == [
        "Ban Chấp hành",
        "[x] Biên bản kiểm phiếu      ghi được",
        "    Trang chiếu              chờ khóa sổ",
        "Đoàn đại biểu (lần 2)",
        "[x] Biên bản kiểm phiếu      bản tạm, chưa khóa sổ",
        "Cả đại hội",
        "[x] Biên bản biểu quyết      ghi được · Đoàn chủ tịch",
        "[x] Biên bản biểu quyết      ghi được · Thư ký đoàn",
        "[x] Khai báo                 ghi được",
    ]
    assert len({row.id for row in rows}) == len(rows)


def test_one_contest_alone_has_no_heading_and_no_draft_is_signed() -> None:
    choice = Choice()
    choice.begin(PAPERS[4:])
    rows = rows_of(Words("en"), choice, (replace(a_contest(2, 1), id="doan", round=2),))
    assert [row.id for row in rows] == ["bien-ban-doan-2.xlsx", "congress.toml"]
    assert choice.to_sign() == ()
    choice.begin(PAPERS)
    assert [paper.name for paper in choice.to_sign()] == [
        "bien-ban-bieu-quyet-dct.xlsx",
        "bien-ban-bieu-quyet-tk.xlsx",
        "bien-ban-bch-1.xlsx",
    ]


def test_what_became_of_a_paper_stands_in_its_line() -> None:
    choice = Choice()
    choice.begin(PAPERS[2:3])
    choice.written.add("bien-ban-bch-1.xlsx")
    contests = (a_contest(2, 1),)
    (row,) = rows_of(Words("vi"), choice, contests)
    assert row.text.endswith("✓ đã ghi")
    choice.kept["bien-ban-bch-1.xlsx"] = "bien-ban-bch-1.truoc-1.xlsx"
    (row,) = rows_of(Words("vi"), choice, contests)
    assert row.text.endswith("bản cũ giữ thành bien-ban-bch-1.truoc-1.xlsx")
    choice.signed["bien-ban-bch-1.xlsx"] = ("Lò Thị Hoa", "Cà Văn Nam")
    (row,) = rows_of(Words("vi"), choice, contests)
    assert row.text.endswith("✓ đã ký: Lò Thị Hoa, Cà Văn Nam")


def test_a_paper_that_cannot_be_made_is_not_chosen_by_itself_nor_by_its_heading() -> None:
    choice = Choice()
    choice.begin(PAPERS)
    assert not choice.toggle("trang-chieu-bch-1.html")
    assert choice.toggle("#bch-1")
    assert "bien-ban-bch-1.xlsx" not in choice.chosen
    assert choice.toggle("#bch-1")
    assert {"bien-ban-bch-1.xlsx"} == {name for name in choice.chosen if "bch" in name}
    choice.toggle_all()
    assert not choice.chosen
    choice.toggle_all()
    assert len(choice.chosen) == 5


def test_what_is_past_is_left_out_and_says_why_until_somebody_chooses_it() -> None:
    name = "mo-dau-bch-1.xlsx"
    papers = (a_paper(name, PaperKind.OPENING, BCH), PAPERS[2])
    contests = (a_contest(2, 1),)
    for why, said in (("waived", "ban ghi là không cần"), ("begun", "đã bắt đầu kiểm")):
        choice = Choice()
        choice.begin(papers, {name: why})
        assert (
            [paper.name for paper in choice.to_write()]
            == ["bien-ban-bch-1.xlsx"]
            == [paper.name for paper in choice.to_sign()]
        )
        line = rows_of(Words("vi"), choice, contests)[0].text
        assert line.startswith("[ ]")
        assert said in line
        choice.written = {"bien-ban-bch-1.xlsx"}
        assert choice.all_written
        assert choice.toggle(name)
        assert rows_of(Words("vi"), choice, contests)[0].text.endswith("ghi được")
        assert name in {paper.name for paper in choice.to_sign()}


def test_one_kind_alone_can_be_chosen_at_first() -> None:
    choice = Choice()
    choice.begin(PAPERS, only=PaperKind.HAND_VOTE)
    assert {paper.kind for paper in choice.to_write()} == {PaperKind.HAND_VOTE}
