"""A whole congress on a real terminal, from the first screen to the last without a command line, keys counted.

Three contests: the committee with a tie and the vote among the tied, the secretary drawn from it, the delegates with a
shortage and a further round. Signed by two, backed up on a second medium, handed over.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from board_alone import Terminal
from openpyxl import Workbook

from tally import bootstrap
from tally.application.desk.overview import Overview
from tally.application.desk.rounds import Rounds
from tally.cli.main import main
from tally.signing.signable import SignedWorkbooks

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no pty there")

TO_SET_UP, TO_FIRST_BALLOT = 160, 180
"""Keys at most: names, PINs and passphrases are among them, letter by letter."""

HEAD_PIN, SECRETARY_PIN = "284617", "739154"
HEAD_WORDS, SECRETARY_WORDS = "hoa-sen-1", "tre-xanh2"
SLATES = {
    "danh-sach-bch.xlsx": (
        ("Lò Văn Ánh", 1975),
        ("Cà Văn Bình", 1978),
        ("Nguyễn Thị Chanh", 1980),
        ("Vì Văn Dũng", 1982),
    ),
    "danh-sach-doan.xlsx": (("Quàng Văn Đức", 1984), ("Lường Thị Êm", 1985), ("Lò Văn Giang", 1986)),
}
NINE = "9"


@pytest.fixture
def office(folder: Path) -> Path:
    """Return the folder that the board works in: two slates, and a stick."""
    office = folder / "dai-hoi"
    (office / "usb").mkdir(parents=True)
    for name, people in SLATES.items():
        workbook = Workbook()
        sheet = workbook.active
        assert sheet is not None
        sheet.append(["TT", "Họ và tên", "Năm sinh"])
        for no, (person, born) in enumerate(people, start=1):
            sheet.append([no, person, born])
        workbook.save(office / name)
    return office


@pytest.fixture
def desk(office: Path) -> Iterator[Terminal]:
    terminal = Terminal(office)
    yield terminal
    terminal.kill()


def set_up(desk: Terminal) -> None:
    """From the first screen to where the first contest can begin."""
    press = desk.press
    desk.see("Chưa mở đại hội nào")
    press("+", see="Tổ chức đảng")
    press("Đảng bộ xã Thanh Chăn", "down", "right", see="Các cuộc bầu: Ban Chấp hành · Bí thư · Đoàn")
    press("f8", see="– có mặt")
    press("enter", see="Được triệu tập")
    press(NINE, "down", NINE, see="9 triệu tập; quá nửa = 5")
    press("f8", see="9 có mặt")
    for role, name in (("trưởng ban", "Lò Thị Hoa"), ("thư ký", "Cà Văn Nam")):
        press("enter", see=f"‹ {role} ›")
        press(name, see=name)
        press("f8", see=f"{role} {name}")
    press("right", see="⏎ mở ra, sửa cho đúng")
    for file, steps, seats, title in (
        ("danh-sach-bch.xlsx", (), "3", "Ban Chấp hành"),
        ("danh-sach-doan.xlsx", ("down",), "2", "cấp trên"),
    ):
        people = SLATES[file]
        press("enter", see="Số lượng bầu")
        press("down", "down", seats, see=f"bầu {seats} ·")
        press("f8", see=f"{title} · bầu {seats}")
        press("f5", see="danh-sach-bch.xlsx")
        press(*steps, "enter", see=people[-1][0])
        press("enter", see="chưa ghi · F8 ghi")
        press("f8", see=f"danh sách {len(people)} người")
    press("escape", see="CHUẨN BỊ")
    press("enter", see="mã PIN ở máy này")
    for steps, name, pin, then in (
        ((), "Lò Thị Hoa", HEAD_PIN, "có ◀"),
        (("down",), "Cà Văn Nam", SECRETARY_PIN, "thư ký có"),
    ):
        press(*steps, "f4", see=f"Mã PIN của {name}")
        press(pin, "down", pin, "f8", see=then)
    press("escape", see="CHUẨN BỊ")
    press("enter", see="Tạo khóa ký")
    press(HEAD_WORDS, "down", HEAD_WORDS, "down", SECRETARY_WORDS, "down", SECRETARY_WORDS)
    press("f8", see="Chứng thư")
    press("enter", see="usb/")
    press("down", "enter", see="usb/ │")
    press("enter", see="cùng ổ đĩa")
    press("enter", see="✓ 4 Bản sao thứ hai")


def open_box(desk: Terminal, passes: int = 2, paper: str = "", steps: Sequence[str] = ("down",)) -> None:
    """From the first line of a contest's list to its first batch; the opening minutes where they are asked for."""
    press = desk.press
    agreed(desk, 1)
    press("enter", see="Phiếu thu về")
    press(NINE, "down", NINE, "f8", see="✓ 3 ")
    agreed(desk, 4)
    if paper:
        press("enter", see=paper)
        press("enter", see="✓ 5 ")
    else:
        press(*steps)
    agreed(desk, 6)
    press("enter", see="Số lượt mỗi tập")
    if passes == 1:
        press("left", "f8", see="lý do")
        press("chỉ có ít phiếu", "enter", see="✓ 7 ")
    else:
        press("f8", see="✓ 7 ")
    press("enter", see="+ tập mới")
    press("+", see="Chồng phiếu này")
    press(NINE, "enter", see="nhập tập")


