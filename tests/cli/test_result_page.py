"""The page for people: fits 80 columns, says everything in words and signs, never by colour alone."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from tally import bootstrap
from tally.application.bars import HALF_LINE, vote_bar
from tally.application.figures import Disagreement
from tally.application.recount import Recount, recount
from tally.cli.main import main
from tally.cli.result_page import HALF_BAR, result_page
from tally.domain.congress import Base, BaseStep
from tally.locales import LANGUAGES, Words


def _shown(counted: Recount, language: str) -> str:
    screen = io.StringIO()
    Console(file=screen, width=80, highlight=False).print(result_page(counted, Words(language)))
    return screen.getvalue()


@given(base=st.integers(1, 3000), data=st.data())
def test_a_bar_crosses_the_half_line_exactly_when_the_votes_are_over_half(base: int, data: st.DataObject) -> None:
    votes = data.draw(st.integers(0, base))
    left, right = vote_bar(votes, base, HALF_BAR).split(HALF_LINE)
    assert bool(right) == Base((BaseStep("summoned", base, ""),)).is_majority(votes)
    assert (left == "█" * HALF_BAR) == (2 * votes >= base)
    assert len(right) <= HALF_BAR


def test_without_a_base_there_is_no_bar() -> None:
    assert vote_bar(5, 0, HALF_BAR) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["thanh-chan", "thanh-chan-base", "department", "cell-of-eleven", "national"])
def test_every_line_fits_80_columns_and_every_candidate_is_there(fixtures: Path, name: str, language: str) -> None:
    counted = recount(bootstrap.open_source(fixtures / name))
    page = _shown(counted, language)
    assert max(cell_len(line) for line in page.splitlines()) <= 80
    words = Words(language)
    for contest in counted.contests:
        for line in contest.result.candidates:
            shown = [row for row in page.splitlines() if row.startswith(f"{line.candidate.no:>3} ")]
            outcome, votes = words(f"words.outcome.{line.outcome}"), words.number(line.votes)
            assert any(outcome in row and f" {votes} " in row for row in shown)


def test_a_name_of_sixty_letters_is_folded_never_cut(fixtures: Path) -> None:
    counted = recount(bootstrap.open_source(fixtures / "cell-of-eleven"))
    contest = counted.contests[0]
    name = "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Quỳnh Ngọc Bảo Trân Ái"
    first, *rest = contest.result.candidates
    long = replace(first, candidate=replace(first.candidate, name=name))
    changed = replace(contest, result=replace(contest.result, candidates=(long, *rest)))
    page = _shown(replace(counted, contests=(changed,)), "vi")
    assert max(cell_len(line) for line in page.splitlines()) <= 80
    assert all(word in page for word in name.split())


def test_the_arithmetic_of_the_base_is_written_out(fixtures: Path) -> None:
    page = _shown(recount(bootstrap.open_source(fixtures / "thanh-chan-base")), "vi")
    joined = " ".join(page.split())
    assert "106 triệu tập - 2 vắng suốt đại hội không có dự khuyết thay thế = 104; quá nửa = 53" in joined, (
        "the line a board reads out"
    )
    assert "BẦU THIẾU" in joined


def test_no_colour_reaches_a_pipe(fixtures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recount", str(fixtures / "thanh-chan")]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("differing", "said"),
    [
        (Disagreement("status", "xong", "tie"), "tình trạng: hồ sơ ghi “xong”, đếm lại được NGANG PHIẾU"),
        (
            Disagreement("outcome.1", "elected", "tied"),
            "kết quả của 1 Lò Văn Ánh: hồ sơ ghi trúng cử, đếm lại được ngang phiếu",
        ),
        (
            Disagreement("votes.1", "rất nhiều", 100),
            "số phiếu của 1 Lò Văn Ánh: hồ sơ ghi “rất nhiều”, đếm lại được 100",
        ),
        (Disagreement("invalid.too-many", 3, 1), "phiếu không hợp lệ (bầu quá số lượng): hồ sơ ghi 3"),
        (Disagreement("invalid.foo", 5, None), "“invalid.foo”: hồ sơ ghi 5, đếm lại được (không có dòng này)"),
        (Disagreement("{x}", "{y}", None), "“{x}”: hồ sơ ghi “{y}”, đếm lại được (không có dòng này)"),
        (Disagreement("base", None, 11), "mẫu số: hồ sơ ghi (không có dòng này), đếm lại được 11"),
        (Disagreement("needed", "", 53), "số phiếu quá nửa: hồ sơ ghi chưa ghi, đếm lại được 53"),
    ],
)
def test_whatever_an_altered_record_says_is_quoted_beside_the_count(
    fixtures: Path, differing: Disagreement, said: str
) -> None:
    counted = recount(bootstrap.open_source(fixtures / "thanh-chan"))
    changed = replace(counted, contests=(replace(counted.contests[0], disagreements=(differing,)),))
    assert said in " ".join(_shown(changed, "vi").split())
