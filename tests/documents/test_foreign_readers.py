"""Foreign readers: LibreOffice counts every record again, and prints the papers so that every letter is on the page."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path

import foreign
import pytest
from builders import LUAT_2015, QD_244, a_congress, a_contest, a_stack
from openpyxl import Workbook, load_workbook
from paper_cases import Case, a_case, ballots_for, small_case

from tally.domain.ballot import BallotStyle, Ruling
from tally.domain.contest import Method, Office, RoundKind
from tally.domain.rules import InvalidReason
from tally.domain.slate import Candidate

VOWELS = "aăâeêioôơuưy"
TONES = (
    "\N{COMBINING GRAVE ACCENT}",
    "\N{COMBINING HOOK ABOVE}",
    "\N{COMBINING TILDE}",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{COMBINING DOT BELOW}",
)
ACCENTED = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *TONES)]
LETTERS = [letter for letter in (*ACCENTED, "đ") if letter not in "aeiouy"]
"""The 67 small letters of the Vietnamese alphabet with a mark; as many capitals."""

SIXTY = "Nguyễn Trường Thượng Hoàng Phương Nghiêng Khuỷu Thuyền Nguyệ"
PLAIN_SIXTY = "Nguyên Tròng Thòng Hoàng Phùng Nghiêng Khuýu Thuyên Nguyêtrì"
"""Of letters that the oldest faces have: where a letter comes from another face, poppler breaks the word in two."""


def secretary() -> Case:
    """Return a contest of one person with boxes: three ballots are invalid by both boxes or neither."""
    contest = a_contest(1, 1, office=Office.SECRETARY, style=BallotStyle.AGREE_DISAGREE)
    return a_case(contest, a_stack(*"+++++++", *"-", *"*."))


def boxes() -> Case:
    """Return several candidates with boxes: both or neither for some of them leaves a ballot valid."""
    contest = a_contest(4, 4, style=BallotStyle.AGREE_DISAGREE)
    return a_case(contest, a_stack("++++", "+-*.", "+*..", "+-.-", "++*-", "+.--", "++++", "----", "....", "**--"))


def rulings() -> Case:
    """Return rulings in both directions, and every reason there is."""
    ballots = a_stack(
        ("+++-", Ruling(None, "gạch mờ, cả ban thống nhất")),
        ("++--", Ruling(InvalidReason.NOT_ISSUED)),
        ("++--", Ruling(InvalidReason.OUTSIDE_LIST)),
        ("++--", Ruling(InvalidReason.MARKED)),
        ("++--", Ruling(InvalidReason.OTHER, "=1+1")),
        ("----", Ruling(InvalidReason.MARKED)),
        ("----", Ruling(None, "đánh dấu ngược, hỏi lại đã rõ")),
        ("+++-", Ruling(InvalidReason.TOO_MANY, "Lò Thị Hoa, Cà Văn Nam")),
        ("----", Ruling(InvalidReason.NONE, "Lò Thị Hoa, Cà Văn Nam")),
        "++++",
        "----",
        "+---",
    )
    return a_case(a_contest(4, 2), ballots)


def alternates(votes: Sequence[int], alternates: int, *, kind: RoundKind = RoundKind.FIRST) -> Case:
    """Return an election of two delegates, with alternates from those left over half."""
    people = [f"Người thứ {no}" for no in range(1, len(votes) + 1)]
    contest = replace(a_contest(people, 2, office=Office.DELEGATES, kind=kind), alternates=alternates)
    # Many ballots for one name only: so that nobody's votes are bounded by the seats.
    signs = [["+" if place == one else "-" for place in range(len(votes))] for one in range(len(votes))]
    stack = a_stack(*("".join(sign) for sign, number in zip(signs, votes, strict=True) for _ in range(number)))
    return a_case(contest, stack, a_congress(10))


def opinion(votes: Sequence[int], present: int | None = 20) -> Case:
    """Return an opinion ballot of twenty papers; to agree with nobody is valid."""
    contest = a_contest(len(votes), 1, style=BallotStyle.AGREE_DISAGREE, issued=20, returned=20)
    contest = replace(contest, seats=0, body_size=0, method=Method.OPINION)
    signs = ["".join("+" if number > paper else "-" for number in votes) for paper in range(20)]
    congress = a_congress(30)
    congress = replace(congress, roll=replace(congress.roll, present=present))
    return a_case(contest, a_stack(*signs, ("." * len(votes), Ruling(InvalidReason.MARKED))), congress)


def settled_by_age() -> Case:
    """Return a tie that the birth dates settle: valid ballots are the base."""
    people = (
        Candidate(1, "An", born=1960),
        Candidate(2, "Bình", born=date(1970, 1, 2)),
        Candidate(3, "Chanh", born=date(1970, 1, 1)),
        Candidate(4, "Dũng", born=1990),
    )
    return a_case(a_contest(people, 2), ballots_for([8, 6, 6, 0], 10), profile=LUAT_2015)


def not_settled_by_age() -> Case:
    """Return a tie of two born in one year, of which nothing more is known."""
    people = (Candidate(1, "An", born=1960), Candidate(2, "Bình", born=1970), Candidate(3, "Chanh", born=1970))
    return a_case(a_contest(people, 2), ballots_for([8, 6, 6], 10), profile=LUAT_2015)


def three_on_the_cut_by_age() -> Case:
    """Return three tied for two seats, the oldest of whom alone is known: nobody is taken."""
    people = (Candidate(1, "An", born=1950), Candidate(2, "Bình"), Candidate(3, "Chanh", born=1970))
    return a_case(a_contest(people, 2), ballots_for([6, 6, 6], 9), profile=LUAT_2015)


CASES: Mapping[str, Callable[[], Case]] = {
    "small": small_case,
    "secretary": secretary,
    "boxes": boxes,
    "rulings": rulings,
    "tie": lambda: a_case(a_contest(["An", "Bình", "Chanh", "Dũng"], 2), ballots_for([7, 6, 6, 1], 10)),
    "tie-that-fits": lambda: a_case(a_contest(["An", "Bình", "Chanh"], 2), ballots_for([6, 6, 2], 10)),
    "over-half-no-seat": lambda: a_case(a_contest(["An", "Bình", "Chanh"], 2), ballots_for([9, 8, 6], 12)),
    "under-filled": lambda: a_case(a_contest(["An", "Bình", "Chanh"], 2), ballots_for([8, 5, 4], 10)),
    "exactly-half": lambda: a_case(a_contest(2, 1), ballots_for([5, 5], 10), profile=QD_244),
    "tie-break": lambda: a_case(a_contest(3, 1, kind=RoundKind.TIE_BREAK), ballots_for([4, 3, 2], 9)),
    "tie-break-tied": lambda: a_case(a_contest(3, 2, kind=RoundKind.TIE_BREAK), ballots_for([4, 3, 3], 10)),
    "alternates": lambda: alternates([9, 8, 7, 6, 5], 2),
    "alternates-tied": lambda: alternates([9, 8, 6, 7, 6], 2),
    "alternates-that-fit": lambda: alternates([9, 8, 6, 6, 5], 2),
    "alternates-waiting": lambda: alternates([9, 8, 8, 6, 5], 1),
    "alternates-too-few": lambda: alternates([9, 8, 7, 5, 5], 3),
    "alternates-of-a-tie-break": lambda: alternates([4, 3, 2, 1], 1, kind=RoundKind.TIE_BREAK),
    "alternates-tied-in-a-tie-break": lambda: alternates([4, 3, 2, 2], 1, kind=RoundKind.TIE_BREAK),
    "opinion": lambda: opinion([7, 6, 20, 0]),
    "opinion-of-one": lambda: opinion([7]),
    "opinion-of-nobody-present": lambda: opinion([7, 6], 0),
    "opinion-of-present-unknown": lambda: opinion([7, 6], None),
    "by-age": settled_by_age,
    "not-by-age": not_settled_by_age,
    "three-by-age": three_on_the_cut_by_age,
    "base-of-nothing": lambda: a_case(
        a_contest(2, 1), a_stack("+-"), a_congress(2, 2, ("absent-without-alternate", 2))
    ),
    "returned-beyond-issued": lambda: a_case(a_contest(2, 1, issued=9, returned=11), ballots_for([6, 4], 10)),
    "nothing-known": lambda: a_case(a_contest(2, 1, issued=None, returned=None), a_stack("+-")),
    "no-ballots": lambda: a_case(a_contest(2, 1, issued=0, returned=0), []),
    "no-slate": lambda: a_case(a_contest([], 1, issued=0, returned=0), []),
    "other-order": lambda: a_case(
        a_contest((Candidate(7, "=1+1"), Candidate(3, 'Bình "nhỏ" & <cả>')), 1),
        [*a_stack("-+", "+-", batch=2), *a_stack("+-", "+-", "+-", "+-", "+-", batch=1)],
    ),
}


@dataclass(frozen=True)
class Change:
    """Something done to the record of the small case, and the lines that must then differ."""

    do: Callable[[Workbook], None]
    differing: frozenset[str]


def _put(title: str, cell: str, value: object) -> Callable[[Workbook], None]:
    def do(workbook: Workbook) -> None:
        workbook[title][cell].value = value

    return do


def _raise_votes(workbook: Workbook) -> None:
    worksheet = workbook["Kết quả"]
    row = next(cell.row for cell in worksheet["B"] if cell.value == "Lò Văn Ánh")
    worksheet.cell(row, 3).value = 8


CHANGES: Mapping[str, Change] = {
    # Ballot 1.6 is 1 0 1: the vote for Chanh is taken away, or one for Bình added, which makes three names of two.
    "a-vote-less": Change(_put("Phiếu", "G10", 0), frozenset({"votes.3"})),
    "a-vote-more": Change(
        _put("Phiếu", "F10", 1),
        frozenset({"valid", "invalid", "invalid.too-many", "votes.1", "votes.3"}),
    ),
    # Bình has 6 of 10, just over half: without the vote on ballot 1.1 a seat stays open.
    "an-elected-less": Change(_put("Phiếu", "F5", 0), frozenset({"votes.2", "outcome.2", "unfilled", "status"})),
    "a-ruling-less": Change(
        _put("Phiếu", "C14", None), frozenset({"valid", "invalid", "invalid.marked", "votes.1", "votes.2"})
    ),
    "a-ballot-more": Change(_put("Phiếu", "B15", 3), frozenset({"counted"})),
    "a-ballot-less": Change(_put("Phiếu", "B14", None), frozenset({"counted"})),
    "a-sign-that-is-none": Change(_put("Phiếu", "G5", "x"), frozenset()),
    "an-official-figure": Change(_put("Kiểm tra", "C19", 8), frozenset({"votes.1"})),
    "an-official-figure-gone": Change(_put("Kiểm tra", "C16", None), frozenset({"invalid.other"})),
    "the-tally-sheet": Change(_raise_votes, frozenset()),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, foreign.Rows]:
    """Return what LibreOffice shows on the check sheet of every record, in one run for all of them."""
    folder = tmp_path_factory.mktemp("records")
    files: list[Path] = []
    for name, case in CASES.items():
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(case().record)
    record = small_case().record
    for name, change in CHANGES.items():
        workbook = load_workbook(BytesIO(record))
        change.do(workbook)
        files.append(folder / f"{name}.xlsx")
        workbook.save(files[-1])
    sheets = foreign.recalculated(files, folder)
    return {file.stem: sheets[file.stem, "Kiểm tra"] for file in files}


def lines_of(rows: foreign.Rows) -> Mapping[str, tuple[str, str, str]]:
    """Return official figure, formula and verdict of each line by key."""
    found: dict[str, tuple[str, str, str]] = {}
    for row in rows[4:]:
        if not row[0]:
            break
        found[row[0]] = (row[2], row[3], row[4])
    return found


@pytest.mark.parametrize("name", CASES)
def test_libreoffice_counts_every_record_again_to_the_same_figures(
    name: str, shown: Mapping[str, foreign.Rows]
) -> None:
    rows = shown[name]
    lines = lines_of(rows)
    assert len(lines) >= 16
    assert {key: line for key, line in lines.items() if line[2] != "KHỚP" or line[0] != line[1]} == {}
    assert not [cell for row in rows for cell in row if cell == "LỆCH" or cell.startswith(("#", "Err:"))]
    assert rows[1][0] == "KHỚP"
    assert re.search(r"Số dòng lệch: 0/\d+$", rows[2][0])


@pytest.mark.parametrize("name", CHANGES)
def test_after_one_cell_is_changed_the_lines_it_touches_differ_and_the_verdict_too(
    name: str, shown: Mapping[str, foreign.Rows]
) -> None:
    rows = shown[name]
    lines = lines_of(rows)
    assert {key for key, line in lines.items() if line[2] == "LỆCH"} == CHANGES[name].differing
    assert {line[2] for line in lines.values()} <= {"KHỚP", "LỆCH"}
    assert rows[1][0] == "LỆCH"
    assert not rows[2][0].endswith(" 0/29")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Return papers as printed pages: of every letter, of names long and odd, and of a long slate."""
    folder = tmp_path_factory.mktemp("pages")
    words = ["".join(LETTERS[at : at + 3]) for at in range(0, len(LETTERS), 3)]
    names = [f"{word} {word.upper()}" for word in words]
    odd = a_contest(["An Tâm", PLAIN_SIXTY, "=1+1", SIXTY], 2)
    long = a_contest([f"Lò Văn Số {number}" for number in range(1, 71)], 60, issued=9, returned=9)
    cases = {
        "letters": a_case(a_contest(names, 2), a_stack("++" + "-" * (len(names) - 2))),
        "odd": a_case(odd, ballots_for([6, 8, 5, 1], 10)),
        "below": a_case(a_contest(2, 1), a_stack("+-"), a_congress(2, 4, ("absent-without-alternate", 3))),
        "long": a_case(replace(long, body_size=61), ballots_for([9] * 60 + [0] * 10, 9)),
    }
    files: list[Path] = []
    for name, case in cases.items():
        for kind, data in (("bb", case.minutes), ("hs", case.record)):
            files.append(folder / f"{name}-{kind}.xlsx")
            files[-1].write_bytes(data)
    return foreign.printed(files, folder)


