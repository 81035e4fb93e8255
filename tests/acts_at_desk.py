"""Every act of the desk as one call, and three moments of a congress on a real file in which boards do them.

An act is made ready at a window before anybody acts (`ACTS`): what the person sees then is what they decide on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from builders import a_congress, a_contest, marks
from held_rounds import CHAIR, PEOPLE, ballots_for
from memory_journal import QuickHasher
from qr_keys import ThrowawayQrKey

from tally.application.desk.clock import Clock, Doubt
from tally.application.desk.desk import Desk, Journal
from tally.application.desk.keyer import Keyer
from tally.application.desk.signing import sign_qr
from tally.application.papers import note_papers
from tally.domain.ballot import Ruling
from tally.domain.body import Way
from tally.domain.clock import Jump
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey
from tally.domain.hand_vote import HandVote
from tally.domain.height import NOTHING, Height, Lost
from tally.domain.journal import pass_chain
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason, RuleProfile
from tally.files.congress_toml import read_congress, write_congress
from tally.store.opening import create, open_file
from tally.tui.services import OpenDesk

KEY: ContestKey = ("bch", 1)
LATER: ContestKey = ("dai-bieu", 1)
DECIDED: ContestKey = ("hai", 1)
PREPARED: ContestKey = ("ba", 1)
HEAD, SECRETARY, KEYER, OTHER = "p1", "p2", "p3", "p4"
PEOPLE_OF = (("Lò Thị Hoa", "head"), ("Cà Văn Nam", "secretary"), ("Vì Văn Sơn", "keyer"), ("Quàng Thị Mai", "keyer"))
PIN, ANOTHER_PIN, WRONG_PIN = "271828", "314159", "161803"
TWO = (HEAD, PIN, SECRETARY, PIN)
SIGNER = ThrowawayQrKey()


class Seat(NamedTuple):
    """Who sits at which computer."""

    person: str
    station: str


class NotHere(Exception):  # noqa: N818 - nothing failed: there is nothing to do it with at this window
    """An act that cannot even be begun here."""


class Codec:
    """The congress file, each text read once for all windows: its values never change."""

    def read(self, text: str) -> tuple[Congress, tuple[Contest, ...], RuleProfile]:
        """Return what a congress file says."""
        return _read(text)

    def write(self, congress: Congress, contests: tuple[Contest, ...]) -> str:
        """Return the congress file."""
        return write_congress(congress, contests)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Congress, tuple[Contest, ...], RuleProfile]:
    return read_congress(text)


YESTERDAY = "2025-06-09T05:00:00.000Z"
"""What a clock shows that somebody set wrong."""


def noon() -> str:
    """Return the time on a clock that stands still, so that the same acts make the same entries, hash by hash."""
    return "2025-06-10T05:00:00.000Z"


def table_on(path: Path, journal: Journal, station: str) -> OpenDesk:
    """Return a desk on a journal."""
    return OpenDesk.on(path, Desk(journal, Codec(), station, noon), QuickHasher())


# What may be done, made ready at a window

Act = Callable[[OpenDesk], Callable[[], object]]
ACTS: dict[str, Act] = {}


def act(name: str) -> Callable[[Act], Act]:
    """Put an act on the list."""

    def put(made: Act) -> Act:
        ACTS[name] = made
        return made

    return put


def own_keyer(table: OpenDesk) -> Keyer:
    """Return the pass that is open at this window. Raises NotHere."""
    person = table.desk.signed_in().id
    for batch in table.desk.count_of(KEY).batches.values():
        for one in batch.passes.values():
            if not one.closed and (one.person, one.station) == (person, table.desk.station):
                return Keyer(table.desk, KEY, batch.number, one.number)
    raise NotHere


def _other_pass(table: OpenDesk) -> tuple[int, int]:
    mine = (table.desk.signed_in().id, table.desk.station)
    for batch in table.desk.count_of(KEY).batches.values():
        for one in batch.passes.values():
            if not one.closed and (one.person, one.station) != mine:
                return batch.number, one.number
    raise NotHere


def _empty_batch(table: OpenDesk) -> int:
    for batch in table.desk.count_of(KEY).batches.values():
        if not batch.passes:
            return batch.number
    raise NotHere


@act("key")
def _key(table: OpenDesk) -> Callable[[], object]:
    keyer = own_keyer(table)
    return lambda: keyer.key(marks("++-+"))


@act("key with a ruling")
def _key_ruled(table: OpenDesk) -> Callable[[], object]:
    keyer = own_keyer(table)
    return lambda: keyer.key(marks("+++-"), Ruling(InvalidReason.MARKED))


@act("repeat")
def _repeat(table: OpenDesk) -> Callable[[], object]:
    keyer = own_keyer(table)
    return lambda: keyer.repeat(2)


@act("correct")
def _correct(table: OpenDesk) -> Callable[[], object]:
    keyer = own_keyer(table)
    return lambda: keyer.correct(1, marks("-+++"), None, "nhìn nhầm")


@act("withdraw")
def _withdraw(table: OpenDesk) -> Callable[[], object]:
    keyer = own_keyer(table)
    return lambda: keyer.withdraw(1, "nhập thừa")


@act("close pass")
def _close(table: OpenDesk) -> Callable[[], object]:
    keyer = own_keyer(table)
    return lambda: keyer.close(anyway=True)


@act("open pass")
def _open_pass(table: OpenDesk) -> Callable[[], object]:
    batch = _empty_batch(table)
    return lambda: table.batches.open_pass(KEY, batch)


@act("take over")
def _take_over(table: OpenDesk) -> Callable[[], object]:
    batch, number = _other_pass(table)
    return lambda: table.batches.resume_pass(KEY, batch, number)


@act("settle")
def _settle(table: OpenDesk) -> Callable[[], object]:
    return lambda: table.comparing.settle(KEY, 2, 1, Keying(marks("+++-")), "xem phiếu")


@act("rule")
def _rule(table: OpenDesk) -> Callable[[], object]:
    return lambda: table.closing.rule(KEY, 1, 3, Ruling(InvalidReason.OUTSIDE_LIST))


@act("overrule")
def _overrule(table: OpenDesk) -> Callable[[], object]:
    return lambda: table.closing.rule(KEY, 1, 1, Ruling(InvalidReason.MARKED), SECRETARY, PIN)


@act("explain")
def _explain(table: OpenDesk) -> Callable[[], object]:
    codes = [finding.code for finding in table.closing.result(KEY).findings]
    if not codes:
        raise NotHere
    return lambda: table.closing.explain(KEY, codes[0], "đã báo cáo đại hội")


@act("step done")
def _step(table: OpenDesk) -> Callable[[], object]:
    steps = [one.id for one in table.procedure.steps(KEY) if one.available and one.by_hand]
    if not steps:
        raise NotHere
    return lambda: table.procedure.mark_done(KEY, steps[0])


@act("update congress")
def _update_congress(table: OpenDesk) -> Callable[[], object]:
    changed = replace(table.desk.congress, place=f"Hội trường {table.desk.station}")
    seen = table.desk.state.declaration
    return lambda: table.setup.update_congress(changed, "đổi nơi họp", seen=seen)


@act("update contest")
def _update_contest(table: OpenDesk) -> Callable[[], object]:
    contest = table.desk.contests[-1]
    changed = replace(contest, title=f"{contest.title} ({table.desk.station})")
    seen = table.desk.state.declaration
    return lambda: table.setup.update_contest(changed, "đổi tên", seen=seen)


@act("declare")
def _declare(table: OpenDesk) -> Callable[[], object]:
    congress = replace(table.desk.congress, term=f"2025-2030 {table.desk.station}")
    contests = table.desk.contests
    return lambda: table.setup.declare(congress, contests, "khai báo lại")


@act("remove contest")
def _remove_contest(table: OpenDesk) -> Callable[[], object]:
    last = table.desk.contests[-1]
    return lambda: table.setup.remove_contest((last.id, last.round), "không bầu nữa")


@act("begin counting")
def _begin(table: OpenDesk) -> Callable[[], object]:
    last = table.desk.contests[-1]
    return lambda: table.batches.begin_counting((last.id, last.round))


@act("corrigendum")
def _corrigendum(table: OpenDesk) -> Callable[[], object]:
    changes = {(1, 1): (marks("-+++"), None)}
    return lambda: table.closing.corrigendum(KEY, "đọc nhầm phiếu", changes, *TWO)


def _at_once(name: str, done: Callable[[OpenDesk], object]) -> None:
    """Put an act on the list that needs nothing of what is seen before."""
    ACTS[name] = lambda table: lambda: done(table)


_LOST = Lost(pass_chain(*KEY, 1, 1), Height(9, bytes([7]) * 32, 9), Height(3, bytes([8]) * 32, 3), NOTHING, other=False)
_VOTE = HandVote("bau-doan", "Bầu đoàn chủ tịch", agree=10, disagree=0, no_opinion=0)
_at_once("open batch", lambda table: table.batches.open_batch(KEY, 2))
_at_once("waive passes", lambda table: table.batches.waive_passes(KEY, 1, "thiếu máy"))
_at_once("rekey", lambda table: table.comparing.rekey(KEY, 2, 1, Keying(marks("+++-"))))
_at_once("amend", lambda table: table.closing.amend(KEY, 1, 2, marks("+-++"), None, "nhập sót", SECRETARY, PIN))
_at_once("piles", lambda table: table.closing.piles(KEY, {3: 2, 0: 1}))
_at_once("show totals", lambda table: table.closing.show_totals(KEY, shown=True))
_at_once("add contest", lambda table: table.setup.add_contest(replace(a_contest(), id="them", title="Thêm")))
_at_once("report ballots", lambda table: table.setup.report_ballots(KEY, 10, 10, 4))
_at_once("hand vote", lambda table: table.hand_votes.put(_VOTE, "đếm lại"))
_at_once("seal", lambda table: table.closing.seal(KEY, *TWO))
_at_once("sign QR", lambda table: sign_qr(table.desk, table.closing, KEY, SIGNER))
_at_once("decide", lambda table: table.rounds.report_decision(KEY, Way.NEW_SLATE, 1, CHAIR))
_at_once("decide again", lambda table: table.rounds.report_decision(DECIDED, Way.SAME_PEOPLE, 1, CHAIR))
_at_once("prepare round", lambda table: table.rounds.prepare_round(DECIDED))
_at_once("undo prepared", lambda table: table.rounds.report_decision(PREPARED, Way.NEW_SLATE, 1, CHAIR))
_at_once("set PIN", lambda table: table.people.set_pin(table.desk.signed_in().id, ANOTHER_PIN))
_at_once("add person", lambda table: table.people.add("Tòng Văn Ín", "member", PIN))
_at_once("sign in", lambda table: table.people.sign_in(KEYER, PIN))
_at_once("sign in wrong", lambda table: table.people.sign_in(KEYER, WRONG_PIN))
_at_once("let in", lambda table: table.people.let_in(OTHER, ANOTHER_PIN, (HEAD, PIN), (SECRETARY, PIN)))
_at_once(
    "clock noted",
    lambda table: Clock(table.desk).note(Doubt(Jump.BEHIND, YESTERDAY, noon(), None), machine_right=True),
)
_at_once("accept loss", lambda table: table.losses.accept([_LOST], "máy hỏng", *TWO))
_at_once("papers noted", lambda table: note_papers(table.desk, Path("usb")))

WRONG = {"sign in wrong": "wrong_pin"}
"""What is refused and yet recorded."""

IN_PARTS = frozenset({"accept loss"})
"""What records something before the last of it: what others do meanwhile may lie between."""

AT_A_PASS = frozenset(
    {"key", "key with a ruling", "repeat", "correct", "withdraw", "close pass", "open pass", "take over", "open batch"}
)
"""What depends on the computer at which it is done."""

SITS_DOWN = frozenset({"sign in", "accept loss"})
"""What changes who sits at the window."""


# Moments of a congress


@contextmanager
def _sitting(path: Path, seat: Seat) -> Iterator[OpenDesk]:
    with closing(open_file(path, seat.station, noon)) as journal:
        table = table_on(path, journal, seat.station)
        table.people.sign_in(seat.person, PIN)
        yield table


def sign_in(path: Path, seats: Iterable[Seat]) -> None:
    """Let people sit down."""
    for seat in seats:
        with _sitting(path, seat):
            pass


def _congress(path: Path, *contests: Contest) -> None:
    with closing(create(path, "may-1", noon)) as journal:
        table = table_on(path, journal, "may-1")
        table.setup.declare(a_congress(PEOPLE), contests)
        for name, role in PEOPLE_OF:
            table.people.add(name, role, PIN)


def _key_pass(path: Path, key: ContestKey, batch: int, seat: Seat, *ballots: str, close: bool = True) -> None:
    with _sitting(path, seat) as table:
        keyer = table.batches.open_pass(key, batch)
        for ballot in ballots:
            keyer.key(marks(ballot))
        if close:
            keyer.close(anyway=True)


KEYERS = (Seat(KEYER, "may-3"), Seat(OTHER, "may-4"))
WINDOWS = (Seat(HEAD, "may-1"), Seat(SECRETARY, "may-2"))


def counting(path: Path) -> None:
    """Write a count in the middle: accepted, disputed, half keyed and empty batches; another contest to come."""
    _congress(path, a_contest(issued=None, returned=None), _later())
    with _sitting(path, WINDOWS[0]) as table:
        table.batches.begin_counting(KEY)
        for _ in range(5):
            table.batches.open_batch(KEY)
    for seat, second in zip(KEYERS, ("++-+", "+-++"), strict=True):
        _key_pass(path, KEY, 1, seat, "+++-", "++-+", "----")
        _key_pass(path, KEY, 2, seat, second, "+++-")
    for batch, seat in zip((3, 4), WINDOWS, strict=True):
        _key_pass(path, KEY, batch, seat, "+++-", "++-+", close=False)


def ready(path: Path) -> None:
    """Write a count that could be sealed; every window has a pass open in which nothing was keyed yet."""
    _congress(path, a_contest(issued=None, returned=None), _later())
    with _sitting(path, WINDOWS[0]) as table:
        table.setup.report_ballots(KEY, 10, 3, 3)
        table.batches.begin_counting(KEY)
        for _ in range(4):
            table.batches.open_batch(KEY)
    for seat in KEYERS:
        _key_pass(path, KEY, 1, seat, "+++-", "++-+", "----")
    for batch, seat in zip((2, 3), WINDOWS, strict=True):
        _key_pass(path, KEY, batch, seat, close=False)
    with _sitting(path, WINDOWS[0]) as table:
        for code in dict.fromkeys(finding.code for finding in table.closing.unexplained(KEY)):
            table.closing.explain(KEY, code, "đã báo cáo đại hội")
        assert not table.closing.obstacles(KEY), table.closing.obstacles(KEY)


def sealed(path: Path) -> None:
    """Write three sealed contests with a seat left to fill: nothing decided, decided, and the next round made ready."""
    keys = (KEY, DECIDED, PREPARED)
    _congress(path, *(replace(a_contest(issued=None, returned=None), id=key[0], title=key[0]) for key in keys))
    with _sitting(path, WINDOWS[0]) as table:
        for key in keys:
            table.setup.report_ballots(key, None, PEOPLE, PEOPLE)
            table.batches.begin_counting(key, 1, "tổ chức nhỏ")
            keyer = table.batches.open_pass(key, table.batches.open_batch(key, PEOPLE))
            for ballot in ballots_for((8, 7, 3, 2), 3):
                keyer.key(marks(ballot))
            keyer.close()
            for code in dict.fromkeys(finding.code for finding in table.closing.unexplained(key)):
                table.closing.explain(key, code, "đã báo cáo đại hội")
            table.closing.seal(key, *TWO)
        for key in keys[1:]:
            table.rounds.report_decision(key, Way.SAME_PEOPLE, 1, CHAIR)
        table.rounds.prepare_round(PREPARED)


def _later() -> Contest:
    return replace(a_contest(issued=None, returned=None), id=LATER[0], title="Đoàn đại biểu")


MOMENTS: Mapping[str, Callable[[Path], None]] = {"counting": counting, "ready": ready, "sealed": sealed}
