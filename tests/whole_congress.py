"""A whole congress and the conference after it, played once a session as a board would: files, decisions, papers.

Thirty vote; every figure that a test asserts is written by hand beside it there. Nothing here is asserted but that the
desk goes on.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from a_day_at_the_desk import VIETNAM, Day, WallClock, papers
from openpyxl import load_workbook
from signing_keys import PASSPHRASES, board_keys, qr_signer

from tally import bootstrap
from tally.application.desk.drawing import pool_of
from tally.application.signing import Owner, Unlocked, sign_congress
from tally.cli.main import main
from tally.domain.ballot import BallotStyle
from tally.domain.body import Way
from tally.domain.congress import BoardMember, BoardRole
from tally.domain.contest import Contest, Method, Office
from tally.domain.desk import ContestKey
from tally.domain.hand_vote import HandVote
from tally.domain.names import sort_key
from tally.domain.slate import Candidate, Slate
from tally.store.opening import create

CHAIR = "Đinh Văn Thành"
"""Who reports on behalf of the presidium; of the conference nobody has to."""

LATER = "đã bầu hai lần chưa đủ, để cấp ủy khóa mới kiện toàn sau"
FIRST, AGAIN, FURTHER, LAST = (("bch", number) for number in range(1, 5))
OPINION, SECRETARY_POST = ("y-kien", 1), ("bi-thu", 1)
DELEGATES, ALTERNATES = ("doan-dai-bieu", 1), ("doan-dai-bieu", 2)
STANDING, DEPUTY, INSPECTION, INSPECTOR = (("btv", 1), ("pho-bi-thu", 1), ("ubkt", 1), ("chu-nhiem-ubkt", 1))

NOMINATED = (
    ("Lò Văn Ánh", 1975, "Thái", "", "Bí thư Đảng ủy"),
    ("Cà Văn Bình", 1978, "Thái", "", "Chủ tịch UBND xã"),
    ("Nguyễn Thị Chanh", 1980, "Kinh", "", "Phó Bí thư Đảng ủy"),
    ("Vì Văn Dũng", 1982, "Thái", "", ""),
    ("Quàng Văn Đức", 1984, "Thái", "", ""),
    ("Lường Thị Êm", 1985, "Thái", "x", "Chủ tịch Hội Phụ nữ"),
    ("Lò Văn Giang", 1986, "Thái", "", ""),
    ("Cà Văn Hải", 1987, "Thái", "x", ""),
    ("Quàng Thị Hoa", 1988, "Thái", "x", ""),
    ("Lường Văn Hùng", 1990, "Thái", "x", "Bí thư Đoàn Thanh niên"),
    ("Tòng Văn Ín", 1991, "Thái", "x", ""),
    ("Cà Thị Nga", 1992, "Thái", "x", ""),
    ("Lò Văn Sơn", 1993, "Thái", "x", ""),
)
"""Name, year of birth, ethnicity, first term, position: what the convening committee hands over in Excel."""

ADDED = (("Lò Thị Mai", 1989), ("Vì Thị Thảo", 1990), ("Lường Văn Yên", 1991))
"""Nominated in the hall."""


@dataclass(frozen=True)
class Played:
    """What is on the disk afterwards, and what the desk said on the way.

    Attributes:
        congress: the congress file.
        conference: that of the committee's conference.
        papers: of the congress, in a folder, signed.
        conference_papers: of the conference.
        pins: what the board published.
        openings: opening minutes as they were before anything was counted, by contest and round.
        announced: minutes and records as they were at the seal, by the names of their files.
        advice: what the desk said that may follow, by contest and round.
    """

    congress: Path
    conference: Path
    papers: Path
    conference_papers: Path
    pins: Path
    openings: dict[ContestKey, bytes] = field(default_factory=dict)
    announced: dict[str, bytes] = field(default_factory=dict)
    advice: dict[ContestKey, str] = field(default_factory=dict)


_KEPT = TemporaryDirectory(prefix="tally-whole-")


@cache
def played() -> Played:
    """Play it."""
    folder = Path(_KEPT.name)
    made = Played(
        congress=folder / "dai-hoi.tally",
        conference=folder / "hoi-nghi.tally",
        papers=folder / "giay-to",
        conference_papers=folder / "giay-to-hoi-nghi",
        pins=folder / "board.pem",
    )
    shutil.copy(board_keys().path / "board.pem", made.pins)
    clock = WallClock(datetime(2025, 6, 10, 7, tzinfo=VIETNAM))
    with on_the_day(clock):
        prepare(made, folder)
        clock.set("07:15")
        day = Day(made.congress, clock)
        hold_congress(day, made)
        day.close()
        clock.set("15:00")
        command("sign", made.congress, "--keys", board_keys().path)
        command("export", made.congress, "--to", made.papers)
        command("sign", made.papers, "--keys", board_keys().path)
        command("new", made.conference, "--from-elected", made.congress)
        day = Day(made.conference, clock)
        hold_conference(day, made)
        day.close()
        clock.set("18:00")
        command("sign", made.conference, "--keys", board_keys().path)
        command("export", made.conference, "--to", made.conference_papers)
        command("sign", made.conference_papers, "--keys", board_keys().path)
    return made


@contextmanager
def on_the_day(clock: WallClock) -> Iterator[None]:
    """Let the commands run on that day, with passphrases at hand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TALLY_LANG", raising=False)
        patch.setattr(bootstrap.machine, "now", clock)
        patch.setattr(bootstrap.machine, "clock", clock.now)
        patch.setattr(bootstrap.congress_file, "create_journal", lambda path: create(path, "may-1", clock))
        patch.setenv("TALLY_HEAD_PASSPHRASE", PASSPHRASES[Owner.HEAD].text())
        patch.setenv("TALLY_SECRETARY_PASSPHRASE", PASSPHRASES[Owner.SECRETARY].text())
        yield


