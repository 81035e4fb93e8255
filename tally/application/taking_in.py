"""Saved ballots taken into a congress file: a journal like any other, of one pass, that names where they came from."""

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter

from tally.application.desk.desk import Desk
from tally.application.intake import BadInput, FileFinding
from tally.application.journal_file import StoredJournal
from tally.application.recount import SavedContest, SavedCount
from tally.domain.ballot import Ballot, place_and_content
from tally.domain.batch import ruling_details
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.journal import CONGRESS_CHAIN, EntryKind, pass_chain
from tally.domain.names import normalise, organisation_key


def take_in(  # noqa: PLR0913, PLR0917 - what is taken in, from where, and why in one pass
    desk: Desk,
    journal: StoredJournal,
    saved: SavedCount,
    source: str,
    files: Mapping[str, str],
    reason: str,
    *,
    of_another: bool = False,
) -> int:
    """Append saved ballots to a congress file, all of them or none; return how many there were.

    Where there are none, nothing is recorded.

    Args:
        desk: the congress file.
        journal: of the desk.
        saved: the ballots.
        source: where they come from, as the user knows it.
        files: the files they were read from, each with its SHA-256 in hex.
        reason: why there is one keying pass only, in the words of the user's language; prints in the minutes.
        of_another: take them though they say that they are of another congress.

    Raises:
        BadInput: they are of another congress;
            a contest is not declared, is declared otherwise, or is being counted already; all of them.
        OSError: the machine failed.
    """
    asked = [one for one in saved.contests if one.ballots]
    details: dict[str, object] = {
        "source": source,
        "files": dict(files),
        "contests": [[one.contest.id, one.contest.round, len(one.ballots)] for one in asked],
    }
    with desk.deciding():
        _refuse(desk, [] if of_another else of_another_congress(desk.congress, saved.congress), asked, source)
        if asked:
            desk.record(EntryKind.IMPORTED, details)
        for one in asked:
            _Contest(journal, one).append(reason)
    desk.refresh()
    return sum(len(one.ballots) for one in asked)


def of_another_congress(declared: Congress, saved: Congress) -> list[Mapping[str, str]]:
    """Return in what saved ballots say that they are of another congress; what either does not say differs in nothing.

    Returns:
        The fields of E816 for each.
    """
    named = ("organisation", declared.organisation, saved.organisation), ("superior", declared.superior, saved.superior)
    said = [(key, one, other) for key, one, other in named if organisation_key(one) != organisation_key(other)]
    for key in ("level", "kind", "term", "date"):
        one, other = getattr(declared, key), getattr(saved, key)
        if normalise(str(one)) != normalise(str(other)):
            said.append((key, str(one or ""), str(other or "")))
    return [{"congress_part": key, "saved": other, "declared": one} for key, one, other in said if one and other]


def _refuse(desk: Desk, others: list[Mapping[str, str]], asked: list[SavedContest], source: str) -> None:
    declared = {(contest.id, contest.round): contest for contest in desk.contests}
    findings = [FileFinding(source, 1, 1, "E816", fields) for fields in others]
    for one in asked:
        key = (one.contest.id, one.contest.round)
        code = None
        if key not in declared:
            code = "E991"
        elif _ballot_of(declared[key]) != _ballot_of(one.contest):
            code = "E992"
        elif desk.count_of(key).begun:
            code = "E993"
        if code is not None:
            findings.append(FileFinding(source, 1, 1, code, {"contest": key[0], "round": key[1]}))
    if findings:
        raise BadInput(findings)


def _ballot_of(contest: Contest) -> object:
    """Return what the marks of a ballot mean, and what makes it valid."""
    return [(candidate.no, candidate.name) for candidate in contest.slate], contest.style, contest.most_names


class _Contest:
    """The entries of one contest."""

    def __init__(self, journal: StoredJournal, saved: SavedContest) -> None:
        self._journal = journal
        self._saved = saved
        self._key = (saved.contest.id, saved.contest.round)

    def append(self, reason: str) -> None:
        self._record(EntryKind.COUNTING_BEGUN, {"passes": 1, "reason": reason, "without_pins": False})
        ballots = sorted(self._saved.ballots, key=place_and_content)
        for batch, stack in groupby(ballots, attrgetter("batch")):
            self._append_batch(batch, list(stack))

    def _append_batch(self, batch: int, ballots: list[Ballot]) -> None:
        numbers = [ballot.number for ballot in ballots]
        own = {} if numbers == list(range(1, len(numbers) + 1)) else {"numbers": numbers}
        self._record(EntryKind.BATCH_OPENED, {"batch": batch, "size": len(ballots), **own})
        self._record(EntryKind.PASS_OPENED, {"batch": batch, "pass": 1})
        chain = pass_chain(*self._key, batch, 1)
        head = b""
        for place, ballot in enumerate(ballots, start=1):
            details = None if ballot.ruling is None else {"ruling": ruling_details(ballot.ruling)}
            head = self._journal.append(
                chain, EntryKind.BALLOT_KEYED, ballot=place, marks=ballot.marks, details=details
            ).hash
        closing = {"batch": batch, "pass": 1, "ballots": len(ballots), "entries": len(ballots), "head": head.hex()}
        self._record(EntryKind.PASS_CLOSED, closing)

    def _record(self, kind: EntryKind, details: Mapping[str, object]) -> None:
        about = {"contest": self._key[0], "round": self._key[1]}
        self._journal.append(CONGRESS_CHAIN, kind, details={**details, **about})
