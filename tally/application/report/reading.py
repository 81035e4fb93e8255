"""Verify one source and take its results: nothing that is wrong with it stops the reading of the others."""

import errno
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tally.application.failing import fault_name
from tally.application.figures import Figures, disagreements, figures_of
from tally.application.intake import BadInput, BrokenJournal, FileFinding
from tally.application.journal_source import JournalSource
from tally.application.minutes import Minutes
from tally.application.name_findings import finding_of
from tally.application.recount import CountedContest, Recount, SavedContest, SavedCount, Source, recount
from tally.application.report.sent import Form, Organisation, Read, Rejected, RoundSent, Sent, Unfinished, Waiting, Why
from tally.application.report.workbooks import (
    SentFile,
    SentPaper,
    not_believed,
    shown_otherwise,
    signers_of,
    wrong_code,
)
from tally.domain.checks import Finding, check_contest
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.counting import MarkCounts, Result, Tally, decide, majority_base, opinion_base
from tally.domain.name_letters import flaws_of_names
from tally.domain.names import organisation_key
from tally.domain.rules import InvalidReason
from tally.locales import LANGUAGES, Words

MOST_FINDINGS = 3
"""Findings of one file that are kept: who must send it again is told them all by `tally recount`."""

_NO_RESULT = frozenset({"E980", "E981", "E952", "E994", "E995"})
_TOO_NEW = frozenset({"E982", "E989"})
_PRACTICE = frozenset(organisation_key(Words(language)("desk.practice.organisation")) for language in LANGUAGES)


Opened = Source | SentFile | SentPaper
Open = Callable[[Path], Opened]
"""Opens what was sent: a folder or a congress file as a source of ballots, a workbook as a paper with its signatures.

Where certificates are believed, a congress file comes with what its QR codes are held against.

Raises BadInput and OSError.
"""


def read_source(path: Path, open_: Open, *, allow_unsigned: bool = False) -> Read:
    """Verify one source; whatever is wrong with it is returned, never raised.

    Args:
        path: a folder of saved ballots, a congress file, or a workbook.
        open_: opens it.
        allow_unsigned: take a workbook that is not signed, if it holds together; a bad signature stays bad.
    """
    source = str(path)
    try:
        return _with_names(_verified(source, open_(path), allow_unsigned=allow_unsigned))
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
        return Rejected(source, Why.BUG, {"error": f"E899 {fault_name(error)}"})


def _with_names(read: Read) -> Read:
    """Return what was sent, or its rejection: names in it have letters that no name has."""
    if isinstance(read, Rejected):
        return read
    names = list(dict.fromkeys(one.name for round_ in read.rounds for one in round_.result.contest.slate))
    found = [FileFinding(read.source, 1, 1, *finding_of(flaw)) for flaw in flaws_of_names(names) if flaw is not None]
    if not found:
        return read
    return replace(_refused(read.source, BadInput(found)), organisation=read.rounds[0].organisation)


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


def _verified(source: str, opened: Opened, *, allow_unsigned: bool) -> Read:
    if isinstance(opened, SentPaper):
        read = _of_paper(source, opened, allow_unsigned=allow_unsigned)
        return replace(read, corrigendum=opened.is_corrigendum) if isinstance(read, Rejected) else read
    if isinstance(opened, SentFile):
        return _of_journal(source, opened.journal, opened.signers)
    if isinstance(opened, JournalSource):
        return _of_journal(source, opened, _by_nobody)
    return _of_folder(source, opened.load())


_Signers = Callable[[CountedContest], frozenset[str]]
"""Tells by which believed certificates what stands of a contest is signed."""


def _by_nobody(_: CountedContest) -> frozenset[str]:
    return frozenset()


def _of_journal(source: str, journal: JournalSource, signers: _Signers) -> Read:
    """Take the sealed contests of a congress file whose chains are sound."""
    saved = journal.load()
    if journal.practice:
        return Rejected(source, Why.PRACTICE)
    sealed, open_ = _split(saved, lambda one: (one.contest.id, one.contest.round) in journal.sealed)
    waiting = _waiting(source, saved, open_, Waiting.NOT_SEALED)
    return _counted(source, Form.TALLY, sealed, waiting, signers)


def _of_folder(source: str, saved: SavedCount) -> Read:
    """Count the contests of a folder that have ballots."""
    with_ballots, without = _split(saved, lambda one: len(one.ballots) > 0)
    return _counted(source, Form.FOLDER, with_ballots, _waiting(source, saved, without, Waiting.NO_BALLOTS))


def _of_paper(source: str, sent: SentPaper, *, allow_unsigned: bool) -> Read:
    """Take minutes or a record, if it is of the board whose it should be and says one thing to everybody."""
    paper, organisation = sent.paper, sent.organisation
    made_up = paper.practice if isinstance(paper, Minutes) else any(one.how.practice for one in paper.contests)
    if made_up or organisation_key(organisation.name) in _PRACTICE:
        return Rejected(source, Why.PRACTICE, organisation=organisation)
    rejected = not_believed(source, sent, allow_unsigned=allow_unsigned)
    if rejected is not None:
        return rejected
    return _of_minutes(source, sent, paper) if isinstance(paper, Minutes) else _of_record(source, sent, paper)


