"""`tally sign`: sign papers in place; in a congress file, sign its QR codes and pin the board's certificates."""

import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import timedelta, timezone
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from tally import bootstrap
from tally.application.desk.closing import Closing
from tally.application.desk.desk import Desk, Refused
from tally.application.desk.narration import refusal
from tally.application.desk.people import People
from tally.application.proof import NoKeys, Pins
from tally.application.qr import BadQr
from tally.application.signing import (
    SIGNERS,
    Owner,
    SignedPaper,
    Signing,
    TokenProblem,
    TokenUnusable,
    Unlocked,
    sign_congress,
)
from tally.cli.diagnostics import Exit, WrongUsage, narrate
from tally.cli.handed_over import expanded
from tally.cli.key import keys_option
from tally.cli.key_show import no_keys, warn_of_exposed
from tally.cli.localised import LocalisedCommand
from tally.cli.passphrases import TOKEN_VARIABLE, VARIABLES, Secret, open_with
from tally.disk import PUT_ASIDE
from tally.locales import Words

BOTH = "both"

_SIGNED = re.compile(rf"(?:mo-dau|bien-ban|ho-so|dinh-chinh)-(?!.*{re.escape(PUT_ASIDE)}).+\.xlsx")
"""The papers of a folder that are signed; not what an export put out of its way."""

_DRIVE = re.compile(r"[A-Za-z]:")
_VIETNAM = timezone(timedelta(hours=7))  # as the papers say time
_USAGE = frozenset({TokenProblem.NO_EXTRA, TokenProblem.NO_LIBRARY, TokenProblem.SEVERAL})
"""What is wrong about the command rather than about the token."""


class _Who(NamedTuple):
    """Who signs: persons with keys in a folder, or a token.

    Attributes:
        library: of the token's maker, with a label or without; empty: no token.
        certificate: a file with what the token has no room for, or None.
    """

    keys: Signing
    owners: tuple[Owner, ...]
    library: str
    certificate: Path | None


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(files: tuple[str, ...], keys: str | None, owner: str, token: str, certificate: str | None) -> Exit:
        if certificate and not token:
            raise WrongUsage(words("cli.sign.certificate_alone"))
        owners = SIGNERS if owner == BOTH else (Owner(owner),)
        who = _Who(
            bootstrap.signing(Path(keys) if keys else None), owners, token, Path(certificate) if certificate else None
        )
        try:
            return _sign(words, [Path(one.name) for one in expanded(files, partial(_in_folder, words))], who)
        except NoKeys as error:
            raise no_keys(words, error) from error
        except TokenUnusable as error:
            said = words(f"signing.token.{error.why}", said=error.said)
            if error.why in _USAGE:
                raise WrongUsage(said) from error
            narrate(f"tally: {said}")
            return Exit.MACHINE_FAILED

    return LocalisedCommand(
        name="sign",
        words=words,
        callback=run,
        help=words("cli.sign.help"),
        short_help=words("cli.sign.short"),
        epilog=words("cli.sign.epilog"),
        params=[
            click.Argument(["files"], nargs=-1, required=True, metavar=words("cli.sign.files")),
            keys_option(words),
            click.Option(
                ["--as", "owner"],
                type=click.Choice([*(one.value for one in SIGNERS), BOTH]),
                default=BOTH,
                show_default=True,
                help=words("cli.sign.as"),
            ),
            click.Option(["--token"], default="", metavar=words("cli.sign.library"), help=words("cli.sign.token")),
            click.Option(["--certificate"], metavar="….pem", help=words("cli.sign.certificate")),
        ],
    )


def library_and_label(token: str) -> tuple[str, str]:
    r"""Split `LIBRARY[:LABEL]`; the colon of a Windows drive (`C:\x.dll`) is no separator."""
    drive = _DRIVE.match(token)
    start = drive.end() if drive else 0
    library, _, label = token[start:].partition(":")
    return token[:start] + library, label


