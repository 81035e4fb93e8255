"""Passphrases and PINs: asked for at the terminal without an echo, or taken from the environment; never an argument.

An argument would stand in the list of processes and in the shell's history for everybody to read.
"""

import getpass
import os
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

import click

from tally.application.proof import WrongPassphrase
from tally.application.signing import LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE, Owner, Passphrase
from tally.cli.diagnostics import WrongUsage, narrate
from tally.locales import Words

VARIABLES = {Owner.HEAD: "TALLY_HEAD_PASSPHRASE", Owner.SECRETARY: "TALLY_SECRETARY_PASSPHRASE"}
TOKEN_VARIABLE = "TALLY_TOKEN_PIN"  # noqa: S105 - the name of a variable

_TRIES = 3
_LIMITS = {"shortest": SHORTEST_PASSPHRASE, "longest": LONGEST_PASSPHRASE}

Opened = TypeVar("Opened")


class Secret(NamedTuple):
    """What somebody is to type.

    Attributes:
        variable: of the environment, for scripts; where it is set nobody is asked.
        question: at the terminal.
    """

    variable: str
    question: str


def new_passphrase(words: Words, owner: Owner, name: str) -> Passphrase:
    """Ask a person for a new passphrase, twice.

    Raises:
        WrongUsage: there is no terminal to ask at; what was typed, or the environment holds, cannot be used.
    """
    who = words("cli.passphrase.who", role=words(f"signing.owner.{owner}"), name=name)
    secret = Secret(VARIABLES[owner], words("cli.passphrase.new", who=who, **_LIMITS))
    again = secret._replace(question=words("cli.passphrase.again", who=who))
    for _ in range(_TRIES):
        typed = _ask(words, secret)
        if not SHORTEST_PASSPHRASE <= len(typed) <= LONGEST_PASSPHRASE:
            said = words("cli.passphrase.length", who=who, **_LIMITS)
        elif _ask(words, again) != typed:
            said = words("cli.passphrase.differs")
        else:
            return typed
        if secret.variable in os.environ:
            raise WrongUsage(words("cli.passphrase.in_variable", variable=secret.variable, said=said))
        narrate(said)
    raise WrongUsage(words("cli.passphrase.gave_up"))


def open_with(
    words: Words,
    secrets: Mapping[str, Secret],
    open_: Callable[[Mapping[str, Passphrase]], Opened],
    tries: int = _TRIES,
) -> Opened:
    """Ask for secrets, open something with them, and ask again for the one that was wrong.

    Args:
        words: the language.
        secrets: by the name that a `WrongPassphrase` gives the key; any other name means the first.
        open_: opens it.
        tries: how often; a token locks itself after a few.

    Raises:
        WrongUsage: there is no terminal to ask at, or a secret stayed wrong.
    """
    typed = {name: _ask(words, secret) for name, secret in secrets.items()}
    while True:
        try:
            return open_(typed)
        except WrongPassphrase as error:
            wrong = error.key if error.key in secrets else next(iter(secrets))
            tries -= 1
            if not tries or secrets[wrong].variable in os.environ:
                raise WrongUsage(words("cli.passphrase.wrong", which=wrong_word(words, error.key))) from error
            narrate(words("cli.passphrase.wrong", which=wrong_word(words, error.key)))
            typed[wrong] = _ask(words, secrets[wrong])


def wrong_word(words: Words, key: str) -> str:
    """Return whose secret was wrong: a person of the board, or a token by its label."""
    return words(f"signing.owner.{key}") if key in set(Owner) else key


def _ask(words: Words, secret: Secret) -> Passphrase:
    """Return what the environment holds, or a person types without an echo."""
    if secret.variable in os.environ:
        return Passphrase(os.environ[secret.variable])
    if not sys.stdin.isatty():
        raise WrongUsage(words("cli.passphrase.no_terminal", variable=secret.variable))
    try:
        return Passphrase(getpass.getpass(f"{secret.question}: "))
    except EOFError as error:
        raise click.Abort from error
