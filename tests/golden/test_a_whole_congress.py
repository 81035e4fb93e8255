"""A congress from its preparation to the last alternate, and the conference after it, from the written files alone.

Tie, tie-break, tie again, the congress decides, a further round with a new slate, another one, a seat left open; the
secretary directly; delegates with alternates in order of votes and a tie at their cut. Every figure is written by hand:
none comes from the program.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from naive_rounds import NaiveRound, naive_body
from signed_papers import sign
from whole_congress import AGAIN, ALTERNATES, DELEGATES, FIRST, FURTHER, LAST, OPINION, SECRETARY_POST, Played, played
from whole_congress_expected import AT_CONFERENCE, AT_CONGRESS, COMMITTEE, E, T

from tally import bootstrap
from tally.domain.desk import ContestKey

Run = Callable[..., Any]
ART_30 = "Điều 30, QĐ 190-QĐ/TW"

EXPECTED_COMMITTEE = {
    # Êm, Hải, Hùng; of Phong it is not known, of Chanh that she is Kinh.
    "first_term": 3,
    "first_term_percent": "30.00",
    "first_term_unknown": 1,
    "women": 2,
    "women_percent": "20.00",
    "ethnic_minority": 8,
    "ethnic_minority_percent": "80.00",
    "ethnic_minority_unknown": 1,
    # Born 1975, 1978, 1980, 1982, 1984, 1985, 1986, 1987, 1990 and 1979; in 2025: 424 years together.
    "mean_age": 42.4,
    "youngest": 35,
    "oldest": 50,
    "under_filled": 1,
    "surplus_percent": {"min": "27.27", "median": "27.27", "max": "27.27"},
    "lowest_winning_percent": "46.67",
    "highest_winning_percent": "93.33",
}


@pytest.fixture(scope="session")
def whole() -> Played:
    """Return the congress, played once."""
    return played()


def document(run_tally: Run, path: Path) -> dict[str, Any]:
    ran = run_tally("recount", path, "--json")
    assert ran.status == 0
    found: dict[str, Any] = json.loads(ran.out)
    return found


def who(people: Iterable[dict[str, Any]]) -> list[tuple[str, int, str, int]]:
    return [(one["name"], one["round"], one["kind"], one["votes"]) for one in people]


@pytest.mark.parametrize("conference", [False, True], ids=["congress", "conference"])
def test_every_round_counts_again_from_the_file_as_it_went(
    conference: bool,  # noqa: FBT001 - one of two files
    whole: Played,
    run_tally: Run,
) -> None:
    read = document(run_tally, whole.conference if conference else whole.congress)
    counted = {(one["id"], one["round"]): one for one in read["contests"]}
    expected = AT_CONFERENCE if conference else AT_CONGRESS
    assert set(counted) == set(expected)
    for key, one in expected.items():
        found = counted[key]
        assert [found[name] for name in ("kind", "seats", "base", "needed", "open_by_plan")] == [
            *(one.kind, one.seats, one.base, one.needed, one.open_by_plan)
        ]
        issued, returned, valid, invalid = one.ballots
        ballots = {"issued": issued, "returned": returned, "valid": valid, "invalid": invalid}
        assert found["ballots"] == {**ballots, "invalid_by_reason": one.invalid}
        people = [(line["name"], line["votes"], line["percent"], line["outcome"]) for line in found["candidates"]]
        assert people == one.people
        assert [line["no"] for line in found["candidates"]] == list(range(1, len(people) + 1))
        for listed, outcome in (("elected", E), ("tied", T)):
            assert found[listed] == [no for no, line in enumerate(people, start=1) if line[3] == outcome]
        assert (found["status"], found["unfilled"]) == (one.status, one.unfilled)
        assert found["findings"] == []
    if not conference:
        assert counted[OPINION]["listed"] == [1]
        delegates = counted[DELEGATES]
        assert (delegates["alternates"], delegates["alternates_tied"]) == ([6], [7, 8])


def test_the_rounds_of_a_body_stand_one_after_the_other(whole: Played, run_tally: Run) -> None:
    read = document(run_tally, whole.congress)
    assert [(one["id"], one["round"]) for one in read["contests"]] == [
        *(FIRST, AGAIN, FURTHER, LAST, SECRETARY_POST, DELEGATES, ALTERNATES, OPINION)
    ]


def test_the_body_is_the_union_of_its_rounds(whole: Played, run_tally: Run) -> None:
    committee, secretary, delegates = document(run_tally, whole.congress)["bodies"]
    assert (committee["rounds"], committee["seats"], committee["body_size"]) == ([1, 2, 3, 4], 11, 12)
    assert committee["stand"] == "left-open"
    assert who(committee["elected"]) == COMMITTEE
    assert len(COMMITTEE) == 10
    assert committee["not_taken"] == []
    failed, planned = committee["open"]
    assert (failed["seats"], failed["reason"], failed["after_round"]) == (1, "votes-failed", 4)
    assert failed["decision"] == {
        "way": "leave-open",
        "seats": 1,
        "reported_by": "Đinh Văn Thành",
        "reason": "đã bầu hai lần chưa đủ, để cấp ủy khóa mới kiện toàn sau",
        "time": "2025-06-10T04:20:00.000Z",  # 11:20 in Vietnam
    }
    assert (planned["seats"], planned["reason"], planned["decision"]) == (1, "by-plan", None)
    assert [(one["round"], one["way"], one["seats"], one["reported_by"]) for one in committee["decisions"]] == [
        (2, "new-slate", 2, "Đinh Văn Thành"),
        (3, "same-people", 1, "Đinh Văn Thành"),
        (4, "leave-open", 1, "Đinh Văn Thành"),
    ]
    assert (who(secretary["elected"]), secretary["stand"]) == ([("Lò Văn Ánh", 1, "first", 27)], "complete")
    assert who(delegates["elected"]) == [
        (name, 1, "first", votes) for name, votes, _percent, _outcome in AT_CONGRESS[DELEGATES].people[:5]
    ]
    assert who(delegates["alternates"]) == [("Lò Văn Giang", 1, "first", 17), ("Quàng Thị Hoa", 2, "tie-break", 16)]
    assert (delegates["stand"], delegates["open"], delegates["rounds"]) == ("complete", [], [1, 2])


def naive(first: ContestKey, decisions: dict[int, tuple[str, int]], names: dict[str, int]) -> dict[str, Any]:
    """Let the naive counter put the rounds of a body together; decisions by round."""
    rounds: list[NaiveRound] = []
    held = [one for key, one in AT_CONGRESS.items() if key[0] == first[0]]
    for number, one in enumerate(held, start=1):
        votes = {names.setdefault(name, len(names) + 1): number for name, number, _percent, _outcome in one.people}
        about = {"kind": one.kind, "seats": one.seats, "base": one.base, "votes": votes}
        of_first = {"alternates": 2 if first == DELEGATES else 0, "planned": one.open_by_plan}
        rounds.append({**about, **of_first, "decision": decisions.get(number)})
    if first == DELEGATES:
        rounds[1]["for_alternates"] = True
    return naive_body(rounds)


def test_the_naive_counter_finds_the_same_bodies(whole: Played, run_tally: Run) -> None:
    committee, _secretary, delegates = document(run_tally, whole.congress)["bodies"]
    numbers: dict[str, int] = {}
    body = naive(FIRST, {2: ("new-slate", 2), 3: ("same-people", 1), 4: ("leave-open", 1)}, numbers)
    assert {numbers[one["name"]]: one["round"] for one in committee["elected"]} == body["body"]
    assert [(one["seats"], one["reason"]) for one in committee["open"]] == body["open"]
    assert (body["stand"], body["not_taken"]) == (committee["stand"], [])
    numbers = {}
    body = naive(DELEGATES, {}, numbers)
    assert {numbers[one["name"]]: one["round"] for one in delegates["elected"]} == body["body"]
    assert [{numbers[one["name"]]} for one in delegates["alternates"]] == body["alternates"]
    assert body["stand"] == delegates["stand"]


def test_the_desk_says_after_every_round_what_may_follow_and_by_which_rule(whole: Played) -> None:
    said = whole.advice
    assert said[FIRST].startswith("Ngang phiếu ở chỗ cuối: Quàng Thị Hoa, Lường Văn Hùng, Tòng Văn Ín, Lò Thị Mai;")
    assert f"không cần quá nửa ({ART_30})" in said[FIRST]
    assert "Bầu lại vẫn ngang phiếu: Quàng Thị Hoa, Tòng Văn Ín, Lò Thị Mai; còn 2 chỗ." in said[AGAIN]
    assert "do đại hội quyết định" in said[AGAIN]
    assert said[FURTHER] == f"Còn thiếu 1 người. Bầu thêm hay để trống do đại hội quyết định ({ART_30})."
    assert f"Đã 2 lần bầu chưa đủ số lượng: thường không bầu thêm nữa ({ART_30})." in said[LAST]
    assert "Ngang phiếu ở chỗ dự khuyết cuối: Cà Văn Hải, Quàng Thị Hoa; còn lấy 1 dự khuyết." in said[DELEGATES]
    assert said[ALTERNATES] == f"Đã bầu đủ số lượng, không phải bầu tiếp ({ART_30})."


def test_everything_is_signed_and_proves_itself(whole: Played, run_tally: Run) -> None:
    for file, folder in ((whole.congress, whole.papers), (whole.conference, whole.conference_papers)):
        signed = sorted(one for one in folder.glob("*.xlsx") if one.name.startswith(("mo-dau", "bien-ban", "ho-so")))
        ran = run_tally("verify", file, *signed, "--pin", whole.pins)
        assert ran.status == 0, ran.out + ran.err
        assert "✗" not in ran.out
        assert ran.out.count("✓ Lò Thị Hoa đã ký") == ran.out.count("✓ Cà Văn Nam đã ký") == len(signed)
        expected = AT_CONGRESS if file == whole.congress else AT_CONFERENCE
        assert ran.out.count("✓ Mã QR trong biên bản đúng là của kết quả này.") == len(expected)
        for contest, round_ in expected:
            for paper in ("bien-ban", "ho-so"):
                said = f"✓ Cuộc bầu {contest} lần {round_}: khớp với {paper}-{contest}-{round_}.xlsx."
                assert said in ran.out, said


def test_papers_signed_at_the_seal_stay_sound_whatever_is_decided_later(
    whole: Played, run_tally: Run, tmp_path: Path
) -> None:
    papers = []
    for name, content in whole.announced.items():
        papers.append(tmp_path / name)
        papers[-1].write_bytes(content)
        sign(papers[-1])
    assert len(papers) == 6
    ran = run_tally("verify", whole.congress, *papers, "--pin", whole.pins)
    assert ran.status == 0, ran.out + ran.err
    assert "✗" not in ran.out


def test_the_conference_is_that_of_those_whom_the_congress_elected(whole: Played, run_tally: Run) -> None:
    desk = bootstrap.open_desk(whole.conference)
    try:
        congress, contests = desk.congress, desk.contests
    finally:
        desk.journal.close()
    # In the order of their given names.
    assert [one.name for one in congress.body] == [
        *("Lò Văn Ánh", "Cà Văn Bình", "Nguyễn Thị Chanh", "Vì Văn Dũng", "Quàng Văn Đức", "Lường Thị Êm"),
        *("Lò Văn Giang", "Cà Văn Hải", "Lường Văn Hùng", "Lò Văn Phong"),
    ]
    assert (congress.roll.summoned, congress.roll.present) == (10, 10)
    # The secretary was elected by the congress already.
    assert [one.id for one in contests] == ["btv", "pho-bi-thu", "ubkt", "chu-nhiem-ubkt"]
    bodies = document(run_tally, whole.conference)["bodies"]
    assert [(one["id"], one["stand"]) for one in bodies] == [(one.id, "complete") for one in contests]


def files_of(whole: Played) -> list[Path]:
    return [whole.congress, whole.conference]


def minutes_of(whole: Played) -> list[Path]:
    """Return the signed minutes alone, without a single ballot."""
    folders = [(whole.papers, AT_CONGRESS), (whole.conference_papers, AT_CONFERENCE)]
    return [folder / f"bien-ban-{key[0]}-{key[1]}.xlsx" for folder, rounds in folders for key in rounds]


@pytest.mark.parametrize("sources", [files_of, minutes_of])
def test_the_province_rolls_it_up(sources: Callable[[Played], list[Path]], whole: Played, run_tally: Run) -> None:
    sent = sources(whole)
    ran = run_tally("report", *sent, "--pin", whole.pins, "--json")
    assert ran.status == 0, ran.err
    read = json.loads(ran.out)
    assert (read["organisations"], read["sources"], read["rejected"]) == (1, len(sent), [])
    committee = read["by_office"]["committee"]
    assert {key: committee[key] for key in EXPECTED_COMMITTEE} == EXPECTED_COMMITTEE
    elected = {office: (one["contests"], one["seats"], one["elected"]) for office, one in read["by_office"].items()}
    assert elected == {
        "committee": (1, 11, 10),
        "standing-committee": (1, 3, 3),
        "secretary": (1, 1, 1),
        "deputy-secretary": (1, 1, 1),
        "inspection": (1, 3, 3),
        "inspection-head": (1, 1, 1),
        "delegates": (1, 5, 5),
    }
    assert read["by_office"]["delegates"]["alternates"] == 2
    assert [(one["contest"], one["missing"], one["reason"]) for one in read["under_filled"]] == [
        ("bch", 1, "votes-failed"),
        ("bch", 1, "by-plan"),
    ]
