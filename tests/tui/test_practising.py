"""Practice: the papers are drawn, mistakes are planted and found, and everything bears the mark."""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from desk_screens import SIZES, at, press, shown
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from textual.pilot import Pilot
from textual.widgets import Input

from tally import bootstrap
from tally.application.practice import KEY, Practice, assess, make_practice
from tally.cli.desk import services
from tally.cli.main import main
from tally.domain.ballot import Ballot, Mark
from tally.domain.passes import Keying, align
from tally.locales import Words
from tally.tui.app import TallyApp
from tally.tui.screens.disputes import DisputesScreen
from tally.tui.screens.paper import PaperScreen
from tally.tui.screens.papers import PapersScreen
from tally.tui.screens.practice import PracticeScreen
from tally.tui.screens.practice_count import PracticeCountScreen
from tally.tui.screens.result import ResultScreen
from tally.tui.screens.rulings import RulingsScreen
from tally.tui.widgets.drawn_paper import DrawnPaper
from tally.tui.widgets.two_people import TwoPeople

MARK = "TẬP DƯỢT"
NAMES_OF_PAPERS = ("bien-ban", "ho-so", "mo-dau", "phieu-bau", "phieu-kiem", "phieu-tap")


@pytest.fixture(autouse=True)
def _files_of_practice_stay_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


def keys(marks: bytes) -> list[str]:
    """Return the keys that record a paper of at most nine candidates."""
    return [*("".join(str(no) for no, mark in enumerate(marks, start=1) if mark == Mark.AGAINST) or "0"), "enter"]


Play = Callable[[Pilot[None], TallyApp], Awaitable[None]]


def practise(play: Play, size: tuple[int, int], language: str = "vi", **asked: int) -> None:
    """Run `tally practice` and play."""
    words = Words(language)
    app = TallyApp(words, services(words), "practice", **asked)

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.2)
            await play(pilot, app)

    asyncio.run(go())


# What is practised on


@given(candidates=st.integers(2, 30), seats=st.integers(1, 30), ballots=st.integers(3, 50), seed=st.integers(0, 10_000))
def test_any_practice_has_papers_that_can_be_keyed_and_as_many_mistakes_as_it_says(
    candidates: int, seats: int, ballots: int, seed: int
) -> None:
    seats = min(seats, candidates)
    one = make_practice(Words("vi"), candidates, seats, ballots, seed)
    assert len(one.papers) == ballots
    assert all(len(paper) == candidates and set(paper) <= {Mark.FOR, Mark.AGAINST} for paper in one.papers)
    assert MARK in one.congress.organisation
    assert MARK in one.congress.title
    assert MARK in one.contest.title
    slots = align([[Keying(paper) for paper in one.papers], [Keying(paper) for paper in one.second]])
    assert sum(not slot.agreed for slot in slots) == one.planted >= 1
    assert one == make_practice(Words("vi"), candidates, seats, ballots, seed)


def test_the_names_stand_in_the_order_of_the_ballot() -> None:
    assert not make_practice(Words("vi")).contest.slate.out_of_name_order()


def score_of(practice: Practice, own: Sequence[bytes], final: Sequence[bytes], corrected: int = 0) -> tuple[int, ...]:
    ballots = [Ballot(1, number, marks) for number, marks in enumerate(final, start=1)]
    score = assess(practice, [Keying(marks) for marks in own], corrected, ballots, 5.0)
    return score.own, score.planted, score.caught, score.missed


def test_the_score_counts_what_was_caught_and_what_is_still_wrong() -> None:
    practice = make_practice(Words("vi"), seed=3)
    wrong = bytearray(practice.papers[0])
    wrong[0] = Mark.AGAINST if wrong[0] == Mark.FOR else Mark.FOR
    slipped = [bytes(wrong), *practice.papers[1:]]
    assert score_of(practice, practice.papers, practice.papers) == (0, practice.planted, practice.planted, 0)
    assert score_of(practice, slipped, practice.papers) == (1, practice.planted, practice.planted + 1, 0)
    assert score_of(practice, slipped, slipped) == (1, practice.planted, practice.planted, 1)
    assert score_of(practice, practice.papers, practice.papers, corrected=2)[::2] == (2, practice.planted + 2)


@given(candidates=st.integers(2, 30), seats=st.integers(1, 29), ballots=st.integers(8, 50), seed=st.integers(0, 10_000))
def test_usual_papers_come_first_then_too_many_names_none_and_a_signature(
    candidates: int, seats: int, ballots: int, seed: int
) -> None:
    seats = min(seats, candidates - 1)
    one = make_practice(Words("vi"), candidates, seats, ballots, seed)
    voted = [paper.count(Mark.FOR) for paper in one.papers]
    assert all(1 <= names <= seats for names in voted[:-3]), "valid by their marks"
    assert voted[-3:] == [candidates, 0, seats]
    assert one.doubtful == ballots


# On the screen


def bears_the_mark(pilot: Pilot[None]) -> bool:
    """Tell whether the title bar says that this is practice."""
    return MARK in shown(pilot).splitlines()[0]


async def key_all(pilot: Pilot[None], practice: Practice) -> None:
    """Key the papers as they are drawn, but for one slip of the finger where the second person makes no mistake."""
    slots = align([[Keying(paper) for paper in practice.papers], [Keying(paper) for paper in practice.second]])
    slip = next(slot.place for slot in slots if slot.agreed)
    for number, paper in enumerate(practice.papers, start=1):
        drawn = str(pilot.app.screen.query_one(DrawnPaper).render())
        assert drawn.count("━") == 2 * sum(mark == Mark.AGAINST for mark in paper)
        wrong = ["1", "enter"] if keys(paper) != ["1", "enter"] else ["2", "enter"]
        await pilot.press(*(wrong if number == slip else keys(paper)))
    await press(pilot, "f8", *str(len(practice.papers)), "enter")
    await pilot.pause(0.3)


