"""Setting up through the screens, on a real file: from nothing to "begin counting", and what goes wrong on the way."""

import json
import unicodedata
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from desk_screens import SIZES, at, choose, fill, play_on, press, shown
from on_a_screen import play_on_screen
from tally_files import by_hand
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, OptionList, Static
from xlsx_making import save_rows

from tally import bootstrap
from tally.application.desk.desk import Desk
from tally.cli.desk import open_desk
from tally.domain.congress import BoardRole, CongressKind, Deduction
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.tui.screens.home import HomeScreen
from tally.tui.screens.next_step import NextStepScreen
from tally.tui.screens.overview import OverviewScreen
from tally.tui.screens.setup import SetupScreen
from tally.tui.screens.slate import SlateScreen
from tally.tui.slate_preview import SlatePreview, SlateRefused
from tally.tui.widgets.dialogs import Question
from tally.tui.widgets.form_dialog import FormDialog

HEADER = ("TT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Chức vụ")
NAMES = ("Lò Văn Ánh", "Cà Văn Bình", "Nguyễn Thị Chanh", "Vì Văn Dũng")


def a_slate(path: Path, names: tuple[str, ...] = NAMES, born: object = "1975") -> Path:
    """Write a slate in Excel."""
    rows = [(number, name, born, "nam", "Thái", "xã") for number, name in enumerate(names, start=1)]
    return save_rows(path, {"Danh sách": [HEADER, *rows]})


def reopened(path: Path) -> Desk:
    """Read the file anew, as another program would."""
    return bootstrap.open_desk(path)


async def make_congress(pilot: Pilot[None]) -> None:
    """Make a congress of delegates from the home screen; its set-up is shown then."""
    await press(pilot, "plus")
    await fill(pilot, "Đảng bộ xã Thanh Chăn", None, "thanh-chan")
    await press(pilot, "f8")
    await pilot.pause(0.4)
    assert at(pilot, SetupScreen), shown(pilot)


