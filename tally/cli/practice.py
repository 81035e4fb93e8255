"""`tally practice`: a made-up congress to learn on."""

import click

from tally.application.practice import BALLOTS, CANDIDATES, SEATS
from tally.cli.desk import run_desk
from tally.cli.diagnostics import WrongUsage
from tally.cli.localised import LocalisedCommand
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(candidates: int, seats: int, ballots: int, seed: int | None) -> None:
        if seats > candidates:
            raise WrongUsage(words("cli.practice.seats_over", seats=seats, candidates=candidates))
        run_desk(words, "practice", candidates=candidates, seats=seats, ballots=ballots, seed=seed)

    def number(name: str, default: int | None, least: int, most: int) -> click.Option:
        kind = click.IntRange(least, most)
        return click.Option([f"--{name}"], type=kind, default=default, metavar="N", help=words(f"cli.practice.{name}"))

    return LocalisedCommand(
        name="practice",
        words=words,
        callback=run,
        help=words("cli.practice.help"),
        short_help=words("cli.practice.short"),
        params=[
            number("candidates", CANDIDATES, 2, 220),
            number("seats", SEATS, 1, 220),
            number("ballots", BALLOTS, 3, 50),
            number("seed", None, 0, 999_999),
        ],
    )
