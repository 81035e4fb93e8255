"""What one line of plain text from a file must not have."""

import unicodedata

LONGEST_LINE = 1_000
"""Characters of a name, a remark or any other line: no paper has room for more, and a cell of Excel keeps 32,767."""

_NONCHARACTER = 0xFFFE  # the last two codes of every plane are no characters; XML, and so Excel, refuses them


def hidden_character(text: str) -> str:
    """Return the first character that a name or a remark cannot have, as `U+0007`, or nothing when there is none.

    Control characters, line breaks among them, are mistakes of copying that break papers and terminals. (What is merely
    invisible, such as a zero-width space, `normalise` takes out.)
    """
    if text.isprintable():
        return ""
    return next((f"U+{ord(character):04X}" for character in text if _is_hidden(character)), "")


def _is_hidden(character: str) -> bool:
    is_noncharacter = ord(character) & _NONCHARACTER == _NONCHARACTER
    return is_noncharacter or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
