"""The desk asks the law of the journal before it appends: what every reader would call unlawful is never recorded."""

import pytest
from board import HEAD, KEY, KEYER, counting
from builders import marks

from tally.application.desk.desk import Refused
from tally.application.desk.narration import refusal
from tally.domain.ballot import Ruling
from tally.domain.journal import EntryKind
from tally.domain.rules import InvalidReason
from tally.locales import LANGUAGES, Words


@pytest.mark.parametrize(
    ("kind", "details", "key", "why"),
    [
        (EntryKind.TOTALS_SHOWN, {"shown": True}, ("bch", 2), "no_contest"),
        (EntryKind.TOTALS_SHOWN, {"shown": "có"}, KEY, "unreadable"),
        (EntryKind.BALLOT_KEYED, {}, None, "kind"),
        (EntryKind.SIGNED_IN, {"person": KEYER}, None, "not_signed_in"),
    ],
)
def test_what_is_unlawful_is_not_recorded(
    kind: EntryKind, details: dict[str, object], key: tuple[str, int] | None, why: str
) -> None:
    board = counting()
    before = board.appended()
    with pytest.raises(Refused) as refused:
        board.desk.record(kind, details, key)
    assert (refused.value.key, refused.value.fields) == ("unlawful", {"kind": kind.value, "why": why})
    assert board.appended() == before
    for language in LANGUAGES:
        assert kind.value in refusal(Words(language), refused.value.key, refused.value.fields)


def test_what_is_unlawful_is_not_keyed_and_keying_goes_on() -> None:
    board = counting()
    board.batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    keyer.key(marks("+++-"))
    with pytest.raises(Refused, match="unlawful"):
        keyer.key(marks("+++-"), Ruling(InvalidReason.OTHER, "x" * 100_001))
    assert keyer.key(marks("++-+")).ballot == 2
    assert keyer.contents.in_order() == [*keyer.contents.in_order()[:1], keyer.contents.ballots[2]]
    board.sit(HEAD)


def test_a_clock_that_was_set_back_is_not_against_the_law() -> None:
    board = counting()
    board.clock.seconds += 60
    board.batches.open_batch(KEY)
    board.clock.seconds -= 60
    entry = board.desk.record(EntryKind.TOTALS_SHOWN, {"shown": True}, KEY)
    assert entry.kind is EntryKind.TOTALS_SHOWN
