"""The result and the journal: what they show is what the files say, and nothing too early."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from builders import a_congress, a_contest, marks
from desk_screens import SIZES, at, in_one_line, press, shown
from on_a_screen import HEAD, KEY, KEYER, SECRETARY, a_count, play_on_screen
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tally import bootstrap
from tally.application.desk.keying import Batches
from tally.application.desk.narration import sentence
from tally.application.desk.people import People
from tally.application.desk.reading import JournalReader
from tally.application.desk.setup import Setup
from tally.application.recount import SavedContest, SavedCount, recount
from tally.application.taking_in import take_in
from tally.cli.main import main
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.locales import Words
from tally.tui.screens import journal as journal_screen
from tally.tui.screens.journal import JournalLines
from tally.tui.screens.paper import PaperScreen
from tally.tui.screens.result import ResultScreen, read_piles
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.dialogs import Question, Reason

PASS = ["+++-", "++-+", "+-++", "-+++"]
SECOND = ["+++-", "++-+", "+-++", "-++-"]
TEN = [*PASS, *PASS, "+++-", "++-+"]
SIGNS = {"elected": "✓", "tied": "=", "over-half": "○", "not-elected": "·"}


def whole(pilot: Pilot[None]) -> str:
    """Return everything the screen says, also what is scrolled away."""
    return "\n".join(str(one.render()) for one in pilot.app.screen.query(Static))


def said(pilot: Pilot[None]) -> list[str]:
    return [one.message for one in pilot.app._notifications]


def taken_in(path: Path, source: Path, contest: str) -> Path:
    """Make a file of one contest of a fixture, with its saved ballots taken in."""
    saved = bootstrap.open_source(source).load()
    one = next(of for of in saved.contests if of.contest.id == contest)
    bootstrap.new_congress_file(path, saved.congress, (one.contest,))
    with closing(bootstrap.open_journal(path)) as stored:
        desk = bootstrap.desk_on(stored)
        only = SavedCount(saved.congress, saved.profile, (SavedContest(one.contest, one.ballots),))
        take_in(desk, stored, only, source.name, {"ballots.csv": "ab" * 32}, "phiếu đã lưu")
        People(desk, bootstrap.pin_hasher()).add(HEAD, "head")
    return path


# The result


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("fixture", "contest"), [("thanh-chan-base", "bch"), ("cell-of-eleven", ""), ("national", "")], ids=lambda one: one
)
def test_the_screen_says_what_recount_says(  # noqa: PLR0913, PLR0917 - a fixture, a size, a language
    folder: Path,
    fixtures: Path,
    capsys: pytest.CaptureFixture[str],
    fixture: str,
    contest: str,
    language: str,
    size: tuple[int, int],
) -> None:
    first = contest or bootstrap.open_source(fixtures / fixture).load().contests[0].contest.id
    path = taken_in(folder / "a.tally", fixtures / fixture, first)
    assert main(["recount", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)["contests"][0]
    words = Words(language)

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause(0.3)
        bars = str(pilot.app.screen.query_one(".bars", Static).render())
        rest = str(pilot.app.screen.query_one(".rest", Static).render())
        lines = bars.splitlines()
        for one in document["candidates"]:
            start = f"{SIGNS[one['outcome']]} {one['no']:>{len(str(len(document['candidates'])))}}  "
            line = next(line for line in lines if line.startswith(start))
            votes, percent = line.split("┃")[1].strip("█ ").split()[:2]
            assert votes == words.number(one["votes"])
            assert percent == one["percent"].replace(".", "," if language == "vi" else ".")
            # The bar crosses the half line exactly when the votes are over half.
            assert ("┃█" in line) == (2 * one["votes"] > document["base"])
        # One half line through all the bars.
        assert len({line.index("┃") for line in lines if "┃" in line}) == 1
        counted = sum("┃" in line for line in lines)
        assert counted == len(document["candidates"]) + 1
        assert words(f"words.status.{document['status']}") in rest
        if document["unfilled"]:
            fields = {"missing": document["unfilled"], "seats": document["seats"], "clause": "|"}
            fields["gathering"] = words("words.gathering.delegates")
            assert words("words.sentence.under_filled", **fields).partition("|")[0] in rest
        for finding in document["findings"]:
            assert finding["code"] in rest
        await press(pilot, "ctrl+x")
        by_votes = str(pilot.app.screen.query_one(".bars", Static).render()).splitlines()
        barred = [line for line in by_votes if "┃" in line][1:]
        shown_votes = [line.split("┃")[1].strip("█ ").split()[0] for line in barred]
        expected = sorted((one["votes"] for one in document["candidates"]), reverse=True)
        assert shown_votes == [words.number(votes) for votes in expected]
        strips = shown(pilot).splitlines()
        assert len(strips) == size[1]

    play_on_screen(path, "result", play, contest=(first, document["round"]), size=size, language=language)


def test_votes_are_hidden_until_the_passes_agree_unless_the_head_shows_them(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, SECOND))

    async def hidden(pilot: Pilot[None]) -> None:
        assert "Chưa hiện số phiếu" in whole(pilot)
        assert "┃" not in whole(pilot)
        await press(pilot, "ctrl+x")
        assert "┃" not in whole(pilot)
        await press(pilot, "ctrl+w")
        assert at(pilot, ResultScreen)
        assert "trưởng ban" in said(pilot)[-1]

    async def shown_early(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+w", "enter")
        assert "┃" in whole(pilot)
        await press(pilot, "ctrl+w", "enter")
        assert "┃" not in whole(pilot)

    play_on_screen(path, "result", hidden, person=KEYER, contest=KEY)
    play_on_screen(path, "result", shown_early, contest=KEY)
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        kinds = [entry.kind for entry in desk.journal.entries(CONGRESS_CHAIN)]
        assert kinds.count(EntryKind.TOTALS_SHOWN) == 2


def test_what_is_in_the_way_is_said_then_explained_then_it_is_sealed(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, PASS))  # ten returned, four keyed

    async def play(pilot: Pilot[None]) -> None:
        assert "Vướng mắc E103" in whole(pilot)
        await press(pilot, "f8")
        assert at(pilot, ResultScreen)
        assert "E103" in said(pilot)[-1]
        await press(pilot, "ctrl+g")
        assert at(pilot, Reason)
        await press(pilot, "escape", "ctrl+g", "2", "enter")
        assert "Ban giải thích: có người không bỏ phiếu vào thùng" in whole(pilot)
        assert "Không còn gì vướng" in whole(pilot)
        # The minutes will bear the day that was declared, which is not today.
        await press(pilot, "f8")
        assert at(pilot, Question)
        assert "Biên bản ghi ngày bầu 10/06/2025, không phải hôm nay?" in in_one_line(pilot)
        await press(pilot, "escape")
        assert at(pilot, ResultScreen)
        # Without PINs the two are named, and that is all.
        await press(pilot, "f8", "enter", "escape")
        assert "ĐÃ KHÓA SỔ" not in whole(pilot)
        await press(pilot, "f8", "enter", "enter")
        assert "ĐÃ KHÓA SỔ" in whole(pilot)
        assert f"{HEAD} và {SECRETARY}" in whole(pilot)
        # Nothing more is offered that could change it.
        for key in ("ctrl+w", "ctrl+g", "ctrl+y", "f8"):
            await press(pilot, key)
            assert at(pilot, ResultScreen)

    play_on_screen(path, "result", play, contest=KEY)
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        seal = desk.count_of(KEY).seal
        assert seal is not None
        assert desk.count_of(KEY).explained == {"E103": "có người không bỏ phiếu vào thùng"}


def test_piles_counted_by_hand_are_held_against_what_was_keyed(folder: Path) -> None:
    path = a_count(folder / "a.tally", (["+++-", "++--", "+++-"],) * 2, contest=replace(a_contest(), returned=3))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+y", *"3:2 x", "enter")
        assert "Chưa đọc được" in shown(pilot)
        await press(pilot, "backspace", *"2:2")
        assert "3 người: 2 phiếu; 2 người: 2 phiếu. Cộng 4 phiếu." in shown(pilot)
        await press(pilot, "enter")
        assert "chồng bầu 2 người: đếm tay 2, đã nhập 1" in whole(pilot)
        assert "Chồng đếm tay còn lệch" in whole(pilot)
        await press(pilot, "ctrl+y")
        assert pilot.app.screen.query_one(Input).value == "3:2 2:2"
        await press(pilot, "end", "backspace", "1", "enter")
        assert "✓ khớp với phiếu đã nhập" in whole(pilot)

    play_on_screen(path, "result", play, contest=KEY)


@pytest.mark.parametrize(
    ("text", "piles"),
    [
        ("14:60 13:20", {14: 60, 13: 20}),
        ("3=2, 2-1", {3: 2, 2: 1}),
        ("0:1", {0: 1}),
        ("14 60", None),
        ("14:60 14:2", None),
        ("14:60 13", None),
        ("", None),
        ("mười", None),
    ],
)
def test_piles_are_read_as_they_are_typed(text: str, piles: dict[int, int] | None) -> None:
    assert read_piles(text) == piles


def test_a_corrigendum_leaves_what_was_sealed_and_shows_what_is_right(folder: Path) -> None:
    path = a_count(folder / "a.tally", (TEN, TEN))

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "f8", "enter", "enter")
        before = str(pilot.app.screen.query_one(".bars", Static).render())
        await press(pilot, "f4", *"1.11", "enter")
        assert "không có phiếu 11" in shown(pilot)
        await press(pilot, "backspace", "enter")
        assert at(pilot, PaperScreen)
        await press(pilot, "1", "enter")
        assert at(pilot, Choose)
        await press(pilot, "2", *"1.2", "enter", "1", "enter")
        await press(pilot, "1", "1", "enter", "enter")
        text = whole(pilot)
        assert "Đính chính 1" in text
        assert "phiếu 1.1, 1.2" in text
        assert str(pilot.app.screen.query_one(".bars", Static).render()) == before
        # No. 1 had 8 votes of 10 (struck on ballots 4 and 8); struck on two more it has 6.
        corrected = text[text.index("Kết quả sau đính chính") :]
        line = next(line for line in corrected.splitlines() if " 1  Lò Văn Ánh" in line)
        assert line.split("┃")[1].strip("█ ").split()[0] == "6"

    play_on_screen(path, "result", play, contest=KEY)
    assert main(["verify", str(path)]) == 0


def test_the_digest_of_the_results_can_be_held_against_the_hall_page_and_the_minutes(folder: Path) -> None:
    path = a_count(folder / "a.tally", (TEN, TEN))
    texts: list[str] = []

    async def play(pilot: Pilot[None]) -> None:
        texts.append(whole(pilot))
        await press(pilot, "f8", "enter", "enter")
        texts.append(whole(pilot))
        await press(pilot, "f4", *"1.1", "enter", "1", "enter", "1", "1", "enter", "enter")
        texts.append(whole(pilot))

    play_on_screen(path, "result", play, contest=KEY)
    counted = recount(bootstrap.congress_source(path)).contests[0]
    sealed, right = (in_groups(one) for one in (counted.results, counted.corrigenda[0].results))
    open_, after_seal, corrected = (" ".join(text.split()) for text in texts)
    assert sealed not in open_
    assert f"như trang chiếu và biên bản: {sealed}" in after_seal
    assert f"Mã kết quả sau đính chính, như trang chiếu và biên bản đính chính: {right}" in corrected


def in_groups(digest: str) -> str:
    """Write a digest as it is read aloud."""
    return " ".join(digest[place : place + 4] for place in range(0, 64, 4))


# The journal


def lines(pilot: Pilot[None]) -> list[str]:
    """Return the lines of the journal on the screen."""
    own = pilot.app.screen.query_one(JournalLines)
    return [text for y in range(own.size.height) if (text := own.render_line(y).text.rstrip())]


def corrected_in_a_pass(path: Path, *, agree: bool) -> Path:
    """Make a count in which the head put a ballot right while keying; the second pass is closed or still open."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    Setup(desk).declare(a_congress(), (a_contest(),))
    people = People(desk, bootstrap.pin_hasher())
    head, other = people.add(HEAD, "head"), people.add(SECRETARY, "secretary")
    people.sign_in(head.id)
    work = Batches(desk)
    work.begin_counting(KEY)
    work.open_batch(KEY)
    keyer = work.open_pass(KEY, 1)
    keyer.key(marks("-+++"))
    keyer.correct(1, marks("+-++"), None, "gõ nhầm số")
    keyer.close()
    people.sign_in(other.id)
    keyer = work.open_pass(KEY, 1)
    if agree:
        keyer.key(marks("+-++"))
        keyer.close()
    desk.journal.close()
    return path


