"""Corrigenda in a roll-up: what they put right no longer counts, and what they tell does."""

from dataclasses import replace

import pytest
from board import KEY
from counted_at_desk import sealed

from tally.application.report.bodies import gather
from tally.application.report.sent import Form, Organisation, RoundSent, Sent, Why

COMMUNE = Organisation("Đảng bộ xã Thanh Chăn")
VERSIONS = (("0", "r0"), ("1", "r1"), ("2", "r2"))


def told(source: str, form: Form, *versions: tuple[str, str]) -> Sent:
    """Return a source that tells a result after some versions of it."""
    *earlier, (digest, results) = versions
    result = sealed().closing.result(KEY).result
    round_ = RoundSent(COMMUNE, "", None, result, digest, results, earlier=tuple(earlier))
    return Sent(source, form, (round_,))


MINUTES, RECORD = (told(form.value, form, VERSIONS[0]) for form in (Form.MINUTES, Form.RECORD))
FIRST = told("dinh-chinh-1", Form.CORRIGENDUM, *VERSIONS[:2])
SECOND = told("dinh-chinh-2", Form.CORRIGENDUM, *VERSIONS)
THIRD = told("dinh-chinh-3", Form.CORRIGENDUM, *VERSIONS, ("3", "r3"))
TAKEN_BACK = told("dinh-chinh-2", Form.CORRIGENDUM, *VERSIONS[:2], VERSIONS[0])
CONGRESS = told("dai-hoi.tally", Form.TALLY, *VERSIONS[:2])


@pytest.mark.parametrize(
    ("sources", "counts"),
    [
        ((FIRST,), FIRST),
        ((MINUTES, FIRST), FIRST),
        ((FIRST, RECORD, MINUTES), FIRST),
        ((MINUTES, FIRST, CONGRESS), CONGRESS),
        ((MINUTES, FIRST, SECOND), SECOND),
        ((MINUTES, SECOND), SECOND),
        ((SECOND, FIRST), SECOND),
        ((MINUTES, SECOND, CONGRESS), SECOND),
        ((MINUTES, FIRST, TAKEN_BACK), TAKEN_BACK),
        ((FIRST, TAKEN_BACK), TAKEN_BACK),
        ((RECORD, MINUTES, TAKEN_BACK), TAKEN_BACK),
        ((MINUTES, CONGRESS, TAKEN_BACK), TAKEN_BACK),
        # A folder whose ballots were put right by hand tells what the corrigendum tells.
        ((MINUTES, FIRST, told("phieu", Form.FOLDER, VERSIONS[1])), told("phieu", Form.FOLDER, VERSIONS[1])),
    ],
)
def test_the_last_corrigendum_counts_and_everything_before_it_is_confirmed(
    sources: tuple[Sent, ...], counts: Sent
) -> None:
    for order in (sources, sources[::-1]):
        gathered = gather(order)
        assert len(gathered.bodies) == 1
        assert not gathered.rejected
        expected = {(one.source, counts.source) for one in sources if one.source != counts.source}
        assert {(one.source, one.by) for one in gathered.confirmed} == expected


@pytest.mark.parametrize(
    "sources",
    [
        (told("khac", Form.MINUTES, ("x", "rx")), FIRST),
        # One record with other results than the corrigendum says were sealed.
        (told("khac", Form.MINUTES, ("0", "rx")), FIRST),
        (FIRST, told("khac", Form.CORRIGENDUM, VERSIONS[0], ("x", "rx"))),
        (FIRST, told("khac", Form.CORRIGENDUM, VERSIONS[0], ("1", "rx"))),
        (FIRST, told("khac", Form.CORRIGENDUM, VERSIONS[0], ("x", "rx"), ("y", "ry"))),
    ],
)
def test_a_corrigendum_of_another_result_puts_nothing_right(sources: tuple[Sent, ...]) -> None:
    gathered = gather(sources)
    assert not gathered.bodies
    assert [one.why for one in gathered.rejected] == [Why.CONTRADICTS, Why.CONTRADICTS]


def test_what_a_paper_knows_to_have_been_corrected_does_not_count_as_it_stands() -> None:
    for known, others in ((1, []), (2, [FIRST]), (3, [FIRST, SECOND])):
        (round_,) = MINUTES.rounds
        minutes = replace(MINUTES, rounds=(replace(round_, corrigenda=known),))
        gathered = gather([minutes, *others])
        assert not gathered.bodies
        (left_out,) = gathered.rejected
        assert (left_out.source, left_out.why) == ((others or [minutes])[-1].source, Why.CORRECTED)
        assert left_out.fields["number"] == known
        # Once it is sent, it counts.
        assert len(gather([minutes, FIRST, SECOND, THIRD]).bodies) == 1


def test_the_same_corrigendum_twice_is_named() -> None:
    gathered = gather([MINUTES, FIRST, told("chep", Form.CORRIGENDUM, *VERSIONS[:2])])
    assert len(gathered.bodies) == 1
    assert [(one.source, one.why) for one in gathered.rejected] == [("chep", Why.DOUBLED)]


def test_a_corrigendum_of_another_contest_or_organisation_puts_nothing_right() -> None:
    elsewhere = Organisation("Đảng bộ xã Mường Phăng")
    (round_,) = FIRST.rounds
    other = Sent("khac", Form.CORRIGENDUM, (replace(round_, organisation=elsewhere),))
    gathered = gather([MINUTES, other])
    assert len(gathered.bodies) == 2
    assert not gathered.confirmed
