"""A clock that cannot be right: asked about and noted, never behind a seal's back, no ruin of a signature."""

import datetime as dt
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from board import HEAD, KEY, KEYER, SECRETARY, TWO, Board, a_board, counting, write_file
from builders import a_congress, marks
from counted_at_desk import counted, sealed
from memory_journal import Clock as SetClock

from tally import bootstrap
from tally.application.desk.clock import Clock, moment_text
from tally.application.desk.desk import Refused
from tally.application.signing import Owner, Passphrase
from tally.bootstrap import machine
from tally.cli.main import main
from tally.domain.clock import Jump
from tally.domain.journal import CONGRESS_CHAIN, Entry, EntryKind

DAY = 86400.0


def last(board: Board) -> Entry:
    """Return the last entry of the congress's chain."""
    return board.journal.held[CONGRESS_CHAIN][-1]


def clock_of(board: Board) -> Clock:
    """Return the clock of a station that has just opened the file."""
    return Clock(board.at("may-1").desk, lambda: board.clock.ticks)


def jump(board: Board) -> Jump | None:
    """Return what a station that opens the file now is asked about."""
    doubt = clock_of(board).doubt()
    return None if doubt is None else doubt.jump


def days_on(board: Board, days: float) -> Board:
    """Set the clock on by so many days."""
    board.clock.set(days * DAY)
    return board


def two_days_ahead(board: Board) -> Board:
    """Let one entry be made while the clock is two days ahead; then somebody sets it right."""
    days_on(board, 2).sit(HEAD)
    return days_on(board, -2)


def test_nothing_is_asked_while_the_clock_goes_with_the_journal() -> None:
    board = counting()
    assert jump(board) is None
    board.clock.seconds += 11 * 3600
    assert jump(board) is None


def test_nothing_is_asked_of_a_new_file_nor_of_practice() -> None:
    board = a_board()
    board.journal.held[CONGRESS_CHAIN].clear()
    assert jump(board) is None
    practising = a_board()
    practising.desk.state.practice = True
    days_on(practising, -30)
    assert Clock(practising.desk).doubt() is None


@pytest.mark.parametrize(("seconds", "asked"), [(59, None), (61, Jump.BEHIND), (2 * DAY, Jump.BEHIND)])
def test_a_clock_behind_the_last_entry_is_asked_about(seconds: float, asked: Jump | None) -> None:
    board = counting()
    board.clock.set(-seconds)
    assert jump(board) is asked


def test_the_last_entry_of_every_chain_counts(tmp_path: Path) -> None:
    """A pass keyed by a clock far ahead: the congress's chain alone would not tell."""
    board = counting()
    number = board.sit(HEAD).batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, number)
    days_on(board, 400 * 365)
    keyer.key(marks("+++-"))
    days_on(board, -400 * 365)
    write_file(board, tmp_path / "a.tally")
    desk = bootstrap.open_desk(tmp_path / "a.tally")
    try:
        doubt = Clock(desk).doubt()
        assert doubt is not None
        assert doubt.jump is Jump.BEHIND
        assert doubt.last > "2400"
    finally:
        desk.journal.close()


def test_a_long_pause_is_asked_about_only_while_ballots_are_counted() -> None:
    assert jump(days_on(a_board(), 0.6)) is None
    assert jump(days_on(counting(), 0.6)) is Jump.PAUSE
    assert jump(days_on(sealed(), 0.6)) is None


@pytest.mark.parametrize(
    ("day", "begun", "asked"),
    [
        (dt.date(2025, 8, 20), False, Jump.BEFORE_THE_DAY),
        (dt.date(2025, 7, 20), False, None),
        (dt.date(2025, 6, 13), True, Jump.BEFORE_THE_DAY),
        (dt.date(2025, 6, 11), True, None),
        (dt.date(2020, 1, 10), True, None),
    ],
)
def test_a_day_that_has_not_come_is_asked_about_and_a_record_of_old_papers_is_not(
    day: dt.date, begun: object, asked: Jump | None
) -> None:
    congress = replace(a_congress(), date=day)
    board = counting(congress=congress) if begun else a_board(congress=congress)
    assert jump(board) is asked


@pytest.mark.parametrize(("days", "asked"), [(7, None), (8, Jump.AFTER_THE_DAY), (3650, Jump.AFTER_THE_DAY)])
def test_a_congress_that_was_declared_in_time_and_is_long_over_is_asked_about(days: int, asked: Jump | None) -> None:
    board = a_board(congress=replace(a_congress(), date=dt.date(2025, 6, 10)))
    assert jump(days_on(board, days)) is asked


@pytest.mark.parametrize("machine_right", [True, False])
def test_the_answer_is_noted_and_the_same_is_not_asked_again(machine_right: object) -> None:
    board = two_days_ahead(counting())
    clock = clock_of(board)
    doubt = clock.doubt()
    assert doubt is not None
    clock.note(doubt, machine_right=bool(machine_right))
    entry = last(board)
    assert entry.kind is EntryKind.CLOCK_NOTED
    right = "machine" if machine_right else "journal"
    assert json.loads(entry.payload) == {"machine": doubt.machine, "last": doubt.last, "right": right}
    assert (entry.time, entry.person) == (doubt.last, ""), "nobody sits there yet; dated as the last one"
    board.clock.seconds += 600
    assert jump(board) is None
    board.clock.set(-3600)
    assert jump(board) is Jump.BEHIND, "set back again"


def test_a_clock_set_while_the_file_is_open_is_seen() -> None:
    board = counting()
    clock = clock_of(board)
    board.clock.seconds += 5
    assert clock.moved() == 0
    board.clock.set(-3600)
    board.clock.seconds += 5
    assert clock.moved() == -3600
    assert clock.moved() == 0, "said once"
    board.clock.set(7200)
    assert clock.moved() == 7200
    board.clock.set(59)
    assert clock.moved() == 0


