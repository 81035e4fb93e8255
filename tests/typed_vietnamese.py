"""What reaches a program when somebody types Vietnamese: one string for each key pressed, sent in one write.

An input method shows each key as a letter at once and, when a later key changes what is shown, sends as many Backspaces
as letters change, and those letters anew. Telex as most type it has the tone at the end of the word, VNI after the
vowel; the keyboard of a system sends a mark as a key of its own.
"""

import re
import unicodedata
from collections.abc import Iterator

from textual import events

DEL = "\x7f"
TONES = "\u0300\u0301\u0303\u0309\u0323"
BASES = "aăâeêioôơuưy"
_VOWELS = [unicodedata.normalize("NFC", base + tone) for base in BASES for tone in ("", *TONES)]
LOWER = "".join(sorted(({*_VOWELS} - {*"aeiouy"}) | {"đ"}))
LETTERS = LOWER + LOWER.upper()
"""The 134 letters that Vietnamese has beyond those of English."""

METHODS = ("telex", "vni", "nfd", "system")
NAMES = {DEL: "backspace", "\t": "tab", "\r": "enter", "\b": "backspace"}


def writes(text: str, method: str) -> list[str]:
    """Return what is sent for a text typed with `telex`, `vni`, a mark at a time (`nfd`), or a tone at a time."""
    if method == "nfd":
        return list(unicodedata.normalize("NFD", text))
    if method == "system":
        return [part for letter in text for part in _with_tone_apart(letter)]
    return [write for word in re.findall(r"\w+|\W", text) for write in _rewritten(_steps(word, method))]


def key_events(sent: str) -> list[events.Key]:
    """Return a write as the events that Textual reads from it."""
    return [events.Key(NAMES.get(one, one), one) for one in sent]


def _with_tone_apart(letter: str) -> list[str]:
    marks = unicodedata.normalize("NFD", letter)
    tone = "".join(one for one in marks if one in TONES)
    rest = unicodedata.normalize("NFC", "".join(one for one in marks if one not in TONES))
    return [rest, tone] if tone else [rest]


def _steps(word: str, method: str) -> Iterator[str]:
    """Yield what an input method shows after each key of a word."""
    shown, toned = "", ""
    for letter in word:
        plain = {"đ": "d", "Đ": "D"}.get(letter, unicodedata.normalize("NFD", letter)[0])
        rest, *tone = _with_tone_apart(letter)
        for step in dict.fromkeys((plain, rest, *([letter] if tone and method == "vni" else []))):
            yield shown + step
        shown += letter if method == "vni" else rest
        toned += letter
    if toned != shown:
        yield toned


def _rewritten(steps: Iterator[str]) -> Iterator[str]:
    before = ""
    for after in steps:
        same = next((n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), None)
        same = min(len(before), len(after)) if same is None else same
        yield DEL * (len(before) - same) + after[same:]
        before = after
