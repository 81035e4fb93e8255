"""Moments of a congress at the desk, the same to the last letter on every machine: snapshots and pictures show them.

The congress is that of `fixtures/thanh-chan-base`: 106 summoned, two taken off the base, 16 candidates for 14 seats,
somebody at exactly half of it; its 104 saved ballots are keyed by two persons.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn, cast

from builders import NAMES, a_congress, a_contest, marks
from desk_app import people_named
from held_rounds import ballots_for
from memory_journal import Clock, Codec, MemoryJournal, QuickHasher
from qr_keys import ThrowawayQrKey
from rollup_congresses import soc_trang, write

from tally import bootstrap
from tally.application.congress_kinds import conference_contests
from tally.application.desk.clock import Clock as DeskClock
from tally.application.desk.desk import Desk
from tally.application.desk.signing import sign_qr
from tally.application.heights import Shorter
from tally.application.papers import PlannedPaper
from tally.application.practice import Practice, begin_practice
from tally.application.proof import Pins
from tally.application.recount import SavedCount
from tally.application.report.making import Progress
from tally.application.report.sent import Organisation, Rejected, Why
from tally.application.report.tables import Report, roll_up
from tally.application.second_medium import MediumIs, MediumState
from tally.domain.ballot import Ballot, BallotStyle, Mark, Ruling
from tally.domain.body import Way
from tally.domain.congress import Congress, CongressKind, Roll
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey
from tally.domain.hand_vote import HandVote
from tally.domain.height import NOTHING, Height, Lost
from tally.domain.journal import CONGRESS_CHAIN, pass_chain
from tally.domain.rules import InvalidReason
from tally.domain.slate import Candidate, Slate
from tally.locales import Words
from tally.rollup.frames import PolarsFrames
from tally.tui.app import TallyApp
from tally.tui.services import Believed, OpenDesk, Services

if TYPE_CHECKING:
    from tally.application.desk.guarding import Guard

FIXTURES = Path(__file__).parents[1] / "fixtures"
FOLDER = PurePosixPath("/home/ban-kiem-phieu")
PIN = "271828"
HEAD, SECRETARY, KEYER, OTHER = "p1", "p2", "p3", "p4"
ROLES = ("head", "secretary", "keyer", "keyer")
KEY: ContestKey = ("bch", 1)
PACE = 5.8  # seconds from one entry to the next
BATCH = 50  # ballots


class TickingClock(Clock):
    """A clock on which every entry takes as long as a ballot; looking at it takes no time."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 60.0 * 60  # one hour past midnight, UTC: eight in the morning at the congress

    def __call__(self) -> str:
        """Return the time of the next entry, a little later than before."""
        self.seconds += PACE
        return super().__call__()

    def look(self) -> str:
        """Return the time."""
        return super().__call__()


@dataclass(frozen=True, slots=True)
class Files:
    """The files opened before, and what is made of them."""

    opened: tuple[Path, ...] = ()

    def paths(self) -> tuple[Path, ...]:
        """Return them."""
        return self.opened

    def add(self, path: Path) -> None:
        """Keep to what there is."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is on the screen: an app, and the keys that lead there."""

    app: TallyApp
    keys: Sequence[str] = ()


class Rolled:
    """The roll-up of Sóc Trăng, with three sources left out."""

    def believed(self, path: Path | None) -> Believed:
        """Believe the boards of twelve organisations."""
        certificates = tuple(bytes([number]) for number in range(48))
        return Believed(Pins(certificates), 12, path or Path(FOLDER / "keys"))

    def read(
        self, folder: Path, progress: Progress, expected: Path | None, *, allow_unsigned: bool, believed: Believed
    ) -> Report:
        """Read it, whatever is asked for."""
        del folder, expected, allow_unsigned, believed
        with TemporaryDirectory() as root:
            sources = sorted(path.parent for path in write(soc_trang(), Path(root)).rglob("congress.toml"))
            reads = [bootstrap.read_result(str(path)) for path in sources]
        progress(len(reads), len(reads), "24-hoi-nghi")
        at = FOLDER / "ket-qua"
        return roll_up(
            [
                *reads,
                Rejected(str(at / "ban-sao.tally"), Why.DOUBLED, {"other": str(at / "xa-1.tally")}),
                Rejected(str(at / "ho-so-bch-1.xlsx"), Why.UNSIGNED, organisation=Organisation("Đảng bộ xã số 3")),
                Rejected(str(at / "slate.xlsx"), Why.NOT_A_RESULT),
            ],
            PolarsFrames,
        )

    def write(self, report: Report, path: Path) -> NoReturn:
        """Write nothing."""
        raise AssertionError(report, path)


