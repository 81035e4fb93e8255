"""The papers of every round of a whole congress: figures and decisive sentences against those written by hand."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from whole_congress import AGAIN, ALTERNATES, DELEGATES, FIRST, FURTHER, OPINION, Played, played
from whole_congress_expected import AT_CONFERENCE, EVERYTHING, E, N, O, T

from tally.domain.desk import ContestKey

Run = Callable[..., Any]
ART_30 = "Điều 30, QĐ 190-QĐ/TW"
every_round = pytest.mark.parametrize("key", EVERYTHING, ids=lambda key: f"{key[0]}-{key[1]}")

with Path(__file__).with_name("a-whole-congress.toml").open("rb") as file:
    SENTENCES: dict[str, dict[str, list[str]]] = tomllib.load(file)


@pytest.fixture(scope="session")
def whole() -> Played:
    """Return the congress, played once."""
    return played()


def folder_of(whole: Played, key: ContestKey) -> Path:
    return whole.conference_papers if key in AT_CONFERENCE else whole.papers


def lines_of(paper: Path) -> list[str]:
    """Return the lines of a paper's first sheet, cells apart by ` | `."""
    rows = load_workbook(paper).worksheets[0].iter_rows(values_only=True)
    lines = (" | ".join(str(cell) for cell in row if cell is not None) for row in rows)
    return [line.replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ") for line in lines if line]


def minutes(whole: Played, key: ContestKey) -> list[str]:
    return lines_of(folder_of(whole, key) / f"bien-ban-{key[0]}-{key[1]}.xlsx")


@every_round
def test_the_minutes_of_every_round_bear_its_figures(key: ContestKey, whole: Played) -> None:
    lines, one = minutes(whole, key), EVERYTHING[key]
    issued, returned, valid, invalid = one.ballots
    summoned = 10 if key in AT_CONFERENCE else 33
    members = "ủy viên" if key in AT_CONFERENCE else "đại biểu"
    for said in (
        f"Số {members} được triệu tập | {summoned}",
        f"Số {members} có mặt | {one.present}",
        f"Số {members} vắng mặt | {summoned - one.present}",
        f"Phiếu phát ra | {issued}",
        f"Phiếu thu về | {returned}",
        f"Phiếu phát ra không thu về | {issued - returned}",
        f"Phiếu hợp lệ | {valid}",
        f"Phiếu không hợp lệ | {invalid}",
    ):
        assert said in lines, said
    reasons = {
        "too-many": "bầu quá số lượng",
        "none": "không bầu cho ai",
        "marked": "ký tên, đánh dấu hoặc viết thêm",
        "both-or-neither": "một người: đánh dấu cả hai ô hoặc không ô nào",
    }
    for reason, text in reasons.items():
        found = [line for line in lines if line.startswith(f"- {text} |")]
        asked = one.invalid.get(reason)
        assert found == ([f"- {text} | {asked} | Điều 15, QĐ 190-QĐ/TW"] if asked else [])
    if key != OPINION:
        assert f"Mẫu số để tính quá nửa | {one.base} | {ART_30}" in lines
        needed = f"Số phiếu ít nhất để quá nửa | {one.needed} | {ART_30}"
        assert (needed in lines) == (one.needed is not None)
        assert any(line.startswith("Số phiếu ít nhất") for line in lines) == (one.needed is not None)
    for no, (name, votes, percent, outcome) in enumerate(one.people, start=1):
        word = {E: "trúng cử", T: "ngang phiếu", N: "không trúng cử"}.get(outcome, "")
        word = {"listed": "vào danh sách", "not-listed": "không đủ phiếu"}.get(outcome, word)
        if key == DELEGATES and outcome == O:
            word = "dự khuyết" if name == "Lò Văn Giang" else "ngang phiếu (dự khuyết)"
        if key == ALTERNATES:
            word = {E: "trúng cử dự khuyết", N: "không trúng cử"}[outcome]
        assert f"{no} | {name} | {votes} | {percent.replace('.', ',')} | {word}" in lines


@every_round
def test_the_minutes_of_every_round_say_why_it_was_held_and_what_came_of_it(key: ContestKey, whole: Played) -> None:
    text = "\n".join(minutes(whole, key))
    after = 0
    for sentence in SENTENCES[f"{key[0]}-{key[1]}"]["sentences"]:
        place = text.find(sentence, after)
        assert place >= 0, f"{sentence!r} is not there, or not in its place:\n{text}"
        after = place
    # Nothing of later rounds, and no rounds at all where there was one.
    assert ("Kết quả chung qua các lần bầu" in text) == (key[1] > 1)
    assert ("Lần bầu này" in text) == (key[1] > 1)
    assert "Điều cần giải thích và lưu ý" not in text
    assert ("hiếu bầu" in text) == (key != OPINION), "opinion ballots elect nobody"


def test_no_seat_is_said_to_be_lost_while_it_is_still_voted_on(whole: Played) -> None:
    for key in (FIRST, AGAIN, FURTHER):
        assert "bầu thiếu vì không đủ phiếu" not in "\n".join(minutes(whole, key))


@every_round
def test_opening_minutes_are_those_signed_before_the_count(key: ContestKey, whole: Played, tmp_path: Path) -> None:
    before = tmp_path / "mo-dau.xlsx"
    before.write_bytes(whole.openings[key])
    lines, one = lines_of(before), EVERYTHING[key]
    members = "ủy viên" if key in AT_CONFERENCE else "đại biểu"
    assert f"Số {members} có mặt | {one.present}" in lines
    assert f"Phiếu phát ra | {one.ballots[0]}" in lines
    assert f"Phiếu thu về | {one.ballots[1]}" in lines
    exported = folder_of(whole, key) / f"mo-dau-{key[0]}-{key[1]}.xlsx"
    assert lines_of(exported) == lines


def test_the_hand_vote_keeps_the_people_who_were_there(whole: Played, run_tally: Run) -> None:
    (vote,) = json.loads(run_tally("recount", whole.congress, "--json").out)["hand_votes"]
    assert (vote["present"], vote["findings"]) == (30, []), "one of them has gone home since"
    lines = lines_of(whole.papers / "bien-ban-bieu-quyet-ban-kiem-phieu.xlsx")
    assert "Số đại biểu có mặt | 30" in lines
    assert "Đồng ý | 28 | 93,33 | 84,85" in lines


@every_round
def test_the_record_alone_counts_again_to_the_same(key: ContestKey, whole: Played, run_tally: Run) -> None:
    record = folder_of(whole, key) / f"ho-so-{key[0]}-{key[1]}.xlsx"
    (found,) = json.loads(run_tally("recount", record, "--json").out)["contests"]
    one = EVERYTHING[key]
    people = [(line["name"], line["votes"], line["percent"], line["outcome"]) for line in found["candidates"]]
    assert (people, found["base"], found["needed"]) == (one.people, one.base, one.needed)
    assert found["findings"] == [], "what was declared for a later contest is nothing to this one"


@every_round
def test_the_hall_sees_the_same(key: ContestKey, whole: Played) -> None:
    page = folder_of(whole, key) / f"trang-chieu-{key[0]}-{key[1]}.html"
    text = " ".join(
        re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL).split()
    )
    one = EVERYTHING[key]
    for name, votes, percent, _outcome in one.people:
        assert name in text
        assert re.search(rf"\b{votes}\b", text)
        assert percent.replace(".", ",") in text
    assert re.search(rf"[Cc]ó mặt {one.present}\b", text), text[:600]
