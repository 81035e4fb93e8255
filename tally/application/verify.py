"""Verifying papers: what each proves, what it does not, what is wrong; and whether those of one contest agree.

Each source is examined by itself and makes claims: of this contest, the results have this digest and the record that
one. Then the claims are held against each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from tally.application.differences import difference_sentence
from tally.application.figures import Figures, disagreements
from tally.application.flaw_words import flaw_sentence
from tally.application.journal_source import JournalSource
from tally.application.minutes import Minutes
from tally.application.proof import PackageReport, Pins
from tally.application.qr import QrCode, QrReport
from tally.application.recount import CountedContest, Recount, Source, recount
from tally.locales import Words


class NoPictureReader(Exception):  # noqa: N818 - named for what is missing
    """The packages that read pictures (extra `pictures`) are not installed."""


class Verdict(StrEnum):
    """What a statement says."""

    PROVEN = "proven"
    NOT_PROVEN = "not-proven"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said of a source; `key` and `fields` give its words (`verify.toml`)."""

    verdict: Verdict
    key: str
    fields: Mapping[str, object] = field(default_factory=dict)


class What(StrEnum):
    """What makes a claim."""

    MINUTES = "minutes"
    RECORD = "record"
    CONGRESS = "congress"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says of one contest in one round.

    Attributes:
        source: as the user named it.
        organisation: empty where the source does not say: a QR code has no room for it, the digests cover it.
        results: digest of the results, in hex.
        record: digest of the record, in hex.
        head: hash of the journal's entry that sealed or corrected it, in hex; empty where the source does not say.
    """

    source: str
    what: What
    organisation: str
    contest: str
    round: int
    results: str
    record: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A source with what is said of it."""

    source: str
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...] = ()


class Evidence(Protocol):
    """Opens what is to be verified; every method raises BadInput for what cannot be read, OSError when it fails."""

    def package(self, path: Path, pins: Pins) -> PackageReport:
        """Return what the signatures of a workbook are worth."""

    def paper(self, path: Path) -> Minutes | Source | None:
        """Return minutes, the saved ballots of a record, or None for a workbook of another kind."""

    def shown(self, path: Path) -> Figures:
        """Return the figures that the sheet Kết quả of a workbook shows to people."""

    def code_in(self, path: Path) -> str | None:
        """Return the QR text that the picture in a workbook holds; None: no picture, or nothing here reads pictures."""

    def code(self, text: str, pins: Pins) -> QrReport:
        """Return what a QR text and its signature are worth."""

    def same_print(self, path: Path, counted: CountedContest, whole: Recount) -> bool:
        """Tell whether minutes are, part by part, what this program prints of a count."""


_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Congress:
    """A congress file that was examined, with its count."""

    examined: Examined
    counted: Recount
    pinned: Pins


def examine_congress(name: str, source: JournalSource, evidence: Evidence, pins: Pins, words: Words) -> Congress:
    """Check the chains of a congress file, count it again, and hold the count against what was sealed.

    Raises:
        BrokenJournal: a chain is not what was appended.
        BadInput, OSError: as the source's `load`.
    """
    counted = recount(source)
    report = source.report
    said = [
        Statement(Verdict.PROVEN, "chains", {"entries": report.entries, "chains": report.chains}),
        Statement(Verdict.PROVEN, "closed", {"closed": report.closed}),
    ]
    if report.open:
        said.append(Statement(Verdict.NOT_PROVEN, "open", {"open": report.open}))
    said.append(Statement(Verdict.NOT_PROVEN, "head", {"entry": report.head[0], "head": report.head[1].hex()}))
    claims: list[Claim] = []
    for one in counted.contests:
        contest = one.result.contest
        key, where = (contest.id, contest.round), {"contest": contest.id, "round": contest.round, "digest": one.digest}
        if one.disagreements:
            said.append(Statement(Verdict.WRONG, "differs", where))
            said += _differences(one, words)
        elif key in source.sealed:
            said.append(Statement(Verdict.PROVEN, "sealed", where))
        else:
            said.append(Statement(Verdict.NOT_PROVEN, "not_sealed", where))
        sealed = {claim.head: claim for claim in _sealed_claims(name, counted, one)}
        claims += sealed.values()
        for over, qr in one.how.qrs.items():
            told, code = code_statements(qr.text, evidence, pins | source.pinned, words)
            said += told
            said += _code_against(code, sealed[over.hex()]) if code else ()
    if any(one not in pins.certificates for one in source.pinned.certificates):
        said.append(Statement(Verdict.NOT_PROVEN, "pinned_by_congress"))
    return Congress(Examined(name, tuple(said), tuple(claims)), counted, source.pinned)


