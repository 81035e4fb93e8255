"""The roll-up from the paths handed over to the tables, with word of how far it is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tally.application.report.sent import ExpectedList, Read, Rejected, Why
from tally.application.report.tables import Frames, Report, roll_up

Progress = Callable[[int, int, str], None]
"""Told how many sources are read, of how many, and which was the last."""


class NoSources(Exception):  # noqa: N818 - named for what is missing
    """Nothing that was handed over is, or holds, a result; `rejected` says why not, one by one."""

    def __init__(self, rejected: tuple[Rejected, ...]) -> None:
        self.rejected = rejected
        super().__init__()


@dataclass(frozen=True, slots=True)
class Tools:
    """What a roll-up is made with.

    Attributes:
        find: yields the sources under some paths, or why something handed over is none.
        read: yields what came of reading each, with its place, in whatever order they come.
        frames: makes what sums the tables.
    """

    find: Callable[[Iterable[Path]], Iterable[Path | Rejected]]
    read: Callable[[Sequence[Path]], Iterator[tuple[int, Read]]]
    frames: Callable[[], Frames]


def make_report(
    paths: Iterable[Path],
    tools: Tools,
    progress: Progress,
    listed: ExpectedList | None = None,
    *,
    pinned: bool = False,
) -> Report:
    """Find, verify and sum up.

    Args:
        paths: files and folders.
        tools: what it is made with.
        progress: told of every source.
        listed: organisations that should send results; None: nobody said.
        pinned: whether any certificate is believed.

    Raises:
        NoSources: there is no result anywhere, nor anything that could be one.
    """
    found = list(tools.find(paths))
    sources = [one for one in found if isinstance(one, Path)]
    if not sources and all(isinstance(one, Rejected) and one.why is Why.EMPTY for one in found):
        raise NoSources(tuple(one for one in found if isinstance(one, Rejected)))
    read: dict[int, Read] = {}
    progress(0, len(sources), "")
    for place, one in tools.read(sources):
        read[place] = one
        progress(len(read), len(sources), one.source)
    in_order = iter(read[place] for place in range(len(sources)))
    reads = [one if isinstance(one, Rejected) else next(in_order) for one in found]
    return roll_up(reads, tools.frames, listed, pinned=pinned)
