"""Minutes, record and corrigenda of a contest, signed by its board as they are sent, after mistakes were put right."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from board import KEY, TWO, Board, write_file
from builders import marks
from counted_at_desk import at, sealed
from rollup_boards import SendingBoard

from tally import bootstrap
from tally.application.papers import PaperKind, papers_of
from tally.application.recount import recount
from tally.application.signing import Unlocked, sign_congress

ORGANISATION = "Đảng bộ xã Thanh Chăn"
MINUTES, RECORD, TALLY = "bien-ban-bch-1.xlsx", "ho-so-bch-1.xlsx", "dai-hoi.tally"
FIRST, SECOND = "dinh-chinh-bch-1-1.xlsx", "dinh-chinh-bch-1-2.xlsx"
KINDS = {PaperKind.MINUTES, PaperKind.RECORD, PaperKind.CORRIGENDUM}
_KEPT = TemporaryDirectory(prefix="tally-corrigenda-")


def once() -> Board:
    """Return the board that put one ballot right: Chanh falls from 6 to 5 of 10 and is elected no more."""
    board = sealed()
    at(board, 6, 5)
    board.closing.corrigendum(KEY, "đối chiếu lại phiếu giấy", {(1, 1): (marks("++-+"), None)}, *TWO)
    return board


def again() -> Board:
    """Return the board that then put another ballot right: Ánh falls from 8 to 7."""
    board = once()
    board.closing.corrigendum(KEY, "xem lại lần nữa", {(2, 1): (marks("-++-"), None)}, *TWO)
    return board


def back() -> Board:
    """Return the board whose second corrigendum takes the first one back."""
    board = once()
    board.closing.corrigendum(KEY, "tờ giấy đúng như đã khóa sổ", {(1, 1): (marks("+++-"), None)}, *TWO)
    return board


def sent(folder: Path, made: Callable[[], Board] = once) -> Path:
    """Return a folder with everything that a board can send, signed and free to be spoilt, and its `board.pem`.

    Args:
        folder: not there yet.
        made: counts, seals and corrects: `once`, `again` or `back`.
    """
    shutil.copytree(_sent(made), folder)
    return folder


def keep(folder: Path, *names: str) -> Path:
    """Take away all papers but some; return the folder."""
    for path in folder.iterdir():
        if path.name not in {*names, "board.pem"}:
            path.unlink()
    return folder


@cache
def _sent(made: Callable[[], Board]) -> Path:
    folder = Path(_KEPT.name) / made.__name__
    keys, board = SendingBoard(ORGANISATION), made()
    keys.publish(folder / "board.pem")
    sign_congress(board.desk, board.closing, Unlocked((), keys.qr, keys.pins))
    write_file(board, folder / TALLY)
    counted = recount(bootstrap.open_source(folder / TALLY))
    for paper in papers_of(counted, bootstrap.paper_maker()):
        if paper.kind in KINDS:
            keys.sign(bootstrap.write_planned(paper, folder).path)
    return folder
