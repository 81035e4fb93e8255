"""A sealed result as one HTML page for the projector: pages as large as the window, one below the other.

It loads nothing: no font, no picture, no address. It reads without a script; the one it carries adds paging by keys.
Its policy allows that script and its style by their digests and forbids everything else. Every text is escaped.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from tally.application.fours import in_fours
from tally.application.hall import HallLine, HallView, hall_view, shared_out
from tally.application.recount import CountedContest, Recount
from tally.locales import Words

HALF = 50  # parts of a bar on each side of the half line: the first one more than half is wide enough to be seen
LINE = 2  # as wide as so many parts, the half line stands between the two sides
MOST_LINES = 8  # candidates on a page: more would be too small for the back row
MOST_PEOPLE = 16  # names of the elected on a page, in two columns
MOST_CHANGES = 12
SHORT_DIGEST = 16  # digits of the digest in the foot: enough to tell two results apart at a glance
_CAPITAL = 1.28  # as wide as so many small letters


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the file.

    Attributes:
        kind: which part of the template draws it.
        heading: what it is about; of the title page, nothing.
        lines: the candidates on it.
        texts: the sentences on it.
        first: the place in the list of the first line, from 1.
        columns: of names.
        part: which of how many pages of this kind; empty when it is the only one.
    """

    kind: str
    heading: str = ""
    lines: Sequence[HallLine] = ()
    texts: Sequence[str] = ()
    first: int = 1
    columns: int = 1
    part: str = ""


def hall_page(recount: Recount, counted: CountedContest, words: Words) -> bytes:
    """Return the hall page of a sealed contest, UTF-8; the same count gives the same bytes.

    Args:
        recount: the congress.
        counted: the contest.
        words: the language.

    Raises:
        NotSealed: the contest is not sealed, or its count is not what was sealed.
    """
    view = hall_view(words, recount, counted)
    style, script = _part("page.css"), _part("page.js")
    html = _template().render(
        words=words,
        view=view,
        pages=list(_pages(words, view)),
        style=Markup(style),  # noqa: S704 - a file of this package
        script=Markup(script),  # noqa: S704 - a file of this package
        policy=_policy(style, script),
        digest=in_fours(view.digest),
        short_digest=in_fours(view.digest[:SHORT_DIGEST]),
        half=HALF,
        line_width=LINE,
    )
    return html.encode()


def size_class(text: str, *limits: int) -> str:
    """Return the class of a text by its length: `size-0` up to the first limit, `size-1` up to the second, and so on.

    Args:
        text: any.
        limits: in small letters of middling width, ascending.
    """
    width = sum(_CAPITAL if letter.isupper() else 1 for letter in text)
    return f"size-{sum(width > limit for limit in limits)}"


def _pages(words: Words, view: HallView) -> Iterator[_Page]:
    yield _Page("title")
    yield _Page("turnout", words("hall.turnout"), texts=view.remarks)
    yield from _of_lines("results", words("hall.results"), view.lines, MOST_LINES)
    if view.elected:
        yield from _of_lines("elected", view.elected_heading, view.elected, MOST_PEOPLE)
    if view.alternates:
        yield from _of_lines("alternates", words("hall.alternates"), view.alternates, MOST_PEOPLE)
    if view.tied:
        yield from _of_lines("tied", view.tied_heading, view.tied, MOST_PEOPLE)
    if view.corrected:
        parts = shared_out(view.corrected, MOST_CHANGES)
        for number, texts in enumerate(parts, start=1):
            yield _Page("changes", words("hall.corrected"), texts=texts, part=_which(number, len(parts)))
    yield _Page("conclusion", words("hall.conclusion"), texts=view.follows)


def _of_lines(kind: str, heading: str, lines: Sequence[HallLine], most: int) -> Iterator[_Page]:
    """Share lines out over pages, as evenly as can be."""
    parts = shared_out(lines, most)
    first = 1
    for number, part in enumerate(parts, start=1):
        columns = 2 if len(parts[0]) > MOST_LINES else 1
        yield _Page(kind, heading, part, first=first, columns=columns, part=_which(number, len(parts)))
        first += len(part)


def _which(number: int, parts: int) -> str:
    return f"{number}/{parts}" if parts > 1 else ""


def _policy(style: str, script: str) -> str:
    """Return the policy of the page: its own style and script by their digests, and nothing from anywhere."""
    own = f"style-src {_source(style)}; script-src {_source(script)}"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals["size_class"] = size_class
    return environment.from_string(_part("page.html.jinja"))