def command(*arguments: str | Path) -> None:
    """Run `tally` as the board does."""
    status = main([str(argument) for argument in arguments])
    assert status == 0, arguments


def prepare(made: Played, folder: Path) -> None:
    """Make the congress file from the template of its kind: names and numbers changed, and the slate from Excel."""
    declared, slate = folder / "grassroots-direct.toml", folder / "danh-sach-bch.xlsx"
    command("template", declared)
    command("template", slate)
    fill_in(slate)
    text = declared.read_text(encoding="utf-8")
    for before, after in (
        ('"Đảng bộ xã ..."', '"Đảng bộ xã Nậm Mơ"'),
        ('"Đại hội đại biểu lần thứ ..."', '"Đại hội đại biểu lần thứ XII"'),
        ('# superior = "Đảng bộ cấp trên"', 'superior = "Đảng bộ tỉnh Điện Biên"'),
        ("# date = 2025-05-20", "date = 2025-06-10"),
        ('# place = "Hội trường"', 'place = "Nhà văn hóa xã"'),
        ("summoned = 106", "summoned = 33"),
        ("# present = 106", "present = 30"),
        (
            '# [[roll.deduction]]\n# reason = "committee-member-absent"\n# count = 1',
            '[[roll.deduction]]\nreason = "committee-member-absent"\ncount = 1',
        ),
        (
            '# [[roll.deduction]]\n# reason = "absent-without-alternate"\n# count = 1',
            '[[roll.deduction]]\nreason = "absent-without-alternate"\ncount = 2',
        ),
        ('name = "..."', 'name = "Lò Thị Hoa"'),
        ('name = ".."', 'name = "Cà Văn Nam"'),
        ("seats = 15", "body_size = 12\nseats = 11"),
        ('# slate = "danh-sach-bch.xlsx"', 'slate = "danh-sach-bch.xlsx"'),
        ("alternates = 1", "alternates = 2"),
    ):
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    declared.write_text(text, encoding="utf-8")
    command("new", made.congress, "--from", declared)


def fill_in(path: Path) -> None:
    """Fill in the empty slate."""
    workbook = load_workbook(path)
    sheet = workbook.worksheets[0]
    first = next(row for row in range(1, 10) if str(sheet.cell(row, 1).value or "").startswith("TT")) + 1
    for no, (name, born, ethnicity, first_term, position) in enumerate(NOMINATED, start=1):
        cells = (no, name, born, sex_of(name), ethnicity, position, first_term)
        for column, value in enumerate(cells, start=1):
            # An int is a number there, an empty text an empty cell.
            sheet.cell(first + no - 1, column, value if isinstance(value, int) else str(value) or None)
    workbook.save(path)


def sex_of(name: str) -> str:
    """Return what goes without saying of these names."""
    return "nữ" if " Thị " in name else "nam"


