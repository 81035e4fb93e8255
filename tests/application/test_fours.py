"""A digest in fours: the same wherever two people read it to each other."""

from tally.application.fours import in_fours, in_groups


def test_a_digest_is_set_in_fours_and_what_is_left_over_stands_last() -> None:
    assert in_fours("0123456789abcdef") == "0123 4567 89ab cdef"
    assert in_fours("0123456") == "0123 456"
    assert in_fours("") == ""


def test_in_a_sentence_eight_groups_hold_together() -> None:
    held = "\N{NO-BREAK SPACE}".join(["abcd"] * 8)
    assert in_groups("abcd" * 16) == f"{held} {held}"
    assert in_groups("abcdef01") == "abcd\N{NO-BREAK SPACE}ef01"
