"""One and the same results in every form in which they are sent: the same report, and counted once."""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from rollup_boards import SendingBoard, publish_all
from rollup_congresses import Gathering, soc_trang
from rollup_gatherings import commune
from rollup_sources import folder
from whole_congress import Played, played

_KEPT = TemporaryDirectory(prefix="tally-forms-")
MINUTES, RECORD, TALLY = "bien-ban-*.xlsx", "ho-so-*.xlsx", "*.tally"
NOT_THE_RESULT = ("sources", "confirmed", "unproven")


@pytest.fixture
def report(
    run_tally: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, Any]]:
    """Return what rolls up without keys of its own."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))

    def of(*arguments: str | Path) -> dict[str, Any]:
        ran = run_tally("report", *arguments, "--json")
        document: dict[str, Any] = json.loads(ran.out)
        assert document["rejected"] == []
        # A board that signs its papers signs the codes of its congress file too.
        assert document.get("unproven", []) == []
        assert document["same_office"] == []
        assert ran.status == 0
        return document

    return of


def told(document: dict[str, Any]) -> dict[str, Any]:
    """Return what a roll-up says of the results, whatever it was read from."""
    return {key: value for key, value in document.items() if key not in NOT_THE_RESULT}


def send(gathering: Gathering, root: Path) -> None:
    """Count one congress and send everything that a board can."""
    saved = folder(gathering, root / "phieu")
    SendingBoard(gathering.organisation).send(saved, root / "gui" / gathering.folder)


@cache
def sent_from_soc_trang() -> Path:
    """Return the folder with all that the boards of Sóc Trăng sent, and `chung-thu` with what they published."""
    root, gatherings = Path(_KEPT.name), soc_trang()
    for one in gatherings:
        send(one, root)
    organisations = dict.fromkeys(one.organisation for one in gatherings)
    publish_all([SendingBoard(organisation) for organisation in organisations], root / "chung-thu")
    return root


def only(root: Path, to: Path, *patterns: str) -> Path:
    """Copy some kinds of what was sent."""
    for pattern in patterns:
        for path in (root / "gui").rglob(pattern):
            target = to / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return to


@pytest.mark.parametrize("patterns", [(MINUTES,), (RECORD,), (TALLY,), (MINUTES, RECORD), (MINUTES, RECORD, TALLY)])
def test_the_figures_of_soc_trang_from_whatever_was_sent(
    tmp_path: Path, report: Callable[..., dict[str, Any]], patterns: Sequence[str]
) -> None:
    root = sent_from_soc_trang()
    read = report(only(root, tmp_path / "gui", *patterns), "--pin", root / "chung-thu")
    committees, standing = (read["by_office"][office] for office in ("committee", "standing-committee"))
    counted = ("contests", "seats", "elected", "first_term", "women", "ethnic_minority", "under_filled")
    assert [committees[key] for key in counted] == [24, 225, 224, 56, 52, 27, 3]
    assert [standing[key] for key in counted] == [14, 60, 60, 11, 5, 6, 0]
    assert sorted(one["reason"] for one in read["under_filled"]) == ["by-plan", "by-plan", "votes-failed"]
    papers = 24 + 14 + 2  # committees, standing committees, secretaries elected directly
    expected = papers if len(patterns) == 2 else 2 * papers if len(patterns) == 3 else 0
    assert len(read["confirmed"]) == expected
    saved = [path.parent for path in (root / "phieu").rglob("congress.toml")]
    assert told(read) == told(report(*sorted(saved)))


def test_some_send_this_and_some_that(tmp_path: Path, report: Callable[..., dict[str, Any]]) -> None:
    root = sent_from_soc_trang()
    forms = (MINUTES, RECORD, TALLY)
    mixed = tmp_path / "gui"
    for place, gathering in enumerate(soc_trang()):
        target = mixed / gathering.folder
        target.mkdir(parents=True)
        for path in (root / "gui" / gathering.folder).glob(forms[place % 3]):
            shutil.copy(path, target)
    assert told(report(mixed, "--pin", root / "chung-thu")) == told(
        report(only(root, tmp_path / "tally", TALLY), "--pin", root / "chung-thu")
    )


@pytest.fixture(scope="module")
def whole() -> Played:
    """Return a whole congress with its conference: ties, further rounds, seats left open, alternates, hand votes."""
    return played()


def papers_of(whole: Played, pattern: str, to: Path) -> Path:
    for name, source in (("dai-hoi", whole.papers), ("hoi-nghi", whole.conference_papers)):
        (to / name).mkdir(parents=True)
        for path in source.glob(pattern):
            shutil.copy(path, to / name)
    return to


def by_ballots(paths: Iterable[Path]) -> None:
    """Take away the minutes of hand votes, which are no election's."""
    for path in paths:
        if "bieu-quyet" in path.name:
            path.unlink()