def examine_workbook(  # noqa: PLR0913, PLR0917 - the paper, and everything it is held against
    name: str, path: Path, evidence: Evidence, pins: Pins, congresses: Sequence[Congress], words: Words
) -> Examined:
    """Verify the signatures of a workbook and what it says: minutes against their digest, a record against its ballots.

    Args:
        name: of the workbook, as it is said.
        path: where it is.
        evidence: opens it.
        pins: the certificates that are believed.
        congresses: congress files handed over with it: minutes must be what their journal prints.
        words: the language.

    Raises:
        BadInput: it is no workbook, or what it declares cannot be read.
        OSError: the machine failed.
    """
    said = list(signature_statements(evidence.package(path, pins), words))
    paper = evidence.paper(path)
    if paper is None:
        said.append(Statement(Verdict.NOT_PROVEN, "other_paper"))
        return Examined(name, tuple(said))
    if isinstance(paper, Minutes):
        told, claim = _minutes(name, path, paper, evidence, pins, words)
        told += _printed(path, paper, evidence, congresses)
    else:
        told, claim = _record(name, recount(paper), words)
    return Examined(name, (*said, *told), (claim,))


def examine_code(name: str, text: str, evidence: Evidence, pins: Pins, words: Words) -> Examined:
    """Verify a QR text: its form, its signature; it says of which contest and what its figures are."""
    said, code = code_statements(text, evidence, pins, words)
    if code is None:
        return Examined(name, said)
    one = code.payload
    issued, returned, valid, invalid = ("?" if number is None else words.number(number) for number in one.ballots)
    where = {"contest": one.contest, "round": one.round}
    ballots = {"issued": issued, "returned": returned, "valid": valid, "invalid": invalid}
    told = [Statement(Verdict.NOT_PROVEN, "code_says", {**where, **ballots})]
    if one.votes is None:
        told.append(Statement(Verdict.NOT_PROVEN, "code_without_votes"))
    else:
        votes = " · ".join(words.number(number) for number in one.votes)
        told.append(Statement(Verdict.NOT_PROVEN, "code_votes", {"votes": votes}))
    claim = Claim(name, What.CODE, "", one.contest, one.round, one.digest, one.record, one.head)
    return Examined(name, (*said, *told), (claim,))


def signature_statements(report: PackageReport, words: Words) -> Iterator[Statement]:
    """Say what the signatures of a workbook are worth."""
    for flaw in report.flaws:
        yield Statement(Verdict.WRONG, "flaw", {"flaw": flaw_sentence(words, flaw)})
    for one in report.signatures:
        fields = {
            "signer": one.signer or "?",
            "fingerprint": in_groups(one.fingerprint),
            "time": "?" if one.time is None else f"{one.time.astimezone(_VIETNAM):%H:%M %d/%m/%Y}",
        }
        if one.flaws:
            yield Statement(Verdict.WRONG, "signature_wrong", fields)
            for flaw in one.flaws:
                yield Statement(Verdict.WRONG, "flaw", {"flaw": flaw_sentence(words, flaw)})
        else:
            yield Statement(Verdict.PROVEN, "signature", fields)
    if report.sound:
        yield Statement(Verdict.NOT_PROVEN, "time_of_signing")


