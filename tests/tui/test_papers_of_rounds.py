"""Papers written from the screen are those that `tally export` writes: two contests, one of them in two rounds."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from a_day_at_the_desk import VIETNAM, Day, WallClock, papers
from builders import a_congress, a_contest
from desk_screens import press
from memory_journal import Codec
from on_a_screen import play_on_screen, type_passphrase, until
from signing_keys import PASSPHRASES, board_keys, qr_signer
from tally_files import by_hand
from textual.pilot import Pilot
from textual.widgets import Input

from tally import bootstrap
from tally.application.desk.desk import Desk
from tally.application.desk.setup import Setup
from tally.application.signing import Owner, Unlocked, sign_congress
from tally.cli.main import main
from tally.domain.body import Way
from tally.domain.congress import BoardMember, BoardRole
from tally.domain.contest import Office
from tally.domain.desk import ContestKey
from tally.domain.slate import Candidate, Slate
from tally.store.opening import create

CHAIR = "Bùi Thị Quế, thay mặt đoàn chủ tịch"
REASON = "Đại hội cần đủ ba ủy viên"
FIRST, FURTHER, DELEGATES = ("bch", 1), ("bch", 2), ("doan-dai-bieu", 1)
BOARD = (BoardMember("Lò Thị Hoa", BoardRole.HEAD), BoardMember("Cà Văn Nam", BoardRole.SECRETARY))

Tally = Callable[..., tuple[int, str]]


def people(*names: str) -> Slate:
    return Slate(tuple(Candidate(no, name) for no, name in enumerate(names, start=1)))


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a congress file: a committee of three elected in two rounds, then delegates; its codes are signed."""
    path = tmp_path_factory.mktemp("dai-hoi") / "dai-hoi.tally"
    clock = WallClock(datetime(2025, 6, 10, 7, tzinfo=VIETNAM))
    journal = create(path, "may-1", clock)
    delegates = replace(
        a_contest(["Lò Văn Ánh", "Cà Văn Bình", "Vì Thị Dung"], 2, office=Office.DELEGATES, issued=None, returned=None),
        id="doan-dai-bieu",
        title="Đoàn đại biểu",
    )
    contests = (a_contest(issued=None, returned=None), delegates)
    Setup(Desk(journal, Codec(), "may-1", clock)).declare(replace(a_congress(10), board=BOARD), contests)
    journal.close()
    day = Day(path, clock)
    day.hold(FIRST, ("08:00", "08:10", "08:30"), papers((9, 8, 5, 5), 3, 10), present=10)
    day.rounds.report_decision(FIRST, Way.NEW_SLATE, 1, CHAIR, REASON)
    assert day.rounds.prepare_round(FIRST) == FURTHER
    day.change(FURTHER, slate=people("Quàng Văn Đức", "Lường Thị Êm"))
    day.hold(FURTHER, ("09:00", "09:10", "09:30"), papers((7, 3), 1, 10), present=10)
    day.hold(DELEGATES, ("10:00", "10:10", "10:30"), papers((9, 8, 3), 2, 10), present=10)
    sign_congress(day.table.desk, day.table.closing, Unlocked((), qr_signer(), board_keys().pins()))
    day.close()
    return path


@pytest.fixture
def file(counted: Path, tmp_path: Path) -> Path:
    """Return a copy that may be written to."""
    return Path(shutil.copy(counted, tmp_path))


@pytest.fixture(autouse=True)
def _afternoon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let screen and commands run at the same time of that day, with the board's passphrases at hand."""
    clock = WallClock(datetime(2025, 6, 10, 15, tzinfo=VIETNAM))
    monkeypatch.setattr(bootstrap.machine, "now", clock)
    monkeypatch.setattr(bootstrap.machine, "clock", clock.now)
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TALLY_HEAD_PASSPHRASE", PASSPHRASES[Owner.HEAD].text())
    monkeypatch.setenv("TALLY_SECRETARY_PASSPHRASE", PASSPHRASES[Owner.SECRETARY].text())
    monkeypatch.delenv("TALLY_LANG", raising=False)


@pytest.fixture
def tally(capsys: pytest.CaptureFixture[str]) -> Tally:
    """Return what runs `tally`: its status and what it says on stdout."""

    def run(*arguments: str | Path) -> tuple[int, str]:
        capsys.readouterr()
        return main([str(argument) for argument in arguments]), capsys.readouterr().out

    return run


