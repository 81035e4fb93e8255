"""What the board says of a slate in Excel: `--column "HEADING=MEANING"`, and the old font in `--encoding`."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from tally import bootstrap
from tally.application.intake import FileFinding
from tally.application.slate_reading import Column, Columns
from tally.cli.diagnostics import WrongUsage, finding_line, narrate
from tally.domain.old_letters import OldEncoding
from tally.locales import Words


def column_option(words: Words) -> click.Option:
    """Return the option, which may be repeated."""
    meanings = ", ".join(column.value for column in Column if column is not Column.NOT_TAKEN)
    return click.Option(
        ["--column", "columns"],
        metavar=words("cli.columns.metavar"),
        multiple=True,
        help=words("cli.columns.help", meanings=meanings),
    )


def encoding_option(words: Words) -> click.Option:
    """Return the option whose texts are taken as they are meant."""
    return click.Option(
        ["--encoding"],
        type=click.Choice([encoding.value for encoding in OldEncoding]),
        help=words("cli.columns.encoding"),
        callback=lambda _context, _option, value: value and OldEncoding(value),
    )


def columns_of_source(source: str, texts: Sequence[str], words: Words) -> Columns:
    """Return what was said of columns of the slates of a source.

    Raises:
        WrongUsage: as `columns_said`; or the source is a file, in which the slates were read long ago.
    """
    if texts and Path(source).suffix.lower() in {bootstrap.TALLY, *bootstrap.WORKBOOKS}:
        raise WrongUsage(words("cli.columns.no_slate", source=source))
    return columns_said(texts, words)


def columns_said(texts: Sequence[str], words: Words) -> Columns:
    """Return what was said of which column.

    Raises:
        WrongUsage: it is not said in this way.
    """
    said: dict[str, Column] = {}
    for text in texts:
        heading, _, meaning = text.rpartition("=")
        if not heading.strip() or meaning.strip() not in frozenset(Column):
            raise WrongUsage(words("cli.columns.wrong", text=text, meanings=", ".join(Column)))
        said[heading.strip()] = Column(meaning.strip())
    return said


def noting(words: Words) -> Callable[[FileFinding], None]:
    """Return who says on stderr what was left out of a slate."""
    return lambda finding: narrate(finding_line(finding, words))
