"""The form of the board's keys: what is typed at once, or after Enter, is a passphrase, and is never read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from builders import a_congress, a_contest
from desk_screens import in_one_line, press
from on_a_screen import play_on_screen
from textual.pilot import Pilot

from tally import bootstrap
from tally.application.desk.setup import Setup
from tally.application.signing import Owner
from tally.cli.main import main
from tally.domain.congress import BoardMember, BoardRole
from tally.tui.app import TallyApp
from tally.tui.key_form import NewKeys, key_form

HEAD = BoardMember("Lò Thị Hoa", BoardRole.HEAD)
SECRETARY = BoardMember("Cà Văn Nam", BoardRole.SECRETARY)


def a_file(path: Path, *board: BoardMember) -> Path:
    """Make a congress with this board."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    Setup(desk).declare(a_congress(10, board=board), (a_contest(issued=None, returned=None),))
    desk.journal.close()
    return path


async def asked_for_keys(pilot: Pilot[None], taken: Callable[[NewKeys], object] = lambda _new: None) -> None:
    app = pilot.app
    assert isinstance(app, TallyApp)
    assert app.table is not None
    app.push_screen(key_form(app.words, app.table, Path("khóa"), taken))
    await pilot.pause(0.2)


def test_a_passphrase_typed_at_once_is_shown_nowhere(tmp_path: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await asked_for_keys(pilot)
        for _ in range(4):
            await press(pilot, *"duongrung2025", "enter")
        said = in_one_line(pilot)
        assert "2025" not in said
        assert said.count("•" * 13) == 4, "every one of them is in a field of its own"
        assert HEAD.name in said
        assert SECRETARY.name in said

    play_on_screen(a_file(tmp_path / "a.tally", HEAD, SECRETARY), "overview", play, person="")


@pytest.mark.parametrize(("board", "first"), [((), "head-name"), ((HEAD,), "secretary-name")])
def test_it_begins_at_the_first_name_that_is_missing(
    tmp_path: Path, board: tuple[BoardMember, ...], first: str
) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await asked_for_keys(pilot)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == first

    play_on_screen(a_file(tmp_path / "a.tally", *board), "overview", play, person="")


def test_keys_made_on_the_screen_open_with_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two spaces inside a passphrase and one at its end are part of it, on the command line as on the screen."""
    path = a_file(tmp_path / "a.tally", HEAD, SECRETARY)
    typed = {Owner.HEAD: "hoa  sen 1 ", Owner.SECRETARY: " tre  xanh"}
    made: list[NewKeys] = []

    async def play(pilot: Pilot[None]) -> None:
        await asked_for_keys(pilot, made.append)
        for passphrase in typed.values():
            for _ in range(2):
                await press(pilot, *passphrase, "enter")
        await press(pilot, "f8")

    play_on_screen(path, "overview", play, person="")
    (new,) = made
    bootstrap.make_keys(tmp_path / "khoa", new.organisation, new.people)
    monkeypatch.setenv("TALLY_HEAD_PASSPHRASE", typed[Owner.HEAD])
    monkeypatch.setenv("TALLY_SECRETARY_PASSPHRASE", typed[Owner.SECRETARY])
    status = main(["sign", "--keys", str(tmp_path / "khoa"), str(path)])
    assert status == 0, "".join(capsys.readouterr())


@pytest.mark.parametrize(("wrong", "whose"), [(1, "của trưởng ban"), (3, "của thư ký")])
def test_whose_passphrases_differ_is_said(tmp_path: Path, wrong: int, whose: str) -> None:
    typed = ["hoa sen 1234", "hoa sen 1234", "tre xanh 5678", "tre xanh 5678"]
    typed[wrong] += "x"

    async def play(pilot: Pilot[None]) -> None:
        await asked_for_keys(pilot, lambda _new: None)
        for one in typed:
            await press(pilot, *one, "enter")
        await press(pilot, "f8")
        assert f"Hai lần gõ mật khẩu {whose} không giống nhau" in in_one_line(pilot)

    play_on_screen(a_file(tmp_path / "a.tally", HEAD, SECRETARY), "overview", play, person="")
