"""Names that draw on the terminal, turn a line round or are no text: every command shows them, none writes them raw."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

TALLY = Path(__file__).parents[2] / "tally"
FORGED = "\x1b[2J\x1b[H✓ ALL SOURCES VERIFIED".encode()
HOSTILE = FORGED + "\n\u202e\u200b\x9b31m".encode() + b"\xff"
"""A file's name on Linux: any bytes but a slash and a zero."""

SHOWN = r"\u001b[2J\u001b[H✓ ALL SOURCES VERIFIED\u000a\u202e\u200b\u009b31m\xff"
RAW = ("\x1b", "\x9b", "\u202e", "\u200b", "\r")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")


def run(folder: Path, *arguments: str | bytes) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a user would, and look at every byte of it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TALLY")}
    ended = subprocess.run(
        [sys.executable, "-m", "tally", *arguments],
        cwd=folder,
        env={
            **environment,
            "TALLY_HOME": str(folder / "home"),
            "TALLY_HEAD_PASSPHRASE": "một mật khẩu dài",
            "TALLY_SECRETARY_PASSPHRASE": "mật khẩu dài khác",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )
    for stream in (ended.stdout, ended.stderr):
        text = stream.decode()  # it is UTF-8
        assert [one for one in RAW if one in text] == [], text
        assert not any(line.startswith("✓ ALL") for line in text.splitlines()), text
        for never in ("Traceback", "ngoài dự tính", "disk I/O error"):
            assert never not in text, text
    return ended


def hostile(suffix: str = "") -> bytes:
    return HOSTILE + suffix.encode()


def in_folder(folder: Path, suffix: str = "") -> Path:
    return folder / os.fsdecode(hostile(suffix))


NOTHING_THERE: list[tuple[Sequence[str | bytes], int]] = [
    ([hostile()], 2),
    (["recount", hostile()], 3),
    (["recount", hostile(".toml")], 3),
    (["recount", hostile(".tally")], 4),
    (["recount", hostile(".xlsx")], 3),
    (["recount", "x", hostile()], 2),
    (["recount", b"--" + hostile()], 2),
    (["recount", "--lang", hostile(), "x"], 2),
    (["open", hostile(".tally")], 2),
    (["new", hostile(), "--from", "x.toml"], 2),
    (["new", "x.tally", "--from", hostile(".toml")], 3),
    (["new", "x.tally", "--from-elected", hostile(".tally")], 4),
    (["import", hostile(".tally"), hostile()], 3),
    (["import", "x.tally", hostile(".tally")], 2),
    (["export", hostile(".tally"), "--to", hostile()], 4),
    (["hall", hostile()], 2),
    (["hall", hostile(".tally")], 4),
    (["key", hostile()], 2),
    (["key", "show", "--keys", hostile()], 2),
    (["sign", hostile(".xlsx")], 3),
    (["sign", hostile(".tally")], 4),
    (["sign", "--token", hostile(), hostile(".xlsx")], 3),
    (["report", hostile()], 1),
    (["report", hostile(".tally")], 1),
    (["report", "--expected", hostile(".csv"), "."], 3),
    (["report", "--pin", hostile(".pem"), "."], 2),
    (["report", "--export", hostile(), "."], 2),
    (["verify", hostile()], 2),
    (["verify", hostile(".tally"), hostile(".xlsx"), hostile(".txt"), hostile(".png")], 4),
    (["verify", b"TALLY1:" + hostile()], 1),
    (["verify", "--pin", hostile(".pem"), "x.txt"], 2),
    (["backup", hostile(".tally"), "--to", "copies"], 4),
    (["restore", hostile(".tally"), "--to", "x.tally"], 4),
    (["restore", "x.tally", "--to", hostile()], 2),
    (["template", hostile()], 2),
    (["practice", "--seed", hostile()], 2),
]


@pytest.mark.parametrize(("arguments", "status"), NOTHING_THERE, ids=lambda one: str(one)[:40])
def test_a_name_that_leads_nowhere_is_shown(tmp_path: Path, arguments: Sequence[str | bytes], status: int) -> None:
    ended = run(tmp_path, *arguments)
    assert ended.returncode == status, ended.stderr.decode()
    assert ended.stderr or ended.stdout


RUBBISH: dict[str, list[tuple[str | None, ...]]] = {
    ".tally": [
        ("recount", None),
        ("verify", None),
        ("report", None),
        ("sign", None),
        ("export", None, "--to", "papers"),
        ("hall", None),
        ("import", None, None),
        ("backup", None, "--to", "copies"),
        ("restore", None, "--to", "x.tally"),
    ],
    ".xlsx": [("recount", None), ("verify", None), ("report", None), ("sign", None)],
    ".toml": [("new", "new.tally", "--from", None)],
    ".csv": [("report", "--expected", None, ".")],
    ".pem": [("report", "--pin", None, "."), ("verify", "--pin", None, "x.txt")],
    ".txt": [("verify", None)],
    ".png": [("verify", None)],
}
"""Commands by the ending of a file; None stands for it."""


@pytest.mark.parametrize("suffix", RUBBISH)
def test_a_file_of_that_name_that_holds_rubbish_is_shown(tmp_path: Path, suffix: str) -> None:
    in_folder(tmp_path, suffix).write_bytes(b"\x1b[2J rubbish\n" * 40)
    for command in RUBBISH[suffix]:
        arguments = [hostile(suffix) if one is None else one for one in command]
        assert run(tmp_path, *arguments).returncode in {1, 2, 3, 4}, arguments


def test_work_on_sound_files_of_that_name_shows_it_everywhere(tmp_path: Path, fixtures: Path) -> None:
    folder = in_folder(tmp_path)
    shutil.copytree(fixtures / "cell-of-eleven", folder)
    name, tally = hostile(), hostile(".tally")
    assert run(tmp_path, "recount", name).returncode == 0
    as_json = run(tmp_path, "recount", name, "--json")
    assert as_json.returncode == 0
    json.loads(as_json.stdout)
    exported = run(tmp_path, "recount", name, "--export", hostile("-giay-to"))
    assert exported.returncode == 0
    assert SHOWN in exported.stderr.decode()
    for command, status in (
        (("new", tally, "--from", name + b"/congress.toml"), 0),
        (("new", tally, "--from", name + b"/congress.toml"), 2),
        (("import", tally, name), 0),
        (("recount", tally), 0),
        (("export", tally, "--to", hostile("-to")), 0),
        (("hall", tally), 1),
        (("verify", tally), 0),
        (("backup", tally, "--to", hostile("-copies")), 0),
        (("restore", tally, "--to", hostile("-back.tally")), 0),
        (("template", hostile(".toml"), "--kind", "congress"), 0),
        (("key", "new", "--keys", hostile("-keys"), "--organisation", "A", "--head", "B", "--secretary", "C"), 0),
        (("key", "show", "--keys", hostile("-keys")), 0),
        (("sign", "--keys", hostile("-keys"), hostile("-to")), 0),
        (("sign", "--keys", hostile("-keys"), tally), 0),
    ):
        ended = run(tmp_path, *command)
        said = (ended.stdout + ended.stderr).decode()
        assert ended.returncode == status, (command[0], said)
        assert command[0] in {"recount", "hall"} or r"\u001b[2J" in said, (command, said)
    for arguments in (("report", "."), ("report", "--json", "."), ("report", "--lang", "en", ".")):
        ended = run(tmp_path, *arguments)
        assert ended.returncode in {0, 1}
        said = (ended.stdout + ended.stderr).decode()
        assert r"\u001b[2J" in said.replace("\\\\", "\\"), said
        if "--json" in arguments:
            json.loads(ended.stdout)


def test_names_inside_brackets_are_names_and_no_markup(tmp_path: Path, fixtures: Path) -> None:
    folder = tmp_path / "[bold]chi bộ[i] :heart:"
    shutil.copytree(fixtures / "cell-of-eleven", folder)
    text = (folder / "congress.toml").read_text(encoding="utf-8")
    for key, mark in (('no = 1, name = "', "[red]"), ('organisation = "', ":heart: [i]")):
        text = text.replace(key, key + mark, 1)
    (folder / "congress.toml").write_text(text, encoding="utf-8")
    ended = run(tmp_path, "recount", folder.name)
    page = ended.stdout.decode()
    assert ended.returncode == 0, ended.stderr.decode()
    assert "[red]" in page
    assert ":heart: [i]" in page
    assert ":heart: [i]" in run(tmp_path, "report", folder.name).stdout.decode()


# Nothing is written by another way


def calls(path: Path) -> list[tuple[int, str, ast.Call]]:
    """Return every call of a module: its line, what is called, as it is written."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [(node.lineno, ast.unparse(node.func), node) for node in nodes if isinstance(node, ast.Call)]


WRITERS = {"print", "click.echo", "click.secho", "Console", "sys.stdout.write", "sys.stderr.write"}
ALLOWED = {("output.py", "sys.stdout.write"), ("diagnostics.py", "sys.stderr.write")}


def test_every_command_writes_by_output_and_diagnostics() -> None:
    found = {
        (path.name, called)
        for path in (TALLY / "cli").glob("*.py")
        for _, called, _ in calls(path)
        if called in WRITERS or called.endswith((".buffer.write", "__.write"))
    }
    assert found == ALLOWED


def test_no_other_room_writes_to_the_terminal() -> None:
    rooms = (one for one in TALLY.rglob("*.py") if one.parent.name != "cli")
    assert [(str(path), called) for path in rooms for _, called, _ in calls(path) if called in WRITERS] == []


def test_no_screen_takes_a_name_for_markup() -> None:
    takes_markup = []
    for path in (TALLY / "tui").rglob("*.py"):
        for line, called, node in calls(path):
            plain = any(one.arg == "markup" and ast.unparse(one.value) == "False" for one in node.keywords)
            if called.split(".")[-1] in {"notify", "DataTable"} and not plain:
                takes_markup.append((path.name, line, called))
    assert takes_markup == []


def test_the_desk_shows_such_names_and_never_draws_them(tmp_path: Path, fixtures: Path) -> None:
    import pexpect  # noqa: PLC0415 - needs a pty

    # One that can be remembered: what is no UTF-8 is not noted among the recent files.
    name = os.fsdecode(HOSTILE.removesuffix(b"\xff") + b".tally")
    made = run(tmp_path, "new", name, "--from", str(fixtures / "cell-of-eleven" / "congress.toml"))
    assert made.returncode == 0, made.stderr.decode()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TALLY")}
    for keys in (["\x1b", "\x11"], ["\x11"]):
        # The first time the file is opened by its name, the second time it stands among the recent ones.
        arguments = ["-m", "tally", *(["open", name] if len(keys) > 1 else [])]
        desk: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            arguments,
            cwd=str(tmp_path),
            env={**environment, "TALLY_HOME": str(tmp_path / "home"), "TERM": "xterm-256color"},
            dimensions=(30, 160),
            timeout=30,
        )
        seen = b""
        for key in ("", *keys):
            desk.send(key)
            with suppress(pexpect.TIMEOUT, pexpect.EOF):
                while True:
                    seen += desk.read_nonblocking(1 << 16, timeout=1.5)
        desk.close()
        assert FORGED not in seen
        assert rb"\u001b[2J" in seen
        for raw in ("\x9b", "\u202e", "\u200b"):
            assert raw.encode() not in seen
        assert b"Traceback" not in seen
