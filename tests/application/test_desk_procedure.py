"""The board's procedure: which step is next, which can be done, which only people can see is done; and the words."""

import pytest
from board import HEAD, KEY, KEYER, ONE_MORE, OTHER, TWO, Board, a_board, counting
from law_cases import CERTIFICATE
from qr_keys import ThrowawayQrKey

from tally.application.desk.clock import Clock, Doubt
from tally.application.desk.desk import Refused
from tally.application.desk.hand_votes import HandVotes
from tally.application.desk.losses import Losses
from tally.application.desk.narration import refusal, role_word, sentence, step_words
from tally.application.desk.signing import sign_qr
from tally.domain.ballot import Ruling
from tally.domain.clock import Jump
from tally.domain.hand_vote import HandVote
from tally.domain.height import NOTHING, Height, Lost
from tally.domain.journal import CONGRESS_CHAIN, EntryKind
from tally.domain.passes import Keying
from tally.locales import LANGUAGES, Words

ORDER = [
    "check-box",
    "issue",
    "return",
    "report",
    "opening",
    "open",
    "begin",
    "key",
    "slips",
    "compare",
    "rule",
    "seal",
    "announce",
    "sign",
    "hand-over",
]


def next_id(board: Board) -> str | None:
    step = board.procedure.next_step(KEY)
    return None if step is None else step.id


def test_a_board_that_never_counted_is_led_from_the_box_to_handing_over() -> None:
    board = a_board().sit(HEAD)
    assert [step.id for step in board.procedure.steps(KEY)] == ORDER
    assert all(step.clause.startswith("Điều") for step in board.procedure.steps(KEY))
    mark = board.procedure.mark_done
    assert next_id(board) == "check-box"
    mark(KEY, "check-box")
    assert next_id(board) == "issue"
    board.setup.report_ballots(KEY, None, 10, 2)
    for step in ("report", "opening", "open"):
        assert next_id(board) == step
        mark(KEY, step)
    assert next_id(board) == "begin"
    board.batches.begin_counting(KEY)
    assert next_id(board) == "key"
    board.batch(("+++-", "++-+"), ("+++-", "+-++"))
    assert next_id(board) == "slips"
    mark(KEY, "slips")
    assert next_id(board) == "compare"
    board.comparing.settle(KEY, 1, 2, Keying(b"\1\1\2\1"), "xem phiếu")
    assert next_id(board) == "rule"
    mark(KEY, "rule")
    assert next_id(board) == "seal"
    board.closing.seal(KEY, *TWO)
    for step in ("announce", "sign", "hand-over"):
        assert next_id(board) == step
        mark(KEY, step)
    assert next_id(board) is None
    assert all(step.done and not step.available for step in board.at("may-2").procedure.steps(KEY))


def test_a_step_is_marked_in_its_turn_by_the_board_and_once() -> None:
    board = a_board().sit(HEAD)
    for step, why in (("report", "step_not_yet"), ("begin", "step_not_by_hand"), ("sign", "step_not_yet")):
        with pytest.raises(Refused, match=why):
            board.procedure.mark_done(KEY, step)
    board.procedure.mark_done(KEY, "check-box")
    with pytest.raises(Refused, match="step_done"):
        board.procedure.mark_done(KEY, "check-box")
    with pytest.raises(Refused, match="board_only"):
        board.sit(KEYER).procedure.mark_done(KEY, "report")


def test_nothing_waits_for_a_paper_that_the_regulation_does_not_ask_for() -> None:
    board = a_board().sit(HEAD)
    board.procedure.mark_done(KEY, "check-box")
    board.setup.report_ballots(KEY, None, 10, 2)
    with pytest.raises(Refused, match="step_not_yet"):
        board.procedure.mark_done(KEY, "opening")
    board.procedure.mark_done(KEY, "report")
    assert next_id(board) == "opening"
    board.procedure.mark_done(KEY, "open")
    assert next_id(board) == "begin"
    passed = {step.id: step.passed for step in board.procedure.steps(KEY)}
    assert (passed["opening"], passed["slips"]) == (True, False)
    # It can still be made.
    board.procedure.mark_done(KEY, "opening")
    done = {step.id: (step.done, step.passed) for step in board.procedure.steps(KEY)}
    assert done["opening"] == (True, False)


