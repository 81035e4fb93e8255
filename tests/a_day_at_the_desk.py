"""A board's day on a real congress file, through the use cases of the desk alone: prepare, count, seal, go on.

Every paper is keyed in two passes by two persons on two computers; the head and the secretary seal. Times on the clock
are Vietnam's.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from builders import marks
from memory_journal import Codec, QuickHasher

from tally.application.desk.desk import Desk
from tally.application.desk.rounds import Rounds
from tally.domain.ballot import Ruling
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.store.opening import open_file
from tally.tui.services import OpenDesk

VIETNAM = timezone(timedelta(hours=7))
HEAD, SECRETARY, KEYER, OTHER = "p1", "p2", "p3", "p4"
PEOPLE = (("Lò Thị Hoa", "head"), ("Cà Văn Nam", "secretary"), ("Vì Văn Sơn", "keyer"), ("Quàng Thị Mai", "keyer"))
PIN = "271828"
TWO = (HEAD, PIN, SECRETARY, PIN)
BATCH = 20  # ballots


class WallClock:
    """The clock in the hall; it stands still until somebody looks and sets it."""

    def __init__(self, day: datetime) -> None:
        self.time = day

    def __call__(self) -> str:
        """Return the time as the journal writes it."""
        return self.time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def now(self) -> datetime:
        """Return the time with its zone."""
        return self.time

    def set(self, time: str) -> None:
        """Set it to an hour and minute of the same day, such as `08:30`; it never goes back."""
        hour, minute = map(int, time.split(":"))
        later = self.time.replace(hour=hour, minute=minute)
        assert later >= self.time, "a journal's clock does not go back"
        self.time = later


class Day:
    """A board at two computers with one congress file."""

    def __init__(self, path: Path, clock: WallClock, *, newcomers: bool = True) -> None:
        """Open the file on both.

        Args:
            path: of the congress file.
            clock: of the hall.
            newcomers: give the board its seats; nobody sits at the desk yet.
        """
        self.clock = clock
        self._open = ExitStack()
        self.table, self.beside = (self._station(path, name) for name in ("may-1", "may-2"))
        if newcomers:
            for name, role in PEOPLE:
                self.table.people.add(name, role, PIN)
        self.table.people.sign_in(HEAD, PIN)

    def _station(self, path: Path, name: str) -> OpenDesk:
        journal = open_file(path, name, self.clock)
        self._open.callback(journal.close)
        return OpenDesk.on(path, Desk(journal, Codec(), name, self.clock), QuickHasher())

    @property
    def rounds(self) -> Rounds:
        """What follows a result."""
        return self.table.rounds

    def close(self) -> None:
        """Let go of the file."""
        self._open.close()

    def contest(self, key: ContestKey) -> Contest:
        """Return a contest as declared now."""
        self.table.desk.refresh()
        return self.table.desk.contest(key)

    def change(self, key: ContestKey, **parts: object) -> None:
        """Change parts of a contest that is not counted yet."""
        self.table.setup.update_contest(replace(self.contest(key), **parts))  # type: ignore[arg-type]  # its fields

    def hold(  # noqa: PLR0913 - a round has as many facts
        self,
        key: ContestKey,
        times: tuple[str, str, str],
        ballots: Sequence[str],
        *,
        present: int,
        issued: int | None = None,
        misread: int | None = None,
        marked: Sequence[int] = (),
        before_count: Callable[[ContestKey], None] = lambda _key: None,
        after_seal: Callable[[ContestKey], None] = lambda _key: None,
    ) -> None:
        """Hold a round from its first step to its seal and the announcement.

        Args:
            key: the contest and round.
            times: when ballots are issued, when the box is opened, when it is sealed.
            ballots: every paper in the order of the stack, as `builders.marks` reads them.
            present: people present.
            issued: papers issued; None: one for everybody present.
            misread: number of a paper of batch 1 that the second keyer reads otherwise; the secretary keys it again.
            marked: numbers in batch 1 of papers that the board rules marked, head and secretary together.
            before_count: what is done between the report to the congress and the opening of the box.
            after_seal: what is done before the result is announced.
        """
        issue, open_, seal = times
        procedure, setup = self.table.procedure, self.table.setup
        self.clock.set(issue)
        self.table.people.sign_in(HEAD, PIN)
        procedure.mark_done(key, "check-box")
        setup.report_ballots(key, present, present if issued is None else issued, len(ballots))
        procedure.mark_done(key, "report")
        before_count(key)
        self.clock.set(open_)
        procedure.mark_done(key, "open")
        self.table.batches.begin_counting(key)
        self._key(key, ballots, misread)
        self.table.people.sign_in(HEAD, PIN)
        for number in marked:
            self.table.closing.rule(key, 1, number, Ruling(InvalidReason.MARKED), SECRETARY, PIN)
        procedure.mark_done(key, "rule")
        self.clock.set(seal)
        for code in dict.fromkeys(finding.code for finding in self.table.closing.unexplained(key)):
            message = f"{code} would block the seal of {key}"
            raise AssertionError(message)
        self.table.closing.seal(key, *TWO)
        after_seal(key)
        for step in ("announce", "sign", "hand-over"):
            procedure.mark_done(key, step)
        assert procedure.next_step(key) is None

    def _key(self, key: ContestKey, ballots: Sequence[str], misread: int | None) -> None:
        """Key every batch twice: one person at each computer."""
        for start in range(0, len(ballots), BATCH):
            stack = ballots[start : start + BATCH]
            number = self.table.batches.open_batch(key, len(stack))
            for station, person in ((self.table, KEYER), (self.beside, OTHER)):
                station.people.sign_in(person, PIN)
                keyer = station.batches.open_pass(key, number)
                for place, ballot in enumerate(stack, start=1):
                    wrong = number == 1 and person == OTHER and place == misread
                    keyer.key(marks(swapped(ballot) if wrong else ballot))
                keyer.close()
            self.table.people.sign_in(SECRETARY, PIN)
            for dispute in self.table.comparing.batch(key, number).open_disputes:
                self.table.comparing.rekey(key, number, dispute.place, Keying(marks(stack[dispute.place - 1])))
            self.table.people.sign_in(HEAD, PIN)

    def advice(self, key: ContestKey) -> str:
        """Return what the screen and the paper would say of what may follow a sealed round."""
        from tally.application.body_sentences import follow_sentences  # noqa: PLC0415 - words are read late
        from tally.locales import Words  # noqa: PLC0415 - as above

        body, following = self.rounds.body(key), self.rounds.what_may_follow(key)
        said = follow_sentences(Words("vi"), self.table.desk.profile, body, following, str)
        return " ".join(said)


def swapped(ballot: str) -> str:
    """Return a paper read wrongly: the first two names exchanged, or its only name turned round."""
    turned = {"+": "-", "-": "+"}
    if len(ballot) == 1 or ballot[0] == ballot[1]:
        return turned[ballot[0]] + ballot[1:]
    return ballot[1] + ballot[0] + ballot[2:]


def papers(votes: Sequence[int], most: int, valid: int) -> list[str]:
    """Return valid papers on which each person got so many votes: none empty, none with more names than the seats."""
    made = [["-"] * len(votes) for _ in range(valid)]
    for place, wanted in sorted(enumerate(votes), key=lambda one: -one[1]):
        emptiest = sorted((paper for paper in made if paper.count("+") < most), key=lambda paper: paper.count("+"))
        assert len(emptiest) >= wanted, f"{votes} cannot be given on {valid} papers"
        for paper in emptiest[:wanted]:
            paper[place] = "+"
    assert all("+" in paper for paper in made), "an empty paper is not valid"
    assert [sum(paper[place] == "+" for paper in made) for place in range(len(votes))] == list(votes)
    return ["".join(paper) for paper in made]
