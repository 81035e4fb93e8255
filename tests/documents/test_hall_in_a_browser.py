"""The hall page on the wall: nothing is cut, keys page, no script is needed, nothing is fetched, axe finds no fault."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from builders import a_contest
from foreign_browser import chromium
from hall_cases import CAPITALS, FORMULA, LONGEST, MARKUP, many, sealed, three
from paper_cases import THANH_CHAN, Case, ballots_for
from playwright.sync_api import Browser, Page, ViewportSize

from tally.documents.hall.page import hall_page
from tally.domain.names import normalise
from tally.locales import Words

SIZES = [(1280, 720), (1920, 1080)]
OLD_PROJECTOR = (1024, 768)
LAPTOP = (1366, 768)
GRAVE = {"serious", "critical"}

# Every page: as large as the window; every element within it, none narrower or lower than what is in it, none clipped;
# every text within the cell, the line or the box it stands in.
CUT = """() => {
  const wrong = [];
  const say = (page, element, what) => wrong.push(`${page.id} ${element.tagName} ${element.className}: ${what}`);
  for (const page of document.querySelectorAll(".page")) {
    page.scrollIntoView({behavior: "instant"});
    const box = page.getBoundingClientRect();
    if (Math.abs(box.top) > 1) say(page, page, `lies at ${box.top}`);
    if (Math.abs(box.height - innerHeight) > 1) say(page, page, `${box.height} high in a window of ${innerHeight}`);
    for (const element of page.querySelectorAll("*")) {
      const style = getComputedStyle(element), own = element.getBoundingClientRect();
      if (own.left < -0.5 || own.right > document.documentElement.clientWidth + 0.5 || own.bottom > innerHeight + 0.5)
        say(page, element, `reaches out: ${own.left}-${own.right}, down to ${own.bottom}`);
      if (element.clientWidth && element.scrollWidth > element.clientWidth + 1) say(page, element, "too narrow");
      if (style.overflowX !== "visible" && element.namespaceURI.endsWith("xhtml")) say(page, element, "clips");
      if (style.textOverflow !== "clip") say(page, element, "shortens");
      if (element.matches("td, th, dt, dd, p, h1, h2, li, .name, .got")) {
        const range = document.createRange();
        range.selectNodeContents(element);
        const text = range.getBoundingClientRect();
        const beside = text.left < own.left - 1 || text.right > own.right + 1;
        if (text.width && beside) say(page, element, "text beside it");
      }
    }
    const body = page.querySelector(".body").getBoundingClientRect();
    const foot = page.querySelector("footer").getBoundingClientRect();
    for (const element of page.querySelectorAll(".body *"))
      if (element.getBoundingClientRect().bottom > foot.top + 0.5) say(page, element, "lies over the foot");
    if (body.bottom > foot.top + 0.5) say(page, page, "the body lies over the foot");
  }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wrong.push("scrolls sideways");
  return wrong;
}"""
SHOWN = "() => [...document.querySelectorAll('.page')].findIndex(p => Math.abs(p.getBoundingClientRect().top) < 2) + 1"
SMALLEST = """() => Math.min(...[...document.querySelectorAll("tbody .name, tbody .votes, .names .name")]
  .map(element => parseFloat(getComputedStyle(element).fontSize) / innerHeight))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=["3", "30", "220"])
def case(request: pytest.FixtureRequest) -> Case:
    """Return three candidates of a practice, thirty with a tie, 220 with seats left open."""
    cases = {
        "3": lambda: three(practice=True),
        "30": lambda: many(30, 20, tied=True),
        "220": lambda: many(220, 180, missing=3),
    }
    made: Case = cases[request.param]()
    return made


def written(case: Case, folder: Path, language: str = "vi") -> Path:
    path = folder / "trang chiếu.html"
    path.write_bytes(hall_page(case.recount, case.counted, Words(language)))
    return path


