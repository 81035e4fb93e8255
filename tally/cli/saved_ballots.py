"""Saved ballots that a command names, and what the board says of the tables among them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from tally import bootstrap
from tally.application.column_meanings import NOT_TAKEN
from tally.application.recount import Source
from tally.cli.columns import check_has_slates, column_option, columns_said, encoding_option, noting
from tally.cli.diagnostics import WrongUsage, narrate
from tally.cli.headings import heading_option, headings_said
from tally.domain.old_letters import OldEncoding
from tally.locales import Words


class Said(NamedTuple):
    """What a command line says of the tables of saved ballots.

    Attributes:
        columns: what columns of slates are, `HEADING=MEANING` each.
        encoding: the old one of slates whose meaning is taken.
        ballot_columns: what columns of ballots are, in the same way.
    """

    columns: tuple[str, ...]
    encoding: OldEncoding | None
    ballot_columns: tuple[str, ...]


def said_options(words: Words) -> tuple[click.Option, ...]:
    """Return the options with which it is said; a command takes them with `said_in`."""
    ballots = heading_option("--ballot-column", words, bootstrap.ballot_meanings())
    return column_option(words), encoding_option(words), ballots


def said_in(options: Mapping[str, Any]) -> Said:
    """Return what was said, of the values click hands a command."""
    return Said(*(options[field] for field in Said._fields))


def saved_ballots(path: Path, said: Said, words: Words, measured: "bootstrap.MeasuredFile | None" = None) -> Source:
    """Return the source at a path that a command names; say which columns of it are not taken.

    Args:
        path: where it is.
        said: of its tables.
        words: the language.
        measured: holds a congress file against what is known of it.

    Raises:
        WrongUsage: it is none, or nothing can be said of its columns.
    """
    check_has_slates(path, said.columns, said.encoding, words)
    columns = columns_said(said.columns, words)
    meanings = headings_said(said.ballot_columns, bootstrap.ballot_meanings(), words)
    if measured is not None and not meanings:
        return bootstrap.congress_source(path, measured)
    try:
        source = bootstrap.open_source(path, columns, noting(words), said.encoding, meanings)
    except bootstrap.UnknownSource as error:
        wrong = "cli.heading.only_folder" if meanings else "cli.recount.unknown_source"
        raise WrongUsage(words(wrong, path=error.path)) from error
    left = [heading for heading, meaning in meanings.items() if meaning == NOT_TAKEN]
    if left and path.is_dir():
        narrate(words("cli.heading.not_taken", columns=", ".join(left)))
    return source
