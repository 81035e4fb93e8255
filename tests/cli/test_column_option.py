"""`--column` and `[slate.columns]`: the board says what a column of a slate is, on the command line and for good."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tally import bootstrap
from tally.cli.main import main

OFFICE = Path(__file__).parents[2] / "fixtures" / "office"
SAID = "Số trên phiếu=no"
BY_BALLOT = ["Cà Thị Bình", "Vì Văn Chung", "Lò Văn Ánh", "Tòng Văn Hải", "Quàng Thị Đào"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tally(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs `tally` and returns status, stdout and stderr."""
    monkeypatch.delenv("TALLY_LANG", raising=False)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder whose slate has two number columns that differ."""
    return Path(shutil.copytree(OFFICE / "hai-cot-so", tmp_path / "hai-cot-so"))


def names(path: Path) -> list[str]:
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        return [one.name for one in desk.contests[0].slate]


def remembered(path: Path) -> dict[str, str]:
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        return dict(desk.congress.slate_columns)


def test_recount_takes_the_column_that_was_said_and_names_the_other(folder: Path, tally: Run) -> None:
    status, out, err = tally("recount", folder, "--json", "--column", SAID)
    assert status == 0
    assert [one["name"] for one in json.loads(out)["contests"][0]["candidates"]] == BY_BALLOT
    assert "danh-sach.xlsx[Danh sách]:1:1: W845 Không lấy cột: “TT”" in err


def test_what_was_said_of_a_congress_is_remembered_in_its_file_and_goes_with_its_folder(
    folder: Path, tmp_path: Path, tally: Run
) -> None:
    path, out = tmp_path / "a.tally", tmp_path / "xuất"
    assert tally("new", path, "--from", folder / "congress.toml")[0] == 3
    status, _, err = tally("new", path, "--from", folder / "congress.toml", "--column", SAID)
    assert status == 0, err
    assert (names(path), remembered(path)) == (BY_BALLOT, {"Số trên phiếu": "no"})
    assert tally("import", path, folder)[0] == 3
    assert tally("import", path, folder, "--column", SAID)[0] == 0
    counted = tally("recount", path, "--json")[1]
    assert tally("export", path, "--to", out)[0] == 0
    text = (out / "congress.toml").read_text(encoding="utf-8")
    assert '[slate.columns]\n"Số trên phiếu" = "no"\n' in text
    assert json.loads(tally("recount", out, "--json")[1]) == json.loads(counted)


def test_the_same_in_the_folder_needs_no_option(folder: Path, tally: Run) -> None:
    said = tally("recount", folder, "--json", "--column", SAID)[1]
    with (folder / "congress.toml").open("a", encoding="utf-8") as file:
        file.write('\n[slate.columns]\n"so tren phieu" = "no"\n')
    assert tally("recount", folder, "--json")[1] == said


def test_the_command_line_goes_before_the_folder(folder: Path, tally: Run) -> None:
    with (folder / "congress.toml").open("a", encoding="utf-8") as file:
        file.write('\n[slate.columns]\n"TT" = "no"\n"Số trên phiếu" = "-"\n')
    first = json.loads(tally("recount", folder, "--json")[1])["contests"][0]["candidates"][0]
    assert first["name"] == "Lò Văn Ánh"
    status, out, _ = tally("recount", folder, "--json", "--column", SAID, "--column", "TT=-")
    assert status == 0
    assert [one["name"] for one in json.loads(out)["contests"][0]["candidates"]] == BY_BALLOT


def test_a_slate_of_its_own_is_read_with_it_too(folder: Path, tmp_path: Path, tally: Run) -> None:
    path = tmp_path / "a.tally"
    slate = folder / "danh-sach.xlsx"
    shutil.copy(OFFICE / "mau-7-hsdv" / "congress.toml", tmp_path / "congress.toml")
    text = (tmp_path / "congress.toml").read_text(encoding="utf-8").replace('slate = "danh-sach.xlsx"', "")
    (tmp_path / "congress.toml").write_text(text, encoding="utf-8")
    new = ("new", path, "--from", tmp_path / "congress.toml", "--slate", slate)
    assert "E841" in tally(*new)[2]
    status, _, err = tally(*new, "--column", "Số trên thẻ=no")
    assert (status, "E844" in err, "“Số trên phiếu”" in err) == (3, True, True)
    assert tally(*new, "--column", SAID)[0] == 0
    assert (names(path), remembered(path)) == (BY_BALLOT, {"Số trên phiếu": "no"})


@pytest.mark.parametrize("text", ["Số trên phiếu", "=no", "Số trên phiếu=", "Số trên phiếu=số", " =no"])
def test_an_option_that_says_nothing_is_wrong_use(folder: Path, tally: Run, text: str) -> None:
    status, _, err = tally("recount", folder, "--column", text)
    assert (status, f"“{text}”" in err, "first_term" in err) == (2, True, True)


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ('[slate.columns]\n"Số trên phiếu" = "số"\n', "E920"),
        ('[slate.columns]\n"Số trên phiếu" = 3\n', "E920"),
        ('[slate]\ncolumns = "no"\n', "E918"),
        ('[slate]\ncolumn = "no"\n', "E912"),
    ],
)
def test_a_table_of_columns_that_is_wrong_is_a_finding_of_the_congress_file(
    folder: Path, tally: Run, table: str, place: str
) -> None:
    with (folder / "congress.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{table}")
    status, _, err = tally("recount", folder)
    assert status == 3
    assert any(line.startswith("congress.toml:") and f": {place} " in line for line in err.splitlines()), err


def test_where_no_slate_is_read_the_option_is_not_passed_over(folder: Path, tmp_path: Path, tally: Run) -> None:
    path, out = tmp_path / "a.tally", tmp_path / "xuất"
    assert tally("new", path, "--from", folder / "congress.toml", "--column", SAID)[0] == 0
    status, _, err = tally("recount", path, "--column", SAID)
    assert (status, "Bỏ --column" in err) == (2, True)
    assert tally("import", path, folder, "--column", SAID)[0] == 0
    assert tally("export", path, "--to", out)[0] == 0
    status, _, err = tally("recount", out, "--column", SAID)
    assert (status, "congress.toml:1:1: E844" in err) == (3, True)


def test_help_names_every_meaning(tally: Run) -> None:
    for command in ("recount", "new", "import"):
        said = " ".join(tally(command, "--help")[1].split())
        assert "--column" in said
        assert "no, name, family, middle, given, born, sex, male, female, sex-ethnicity, ethnicity" in said


def test_a_slate_that_cannot_be_read_is_all_that_is_said(folder: Path, tmp_path: Path, tally: Run) -> None:
    declared = folder / "congress.toml"
    text = declared.read_text(encoding="utf-8")
    for broken in (text + "\n[broken", text.replace("danh-sach.xlsx", "danh-sach-2.xlsx")):
        declared.write_text(broken, encoding="utf-8")
        for command in (("recount", folder), ("new", tmp_path / "a.tally", "--from", declared)):
            status, _, err = tally(*command, "--column", SAID)
            assert (status, "E844" in err) == (3, False), err


def test_what_is_said_of_slates_is_not_passed_over_where_they_were_read_before(
    folder: Path, tmp_path: Path, tally: Run
) -> None:
    path = tmp_path / "a.tally"
    assert tally("new", path, "--from", folder / "congress.toml", "--column", SAID)[0] == 0
    record = OFFICE.parent / "sent" / "ho-so-bch-1.xlsx"
    for source in (path, record):
        status, _, err = tally("recount", source, "--encoding", "tcvn3")
        assert (status, "Bỏ --encoding" in err) == (2, True), err
        assert "Bỏ --column, --encoding" in tally("recount", source, "--encoding", "tcvn3", "--column", SAID)[2]
    assert tally("import", path, record, "--column", SAID)[0] == 2


def test_nothing_at_a_path_is_said_whatever_else_is_said(tmp_path: Path, tally: Run) -> None:
    status, _, err = tally("recount", tmp_path / "không có", "--ballot-column", "A=-")
    assert (status, err) == tally("recount", tmp_path / "không có")[::2]
    assert "E901" in err


@pytest.mark.parametrize("name", ["ten-vni", "xen-ten-tcvn3"])
def test_an_old_encoding_is_taken_for_a_folder_and_a_new_file(name: str, tmp_path: Path, tally: Run) -> None:
    folder = Path(shutil.copytree(OFFICE / name, tmp_path / name))
    option = ("--encoding", "vni" if "vni" in name else "tcvn3")
    wrong = ("--encoding", "tcvn3" if "vni" in name else "vni")
    assert [tally("recount", folder, *said)[0] for said in ((), wrong, option)] == [3, 3, 0]
    counted = json.loads(tally("recount", folder, "--json", *option)[1])
    taken = [one["name"] for one in counted["contests"][0]["candidates"]]
    path = tmp_path / "a.tally"
    assert tally("new", path, "--from", folder / "congress.toml")[0] == 3
    assert tally("new", path, "--from", folder / "congress.toml", *option)[0] == 0
    assert names(path) == taken
    assert any("\N{LATIN SMALL LETTER D WITH STROKE}" in one.lower() or "ị" in one for one in taken), taken
    assert tally("import", path, folder)[0] == 3
    assert tally("import", path, folder, *option)[0] == 0


def test_a_new_file_names_what_is_left_out_and_remembers_what_its_declaration_says(
    folder: Path, tmp_path: Path, tally: Run
) -> None:
    declared, slate = folder / "congress.toml", folder / "danh-sach.xlsx"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(f'{text}\n[slate.columns]\n"Số trên phiếu" = "no"\n', encoding="utf-8")
    first, second = tmp_path / "a.tally", tmp_path / "b.tally"
    for new in (("new", first, "--from", declared), ("new", second, "--from", declared, "--slate", slate)):
        status, _, err = tally(*new)
        assert (status, "danh-sach.xlsx[Danh sách]:1:1: W845 Không lấy cột: “TT”" in err) == (0, True), err
    for path in (first, second):
        assert (names(path), remembered(path)) == (BY_BALLOT, {"Số trên phiếu": "no"})


@pytest.mark.parametrize(
    ("name", "code"), [("Hoàng Th? Kiểm", "E851"), ("Hoàng Thị Kiểm*", "E852"), ("Hoµng ThÞ KiÓm", "E850")]
)
def test_a_new_file_takes_no_name_with_letters_that_no_name_has(
    folder: Path, tmp_path: Path, tally: Run, name: str, code: str
) -> None:
    declared = folder / "congress.toml"
    text = declared.read_text(encoding="utf-8")
    row = text[: text.index("Hoàng Thị Kiểm")].count("\n") + 1
    declared.write_text(text.replace("Hoàng Thị Kiểm", name), encoding="utf-8")
    path = tmp_path / "a.tally"
    status, _, err = tally("new", path, "--from", declared, "--column", SAID)
    assert (status, path.exists()) == (3, False)
    assert any(line.startswith(f"congress.toml:{row}:") and f": {code} " in line for line in err.splitlines()), err
