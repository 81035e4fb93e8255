"""What a roll-up leaves out: each kind named with its reason, the others counted, the exit status telling."""

import os
import shutil
import signal
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from rolled import Rolled
from rollup_congresses import write
from rollup_gatherings import commune, record, saved, tally_file, with_votes
from rollup_sources import congress_file
from tally_files import by_hand

from tally import bootstrap
from tally.application.practice import begin_practice, make_practice
from tally.application.report.sent import Read, Rejected, Why
from tally.cli.main import main
from tally.locales import Words
from tally.rollup.pool import FEW, read_all
from tally.tui.services import OpenDesk


def beside(root: Path) -> Path:
    """Put a sound source there, which every roll-up must still count."""
    return saved(root / "dung", 99)


def test_a_sealed_congress_file_and_a_folder_need_no_signature(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    rolled = roll(beside(tmp_path), tally_file(tmp_path, 1))
    assert rolled[:3] == (0, 2, [])
    assert rolled.document["by_office"]["committee"]["elected"] == 6


def test_an_unsealed_congress_file_is_not_finished(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    rolled = roll(beside(tmp_path), tally_file(tmp_path, 1, sealed=False))
    assert rolled[:3] == (0, 1, [])
    waiting = rolled.document["unfinished"]
    assert [(one["organisation"], one["contest"], one["why"]) for one in waiting] == [
        ("Đảng bộ xã số 1", "bch", "not-sealed")
    ]
    assert "Chưa xong" in rolled.err


def test_an_unsigned_record_is_left_out_unless_it_is_allowed(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    good, unsigned = beside(tmp_path), record(tmp_path)
    rolled = roll(good, unsigned)
    assert rolled[:3] == (1, 1, [(unsigned.name, "unsigned")])
    assert "tally sign" in rolled.err
    assert roll(good, unsigned, "--allow-unsigned")[:3] == (0, 2, [])


def altered(path: Path, part: str, before: str, after: str) -> Path:
    """Change a text in a part of a workbook."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    assert before.encode() in parts[part]
    parts[part] = parts[part].replace(before.encode(), after.encode(), 1)
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def test_an_altered_record_is_left_out_though_unsigned_ones_are_allowed(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    forged = altered(record(tmp_path), "xl/worksheets/sheet3.xml", "<v>9</v>", "<v>10</v>")
    assert roll(beside(tmp_path), forged, "--allow-unsigned")[:3] == (1, 1, [(forged.name, "altered")])


def test_a_congress_file_with_a_broken_chain(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = tally_file(tmp_path)
    with by_hand(path, triggers=False) as database:
        database.execute("UPDATE entry SET marks = x'02010101' WHERE kind = 'ballot-keyed' AND sequence = 3")
    assert roll(beside(tmp_path), path)[:3] == (1, 1, [(path.name, "broken-chain")])


def test_a_congress_file_of_a_newer_version(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = tally_file(tmp_path)
    with by_hand(path) as database:
        database.execute("UPDATE meta SET format = 99")
    assert roll(beside(tmp_path), path)[:3] == (1, 1, [(path.name, "newer")])


@pytest.mark.parametrize("version", ["2", "17"])
def test_a_declaration_of_a_newer_version(tmp_path: Path, roll: Callable[..., Rolled], version: str) -> None:
    path = saved(tmp_path)
    file = path / "congress.toml"
    file.write_text(file.read_text("utf-8").replace("tally-congress/1", f"tally-congress/{version}"), encoding="utf-8")
    assert roll(beside(tmp_path), path)[:3] == (1, 1, [(path.name, "newer")])


def test_a_record_of_a_newer_version(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = altered(record(tmp_path), "xl/worksheets/sheet4.xml", "tally-record/1", "tally-record/2")
    assert roll(beside(tmp_path), path, "--allow-unsigned")[:3] == (1, 1, [(path.name, "newer")])


def test_the_same_file_under_two_names_counts_once(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    first = tally_file(tmp_path)
    second = tmp_path / "xa-1-ban-sao.tally"
    shutil.copy(first, second)
    rolled = roll(tmp_path / "xa-1.tally", second)
    assert rolled[:3] == (1, 1, [(second.name, "doubled")])
    assert str(first) in rolled.document["rejected"][0]["why"]
    assert rolled.document["by_office"]["committee"]["contests"] == 1


def test_the_same_path_twice_counts_once(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = saved(tmp_path)
    assert roll(tmp_path, path)[:3] == (1, 1, [(path.name, "doubled")])


def test_two_that_contradict_each_other_are_both_left_out(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    first = saved(tmp_path / "a")
    (second,) = (path.parent for path in write([with_votes(1, 9, 8, 2, 7)], tmp_path / "b").rglob("congress.toml"))
    rolled = roll(beside(tmp_path), first, second)
    assert rolled[:3] == (1, 1, [("xa-1", "contradicts"), ("xa-1", "contradicts")])
    assert str(second) in rolled.document["rejected"][0]["why"]
    assert str(first) in rolled.document["rejected"][1]["why"]


def test_one_count_in_several_forms_counts_once_and_nothing_is_wrong(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    path = saved(tmp_path / "phieu")
    file = congress_file(path, tmp_path / "xa-1.tally")
    rolled = roll(path, file)
    assert rolled[:3] == (0, 1, [])
    assert [(one["source"], one["by"]) for one in rolled.document["confirmed"]] == [(str(path), str(file))]


def test_a_congress_to_practise_on(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = tmp_path / "tap-duot.tally"
    practice = make_practice(Words("vi"))
    with closing(bootstrap.create_journal(path)) as journal:
        table = OpenDesk.on(path, bootstrap.desk_on(journal), bootstrap.pin_hasher())
        begin_practice(table.desk, table.people, practice)
    assert roll(beside(tmp_path), path)[:3] == (1, 1, [(path.name, "practice")])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("hong.xlsx", b"PK\x03\x04 cut off", "unreadable"),
        ("rong.xlsx", b"", "unreadable"),
        ("rong.tally", b"", "not-a-result"),
        ("van-ban.tally", "không phải cơ sở dữ liệu".encode(), "not-a-result"),
        ("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unreadable"),
        ("anh.png", b"\x89PNG", "not-a-result"),
    ],
    ids=["cut", "empty-workbook", "empty-tally", "text", "old-excel", "picture"],
)
def test_what_is_no_result_at_all(
    tmp_path: Path, roll: Callable[..., Rolled], name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert roll(beside(tmp_path), path)[:3] == (1, 1, [(name, code)])


def test_a_workbook_that_is_too_large(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = tmp_path / "to.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(40 * 1024 * 1024)
    assert roll(beside(tmp_path), path)[:3] == (1, 1, [(path.name, "unreadable")])


def test_a_slate_is_no_result(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = tmp_path / "slate.xlsx"
    path.write_bytes(bootstrap.template("slate", commune_kind()))
    assert roll(beside(tmp_path), path, "--allow-unsigned")[:3] == (1, 1, [(path.name, "not-a-result")])


def test_papers_that_tell_no_result_are_passed_by_in_a_folder_and_named_when_they_are_handed_over(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    sent = tmp_path / "gui-len"
    sent.mkdir()
    record(tmp_path).rename(sent / "ho-so-bch-1.xlsx")
    for name in ("phieu-bau-bch-1.xlsx", "Phieu-kiem-bch-1.xlsx", "mo-dau-bch-1.xlsx"):
        (sent / name).write_bytes(bootstrap.template("slate", commune_kind()))
    assert roll(sent, "--allow-unsigned")[:3] == (0, 1, [])
    ballot = sent / "phieu-bau-bch-1.xlsx"
    assert roll(sent, ballot, "--allow-unsigned")[:3] == (1, 1, [(ballot.name, "not-a-result")])


def test_what_is_called_a_corrigendum_is_never_passed_by(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    sent = tmp_path / "gui-len"
    sent.mkdir()
    record(tmp_path).rename(sent / "ho-so-bch-1.xlsx")
    path = sent / "Dinh-chinh-bch-1-1.xlsx"
    path.write_bytes(bootstrap.template("slate", commune_kind()))
    rolled = roll(sent, "--allow-unsigned")
    assert rolled[:3] == (1, 1, [(path.name, "not-a-result")])
    assert "số liệu trước đính chính (nếu có gửi) vẫn được cộng" in rolled.document["rejected"][0]["why"]


def commune_kind() -> Any:  # noqa: ANN401 - the kind of any congress will do
    return bootstrap.open_source(Path(__file__).parents[2] / "fixtures" / "department").load().congress.kind


def test_what_does_not_exist_is_said_and_stops_nothing(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    names = ("khong-co.tally", "khong-co.xlsx", "khong-co")
    rolled = roll(beside(tmp_path), *(tmp_path / name for name in names))
    assert rolled[:2] == (1, 1)
    assert [name for name, _ in rolled.rejected] == list(names)


def test_ballots_with_flaws(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = saved(tmp_path)
    (path / "ballots.csv").write_text("contest,round,batch,ballot,marks,ruling\nbch,1,1,1,77,\n", encoding="utf-8")
    rolled = roll(beside(tmp_path), path)
    assert rolled[:3] == (1, 1, [(path.name, "unreadable")])
    assert "E944" in rolled.document["rejected"][0]["why"]


def test_a_folder_declared_and_not_counted_yet(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = saved(tmp_path)
    (path / "ballots.csv").write_text("contest,round,batch,ballot,marks,ruling\n", encoding="utf-8")
    rolled = roll(beside(tmp_path), path)
    assert rolled[:3] == (0, 1, [])
    assert [one["why"] for one in rolled.document["unfinished"]] == ["no-ballots"]


def test_a_declaration_without_a_file_of_ballots_is_named(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = saved(tmp_path)
    (path / "ballots.csv").unlink()
    assert roll(beside(tmp_path), tmp_path / path.name)[:3] == (1, 1, [(path.name, "unreadable")])


def test_beside_its_declaration_a_congress_file_is_what_counts(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    path = saved(tmp_path / "goc")
    congress_file(path, tmp_path / "xa" / "xa-1.tally")
    shutil.copy(path / "congress.toml", tmp_path / "xa")
    assert roll(tmp_path / "xa")[:3] == (0, 1, [])


def test_an_empty_folder_beside_others_is_named(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    (tmp_path / "trong").mkdir()
    assert roll(beside(tmp_path), tmp_path / "trong")[:3] == (1, 1, [("trong", "empty")])


def test_a_folder_that_may_not_be_read(
    tmp_path: Path, roll: Callable[..., Rolled], monkeypatch: pytest.MonkeyPatch
) -> None:
    good, shut = beside(tmp_path), tmp_path / "cam"
    shut.mkdir()
    looked_at = os.scandir

    def refuse(path: Path) -> Any:  # noqa: ANN401 - what os.scandir returns
        if Path(path) == shut:
            raise PermissionError(13, "Permission denied", str(path))
        return looked_at(path)

    monkeypatch.setattr(os, "scandir", refuse)
    rolled = roll(good, shut)
    assert rolled[:3] == (1, 1, [("cam", "machine")])
    assert "Không được phép" in rolled.document["rejected"][0]["why"]


def test_one_bad_file_among_many_stops_nothing(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    write([commune(number) for number in range(1, 61)], tmp_path)
    (tmp_path / "xa-30" / "ballots.csv").write_bytes(b"\xff\xfe\x00rubbish")
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04")
    rolled = roll(tmp_path)
    assert rolled.status == 1
    assert rolled.organisations == 59
    assert sorted(rolled.rejected) == [("hong.xlsx", "unreadable"), ("xa-30", "unreadable")]


def test_nothing_at_all_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report"]) == 2
    assert main(["report", str(tmp_path)]) == 2
    assert capsys.readouterr().out == ""


def dying(path: str) -> Read:
    """Read nothing; one of the files ends the process that reads it, as the kernel does when memory is short."""
    if Path(path).name == "3.tally":
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return Rejected(path, Why.EMPTY)


def codes(came: Sequence[tuple[int, Read]]) -> dict[int, str]:
    found = {place: one.why.value for place, one in came if isinstance(one, Rejected)}
    assert len(found) == len(came), "each source comes once"
    return found


def test_a_process_that_dies_is_found_out_and_the_others_are_read() -> None:
    paths = [Path(f"{number}.tally") for number in range(4 * FEW)]
    found = codes(list(read_all(paths, dying, processes=2)))
    assert found.pop(3) == "crashed"
    assert set(found.values()) == {"empty"}
    assert len(found) == 4 * FEW - 1


def test_leaving_early_leaves_no_process_behind() -> None:
    paths = [Path(f"{number}.tally") for number in range(10, 10 + 4 * FEW)]
    came = read_all(paths, dying, processes=2)
    next(came)
    came.close()  # type: ignore[attr-defined]  # a generator
