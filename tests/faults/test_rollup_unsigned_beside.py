"""Congress files and folders that anybody could make, sent beside what a board signed: they take nothing away."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from board import KEY, Board, write_file
from corrigenda_sent import FIRST, MINUTES, ORGANISATION, RECORD, TALLY, back, keep, once, sent
from counted_at_desk import sealed
from rolled import Figures, Reported
from rollup_boards import SendingBoard
from rollup_congresses import Gathering
from rollup_gatherings import commune, with_votes
from rollup_sources import congress_file, folder
from spoilt_papers import without_signatures

from tally.application.desk.signing import sign_qr
from tally.application.papers import PaperKind
from tally.application.signing import Unlocked, sign_congress
from tally.cli.main import main
from tally.domain.journal import EntryKind

HERE, ELSEWHERE = SendingBoard(ORGANISATION), SendingBoard("Đảng bộ xã Mường Phăng")
FORGED = "gia-mao.tally"

# How many are elected, and the lowest percent of them.
AS_SEALED, AFTER_ONE = (3, "60.00"), (2, "80.00")


class Rolled(NamedTuple):
    """What came of a roll-up."""

    status: int
    figures: Figures
    rejected: dict[str, str]
    confirmed: dict[str, str]
    document: dict[str, Any]
    err: str

    @property
    def unproven(self) -> list[tuple[str, list[int]]]:
        """Return contests and rounds that nobody's signature proves."""
        return [(one["contest"], one["rounds"]) for one in self.document["unproven"]]


@pytest.fixture
def roll(report: Callable[..., Reported]) -> Callable[..., Rolled]:
    def run(*arguments: str | Path) -> Rolled:
        came = report(*arguments)
        return Rolled(came.status, came.committee, dict(came.rejected), came.confirmed, came.document, came.err)

    return run


def written(board: Board, to: Path) -> Path:
    write_file(board, to)
    return to


def signed_by(board: Board, whose: SendingBoard) -> Board:
    """Sign the QR codes of everything that a board has sealed and corrected."""
    sign_congress(board.desk, board.closing, Unlocked((), whose.qr, whose.pins))
    return board


def corrected_after_signing() -> Board:
    """Return a board whose seal alone has a signed code: whoever has such a file can add a corrigendum to it."""
    board = once()
    sign_qr(board.desk, board.closing, KEY, HERE.qr)
    return board


def signed_by_another_board() -> Board:
    return signed_by(once(), ELSEWHERE)


def with_the_sealed_code_again() -> Board:
    """Return a board whose corrigenda lead back to what was sealed, and bear the code of the seal."""
    board, right = back(), sealed()
    text = sign_qr(right.desk, right.closing, KEY, HERE.qr)
    count = board.desk.count_of(KEY)
    details = {"corrigendum": 2, "over": count.corrigenda[-1].entry.hex(), "key": HERE.qr.key_id, "qr": text}
    certificate = b64encode(HERE.qr.certificate).decode()
    board.desk.record(EntryKind.QR_SIGNED, {**details, "certificate": certificate}, KEY)
    return board


@pytest.mark.parametrize("forge", [once, back, corrected_after_signing, signed_by_another_board])
@pytest.mark.parametrize("papers", [(MINUTES, RECORD), (MINUTES,)])
def test_a_forged_congress_file_with_a_corrigendum_overrides_nothing_that_was_signed(
    tmp_path: Path, roll: Callable[..., Rolled], papers: tuple[str, ...], forge: Callable[[], Board]
) -> None:
    real = keep(sent(tmp_path / "gui"), *papers)
    forged = written(forge(), tmp_path / FORGED)
    pins = ("--pin", real / "board.pem", "--pin", ELSEWHERE.publish(tmp_path / "khac" / "board.pem"))
    rolled = roll(real, forged, *pins)
    assert rolled[:3] == (1, AS_SEALED, {FORGED: "outweighed"})
    assert FORGED not in rolled.confirmed.values()
    (left_out,) = rolled.document["rejected"]
    assert MINUTES in left_out["why"]
    assert "đính chính sau khi ký" in left_out["why"]
    assert rolled.unproven == []


