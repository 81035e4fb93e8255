"""The papers on the screen: what can be made at each stage, chosen, written while a bar moves, signed by two."""

import asyncio
import errno
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import signing_keys
from board import HEAD, KEY, Board, a_board, write_file
from counted_at_desk import corrected, counted, sealed
from desk_screens import SIZES, Play, press, shown
from on_a_screen import a_count, play_on_screen, type_passphrase, until
from textual.pilot import Pilot
from textual.widgets import Input

from tally import bootstrap
from tally.application.papers import PlannedPaper, Written
from tally.application.proof import Pins
from tally.application.signing import Owner, Signing
from tally.cli.desk import open_desk, services
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.files.minutes_xlsx import read_minutes
from tally.files.stamp import PapersOnDisk
from tally.locales import Words
from tally.signing.keys import KeyFolder
from tally.signing.package import verify_package
from tally.signing.signable import SignedWorkbooks
from tally.tui.app import TallyApp
from tally.tui.failing import FAILED
from tally.tui.screens import papers as papers_screen
from tally.tui.screens.papers import PapersScreen
from tally.tui.widgets.passphrases import Passphrases

TEN = ["+++-", "++-+", "+-++", "-+++", "+++-", "++-+", "+-++", "-+++", "+++-", "++-+"]
NOW = datetime(2025, 6, 10, 12, 0, tzinfo=UTC)


def throwaway(keys: Path | None = None) -> Callable[[], Signing]:
    """Return the board's signing with throwaway keys, or with a folder where there are none."""
    ring = signing_keys.board_keys() if keys is None else KeyFolder(keys, lambda: NOW)
    return lambda: Signing(ring, SignedWorkbooks(), PapersOnDisk(), lambda: NOW)


def play_papers(  # noqa: PLR0913 - which board, what is played, how large
    board: Board,
    folder: Path,
    play: Play,
    *,
    signing: Callable[[], Signing] | None = None,
    size: tuple[int, int] = SIZES[0],
    language: str = "vi",
) -> Path:
    """Show the papers of a board's file, and play; return the file."""
    path = folder / "dai-hoi.tally"
    write_file(board, path)
    words = Words(language)
    app = TallyApp(words, replace(services(words), signing=signing), "papers")
    app.use(open_desk(path))

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.3)
            await play(pilot)

    asyncio.run(go())
    return path


# What there is, at each stage


def without_opening() -> Board:
    """Return a board that reported the ballots and noted that it needs no opening minutes."""
    board = a_board().sit(HEAD)
    board.setup.report_ballots(KEY, None, 10, 8)
    board.procedure.mark_done(KEY, "report")
    board.procedure.waive(KEY, "opening")
    return board


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("make", "lines"),
    [
        (
            a_board,
            (
                "[x] Phiếu bầu                ghi được",
                "[x] Phiếu kiểm (đếm tay)     ghi được",
                "    Biên bản mở thùng phiếu  chờ số phiếu phát ra và thu về",
                "    Biên bản kiểm phiếu      chờ kiểm phiếu",
                "    Trang chiếu              chờ khóa sổ",
                "[x] Khai báo                 ghi được",
                "    Phiếu đã lưu             chờ kiểm phiếu",
            ),
        ),
        (
            without_opening,
            ("[ ] Biên bản mở thùng phiếu  không chọn sẵn: ban ghi là không cần",),
        ),
        (
            counted,
            (
                "[ ] Biên bản mở thùng phiếu  không chọn sẵn: đã bắt đầu kiểm",
                "[x] Biên bản kiểm phiếu      bản tạm, chưa khóa sổ",
                "[x] Hồ sơ kiểm phiếu         bản tạm, chưa khóa sổ",
                "    Trang chiếu              chờ khóa sổ",
            ),
        ),
        (
            corrected,
            (
                "[x] Biên bản kiểm phiếu      ghi được",
                "[x] Trang chiếu              ghi được",
                "[x] Biên bản đính chính      ghi được",
                "[x] Nhật ký                  ghi được",
            ),
        ),
    ],
)
def test_every_paper_is_listed_with_what_it_waits_for(
    make: Callable[[], Board], lines: tuple[str, ...], size: tuple[int, int], folder: Path
) -> None:
    async def play(pilot: Pilot[None]) -> None:
        text = shown(pilot)
        for line in lines:
            assert line in text

    play_papers(make(), folder, play, size=size)


