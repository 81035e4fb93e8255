"""Verify one source and take its results: nothing that is wrong with it stops the reading of the others."""

import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from tally.application.figures import Figures, disagreements, figures_of
from tally.application.intake import BadInput, BrokenJournal, FileFinding
from tally.application.journal_source import JournalSource
from tally.application.recount import CountedContest, Recount, SavedContest, SavedCount, Source, recount
from tally.application.report.sent import Form, Organisation, Read, Rejected, RoundSent, Sent, Unfinished, Waiting, Why
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.counting import MarkCounts, Result, Tally, decide, majority_base
from tally.domain.rules import InvalidReason, RuleProfile
from tally.locales import LANGUAGES, Words

MOST_FINDINGS = 3
"""Findings of one file that are kept: who must send it again is told them all by `tally recount`."""

_MINUTES_NOT_RECORD = "E981"
_NO_RESULT = frozenset({"E980", "E952", "E994", "E995"})
_TOO_NEW = frozenset({"E982", "E989"})
_PRACTICE = frozenset(Words(language)("desk.practice.organisation") for language in LANGUAGES)


class SavedMinutes(Protocol):
    """Minutes of one contest as a machine reads them: declaration, figures, and whether they hold together."""

    @property
    def congress(self) -> Congress:
        """Return whose contest it is."""

    @property
    def profile(self) -> RuleProfile:
        """Return the regulation."""

    @property
    def contest(self) -> Contest:
        """Return the contest."""

    @property
    def figures(self) -> Figures:
        """Return every official figure by its key."""

    @property
    def digest(self) -> str:
        """Return the digest of the record."""

    @property
    def holds_together(self) -> bool:
        """Tell whether the digest of the figures that stands there is that of the figures that stand there."""


@dataclass(frozen=True, slots=True)
class Ports:
    """How sources are opened.

    Attributes:
        open_source: returns a folder, a record or a congress file as a source of ballots.
        read_minutes: reads minutes.
        signature: returns what is wrong with the signature of a workbook, as a word key with its fields; None: nothing.
    """

    open_source: Callable[[Path], Source]
    read_minutes: Callable[[Path], SavedMinutes]
    signature: "Callable[[Path], SignatureFlaw | None]"


@dataclass(frozen=True, slots=True)
class SignatureFlaw:
    """What is wrong with the signature of a workbook.

    Attributes:
        unsigned: there is none at all.
        words: what is wrong with the one there is, ready to be read; empty where there is none.
    """

    unsigned: bool
    words: str = ""


def read_source(path: Path, ports: Ports, *, allow_unsigned: bool = False) -> Read:
    """Verify one source; whatever is wrong with it is returned, never raised.

    Args:
        path: a folder of saved ballots, a congress file, or a workbook.
        ports: how it is opened.
        allow_unsigned: take a workbook that is not signed, if it counts again soundly; a bad signature stays bad.
    """
    source = str(path)
    try:
        return _verified(path, ports, allow_unsigned=allow_unsigned)
    except BrokenJournal as broken:
        first = broken.broken[0]
        return Rejected(source, Why.BROKEN_CHAIN, {"chain": first.chain, "entry": first.sequence, "flaw": first.why})
    except BadInput as bad:
        return _refused(source, bad)
    except OSError as error:
        return machine_failed(source, error)
    except MemoryError:
        return machine_failed(source, OSError(errno.ENOMEM, "out of memory", source))
    except Exception as error:  # noqa: BLE001 - one file among thousands stops none of the others; its name is said
        return Rejected(source, Why.BUG, {"error": f"{type(error).__name__}: {error}"[:200]})


def machine_failed(source: str, error: OSError) -> Rejected:
    """Return the rejection of a source that the machine could not read."""
    return Rejected(source, Why.MACHINE, {"errno": error.errno or 0, "reason": error.strerror or str(error)})