def _in_folder(words: Words, folder: Path) -> Sequence[Path]:
    """Return the papers for which a folder stands.

    Raises:
        WrongUsage: it holds nothing that can be signed.
    """
    papers = sorted(one for one in folder.iterdir() if _SIGNED.fullmatch(one.name))
    if not papers:
        raise WrongUsage(words("cli.sign.empty_folder", folder=folder))
    return papers


def _sign(words: Words, paths: Iterable[Path], who: _Who) -> Exit:
    """Sign congress files first, then papers; everything is looked at before anybody types a passphrase."""
    congresses = [path for path in paths if path.suffix.lower() == bootstrap.TALLY]
    papers = [path for path in paths if path not in congresses]
    with ExitStack() as open_:
        desks = []
        for path in congresses:
            desk = bootstrap.open_desk(path)
            open_.callback(desk.journal.close)
            desks.append((path, desk))
        who.keys.check_papers(papers)
        unlocked = _token(words, open_, who) if who.library else _keys(words, who)
        statuses = [_sign_congress(words, path, desk, unlocked) for path, desk in desks]
        for signed in who.keys.sign_papers(papers, unlocked):
            _tell(words, signed)
    return max(statuses, default=Exit.SOUND)


def _keys(words: Words, who: _Who) -> Unlocked:
    """Unlock the keys of those who sign. Raises NoKeys, BadInput, OSError, WrongUsage."""
    names = {one.owner: one.name for one in who.keys.keys.owners()}
    warn_of_exposed(words, who.keys.keys)
    secrets = {}
    for owner in who.owners:
        person = words("cli.passphrase.who", role=words(f"signing.owner.{owner}"), name=names[owner])
        secrets[owner.value] = Secret(VARIABLES[owner], words("cli.passphrase.ask", who=person))
    return open_with(words, secrets, lambda typed: who.keys.unlock({owner: typed[owner.value] for owner in who.owners}))


def _token(words: Words, open_: ExitStack, who: _Who) -> Unlocked:
    """Open the token; it is closed with `open_`. Raises TokenUnusable, NoKeys, BadInput, OSError, WrongUsage."""
    library, label = library_and_label(who.library)
    secret = {"pin": Secret(TOKEN_VARIABLE, words("cli.passphrase.pin", token=label or library))}
    certified, signer = open_with(
        words,
        secret,
        lambda typed: open_.enter_context(bootstrap.token_signer(Path(library), label, typed["pin"], who.certificate)),
        tries=1,
    )
    return Unlocked(((certified, signer),), None, Pins.of(signer.certificates))


def _sign_congress(words: Words, path: Path, desk: Desk, unlocked: Unlocked) -> Exit:
    closing = Closing(desk, People(desk, bootstrap.pin_hasher()))
    try:
        done = sign_congress(desk, closing, unlocked)
    except Refused as error:
        narrate(refusal(words, error.key, error.fields))
        return Exit.NOT_SOUND
    except BadQr:
        narrate(words("cli.sign.qr_too_long", file=path))
        return Exit.BAD_INPUT
    if done.pinned:
        narrate(words("cli.sign.pinned", file=path, number=done.pinned))
    for (contest, round_), corrigendum in done.signed:
        key = "qr_corrigendum" if corrigendum else "qr_minutes"
        narrate(words(f"cli.sign.{key}", file=path, contest=contest, round=round_, number=corrigendum))
    if done.left:
        narrate(words("cli.sign.qr_left", file=path, number=len(done.left)))
    elif not (done.pinned or done.signed):
        narrate(words("cli.sign.nothing", file=path))
    return Exit.SOUND


def _tell(words: Words, signed: SignedPaper) -> None:
    if signed.added:
        time = f"{signed.time.astimezone(_VIETNAM):%H:%M:%S %d-%m-%Y}"
        narrate(words("cli.sign.signed", file=signed.path, names=", ".join(signed.added), time=time))
    if signed.already:
        narrate(words("cli.sign.already", file=signed.path, names=", ".join(signed.already)))
