"""What offices hand over, each a folder of `fixtures/office`: the command of its `case.toml` gives the right value."""

import json
import os
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tally.cli.main import main

OFFICE = Path(__file__).parents[2] / "fixtures" / "office"
CASES = sorted(file.parent.name for file in OFFICE.glob("*/case.toml"))


def value_at(result: Any, path: str) -> Any:  # noqa: ANN401 - whatever stands in the JSON
    """Return what stands at a dotted path; `#` is how many there are, a number the place in a list."""
    for step in path.split("."):
        match result:
            case list():
                result = len(result) if step == "#" else result[int(step)]
            case _:
                result = result[step]
    return result


@pytest.mark.parametrize("name", CASES)
def test_gives_the_right_value(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit status, words and figures are those that somebody who read the paper would give."""
    case = tomllib.loads((OFFICE / name / "case.toml").read_text(encoding="utf-8"))
    here = tmp_path / name
    shutil.copytree(OFFICE / name, here)
    (here / "case.toml").unlink()
    monkeypatch.chdir(here)
    monkeypatch.delenv("TALLY_LANG", raising=False)

    commands = case["command"] if isinstance(case["command"][0], list) else [case["command"]]
    status, out, err = 0, "", ""
    for command in commands:
        assert status == 0, err
        capsys.readouterr()
        status = main(command)
        out, err = capsys.readouterr()

    assert status == case.get("exit", 0), out + err
    said = out + err
    assert [text for text in case.get("out_has", []) if text not in said] == [], said
    assert [text for text in case.get("out_lacks", []) if text in said] == [], said
    wanted = case.get("json", {})
    if wanted:
        result = json.loads(out)
        assert {path: value_at(result, path) for path in wanted} == wanted
    assert {"out_has", "out_lacks", "json"} & case.keys(), "a case says what is right"


def test_there_are_cases() -> None:
    """The folder is found, wherever the tests are started."""
    assert CASES, os.fspath(OFFICE)
