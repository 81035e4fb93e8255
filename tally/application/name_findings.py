"""What is wrong with the letters of names, as findings of the file they stand in."""

from collections.abc import Mapping

from tally.domain.name_letters import NameFlaw, Wrong
from tally.locales.visible import visible

OLD_LETTERS = "E850"
"""A text in the letters of an old font: what it says is known."""

_LONGEST = 60  # characters of a name that a message repeats


def finding_of(flaw: NameFlaw) -> tuple[str, Mapping[str, int | str]]:
    """Return the code of a flaw and the fields of its message."""
    value = {"value": visible(flaw.name, _LONGEST)}
    if flaw.what is Wrong.OLD:
        encoding = str(flaw.encoding)
        return OLD_LETTERS, {
            **value,
            "text_encoding": encoding,
            "option": encoding,
            "meant": visible(flaw.meant, _LONGEST),
        }
    if flaw.what is Wrong.LOST:
        return "E851", value
    return "E852", {**value, "character": flaw.shown_character}