async def import_slate(pilot: Pilot[None], path: Path) -> None:
    """Take a slate in Excel as far as its preview."""
    await press(pilot, "f5")
    await fill(pilot, str(path))
    await press(pilot, "enter")
    for _ in range(40):
        await pilot.pause(0.1)
        if at(pilot, SlatePreview) or at(pilot, SlateRefused):
            return
    raise AssertionError(shown(pilot))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_nothing_to_begin_counting(  # noqa: PLR0915 - one board's morning, in its order
    folder: Path, size: tuple[int, int], language: str
) -> None:
    a_slate(folder / "danh-sach.xlsx")

    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        # The congress itself
        await choose(pilot, "congress")
        await fill(
            pilot, None, "Đảng bộ huyện Điện Biên", "Đại hội lần thứ XXI", "2025-2030", None, None, None, "20/5/2025"
        )
        await press(pilot, "f8")
        assert at(pilot, Question), "the day is not today"
        await press(pilot, "enter")
        # The roll: 106 - 1 = 105, more than half is 53, while it is typed
        await choose(pilot, "roll")
        await fill(pilot, "106", "104", None, "1")
        live = str(pilot.app.screen.query_one(".form--live", Static).render())
        assert "106 " in live
        assert "= 105" in live
        assert "53" in live
        await press(pilot, "f8")
        # The board
        for name in ("Bùi Thị Quế", "Cà Văn Thịnh"):
            await choose(pilot, "new-member")
            await fill(pilot, name)
            await press(pilot, "f8")
        # The first contest: three seats
        await choose(pilot, "contest/bch/1")
        await fill(pilot, "Ban Chấp hành", None, "3", "3")
        await press(pilot, "f8")
        await choose(pilot, "slate/bch/1")
        await pilot.pause(0.2)
        assert at(pilot, SlateScreen)
        await import_slate(pilot, folder / "danh-sach.xlsx")
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(DataTable).row_count == 4
        await press(pilot, "f8")
        assert at(pilot, SetupScreen)
        # The people: those of the board sit here already; the head sits down
        await press(pilot, "f2")
        await press(pilot, "enter", "enter")
        await press(pilot, "escape", "escape")
        assert at(pilot, OverviewScreen)
        await choose(pilot, "contest/bch/1")
        assert at(pilot, NextStepScreen)
        # The checklist, step by step
        await choose(pilot, "check-box")
        assert at(pilot, Question)
        await press(pilot, "enter")
        await choose(pilot, "issue")
        await fill(pilot, "104")
        await press(pilot, "f8")
        await choose(pilot, "return")
        await fill(pilot, "103")
        await press(pilot, "f8")
        await choose(pilot, "report")
        assert "103" in shown(pilot)
        await press(pilot, "enter")
        await choose(pilot, "open")
        await press(pilot, "enter")
        await choose(pilot, "begin")
        await press(pilot, "f8")
        assert not at(pilot, FormDialog), shown(pilot)

    play_on(play, size=size, language=language)
    desk = reopened(folder / "thanh-chan.tally")
    with closing(desk.journal):
        congress, contest = desk.congress, desk.contest(("bch", 1))
        assert congress.kind is CongressKind.DELEGATES
        assert (congress.superior, congress.term) == ("Đảng bộ huyện Điện Biên", "2025-2030")
        assert congress.date is not None
        assert congress.date.isoformat() == "2025-05-20"
        assert (congress.roll.summoned, congress.roll.present) == (106, 104)
        assert congress.roll.deductions == (Deduction("absent-without-alternate", 1),)
        assert [(member.name, member.role) for member in congress.board] == [
            ("Bùi Thị Quế", BoardRole.HEAD),
            ("Cà Văn Thịnh", BoardRole.SECRETARY),
        ]
        assert tuple(candidate.name for candidate in contest.slate) == NAMES
        assert (contest.seats, contest.body_size, contest.issued, contest.returned) == (3, 3, 104, 103)
        count = desk.count_of(("bch", 1))
        assert (count.begun, count.wanted) == (True, 2)
        assert {"check-box", "report", "open"} <= set(count.steps)


def test_an_excel_file_with_flaws_is_shown_row_by_row_and_nothing_is_taken(folder: Path) -> None:
    flawed = a_slate(folder / "sai.xlsx", born="32/13/1975")

    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        await choose(pilot, "slate/bch/1")
        await pilot.pause(0.2)
        await import_slate(pilot, flawed)
        text = shown(pilot)
        assert "4 chỗ phải sửa" in text
        assert "hàng 2" in text
        assert "32/13/1975" in text
        await press(pilot, "enter")
        assert at(pilot, SlateRefused)
        await press(pilot, "escape")
        assert pilot.app.screen.query_one(DataTable).row_count == 0

    play_on(play)
    desk = reopened(folder / "thanh-chan.tally")
    with closing(desk.journal):
        assert len(desk.contest(("bch", 1)).slate) == 0


def test_the_preview_says_what_a_careful_board_wants_to_know_and_sorting_is_one_key(folder: Path) -> None:
    backwards = a_slate(folder / "nguoc.xlsx", tuple(reversed(NAMES)))

    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        await choose(pilot, "slate/bch/1")
        await pilot.pause(0.2)
        await import_slate(pilot, backwards)
        text = shown(pilot)
        assert "Vì Văn Dũng" in text
        assert "thiếu 11 so với số lượng bầu" in text  # the template is for 15 seats
        assert "Điều 15" in text  # the order of the ballot
        await press(pilot, "enter")
        assert "chưa ghi" in shown(pilot)
        await press(pilot, "ctrl+x")
        table = pilot.app.screen.query_one(DataTable)
        assert [table.get_row_at(row)[:2] for row in range(4)] == [[str(n), name] for n, name in enumerate(NAMES, 1)]
        # Esc asks before anything is dropped; Esc again stays.
        await press(pilot, "escape")
        assert at(pilot, Question)
        await press(pilot, "escape")
        assert at(pilot, SlateScreen)
        await press(pilot, "f8")

    play_on(play)
    desk = reopened(folder / "thanh-chan.tally")
    with closing(desk.journal):
        assert tuple(candidate.name for candidate in desk.contest(("bch", 1)).slate) == NAMES


