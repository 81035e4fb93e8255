"""The commands on a congress file, as a user runs them: new, import, recount, export, verify, backup, restore."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import Workbook
from tally_files import by_hand

from tally import bootstrap
from tally.application.desk.closing import Closing
from tally.application.desk.desk import Desk
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.application.journal_file import StoredJournal
from tally.application.recount import recount
from tally.cli.main import main
from tally.domain.journal import CONGRESS_CHAIN, EntryKind

FIXTURES = Path(__file__).parents[2] / "fixtures"
FOLDERS = sorted(
    file.parent.relative_to(FIXTURES).as_posix()
    for file in FIXTURES.rglob("congress.toml")
    if (file.parent / "expected.json").exists()
)


@pytest.fixture
def tally(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs `tally` and returns status, stdout and stderr."""
    monkeypatch.delenv("TALLY_LANG", raising=False)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return run


Run = Callable[..., tuple[int, str, str]]


def sound(ran: tuple[int, str, str]) -> str:
    """Return what a command wrote, after checking that it did what was asked."""
    status, out, err = ran
    assert status == 0, err
    return out


def a_board_at(journal: StoredJournal) -> tuple[Desk, People]:
    """Have a head and a secretary without PINs at the desk of a congress file; the head is signed in."""
    desk = bootstrap.desk_on(journal)
    people = People(desk, bootstrap.pin_hasher())
    people.add("Lò Thị Hoa", "head")
    people.add("Cà Văn Nam", "secretary")
    people.sign_in("p1")
    return desk, people


@pytest.fixture
def file(tmp_path: Path, tally: Run) -> Path:
    """Return a congress file with the ballots of a fixture."""
    path = tmp_path / "Đại hội xã Thanh Chăn.tally"
    sound(tally("new", path, "--from", FIXTURES / "thanh-chan" / "congress.toml"))
    sound(tally("import", path, FIXTURES / "thanh-chan"))
    return path


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_taken_in_and_exported_counts_as_it_did(folder: str, tmp_path: Path, tally: Run) -> None:
    source, path, out = FIXTURES / folder, tmp_path / "a.tally", tmp_path / "xuất ra"
    expected = sound(tally("recount", source, "--json"))
    sound(tally("new", path, "--from", source / "congress.toml"))
    sound(tally("import", path, source))
    assert json.loads(sound(tally("recount", path, "--json"))) == json.loads(expected)
    saved = recount(bootstrap.open_source(path))
    bootstrap.write_new(out / "congress.toml", bootstrap.saved_congress(saved))
    bootstrap.write_new(out / "ballots.csv", bootstrap.saved_ballots(saved))
    assert json.loads(sound(tally("recount", out, "--json"))) == json.loads(expected)
    sound(tally("verify", path))


def test_export_writes_papers_saved_ballots_and_journal(file: Path, tmp_path: Path, tally: Run) -> None:
    out = tmp_path / "xuất ra"
    sound(tally("export", file, "--to", out))
    assert sorted(path.name for path in out.iterdir()) == [
        "ballots.csv",
        "bien-ban-bch-1.xlsx",
        "bien-ban-doan-dai-bieu-1.xlsx",
        "congress.toml",
        "ho-so-bch-1.xlsx",
        "ho-so-doan-dai-bieu-1.xlsx",
        "mo-dau-bch-1.xlsx",
        "mo-dau-doan-dai-bieu-1.xlsx",
        "nhat-ky.jsonl",
        "phieu-bau-bch-1.xlsx",
        "phieu-bau-doan-dai-bieu-1.xlsx",
        "phieu-kiem-bch-1.xlsx",
        "phieu-kiem-doan-dai-bieu-1.xlsx",
    ]
    expected = json.loads(sound(tally("recount", FIXTURES / "thanh-chan", "--json")))
    assert json.loads(sound(tally("recount", out, "--json"))) == expected
    record = json.loads(sound(tally("recount", out / "ho-so-bch-1.xlsx", "--json")))
    assert record["contests"] == [one for one in expected["contests"] if one["id"] == "bch"]


