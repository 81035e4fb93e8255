"""The papers of before the count: what stands on the opening minutes, the blank tally sheet and the ballot itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import foreign
import pytest
from builders import LUAT_2015, NAMES, a_congress, a_contest, a_stack
from openpyxl.worksheet.worksheet import Worksheet
from paper_cases import THANH_CHAN, Case, a_case, declare, sheet, texts

from tally.documents.workbooks import Workbooks
from tally.domain.ballot import BallotStyle
from tally.domain.congress import CongressKind
from tally.domain.names import sort_key
from tally.domain.slate import Candidate

GOLDEN = Path(__file__).parent
AGREE = BallotStyle.AGREE_DISAGREE
SIXTY = "Nguyên Tròng Thòng Hoàng Phùng Nghiêng Khuýu Thuyên Nguyêtrì"
MAKER = Workbooks(declare)
HALF_COLUMNS = 4  # number, name in two columns, the gap


def case(people: int = 3, seats: int = 2, style: BallotStyle = BallotStyle.CROSS_OUT, **more: int | None) -> Case:
    names = [f"Lò Văn {number:03d}" for number in range(1, people + 1)] if people > len(NAMES) else NAMES[:people]
    contest = a_contest(names, seats, style=style, issued=more.get("issued", 10), returned=more.get("returned", 10))
    contest = replace(contest, title="Ban Chấp hành Đảng bộ xã")
    return a_case(contest, a_stack("+" * seats + "-" * (people - seats)), THANH_CHAN)


def ballot(one: Case) -> bytes:
    return MAKER.ballot(one.recount, one.counted)


def opening(one: Case) -> bytes:
    return MAKER.opening(one.recount, one.counted)


def blank_tally(one: Case) -> bytes:
    return MAKER.blank_tally(one.recount, one.counted)


def cell_by_cell(worksheet: Worksheet) -> Iterator[str]:
    for row in worksheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                yield f"{cell.coordinate}: {cell.value}"


@pytest.mark.parametrize(
    ("name", "title", "paper"),
    [
        ("mo-dau.txt", "Mở thùng phiếu", opening(case(returned=9))),
        ("phieu-kiem.txt", "Phiếu kiểm", blank_tally(case())),
        ("phieu-bau-gach.txt", "Phiếu bầu", ballot(case())),
        ("phieu-bau-o.txt", "Phiếu bầu", ballot(case(3, 3, AGREE))),
    ],
)
def test_what_stands_on_the_paper_was_reviewed_by_hand(name: str, title: str, paper: bytes) -> None:
    written = "\n".join(cell_by_cell(sheet(paper, title))) + "\n"
    assert written == (GOLDEN / name).read_text(encoding="utf-8")


# The ballot


def parts(paper: bytes) -> str:
    """Return everything a workbook holds, as one text."""
    with ZipFile(BytesIO(paper)) as package:
        return "\n".join(package.read(name).decode() for name in package.namelist())


@pytest.mark.parametrize(("people", "style"), [(3, BallotStyle.CROSS_OUT), (3, AGREE), (40, AGREE)])
def test_nothing_on_a_ballot_tells_it_from_another_and_it_is_the_same_whatever_was_counted(
    people: int, style: BallotStyle
) -> None:
    seats = people if style is AGREE else people - 1
    one = case(people, seats, style)
    contest = one.counted.result.contest
    other = a_case(contest, a_stack("-" * people, "+" * seats + "-" * (people - seats)), THANH_CHAN)
    assert one.counted.digest != other.counted.digest
    assert ballot(one) == ballot(other) == ballot(case(people, seats, style))
    everything = parts(ballot(one))
    for digest in (one.counted.digest, one.counted.digest[:8], " ".join(re.findall("....", one.counted.digest)[:2])):
        assert digest not in everything
    assert "media" not in everything, "no picture, so no code"
    assert "TALLY1" not in everything


def test_two_ballots_of_a_page_are_equal_cell_by_cell() -> None:
    worksheet = sheet(ballot(case()), "Phiếu bầu")
    assert worksheet.page_setup.orientation == "landscape"
    for row in worksheet.iter_rows():
        left, right = row[: HALF_COLUMNS - 1], row[HALF_COLUMNS:]
        assert [cell.value for cell in left] == [cell.value for cell in right]
        assert [cell.style for cell in left] == [cell.style for cell in right]
        assert row[HALF_COLUMNS - 1].value is None
    letters = "ABCDEFG"
    widths = [worksheet.column_dimensions[letter].width for letter in letters]
    assert widths[:3] == widths[4:]


def names_on(worksheet: Worksheet) -> list[str]:
    """Return the names of the table, in its order."""
    rows = worksheet.iter_rows(max_col=2, values_only=True)
    return [str(name) for number, name in rows if isinstance(number, int)]


def test_the_order_is_that_of_the_slate_which_is_by_given_name() -> None:
    found = names_on(sheet(ballot(case(9, 7)), "Phiếu bầu"))
    assert found == list(NAMES[:9]) == sorted(NAMES[:9], key=sort_key)


def test_a_long_slate_goes_on_over_pages_that_all_bear_the_head_of_the_table_and_the_same_foot() -> None:
    worksheet = sheet(ballot(case(220, 200)), "Phiếu bầu")
    assert worksheet.page_setup.orientation == "portrait"
    heads = [cell.row for cell in worksheet["A"] if cell.value == "TT"]
    breaks = [one.id for one in worksheet.row_breaks.brk]
    assert len(heads) == len(breaks) + 1 > 3
    assert heads[1:] == [row + 1 for row in breaks]
    assert len(names_on(worksheet)) == 220
    assert worksheet.oddFooter is not None
    assert str(worksheet.oddFooter.center.text).endswith("trang &P/&N")
    assert not worksheet.HeaderFooter.differentFirst


def test_a_ballot_of_one_page_has_no_foot() -> None:
    worksheet = sheet(ballot(case(23, 20)), "Phiếu bầu")
    assert not worksheet.row_breaks.brk
    assert worksheet.oddFooter is not None
    assert not worksheet.oddFooter.center.text


@pytest.mark.parametrize(
    ("people", "seats", "said"),
    [
        (1, 1, "Đánh dấu X vào đúng một ô: đồng ý hoặc không đồng ý."),
        (3, 3, "Ở mỗi người, đánh dấu X vào một ô: đồng ý hoặc không đồng ý."),
        (3, 2, "Ở mỗi người, đánh dấu X vào một ô; đồng ý không quá 2 người."),
    ],
)
def test_the_reminder_fits_what_is_elected(people: int, seats: int, said: str) -> None:
    lines = texts(sheet(ballot(case(people, seats, AGREE)), "Phiếu bầu"))
    assert said in lines
    assert "Không ký tên, không viết thêm, không đánh dấu gì khác vào phiếu." in lines


def test_two_of_one_name_are_told_apart_on_the_ballot() -> None:
    people = (Candidate(1, "Trần Thị Bình", born=1970), Candidate(2, "Trần Thị Bình", born=1980))
    one = a_case(a_contest(people, 1), a_stack("+-"))
    assert names_on(sheet(ballot(one), "Phiếu bầu")) == ["Trần Thị Bình (1970)", "Trần Thị Bình (1980)"]


def test_the_ballot_of_a_state_election_bears_the_states_head() -> None:
    one = a_case(a_contest(2, 1), a_stack("+-"), profile=LUAT_2015)
    lines = texts(sheet(ballot(one), "Phiếu bầu"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in lines
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" not in lines


# Opening minutes


def test_the_opening_minutes_do_not_change_while_ballots_are_counted() -> None:
    contest = a_contest(3, 2)
    assert opening(a_case(contest, [])) == opening(a_case(contest, a_stack("++-", "+++", "-+-")))


def test_more_returned_than_issued_is_explained_before_the_box_is_opened() -> None:
    lines = texts(sheet(opening(case(issued=9, returned=10)), "Mở thùng phiếu"))
    assert any(line.startswith("E102. Phiếu thu về (10) nhiều hơn phiếu phát ra (9).") for line in lines)
    assert "Lời giải thích của ban:" in lines
    assert "Phiếu thu về nhiều hơn phát ra" in lines
    assert not any(line.startswith("E103") for line in lines), "nothing of the count is known yet"


def test_at_a_conference_the_chair_signs() -> None:
    one = a_case(a_contest(2, 1), a_stack("+-"), a_congress(kind=CongressKind.CONFERENCE))
    lines = texts(sheet(opening(one), "Mở thùng phiếu"))
    assert "CHỦ TRÌ HỘI NGHỊ" in lines
    assert any("kiểm tra thùng phiếu trước hội nghị: thùng rỗng" in line for line in lines)
    assert not any("đại hội" in line for line in lines)


# Blank tally sheet


def test_a_batch_of_fifty_fits_the_boxes_and_reasons_are_those_that_can_happen() -> None:
    several = texts(sheet(blank_tally(case()), "Phiếu kiểm"))
    assert [text for text in several if text.isdecimal()][:10] == [str(5 * box) for box in range(1, 11)]
    (reasons,) = [text for text in several if text.startswith("Trong số phiếu không hợp lệ")]
    assert "bầu quá số lượng ........" in reasons
    assert "cả hai ô" not in reasons
    one = texts(sheet(blank_tally(case(1, 1, AGREE)), "Phiếu kiểm"))
    (reasons,) = [text for text in one if text.startswith("Trong số phiếu không hợp lệ")]
    assert "cả hai ô" in reasons
    assert "bầu quá số lượng" not in reasons


def test_every_page_of_a_long_tally_sheet_bears_its_head() -> None:
    worksheet = sheet(blank_tally(case(60, 50)), "Phiếu kiểm")
    heads = [cell.row for cell in worksheet["B"] if cell.value == "Họ và tên"]
    assert heads[1:] == [one.id + 1 for one in worksheet.row_breaks.brk]


@pytest.mark.parametrize("make", [ballot, opening, blank_tally])
def test_the_same_contest_gives_the_same_bytes(make: Callable[[Case], bytes]) -> None:
    assert make(case()) == make(case())


# Foreign readers


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the papers as LibreOffice prints them."""
    folder = tmp_path_factory.mktemp("before")
    odd = a_contest(["An Tâm", SIXTY, "=1+1", 'Bình "nhỏ" & <cả>'], 3)
    odd = replace(odd, title="Ban Chấp hành", style=AGREE)
    odd_case = a_case(odd, a_stack("+++-"), THANH_CHAN)
    papers = {
        "odd-ballot": ballot(odd_case),
        "odd-tally": blank_tally(odd_case),
        "odd-opening": opening(odd_case),
        "long-ballot": ballot(case(220, 200)),
        "short-ballot": ballot(case(5, 4)),
    }
    files = []
    for name, paper in papers.items():
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(paper)
    return foreign.printed(files, folder)


@pytest.mark.parametrize("name", ["odd-ballot", "odd-tally"])
def test_no_name_is_cut_on_the_page(name: str, printed: dict[str, Path]) -> None:
    words = foreign.page_text(printed[name]).split()
    for one in ("An Tâm", SIXTY, "=1+1", 'Bình "nhỏ" & <cả>'):
        assert set(one.split()) <= set(words), one


def test_pages_are_as_many_as_were_laid_out(printed: dict[str, Path]) -> None:
    def pages(name: str) -> list[str]:
        return foreign.page_text(printed[name]).split("\f")[:-1]

    assert len(pages("short-ballot")) == 1
    assert pages("short-ballot")[0].count("PHIẾU BẦU") == 2
    long = pages("long-ballot")
    worksheet = sheet(ballot(case(220, 200)), "Phiếu bầu")
    assert len(long) == len(worksheet.row_breaks.brk) + 1
    for number, page in enumerate(long, start=1):
        assert f"trang {number}/{len(long)}" in page
        assert "Họ và tên" in page
    assert len(pages("odd-opening")) == 2