def services(*recent: str) -> Services:
    """Return services that know files opened before, and make nothing but a practice."""

    def refuse(*_arguments: object) -> NoReturn:
        message = "nothing of this is done in a scene"
        raise AssertionError(message)

    files = Files(tuple(_path(name) for name in recent))
    return Services(refuse, refuse, _practise, _papers_of, refuse, refuse, files, reports=Rolled())


def _papers_of(table: OpenDesk) -> Sequence[PlannedPaper]:
    """Plan the papers of a desk in memory, which has no file that could be counted."""
    return bootstrap.planned_papers(table.closing.recount(), table.path)


def a_table(name: str = "thanh-chan") -> OpenDesk:
    """Return a desk in memory on which nothing was recorded yet."""
    clock = TickingClock()
    desk = Desk(MemoryJournal(clock), Codec(), "may-1", clock.look)
    table = OpenDesk.on(_path(f"{name}/{name}.tally"), desk, QuickHasher())
    # Time goes by as this clock has it: it was not set on.
    return replace(table, clock=DeskClock(desk, lambda: clock.ticks))


def declared(congress: Congress, *contests: Contest) -> OpenDesk:
    """Return a desk whose congress is declared, with four of its board at it; the head has sat down."""
    table = a_table()
    table.setup.declare(congress, contests)
    for member, role in zip(congress.board, ROLES, strict=False):
        table.people.add(member.name, role, PIN)
    table.people.sign_in(HEAD, PIN)
    return table


def key_pass(table: OpenDesk, key: ContestKey, batch: int, person: str, ballots: Sequence[Ballot]) -> None:
    """Key a pass of a batch and close it."""
    table.people.sign_in(person, PIN)
    keyer = table.batches.open_pass(key, batch)
    for ballot in ballots:
        keyer.key(ballot.marks, ballot.ruling)
    keyer.close(anyway=True)
    table.people.sign_in(HEAD, PIN)


def counted(saved: SavedCount, key: ContestKey) -> OpenDesk:
    """Return a desk at which the saved ballots of a contest were keyed by two persons who agree."""
    contest = next(one for one in saved.contests if (one.contest.id, one.contest.round) == key)
    congress = saved.congress if saved.congress.board else replace(saved.congress, board=a_congress().board)
    table = declared(congress, contest.contest)
    begin(table, key)
    for number in sorted({ballot.batch for ballot in contest.ballots}):
        stack = [ballot for ballot in contest.ballots if ballot.batch == number]
        table.batches.open_batch(key, len(stack))
        for person in (SECRETARY, KEYER):
            key_pass(table, key, number, person, stack)
    return table


def begin(table: OpenDesk, key: ContestKey = KEY) -> None:
    """Go through the procedure as far as the keying."""
    for step in ("check-box", "report", "open"):
        table.procedure.mark_done(key, step)
    table.batches.begin_counting(key)


def thanh_chan() -> SavedCount:
    """Return the congress with its saved ballots, on a day on which its regulation was in force."""
    saved = bootstrap.open_source(FIXTURES / "thanh-chan-base").load()
    return replace(saved, congress=replace(saved.congress, date=date(2025, 6, 10), term="2025-2030"))


def at(table: OpenDesk, start: str, *keys: str, **arguments: object) -> Scene:
    """Return a scene at a desk."""
    app = TallyApp(Words("vi"), services(), start, **arguments)
    app.table = table
    return Scene(app, keys)


# Before the count


def home_empty() -> Scene:
    """Nothing was opened on this computer yet."""
    return Scene(TallyApp(Words("vi"), services()))


def home_recent() -> Scene:
    """Three files were opened before."""
    names = ("thanh-chan/thanh-chan.tally", "thanh-chan/doan-dai-bieu.tally", "usb/chi-bo-ban-hoong-lech.tally")
    return Scene(TallyApp(Words("vi"), services(*names)))


def next_step() -> Scene:
    """The box was checked, ballots were issued and returned, the report comes next."""
    saved = thanh_chan()
    table = declared(saved.congress, *(one.contest for one in saved.contests))
    table.procedure.mark_done(KEY, "check-box")
    return at(table, "next_step")