def sealable(board: Board) -> Board:
    """Explain what is in the way of the seal."""
    board.sit(HEAD)
    for code in dict.fromkeys(finding.code for finding in board.closing.unexplained(KEY)):
        board.closing.explain(KEY, code, "một tờ rơi ngoài hòm, đã lập biên bản riêng")
    return board


def test_no_seal_is_dated_ahead_of_the_machine_without_a_word() -> None:
    board = two_days_ahead(sealable(counted()))
    before = board.appended()
    with pytest.raises(Refused) as why:
        board.closing.seal(KEY, *TWO)
    assert why.value.key == "clock_behind"
    assert why.value.fields == {"machine": "10:20:00 10-06-2025", "last": "10:20:00 12-06-2025"}
    assert board.appended() == before
    board.closing.seal(KEY, *TWO, clock_agreed=True)
    seal = board.desk.count_of(KEY).seal
    assert seal is not None
    assert (seal.time, seal.dated) == ("2025-06-10T03:20:00.000Z", "2025-06-12T03:20:00.000Z")
    assert json.loads(last(board).payload)["machine_time"] == seal.time
    with pytest.raises(Refused, match="clock_behind"):
        board.closing.corrigendum(KEY, "nhìn nhầm", {(2, 1): (marks("+-+-"), None)}, *TWO)
    board.closing.corrigendum(KEY, "nhìn nhầm", {(2, 1): (marks("+-+-"), None)}, *TWO, clock_agreed=True)
    (made,) = board.desk.count_of(KEY).corrigenda
    assert (made.time, made.dated) == (seal.time, seal.dated)


def test_a_clock_within_the_tolerance_seals_as_ever() -> None:
    board = sealable(counted())
    board.clock.set(50)
    board.sit(HEAD)
    board.clock.set(-50)
    board.closing.seal(KEY, *TWO)
    seal = board.desk.count_of(KEY).seal
    assert seal is not None
    assert (seal.time, seal.dated) == (last(board).time, "")
    assert "machine_time" not in last(board).payload


def to_today(clock: SetClock) -> None:
    """Set a clock to what the computer shows."""
    now, shown = dt.datetime.fromisoformat(machine.now()), dt.datetime.fromisoformat(clock())
    clock.set((now - shown).total_seconds())


def ran(*arguments: str | Path, home: Path) -> tuple[int, str]:
    """Run `tally` as a program of its own, by the computer's clock; return its status and what it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "tally", *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "TALLY_HOME": str(home), "TALLY_LANG": "vi", "COLUMNS": "500"},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("sealed_by_the_right_clock", [True, False])
def test_papers_signed_after_an_entry_two_days_ahead_are_sound_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed_by_the_right_clock: object
) -> None:
    """Keys, signatures and the check all by today's clock, the journal two days ahead of it, and maybe the seal too."""
    board = sealable(counted())
    to_today(board.clock)
    two_days_ahead(board).sit(HEAD)
    passphrases = {Owner.HEAD: "hoa ban trắng", Owner.SECRETARY: "suối Nậm Mơ"}
    names = {Owner.HEAD: "Lò Thị Hoa", Owner.SECRETARY: "Cà Văn Nam"}
    people = {owner: (names[owner], Passphrase(passphrase)) for owner, passphrase in passphrases.items()}
    keys = bootstrap.make_keys(tmp_path / "keys", board.desk.congress.organisation, people)
    to_today(board.clock)
    if sealed_by_the_right_clock:
        board.closing.seal(KEY, *TWO, clock_agreed=True)
    else:
        days_on(board, 2).closing.seal(KEY, *TWO)
    path, out, home = tmp_path / "dai-hoi.tally", tmp_path / "giấy tờ", tmp_path / "home"
    write_file(board, path)
    for owner, passphrase in passphrases.items():
        monkeypatch.setenv(f"TALLY_{owner.name}_PASSPHRASE", passphrase)
    papers = (out / "bien-ban-bch-1.xlsx", out / "ho-so-bch-1.xlsx")
    for command in (
        ("sign", path, "--keys", keys.path),
        ("export", path, "--to", out),
        ("sign", *papers, "--keys", keys.path),
    ):
        status, said = ran(*command, home=home)
        assert status == 0, said
    status, said = ran("verify", *papers, path, "--pin", keys.path / "board.pem", home=home)
    assert status == 0, said
    assert "✗" not in said
    assert "muộn hơn đồng hồ máy đang kiểm" in said
    assert ("lúc khóa sổ đồng hồ máy báo" in said) == sealed_by_the_right_clock
    with zipfile.ZipFile(papers[0]) as parts:
        text = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert ("mục khóa sổ trong nhật ký mang giờ" in text) == sealed_by_the_right_clock


def test_verify_says_that_entries_are_of_a_time_that_has_not_come(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    board = sealed()
    days_on(board, 400 * 365).sit(SECRETARY)
    write_file(board, tmp_path / "a.tally")
    main(["verify", str(tmp_path / "a.tally")])
    said = capsys.readouterr().out
    assert "muộn hơn đồng hồ máy đang kiểm" in " ".join(said.split())


@pytest.mark.parametrize("time", ["", "hôm qua", "2025-06-10", "2025-13-10T00:00:00Z", "\x1b[2J"])
def test_a_time_that_is_none_is_no_crash(time: str) -> None:
    board = counting()
    board.desk.state.time = board.desk.state.began = board.desk.latest = time
    clock = Clock(board.desk)
    assert clock.doubt() is None
    assert clock.behind() == 0
    assert moment_text(time) in {"?", "07:00:00 10-06-2025"}, "a day alone is its first moment"
