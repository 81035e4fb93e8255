"""`tally key new`: make the board's keys and certificates."""

from pathlib import Path

import click

from tally import bootstrap
from tally.application.signing import LONGEST_NAME, LONGEST_ORGANISATION, Owner, certified_name, same_owner
from tally.cli.diagnostics import WrongUsage, narrate
from tally.cli.key import keys_option
from tally.cli.key_show import show_keys
from tally.cli.localised import LocalisedCommand
from tally.cli.passphrases import new_passphrase
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(keys: str | None, organisation: str, head: str, secretary: str) -> None:
        path = Path(keys) if keys else bootstrap.keys_folder()
        if path.exists():
            raise WrongUsage(words("cli.key.exists", folder=path))
        organisation = _fitting(words, "--organisation", organisation, LONGEST_ORGANISATION)
        names = {
            Owner.HEAD: _fitting(words, "--head", head, LONGEST_NAME),
            Owner.SECRETARY: _fitting(words, "--secretary", secretary, LONGEST_NAME),
        }
        if same_owner(names[Owner.HEAD], names[Owner.SECRETARY]):
            raise WrongUsage(words("cli.key.one_person", name=names[Owner.HEAD]))
        people = {owner: (name, new_passphrase(words, owner, name)) for owner, name in names.items()}
        if people[Owner.HEAD][1] == people[Owner.SECRETARY][1]:
            raise WrongUsage(words("cli.key.one_passphrase"))
        ring = bootstrap.make_keys(path, organisation, people)
        narrate(words("cli.key.made", folder=path))
        show_keys(words, ring)
        narrate(words("cli.key.next", board=path / bootstrap.BOARD))

    return LocalisedCommand(
        name="new",
        words=words,
        callback=run,
        help=words("cli.key.new.help"),
        short_help=words("cli.key.new.short"),
        epilog=words("cli.key.new.epilog"),
        params=[
            keys_option(words),
            click.Option(
                ["--organisation"], metavar=words("cli.key.text"), required=True, help=words("cli.key.organisation")
            ),
            click.Option(["--head"], metavar=words("cli.key.name"), required=True, help=words("cli.key.head")),
            click.Option(
                ["--secretary"], metavar=words("cli.key.name"), required=True, help=words("cli.key.secretary")
            ),
        ],
    )


def _fitting(words: Words, option: str, text: str, longest: int) -> str:
    """Return a name as it stands in a certificate.

    Raises:
        WrongUsage: it is empty, too long, or holds what no line of text does.
    """
    try:
        return certified_name(text, longest)
    except ValueError as error:
        raise WrongUsage(words("cli.key.name_length", option=option, longest=longest)) from error
