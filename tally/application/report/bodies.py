"""From verified sources to elected bodies: nothing is counted twice, nor what contradicts itself at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tally.application.figures import figures_of
from tally.application.report.sent import (
    Digests,
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
from tally.application.report.whose import (
    BodyKey,
    RoundKey,
    same_office,
    same_organisations,
    signed_for_two_superiors,
)
from tally.domain.body import BodyResult, Round, body_result

_KnownAs = Mapping[OrganisationKey, OrganisationKey]
_PutRight = Mapping[Digests, int]
"""The digests that corrigenda have put right, each with the most corrigenda that a source which says so tells of."""
_STRENGTH = {form: place for place, form in enumerate(Form)}


@dataclass(frozen=True, slots=True)
class Body:
    """What an organisation elected in one contest, over all its rounds.

    Attributes:
        level: empty when no source says it.
        date: of the congress.
        errors: codes of findings that a board would have to explain, each once.
        beside: other contests in which the organisation elected an office that it elects once.
        unproven: numbers of the rounds that no believed signature proves.
    """

    organisation: Organisation
    level: str
    date: date | None
    result: BodyResult
    errors: tuple[str, ...]
    beside: tuple[str, ...] = ()
    unproven: tuple[int, ...] = ()


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
    def strength(self) -> tuple[bool, int, int]:
        """The order in which sources that tell the same are taken."""
        return not self.sent.signed, _STRENGTH[self.form], self.place


@dataclass(slots=True)
class _Gathering:
    rejected: list[tuple[int, Rejected]] = field(default_factory=list)
    confirmed: list[tuple[int, Confirmed]] = field(default_factory=list)
    spoiled: set[BodyKey] = field(default_factory=set)

    def reject(self, told: _Told, why: Why, said: str = "", **more: int | str) -> None:
        """Leave a contest of a source out; `said` as of `Rejected`, `more` is what the words need."""
        contest = told.sent.result.contest
        fields: dict[str, int | str] = {"contest": contest.id, "round": contest.round, **more}
        organisation, corrigendum = told.sent.organisation, told.form is Form.CORRIGENDUM
        rejected = Rejected(told.source, why, fields, organisation=organisation, said=said, corrigendum=corrigendum)
        self.rejected.append((told.place, rejected))

    def settle(self, sources: Sequence[_Told]) -> _Told | None:
        """Return the one source that counts for a round; None when it is not known what is right.

        Where some are signed, they alone say what stands: anybody can make one that is not.
        """
        deciding = [one for one in sources if one.sent.signed] or sources
        put_right = _put_right(deciding)
        told = [*deciding, *self._not_outweighed(sources, deciding, put_right)]
        standing = _standing(told, put_right)
        if len({one.sent.digests for one in standing}) != 1:
            by_name = len({one.sent.organisation.key for one in standing}) > 1
            said = "report.contradicts_by_name" if by_name else ""
            for one in standing:
                others = (other.source for other in standing if other is not one)
                name = one.sent.organisation.name
                self.reject(one, Why.CONTRADICTS, said, other=", ".join(others), organisation=name)
            return None
        known = max(one.sent.known_corrigenda for one in told)
        if known > max(len(one.sent.earlier) for one in standing if one in deciding):
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
        decisions = (one.sent.decision for one in (counts, *same) if one in deciding)
        decision = next((one for one in decisions if one is not None), None)
        return replace(counts, sent=replace(counts.sent, decision=decision))

    def _not_outweighed(
        self, sources: Sequence[_Told], deciding: Sequence[_Told], put_right: _PutRight
    ) -> Iterator[_Told]:
        """Yield what tells no more than those that decide, of which it is none; name the others."""
        standing = _standing(deciding, put_right)
        stands = {one.sent.digests for one in standing}
        known = max(one.sent.known_corrigenda for one in deciding)
        for one in sources:
            if one in deciding:
                continue
            told_before = one.sent.digests in stands or not _standing([one], put_right)
            if told_before and one.sent.known_corrigenda <= known:
                yield one
            else:
                self.reject(one, Why.OUTWEIGHED, other=", ".join(other.source for other in standing))

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
    What nobody signed whom anybody believes counts for nothing against what somebody did. What one board signed as of
    two organisations of one name does not count: it would count twice.
    """
    gathering = _Gathering([(place, one) for place, one in enumerate(reads) if isinstance(one, Rejected)])
    known_as = same_organisations(_organisations(reads))
    told: dict[RoundKey, list[_Told]] = {}
    for place, one in enumerate(reads):
        if isinstance(one, Sent):
            for sent in one.rounds:
                told.setdefault(_key(sent, known_as), []).append(_Told(place, one.source, one.form, sent))
    told = {key: _in_one_spelling(sources) for key, sources in told.items()}
    twice = signed_for_two_superiors({key: [one.sent for one in sources] for key, sources in told.items()})
    rounds: dict[BodyKey, list[_Told]] = {}
    for key, sources in told.items():
        body, _ = key
        if key in twice:
            others = ", ".join(other.source for round_ in sorted(twice[key]) for other in told[round_])
            for source in sources:
                gathering.reject(source, Why.TWO_SUPERIORS, other=others)
        counts = None if key in twice else gathering.settle(sources)
        if counts is None:
            gathering.spoiled.add(body)
        else:
            rounds.setdefault(body, []).append(counts)
    sound = {body: held for body, held in rounds.items() if body not in gathering.spoiled}
    waiting = [*_unfinished(reads, told, known_as), *_without_first(sound)]
    whole = {body: held for body, held in sound.items() if _first(held) == 1}
    named = _best_named(whole)
    beside = same_office({body: min(held, key=_round_number).sent for body, held in whole.items()})
    return Gathered(
        bodies=tuple(
            replace(_body(held, gathering), organisation=named[body[0]], beside=beside.get(body, ()))
            for body, held in whole.items()
        ),
        unfinished=tuple(waiting),
        rejected=tuple(one for _, one in sorted(gathering.rejected, key=lambda pair: pair[0])),
        confirmed=tuple(one for _, one in sorted(gathering.confirmed, key=lambda pair: pair[0])),
    )