def test_several_contests_have_headings_and_space_on_one_chooses_all_of_it(folder: Path) -> None:
    path = folder / "hai.tally"
    source = Path(__file__).parents[2] / "fixtures" / "thanh-chan" / "congress.toml"
    bootstrap.new_congress_file(path, *bootstrap.read_congress(source))
    words = Words("vi")
    app = TallyApp(words, services(words), "papers")
    app.use(open_desk(path))

    async def go() -> None:
        async with app.run_test(size=SIZES[0]) as pilot:
            await pilot.pause(0.3)
            text = shown(pilot)
            first = text.index("Ban Chấp hành Đảng bộ xã")
            assert first < text.index("Đoàn đại biểu dự Đại hội")
            chosen = text.count("[x]")
            await press(pilot, "home", "space")
            assert shown(pilot).count("[x]") == chosen - 3
            await press(pilot, "space")
            assert shown(pilot).count("[x]") == chosen
            assert max(len(line.rstrip()) for line in shown(pilot).splitlines()) <= SIZES[0][0]

    asyncio.run(go())


# Choosing and writing


def test_one_paper_alone_is_written(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "a", "a")
        assert "[x]" not in shown(pilot)
        await press(pilot, "enter")
        assert "Chưa chọn giấy tờ nào" in shown(pilot)
        await press(pilot, "down", "space")
        assert shown(pilot).count("[x]") == 1
        await press(pilot, "f8")
        text = await until(pilot, "Đã ghi xong 1 tệp")
        assert "… 10 giấy: 1 đã ghi lần này, 0 đã ký, 10 ghi được lúc này, 0 còn chờ" in text

    play_papers(sealed(), folder, play)
    assert [path.name for path in (folder / "dai-hoi-giay-to").iterdir()] == ["phieu-kiem-bch-1.xlsx"]


def test_a_paper_that_cannot_be_made_cannot_be_chosen_and_all_means_all_that_can(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "down", "down", "space")
        assert "    Biên bản mở thùng phiếu" in shown(pilot)
        await press(pilot, "a", "a")
        assert shown(pilot).count("[x]") == 4
        await press(pilot, *"mo", "space", "t")
        assert "Biên bản mở thùng phiếu" in shown(pilot)
        assert "Phiếu kiểm" not in shown(pilot)

    play_papers(a_board(), folder, play)


def test_everything_is_written_and_an_older_paper_with_other_contents_is_kept(folder: Path) -> None:
    out = folder / "dai-hoi-giay-to"
    out.mkdir()
    (out / "bien-ban-bch-1.xlsx").write_bytes(b"another")

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "a", "enter")
        text = await until(pilot, "Đã ghi xong 11 tệp")
        assert "bản cũ giữ thành" in text
        assert text.count("✓ đã ghi") == 11

    path = play_papers(corrected(), folder, play)
    assert (out / "bien-ban-bch-1.truoc-1.xlsx").read_bytes() == b"another"
    assert len(list(out.iterdir())) == 12
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        exported = [one for one in desk.journal.entries(CONGRESS_CHAIN) if one.kind is EntryKind.EXPORTED]
        assert len(exported) == 1


def test_a_folder_that_cannot_be_written_to_is_said_and_another_one_works(folder: Path) -> None:
    path = a_count(folder / "a.tally", (TEN, TEN))
    (folder / "in-the-way").write_text("a file", encoding="utf-8")

    async def play(pilot: Pilot[None]) -> None:
        line = pilot.app.screen.query_one(Input)
        assert line.value == str(folder / "a-giay-to")
        assert "bản tạm, chưa khóa sổ" in shown(pilot)
        line.value = str(folder / "in-the-way" / "giay-to")
        await press(pilot, "f4", "enter")
        await until(pilot, "CHƯA ghi hết")
        line.value = ""
        await press(pilot, "enter")
        assert "Chưa ghi thư mục" in shown(pilot)
        line.value = str(folder / "giay-to")
        await press(pilot, "f8")
        await until(pilot, "Đã ghi xong")
        for name in ("bien-ban-bch-1.xlsx", "ho-so-bch-1.xlsx"):
            assert (folder / "giay-to" / name).is_file()

    play_on_screen(path, "papers", play)