def test_what_is_not_needed_is_noted_once_and_only_where_the_regulation_allows_it() -> None:
    board = a_board().sit(HEAD)
    for step in ("check-box", "issue", "seal", "hand-over"):
        with pytest.raises(Refused, match="step_needed"):
            board.procedure.waive(KEY, step)
    with pytest.raises(Refused, match="board_only"):
        board.sit(KEYER).procedure.waive(KEY, "opening")
    board.sit(HEAD).procedure.waive(KEY, "opening")
    with pytest.raises(Refused, match="step_done"):
        board.procedure.waive(KEY, "opening")
    opening = next(step for step in board.at("may-2").procedure.steps(KEY) if step.id == "opening")
    assert (opening.done, opening.waived, opening.waits) == (False, True, False)
    entry = list(board.desk.journal.entries(CONGRESS_CHAIN))[-1]
    assert "không cần" in sentence(Words("vi"), board.desk, entry)


def test_keying_is_not_done_before_every_paper_is_keyed_or_the_rest_explained() -> None:
    board = counting()
    board.setup.report_ballots(KEY, None, 10, 3)
    board.batch(("+++-", "++-+"), ("+++-", "++-+"))
    steps = {step.id: step for step in board.procedure.steps(KEY)}
    assert (steps["key"].done, steps["key"].available, steps["compare"].done) == (False, True, False)
    board.closing.explain(KEY, "E103", "một phiếu rơi")
    steps = {step.id: step for step in board.procedure.steps(KEY)}
    assert (steps["key"].done, steps["compare"].done) == (True, True)


def test_comparing_is_offered_only_while_there_is_something_to_compare() -> None:
    board = counting()
    board.setup.report_ballots(KEY, None, 10, 4)

    def comparing() -> tuple[bool, bool]:
        step = next(one for one in board.procedure.steps(KEY) if one.id == "compare")
        return step.available, step.done

    board.batches.open_batch(KEY)
    assert comparing() == (False, False), "nobody keyed anything yet"
    board.key_pass(1, KEYER, "+++-", "++-+")
    assert comparing() == (False, False), "one pass cannot differ from itself"
    board.key_pass(1, OTHER, "+++-", "++-+")
    assert comparing() == (False, False), "all agree so far, and more is to be keyed"
    board.batch(("+++-", "++-+"), ("+++-", "+-++"))
    assert comparing() == (True, False)
    board.sit(HEAD).comparing.settle(KEY, 2, 2, Keying(b"\1\1\2\1"), "xem phiếu")
    assert comparing() == (False, True)


def test_counting_may_begin_without_the_steps_by_hand_but_not_without_a_head() -> None:
    board = a_board(people=0)
    board.people.add("Cà Văn Nam", "secretary")
    available = {step.id: step.available for step in board.procedure.steps(KEY)}
    assert not available["begin"]
    board.people.add("Lò Thị Hoa", "head")
    available = {step.id: step.available for step in board.procedure.steps(KEY)}
    assert (available["begin"], available["issue"], available["key"], available["compare"]) == (
        True,
        False,
        False,
        False,
    ), "ballots are handed out once the box was shown and sealed"
    board.sit("p2").procedure.mark_done(KEY, "check-box")
    available = {step.id: step.available for step in board.procedure.steps(KEY)}
    assert (available["issue"], available["return"]) == (True, False), "nothing comes back before"


