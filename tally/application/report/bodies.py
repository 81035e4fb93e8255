"""From verified sources to elected bodies: nothing is counted twice, nor what contradicts itself at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tally.application.report.sent import (
    Form,
    Organisation,
    OrganisationKey,
    Read,
    Rejected,
    RoundSent,
    Sent,
    Unfinished,
    Waiting,
    Why,
)
from tally.domain.body import BodyResult, Round, body_result

BodyKey = tuple[OrganisationKey, str]
_STRENGTH = {form: place for place, form in enumerate(Form)}


@dataclass(frozen=True, slots=True)
class Body:
    """What an organisation elected in one contest, over all its rounds.

    Attributes:
        level: empty when no source says it.
        date: of the congress.
        errors: codes of findings that a board would have to explain, each once.
    """

    organisation: Organisation
    level: str
    date: date | None
    result: BodyResult
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A source that tells what another one told already, in another form: counted once, and nothing is wrong."""

    source: str
    by: str
    organisation: Organisation
    contest: str
    round: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """All sources put together, in the order of the sources."""

    bodies: tuple[Body, ...]
    unfinished: tuple[Unfinished, ...]
    rejected: tuple[Rejected, ...]
    confirmed: tuple[Confirmed, ...]


@dataclass(slots=True)
class _Told:
    """A round as one source tells it."""

    place: int
    source: str
    form: Form
    sent: RoundSent

    @property
    def strength(self) -> tuple[int, int]:
        """The order in which sources that tell the same are taken."""
        return _STRENGTH[self.form], self.place


@dataclass(slots=True)
class _Gathering:
    rejected: list[tuple[int, Rejected]] = field(default_factory=list)
    confirmed: list[tuple[int, Confirmed]] = field(default_factory=list)
    spoiled: set[BodyKey] = field(default_factory=set)

    def reject(self, told: _Told, why: Why, **more: int | str) -> None:
        """Leave a contest of a source out; `more` is what the words for why need."""
        contest = told.sent.result.contest
        fields: dict[str, int | str] = {"contest": contest.id, "round": contest.round, **more}
        self.rejected.append((told.place, Rejected(told.source, why, fields, organisation=told.sent.organisation)))

    def settle(self, told: Sequence[_Told]) -> _Told | None:
        """Return the one source that counts for a round; None when it is not known what is right."""
        standing = _standing(told)
        if len({one.sent.digests for one in standing}) != 1:
            for one in standing:
                others = (other.source for other in standing if other is not one)
                self.reject(one, Why.CONTRADICTS, other=", ".join(others))
            return None
        known = max(max(one.sent.corrigenda, len(one.sent.earlier)) for one in told)
        if known > max(len(one.sent.earlier) for one in standing):
            for one in standing:
                self.reject(one, Why.CORRECTED, number=known)
            return None
        counts, *same = sorted(standing, key=lambda one: one.strength)
        first_of_form = {counts.form: counts}
        for one in same:
            before = first_of_form.setdefault(one.form, one)
            if before is one:
                self.confirm(one, counts)
            else:
                self.reject(one, Why.DOUBLED, other=before.source)
        for one in told:
            if one not in standing:
                self.confirm(one, counts)
        # A paper may have been made before the congress decided what follows, and another one after it.
        decisions = (one.sent.decision for one in (counts, *same))
        decision = next((one for one in decisions if one is not None), None)
        return replace(counts, sent=replace(counts.sent, decision=decision))

    def confirm(self, told: _Told, by: _Told) -> None:
        """Note a source that tells the same in another form, or as it was before a mistake was put right."""
        contest = told.sent.result.contest
        noted = Confirmed(told.source, by.source, told.sent.organisation, contest.id, contest.round)
        self.confirmed.append((told.place, noted))


def gather(reads: Sequence[Read]) -> Gathered:
    """Put sources together.

    Two sources that tell one round in two ways are both left out, and so is the whole body: who is right is not for a
    program to say. A file handed over twice counts once and is named. Papers of one count in several forms (minutes
    beside their record, a congress file beside both) count once; so does what a corrigendum has put right.
    Where a source knows of a corrigendum that nobody sent, what it changed is not known, and nothing counts.
    """
    gathering = _Gathering([(place, one) for place, one in enumerate(reads) if isinstance(one, Rejected)])
    told: dict[tuple[BodyKey, int], list[_Told]] = {}
    for place, one in enumerate(reads):
        if isinstance(one, Sent):
            for sent in one.rounds:
                told.setdefault(_key(sent), []).append(_Told(place, one.source, one.form, sent))
    rounds: dict[BodyKey, list[_Told]] = {}
    for (body, _), sources in told.items():
        counts = gathering.settle(sources)
        if counts is None:
            gathering.spoiled.add(body)
        else:
            rounds.setdefault(body, []).append(counts)
    sound = {body: held for body, held in rounds.items() if body not in gathering.spoiled}
    waiting = [*_unfinished(reads, told), *_without_first(sound)]
    return Gathered(
        bodies=tuple(_body(held, gathering) for held in sound.values() if _first(held) == 1),
        unfinished=tuple(waiting),
        rejected=tuple(one for _, one in sorted(gathering.rejected, key=lambda pair: pair[0])),
        confirmed=tuple(one for _, one in sorted(gathering.confirmed, key=lambda pair: pair[0])),
    )


def _standing(told: Sequence[_Told]) -> list[_Told]:
    """Return the sources that no corrigendum put right.

    Corrigenda may lead back to what was sealed: whoever tells of more of them tells what is right now.
    """
    put_right: dict[tuple[str, str], int] = {}
    for one in told:
        corrigenda = len(one.sent.earlier)
        for digests in one.sent.earlier:
            put_right[digests] = max(corrigenda, put_right.get(digests, 0))
    return [one for one in told if put_right.get(one.sent.digests, 0) <= len(one.sent.earlier)]


def _key(sent: RoundSent) -> tuple[BodyKey, int]:
    contest = sent.result.contest
    return (sent.organisation.key, contest.id), contest.round


def _first(held: Iterable[_Told]) -> int:
    return min(one.sent.result.contest.round for one in held)


def _unfinished(reads: Iterable[Read], told: Mapping[tuple[BodyKey, int], object]) -> Iterator[Unfinished]:
    """Yield what is not finished in one source, unless another has its result."""
    for read in reads:
        if isinstance(read, Sent):
            for one in read.unfinished:
                if ((one.organisation.key, one.contest), one.round) not in told:
                    yield one


def _without_first(sound: Mapping[BodyKey, Sequence[_Told]]) -> Iterator[Unfinished]:
    """Yield the later rounds of bodies whose first round nobody sent."""
    for held in sound.values():
        if _first(held) != 1:
            for one in held:
                contest = one.sent.result.contest
                why = Waiting.FIRST_ROUND_MISSING
                yield Unfinished(one.source, one.sent.organisation, contest.id, contest.title, contest.round, why)


def _body(held: Sequence[_Told], gathering: _Gathering) -> Body:
    in_order = sorted(held, key=lambda one: one.sent.result.contest.round)
    result = body_result([Round(one.sent.result, one.sent.decision) for one in in_order])
    wrong = {one.round for one in result.not_taken}
    for one in in_order:
        if one.sent.result.contest.round in wrong:
            gathering.reject(one, Why.ROUNDS)
    first = in_order[0].sent
    errors = tuple(dict.fromkeys(code for one in in_order for code in one.sent.errors))
    level = next((one.sent.level for one in in_order if one.sent.level), "")
    return Body(first.organisation, level, first.date, result, errors)
