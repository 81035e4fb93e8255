"""Each list says whether all of it is in order, not only the row under the cursor; each footer what works now."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import scenes
from builders import a_congress, a_contest
from desk_screens import play_at, press, shown
from on_a_screen import KEY, a_count, play_on_screen
from textual.pilot import Pilot

from tally import bootstrap
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.cli.desk import open_desk
from tally.domain.contest import Contest
from tally.tui.commands import EVERYWHERE, Command, commands_of
from tally.tui.screens.base import TallyScreen
from tally.tui.widgets.bars import KeyBar
from tally.tui.widgets.in_order import InOrder

PASS = ["+++-", "++-+", "+-++", "-+++"]
SECOND = ["+++-", "++-+", "+-++", "-++-"]
INVALID = ["++++", "----"]


def said(path: Path, screen: str, **arguments: Any) -> str:  # noqa: ANN401 - as of `play_on_screen`
    """Return what a screen says of all of its list."""
    lines: list[str] = []

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.2)
        lines.append(str(pilot.app.screen.query_one(InOrder).render()))
        assert lines[0].split()[1] in shown(pilot)

    play_on_screen(path, screen, play, **arguments)
    return lines[0]


def test_the_batches_the_disputes_and_the_rulings(folder: Path) -> None:
    mixed = a_count(folder / "a.tally", (PASS, PASS), (PASS, SECOND), (PASS, []))
    whole = a_count(folder / "b.tally", (PASS, PASS), (INVALID, INVALID))
    of = {"contest": KEY}
    wanted = "… 3 tập: 1 nhập đủ lượt và khớp, 1 có phiếu lệch, 1 còn nhập"
    assert said(mixed, "batches", **of) == wanted
    assert said(mixed, "disputes", **of).startswith("… còn 1 phiếu lệch trong 2 tập đã đối chiếu · 1 tập chưa")
    assert said(mixed, "rulings", **of).startswith("… 0 phiếu phải xem")
    # Ten papers came back, six of them are in the batches.
    assert said(whole, "batches", **of) == "… 2 tập đều khớp, nhưng mới 6 phiếu trên 10 phiếu thu về"
    assert said(whole, "disputes", **of) == "✓ 2 tập đã đối chiếu hết: không còn phiếu lệch"
    assert said(whole, "rulings", **of) == "… 2 phiếu phải xem · 0 phiếu đã có kết luận."
    table = open_desk(whole)
    with closing(table.desk.journal):
        table.people.sign_in(table.people.all()[0].id)
        table.setup.report_ballots(KEY, None, 10, 6)
        table.agreeing.agree(KEY, table.agreeing.waiting(KEY), {table.people.all()[1].id: ""})
    assert said(whole, "batches", **of) == "✓ 2 tập: tập nào cũng nhập đủ lượt và khớp, 6 phiếu"
    assert said(whole, "rulings", **of) == "✓ 2 phiếu phải xem: phiếu nào cũng đã có kết luận."


def test_the_people_the_papers_and_the_journal(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, PASS))
    assert said(path, "people") == "… 3 người: 2 người của ban đã khai báo chưa có ở đây"
    assert "giấy: 0 đã ghi lần này" in said(path, "papers")
    journal = said(path, "journal")
    assert journal.startswith("✓ ")
    assert "mục nào cũng nối đúng vào mục trước" in journal


def test_a_slate_with_errors_says_how_many_have_to_be_mended(folder: Path) -> None:
    contest = replace(a_contest(issued=None, returned=None), seats=5)  # of four candidates

    async def play(pilot: Pilot[None]) -> None:
        assert "✗ 1 phải sửa" in shown(pilot)

    play_on_screen(a_board(folder / "a.tally", contest), "slate", play, contest=KEY)


def test_a_board_that_uses_no_pins_is_in_order_and_one_that_lacks_some_is_not(folder: Path) -> None:
    path = a_board(folder / "a.tally", a_contest(issued=None, returned=None))
    assert said(path, "people", person="") == "✓ 3 người: đủ ban, không ai dùng mã PIN"
    table = open_desk(path)
    with closing(table.desk.journal):
        head = table.people.all()[0]
        table.people.sign_in(head.id)
        table.people.set_pin(head.id, "284617")
    assert said(path, "people", person="") == "… 3 người: 2 người chưa có mã PIN"


def a_board(path: Path, contest: Contest) -> Path:
    """Make a congress with the whole of its board at the desk, without PINs."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    Setup(desk).declare(a_congress(10), (contest,))
    people = People(desk, bootstrap.pin_hasher())
    for member in desk.congress.board:
        people.add(member.name, member.role)
    desk.journal.close()
    return path


