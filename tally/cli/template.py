"""`tally template`: write an empty file to fill in."""

from pathlib import Path

import click

from tally import bootstrap
from tally.application.congress_kinds import TEMPLATES
from tally.cli.diagnostics import WrongUsage, narrate
from tally.cli.localised import LocalisedCommand
from tally.domain.congress import CongressKind
from tally.domain.names import fold
from tally.locales import Words

SUFFIXES = {"slate": ".xlsx", "ballots": ".xlsx", "congress": ".toml"}
"""Each kind of template and how its file must end."""

FILLED = tuple(template.id for template in TEMPLATES)
"""Kinds of congress with made-up numbers."""

BLANK = (CongressKind.MEMBERS.value, CongressKind.DELEGATES.value)
"""Gatherings of which there is a file with every key and no value."""


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(file: str, kind: str | None, congress_kind: str) -> None:
        path = Path(file)
        chosen = kind or _kind_by_name(path)
        if path.suffix.lower() != SUFFIXES[chosen]:
            raise WrongUsage(words("cli.template.suffix", file=path, suffix=SUFFIXES[chosen]))
        if path.exists():
            raise WrongUsage(words("cli.template.exists", file=path))
        congress = path.stem if path.stem in FILLED and not _is_given("congress_kind") else congress_kind
        bootstrap.write_new(path, bootstrap.template(chosen, congress))
        narrate(words("cli.template.written", file=path))
        if chosen == "congress" and congress in FILLED:
            narrate(words(f"kinds.what.{congress}"))

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
                type=click.Choice([*FILLED, *BLANK]),
                default=CongressKind.DELEGATES.value,
                show_default=True,
                help=words("cli.template.congress_kind"),
            ),
        ],
    )


def _is_given(option: str) -> bool:
    """Tell whether an option was typed, and does not only have its default."""
    return click.get_current_context().get_parameter_source(option) is not click.core.ParameterSource.DEFAULT


def _kind_by_name(path: Path) -> str:
    if path.suffix.lower() == ".toml":
        return "congress"
    return "ballots" if fold(path.stem).startswith(("ballots", "phieu")) else "slate"
