"""The conference of a committee, made from the congress that elected it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from builders import NAMES, QD_190, a_congress, a_contest, a_slate, a_stack, marks

from tally.application.conference import NotReady, Why, conference_of
from tally.application.how_counted import HowCounted
from tally.application.recount import Recount, SavedContest, SavedCount, recount
from tally.domain.ballot import Ballot, BallotStyle
from tally.domain.congress import Congress, CongressKind, Level
from tally.domain.contest import Contest, Method, Office, RoundKind
from tally.domain.rules import ConferenceRule, RuleProfile
from tally.locales import Words

WORDS = Words("vi")


@dataclass(frozen=True)
class Given:
    """Ballots that are already read."""

    saved: SavedCount

    def load(self) -> SavedCount:
        """Return them."""
        return self.saved


def held(*contests: SavedContest, congress: Congress | None = None, profile: RuleProfile = QD_190) -> Recount:
    return recount(Given(SavedCount(a_congress(20) if congress is None else congress, profile, contests)))


def elected(contest: Contest, *votes: int, ballots: int = 20, how: HowCounted | None = None) -> SavedContest:
    """Give a contest so many votes each, one ballot after the other."""
    signs = ["".join("+" if number > ballot else "-" for number in votes) for ballot in range(ballots)]
    stack = a_stack(*signs)
    return SavedContest(contest, tuple(stack)) if how is None else SavedContest(contest, tuple(stack), how=how)


def committee(seats: int, people: Sequence[str] | int | None = None, **parts: object) -> Contest:
    contest = a_contest(seats if people is None else people, seats, style=BallotStyle.AGREE_DISAGREE)
    return replace(contest, **parts)  # type: ignore[arg-type]  # parts of a contest, as the test names them


def ids(contests: Sequence[Contest]) -> list[str]:
    return [contest.id for contest in contests]


def test_whoever_was_elected_is_a_member_and_is_summoned() -> None:
    congress = replace(a_congress(20), level=Level.GRASSROOTS, term="2025-2030")
    source = held(elected(committee(9, 10), *[20] * 9, 3), congress=congress)
    conference, contests = conference_of(source, WORDS)
    assert [member.name for member in conference.body] == list(NAMES[:9])
    assert [member.no for member in conference.body] == list(range(1, 10))
    assert (conference.kind, conference.roll.summoned, conference.roll.present) == (CongressKind.CONFERENCE, 9, None)
    assert (conference.board, conference.date, conference.term) == ((), None, "2025-2030")
    assert ids(contests) == ["btv", "bi-thu", "pho-bi-thu", "ubkt", "chu-nhiem-ubkt"]
    assert {contest.id: contest.drawn_from for contest in contests if contest.drawn_from} == {
        "bi-thu": "btv",
        "pho-bi-thu": "btv",
        "chu-nhiem-ubkt": "ubkt",
    }


def test_members_of_all_rounds_in_the_order_of_their_given_names() -> None:
    first = elected(committee(2, ["Lò Văn Ánh", "Vì Văn Dũng"]), 5, 20)
    again = committee(1, ["Cà Văn Bình"], round=2, kind=RoundKind.FURTHER)
    conference, _ = conference_of(held(first, elected(again, 20)), WORDS)
    assert [member.name for member in conference.body] == ["Cà Văn Bình", "Vì Văn Dũng"]


def test_a_small_committee_elects_no_standing_committee() -> None:
    _, contests = conference_of(held(elected(committee(8), *[20] * 8)), WORDS)
    assert ids(contests) == ["bi-thu", "pho-bi-thu", "ubkt", "chu-nhiem-ubkt"]
    assert [contest.drawn_from for contest in contests] == ["", "", "", "ubkt"]
    free = replace(QD_190, conference=ConferenceRule(frozenset(), "Điều 20"))
    _, contests = conference_of(held(elected(committee(8), *[20] * 8), profile=free), WORDS)
    assert "btv" in ids(contests)
    _, contests = conference_of(held(elected(committee(8), *[20] * 8), profile=replace(QD_190, conference=None)), WORDS)
    assert "btv" in ids(contests)


def test_the_committee_of_a_cell_elects_secretary_and_deputy() -> None:
    cell = replace(a_congress(20, kind=CongressKind.MEMBERS), level=Level.CELL)
    _, contests = conference_of(held(elected(committee(3), 20, 20, 20), congress=cell), WORDS)
    assert ids(contests) == ["bi-thu", "pho-bi-thu"]


def test_a_secretary_whom_the_congress_elected_is_not_elected_again() -> None:
    secretary = replace(
        a_contest(["Lò Văn Ánh"], 1, office=Office.SECRETARY, style=BallotStyle.AGREE_DISAGREE), id="bi-thu"
    )
    both = held(elected(committee(9), *[20] * 9), elected(secretary, 20))
    assert ids(conference_of(both, WORDS)[1]) == ["btv", "pho-bi-thu", "ubkt", "chu-nhiem-ubkt"]
    failed = held(elected(committee(9), *[20] * 9), elected(secretary, 3))
    assert "bi-thu" in ids(conference_of(failed, WORDS)[1])


@pytest.mark.parametrize(("members", "standing", "deputies"), [(9, 3, 1), (15, 5, 2), (51, 17, 2)])
def test_the_numbers_follow_from_the_members_until_they_are_typed(members: int, standing: int, deputies: int) -> None:
    people = [f"Người thứ {number:02}" for number in range(1, members + 1)]
    contests = conference_of(held(elected(committee(members, people), *[20] * members)), WORDS)[1]
    seats = {contest.id: contest.seats for contest in contests}
    assert (seats["btv"], seats["pho-bi-thu"]) == (standing, deputies)
    assert all(contest.body_size == contest.seats for contest in contests)


def test_before_the_committee_is_elected_there_is_no_conference() -> None:
    delegates = replace(a_contest(1, 1, office=Office.DELEGATES, style=BallotStyle.AGREE_DISAGREE), id="dai-bieu")
    opinion = replace(committee(3), method=Method.OPINION, seats=0, body_size=0, id="y-kien")
    for source in (held(elected(delegates, 20)), held(elected(opinion, 20, 20, 20)), held(elected(committee(2), 3, 2))):
        with pytest.raises(NotReady) as refused:
            conference_of(source, WORDS)
        assert refused.value.why is Why.NO_COMMITTEE


def test_a_round_without_ballots_or_seal_comes_first() -> None:
    open_at_desk = HowCounted(passes=2)
    further = committee(1, 1, round=2, kind=RoundKind.FURTHER)
    for source in (
        held(SavedContest(committee(2), ())),
        held(elected(committee(2), 20, 20, how=open_at_desk)),
        held(elected(committee(2), 20, 20), SavedContest(further, ())),
    ):
        with pytest.raises(NotReady) as refused:
            conference_of(source, WORDS)
        assert (refused.value.why, refused.value.title) == (Why.NOT_HELD, "Ban Chấp hành")
        assert "Ban Chấp hành" in refused.value.words(WORDS)


def test_a_tie_comes_first() -> None:
    tied = replace(committee(2, 3), slate=a_slate(3))
    ballots = [Ballot(1, number, marks(signs)) for number, signs in enumerate(("++-", "+-+", "-++") * 6, start=1)]
    with pytest.raises(NotReady) as refused:
        conference_of(held(SavedContest(tied, tuple(ballots)), congress=a_congress(18)), WORDS)
    assert refused.value.why is Why.TIE


def test_those_left_open_do_not_hold_the_conference_up() -> None:
    short = held(elected(committee(3), 20, 20, 4))
    assert len(conference_of(short, WORDS)[0].body) == 2