def test_a_folder_that_cannot_be_read_is_said_and_the_screen_stays(folder: Path) -> None:
    path = folder / "dai-hoi.tally"
    write_file(sealed(), path)
    words = Words("vi")

    def unreadable(_paper: PlannedPaper, where: Path) -> tuple[str, ...]:
        raise PermissionError(errno.EACCES, "denied", str(where / "bien-ban-bch-1.xlsx"))

    app = TallyApp(words, replace(services(words), signed_by=unreadable), "papers")
    app.use(open_desk(path))

    async def go() -> None:
        async with app.run_test(size=SIZES[0]) as pilot:
            assert "bien-ban-bch-1.xlsx" in await until(pilot, "Không được phép đọc hoặc ghi")
            assert isinstance(app.screen, PapersScreen)

    asyncio.run(go())
    assert app.return_code in {None, 0}


def test_a_paper_on_which_the_program_fails_closes_the_desk_by_its_last_resort(folder: Path) -> None:
    def broken(_planned: PlannedPaper, _folder: Path) -> Written:
        message = "một lỗi của máy"
        raise ValueError(message)

    path = folder / "dai-hoi.tally"
    write_file(sealed(), path)
    words = Words("vi")
    app = TallyApp(words, replace(services(words), write=broken), "papers")
    app.use(open_desk(path))

    async def go() -> None:
        async with app.run_test(size=SIZES[0]) as pilot:
            await pilot.pause(0.3)
            await press(pilot, "enter")
            await pilot.pause(1)

    with pytest.raises(ValueError, match="một lỗi của máy"):
        asyncio.run(go())
    assert isinstance(app.ended_by, ValueError)
    assert app.return_code == FAILED


def test_a_computer_that_cannot_open_folders_is_no_reason_to_fail(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(_folder: Path) -> None:
        raise FileNotFoundError(2, "No such file or directory", "xdg-open")

    monkeypatch.setattr(papers_screen, "open_folder", nothing)

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "f5")
        assert not list(pilot.app._notifications), "there is nothing to open yet"
        await press(pilot, "enter")
        await until(pilot, "Đã ghi xong")
        await press(pilot, "f5")
        assert "Không mở được thư mục" in [one.message for one in pilot.app._notifications][-1]

    play_papers(sealed(), folder, play)


# Signing


def signers_of(path: Path) -> list[str]:
    """Return who signed a workbook so that the board's certificates believe it."""
    pins = Pins.of(signing_keys.pins().certificates)
    report = verify_package(path.read_bytes(), pins, NOW)
    assert report.sound, report.all_flaws
    return [one.signer for one in report.signatures]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_head_and_secretary_sign_what_is_sealed_with_its_qr_code(folder: Path, language: str) -> None:
    words = Words(language)
    hoa, nam = signing_keys.NAMES[Owner.HEAD], signing_keys.NAMES[Owner.SECRETARY]

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "a", "ctrl+s")
        assert isinstance(pilot.app.screen, Passphrases)
        assert hoa in shown(pilot)
        await type_passphrase(pilot, "sai mất rồi")
        assert words("tui.papers.passphrase_wrong", name=hoa)[:20] in shown(pilot)
        await type_passphrase(pilot, signing_keys.PASSPHRASES[Owner.HEAD].text())
        assert nam in shown(pilot)
        await type_passphrase(pilot, "hoa ban trắng")
        assert words("tui.papers.passphrase_wrong", name=nam)[:20] in shown(pilot)
        assert not (folder / f"dai-hoi{words('tui.papers.suffix')}").exists(), "nothing half"
        await type_passphrase(pilot, signing_keys.PASSPHRASES[Owner.SECRETARY].text())
        text = await until(pilot, "Đã ghi xong 10 tệp, ký 3 tệp", "10 files written, 3 signed")
        assert text.count(words("tui.papers.row_signed", people=f"{hoa}, {nam}")) == 3

    path = play_papers(sealed(), folder, play, signing=throwaway(), language=language)
    out = folder / f"dai-hoi{words('tui.papers.suffix')}"
    for name in ("mo-dau-bch-1.xlsx", "bien-ban-bch-1.xlsx", "ho-so-bch-1.xlsx"):
        assert signers_of(out / name) == [hoa, nam]
    assert read_minutes(out / "bien-ban-bch-1.xlsx").qr.startswith("TALLY1:")
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        kinds = [one.kind for one in desk.journal.entries(CONGRESS_CHAIN)]
        assert kinds[-3:] == [EntryKind.KEYS_PINNED, EntryKind.QR_SIGNED, EntryKind.EXPORTED]


