"""`congress.toml` of other kinds of contest: what is written reads back as it was, and defaults are those of before."""

from dataclasses import replace

from builders import NAMES, a_congress, a_contest
from drawn_congresses import CANDIDATES, FILLED, IDS, LINES
from hypothesis import given
from hypothesis import strategies as st

from tally.domain.ballot import BallotStyle
from tally.domain.congress import CongressKind
from tally.domain.contest import Method, Office
from tally.domain.hand_vote import HandVote
from tally.domain.slate import Candidate
from tally.files.congress_toml import read_congress, write_congress

HEAD = """\
format = "tally-congress/1"
[congress]
organisation = "Đảng bộ xã Thanh Chăn"
kind = "conference"
[roll]
summoned = 15
"""
COUNTS = st.integers(0, 10_000_000)
HANDS = st.tuples(COUNTS, COUNTS, COUNTS) | st.just((None, None, None))


def a_vote(vote_id: str, title: str, question: str, hands: tuple[int | None, ...], present: int | None) -> HandVote:
    """Return a hand vote; its three numbers are known together."""
    agree, disagree, no_opinion = hands
    return HandVote(vote_id, title, question, agree, disagree, no_opinion, present)


VOTES = st.builds(a_vote, IDS, FILLED, LINES, HANDS, st.none() | COUNTS)


@given(
    st.lists(CANDIDATES, max_size=4),
    st.lists(VOTES, max_size=3, unique_by=lambda vote: vote.id),
    st.integers(0, 9),
    st.lists(FILLED, max_size=3),
)
def test_members_hand_votes_alternates_and_those_who_can_stand_come_back(
    members: list[Candidate], votes: list[HandVote], alternates: int, among: list[str]
) -> None:
    body = tuple(replace(member, no=number) for number, member in enumerate(members, start=1))
    congress = replace(a_congress(kind=CongressKind.CONFERENCE), body=body, hand_votes=tuple(votes))
    committee = a_contest(4, 3)
    opinion = replace(
        a_contest(2, 1, style=BallotStyle.AGREE_DISAGREE), id="y-kien", seats=0, body_size=0, method=Method.OPINION
    )
    secretary = replace(
        a_contest(1, 1, office=Office.SECRETARY),
        id="bi-thu",
        alternates=alternates,
        drawn_from="bch",
        among=tuple(among),
    )
    contests = (committee, opinion, secretary)
    text = write_congress(congress, contests)
    read = read_congress(text)
    assert (read.congress, read.contests) == (congress, contests)
    assert write_congress(read.congress, read.contests) == text


def test_an_opinion_has_boxes_unless_the_file_says_otherwise() -> None:
    candidates = "".join(f'[[contest.candidate]]\nno = {no}\nname = "{NAMES[no]}"\n' for no in (1, 2))
    (contest,) = read_congress(f'{HEAD}[[contest]]\nid = "y-kien"\nmethod = "opinion"\n{candidates}').contests
    assert (contest.method, contest.seats, contest.body_size) == (Method.OPINION, 0, 0)
    assert contest.style is BallotStyle.AGREE_DISAGREE
    struck = read_congress(f'{HEAD}[[contest]]\nid = "y-kien"\nmethod = "opinion"\nstyle = "cross-out"\n{candidates}')
    assert struck.contests[0].style is BallotStyle.CROSS_OUT


def test_members_are_numbered_in_the_order_of_the_file() -> None:
    members = "".join(f'[[body.member]]\nname = "{name}"\nborn = 1975\n' for name in NAMES[:3])
    congress = read_congress(f'{HEAD}{members}[[contest]]\nid = "btv"\nseats = 1\n').congress
    assert [(one.no, one.name, one.born) for one in congress.body] == [
        (1, "Lò Văn Ánh", 1975),
        (2, "Cà Văn Bình", 1975),
        (3, "Nguyễn Thị Chanh", 1975),
    ]


def test_a_contest_without_its_source_is_written_as_drawn_from_nothing() -> None:
    secretary = replace(a_contest(1, 1, office=Office.SECRETARY), drawn_from="btv", among=("Lò Văn Ánh",))
    (read,) = read_congress(write_congress(a_congress(), (secretary,))).contests
    assert read == replace(secretary, drawn_from="")


def test_an_election_is_written_as_it_was_before_there_were_other_kinds() -> None:
    text = write_congress(a_congress(), (a_contest(4, 3),))
    for key in ("method", "alternates", "drawn_from", "among", "body.member", "hand_vote"):
        assert key not in text
