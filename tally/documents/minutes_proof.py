"""The end of the minutes: how the ballots were counted, and the digests by which record and results are known."""

from collections.abc import Iterable, Iterator

from tally.application.fours import in_fours
from tally.application.height_words import accepted_words
from tally.application.how_counted import HowCounted
from tally.application.recount import CountedContest
from tally.documents.book import Look
from tally.documents.minutes_lines import (
    CELL,
    COLUMNS,
    ERROR,
    GAP,
    NAME,
    NO,
    NUMBER,
    OUTCOME,
    TABLE_HEAD,
    TEXT,
    VOTES,
    heading,
)
from tally.documents.pages import Box, Line
from tally.documents.qr_box import code_of, framed
from tally.documents.wording import WORDS, begin, clock_text, date_text, listed, local, say
from tally.domain.batch import Change
from tally.domain.told import Alone, Loss, Renamed

_TYPED = Look(size=10, face="Courier New", bold=True, wrapped=False)


def proof_lines(counted: CountedContest) -> Iterator[Line]:
    """Set the section on how the ballots were counted, with the digests of record and results and the QR code."""
    yield heading("proof.title")
    yield from _how(counted)
    yield from _digest(counted)


def person(how: HowCounted, who: str) -> str:
    """Name a person of the desk in a sentence."""
    name = how.name(who)
    return say("names.person", name=name) if name else say("how.unknown")


def digest_lines(digest: str) -> tuple[tuple[str, Look], tuple[str, Look]]:
    """Return a digest in two lines of fours, with their look."""
    text = in_fours(digest)
    half = len(text) // 2
    return (text[:half], _TYPED), (text[half + 1 :], _TYPED)


def _how(counted: CountedContest) -> Iterator[Line]:
    how = counted.how
    if not how.passes:
        return
    paragraphs = [_passes(how), *_each(_waived(how)), _keyed(how), _disputes(how), *_each(_settled(how)), _ending(how)]
    for sentences in paragraphs:
        if text := " ".join(sentences):
            yield from COLUMNS.text(text, TEXT)
    if how.seal is not None and how.seal.digest != counted.digest:
        yield from COLUMNS.text(say("how.seal_differs", digest=in_fours(how.seal.digest)), ERROR)
    for alone in how.alone:
        yield from COLUMNS.text(_alone(how, alone), ERROR)
    for line in how.renamed:
        yield from COLUMNS.text(_renamed(how, line), ERROR)
    for loss in how.losses:
        yield from COLUMNS.text(_loss(how, loss), ERROR)
    if how.changes:
        yield from _corrections(how)


def _passes(how: HowCounted) -> Iterator[str]:
    alike = set(how.batches) <= {how.passes}
    if alike and not how.imported:
        yield say("how.passes_1") if how.passes == 1 else say("how.passes", passes=how.passes)
    elif not how.imported:
        # Fewer passes were asked for half way.
        for passes, batches in sorted(how.batches.items(), reverse=True):
            key = "how.batches_1" if passes == 1 else "how.batches"
            yield say(key, passes=passes, batches=WORDS.number(batches))
    if how.keyed_alone:
        yield say("how.keyed_alone", batches=WORDS.number(how.keyed_alone))
    if how.without_pins:
        yield say("how.without_pins")


def _each(sentences: Iterable[str]) -> Iterator[tuple[str]]:
    """Give each sentence a paragraph of its own: the board's own words may end without a stop."""
    return zip(sentences, strict=True)


def _waived(how: HowCounted) -> Iterator[str]:
    """Say of every decision for fewer passes who made it, when and why."""
    once = set(how.batches) <= {1}
    for one in how.waivers:
        if how.name(one.person):
            when = {"time": clock_text(one.time), "date": date_text(local(one.time).date())}
            who = begin(say("names.person", name=how.name(one.person)))
            fields = {"who": who, "passes": one.passes, "reason": one.reason, **when}
            yield say("how.waived_1" if one.passes == 1 and once else "how.waived", **fields)
        else:
            yield say("how.waived_unknown", reason=one.reason)


def _settled(how: HowCounted) -> Iterator[str]:
    """Say of every dispute that the head settled when and why, and who stood for it too."""
    for one in how.settlements:
        yield say(
            "how.settled_by_two" if one.second else "how.settled",
            batch=WORDS.number(one.batch),
            ballot=WORDS.number(one.place),
            time=clock_text(one.time),
            date=date_text(local(one.time).date()),
            head=person(how, one.person),
            second=person(how, one.second),
            reason=one.reason,
        )


def _keyed(how: HowCounted) -> Iterator[str]:
    if how.imported or not how.keyed:
        return
    keyers = [
        say("how.keyer", name=how.name(one) or say("how.unknown"), passes=WORDS.number(passes))
        for one, passes in how.keyers.items()
    ]
    if keyers:
        yield say("how.keyers", people=listed(keyers))
    yield say("how.stations", stations=listed(how.stations))
    yield say("how.keyed", keyed=WORDS.number(how.keyed), repeated=WORDS.number(how.repeated))


