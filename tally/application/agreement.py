"""What was handed over together held against each other, and what all of it comes to in one sentence."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from tally.application.evidence import Claim, Examined, Statement, Verdict, What
from tally.domain.names import organisation_key

_SIGNED_BY_TWO = frozenset({"signature"})
_SIGNED = _SIGNED_BY_TWO | {"code_signed"}
_COUNTED = frozenset({"record_counted", "sealed"})
_REPRINTED = frozenset({"reprinted"})


def agree(examined: Iterable[Examined]) -> Iterator[Examined]:
    """Hold the claims of all sources against each other; yield what that says, source by source."""
    sources = [one for one in examined if one.claims]
    told: list[list[Statement]] = [[] for _ in sources]
    met: set[int] = set()
    for (first, one), (second, other) in combinations(enumerate(sources), 2):
        if any(_same_vote(*pair) for pair in _pairs(one, other)):
            met |= {first, second}
            told[first] += _between(one, other, sources)
    for place, one in enumerate(sources):
        if place not in met and len(sources) > 1:
            told[place] += _alone(one, sources)
        if told[place]:
            yield Examined(one.source, tuple(told[place]))


def conclusion(examined: Sequence[Examined], *, unread: bool) -> Statement:
    """Return what everything that was examined comes to.

    Args:
        examined: every source, and what they say of each other.
        unread: whether something could not be read.
    """
    said = [statement for one in examined for statement in one.statements]
    wrong = sum(one.verdict is Verdict.WRONG for one in said)
    if wrong:
        return Statement(Verdict.WRONG, "wrong", {"number": wrong})
    if unread:
        return Statement(Verdict.NOT_PROVEN, "unread")
    signed = {one.source for one in examined if _says(one, _SIGNED)}
    unsigned = [source for source in dict.fromkeys(one.source for one in examined) if source not in signed]
    if unsigned:
        return Statement(Verdict.NOT_PROVEN, "unsigned", {"sources": ", ".join(unsigned)})
    return Statement(Verdict.PROVEN, _proven(examined))


def _proven(examined: Sequence[Examined]) -> str:
    """Return how far what is sound is proven."""
    if not any(_says(one, _SIGNED_BY_TWO) for one in examined):
        return "by_code"
    # A corrigendum tells other figures than the record; only the journal that prints it has the ballots to them.
    if any(_corrects(one) and not _says(one, _REPRINTED) for one in examined):
        return "sound_corrected"
    return "sound" if any(_says(one, _COUNTED) for one in examined) else "sound_uncounted"


def _says(one: Examined, keys: frozenset[str]) -> bool:
    return any(said.verdict is Verdict.PROVEN and said.key in keys for said in one.statements)


def _corrects(one: Examined) -> bool:
    return any(claim.what is What.CORRIGENDUM for claim in one.claims)


def _pairs(one: Examined, other: Examined) -> Iterator[tuple[Claim, Claim]]:
    return ((mine, theirs) for mine in one.claims for theirs in other.claims)


def _between(one: Examined, other: Examined, sources: Sequence[Examined]) -> Iterator[Statement]:
    """Hold what two sources say of the same contests against each other."""
    for vote in dict.fromkeys((claim.contest, claim.round) for claim in one.claims):
        # Congress files and corrigenda claim a contest as sealed and after each corrigendum: one of them has to agree.
        pairs = [
            (mine, theirs)
            for mine, theirs in _pairs(one, other)
            if (mine.contest, mine.round) == vote and _same_vote(mine, theirs)
        ]
        if not pairs:
            continue
        where = {"contest": vote[0], "round": vote[1], "other": other.source}
        differences = [_difference(mine, theirs) for mine, theirs in pairs]
        if None in differences:
            yield Statement(Verdict.PROVEN, "agree", where)
        elif not any(_of_another_body(mine, theirs, sources) for mine, theirs in pairs):
            verdict = Verdict.NOT_PROVEN if differences[0] == "name" else Verdict.WRONG
            yield Statement(verdict, f"disagree_{differences[0]}", where)


def _of_another_body(one: Claim, other: Claim, sources: Sequence[Examined]) -> bool:
    """Tell whether a QR code, which does not say of which organisation it is, is that of another one's paper here."""
    codes, papers = (
        [claim for claim in (one, other) if (claim.what is What.CODE) is of_codes] for of_codes in (True, False)
    )
    if len(codes) != 1:
        return False
    (code,), (paper,) = codes, papers
    return any(
        organisation_key(claim.organisation) != organisation_key(paper.organisation)
        and _same_vote(code, claim)
        and _difference(code, claim) is None
        for source in sources
        for claim in source.claims
        if claim.what is not What.CODE
    )


def _alone(one: Examined, sources: Iterable[Examined]) -> Iterator[Statement]:
    """Say of a source that nothing else here is about the same contest."""
    papers = [claim for source in sources for claim in source.claims if claim.what is not What.CODE]
    for claim in one.claims:
        fields = {"contest": claim.contest, "round": claim.round, "organisation": claim.organisation}
        if claim.what is not What.CODE:
            yield Statement(Verdict.NOT_PROVEN, "alone", fields)
        elif papers:
            yield Statement(Verdict.WRONG, "code_of_another", fields)


def _same_vote(one: Claim, other: Claim) -> bool:
    one_name, other_name = organisation_key(one.organisation), organisation_key(other.organisation)
    named = one_name == other_name or not (one_name and other_name)
    return named and (one.contest, one.round) == (other.contest, other.round)


def _difference(one: Claim, other: Claim) -> str | None:
    """Return in what two claims on one vote differ, the gravest first, or None.

    The digests cover the name of the organisation: where it is spelt in two ways they differ whatever the results are.
    """
    if one.results != other.results:
        named = one.organisation and other.organisation
        return "name" if named and one.organisation != other.organisation else "results"
    if one.record != other.record:
        return "record"
    if one.head and other.head and one.head != other.head:
        return "head"
    return None