def test_the_exported_journal_says_enough_to_compute_every_hash_again(file: Path, tmp_path: Path, tally: Run) -> None:

    sound(tally("export", file, "--to", tmp_path / "out", "--contest", "bch"))
    lines = (tmp_path / "out" / "nhat-ky.jsonl").read_text(encoding="utf-8").splitlines()
    heads: dict[str, str] = {}
    for line in lines:
        entry = json.loads(line)
        assert entry["previous"] == heads.get(entry["chain"], "00" * 32)
        names = ("chain", "sequence", "time", "station", "person", "kind", "ballot", "marks", "payload")
        fields = "\0".join("" if entry[name] is None else str(entry[name]) for name in names)
        assert hashlib.sha256(bytes.fromhex(entry["previous"]) + fields.encode()).hexdigest() == entry["hash"]
        heads[entry["chain"]] = entry["hash"]
    assert len(lines) == 234
    assert not (tmp_path / "out" / "ho-so-doan-dai-bieu-1.xlsx").exists(), "one contest was asked for"


def test_what_was_taken_in_names_its_source_and_the_sha256_of_its_files(file: Path) -> None:

    with closing(bootstrap.open_journal(file)) as journal:
        (entry,) = [one for one in journal.entries(CONGRESS_CHAIN) if one.kind is EntryKind.IMPORTED]
    details = json.loads(entry.payload)
    source = FIXTURES / "thanh-chan"
    assert details["source"] == str(source)
    assert details["files"] == {
        name: hashlib.sha256((source / name).read_bytes()).hexdigest() for name in ("congress.toml", "ballots.csv")
    }
    assert details["contests"] == [["bch", 1, 106], ["doan-dai-bieu", 1, 106]]


def test_an_amendment_of_a_number_that_stands_twice_is_of_the_first_of_them(tmp_path: Path, tally: Run) -> None:
    folder, path = FIXTURES / "edges" / "duplicate-ballot-number", tmp_path / "a.tally"
    sound(tally("new", path, "--from", folder / "congress.toml"))
    sound(tally("import", path, folder))
    before = list(bootstrap.open_source(path).load().contests[0].ballots)
    numbers = [(ballot.batch, ballot.number) for ballot in before]
    place = next(one for one in numbers if numbers.count(one) == 2)
    size = len(before[0].marks)
    with closing(bootstrap.open_journal(path)) as journal:
        desk, people = a_board_at(journal)
        contest = desk.contests[0]
        Closing(desk, people).amend((contest.id, contest.round), *place, b"\2" * size, None, "xem lại phiếu", "p2", "")
    after = list(bootstrap.open_source(path).load().contests[0].ballots)
    assert len(after) == len(before)
    changed = [ballot for ballot in after if ballot not in before]
    assert [(ballot.batch, ballot.number, ballot.marks) for ballot in changed] == [(*place, b"\2" * size)]


def test_ballots_are_taken_in_once(file: Path, tally: Run) -> None:
    status, _, err = tally("import", file, FIXTURES / "thanh-chan")
    assert status == 3
    assert err.count("E993") == 2
    sound(tally("verify", file))


def test_ballots_of_another_congress_are_refused_and_nothing_is_taken_in(tmp_path: Path, tally: Run) -> None:
    path = tmp_path / "a.tally"
    sound(tally("new", path, "--from", FIXTURES / "thanh-chan" / "congress.toml"))
    status, _, err = tally("import", path, FIXTURES / "department")
    assert status == 3
    assert "E991" in err or "E992" in err
    with closing(bootstrap.open_journal(path)) as journal:
        assert journal.chains() == (CONGRESS_CHAIN,)
        assert len(list(journal.entries(CONGRESS_CHAIN))) == 1


@pytest.mark.parametrize(
    ("declared", "saved", "named"),
    [
        ("Đảng bộ xã Thanh Chăn", "Đảng bộ xã Thanh Xương", ("tên tổ chức", "Thanh Xương", "Thanh Chăn")),
        ('level = "grassroots"', 'level = "cell"', ("cấp", "cell", "grassroots")),
        ('term = "2020-2025"', 'term = "2015-2020"', ("nhiệm kỳ", "2015-2020", "2020-2025")),
    ],
)
def test_the_same_slate_of_another_congress_is_taken_in_only_when_that_is_meant(
    tmp_path: Path, tally: Run, declared: str, saved: str, named: tuple[str, ...]
) -> None:
    path, folder = tmp_path / "a.tally", congress_said(tmp_path / "nguồn", declared, saved)
    sound(tally("new", path, "--from", FIXTURES / "thanh-chan" / "congress.toml"))
    status, _, err = tally("import", path, folder)
    assert status == 3
    assert "E816" in err
    assert [one for one in named if one not in err] == []
    sound(tally("import", path, folder, "--other-congress"))
    document = json.loads(sound(tally("recount", path, "--json")))
    assert document["contests"][0]["ballots"]["valid"] > 0
    with closing(bootstrap.open_journal(path)) as journal:
        entries = [one for one in journal.entries(CONGRESS_CHAIN) if one.kind is EntryKind.COUNTING_BEGUN]
    of = "Đảng bộ xã Thanh Xương" if "Thanh Xương" in saved else "Đảng bộ xã Thanh Chăn"
    assert {json.loads(one.payload)["reason"] for one in entries} == {f"phiếu đã lưu của {of}, lấy từ {folder}"}


