"""`--column "HEADING=MEANING"`: what the user says that columns of a file mean, where their headings do not tell."""

from collections.abc import Collection, Sequence

import click

from tally.cli.diagnostics import WrongUsage
from tally.locales import Words

NOT_TAKEN = "-"
"""The meaning of a column that is not needed."""


def column_option(words: Words, meanings: Collection[str]) -> click.Option:
    """Return the option, which may be given several times.

    Args:
        words: of the language.
        meanings: what a column may mean.
    """
    return click.Option(
        ["--column", "columns"],
        multiple=True,
        metavar=words("cli.column.metavar"),
        help=words("cli.column.help", meanings=", ".join(meanings)),
    )


def columns_said(columns: Sequence[str], meanings: Collection[str], words: Words) -> dict[str, str]:
    """Return what was said, by heading.

    Raises:
        WrongUsage: there is no heading, or no such meaning.
    """
    said: dict[str, str] = {}
    for text in columns:
        heading, _, meaning = (part.strip() for part in text.rpartition("="))
        if not heading or meaning not in meanings:
            raise WrongUsage(words("cli.column.wrong", value=text, meanings=", ".join(meanings)))
        said[heading] = meaning
    return said