@pytest.mark.parametrize("name", ["letters-bb", "letters-hs"])
def test_all_134_letters_reach_the_page(name: str, papers: Mapping[str, Path]) -> None:
    everything = [*LETTERS, *(letter.upper() for letter in LETTERS)]
    assert len(set(everything)) == 134
    text = unicodedata.normalize("NFC", foreign.page_text(papers[name]))
    assert [letter for letter in everything if letter not in text] == []
    for at in range(0, len(LETTERS), 3):
        word = "".join(LETTERS[at : at + 3])
        assert f"{word} {word.upper()}" in text


def words_on_pages(paper: Path) -> list[tuple[str, int, float, float]]:
    """Return every word with its page and the upper and lower edge of its letters, in points."""
    words: list[tuple[str, int, float, float]] = []
    page = 0
    pattern = re.compile(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*)</word>')
    for line in foreign.page_text(paper, "-bbox").splitlines():
        page += "<page " in line
        if found := pattern.search(line):
            words.append((unicodedata.normalize("NFC", found[3]), page, float(found[1]), float(found[2])))
    return words


def test_a_name_of_sixty_letters_is_whole_on_the_page_and_touches_no_other_row(papers: Mapping[str, Path]) -> None:
    words = words_on_pages(papers["odd-bb"])
    texts = [word[0] for word in words]
    assert len(PLAIN_SIXTY) == len(SIXTY) == 60
    at = texts.index("Khuýu")
    name = words[at - 6 : at + 3]
    assert [word[0] for word in name] == PLAIN_SIXTY.split()
    assert SIXTY in " ".join(unicodedata.normalize("NFC", foreign.page_text(papers["odd-bb"])).split())
    above, below = texts.index("Tâm"), texts.index("=1+1")
    assert {word[1] for word in (words[above], *name, words[below])} == {words[at][1]}
    # The boxes of the words reach beyond the letters by a part of the line.
    assert words[above][3] < min(word[2] for word in name) + 3
    assert max(word[3] for word in name) < words[below][2] + 3
    assert len({word[2] for word in name}) > 1, "the name is wide enough to be broken into lines"


