"""Writing a file whole or not at all."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from tally.files.atomic import keep, write_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_in_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "giấy tờ" / "đợt 1" / "bien-ban-bch-1.xlsx"
    write_file(path, b"one")
    assert path.read_bytes() == b"one"
    assert names(path.parent) == ["bien-ban-bch-1.xlsx"]


def test_a_file_that_is_there_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "ho-so.xlsx"
    path.write_bytes(b"a longer content than the new one")
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["ho-so.xlsx"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_others_may_read_it_as_any_file_of_this_user(tmp_path: Path) -> None:
    path = tmp_path / "ho-so.xlsx"
    write_file(path, b"x")
    plain = tmp_path / "plain"
    plain.write_bytes(b"x")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_when_the_disk_fails_what_stood_there_stands_there_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "ho-so.xlsx"
    path.write_bytes(b"before")

    def fail(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "some temporary name")

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left") as caught:
        write_file(path, b"after")
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.filename == str(path), "the name the user knows"
    assert path.read_bytes() == b"before"
    assert names(tmp_path) == ["ho-so.xlsx"]


def test_stopping_in_the_middle_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "ho-so.xlsx", b"half")
    assert names(tmp_path) == []


def test_a_folder_in_the_way_is_a_failure_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "ho-so.xlsx"
    path.mkdir()
    with pytest.raises(OSError, match=r"ho-so\.xlsx"):
        write_file(path, b"x")
    assert names(tmp_path) == ["ho-so.xlsx"]


@pytest.mark.skipif(not hasattr(os, "O_DIRECTORY"), reason="this system syncs folders by itself")
@pytest.mark.parametrize(("number", "matters"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_disk_that_cannot_sync_folders_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, matters: bool
) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    path = tmp_path / "ho-so.xlsx"
    if matters:
        with pytest.raises(OSError, match="output"):
            write_file(path, b"x")
    else:
        write_file(path, b"x")
    assert path.read_bytes() == b"x"


def test_the_folder_is_synced_after_the_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync
    synced: list[str] = []

    def fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        synced.append("folder" if is_folder else "file")
        assert (tmp_path / "ho-so.xlsx").exists() is is_folder
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write_file(tmp_path / "ho-so.xlsx", b"x")
    assert synced == (["file", "folder"] if hasattr(os, "O_DIRECTORY") else ["file"])


def test_a_different_paper_is_kept_under_the_next_free_name(tmp_path: Path) -> None:
    path = tmp_path / "bien-ban-bch-1.xlsx"
    assert keep(path, unless=b"new") is None
    path.write_bytes(b"new")
    assert keep(path, unless=b"new") is None
    assert path.read_bytes() == b"new"
    for number, content in ((1, b"first"), (2, b"two"), (3, b"third")):
        path.write_bytes(content)
        assert keep(path, unless=b"new") == tmp_path / f"bien-ban-bch-1.truoc-{number}.xlsx"
        assert not path.exists()
    assert names(tmp_path) == [f"bien-ban-bch-1.truoc-{number}.xlsx" for number in (1, 2, 3)]
    assert (tmp_path / "bien-ban-bch-1.truoc-2.xlsx").read_bytes() == b"two"


def test_a_folder_in_the_place_of_a_paper_is_not_moved(tmp_path: Path) -> None:
    path = tmp_path / "bien-ban-bch-1.xlsx"
    path.mkdir()
    assert keep(path, unless=b"new") is None
    assert path.is_dir()