# Words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_its_words(language: str) -> None:
    words = Words(language)
    assert len({step_words(words, step) for step in ORDER}) == len(ORDER)
    assert role_word(words, "keyer") != role_word(words, "head")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_a_count_has_its_sentence(language: str) -> None:
    board = counting()
    board.setup.report_ballots(KEY, None, 10, 2)
    board.procedure.mark_done(KEY, "check-box")
    with pytest.raises(Refused):
        board.people.sign_in(KEYER, "0000")
    board.people.let_in(KEYER, "271828", (HEAD, "271828"), ONE_MORE)
    board.batch(("+++-", "++-+"), ("+++-", "+-++"))
    keyer = board.batches.open_pass(KEY, board.batches.open_batch(KEY, 7))
    keyer.key(b"\1\1\1\2")
    keyer.correct(1, b"\1\1\2\1", None, "đọc nhầm")
    keyer.withdraw(1, "nhập thừa")
    board.batches.waive_passes(KEY, 1, "máy hỏng")
    keyer.close(anyway=True)
    board.comparing.rekey(KEY, 1, 2, None)
    board.comparing.settle(KEY, 1, 2, Keying(b"\1\1\2\1"), "xem phiếu")
    for ruling in (Ruling(None, "rõ ràng"), None):
        board.closing.rule(KEY, 1, 1, ruling)
    board.closing.amend(KEY, 1, 1, b"\1\1\2\1", None, "nhập nhầm", *ONE_MORE)
    board.closing.piles(KEY, {3: 2})
    board.setup.report_ballots(KEY, None, 10, 3)
    board.closing.explain(KEY, "E103", "một phiếu rơi")
    board.closing.show_totals(KEY, shown=True)
    board.closing.show_totals(KEY, shown=False)
    board.closing.seal(KEY, *TWO)
    board.closing.corrigendum(KEY, "đọc nhầm", {(1, 1): (None, None)}, *TWO)
    for corrigendum in (0, 1):
        sign_qr(board.desk, board.closing, KEY, ThrowawayQrKey(), corrigendum)
    decided = {"decision": "leave-open", "seats": 1, "reported_by": "Bùi Thị Quế", "reason": "bổ sung sau"}
    board.desk.record(EntryKind.DECISION_REPORTED, decided, KEY)
    HandVotes(board.desk).put(HandVote("doan-thu-ky", "Đoàn Thư ký", "", 9, 1, 0))
    board.journal.append(CONGRESS_CHAIN, EntryKind.IMPORTED, details={"source": "thu-muc"})
    board.desk.record(EntryKind.EXPORTED, {"target": "thu-muc"})
    board.desk.record(EntryKind.KEYS_PINNED, {"certificates": [CERTIFICATE]})
    doubt = Doubt(Jump.BEHIND, "2025-06-10T01:00:00.000Z", "2025-06-12T01:00:00.000Z", None)
    Clock(board.desk).note(doubt, machine_right=True)
    missing = Lost(CONGRESS_CHAIN, Height(99, bytes(32)), Height(9, bytes(32)), NOTHING, other=False)
    Losses(board.desk, board.people).accept([missing], "máy hỏng", *TWO)
    entries = [entry for chain in board.journal.chains() for entry in board.journal.entries(chain)]
    assert {entry.kind for entry in entries} == set(EntryKind)
    said = [sentence(Words(language), board.desk, entry) for entry in entries]
    assert not any("{" in one or "None" in one for one in said)
    together = "\n".join(said)
    for part in (
        "Ban Chấp hành",
        "Lò Thị Hoa",
        "máy hỏng",
        "một phiếu rơi",
        "rõ ràng",
        "1b4a969d8324a59b…",
        "08:00:00 12-06-2025",
        "Bùi Thị Quế",
    ):
        assert part in together


def test_a_contest_of_a_further_round_and_a_person_unknown_are_named_too() -> None:
    board = counting()
    words = Words("vi")
    details = {"contest": "bch", "round": 2, "shown": True}
    entry = board.journal.append(CONGRESS_CHAIN, EntryKind.TOTALS_SHOWN, person=HEAD, details=details)
    assert sentence(words, board.desk, entry) == "bch (lần 2): hiện số phiếu tạm tính."
    entry = board.journal.append(CONGRESS_CHAIN, EntryKind.SIGNED_IN, details={"person": "p9"})
    assert sentence(words, board.desk, entry) == "người không có trong danh sách đăng nhập."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_why_with_its_values(language: str) -> None:
    words = Words(language)
    board = counting()
    board.batches.open_batch(KEY, 3)
    keyer = board.batches.open_pass(KEY, 1)
    keyer.key(b"\1\1\1\2")
    with pytest.raises(Refused) as why:
        keyer.close()
    said = refusal(words, why.value.key, why.value.fields)
    assert "1" in said
    assert "3" in said
    for obstacle in board.closing.obstacles(KEY):
        assert "{" not in refusal(words, obstacle.key, obstacle.fields)