def _refused(source: str, bad: BadInput) -> Rejected:
    """Return the rejection of what is no sound file of ours."""
    codes = {finding.code for finding in bad.findings}
    why = Why.UNREADABLE
    if codes & _TOO_NEW or any(map(_newer_declaration, bad.findings)):
        why = Why.NEWER
    elif codes & _NO_RESULT:
        why = Why.NOT_A_RESULT
    return Rejected(source, why, {"findings": len(bad.findings)}, bad.findings[:MOST_FINDINGS])


def _newer_declaration(finding: FileFinding) -> bool:
    """Tell whether a finding says that `congress.toml` is of another version."""
    version = str(finding.fields.get("value", "")).removeprefix("tally-congress/")
    return (finding.code, finding.fields.get("key")) == ("E920", "format") and version.isdecimal()


def _verified(path: Path, ports: Ports, *, allow_unsigned: bool) -> Read:
    opened = ports.open_source(path)
    if isinstance(opened, JournalSource):
        return _of_journal(str(path), opened)
    if path.is_dir():
        return _of_folder(str(path), opened.load())
    try:
        saved = opened.load()
    except BadInput as bad:
        if {finding.code for finding in bad.findings} != {_MINUTES_NOT_RECORD}:
            raise
        minutes = ports.read_minutes(path)
        return _unsigned(path, minutes.congress, ports, allow_unsigned=allow_unsigned) or _of_minutes(
            str(path), minutes
        )
    return _unsigned(path, saved.congress, ports, allow_unsigned=allow_unsigned) or _of_record(str(path), saved)


def _unsigned(path: Path, congress: Congress, ports: Ports, *, allow_unsigned: bool) -> Rejected | None:
    """Return the rejection of a workbook whose signature does not hold."""
    flaw = ports.signature(path)
    if flaw is None or (flaw.unsigned and allow_unsigned):
        return None
    if flaw.unsigned:
        return Rejected(str(path), Why.UNSIGNED, organisation=_organisation(congress))
    return Rejected(str(path), Why.BAD_SIGNATURE, {"flaw": flaw.words}, organisation=_organisation(congress))


def _of_journal(source: str, journal: JournalSource) -> Read:
    """Take the sealed contests of a congress file whose chains are sound."""
    saved = journal.load()
    if journal.practice:
        return Rejected(source, Why.PRACTICE)
    sealed, open_ = _split(saved, lambda one: (one.contest.id, one.contest.round) in journal.sealed)
    waiting = _waiting(source, saved, open_, Waiting.NOT_SEALED)
    return _counted(source, Form.TALLY, sealed, waiting)


def _of_folder(source: str, saved: SavedCount) -> Read:
    """Count the contests of a folder that have ballots."""
    with_ballots, without = _split(saved, lambda one: len(one.ballots) > 0)
    return _counted(source, Form.FOLDER, with_ballots, _waiting(source, saved, without, Waiting.NO_BALLOTS))


def _of_record(source: str, saved: SavedCount) -> Read:
    elections, _ = _split(saved, lambda _: True)
    return _counted(source, Form.RECORD, elections, ())


def _of_minutes(source: str, minutes: SavedMinutes) -> Read:
    """Take the figures of minutes that follow from each other: who is elected is decided again from the votes."""
    organisation = _organisation(minutes.congress)
    if minutes.congress.organisation in _PRACTICE:
        return Rejected(source, Why.PRACTICE, organisation=organisation)
    result = _decided_again(minutes)
    wrong = [one.key for one in disagreements(minutes.figures, figures_of(result))]
    if wrong or not minutes.holds_together:
        fields = {"contest": minutes.contest.id, "figures": ", ".join(wrong[:MOST_FINDINGS] or ["digest"])}
        return Rejected(source, Why.ALTERED, fields, organisation=organisation)
    if minutes.contest.is_opinion:
        return Sent(source, Form.MINUTES, ())
    return Sent(source, Form.MINUTES, (_round(minutes.congress, result, minutes.digest),))


