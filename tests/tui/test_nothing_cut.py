"""At 80 x 24 and in both languages: no text is cut off, the round is named, times are those of Vietnam's clocks."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator

import pytest
from desk_screens import shown
from scenes import KEY, PIN, SCENES, Scene, a_body, at, begin, counted, declared, thanh_chan, with_rulings
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from tally.domain.desk import ContestKey
from tally.locales import LANGUAGES, Words
from tally.tui.services import OpenDesk


def cut(pilot: Pilot[None]) -> list[str]:
    """Return every text of the screen in front that has fewer lines than it takes, and cannot be scrolled."""
    found = []
    for text in pilot.app.screen.query(Static):
        if not text.display or not str(text.render()).strip() or not text.parent or not text.parent.display:
            continue
        scrolls = any(one.show_vertical_scrollbar for one in text.ancestors if isinstance(one, Widget))
        needs = text.get_content_height(text.size, text.size, text.content_size.width)
        parent = text.parent
        shown_of_it = text.region.intersection(parent.region) if isinstance(parent, Widget) else text.region
        if not scrolls and (needs > text.content_size.height or shown_of_it.height < text.region.height):
            found.append(f"{text.render()}: {needs} lines, {text.content_size.height} shown")
    return found


def look(scene: Scene, language: str, see: Callable[[Pilot[None]], None]) -> None:
    """Show a scene in a language, and look at it."""
    scene.app.words = Words(language)

    async def go() -> None:
        async with scene.app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(0.1)
            await pilot.press(*scene.keys)
            await pilot.pause(0.1)
            see(pilot)

    asyncio.run(go())


def full() -> OpenDesk:
    """Return a desk at which everything is declared and nothing counted."""
    saved = thanh_chan()
    return declared(saved.congress, *(one.contest for one in saved.contests))


def begun(*, keyed: int = 1) -> OpenDesk:
    """Return a desk at which somebody keyed, and somebody else sits now."""
    table = full()
    begin(table)
    table.batches.open_batch(KEY, 50)
    table.people.sign_in("p3", PIN)
    keyer = table.batches.open_pass(KEY, 1)
    for ballot in thanh_chan().contests[0].ballots[:keyed]:
        keyer.key(ballot.marks)
    table.people.sign_in("p4", PIN)
    return table


def counting(*keys: str, papers: int = 50) -> Scene:
    """Key the second pass."""
    table = begun()
    keyer = table.batches.open_pass(KEY, 1)
    return at(table, "count", *keys, keyer=keyer, person="Hờ A Vàng", papers=papers)


DIALOGS: dict[str, Callable[[], Scene]] = {
    "the congress": lambda: at(full(), "setup", "enter"),
    "another day": lambda: at(full(), "setup", "enter", *["down"] * 7, *["backspace"] * 4, *"2024", "f8"),
    "the roll": lambda: at(full(), "setup", "down", "enter"),
    "a contest": lambda: at(full(), "setup", *["down"] * 8, "enter"),
    "issued": lambda: at(full(), "next_step", "down", "enter"),
    "more issued": lambda: at(full(), "next_step", "down", "enter", *"200", "down", *"300", "f8"),
    "who sits down": lambda: at(full(), "people", "enter"),
    "take over": lambda: at(begun(), "batches", "f5", contest=KEY),
    "take over an empty one": lambda: at(begun(keyed=0), "batches", "f5", contest=KEY),
    "the other way": lambda: counting("plus"),
    "the other way, begun": lambda: counting("plus", "1", "4"),
    "from here on": lambda: counting("asterisk", "9", "1"),
    "one more paper": lambda: counting("4", "enter", "5", "enter", papers=1),
    "quit": lambda: counting("4", "ctrl+q"),
    "seal": lambda: at(counted(thanh_chan(), KEY), "result", "f8", contest=KEY),
    "explain": lambda: at(with_rulings(), "rulings", "enter", contest=KEY),
}
TEXTUAL = ("next-step", "slate-with-findings", "hand-vote", "shorter", "rulings", "rounds-over", "journal", "help")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*DIALOGS, *TEXTUAL])
def test_no_text_is_cut_off(name: str, language: str) -> None:
    def see(pilot: Pilot[None]) -> None:
        assert not cut(pilot), shown(pilot)

    look({**SCENES, **DIALOGS}[name](), language, see)


# The round


def second_round() -> tuple[OpenDesk, ContestKey]:
    """Return a desk at the vote again after a tie, ready to be keyed."""
    table = a_body(9, 8, 7, 6, 6)
    key = table.rounds.prepare_round(KEY)
    table.setup.report_ballots(key, 10, 10, 10)
    table.batches.begin_counting(key, 1, "tổ chức nhỏ")
    table.batches.open_batch(key, 10)
    return table, key


def of_round(screen: str) -> Scene:
    """Show a screen of it."""
    table, key = second_round()
    if screen != "count":
        return at(table, screen, contest=key)
    return at(table, screen, keyer=table.batches.open_pass(key, 1), person="Bùi Thị Quế", papers=10)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "screen", ["next_step", "slate", "batches", "count", "disputes", "rulings", "result", "papers"]
)
def test_every_screen_of_a_further_round_names_it_at_its_top(screen: str, language: str) -> None:
    def see(pilot: Pilot[None]) -> None:
        top = "".join(shown(pilot).splitlines()[:2]).lower()
        assert {"vi": "lần 2", "en": "round 2"}[language] in top, top

    look(of_round(screen), language, see)


# The clock


@pytest.fixture(params=["UTC0", "ICT-7"])
def _zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which nobody set the time zone, and one on which somebody did."""
    with monkeypatch.context() as zone:
        zone.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(os.name == "nt", reason="the time zone of a process cannot be set there")
@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize("name", ["journal", "rounds-over", "counting-medium-lost", "take over"])
def test_times_on_the_screens_are_those_of_the_papers(name: str) -> None:
    def see(pilot: Pilot[None]) -> None:
        text = shown(pilot)
        assert " 08:" in text, text
        assert " 01:" not in text, text

    scene = {**SCENES, **DIALOGS}[name]()
    look(scene, "vi", see)
