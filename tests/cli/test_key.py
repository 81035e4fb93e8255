"""`tally key new` and `tally key show`: whose keys, where, and passphrases typed at a terminal and nowhere else."""

import os
import re
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pexpect
import pytest
from signing_keys import PASSPHRASES, board_keys, keys_in

from tally import bootstrap
from tally.application.signing import Owner, Passphrase
from tally.cli.main import main

PEOPLE = ["--organisation", "Đảng bộ xã Nậm Mơ", "--head", "Lò Thị Hoa", "--secretary", "Cà Văn Nam"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return what runs `tally`; it gives the status, stdout and stderr."""
    monkeypatch.delenv("TALLY_LANG", raising=False)
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "nhà"))
    monkeypatch.setenv("TALLY_HEAD_PASSPHRASE", "hoa ban trắng")
    monkeypatch.setenv("TALLY_SECRETARY_PASSPHRASE", "suối Nậm Mơ")

    def run_(*arguments: str | Path) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return run_


def test_keys_are_made_where_the_user_s_own_are_kept_and_shown(run: Run, tmp_path: Path) -> None:
    status, out, err = run("key", "new", *PEOPLE)
    assert status == 0, err
    folder = tmp_path / "nhà" / "keys"
    assert sorted(file.name for file in folder.iterdir()) == [
        "board.pem",
        *("ca.crt.pem", "ca.key.pem", "head.crt.pem", "head.key.pem"),
        *("qr.crt.pem", "qr.key.pem", "secretary.crt.pem", "secretary.key.pem"),
    ]
    assert str(folder / "board.pem") in out
    assert "USB" in err
    assert run("key", "show") == (0, out, "")
    assert "trưởng ban: Lò Thị Hoa" in out
    assert "thư ký: Cà Văn Nam" in out
    opened = bootstrap.key_ring(folder).signer(Owner.SECRETARY, Passphrase("suối Nậm Mơ"))
    assert len(opened.certificates) == 2


def test_fingerprints_are_printed_in_groups_to_be_read_aloud(run: Run) -> None:
    status, out, _ = run("key", "show", "--keys", board_keys().path)
    assert status == 0
    halves = re.findall(r"^    ((?:[0-9a-f]{4} ){7}[0-9a-f]{4})$", out, re.MULTILINE)
    prints = [(first + second).replace(" ", "") for first, second in zip(halves[::2], halves[1::2], strict=True)]
    assert prints == [one.fingerprint for one in board_keys().owners()]
    assert out.count("31-05-2030") == 4


def test_english_too(run: Run) -> None:
    status, out, _ = run("--lang", "en", "key", "show", "--keys", board_keys().path)
    assert (status, "head: Lò Thị Hoa" in out) == (0, True)


def test_keys_are_never_overwritten(run: Run, tmp_path: Path) -> None:
    spoilt = keys_in(tmp_path / "khóa")
    before = {file.name: file.read_bytes() for file in spoilt.path.iterdir()}
    status, _, err = run("key", "new", "--keys", spoilt.path, *PEOPLE)
    assert status == 2
    assert str(spoilt.path) in err
    assert {file.name: file.read_bytes() for file in spoilt.path.iterdir()} == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--head": "x" * 65}, "--head"),
        ({"--secretary": "  "}, "--secretary"),
        ({"--organisation": "x" * 201}, "--organisation"),
        ({"--head": "Lò\x1b[31mHoa"}, "--head"),
        ({"--secretary": "lò thị  HOA"}, "hai người"),
    ],
)
def test_names_that_cannot_stand_in_a_certificate_are_refused(
    run: Run, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    named = dict(zip(PEOPLE[::2], PEOPLE[1::2], strict=True)) | change
    status, out, err = run("key", "new", *(part for pair in named.items() for part in pair))
    assert (status, out) == (2, "")
    assert said in err
    assert not (tmp_path / "nhà").exists()


@pytest.mark.parametrize(
    ("head", "secretary", "said"),
    [
        ("1234567", "suối Nậm Mơ", "8 đến 100"),
        ("x" * 101, "suối Nậm Mơ", "8 đến 100"),
        ("hoa ban trắng", "ngắn", "TALLY_SECRETARY_PASSPHRASE"),
        ("cùng một câu", "cùng một câu", "khác nhau"),
    ],
)
def test_passphrases_that_do_not_do_are_refused_and_not_repeated(  # noqa: PLR0913, PLR0917 - fixtures and a case
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str, secretary: str, said: str
) -> None:
    monkeypatch.setenv("TALLY_HEAD_PASSPHRASE", head)
    monkeypatch.setenv("TALLY_SECRETARY_PASSPHRASE", secretary)
    status, _, err = run("key", "new", *PEOPLE)
    assert status == 2
    assert said in err
    assert head not in err
    assert not (tmp_path / "nhà").exists()


def test_without_a_terminal_and_a_variable_nothing_is_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALLY_SECRETARY_PASSPHRASE")
    monkeypatch.setattr("sys.stdin", StringIO("suối Nậm Mơ\nsuối Nậm Mơ\n"))
    status, _, err = run("key", "new", *PEOPLE)
    assert status == 2
    assert "TALLY_SECRETARY_PASSPHRASE" in err


def test_no_keys_are_said_with_what_to_do(run: Run, tmp_path: Path) -> None:
    status, out, err = run("key", "show", "--keys", tmp_path / "không có")
    assert (status, out) == (2, "")
    assert "tally key new" in err


def test_a_folder_that_cannot_be_made_is_the_machine_s_word(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("", encoding="utf-8")
    status, out, err = run("key", "new", "--keys", tmp_path / "tệp" / "khóa", *PEOPLE)
    assert (status, out) == (4, "")
    assert str(tmp_path / "tệp") in err


def test_key_alone_shows_what_there_is(run: Run) -> None:
    status, out, _ = run("key")
    assert status == 0
    for name in ("new", "show"):
        assert re.search(rf"^  {name}  ", out, re.MULTILINE)


# At a terminal


def at_a_terminal(tmp_path: Path, *arguments: str | Path) -> "pexpect.spawn[str]":
    """Start `tally` on a real pty, without passphrases in the environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TALLY_")}
    return pexpect.spawn(
        sys.executable,
        ["-m", "tally", *map(str, arguments)],
        env={**environment, "TALLY_HOME": str(tmp_path / "nhà"), "PYTHONUTF8": "1"},
        encoding="utf-8",
        timeout=60,
        dimensions=(40, 200),
    )


def answer(child: "pexpect.spawn[str]", question: str, typed: str) -> None:
    """Type an answer once the question was put and the echo is off."""
    child.expect_exact(question)
    child.expect_exact(": ")
    child.waitnoecho()
    child.sendline(typed)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_two_people_type_their_passphrases_twice_and_nothing_is_echoed(tmp_path: Path) -> None:
    with at_a_terminal(tmp_path, "key", "new", *PEOPLE) as child:
        log = StringIO()
        child.logfile_read = log
        answer(child, "Mật khẩu mới của trưởng ban Lò Thị Hoa", "ngắn")
        child.expect_exact("phải dài từ 8 đến 100")
        answer(child, "Mật khẩu mới của trưởng ban Lò Thị Hoa", "hoa ban trắng")
        answer(child, "Gõ lại mật khẩu của trưởng ban", "hoa ban đỏ chót")
        child.expect_exact("không giống nhau")
        answer(child, "Mật khẩu mới của trưởng ban Lò Thị Hoa", "hoa ban trắng")
        answer(child, "Gõ lại mật khẩu của trưởng ban", "hoa ban trắng")
        answer(child, "Mật khẩu mới của thư ký Cà Văn Nam", "suối Nậm Mơ")
        answer(child, "Gõ lại mật khẩu của thư ký", "suối Nậm Mơ")
        child.expect(pexpect.EOF)
    assert child.exitstatus == 0, log.getvalue()
    for typed in ("hoa ban", "suối Nậm", "đỏ chót"):
        assert typed not in log.getvalue()
    ring = bootstrap.key_ring(tmp_path / "nhà" / "keys")
    assert ring.signer(Owner.HEAD, PASSPHRASES[Owner.HEAD]).certificates
    assert ring.qr_signer(PASSPHRASES[Owner.HEAD]).key_id


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_who_gives_up_has_made_no_keys(tmp_path: Path) -> None:
    with at_a_terminal(tmp_path, "key", "new", *PEOPLE) as child:
        for _ in range(3):
            answer(child, "Mật khẩu mới của trưởng ban", "ngắn")
        child.expect_exact("Chưa tạo khóa")
        child.expect(pexpect.EOF)
    assert child.exitstatus == 2
    with at_a_terminal(tmp_path, "key", "new", *PEOPLE) as child:
        child.expect_exact("Mật khẩu mới của trưởng ban")
        child.waitnoecho()
        child.sendeof()
        child.expect_exact("Đã dừng theo yêu cầu")
        child.expect(pexpect.EOF)
    assert child.exitstatus == 130
    assert not (tmp_path / "nhà").exists()