def test_another_spelling_of_the_organisation_is_no_other_congress(tmp_path: Path, tally: Run) -> None:
    path = tmp_path / "a.tally"
    folder = congress_said(tmp_path / "nguồn", "Đảng bộ xã Thanh Chăn", "ĐẢNG BỘ XÃ THANH  CHĂN")
    sound(tally("new", path, "--from", FIXTURES / "thanh-chan" / "congress.toml"))
    sound(tally("import", path, folder))


def congress_said(folder: Path, declared: str, saved: str) -> Path:
    """Return a folder with the ballots of Thanh Chăn whose congress.toml says something else."""
    folder.mkdir()
    source = FIXTURES / "thanh-chan"
    (folder / "ballots.csv").write_bytes((source / "ballots.csv").read_bytes())
    text = (source / "congress.toml").read_text(encoding="utf-8")
    assert declared in text
    (folder / "congress.toml").write_text(text.replace(declared, saved), encoding="utf-8")
    return folder


def test_columns_that_are_said_count_and_those_not_taken_are_named(tmp_path: Path, tally: Run) -> None:
    folder = congress_said(tmp_path / "nguồn", "Thanh Chăn", "Thanh Chăn")
    ballots = folder / "ballots.csv"
    header, _, rows = ballots.read_text(encoding="utf-8").partition("\n")
    noted = rows.replace("\n", ",người đọc: Hai\n")
    ballots.write_text(f"{header.replace('ballot', 'TT')},Ghi chú\n{noted}", encoding="utf-8")
    status, _, err = tally("recount", folder, "--json")
    assert (status, err.count("E937")) == (3, 2)
    said = ("--ballot-column", "TT=ballot", "--ballot-column", "Ghi chú=-")
    status, out, err = tally("recount", folder, "--json", *said)
    assert (status, out) == (0, sound(tally("recount", FIXTURES / "thanh-chan", "--json")))
    assert "Không lấy cột: Ghi chú." in err
    path = tmp_path / "a.tally"
    sound(tally("new", path, "--from", folder / "congress.toml"))
    assert tally("import", path, folder)[0] == 3
    sound(tally("import", path, folder, *said))


@pytest.mark.parametrize("column", ["Ghi chú", "=marks", "TT=number"])
def test_a_column_that_is_said_wrongly_is_wrong_usage(tally: Run, column: str) -> None:
    status, _, err = tally("recount", FIXTURES / "thanh-chan", "--ballot-column", column)
    assert status == 2
    assert f"“{column}”" in err
    assert "contest, round, batch, ballot, marks, ruling, -" in err


def test_nothing_is_said_of_the_columns_of_a_record_or_a_congress_file(file: Path, tally: Run) -> None:
    for source in (FIXTURES / "sent" / "ho-so-bch-1.xlsx", file):
        status, _, err = tally("recount", source, "--ballot-column", "TT=ballot")
        assert (status, "--ballot-column" in err) == (2, True), err


def test_ballots_for_another_slate_are_refused(tmp_path: Path, tally: Run) -> None:
    folder, path = tmp_path / "nguồn", tmp_path / "a.tally"
    folder.mkdir()
    source = FIXTURES / "thanh-chan"
    (folder / "ballots.csv").write_bytes((source / "ballots.csv").read_bytes())
    text = (source / "congress.toml").read_text(encoding="utf-8")
    (folder / "congress.toml").write_text(text.replace('"Cà Thị Bích"', '"Người Khác"'), encoding="utf-8")
    sound(tally("new", path, "--from", source / "congress.toml"))
    status, _, err = tally("import", path, folder)
    assert status == 3
    assert "E992" in err