def _of_record(source: str, sent: SentPaper, saved: SavedCount) -> Read:
    """Count a record again."""
    counted = recount(_Given(saved))
    differs = _differs(source, counted)
    if differs is not None:
        return differs
    for one in counted.contests:
        shown = shown_otherwise(sent, figures_of(one.result), one.result.contest)
        if shown:
            return _rejected(source, Why.SHOWN, one.result.contest, shown, sent.organisation)
    (contest,) = saved.contests
    signers = signers_of(sent)
    rounds = tuple(replace(one, corrigenda=contest.corrigenda) for one in _rounds(counted, lambda _: signers))
    return Sent(source, Form.RECORD, rounds)


def _of_minutes(source: str, sent: SentPaper, minutes: Minutes) -> Read:
    """Take the figures of minutes that follow from each other: who is elected is decided again from the votes."""
    organisation, contest = sent.organisation, minutes.contest
    result = _decided_again(minutes)
    wrong = [one.key for one in disagreements(minutes.figures, figures_of(result))]
    wrong += [key for key in _votes(contest) if _whole(minutes.figures, key) > result.tally.valid]
    if wrong or not minutes.holds_together:
        return _rejected(source, Why.ALTERED, contest, tuple(wrong) or ("digest",), organisation)
    code = wrong_code(source, sent, minutes)
    if code is not None:
        return code
    correction = minutes.correction
    form, earlier = (Form.MINUTES, ()) if correction is None else (Form.CORRIGENDUM, correction.earlier)
    shown = shown_otherwise(sent, minutes.figures, contest, None if correction is None else correction.before)
    if shown:
        return _rejected(source, Why.SHOWN, contest, shown, organisation)
    if contest.is_opinion:
        return Sent(source, form, ())
    errors = _errors(check_contest(minutes.congress, minutes.profile, result, ()))
    round_ = _round(minutes.congress, result, minutes.digest, minutes.results_digest)
    corrected = replace(round_, earlier=earlier, corrigenda=minutes.corrigenda, signers=signers_of(sent))
    return Sent(source, form, (replace(corrected, decision=minutes.decision, errors=errors),))


def _rejected(source: str, why: Why, contest: Contest, keys: Sequence[str], organisation: Organisation) -> Rejected:
    fields = {"contest": contest.id, "figures": ", ".join(keys[:MOST_FINDINGS])}
    return Rejected(source, why, fields, organisation=organisation)


def _decided_again(minutes: Minutes) -> Result:
    contest, figures = minutes.contest, minutes.figures
    invalid = {reason: _whole(figures, f"invalid.{reason}") for reason in InvalidReason}
    votes = [_whole(figures, key) for key in _votes(contest)]
    valid = _whole(figures, "valid")
    tally = Tally(
        ballots=_whole(figures, "counted"),
        invalid_by_reason={reason: number for reason, number in invalid.items() if number},
        marks=tuple(MarkCounts(number, valid - number) for number in votes),
        ruled=(),
    )
    if contest.is_opinion:
        base = opinion_base(minutes.congress, minutes.profile)
    else:
        base = majority_base(minutes.congress, minutes.profile, tally.valid)
    return decide(contest, base, minutes.profile.tie_rule, tally)


def _votes(contest: Contest) -> list[str]:
    return [f"votes.{candidate.no}" for candidate in contest.slate]


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


def _counted(
    source: str, form: Form, saved: SavedCount, waiting: tuple[Unfinished, ...], signers: _Signers = _by_nobody
) -> Read:
    """Count again; a source of which one contest differs from what it says of itself is left out whole."""
    if organisation_key(saved.congress.organisation) in _PRACTICE:
        return Rejected(source, Why.PRACTICE, organisation=_organisation(saved.congress))
    counted = recount(_Given(saved))
    return _differs(source, counted) or Sent(source, form, tuple(_rounds(counted, signers)), waiting)


def _differs(source: str, counted: Recount) -> Rejected | None:
    for one in counted.contests:
        if one.disagreements:
            keys = [differing.key for differing in one.disagreements]
            return _rejected(source, Why.ALTERED, one.result.contest, keys, _organisation(counted.congress))
    return None


def _rounds(counted: Recount, signers: _Signers) -> Iterator[RoundSent]:
    """Yield the rounds of a count; opinion ballots are none."""
    for one in counted.contests:
        if not one.result.contest.is_opinion:
            *earlier, digests = one.versions
            round_ = _round(one.congress, one.right, *digests)
            told = replace(round_, decision=one.how.decision, earlier=tuple(earlier), errors=_errors(one.findings))
            yield replace(told, signers=signers(one))


def _errors(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(finding.code for finding in findings if finding.level == "error")


def _round(congress: Congress, result: Result, digest: str, results: str) -> RoundSent:
    # The rulings on single ballots stay behind: no figure needs them, and thousands of sources come together.
    slim = replace(result, tally=replace(result.tally, ruled=()))
    level = "" if congress.level is None else congress.level.value
    return RoundSent(_organisation(congress), level, congress.date, slim, digest, results)


def _organisation(congress: Congress) -> Organisation:
    return Organisation(congress.organisation, congress.superior)