def test_a_file_that_stands_there_is_not_touched(folder: Path) -> None:
    path = folder / "thanh-chan.tally"
    path.write_bytes(b"mine")

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "plus")
        await fill(pilot, "Đảng bộ xã Thanh Chăn", None, "thanh-chan")
        await press(pilot, "f8")
        assert at(pilot, FormDialog)
        assert "Đã có tệp" in shown(pilot)
        await press(pilot, "escape")
        assert at(pilot, Question)
        await press(pilot, "enter")
        assert at(pilot, HomeScreen)

    play_on(play)
    assert path.read_bytes() == b"mine"


@pytest.mark.usefixtures("folder")
def test_a_wrong_date_is_said_beside_what_was_typed_and_nothing_is_lost() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        await choose(pilot, "congress")
        await fill(pilot, None, None, "Đại hội XXI", None, None, None, None, "31/2/2025")
        await press(pilot, "f8")
        assert "“31/2/2025” không phải ngày" in shown(pilot)
        assert pilot.app.screen.query_one("#title", Input).value == "Đại hội XXI"

    play_on(play)


def test_text_is_kept_in_one_spelling_however_it_was_typed(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        await choose(pilot, "new-member")
        await fill(pilot, unicodedata.normalize("NFD", "Bùi  Thị Quế "))
        await press(pilot, "f8")

    play_on(play)
    desk = reopened(folder / "thanh-chan.tally")
    with closing(desk.journal):
        assert [member.name for member in desk.congress.board] == ["Bùi Thị Quế"]


@pytest.mark.usefixtures("folder")
def test_what_was_opened_is_offered_again_and_opens_at_its_overview() -> None:
    async def first(pilot: Pilot[None]) -> None:
        assert "Chưa mở đại hội nào" in shown(pilot)
        await make_congress(pilot)

    async def again(pilot: Pilot[None]) -> None:
        assert "thanh-chan" in shown(pilot)
        await press(pilot, "enter")
        await pilot.pause(0.5)
        assert at(pilot, OverviewScreen)

    play_on(first)
    play_on(again)


def test_a_home_folder_that_cannot_be_written_stops_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = folder / "no-folder"
    blocked.write_text("a file", encoding="utf-8")
    monkeypatch.setenv("TALLY_HOME", str(blocked))

    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)

    play_on(play)
    assert (folder / "thanh-chan.tally").exists()


def test_after_counting_began_a_change_takes_a_reason(folder: Path) -> None:
    path = folder / "dai-hoi.tally"

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.4)
        # Nobody has signed in since the file was opened: that is asked first.
        await press(pilot, "enter")
        await press(pilot, "f4")
        await choose(pilot, "contest/bch/1")
        await fill(pilot, "Ban Chấp hành Đảng bộ xã")
        await press(pilot, "f8")
        assert "phải có lý do" in shown(pilot)
        await press(pilot, *"ghi sai", "enter")
        assert at(pilot, SetupScreen)

    a_congress_being_counted(path)
    play_on(play, path=path)
    desk = reopened(path)
    with closing(desk.journal):
        assert desk.contest(("bch", 1)).title == "Ban Chấp hành Đảng bộ xã"
        last = [entry for entry in desk.journal.entries(CONGRESS_CHAIN) if entry.kind is EntryKind.CONGRESS_DECLARED][
            -1
        ]
        assert json.loads(last.payload)["reason"] == "ghi sai"