def agreed(desk: Terminal, place: int, key: str = "enter") -> None:
    """Say that the step under the cursor is done."""
    desk.press(key, see="Đã xong:")
    desk.press("enter", see=f"✓ {place} ")


def leave_pass(desk: Terminal) -> None:
    """Close the pass, and read its slip."""
    desk.press("f8")
    desk.press(NINE, "enter", see="đã khóa: đọc to")
    desk.press("enter", see="tập mới")


def key(desk: Terminal, papers: Sequence[str]) -> None:
    """Key a pass from the list of batches."""
    desk.press("enter", see="PHIẾU")
    desk.press("".join(f"{paper}\r" for paper in papers), see="đã nhập 9/9")
    leave_pass(desk)


def close(desk: Terminal, contest: str, *, first: bool = False) -> None:
    """From the keyed ballots to the announcement."""
    press = desk.press
    press("escape", see="▶ 9")
    if first:
        press("enter", see="phieu-tap-")
        press("enter", see="✓ 9 ")
    else:
        press("down", "down")
    agreed(desk, 11, "f8")
    press("enter", see="F8 để khóa sổ")
    if first:  # nobody said which congress it is, and on which day
        press("f8", see="Biên bản còn chỗ trống")
        press("enter", see="mã PIN")
    else:
        press("f8", see="mã PIN")
    press(HEAD_PIN, "enter", "enter", SECRETARY_PIN, "enter", see="ĐÃ KHÓA SỔ")
    press("escape", see="✓ 12")
    agreed(desk, 13, "f8")
    desk.see(contest)


def hand_over(desk: Terminal) -> None:
    """Sign and hand over; back to the overview."""
    agreed(desk, 15, "f8")
    agreed(desk, 16)
    desk.press("escape", see="CÁC CUỘC BẦU")


def elect_committee(desk: Terminal) -> None:
    """Four leave out the fourth, four the third, one the second: third and fourth tie, and are voted on again."""
    press, papers = desk.press, ["4"] * 4 + ["3"] * 4 + ["2"]
    press("enter", see="(1/3")
    open_box(desk, paper="mo-dau-bch-1.xlsx")
    press("enter", see="PHIẾU")
    press("4", "enter", see="gạch 4")
    assert desk.keys <= TO_FIRST_BALLOT
    press("".join(f"{paper}\r" for paper in papers[1:]), see="đã nhập 9/9")
    leave_pass(desk)
    press("f2", see="Ai ngồi vào máy?")
    press("down", SECRETARY_PIN, "enter", see="Cà Văn Nam ·")
    key(desk, papers)
    press("f2", see="Ai ngồi vào máy?")
    press(HEAD_PIN, "enter", see="Lò Thị Hoa ·")
    close(desk, "Ban Chấp hành", first=True)
    desk.see("ngang phiếu, phải bầu lại")
    press("enter", see="⏎ chuẩn bị lần bầu lại")
    press("enter", see="Chuẩn bị lần bầu 2?")
    press("enter", see="Danh sách · Lần 2")
    press("escape", see="KẾT QUẢ CHUNG")
    press("escape", see="✓ 14 ")
    hand_over(desk)
    desk.see("chờ kết quả Ban Chấp hành")
    desk.see("bàn giao xong 1/4")
    press("enter", see="(2/4")
    press("down", "down", "down", "down", "delete", see="Không cần: Biên bản mở thùng phiếu?")
    press("enter", see="– 5 Biên bản mở thùng phiếu (ghi là không cần)")
    open_box(desk, passes=1, steps=())
    key(desk, ["1"] * 4 + ["2"] * 5)
    close(desk, "(lần 2)")
    hand_over(desk)


