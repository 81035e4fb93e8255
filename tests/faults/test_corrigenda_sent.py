"""Corrigenda that boards sent: what they put right is counted right, and who may not put it right does not."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from board import Board
from corrigenda_sent import (
    FIRST,
    MINUTES,
    MINUTES_AGAIN,
    ORGANISATION,
    RECORD,
    RECORD_AGAIN,
    SECOND,
    TALLY,
    again,
    back,
    keep,
    once,
    sent,
)
from rolled import NOTHING, Figures, Reported
from rollup_boards import SendingBoard
from spoilt_papers import cell, change, swapped, without_signatures

from tally.files.minutes_xlsx import read_minutes

SHEET, DECLARATION = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
HERE, ELSEWHERE = SendingBoard(ORGANISATION), SendingBoard("Đảng bộ xã Mường Phăng")
STILL_COUNTED = "số liệu trước đính chính (nếu có gửi) vẫn được cộng"

# How many are elected, and the lowest percent of them. As sealed: Ánh 8, Bình 8 and Chanh 6 of 10.
AS_SEALED, AFTER_ONE, AFTER_TWO = (3, "60.00"), (2, "80.00"), (2, "70.00")


class Rolled(NamedTuple):
    """What came of a roll-up: status, figures, names left out with why, names confirmed and by which."""

    status: int
    figures: Figures
    rejected: list[tuple[str, str]]
    confirmed: dict[str, str]
    document: dict[str, Any]


@pytest.fixture
def roll(report: Callable[..., Reported]) -> Callable[..., Rolled]:
    def run(*arguments: str | Path) -> Rolled:
        came = report(*arguments)
        return Rolled(came.status, came.committee, came.rejected, came.confirmed, came.document)

    return run


@pytest.mark.parametrize(
    ("made", "names", "figures", "by"),
    [
        (once, (MINUTES,), AS_SEALED, MINUTES),  # nothing in them can tell of what was found later
        (once, (FIRST,), AFTER_ONE, FIRST),
        (once, (MINUTES, FIRST), AFTER_ONE, FIRST),
        (once, (MINUTES, RECORD, FIRST), AFTER_ONE, FIRST),
        (once, (MINUTES, RECORD, FIRST, TALLY), AFTER_ONE, TALLY),
        (again, (MINUTES, FIRST, SECOND), AFTER_TWO, SECOND),
        (again, (MINUTES, SECOND), AFTER_TWO, SECOND),
        (again, (MINUTES, FIRST), AFTER_ONE, FIRST),  # nor can these tell of the second
        (once, (MINUTES, RECORD_AGAIN, FIRST), AFTER_ONE, FIRST),
        (once, (MINUTES_AGAIN, FIRST), AFTER_ONE, FIRST),
        (once, (MINUTES_AGAIN, TALLY), AFTER_ONE, TALLY),
        (again, (RECORD_AGAIN, SECOND), AFTER_TWO, SECOND),
        (back, (MINUTES_AGAIN, RECORD_AGAIN, SECOND), AS_SEALED, SECOND),
        (again, (MINUTES, RECORD, FIRST, SECOND, TALLY), AFTER_TWO, TALLY),
        (back, (MINUTES, FIRST), AFTER_ONE, FIRST),
        (back, (MINUTES, FIRST, SECOND), AS_SEALED, SECOND),
        (back, (FIRST, SECOND), AS_SEALED, SECOND),
        (back, (MINUTES, RECORD, FIRST, SECOND, TALLY), AS_SEALED, TALLY),
    ],
)
def test_what_is_right_is_counted_whatever_lies_beside_it(  # noqa: PLR0913, PLR0917 - what was sent, what comes of it
    tmp_path: Path,
    roll: Callable[..., Rolled],
    made: Callable[[], Board],
    names: Sequence[str],
    figures: Figures,
    by: str,
) -> None:
    folder = keep(sent(tmp_path / "gui", made), *names)
    rolled = roll(folder, "--pin", folder / "board.pem")
    others = {name: by for name in names if name != by}
    assert rolled[:4] == (0, figures, [], others)
    named = [folder / name for name in names]
    assert roll(*named, "--pin", folder / "board.pem")[:4] == (0, figures, [], others)


@pytest.mark.parametrize(
    ("made", "names", "left_out", "number"),
    [
        (once, (MINUTES_AGAIN,), (MINUTES_AGAIN,), 1),
        (once, (RECORD_AGAIN,), (RECORD_AGAIN,), 1),
        (once, (MINUTES, RECORD_AGAIN), (MINUTES, RECORD_AGAIN), 1),
        (again, (MINUTES, RECORD_AGAIN, FIRST), (FIRST,), 2),
        (back, (MINUTES_AGAIN, FIRST), (FIRST,), 2),
    ],
)
def test_a_paper_that_knows_of_a_corrigendum_nobody_sent_is_not_counted_as_it_stands(  # noqa: PLR0913, PLR0917 - as above
    tmp_path: Path,
    roll: Callable[..., Rolled],
    made: Callable[[], Board],
    names: Sequence[str],
    left_out: Sequence[str],
    number: int,
) -> None:
    folder = keep(sent(tmp_path / "gui", made), *names)
    rolled = roll(folder, "--pin", folder / "board.pem")
    assert rolled[:3] == (1, NOTHING, [(name, "corrected-since") for name in left_out])
    for one in rolled.document["rejected"]:
        assert f"đính chính số {number} mà chưa gửi" in one["why"]
        assert "dinh-chinh-….xlsx" in one["why"]
        assert STILL_COUNTED not in one["why"]
        assert one["organisation"] == ORGANISATION


def unsigned(path: Path) -> None:
    without_signatures(path)


def signed_by_the_head_alone(path: Path) -> None:
    without_signatures(path)
    HERE.sign(path, HERE.head)


def signed_by_strangers(path: Path) -> None:
    without_signatures(path)
    SendingBoard("Đảng bộ xã không ai biết").sign(path)


def signed_by_the_board_next_door(path: Path) -> None:
    without_signatures(path)
    ELSEWHERE.sign(path)


def changed_after_signing(path: Path) -> None:
    change(path, {DECLARATION: swapped("<v>5</v>", "<v>4</v>")})


def votes_changed(path: Path) -> None:
    without_signatures(path)
    change(path, {DECLARATION: swapped("<v>5</v>", "<v>4</v>")})
    HERE.sign(path)


def before_changed(path: Path) -> None:
    without_signatures(path)
    change(path, {DECLARATION: lambda was: was.replace(b"<v>6</v>", b"<v>7</v>")})
    HERE.sign(path)


def shown_otherwise(path: Path) -> None:
    without_signatures(path)
    change(path, {SHEET: swapped("số 2 Cà Văn Bình.", "số 3 Nguyễn Thị Chanh.")})
    HERE.sign(path)


def shown_before_otherwise(path: Path) -> None:
    without_signatures(path)
    change(path, {SHEET: swapped(">trúng cử<", ">không trúng cử<")})
    HERE.sign(path)


def not_shown(path: Path) -> None:
    without_signatures(path)
    change(path, {SHEET: swapped("Số phiếu: số 3 Nguyễn Thị Chanh", "Ghi chú")})
    HERE.sign(path)


def of_a_newer_version(path: Path) -> None:
    without_signatures(path)
    change(path, {DECLARATION: swapped("tally-corrigendum/1", "tally-corrigendum/2")})
    HERE.sign(path)


def without_what_was_sealed(path: Path) -> None:
    without_signatures(path)
    change(path, {DECLARATION: cell("F4", holds="<is><t>?</t></is>", kind="inlineStr")})
    HERE.sign(path)


def no_workbook(path: Path) -> None:
    path.write_bytes(b"PK")


SPOILT: dict[Callable[[Path], None], str] = {
    unsigned: "unsigned",
    signed_by_the_head_alone: "one-signer",
    signed_by_strangers: "not-pinned",
    signed_by_the_board_next_door: "other-organisation",
    changed_after_signing: "bad-signature",
    votes_changed: "altered",
    before_changed: "altered",
    shown_otherwise: "shown-differs",
    shown_before_otherwise: "shown-differs",
    not_shown: "shown-differs",
    of_a_newer_version: "newer",
    without_what_was_sealed: "unreadable",
    no_workbook: "not-a-result",
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_one_that_is_not_believed_is_named_and_takes_nobodys_result_away(
    tmp_path: Path, roll: Callable[..., Rolled], spoil: Callable[[Path], None]
) -> None:
    folder = keep(sent(tmp_path / "gui"), MINUTES, FIRST)
    spoil(folder / FIRST)
    pins = ("--pin", folder / "board.pem", "--pin", ELSEWHERE.publish(tmp_path / "khac" / "board.pem"))
    rolled = roll(folder, *pins)
    assert rolled[:4] == (1, AS_SEALED, [(FIRST, SPOILT[spoil])], {})
    assert STILL_COUNTED in rolled.document["rejected"][0]["why"]
    # With the congress file, the result is right all the same.
    made = sent(tmp_path / "ca") / TALLY
    assert roll(folder, made, *pins)[:3] == (1, AFTER_ONE, [(FIRST, SPOILT[spoil])])


def test_it_is_known_for_what_it_is_under_any_name(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    folder = keep(sent(tmp_path / "gui"), MINUTES, FIRST)
    other = (folder / FIRST).rename(folder / "a.xlsx")
    assert roll(folder, "--pin", folder / "board.pem")[:4] == (0, AFTER_ONE, [], {MINUTES: other.name})
    without_signatures(other)
    rolled = roll(folder, "--pin", folder / "board.pem")
    assert rolled.rejected == [(other.name, "unsigned")]
    assert STILL_COUNTED in rolled.document["rejected"][0]["why"]


@pytest.mark.parametrize("spoil", [unsigned, signed_by_the_head_alone])
def test_whoever_allows_unsigned_papers_allows_it(
    tmp_path: Path, roll: Callable[..., Rolled], spoil: Callable[[Path], None]
) -> None:
    folder = keep(sent(tmp_path / "gui"), MINUTES, FIRST)
    spoil(folder / FIRST)
    allowed = (folder, "--pin", folder / "board.pem", "--allow-unsigned")
    # Not against what the board signed: anybody could make it.
    assert roll(*allowed)[:4] == (1, AS_SEALED, [(FIRST, "outweighed")], {})
    without_signatures(folder / MINUTES)
    assert roll(*allowed)[:4] == (0, AFTER_ONE, [], {MINUTES: FIRST})
    assert roll(folder, "--allow-unsigned")[:2] == (0, AFTER_ONE)


def test_one_that_names_another_sealed_result_counts_for_nothing_and_neither_do_the_minutes(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    folder = keep(sent(tmp_path / "gui"), MINUTES, FIRST)
    path = folder / FIRST
    without_signatures(path)
    ((sealed_digest, _),) = read_minutes(folder / FIRST).correction.earlier  # type: ignore[union-attr]  # it has one
    change(path, {DECLARATION: swapped(sealed_digest, "ab" * 32)})
    HERE.sign(path)
    rolled = roll(folder, "--pin", folder / "board.pem")
    assert rolled[:3] == (1, NOTHING, [(MINUTES, "contradicts"), (FIRST, "contradicts")])
    assert not any(STILL_COUNTED in one["why"] for one in rolled.document["rejected"])


def test_the_same_one_twice_counts_once(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    folder = keep(sent(tmp_path / "gui"), MINUTES, FIRST)
    (folder / "dinh-chinh-chep.xlsx").write_bytes((folder / FIRST).read_bytes())
    rolled = roll(folder, "--pin", folder / "board.pem")
    assert rolled[:3] == (1, AFTER_ONE, [("dinh-chinh-chep.xlsx", "doubled")])
    assert STILL_COUNTED not in rolled.document["rejected"][0]["why"]
