"""`tally doctor`: is this machine fit for the hall?"""

from pathlib import Path

import click

from tally import bootstrap
from tally.application.doctor import PEOPLE, answered, doctor_document, remedy_text, what_text
from tally.cli.diagnostics import Exit, WrongUsage, narrate
from tally.cli.localised import LocalisedCommand
from tally.cli.output import write_json, write_wrapped
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(folder: str, medium: str | None, *, as_json: bool, export: str | None) -> Exit:
        if export is not None and Path(export).suffix.lower() != ".xlsx":
            raise WrongUsage(words("cli.doctor.suffix", file=export))
        told = answered(bootstrap.doctor.answers().all(), bootstrap.clock())
        checks = (*bootstrap.doctor.examine(Path(folder), None if medium is None else Path(medium)), *told)
        if as_json:
            write_json(doctor_document(checks, words))
        else:
            for check in checks:
                write_wrapped(f"{'✓' if check.ok else '✗'} {what_text(words, check)}", 2)
                if not check.ok:
                    write_wrapped(f"  → {remedy_text(words, check)}", 4)
        if len(told) < len(PEOPLE):
            narrate(words("cli.doctor.people", number=len(PEOPLE) - len(told)))
        if export is not None:
            written = bootstrap.write_paper(Path(export), bootstrap.doctor.page(checks))
            narrate(words("cli.recount.written", file=written.path))
        return Exit.SOUND if all(check.ok for check in checks) else Exit.NOT_SOUND

    return LocalisedCommand(
        name="doctor",
        words=words,
        callback=lambda folder, medium, as_json, export: run(folder, medium, as_json=as_json, export=export),
        help=words("cli.doctor.help"),
        short_help=words("cli.doctor.short"),
        params=[
            click.Argument(["folder"], metavar=words("cli.doctor.folder"), default=".", required=False),
            click.Option(["--medium"], metavar=words("cli.doctor.folder"), help=words("cli.doctor.medium")),
            click.Option(["--json", "as_json"], is_flag=True, help=words("cli.doctor.json")),
            click.Option(["--export"], metavar="FILE.xlsx", help=words("cli.doctor.export")),
        ],
    )