async def key_again(pilot: Pilot[None], app: TallyApp, practice: Practice) -> int:
    """Key what differs from the papers drawn; return how many ballots that was."""
    again = 0
    while app.table is not None and app.table.comparing.disputes(KEY):
        again += 1
        assert bears_the_mark(pilot)
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, PaperScreen), shown(pilot)
        paper = practice.papers[screen._place[1] - 1]
        assert bears_the_mark(pilot)
        assert str(screen.query_one(DrawnPaper).render()).count("━") == 2 * sum(m == Mark.AGAINST for m in paper)
        await press(pilot, *keys(paper))
        await pilot.pause(0.2)
    return again


async def rule_and_read_the_last_page(pilot: Pilot[None], practice: Practice, words: Words) -> None:
    """Rule as the practice says: agree with the machine once, then find the signed paper and say that it is signed."""
    await press(pilot, "enter")
    assert at(pilot, RulingsScreen)
    await press(pilot, "ctrl+a", "enter", "right", "f8")
    assert at(pilot, RulingsScreen), shown(pilot)
    await press(pilot, "ctrl+f", *f"1.{practice.doubtful}", "enter", "3", "enter")
    assert at(pilot, RulingsScreen), shown(pilot)
    await press(pilot, "escape")
    assert at(pilot, PracticeScreen)
    assert words("tui.practice.ruled").splitlines()[0] in shown(pilot)
    await press(pilot, "enter")
    assert words("tui.practice.hall").splitlines()[0] in shown(pilot)
    assert bears_the_mark(pilot)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_the_lesson_to_the_papers_everything_bears_the_mark(
    folder: Path, capsys: pytest.CaptureFixture[str], size: tuple[int, int], language: str
) -> None:
    where: list[Path] = []

    async def play(pilot: Pilot[None], app: TallyApp) -> None:
        words = app.words
        for page in range(1, 6):
            assert bears_the_mark(pilot)
            assert words(f"tui.practice.lesson.{page}").splitlines()[0] in shown(pilot)
            await press(pilot, "enter")
        assert at(pilot, PracticeCountScreen), shown(pilot)
        assert app.practice is not None
        await key_all(pilot, app.practice)
        assert at(pilot, PracticeScreen), shown(pilot)
        await press(pilot, "enter")
        assert at(pilot, DisputesScreen)
        assert await key_again(pilot, app, app.practice) == app.practice.planted + 1
        await press(pilot, "escape")
        assert at(pilot, PracticeScreen)
        assert words("tui.practice.all_caught") in shown(pilot)
        assert words("tui.practice.rule") in shown(pilot)
        await rule_and_read_the_last_page(pilot, app.practice, words)
        await press(pilot, "enter", "f12")
        assert at(pilot, ResultScreen)
        assert bears_the_mark(pilot)
        await press(pilot, "escape", "f6")
        await pilot.pause(0.2)
        assert at(pilot, PapersScreen), shown(pilot)
        assert bears_the_mark(pilot)
        await press(pilot, "a")  # the opening minutes too
        pilot.app.screen.query_one(Input).value = str(folder / "giay-to")
        await press(pilot, "enter")
        for _ in range(100):
            if shown(pilot).count(words("tui.papers.row_written")) == len(NAMES_OF_PAPERS) + 3:
                break
            await pilot.pause(0.1)
        assert app.table is not None
        where.append(app.table.path)

    practise(play, size, language, seed=7, ballots=10)
    papers = sorted((folder / "giay-to").glob("*.xlsx"))
    assert [paper.name for paper in papers] == [f"{name}-tap-duot-1.xlsx" for name in NAMES_OF_PAPERS]
    for paper in papers:
        for sheet in load_workbook(paper).worksheets:
            cells = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
            assert MARK in cells.upper(), (paper.name, sheet.title)
            assert sheet.oddHeader is not None
            assert MARK in str(sheet.oddHeader.center.text), (paper.name, sheet.title)
    desk = bootstrap.open_desk(where[0])
    with closing(desk.journal):
        assert desk.state.practice
    # Its chains hold, but what is made up proves nothing.
    assert main(["verify", str(where[0])]) == 1
    wrong = [line.strip() for line in capsys.readouterr().out.splitlines() if line.strip().startswith("✗")]
    assert len(wrong) == 1
    assert MARK in wrong[0]


def test_a_mistake_that_nobody_finds_is_named_at_the_end(folder: Path) -> None:
    assert os.environ["TALLY_HOME"].startswith(str(folder.parent))

    async def play(pilot: Pilot[None], app: TallyApp) -> None:
        await press(pilot, "ctrl+d")
        assert app.practice is not None
        for paper in app.practice.papers:
            await pilot.press(*keys(paper))
        await press(pilot, "f8", *str(len(app.practice.papers)), "enter")
        await pilot.pause(0.3)
        await press(pilot, "enter")
        while app.table is not None and (found := app.table.comparing.disputes(KEY)):
            # Whatever differs is said not to be there; where that does not settle it, the head says so too.
            await press(pilot, "asterisk", "2", "1", "enter")
            if at(pilot, TwoPeople):
                await press(pilot, "enter")
            assert app.table.comparing.disputes(KEY) != found
        await press(pilot, "escape")
        assert f"Còn SÓT {app.practice.planted} phiếu sai" in shown(pilot)
        await press(pilot, "ctrl+d")
        assert at(pilot, PracticeCountScreen), "once more, on other papers"

    practise(play, (80, 24), seed=5)


def test_more_seats_than_people_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "--candidates", "3", "--seats", "4"]) == 2
    assert "Số lượng bầu (4) nhiều hơn" in capsys.readouterr().err
