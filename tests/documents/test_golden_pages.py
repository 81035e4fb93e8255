"""Pages of the minutes as they were looked at: LibreOffice prints them again, and they must look the same.

Pictures of 50 dots per inch, compared block by block, so that another edition of a face or its smoothing passes and a
table that moved does not. Words are guarded by the golden texts. After a change on purpose, make them anew and LOOK at
them: `TALLY_GOLDEN_PAGES=new pytest tests/documents/test_golden_pages.py`.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import foreign
import pytest
from builders import a_contest
from paper_cases import THANH_CHAN, Case, a_case, ballots_for, small_case
from PIL import Image, ImageChops

from tally import bootstrap
from tally.application.recount import recount
from tally.documents.workbooks import Workbooks
from tally.domain.ballot import BallotStyle

GOLDEN = Path(__file__).with_name("golden-pages")
NATIONAL = Path(__file__).parents[2] / "fixtures" / "national"
DOTS_PER_INCH = 50
BLOCK = 10  # dots: about 5 mm
STRANGE = 40  # of 255 levels of grey, between the means of two blocks
MOST_STRANGE = 0.015  # of all blocks

NAMES = [
    *("Lò Văn An", "Cà Thị Ánh", "Vì Văn Ân", "Lò Thị Bình", "Quàng Văn Chanh", "Tòng Thị Cúc", "Lò Văn Dũng"),
    *("Lường Văn Đức", "Cà Thị Êm", "Vì Thị Giang", "Lò Văn Hải", "Quàng Thị Hoa", "Lường Văn Hùng", "Tòng Văn Ín"),
    *("Lò Thị Lan", "Cà Văn Minh", "Vì Thị Nga", "Lò Văn Oanh", "Quàng Thị Phượng", "Lường Văn Sơn", "Tòng Thị Thảo"),
    *("Nguyễn Trường Thượng Hoàng Phương Nghiêng Khuỷu Thuyền Uyên", "Lò Thị Yên"),
]


def twenty_three() -> Case:
    """Return 23 candidates for 20 seats, of whom 19 are elected."""
    contest = replace(a_contest(NAMES, 20), title="Ban Chấp hành Đảng bộ xã", body_size=21)
    votes = [10 - place % 5 if place < 19 else 5 for place in range(23)]
    return a_case(contest, ballots_for(votes, 10), THANH_CHAN)


def national() -> Case:
    """Return the national congress: 220 candidates, 1,510 ballots."""
    return Case(recount(bootstrap.open_source(NATIONAL), "bch"))


def ballot_of_boxes() -> bytes:
    """Return a ballot with boxes, two a page, with a name of 60 letters."""
    names = ["Lò Văn An", "Cà Thị Bình", "Nguyễn Trường Thượng Hoàng Phương Nghiêng Khuỷu Thuyền Nguyệ"]
    contest = replace(a_contest(names, 3, style=BallotStyle.AGREE_DISAGREE), title="Ủy ban Kiểm tra Đảng ủy xã")
    one = a_case(contest, [], THANH_CHAN)
    return Workbooks(lambda _congress, _contest: "").ballot(one.recount, one.counted)


PAGES: Mapping[str, tuple[int, ...]] = {
    "minutes-3": (1, 2, 3),
    "minutes-23": (1, 2, 4),
    "minutes-220": (1, 2, 14),
    "ballot-boxes": (1,),
    "opening-3": (1, 2),
    "tally-3": (1,),
}
"""Which pages are kept: the first ones, and the one with the signatures."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, int], Image.Image]:
    """Return the pages as they print now."""
    if shutil.which("pdftoppm") is None:
        foreign.missing("pdftoppm")
    folder = tmp_path_factory.mktemp("golden")
    small, maker = small_case(), Workbooks(lambda _congress, _contest: "")
    papers = {
        "minutes-3": small.minutes,
        "minutes-23": twenty_three().minutes,
        "minutes-220": national().minutes,
        "ballot-boxes": ballot_of_boxes(),
        "opening-3": maker.opening(small.recount, small.counted),
        "tally-3": maker.blank_tally(small.recount, small.counted),
    }
    files = []
    for name, paper in papers.items():
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(paper)
    found = {}
    for name, pdf in foreign.printed(files, folder).items():
        for page in PAGES[name]:
            stem = folder / f"{name}-p{page}"
            numbers = ["-f", str(page), "-l", str(page)]
            options = ["-r", str(DOTS_PER_INCH), "-gray", "-png", "-singlefile", *numbers]
            subprocess.run(["pdftoppm", *options, str(pdf), str(stem)], check=True)
            found[name, page] = Image.open(stem.with_suffix(".png")).convert("L")
    return found


def strange_blocks(one: Image.Image, other: Image.Image) -> float:
    """Return which part of the blocks of two pages differ so much that a person would see it."""
    assert one.size == other.size
    size = (one.width // BLOCK, one.height // BLOCK)
    means = [picture.resize(size, Image.Resampling.BOX) for picture in (one, other)]
    histogram = ImageChops.difference(*means).histogram()
    return sum(histogram[STRANGE:]) / (size[0] * size[1])


@pytest.mark.parametrize(("name", "page"), [(name, page) for name, numbers in PAGES.items() for page in numbers])
def test_the_page_looks_as_it_was_looked_at(
    name: str, page: int, pages: Mapping[tuple[str, int], Image.Image], tmp_path: Path
) -> None:
    golden = GOLDEN / f"{name}-p{page}.png"
    found = pages[name, page]
    if os.environ.get("TALLY_GOLDEN_PAGES") == "new":
        GOLDEN.mkdir(exist_ok=True)
        found.quantize(16).save(golden, optimize=True)
    part = strange_blocks(found, Image.open(golden).convert("L"))
    found.save(tmp_path / golden.name)
    assert part <= MOST_STRANGE, f"{part:.1%} of the page differs: look at {tmp_path / golden.name}, then see above"


def test_a_page_that_moved_by_a_row_or_lost_its_table_does_not_pass(
    pages: Mapping[tuple[str, int], Image.Image],
) -> None:
    page = pages["minutes-23", 2]
    moved = Image.new("L", page.size, 255)
    moved.paste(page.crop((0, 0, page.width, page.height - BLOCK)), (0, BLOCK))
    blank = Image.new("L", page.size, 255)
    assert strange_blocks(page, page) == 0
    assert strange_blocks(page, moved) > MOST_STRANGE
    assert strange_blocks(page, blank) > MOST_STRANGE


def test_a_page_smoothed_otherwise_passes(pages: Mapping[tuple[str, int], Image.Image]) -> None:
    page = pages["minutes-23", 2]
    coarse = page.resize((page.width * 2 // 3, page.height * 2 // 3), Image.Resampling.BILINEAR)
    assert strange_blocks(page, coarse.resize(page.size, Image.Resampling.BILINEAR)) <= MOST_STRANGE
