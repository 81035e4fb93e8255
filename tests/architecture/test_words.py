"""Words in both languages: the same keys with the same fields, one text for every code, none that nobody says."""

import ast
import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest

from tally.application.intake import FILE_CODES
from tally.domain.body import OpenReason, RefusedBecause, Way
from tally.domain.checks import CODES
from tally.domain.congress import BoardRole, CongressKind
from tally.domain.contest import Office, RoundKind
from tally.domain.counting import Outcome, Status
from tally.domain.rounds import Stand
from tally.domain.rules import BaseOf, InvalidReason

TALLY = Path(__file__).parents[2] / "tally"


def flatten(node: dict[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{key}.")
        else:
            assert isinstance(value, str), f"{prefix}{key} is no text"
            yield prefix + key, value


def words_of(language: str) -> dict[str, str]:
    """Read every text of a language by its whole key."""
    texts: dict[str, str] = {}
    for path in sorted((TALLY / "locales" / language).glob("*.toml")):
        texts |= flatten(tomllib.loads(path.read_text(encoding="utf-8")), f"{path.stem}.")
    return texts


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


VI, EN = words_of("vi"), words_of("en")


def test_both_languages_have_the_same_keys() -> None:
    assert set(EN) == set(VI)


def test_both_languages_have_the_same_fields() -> None:
    assert {key: fields_of(text) for key, text in VI.items()} == {key: fields_of(text) for key, text in EN.items()}


@pytest.mark.parametrize("texts", [VI, EN], ids=["vi", "en"])
def test_no_text_is_empty_or_has_a_space_too_many(texts: dict[str, str]) -> None:
    # The lines of a template file and of a page (of several lines) stand as they will be read, with room in between.
    laid_out = {key for key, text in texts.items() if key.startswith("template.congress.") or "\n" in text}
    sentences = {key: text for key, text in texts.items() if key not in laid_out}
    assert [key for key, text in sentences.items() if not text.strip() or "  " in text.strip()] == []


@pytest.mark.parametrize("texts", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("findings", {code: set(spec.fields) for code, spec in CODES.items()}),
        ("intake", {code: set(fields) for code, fields in FILE_CODES.items()}),
    ],
    ids=["findings", "intake"],
)
def test_every_code_has_its_words_with_exactly_its_fields(
    section: str, codes: dict[str, set[str]], texts: dict[str, str]
) -> None:
    assert codes
    said = {
        key.removeprefix(f"{section}."): fields_of(text)
        for key, text in texts.items()
        if re.fullmatch(rf"{section}\.[EW]\d+", key)
    }
    assert said == codes


def test_codes_of_the_count_and_codes_of_files_are_told_apart() -> None:
    assert set(CODES) & set(FILE_CODES) == set()


@pytest.mark.parametrize("texts", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("outcome", Outcome),
        ("status", Status),
        ("reason", InvalidReason),
        ("office", Office),
        ("kind", RoundKind),
        ("congress", CongressKind),
        ("role", BoardRole),
        ("base", BaseOf),
        ("way", Way),
        ("stand", Stand),
        ("open", OpenReason),
        ("not_taken", RefusedBecause),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_value_of_the_domain_has_its_word(texts: dict[str, str], group: str, values: type[StrEnum]) -> None:
    said = {key.removeprefix(f"words.{group}.") for key in texts if key.startswith(f"words.{group}.")}
    assert said == {value.value for value in values}


def literals() -> Iterator[str]:
    """Yield every string of the program as a pattern: what an f-string fills in matches any one part of a key."""
    for path in TALLY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]+" for part in node.values
                )


def test_every_text_is_said_by_somebody() -> None:
    # A key is written whole (`cli.recount.help`), or without its section where a module speaks of one section only; a
    # screen (`tui.count.valid`) leaves out its own name too.
    patterns = {pattern for pattern in literals() if re.match(r"[\w-]+\\\.|[\w-]+$", pattern)}
    said = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(patterns)))
    unsaid = [
        key
        for key in VI
        if not any(
            said.fullmatch(key.split(".", left_out)[-1]) for left_out in range(3 if key.startswith("tui.") else 2)
        )
    ]
    assert unsaid == []


def test_the_scan_for_unsaid_texts_sees_one() -> None:
    patterns = {pattern for pattern in literals() if re.match(r"[\w-]+\\\.|[\w-]+$", pattern)}
    assert not any(re.fullmatch(pattern, "cli.recount.never_said_by_anybody") for pattern in patterns)
