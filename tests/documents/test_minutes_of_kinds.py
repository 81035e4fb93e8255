"""The minutes of opinion ballots, of alternates and of hand votes: what stands on them, and what does not."""

from dataclasses import replace

from builders import QD_190, a_congress, a_contest, a_stack
from paper_cases import Case, a_case, declare, sheet, texts

from tally import bootstrap
from tally.application.papers import PaperKind
from tally.application.recount import Recount
from tally.documents.workbooks import Workbooks
from tally.domain.ballot import BallotStyle
from tally.domain.contest import Method, Office
from tally.domain.hand_vote import HandVote

PEOPLE = ["An", "Bình", "Chanh", "Dũng", "Đức"]


def opinion() -> Case:
    contest = a_contest(["An", "Bình"], 1, style=BallotStyle.AGREE_DISAGREE)
    contest = replace(contest, title="người được đề cử", seats=0, body_size=0, method=Method.OPINION)
    return a_case(contest, a_stack(*["++"] * 3, "+-", *["--"] * 6), a_congress(12, 10))


def delegates(alternates: int, votes: tuple[int, ...]) -> Case:
    contest = replace(a_contest(PEOPLE, 2, office=Office.DELEGATES), alternates=alternates)
    signs = ["".join("+" if at == place else "-" for at in range(5)) for place in range(5)]
    stack = [sign for sign, number in zip(signs, votes, strict=True) for _ in range(number)]
    return a_case(contest, a_stack(*stack), a_congress(10))


def said(case: Case, title: str = "Biên bản") -> list[str]:
    return list(texts(sheet(case.minutes, title)))


def after(lines: list[str], heading: str) -> list[str]:
    """Return what stands in a section."""
    place = next(at for at, line in enumerate(lines) if heading in line)
    section: list[str] = []
    for line in lines[place + 1 :]:
        if line[:1].isdigit() and ". " in line[:4]:
            break
        section.append(line)
    return section


def test_opinion_ballots_have_minutes_of_their_own() -> None:
    lines = said(opinion())
    together = "\n".join(lines)
    assert "BIÊN BẢN KIỂM PHIẾU XIN Ý KIẾN" in lines
    assert "Xin ý kiến: người được đề cử" in together
    assert "lấy phiếu xin ý kiến: người được đề cử" in together
    assert "10 có mặt; hơn 30 % số người có mặt = 4 phiếu." in together
    assert "Tỷ lệ % so với số có mặt (10)" in together
    section = after(lines, "Danh sách những người được vào danh sách bầu cử")
    assert section[0] == "Số người được vào danh sách bầu cử: 1 trong 2 người được xin ý kiến."
    assert section[-5:] == ["1", "An", "4", "40,00", "1"]


def test_opinion_ballots_speak_of_no_seat_and_no_election() -> None:
    lines = said(opinion()) + said(opinion(), "Kết quả")
    for word in ("trúng cử", "Trúng cử", "Số lượng cần bầu", "số dư", "quá nửa", "Quá nửa", "Bầu thiếu"):
        assert not [line for line in lines if word in line]


def test_nobody_enters_the_list() -> None:
    contest = replace(opinion().counted.result.contest)
    case = a_case(contest, a_stack(*["--"] * 10), a_congress(12, 10))
    assert after(said(case), "được vào danh sách bầu cử")[0] == "Không ai được vào danh sách bầu cử."


def test_alternates_stand_below_the_elected_in_the_order_of_votes() -> None:
    lines = said(delegates(2, (6, 9, 7, 8, 5)))
    section = after(lines, "Danh sách dự khuyết")
    assert section[0] == "Số dự khuyết: 2; số cần lấy: 2."
    assert [section[at : at + 3] for at in (6, 11)] == [["1", "Chanh", "7"], ["2", "An", "6"]]
    assert "Dự khuyết: lấy 2 người trong số còn lại quá nửa, theo số phiếu từ cao xuống thấp." in lines
    assert after(lines, "Kết quả kiểm phiếu").count("dự khuyết") == 2


def test_a_tie_among_alternates_is_voted_on_by_the_rule_and_asks_for_no_decision() -> None:
    section = after(said(delegates(1, (7, 9, 7, 8, 0))), "Danh sách dự khuyết")
    assert section[0] == "Số dự khuyết: 0; số cần lấy: 1."
    assert section[1].startswith("2 người ngang phiếu ở chỗ dự khuyết cuối cùng, mỗi người được 7 phiếu: số 1 An; số 3")
    assert "Đại hội bầu lại" in section[1]
    assert len(section) == 2


def test_a_tie_of_the_last_seat_comes_first() -> None:
    section = after(said(delegates(1, (8, 9, 8, 0, 0))), "Danh sách dự khuyết")
    assert section == ["Chưa lấy dự khuyết: chờ bầu lại do ngang phiếu ở chỗ chính thức."]


def test_missing_alternates_are_told_of() -> None:
    section = after(said(delegates(3, (6, 9, 0, 8, 0))), "Danh sách dự khuyết")
    assert any("Còn thiếu 2 dự khuyết" in line for line in section)
    assert section[-1] == "Quyết định của đại hội:"


def test_a_contest_without_alternates_says_nothing_of_them() -> None:
    assert not [line for line in said(delegates(0, (6, 9, 0, 8, 0))) if "dự khuyết" in line.casefold()]


# Hand votes

COUNTED = HandVote("doan-chu-tich", "Đoàn Chủ tịch", "Các đồng chí An, Bình", 9, 0, 1)
CONGRESS = replace(a_congress(12, 10), hand_votes=(COUNTED, HandVote("doan-thu-ky", "Đoàn Thư ký")))


def hand_lines(vote: HandVote) -> list[str]:
    recount = Recount(CONGRESS, QD_190, ())
    return list(texts(sheet(Workbooks(declare).hand_vote(recount, vote), "Biên bản")))


def test_hands_are_just_counted_with_both_percentages() -> None:
    lines = hand_lines(COUNTED)
    assert "BIÊN BẢN BIỂU QUYẾT" in lines
    assert "Các đồng chí An, Bình" in lines
    place = lines.index("Đồng ý")
    assert lines[place : place + 16] == [
        *("Đồng ý", "9", "90,00", "75,00"),
        *("Không đồng ý", "0", "0,00", "0,00"),
        *("Không có ý kiến", "1", "10,00", "8,33"),
        *("Cộng", "10", "100,00", "83,33"),
    ]
    assert not [line for line in lines if "quá nửa" in line or "trúng cử" in line]


def test_the_people_present_at_that_vote_count() -> None:
    lines = hand_lines(replace(COUNTED, agree=8, present=9))
    assert lines[lines.index("Đồng ý") + 2] == "88,89"
    assert not [line for line in lines if line.startswith(("E6", "W6"))]


def test_hands_that_do_not_agree_with_the_people_are_to_be_explained() -> None:
    lines = hand_lines(replace(COUNTED, agree=11))
    assert [line for line in lines if line.startswith("E601. Số người giơ tay (12) nhiều hơn số người có mặt (10).")]


def test_only_counted_votes_have_minutes() -> None:
    planned = bootstrap.planned_papers(Recount(CONGRESS, QD_190, ()))
    assert [one.name for one in planned if one.kind is PaperKind.HAND_VOTE] == [
        "bien-ban-bieu-quyet-doan-chu-tich.xlsx"
    ]
    assert planned[0].make() == planned[0].make()