def test_leaving_the_passphrases_signs_and_writes_nothing(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+s")
        await type_passphrase(pilot, signing_keys.PASSPHRASES[Owner.HEAD].text())
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, Passphrases)

    path = play_papers(sealed(), folder, play, signing=throwaway())
    assert not (folder / "dai-hoi-giay-to").exists()
    desk = bootstrap.open_desk(path)
    with closing(desk.journal):
        assert EntryKind.QR_SIGNED not in {one.kind for one in desk.journal.entries(CONGRESS_CHAIN)}


def test_without_keys_the_screen_says_how_to_make_them(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "ctrl+s")
        text = " ".join(shown(pilot).split())
        assert "Chưa có khóa ký" in text
        assert "Khóa ký của trưởng ban và thư ký" in text, "the step that makes them"

    play_papers(sealed(), folder, play, signing=throwaway(folder / "keys"))


def test_no_draft_is_signed(folder: Path) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "a", "a", "down", "down", "down", "down", "space", "ctrl+s")
        assert "Chưa có giấy nào để ký" in shown(pilot)

    play_papers(counted(), folder, play, signing=throwaway())


# Papers that are signed already


async def signed(pilot: Pilot[None]) -> None:
    """Write everything, and sign it."""
    await press(pilot, "a", "ctrl+s")
    for owner in (Owner.HEAD, Owner.SECRETARY):
        await type_passphrase(pilot, signing_keys.PASSPHRASES[owner].text())
    await until(pilot, "ký 3 tệp")


def test_a_signed_paper_that_would_be_written_the_same_stays_and_is_counted(folder: Path) -> None:
    out = folder / "dai-hoi-giay-to"

    async def play(pilot: Pilot[None]) -> None:
        await signed(pilot)
        before = {path.name: path.read_bytes() for path in out.glob("*.xlsx")}
        await press(pilot, "f8")
        text = await until(pilot, "3 tệp đã ký giữ nguyên")
        assert "Đã ghi xong 7 tệp vào" in text
        assert "✓ 10 giấy: đã ghi hết, 3 đã ký" in text
        assert {path.name: path.read_bytes() for path in out.glob("*.xlsx")} == before

    path = play_papers(sealed(), folder, play, signing=throwaway())

    async def later(pilot: Pilot[None]) -> None:
        await until(pilot, "0 đã ghi lần này, 3 đã ký")

    play_on_screen(path, "papers", later, person="")


def test_a_signed_paper_that_would_say_something_else_goes_aside_only_when_that_is_agreed_to(folder: Path) -> None:
    path = folder / "dai-hoi.tally"
    out = folder / "dai-hoi-giay-to"
    play_papers(sealed(), folder, signed, signing=throwaway())
    before = (out / "bien-ban-bch-1.xlsx").read_bytes()
    foreign = (out / "ho-so-bch-1.xlsx").read_bytes()
    (out / "bien-ban-bch-1.xlsx").write_bytes(foreign)  # signed, and not what would be written
    hoa = signing_keys.NAMES[Owner.HEAD]

    async def play(pilot: Pilot[None]) -> None:
        await press(pilot, "f8")
        asked = " ".join((await until(pilot, "ĐÃ KÝ")).split())
        assert "bien-ban-bch-1.xlsx" in asked
        assert hoa in asked
        assert "ho-so-bch-1.xlsx" not in asked, "only what would go aside is named"
        await press(pilot, "escape")
        await until(pilot, "Chưa ghi gì")
        assert (out / "bien-ban-bch-1.xlsx").read_bytes() == foreign
        await press(pilot, "f8")
        await until(pilot, "ĐÃ KÝ")
        await press(pilot, "enter")
        await until(pilot, "Đã ghi xong")

    play_on_screen(path, "papers", play, person="")
    assert (out / "bien-ban-bch-1.truoc-1.xlsx").read_bytes() == foreign
    assert len((out / "bien-ban-bch-1.xlsx").read_bytes()) < len(before), "not signed"
