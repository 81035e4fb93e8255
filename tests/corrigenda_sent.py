"""Minutes, record and corrigenda of a contest, signed by its board as they are sent, after mistakes were put right."""

import shutil
from collections.abc import Callable, Mapping
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
MINUTES_AGAIN, RECORD_AGAIN = "bien-ban-in-lai.xlsx", "ho-so-in-lai.xlsx"
FIRST, SECOND = "dinh-chinh-bch-1-1.xlsx", "dinh-chinh-bch-1-2.xlsx"
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

    Minutes and record are those made at the seal, and those printed again after the last corrigendum.

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
    _print(sealed(), folder)
    sign_congress(board.desk, board.closing, Unlocked((), keys.qr, keys.pins))
    write_file(board, folder / TALLY)
    _print(board, folder, {MINUTES: MINUTES_AGAIN, RECORD: RECORD_AGAIN})
    return folder


def _print(board: Board, folder: Path, renamed: Mapping[str, str] | None = None) -> None:
    """Write and sign minutes, record and corrigenda as a board has them now."""
    write_file(board, folder / "in.tally")
    counted = recount(bootstrap.open_source(folder / "in.tally"))
    for paper in papers_of(counted, bootstrap.paper_maker()):
        if paper.kind in {PaperKind.MINUTES, PaperKind.RECORD, PaperKind.CORRIGENDUM}:
            content = paper.make()
            assert isinstance(content, bytes)
            path = folder / (renamed or {}).get(paper.name, paper.name)
            path.write_bytes(content)
            SendingBoard(ORGANISATION).sign(path)
    (folder / "in.tally").unlink()
