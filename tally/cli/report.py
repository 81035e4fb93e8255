"""`tally report`: the roll-up over many congresses."""

import sys
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tally import bootstrap
from tally.cli.diagnostics import Exit, WrongUsage, bad_input_lines, narrate
from tally.cli.headings import heading_option, headings_said
from tally.cli.localised import LocalisedCommand
from tally.cli.output import console_on, write_json, write_page
from tally.locales import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tally.application.proof import Pins
    from tally.application.report.tables import Report

MOST_TOLD = 20
"""Sources left out that are named on stderr; the tables name them all."""


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(  # noqa: PLR0913 - one for each option
        source: tuple[str, ...],
        *,
        pin: tuple[str, ...],
        as_json: bool,
        export: str | None,
        expected: str | None,
        columns: tuple[str, ...],
        allow_unsigned: bool,
    ) -> Exit:
        if columns and expected is None:
            raise WrongUsage(words("cli.heading.only_expected"))
        said = headings_said(columns, bootstrap.list_meanings(), words)
        if export is not None and Path(export).suffix.lower() != ".xlsx":
            raise WrongUsage(words("report.suffix", file=export))
        pins, unread = _pins(pin, words)
        report = _report(source, export, expected, said, words, allow_unsigned=allow_unsigned, pins=pins)
        if export is not None:
            written = bootstrap.write_paper(Path(export), bootstrap.report_workbook(report, words))
            narrate(words("report.written", file=written.path))
            if written.kept is not None:
                narrate(words("cli.recount.kept", file=written.kept))
        if as_json:
            from tally.application.report.document import report_document  # noqa: PLC0415 - as the page below

            write_json(report_document(report))
        else:
            from tally.cli.report_page import report_page  # noqa: PLC0415 - loads rich, which JSON does not need

            write_page(report_page(report, words))
        _tell(report, words)
        if not report.sound:
            return Exit.NOT_SOUND
        return Exit.BAD_INPUT if unread else Exit.SOUND

    return LocalisedCommand(
        name="report",
        words=words,
        callback=run,
        help=words("report.help"),
        short_help=words("cli.report.short"),
        epilog=words("report.epilog"),
        params=[
            click.Argument(["source"], nargs=-1, required=True, metavar=f"{words('report.source')}…"),
            click.Option(["--json", "as_json"], is_flag=True, help=words("report.json")),
            click.Option(["--export"], metavar=words("report.file"), help=words("report.export")),
            click.Option(["--expected"], metavar=words("report.list"), help=words("report.expected")),
            heading_option("--column", words, bootstrap.list_meanings()),
            click.Option(["--pin"], multiple=True, metavar=words("report.pin_file"), help=words("report.pin")),
            click.Option(["--allow-unsigned"], is_flag=True, help=words("report.allow_unsigned")),
        ],
    )


def _pins(named: tuple[str, ...], words: Words) -> "tuple[Pins, bool]":
    """Return the certificates that are believed, and whether there are files of others that could not be read.

    They are those named, else those of the board's keys on this computer.
    """
    from tally.application.intake import BadInput  # noqa: PLC0415 - --help needs none of it
    from tally.application.proof import NoKeys  # noqa: PLC0415 - --help needs none of it

    try:
        pins, findings = bootstrap.pins_in([Path(one) for one in named])
    except NoKeys as error:
        raise WrongUsage(words("cli.verify.no_pins", file=error.path)) from error
    if findings:
        for line in bad_input_lines(BadInput(findings), words):
            narrate(line)
    if pins:
        boards, certificates = bootstrap.boards_in(pins), len(pins.certificates)
        narrate(words("report.believed", boards=words.number(boards), certificates=words.number(certificates)))
    return pins, bool(findings)


def _report(  # noqa: PLR0913 - what is read, and what for
    source: tuple[str, ...],
    export: str | None,
    expected: str | None,
    columns: "Mapping[str, str]",
    words: Words,
    *,
    allow_unsigned: bool,
    pins: "Pins",
) -> "Report":
    """Read the sources with a progress bar on stderr that names the last one read."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - --help draws none

    from tally.application.report.making import NoSources  # noqa: PLC0415 - as above

    console = console_on(sys.stderr)
    name = TextColumn("{task.description}", markup=False, table_column=None)
    bar = Progress(BarColumn(), MofNCompleteColumn(), name, console=console, transient=True)
    try:
        with bar:
            task = bar.add_task("", total=None)

            def progress(done: int, total: int, last: str) -> None:
                bar.update(task, completed=done, total=total, description=Path(last).name)

            return bootstrap.report_over(
                [Path(one) for one in source],
                progress,
                expected=None if expected is None else Path(expected),
                columns=columns,
                leave_out=[] if export is None else _written_before(Path(export)),
                allow_unsigned=allow_unsigned,
                pins=pins,
            )
    except NoSources as error:
        raise WrongUsage(words("report.nothing", paths=", ".join(source))) from error


def _written_before(export: Path) -> list[Path]:
    """Return the workbook to be written and those kept of it: where they lie among the results they are none."""
    return [export, *export.parent.glob(f"{escape(export.stem)}.*{export.suffix}")]


def _tell(report: "Report", words: Words) -> None:
    """Say on stderr what is no part of the tables."""
    from tally.application.report.words import why_rejected  # noqa: PLC0415 - --help needs none of it

    if (listed := report.expected) is not None:
        columns = ", ".join(listed.not_taken)
        key = "report.listed_columns" if columns else "report.listed"
        narrate(words(key, file=listed.file, listed=words.number(listed.listed), columns=columns))
    if report.unfinished:
        narrate(words("report.not_finished", number=words.number(len(report.unfinished))))
    if report.unproven:
        narrate(words("report.unproven", number=words.number(len(report.unproven))))
    if report.repeated:
        narrate(words("report.same_office", number=words.number(len(report.repeated))))
    if not report.rejected:
        return
    narrate(words("report.left_out", number=words.number(len(report.rejected))))
    for one in report.rejected[:MOST_TOLD]:
        narrate(words("report.left_out_one", source=one.source, why=why_rejected(one, words)))
    if len(report.rejected) > MOST_TOLD:
        narrate(words("report.left_out_more", number=words.number(len(report.rejected) - MOST_TOLD)))
