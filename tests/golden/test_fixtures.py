"""Every congress of `fixtures/`: the values written by hand, the naive counter and the command say the same."""

import filecmp
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from naive import naive_folder

from tally.domain.checks import CODES

FIXTURES = Path(__file__).parents[2] / "fixtures"
ALL = sorted(file.parent.relative_to(FIXTURES).as_posix() for file in FIXTURES.rglob("congress.toml"))
# What is refused, and what offices hand over, have tests of their own.
FOLDERS = [folder for folder in ALL if not folder.startswith(("bad/", "office/"))]
IN_CSV = [folder for folder in FOLDERS if (FIXTURES / folder / "ballots.csv").exists()]
"""What the naive counter can read by itself; `tests/files/test_xlsx_fixture.py` reads the folder in Excel for it."""


def expected_of(folder: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FIXTURES / folder / "expected.json").read_text(encoding="utf-8"))
    return document


def comparable(document: dict[str, Any]) -> dict[str, Any]:
    """Return a result with its findings as codes, the only part of them that `expected.json` has, and each by itself.

    The bodies over their rounds are those of `test_bodies_of_fixtures.py`.
    """
    document.pop("bodies", None)
    for contest in (*document["contests"], *document.get("hand_votes", ())):
        contest["findings"] = sorted(
            finding if isinstance(finding, str) else finding["code"] for finding in contest["findings"]
        )
    return document


@pytest.mark.parametrize("folder", IN_CSV)
def test_naive_counter_agrees_with_what_is_expected(folder: str) -> None:
    expected = expected_of(folder)
    for contest in (*expected["contests"], *expected.get("hand_votes", ())):
        del contest["findings"]
    assert naive_folder(FIXTURES / folder) == expected


@pytest.mark.parametrize("folder", FOLDERS)
def test_recount_gives_what_is_expected(folder: str, run_tally: Callable[..., Any]) -> None:
    ran = run_tally("recount", FIXTURES / folder, "--json")
    assert (ran.status, ran.err) == (0, "")
    assert comparable(json.loads(ran.out)) == comparable(expected_of(folder))


def test_recount_in_a_process_of_its_own_gives_what_is_expected() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tally", "recount", str(FIXTURES / "thanh-chan"), "--json"],
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert comparable(json.loads(ran.stdout.decode("utf-8"))) == comparable(expected_of("thanh-chan"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_records_are_counted_again_to_what_is_expected(
    folder: str, tmp_path: Path, run_tally: Callable[..., Any]
) -> None:
    assert run_tally("recount", FIXTURES / folder, "--export", tmp_path).status == 0
    for contest in comparable(expected_of(folder))["contests"]:
        ran = run_tally("recount", tmp_path / f"ho-so-{contest['id']}-{contest['round']}.xlsx", "--json")
        assert (ran.status, ran.err) == (0, "")
        # A record of a later round knows nothing of the rounds before it.
        alone = {**contest, "findings": [code for code in contest["findings"] if not code.startswith("E7")]}
        assert comparable(json.loads(ran.out))["contests"] == [alone]


@pytest.mark.parametrize("folder", FOLDERS)
def test_findings_say_level_message_and_clause(folder: str, run_tally: Callable[..., Any]) -> None:
    document = json.loads(run_tally("recount", FIXTURES / folder, "--json").out)
    for contest in document["contests"]:
        for finding in contest["findings"]:
            assert finding["level"] == {"E": "error", "W": "warning"}[finding["code"][0]]
            assert finding["message"].strip()
            assert "{" not in finding["message"]
            assert finding["clause"].startswith(("Điều ", "Quyết định ", "Luật "))


def test_every_code_of_the_count_has_a_fixture() -> None:
    seen = {
        code
        for document in map(expected_of, FOLDERS)
        for one in (*document["contests"], *document.get("hand_votes", ()))
        for code in one["findings"]
    }
    # Saved ballots have no seal: only the desk knows that the round before is not sealed.
    assert seen == set(CODES) - {"E704"}


def test_ballots_that_are_made_are_made_the_same_every_time(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(FIXTURES / "make.py"), "--to", str(tmp_path)], check=True)
    made = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file())
    assert len([file for file in made if file.endswith("ballots.csv")]) == 6
    _, differing, missing = filecmp.cmpfiles(FIXTURES, tmp_path, made, shallow=False)
    assert (differing, missing) == ([], [])
