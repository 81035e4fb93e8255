"""What the hall sees, and what the voter is given, of opinion ballots and of an election with alternates."""

import re
from dataclasses import replace

from builders import a_congress, a_contest, a_stack
from hall_cases import sealed
from paper_cases import Case, declare, sheet, texts

from tally.application.bars import bar_parts, cells_before, vote_bar
from tally.application.hall import hall_view
from tally.documents.hall.page import hall_page
from tally.documents.workbooks import Workbooks
from tally.domain.ballot import BallotStyle
from tally.domain.contest import Method, Office
from tally.locales import Words
from tally.tui.hall_pages import hall_pages

WORDS = Words("vi")


def opinion(style: BallotStyle = BallotStyle.AGREE_DISAGREE) -> Case:
    contest = replace(a_contest(["An", "Bình"], 1, style=style), seats=0, body_size=0, method=Method.OPINION)
    return sealed(contest, a_stack(*["++"] * 3, "+-", *["--"] * 6), a_congress(12, 10))


def delegates() -> Case:
    contest = replace(a_contest(["An", "Bình", "Chanh", "Dũng"], 1, office=Office.DELEGATES), alternates=2)
    stack = ["+---"] * 9 + ["-+--"] * 7 + ["--+-"] * 8 + ["---+"] * 2
    return sealed(contest, a_stack(*stack), a_congress(10))


def on_screen(case: Case) -> str:
    pages = hall_pages(WORDS, hall_view(WORDS, case.recount, case.counted), 80, 20)
    return "\n".join(f"{page.heading}\n{page.body.plain}" for page in pages)


def on_page(case: Case) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", hall_page(case.recount, case.counted, WORDS).decode()).split())


def test_the_hall_sees_who_enters_the_list() -> None:
    for text in (" ".join(on_screen(opinion()).split()), on_page(opinion())):
        assert "Xin ý kiến về 2 người" in text
        assert "hơn 30 %: từ 4 phiếu" in text
        assert "Vào danh sách bầu cử 1 người" in text
        assert "Được vào danh sách bầu cử: 1/2 người được xin ý kiến." in text
        assert "rúng cử" not in text
        assert "quá nửa" not in text


def test_the_hall_sees_the_alternates() -> None:
    for text in (" ".join(on_screen(delegates()).split()), on_page(delegates())):
        assert "Bầu 1 người chính thức, 2 dự khuyết trong danh sách 4 người" in text
        assert "Dự khuyết, theo số phiếu" in text
        assert "dự khuyết 2/2" in text
    view = hall_view(WORDS, delegates().recount, delegates().counted)
    assert [line.name for line in view.alternates] == ["Chanh", "Bình"]
    assert [line.said for line in view.lines] == ["trúng cử", "dự khuyết", "dự khuyết", "không trúng cử"]


def test_the_line_stands_at_three_in_ten() -> None:
    view = hall_view(WORDS, opinion().recount, opinion().counted)
    assert view.before(50) == 30
    # Of ten present, three are the left side to its end and not more; four are over the line.
    assert [bar_parts(votes, 10, 50, 30) for votes in (0, 3, 4, 10)] == [(0, 0), (30, 0), (30, 10), (30, 70)]
    assert 'class="half" x="30"' in hall_page(opinion().recount, opinion().counted, WORDS).decode()


def test_a_bar_crosses_the_line_exactly_when_the_votes_are_enough() -> None:
    for half in (1, 5, 8, 20, 50):
        for base in (1, 9, 10, 11, 100, 333):
            for votes in range(base + 1):
                left, right = vote_bar(votes, base, half, more_than=30).split("┃")
                enough = 100 * votes > 30 * base
                assert bool(right) == enough
                assert len(left) == cells_before(half, 30)
                assert len(left + right) <= 2 * half
                # On a bar too short for three tenths of it the one cell before the line fills with what there is.
                assert not enough or " " not in left


def test_at_half_the_bar_is_as_it_was() -> None:
    assert cells_before(8) == 8
    assert [bar_parts(votes, 20, 8) for votes in (0, 5, 10, 11, 20)] == [(0, 0), (4, 0), (8, 0), (8, 1), (8, 8)]


def ballot(case: Case) -> list[str]:
    return list(texts(sheet(Workbooks(declare).ballot(case.recount, case.counted), "Phiếu bầu")))


def test_an_opinion_ballot_asks_for_an_opinion() -> None:
    lines = ballot(opinion())
    assert "PHIẾU XIN Ý KIẾN" in lines
    assert "(Danh sách xin ý kiến: 2 người)" in lines
    assert "Ở mỗi người, đánh dấu X vào một ô: đồng ý hoặc không đồng ý." in lines
    assert not [line for line in lines if "bầu không quá" in line or "Số lượng cần bầu" in line]
    struck = ballot(opinion(BallotStyle.CROSS_OUT))
    assert "Gạch cả họ và tên người không đồng ý đưa vào danh sách bầu cử." in struck


def test_the_ballot_of_an_election_is_as_it_was() -> None:
    assert "(Số lượng cần bầu: 1 người; danh sách: 4 người)" in ballot(delegates())
