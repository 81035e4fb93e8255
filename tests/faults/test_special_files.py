"""Pipes, devices, links in a circle and files that grow: none is opened, none is waited for, by any command."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tally.application.intake import BadInput
from tally.disk import SpecialFile, check_regular, is_folder, read_regular

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its file system")
LIMIT = 1000

Door = Callable[[Path], object]
DOORS = pytest.mark.parametrize("door", [check_regular, lambda path: read_regular(path, LIMIT)], ids=["check", "read"])


@needs_pipes
@DOORS
def test_a_pipe_is_no_regular_file(tmp_path: Path, door: Door) -> None:
    os.mkfifo(tmp_path / "X.tally")
    with pytest.raises(SpecialFile) as refused:
        door(tmp_path / "X.tally")
    (finding,) = refused.value.findings
    assert (finding.code, finding.fields) == ("E812", {"file_kind": "device"})
    assert finding.file == str(tmp_path / "X.tally")


@DOORS
def test_a_device_is_no_regular_file(door: Door) -> None:
    with pytest.raises(SpecialFile):
        door(Path(os.devnull))


@DOORS
def test_links_in_a_circle_are_no_regular_file(tmp_path: Path, door: Door) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(SpecialFile) as refused:
        door(tmp_path / "a")
    assert refused.value.kind == "link-loop"
    assert not is_folder(tmp_path / "a")


@DOORS
def test_a_folder_is_said_to_be_one(tmp_path: Path, door: Door) -> None:
    with pytest.raises(BadInput) as refused:
        door(tmp_path)
    assert [finding.code for finding in refused.value.findings] == ["E902"]
    assert is_folder(tmp_path)


@DOORS
def test_what_is_not_there_is_said_so(tmp_path: Path, door: Door) -> None:
    with pytest.raises(FileNotFoundError):
        door(tmp_path / "none")
    assert not is_folder(tmp_path / "none")


@needs_pipes
def test_a_pipe_put_in_the_place_of_a_file_after_it_was_looked_at_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "X.csv"
    path.write_bytes(b"a file")
    opening = os.open

    def exchanged(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return opening(name, flags)

    monkeypatch.setattr(os, "open", exchanged)
    with pytest.raises(SpecialFile):
        read_regular(path, LIMIT)


@pytest.mark.parametrize("size", [0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 5 * LIMIT])
def test_no_more_is_read_than_tells_that_a_file_is_too_large(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * size)
    assert len(read_regular(path, LIMIT)) == min(size, LIMIT + 1)


def test_a_file_that_grows_while_it_is_read_is_read_as_far_as_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 10)
    status = path.stat()
    path.write_bytes(b"x" * 5 * LIMIT)
    monkeypatch.setattr(os, "fstat", lambda _: status)
    assert len(read_regular(path, LIMIT)) == LIMIT + 1


@pytest.mark.skipif(sys.platform != "linux", reason="a file that calls itself regular and says nothing")
def test_a_file_of_the_system_that_has_nothing_to_say_is_not_waited_for() -> None:
    kernel = Path("/proc/kmsg")
    if not os.access(kernel, os.R_OK):
        pytest.skip("only the administrator may read it")
    try:
        read_regular(kernel, LIMIT)
    except PermissionError:
        pytest.skip("only the administrator may read it")