def overview() -> Scene:
    """Delegates are being voted on, and the secretary's contest has no slate yet."""
    saved = thanh_chan()
    first = saved.contests[0].contest
    table = declared(
        saved.congress,
        first,
        replace(first, id="doan", title="Đoàn đại biểu dự đại hội cấp trên", issued=None, returned=None),
        replace(first, id="bi-thu", title="Bí thư", slate=Slate(()), issued=None, returned=None),
    )
    table.procedure.mark_done(("doan", 1), "check-box")
    return at(table, "overview")


def setting_up() -> Scene:
    """Everything is declared; the cursor stands on the roll."""
    saved = thanh_chan()
    return at(declared(saved.congress, *(one.contest for one in saved.contests)), "setup", "down")


def new_congress() -> Scene:
    """A kind of congress is being chosen; below it stands what that kind elects."""
    app = TallyApp(Words("vi"), services("thanh-chan/thanh-chan.tally"))
    return Scene(app, ("plus", *"Chi bo 5", "down", "left"))


def conference() -> OpenDesk:
    """Return a desk at the conference of Thanh Chăn's committee, with a hand vote that was counted."""
    saved = thanh_chan()
    members = tuple(replace(one, no=no) for no, one in enumerate(saved.contests[0].contest.slate, start=1))
    congress = replace(
        saved.congress,
        kind=CongressKind.CONFERENCE,
        roll=Roll(len(members), len(members)),
        body=members,
        board=a_congress().board,
        hand_votes=(HandVote("ban-kiem-phieu", "Ban kiểm phiếu", agree=16, disagree=0, no_opinion=0),),
    )
    return declared(congress, *conference_contests(len(members), Words("vi"), standing=True, inspection=True))


def setting_up_conference() -> Scene:
    """A conference is declared: its members, its contests, a hand vote."""
    return at(conference(), "setup")


def picking_people() -> Scene:
    """The slate of the standing committee is being picked from the members."""
    return at(conference(), "slate", "ctrl+e", "space", "down", "space", "down", "space", contest=("btv", 1))


def hand_vote() -> Scene:
    """The numbers of a hand vote do not fit the people present."""
    return at(conference(), "setup", "end", "enter", *"Thu ky", "down", "down", *"17")


def slate_with_findings() -> Scene:
    """A slate with one name out of its order and more people than the surplus allows."""
    names = (*NAMES[:4], *NAMES[5:7], NAMES[4])
    people = [Candidate(no, name) for no, name in enumerate(names, start=1)]
    contest = replace(a_contest(4, 4), slate=Slate(tuple(people)))
    return at(declared(a_congress(106), contest), "slate", contest=KEY)


# Counting


def counting(
    *keys: str,
    candidates: Slate | None = None,
    seats: int = 14,
    style: BallotStyle = BallotStyle.CROSS_OUT,
    before: Sequence[str] = (),
) -> Scene:
    """A person keys the second pass of the first batch.

    Args:
        keys: those pressed.
        candidates: on the slate, those of Thanh Chăn unless given.
        seats: to be filled.
        style: of the ballots.
        before: ballots keyed before, as signs for every candidate.
    """
    saved = thanh_chan()
    contest = saved.contests[0].contest
    slate = contest.slate if candidates is None else candidates
    contest = replace(contest, slate=slate, seats=seats, body_size=seats, style=style)
    table = declared(saved.congress, contest)
    begin(table)
    table.batches.open_batch(KEY, BATCH)
    person = table.people.sign_in(KEYER, PIN)
    keyer = table.batches.open_pass(KEY, 1)
    for signs in before:
        keyer.key(marks(signs))
    return at(table, "count", *keys, keyer=keyer, person=person.name, papers=BATCH)


def counting_sixteen() -> Scene:
    """The seventeenth ballot is being typed: two names are struck, the third number may still grow."""
    return counting(*"4.10.1", before=FIRST_BALLOTS)


def slip() -> Scene:
    """A pass was just closed: its slip is read aloud."""
    return counting("f8", *"16", "enter", "enter", before=FIRST_BALLOTS)


class Watched:
    """Something that watches over a file whose second medium was pulled."""

    ballots = 16
    forgetful = False
    medium = MediumState(Path(FOLDER / "USB"), MediumIs.GONE, 10, "2025-06-10T01:03:00.000Z")

    def look(self) -> None:
        """No other window is there."""


