"""Keys, signatures and what is verified by them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tally.application.recount import Recount, Source
from tally.bootstrap import machine, papers

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tally.application.evidence import Evidence, What
    from tally.application.minutes import Minutes
    from tally.application.proof import PackageReport, PinnedSigner, Pins, PinsRead, Signer
    from tally.application.qr import QrReport
    from tally.application.recount import CountedContest
    from tally.application.shown import SheetSeen, Shown, Unseen, Written
    from tally.application.signing import Certified, KeyRing, Owner, Passphrase, Signing


PICTURES = frozenset({".png", ".jpg", ".jpeg", ".pdf"})
"""How the names of pictures end that QR codes are read from."""


_KEYS_NOTED = "keys-folder.txt"
_LONGEST_PATH = 10_000  # bytes

BOARD = "board.pem"
"""The file in a folder of keys with every certificate of the board."""


def codes_on(path: Path) -> tuple[str, ...]:
    """Return the texts of our QR codes on a picture or on the pages of a PDF.

    Raises:
        NoPictureReader: the extra `pictures` is not installed.
        BadInput: it cannot be read as a picture.
        OSError: the machine failed.
    """
    from tally.signing.pictures import codes_on as read

    return read(path)


def read_lines(path: Path) -> tuple[str, ...]:
    """Return the lines of a text file, such as QR texts that a telephone read.

    Raises:
        BadInput: it is no text.
        OSError: the machine failed.
    """
    from tally.files.text import MAX_TOML, read_text

    return tuple(read_text(path, path.name, MAX_TOML).splitlines())


def pins_in(paths: Iterable[Path]) -> "PinsRead":
    """Return the certificates to be believed: those in files or folders named, else those of this computer's own board.

    Raises:
        NoKeys: nothing is at a path that was named.
        BadInput: not one certificate could be read.
        OSError: the machine failed.
    """
    from tally.signing.keys import read_pins

    named = tuple(paths) or tuple(path for path in (machine.home_folder() / "keys",) if path.is_dir())
    return read_pins(named)


def evidence() -> "Evidence":
    """Return what opens papers to be verified."""
    return _Papers()


class _Papers:
    """Papers on disk (`application.evidence.Evidence`)."""

    def package(self, path: Path, pins: "Pins") -> "PackageReport":
        """Return what the signatures of a workbook are worth."""
        from tally.files.package import MAX_FILE
        from tally.files.text import read_bytes
        from tally.signing.package import verify_package

        return verify_package(read_bytes(path, path.name, MAX_FILE, special="E952"), pins, machine.clock())

    def signers(self, pins: "Pins") -> "tuple[PinnedSigner, ...]":
        """Return those of the pinned certificates that sign workbooks."""
        from tally.signing.trust import pinned_signers

        return pinned_signers(pins)

    def paper(self, path: Path) -> "Minutes | Source | None":
        """Return minutes, those of a corrigendum too, the saved ballots of a record, or None for another workbook."""
        from tally.application.digest import CORRIGENDUM_FORMAT, MINUTES_FORMAT, RECORD_FORMAT
        from tally.files.declared import paper_format
        from tally.files.minutes_xlsx import read_minutes
        from tally.files.paper_xlsx import known_rules
        from tally.files.record_xlsx import RecordSource

        rules = known_rules(path.parent)
        kind = paper_format(path).partition("/")[0]
        if kind in {one.partition("/")[0] for one in (MINUTES_FORMAT, CORRIGENDUM_FORMAT)}:
            return read_minutes(path, load_rules=rules)
        return RecordSource(path, rules) if kind == RECORD_FORMAT.partition("/")[0] else None

    def knows_rules(self, profile_id: str) -> bool:
        """Tell whether a regulation comes with this program."""
        from tally.files.rules_toml import profile_ids

        return profile_id in profile_ids()

    def sheets(self, path: Path) -> "tuple[SheetSeen, ...]":
        """Return the sheets of a workbook in their order."""
        from tally.files.shown_results import sheets_of

        return sheets_of(path)

    def shown(self, path: Path) -> "tuple[Shown, ...]":
        """Return the figures that the sheets Kết quả, Biên bản and Đính chính show to people."""
        from tally.files.shown_results import shown_figures

        return shown_figures(path)

    def unseen(self, path: Path) -> "tuple[Unseen, ...]":
        """Return what those sheets keep from people."""
        from tally.files.unseen import unseen_on

        return unseen_on(path)

    def written(self, path: Path) -> "tuple[Written, ...]":
        """Return every cell of the sheet Biên bản that holds something."""
        from tally.files.unseen import written_on

        return written_on(path)

    def codes_in(self, path: Path) -> tuple[str, ...] | None:
        """Return the QR texts that the pictures in a workbook hold; None: nothing here reads pictures."""
        from tally.files.package import MAX_FILE
        from tally.files.text import read_bytes
        from tally.signing.pictures import codes_in

        return codes_in(read_bytes(path, path.name, MAX_FILE, special="E952"))

    def code(self, text: str, pins: "Pins", at: dt.datetime | None = None) -> "QrReport":
        """Return what a QR text and its signature are worth."""
        from tally.signing.qr import verify_qr

        return verify_qr(text, pins, at)

    def same_print(self, path: Path, what: "What", counted: "CountedContest", whole: Recount) -> bool:
        """Tell whether a paper is, part by part, what is printed of a count, or was since its seal."""
        from tally.application.earlier_prints import since_the_seal
        from tally.application.evidence import What
        from tally.files.package import MAX_FILE
        from tally.files.text import read_bytes
        from tally.zips import UnsafeZip, same_parts

        maker = papers.paper_maker()

        def made(then: Recount, one: "CountedContest") -> Iterator[bytes]:
            if what is What.CORRIGENDUM:
                yield from (maker.corrigendum(then, one, corrected) for corrected in one.corrigenda)
            else:
                yield maker.minutes(then, one) if what is What.MINUTES else maker.record(then, one)

        content = read_bytes(path, path.name, MAX_FILE, special="E952")
        try:
            prints = since_the_seal(whole, counted, with_journal=what is What.RECORD)
            return any(same_parts(content, print_) for then in prints for print_ in made(*then))
        except UnsafeZip:
            return False


def keys_folder() -> Path:
    """Return where this board's keys are, unless another folder is named: where they were made last, else the usual."""
    from tally.application.intake import BadInput
    from tally.disk import read_regular

    try:
        noted = read_regular(machine.home_folder() / _KEYS_NOTED, _LONGEST_PATH).decode().strip()
    except (BadInput, OSError, RuntimeError, UnicodeError):
        noted = ""
    return Path(noted) if noted else machine.home_folder() / "keys"