def _in_one_spelling(sources: list[_Told]) -> list[_Told]:
    """Give sources of one round that tell the same the same digests, where they spell the organisation differently.

    The digests cover its name as it is written. Sources that spell it alike are held against each other as they are.
    """
    if len({one.sent.organisation.name for one in sources}) == 1:
        return sources
    first: dict[str, RoundSent] = {}
    known: dict[Digests, Digests] = {}
    for one in sources:
        slate = [(candidate.no, candidate.name) for candidate in one.sent.result.contest.slate]
        same = first.setdefault(repr((slate, figures_of(one.sent.result))), one.sent)
        if same.organisation.name != one.sent.organisation.name:
            known[one.sent.digests] = same.digests
    return [replace(one, sent=one.sent.known_by(known)) for one in sources]


def _put_right(told: Iterable[_Told]) -> _PutRight:
    put_right: dict[Digests, int] = {}
    for one in told:
        corrigenda = len(one.sent.earlier)
        for digests in one.sent.earlier:
            put_right[digests] = max(corrigenda, put_right.get(digests, 0))
    return put_right


def _standing(told: Iterable[_Told], put_right: _PutRight) -> list[_Told]:
    """Return the sources that no corrigendum put right.

    Corrigenda may lead back to what was sealed: whoever tells of more of them tells what is right now.
    """
    return [one for one in told if put_right.get(one.sent.digests, 0) <= len(one.sent.earlier)]


def _organisations(reads: Iterable[Read]) -> Iterator[Organisation]:
    """Yield whose results were sent, or will be; of what is left out nobody knows whose it is."""
    for read in reads:
        if isinstance(read, Sent):
            yield from (one.organisation for one in read.rounds)
            yield from (one.organisation for one in read.unfinished)


def _best_named(bodies: Mapping[BodyKey, Iterable[_Told]]) -> Mapping[OrganisationKey, Organisation]:
    """Return each organisation as what is signed names it, and with its superior where that is said."""
    told: dict[OrganisationKey, list[_Told]] = {}
    for (organisation, _), held in bodies.items():
        told.setdefault(organisation, []).extend(held)
    return {key: min(every, key=_naming).sent.organisation for key, every in told.items()}


def _naming(one: _Told) -> tuple[bool, bool, int]:
    return not one.sent.signed, not one.sent.organisation.superior, one.place


def _key(sent: RoundSent, known_as: _KnownAs) -> RoundKey:
    contest = sent.result.contest
    return (known_as[sent.organisation.key], contest.id), contest.round


def _round_number(one: _Told) -> int:
    return one.sent.result.contest.round


def _first(held: Iterable[_Told]) -> int:
    return min(map(_round_number, held))


def _unfinished(reads: Iterable[Read], told: Mapping[RoundKey, object], known_as: _KnownAs) -> Iterator[Unfinished]:
    """Yield what is not finished in one source, unless another has its result."""
    for read in reads:
        if isinstance(read, Sent):
            for one in read.unfinished:
                if ((known_as[one.organisation.key], one.contest), one.round) not in told:
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
    in_order = sorted(held, key=_round_number)
    result = body_result([Round(one.sent.result, one.sent.decision) for one in in_order])
    wrong = {one.round for one in result.not_taken}
    for one in in_order:
        if _round_number(one) in wrong:
            gathering.reject(one, Why.ROUNDS)
    first = in_order[0].sent
    errors = tuple(dict.fromkeys(code for one in in_order for code in one.sent.errors))
    level = next((one.sent.level for one in in_order if one.sent.level), "")
    unproven = tuple(_round_number(one) for one in in_order if not one.sent.signed)
    return Body(first.organisation, level, first.date, result, errors, unproven=unproven)
