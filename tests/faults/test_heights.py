"""A file that is shorter or other than is known of it is never taken for the whole: cut tails, older copies, forks."""

from io import BytesIO
from pathlib import Path

import pytest
from builders import a_congress
from counted_files import (
    FIRST_PASS,
    HEAD,
    KEYER,
    OTHER,
    PIN,
    SECRETARY,
    TWO,
    copied,
    count,
    cut,
    entries_in,
    guard_of,
    key,
    keyer,
    new_file,
    opened,
    tally,
)
from desk_app import KEY, a_declared_contest
from openpyxl import load_workbook

from tally import bootstrap
from tally.application.desk.desk import Refused
from tally.application.height_words import lost_sentence
from tally.application.heights import AnotherCongress, Shorter
from tally.application.papers import PaperKind
from tally.application.recount import recount
from tally.domain.height import Lost
from tally.domain.journal import CONGRESS_CHAIN
from tally.locales import Words

VI = Words("vi")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where this computer remembers; nothing yet."""
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path: Path, home: Path) -> Path:
    """Return a congress file of a counting board."""
    del home
    return new_file(tmp_path / "đại hội.tally")


def said(shorter: Shorter) -> str:
    return " ".join(lost_sentence(VI, one) for one in shorter.lost)


# Shorter


def test_a_tail_cut_off_an_open_pass_is_named_ballot_by_ballot_and_the_file_not_opened(file: Path) -> None:
    count(file, 37)
    cut(file, FIRST_PASS, 20)
    with pytest.raises(Shorter) as caught:
        opened(file)
    assert [(one.chain, list(one.ballots), one.other) for one in caught.value.lost] == [
        (FIRST_PASS, list(range(21, 38)), False)
    ]
    assert "tập 1" in said(caught.value)
    assert "thiếu phiếu 21–37" in said(caught.value)


@pytest.mark.parametrize("command", ["verify", "recount", "backup", "export"])
def test_no_command_passes_a_cut_file_for_the_whole(file: Path, home: Path, tmp_path: Path, command: str) -> None:
    count(file, 12)
    to: list[str | Path] = ["--to", tmp_path / "ra"] if command in {"backup", "export"} else []
    assert "thiếu phiếu" not in " ".join(tally(command, file, *to, home=home)[1:])
    cut(file, FIRST_PASS, 9)
    ran = tally(command, file, *to, home=home)
    assert ran.status == 1
    assert "thiếu phiếu 10–12" in ran.out + ran.err
    assert "Không thấy bản dài hơn" in ran.err or command == "verify"
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", ["import", "hall"])
def test_nothing_is_done_with_a_cut_file_by_commands_that_write_to_it_or_show_it(
    file: Path, home: Path, tmp_path: Path, command: str
) -> None:
    count(file, 12)
    cut(file, FIRST_PASS, 9)
    before = entries_in(file)
    more = [Path(__file__).parents[2] / "fixtures" / "thanh-chan"] if command == "import" else []
    ran = tally(command, file, *more, home=home)
    assert ran.status == 1, ran
    assert "thiếu phiếu 10–12" in ran.err
    assert entries_in(file) == before
    assert not list(tmp_path.glob("*.html"))


def test_another_computer_cannot_know_it_and_says_so(file: Path, tmp_path: Path) -> None:
    count(file, 12)
    cut(file, FIRST_PASS, 9)
    ran = tally("verify", file, home=tmp_path / "máy khác")
    assert ran.status == 0
    assert "Ngoài tệp này không có gì cho biết nhật ký phải dài đến đâu" in ran.out
    assert "đang dở ở phiếu 9 (mục 9)" in ran.out, "what a cut-off tail would look like"


def test_an_older_copy_put_back_misses_what_came_after_and_names_where_the_longer_one_is(file: Path) -> None:
    count(file, 10)
    older = copied(file, "cũ.tally")
    count(file, 5, first=10, close=True)
    longer = file.rename(file.with_name("dời đi.tally"))
    opened(longer).close()
    older.rename(file)
    with pytest.raises(Shorter) as caught:
        opened(file)
    assert {one.chain for one in caught.value.lost} == {CONGRESS_CHAIN, FIRST_PASS}
    assert "thiếu phiếu 11–15" in said(caught.value)
    assert caught.value.longer == (longer,)


def test_a_last_batch_that_was_deleted_is_missed(file: Path) -> None:
    count(file, 3, close=True)
    before = entries_in(file)
    table = opened(file)
    table.people.sign_in(HEAD, PIN)
    table.batches.open_batch(KEY)
    one = keyer(table, batch=2)
    key(one, 4)
    one.close(anyway=True)
    table.close()
    cut(file, "pass/bch/1/2/1", 0)
    cut(file, CONGRESS_CHAIN, before)
    with pytest.raises(Shorter) as caught:
        opened(file)
    assert "tập 2" in said(caught.value)
    assert "thiếu phiếu 1–4" in said(caught.value)


def test_two_copies_that_were_both_keyed_into_are_told_apart(file: Path) -> None:
    count(file, 10)
    other = copied(file, "bản hai.tally")
    count(file, 5, first=10)
    ran = tally("verify", other, home=file.parent / "home")
    assert "thiếu phiếu 11–15" in ran.out, "so far it is only shorter"
    with pytest.raises(Shorter):
        opened(other)
    table = opened(other, despite_loss=True)
    key(keyer(table), 3, first=11)
    table.close()
    with pytest.raises(Shorter) as caught:
        opened(other)
    assert "HAI BẢN RẼ NHÁNH. Đến phiếu 10 thì giống nhau; phiếu 11–15" in said(caught.value)
    assert "tệp này ghi phiếu khác từ đó đến phiếu 13" in said(caught.value)


def test_copies_handed_to_verify_together_are_held_against_each_other(file: Path, tmp_path: Path) -> None:
    count(file, 10)
    other = copied(file, "bản hai.tally")
    count(file, 5, first=10)
    ran = tally("verify", other, file, home=tmp_path / "máy khác")
    assert ran.status == 1
    assert "So với đại hội.tally: Lượt nhập 1, tập 1, cuộc bầu bch lần 1: thiếu phiếu 11–15" in ran.out
    assert "So với bản hai.tally: tệp này không ngắn hơn và không khác" in ran.out
    assert tally("verify", file, copied(file, "bản ba.tally"), home=tmp_path / "máy khác").status == 0


def test_a_file_that_went_on_elsewhere_is_no_loss(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count(file, 10)
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "máy khác"))
    count(file, 10, first=10)
    monkeypatch.setenv("TALLY_HOME", str(tmp_path / "home"))
    count(file, 10, first=20)
    ran = tally("verify", file, home=tmp_path / "home")
    assert ran.status == 0
    assert "Máy này nhớ 2 chuỗi" in ran.out


# Slips


def test_a_slip_finds_its_head_and_misses_it_in_a_cut_file(file: Path, tmp_path: Path) -> None:
    slip = count(file, 6, close=True)
    assert slip is not None
    elsewhere = tmp_path / "máy khác"
    ran = tally(
        "verify", file, "--head", slip.code, "--head", slip.congress_code.replace(" ", "").lower(), home=elsewhere
    )
    assert ran.status == 0
    assert f"Mã {slip.code}: đúng là lượt nhập 1, tập 1, cuộc bầu bch lần 1, mục 6; sau đó còn 0 mục." in ran.out
    assert f"Mã {slip.congress_code}: đúng là nhật ký đại hội, mục {slip.congress_entries}" in ran.out
    cut(file, CONGRESS_CHAIN, slip.congress_entries - 1)
    cut(file, FIRST_PASS, 4)
    ran = tally("verify", file, "--head", slip.code, "--head", slip.congress_code, home=elsewhere)
    assert ran.status == 1
    assert f"Mã {slip.code}: KHÔNG CÓ trong tệp" in ran.out
    assert f"Mã {slip.congress_code}: KHÔNG CÓ trong tệp" in ran.out


def test_a_mistyped_code_is_wrong_use_and_no_finding(file: Path) -> None:
    slip = count(file, 1, close=True)
    assert slip is not None
    wrong = ("0" if slip.code[0] != "0" else "1") + slip.code[1:]
    ran = tally("verify", file, "--head", wrong)
    assert (ran.status, ran.out) == (2, "")
    assert "gõ sai" in ran.err
    assert tally("verify", "TALLY1:abc", "--head", slip.code).status == 2


# Going on after a loss


def test_after_a_loss_the_board_goes_on_by_two_people_and_nothing_is_missed_any_more(file: Path, home: Path) -> None:
    count(file, 37)
    cut(file, FIRST_PASS, 20)
    table = opened(file, despite_loss=True)
    lost = guard_of(table).lost
    table.losses.accept(lost, "máy hỏng, còn bản sao cũ", *TWO)
    guard_of(table).accepted()
    one = table.batches
    table.people.sign_in(KEYER, PIN)
    going_on = one.open_pass(KEY, 1)
    assert going_on.next_ballot == 21, "the pass stays open: the keyer goes on from what is there"
    key(going_on, 3, first=30)
    going_on.close(anyway=True)
    table.close()
    opened(file).close()
    ran = tally("verify", file, home=home)
    assert ran.status == 0, ran
    assert "Ban kiểm phiếu đã chấp nhận mất và làm tiếp: lượt nhập 1, tập 1, cuộc bầu bch lần 1: phiếu 21–37" in ran.out


def test_the_loss_is_in_the_journal_and_in_how_the_contest_was_counted(file: Path) -> None:
    count(file, 5)
    cut(file, FIRST_PASS, 3)
    table = opened(file, despite_loss=True)
    table.losses.accept(guard_of(table).lost, "máy hỏng", *TWO)
    (loss,) = table.closing.how_counted()[KEY].losses
    table.close()
    assert (loss.head, loss.second, loss.reason) == (HEAD, SECRETARY, "máy hỏng")
    (from_file,) = recount(bootstrap.congress_source(file)).contests[0].how.losses
    assert from_file == loss


def texts_of(path: Path, kind: PaperKind) -> str:
    """Return every text of a paper of the contest."""
    planned = bootstrap.planned_papers(recount(bootstrap.congress_source(path)))
    made = next(one for one in planned if one.kind is kind).make()
    assert isinstance(made, bytes)
    book = load_workbook(BytesIO(made))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_the_loss_prints_in_the_minutes_and_in_the_record_s_journal(file: Path) -> None:
    count(file, 5)
    cut(file, FIRST_PASS, 3)
    table = opened(file, despite_loss=True)
    table.losses.accept(guard_of(table).lost, "máy hỏng", *TWO)
    guard_of(table).accepted()
    for person in (KEYER, OTHER):
        one = keyer(table, person)
        key(one, 5 - len(one.contents.ballots), first=len(one.contents.ballots))
        one.close(anyway=True)
    table.close()
    lost = "lượt nhập 1, tập 1, cuộc bầu bch lần 1: phiếu 4–5"
    minutes = texts_of(file, PaperKind.MINUTES)
    assert f"chấp nhận làm tiếp từ bản dài nhất còn lại; đã mất: {lost}" in minutes
    assert "Lý do: máy hỏng" in minutes
    record = texts_of(file, PaperKind.RECORD)
    assert f"chấp nhận mất và làm tiếp từ bản dài nhất còn lại: {lost}. Lý do: máy hỏng" in record


def test_the_slips_of_every_closed_pass_are_one_paper(file: Path) -> None:
    first = count(file, 3, close=True)
    table = opened(file)
    one = keyer(table, OTHER)
    key(one, 3)
    one.close(anyway=True)
    table.close()
    second = one.slip()
    assert first is not None
    assert second is not None
    slips = texts_of(file, PaperKind.SLIPS)
    for slip in (first, second):
        assert slip.code in slips
        assert slip.congress_code in slips
    assert tally("verify", file, "--head", second.congress_code).status == 0


def test_a_loss_needs_the_head_one_more_both_pins_and_a_reason(file: Path) -> None:
    count(file, 5)
    cut(file, FIRST_PASS, 3)
    table = opened(file, despite_loss=True)
    lost = guard_of(table).lost
    for why, asked in {
        "reason_needed": (lost, " ", *TWO),
        "nothing_lost": ((), "x", *TWO),
        "two_people": (lost, "x", HEAD, PIN, HEAD, PIN),
        "wrong_pin": (lost, "x", HEAD, "000000", SECRETARY, PIN),
        "head_only": (lost, "x", SECRETARY, PIN, HEAD, PIN),
        "board_only": (lost, "x", HEAD, PIN, KEYER, PIN),
    }.items():
        with pytest.raises(Refused) as caught:
            table.losses.accept(*asked)
        assert caught.value.key == why
    assert not table.desk.state.losses
    table.close()
    with pytest.raises(Shorter):
        opened(file)


def test_a_file_opened_despite_a_loss_and_left_is_missed_again(file: Path) -> None:
    count(file, 5)
    cut(file, FIRST_PASS, 3)
    opened(file, despite_loss=True).close()
    with pytest.raises(Shorter) as caught:
        opened(file)
    assert "thiếu phiếu 4–5" in said(caught.value)


def test_the_entry_that_accepts_a_loss_cannot_be_cut_off_unseen(file: Path) -> None:
    count(file, 5)
    cut(file, FIRST_PASS, 3)
    before = entries_in(file)
    table = opened(file, despite_loss=True)
    table.losses.accept(guard_of(table).lost, "máy hỏng", *TWO)
    guard_of(table).accepted()
    table.close()
    cut(file, CONGRESS_CHAIN, before)
    with pytest.raises(Shorter) as caught:
        opened(file)
    assert {one.chain for one in caught.value.lost} == {CONGRESS_CHAIN, FIRST_PASS}


def test_a_longer_copy_is_brought_back_over_the_shorter_file_which_is_kept(file: Path) -> None:
    count(file, 8)
    longer = copied(file, "dài.tally")
    cut(file, FIRST_PASS, 3)
    kept = bootstrap.restore(longer, file).kept
    assert kept is not None
    assert entries_in(file, FIRST_PASS) == 8
    assert entries_in(kept, FIRST_PASS) == 3
    opened(file).close()


def test_a_loss_that_only_the_file_says_was_accepted_is_missed_and_said(
    file: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever cuts a file can write into it that the board gave the rest up: here at another computer."""
    count(file, 12)
    whole = copied(file, "nguyên.tally")
    cut(file, FIRST_PASS, 9)
    lost = accept_elsewhere(file, whole, tmp_path / "máy khác", monkeypatch)
    assert [list(one.ballots) for one in lost] == [[10, 11, 12]]
    monkeypatch.setenv("TALLY_HOME", str(home))
    with pytest.raises(Shorter) as caught:
        opened(file)
    (missed,) = caught.value.lost
    assert (list(missed.ballots), missed.claimed) == ([10, 11, 12], True)
    ran = tally("verify", file, home=home)
    assert ran.status == 1
    assert "chưa từng thấy việc ấy" in ran.out
    assert tally("verify", file, whole, home=tmp_path / "máy thứ ba").status == 1, "a copy that holds more tells too"


