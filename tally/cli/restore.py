"""`tally restore`: bring a copy of a congress file back."""

from pathlib import Path

import click

from tally import bootstrap
from tally.cli.diagnostics import Exit, WrongUsage, narrate
from tally.cli.heights import tell_shorter
from tally.cli.localised import LocalisedCommand
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(copy: str, file: str) -> Exit:
        path = Path(file)
        if path.suffix.lower() != bootstrap.TALLY:
            raise WrongUsage(words("cli.new.suffix", file=path))
        copied = bootstrap.restore(Path(copy), path)
        if copied.kept is not None:
            narrate(words("cli.restore.kept", file=path, kept=copied.kept))
        narrate(words("cli.restore.written", file=path, digest=copied.digest))
        return tell_shorter(bootstrap.MeasuredFile(path).read(), words)

    return LocalisedCommand(
        name="restore",
        words=words,
        callback=run,
        help=words("cli.restore.help"),
        short_help=words("cli.restore.short"),
        params=[
            click.Argument(["copy"], metavar=words("cli.restore.copy")),
            click.Option(
                ["--to", "file"], metavar=words("cli.import.file"), required=True, help=words("cli.restore.to")
            ),
        ],
    )
