"""What this computer remembers of the heights of a congress: in a small file of its user's, and never in the way."""

import os
import stat
import sys
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest

from tally.application.heights import Remembered
from tally.domain.height import Height
from tally.files.remembered import KEPT, LONGEST, MemoryInFolder

CONGRESS = bytes(range(32))
PASS = "pass/bch/1/1/1"  # noqa: S105 - a keying pass


def at(entries: int) -> Height:
    return Height(entries, entries.to_bytes(32, "big"), entries)


@pytest.fixture
def memory(tmp_path: Path) -> MemoryInFolder:
    return MemoryInFolder(lambda: tmp_path / "nhà")


def file_of(folder: Path) -> Path:
    (found,) = (folder / "nhà" / "heights").iterdir()
    return found


def test_nothing_is_remembered_of_a_congress_never_seen(memory: MemoryInFolder) -> None:
    assert memory.recall(CONGRESS) == Remembered()


def test_heights_files_and_second_medium_are_remembered_by_congress(memory: MemoryInFolder, tmp_path: Path) -> None:
    notebook = memory.open(CONGRESS)
    for entries in (1, 2, 3):
        notebook.note(PASS, at(entries))
    notebook.file(tmp_path / "a.tally")
    notebook.file(tmp_path / "b.tally")
    notebook.file(tmp_path / "a.tally")
    notebook.medium(tmp_path / "USB")
    notebook.close()
    notebook.close()
    recalled = memory.recall(CONGRESS)
    assert recalled.heights == {PASS: [at(1), at(2), at(3)]}
    assert recalled.files == (tmp_path / "a.tally", tmp_path / "b.tally")
    assert recalled.medium == tmp_path / "USB"
    assert memory.recall(bytes(32)) == Remembered()


def test_a_medium_that_was_given_up_is_not_remembered(memory: MemoryInFolder, tmp_path: Path) -> None:
    notebook = memory.open(CONGRESS)
    notebook.medium(tmp_path)
    notebook.medium(None)
    notebook.close()
    assert memory.recall(CONGRESS).medium is None


def test_what_was_noted_is_there_without_a_flush_when_the_program_is_killed(memory: MemoryInFolder) -> None:
    memory.open(CONGRESS).note(PASS, at(7))
    assert memory.recall(CONGRESS).heights == {PASS: [at(7)]}


def test_half_a_line_of_a_power_cut_is_passed_by_and_the_next_one_is_whole(
    memory: MemoryInFolder, tmp_path: Path
) -> None:
    notebook = memory.open(CONGRESS)
    notebook.note(PASS, at(1))
    notebook.close()
    with file_of(tmp_path).open("ab") as file:
        file.write(b'["height", "pass/bch/1/1/1", 2, "00')
    notebook = memory.open(CONGRESS)
    notebook.note(PASS, at(3))
    notebook.close()
    assert memory.recall(CONGRESS).heights == {PASS: [at(1), at(3)]}


@pytest.mark.parametrize(
    "line", [b"[]", b"{}", b"\xff\xfe", b'["height", 1, 2, 3, 4]', b'["height", "x", 1, "zz", 1]', b"[" * 100_000]
)
def test_what_somebody_wrote_into_the_memory_is_passed_by(memory: MemoryInFolder, tmp_path: Path, line: bytes) -> None:
    memory.open(CONGRESS).note(PASS, at(1))
    with file_of(tmp_path).open("ab") as file:
        file.write(line + b"\n")
    assert memory.recall(CONGRESS).heights.get(PASS) == [at(1)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's folder to that user by itself")
def test_the_memory_is_its_owners_alone(memory: MemoryInFolder, tmp_path: Path) -> None:
    memory.open(CONGRESS).note(PASS, at(1))
    assert stat.S_IMODE(file_of(tmp_path).stat().st_mode) == 0o600


def test_a_memory_that_cannot_be_written_says_so_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "nhà").write_bytes(b"a file where a folder should be")
    memory = MemoryInFolder(lambda: tmp_path / "nhà")
    notebook = memory.open(CONGRESS)
    notebook.note(PASS, at(1))
    notebook.flush()
    notebook.close()
    assert notebook.failed
    assert memory.recall(CONGRESS) == Remembered()


def test_a_computer_without_a_home_folder_remembers_nothing() -> None:
    def homeless() -> Path:
        message = "no home"
        raise RuntimeError(message)

    memory = MemoryInFolder(homeless)
    notebook = memory.open(CONGRESS)
    notebook.note(PASS, at(1))
    assert notebook.failed
    assert memory.recall(CONGRESS) == Remembered()


def test_a_long_memory_is_written_anew_with_the_last_heights_of_every_chain(
    memory: MemoryInFolder, tmp_path: Path
) -> None:
    notebook = memory.open(CONGRESS)
    notebook.file(tmp_path / "a.tally")
    notebook.medium(tmp_path / "USB")
    entries = 0
    while not entries or file_of(tmp_path).stat().st_size <= LONGEST:
        entries += 1
        notebook.note(PASS, at(entries))
    notebook.close()
    before = memory.recall(CONGRESS)
    again = memory.open(CONGRESS)
    after = memory.recall(CONGRESS)
    assert (after.files, after.medium) == (before.files, before.medium)
    assert list(after.heights[PASS]) == [at(one) for one in range(entries - KEPT + 1, entries + 1)]
    assert file_of(tmp_path).stat().st_size < LONGEST // 100
    again.note(PASS, at(entries + 1))
    assert at(entries + 1) in memory.recall(CONGRESS).heights[PASS]


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file is not moved away")
def test_a_window_goes_on_in_the_memory_that_another_window_wrote_anew(memory: MemoryInFolder, tmp_path: Path) -> None:
    first = memory.open(CONGRESS)
    first.note(PASS, at(1))
    path = file_of(tmp_path)
    os.replace(path, path.with_suffix(".old"))  # noqa: PTH105 - what the other window does
    first.flush()
    first.note(PASS, at(2))
    assert memory.recall(CONGRESS).heights == {PASS: [at(2)]}


def test_noting_a_height_costs_far_less_than_recording_a_ballot(memory: MemoryInFolder) -> None:
    notebook = memory.open(CONGRESS)
    notebook.note(PASS, at(1))
    started = perf_counter()
    for entries in range(1000):
        notebook.note(PASS, at(entries))
    assert (perf_counter() - started) / 1000 < 0.000_3


@pytest.mark.parametrize("path", ["/usb/\\u0000x", "/usb/\\ud800x"])
def test_what_cannot_be_a_path_is_no_file_and_no_medium(memory: MemoryInFolder, tmp_path: Path, path: str) -> None:
    with closing(memory.open(CONGRESS)) as notebook:
        notebook.note(PASS, at(1))
    with file_of(tmp_path).open("a", encoding="utf-8") as file:
        file.write(f'["file","{path}"]\n["medium","{path}"]\n')
    assert memory.recall(CONGRESS) == Remembered({PASS: [at(1)]}, (), None)