@pytest.fixture(scope="module")
def everything(counted: Path) -> dict[str, bytes]:
    """Return by name what the command writes of the file."""
    folder = counted.with_name("tat-ca")
    assert main(["export", str(counted), "--to", str(folder)]) == 0
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def written(file: Path, *keys: str, contest: ContestKey | None = None) -> dict[str, bytes]:
    """Return by name what is written from the screen after some keys."""

    async def play(pilot: Pilot[None]) -> None:
        assert pilot.app.screen.query_one(Input).value == str(file.with_name("dai-hoi-giay-to"))
        await press(pilot, *keys, "f8")
        await until(pilot, "Đã ghi xong")

    play_on_screen(file, "papers", play, person="", contest=contest)
    return contents(file.with_name("dai-hoi-giay-to"))


def test_screen_and_command_write_the_same_papers_which_verify_and_count_alike(file: Path, tally: Tally) -> None:
    by_command, by_screen = file.with_name("theo-lenh"), file.with_name("dai-hoi-giay-to")
    assert tally("export", file, "--to", by_command)[0] == 0
    assert tally("sign", by_command, "--keys", board_keys().path)[0] == 0

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "a", "ctrl+s")
        for owner in (Owner.HEAD, Owner.SECRETARY):
            await type_passphrase(pilot, PASSPHRASES[owner].text())
        assert "ký 9 tệp" in await until(pilot, "Đã ghi xong 24 tệp")

    play_on_screen(file, "papers", play, person="", signing=lambda: bootstrap.signing(board_keys().path))
    assert sorted(contents(by_screen)) == sorted(contents(by_command))
    assert contents(by_screen) == contents(by_command)

    pins = board_keys().path / "board.pem"
    assert tally("verify", by_command, "--pin", pins)[0] == 0
    status, said = tally("verify", by_screen, file, "--pin", pins)
    assert (status, "✗" in said) == (0, False), said
    for name in ("bien-ban-bch-2.xlsx", "ho-so-doan-dai-bieu-1.xlsx", "dai-hoi.tally"):
        assert f"\n{name}\n" in f"\n{said}"

    of_file, *of_folders = (json.loads(tally("recount", one, "--json")[1]) for one in (file, by_screen, by_command))
    assert [one["round"] for one in of_file["contests"]] == [1, 2, 1]
    assert [one["contests"] for one in of_folders] == [of_file["contests"]] * 2


def test_the_papers_of_one_round_are_those_written_with_all(file: Path, everything: dict[str, bytes]) -> None:
    found = written(file, "a", contest=FURTHER)
    of_congress = {"ballots.csv", "congress.toml", "nhat-ky.jsonl"}
    assert set(found) == of_congress | {name for name in everything if "bch-2." in name}
    assert found == {name: everything[name] for name in found}
    assert found["congress.toml"].count(b"[[contest]]") == 3, "of the whole congress"


def test_minutes_alone_are_those_written_with_all(file: Path, everything: dict[str, bytes]) -> None:
    found = written(file, "a", "a", "down", "down", "down", "down", "space", contest=FURTHER)
    assert found == {"bien-ban-bch-2.xlsx": everything["bien-ban-bch-2.xlsx"]}


def test_the_command_picks_a_contest_and_leaves_none_out_of_the_congress(
    file: Path, tally: Tally, everything: dict[str, bytes]
) -> None:
    out = file.with_name("theo-lenh")
    assert tally("export", file, "--to", out, "--contest", "bch")[0] == 0
    picked = contents(out)
    assert {name for name in picked if name.startswith("bien-ban")} == {"bien-ban-bch-1.xlsx", "bien-ban-bch-2.xlsx"}
    assert tally("export", file, "--to", out, "--contest", "doan-dai-bieu")[0] == 0
    assert contents(out) == everything, "nothing was replaced, and nothing put aside"
    assert tally("export", file, "--to", file.with_name("khac"), "--contest", "khac")[0] == 2
    assert not file.with_name("khac").exists()


def test_a_file_that_was_changed_by_hand_is_put_on_no_paper(file: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        with by_hand(file, triggers=False) as connection:
            connection.execute("UPDATE entry SET station = 'khac' WHERE sequence = 5")
        await press(pilot, "f8")
        assert "HỎNG CHUỖI" in [one.message for one in pilot.app._notifications][-1]

    play_on_screen(file, "papers", play, person="")
    assert not file.with_name("dai-hoi-giay-to").exists()
