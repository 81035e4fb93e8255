"""Closing: rulings and amendments, explanations, the result, the seal, and a corrigendum after it."""

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from tally.application.desk.account import accounts, pass_told
from tally.application.desk.clock import own_time
from tally.application.desk.comparing import Comparing
from tally.application.desk.desk import BOARD, HEAD, Desk, Refused, act
from tally.application.desk.keyer import check_marks
from tally.application.desk.people import People
from tally.application.desk.results import Results
from tally.application.how_counted import HowCounted
from tally.application.recount import CountedContest, Recount, figures_found, unexplained, with_changes
from tally.domain.ballot import Ballot, Mark, Ruling, overruling
from tally.domain.batch import keying_details, ruling_details
from tally.domain.checks import Finding
from tally.domain.desk import BallotPlace, ContestKey, Person
from tally.domain.journal import CONGRESS_CHAIN, EntryKind, pass_chain
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason


class Obstacle(NamedTuple):
    """Why a contest cannot be sealed yet; `key` and `fields` give its words, as those of `Refused`."""

    key: str
    fields: Mapping[str, object]


class Closing:
    """The end of a contest's count."""

    def __init__(self, desk: Desk, people: People) -> None:
        self._desk = desk
        self._people = people
        self._comparing = Comparing(desk)
        self._results = Results(desk)

    def rule(  # noqa: PLR0913, PLR0917 - a place, what the board concludes, and who stands behind it
        self,
        key: ContestKey,
        batch: int,
        ballot: int,
        ruling: Ruling | None,
        second_id: str = "",
        second_pin: str = "",
    ) -> None:
        """Record the board's conclusion on an accepted ballot.

        Args:
            key: the contest.
            batch: its number.
            ballot: its number in the accepted batch.
            ruling: the conclusion; None: what was ruled or keyed is withdrawn, so that the marks alone decide.
            second_id: where the ruling overrules what the marks say, or takes the place of one that does, one more
                beside the head, who is signed in.
            second_pin: that person's PIN.

        Raises:
            Refused: `no_such_ballot`; `nothing_changed`; `ruling_text_needed` with `other` and "valid";
                `second_needed`, `two_people`, `head_only` where it takes two; `board_only`; `sealed`; and a
                PIN as `People.sign_in`.
        """
        with self._desk.deciding():
            takes_two = self._takes_two(key, batch, ballot, ruling)
        details: dict[str, object] = {"batch": batch, "ballot": ballot, "ruling": ruling_details(ruling)}
        second = self._beside_the_head(second_id, second_pin) if takes_two else None
        with self._desk.deciding():
            if self._takes_two(key, batch, ballot, ruling) != takes_two:
                raise Refused("changed_meanwhile")
            if second is not None:
                details |= self._still_beside_the_head(second)
            self._desk.record(EntryKind.BALLOT_RULED, details, key)

    def amend(  # noqa: PLR0913, PLR0917 - a place, what stands there, why, and who stands behind it
        self,
        key: ContestKey,
        batch: int,
        ballot: int,
        marks: bytes | None,
        ruling: Ruling | None,
        reason: str,
        second_id: str,
        second_pin: str,
    ) -> None:
        """Change an accepted ballot; both values stay in the journal and print as before -> after.

        The people of two passes agreed on it, so it takes two to change it: the head, who is signed in, and one more.

        Args:
            key: the contest.
            batch: its number.
            ballot: its number in the accepted batch.
            marks: one `Mark` byte per candidate; None: there is no such paper, and its number stays unused.
            ruling: the board's, or None.
            reason: in words.
            second_id: one more of the board.
            second_pin: that person's PIN.

        Raises:
            Refused: `no_such_ballot`; `reason_needed`; `nothing_changed`; `marks_wrong`; `head_only`; `second_needed`;
                `two_people`; `board_only`; `changed_meanwhile`; `sealed`; and a PIN as `People.sign_in`.
        """
        seen = self.check_amend(key, batch, ballot, marks, ruling, reason)
        second = self._beside_the_head(second_id, second_pin)
        with self._desk.deciding():
            details = self.check_amend(key, batch, ballot, marks, ruling, reason)
            if details != seen:
                raise Refused("changed_meanwhile")
            self._desk.record(EntryKind.BALLOT_AMENDED, {**details, **self._still_beside_the_head(second)}, key)

    @act
    def check_amend(  # noqa: PLR0913, PLR0917 - as `amend`
        self, key: ContestKey, batch: int, ballot: int, marks: bytes | None, ruling: Ruling | None, reason: str
    ) -> Mapping[str, object]:
        """Return what an amendment records, before anybody beside the head is asked for it.

        Raises:
            Refused: as `amend`, but for the second person.
        """
        self._desk.unsealed(key)
        self._desk.signed_in(HEAD)
        details = self._change(key, self._ballot(key, batch, ballot), marks, ruling)
        if not reason.strip():
            raise Refused("reason_needed")
        return {**details, "reason": reason.strip()}

    @act
    def piles(self, key: ContestKey, piles: Mapping[int, int]) -> None:
        """Record piles counted by hand: by number of names voted, so many ballots.

        Raises:
            Refused: `negative`; `pile_names` with more names than stand on a ballot; `board_only`; `sealed`.
        """
        self._desk.unsealed(key)
        self._desk.signed_in(BOARD)
        if any(names < 0 or ballots < 0 for names, ballots in piles.items()):
            raise Refused("negative")
        contest = self._desk.contest(key)
        if not contest.has_piles(piles):
            raise Refused("pile_names", most=len(contest.slate))
        counted = {str(names): ballots for names, ballots in sorted(piles.items())}
        self._desk.record(EntryKind.PILES_COUNTED, {"piles": counted}, key)

    def pile_differences(self, key: ContestKey) -> tuple[tuple[int, int, int], ...]:
        """Return where the piles differ from what was keyed: names voted, ballots by hand, ballots keyed.

        A ballot that the board ruled invalid lies on no pile. Without piles there is nothing to compare.
        """
        by_hand = self._desk.count_of(key).piles
        if not by_hand:
            return ()
        keyed = Counter(
            ballot.marks.count(Mark.FOR)
            for ballot in self._comparing.ballots(key)
            if ballot.ruling is None or ballot.ruling.reason is None
        )
        return tuple(
            (names, by_hand.get(names, 0), keyed[names])
            for names in sorted({*by_hand, *keyed})
            if by_hand.get(names, 0) != keyed[names]
        )

    @act
    def explain(self, key: ContestKey, code: str, text: str) -> None:
        """Record the board's explanation of a finding; it explains the figures of now, no others.

        Raises:
            Refused: `no_such_finding`; `reason_needed`; `board_only`; `sealed`.
        """
        self._desk.unsealed(key)
        self._desk.signed_in(BOARD)
        figures = figures_found(self.result(key).findings, code)
        if figures is None:
            raise Refused("no_such_finding", code=code)
        if not text.strip():
            raise Refused("reason_needed")
        details = {"code": code, "text": text.strip(), "figures": figures}
        self._desk.record(EntryKind.FINDING_EXPLAINED, details, key)

    @act
    def show_totals(self, key: ContestKey, shown: bool) -> None:  # noqa: FBT001 - shown or hidden is what it is about
        """Show or hide running totals before the passes agree; only the head, and it is recorded.

        Raises:
            Refused: `head_only`; `sealed`.
        """
        self._desk.unsealed(key)
        self._desk.signed_in(HEAD)
        self._desk.record(EntryKind.TOTALS_SHOWN, {"shown": shown}, key)

    def result(self, key: ContestKey) -> CountedContest:
        """Return the count of the accepted ballots, by the code of `tally recount`; once sealed, as it was sealed."""
        return self._results.result(key)

    def recount(self) -> Recount:
        """Return the count of every contest, with how it was counted, for the papers."""
        counted = tuple(self._results.result(key, how) for key, how in self.how_counted().items())
        return Recount(self._desk.congress, self._desk.profile, counted)

    def how_counted(self) -> Mapping[ContestKey, HowCounted]:
        """Return how every contest was counted, as the papers tell it; it reads every pass again."""
        desk = self._desk
        desk.refresh()
        upto = desk.state.entries
        return accounts(
            desk.state,
            desk.contests,
            lambda: islice(desk.journal.entries(CONGRESS_CHAIN), upto),
            lambda key, batch, number: pass_told(desk.journal.entries(pass_chain(*key, batch, number)), batch, number),
            desk.batch_count,
        )

    def unexplained(self, key: ContestKey) -> tuple[Finding, ...]:
        """Return the findings that block the seal until the board explains them."""
        return unexplained(self.result(key).findings, self._desk.count_of(key).figures)

    def obstacles(self, key: ContestKey) -> tuple[Obstacle, ...]:
        """Return everything that still stands between the contest and its seal; empty when it can be sealed."""
        self._desk.refresh()
        count, contest = self._desk.count_of(key), self._desk.contest(key)
        if count.seal is not None:
            return (Obstacle("sealed", {"title": contest.title}),)
        if not count.begun:
            return (Obstacle("not_begun", {"title": contest.title}),)
        found: list[Obstacle] = []
        for number in sorted(count.batches):
            compared = self._desk.batch_count(key, number)
            if not compared.keyed and self._desk.holds_ballots(key, number):
                found.append(Obstacle("batch_open", {"batch": number}))
            elif compared.open_disputes:
                found.append(Obstacle("batch_disputed", {"batch": number, "ballots": len(compared.open_disputes)}))
        if not found and not self.result(key).result.tally.ballots:
            found.append(Obstacle("nothing_counted", {"title": contest.title}))
        if contest.returned is None:
            found.append(Obstacle("returned_unknown", {"title": contest.title}))
        found += [
            Obstacle("finding_open", {"code": code})
            for code in dict.fromkeys(finding.code for finding in self.unexplained(key))
        ]
        return tuple(found)

    def seal(  # noqa: PLR0913, PLR0917 - two people, and what they saw
        self,
        key: ContestKey,
        head_id: str,
        head_pin: str,
        second_id: str,
        second_pin: str,
        seen: str = "",
        *,
        clock_agreed: bool = False,
    ) -> None:
        """Seal a contest: the head and one more close its count over its digest; nothing of it changes any more.

        Args:
            key: the contest.
            head_id: the head.
            head_pin: the head's PIN.
            second_id: one more.
            second_pin: that person's PIN.
            seen: digest of the result that they looked at; empty: whatever it is now.
            clock_agreed: the two were told that the machine's clock is behind the journal, and seal by it all the same.

        Raises:
            Refused: the first of `obstacles`; `result_changed` when it is another than they saw; `changed_meanwhile`;
                `clock_behind` where it is and they were not told; `head_only`, `board_only`, `two_people`; PINs as
                `People.sign_in`.
        """
        self._desk.signed_in()
        with self._desk.deciding():
            self._check_sealable(key, seen)
            own_time(self._desk, agreed=clock_agreed)
        people = self._two_people(head_id, head_pin, second_id, second_pin)
        with self._desk.deciding():
            digest = self._check_sealable(key, seen)
            time = own_time(self._desk, agreed=clock_agreed)
            details = {**self._still(people), **time, "digest": digest, "entries": self._desk.state.entries}
            self._desk.record(EntryKind.CONTEST_SEALED, details, key)

    def _check_sealable(self, key: ContestKey, seen: str) -> str:
        """Return the digest of a contest that may be sealed. Raises Refused as `seal`."""
        self._desk.unsealed(key)
        for obstacle in self.obstacles(key):
            raise Refused(obstacle.key, **obstacle.fields)
        digest = self.result(key).digest
        if seen not in {"", digest}:
            raise Refused("result_changed", title=self._desk.contest(key).title)
        return digest

    def corrigendum(  # noqa: PLR0913, PLR0917 - what was wrong, what is right, and two people
        self,
        key: ContestKey,
        reason: str,
        changes: Mapping[BallotPlace, tuple[bytes | None, Ruling | None]],
        head_id: str,
        head_pin: str,
        second_id: str,
        second_pin: str,
        *,
        clock_agreed: bool = False,
    ) -> None:
        """Record a mistake found after the seal; the sealed result stays, and `corrected` is what is right.

        Args:
            key: the contest.
            reason: in words.
            changes: by batch and ballot, marks and ruling as they should be; marks None: there is no such paper.
            head_id: the head.
            head_pin: the head's PIN.
            second_id: one more.
            second_pin: that person's PIN.
            clock_agreed: as of `seal`.

        Raises:
            Refused: `not_sealed`; `reason_needed`; `nothing_changed`; `no_such_ballot`; `marks_wrong`; and as `seal`.
        """
        self._desk.signed_in()
        with self._desk.deciding():
            self._correction(key, reason, changes)
            own_time(self._desk, agreed=clock_agreed)
        people = self._two_people(head_id, head_pin, second_id, second_pin)
        with self._desk.deciding():
            details = {**self._correction(key, reason, changes), **own_time(self._desk, agreed=clock_agreed)}
            self._desk.record(EntryKind.CORRIGENDUM, {**self._still(people), **details}, key)

    def _correction(
        self, key: ContestKey, reason: str, changes: Mapping[BallotPlace, tuple[bytes | None, Ruling | None]]
    ) -> dict[str, object]:
        """Return what a corrigendum records, but for its people. Raises Refused as `corrigendum`."""
        if self._desk.count_of(key).seal is None:
            raise Refused("not_sealed", title=self._desk.contest(key).title)
        if not reason.strip():
            raise Refused("reason_needed")
        if not changes:
            raise Refused("nothing_changed", ballot="–")
        before = self.corrected(key)
        # Of ballots that bear one number, the first is meant.
        ballots = {(ballot.batch, ballot.number): ballot for ballot in reversed(before.ballots)}
        recorded: list[dict[str, object]] = []
        for place, (marks, ruling) in sorted(changes.items(), key=lambda change: change[0]):
            if place not in ballots:
                raise Refused("no_such_ballot", batch=place[0], ballot=place[1])
            recorded.append(self._change(key, ballots[place], marks, ruling))
        right = {place: None if marks is None else Keying(marks, ruling) for place, (marks, ruling) in changes.items()}
        after = self._results.count(key, with_changes(before.ballots, right))
        return {"reason": reason.strip(), "before": before.digest, "after": after.digest, "changes": recorded}

    def corrected(self, key: ContestKey, upto: int | None = None) -> CountedContest:
        """Return the count with its corrigenda, all or the first so many; without one it is the result."""
        return self._results.corrected(key, upto)

    def _takes_two(self, key: ContestKey, batch: int, ballot: int, ruling: Ruling | None) -> bool:
        """Tell whether a ruling overrules what the marks say, or one that does. Raises Refused as `rule`."""
        self._desk.unsealed(key)
        self._desk.signed_in(BOARD)
        current = self._ballot(key, batch, ballot)
        if ruling == current.ruling:
            raise Refused("nothing_changed", ballot=ballot)
        if ruling is not None and ruling.reason in (None, InvalidReason.OTHER) and not ruling.text.strip():
            raise Refused("ruling_text_needed")
        return overruling(current.ruling, ruling, self._desk.contest(key).finding(current.marks, self._desk.profile))

    def _ballot(self, key: ContestKey, batch: int, number: int) -> Ballot:
        count = self._desk.count_of(key)
        if batch in count.batches:
            compared = self._desk.batch_count(key, batch)
            if not compared.accepted:
                raise Refused("not_accepted", batch=batch)
            for ballot in count.final_ballots(compared):
                if ballot.number == number:
                    return ballot
        raise Refused("no_such_ballot", batch=batch, ballot=number)

    def _change(self, key: ContestKey, ballot: Ballot, marks: bytes | None, ruling: Ruling | None) -> dict[str, object]:
        before = Keying(ballot.marks, ballot.ruling)
        after = None if marks is None else Keying(marks, ruling)
        if marks is not None:
            check_marks(marks, len(self._desk.contest(key).slate))
        if before == after:
            raise Refused("nothing_changed", ballot=ballot.number)
        return {
            "batch": ballot.batch,
            "ballot": ballot.number,
            "before": keying_details(before),
            "after": keying_details(after),
        }

    def _two_people(self, head_id: str, head_pin: str, second_id: str, second_pin: str) -> tuple[Person, Person]:
        head = self._people.confirm(head_id, head_pin)
        if head.role not in HEAD:
            raise Refused("head_only", name=head.name)
        return head, self._second(head.id, second_id, second_pin)

    def _pins_shown(self, *people: str) -> dict[str, object]:
        """Return which PINs were shown, each by the entry that set it, as the law asks; nothing without PINs."""
        pins = self._desk.state.pins
        return {"pins": [pins[person] for person in people]} if pins else {}

    def _beside_the_head(self, second_id: str, second_pin: str) -> Person:
        """Return who stands behind something beside the head, who is signed in. Raises Refused."""
        head = self._desk.signed_in(HEAD)
        if not second_id:
            raise Refused("second_needed")
        return self._second(head.id, second_id, second_pin)

    def _still_beside_the_head(self, second: Person) -> dict[str, object]:
        """Return that person as an entry names them, if they are still who they were."""
        self._people.still(second)
        return {"second": second.id, **self._pins_shown(second.id)}

    def _second(self, head_id: str, second_id: str, second_pin: str) -> Person:
        if second_id == head_id:
            raise Refused("two_people")
        second = self._people.confirm(second_id, second_pin)
        if second.role not in BOARD:
            raise Refused("board_only", name=second.name)
        return second

    def _still(self, people: tuple[Person, Person]) -> dict[str, object]:
        """Return two people who showed their PINs as an entry names them, if they are still who they were."""
        for person in people:
            self._people.still(person)
        head, second = (person.id for person in people)
        return {"head": head, "second": second, **self._pins_shown(head, second)}