@pytest.mark.parametrize("size", SIZES)
def test_before_and_after_are_shown_once_the_passes_agree_and_not_before(folder: Path, size: tuple[int, int]) -> None:
    async def not_yet(pilot: Pilot[None]) -> None:
        await press(pilot, *"gõ nhầm", *["backspace"] * 8, *"sua")
        assert "gõ nhầm số" in shown(pilot)
        assert "→" not in shown(pilot)

    async def now(pilot: Pilot[None]) -> None:
        await press(pilot, *"sua phieu")
        assert "(tập 1 phiếu 1: gạch 1 → gạch 2)" in " ".join(shown(pilot).split())

    path = corrected_in_a_pass(folder / "a.tally", agree=False)
    play_on_screen(path, "journal", not_yet, person=SECRETARY, size=size)
    path = corrected_in_a_pass(folder / "b.tally", agree=True)
    play_on_screen(path, "journal", now, person=SECRETARY, size=size)


def test_the_journal_is_narrowed_by_person_by_what_was_done_and_by_batch(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, PASS), (PASS, PASS))

    async def play(pilot: Pilot[None]) -> None:
        everything = len(lines(pilot))
        await press(pilot, *"thinh")
        assert lines(pilot)
        assert all(SECRETARY in line for line in lines(pilot))
        await press(pilot, "space", "2")
        assert ["tập 2" in line for line in lines(pilot)] == [True, True]
        await press(pilot, "space", *"khoa")
        assert len(lines(pilot)) == 1
        assert "khóa lượt 2 của tập 2, 4 phiếu" in lines(pilot)[0]
        await press(pilot, *"zz")
        assert "Không có việc nào như vậy" in shown(pilot)
        await press(pilot, "escape")
        assert len(lines(pilot)) == everything
        await press(pilot, "ctrl+w", *"nhap phieu 2")
        await pilot.pause(0.2)
        assert len([line for line in lines(pilot) if "tập 2" in line]) == 8

    play_on_screen(path, "journal", play, size=(120, 36))