def test_a_congress_file_is_not_imported(file: Path, tally: Run) -> None:
    status, _, err = tally("import", file, file)
    assert status == 2
    assert "tally export" in err


def test_new_never_overwrites(file: Path, tally: Run) -> None:
    before = file.read_bytes()
    status, _, err = tally("new", file, "--from", FIXTURES / "thanh-chan" / "congress.toml")
    assert status == 2
    assert "không ghi đè" in err
    assert file.read_bytes() == before


def test_new_leaves_nothing_behind_when_the_declaration_is_wrong(tmp_path: Path, tally: Run) -> None:
    (tmp_path / "congress.toml").write_text('format = "tally-congress/1"\n', encoding="utf-8")
    status, _, err = tally("new", tmp_path / "a.tally", "--from", tmp_path / "congress.toml")
    assert status == 3
    assert "congress.toml:" in err
    assert [path.name for path in tmp_path.iterdir()] == ["congress.toml"]


def test_new_needs_the_right_suffix(tmp_path: Path, tally: Run) -> None:
    assert tally("new", tmp_path / "a.db", "--from", FIXTURES / "thanh-chan" / "congress.toml")[0] == 2


def a_slate_in_excel(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Số thứ tự", "Họ và tên"])
    for number, name in enumerate(("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"), start=1):
        sheet.append([number, name])
    book.save(path)
    return path


def test_new_takes_a_slate_from_excel(tmp_path: Path, tally: Run) -> None:
    slate, path = a_slate_in_excel(tmp_path / "ds.xlsx"), tmp_path / "a.tally"
    declared = FIXTURES / "thanh-chan" / "congress.toml"
    assert tally("new", path, "--from", declared, "--slate", slate)[0] == 2, "two contests: which one?"
    assert tally("new", path, "--from", declared, "--slate", slate, "--contest", "khac")[0] == 2
    assert tally("new", path, "--from", declared, "--contest", "bch")[0] == 2
    assert not path.exists()
    sound(tally("new", path, "--from", declared, "--slate", slate, "--contest", "bch"))
    document = json.loads(sound(tally("recount", path, "--json", "--contest", "bch")))
    names = [candidate["name"] for candidate in document["contests"][0]["candidates"]]
    assert names == ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"]


def test_verify_says_what_is_proven_and_what_is_not(file: Path, tally: Run) -> None:
    out = sound(tally("verify", file))
    assert "NGUYÊN VẸN: 234 mục nhật ký trong 7 chuỗi" in out
    assert "Lượt nhập đã khóa: 6" in out
    assert "viết lại từ đầu" in out
    assert "chưa khóa sổ" in out
    english = sound(tally("verify", file, "--lang", "en"))
    assert "SOUND: 234 journal entries in 7 chains" in english


def test_verify_names_the_chain_and_entry_that_was_changed_with_status_1(file: Path, tally: Run) -> None:
    with by_hand(file, triggers=False) as connection:
        connection.execute(
            "UPDATE entry SET marks = zeroblob(length(marks)) WHERE sequence = 5 "
            "AND chain = (SELECT id FROM chain WHERE name = 'pass/bch/1/2/1')"
        )
    changed = "lượt nhập 1, tập 2, cuộc bầu bch lần 1: nội dung mục 5 đã bị sửa"
    status, out, _ = tally("verify", file)
    assert status == 1
    assert f"✗ HỎNG CHUỖI: {changed}" in out
    for command in (
        ("recount", file),
        ("recount", file, "--json"),
        ("export", file, "--to", file.parent),
    ):
        status, out, err = tally(*command)
        assert status == 1
        assert out == ""
        assert changed in err
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name]


