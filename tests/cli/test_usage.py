"""Wrong usage is said in the user's language, on stderr, with status 2; help needs nothing heavy."""

import json
from pathlib import Path

import pytest

from tally.cli.main import language_of, main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["recuont"], "Không có lệnh recuont."),
        (["recount"], "Thiếu NGUỒN."),
        (["recount", "--jsno", "x"], "Không có tùy chọn --jsno. Có thể dùng: --json."),
        (["recount", "a", "b"], "Thừa: b."),
        (["recount", "--contest"], "Tùy chọn --contest thiếu hoặc thừa giá trị."),
        (["--lang", "fr", "recount", "x"], "Giá trị của --lang không dùng được. Có thể dùng: vi, en."),
        (["template", "x.xlsx", "--kind", "biên bản"], "Giá trị của --kind không dùng được."),
        (["--lang", "en", "recount"], "SOURCE is missing."),
        (["recount", "--lang", "en"], "SOURCE is missing."),
        (["recuont", "--lang=en"], "There is no command recuont."),
    ],
)
def test_wrong_usage_is_said_in_words_with_status_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "variable", "language"),
    [
        ([], "", "vi"),
        ([], "en", "en"),
        ([], "fr", "vi"),
        (["--lang", "vi"], "en", "vi"),
        (["recount", "x", "--lang=en"], "", "en"),
        (["--lang"], "", "vi"),
    ],
)
def test_the_language_asked_for_on_the_line_comes_before_the_variable(
    arguments: list[str], variable: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_LANG", variable)
    assert language_of(arguments) == language


@pytest.mark.parametrize("arguments", [["--help"], [], ["recount", "--help"], ["template", "--help"]])
def test_help_speaks_both_languages_on_stdout(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith("Cách dùng: tally")
    assert main([*arguments, "--lang", "en"]) == 0
    english = capsys.readouterr().out
    assert english.startswith("Usage: tally")
    assert "Tùy chọn" not in english


def test_a_file_that_is_no_source_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stray = tmp_path / "biên bản.docx"
    stray.write_text("x", encoding="utf-8")
    assert main(["recount", str(stray)]) == 2
    assert str(stray) in capsys.readouterr().err


def test_an_unknown_contest_is_wrong_usage_and_names_those_there_are(
    fixtures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recount", str(fixtures / "thanh-chan"), "--contest", "bct"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "bct" in err
    known = [contest["id"] for contest in _json(fixtures / "thanh-chan", capsys)["contests"]]
    assert ", ".join(known) in err


def test_one_contest_can_be_asked_for(fixtures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything = _json(fixtures / "thanh-chan", capsys)
    first = everything["contests"][0]
    assert _json(fixtures / "thanh-chan", capsys, "--contest", first["id"])["contests"] == [first]


def _json(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, list[dict[str, str]]]:
    capsys.readouterr()
    assert main(["recount", str(folder), "--json", *more]) == 0
    document: dict[str, list[dict[str, str]]] = json.loads(capsys.readouterr().out)
    return document


@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".ods"])
def test_a_workbook_of_another_kind_is_told_what_it_is(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / f"ho-so{suffix}"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000))
    assert main(["recount", str(old)]) == 3
    assert f"{old.name}:1:1: E950" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["backup", "template", "export", "restore"])
def test_remarks_on_options_are_in_the_language_too(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    out = capsys.readouterr().out
    assert "bắt buộc" in out or "mặc định: " in " ".join(out.split())
    assert "required" not in out
    assert "[default" not in out
