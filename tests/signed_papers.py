"""A congress counted, sealed and signed as a board does it, on disk: what everybody who checks papers is handed."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import signing_keys
from board import KEY, Board, write_file
from counted_at_desk import sealed

from tally import bootstrap
from tally.application.recount import recount
from tally.application.signing import Owner, Unlocked, sign_congress
from tally.signing.package import sign_package

SEALED_AT = datetime(2025, 6, 10, 3, 30, tzinfo=UTC)
_KEPT = TemporaryDirectory(prefix="tally-signed-")


@dataclass(frozen=True)
class Papers:
    """The papers of one contest in a folder of their own, free to be spoilt."""

    folder: Path

    @property
    def minutes(self) -> Path:
        """Return the minutes, signed by head and secretary."""
        return self.folder / "bien-ban-bch-1.xlsx"

    @property
    def record(self) -> Path:
        """Return the record, signed by both."""
        return self.folder / "ho-so-bch-1.xlsx"

    @property
    def congress(self) -> Path:
        """Return the congress file."""
        return self.folder / "dai-hoi.tally"

    @property
    def pins(self) -> Path:
        """Return what the board published."""
        return self.folder / "board.pem"

    @property
    def qr(self) -> str:
        """Return the text of the QR code on the minutes."""
        return (self.folder / "qr.txt").read_text(encoding="utf-8")


def signed_papers(folder: Path, board: Callable[[], Board] = sealed, which: int = 1) -> Papers:
    """Return a copy of a sealed contest's papers, all signed by a board of throwaway keys.

    Args:
        folder: not there yet.
        board: counts it: `sealed`, or `corrected` after the seal.
        which: the number of the board of keys.
    """
    shutil.copytree(_made(board, which), folder)
    return Papers(folder)


def sign(path: Path, which: int = 1, time: datetime = SEALED_AT, *owners: Owner) -> None:
    """Sign a workbook in place."""
    content = path.read_bytes()
    for owner in owners or (Owner.HEAD, Owner.SECRETARY):
        content = sign_package(content, signing_keys.signer(owner, which), time)
    path.write_bytes(content)


def sealed_entry(board: Board) -> bytes:
    """Return the hash of the entry that is the seal."""
    seal = board.desk.count_of(KEY).seal
    assert seal is not None
    return seal.entry


@cache
def _made(make: Callable[[], Board], which: int) -> Path:
    folder = Path(_KEPT.name) / f"{make.__name__}-{which}"
    folder.mkdir()
    papers, board = Papers(folder), make()
    keys = signing_keys.board_keys(which)
    unlocked = Unlocked((), signing_keys.qr_signer(which), keys.pins())
    sign_congress(board.desk, board.closing, unlocked)
    text = board.desk.count_of(KEY).qrs[sealed_entry(board)].text
    write_file(board, papers.congress)
    counted = recount(bootstrap.open_source(papers.congress))
    maker, (contest,) = bootstrap.paper_maker(), counted.contests
    for paper, print_ in ((papers.minutes, maker.minutes), (papers.record, maker.record)):
        paper.write_bytes(print_(counted, contest))
        sign(paper, which)
    (folder / "qr.txt").write_text(text, encoding="utf-8")
    shutil.copy(keys.path / "board.pem", papers.pins)
    return folder