def test_a_sealed_contest_is_held_against_its_digest(file: Path, tally: Run) -> None:
    digest = {
        contest: line.rsplit(" ", 1)[1].rstrip(".")
        for line in sound(tally("verify", file)).splitlines()
        for contest in ("bch", "doan-dai-bieu")
        if f" Cuộc bầu {contest} " in line
    }
    assert len(digest["bch"]) == 64
    sealing = {"round": 1, "head": "p1", "second": "p2"}
    with closing(bootstrap.open_journal(file)) as journal:
        a_board_at(journal)
        for contest, sealed in (("bch", digest["bch"]), ("doan-dai-bieu", "0" * 64)):
            before = len(list(journal.entries(CONGRESS_CHAIN)))
            details = {**sealing, "contest": contest, "digest": sealed, "entries": before}
            journal.append(CONGRESS_CHAIN, EntryKind.CONTEST_SEALED, person="p1", details=details)
    status, out, err = tally("verify", file)
    assert status == 1
    assert "Cuộc bầu bch lần 1: đã khóa sổ; đếm lại từ nhật ký khớp" in out
    assert "Cuộc bầu doan-dai-bieu lần 1: KHÔNG KHỚP" in out
    assert "cấp ủy" in err
    status, out, _ = tally("recount", file, "--json")
    assert status == 1
    assert json.loads(out)["contests"][0]["id"] == "bch", "the count that could be done is there all the same"
    assert tally("recount", file, "--json", "--contest", "bch")[0] == 0


def test_a_batch_not_finished_is_left_out_and_said_to_be(file: Path, tally: Run) -> None:
    before = json.loads(sound(tally("recount", file, "--json")))
    with closing(bootstrap.open_journal(file)) as journal:
        desk, _ = a_board_at(journal)
        batches = Batches(desk)
        batch = batches.open_batch(("bch", 1), 3)
        batches.open_pass(("bch", 1), batch).key(b"\1" * 16)
    status, out, err = tally("recount", file, "--json")
    assert status == 0
    assert json.loads(out) == before
    assert f"cuộc bầu bch lần 1, tập {batch}" in err
    assert "Lượt nhập chưa khóa: 1" in sound(tally("verify", file))


def test_backup_and_restore_are_a_way_and_its_way_back(file: Path, tmp_path: Path, tally: Run) -> None:
    folder, back = tmp_path / "USB của ban", tmp_path / "lấy lại.tally"
    before = json.loads(sound(tally("recount", file, "--json")))
    sound(tally("backup", file, "--to", folder))
    sound(tally("backup", file, "--to", folder))
    copies = sorted(folder.iterdir())
    assert len(copies) == 2, "no copy takes the place of another"
    status, _, err = tally("restore", copies[0], "--to", back)
    assert status == 0
    assert back.read_bytes() == copies[0].read_bytes()
    assert str(back) in err
    assert json.loads(sound(tally("recount", back, "--json"))) == before
    status, _, err = tally("restore", copies[1], "--to", back)
    kept = back.with_name("lấy lại.truoc-1.tally")
    assert (status, str(kept) in err) == (0, True), "what stood there is kept, and it is said where"
    assert kept.read_bytes() == copies[0].read_bytes()
    assert tally("restore", copies[1], "--to", tmp_path / "x.db")[0] == 2
    assert tally("restore", tmp_path / "không có.tally", "--to", tmp_path / "y.tally")[0] == 4
    assert not (tmp_path / "y.tally").exists()


@pytest.mark.parametrize("command", ["recount", "verify"])
def test_a_file_of_another_kind_is_bad_input(command: str, tmp_path: Path, tally: Run) -> None:
    (tmp_path / "a.tally").write_text("not a database", encoding="utf-8")
    status, out, err = tally(command, tmp_path / "a.tally")
    assert (status, out) == (3, "")
    assert "a.tally:1:1: E994" in err


def test_a_newer_file_is_bad_input_naming_both_versions(file: Path, tally: Run) -> None:
    with by_hand(file) as connection:
        connection.execute("UPDATE meta SET format = 3")
    status, _, err = tally("recount", file)
    assert status == 3
    assert "dạng 3" in err
    assert "dạng 2" in err


def test_a_file_that_is_not_there_is_named(tmp_path: Path, tally: Run) -> None:
    for arguments in (("recount",), ("verify",), ("export", "--to", tmp_path), ("backup", "--to", tmp_path)):
        status, _, err = tally(arguments[0], tmp_path / "không có.tally", *arguments[1:])
        assert status == 4
        assert str(tmp_path / "không có.tally") in err
    assert list(tmp_path.iterdir()) == []


def test_a_file_held_by_another_program_is_status_4(file: Path, tally: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tally.store.opening.file_engine.__kwdefaults__", {"busy_seconds": 0.05})
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE meta SET created = created")
        other.execute("COMMIT")
        status, _, err = tally("import", file, FIXTURES / "thanh-chan")
    assert status == 4
    assert "chương trình khác giữ" in err