def test_a_journal_that_somebody_changed_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_count(folder / "a.tally", (PASS, PASS))
    table = open_desk(path)
    whole = table.desk.journal.entries

    def changed(chain: str, after: int = 0):  # type: ignore[no-untyped-def]  # noqa: ANN202 - as the journal's own
        for entry in whole(chain, after):
            yield entry._replace(marks=b"\1" * len(entry.marks)) if entry.ballot == 3 else entry

    with closing(table.desk.journal):
        monkeypatch.setattr(table.desk.journal, "entries", changed)
        lines: list[str] = []

        async def play(pilot: Pilot[None]) -> None:
            await pilot.pause(0.2)
            lines.append(str(pilot.app.screen.query_one(InOrder).render()))

        play_at(table, "journal", play)
    assert lines[0].startswith("… NHẬT KÝ KHÔNG CÒN NGUYÊN: chuỗi pass/bch/1/1/1, mục 3")


# Footers


def people() -> scenes.Scene:
    """The board sits at the desk."""
    saved = scenes.thanh_chan()
    return scenes.at(scenes.declared(saved.congress, *(one.contest for one in saved.contests)), "people")


def batches() -> scenes.Scene:
    """Everything is keyed and agrees."""
    return scenes.at(scenes.counted(scenes.thanh_chan(), KEY), "batches", contest=KEY)


def result_open() -> scenes.Scene:
    """Everything is keyed and agrees; nothing is sealed."""
    return scenes.at(scenes.counted(scenes.thanh_chan(), KEY), "result", contest=KEY)


WALKED = (
    people,
    batches,
    result_open,
    scenes.setting_up_conference,
    scenes.home_recent,
    scenes.next_step,
    scenes.setting_up,
    scenes.slate_with_findings,
    scenes.disputes,
    scenes.rulings,
    scenes.result_under_filled,
    scenes.result_qr,
    scenes.journal,
    scenes.papers,
    scenes.rounds_short,
    scenes.rounds_over,
    scenes.rolled_up,
)
CHANGES_NOTHING = {"read_results"}
"""Over a folder that is read again at once, the same is shown."""


def stands(pilot: Pilot[None]) -> tuple[object, ...]:
    """Return all that a key can change of what somebody sees."""
    app = pilot.app
    focus = None if app.focused is None else app.focused.id or type(app.focused).__name__
    return tuple(type(one).__name__ for one in app.screen_stack), shown(pilot), len(app._notifications), focus


@pytest.mark.parametrize("scene", WALKED, ids=lambda one: one.__name__)
def test_a_footer_shows_the_keys_that_do_something_now_and_no_others(
    scene: Callable[[], scenes.Scene],
) -> None:
    one = scene()
    silent: list[str] = []
    offered: list[str] = []
    wrong: list[str] = []

    async def walk() -> None:
        async with one.app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(0.2)
            for key in one.keys:
                await pilot.pause(float(key[5:]) / 1000) if key.startswith("wait:") else await pilot.press(key)
            await pilot.pause(0.1)
            if not isinstance(pilot.app.screen, TallyScreen):
                await press(pilot, "escape")  # a dialog of the scene
            screen = pilot.app.screen
            assert isinstance(screen, TallyScreen)
            bar = str(screen.query_one(KeyBar).render())
            own = [each for each in commands_of(screen.NAME) if EVERYWHERE not in each.screens]
            for command in own:
                usable = bool(screen.check_action(command.id, ()))
                if command.in_bar and usable is not (f"{command.shown} {one.app.words(command.title_key)}" in bar):
                    offered.append(command.id)
            assert f"F1 {one.app.words('tui.commands.help.title')}" in bar
            # Moving about is silent at the ends of a list; what is signed or written takes a while.
            for command in own:
                if command.in_bar and command.key != "enter":
                    await self_restored(pilot, screen, command, silent, wrong)

    asyncio.run(walk())
    assert offered == [], "in the bar is what can be done, all of it"
    assert silent == [], "what is in the bar does something"
    assert wrong == [], "what is not in the bar does nothing"


async def self_restored(
    pilot: Pilot[None], screen: TallyScreen, command: Command, silent: list[str], wrong: list[str]
) -> None:
    """Press the key of a command, note whether it did what the bar says, and go back to the screen."""
    usable = bool(screen.check_action(command.id, ()))
    before = stands(pilot)
    await press(pilot, command.key.partition(",")[0])
    changed = stands(pilot) != before
    if usable and not changed and command.id not in CHANGES_NOTHING:
        silent.append(command.id)
    if changed and not usable:
        wrong.append(command.id)
    for _ in range(6):
        if pilot.app.screen is screen:
            return
        await press(pilot, "escape")
    raise AssertionError(command.id, shown(pilot))