@pytest.mark.parametrize("pattern", [MINUTES, RECORD])
def test_a_whole_congress_from_its_papers_alone(
    tmp_path: Path, whole: Played, report: Callable[..., dict[str, Any]], pattern: str
) -> None:
    sent = papers_of(whole, pattern, tmp_path / "gui")
    by_ballots(sent.rglob(pattern))
    read = report(sent, "--pin", whole.pins)
    assert told(read) == told(report(whole.congress, whole.conference))
    # By hand: four rounds for the committee; one seat open by plan, the last one left open by the congress.
    left_open = [(one["missing"], one["reason"]) for one in read["under_filled"] if one["contest"] == "bch"]
    assert left_open == [(1, "votes-failed"), (1, "by-plan")]
    assert [one["round"] for one in read["further_rounds"] if one["contest"] == "bch"] == [2, 3, 4]
    assert read["by_office"]["delegates"]["alternates"] > 0
    # Opinion ballots elect nobody and hand votes are no election: neither is in a table.
    contests = {contest["contest"] for one in read["by_organisation"] for contest in one["contests"]}
    assert "y-kien" not in contests
    assert not any("bieu-quyet" in contest for contest in contests)


def test_minutes_record_and_congress_file_of_one_congress_are_one_count(
    tmp_path: Path, whole: Played, report: Callable[..., dict[str, Any]]
) -> None:
    sent = papers_of(whole, "*.xlsx", tmp_path / "gui")
    for path in sent.rglob("*.xlsx"):
        if not path.name.startswith(("bien-ban", "ho-so")) or "bieu-quyet" in path.name:
            path.unlink()
    read = report(sent, whole.congress, whole.conference, "--pin", whole.pins)
    assert told(read) == told(report(whole.congress, whole.conference))
    assert all(one["by"].endswith(".tally") for one in read["confirmed"])
    assert len(read["confirmed"]) == 2 * (7 + 4)


def test_minutes_of_the_hand_vote_are_no_result(tmp_path: Path, whole: Played, run_tally: Callable[..., Any]) -> None:
    sent = papers_of(whole, "bien-ban-bieu-quyet-*.xlsx", tmp_path / "gui")
    (minutes,) = sent.rglob("*.xlsx")
    # In a folder such minutes lie beside those of elections; a file that somebody names is answered.
    for handed_over, why in ((sent, "empty"), (minutes, "not-a-result")):
        ran = run_tally("report", handed_over, whole.congress, "--pin", whole.pins, "--json")
        assert [one["code"] for one in json.loads(ran.out)["rejected"]] == [why]


def test_a_round_whose_first_is_missing_waits(
    tmp_path: Path, whole: Played, report: Callable[..., dict[str, Any]]
) -> None:
    sent = papers_of(whole, "bien-ban-bch-[24].xlsx", tmp_path / "gui")
    read = report(sent, "--pin", whole.pins)
    assert read["organisations"] == 0
    assert [(one["round"], one["why"]) for one in read["unfinished"]] == [
        (2, "first-round-missing"),
        (4, "first-round-missing"),
    ]


def test_minutes_and_another_boards_record_of_one_contest_contradict(
    tmp_path: Path, run_tally: Callable[..., Any]
) -> None:
    first, votes = commune(1), (9, 8, 2, 7)
    second = replace(first, elections=[replace(first.elections[0], votes=votes)])
    board = SendingBoard(first.organisation)
    for name, one in (("a", first), ("b", second)):
        board.send(folder(one, tmp_path / "phieu" / name), tmp_path / "gui" / name)
    pem = board.publish(tmp_path / "board.pem")
    sources = [tmp_path / "gui" / "a" / "bien-ban-bch-1.xlsx", tmp_path / "gui" / "b" / "ho-so-bch-1.xlsx"]
    ran = run_tally("report", *sources, "--pin", pem, "--json")
    assert ran.status == 1
    assert [one["code"] for one in json.loads(ran.out)["rejected"]] == ["contradicts", "contradicts"]
