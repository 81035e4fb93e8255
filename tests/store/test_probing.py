"""A folder is tried as a place for a congress file, on a real disk, and nothing is left behind."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from tally.store import probing, volumes
from tally.store.probing import probe


def test_a_folder_that_will_do(tmp_path: Path) -> None:
    found = probe(tmp_path)
    assert (found.failed, found.kept, found.locks) == ("", True, True)
    assert found.milliseconds > 0
    assert found.free > 0
    assert list(tmp_path.iterdir()) == []


def test_no_folder_and_a_file_in_its_place_are_missing(tmp_path: Path) -> None:
    file = tmp_path / "tệp"
    file.write_bytes(b"x")
    assert probe(tmp_path / "không có").failed == "missing"
    assert probe(file).failed == "missing"


def test_a_folder_that_takes_nothing_is_not_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> None:
        raise PermissionError(13, "refused", str(path))

    monkeypatch.setattr(probing, "claim", refused)
    assert probe(tmp_path).failed == "not_writable"


def test_a_disk_that_fails_halfway_is_not_writable_and_is_left_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(number: int) -> bytes:
        if number:
            message = "database or disk is full"
            raise sqlite3.OperationalError(message)
        return b""

    monkeypatch.setattr(probing, "_ballot", failing)
    assert probe(tmp_path).failed == "not_writable"
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_read_again_as_it_was_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = iter(range(10_000))
    monkeypatch.setattr(probing, "_ballot", lambda _number: bytes(next(seen) % 251 for _ in range(8)))
    assert not probe(tmp_path).kept


def test_a_disk_without_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "_another_writes", lambda _file: True)
    assert not probe(tmp_path).locks


@pytest.mark.skipif(not Path("/proc/self/mounts").exists(), reason="only Linux lists what is mounted where")
def test_linux_says_which_file_system_a_folder_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert volumes.kind_of(Path("/proc/self")) == "proc"
    mounts = [("/", "ext4"), ("/media/ban", "tmpfs"), ("/media/ban/USB", "exfat"), ("/media/ban/USB2", "ntfs")]
    monkeypatch.setattr(volumes, "_mounts", lambda: iter(mounts))
    monkeypatch.setattr(os.path, "realpath", str)
    assert volumes.kind_of(Path("/media/ban/USB/phiếu")) == "exfat"
    assert volumes.kind_of(Path("/media/ban/USB3")) == "tmpfs"
    assert volumes.kind_of(Path("/home/ban")) == "ext4"


def test_sticks_are_what_is_mounted_in_the_folders_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ban" / "USB").mkdir(parents=True)
    (tmp_path / "ban" / "trống").mkdir()
    monkeypatch.setattr(volumes, "_SYSTEM_FOLDERS", (str(tmp_path), str(tmp_path / "không có")))
    monkeypatch.setattr(Path, "is_mount", lambda path: path.name == "USB")
    assert volumes.sticks() == (tmp_path / "ban" / "USB",)


def test_a_stick_that_is_write_protected_is_told_and_takes_no_command_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a disk refuses even that a file be taken away that is not there."""

    def refused(path: Path, *_more: object, **_named: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(probing, "claim", refused)
    monkeypatch.setattr(Path, "unlink", refused)
    assert probe(tmp_path).failed == "not_writable"
