"""`--column "HEADING=MEANING"` and its like: what columns of a table mean, where their headings do not tell."""

from collections.abc import Collection, Sequence
from typing import TypeVar

import click

from tally.cli.diagnostics import WrongUsage
from tally.locales import Words

Meaning = TypeVar("Meaning", bound=str)


def heading_option(option: str, words: Words, meanings: Collection[str], of: str | None = None) -> click.Option:
    """Return an option that may be given several times; its help is `cli.heading.` with the option's name.

    Args:
        option: such as `--column`.
        words: of the language.
        meanings: what a column may mean.
        of: the name of its help, where the option is called the same for another table.
    """
    name = option.removeprefix("--").replace("-", "_")
    text = words(f"cli.heading.{of or name}", meanings=", ".join(meanings))
    return click.Option([option, f"{name}s"], multiple=True, metavar=words("cli.heading.metavar"), help=text)


def headings_said(texts: Sequence[str], meanings: Collection[Meaning], words: Words) -> dict[str, Meaning]:
    """Return what was said, by heading.

    Raises:
        WrongUsage: there is no heading, or no such meaning.
    """
    known = {str(meaning): meaning for meaning in meanings}
    said: dict[str, Meaning] = {}
    for text in texts:
        heading, _, meaning = (part.strip() for part in text.rpartition("="))
        if not heading or meaning not in known:
            raise WrongUsage(words("cli.heading.wrong", value=text, meanings=", ".join(known)))
        said[heading] = known[meaning]
    return said