def minutes_pages(paper: Path) -> list[str]:
    """Return the pages of the minutes, as laid out, without those of the tally sheet after them."""
    pages = foreign.page_text(paper, "-layout").rstrip("\f").split("\f")
    return pages[: next(number for number, page in enumerate(pages) if "BẢNG TỔNG HỢP" in page)]


def test_no_paper_has_a_row_cut_by_its_column_or_page(papers: Mapping[str, Path]) -> None:
    last = len(minutes_pages(papers["long-bb"]))
    # A4 with margins of 20 mm above and below: nothing but numbers of pages and feet stands in them.
    inside = [
        word for word in words_on_pages(papers["long-bb"]) if word[0] in {"Lò", "trúng", "TT"} and word[1] <= last
    ]
    assert len(inside) > 200
    assert all(word[2] > 56 and word[3] < 842 - 56 for word in inside)
    text = foreign.page_text(papers["long-bb"], "-layout")
    assert "###" not in text
    for number in range(1, 71):
        assert re.search(rf"Lò Văn Số {number}\b", text), number


def test_the_head_of_the_table_stands_on_every_page_of_it(papers: Mapping[str, Path]) -> None:
    pages = minutes_pages(papers["long-bb"])
    with_rows = [page for page in pages if re.search(r"^\s*\d+\s+Lò Văn Số \d+\s+\d", page, re.MULTILINE)]
    assert len(with_rows) == 4, "70 rows and 60, some 37 on a page"
    assert all("Họ và tên" in page for page in with_rows)