def code_statements(
    text: str, evidence: Evidence, pins: Pins, words: Words
) -> tuple[tuple[Statement, ...], QrCode | None]:
    """Say what a QR text is worth; None beside it where it cannot be read."""
    report = evidence.code(text, pins)
    if report.flaws:
        wrong = (Statement(Verdict.WRONG, "code_flaw", {"why": words(f"verify.qr.{flaw}")}) for flaw in report.flaws)
        return tuple(wrong), report.code
    fields = {"signer": report.signer, "fingerprint": in_groups(report.fingerprint)}
    return (Statement(Verdict.PROVEN, "code_signed", fields),), report.code


def agree(examined: Iterable[Examined]) -> tuple[Examined, ...]:
    """Hold the claims of all sources against each other; return what that says, source by source."""
    claims = [claim for one in examined for claim in one.claims]
    said: list[Examined] = []
    by_paper: dict[str, list[Claim]] = {}
    for claim in claims:
        by_paper.setdefault(claim.source, []).append(claim)
    sources = list(by_paper)
    for place, one in enumerate(sources):
        told: list[Statement] = []
        for other in sources[place + 1 :]:
            told += _between(by_paper[one], by_paper[other])
        if told:
            said.append(Examined(one, tuple(told)))
    return (*said, *_strangers(claims))


def in_groups(digest: str) -> str:
    """Return a digest in groups of four, as it is read aloud."""
    return " ".join(digest[place : place + 4] for place in range(0, len(digest), 4)).upper()


def _sealed_claims(name: str, whole: Recount, one: CountedContest) -> Iterator[Claim]:
    contest, seal = one.result.contest, one.how.seal
    organisation = whole.congress.organisation
    head = "" if seal is None else seal.entry.hex()
    if seal is not None:
        yield Claim(name, What.CONGRESS, organisation, contest.id, contest.round, one.results, one.digest, head)
    for made in one.corrigenda:
        head, record = made.made.entry.hex(), made.digests[1]
        yield Claim(name, What.CONGRESS, organisation, contest.id, contest.round, made.results, record, head)


def _minutes(  # noqa: PLR0913, PLR0917 - the paper, and everything it is held against
    name: str, path: Path, minutes: Minutes, evidence: Evidence, pins: Pins, words: Words
) -> tuple[list[Statement], Claim]:
    contest = minutes.contest
    said = [
        Statement(Verdict.PROVEN, "minutes_hold", {"digest": minutes.results_digest})
        if minutes.holds_together
        else Statement(Verdict.WRONG, "minutes_digest", {"digest": minutes.results_digest})
    ]
    shown = evidence.shown(path)
    wrong = [one for one in disagreements(shown, minutes.figures) if one.key in shown]
    said += [Statement(Verdict.WRONG, "shown_differs", {"figure": one.key, "shown": one.official}) for one in wrong]
    claim = Claim(
        name,
        What.MINUTES,
        minutes.congress.organisation,
        contest.id,
        contest.round,
        minutes.results_digest,
        minutes.digest,
    )
    if not minutes.qr:
        said.append(Statement(Verdict.NOT_PROVEN, "no_code"))
    else:
        told, code = code_statements(minutes.qr, evidence, pins, words)
        said += told
        if code is not None:
            said += _code_against(code, claim)
        pictured = evidence.code_in(path)
        if pictured is None:
            said.append(Statement(Verdict.NOT_PROVEN, "picture_not_read"))
        elif pictured != minutes.qr:
            said.append(Statement(Verdict.WRONG, "other_picture"))
    said.append(Statement(Verdict.NOT_PROVEN, "no_ballots"))
    return said, claim


def _printed(path: Path, minutes: Minutes, evidence: Evidence, congresses: Iterable[Congress]) -> Iterator[Statement]:
    """Hold minutes against what the journal of a congress file prints."""
    vote = (minutes.congress.organisation, minutes.contest.id, minutes.contest.round)
    for congress in congresses:
        whole = congress.counted
        for one in whole.contests:
            if (whole.congress.organisation, one.result.contest.id, one.result.contest.round) == vote:
                same = evidence.same_print(path, one, whole)
                verdict, key = (Verdict.PROVEN, "reprinted") if same else (Verdict.WRONG, "reprinted_differs")
                yield Statement(verdict, key, {"other": congress.examined.source})


