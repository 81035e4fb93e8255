"""A ballot in words of the screen: the shorter of what was struck and what was left."""

from tally.application.sentences import boards_words
from tally.domain.ballot import Mark, Ruling
from tally.domain.contest import Contest
from tally.domain.entry import Way
from tally.domain.rules import InvalidReason
from tally.locales import Words

_SIGNS = {Mark.BOTH: "*", Mark.NEITHER: "/"}


def marks_said(words: Words, contest: Contest, marks: bytes) -> str:
    """Return the marks as they are keyed: `gạch 2 5`, or `bầu 3` where that is shorter."""
    way = Way.FOR if marks.count(Mark.FOR) < marks.count(Mark.AGAINST) else Way.AGAINST
    rest = Mark.AGAINST if way is Way.FOR else Mark.FOR
    listed = " ".join(
        f"{candidate.no}{_SIGNS.get(Mark(mark), '')}"
        for candidate, mark in zip(contest.slate, marks, strict=True)
        if mark != rest
    )
    return words(f"tui.count.{'listed' if listed else 'nobody'}.{contest.style}.{way}", numbers=listed)


def verdict_said(words: Words, reason: InvalidReason | None) -> str:
    """Return what the marks alone make of a ballot."""
    return words("words.sentence.valid") if reason is None else words(f"words.reason.{reason}")


def ruling_said(words: Words, ruling: Ruling | None) -> str:
    """Return what the board concluded, with its words."""
    if ruling is None:
        return words("tui.rulings.not_ruled")
    said = words("desk.journal_words.valid") if ruling.reason is None else words(f"words.reason.{ruling.reason}")
    return f"{said}: {boards_words(words, ruling)}" if ruling.text else said