def test_the_signatures_stand_on_one_page_with_the_closing_words(papers: Mapping[str, Path]) -> None:
    for name in ("long-bb", "odd-bb"):
        pages = foreign.page_text(papers[name], "-layout").split("\f")
        (signed,) = [page for page in pages if "T/M ĐOÀN CHỦ TỊCH" in page]
        for part in ("Kiểm phiếu xong lúc", "TRƯỞNG BAN KIỂM PHIẾU", "Bùi Thị Quế", "Mai Văn Thịnh", "Phan Thị Vân"):
            assert part in signed


def test_pages_are_numbered_from_the_second_on_and_every_foot_names_the_digest(papers: Mapping[str, Path]) -> None:
    pages = foreign.page_text(papers["odd-bb"], "-layout").rstrip("\f").split("\f")
    assert not pages[0].strip().startswith("1\n")
    assert pages[1].strip().split("\n")[0].strip() == "2"
    digest = re.search(r"mã hồ sơ phiếu ((?:[0-9a-f]{4} ){4})", pages[0])
    assert digest
    for number, page in enumerate(pages, start=1):
        assert digest[1] in page
        assert f"trang {number}/{len(pages)}" in page


def test_a_number_below_nothing_keeps_its_sign_on_every_sheet(papers: Mapping[str, Path]) -> None:
    pages = foreign.page_text(papers["below-bb"], "-layout")
    # Four came and two were summoned, of whom three come off: on sheet Biên bản, and again on sheet Kết quả.
    assert re.findall(r"(?:đại biểu vắng mặt|Vắng mặt) +(-?\d+)", pages) == ["-2", "-2"]
    assert re.findall(r"^ *Mẫu số để tính quá nửa +(-?\d+)", pages, re.MULTILINE) == ["-1", "-1"]
