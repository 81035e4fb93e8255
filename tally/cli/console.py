"""The console on which pages and bars of progress are drawn; it needs rich, so it is loaded late."""

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from tally.locales.visible import obeyed_by_nobody


class OwnConsole(Console):
    """A console that draws what it is told with its own colours, and writes nothing else that a terminal would obey."""

    def __init__(self, file: TextIO, width: int | None) -> None:
        """Draw on a stream; brackets and colons in a name are no markup and no pictures.

        Args:
            file: the stream.
            width: in columns; None: of the terminal.
        """
        super().__init__(file=file, width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the pieces of what is drawn; a text among them is as wide as before."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                text = "\n".join(map(obeyed_by_nobody, segment.text.split("\n")))
                yield Segment(text, segment.style)