def medium_lost() -> Scene:
    """The USB stick was pulled while somebody keys."""
    scene = counting(*"4", before=FIRST_BALLOTS)
    table = scene.app.table
    assert table is not None
    scene.app.table = replace(table, guard=cast("Guard", Watched()))
    return scene


def shorter() -> Scene:
    """An older copy was put in place of the file: what is missing, and where the longer copy is."""
    head = bytes(32)
    lost = (
        Lost(CONGRESS_CHAIN, Height(41, head), Height(37, head), NOTHING, other=False),
        Lost(pass_chain(*KEY, 2, 1), Height(50, head, 50), Height(12, head, 12), NOTHING, other=False),
        Lost(pass_chain(*KEY, 2, 2), Height(31, head, 31), Height(20, head, 20), Height(12, head, 12), other=True),
    )
    longer = (Path(FOLDER / "USB" / "dai-hoi.sao-1a2b3c4d.tally"),)
    missing = Shorter(Path(FOLDER / "dai-hoi.tally"), lost, longer)
    return Scene(TallyApp(Words("vi"), services(), "shorter", shorter=missing, then="next_step"))


def counting_refused() -> Scene:
    """A number that is not on the slate, and keys after it."""
    return counting(*"4.7", *"193", before=FIRST_BALLOTS)


def counting_correction() -> Scene:
    """Ballot 14 was keyed again, and the reason is asked for."""
    return counting("f4", *"14", "enter", *"4.12", "enter", before=FIRST_BALLOTS)


def counting_national() -> Scene:
    """220 names for 180 seats: 44 are struck; more than a line of numbers, and the page of the last one."""
    keys = [key for no in range(4, 220, 5) for key in (*str(no), ".")]
    return counting(*keys, candidates=people_named(220), seats=180)


def counting_agree_disagree() -> Scene:
    """Agree or disagree: 2 is not agreed, 3 has both boxes marked, 5 neither."""
    before = ("+++++", "++-++", "+-+++")
    people = Slate(tuple(Candidate(no, name) for no, name in enumerate(NAMES[:5], start=1)))
    return counting(*"2.3*5/", candidates=people, seats=5, style=BallotStyle.AGREE_DISAGREE, before=before)


# After the keying


def disputes() -> Scene:
    """The passes of batch 1 differ: two ballots keyed otherwise, one left out."""
    saved = thanh_chan()
    table = declared(saved.congress, saved.contests[0].contest)
    begin(table)
    first, second = (saved.contests[0].ballots[start : start + BATCH] for start in (0, BATCH))
    table.batches.open_batch(KEY, BATCH)
    table.batches.open_batch(KEY, BATCH)
    hurried = [_slip(ballot) if ballot.number in (8, 31) else ballot for ballot in first if ballot.number != 40]
    key_pass(table, KEY, 1, SECRETARY, first)
    key_pass(table, KEY, 1, KEYER, hurried)
    key_pass(table, KEY, 2, SECRETARY, second)
    key_pass(table, KEY, 2, OTHER, second)
    return at(table, "disputes", contest=KEY)


def rulings() -> Scene:
    """Three ballots are invalid by their marks or by the board's word; a fourth is held valid."""
    table = with_rulings()
    return at(table, "rulings", contest=KEY)


def with_rulings() -> OpenDesk:
    """Return a desk at which three ballots are invalid and the board concluded on three."""
    saved = thanh_chan()
    one = saved.contests[0]
    ballots = list(one.ballots)
    everybody = bytes([Mark.FOR] * len(one.contest.slate))
    for place, ruling in (
        (16, None),
        (41, Ruling(InvalidReason.MARKED)),
        (70, Ruling(InvalidReason.OTHER, "phiếu rách")),
    ):
        marks_ = everybody if ruling is None else ballots[place].marks
        ballots[place] = replace(ballots[place], marks=marks_, ruling=ruling)
    ballots[88] = replace(ballots[88], ruling=Ruling(None, "gạch chéo nhưng rõ ý"))
    saved = replace(saved, contests=(replace(one, ballots=tuple(ballots)),))
    return counted(saved, KEY)


def result_under_filled() -> Scene:
    """Somebody has exactly half, and one seat stays empty."""
    return at(counted(thanh_chan(), KEY), "result", contest=KEY)


