"""`tally key show`: whose keys there are, with fingerprints to read aloud."""

from pathlib import Path

import click

from tally import bootstrap
from tally.application.fours import in_fours
from tally.application.proof import NoKeys
from tally.application.signing import KeyRing
from tally.cli.diagnostics import WrongUsage, narrate
from tally.cli.key import keys_option
from tally.cli.localised import LocalisedCommand
from tally.cli.output import write_line
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(keys: str | None) -> None:
        path = Path(keys) if keys else bootstrap.keys_folder()
        try:
            show_keys(words, bootstrap.key_ring(path))
        except NoKeys as error:
            raise no_keys(words, error) from error

    return LocalisedCommand(
        name="show",
        words=words,
        callback=run,
        help=words("cli.key.show.help"),
        short_help=words("cli.key.show.short"),
        params=[keys_option(words)],
    )


def no_keys(words: Words, error: NoKeys) -> WrongUsage:
    """Return what to say where there are no keys."""
    return WrongUsage(words("cli.key.none", path=error.path))


def show_keys(words: Words, ring: KeyRing) -> None:
    """Write whose keys there are; warn where others can read them.

    Raises:
        NoKeys, BadInput, OSError: as `KeyRing.owners`.
    """
    owners = ring.owners()
    write_line(words("cli.key.of", organisation=owners[0].organisation))
    for one in owners:
        write_line(words("cli.key.owner", role=words(f"signing.owner.{one.owner}"), name=one.name))
        write_line(words("cli.key.until", until=f"{one.until:%d-%m-%Y}"))
        # Two lines of eight groups: read aloud over the telephone, each half is checked on its own.
        for half in (one.fingerprint[:32], one.fingerprint[32:]):
            write_line("    " + in_fours(half))
    write_line(words("cli.key.board", file=ring.path / bootstrap.BOARD))
    warn_of_exposed(words, ring)


def warn_of_exposed(words: Words, ring: KeyRing) -> None:
    """Warn where other users of the computer can read private keys."""
    for file in ring.exposed():
        narrate(words("cli.key.exposed", file=file))