def _decided_again(minutes: SavedMinutes) -> Result:
    contest, figures = minutes.contest, minutes.figures
    invalid = {reason: _whole(figures, f"invalid.{reason}") for reason in InvalidReason}
    votes = [_whole(figures, f"votes.{candidate.no}") for candidate in contest.slate]
    valid = _whole(figures, "valid")
    tally = Tally(
        ballots=_whole(figures, "counted"),
        invalid_by_reason={reason: number for reason, number in invalid.items() if number},
        marks=tuple(MarkCounts(number, valid - number) for number in votes),
        ruled=(),
    )
    base = majority_base(minutes.congress, minutes.profile, tally.valid)
    return decide(contest, base, minutes.profile.tie_rule, tally)


def _whole(figures: Figures, key: str) -> int:
    figure = figures.get(key)
    return figure if isinstance(figure, int) else 0


def _split(saved: SavedCount, counts: Callable[[SavedContest], bool]) -> tuple[SavedCount, list[SavedContest]]:
    """Return a count of those elections that are ready, and the others; opinion ballots elect nobody."""
    elections = [one for one in saved.contests if not one.contest.is_opinion]
    ready = tuple(one for one in elections if counts(one))
    return replace(saved, contests=ready), [one for one in elections if not counts(one)]


def _waiting(source: str, saved: SavedCount, contests: list[SavedContest], why: Waiting) -> tuple[Unfinished, ...]:
    organisation = _organisation(saved.congress)
    return tuple(
        Unfinished(source, organisation, one.contest.id, one.contest.title, one.contest.round, why) for one in contests
    )


class _Given:
    """A source that was loaded already."""

    def __init__(self, saved: SavedCount) -> None:
        self._saved = saved

    def load(self) -> SavedCount:
        """Return it."""
        return self._saved


def _counted(source: str, form: Form, saved: SavedCount, waiting: tuple[Unfinished, ...]) -> Read:
    """Count again; a source of which one contest differs from what it says of itself is left out whole."""
    organisation = _organisation(saved.congress)
    if saved.congress.organisation in _PRACTICE:
        return Rejected(source, Why.PRACTICE, organisation=organisation)
    counted = recount(_Given(saved))
    for one in counted.contests:
        if one.disagreements:
            keys = ", ".join(differing.key for differing in one.disagreements[:MOST_FINDINGS])
            fields = {"contest": one.result.contest.id, "figures": keys}
            return Rejected(source, Why.ALTERED, fields, organisation=organisation)
    return Sent(source, form, tuple(_rounds(saved, counted)), waiting)


def _rounds(saved: SavedCount, counted: Recount) -> Iterator[RoundSent]:
    for given, one in zip(saved.contests, counted.contests, strict=True):
        congress = given.congress or saved.congress
        errors = tuple(finding.code for finding in one.findings if finding.level == "error")
        result, digest, earlier = _as_it_stands(one)
        yield replace(_round(congress, result, digest), decision=given.how.decision, earlier=earlier, errors=errors)


def _as_it_stands(counted: CountedContest) -> tuple[Result, str, tuple[str, ...]]:
    """Return the result with every mistake put right that was found after the seal, its digest and earlier ones."""
    if not counted.corrigenda:
        return counted.result, counted.digest, ()
    last = counted.corrigenda[-1]
    digest = last.digests[1]
    # A correction of a correction may lead back to what was sealed.
    return last.after, digest, tuple(one.digests[0] for one in counted.corrigenda if one.digests[0] != digest)


def _round(congress: Congress, result: Result, digest: str) -> RoundSent:
    # The rulings on single ballots stay behind: no figure needs them, and thousands of sources come together.
    slim = replace(result, tally=replace(result.tally, ruled=()))
    level = "" if congress.level is None else congress.level.value
    return RoundSent(_organisation(congress), level, congress.date, slim, digest)


def _organisation(congress: Congress) -> Organisation:
    return Organisation(congress.organisation, congress.superior)
