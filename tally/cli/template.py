"""`tally template`: write an empty file to fill in."""

from pathlib import Path

import click

from tally import bootstrap
from tally.cli.diagnostics import WrongUsage, narrate
from tally.cli.localised import LocalisedCommand
from tally.domain.congress import CongressKind
from tally.domain.names import fold
from tally.locales import Words

SUFFIXES = {"slate": ".xlsx", "ballots": ".xlsx", "congress": ".toml"}
"""Each kind of template and how its file must end."""


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(file: str, kind: str | None, congress_kind: str) -> None:
        path = Path(file)
        chosen = kind or _kind_by_name(path)
        if path.suffix.lower() != SUFFIXES[chosen]:
            raise WrongUsage(words("cli.template.suffix", file=path, suffix=SUFFIXES[chosen]))
        if path.exists():
            raise WrongUsage(words("cli.template.exists", file=path))
        bootstrap.write_new(path, bootstrap.template(chosen, CongressKind(congress_kind)))
        narrate(words("cli.template.written", file=path))

    return LocalisedCommand(
        name="template",
        words=words,
        callback=run,
        help=words("cli.template.help"),
        short_help=words("cli.template.short"),
        params=[
            click.Argument(["file"], metavar=words("cli.template.file")),
            click.Option(["--kind"], type=click.Choice(list(SUFFIXES)), help=words("cli.template.kind")),
            click.Option(
                ["--congress", "congress_kind"],
                type=click.Choice([kind.value for kind in CongressKind]),
                default=CongressKind.DELEGATES.value,
                show_default=True,
                help=words("cli.template.congress_kind"),
            ),
        ],
    )


def _kind_by_name(path: Path) -> str:
    if path.suffix.lower() == ".toml":
        return "congress"
    return "ballots" if fold(path.stem).startswith(("ballots", "phieu")) else "slate"
