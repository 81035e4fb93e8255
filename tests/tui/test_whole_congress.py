"""A whole congress through the screens: two contests, two passes, two persons, disputes, a ruling, corrections, seals.

Every figure is then asked of `tally recount --json`, of the minutes, of the result screen, and of the naive counter.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from desk_screens import at, fill, play_on, press, shown
from naive import naive_contest
from openpyxl import load_workbook
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList, Static

from tally.cli.main import main
from tally.tui.screens.batches import BatchesScreen
from tally.tui.screens.count import CountScreen
from tally.tui.screens.disputes import DisputesScreen
from tally.tui.screens.next_step import NextStepScreen
from tally.tui.screens.paper import PaperScreen
from tally.tui.screens.papers import PapersScreen
from tally.tui.screens.people import PeopleScreen
from tally.tui.screens.result import ResultScreen
from tally.tui.screens.rulings import RulingsScreen
from tally.tui.sign_in import SignIn
from tally.tui.widgets.choices import Choose
from tally.tui.widgets.dialogs import Reason
from tally.tui.widgets.listing import Listing
from tally.tui.widgets.slip_dialog import SlipDialog
from tally.tui.widgets.two_people import TwoPeople

CONGRESS = """format = "tally-congress/1"

[congress]
organisation = "Đảng bộ xã Thanh Chăn"
title = "Đại hội đại biểu lần thứ XXI"
kind = "delegates"
rules = "qd-190-2024"
date = 2025-06-10

[roll]
summoned = 9
present = 9

[[board]]
name = "Bùi Thị Quế"
role = "head"

[[board]]
name = "Cà Văn Thịnh"
role = "secretary"

[[contest]]
id = "bch"
title = "Ban Chấp hành"
office = "committee"
seats = 3
style = "cross-out"
candidate = [
  { no = 1, name = "Lò Văn Ánh" },
  { no = 2, name = "Cà Văn Bình" },
  { no = 3, name = "Nguyễn Thị Chanh" },
  { no = 4, name = "Vì Văn Dũng" },
]

