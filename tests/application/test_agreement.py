"""Papers on one vote held against each other, whatever the spelling of the organisation."""

from dataclasses import replace

import pytest

from tally.application.agreement import agree
from tally.application.evidence import Claim, Examined, Verdict, What

MINUTES = Claim(What.MINUTES, "Đảng bộ xã Hoà Mỹ", "bch", 1, "aa", "bb")
RECORD = replace(MINUTES, what=What.RECORD)
CODE = replace(MINUTES, what=What.CODE, organisation="")


def told(*claims: Claim) -> set[tuple[Verdict, str]]:
    """Return what is said of sources with one claim each."""
    said = agree(Examined(f"{place}.xlsx", (), (claim,)) for place, claim in enumerate(claims))
    return {(one.verdict, one.key) for examined in said for one in examined.statements}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (RECORD, (Verdict.PROVEN, "agree")),
        (replace(RECORD, results="cc"), (Verdict.WRONG, "disagree_results")),
        (replace(RECORD, record="cc"), (Verdict.WRONG, "disagree_record")),
        (replace(CODE, results="cc"), (Verdict.WRONG, "disagree_results")),
        (replace(RECORD, organisation="ĐẢNG BỘ XÃ HÒA MĨ", results="cc"), (Verdict.NOT_PROVEN, "disagree_name")),
        (replace(RECORD, organisation="Đảng bộ xã Hòa Mai", results="cc"), (Verdict.NOT_PROVEN, "alone")),
    ],
)
def test_two_papers(other: Claim, said: tuple[Verdict, str]) -> None:
    assert told(MINUTES, other) == {said}


def test_a_code_of_a_paper_that_is_here_is_not_held_against_that_of_another_organisation() -> None:
    elsewhere = replace(MINUTES, organisation="Đảng bộ xã Khác", results="cc")
    assert told(MINUTES, CODE, elsewhere) == {(Verdict.PROVEN, "agree")}
