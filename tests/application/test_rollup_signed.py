"""What a roll-up makes of signed results beside unsigned ones, and of one board that sends its result twice."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from board import KEY
from counted_at_desk import sealed

from tally.application.report.bodies import Gathered, gather
from tally.application.report.sent import Form, Organisation, RoundSent, Sent, Unfinished, Waiting, Why
from tally.application.report.words import why_rejected
from tally.domain.body import Decision, Way
from tally.domain.contest import Office
from tally.domain.counting import Result
from tally.locales import Words

NAME = "Đảng bộ xã Thanh Chăn"
NOWHERE, HERE, THERE = (Organisation(NAME, superior) for superior in ("", "Đảng bộ huyện A", "Đảng bộ huyện B"))
V0, V1, V2, OTHER = (("0", "r0"), ("1", "r1"), ("2", "r2"), ("x", "rx"))
BOARD, BOARD_THERE = frozenset({"a1", "a2"}), frozenset({"b1", "b2"})
NOBODY: frozenset[str] = frozenset()


def result(contest: str = "bch", office: Office = Office.COMMITTEE) -> Result:
    one = sealed().closing.result(KEY).result
    return replace(one, contest=replace(one.contest, id=contest, office=office))


def told(  # noqa: PLR0913 - what a source tells has as many parts; a test names those it is about
    source: str,
    form: Form,
    *versions: tuple[str, str],
    by: frozenset[str] = NOBODY,
    of: Organisation = NOWHERE,
    corrigenda: int = 0,
    contest: str = "bch",
    office: Office = Office.COMMITTEE,
) -> Sent:
    """Return what a source tells after some versions of a result, and who signed it."""
    *earlier, (digest, results) = versions
    round_ = RoundSent(of, "", None, result(contest, office), digest, results, earlier=tuple(earlier))
    return Sent(source, form, (replace(round_, corrigenda=corrigenda, signers=by),))


MINUTES = told("bien-ban", Form.MINUTES, V0, by=BOARD)
CORRECTED = told("dinh-chinh", Form.CORRIGENDUM, V0, V1, by=BOARD)


def outcome(gathered: Gathered) -> tuple[int, dict[str, Why], dict[str, str]]:
    """Return how many bodies count, what is left out and why, and what is confirmed and by what."""
    for one in gathered.rejected:
        assert all("{" not in why_rejected(one, Words(language)) for language in ("vi", "en"))
    rejected = {one.source: one.why for one in gathered.rejected}
    return len(gathered.bodies), rejected, {one.source: one.by for one in gathered.confirmed}


@pytest.mark.parametrize(
    "unsigned",
    [
        told("x", Form.TALLY, OTHER),
        told("x", Form.TALLY, V0, OTHER),
        told("x", Form.TALLY, V0, OTHER, V0),  # as if it had been corrected and that been taken back
        told("x", Form.FOLDER, OTHER),
        told("x", Form.MINUTES, V0, corrigenda=1),
        told("x", Form.CORRIGENDUM, V0, V1),
    ],
)
def test_what_nobody_signed_counts_for_nothing_against_what_a_board_signed(unsigned: Sent) -> None:
    for sources in ([MINUTES, unsigned], [unsigned, MINUTES]):
        gathered = gather(sources)
        assert outcome(gathered) == (1, {"x": Why.OUTWEIGHED}, {})
        (left_out,) = gathered.rejected
        assert left_out.fields["other"] == "bien-ban"
        (body,) = gathered.bodies
        assert body.unproven == ()


@pytest.mark.parametrize(
    ("signed", "unsigned"),
    [
        (MINUTES, told("x", Form.TALLY, V0)),
        (MINUTES, told("x", Form.FOLDER, V0)),
        (CORRECTED, told("x", Form.TALLY, V0)),  # as it was before the corrigendum
        (CORRECTED, told("x", Form.TALLY, V0, V1)),
        (CORRECTED, told("x", Form.RECORD, V0, corrigenda=1)),
        (CORRECTED, told("x", Form.FOLDER, V1)),
    ],
)
def test_what_tells_the_same_is_confirmed_by_what_is_signed(signed: Sent, unsigned: Sent) -> None:
    for sources in ([signed, unsigned], [unsigned, signed]):
        gathered = gather(sources)
        assert outcome(gathered) == (1, {}, {"x": signed.source})
        assert gathered.bodies[0].unproven == ()


@pytest.mark.parametrize("unsigned", [told("x", Form.TALLY, V0, V1, V0), told("x", Form.TALLY, V0, V1, V2)])
def test_a_later_corrigendum_that_nobody_signed_is_named(unsigned: Sent) -> None:
    assert outcome(gather([MINUTES, CORRECTED, unsigned])) == (
        1,
        {"x": Why.OUTWEIGHED},
        {"bien-ban": "dinh-chinh"},
    )


def test_nothing_unsigned_says_which_of_two_signed_results_is_right() -> None:
    other = told("khac", Form.RECORD, OTHER, by=BOARD)
    for unsigned in (told("x", Form.TALLY, OTHER, V0), told("x", Form.TALLY, V0, OTHER)):
        bodies, rejected, _ = outcome(gather([MINUTES, other, unsigned]))
        assert bodies == 0
        assert (rejected["bien-ban"], rejected["khac"]) == (Why.CONTRADICTS, Why.CONTRADICTS)
        assert rejected["x"] is Why.OUTWEIGHED


@pytest.mark.parametrize(
    ("versions", "why"),
    [((V0, V1), Why.OUTWEIGHED), ((OTHER, V0), Why.CORRECTED), ((V0,), Why.CORRECTED)],
)
def test_a_corrigendum_that_only_an_unsigned_source_tells_is_not_the_one_that_signed_minutes_know_of(
    versions: tuple[tuple[str, str], ...], why: Why
) -> None:
    minutes = told("bien-ban", Form.MINUTES, V0, by=BOARD, corrigenda=1)
    gathered = gather([minutes, told("x", Form.TALLY, *versions)])
    assert outcome(gathered) == (0, {"bien-ban": Why.CORRECTED, "x": why}, {})


def test_a_decision_is_taken_from_what_is_signed() -> None:
    decision = Decision(Way.LEAVE_OPEN, 1, "chủ tịch đoàn")
    unsigned = told("x", Form.TALLY, V0)
    unsigned = replace(unsigned, rounds=(replace(unsigned.rounds[0], decision=decision),))
    (body,) = gather([MINUTES, unsigned]).bodies
    assert body.result.last.decision is None
    minutes = replace(MINUTES, rounds=(replace(MINUTES.rounds[0], signers=NOBODY),))
    (body,) = gather([minutes, unsigned]).bodies
    assert body.result.last.decision == decision


def test_where_nothing_is_signed_everything_is_weighed_alike() -> None:
    unsigned = [told("a", Form.MINUTES, V0), told("b", Form.TALLY, V0, V1)]
    gathered = gather(unsigned)
    assert outcome(gathered) == (1, {}, {"a": "b"})
    assert gathered.bodies[0].unproven == (1,)
    assert outcome(gather([unsigned[0], told("c", Form.TALLY, OTHER)]))[0] == 0


def test_without_a_superior_it_is_the_only_one_of_that_name_which_has_one() -> None:
    same = gather([told("a", Form.TALLY, V0), told("b", Form.MINUTES, V0, of=HERE)])
    assert outcome(same) == (1, {}, {"b": "a"})
    differing = gather([told("a", Form.TALLY, V0), told("b", Form.TALLY, V1, of=HERE)])
    assert outcome(differing) == (0, {"a": Why.CONTRADICTS, "b": Why.CONTRADICTS}, {})
    assert "không ghi cấp trên" in why_rejected(differing.rejected[0], Words("vi"))
    other_contest = gather([told("a", Form.TALLY, V0), told("b", Form.TALLY, V1, of=HERE, contest="btv")])
    assert {body.organisation for body in other_contest.bodies} == {HERE}
    # The organisation of what is signed is named as it names itself.
    forged = gather([told("a", Form.TALLY, V0, by=BOARD), told("b", Form.TALLY, V1, of=HERE)])
    assert outcome(forged) == (1, {"b": Why.OUTWEIGHED}, {})
    assert forged.bodies[0].organisation == NOWHERE


def test_where_several_have_a_superior_nobody_knows_which_one_without_it_is_meant() -> None:
    sources = [told("a", Form.TALLY, V0), told("b", Form.TALLY, V1, of=HERE), told("c", Form.TALLY, V2, of=THERE)]
    assert outcome(gather(sources)) == (3, {}, {})


def test_what_one_of_them_has_not_finished_the_other_has() -> None:
    waiting = Unfinished("b", HERE, "bch", "Ban Chấp hành", 1, Waiting.NOT_SEALED)
    gathered = gather([told("a", Form.TALLY, V0), Sent("b", Form.TALLY, (), (waiting,))])
    assert not gathered.unfinished
    assert len(gathered.bodies) == 1


@pytest.mark.parametrize("digests", [V0, V1])
def test_what_one_board_signed_for_two_superiors_does_not_count(digests: tuple[str, str]) -> None:
    here = told("a", Form.MINUTES, V0, of=HERE, by=BOARD)
    there = told("b", Form.RECORD, digests, of=THERE, by=frozenset({"a2", "b1"}))
    forged = told("x", Form.TALLY, V0, of=THERE)
    bodies, rejected, _ = outcome(gather([here, there, forged]))
    assert bodies == 0
    assert rejected == dict.fromkeys(("a", "b", "x"), Why.TWO_SUPERIORS)


@pytest.mark.parametrize("signers", [BOARD_THERE, NOBODY])
def test_two_boards_of_one_name_are_two_organisations(signers: frozenset[str]) -> None:
    here = told("a", Form.MINUTES, V0, of=HERE, by=BOARD)
    assert outcome(gather([here, told("b", Form.MINUTES, V0, of=THERE, by=signers)])) == (2, {}, {})
    # Nor does one board sign one contest of it twice: the conference may spell the superior otherwise.
    btv = told("b", Form.MINUTES, V0, of=THERE, by=BOARD, contest="btv", office=Office.STANDING_COMMITTEE)
    gathered = gather([here, btv])
    assert outcome(gathered) == (2, {}, {})
    assert not any(body.beside for body in gathered.bodies)


def beside(gathered: Gathered) -> Mapping[str, tuple[str, ...]]:
    return {body.result.contest.id: body.beside for body in gathered.bodies}


def test_an_office_that_is_elected_once_in_two_contests_is_counted_and_named() -> None:
    sources = [told("a", Form.MINUTES, V0), told("b", Form.MINUTES, V1, contest="bch2")]
    gathered = gather(sources)
    assert outcome(gathered) == (2, {}, {})
    assert beside(gathered) == {"bch": ("bch2",), "bch2": ("bch",)}


@pytest.mark.parametrize("office", [Office.DELEGATES, Office.DEPUTY_SECRETARY, Office.OTHER, Office.ALTERNATES])
def test_others_may_be_elected_in_several(office: Office) -> None:
    sources = [told(contest, Form.MINUTES, V0, contest=contest, office=office) for contest in ("mot", "hai")]
    assert beside(gather(sources)) == {"mot": (), "hai": ()}


def test_one_office_signed_by_one_board_for_two_superiors_is_named_too() -> None:
    here = told("a", Form.MINUTES, V0, of=HERE, by=BOARD)
    there = told("b", Form.MINUTES, V1, of=THERE, by=BOARD, contest="bch2")
    assert beside(gather([here, there])) == {"bch": ("bch2",), "bch2": ("bch",)}
    elsewhere = told("b", Form.MINUTES, V1, of=THERE, by=BOARD_THERE, contest="bch2")
    assert beside(gather([here, elsewhere])) == {"bch": (), "bch2": ()}
