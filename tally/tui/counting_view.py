"""The counting screen as lines of looks: what is where, at any size; no Textual in it.

The eye goes from the paper to the number line to the slate; everything else is quiet.
"""

from collections.abc import Callable

from rich.cells import cell_len, set_cell_size

from tally.domain.ballot import BallotStyle, Mark
from tally.domain.entry import EntryLine, Number, Way
from tally.domain.passes import Keying
from tally.tui.counting import Counting
from tally.tui.prompts import PromptKind
from tally.tui.slate_view import GAP, SIGNS, Grid, grid_of, shortened
from tally.tui.spans import Look, Row, Span, between, large, tail, wrapped

LAST = 5  # ballots keep being shown
TALL = 30  # lines from which there is room for large digits and one line per ballot before


_LEAST_SLATE = 3  # lines of the slate that stay whatever is said

_BLANK: Row = ()
_KEPT_ROWS = 5000
_WAITING, _CHOSEN = 4, 5  # beside the marks: the number being typed, and one voted for that was keyed


class CountingView:
    """Lays out one counting desk; remembers what does not change from key to key."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._size = (0, 0)
        self._page: int | None = None
        self._grid = Grid(1, 1, 1, 1, 1)
        self._labels: list[tuple[str, str]] = []
        self._said: dict[tuple[int, int, Keying, bool], Span] = {}
        self._places = counting.keyer.contest.slate.positions()
        # What one key seldom changes is laid out once and kept: a burst of keys is painted as fast as it is typed.
        self._slate_rows: dict[tuple[int, int, bytes], Row] = {}
        self._kept: dict[str, tuple[object, list[Row]]] = {}

    def turn(self, pages: int) -> None:
        """Show another page of the slate until the next number is typed."""
        self._page = (self._page_shown() + pages) % self._grid.pages

    def follow(self) -> None:
        """Show the page of the last number again."""
        self._page = None

    def candidate_at(self, x: int, y: int) -> int | None:
        """Return the number of the candidate at a cell, or None."""
        top = 4 if self._tall else 2
        row, column = y - top, x // (self._cell_width + GAP)
        if not 0 <= row < self._grid.rows or column >= self._grid.columns:
            return None
        place = self._page_shown() * self._grid.per_page + column * self._grid.rows + row
        candidates = self._counting.keyer.contest.slate.candidates
        return candidates[place].no if place < len(candidates) else None

    def rows(self, width: int, height: int) -> list[Row]:
        """Return every line of the screen."""
        if (width, height) != self._size:
            self._resize(width, height)
        rule: Row = (("─" * width, Look.QUIET),)
        counting = self._counting
        contents = counting.keyer.contents
        state = (counting.ballot, counting.correcting, counting.enough, counting.progress)
        head = self._keep("head", state, self._head)
        last = self._keep("last", (contents.entries, contents.head, counting.correcting), self._last)
        page = self._keep("page", self._page_shown(), self._page_rule)
        foot = [rule, self._line(width), _BLANK, rule, *last]
        # What is said must be readable to its end, where the keys that go on stand: when it is long it takes the lines
        # below, then the last ones of the slate.
        said = self._message(width)[: max(len(foot) - 2, height - len(head) - 3 - _LEAST_SLATE)]
        foot[2 : 2 + len(said)] = said
        room = height - len(head) - 1 - len(foot)
        slate = self._slate()[:room]
        slate += [_BLANK] * (room - len(slate))
        panel = self._panel(width)[: max(room, 0)]
        if panel:
            slate[-len(panel) :] = panel
        return [*head, *page, *slate, *foot][:height]

    def _keep(self, part: str, state: object, lay_out: Callable[[int], list[Row]]) -> list[Row]:
        """Return a part of the screen as it was laid out before, unless what it shows has changed."""
        kept = self._kept.get(part)
        if kept is None or kept[0] != state:
            kept = self._kept[part] = (state, lay_out(self._size[0]))
        return kept[1]

    # Head

    @property
    def _tall(self) -> bool:
        return self._size[1] >= TALL

    def _head(self, width: int) -> list[Row]:
        counting = self._counting
        correcting = counting.correcting is not None
        batch = counting.word("batch", batch=counting.keyer.batch)
        enough = counting.enough and not correcting
        number = counting.ballot - 1 if enough else counting.ballot
        ballot = counting.word("correcting" if correcting else "enough" if enough else "ballot", ballot=number)
        look = Look.OTHER_WAY if correcting else Look.LARGE
        right = self._progress()
        if not self._tall:
            return [between([("  ", Look.PLAIN), (f" {batch}   {ballot} ", look)], [(right, Look.QUIET)], width)]
        digits = [("  ".join((f" {batch}  ", ballot.rpartition(" ")[0])), look)]
        lines = large(number)
        rows: list[Row] = []
        for number, line in enumerate(lines):
            left: list[Span] = [("  ", Look.PLAIN)]
            left += digits if number == 1 else [(" " * cell_len(digits[0][0]), look)]
            left.append((f" {line} ", look))
            rows.append(between(left, [(right, Look.QUIET)] if number == 1 else [], width))
        return rows

    def _progress(self) -> str:
        counting, progress = self._counting, self._counting.progress
        if counting.ONE_PAPER:
            return ""
        if progress.returned is None:
            text = counting.word("progress_unknown", keyed=progress.keyed_in_contest)
        else:
            text = counting.word("progress", keyed=progress.keyed_in_contest, returned=progress.returned)
        if counting.size is not None:
            text = counting.word("progress_batch", keyed=progress.keyed_in_pass, size=counting.size) + " · " + text
        if progress.seconds_per_ballot is not None:
            seconds = f"{progress.seconds_per_ballot:.1f}"
            seconds = seconds.replace(".", ",") if counting.words.language == "vi" else seconds
            text += " · " + counting.word("pace", seconds=seconds)
        return text + " "

    def _page_rule(self, width: int) -> list[Row]:
        grid = self._grid
        if grid.pages == 1:
            return [(("─" * width, Look.QUIET),)]
        candidates = self._counting.keyer.contest.slate.candidates
        first = self._page_shown() * grid.per_page
        last = min(first + grid.per_page, len(candidates)) - 1
        text = self._counting.word(
            "page",
            page=self._page_shown() + 1,
            pages=grid.pages,
            first=candidates[first].no,
            last=candidates[last].no,
        )
        return [((set_cell_size("─── " + text + " " + "─" * width, width), Look.QUIET),)]

    # Slate

    @property
    def _cell_width(self) -> int:
        return 2 + self._grid.number_width + 2 + self._grid.name_width

    def _resize(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._slate_rows.clear()
        self._kept.clear()
        slate = self._counting.keyer.contest.slate
        foot = 4 + (LAST if self._tall else 1)
        head = 4 if self._tall else 2
        self._grid = grid_of(slate, width, max(height - head - foot, 1))
        grid = self._grid
        self._labels = [
            (
                f"{candidate.no:>{grid.number_width}}  ",
                set_cell_size(shortened(candidate.name, grid.name_width), grid.name_width),
            )
            for candidate in slate
        ]

    def _page_shown(self) -> int:
        if self._page is not None:
            return self._page
        touched = self._counting.line.touched
        return 0 if touched is None else self._grid.page_of(self._places[touched])

    def _slate(self) -> list[Row]:
        """Return the lines of the page; one that shows what it showed before is not made again."""
        line, grid, page = self._counting.line, self._grid, self._page_shown()
        codes = bytearray(line.marks() if _begun(line) else bytes([Mark.FOR]) * len(self._labels))
        if line.way is Way.FOR:
            for number in line.numbers:
                if codes[self._places[number.no]] == Mark.FOR:
                    codes[self._places[number.no]] = _CHOSEN
        if line.pending and int(line.pending) in self._places:
            codes[self._places[int(line.pending)]] = _WAITING
        first = page * grid.per_page
        rows: list[Row] = []
        for row in range(grid.rows):
            shown = bytes(codes[first + row : first + grid.per_page : grid.rows])
            key = (page, row, shown)
            if key not in self._slate_rows:
                if len(self._slate_rows) > _KEPT_ROWS:
                    self._slate_rows.clear()
                places = range(first + row, first + grid.per_page, grid.rows)
                spans = [
                    span for place, code in zip(places, shown, strict=False) for span in self._candidate(place, code)
                ]
                self._slate_rows[key] = tuple(spans[1:])
            rows.append(self._slate_rows[key])
        return rows

    def _candidate(self, place: int, code: int) -> tuple[Span, ...]:
        """Return the gap before a candidate, the sign, the number, the name."""
        number, name = self._labels[place]
        gap = (" " * GAP, Look.PLAIN)
        if code == _WAITING:
            return gap, (f"› {number}{name}", Look.WAITING)
        if code == _CHOSEN:
            return gap, (f"● {number}{name}", Look.CHOSEN)
        mark = Mark(code)
        sign = f"{SIGNS[mark]} {number}"
        if mark is Mark.AGAINST:
            bare = name.rstrip()
            return gap, (sign, Look.BAD), (bare, Look.STRUCK), (name[len(bare) :], Look.PLAIN)
        return gap, (sign + name, Look.PLAIN if mark is Mark.FOR else Look.CHOSEN)

    # The line, what is said, the ballots before

    def _line(self, width: int) -> Row:
        counting, line = self._counting, self._counting.line
        if counting.prompt is not None:
            prompt = counting.prompt
            left: list[Span] = [(" ", Look.PLAIN), (f" {prompt.label} ", Look.OTHER_WAY), (" ", Look.PLAIN)]
            room = width - sum(cell_len(text) for text, _ in left) - 2
            left.append((tail(prompt.typed, room), Look.TYPED))
            left.append((_visible(prompt.held), Look.WRONG) if prompt.held else ("_", Look.TYPED))
            return between(left, [], width)
        right = self._state()
        look = Look.WAY if line.way is Way.AGAINST else Look.OTHER_WAY
        label = counting.word(f"way.{counting.keyer.contest.style}.{line.way}")
        if line.repeat is not None:
            label, look = counting.word("way.repeat"), Look.OTHER_WAY
        left = [(" ", Look.PLAIN), (f" {label} ", look), (" ", Look.PLAIN)]
        typed = " ".join(_piece(number) for number in line.numbers)
        last = "0" if line.nobody else line.pending if line.repeat is None else line.repeat
        typed = f"{typed} {last}" if typed and last else typed + last
        if typed and not last:
            typed += " "
        held = _visible(line.refused_key) if line.refused_key else ""
        room = width - sum(cell_len(text) for text, _ in (*left, *right)) - cell_len(held) - 2
        left.append((tail(typed, room), Look.TYPED))
        left.append((held, Look.WRONG) if held else ("_", Look.TYPED))
        return between(left, right, width)

    def _state(self) -> list[Span]:
        """Say how many names remain against the seats, and whether the ballot would be valid."""
        counting, line = self._counting, self._counting.line
        spans: list[Span] = []
        if _begun(line):
            marks = line.marks()
            names = marks.count(Mark.FOR)
            seats = counting.keyer.contest.seats
            key = "remaining" if counting.keyer.contest.style is BallotStyle.CROSS_OUT else "agreed"
            spans.append((counting.word(key, names=names, seats=seats) + "   ", Look.PLAIN))
            reason = counting.keyer.finding(marks, counting.ruling)
            if reason is None:
                spans.append((counting.word("valid"), Look.GOOD))
            else:
                spans.append((counting.word(f"invalid.{reason}", names=names, seats=seats), Look.BAD))
        if counting.ruling is not None:
            spans.append(("  " + counting.word("ruled"), Look.OTHER_WAY))
        spans.append((" ", Look.PLAIN))
        return spans

    def _message(self, width: int) -> list[Row]:
        counting = self._counting
        look = Look.PLAIN
        text = counting.said
        if text and counting.wrong:
            look = Look.WRONG
        elif not text and counting.correcting in counting.keyer.contents.ballots:
            number = counting.correcting
            before, _ = self._describe(counting.ballot, number, counting.keyer.contents.ballots[number])
            text = counting.word("now_recorded", ballot=before)
        elif not text and counting.ruling is not None:
            reason = counting.ruling.reason
            said = counting.word("ruling_valid") if reason is None else counting.words(f"words.reason.{reason}")
            text = counting.word("ruling", ruling=f"{said}: {counting.ruling.text}".removesuffix(": "))
        elif not text and counting.prompt is None and (way := self._way()):
            text = way
        return [((" ", Look.PLAIN), (line, look)) for line in wrapped(text, width - 2)]

    def _way(self) -> str:
        """Say what is keyed and how to go back, where it is not the usual thing; nothing where it is."""
        counting, line = self._counting, self._counting.line
        style = counting.keyer.contest.style
        nobody = counting.word(f"nobody.{style}.{line.way}")
        if line.way is not line.usual:
            how = "this_ballot" if line.blank else "this_ballot_begun"
        elif line.usual is Way.FOR:
            how = "from_here"
        else:
            return ""
        return counting.word(f"way_of.{how}", what=counting.word(f"way_what.{style}.{line.way}"), nobody=nobody)

    def _last(self, width: int) -> list[Row]:
        """Return the ballots before, the last one first: in one line, or one under the other where there is room."""
        ballots = self._counting.keyer.contents.ballots
        newest = sorted(ballots)[: -LAST - 1 : -1]
        texts = [self._describe(len(ballots) - back, number, ballots[number]) for back, number in enumerate(newest)]
        if self._tall:
            rows: list[Row] = [between([(" ", Look.PLAIN), text], [], width) for text in texts]
            return rows + [_BLANK] * (LAST - len(rows))
        spans: list[Span] = [(" ", Look.PLAIN)]
        for text in texts:
            spans += [text, (" │ ", Look.QUIET)]
        return [between(spans[:-1], [], width)]

    def _describe(self, place: int, number: int, keying: Keying) -> Span:
        """Say what was recorded, by whichever way is shorter."""
        whole = self._tall or self._counting.correcting == number
        key = (place, number, keying, whole)
        if key not in self._said:
            self._said[key] = self._described(*key)
        return self._said[key]

    def _described(self, place: int, number: int, keying: Keying, whole: bool) -> Span:  # noqa: FBT001 - private
        counting = self._counting
        contest = counting.keyer.contest
        marks = keying.marks
        against, names = marks.count(Mark.AGAINST), marks.count(Mark.FOR)
        way = Way.FOR if names < against else Way.AGAINST
        rest = Mark.AGAINST if way is Way.FOR else Mark.FOR
        listed = " ".join(
            f"{candidate.no}{'*' if mark == Mark.BOTH else '/' if mark == Mark.NEITHER else ''}"
            for candidate, mark in zip(contest.slate, marks, strict=True)
            if mark != rest
        )
        said = (
            counting.word(f"listed.{contest.style}.{way}", numbers=listed)
            if listed
            else counting.word(f"nobody.{contest.style}.{way}")
        )
        reason = counting.keyer.finding(marks, keying.ruling)
        text = f"{place} ✓ {said}"
        if reason is not None:
            text = f"{place} {counting.word(f'invalid.{reason}', names=names, seats=contest.seats)}"
            if whole:
                text += f" · {said}"
        if number in counting.keyer.contents.repeated:
            text += " ↻"
        return text, Look.QUIET if reason is None else Look.BAD

    # What a question offers

    def _panel(self, width: int) -> list[Row]:
        prompt = self._counting.prompt
        if prompt is None or not prompt.choices:
            return []
        lines = [f"{digit}  {choice}" for digit, choice in enumerate(prompt.choices, start=1)]
        if prompt.kind is PromptKind.MENU and prompt.zero:
            lines.append(f"0  {prompt.zero}")
        head: Row = (("─" * width, Look.QUIET),)
        return [head, *(between([("   ", Look.PLAIN), (line, Look.TYPED)], [], width) for line in lines)]


def _begun(line: EntryLine) -> bool:
    """Tell whether there is anything of a ballot on the line."""
    return line.typed not in ("", "+") and line.repeat is None


def _piece(number: Number) -> str:
    sign = {Mark.BOTH: "*", Mark.NEITHER: "/", None: ""}[number.sign]
    return f"{number.no}{sign}"


def _visible(key: str) -> str:
    if len(key) > 1:
        return key.capitalize()  # F7, Delete: as they are called elsewhere, in the look of what was refused
    return {"\n": "⏎", "\b": "⌫", " ": "␣", "\t": "⇥"}.get(key, key if key.isprintable() else "?")