def result_tie() -> Scene:
    """Two are equal and one seat is left."""
    saved = bootstrap.open_source(FIXTURES / "edges" / "tie-across-last-seat").load()
    key = ("dai-bieu", 1)
    return at(counted(saved, key), "result", contest=key)


def sealed(table: OpenDesk, key: ContestKey) -> OpenDesk:
    """Return the desk after its board explained what was found and sealed the contest."""
    for code in dict.fromkeys(finding.code for finding in table.closing.unexplained(key)):
        table.closing.explain(key, code, "đã đếm lại phiếu giấy, đúng như đã nhập")
    table.closing.seal(key, HEAD, PIN, SECRETARY, PIN)
    return table


def result_qr() -> Scene:
    """The QR code of the sealed minutes, as far as the window has room for it."""
    table = sealed(counted(thanh_chan(), KEY), KEY)
    sign_qr(table.desk, table.closing, KEY, ThrowawayQrKey())
    return at(table, "result", "q", contest=KEY)


def hall(*keys: str) -> Scene:
    """The hall sees a sealed result, after some keys."""
    return at(sealed(counted(thanh_chan(), KEY), KEY), "hall", *keys, contest=KEY)


def hall_tie() -> Scene:
    """Two share the last seat: the hall sees what follows."""
    saved = bootstrap.open_source(FIXTURES / "edges" / "tie-across-last-seat").load()
    key = ("dai-bieu", 1)
    return at(sealed(counted(saved, key), key), "hall", "end", contest=key)


def result_alternates() -> Scene:
    """Two alternates are tied for one place, the delegation itself is complete."""
    saved = bootstrap.open_source(FIXTURES / "edges" / "alternates-tied").load()
    key = ("dai-bieu", 1)
    return at(counted(saved, key), "result", contest=key)


def result_opinion() -> Scene:
    """One of three nominees enters the list; the line stands at three in ten."""
    saved = bootstrap.open_source(FIXTURES / "edges" / "opinion-at-thirty-percent").load()
    key = ("xin-y-kien", 1)
    return at(counted(saved, key), "result", contest=key)


def journal() -> Scene:
    """A morning, with a sentence for everything that was done."""
    return at(with_rulings(), "journal")


def papers() -> Scene:
    """Counted and not sealed: drafts can be written, also what is past; the paper for voters is left out."""
    return at(counted(thanh_chan(), KEY), "papers", "a", "space")


def papers_of_several() -> Scene:
    """Two contests before the count: ballots and tally sheets can be printed, the rest says what it waits for."""
    saved = bootstrap.open_source(FIXTURES / "thanh-chan").load()
    table = declared(saved.congress, *(replace(one.contest, issued=None, returned=None) for one in saved.contests))
    return at(table, "papers")


# After a result


def hold(table: OpenDesk, key: ContestKey, *votes: int) -> None:
    """Hold a round of ten people from its first ballot to its seal, keyed once."""
    table.setup.report_ballots(key, 10, 10, 10)
    table.batches.begin_counting(key, 1, "tổ chức nhỏ")
    table.batches.open_batch(key, 10)
    keyer = table.batches.open_pass(key, 1)
    for ballot in ballots_for(votes, table.desk.contest(key).seats):
        keyer.key(marks(ballot))
    keyer.close()
    for code in dict.fromkeys(finding.code for finding in table.closing.unexplained(key)):
        table.closing.explain(key, code, "đã báo cáo đại hội")
    table.closing.seal(key, HEAD, PIN, SECRETARY, PIN)


def a_body(*votes: int) -> OpenDesk:
    """Return a desk at which a body of four, and one seat open by plan, was voted on once."""
    contest = a_contest(5, 4, issued=None, returned=None, body_size=5)
    table = declared(a_congress(10), contest)
    hold(table, KEY, *votes)
    return table


def rounds_tie() -> Scene:
    """Two tied for the last seat: the regulation says what follows."""
    return at(a_body(9, 8, 7, 6, 6), "rounds", contest=KEY)


def rounds_short() -> Scene:
    """Two seats stayed empty: the ways the congress may decide are offered."""
    return at(a_body(9, 8, 5, 5, 2), "rounds", "enter", contest=KEY)


def rounds_decision() -> Scene:
    """A further round for one of the two seats is being reported."""
    return at(a_body(9, 8, 5, 5, 2), "rounds", "enter", "1", "1", "down", *"Lan", contest=KEY)


