"""Which results are of one organisation: by its name, its superior, and who signed them."""

from collections.abc import Iterable, Mapping

from tally.application.report.sent import Organisation, OrganisationKey, RoundSent
from tally.domain.contest import Office

BodyKey = tuple[OrganisationKey, str]
RoundKey = tuple[BodyKey, int]

_ONCE = frozenset(
    {Office.COMMITTEE, Office.STANDING_COMMITTEE, Office.SECRETARY, Office.INSPECTION, Office.INSPECTION_HEAD}
)
"""Offices that an organisation elects in one contest; deputies and delegates may be elected in several."""


def same_organisations(organisations: Iterable[Organisation]) -> Mapping[OrganisationKey, OrganisationKey]:
    """Return by which key each organisation goes: one without superior is the only one of that name which has one.

    Where several have, nobody knows which of them is meant, and it goes by its own.
    """
    superiors: dict[str, set[str]] = {}
    for superior, name in {one.key for one in organisations}:
        superiors.setdefault(name, set()).add(superior)
    known: dict[OrganisationKey, OrganisationKey] = {}
    for name, found in superiors.items():
        only = max(found) if len(found - {""}) == 1 else ""
        known |= {(superior, name): (superior or only, name) for superior in found}
    return known


def signed_for_two_superiors(told: Mapping[RoundKey, Iterable[RoundSent]]) -> Mapping[RoundKey, set[RoundKey]]:
    """Return the rounds that one board signed as of several organisations, of one name: each with the others."""
    signed: dict[tuple[str, str, int, str], set[RoundKey]] = {}
    for key, sources in told.items():
        ((_, name), contest), round_ = key
        for signer in frozenset[str]().union(*(one.signers for one in sources)):
            signed.setdefault((name, contest, round_, signer), set()).add(key)
    others: dict[RoundKey, set[RoundKey]] = {}
    for keys in signed.values():
        for key in keys if len(keys) > 1 else ():
            others.setdefault(key, set()).update(keys - {key})
    return others


def same_office(first_rounds: Mapping[BodyKey, RoundSent]) -> Mapping[BodyKey, tuple[str, ...]]:
    """Return the other contests in which an organisation elected one office again that is elected once.

    What one board signed for organisations of one name is of one organisation here, whatever superior it says.

    Args:
        first_rounds: what counts of each body.
    """
    groups: dict[tuple[object, ...], set[BodyKey]] = {}
    for body, sent in first_rounds.items():
        (superior, name), _ = body
        office = sent.result.contest.office
        if office in _ONCE:
            for whose in ((superior, ""), *(("", signer) for signer in sent.signers)):
                groups.setdefault((name, office, *whose), set()).add(body)
    beside: dict[BodyKey, set[str]] = {}
    for bodies in groups.values():
        for one in bodies:
            beside.setdefault(one, set()).update(contest for other, contest in bodies if (other, contest) != one)
    return {body: tuple(sorted(others)) for body, others in beside.items() if others}
