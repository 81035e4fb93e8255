"""What must not leave the board: PINs and their hashes, in no paper, no export, no output; and files for it alone."""

import hashlib
import io
import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from board import HEAD, SECRETARY, Board, write_file
from counted_at_desk import corrected
from memory_journal import QuickHasher

from tally import bootstrap
from tally.application.journal_lines import journal_lines
from tally.application.signing import Owner, Passphrase
from tally.domain.journal import CONGRESS_CHAIN, EntryKind, EntryRow, entry_hash
from tally.files.atomic import write_file as write_whole
from tally.files.atomic import write_pieces
from tally.files.recent import NAME, RecentInFolder

PIN, NEW_PIN = "271828", "161803"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes; see files/atomic.py")


@pytest.fixture
def board() -> Board:
    """Return a board that counted, sealed and corrected, where a PIN was set anew, and one was typed wrongly."""
    board = corrected().sit(HEAD)
    board.people.set_pin(SECRETARY, NEW_PIN)
    return board


@pytest.fixture
def file(board: Board, tmp_path: Path) -> Path:
    """Return its congress file."""
    path = tmp_path / "đại hội.tally"
    write_file(board, path)
    return path


@pytest.fixture
def umask() -> Iterator[None]:
    """Let every file be open to everybody unless the program closes it."""
    before = os.umask(0)
    yield
    os.umask(before)