def opened(browser: Browser, path: Path, size: tuple[int, int] = SIZES[0], *, script: bool = True) -> Page:
    """Open a page in a window, with a browser that knows nothing of another."""
    window: ViewportSize = {"width": size[0], "height": size[1]}
    page = browser.new_context(viewport=window, java_script_enabled=script).new_page()
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("size", [*SIZES, OLD_PROJECTOR, LAPTOP], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_is_cut_and_nothing_overflows(
    browser: Browser, case: Case, size: tuple[int, int], language: str, tmp_path: Path
) -> None:
    page = opened(browser, written(case, tmp_path, language), size)
    assert page.evaluate(CUT) == []
    page.context.close()


def test_the_type_is_large_enough_for_the_back_row(browser: Browser, case: Case, tmp_path: Path) -> None:
    for size in SIZES:
        page = opened(browser, written(case, tmp_path), size)
        # A name of sixty letters is set smaller than others, yet no smaller than a fortieth of the wall.
        assert page.evaluate(SMALLEST) >= 1 / 40
        page.context.close()


def test_titles_as_long_as_they_come_are_not_cut(browser: Browser, tmp_path: Path) -> None:
    long = (
        "Đoàn đại biểu Đảng bộ các cơ quan Đảng tỉnh dự Đại hội đại biểu Đảng bộ tỉnh Điện Biên lần thứ XV, 2025-2030"
    )
    small = three(practice=True)
    congress = replace(
        THANH_CHAN,
        organisation="Đảng bộ Sở Nông nghiệp và Môi trường trực thuộc Đảng bộ Ủy ban nhân dân tỉnh Điện Biên",
        title="Đại hội đại biểu Đảng bộ Sở Nông nghiệp và Môi trường lần thứ nhất",
    )
    contest = replace(small.counted.result.contest, title=long)
    page = opened(browser, written(sealed(contest, small.counted.ballots, congress, practice=True), tmp_path))
    assert page.evaluate(CUT) == []
    page.context.close()


def test_many_tied_are_not_cut(browser: Browser, tmp_path: Path) -> None:
    names = [LONGEST] * 20
    contest = replace(a_contest(names, 5), issued=100, returned=100)
    case = sealed(contest, ballots_for([25] * 20, 100), replace(THANH_CHAN, roll=replace(THANH_CHAN.roll, summoned=42)))
    assert len(case.counted.result.tied) == 20
    page = opened(browser, written(case, tmp_path))
    # The sentence that names all twenty is set smaller.
    assert page.evaluate(CUT) == []
    page.context.close()


def test_every_candidate_is_on_it_as_counted(browser: Browser, case: Case, tmp_path: Path) -> None:
    page = opened(browser, written(case, tmp_path))
    rows = page.locator(".results tbody tr")
    words = Words("vi")
    expected = [
        [
            str(line.candidate.no),
            normalise(line.candidate.name),
            words.number(line.votes),
            words.percent(line.hundredths),
            line.outcome.value,
        ]
        for line in case.counted.result.candidates
    ]
    shown = rows.evaluate_all(
        "rows => rows.map(row => [...['.no', '.name', '.votes', '.percent'].map("
        "cell => row.querySelector(cell).textContent), row.className])"
    )
    assert shown == expected
    # The bar goes on behind the half line exactly when the votes are over half.
    crossing = rows.evaluate_all(
        "rows => rows.map(row => {const line = row.querySelector('.half').getBoundingClientRect();"
        "return [...row.querySelectorAll('.fill')].some(f => f.getBoundingClientRect().right > line.right + 2)})"
    )
    base = case.counted.result.base.value
    assert crossing == [2 * line.votes > base for line in case.counted.result.candidates]
    page.context.close()


def test_keys_page(browser: Browser, case: Case, tmp_path: Path) -> None:
    page = opened(browser, written(case, tmp_path))
    last = page.locator(".page").count()
    assert page.evaluate(SHOWN) == 1
    walked = []
    for key in ("ArrowRight", "ArrowDown", "PageDown", "Space", "Shift+Space", "ArrowLeft", "ArrowUp", "PageUp"):
        page.keyboard.press(key)
        walked.append(page.evaluate(SHOWN))
    assert walked == [2, 3, 4, 5, 4, 3, 2, 1]
    page.keyboard.press("PageUp")
    assert page.evaluate(SHOWN) == 1
    page.keyboard.press("End")
    assert page.evaluate(SHOWN) == last
    page.keyboard.press("PageDown")
    assert page.evaluate(SHOWN) == last
    page.keyboard.press("Home")
    assert page.evaluate(SHOWN) == 1
    for _ in range(last - 1):  # a burst
        page.keyboard.press("PageDown")
    assert page.evaluate(SHOWN) == last
    page.context.close()


def test_without_a_script_every_page_is_reached_by_its_links(browser: Browser, case: Case, tmp_path: Path) -> None:
    page = opened(browser, written(case, tmp_path), script=False)
    text = page.locator("body").inner_text()
    for line in case.counted.result.candidates:
        assert normalise(line.candidate.name) in text
    pages = page.locator(".page")
    for place in range(1, pages.count()):
        page.locator(f"#p{place} nav a").last.click()
        box = pages.nth(place).bounding_box()
        assert box is not None
        assert abs(box["y"]) < 2
        assert box["height"] == SIZES[0][1]
    page.context.close()


def test_nothing_is_fetched_and_no_name_becomes_markup(browser: Browser, tmp_path: Path) -> None:
    path = written(many(30, 20), tmp_path)
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    page.keyboard.press("End")
    page.wait_for_timeout(200)
    assert asked == [path.as_uri()]
    assert said == []
    names = page.locator(".results tbody .name").all_text_contents()
    assert names[:4] == [LONGEST, CAPITALS, MARKUP, FORMULA]
    assert page.locator("script").count() == 1
    page.context.close()


def test_the_policy_lets_nothing_else_run_or_load(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "sửa.html"
    html = written(three(), tmp_path).read_text(encoding="utf-8")
    path.write_text(
        html.replace("</main>", "<script>document.title = 'khác'</script><img src='http://192.0.2.1/x.png'></main>"),
        encoding="utf-8",
    )
    page = opened(browser, path)
    assert page.title().startswith("Kết quả kiểm phiếu")
    assert page.evaluate("() => document.querySelector('img').naturalWidth") == 0
    page.context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_grave(browser: Browser, case: Case, language: str, tmp_path: Path) -> None:
    page = opened(browser, written(case, tmp_path, language))
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    grave = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in GRAVE]
    assert grave == []
    assert len(page.evaluate("async () => (await axe.run(document)).passes")) > 10, "axe looked"
    page.context.close()


def test_the_check_sees_what_is_cut(browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, written(three(), tmp_path))
    assert page.evaluate(CUT) == []
    page.evaluate("() => { document.querySelector('td.votes').style.fontSize = '300px'; }")
    assert any("votes" in wrong for wrong in page.evaluate(CUT))
    page.evaluate("() => { document.querySelector('td.votes').style.cssText = 'overflow: hidden'; }")
    assert any("clips" in wrong for wrong in page.evaluate(CUT))
    page.context.close()