def test_where_nobody_is_believed_papers_and_file_are_weighed_alike(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    real = keep(sent(tmp_path / "gui"), MINUTES)
    other = written(once(), tmp_path / TALLY)
    assert roll(real / MINUTES, other, "--allow-unsigned")[:4] == (0, AFTER_ONE, {}, {MINUTES: TALLY})


def test_a_code_of_the_seal_proves_nothing_of_a_corrigendum_that_leads_back_to_it(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    real = keep(sent(tmp_path / "gui"), MINUTES, FIRST)
    forged = written(with_the_sealed_code_again(), tmp_path / FORGED)
    rolled = roll(real, forged, "--pin", real / "board.pem")
    assert rolled[:3] == (1, AFTER_ONE, {FORGED: "outweighed"})


def test_a_congress_file_whose_last_code_the_board_signed_puts_right(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    real = keep(sent(tmp_path / "gui"), MINUTES, RECORD, TALLY)
    rolled = roll(real, "--pin", real / "board.pem")
    assert rolled[:4] == (0, AFTER_ONE, {}, {MINUTES: TALLY, RECORD: TALLY})
    assert rolled.unproven == []


def test_a_congress_file_as_it_was_before_a_signed_corrigendum_is_confirmed(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    real = keep(sent(tmp_path / "gui"), FIRST)
    before = written(sealed(), tmp_path / TALLY)
    assert roll(real, before, "--pin", real / "board.pem")[:4] == (0, AFTER_ONE, {}, {TALLY: FIRST})


def test_what_nobody_signed_counts_by_itself_and_is_said_not_to_be_proven(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    alone, pem = written(once(), tmp_path / TALLY), HERE.publish(tmp_path / "board.pem")
    rolled = roll(alone, "--pin", pem)
    assert (rolled.status, rolled.figures, rolled.unproven) == (0, AFTER_ONE, [("bch", [1])])
    assert "vẫn cộng: 1 cuộc bầu" in rolled.err
    signed = roll(written(signed_by(once(), HERE), tmp_path / "ky.tally"), "--pin", pem)
    assert (signed.status, signed.figures, signed.unproven) == (0, AFTER_ONE, [])
    assert "vẫn cộng" not in signed.err
    # Where nobody is believed there is nothing to say.
    unpinned = roll(alone)
    assert (unpinned.status, unpinned.figures) == (0, AFTER_ONE)
    assert "unproven" not in unpinned.document


def test_a_paper_let_pass_unsigned_or_signed_by_one_proves_nothing(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    real = keep(sent(tmp_path / "gui"), MINUTES)
    pins = ("--pin", real / "board.pem", "--allow-unsigned")
    without_signatures(real / MINUTES)
    assert roll(real, *pins).unproven == [("bch", [1])]
    HERE.sign(real / MINUTES, HERE.head)
    assert roll(real, *pins).unproven == [("bch", [1])]
    without_signatures(real / MINUTES)
    HERE.sign(real / MINUTES)
    assert roll(real, *pins).unproven == []


def test_the_page_names_what_is_not_proven(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    alone, pem = written(once(), tmp_path / TALLY), HERE.publish(tmp_path / "board.pem")
    export = tmp_path / "tong-hop.xlsx"
    assert main(["report", str(alone), "--pin", str(pem), "--export", str(export)]) == 0
    page = capsys.readouterr().out
    assert "1 chưa chứng minh" in page
    assert "Chưa chứng minh: không có chữ ký nào được tin, vẫn cộng" in page


def test_a_folder_that_tells_another_result_is_left_out_beside_signed_minutes(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    board = SendingBoard(commune(1).organisation)
    (minutes,) = board.send(folder(commune(1), tmp_path / "phieu"), tmp_path / "gui", PaperKind.MINUTES)
    other = folder(with_votes(1, 9, 8, 2, 7), tmp_path / "khac")
    rolled = roll(minutes, other, "--pin", board.publish(tmp_path / "board.pem"))
    assert rolled[:3] == (1, (3, "70.00"), {other.name: "outweighed"})
    same = folder(commune(1), tmp_path / "nhu-the")
    assert roll(minutes, same, "--pin", tmp_path / "board.pem")[:4] == (0, (3, "70.00"), {}, {same.name: minutes.name})


def under(superior: str, one: Gathering) -> Gathering:
    return replace(one, superior=superior)


def test_one_board_that_signs_its_result_for_two_superiors_counts_for_neither(
    tmp_path: Path, roll: Callable[..., Rolled]
) -> None:
    board = SendingBoard(commune(1).organisation)
    for place, superior in enumerate(("Đảng bộ huyện A", "Đảng bộ huyện B")):
        saved = folder(under(superior, commune(1)), tmp_path / "phieu" / str(place))
        board.send(saved, tmp_path / "gui" / str(place), PaperKind.RECORD)
    pem = board.publish(tmp_path / "board.pem")
    records = sorted((tmp_path / "gui").rglob("ho-so-*.xlsx"))
    rolled = roll(*records, "--pin", pem)
    assert (rolled.status, rolled.document["organisations"]) == (1, 0)
    assert [one["code"] for one in rolled.document["rejected"]] == ["two-superiors", "two-superiors"]
    assert "cấp trên" in rolled.document["rejected"][0]["why"]
    # As congress files the key of the QR code is the one that signed.
    files = sorted((tmp_path / "gui").rglob("*.tally"))
    assert roll(*files, "--pin", pem).document["organisations"] == 0
    assert roll(*files).document["organisations"] == 2


def test_one_office_in_two_contests_is_counted_and_named(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    second = commune(1)
    second = replace(second, elections=[replace(second.elections[0], id="bch2")])
    sources = [
        congress_file(folder(one, tmp_path / "phieu" / str(place)), tmp_path / f"{place}.tally")
        for place, one in enumerate((commune(1), second))
    ]
    rolled = roll(*sources)
    assert (rolled.status, rolled.document["by_office"]["committee"]["contests"]) == (0, 2)
    named = [(one["contest"], one["office"], one["beside"]) for one in rolled.document["same_office"]]
    assert named == [("bch", "committee", ["bch2"]), ("bch2", "committee", ["bch"])]
    assert "cộng hai lần: 2 cuộc bầu" in rolled.err


def test_a_key_that_is_believed_for_nobody_here_proves_nothing(tmp_path: Path, roll: Callable[..., Rolled]) -> None:
    file = written(signed_by(once(), ELSEWHERE), tmp_path / TALLY)
    # Whoever believes one board alone knows whose results it signs; of several, each signs its own.
    alone = ELSEWHERE.publish(tmp_path / "khac" / "board.pem")
    assert roll(file, "--pin", alone).unproven == []
    both = roll(file, "--pin", alone, "--pin", HERE.publish(tmp_path / "board.pem"))
    assert both.unproven == [("bch", [1])]