[[contest]]
id = "doan"
title = "Đoàn đại biểu dự đại hội cấp trên"
office = "delegates"
seats = 2
style = "agree-disagree"
candidate = [
  { no = 1, name = "Quàng Thị Hoa" },
  { no = 2, name = "Tòng Văn Sơn" },
]
"""

PINS = {"Bùi Thị Quế": "246813", "Cà Văn Thịnh": "135798"}
HEAD, SECRETARY = PINS

# What lies on the table: batch and number of each paper, the marks as `ballots.csv` writes them, the board's ruling.
PAPERS_BCH = [
    (1, 1, "4", ""),
    (1, 2, "4", ""),
    (1, 3, "1", ""),
    (1, 4, "", ""),  # four names for three seats
    (1, 5, "2 4", "marked"),  # the board: a sign was drawn on it
    (2, 1, "3", ""),
    (2, 2, "1 4", ""),
    (2, 3, "2", ""),
    (2, 4, "4", ""),
]
PAPERS_DOAN = [
    (1, 1, "1+ 2+", ""),
    (1, 2, "1+ 2-", ""),
    (1, 3, "1+ 2*", ""),
    (1, 4, "1- 2-", ""),
    (1, 5, "1+ 2+", ""),
    (1, 6, "1+", ""),
    (1, 7, "1+ 2-", ""),
    (1, 8, "1+ 2+", ""),
    (1, 9, "1+ 2+", ""),
]


def rows(contest: str, papers: list[tuple[int, int, str, str]]) -> list[dict[str, str]]:
    """Return papers as rows of `ballots.csv`."""
    return [
        {"contest": contest, "round": "1", "batch": str(batch), "ballot": str(ballot), "marks": marks, "ruling": ruling}
        for batch, ballot, marks, ruling in papers
    ]


async def sit_down(pilot: Pilot[None], name: str) -> None:
    """Sign in as somebody."""
    assert at(pilot, SignIn), shown(pilot)
    names = pilot.app.screen.query_one(OptionList)
    names.highlighted = list(PINS).index(name)
    await press(pilot, *PINS[name], "enter")
    await settled(pilot, lambda: not at(pilot, SignIn))


async def settled(pilot: Pilot[None], done: Any) -> None:  # noqa: ANN401 - a question without arguments
    """Wait until something is so."""
    for _ in range(100):
        if done():
            return
        await pilot.pause(0.1)
    raise AssertionError(shown(pilot))


async def choose(pilot: Pilot[None], step: str) -> None:
    """Put the cursor on a step of the checklist and press Enter."""
    assert at(pilot, NextStepScreen), shown(pilot)
    steps = pilot.app.screen.query_one(OptionList)
    steps.highlighted = steps.get_option_index(step)
    await pilot.pause()
    await press(pilot, "enter")


async def report(pilot: Pilot[None], papers: int) -> None:
    """Go through the checklist as far as the beginning of the count."""
    await choose(pilot, "check-box")
    await press(pilot, "enter")
    await choose(pilot, "issue")
    await fill(pilot, str(papers), str(papers))
    await press(pilot, "f8")
    await choose(pilot, "report")
    await press(pilot, "enter")
    await choose(pilot, "open")
    await press(pilot, "enter")
    await choose(pilot, "begin")
    await press(pilot, "f8")
    assert at(pilot, NextStepScreen), shown(pilot)


async def key_pass(pilot: Pilot[None], batch: int, keys: str, papers: int) -> None:
    """Key the next pass of a batch from the list of batches, and close it; `|` is Enter, `<f4>` a key with a name."""
    assert at(pilot, BatchesScreen), shown(pilot)
    pilot.app.screen.query_one(DataTable).move_cursor(row=batch - 1)
    await press(pilot, "enter")
    assert at(pilot, CountScreen), shown(pilot)
    for key in keys:
        await pilot.press({"|": "enter", "~": "f4"}.get(key, key))
    await press(pilot, "f8", *str(papers), "enter")
    await read_slip(pilot, papers)


async def read_slip(pilot: Pilot[None], papers: int) -> None:
    """Read the slip of the pass that was just closed, and go on."""
    await settled(pilot, lambda: at(pilot, SlipDialog))
    assert f"{papers} phiếu" in shown(pilot)
    await press(pilot, "enter")
    await settled(pilot, lambda: at(pilot, BatchesScreen))


async def key_paper(pilot: Pilot[None], keys: str) -> None:
    """Key the paper that is asked for."""
    assert at(pilot, PaperScreen), shown(pilot)
    await press(pilot, *keys, "enter")
    await settled(pilot, lambda: not at(pilot, PaperScreen))
    await pilot.pause(0.2)


async def seal(pilot: Pilot[None]) -> None:
    """Seal from the result screen: the head, then one more; a wrong PIN first."""
    await press(pilot, "f8")
    assert "Biên bản ghi ngày bầu 10/06/2025" in shown(pilot)
    await press(pilot, "enter")
    assert at(pilot, TwoPeople), shown(pilot)
    await press(pilot, *PINS[HEAD], "enter", "enter", *"0000", "enter")
    await settled(pilot, lambda: "Sai mã PIN" in shown(pilot))
    # The head's PIN was right and stays.
    await press(pilot, *PINS[SECRETARY], "enter")
    await settled(pilot, lambda: at(pilot, ResultScreen))
    assert "ĐÃ KHÓA SỔ" in shown(pilot)


def result_text(pilot: Pilot[None]) -> str:
    """Return everything that the result screen says, also what is scrolled away."""
    return "\n".join(str(one.render()) for one in pilot.app.screen.query(Static))


async def begin(pilot: Pilot[None]) -> None:
    """The board sits down, each with a PIN."""
    await settled(pilot, lambda: at(pilot, NextStepScreen))
    await press(pilot, "f2")
    assert at(pilot, PeopleScreen), shown(pilot)
    await press(pilot, "f5")
    for place, pin in enumerate(PINS.values()):
        pilot.app.screen.query_one(DataTable).move_cursor(row=place)
        await press(pilot, "f4", *pin, "down", *pin, "f8")
        await settled(pilot, lambda: at(pilot, PeopleScreen))
    pilot.app.screen.query_one(DataTable).move_cursor(row=0)
    await press(pilot, "enter")
    await sit_down(pilot, HEAD)
    await press(pilot, "escape")
    assert at(pilot, NextStepScreen), shown(pilot)


async def count_bch(pilot: Pilot[None]) -> None:
    """Count the first contest: two batches, two passes, what differs, a ruling, a correction, the seal."""
    await report(pilot, len(PAPERS_BCH))
    await choose(pilot, "key")
    for size in (5, 4):
        await press(pilot, "plus", *str(size), "enter")
    # The head keys ballot 2 of batch 1 wrongly and puts it right; ballot 4 of batch 2 is wrong without being noticed.
    await key_pass(pilot, 1, "4|3|1|0|24|~2|4|1|", 5)
    await key_pass(pilot, 2, "3|14|2|3|", 4)
    await press(pilot, "f2")
    await sit_down(pilot, SECRETARY)
    # The secretary mistakes ballot 3 of batch 1, skips ballot 2 of batch 2, and mistakes ballot 4 like the head.
    await key_pass(pilot, 1, "4|4|2|0|24|", 5)
    pilot.app.screen.query_one(DataTable).move_cursor(row=1)
    await press(pilot, "enter")
    await pilot.press(*"3", "enter", *"2", "enter", *"3", "enter")
    await press(pilot, "f8", "3", "enter", "enter")
    await read_slip(pilot, 3)
    # Nothing of the votes is shown while passes differ.
    await press(pilot, "escape")
    await press(pilot, "f12")
    assert at(pilot, ResultScreen)
    assert "Chưa hiện số phiếu" in result_text(pilot)
    assert "┃" not in result_text(pilot)
    await press(pilot, "escape")
    await choose(pilot, "key")
    await dispute(pilot)
    await press(pilot, "escape")
    await press(pilot, "escape")
    await rule(pilot)
    await press(pilot, "escape")
    await press(pilot, "f12")
    assert at(pilot, ResultScreen)
    await seal(pilot)
    await press(pilot, "escape")


async def dispute(pilot: Pilot[None]) -> None:
    """Settle what differs: one by keying again, one by the head."""
    pilot.app.screen.query_one(DataTable).move_cursor(row=0)
    await press(pilot, "enter")
    assert at(pilot, DisputesScreen), shown(pilot)
    text = shown(pilot)
    assert "phiếu 3 · các lượt nhập khác nhau" in text
    assert "phiếu 2 · lượt 2 bỏ sót" in text
    assert "gạch" not in text.replace("Gạch", ""), "what was keyed is nobody's business here"
    await press(pilot, "enter")
    await key_paper(pilot, "4")  # the secretary reads it otherwise again: neither 1 nor 2
    assert "đã nhập lại, chưa khớp" in shown(pilot)
    await press(pilot, "asterisk")
    assert at(pilot, DisputesScreen), "only the head rules"
    await press(pilot, "f2")
    await sit_down(pilot, HEAD)
    await press(pilot, "asterisk")
    assert at(pilot, Choose), shown(pilot)
    await press(pilot, "1")
    await press(pilot, "1", "enter")
    await key_paper(pilot, "1")
    assert at(pilot, TwoPeople), "nobody but the head says so"
    await press(pilot, "enter", *PINS[SECRETARY], "enter")
    assert "phiếu 3" not in shown(pilot)
    await press(pilot, "enter")
    await key_paper(pilot, "14")
    assert "chưa khớp" in shown(pilot), "the head keyed that ballot before: nobody else has seen it"
    await press(pilot, "f2")
    await sit_down(pilot, SECRETARY)
    await press(pilot, "enter")
    await key_paper(pilot, "14")
    assert pilot.app.screen.query_one(Listing).chosen is None, shown(pilot)
    await press(pilot, "f2")
    await sit_down(pilot, HEAD)


async def rule(pilot: Pilot[None]) -> None:
    """Rule on ballot 1.5 against its marks, and correct ballot 2.4 that both keyed wrongly."""
    await choose(pilot, "rule")
    assert at(pilot, RulingsScreen), shown(pilot)
    await press(pilot, "ctrl+f")
    await press(pilot, *"1.5", "enter")
    assert "gạch 2 4" in shown(pilot)
    await press(pilot, "3")  # signed, marked, written on
    assert at(pilot, TwoPeople), shown(pilot)
    await press(pilot, "enter", *PINS[SECRETARY], "enter")
    await settled(pilot, lambda: at(pilot, RulingsScreen))
    assert "Tập 1 phiếu 5 · máy: hợp lệ · ban: ký tên" in shown(pilot)
    await press(pilot, "ctrl+f")
    await press(pilot, *"2.4", "enter")
    await press(pilot, "6")
    assert at(pilot, Reason), shown(pilot)
    await press(pilot, "2", "enter")
    await key_paper(pilot, "4")
    assert at(pilot, TwoPeople), shown(pilot)
    await press(pilot, "enter", *PINS[SECRETARY], "enter")
    await settled(pilot, lambda: at(pilot, RulingsScreen))


async def count_doan(pilot: Pilot[None]) -> None:
    """Count the second contest, of the other style, in one batch that agrees."""
    await press(pilot, "right")
    await report(pilot, len(PAPERS_DOAN))
    await choose(pilot, "key")
    await press(pilot, "plus", "9", "enter")
    # Not agreed are typed; * both boxes, / neither: ballot 6 leaves no. 2 without a sign.
    keys = "0|2|2*|12|0|2/|2|0|0|"
    await key_pass(pilot, 1, keys, 9)
    await press(pilot, "f2")
    await sit_down(pilot, SECRETARY)
    await key_pass(pilot, 1, keys, 9)
    assert "✓" in shown(pilot)
    await press(pilot, "escape")
    await press(pilot, "f12")
    await settled(pilot, lambda: at(pilot, ResultScreen))
    await seal(pilot)
    assert "9/9" not in shown(pilot)
    await press(pilot, "escape")


async def write_papers(pilot: Pilot[None], folder: Path) -> None:
    """Write the papers of the contest on the checklist."""
    await press(pilot, "f6")
    assert at(pilot, PapersScreen), shown(pilot)
    await press(pilot, "f4")
    await fill(pilot, str(folder))
    await press(pilot, "enter")
    await settled(pilot, lambda: "Đã ghi xong" in shown(pilot))
    await press(pilot, "escape")


def minutes_table(path: Path) -> dict[int, tuple[str, int, str]]:
    """Read name, votes and outcome by number from the first table of the minutes, which has everybody."""
    sheet = load_workbook(path)["Biên bản"]
    table: dict[int, tuple[str, int, str]] = {}
    for no, name, votes, _percent, outcome in sheet.iter_rows(max_col=5, values_only=True):
        if isinstance(no, int) and isinstance(votes, int) and outcome:
            table.setdefault(no, (str(name), votes, str(outcome)))
    return table


def expected() -> list[dict[str, Any]]:
    """Count the papers by the naive counter."""
    document = tomllib.loads(CONGRESS)
    contests = {contest["id"]: contest for contest in document["contest"]}
    counted = []
    for contest, papers in (("bch", PAPERS_BCH), ("doan", PAPERS_DOAN)):
        contests[contest] |= {"issued": len(papers), "returned": len(papers)}
        counted.append(naive_contest(document, contests[contest], rows(contest, papers)))
    return counted


def test_a_whole_congress_through_the_screens(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "congress.toml").write_text(CONGRESS, encoding="utf-8")
    path = folder / "dai-hoi.tally"
    assert main(["new", str(path), "--from", str(folder / "congress.toml")]) == 0
    said: dict[str, str] = {}

    async def play(pilot: Pilot[None]) -> None:
        await begin(pilot)
        await count_bch(pilot)
        await press(pilot, "f12")
        said["bch"] = result_text(pilot)
        await press(pilot, "escape")
        await write_papers(pilot, folder / "giay-to")
        await count_doan(pilot)
        await press(pilot, "f12")
        said["doan"] = result_text(pilot)
        await press(pilot, "escape")
        await write_papers(pilot, folder / "giay-to")

    play_on(play, path=path)
    capsys.readouterr()
    assert main(["recount", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    naive = expected()
    counted = [{key: value for key, value in one.items() if key != "findings"} for one in document["contests"]]
    assert counted == naive
    assert naive[0]["status"] == "complete"
    assert naive[0]["ballots"]["invalid_by_reason"] == {"too-many": 1, "marked": 1}
    for contest in naive:
        minutes = minutes_table(folder / "giay-to" / f"bien-ban-{contest['id']}-1.xlsx")
        shown_lines = said[contest["id"]].splitlines()
        for candidate in contest["candidates"]:
            no, name, votes = candidate["no"], candidate["name"], candidate["votes"]
            assert minutes[no][:2] == (name, votes)
            assert ("không" not in minutes[no][2].casefold()) == (candidate["outcome"] == "elected"), minutes[no]
            sign = {"elected": "✓", "not-elected": "·"}[candidate["outcome"]]
            percent = candidate["percent"].replace(".", ",")
            line = next(one for one in shown_lines if one.startswith(f"{sign} {no}  {name} "))
            assert line.split()[-3:] == [str(votes), percent, "%"]
    assert main(["verify", str(path)]) == 0
