"""The template of each kind of congress: it loads as it is, and once names stand in it there is nothing to find."""

from dataclasses import replace

import pytest

from tally.application.congress_kinds import TEMPLATES, Template, template_of
from tally.domain.ballot import BallotStyle
from tally.domain.checks import check_contest, surplus_bounds
from tally.domain.congress import BoardMember, BoardRole, Congress
from tally.domain.contest import Contest, Office
from tally.domain.counting import count_contest
from tally.domain.rules import RuleProfile
from tally.domain.slate import Candidate, Slate
from tally.files.congress_templates import filled_template
from tally.files.congress_toml import read_congress
from tally.locales import LANGUAGES, Words

NOTHING_COUNTED = {"W106", "W107", "W108"}
ONLY_NAMES_AND_PEOPLE = {"E201", "W304"}
"""What names and the number of people present bring."""

ELECTS = {
    "cell": ["secretary", "deputy-secretary"],
    "cell-committee": ["committee", "secretary", "deputy-secretary"],
    "grassroots": ["committee", "delegates"],
    "grassroots-direct": ["committee", "secretary", "delegates"],
    "above-grassroots": ["committee", "delegates"],
    "province": ["committee", "delegates"],
    "conference": ["standing-committee", "secretary", "deputy-secretary", "inspection", "inspection-head"],
}
"""Regulation and charter: what each gathering elects, in its order."""

ids = pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)


def found(congress: Congress, contest: Contest, profile: RuleProfile) -> set[str]:
    result = count_contest(congress, contest, profile, ())
    return {one.code for one in check_contest(congress, profile, result, ())} - NOTHING_COUNTED


def with_names(contest: Contest, people: int) -> Contest:
    """Return a contest with so many candidates, in the order of their given names."""
    candidates = [Candidate(no, f"Lò Văn Ân{no:03}") for no in range(1, people + 1)]
    return replace(contest, slate=Slate(tuple(candidates)))


@ids
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_loads_and_only_names_are_missing(template: Template, language: str) -> None:
    congress, contests, profile = read_congress(filled_template(template, language))
    assert (congress.kind, congress.level) == (template.kind, template.level)
    for contest in contests:
        assert found(congress, contest, profile) == ONLY_NAMES_AND_PEOPLE


@ids
def test_the_file_and_the_screen_begin_with_the_same_contests(template: Template) -> None:
    words = Words("vi")
    congress, contests, _ = read_congress(filled_template(template))
    assert contests == template.contests(words)
    on_screen = template.congress(congress.organisation, words)
    assert (on_screen.kind, on_screen.level, on_screen.roll.summoned) == (
        congress.kind,
        congress.level,
        congress.roll.summoned,
    )


@ids
def test_each_elects_what_such_a_congress_elects(template: Template) -> None:
    assert [contest.office.value for contest in template.contests(Words("vi"))] == ELECTS[template.id]


@ids
def test_with_names_and_people_there_is_nothing_left_to_find(template: Template) -> None:
    congress, contests, profile = read_congress(filled_template(template))
    board = (BoardMember("Bùi Thị Quế", BoardRole.HEAD), BoardMember("Mai Văn Thịnh", BoardRole.SECRETARY))
    congress = replace(congress, roll=replace(congress.roll, present=template.people), board=board)
    for contest, election in zip(contests, template.elections, strict=True):
        named = with_names(contest, election.candidates)
        assert len(named.slate) == election.candidates
        assert found(congress, named, profile) == set()


@ids
def test_committees_have_the_surplus_of_the_regulation_and_posts_have_boxes(template: Template) -> None:
    _, contests, profile = read_congress(filled_template(template))
    for contest, election in zip(contests, template.elections, strict=True):
        surplus = election.candidates - election.seats
        least, most = surplus_bounds(profile, contest)
        assert least <= surplus
        assert most is None or surplus <= most
        assert (contest.style is BallotStyle.CROSS_OUT) == (surplus > 0)
        if contest.office in (Office.SECRETARY, Office.DEPUTY_SECRETARY):
            assert surplus == 0


def test_posts_are_drawn_from_those_elected_just_before() -> None:
    drawn = {
        (template.id, contest.id): contest.drawn_from
        for template in TEMPLATES
        for contest in template.contests(Words("vi"))
        if contest.drawn_from
    }
    assert drawn == {
        ("cell-committee", "bi-thu"): "chi-uy",
        ("cell-committee", "pho-bi-thu"): "chi-uy",
        ("grassroots-direct", "bi-thu"): "bch",
        ("conference", "bi-thu"): "btv",
        ("conference", "pho-bi-thu"): "btv",
        ("conference", "chu-nhiem-ubkt"): "ubkt",
    }


def test_delegations_take_alternates() -> None:
    for template_id in ("grassroots", "grassroots-direct", "above-grassroots", "province"):
        (delegates,) = [one for one in template_of(template_id).elections if one.office is Office.DELEGATES]
        assert delegates.alternates > 0
        assert delegates.candidates >= delegates.seats + delegates.alternates


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_says_in_one_line_what_it_is_for(language: str) -> None:
    words = Words(language)
    said = [words(f"kinds.what.{template.id}") for template in TEMPLATES]
    assert len(set(said)) == len(TEMPLATES)
    assert all("\n" not in line and len(line) <= 110 for line in said)