def test_of_a_large_journal_only_the_lines_on_the_screen_are_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = ["+++-"] * 1500
    path = a_count(folder / "a.tally", (stack, []))
    made: list[int] = []

    def counted(*arguments: object) -> str:
        made.append(1)
        return sentence(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(journal_screen, "sentence", counted)

    async def play(pilot: Pilot[None]) -> None:
        made.clear()
        await press(pilot, "ctrl+w")
        await pilot.pause(0.5)
        own = pilot.app.screen.query_one(JournalLines)
        assert own.virtual_size.height > 1500
        assert "nhập phiếu 1500" in "\n".join(lines(pilot))
        await press(pilot, "home")
        assert "Khai báo" in lines(pilot)[0]
        await press(pilot, "pagedown", "pagedown")
        assert len(made) < 40 * own.size.height

    play_on_screen(path, "journal", play)


def test_entries_come_in_the_order_of_time_and_are_read_in_pieces(folder: Path) -> None:
    path = a_count(folder / "a.tally", (PASS, PASS), (PASS, PASS))
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        reader = JournalReader(desk, Words("vi"))
        while reader.more(3):
            assert len(reader.found) % 3 == 0
        entries = [reader.entry(ref) for ref in reader.found]
        assert [entry.time for entry in entries] == sorted(entry.time for entry in entries)
        total = sum(1 for chain in desk.journal.chains() for _ in desk.journal.entries(chain))
        assert len(entries) == total
        assert len(set(reader.found)) == total
