"""`--ballot-column "HEADING=MEANING"` and its like: what columns of a table mean, where their headings do not tell."""

from collections.abc import Collection, Sequence

import click

from tally.cli.diagnostics import WrongUsage
from tally.locales import Words

NOT_TAKEN = "-"
"""The meaning of a column that is not needed."""


def heading_option(option: str, words: Words, meanings: Collection[str]) -> click.Option:
    """Return an option that may be given several times; its help is `cli.heading.` with the option's name.

    Args:
        option: such as `--column`.
        words: of the language.
        meanings: what a column may mean.
    """
    name = option.removeprefix("--").replace("-", "_")
    text = words(f"cli.heading.{name}", meanings=", ".join(meanings))
    return click.Option([option, f"{name}s"], multiple=True, metavar=words("cli.heading.metavar"), help=text)


def headings_said(columns: Sequence[str], meanings: Collection[str], words: Words) -> dict[str, str]:
    """Return what was said, by heading.

    Raises:
        WrongUsage: there is no heading, or no such meaning.
    """
    said: dict[str, str] = {}
    for text in columns:
        heading, _, meaning = (part.strip() for part in text.rpartition("="))
        if not heading or meaning not in meanings:
            raise WrongUsage(words("cli.heading.wrong", value=text, meanings=", ".join(meanings)))
        said[heading] = meaning
    return said
