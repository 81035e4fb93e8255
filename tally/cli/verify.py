"""`tally verify`: say in plain words what a congress file proves, and what it cannot."""

from pathlib import Path

import click

from tally import bootstrap
from tally.application.recount import recount
from tally.cli.diagnostics import Exit, WrongUsage, narrate
from tally.cli.localised import LocalisedCommand
from tally.cli.output import write_line
from tally.cli.recount import tell_unfinished
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(file: str) -> Exit:
        path = Path(file)
        if path.suffix.lower() != bootstrap.TALLY:
            raise WrongUsage(words("cli.verify.suffix", file=path))
        source = bootstrap.congress_source(path)
        # A chain that is broken ends here: the journal is named as such, with status 1 (see `diagnostics`).
        counted = recount(source)
        report = source.report
        write_line(words("cli.verify.chains", chains=words.number(report.chains), entries=words.number(report.entries)))
        write_line(words("cli.verify.closed", closed=words.number(report.closed)))
        if report.open:
            write_line(words("cli.verify.open", open=words.number(report.open)))
        write_line(words("cli.verify.head", entry=words.number(report.head[0]), head=report.head[1].hex()))
        for one in counted.contests:
            contest = one.result.contest
            key = (
                "differs"
                if one.disagreements
                else "sealed"
                if (contest.id, contest.round) in source.sealed
                else "not_sealed"
            )
            write_line(words(f"cli.verify.{key}", contest=contest.id, round=contest.round, digest=one.digest))
        tell_unfinished(source, words)
        if not counted.agrees:
            narrate(words("cli.verify.not_sound"))
            return Exit.NOT_SOUND
        return Exit.SOUND

    return LocalisedCommand(
        name="verify",
        words=words,
        callback=run,
        help=words("cli.verify.help"),
        short_help=words("cli.verify.short"),
        params=[click.Argument(["file"], metavar=words("cli.import.file"))],
    )
