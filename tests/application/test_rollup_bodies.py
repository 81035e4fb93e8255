"""Bodies of a roll-up: rounds united, corrections heeded, papers of one count known, minutes decided again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import pytest
from board import write_file
from builders import QD_190, a_congress, a_contest, a_stack, count
from counted_at_desk import corrected, sealed

from tally import bootstrap
from tally.application.figures import Figures, figures_of
from tally.application.intake import BadInput, FileFinding
from tally.application.report.bodies import gather
from tally.application.report.reading import Ports, SignatureFlaw, read_source
from tally.application.report.sent import Form, Organisation, Read, Rejected, RoundSent, Sent, Waiting, Why
from tally.domain.body import Decision, OpenReason, Way
from tally.domain.congress import Congress
from tally.domain.contest import Contest, RoundKind
from tally.domain.counting import Result
from tally.domain.rules import RuleProfile

COMMUNE = Organisation("Đảng bộ xã Thanh Chăn")


def tied() -> Result:
    """Two of four for three seats are elected; Chanh and Dũng are tied for the last."""
    return count(a_contest(), a_stack(*["+++-"] * 4, *["++-+"] * 4, *["++--"] * 2, *["++-+"] * 2, *["+++-"] * 2))


def again(votes: Sequence[str]) -> Result:
    """The vote among the two."""
    contest = a_contest(["Nguyễn Thị Chanh", "Vì Văn Dũng"], 1, kind=RoundKind.TIE_BREAK)
    return count(contest, a_stack(*votes))


def sent(
    source: str, *results: Result, form: Form = Form.FOLDER, organisation: Organisation = COMMUNE, digest: str = ""
) -> Sent:
    """Return what a source sent; its digests are those of its name unless told otherwise."""
    rounds = (
        RoundSent(organisation, "grassroots", None, one, digest or f"{source}-{one.contest.round}") for one in results
    )
    return Sent(source, form, tuple(rounds))


def codes(rejected: Sequence[Rejected]) -> list[tuple[str, Why]]:
    return [(one.source, one.why) for one in rejected]


def test_rounds_in_files_of_their_own_are_one_body() -> None:
    first, second = tied(), again(["+-"] * 3 + ["-+"] * 7)
    gathered = gather([sent("lan-2", second), sent("lan-1", first)])
    (body,) = gathered.bodies
    assert len(body.result.rounds) == 2
    assert [one.candidate.name for one in body.result.elected][-1] == "Vì Văn Dũng"
    assert not body.result.open
    assert not gathered.rejected


def test_a_tie_that_waits_is_no_shortage() -> None:
    (body,) = gather([sent("lan-1", tied())]).bodies
    assert body.result.open_because(OpenReason.TIE) == 1
    assert body.result.open_because(OpenReason.VOTES_FAILED) == 0


def test_seats_that_the_congress_leaves_open_are_votes_that_failed() -> None:
    short = count(a_contest(), a_stack(*["++--"] * 10))
    decided = sent("lan-1", short)
    decision = Decision(Way.LEAVE_OPEN, 1, "chủ tịch đoàn")
    decided = replace(decided, rounds=(replace(decided.rounds[0], decision=decision),))
    (body,) = gather([decided]).bodies
    assert body.result.open_because(OpenReason.VOTES_FAILED) == 1


def test_without_its_first_round_a_body_waits() -> None:
    gathered = gather([sent("lan-2", again(["+-"] * 10))])
    assert not gathered.bodies
    assert [one.why for one in gathered.unfinished] == [Waiting.FIRST_ROUND_MISSING]


def test_somebody_elected_twice_is_named_and_counted_once() -> None:
    first = count(a_contest(), a_stack(*["++--"] * 10))
    twice = replace(a_contest(["Lò Văn Ánh"], 1, kind=RoundKind.FURTHER))
    gathered = gather([sent("lan-1", first), sent("lan-2", count(twice, a_stack(*["+"] * 10)))])
    (body,) = gathered.bodies
    assert len(body.result.elected) == 2
    assert codes(gathered.rejected) == [("lan-2", Why.ROUNDS)]


def test_a_round_that_two_tell_differently_spoils_the_body() -> None:
    second, other = again(["+-"] * 10), again(["-+"] * 10)
    gathered = gather([sent("lan-1", tied()), sent("a", second), sent("b", other)])
    assert not gathered.bodies
    assert codes(gathered.rejected) == [("a", Why.CONTRADICTS), ("b", Why.CONTRADICTS)]


@pytest.mark.parametrize("forms", [(Form.MINUTES, Form.RECORD, Form.TALLY), (Form.TALLY, Form.FOLDER, Form.MINUTES)])
def test_papers_of_one_count_are_counted_once(forms: Sequence[Form]) -> None:
    gathered = gather([sent(form.value, tied(), form=form, digest="1") for form in forms])
    assert len(gathered.bodies) == 1
    assert not gathered.rejected
    assert {(one.source, one.by) for one in gathered.confirmed} == {
        (form.value, "tally") for form in forms if form is not Form.TALLY
    }


def test_the_same_thing_twice_is_named() -> None:
    gathered = gather([sent(name, tied(), digest="1") for name in ("a", "b", "c")])
    assert len(gathered.bodies) == 1
    assert codes(gathered.rejected) == [("b", Why.DOUBLED), ("c", Why.DOUBLED)]


def test_organisations_are_one_however_they_are_spelled_and_two_under_two_superiors() -> None:
    capitals = Organisation("ĐẢNG BỘ  XÃ THANH CHĂN")
    elsewhere = Organisation(COMMUNE.name, "Đảng bộ huyện Điện Biên")
    gathered = gather([sent("a", tied(), digest="1"), sent("b", tied(), organisation=capitals, digest="1")])
    assert codes(gathered.rejected) == [("b", Why.DOUBLED)]
    assert len(gather([sent("a", tied()), sent("b", tied(), organisation=elsewhere)]).bodies) == 2


def test_what_stands_after_a_corrigendum_counts_and_the_record_before_it_is_no_contradiction(tmp_path: Path) -> None:
    right, before = tmp_path / "sau.tally", tmp_path / "truoc.tally"
    write_file(corrected(), right)
    write_file(sealed(), before)
    reads = [bootstrap.read_result(str(path)) for path in (before, right)]
    gathered = gather(reads)
    (body,) = gathered.bodies
    assert [(one.source, one.by) for one in gathered.confirmed] == [(str(before), str(right))]
    assert not gathered.rejected
    votes = {line.candidate.no: line.votes for line in body.result.last.result.candidates}
    (as_sealed,) = gather([reads[0]]).bodies
    was = {line.candidate.no: line.votes for line in as_sealed.result.last.result.candidates}
    assert was[2] - votes[2] == 1  # Bình's vote that was none


@dataclass(frozen=True)
class FakeMinutes:
    """Minutes as a reader gives them."""

    congress: Congress
    contest: Contest
    figures: Figures
    profile: RuleProfile = QD_190
    digest: str = "1"
    holds_together: bool = True


class Unreadable:
    """A record that is minutes."""

    def load(self) -> object:
        """Refuse."""
        raise BadInput([FileFinding("bien-ban.xlsx", 1, 1, "E981")])


def read_minutes(minutes: FakeMinutes, flaw: SignatureFlaw | None = None) -> Read:
    ports = Ports(lambda _: Unreadable(), lambda _: minutes, lambda _: flaw)  # type: ignore[arg-type, return-value]
    return read_source(Path("bien-ban.xlsx"), ports)


def minutes_of(result: Result, changed: Mapping[str, int | str] | None = None) -> FakeMinutes:
    return FakeMinutes(a_congress(), result.contest, {**figures_of(result), **(changed or {})})


def test_minutes_give_the_same_result_as_the_ballots() -> None:
    read = read_minutes(minutes_of(tied()))
    assert isinstance(read, Sent)
    assert read.form is Form.MINUTES
    (one,) = read.rounds
    assert [(line.votes, line.outcome) for line in one.result.candidates] == [
        (line.votes, line.outcome) for line in tied().candidates
    ]
    assert one.result.seats_in_tie == 1


@pytest.mark.parametrize(
    "changed",
    [{"votes.3": 7}, {"outcome.3": "elected"}, {"status": "complete"}, {"base": 9}, {"unfilled": 1}, {"valid": 12}],
)
def test_minutes_whose_figures_do_not_follow_from_each_other(changed: Mapping[str, int | str]) -> None:
    read = read_minutes(minutes_of(tied(), changed))
    assert isinstance(read, Rejected)
    assert read.why is Why.ALTERED


def test_minutes_whose_digest_is_another() -> None:
    read = read_minutes(replace(minutes_of(tied()), holds_together=False))
    assert isinstance(read, Rejected)
    assert read.why is Why.ALTERED


@pytest.mark.parametrize(
    ("flaw", "why"),
    [(SignatureFlaw(unsigned=True), Why.UNSIGNED), (SignatureFlaw(unsigned=False, words="?"), Why.BAD_SIGNATURE)],
)
def test_minutes_that_are_not_signed_soundly(flaw: SignatureFlaw, why: Why) -> None:
    read = read_minutes(minutes_of(tied()), flaw)
    assert isinstance(read, Rejected)
    assert (read.why, read.organisation) == (why, COMMUNE)


def test_a_fault_of_ours_over_one_file_is_that_files_alone() -> None:
    def fail(_: Path) -> NoReturn:
        raise RecursionError

    ports = Ports(fail, fail, fail)
    read = read_source(Path("la.xlsx"), ports)
    assert isinstance(read, Rejected)
    assert read.why is Why.BUG
