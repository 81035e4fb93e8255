"""The height of a chain: the code of a head on a slip, and what is missing of a file that is shorter or other."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tally.domain.desk import DeskState
from tally.domain.height import (
    ALPHABET,
    CODE_LENGTH,
    NOTHING,
    Accepted,
    Comparison,
    Height,
    accepted_details,
    accepted_in,
    accepted_of,
    code_number,
    code_of,
    in_fours,
    number_of,
    read_code,
)
from tally.domain.journal import CONGRESS_CHAIN, GENESIS, Entry, EntryKind, canonical
from tally.domain.seal import Seal
from tally.domain.told import Loss

CONGRESS = bytes(range(32))
PASS = "pass/bch/1/2/1"  # noqa: S105 - a keying pass
HASHES = st.binary(min_size=32, max_size=32)


def at(entries: int, ballots: int = 0, branch: str = "") -> Height:
    """Return a height; another branch has other hashes."""
    return Height(entries, hashlib.sha256(f"{branch}{entries}".encode()).digest(), ballots)


def compared(known: dict[str, list[Height]], *file: tuple[str, Height]) -> Comparison:
    """Hold what is known against a file."""
    comparison = Comparison(known)
    for chain, height in file:
        comparison.see(chain, height)
    return comparison


# The code


def test_a_code_is_the_first_75_bits_of_a_sha_256_over_congress_chain_entries_and_head() -> None:
    head = bytes(32)
    said = f"tally-head/1\0{CONGRESS.hex()}\0{PASS}\x0057\0{head.hex()}".encode()
    bits = "".join(f"{byte:08b}" for byte in hashlib.sha256(said).digest())[:75]
    by_hand = "".join(ALPHABET[int(bits[start : start + 5], 2)] for start in range(0, 75, 5))
    code = code_of(CONGRESS, PASS, 57, head)
    assert code[:15] == by_hand
    assert number_of(code) == code_number(CONGRESS, PASS, 57, head) == int(bits, 2)
    assert len(code) == CODE_LENGTH == 16


@pytest.mark.parametrize("other", [(bytes(32), PASS, 57), (CONGRESS, "pass/bch/1/2/2", 57), (CONGRESS, PASS, 58)])
def test_congress_chain_and_number_of_entries_are_in_the_code(other: tuple[bytes, str, int]) -> None:
    assert code_of(*other, GENESIS) != code_of(CONGRESS, PASS, 57, GENESIS)


def test_no_letter_of_a_code_is_misread_for_another() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


@given(HASHES)
def test_a_code_is_read_however_it_is_typed(head: bytes) -> None:
    code = code_of(CONGRESS, PASS, 3, head)
    assert read_code(code) == read_code(in_fours(code).lower()) == read_code(in_fours(code).replace(" ", "-")) == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code


@given(HASHES, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_a_slip_of_the_tongue_and_no_other_head(head: bytes, place: int, letter: str) -> None:
    code = code_of(CONGRESS, PASS, 3, head)
    wrong = code[:place] + letter + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)


@given(HASHES, st.integers(0, 14))
def test_two_letters_exchanged_are_seen(head: bytes, place: int) -> None:
    code = code_of(CONGRESS, PASS, 3, head)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(wrong) == (code if wrong == code else None)


@pytest.mark.parametrize("typed", ["", "7K3Q", "7K3Q 9ZTB 04MD WXE55", "7K3Q 9ZTB 04MD WXU5", "phiếu phiếu phiếu"])
def test_what_is_no_code_is_not_read_as_one(typed: str) -> None:
    assert read_code(typed) is None


def test_a_code_is_read_out_in_fours() -> None:
    assert in_fours("7K3Q9ZTB04MDWXE5") == "7K3Q 9ZTB 04MD WXE5"


# What is missing


def test_a_file_that_goes_on_from_what_is_known_misses_nothing() -> None:
    comparison = compared({PASS: [at(20, 20), at(10, 10)]}, (PASS, at(10, 10)), (PASS, at(20, 20)), (PASS, at(31, 30)))
    assert comparison.lost() == ()
    assert comparison.ends == {PASS: at(31, 30)}


def test_a_height_is_asked_for_among_the_entries_that_go_by() -> None:
    comparison = Comparison({PASS: [at(10), at(20), at(30)]})
    assert set(comparison.wanted(PASS, 11, 30)) == {20, 30}
    assert set(comparison.wanted(CONGRESS_CHAIN, 1, 99)) == set()


def test_the_end_of_a_chain_is_its_highest_entry_whatever_is_seen_after_it() -> None:
    assert compared({}, (PASS, at(5)), (PASS, at(3))).ends == {PASS: at(5)}


def test_of_a_shorter_file_the_ballots_after_its_end_are_missing() -> None:
    (lost,) = compared({PASS: [at(10, 10), at(37, 36)]}, (PASS, at(10, 10)), (PASS, at(20, 19))).lost()
    assert not lost.other
    assert (lost.chain, lost.known, lost.found, lost.agreed) == (PASS, at(37, 36), at(20, 19), at(10, 10))
    assert list(lost.ballots) == list(range(20, 37))


def test_of_a_chain_that_is_not_there_everything_is_missing_and_the_congress_comes_first() -> None:
    first, second = compared({PASS: [at(3, 3)], CONGRESS_CHAIN: [at(9)]}, (CONGRESS_CHAIN, at(7))).lost()
    assert (first.chain, list(first.ballots), first.other) == (CONGRESS_CHAIN, [], False)
    assert (second.chain, second.found, list(second.ballots)) == (PASS, NOTHING, [1, 2, 3])


def test_a_file_that_went_on_otherwise_is_told_from_a_shorter_one() -> None:
    known = {PASS: [at(10, 10), at(12, 12, "a"), at(20, 20, "a")]}
    (lost,) = compared(known, (PASS, at(10, 10)), (PASS, at(12, 12, "b")), (PASS, at(15, 15, "b"))).lost()
    assert lost.other
    assert (lost.known, lost.agreed, lost.found) == (at(20, 20, "a"), at(10, 10), at(15, 15, "b"))
    assert list(lost.ballots) == list(range(11, 21)), "what the file has of them are other ballots"


def test_of_two_branches_that_are_known_the_one_the_file_went_on_with_is_not_missing() -> None:
    known = {PASS: [at(10, 10), at(12, 12, "a"), at(13, 13, "b")]}
    (lost,) = compared(known, (PASS, at(10, 10)), (PASS, at(12, 12, "b")), (PASS, at(13, 13, "b"))).lost()
    assert (lost.known, lost.agreed) == (at(12, 12, "a"), at(10, 10))


def test_what_the_board_accepted_to_be_lost_is_not_missed_again() -> None:
    known = {PASS: [at(10, 10), at(15, 15, "a"), at(20, 20, "a")]}
    file = ((PASS, at(10, 10)), (PASS, at(12, 12)))
    (lost,) = compared(known, *file).lost()
    accepted = accepted_of(lost)
    assert accepted == Accepted(PASS, 20, at(20, branch="a").head, 12, 12, 20, other=False)
    assert compared(known, *file).lost([accepted]) == ()
    longer = (*file, (PASS, at(15, 15)), (PASS, at(25, 25)))
    assert compared(known, *longer).lost([accepted]) == (), "what came instead is not another continuation"


@pytest.mark.parametrize(
    "accepted",
    [
        Accepted("pass/bch/1/2/2", 20, at(20).head, 12, 12, 20, other=False),
        Accepted(PASS, 19, at(19).head, 12, 12, 19, other=False),
        Accepted(PASS, 20, at(20, branch="b").head, 12, 12, 20, other=False),
        Accepted(PASS, 25, at(25).head, 20, 20, 25, other=False),
    ],
    ids=["another chain", "less", "another head", "more was left"],
)
def test_what_was_not_accepted_is_still_missed(accepted: Accepted) -> None:
    assert compared({PASS: [at(20, 20)]}, (PASS, at(12, 12))).lost([accepted])


def test_of_a_branch_given_up_the_board_accepts_what_came_after_the_parting() -> None:
    known = {PASS: [at(10, 10), at(20, 20, "a")]}
    (lost,) = compared(known, (PASS, at(10, 10)), (PASS, at(20, 20, "b"))).lost()
    assert accepted_of(lost) == Accepted(PASS, 20, at(20, branch="a").head, 10, 10, 20, other=True)


def test_a_chain_is_agreed_upon_up_to_the_last_height_that_file_and_others_share() -> None:
    known = {CONGRESS_CHAIN: [at(3), at(5), at(9), at(4, branch="b")]}
    assert (
        compared(known, (CONGRESS_CHAIN, at(3)), (CONGRESS_CHAIN, at(5)), (CONGRESS_CHAIN, at(7))).agreed(
            CONGRESS_CHAIN
        )
        == 5
    )
    assert compared(known, (CONGRESS_CHAIN, at(4))).agreed(CONGRESS_CHAIN) == 0, "the same length, another head"
    assert compared({}, (CONGRESS_CHAIN, at(4))).agreed(CONGRESS_CHAIN) == 0


def test_what_only_the_file_says_was_accepted_is_missing_and_marked() -> None:
    comparison = compared({PASS: [at(9, 9)]}, (PASS, at(5, 5)))
    (lost,) = comparison.lost()
    accepted = accepted_of(lost)
    assert not lost.claimed
    (claimed,) = comparison.lost(claimed=[accepted])
    assert (claimed.claimed, list(claimed.ballots)) == (True, [6, 7, 8, 9])
    assert comparison.lost([accepted], [accepted]) == ()


def test_what_is_accepted_is_written_and_read_as_a_payload() -> None:
    accepted = (
        Accepted(PASS, 20, at(20).head, 12, 11, 19, other=True),
        Accepted("congress", 9, GENESIS, 7, 0, 0, other=False),
    )
    payload = {"lost": accepted_details(accepted)}
    assert json.loads(json.dumps(payload)) == payload
    assert accepted_in(payload) == accepted


@pytest.mark.parametrize(
    ("wrong", "raised"),
    [
        ({"entries": "20"}, TypeError),
        ({"head": 3}, TypeError),
        ({"head": "zz"}, ValueError),
        ({"kept": None}, TypeError),
    ],
)
def test_a_payload_of_wrong_types_is_refused(wrong: dict[str, object], raised: type[Exception]) -> None:
    (one,) = accepted_details([Accepted(PASS, 20, GENESIS, 12, 12, 20, other=False)])
    with pytest.raises(raised):
        accepted_in({"lost": [{**one, **wrong}]})


def test_a_payload_without_what_it_needs_is_refused() -> None:
    with pytest.raises(KeyError):
        accepted_in({})


def loss(*chains: str, sealed: frozenset[tuple[str, int]] = frozenset()) -> Loss:
    lost = tuple(Accepted(chain, 20, GENESIS, 12, 12, 20, other=False) for chain in chains)
    return Loss("p1", "p2", "máy hỏng", "2025-06-10T01:00:00.000Z", lost, sealed, GENESIS)


def test_a_loss_concerns_the_contests_of_its_passes_and_where_the_congress_lost_every_open_one() -> None:
    assert loss(PASS).concerns(("bch", 1))
    assert not loss(PASS).concerns(("bch", 2))
    assert not loss(PASS).concerns(("bc", 1))
    assert loss(CONGRESS_CHAIN).concerns(("khác", 1))
    assert not loss(CONGRESS_CHAIN, PASS, sealed=frozenset({("bch", 1)})).concerns(("bch", 1))


def test_the_desk_s_state_takes_a_loss_in_with_what_was_sealed_by_then() -> None:
    accepted = accepted_details([Accepted(PASS, 20, at(20).head, 12, 12, 20, other=False)])
    details = {"head": "p1", "second": "p2", "reason": "máy hỏng", "lost": accepted}
    fields = (CONGRESS_CHAIN, 1, "2025-06-10T01:00:00.000Z", "máy 1", "p1", EntryKind.LOSS_ACCEPTED, None, b"")
    entry = Entry(*fields, canonical(details), GENESIS, bytes([1]) * 32)
    state = DeskState()
    state.contest(("bch", 1)).seal = Seal("p1", "p2", "ab", "2025-06-10T00:00:00.000Z", "", GENESIS)
    state.contest(("khác", 1))
    state.apply(entry)
    (told,) = state.losses
    assert (told.head, told.second, told.reason, told.entry) == ("p1", "p2", "máy hỏng", entry.hash)
    assert told.sealed == {("bch", 1)}
    assert told.lost == accepted_in(details)
    assert state.first == entry.hash
