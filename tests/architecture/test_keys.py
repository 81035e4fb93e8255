"""A key means one thing on every screen and in every dialog, and each meaning has one key."""

import importlib.resources
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode

import tally.tui
from tally.locales import LANGUAGES, Words
from tally.tui.commands import COMMANDS

CHARACTERS = frozenset({"plus", "space", "0", "full_stop", "minus", "slash", "asterisk", "backspace", "a", "q,Q"})
"""What may be typed: on the counting line `+` is a sign of the ballot that is keyed, elsewhere it adds."""

DIALOGS = {"hand_in": "finish", "columns": "change", "leave(True)": "papers", "leave": "help"}
"""What dialogs bind to function keys, by action: F8 hands in, F4 says what columns are, F6 prints a slip."""


def is_key(key: str) -> bool:
    """Tell whether a key is a function key, or one with Ctrl."""
    return re.fullmatch(r"f\d+|ctrl\+.", key) is not None


def own_bindings() -> Iterator[tuple[str, Binding]]:
    """Yield the bindings of every screen, dialog and widget, with the name of its class."""
    for module in pkgutil.walk_packages(tally.tui.__path__, "tally.tui."):
        for thing in vars(importlib.import_module(module.name)).values():
            ours = isinstance(thing, type) and thing.__module__ == module.name
            if ours and issubclass(thing, DOMNode) and "BINDINGS" in vars(thing):
                for bound in BindingsMap(thing.BINDINGS).key_to_bindings.values():
                    yield from ((thing.__name__, one) for one in bound)


def test_every_key_has_one_meaning_and_every_meaning_one_key() -> None:
    meanings, keys = defaultdict(set), defaultdict(set)
    for command in COMMANDS:
        if command.key not in CHARACTERS:
            meanings[command.key].add(command.meaning)
            keys[command.meaning].add(command.key)
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}
    assert {meaning: found for meaning, found in keys.items() if len(found) > 1} == {}


def test_screens_and_dialogs_bind_no_key_to_another_meaning() -> None:
    of_key = {command.key: command.meaning for command in COMMANDS}
    meaning = {command.id: command.meaning for command in COMMANDS} | DIALOGS
    bound = [(name, one.key, one.action) for name, one in own_bindings() if is_key(one.key)]
    assert {name for name, key, _ in bound if key == "f8"} >= {"FormDialog", "ResultScreen", "PapersScreen"}
    assert [one for one in bound if meaning.get(one[2]) != of_key.get(one[1])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_says_what_each_function_key_means_everywhere(language: str) -> None:
    said = Words(language)("tui.shell.everywhere")
    for key in {command.shown for command in COMMANDS if re.fullmatch(r"F\d+", command.shown)}:
        assert re.search(rf"\b{key} \w", said), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_screen_names_a_key_that_nothing_is_bound_to(language: str) -> None:
    shown = {command.shown for command in COMMANDS} | {"Ctrl+C"}
    text = (importlib.resources.files("tally.locales") / language / "tui.toml").read_text(encoding="utf-8")
    assert set(re.findall(r"\bF\d+\b|Ctrl\+\w", text)) <= shown


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "docs/huong-dan.md"])
def test_no_page_names_a_key_that_nothing_is_bound_to(page: str) -> None:
    of_browsers = {"F11"}
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    named = set(re.findall(r"\bF\d+\b|Ctrl\+\w", text))
    assert named - {command.shown for command in COMMANDS} - of_browsers == set()
