"""What the board says of a slate in Excel: `--column "HEADING=MEANING"`, and the old font in `--encoding`."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from tally import bootstrap
from tally.application.intake import FileFinding
from tally.application.slate_reading import Column, Columns
from tally.cli.diagnostics import WrongUsage, finding_line, narrate
from tally.cli.headings import heading_option, headings_said
from tally.domain.old_letters import OldEncoding
from tally.locales import Words


def column_option(words: Words) -> click.Option:
    """Return the option, which may be repeated."""
    meanings = [column.value for column in Column if column is not Column.NOT_TAKEN]
    return heading_option("--column", words, meanings, "slate_column")


def encoding_option(words: Words) -> click.Option:
    """Return the option whose texts are taken as they are meant."""
    return click.Option(
        ["--encoding"],
        type=click.Choice([encoding.value for encoding in OldEncoding]),
        help=words("cli.columns.encoding"),
        callback=lambda _context, _option, value: value and OldEncoding(value),
    )


def check_has_slates(source: Path, texts: Sequence[str], encoding: OldEncoding | None, words: Words) -> None:
    """Check that slates are read from a source where something was said of them.

    Raises:
        WrongUsage: the source is a file, in which the slates were read long ago.
    """
    said = {"--column": bool(texts), "--encoding": encoding is not None}
    if any(said.values()) and source.suffix.lower() in {bootstrap.TALLY, *bootstrap.WORKBOOKS}:
        options = ", ".join(option for option, given in said.items() if given)
        raise WrongUsage(words("cli.columns.no_slate", source=source, options=options))


def columns_said(texts: Sequence[str], words: Words) -> Columns:
    """Return what was said of which column of a slate. Raises WrongUsage: it is not said in this way."""
    return headings_said(texts, tuple(Column), words)


def noting(words: Words) -> Callable[[FileFinding], None]:
    """Return who says on stderr what was left out of a slate."""
    return lambda finding: narrate(finding_line(finding, words))