def people(*named: str | tuple[str, int]) -> Slate:
    """Return a slate of people of whom a name, or name and year of birth, is known."""
    pairs = [(one, None) if isinstance(one, str) else one for one in named]
    return Slate(tuple(Candidate(no, name, born, sex_of(name)) for no, (name, born) in enumerate(pairs, start=1)))


def drawn(day: Day, key: ContestKey, *names: str, outside: str = "") -> None:
    """Draw the slate of a contest from those who can stand, as the screen of the slate does."""
    contest = day.contest(key)
    pool = pool_of(day.table.desk, contest)
    assert pool is not None
    picked = [one for one in pool.people if one.name in names]
    assert len(picked) == len(names), (names, pool)
    listed = sorted([*picked, *([Candidate(1, outside)] if outside else [])], key=lambda one: sort_key(one.name))
    slate = Slate(tuple(replace(one, no=no) for no, one in enumerate(listed, start=1)))
    among = tuple(one.name for one in pool.people) if pool.binding else ()
    day.change(key, slate=slate, among=among)


def hold_congress(day: Day, made: Played) -> None:
    """Play from the first hand vote to the last alternate."""
    day.table.hand_votes.put(HandVote("ban-kiem-phieu", "Ban kiểm phiếu", "", 28, 1, 1))
    opinion = Contest(
        *("y-kien", "Người được giới thiệu thêm vào danh sách bầu Ban Chấp hành", Office.COMMITTEE, 0, 0),
        *(BallotStyle.AGREE_DISAGREE, people(*ADDED)),
        method=Method.OPINION,
    )
    day.table.setup.add_contest(opinion)
    keeper = Keeper(day, made)
    # Of 30 papers one is signed by the voter; 14 agree with nobody, which is an opinion too.
    answers = papers((10, 9, 4), 3, 15) + ["---"] * 14
    day.hold(
        OPINION,
        ("07:30", "07:40", "07:55"),
        ["++-", *answers],
        present=30,
        marked=[1],
        before_count=keeper.before_count,
    )

    chosen = [*day.contest(FIRST).slate, replace(opinion.slate.candidates[0], ethnicity="Thái", first_term=True)]
    chosen.sort(key=lambda one: sort_key(one.name))
    day.change(FIRST, slate=Slate(tuple(replace(one, no=no) for no, one in enumerate(chosen, start=1))))
    hold_committee(day, made)

    drawn(day, SECRETARY_POST, "Lò Văn Ánh")
    ballots = ["+"] * 27 + ["-"] * 2 + ["*"]
    day.hold(SECRETARY_POST, ("11:30", "11:40", "11:50"), ballots, present=30, before_count=keeper.before_count)

    # One delegate has gone home: papers for 29, and the base is still 30.
    standing = ("Cà Văn Bình", "Nguyễn Thị Chanh", "Vì Văn Dũng", "Quàng Văn Đức", "Lường Thị Êm", "Lò Văn Giang")
    day.change(DELEGATES, slate=people(*standing, "Cà Văn Hải", "Quàng Thị Hoa"))
    votes = (20, 19, 19, 18, 18, 17, 16, 16)
    day.hold(
        DELEGATES,
        ("13:30", "13:40", "14:00"),
        papers(votes, 5, 29),
        present=29,
        before_count=keeper.before_count,
        after_seal=keeper.after_seal,
    )
    made.advice[DELEGATES] = day.advice(DELEGATES)
    assert day.rounds.prepare_round(DELEGATES) == ALTERNATES
    day.hold(
        ALTERNATES, ("14:10", "14:20", "14:30"), papers((13, 16), 1, 29), present=29, before_count=keeper.before_count
    )
    made.advice[ALTERNATES] = day.advice(ALTERNATES)