def test_the_computer_that_accepted_a_loss_knows_it_beside_the_copy_given_up(file: Path, home: Path) -> None:
    count(file, 12)
    whole = copied(file, "nguyên.tally")
    cut(file, FIRST_PASS, 9)
    table = opened(file, despite_loss=True)
    table.losses.accept(guard_of(table).lost, "máy hỏng", *TWO)
    guard_of(table).accepted()
    table.close()
    ran = tally("verify", file, whole, home=home)
    assert f"{file.name}: thiếu" not in ran.out
    assert "chưa từng thấy việc ấy" not in ran.out


def accept_elsewhere(file: Path, whole: Path, other: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Lost, ...]:
    """Have a loss accepted at a computer that remembers the whole file."""
    monkeypatch.setenv("TALLY_HOME", str(other))
    opened(whole).close()
    table = opened(file, despite_loss=True)
    lost = guard_of(table).lost
    table.losses.accept(lost, "máy hỏng", *TWO)
    guard_of(table).accepted()
    table.close()
    return lost


# Another congress in the place of one that was counted


def test_a_file_written_anew_from_its_first_entry_is_not_taken_for_the_one_that_was_counted(
    file: Path, home: Path
) -> None:
    """Whoever writes everything anew makes another congress of it, of which nobody remembers a height."""
    count(file, 12)
    file.unlink()
    new_file(file)
    with pytest.raises(AnotherCongress) as caught:
        opened(file)
    assert caught.value.entries > 1
    ran = tally("verify", file, home=home)
    assert "trước đây là nhật ký KHÁC" in ran.out
    for command in ("recount", "backup"):
        to: list[str | Path] = ["--to", file.parent] if command == "backup" else []
        assert "trước đây là nhật ký KHÁC" in tally(command, file, *to, home=home).err
    ran = tally("import", file, Path(__file__).parents[2] / "fixtures" / "thanh-chan", home=home)
    assert (ran.status, "tally open" in ran.err) == (1, True)

    bootstrap.open_guarded(file, another=True).guard.journal.close()
    opened(file).close()
    assert "trước đây là nhật ký KHÁC" not in tally("verify", file, home=home).out, "somebody said that it is right"


def test_a_new_congress_under_an_old_name_is_asked_about_by_nobody(file: Path) -> None:
    count(file, 3)
    file.unlink()
    bootstrap.new_congress_file(file, a_congress(106), (a_declared_contest(4, 3),))
    opened(file).close()


def test_the_longer_file_that_a_restore_put_aside_is_named(file: Path, home: Path) -> None:
    count(file, 5)
    older = copied(file, "cũ.tally")
    count(file, 3, first=5)
    kept = bootstrap.restore(older, file).kept
    assert kept is not None
    with pytest.raises(Shorter) as caught:
        opened(file)
    assert [list(one.ballots) for one in caught.value.lost if one.ballots] == [[6, 7, 8]]
    assert kept in caught.value.longer
    assert str(kept) in tally("verify", file, home=home).out