def _code_against(code: QrCode, claim: Claim) -> Iterator[Statement]:
    """Say whether the QR code in minutes is that of these minutes."""
    one = code.payload
    if (one.contest, one.round) != (claim.contest, claim.round):
        yield Statement(Verdict.WRONG, "code_of_another", {"contest": one.contest, "round": one.round})
    elif one.digest != claim.results:
        yield Statement(Verdict.WRONG, "code_other_results")
    elif one.record != claim.record:
        yield Statement(Verdict.WRONG, "code_other_record")
    elif claim.head and one.head != claim.head:
        yield Statement(Verdict.WRONG, "code_other_head")
    else:
        yield Statement(Verdict.PROVEN, "code_of_this")


def _record(name: str, counted: Recount, words: Words) -> tuple[list[Statement], Claim]:
    (one,) = counted.contests
    contest = one.result.contest
    fields = {"ballots": len(one.ballots), "digest": one.digest}
    if one.disagreements:
        said = [Statement(Verdict.WRONG, "record_differs", fields), *_differences(one, words)]
    else:
        said = [Statement(Verdict.PROVEN, "record_counted", fields)]
    said.append(Statement(Verdict.NOT_PROVEN, "paper_ballots"))
    organisation = counted.congress.organisation
    return said, Claim(name, What.RECORD, organisation, contest.id, contest.round, one.results, one.digest)


def _differences(one: CountedContest, words: Words) -> Iterator[Statement]:
    for differing in one.disagreements:
        sentence = difference_sentence(words, differing, one.result.candidates)
        yield Statement(Verdict.WRONG, "difference", {"sentence": sentence})


def _between(ones: Sequence[Claim], others: Sequence[Claim]) -> Iterator[Statement]:
    """Hold what two sources say of the same contests against each other."""
    for one in ones:
        same = [other for other in others if _same_vote(one, other)]
        # A congress file claims a contest once for its seal and once for each corrigendum: one of them has to agree.
        if same and not (one.what is What.CONGRESS and _superseded(one, ones, same)):
            yield _match(one, same)


def _superseded(one: Claim, ones: Sequence[Claim], same: Sequence[Claim]) -> bool:
    """Tell whether another claim of the same congress file on the same contest is the one that agrees."""
    siblings = [other for other in ones if other is not one and _same_vote(one, other)]
    return not _agrees(one, same) and any(_agrees(other, same) for other in siblings)


def _agrees(one: Claim, others: Iterable[Claim]) -> bool:
    return any(_difference(one, other) is None for other in others)


def _match(one: Claim, others: Sequence[Claim]) -> Statement:
    where = {"contest": one.contest, "round": one.round, "other": others[0].source}
    if _agrees(one, others):
        return Statement(Verdict.PROVEN, "agree", where)
    return Statement(Verdict.WRONG, f"disagree_{_difference(one, others[0])}", where)


def _same_vote(one: Claim, other: Claim) -> bool:
    named = one.organisation == other.organisation or not (one.organisation and other.organisation)
    return named and (one.contest, one.round) == (other.contest, other.round)


def _difference(one: Claim, other: Claim) -> str | None:
    """Return in what two claims on one vote differ, the gravest first, or None."""
    if one.results != other.results:
        return "results"
    if one.record != other.record:
        return "record"
    if one.head and other.head and one.head != other.head:
        return "head"
    return None


def _strangers(claims: Sequence[Claim]) -> Iterator[Examined]:
    """Name every QR code that belongs to none of the other sources, where there are any."""
    papers = [claim for claim in claims if claim.what is not What.CODE]
    for claim in claims:
        if claim.what is What.CODE and papers and not any(_same_vote(claim, paper) for paper in papers):
            fields = {"contest": claim.contest, "round": claim.round}
            yield Examined(claim.source, (Statement(Verdict.WRONG, "code_of_another", fields),))
