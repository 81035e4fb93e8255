"""What lies beside a congress file: looked at before SQLite sees it; reading changes nothing of the user's."""

import os
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tally_files import PASS, a_file, check_chains, key, killed_while_writing, reopen

from tally.application.heights import Remembered
from tally.application.intake import BadInput
from tally.application.journal_file import ReadOnly
from tally.bootstrap import congress_file, heights
from tally.cli.main import main
from tally.disk import SpecialFile
from tally.domain.height import Height
from tally.files.codec import CongressToml
from tally.files.remembered import FOLDER, MemoryInFolder
from tally.store import backup as copies
from tally.store import left_over
from tally.store.left_over import NamesAnother, NotItsOwn, check_own, is_half_written
from tally.store.opening import open_file

MAGIC = bytes.fromhex("d9d505f920a163d7")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its file system")

Opens = Callable[[Path], object]


def read(path: Path) -> None:
    congress_file.open_journal(path, reading=True).close()


def work(path: Path) -> None:
    reopen(path).close()


def backed_up(path: Path) -> None:
    copies.backup(path, path.with_name("b.tally"), CongressToml())


def restored(path: Path) -> None:
    copies.restore(path, path.with_name("b.tally"), CongressToml())


def restored_over(path: Path) -> None:
    copies.restore(a_file(path.with_name("c.tally")), path, CongressToml())


ALL: list[Opens] = [read, work, backed_up, restored, restored_over]
every_way = pytest.mark.parametrize("opens", ALL)


def journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def naming(path: Path, victim: Path, begin: bytes = MAGIC) -> Path:
    """Put a journal beside a file that has SQLite delete another one."""
    page, size = struct.unpack(">H", path.read_bytes()[16:18])[0], path.stat().st_size
    header = (begin + struct.pack(">5I", 0, 1234, size // page, 512, page)).ljust(512, b"\0")
    name = os.fsencode(victim)
    total = sum(byte - 256 * (byte > 127) for byte in name) & 0xFFFFFFFF
    end = struct.pack(">I", (1 << 30) // page + 1) + name + struct.pack(">II", len(name), total) + MAGIC
    journal_of(path).write_bytes(header + end)
    return path


def as_it_is(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_sqlite_itself_deletes_the_file_that_a_journal_names(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"of the user")
    path = naming(a_file(tmp_path / "a.tally"), victim)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT count(*) FROM chain").fetchone()
    assert not victim.exists()


@every_way
@pytest.mark.parametrize("begin", [MAGIC, b"anything", bytes(8)], ids=["journal", "junk", "done with"])
def test_a_journal_that_names_another_file_deletes_nothing(tmp_path: Path, opens: Opens, begin: bytes) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"of the user")
    path = naming(a_file(tmp_path / "a.tally"), victim, begin)
    before = as_it_is(tmp_path)
    with pytest.raises(NamesAnother) as raised:
        opens(path)
    assert [(one.file, one.code) for one in raised.value.findings] == [(str(path), "E828")]
    assert before.items() <= as_it_is(tmp_path).items()


@pytest.mark.parametrize("command", ["verify", "recount", "report", "hall", "backup", "restore"])
def test_no_command_deletes_what_a_journal_names(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    victim = tmp_path / "victim"
    victim.write_bytes(b"of the user")
    path = naming(a_file(tmp_path / "folder" / "a.tally"), victim)
    before = as_it_is(path.parent)
    rest = {"hall": ["--to", "hall.html"], "backup": ["--to", "usb"], "restore": ["--to", "b.tally"]}.get(command, [])
    rest = [str(tmp_path / one) if "-" not in one else one for one in rest]
    assert main([command, str(path.parent if command == "report" else path), *rest]) in {1, 3}
    assert "E828" in "".join(capsys.readouterr())
    assert victim.exists()
    assert as_it_is(path.parent) == before


def test_what_a_killed_program_left_is_read_in_a_copy_of_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(own))
    path = killed_while_writing(a_file(tmp_path / "a.tally"), tmp_path / "usb")
    before = as_it_is(path.parent)
    with closing(open_file(path, "", str, reading=True)) as journal:
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3]
        assert check_chains(journal).sound
        assert any(own.iterdir())
        with pytest.raises(ReadOnly):
            key(journal, [4])
    assert as_it_is(path.parent) == before
    copies.backup(path, tmp_path / "b.tally", CongressToml())
    assert as_it_is(path.parent) == before
    assert list(own.iterdir()) == []


def test_whoever_works_on_a_file_has_half_a_commit_undone_in_it(tmp_path: Path) -> None:
    path = killed_while_writing(a_file(tmp_path / "a.tally"), tmp_path / "usb")
    with closing(reopen(path)) as journal:
        assert not is_half_written(path)
        key(journal, [4])
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3, 4]


def later_copy(folder: Path, ballots: int) -> Path:
    """Put a sound copy with more ballots beside the journal that a killed program left of what was there before."""
    path = a_file(folder / "a.tally")
    left = killed_while_writing(path, folder / "usb")
    with closing(reopen(path)) as journal:
        key(journal, range(4, 4 + ballots))
    shutil.copyfile(path, left)
    return left


@every_way
@pytest.mark.parametrize("ballots", [2, 9, 200])
def test_a_copy_put_beside_the_journal_of_another_is_not_ruined(tmp_path: Path, opens: Opens, ballots: int) -> None:
    path = later_copy(tmp_path, ballots)
    before = as_it_is(path.parent)
    if opens is restored_over:  # what stood there is kept, with its journal
        opens(path)
        assert path.with_name("a.truoc-1.tally").read_bytes() == before["a.tally"]
        return
    with pytest.raises(NotItsOwn) as raised:
        opens(path)
    (finding,) = raised.value.findings
    assert (finding.file, finding.code, finding.fields) == (str(path), "E829", {"value": "a.tally-journal"})
    assert as_it_is(path.parent) == before
    journal_of(path).rename(tmp_path / "away")
    with closing(reopen(path)) as journal:
        assert len(list(journal.entries(PASS))) == 3 + ballots


def test_a_journal_that_says_nothing_yet_is_of_a_file_as_long_as_it_says(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    page, size = struct.unpack(">H", path.read_bytes()[16:18])[0], path.stat().st_size
    begun = MAGIC + struct.pack(">5I", 0, 1234, size // page, 512, page)
    journal_of(path).write_bytes(begun.ljust(512, b"\0"))
    read(path)
    for wrong in ((0, 1, size // page - 1, 512, page), (0, 1, size // page + 1, 512, page), (0, 1, 1, 512, 2 * page)):
        journal_of(path).write_bytes((MAGIC + struct.pack(">5I", *wrong)).ljust(512, b"\0"))
        for opens in (read, work):
            with pytest.raises(NotItsOwn):
                opens(path)


def meanwhile(monkeypatch: pytest.MonkeyPatch, suffix: str, happens: Callable[[], object], *, after: bool) -> None:
    """Have something happen, once, just before or after what lies beside a file is copied."""
    copy, waiting = shutil.copyfile, [happens]

    def copying(source: Path, target: Path) -> object:
        if not after and source.name.endswith(suffix) and waiting:
            waiting.pop()()
        copied = copy(source, target)
        if after and source.name.endswith(suffix) and waiting:
            waiting.pop()()
        return copied

    monkeypatch.setattr("tally.store.left_over.shutil.copyfile", copying)


def test_a_file_that_another_program_brings_in_order_while_it_is_copied_is_read_as_it_is_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = killed_while_writing(a_file(tmp_path / "a.tally"), tmp_path / "usb")

    def goes_on() -> None:
        with closing(reopen(path)) as journal:
            for number in (4, 5):
                key(journal, [number])

    meanwhile(monkeypatch, "-journal", goes_on, after=True)
    with closing(open_file(path, "", str, reading=True)) as journal:
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3, 4, 5]


def test_a_journal_that_takes_the_place_of_the_one_looked_at_deletes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"of the user")
    path = killed_while_writing(a_file(tmp_path / "a.tally"), tmp_path / "usb")
    meanwhile(monkeypatch, "-journal", lambda: naming(path, victim), after=False)
    with pytest.raises(NamesAnother) as raised:
        read(path)
    assert [one.file for one in raised.value.findings] == [str(path)], "not the copy's name"
    assert victim.exists()


@pytest.mark.parametrize(("before", "own"), [(0, True), (1, True), (2, False), (-1, False)])
def test_the_first_page_is_found_in_a_later_part_of_a_journal(tmp_path: Path, before: int, own: bool) -> None:  # noqa: FBT001
    path = a_file(tmp_path / "a.tally")
    first, size = bytearray(path.read_bytes()[:100]), path.stat().st_size
    page = struct.unpack(">H", first[16:18])[0]
    first[24:28] = struct.pack(">I", struct.unpack(">I", first[24:28])[0] - before)

    def part(number: int, content: bytes) -> bytes:
        header = MAGIC + struct.pack(">5I", 1, 1234, size // page, 512, page)
        record = struct.pack(">I", number) + content.ljust(page, b"\0") + bytes(4)
        return header.ljust(512, b"\0") + record.ljust(-(-len(record) // 512) * 512, b"\0")

    journal_of(path).write_bytes(part(2, b"") + part(1, bytes(first)))
    if own:
        check_own(path)
    else:
        with pytest.raises(NotItsOwn):
            check_own(path)


def test_a_file_that_is_open_in_this_program_is_never_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing the file that was copied would give back the locks that SQLite holds on it."""
    path = a_file(tmp_path / "a.tally")
    left = killed_while_writing(path, tmp_path / "usb")
    monkeypatch.setattr("tally.store.left_over.shutil.copyfile", pytest.fail)
    monkeypatch.setattr(left_over, "_is_own", pytest.fail)
    with closing(reopen(path)):
        journal_of(path).write_bytes(journal_of(left).read_bytes())
        for opens in (read, work):
            opens(path)


def test_what_was_done_with_beside_a_name_goes_with_the_file_that_is_replaced(tmp_path: Path) -> None:
    path, target = a_file(tmp_path / "a.tally"), a_file(tmp_path / "b.tally")
    journal_of(target).write_bytes(bytes(8) + b"of an earlier commit")
    copies.backup(path, target, CongressToml())
    assert not journal_of(target).exists()
    assert target.exists()


@pytest.mark.parametrize("put", [copies.backup, copies.restore])
def test_no_copy_is_put_beside_what_a_killed_program_left(tmp_path: Path, put: Callable[..., object]) -> None:
    left = killed_while_writing(a_file(tmp_path / "b.tally"), tmp_path / "usb")
    left.unlink()
    before = as_it_is(left.parent)
    with pytest.raises(FileExistsError) as raised:
        put(a_file(tmp_path / "a.tally"), left, CongressToml())
    assert raised.value.filename == str(journal_of(left))
    assert as_it_is(left.parent) == before


def test_no_new_congress_is_put_beside_what_a_killed_program_left(tmp_path: Path) -> None:
    path = killed_while_writing(a_file(tmp_path / "a.tally"), tmp_path / "usb")
    path.unlink()
    before = as_it_is(path.parent)
    new = ["new", str(path), "--from", str(Path(__file__).parents[2] / "fixtures" / "cell-of-eleven" / "congress.toml")]
    assert main(new) != 0
    assert as_it_is(path.parent) == before


def pipe(path: Path) -> None:
    os.mkfifo(path)


def plug(path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as one:
        one.bind(str(path))


def link(path: Path) -> None:
    (path.parent / "mine").write_bytes(b"of the user")
    path.symlink_to(path.parent / "mine")


def loop(path: Path) -> None:
    path.symlink_to(path)


@needs_pipes
@every_way
def test_a_pipe_for_a_journal_is_not_waited_for(tmp_path: Path, opens: Opens) -> None:
    path = a_file(tmp_path / "a.tally")
    os.mkfifo(journal_of(path))
    with pytest.raises(SpecialFile):
        opens(path)


@needs_pipes
@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
@pytest.mark.parametrize("special", [pipe, plug, link, loop])
def test_what_is_no_file_is_not_waited_for_beside_a_congress_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, special: Opens
) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    path = a_file(tmp_path / "a.tally")
    special(Path(f"a.tally{suffix}"))
    with pytest.raises(SpecialFile) as raised:
        work(path)
    assert [(one.file, one.code) for one in raised.value.findings] == [(f"{path}{suffix}", "E812")]


@needs_pipes
def test_no_command_waits_for_a_pipe_beside_a_file(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    os.mkfifo(journal_of(path))
    command = [sys.executable, "-m", "tally", "verify", str(path)]
    home = {**os.environ, "TALLY_HOME": str(tmp_path / "home")}
    told = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=30, check=False, env=home)
    assert told.returncode == 3
    assert "a.tally-journal:1:1: E812 " in told.stdout + told.stderr


@needs_pipes
def test_a_pipe_in_the_memory_is_not_waited_for(tmp_path: Path) -> None:
    memory, congress = MemoryInFolder(lambda: tmp_path), bytes(range(32))
    (tmp_path / FOLDER).mkdir()
    os.mkfifo(tmp_path / FOLDER / f"{congress.hex()[:32]}.jsonl")
    assert memory.recall(congress) == Remembered({}, (), None)
    with closing(memory.open(congress)) as notebook:
        notebook.note("a", Height(1, bytes(32), 1))
        assert notebook.failed


@needs_pipes
def test_a_copy_on_the_second_medium_with_a_pipe_beside_it_knows_nothing(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.tally")
    os.mkfifo(journal_of(path))
    assert heights.place_of(path) is None


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("opens", [read, work, backed_up])
def test_through_a_link_the_journal_beside_the_file_itself_is_found(tmp_path: Path, opens: Opens) -> None:
    path = killed_while_writing(a_file(tmp_path / "a.tally"), tmp_path / "usb")
    named = tmp_path / "link.tally"
    named.symlink_to(path)
    opens(named)
    with closing(congress_file.open_journal(named, reading=True)) as journal:
        assert [entry.ballot for entry in journal.entries(PASS)] == [1, 2, 3]


def test_what_is_refused_is_bad_input() -> None:
    assert issubclass(NamesAnother, BadInput)
    assert issubclass(NotItsOwn, BadInput)
