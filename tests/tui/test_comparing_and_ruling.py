"""Batches, ballots that differ, rulings: what the screens offer, what they never show, what they record."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from builders import marks
from desk_screens import SIZES, at, press, shown
from on_a_screen import HEAD, KEY, KEYER, SECRETARY, a_count, play_on_screen
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList, Static

from tally import bootstrap
from tally.application.desk.desk import Desk
from tally.application.desk.keying import Batches
from tally.application.desk.people import People
from tally.cli.desk import open_desk
from tally.domain.ballot import Ballot, Ruling
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.domain.rules import InvalidReason
from tally.locales import Words
from tally.tui.app import TallyApp
from tally.tui.hints import key_at
from tally.tui.screens.batches import BatchesScreen
from tally.tui.screens.count import CountScreen
from tally.tui.screens.disputes import DisputesScreen
from tally.tui.screens.paper import PaperScreen
from tally.tui.screens.rulings import RulingsScreen, read_place
from tally.tui.widgets.choices import Choose, Line
from tally.tui.widgets.counting_desk import CountingDesk
from tally.tui.widgets.dialogs import Question, Reason
from tally.tui.widgets.form_dialog import FormDialog
from tally.tui.widgets.listing import Listing
from tally.tui.widgets.two_people import TwoPeople

PASS = ["+++-", "++-+", "+-++", "-+++"]
SECOND = ["+++-", "++-+", "+-++", "-++-"]  # ballot 4 otherwise


def reopened(path: Path) -> Desk:
    return bootstrap.open_desk(path)


def final(path: Path) -> list[Ballot]:
    """Return the ballots that stand, as `tally recount` reads them."""
    return list(bootstrap.congress_source(path).load().contests[0].ballots)


def said(pilot: Pilot[None]) -> list[str]:
    """Return what was said at the edge of the screen."""
    return [one.message for one in pilot.app._notifications]


# Batches


def test_enter_leads_where_the_batch_under_the_cursor_waits(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, PASS), (PASS, SECOND), (PASS, []))

    async def play(pilot: Pilot[None]) -> None:
        table = pilot.app.screen.query_one(DataTable)
        for row, screen in ((0, RulingsScreen), (1, DisputesScreen), (2, CountScreen)):
            table.move_cursor(row=row)
            await press(pilot, "enter")
            assert at(pilot, screen), shown(pilot)
            await press(pilot, "escape")
            assert at(pilot, BatchesScreen)

    play_on_screen(path, "batches", play, person=SECRETARY, contest=KEY)


def test_fewer_passes_are_the_heads_and_take_a_reason(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, []))

    async def by_a_keyer(pilot: Pilot[None]) -> None:
        await press(pilot, "f4")
        assert at(pilot, BatchesScreen)
        assert "trưởng ban" in said(pilot)[-1]

    async def by_the_head(pilot: Pilot[None]) -> None:
        await press(pilot, "f4", "1", "enter")
        assert at(pilot, Reason)
        await press(pilot, "1", "enter")
        assert "✓ xong" in shown(pilot)

    play_on_screen(path, "batches", by_a_keyer, person=KEYER, contest=KEY)
    play_on_screen(path, "batches", by_the_head, contest=KEY)
    desk = reopened(path)
    with closing(desk.journal):
        count = desk.count_of(KEY)
        assert (count.wanted, count.waiver) == (1, "không đủ người nhập")


# Disputes


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_which_ballots_differ_and_how_but_never_what_was_keyed(
    folder: Path, size: tuple[int, int], language: str
) -> None:
    skipped = (PASS, PASS[:2] + PASS[3:])
    doubled = (PASS, [*PASS[:2], PASS[1], *PASS[2:]])
    path = a_count(folder / "a.tally", (PASS, SECOND), skipped, doubled)

    async def play(pilot: Pilot[None]) -> None:
        text = shown(pilot)
        lines = [line.strip() for line in text.splitlines()]
        wanted = {
            "vi": [
                "Tập 1 · phiếu 4 · các lượt nhập khác nhau",
                "Tập 2 · phiếu 3 · lượt 2 bỏ sót",
                "Tập 3 · phiếu 2 · lượt 2 có lẽ nhập hai lần",
            ],
            "en": [
                "Batch 1 · ballot 4 · the passes differ",
                "Batch 2 · ballot 3 · skipped by pass 2",
                "Batch 3 · ballot 2 · perhaps keyed twice by pass 2",
            ],
        }[language]
        assert [line for line in lines if line in wanted] == wanted
        assert HEAD in text
        assert not any(word in text for word in ("gạch", "bầu cho", "struck"))
        await press(pilot, "enter")
        desk = pilot.app.screen.query_one(CountingDesk)
        assert not desk.counting.keyer.contents.ballots
        entry = "\n".join(desk.render_line(y).text for y in range(desk.size.height))
        assert "✗" not in entry

    play_on_screen(path, "disputes", play, contest=KEY, size=size, language=language)


def test_a_ballot_keyed_twice_is_one_paper(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, [*PASS[:2], PASS[1], *PASS[2:]]))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "f7")
        assert at(pilot, Question)
        assert "chỉ có một tờ như phiếu số 2" in shown(pilot)
        await press(pilot, "enter")
        assert "Không có phiếu lệch" in shown(pilot)

    play_on_screen(path, "disputes", play, person=SECRETARY, contest=KEY)
    assert [ballot.marks for ballot in final(path)] == [marks(signs) for signs in PASS]


def test_who_keys_their_own_mistake_again_is_told_that_nobody_else_agrees(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, SECOND))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "enter", "1", "4", "enter")
        assert at(pilot, DisputesScreen)
        assert said(pilot)[-1].startswith("Chưa khớp với người khác. Mời người thứ hai nhập lại")
        assert "chưa khớp với người khác" in " ".join(shown(pilot).split())

    play_on_screen(path, "disputes", play, person=SECRETARY, contest=KEY)
    play_on_screen(path, "disputes", lambda pilot: press(pilot, "enter", "1", "4", "enter"), contest=KEY)
    assert [ballot.marks for ballot in final(path)] == [marks(signs) for signs in SECOND]


def test_nobody_keys_a_ballot_again_twice_and_that_is_said_before_the_paper_is_fetched(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, SECOND))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "enter", "2", "enter")
        assert at(pilot, DisputesScreen)
        assert "đã nhập lại, chưa khớp" in shown(pilot)
        await press(pilot, "enter")
        assert at(pilot, DisputesScreen)
        assert "Mời người khác nhập lại" in said(pilot)[-1]

    play_on_screen(path, "disputes", play, contest=KEY)


def test_the_head_rules_that_there_is_no_such_paper(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, SECOND))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "asterisk", "2")
        assert at(pilot, Reason)
        await press(pilot, "escape")
        assert at(pilot, DisputesScreen)
        await press(pilot, "asterisk", "2", "1", "enter")
        assert at(pilot, TwoPeople), "both passes have it: nobody but the head says so"
        assert "chưa ai khác nhập như trưởng ban kết luận" in " ".join(shown(pilot).split())
        await press(pilot, "escape")
        assert at(pilot, DisputesScreen)
        assert "còn 1 phiếu lệch" in shown(pilot)
        await press(pilot, "asterisk", "2", "1", "enter", "enter")
        await pilot.pause(0.3)
        assert "Không có phiếu lệch" in shown(pilot)

    play_on_screen(path, "disputes", play, contest=KEY)
    assert len(final(path)) == 3


def test_what_nobody_else_keyed_stands_by_the_head_and_one_more(folder: Path) -> None:
    path = with_pins(a_count(folder / "a.tally", (PASS, SECOND)))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "asterisk", "1", "1", "enter")
        await press(pilot, "4", "enter")
        await pilot.pause(0.3)
        assert at(pilot, TwoPeople)
        await press(pilot, "enter", *"000000", "enter")
        await pilot.pause(0.5)
        assert "Sai mã PIN" in shown(pilot)
        await press(pilot, *"271828", "enter")
        await pilot.pause(0.8)
        assert "Không có phiếu lệch" in shown(pilot)

    play_on_screen(path, "disputes", play, contest=KEY, pin="271828")
    assert len(final(path)) == 4


def test_a_paper_left_with_escape_is_not_recorded_and_one_being_keyed_is_not_lost(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, SECOND))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "enter", "1", "escape")
        assert at(pilot, PaperScreen), "a ballot on the line is not left behind by Esc"
        await press(pilot, "delete", "escape")
        assert at(pilot, DisputesScreen)

    play_on_screen(path, "disputes", play, contest=KEY)
    desk = reopened(path)
    with closing(desk.journal):
        kinds = [entry.kind for entry in desk.journal.entries(CONGRESS_CHAIN)]
        assert EntryKind.BALLOT_REKEYED not in kinds


def test_a_full_disk_keeps_the_paper_on_the_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_count(folder / "a.tally", (PASS, SECOND))

    async def play(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, TallyApp)
        assert pilot.app.table is not None
        await press(pilot, "enter", "1")

        def full(*_arguments: object, **_named: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr(pilot.app.table.desk.journal, "append", full)
            await press(pilot, "enter")
        assert at(pilot, PaperScreen)
        assert "CHƯA GHI" in shown(pilot)
        await press(pilot, "backspace", "enter")
        assert at(pilot, DisputesScreen)

    play_on_screen(path, "disputes", play, person=SECRETARY, contest=KEY)
    assert final(path)[3].marks == marks("-+++")


def test_a_list_is_narrowed_by_typing_and_widened_by_escape(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, SECOND), (["+++-"] * 3, ["++-+", "+-++", "-+++"]))

    async def play(pilot: Pilot[None]) -> None:
        listing = pilot.app.screen.query_one(Listing)
        assert listing.option_count == 4
        await press(pilot, *"tap", "space", "1")
        assert [option.id for option in listing.options] == [None, "1/4", "2/1"], "the filter, then what it leaves"
        await press(pilot, *"0x")
        assert "⌫" in shown(pilot)
        await press(pilot, "escape")
        assert listing.option_count == 4
        assert at(pilot, DisputesScreen)

    play_on_screen(path, "disputes", play, contest=KEY)


# Rulings


@pytest.mark.parametrize("size", SIZES)
def test_a_ruling_against_the_marks_takes_the_head_and_one_more(folder: Path, size: tuple[int, int]) -> None:
    stack = ["++++", "++-+", "+++-"]  # four names for three seats
    path = a_count(folder / "a.tally", (stack, stack))

    async def by_the_secretary(pilot: Pilot[None]) -> None:
        assert "Tập 1 phiếu 1 · máy: bầu quá số lượng · ban: chưa kết luận" in shown(pilot)
        await press(pilot, "enter")
        assert "không gạch ai" in shown(pilot)
        await press(pilot, "5", "1", "enter")
        assert at(pilot, RulingsScreen)
        assert "trưởng ban" in said(pilot)[-1]

    async def by_the_head(pilot: Pilot[None]) -> None:
        await press(pilot, "enter", "5", "1", "enter")
        assert at(pilot, TwoPeople)
        assert SECRETARY in shown(pilot)
        assert KEYER not in shown(pilot)
        await press(pilot, "enter")
        assert "ban: hợp lệ: ý người bầu rõ ràng" in shown(pilot)

    async def taken_back_by_the_secretary(pilot: Pilot[None]) -> None:
        await press(pilot, "enter")
        assert at(pilot, Choose)
        await press(pilot, "6")
        assert "trưởng ban" in said(pilot)[-1]

    async def taken_back(pilot: Pilot[None]) -> None:
        await press(pilot, "enter", "6")
        assert at(pilot, TwoPeople)
        assert "thay kết luận trái với dấu trên phiếu" in shown(pilot)
        await press(pilot, "escape")
        assert said(pilot)[-1].startswith("Chưa ghi gì")
        await press(pilot, "enter", "6", "enter")
        assert "ban: chưa kết luận" in shown(pilot)

    play_on_screen(path, "rulings", by_the_secretary, person=SECRETARY, contest=KEY, size=size)
    assert final(path)[0].ruling is None
    play_on_screen(path, "rulings", by_the_head, contest=KEY, size=size)
    assert final(path)[0].ruling == Ruling(None, "ý người bầu rõ ràng")
    play_on_screen(path, "rulings", taken_back_by_the_secretary, person=SECRETARY, contest=KEY, size=size)
    assert final(path)[0].ruling == Ruling(None, "ý người bầu rõ ràng")
    play_on_screen(path, "rulings", taken_back, contest=KEY, size=size)
    assert final(path)[0].ruling is None


def test_any_ballot_of_an_accepted_batch_is_found_by_its_numbers(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, PASS), (PASS, SECOND))

    async def play(pilot: Pilot[None]) -> None:
        assert "1 tập chưa nhận" in shown(pilot)
        await press(pilot, "ctrl+f", *"2.1", "enter")
        assert at(pilot, Line), "a batch that is not accepted shows nobody its ballots"
        assert "chưa nhập xong hoặc còn phiếu lệch" in shown(pilot)
        await press(pilot, "backspace", "backspace", "backspace", *"1.9", "enter")
        assert "không có phiếu 9" in shown(pilot)
        await press(pilot, "backspace", "3", "enter")
        assert at(pilot, Choose)
        assert "gạch 2" in shown(pilot)

    play_on_screen(path, "rulings", play, contest=KEY)


@pytest.mark.parametrize(
    ("text", "place"),
    [("2.17", (2, 17)), ("2 17", (2, 17)), ("tập 3 phiếu 4", (3, 4)), ("217", None), ("1.2.3", None), ("", None)],
)
def test_batch_and_ballot_are_read_from_two_numbers(text: str, place: tuple[int, int] | None) -> None:
    assert read_place(text) == place


def test_an_accepted_ballot_is_keyed_again_with_a_reason_and_one_is_taken_out(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, PASS))

    async def amend(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f", *"1.2", "enter", "6", "2", "enter")
        assert at(pilot, PaperScreen), shown(pilot)
        await press(pilot, "4", "*", "3", "enter")
        assert at(pilot, TwoPeople), shown(pilot)
        assert "Trước: gạch 3" in shown(pilot)
        assert "Sau: gạch 4 (" in shown(pilot)
        await press(pilot, "enter")
        assert at(pilot, RulingsScreen), shown(pilot)

    async def take_out(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f", *"1.4", "enter", "7", "1", "enter")
        assert at(pilot, TwoPeople)
        await press(pilot, "escape")
        assert said(pilot)[-1].startswith("Chưa ghi gì")
        await press(pilot, "ctrl+f", *"1.4", "enter", "7", "1", "enter", "enter")

    async def by_the_secretary(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+f", *"1.2", "enter", "6")
        assert at(pilot, RulingsScreen), "whoever is not the head is told so before the paper is keyed"
        assert "trưởng ban" in said(pilot)[-1]

    play_on_screen(path, "rulings", by_the_secretary, person=SECRETARY, contest=KEY)
    play_on_screen(path, "rulings", amend, contest=KEY)
    play_on_screen(path, "rulings", take_out, contest=KEY)
    assert final(path) == [
        Ballot(1, 1, marks("+++-")),
        Ballot(1, 2, marks("+++-"), Ruling(InvalidReason.MARKED)),
        Ballot(1, 3, marks("+-++")),
    ]


MACHINE = ["+++-", "++++", "----", "++++"]
"""Of three seats: ballots 2 and 4 vote for too many, ballot 3 for nobody."""


def with_pins(path: Path) -> Path:
    """Give everybody of a file a PIN."""
    table = open_desk(path)
    with closing(table.desk.journal):
        for person in table.people.all():
            table.people.sign_in(table.people.all()[0].id, "271828" if table.people.needs_pin() else "")
            table.people.set_pin(person.id, "271828")
    return path


@pytest.mark.parametrize("size", SIZES)
def test_the_board_agrees_with_the_machine_once_and_sees_first_on_which_ballots(
    folder: Path, size: tuple[int, int]
) -> None:
    path = a_count(folder / "a.tally", (MACHINE, MACHINE), (["++++"], ["----"]))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+a")
        assert at(pilot, Question)
        text = " ".join(shown(pilot).split())
        assert "đồng ý với máy: 3 phiếu" in text
        assert "Tập 1 · bầu quá số lượng: phiếu 2, 4" in text
        assert "Tập 1 · không bầu cho ai: phiếu 3" in text
        assert "Tập 2" not in text.partition("3 phiếu không hợp lệ")[2].partition("Mỗi phiếu")[0], "in dispute"
        await press(pilot, "enter", "f8")
        assert "phải có thêm ít nhất một người" in " ".join(shown(pilot).split())
        await press(pilot, "right", "f8")
        assert at(pilot, RulingsScreen)
        assert said(pilot)[-1] == "Đã ghi 3 kết luận."
        assert " ".join(shown(pilot).split()).count("ban đồng ý với máy:") == len(MACHINE) - 1
        # Nothing is left to agree to, so the key is not offered any more.
        assert "Ctrl+A" not in shown(pilot).splitlines()[-1]
        await press(pilot, "ctrl+a")
        assert at(pilot, RulingsScreen)

    play_on_screen(path, "rulings", play, contest=KEY, size=size)
    names = f"{HEAD}, {SECRETARY}"
    assert [ballot.ruling for ballot in final(path)] == [
        None,
        Ruling(InvalidReason.TOO_MANY, names),
        Ruling(InvalidReason.NONE, names),
        Ruling(InvalidReason.TOO_MANY, names),
    ]


def test_whoever_agrees_types_a_pin_and_a_wrong_one_rules_on_nothing(folder: Path) -> None:
    path = with_pins(a_count(folder / "a.tally", (MACHINE, MACHINE)))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+a", "enter", *"314159", "f8")
        assert at(pilot, FormDialog)
        assert "Sai mã PIN" in " ".join(shown(pilot).split())
        # The dots of the wrong one are gone: the right one is typed at once, and no try is lost.
        await press(pilot, *"271828", "f8")
        assert at(pilot, RulingsScreen), shown(pilot)

    play_on_screen(path, "rulings", play, contest=KEY, pin="271828")
    assert sum(ballot.ruling is not None for ballot in final(path)) == len(MACHINE) - 1


def test_a_ballot_taken_out_while_the_board_looks_is_left_out_and_said(folder: Path) -> None:
    path = a_count(folder / "a.tally", (MACHINE, MACHINE))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+a", "enter", "right")
        table = open_desk(path)
        with closing(table.desk.journal):
            head, one_more = (person.id for person in table.people.all()[:2])
            table.people.sign_in(head)
            table.closing.amend(KEY, 1, 2, None, None, "không có tờ này", one_more, "")
        await press(pilot, "f8")
        assert said(pilot)[-1].startswith("Đã ghi 2 kết luận. 1 phiếu vừa được người khác sửa")

    play_on_screen(path, "rulings", play, contest=KEY)
    assert [ballot.number for ballot in final(path) if ballot.ruling is not None] == [3, 4]


# The mouse, and help


def test_a_click_does_what_enter_does(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, SECOND), (["+++-"], ["++-+"]))

    async def play(pilot: Pilot[None]) -> None:
        await pilot.click(Listing, offset=(6, 1))
        await pilot.pause(0.3)
        assert at(pilot, PaperScreen)
        assert "Lấy phiếu số 1 của tập 2" in shown(pilot)
        await press(pilot, "escape")
        # The key bar can be clicked too: F7 is the second key on it.
        keys = shown(pilot).splitlines()[-1]
        await pilot.click(offset=(keys.index("F7") + 1, 23))
        await pilot.pause(0.2)
        assert at(pilot, Question)
        # And so can the keys that a dialog names.
        hint = pilot.app.screen.query_one(".card--keys", Static)
        await pilot.click(hint, offset=(hint.render_line(0).text.index("quay lại"), 0))
        await pilot.pause(0.2)
        assert at(pilot, DisputesScreen)

    play_on_screen(path, "disputes", play, contest=KEY)


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("⏎ đồng ý · Esc quay lại", {0: "enter", 8: "enter", 9: None, 11: "escape", 22: "escape", 23: None}),
        ("  ↑↓ đi lại · ←→ đổi · F8 ghi", {2: "up", 3: "down", 8: "down", 14: "left", 15: "right", 23: "f8"}),
        ("→ chưa nhập · + tập mới", {0: None, 5: None, 14: "plus", 20: "plus"}),
        ("gõ mã PIN rồi ⏎ · Ctrl+F tìm", {3: None, 14: "enter", 18: "ctrl+f", 27: "ctrl+f"}),
        ("Chọn tên rồi F12. Xong.", {13: "f12", 18: None}),
        ("a+b, 2*3", {1: None, 6: None}),
    ],
)
def test_a_line_that_names_keys_says_which_one_is_where(line: str, keys: dict[int, str | None]) -> None:
    assert {x: key_at(line, x) for x in keys} == keys


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("screen", ["batches", "disputes", "rulings", "result", "journal", "papers"])
def test_every_screen_explains_itself_and_fits(folder: Path, screen: str, language: str, size: tuple[int, int]) -> None:
    path = a_count(folder / "a.tally", (PASS, SECOND), (PASS, PASS))
    arguments: dict[str, Any] = {} if screen in {"journal", "papers"} else {"contest": KEY}

    async def play(pilot: Pilot[None]) -> None:
        words = Words(language)
        rows = shown(pilot).splitlines()
        assert len(rows) == size[1]
        assert words(f"tui.{screen}.title") in rows[0]
        assert words("tui.commands.help.title") in rows[-1]
        await press(pilot, "f1")
        assert words(f"tui.{screen}.help")[:30] in " ".join(shown(pilot).split())
        await press(pilot, "escape", "escape")

    play_on_screen(path, screen, play, language=language, size=size, **arguments)


@pytest.mark.parametrize("screen", ["batches", "disputes", "rulings", "result", "journal"])
def test_an_empty_congress_has_something_to_say_on_every_screen(folder: Path, screen: str) -> None:
    path = a_count(folder / "a.tally")
    arguments: dict[str, Any] = {} if screen == "journal" else {"contest": KEY}
    wanted = {
        "batches": "Chưa có tập nào",
        "disputes": "Chưa tập nào nhập đủ lượt",
        "rulings": "Không có phiếu nào không hợp lệ",
        "result": "Chưa hiện số phiếu",
        "journal": "Khai báo đại hội",
    }[screen]

    async def play(pilot: Pilot[None]) -> None:
        assert wanted in " ".join(shown(pilot).split())
        for key in (
            "enter",
            "f4",
            "f5",
            "f6",
            "f7",
            "f8",
            "f12",
            "plus",
            "asterisk",
            "ctrl+a",
            "ctrl+f",
            "ctrl+w",
            "ctrl+y",
            "escape",
            "escape",
            "escape",
        ):
            await press(pilot, key)

    play_on_screen(path, screen, play, **arguments)


def test_comparing_is_never_said_to_be_done_while_papers_are_to_be_keyed(folder: Path) -> None:
    """The screen and the step of the list say the same."""
    four = ("+++-", "++-+", "+++-", "++-+")
    path = a_count(folder / "a.tally", (four, four), (four, ()))  # ten papers returned

    async def half(pilot: Pilot[None]) -> None:
        assert "1 tập chưa nhập đủ lượt" in shown(pilot)
        assert "Chưa xong bước này" in shown(pilot)
        assert "✓ Mọi tập đã khớp" not in shown(pilot)

    play_on_screen(path, "disputes", half, contest=KEY)

    async def listed(pilot: Pilot[None]) -> None:
        steps = pilot.app.screen.query_one(OptionList)
        steps.highlighted = steps.get_option_index("compare")
        await pilot.pause()
        assert "Chưa tới: làm xong việc có dấu ▶ trước." in shown(pilot)

    play_on_screen(path, "next_step", listed)


def test_a_batch_opened_by_mistake_does_not_unsay_that_all_agree(folder: Path) -> None:
    ten = ("+++-", "++-+") * 5
    path = a_count(folder / "a.tally", (ten, ten))
    desk = reopened(path)
    People(desk, bootstrap.pin_hasher()).sign_in("p1")
    Batches(desk).open_batch(KEY)
    desk.journal.close()

    async def play(pilot: Pilot[None]) -> None:
        assert "✓ Mọi tập đã khớp" in shown(pilot)
        assert "chưa nhập đủ lượt" not in shown(pilot)

    play_on_screen(path, "disputes", play, contest=KEY)
