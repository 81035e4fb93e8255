"""One screen of a contest on a real file, with somebody signed in: quicker than going there from home."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from builders import a_congress, a_contest, marks
from desk_screens import press, shown
from textual.pilot import Pilot
from textual.widgets import Input

from tally import bootstrap
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.application.signing import Signing
from tally.cli.desk import open_desk, services
from tally.domain.contest import Contest
from tally.locales import Words
from tally.tui.app import TallyApp

KEY = ("bch", 1)
HEAD, SECRETARY, KEYER = "Bùi Thị Quế", "Cà Văn Thịnh", "Lò Thị Hoa"

Play = Callable[[Pilot[None]], Awaitable[None]]
Stack = Sequence[str]
"""Ballots as signs in ballot order: `+` for, `-` against."""


def a_count(path: Path, *batches: tuple[Stack, Stack], contest: Contest | None = None, people: int = 10) -> Path:
    """Make a file in which the head keyed the first pass of every batch and the secretary the second; no PINs."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    Setup(desk).declare(a_congress(people), (contest or a_contest(),))
    board = People(desk, bootstrap.pin_hasher())
    head, secretary = board.add(HEAD, "head"), board.add(SECRETARY, "secretary")
    board.add(KEYER, "keyer")
    board.sign_in(head.id)
    work = Batches(desk)
    work.begin_counting(KEY)
    for first, _ in batches:
        work.open_batch(KEY, len(first))
    for person, place in ((head, 0), (secretary, 1)):
        board.sign_in(person.id)
        for number, stacks in enumerate(batches, start=1):
            if stacks[place]:
                keyer = work.open_pass(KEY, number)
                for signs in stacks[place]:
                    keyer.key(marks(signs))
                keyer.close(anyway=True)
    desk.journal.close()
    return path


def play_on_screen(  # noqa: PLR0913 - what is shown, to whom, how large
    path: Path,
    screen: str,
    play: Play,
    *,
    person: str = HEAD,
    pin: str = "",
    size: tuple[int, int] = (80, 24),
    language: str = "vi",
    signing: Callable[[], Signing] | None = None,
    **arguments: object,
) -> None:
    """Show one screen of a file, and play; nobody is signed in where no person is named, else one without a PIN."""
    words = Words(language)
    app = TallyApp(words, replace(services(words), signing=signing), screen, **arguments)
    table = app.use(open_desk(path))
    if person:
        table.people.sign_in(next(one.id for one in table.people.all() if one.name == person), pin)

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.2)
            await play(pilot)

    asyncio.run(go())


async def until(pilot: Pilot[None], *texts: str) -> str:
    """Wait until the screen says something; return all of it."""
    for _ in range(150):
        if any(text in shown(pilot) for text in texts):
            break
        await pilot.pause(0.1)
    text = shown(pilot)
    assert any(one in text for one in texts), text
    return text


async def type_passphrase(pilot: Pilot[None], text: str) -> None:
    """Type a passphrase and press Enter."""
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")