def elect_secretary(desk: Terminal) -> None:
    """Draw the slate from the committee just elected, and vote."""
    press = desk.press
    press("enter", see="BAN KIỂM PHIẾU")
    press("down", "enter", see="Danh sách · Bí thư")
    press("ctrl+e", see="Lò Văn Ánh")
    press("Anh", "space", "enter", see="chưa ghi · F8 ghi")
    press("f8", see="danh sách 1 người")
    press("escape", see="CHUẨN BỊ")
    press("enter", see="Bí thư (3/4")
    open_box(desk, passes=1)
    key(desk, ["0"] * 8 + ["1"])
    close(desk, "Bí thư")
    hand_over(desk)


def elect_delegates(desk: Terminal) -> None:
    """One of two seats is filled; the congress decides on a further round with the same people."""
    press = desk.press
    press("enter", see="cấp trên (4/4")
    open_box(desk, passes=1)
    key(desk, ["3"] * 4 + ["2"] * 4 + ["2.3"])
    close(desk, "cấp trên")
    desk.see("bầu thiếu")
    press("enter", see="VIỆC TIẾP THEO")
    press("enter", see="bầu thêm, danh sách mới")
    press("1", see="⏎ dòng sau")
    press("Đinh Thành", "f8", see="Đại hội quyết định")
    press("enter", see="Chuẩn bị lần bầu 2?")
    press("enter", see="Danh sách · Lần 2")
    press("escape", see="KẾT QUẢ CHUNG")
    press("escape", see="✓ 14 ")
    hand_over(desk)
    press("enter", see="(5/5")
    open_box(desk, passes=1)
    key(desk, ["1"] * 6 + ["2"] * 3)
    close(desk, "(lần 2)")
    hand_over(desk)


def sign_and_back_up(desk: Terminal) -> None:
    """Sign every paper, then copy the file to the stick."""
    press = desk.press
    desk.see("mã QR chưa ký")
    press("f6", see="Giấy tờ")
    press("ctrl+s", see="Lò Thị Hoa")
    press(HEAD_WORDS, "enter", see="Cà Văn Nam")
    press(SECRETARY_WORDS, "enter", see="ký")
    desk.see("Đã ghi")
    press("escape", see="KẾT THÚC")
    press("enter", see="usb")
    press("enter", see="✓ Đại hội đã xong")


def test_a_whole_congress_without_a_command_line(desk: Terminal, office: Path) -> None:
    set_up(desk)
    assert desk.keys <= TO_SET_UP
    elect_committee(desk)
    elect_secretary(desk)
    elect_delegates(desk)
    sign_and_back_up(desk)
    desk.leave()

    file = office / "dang-bo-xa-thanh-chan.tally"
    open_desk = bootstrap.open_desk(file)
    with closing(open_desk.journal):
        stands = Overview(open_desk).stands()
        assert stands.complete
        assert [line.key for line in stands.contests] == [
            ("bch", 1),
            ("bch", 2),
            ("bi-thu", 1),
            ("doan-dai-bieu", 1),
            ("doan-dai-bieu", 2),
        ]
        assert not any(line.unsigned or line.due for line in stands.contests)
        bodies = {body.contest.id: [one.candidate.name for one in body.elected] for body in Rounds(open_desk).bodies()}
    assert bodies == {
        "bch": ["Lò Văn Ánh", "Cà Văn Bình", "Nguyễn Thị Chanh"],
        "bi-thu": ["Lò Văn Ánh"],
        "doan-dai-bieu": ["Quàng Văn Đức", "Lò Văn Giang"],
    }
    copies = sorted((office / "usb").glob("*.tally"))
    assert len(copies) == len(("second medium", "backup"))
    for one in (file, *copies):
        assert main(["verify", str(one)]) == 0
    papers = office / "dang-bo-xa-thanh-chan-giay-to"
    for line in stands.contests:
        for kind in ("bien-ban", "ho-so"):
            paper = papers / f"{kind}-{line.key[0]}-{line.key[1]}.xlsx"
            assert list(SignedWorkbooks().signatures(paper.read_bytes()).values()) == [True, True], paper
