"""Bursts of keys through Textual itself: posted without waiting, pasted, and from a real terminal."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from builders import marks
from desk_app import KEY, a_declared_contest, begin, counting_app, keyer_of
from desk_screens import shown
from memory_journal import Clock, Codec, MemoryJournal
from textual import events
from textual.pilot import Pilot

from tally import bootstrap
from tally.application.desk.desk import Desk
from tally.domain.ballot import Mark
from tally.tui.widgets.counting_desk import CountingDesk

SIZES = [(80, 24), (120, 36)]


class Run:
    """One app on a desk in memory."""

    def __init__(self, candidates: int = 99, papers: int = 106) -> None:
        clock = Clock()
        self.journal = MemoryJournal(clock)
        self.desk = Desk(self.journal, Codec(), "may-1", clock)
        begin(self.desk, a_declared_contest(candidates, candidates - 1, papers=papers))
        self.app = counting_app(keyer_of(self.desk))

    def go(self, play: Callable[[Pilot[None]], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
        """Run the app while the play plays."""

        async def run() -> None:
            async with self.app.run_test(size=size) as pilot:
                await pilot.pause()
                await play(pilot)

        asyncio.run(run())

    def post(self, keys: str) -> None:
        """Post keys as a keypad sends them in one read: without waiting for any."""
        names = {"\n": ("enter", "\r"), "\b": ("backspace", "\x7f")}
        for key in keys:
            self.app.post_message(events.Key(*names.get(key, (key, key))))

    def struck(self) -> list[list[int]]:
        """Read the ballots back from the journal as the numbers struck out."""
        keyings = self.desk.pass_contents(KEY, 1, 1).in_order()
        return [[place for place, mark in enumerate(one.marks, start=1) if mark == Mark.AGAINST] for one in keyings]

    def screen(self) -> str:
        """Return the desk as text."""
        desk = self.app.screen.query_one(CountingDesk)
        return "\n".join(desk.render_line(y).text for y in range(desk.size.height))


@pytest.mark.parametrize("size", SIZES)
def test_a_burst_posted_in_one_go_is_three_ballots(size: tuple[int, int]) -> None:
    run = Run()

    async def play(pilot: Pilot[None]) -> None:
        run.post("12\n34\n56\n")
        await pilot.pause(0.1)
        assert "3 ✓ gạch 56" in run.screen()

    run.go(play, size)
    assert run.struck() == [[12], [34], [56]]


def test_erasing_within_a_burst_keeps_its_place() -> None:
    run = Run()

    async def play(pilot: Pilot[None]) -> None:
        run.post("13\b2\n35\b\b34.7.-\n56\n")
        await pilot.pause(0.1)

    run.go(play)
    assert run.struck() == [[12], [34], [56]]


def test_rulings_and_questions_within_a_burst() -> None:
    run = Run()

    async def play(pilot: Pilot[None]) -> None:
        run.post("12*41\n\n/2\n\n34\n")
        await pilot.pause(0.1)

    run.go(play)
    assert run.struck() == [[12], [12], [12], [34]]
    assert [keying.ruling is not None for keying in run.desk.pass_contents(KEY, 1, 1).in_order()] == [True] * 3 + [
        False
    ]


def test_a_thousand_keys_in_one_burst() -> None:
    run = Run(papers=160)
    ballots = [sorted({1 + turn % 99, 1 + (turn * 7) % 99}) for turn in range(160)]

    async def play(pilot: Pilot[None]) -> None:
        run.post("".join(".".join(map(str, ballot)) + "\n" for ballot in ballots))
        for _ in range(50):  # other tests run beside this one
            if len(run.struck()) < len(ballots):
                await pilot.pause(0.1)

    run.go(play)
    assert run.struck() == ballots


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_pasted_ballots_are_taken_as_keys(newline: str) -> None:
    run = Run()

    async def play(pilot: Pilot[None]) -> None:
        run.app.post_message(events.Paste(f"12 13{newline}34{newline}5,6{newline}"))
        await pilot.pause(0.1)

    run.go(play)
    assert run.struck() == [[12, 13], [34], [5, 6]]


def test_keypad_keys_that_come_by_name() -> None:
    run = Run()

    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("1", "decimal", "2", "subtract", "3", "add", "enter", "divide", "enter")
        await pilot.pause(0.1)

    run.go(play)
    assert run.struck() == [[1, 3], [1, 3]]


def test_a_letter_is_refused_aloud_and_never_typed() -> None:
    run = Run()
    rung: list[None] = []

    async def play(pilot: Pilot[None]) -> None:
        run.app.bell = lambda: rung.append(None)  # type: ignore[method-assign]
        await pilot.press("1", "o")
        assert "Ở đây chỉ gõ số" in run.screen()
        await pilot.press("enter")

    run.go(play)
    assert run.struck() == []
    assert len(rung) == 2


def test_a_click_on_a_name_types_its_number_and_the_wheel_turns_the_page() -> None:
    run = Run(220)

    async def play(pilot: Pilot[None]) -> None:
        await pilot.click(CountingDesk, offset=(8, 3))
        assert "GẠCH  2 _" in run.screen()
        desk = run.app.screen.query_one(CountingDesk)
        desk.post_message(events.MouseScrollDown(desk, 5, 5, 0, 1, 0, shift=False, meta=False, ctrl=False))
        await pilot.pause()
        assert "trang 2/6" in run.screen()
        await pilot.press("pageup")
        assert "trang 1/6" in run.screen()
        desk.post_message(events.MouseScrollUp(desk, 5, 5, 0, 1, 0, shift=False, meta=False, ctrl=False))
        await pilot.pause()
        assert "trang 6/6" in run.screen()

    run.go(play)


def test_the_theme_changes_under_the_desk() -> None:
    run = Run()

    async def play(pilot: Pilot[None]) -> None:
        desk = run.app.screen.query_one(CountingDesk)
        dark = desk.render_line(0)
        await pilot.press("f9")
        await pilot.pause()
        assert desk.render_line(0) != dark
        assert desk.render_line(0).text == dark.text

    run.go(play)


def test_closing_the_pass_ends_the_screen() -> None:
    run = Run()
    ended: list[str] = []

    async def play(pilot: Pilot[None]) -> None:
        run.post("12\n")
        await pilot.press("f8", "1", "enter")
        await pilot.pause(0.1)
        ended.append(shown(pilot))

    run.go(play)
    assert "Tập 1, lượt 1 đã khóa: đọc to, ghi lại hai mã này" in ended[0]
    assert "Mã của lượt (1 mục):" in ended[0]
    assert run.desk.count_of(KEY).batches[1].passes[1].closed


def test_keys_typed_while_the_terminal_was_elsewhere_or_nothing_had_the_focus_are_not_lost() -> None:
    run = Run()

    async def play(pilot: Pilot[None]) -> None:
        run.app.post_message(events.AppBlur())
        run.post("12\n")
        run.app.post_message(events.AppFocus())
        run.post("34\n")
        await pilot.pause(0.1)
        run.app.screen.set_focus(None)
        run.post("56\n78\n")
        await pilot.pause(0.1)

    run.go(play)
    assert run.struck() == [[12], [34], [56], [78]]


def test_keying_over_the_help_rings_and_records_nothing() -> None:
    run = Run()
    rung: list[None] = []

    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("f1")
        await pilot.pause(0.1)
        run.app.bell = lambda: rung.append(None)  # type: ignore[method-assign]
        run.post("12\n34\n")
        await pilot.pause(0.1)
        await pilot.press("down", "escape")
        run.post("56\n")
        await pilot.pause(0.1)

    run.go(play)
    assert len(rung) == 6
    assert run.struck() == [[56]]


# A real terminal


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty that pexpect can drive")
def test_a_burst_from_a_terminal_is_three_ballots_that_are_on_the_disk(tmp_path: Path) -> None:
    import pexpect  # noqa: PLC0415 - not on Windows

    root = Path(__file__).parents[2]
    file = tmp_path / "dai-hoi.tally"
    paths = os.pathsep.join((str(root), str(root / "tests")))
    child = pexpect.spawn(
        sys.executable,
        [str(root / "tests" / "desk_app.py"), str(file), "--candidates", "99", "--seats", "98"],
        env={**os.environ, "PYTHONPATH": paths, "TERM": "xterm-256color"},
        dimensions=(24, 80),
        timeout=30,
        encoding="utf-8",
    )
    child.expect("GẠCH")
    child.send("12\r34\r56\r/\r")
    child.expect("4.*✓ gạch 56")
    child.send("78")  # half a ballot, and the power goes
    child.expect("78")
    child.kill(9)
    child.close()
    desk = bootstrap.desk_on(bootstrap.open_journal(file))
    contents = desk.pass_contents(KEY, 1, 1)
    expected = [marks("".join("-" if no == one else "+" for no in range(1, 100))) for one in (12, 34, 56, 56)]
    assert [keying.marks for keying in contents.in_order()] == expected
    assert contents.next_ballot == 5
    desk.journal.close()
