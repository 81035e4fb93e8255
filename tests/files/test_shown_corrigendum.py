"""What sheet Đính chính shows is read back whole, whatever was elected and however it changed."""

import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_congress, a_contest, a_stack, count
from paper_cases import a_case, ballots_for, declare
from signed_cases import names

from tally.application.digest import record_digest, results_digest
from tally.application.figures import figures_of
from tally.application.recount import Corrected
from tally.application.shown import differing
from tally.documents.workbooks import Workbooks
from tally.domain.ballot import Ballot
from tally.domain.contest import Contest, Method
from tally.domain.desk import Person
from tally.domain.seal import Corrigendum, Seal
from tally.domain.slate import Candidate
from tally.files.shown_corrigendum import shown_by_corrigendum
from tally.files.shown_results import shown_figures
from tally.files.values import Row
from tally.locales import Words

TIME, OVER = "2025-06-10T03:30:00.000Z", bytes(32)
NAMESAKES = [Candidate(1, "Lò Văn Ánh", born=1970), Candidate(2, "Lò Văn Ánh", born=1981), Candidate(3, "Cà; Văn")]
OPINION = replace(a_contest(["An", "Bình"], 1), seats=0, body_size=0, method=Method.OPINION)
ALTERNATES = replace(a_contest(5, 2), alternates=2)
LONG = a_contest(names(220), 140, issued=1600, returned=1600)


def printed(path: Path, contest: Contest, before: Iterable[Ballot], after: Iterable[Ballot], people: int) -> Corrected:
    """Write a corrigendum and return what it puts right."""
    congress = a_congress(people)
    case = a_case(contest, before, congress)
    counted, right = case.counted, tuple(after)
    result = count(contest, right, congress)
    board = {"p1": Person("p1", "Bùi Thị Quế", "head"), "p2": Person("p2", "Mai Văn Thịnh", "secretary")}
    digests = counted.digest, record_digest(congress, result, right)
    made = Corrigendum("nhầm", *digests, (), ("p1", "p2"), TIME, OVER)
    corrected = Corrected(1, made, counted.result, result, digests, results_digest(congress, result))
    how = replace(counted.how, seal=Seal("p1", "p2", counted.digest, TIME, "", OVER), people=board)
    counted = replace(counted, how=how, corrigenda=(corrected,))
    path.write_bytes(Workbooks(declare).corrigendum(case.recount, counted, corrected))
    return corrected


@pytest.mark.parametrize(
    ("contest", "before", "after", "people"),
    [
        (a_contest(), a_stack(*["+++-"] * 10), a_stack(*["+++-"] * 10), 10),
        (a_contest(), a_stack(*["+++-"] * 10), a_stack(*["++--"] * 5, *["----"] * 5), 10),
        (a_contest(), a_stack(*["----"] * 10), a_stack(*["+++-"] * 10), 10),
        (a_contest(), a_stack(*["+++-"] * 10), a_stack(*["+++-"] * 5, *["++-+"] * 5, "++--"), 12),
        (a_contest(NAMESAKES, 2), a_stack(*["++-"] * 10), a_stack(*["+-+"] * 10), 10),
        (OPINION, a_stack(*["+-"] * 6), a_stack(*["++"] * 7), 10),
        (ALTERNATES, a_stack(*["++---"] * 6, *["--++-"] * 4), a_stack(*["++---"] * 4, *["--++-"] * 6), 10),
        (LONG, ballots_for([900] * 220, 1600), ballots_for([1100] * 110 + [500] * 110, 1600), 1600),
    ],
    ids=["nothing", "fewer", "nobody", "tie", "namesakes", "opinion", "alternates", "long"],
)
def test_figures_and_names_are_read_back(
    tmp_path: Path, contest: Contest, before: list[Ballot], after: list[Ballot], people: int
) -> None:
    path = tmp_path / "dinh-chinh.xlsx"
    corrected = printed(path, contest, before, after, people)
    was, official = figures_of(corrected.before), figures_of(corrected.after)
    shown = shown_figures(path)
    assert [one.place.value for one in shown] == ["before", "after"]
    for one in shown:
        assert list(differing(one, official, contest, was)) == []
        told = dict(one.figures)
        changed = {key for key in official if official[key] != was[key]}
        assert changed <= told.keys()
        right = official if one.place == "after" else was
        chosen = {key for key, figure in right.items() if figure in {"elected", "listed"}}
        assert {key.partition(".")[2] for key in told if key.startswith("listed.")} == {
            key.partition(".")[2] for key in chosen
        }
    # Held against each other's figures, whatever changed is found.
    found = {one.key for shown_ in shown for one in differing(shown_, was, contest, official)}
    assert {key for key in official if official[key] != was[key]} <= found


@pytest.mark.parametrize("digits", ["9" * 5_000, "1" + ".000" * 2_000, "1" * 300_000])
def test_numbers_that_nobody_could_have_printed_are_texts_and_take_no_time(digits: str) -> None:
    words = Words("vi")
    head = {
        1: words("papers.corrigendum.figure"),
        3: words("papers.corrigendum.before"),
        5: words("papers.corrigendum.after"),
    }
    said = words("papers.corrigendum.elected_after", number="1", names=f"{digits}. An; {digits}. Ba")
    label = words("papers.figures.valid")
    rows = [Row(1, head), Row(2, {1: label, 3: digits, 5: "1.000"}), Row(3, {1: said})]
    began = time.process_time()
    before, after = shown_by_corrigendum(rows)
    assert time.process_time() - began < 2
    assert ("valid", digits) in before.figures
    assert ("valid", 1000) in after.figures
