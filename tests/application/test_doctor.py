"""What each measured fact means for the hall, in both languages, with what to do about it."""

import datetime as dt
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from tally.application.doctor import (
    LEAST_FREE,
    PEOPLE,
    REMEMBERED,
    SLOWEST,
    VIETNAM,
    Check,
    DiskFacts,
    Facts,
    answered,
    doctor_document,
    examined,
    letters,
    remedy_text,
    what_text,
)
from tally.locales import Words

HANOI = dt.timezone(VIETNAM)
NOW = dt.datetime(2025, 3, 9, 20, 0, tzinfo=HANOI)
DISK = DiskFacts(Path("D:/dai-hoi"), "", "ntfs", 10 * LEAST_FREE, 2.5)
STICK = replace(DISK, folder=Path("E:/"), kind="exfat", milliseconds=40.0)
VERSIONS = {"tally": "1", "python": "3.12", "sqlite": "3.45", "textual": "8", "system": "Windows 11"}
FIT = Facts(VERSIONS, "utf-8", (120, 30), NOW, NOW - dt.timedelta(days=3), True, True, DISK, STICK)  # noqa: FBT003


def wrong(facts: Facts) -> list[tuple[str, str]]:
    return [(one.id, one.how) for one in examined(facts) if not one.ok]


def test_a_machine_that_is_fit_has_every_line_right() -> None:
    assert wrong(FIT) == []
    assert [one.id for one in examined(FIT)] == [
        "versions", "terminal", "disk", "medium", "memory", "clock", "signing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"size": (79, 24)}, ("terminal", "small")),
        ({"size": (80, 23)}, ("terminal", "small")),
        ({"encoding": "cp1258"}, ("terminal", "encoding")),
        ({"encoding": "no-such"}, ("terminal", "encoding")),
        ({"medium": None}, ("medium", "none")),
        ({"same_disk": True}, ("medium", "same_disk")),
        ({"medium": replace(STICK, failed="missing")}, ("medium", "missing")),
        ({"remembers": False}, ("memory", "forgets")),
        ({"signs": False}, ("signing", "fails")),
        ({"known": NOW + dt.timedelta(minutes=1)}, ("clock", "behind")),
        ({"now": NOW.astimezone(dt.UTC)}, ("clock", "zone")),
        ({"disk": replace(DISK, failed="missing")}, ("disk", "missing")),
        ({"disk": replace(DISK, failed="not_writable")}, ("disk", "not_writable")),
        ({"disk": replace(DISK, kept=False)}, ("disk", "not_kept")),
        ({"disk": replace(DISK, locks=False)}, ("disk", "no_locks")),
        ({"disk": replace(DISK, kind="tmpfs")}, ("disk", "unsafe")),
        ({"disk": replace(DISK, kind="cifs")}, ("disk", "remote")),
        ({"disk": replace(DISK, kind="REMOTE")}, ("disk", "remote")),
        ({"disk": replace(DISK, free=LEAST_FREE - 1)}, ("disk", "full")),
        ({"disk": replace(DISK, milliseconds=SLOWEST + 0.1)}, ("disk", "slow")),
    ],
)
def test_what_is_not_right_is_named(change: dict[str, object], found: tuple[str, str]) -> None:
    assert wrong(replace(FIT, **change)) == [found]  # type: ignore[arg-type]


def test_the_edges_are_still_right() -> None:
    edge = replace(DISK, free=LEAST_FREE, milliseconds=SLOWEST)
    assert wrong(replace(FIT, size=(80, 24), disk=edge, known=NOW, encoding="", medium=replace(edge, kind=""))) == []
    assert wrong(replace(FIT, size=None)) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_line_has_its_words_and_what_is_wrong_has_what_to_do(language: str) -> None:
    words = Words(language)
    fields = {
        "folder": "D:/", "kind": "ntfs", "free": 1, "least": 2, "milliseconds": 3, "columns": 1, "lines": 1,
        "encoding": "cp1258", "now": "", "zone": "", "known": "", **VERSIONS,
    }  # fmt: skip
    disk = ("missing", "not_writable", "not_kept", "no_locks", "unsafe", "remote", "full", "slow")
    hows = {
        "terminal": ("small", "encoding"),
        "disk": disk,
        "medium": ("none", "same_disk", *disk),
        "memory": ("forgets",),
        "clock": ("behind", "zone"),
        "signing": ("fails",),
        **dict.fromkeys(PEOPLE, ("bad",)),
    }
    for id_, ways in hows.items():
        for how in ways:
            check = Check(id_, ok=False, how=how, fields=fields)
            assert what_text(words, check)
            assert remedy_text(words, check)
        good = Check(id_, ok=True, how="good", fields=fields)
        assert what_text(words, good)
        assert not remedy_text(words, good)


def test_the_document_is_that_of_the_contract() -> None:
    document = doctor_document(examined(replace(FIT, medium=None)), Words("vi"))
    assert document["format"] == "tally-doctor/1"
    checks = document["checks"]
    assert isinstance(checks, list)
    assert all(set(one) == {"id", "ok", "what", "remedy"} for one in checks)
    (stick,) = [one for one in checks if not one["ok"]]
    assert stick["id"] == "medium"
    assert "Cắm USB" in stick["remedy"]


def test_an_answer_holds_for_a_week() -> None:
    answers = {
        "letters": (True, NOW),
        "keypad": (False, NOW - REMEMBERED),
        "page": (True, NOW - REMEMBERED - dt.timedelta(seconds=1)),
        "something else": (True, NOW),
    }
    assert [(one.id, one.ok) for one in answered(answers, NOW)] == [("letters", True), ("keypad", False)]


def test_the_letters_are_all_that_vietnamese_has_composed() -> None:
    small, capital = letters()
    assert (len(set(small)), len(set(capital))) == (67, 67)
    assert all(unicodedata.is_normalized("NFC", one) and len(one.encode()) > 1 for one in small + capital)
    assert set("ăâđêôơưạỵựữở") <= set(small)
