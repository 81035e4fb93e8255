"""The second medium while counting: pulled, full, read-only, another stick; it never stops the count and catches up."""

import errno
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from counted_files import FIRST_PASS, OTHER, copied, count, cut, entries_in, guard_of, key, keyer, new_file, opened
from desk_app import KEY

from tally import bootstrap
from tally.application import second_medium
from tally.application.desk.desk import Refused
from tally.application.desk.guarding import EVERY
from tally.application.heights import Shorter
from tally.application.journal_file import check_chains
from tally.application.second_medium import MediumIs, SecondMedium
from tally.domain.journal import pass_chain
from tally.tui.services import OpenDesk

PATIENCE = 30.0  # seconds; a copy takes some hundredths


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_medium, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(second_medium, "TRY_SECONDS", 0.05)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a congress file of a counting board, on a computer that remembers nothing yet."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    return new_file(tmp_path / "đại hội.tally")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Return a folder on a stick."""
    folder = tmp_path / "USB" / "tally"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def table(file: Path, stick: Path) -> Iterator[OpenDesk]:
    """Return the open file with its second medium chosen and up to date."""
    table = opened(file)
    guard_of(table).choose(stick)
    stands(table, MediumIs.WHOLE)
    yield table
    table.close()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def stands(table: OpenDesk, how: MediumIs) -> None:
    def so() -> bool:
        state = guard_of(table).medium
        return state is not None and state.stands is how

    wait_until(so)


def copy_on(stick: Path) -> Path:
    (copy,) = stick.glob("*.sao-*.tally")
    return copy


def holds(stick: Path, ballots: int) -> None:
    """Wait until the copy holds so many ballots of the first pass, and is lawful as a whole."""
    wait_until(lambda: bool(list(stick.glob("*.sao-*.tally"))) and entries_in(copy_on(stick), FIRST_PASS) >= ballots)
    with closing(bootstrap.open_journal(copy_on(stick), reading=True)) as journal:
        assert check_chains(journal, bootstrap.congress_codec()).sound