def a_congress_being_counted(path: Path) -> None:
    """Make a file whose counting has begun."""
    from desk_app import a_declared_contest, begin  # noqa: PLC0415 - its module makes whole slates when loaded

    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    begin(desk, a_declared_contest(16, 14))
    desk.journal.close()


@pytest.mark.usefixtures("folder")
def test_numbers_of_a_template_are_told_apart_until_somebody_looked_at_them() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await make_congress(pilot)
        text = shown(pilot)
        assert "số mẫu: 106 triệu tập" in text
        assert "Số này là số mẫu, chưa ai xem" in text
        assert "số mẫu: bầu 15" in text
        await choose(pilot, "roll")
        assert at(pilot, FormDialog)
        await press(pilot, "f8")
        assert "số mẫu: 106" not in shown(pilot)
        await choose(pilot, "contest/bch/1")
        await press(pilot, "f8")
        assert "số mẫu: bầu 15" not in shown(pilot)
        assert "số mẫu: bầu 5" in shown(pilot), "of the delegates nobody looked yet"

    play_on(play)


def test_all_findings_are_counted_and_a_key_leads_from_one_line_to_the_next(folder: Path) -> None:
    path = folder / "dai-hoi.tally"
    a_congress_being_counted(path)
    table = open_desk(path)
    with closing(table.desk.journal):
        table.people.sign_in(table.people.all()[0].id)
        contest = table.desk.contests[0]
        other = replace(
            contest, id="doan", title="Đoàn đại biểu", seats=len(contest.slate) + 2, body_size=len(contest.slate) + 2
        )
        table.setup.add_contest(other, "bầu thêm")

    async def play(pilot: Pilot[None]) -> None:
        lines = pilot.app.screen.query_one(OptionList)
        first = lines.highlighted
        await press(pilot, "right")
        seen = [lines.highlighted]
        while True:
            assert "Không có gì phải xem lại" not in shown(pilot)
            await press(pilot, "right")
            if lines.highlighted in seen:
                break
            seen.append(lines.highlighted)
        ids = [lines.get_option_at_index(place or 0).id for place in seen]
        assert "contest/doan/1" in ids, (first, ids)
        assert f"điều phải xem ở {len(ids)} dòng" in shown(pilot)

    play_on_screen(path, "setup", play, person="Bùi Thị Quế")


def test_what_cannot_be_removed_is_refused_before_anything_is_asked(folder: Path) -> None:
    path = folder / "dai-hoi.tally"
    a_congress_being_counted(path)
    table = open_desk(path)
    with closing(table.desk.journal):
        table.people.sign_in(table.people.all()[0].id)
        other = replace(table.desk.contests[0], id="doan", title="Đoàn đại biểu")
        table.setup.add_contest(other, "bầu thêm")

    async def play(pilot: Pilot[None]) -> None:
        before = len(pilot.app._notifications)
        await choose(pilot, "contest/bch/1", enter=False)
        await press(pilot, "delete")
        assert at(pilot, SetupScreen), shown(pilot)
        assert "đã bắt đầu nhập phiếu" in [one.message for one in pilot.app._notifications][before]
        await choose(pilot, "contest/doan/1", enter=False)
        await press(pilot, "delete")
        assert at(pilot, Question)
        await press(pilot, "enter")
        assert "doan" not in [contest.id for contest in reopened(path).contests]

    play_on_screen(path, "setup", play, person="Bùi Thị Quế")


def test_a_journal_that_was_tampered_with_is_not_worked_on_and_that_is_said(folder: Path) -> None:
    path = folder / "dai-hoi.tally"
    a_congress_being_counted(path)
    with by_hand(path, triggers=False) as database:
        database.execute("UPDATE entry SET person = 'p9' WHERE sequence = 3")

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.5)
        text = shown(pilot)
        assert "Chưa mở được" in text
        assert "nội dung mục 3 đã bị sửa" in text
        await press(pilot, "escape")
        assert at(pilot, HomeScreen)

    play_on(play, path=path)
