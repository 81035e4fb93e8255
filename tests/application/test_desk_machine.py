"""The desk as a machine: whatever a board does in whatever order, nothing acknowledged is lost and the result is right.

The model beside it holds what was acknowledged, pass by pass, and counts with the naive counter.
"""

from collections import Counter
from typing import Any

import hypothesis.strategies as st
import pytest
from desk_model import BALLOTS, CONGRESS, KEYS, PICK, PIN, RULINGS, as_row, plain_contest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from memory_journal import Clock, Codec, MemoryJournal, QuickHasher
from naive import naive_contest
from plain import document, to_congress, to_contest

from tally.application.desk.closing import Closing
from tally.application.desk.comparing import Comparing
from tally.application.desk.desk import Desk, Refused
from tally.application.desk.keying import Batches, Keyer
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.application.journal_file import check_chains
from tally.domain.ballot import Ruling
from tally.domain.desk import ContestKey
from tally.domain.journal import CONGRESS_CHAIN, EntryKind, broken_link, pass_chain
from tally.domain.passes import Keying


class DeskMachine(RuleBasedStateMachine):
    """A board at work."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.journal = MemoryJournal(self.clock)
        # The model: what was acknowledged.
        self.passes: dict[tuple[ContestKey, int, int], dict[int, Keying]] = {}
        self.closed: set[tuple[ContestKey, int, int]] = set()
        self.keyed_by: dict[tuple[ContestKey, int, int], str] = {}
        self.settled: dict[tuple[ContestKey, int, int], Keying | None] = {}
        self.amended: dict[tuple[ContestKey, int, int], Keying | None] = {}
        self.rulings: dict[tuple[ContestKey, int, int], Ruling | None] = {}
        self.wanted: dict[ContestKey, int] = {}
        self.returned: dict[ContestKey, int] = {}
        self.sealed: dict[ContestKey, tuple[dict[str, Any], str]] = {}
        self.entries = 0

    def open(self) -> None:
        """Open the congress file, as when the program starts."""
        self.desk = Desk(self.journal, Codec(), "may-1", self.clock)
        self.people = People(self.desk, QuickHasher())
        self.batches = Batches(self.desk)
        self.comparing = Comparing(self.desk)
        self.closing = Closing(self.desk, self.people)

    @initialize(passes=st.tuples(st.integers(1, 3), st.integers(1, 3)))
    def set_up(self, passes: tuple[int, int]) -> None:
        """Declare the congress, add the people, begin to count both contests."""
        self.open()
        contests = tuple(to_contest(plain_contest(key, None)) for key in KEYS)
        Setup(self.desk).declare(to_congress(CONGRESS), contests)
        for place, role in enumerate(("head", "secretary", "keyer", "keyer"), start=1):
            self.people.add(f"Người nhập {place}", role, PIN[f"p{place}"])
        self.sit_down("p1")
        for key, wanted in zip(KEYS, passes, strict=True):
            self.batches.begin_counting(key, wanted, "chỉ có một máy" if wanted == 1 else "")
            self.wanted[key] = wanted

    def sit_down(self, person: str) -> str:
        """Sign in when somebody else sits there."""
        if self.desk.person is None or self.desk.person.id != person:
            self.people.sign_in(person, PIN[person])
        return person

    def keyer_of(self, place: tuple[ContestKey, int, int]) -> Keyer:
        """Go back to an open pass as the person who keys it."""
        self.sit_down(self.keyed_by[place])
        keyer = self.batches.open_pass(place[0], place[1])
        assert keyer.number == place[2]
        return keyer

    def open_passes(self) -> list[tuple[ContestKey, int, int]]:
        """Return the passes being keyed."""
        return sorted(place for place in self.passes if place not in self.closed and place[0] not in self.sealed)

    def accepted(self) -> list[tuple[ContestKey, int]]:
        """Return the accepted batches that have a ballot, of contests not sealed."""
        return [
            (key, row.number)
            for key in KEYS
            if key not in self.sealed
            for row in self.batches.batches(key)
            if row.state == "accepted" and self.final(key, row.number)
        ]

    def final(self, key: ContestKey, batch: int) -> dict[int, Keying]:
        """Return what the model says of an accepted batch, by number."""
        stands: list[Keying] = []
        for slot in self.comparing.batch(key, batch).slots:
            agreed, times = Counter(slot.keyings).most_common(1)[0]
            if times != len(slot.keyings) and (key, batch, slot.place) in self.settled:
                agreed = self.settled[key, batch, slot.place]
            if agreed is not None:
                stands.append(agreed)
        found: dict[int, Keying] = {}
        for number, keying in enumerate(stands, start=1):
            place = (key, batch, number)
            now = self.amended.get(place, keying)
            if now is not None:
                found[number] = Keying(now.marks, self.rulings.get(place, now.ruling))
        return found

    # Keying

    @precondition(lambda self: len(self.sealed) < len(KEYS))
    @rule(pick=PICK, size=st.none() | st.integers(1, 4))
    def open_batch(self, pick: int, size: int | None) -> None:
        """Open a batch, counted by hand or not."""
        open_contests = [key for key in KEYS if key not in self.sealed]
        key = open_contests[pick % len(open_contests)]
        self.sit_down("p4")
        before = [row.number for row in self.batches.batches(key)]
        if len(before) < 3:
            assert self.batches.open_batch(key, size) == len(before) + 1

    @rule(pick=PICK, person=st.sampled_from(sorted(PIN)))
    def open_pass(self, pick: int, person: str) -> None:
        """Begin a pass, unless this person keyed another one of the batch or all are taken."""
        rows = [(key, row) for key in KEYS if key not in self.sealed for row in self.batches.batches(key)]
        if not rows:
            return
        key, row = rows[pick % len(rows)]
        self.sit_down(person)
        own = [one for one in row.passes if one.person == person]
        if own and not own[0].closed:
            assert self.batches.open_pass(key, row.number).number == own[0].number
        elif own:
            with pytest.raises(Refused, match="own_pass"):
                self.batches.open_pass(key, row.number)
        elif len(row.passes) >= self.wanted[key]:
            with pytest.raises(Refused, match="no_pass_left"):
                self.batches.open_pass(key, row.number)
        else:
            keyer = self.batches.open_pass(key, row.number)
            assert keyer.contents.ballots == {}
            place = (key, row.number, keyer.number)
            assert place not in self.passes
            self.passes[place] = {}
            self.keyed_by[place] = person

    @precondition(lambda self: self.open_passes())
    @rule(pick=PICK, ballots=st.lists(BALLOTS, min_size=1, max_size=4), seconds=st.integers(0, 20))
    def key(self, pick: int, ballots: list[Keying], seconds: int) -> None:
        """Key some ballots."""
        place = self.open_passes()[pick % len(self.open_passes())]
        keyer = self.keyer_of(place)
        for ballot in ballots:
            number = keyer.next_ballot
            self.clock.seconds += seconds
            entry = keyer.key(ballot.marks, ballot.ruling)
            assert (entry.ballot, entry.person) == (number, self.keyed_by[place])
            assert number == max(self.passes[place], default=0) + 1 or number not in self.passes[place]
            self.passes[place][number] = ballot

    @precondition(lambda self: self.open_passes() and any(self.passes[one] for one in self.open_passes()))
    @rule(pick=PICK, times=st.integers(1, 2))
    def repeat(self, pick: int, times: int) -> None:
        """Key the last ballot again."""
        places = [one for one in self.open_passes() if self.passes[one]]
        place = places[pick % len(places)]
        keyer = self.keyer_of(place)
        last = self.passes[place][max(self.passes[place])]
        for entry in keyer.repeat(times):
            assert entry.ballot is not None
            assert "repeated" in entry.payload
            self.passes[place][entry.ballot] = last

    @precondition(lambda self: any(self.passes[one] for one in self.open_passes()))
    @rule(pick=PICK, again=st.none() | BALLOTS)
    def correct_or_withdraw(self, pick: int, again: Keying | None) -> None:
        """Key a ballot of an open pass again, or take it back."""
        places = [(one, ballot) for one in self.open_passes() for ballot in sorted(self.passes[one])]
        place, ballot = places[pick % len(places)]
        keyer = self.keyer_of(place)
        if again is None:
            keyer.withdraw(ballot, "nhập hai lần")
            del self.passes[place][ballot]
            with pytest.raises(Refused, match="no_such_ballot"):
                keyer.withdraw(ballot, "nhập hai lần")
        elif again == self.passes[place][ballot]:
            with pytest.raises(Refused, match="nothing_changed"):
                keyer.correct(ballot, again.marks, again.ruling, "gõ nhầm")
        else:
            keyer.correct(ballot, again.marks, again.ruling, "gõ nhầm")
            self.passes[place][ballot] = again

    @precondition(lambda self: len(self.sealed) < len(KEYS))
    @rule(pick=PICK, stack=st.lists(BALLOTS, min_size=1, max_size=4), error=st.none() | BALLOTS)
    def key_a_whole_batch(self, pick: int, stack: list[Keying], error: Keying | None) -> None:
        """Key a batch by all its passes, perhaps with one ballot wrong, skipped or doubled in the last of them."""
        open_contests = [key for key in KEYS if key not in self.sealed]
        key = open_contests[pick % len(open_contests)]
        if len(self.batches.batches(key)) >= 4:
            return
        self.sit_down("p1")
        batch = self.batches.open_batch(key, len(stack))
        wrong = pick % len(stack)
        for number in range(1, self.wanted[key] + 1):
            person = self.sit_down(f"p{number + 1}")
            place = (key, batch, number)
            keyer = self.batches.open_pass(key, batch)
            self.passes[place], self.keyed_by[place] = {}, person
            own = list(stack)
            if error is not None and number == self.wanted[key]:
                own[wrong : wrong + 1] = [[error], [], [own[wrong]] * 2][pick % 3]
            for ballot in own:
                self.passes[place][keyer.next_ballot] = ballot
                keyer.key(ballot.marks, ballot.ruling)
            keyer.close(anyway=True)
            self.closed.add(place)

    @precondition(lambda self: self.open_passes())
    @rule(pick=PICK)
    def key_like_another(self, pick: int) -> None:
        """Bring a pass to what another pass of its batch holds: the usual case is that they agree."""
        place = self.open_passes()[pick % len(self.open_passes())]
        others = [one for one in self.passes if one[:2] == place[:2] and one != place]
        keyer = self.keyer_of(place)
        if not others or self.passes[place]:
            return
        for number in sorted(self.passes[others[0]]):
            ballot = self.passes[others[0]][number]
            self.passes[place][keyer.next_ballot] = ballot
            keyer.key(ballot.marks, ballot.ruling)

    @precondition(lambda self: self.open_passes())
    @rule(pick=PICK)
    def close_pass(self, pick: int) -> None:
        """Close a pass; after that nothing of it can change."""
        place = self.open_passes()[pick % len(self.open_passes())]
        keyer = self.keyer_of(place)
        size = self.desk.count_of(place[0]).batches[place[1]].size
        if not self.passes[place] or size not in (None, len(self.passes[place])):
            with pytest.raises(Refused, match=r"empty_pass|size_differs"):
                keyer.close()
        if len([one for one in self.closed if one[:2] == place[:2]]) >= self.wanted[place[0]]:
            # Waived while it was being keyed: what was accepted without it stays, and the pass stays open.
            with pytest.raises(Refused, match="pass_not_needed"):
                keyer.close(anyway=True)
            return
        keyer.close(anyway=True)
        self.closed.add(place)
        with pytest.raises(Refused, match="pass_closed"):
            keyer.key(b"\1\1\2\2")

    # Comparing

    @rule(pick=PICK, person=st.sampled_from(sorted(PIN)), choice=st.integers(0, 3), ballot=BALLOTS)
    def rekey(self, pick: int, person: str, choice: int, ballot: Keying) -> None:
        """Key a disputed ballot again: as one of the passes did, or otherwise."""
        disputes = [(key, *one) for key in KEYS if key not in self.sealed for one in self.comparing.disputes(key)]
        if not disputes:
            return
        key, batch, dispute = disputes[pick % len(disputes)]
        self.sit_down(person)
        compared = self.comparing.batch(key, batch)
        keyings, closed = compared.slots[dispute.place - 1].keyings, compared.state.closed
        again = keyings[choice] if choice < len(keyings) else ballot
        if person in self.desk.count_of(key).batches[batch].rekeyed.get(dispute.place, {}):
            with pytest.raises(Refused, match="rekeyed_already"):
                self.comparing.rekey(key, batch, dispute.place, again)
            return
        said = {(one, self.keyed_by[key, batch, number]) for number, one in zip(closed, keyings, strict=True)}
        said |= {(one, who) for who, one in compared.state.rekeyed.get(dispute.place, {}).items()}
        agrees = self.comparing.rekey(key, batch, dispute.place, again)
        # Each keying once for every person who said so.
        counts = Counter(one for one, _ in said | {(again, person)})
        alone = [one for one, times in counts.items() if times == max(counts.values())]
        assert agrees == (max(counts.values()) >= 2 and len(alone) == 1)
        if agrees:
            self.settled[key, batch, dispute.place] = alone[0]

    @rule(pick=PICK, ballot=st.none() | BALLOTS)
    def settle(self, pick: int, ballot: Keying | None) -> None:
        """Let the head rule; nobody else may."""
        disputes = [(key, *one) for key in KEYS if key not in self.sealed for one in self.comparing.disputes(key)]
        if not disputes:
            return
        key, batch, dispute = disputes[pick % len(disputes)]
        self.sit_down("p2")
        with pytest.raises(Refused, match="head_only"):
            self.comparing.settle(key, batch, dispute.place, ballot, "xem phiếu")
        self.sit_down("p1")
        second = None
        if self.comparing.takes_second(key, batch, dispute.place, ballot):
            with pytest.raises(Refused, match="second_needed"):
                self.comparing.settle(key, batch, dispute.place, ballot, "xem phiếu")
            second = self.people.confirm("p2", PIN["p2"])
        self.comparing.settle(key, batch, dispute.place, ballot, "xem phiếu", second)
        self.settled[key, batch, dispute.place] = ballot
        with pytest.raises(Refused, match="no_dispute"):
            self.comparing.settle(key, batch, dispute.place, ballot, "xem phiếu")

    @precondition(lambda self: len(self.sealed) < len(KEYS))
    @rule(pick=PICK)
    def waive(self, pick: int) -> None:
        """Ask for one pass fewer; what was accepted stays."""
        key = KEYS[pick % len(KEYS)]
        if key in self.sealed or self.wanted[key] == 1:
            return
        before = {batch: self.final(key, batch) for one, batch in self.accepted() if one == key}
        self.sit_down("p1")
        self.wanted[key] -= 1
        self.batches.waive_passes(key, self.wanted[key], "một máy hỏng")
        assert {batch: self.final(key, batch) for batch in before} == before

    # Closing

    @precondition(lambda self: self.accepted())
    @rule(pick=PICK, ruling=RULINGS)
    def rule_on_ballot(self, pick: int, ruling: Ruling | None) -> None:
        """Rule on an accepted ballot, with one more person where it overrules the marks."""
        key, batch = self.accepted()[pick % len(self.accepted())]
        ballots = self.final(key, batch)
        number = sorted(ballots)[pick % len(ballots)]
        self.sit_down("p1")
        if ruling == ballots[number].ruling:
            with pytest.raises(Refused, match="nothing_changed"):
                self.closing.rule(key, batch, number, ruling, "p2", PIN["p2"])
            return
        self.closing.rule(key, batch, number, ruling, "p2", PIN["p2"])
        self.rulings[key, batch, number] = ruling

    @precondition(lambda self: self.accepted())
    @rule(pick=PICK, ballot=st.none() | BALLOTS)
    def amend(self, pick: int, ballot: Keying | None) -> None:
        """Change an accepted ballot, or take it out."""
        key, batch = self.accepted()[pick % len(self.accepted())]
        ballots = self.final(key, batch)
        number = sorted(ballots)[pick % len(ballots)]
        self.sit_down("p1")
        marks, ruling = (None, None) if ballot is None else (ballot.marks, ballot.ruling)
        if ballot == ballots[number]:
            with pytest.raises(Refused, match="nothing_changed"):
                self.closing.amend(key, batch, number, marks, ruling, "nhập nhầm", "p2", PIN["p2"])
            return
        with pytest.raises(Refused, match="two_people"):
            self.closing.amend(key, batch, number, marks, ruling, "nhập nhầm", "p1", PIN["p1"])
        self.closing.amend(key, batch, number, marks, ruling, "nhập nhầm", "p2", PIN["p2"])
        self.amended[key, batch, number] = ballot
        self.rulings.pop((key, batch, number), None)
        change = self.desk.count_of(key).changes[-1]
        assert (change.before, change.after) == (ballots[number], ballot)
        assert (change.person, change.second) == ("p1", "p2")

    @precondition(lambda self: len(self.sealed) < len(KEYS))
    @rule(pick=PICK, honest=st.integers(0, 3))
    def seal(self, pick: int, honest: int) -> None:
        """Seal a contest when its papers add up and nothing is open; otherwise it cannot be sealed."""
        key = [key for key in KEYS if key not in self.sealed][pick % (len(KEYS) - len(self.sealed))]
        self.sit_down("p1")
        counted = sum(len(self.final(key, row.number)) for row in self.batches.batches(key) if row.state == "accepted")
        self.returned[key] = counted if honest else counted + 1
        Setup(self.desk).report_ballots(key, None, self.returned[key], self.returned[key])
        pending = any(
            row.state in ("compare", "disputed") or (row.state == "keying" and any(one.keyed for one in row.passes))
            for row in self.batches.batches(key)
        )
        people = ("p1", PIN["p1"], "p2", PIN["p2"])
        if not honest or pending or not counted or counted > CONGRESS["roll"]["present"]:
            with pytest.raises(Refused, match=r"batch_open|batch_disputed|finding_open|nothing_counted"):
                self.closing.seal(key, *people)
            return
        if any(one.entries for one in self.open_contents(key)):
            # Everything in an open pass was taken back: it is empty, and yet not closed.
            return
        with pytest.raises(Refused, match="two_people"):
            self.closing.seal(key, "p1", PIN["p1"], "p1", PIN["p1"])
        self.closing.seal(key, *people)
        seal = self.desk.count_of(key).seal
        assert seal is not None
        assert (seal.head, seal.second) == ("p1", "p2")
        self.sealed[key] = (document(self.closing.result(key).result), seal.digest)

    def open_contents(self, key: ContestKey) -> list[Any]:
        """Return what the passes of a contest hold that are not closed."""
        return [self.desk.pass_contents(*one) for one in self.passes if one[0] == key and one not in self.closed]

    @precondition(lambda self: self.sealed)
    @rule(pick=PICK, ballot=BALLOTS)
    def touch_what_is_sealed(self, pick: int, ballot: Keying) -> None:
        """Try everything on a sealed contest; all of it is refused and nothing is recorded."""
        key = sorted(self.sealed)[pick % len(self.sealed)]
        self.sit_down("p1")
        before = len(self.journal.held[CONGRESS_CHAIN])
        for attempt in (
            lambda: self.batches.open_batch(key),
            lambda: self.batches.open_pass(key, 1),
            lambda: self.batches.waive_passes(key, 1, "lý do"),
            lambda: self.comparing.rekey(key, 1, 1, ballot),
            lambda: self.comparing.settle(key, 1, 1, ballot, "lý do"),
            lambda: self.closing.rule(key, 1, 1, ballot.ruling, "p2", PIN["p2"]),
            lambda: self.closing.amend(key, 1, 1, ballot.marks, ballot.ruling, "lý do", "p2", PIN["p2"]),
            lambda: self.closing.piles(key, {1: 1}),
            lambda: self.closing.explain(key, "E103", "lý do"),
            lambda: self.closing.show_totals(key, shown=True),
            lambda: self.closing.seal(key, "p1", PIN["p1"], "p2", PIN["p2"]),
            lambda: Setup(self.desk).report_ballots(key, None, 3, 3),
            lambda: Setup(self.desk).remove_contest(key, "lý do"),
        ):
            with pytest.raises(Refused, match="sealed"):
                attempt()
        assert len(self.journal.held[CONGRESS_CHAIN]) == before

    @precondition(lambda self: self.sealed)
    @rule(pick=PICK, ballot=st.none() | BALLOTS)
    def corrigendum(self, pick: int, ballot: Keying | None) -> None:
        """Record a mistake found after the seal: the sealed result stays, the corrected one differs by that ballot."""
        key = sorted(self.sealed)[pick % len(self.sealed)]
        self.sit_down("p2")
        before = {(one.batch, one.number): Keying(one.marks, one.ruling) for one in self.closing.corrected(key).ballots}
        if not before:
            return
        place = sorted(before)[pick % len(before)]
        change = (None, None) if ballot is None else (ballot.marks, ballot.ruling)
        people = ("p1", PIN["p1"], "p2", PIN["p2"])
        if ballot == before[place]:
            with pytest.raises(Refused, match="nothing_changed"):
                self.closing.corrigendum(key, "đọc nhầm", {place: change}, *people)
            return
        self.closing.corrigendum(key, "đọc nhầm", {place: change}, *people)
        after = {(one.batch, one.number): Keying(one.marks, one.ruling) for one in self.closing.corrected(key).ballots}
        expected = {one: keying for one, keying in {**before, place: ballot}.items() if keying is not None}
        assert after == expected
        written = self.desk.count_of(key).corrigenda[-1]
        assert written.after == self.closing.corrected(key).digest != written.before
        assert [(one.before, one.after) for one in written.changes] == [(before[place], ballot)]

    # The machine itself

    def teardown(self) -> None:
        """Hold everything that was recorded against the law of the journal, as every reader does."""
        assert check_chains(self.journal, Codec()).broken == ()

    @rule(wrong=st.booleans())
    def start_again(self, wrong: bool) -> None:  # noqa: FBT001 - drawn
        """Lose the program: a new one on the same journal knows the same."""
        before = self.desk
        before.refresh()
        self.open()
        assert self.desk.person is None
        for name in ("declaration", "people", "contests", "heads", "entries", "head", "attended"):
            known = getattr(self.desk.state, name)
            assert known == getattr(before.state, name), name
        with pytest.raises(Refused, match="sign_in_first"):
            self.batches.open_batch(KEYS[0]) if KEYS[0] not in self.sealed else self.batches.open_pass(KEYS[0], 1)
        if wrong:
            with pytest.raises(Refused, match="wrong_pin"):
                self.people.sign_in("p3", "0000")
            self.sit_down("p3")

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        """Every pass holds what was acknowledged, read from the journal as a new program would."""
        for (key, batch, number), ballots in self.passes.items():
            assert self.desk.pass_contents(key, batch, number).ballots == ballots

    @invariant()
    def every_chain_is_sound_and_says_who(self) -> None:
        """No entry is missing or changed, and after the first sign-in every one names a person."""
        for entries in self.journal.held.values():
            assert broken_link(entries) is None
        named = [entry.person for entries in self.journal.held.values() for entry in entries]
        set_up = 1 + len(PIN)
        assert named[:set_up] == [""] * min(set_up, len(named))
        for chain, entries in self.journal.held.items():
            later = entries[set_up if chain == CONGRESS_CHAIN else 0 :]
            assert all(entry.person in PIN for entry in later if entry.kind is not EntryKind.SIGN_IN_FAILED)
        for key, batch, number in self.closed:
            chain = pass_chain(*key, batch, number)
            entries = self.journal.held.get(chain, [])
            head = entries[-1].hash if entries else bytes(32)
            assert self.desk.state.heads[chain] == (len(entries), head)

    @invariant()
    def the_result_is_what_the_naive_counter_says(self) -> None:
        """Count the accepted ballots by the second counter; a sealed contest gives what it gave when it was sealed."""
        for key in KEYS if self.passes else ():
            result = document(self.closing.result(key).result)
            if key in self.sealed:
                assert (result, self.closing.result(key).digest) == self.sealed[key]
            rows = []
            for row in self.batches.batches(key):
                if row.state != "accepted":
                    continue
                for number, keying in self.final(key, row.number).items():
                    rows.append(as_row(key, row.number, number, keying))
            assert result == naive_contest(CONGRESS, plain_contest(key, self.returned.get(key)), rows)


TestDeskMachine = DeskMachine.TestCase
TestDeskMachine.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