def ran(*arguments: str | Path, home: Path) -> bytes:
    """Run `tally` as a program of its own; return everything it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "tally", *map(str, arguments)],
        check=False,
        capture_output=True,
        env={**os.environ, "TALLY_HOME": str(home), "TALLY_LANG": "vi"},
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout + done.stderr


def secrets() -> list[bytes]:
    """Return the hashes of the PINs and what else would tell them."""
    hashes = [QuickHasher().hash(one) for one in (PIN, NEW_PIN)]
    return [*(one.encode() for one in hashes), PIN.encode(), NEW_PIN.encode(), b"scrypt$"]


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file, and every part of every workbook, with its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield path.name, content
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(io.BytesIO(content)) as parts:
                    for part in parts.namelist():
                        yield f"{path.name}/{part}", parts.read(part)


def test_no_paper_and_no_output_tells_a_pin_or_its_hash(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "bàn giao"
    said = ran("export", file, "--to", out, home=tmp_path / "home")
    commands: list[tuple[str | Path, ...]] = [("verify", file), ("recount", file, "--json")]
    commands.append(("verify", *sorted(out.glob("*.xlsx"))))
    for command in commands:
        said += ran(*command, home=tmp_path / "home")
    said += ran("recount", file, "--export", tmp_path / "đếm lại", home=tmp_path / "home")
    told = [*contents(out), *contents(tmp_path / "đếm lại"), ("output", said)]
    assert len(told) > 50, "every paper was looked into"
    assert [name for name, content in told for secret in secrets() if secret in content] == []


def test_the_congress_file_holds_the_hashes_and_no_pin(file: Path) -> None:
    """Else the test above would look for what nobody writes."""
    content = file.read_bytes()
    hashes, pins = secrets()[:2], secrets()[2:4]
    assert all(one in content for one in hashes)
    assert not any(one in content for one in pins)


def test_the_exported_journal_can_be_followed_link_by_link(file: Path, tmp_path: Path) -> None:
    ran("export", file, "--to", tmp_path / "out", home=tmp_path / "home")
    lines = [json.loads(line) for line in (tmp_path / "out" / "nhat-ky.jsonl").read_bytes().splitlines()]
    with closing(bootstrap.open_journal(file, reading=True)) as journal:
        rows = {(chain, row[1]): row for chain, piece in journal.pieces() for row in piece}
    assert len(lines) == len(rows)
    names = ("chain", "sequence", "time", "station", "person", "kind", "ballot", "marks", "payload")
    heads: dict[str, str] = {}
    withheld = 0
    for line in lines:
        assert line["previous"] == heads.get(line["chain"], "00" * 32)
        heads[line["chain"]] = line["hash"]
        fields = "\0".join("" if line[name] is None else str(line[name]) for name in names)
        same = hashlib.sha256(bytes.fromhex(line["previous"]) + fields.encode()).hexdigest() == line["hash"]
        assert same == ("withheld" not in line)
        if not same:
            withheld += 1
            assert line["withheld"] == ["pin"]
            assert line["kind"] in {"person-added", "pin-set"}
            assert "pin" not in json.loads(line["payload"])
            # With the congress file its hash can be computed too.
            row = rows[line["chain"], line["sequence"]]
            whole = json.loads(row[8])
            assert {name: value for name, value in whole.items() if name != "pin"} == json.loads(line["payload"])
            fields_ = (line["chain"], line["sequence"], *row[2:9])
            assert entry_hash(bytes.fromhex(line["previous"]), *fields_).hex() == line["hash"]
    assert withheld == 5, "four persons and a PIN set anew"


def test_a_payload_that_nobody_can_read_is_withheld_whole() -> None:
    class Strange:
        def pieces(self) -> Iterator[tuple[str, list[EntryRow]]]:
            fields = ("2025-06-10T08:00:00.000Z", "may-1", "", EntryKind.PIN_SET.value, None, b"")
            deep = "[" * 100_000
            payloads = ('{"pin":"scrypt$x"', "[1]", "", deep, '{"pin":"scrypt$x","person":"p1"}', '{"person":"p1"}')
            rows: list[EntryRow] = [
                (1, number, *fields, one, bytes(32), bytes(32)) for number, one in enumerate(payloads, 1)
            ]
            yield CONGRESS_CHAIN, rows

    lines = [json.loads(line) for line in journal_lines(Strange())]  # type: ignore[arg-type]
    assert [(line["payload"], line.get("withheld")) for line in lines] == [
        *[("", ["payload"])] * 4,
        ('{"person":"p1"}', ["pin"]),
        ('{"person":"p1"}', None),
    ]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix_only
@pytest.mark.usefixtures("umask")
def test_what_stays_with_the_board_can_be_read_by_its_owner_alone(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    subprocess.run(
        [sys.executable, "-m", "tally", "export", str(file), "--to", str(out)], check=True, capture_output=True
    )
    private = {path.name for path in out.iterdir() if mode(path) == 0o600}
    assert private == {"ballots.csv", "nhat-ky.jsonl"}
    assert {mode(path) for path in out.iterdir() if path.name not in private} == {0o666}, "as the user's umask has it"


@posix_only
@pytest.mark.usefixtures("umask")
def test_a_private_file_is_closed_before_it_holds_a_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, seen = tmp_path / "bí mật", []
    fsync = os.fsync

    def look(descriptor: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        fsync(descriptor)

    def pieces() -> Iterator[bytes]:
        (temporary,) = tmp_path.iterdir()
        seen.append(mode(temporary))
        yield b"x"

    monkeypatch.setattr(os, "fsync", look)
    write_pieces(path, pieces(), private=True)
    assert seen[:2] == [0o600, 0o600]
    assert mode(path) == 0o600
    # One that was open to everybody before is closed by being written anew.
    path.chmod(0o666)
    write_whole(path, b"y", private=True)
    assert mode(path) == 0o600


@posix_only
@pytest.mark.usefixtures("umask")
def test_the_list_of_files_opened_is_the_user_s_own(tmp_path: Path) -> None:
    RecentInFolder(lambda: tmp_path / "home").add(tmp_path / "a.tally")
    assert mode(tmp_path / "home" / NAME) == 0o600


@posix_only
@pytest.mark.usefixtures("umask")
def test_private_keys_are_closed_whatever_the_umask(tmp_path: Path) -> None:
    passphrase = Passphrase("một câu dài")
    people = {Owner.HEAD: ("Lò Thị Hoa", passphrase), Owner.SECRETARY: ("Cà Văn Nam", passphrase)}
    keys = bootstrap.make_keys(tmp_path / "keys", "Đảng bộ xã", people)
    assert mode(keys.path) == 0o700
    modes = {path.name: mode(path) for path in keys.path.iterdir()}
    secret = {name for name, one in modes.items() if one == 0o600}
    assert secret == {f"{owner}.key.pem" for owner in Owner}
    assert keys.exposed() == ()