def test_every_ten_ballots_go_to_the_stick_by_themselves(
    table: OpenDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = keyer(table)
    # A copy asked for before may still be under way and take ballots along: what counts is what is asked from here on.
    asked: list[int] = []
    ask = SecondMedium.ask

    def noted(medium: SecondMedium) -> None:
        asked.append(entries_in(table.path, FIRST_PASS))
        ask(medium)

    monkeypatch.setattr(SecondMedium, "ask", noted)
    key(one, EVERY - 1)
    assert asked == []
    key(one, 1)
    assert asked == [EVERY]
    holds(stick, EVERY)
    wait_until(lambda: guard_of(table).medium.ballots == EVERY)  # type: ignore[union-attr]


def test_ballots_keyed_by_repeating_one_count_each(
    table: OpenDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = keyer(table)
    asked: list[int] = []
    ask = SecondMedium.ask

    def noted(medium: SecondMedium) -> None:
        asked.append(entries_in(table.path, FIRST_PASS))
        ask(medium)

    monkeypatch.setattr(SecondMedium, "ask", noted)
    key(one, 1)
    one.repeat(EVERY - 2)
    assert asked == []
    one.repeat(3 * EVERY)
    assert asked == [4 * EVERY - 1]
    key(one, EVERY - 1)
    assert asked == [4 * EVERY - 1]
    key(one, 1)
    assert asked == [4 * EVERY - 1, 5 * EVERY - 1]
    holds(stick, 5 * EVERY - 1)


def test_what_another_window_keys_is_among_the_ballots_of_the_file(table: OpenDesk, file: Path) -> None:
    guard = guard_of(table)
    key(keyer(table), 3)
    guard.look()
    assert guard.ballots == 3
    with closing(opened(file)) as other:
        key(keyer(other, OTHER), 60)
        guard.look()
        assert guard.ballots == 63
    guard.look()
    assert guard.ballots == 63
    assert guard_of(table).ballots == sum(entries_in(file, pass_chain(*KEY, 1, one)) for one in (1, 2))


def test_the_file_is_not_read_where_nobody_wrote_to_it_and_one_that_is_gone_keeps_its_number(
    table: OpenDesk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = guard_of(table)
    key(keyer(table), 3)
    guard.look()
    monkeypatch.setattr(type(guard.journal), "catch_up", lambda _journal: pytest.fail("read again"))
    guard.look()
    file.rename(file.with_name("khác.tally"))
    guard.look()
    assert guard.ballots == 3
    file.with_name("khác.tally").rename(file)


def test_a_closed_pass_goes_to_the_stick_at_once(table: OpenDesk, stick: Path) -> None:
    one = keyer(table)
    key(one, 3)
    one.close(anyway=True)
    holds(stick, 3)


def test_leaving_takes_what_is_missing_along(table: OpenDesk, stick: Path) -> None:
    key(keyer(table), 7)
    table.close()
    assert entries_in(copy_on(stick), FIRST_PASS) == 7


def test_the_stick_is_remembered_and_comes_back_with_the_file(table: OpenDesk, file: Path, stick: Path) -> None:
    table.close()
    count(file, 4)
    assert entries_in(copy_on(stick), FIRST_PASS) == 4


def test_a_stick_that_is_pulled_is_said_and_caught_up_with_when_it_is_back(table: OpenDesk, stick: Path) -> None:
    one = keyer(table)
    key(one, EVERY)
    holds(stick, EVERY)
    away = stick.parent.rename(stick.parent.with_name("kéo ra"))
    stands(table, MediumIs.GONE)
    key(one, 2 * EVERY, first=EVERY)
    assert one.next_ballot == 3 * EVERY + 1, "the count goes on"
    away.rename(stick.parent)
    stands(table, MediumIs.WHOLE)
    holds(stick, 3 * EVERY)


def test_a_new_empty_stick_in_its_place_gets_everything(table: OpenDesk, stick: Path) -> None:
    key(keyer(table), EVERY)
    holds(stick, EVERY)
    shutil.rmtree(stick.parent)
    stands(table, MediumIs.GONE)
    stick.mkdir(parents=True)
    stands(table, MediumIs.WHOLE)
    holds(stick, EVERY)


@pytest.mark.parametrize(
    ("number", "how"),
    [(errno.ENOSPC, MediumIs.FULL), (errno.EROFS, MediumIs.READ_ONLY), (errno.EBADMSG, MediumIs.FAILED)],
)
def test_what_goes_wrong_with_the_stick_is_told_apart_and_the_last_good_copy_stays(
    table: OpenDesk, stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, how: MediumIs
) -> None:
    one = keyer(table)
    key(one, EVERY)
    holds(stick, EVERY)
    wait_until(lambda: guard_of(table).medium.ballots == EVERY)  # type: ignore[union-attr]
    before = copy_on(stick).read_bytes()
    with monkeypatch.context() as broken:

        def fails(*_paths: Path) -> str:
            raise OSError(number, "as the machine says", str(stick))

        broken.setattr("tally.bootstrap.congress_file.backup", fails)
        key(one, EVERY, first=EVERY)
        stands(table, how)
        assert copy_on(stick).read_bytes() == before
        assert [path.name for path in stick.iterdir()] == [copy_on(stick).name], "nothing half written is left"
    stands(table, MediumIs.WHOLE)
    holds(stick, 2 * EVERY)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder's mode means nothing there")
def test_an_unforeseen_failure_is_no_end_of_the_copying(
    table: OpenDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:

        def fails(*_paths: Path) -> str:
            message = "nobody foresaw it"
            raise ValueError(message)

        broken.setattr("tally.bootstrap.congress_file.backup", fails)
        key(keyer(table), EVERY)
        stands(table, MediumIs.FAILED)
    stands(table, MediumIs.WHOLE)
    holds(stick, EVERY)


def test_the_folder_of_the_file_itself_and_one_that_is_not_there_are_refused(table: OpenDesk, file: Path) -> None:
    for folder, why in ((file.parent, "medium_own_folder"), (file.parent / "không có", "medium_no_folder")):
        with pytest.raises(Refused) as caught:
            guard_of(table).choose(folder)
        assert caught.value.key == why


def test_the_same_disk_is_told(table: OpenDesk, stick: Path) -> None:
    assert guard_of(table).same_disk(stick)
    memory = Path("/dev/shm")  # noqa: S108 - looked at, not written to
    if memory.is_dir() and memory.stat().st_dev != stick.stat().st_dev:
        assert not guard_of(table).same_disk(memory)


def test_a_folder_left_behind_where_another_disk_was_is_no_medium(
    table: OpenDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = [False]
    monkeypatch.setattr("tally.application.desk.guarding.same_disk", lambda *_paths: elsewhere[0])
    guard_of(table).choose(stick)
    stands(table, MediumIs.WHOLE)
    elsewhere[0] = True  # the stick was pulled: the same path is a folder of this computer's disk now
    stands(table, MediumIs.GONE)
    elsewhere[0] = False
    stands(table, MediumIs.WHOLE)


def test_a_copy_that_holds_more_is_never_replaced(file: Path, stick: Path) -> None:
    older = copied(file, "cũ.tally")
    table = opened(file)
    guard_of(table).choose(stick)
    key(keyer(table), EVERY)
    table.close()
    (home,) = (file.parent / "home").glob("heights")
    shutil.rmtree(home)  # another computer, which remembers nothing
    older.replace(file)
    table = opened(file)
    guard_of(table).choose(stick)
    stands(table, MediumIs.LONGER)
    key(keyer(table), EVERY)
    table.close()
    assert entries_in(copy_on(stick), FIRST_PASS) == EVERY
    with pytest.raises(Shorter) as caught:
        opened(file)
    assert caught.value.longer == (copy_on(stick),)


def test_the_copy_on_the_stick_knows_the_height_where_the_computer_forgot(file: Path, stick: Path) -> None:
    table = opened(file)
    guard_of(table).choose(stick)
    key(keyer(table), EVERY)
    table.close()
    cut(file, FIRST_PASS, 4)
    memory = bootstrap.heights.memory()
    congress = bootstrap.MeasuredFile(copy_on(stick)).read().measured
    assert congress is not None
    (remembered,) = (file.parent / "home" / "heights").iterdir()
    remembered.unlink()
    notebook = memory.open(congress.first)
    notebook.medium(stick)
    notebook.close()
    with pytest.raises(Shorter) as caught:
        opened(file)
    assert [list(one.ballots) for one in caught.value.lost] == [list(range(5, EVERY + 1))]
    assert caught.value.longer == (copy_on(stick),)


def test_after_a_loss_was_accepted_the_older_copy_is_kept_aside(file: Path, stick: Path) -> None:
    table = opened(file)
    guard_of(table).choose(stick)
    key(keyer(table), EVERY)
    table.close()
    cut(file, FIRST_PASS, 4)
    table = opened(file, despite_loss=True)
    assert guard_of(table).medium is None, "nothing is copied before the board has accepted"
    table.losses.accept(guard_of(table).lost, "mất", "p1", "246810", "p2", "246810")
    guard_of(table).accepted()
    stands(table, MediumIs.WHOLE)
    table.close()
    assert entries_in(copy_on(stick), FIRST_PASS) == 4
    (aside,) = stick.glob("*.bo-*.tally")
    assert entries_in(aside, FIRST_PASS) == EVERY


def test_a_ballot_never_waits_for_the_stick(table: OpenDesk, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = bootstrap.congress_file.backup
    began: list[float] = []

    def slow(source: Path, target: Path) -> str:
        began.append(time.monotonic())
        time.sleep(1.0)  # a stick that is slow to write
        return backup(source, target)

    monkeypatch.setattr("tally.bootstrap.congress_file.backup", slow)
    one = keyer(table)
    key(one, EVERY)
    wait_until(lambda: len(began) >= 1)
    longest = 0.0
    while time.monotonic() < began[-1] + 0.5:
        started = time.perf_counter()
        key(one, 1)
        longest = max(longest, time.perf_counter() - started)
    assert longest < 0.45, "the copying of a second held a ballot back"
    assert table.desk.count_of(KEY).begun
    holds(stick, EVERY)


def no_room_at_home(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    home = file.with_name("a file, no folder")
    home.write_bytes(b"")
    monkeypatch.setenv("TALLY_HOME", str(home))


def test_the_stick_gets_its_copy_where_nothing_can_be_written_at_home(
    table: OpenDesk, file: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_room_at_home(monkeypatch, file)
    key(keyer(table), EVERY)
    holds(stick, EVERY)
    stands(table, MediumIs.WHOLE)


def test_copies_that_a_killed_program_left_behind_go_with_the_next_one(table: OpenDesk, stick: Path) -> None:
    home = Path(os.environ["TALLY_HOME"])
    old, now = [folder / f".tally-{'0' * 16}.tmp" for folder in (home, stick)], stick / f".tally-{'1' * 16}.tmp"
    for left in (*old, now):
        left.write_bytes(b"ballots")
    for left in old:
        os.utime(left, (time.time() - 2 * 3600,) * 2)
    key(keyer(table), EVERY)
    holds(stick, EVERY)
    stands(table, MediumIs.WHOLE)
    assert [left.exists() for left in old] == [False, False]
    assert now.exists(), "another program may be writing it"