def rounds_over() -> Scene:
    """After a second short round the congress left the last seat open."""
    table = a_body(9, 8, 5, 5, 2)
    table.rounds.report_decision(KEY, Way.SAME_PEOPLE, 2, "Mai Văn Thịnh")
    second = table.rounds.prepare_round(KEY)
    hold(table, second, 6, 3, 3)
    table.rounds.report_decision(second, Way.LEAVE_OPEN, 1, "Mai Văn Thịnh", "đã hai lần bầu thiếu")
    return at(table, "rounds", contest=second)


# Practice, help


def practice() -> Scene:
    """The second paper of a practice lies there, and half of it is typed."""
    app = TallyApp(Words("vi"), services(), "practice", seed=3)
    return Scene(app, ("ctrl+d", "2", "5", "enter", "1", "2"))


def rolled_up(*keys: str) -> Scene:
    """The results of Sóc Trăng were read; three of what lay there was left out."""
    app = TallyApp(Words("vi"), services(), "report", reports=Rolled(), folder=Path(FOLDER / "ket-qua"))
    return Scene(app, ("enter", "wait:1500", *keys))


def help_() -> Scene:
    """F1 while counting."""
    scene = counting(before=FIRST_BALLOTS)
    return Scene(scene.app, ("f1",))


def light(of: Callable[[], Scene]) -> Scene:
    """Return a scene in the light theme."""
    scene = of()
    return Scene(scene.app, (*scene.keys, "f9"))


SCENES: dict[str, Callable[[], Scene]] = {
    "home-empty": home_empty,
    "home-recent": home_recent,
    "next-step": next_step,
    "overview": overview,
    "set-up": setting_up,
    "new-congress": new_congress,
    "set-up-conference": setting_up_conference,
    "picking-people": picking_people,
    "hand-vote": hand_vote,
    "slate-with-findings": slate_with_findings,
    "counting": counting_sixteen,
    "counting-refused": counting_refused,
    "counting-correction": counting_correction,
    "counting-220": counting_national,
    "counting-slip": slip,
    "counting-medium-lost": medium_lost,
    "shorter": shorter,
    "counting-agree-disagree": counting_agree_disagree,
    "counting-light": partial(light, counting_sixteen),
    "disputes": disputes,
    "rulings": rulings,
    "result-under-filled": result_under_filled,
    "result-tie": result_tie,
    "result-alternates": result_alternates,
    "result-opinion": result_opinion,
    "result-qr": result_qr,
    "result-qr-too-small": result_qr,
    "hall-title": hall,
    "hall-turnout": partial(hall, "right"),
    "hall-votes": partial(hall, "right", "right", "right", "right"),
    "hall-votes-large": partial(hall, "right", "right"),
    "hall-elected-large": partial(hall, "end", "left"),
    "hall-tie": hall_tie,
    "rounds-tie": rounds_tie,
    "rounds-short": rounds_short,
    "rounds-decision": rounds_decision,
    "rounds-over": rounds_over,
    "journal": journal,
    "papers": papers,
    "papers-of-several": papers_of_several,
    "practice": practice,
    "report": partial(rolled_up, "right"),
    "report-left-out": rolled_up,
    "help": help_,
}


FIRST_BALLOTS = (
    "+-+++-++++++++++",
    "++++++++++++++--",
    "+++++++++++++-+-",
    "-++++++++++++++-",
    "++++++++++++++++",
    "+++-++++++-+++++",
    "++++++++++++++--",
    "+++++++++-+++++-",
    "++++-+++++++++-+",
    "++-+++++++++++-+",
    "++++++++++++++--",
    "+-+++++++-+++++-",
    "-+++++++-+++++++",
    "+++-++++++-+++++",
    "++++++++++++++-+",
    "++++++++++++++--",
)
"""Sixteen ballots of Thanh Chăn's size: two of them vote for too many."""


def _path(name: str) -> Path:
    return Path(FOLDER / name)


def _practise(practice_: Practice) -> OpenDesk:
    table = a_table("tap-duot")
    begin_practice(table.desk, table.people, practice_)
    return table


def _slip(ballot: Ballot) -> Ballot:
    """Return a ballot as a hurried person keys it: the next name instead of the one struck."""
    place = ballot.marks.index(Mark.AGAINST)
    wrong = bytearray(ballot.marks)
    wrong[place], wrong[place - 1] = Mark.FOR, Mark.AGAINST
    return replace(ballot, marks=bytes(wrong))