def _disputes(how: HowCounted) -> Iterator[str]:
    disputes = how.agreed + how.ruled
    if disputes:
        fields = {"disputes": disputes, "agreed": how.agreed, "ruled": how.ruled}
        yield say("how.disputes", **{name: WORDS.number(number) for name, number in fields.items()})
    elif how.passes > 1 and how.keyed:
        yield say("how.no_disputes")


def _ending(how: HowCounted) -> Iterator[str]:
    if how.totals_shown is not None:
        who, time = how.totals_shown
        yield say("how.totals", time=clock_text(time), date=date_text(local(time).date()), who=person(how, who))
    if how.seal is not None:
        yield seal_sentence(how, "how.sealed")
        if how.seal.dated:
            yield ahead_sentence("how.sealed_ahead", how.seal.dated)
    elif not how.imported:
        yield say("how.not_sealed")
    if how.corrigenda:
        yield say("how.corrigenda", number=WORDS.number(len(how.corrigenda)))


def seal_sentence(how: HowCounted, key: str) -> str:
    """Say when a sealed contest was sealed, and by whom."""
    seal = how.seal
    assert seal is not None  # noqa: S101 - asked only for a sealed contest
    return say(
        key,
        time=clock_text(seal.time),
        date=date_text(local(seal.time).date()),
        head=person(how, seal.head),
        second=person(how, seal.second),
    )


def ahead_sentence(key: str, dated: str) -> str:
    """Say that an entry bears a later time than the clock of its machine showed."""
    return say(key, time=clock_text(dated), date=date_text(local(dated).date()))


def _alone(how: HowCounted, alone: Alone) -> str:
    """Say what the head did alone that lets somebody stand for another."""
    return say(
        f"how.{alone.what}",
        time=clock_text(alone.time),
        date=date_text(local(alone.time).date()),
        head=person(how, alone.head),
        who=person(how, alone.person),
    )


def _renamed(how: HowCounted, line: Renamed) -> str:
    """Say that a line of the slate was changed after ballots were keyed; the votes for the number are those of both."""
    return say(
        "how.line_changed" if line.before == line.after else "how.renamed",
        no=line.no,
        before=line.before,
        after=line.after,
        time=clock_text(line.time),
        date=date_text(local(line.time).date()),
        who=person(how, line.person),
        reason=line.reason,
    )


def _loss(how: HowCounted, loss: Loss) -> str:
    """Say what the board accepted to be lost, and who stood for it."""
    return say(
        "how.loss",
        time=clock_text(loss.time),
        date=date_text(local(loss.time).date()),
        head=person(how, loss.head),
        second=person(how, loss.second),
        lost=accepted_words(WORDS, loss.lost),
        reason=loss.reason,
    )


def _corrections(how: HowCounted) -> Iterator[Line]:
    """Set every correction without what stood on the ballot: the minutes bear no single ballot."""
    yield from COLUMNS.text(say("how.corrections", number=WORDS.number(len(how.changes))), TEXT, keep=True)
    head = COLUMNS.line(
        Box(NO, say("table.no"), TABLE_HEAD),
        Box(NAME, say("how.head_place"), TABLE_HEAD),
        Box(VOTES, say("how.head_reason"), TABLE_HEAD, across=2),
        Box(OUTCOME, say("how.head_who"), TABLE_HEAD),
        keep=True,
    )
    yield head
    for number, change in enumerate(how.changes, start=1):
        yield COLUMNS.line(
            Box(NO, number, NUMBER),
            Box(NAME, _place(change), CELL),
            Box(VOTES, change.reason, CELL, across=2),
            Box(OUTCOME, _who(how, change), CELL),
            head=(head,),
        )
    yield Line(GAP)


def _who(how: HowCounted, change: Change) -> str:
    people = (change.person, change.second) if change.second else (change.person,)
    return ", ".join(how.name(one) or say("how.unknown") for one in people)


def _place(change: Change) -> str:
    key = "how.place_in_pass" if change.pass_ else "how.place"
    place = say(key, **{"batch": change.batch, "pass": change.pass_, "ballot": change.ballot})
    return say("how.withdrawn", place=place) if change.after is None else place


def _digest(counted: CountedContest) -> Iterator[Line]:
    ballots = counted.ballots
    keyed = counted.how.passes and not counted.how.imported
    method = say(
        "proof.method_keyed" if keyed else "proof.method",
        ballots=WORDS.number(len(ballots)),
        batches=WORDS.number(len({ballot.batch for ballot in ballots})),
    )
    beside = (
        (method, Look(down="top")),
        (say("proof.digest"), Look()),
        *digest_lines(counted.digest),
        (say("proof.results"), Look()),
        *digest_lines(counted.results),
        (say("proof.meaning"), Look(size=12, italic=True, down="top")),
    )
    over = None if counted.how.seal is None else counted.how.seal.entry
    yield from framed(beside, code_of(counted.how, over, counted.results, counted.digest))
