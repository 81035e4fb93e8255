"""A TOML file checked against a model: every flaw of the file at once, each with its row, column, value and remedy."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple, NoReturn, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tally.application.intake import FILE_CODES, BadInput, FileFinding
from tally.files.findings import MAX_FINDINGS, Findings, refusal, shown
from tally.files.toml_places import Path, Places

# tomllib takes minutes over dotted keys of thousands of parts; no file of ours has four.
_TOO_DEEP = re.compile(r"""(?:\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*){16}""", re.ASCII)
_ERROR_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")

_TOO_LONG = "too_long"  # as pydantic calls it

_CODES = {
    "missing": "E913",
    "extra_forbidden": "E912",
    "string_type": "E914",
    "int_type": "E915",
    "bool_type": "E916",
    "date_type": "E917",
    "model_type": "E918",
    "dict_type": "E918",
    "list_type": "E918",
    "enum": "E920",
    "literal_error": "E920",
    _TOO_LONG: "E826",
}
"""What pydantic finds, by our codes; our own validators raise errors whose type is the code."""

_AT_KEY = frozenset({"E826", "E912", "E913", "E918", "E930"})  # about the key rather than its value
_KEY_OF_A_MAPPING = "[key]"  # pydantic's sign that the key of a mapping, not its value, is wrong

Model = TypeVar("Model", bound=BaseModel)


class _Flaw(NamedTuple):
    path: Path
    code: str
    fields: dict[str, int | str]


class TomlFile:
    """One TOML file and what is wrong with it so far.

    Attributes:
        file: its name as findings give it.
        raw: what tomllib read.
    """

    def __init__(self, text: str, file: str) -> None:
        """Read the text.

        Raises:
            BadInput: E911: it is not TOML.
        """
        self.file = file
        self.raw = _parse(text, file)
        self._text = text
        self._flaws: list[_Flaw] = []
        self._flawed: set[Path] = set()
        self._elsewhere: list[FileFinding] = []

    def validate(self, model: type[Model]) -> Model | None:
        """Return the checked content, or None when it has flaws; they are remembered.

        Raises:
            BadInput: E826: something has more entries than anybody looks at one by one; with all other flaws.
        """
        try:
            return model.model_validate(self.raw)
        except ValidationError as error:
            too_long = False
            for number, details in enumerate(error.errors(include_url=False)):
                if number < MAX_FINDINGS:
                    self._flaws.append(_flaw(model, details, self.file))
                self._flawed.add(details["loc"])
                too_long = too_long or details["type"] == _TOO_LONG
            if too_long:
                self.refuse()
            return None

    def add(self, path: Path, code: str, **fields: int | str) -> None:
        """Remember one flaw that a model cannot see."""
        self._flaws.append(_Flaw(path, code, fields))
        self._flawed.add(path)

    def include(self, bad: BadInput) -> None:
        """Remember what is wrong with a file that this one names."""
        self._elsewhere += bad.findings

    def has_flaw(self, path: Path) -> bool:
        """Tell whether something is wrong with the value at a path."""
        return path in self._flawed

    @property
    def is_sound(self) -> bool:
        """True while nothing is wrong."""
        return not (self._flaws or self._elsewhere)

    def refuse(self) -> NoReturn:
        """Raise every flaw, those of this file in its order first.

        Raises:
            BadInput: always; only to be called when the file is not sound.
        """
        findings = list(self._elsewhere)
        try:
            self._place_flaws()
        except BadInput as bad:
            findings = [*bad.findings, *findings]
        raise BadInput(findings)

    def _place_flaws(self) -> None:
        places = Places(self._text)
        placed = sorted(
            (
                (places.key(flaw.path) if flaw.code in _AT_KEY else places.value(flaw.path), number)
                for number, flaw in enumerate(self._flaws)
            ),
        )
        findings = Findings(self.file)
        for (row, column), number in placed:
            flaw = self._flaws[number]
            findings.add(row, column, flaw.code, **flaw.fields)
        findings.refuse()


def tables(node: object) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the tables of an array with their places, whatever else a flawed file may have there."""
    if isinstance(node, list):
        yield from ((place, table) for place, table in enumerate(node) if isinstance(table, dict))


def _parse(text: str, file: str) -> dict[str, Any]:
    if deep := _TOO_DEEP.search(text):
        raise _syntax(text, file, text.count("\n", 0, deep.start()) + 1, 1)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if place := _ERROR_PLACE.search(str(error)):
            raise _syntax(text, file, int(place[1]), int(place[2])) from error
        raise _syntax(text, file, text.rstrip().count("\n") + 1, 1) from error
    except (ValueError, RecursionError) as error:
        # A number of more digits than Python reads, or brackets in brackets in brackets: Python does not say where.
        lengths = [len(line) for line in text.split("\n")]
        raise _syntax(text, file, lengths.index(max(lengths)) + 1, 1) from error


def _syntax(text: str, file: str, row: int, column: int) -> BadInput:
    line = text.split("\n", row)[row - 1]
    return refusal(file, "E911", row, column, value=shown(line.strip()))


def _flaw(model: type[BaseModel], details: ErrorDetails, file: str) -> _Flaw:
    """Turn pydantic's finding into ours."""
    code = _CODES.get(details["type"], details["type"])
    path: Path = details["loc"]
    context = details.get("ctx", {})
    allowed = [value for value in re.findall("'([^']*)'", str(context.get("expected", ""))) if value]
    if path[-1] == _KEY_OF_A_MAPPING:
        path, code = path[:-1], "E912"
    names = [part for part in path if isinstance(part, str)]
    if code == "E912" and not allowed:
        table = _model_in(_annotation_at(model, names[:-1]))
        allowed = list(table.model_fields) if table else []
    available: dict[str, int | str] = {
        "key": _written(model, names) if code == "E913" else shown(names[-1]),
        # What a table lacks is no reason to write out all that it holds.
        "value": shown(details["input"]) if "value" in FILE_CODES[code] else "",
        "table": _written(model, names[:-1]) or file,
        "expected": _written(model, names),
        "allowed": ", ".join(allowed),
        "known": ", ".join(get_close_matches(names[-1], allowed, n=1) or allowed),
        "limit": context.get("max_length", 0),
        **context,
    }
    return _Flaw(path, code, {field: available[field] for field in FILE_CODES[code]})


def _annotation_at(model: type[BaseModel], names: Sequence[str]) -> object:
    """Return what a model says of the value of that name, or None when it says nothing."""
    annotation: object = model
    for name in names:
        table = _model_in(annotation)
        field = table.model_fields.get(name) if table else None
        annotation = field.annotation if field else None
    return annotation


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model that an annotation such as `list[Candidate]` is about."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)


def _written(model: type[BaseModel], names: Sequence[str]) -> str:
    """Return how a table or a key is written: `[roll]`, `[[contest.candidate]]`, `offices = ["…"]`, `seats`."""
    if not names:
        return ""
    annotation = _annotation_at(model, names)
    name, kind = ".".join(names), get_origin(annotation)
    if kind is list:
        return f"[[{name}]]" if _model_in(annotation) else f'{names[-1]} = ["…"]'
    return f"[{name}]" if kind is dict or _model_in(annotation) else shown(names[-1])