def hold_committee(day: Day, made: Played) -> None:
    """Elect the committee in four rounds."""
    keeper = Keeper(day, made)
    votes = (28, 27, 26, 25, 24, 23, 22, 21, 17, 17, 17, 17, 15, 9)
    ballots = ["++++++++++++--", *papers(votes, 11, 28), "+" * 10 + "----"]
    ballots[3], ballots[29] = ballots[29], ballots[3]
    day.hold(
        FIRST, ("08:10", "08:20", "08:55"), ballots, present=30, misread=7, marked=[4], before_count=keeper.before_count
    )
    made.advice[FIRST] = day.advice(FIRST)

    assert day.rounds.prepare_round(FIRST) == AGAIN
    ballots = [*papers((12, 14, 12, 12), 3, 29), "----"]
    day.hold(
        AGAIN,
        ("09:05", "09:15", "09:30"),
        ballots,
        present=30,
        before_count=keeper.before_count,
        after_seal=keeper.after_seal,
    )
    made.advice[AGAIN] = day.advice(AGAIN)

    day.rounds.report_decision(AGAIN, Way.NEW_SLATE, 2, CHAIR)
    assert day.rounds.prepare_round(AGAIN) == FURTHER
    day.change(FURTHER, slate=people(("Cà Thị Nga", 1992), ("Lò Văn Phong", 1979), ("Tòng Thị Vui", 1983)))
    # A voter kept the paper.
    ballots = papers((12, 18, 15), 2, 29)
    day.hold(FURTHER, ("09:50", "10:00", "10:20"), ballots, present=30, before_count=keeper.before_count)
    made.advice[FURTHER] = day.advice(FURTHER)

    day.rounds.report_decision(FURTHER, Way.SAME_PEOPLE, 1, CHAIR)
    assert day.rounds.prepare_round(FURTHER) == LAST
    ballots = [*papers((14, 13), 1, 27), "++", "--", "--"]
    day.hold(
        LAST,
        ("10:40", "10:50", "11:05"),
        ballots,
        present=30,
        before_count=keeper.before_count,
        after_seal=keeper.after_seal,
    )
    made.advice[LAST] = day.advice(LAST)
    day.clock.set("11:20")
    day.rounds.report_decision(LAST, Way.LEAVE_OPEN, 1, CHAIR, LATER)


def hold_conference(day: Day, made: Played) -> None:
    """Elect the standing committee, deputy, inspection committee and its head: ten members vote."""
    congress = day.table.desk.congress
    board = (BoardMember("Lò Thị Hoa", BoardRole.HEAD), BoardMember("Cà Văn Nam", BoardRole.SECRETARY))
    day.table.setup.update_congress(replace(congress, board=board, date=datetime(2025, 6, 10, tzinfo=VIETNAM).date()))
    keeper = Keeper(day, made)
    drawn(day, STANDING, "Lò Văn Ánh", "Cà Văn Bình", "Nguyễn Thị Chanh", "Vì Văn Dũng")
    ballots = papers((10, 9, 7, 4), 3, 10)
    day.hold(STANDING, ("15:30", "15:40", "15:50"), ballots, present=10, before_count=keeper.before_count)
    drawn(day, DEPUTY, "Cà Văn Bình")
    day.hold(DEPUTY, ("16:00", "16:05", "16:10"), ["+"] * 9 + ["-"], present=10, before_count=keeper.before_count)
    day.change(INSPECTION, seats=3, body_size=3)
    drawn(day, INSPECTION, "Quàng Văn Đức", "Lường Thị Êm", outside="Tòng Văn Ín")
    ballots = ["+++"] * 6 + ["++-", "+*.", "+-.", "++-"]
    day.hold(INSPECTION, ("16:20", "16:30", "16:40"), ballots, present=10, before_count=keeper.before_count)
    drawn(day, INSPECTOR, "Quàng Văn Đức")
    day.hold(INSPECTOR, ("16:50", "16:55", "17:00"), ["+"] * 9 + ["."], present=10, before_count=keeper.before_count)


class Keeper:
    """Keeps papers as the head signs them on the spot."""

    def __init__(self, day: Day, made: Played) -> None:
        self._day, self._made = day, made

    def before_count(self, key: ContestKey) -> None:
        """Keep the opening minutes, before anything is counted."""
        self._made.openings[key] = self._paper(f"mo-dau-{key[0]}-{key[1]}.xlsx")

    def after_seal(self, key: ContestKey) -> None:
        """Keep minutes and record as they are announced: their code is signed, nothing is decided on them yet."""
        unlocked = Unlocked((), qr_signer(), board_keys().pins())
        sign_congress(self._day.table.desk, self._day.table.closing, unlocked)
        for kind in ("bien-ban", "ho-so"):
            name = f"{kind}-{key[0]}-{key[1]}.xlsx"
            self._made.announced[name] = self._paper(name)

    def _paper(self, name: str) -> bytes:
        papers_ = bootstrap.planned_papers(self._day.table.closing.recount())
        content = next(one for one in papers_ if one.name == name).make()
        assert isinstance(content, bytes)
        return content
