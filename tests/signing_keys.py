"""A board's throwaway keys for tests, made once a session: RSA takes a while. Nothing in the world believes them."""

import shutil
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tally.application.proof import Pins, QrSigner, Signer
from tally.application.signing import Owner, Passphrase
from tally.signing.keys import KeyFolder, create_keys

ORGANISATION = "Đảng bộ xã Nậm Mơ"
NAMES = {Owner.HEAD: "Lò Thị Hoa", Owner.SECRETARY: "Cà Văn Nam"}
PASSPHRASES = {Owner.HEAD: Passphrase("hoa ban trắng"), Owner.SECRETARY: Passphrase("suối Nậm Mơ")}
ISSUED = datetime(2025, 6, 1, 1, 30, tzinfo=UTC)
"""Nine days before the boards of `counted_at_desk.py` seal."""

_KEPT = TemporaryDirectory(prefix="tally-keys-")


def at_issue() -> datetime:
    """Return a clock's time at which the keys are valid: a day after they were made."""
    return ISSUED + timedelta(days=1)


def board_keys(which: int = 1) -> KeyFolder:
    """Return the keys of a board, not to be changed; another number gives another board of the same people."""
    return KeyFolder(_made(which), at_issue)


@cache
def _made(which: int) -> Path:
    return create_keys(Path(_KEPT.name) / str(which), ORGANISATION, NAMES, PASSPHRASES, lambda: ISSUED).path


def keys_in(path: Path, which: int = 1) -> KeyFolder:
    """Return a copy that may be spoilt."""
    shutil.copytree(board_keys(which).path, path)
    return KeyFolder(path, at_issue)


def signer(owner: Owner = Owner.HEAD, which: int = 1) -> Signer:
    """Return the head's key for workbooks, or the secretary's."""
    return board_keys(which).signer(owner, PASSPHRASES[owner])


def qr_signer(which: int = 1) -> QrSigner:
    """Return the key for QR codes."""
    return board_keys(which).qr_signer(PASSPHRASES[Owner.HEAD])


def pins(which: int = 1) -> Pins:
    """Return every certificate of a board."""
    return board_keys(which).pins()
