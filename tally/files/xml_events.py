"""XML from an untrusted file, one tag at a time, within bounds.

Why not openpyxl, which writes our workbooks: it builds a row, the table of texts and the styles whole before anyone can
say "too much", pads what a lying sheet claims, and is several times slower with defusedxml. Here expat hands over one
event at a time, a document type (the only way to an entity bomb) is refused at sight as the standard demands, and a
budget of tags bounds time and memory.
"""

from collections.abc import Callable, Iterator, Mapping
from xml.parsers.expat import ExpatError, ParserCreate

from tally.files.findings import refusal
from tally.files.package import Package
from tally.files.text import MEGABYTE

MAX_TAGS = 6_000_000
"""XML tags read from one file: about 1,500,000 cells, which is 6,800 ballots with 220 candidates."""

_MAX_DEPTH = 64
_MAX_TOKEN = MEGABYTE
_MAX_TEXT = 256 * 1024


class OddXml(Exception):  # noqa: N818 - caught by `read_part`, which says it as a finding
    """Well-formed, and yet what no program writes into a workbook."""


class _DocumentType(Exception):  # noqa: N818 - as above
    """The part declares a document type."""


Start = Callable[[dict[str, str]], None]
"""Takes a start tag: its attributes, those with a namespace as `namespace}name`."""

End = Callable[[], None]
"""Takes an end tag."""


class Events:
    """Receives the tags of one part.

    A subclass gives `starts` and `ends`, by the names of the elements in the namespace of the root, which is written in
    several ways; all other elements are passed over.
    """

    def __init__(self, starts: Mapping[str, Start], ends: Mapping[str, End] | None = None) -> None:
        self._starts, self._ends = starts, ends or {}
        self._depth = 0
        self._pieces: list[str] | None = None
        self._length = 0

    def collect(self) -> None:
        """Keep the text from here on."""
        self._pieces = []
        self._length = 0

    def collected(self) -> str:
        """Return the text since `collect`, and keep no more."""
        text = "".join(self._pieces or ())
        self._pieces = None
        return text

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a start tag from expat."""
        self._depth += 1
        if self._depth == 1:
            namespace, brace, _root = name.rpartition("}")
            self._starts = {f"{namespace}{brace}{element}": take for element, take in self._starts.items()}
            self._ends = {f"{namespace}{brace}{element}": take for element, take in self._ends.items()}
        elif name in self._starts:
            self._starts[name](attributes)
        if self._depth > _MAX_DEPTH:
            raise OddXml

    def on_end(self, name: str) -> None:
        """Take an end tag from expat."""
        self._depth -= 1
        if name in self._ends:
            self._ends[name]()

    def on_text(self, text: str) -> None:
        """Take a piece of text from expat."""
        if self._pieces is not None:
            self._pieces.append(text)
            self._length += len(text)
            if self._length > _MAX_TEXT:
                raise OddXml


class Budget:
    """Tags that may still be read from one file, all its parts together."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._left = MAX_TAGS

    def spend(self, tags: int) -> None:
        """Take tags off.

        Raises:
            BadInput: E954: there is more in the file than any count can need.
        """
        self._left -= tags
        if self._left < 0:
            raise self._package.too_much()


def read_part(package: Package, budget: Budget, part: str, events: Events) -> Iterator[None]:
    """Feed a part to `events`, a chunk at a step: the caller takes what has come, and stops when it has enough.

    Raises:
        BadInput: E953 the part is missing or damaged, E954 too much, E955 it declares a document type.
    """
    parser = ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = events.on_start
    parser.EndElementHandler = events.on_end
    parser.CharacterDataHandler = events.on_text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    fed = 0
    try:
        for chunk in package.chunks(part):
            budget.spend(chunk.count(b"<"))
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position only
            fed += len(chunk)
            if fed - max(parser.CurrentByteIndex, 0) > _MAX_TOKEN:
                raise OddXml  # noqa: TRY301 - one way out for all that is odd
            yield
        parser.Parse(b"", True)  # noqa: FBT003 - as above
    except _DocumentType:
        raise refusal(package.file, "E955") from None
    except (ExpatError, OddXml, LookupError, ValueError) as error:
        # LookupError and ValueError: an encoding that Python does not know, or not one byte a character.
        raise package.damaged(part) from error
    yield


def _refuse_document_type(*_declaration: object) -> None:
    raise _DocumentType