def note_keys_folder(path: Path) -> None:
    """Note where this board's keys are, for whoever signs with them later. Raises OSError."""
    from tally.files.atomic import write_file

    write_file(machine.home_folder() / _KEYS_NOTED, str(path.absolute()).encode(), private=True)


def key_ring(path: Path) -> "KeyRing":
    """Return the keys in a folder; nothing is read yet."""
    from tally.signing.keys import KeyFolder

    return KeyFolder(path, machine.clock)


def make_keys(path: Path, organisation: str, people: "Mapping[Owner, tuple[str, Passphrase]]") -> "KeyRing":
    """Make a board's folder of keys, whole or not at all.

    Args:
        path: nothing may be there yet.
        organisation: whose congress it is.
        people: name and passphrase of head and secretary.

    Raises:
        OSError: something is there already, or the machine failed; nothing is left behind.
    """
    from tally.signing.keys import create_keys

    names = {owner: name for owner, (name, _) in people.items()}
    secrets = {owner: secret for owner, (_, secret) in people.items()}
    return create_keys(path, organisation, names, secrets, machine.clock)


def signing(path: Path | None = None) -> "Signing":
    """Return the board's signing, with the keys in a folder, or where they are by default."""
    from tally.application.signing import Signing
    from tally.files.stamp import PapersOnDisk
    from tally.signing.signable import SignedWorkbooks

    return Signing(key_ring(path or keys_folder()), SignedWorkbooks(), PapersOnDisk(), machine.clock)


def token_signer(
    library: Path, label: str, pin: "Passphrase", beside: Path | None
) -> "AbstractContextManager[tuple[Certified, Signer]]":
    """Open a smart card or USB token that signs; see `tally.signing.token.token_signer`.

    Raises:
        WrongPassphrase, TokenUnusable, NoKeys, BadInput, OSError: as there.
    """
    from tally.signing.token import token_signer as open_token

    return open_token(library, label, pin, beside, machine.clock)
