"""A result as lines of the screen, at any width: bars with the half line through all of them, then words."""

from collections.abc import Iterator, Mapping

from rich.cells import cell_len
from textual.content import Content

from tally.application.bars import HALF_LINE, OUTCOME_SIGNS, cells_before, vote_bar
from tally.application.recount import CountedContest, Recount
from tally.application.sentences import (
    base_arithmetic,
    names_won,
    outcome_word,
    ruling_sentences,
    summary,
    what_follows,
)
from tally.domain.contest import RoundKind
from tally.domain.counting import Outcome, Result
from tally.locales import Words
from tally.tui.slate_view import WIDEST, shortened

_WIDE = 104  # cells from which the outcome is written out beside its sign
_LEAST_HALF = 5  # cells on each side of the half line
_MOST_HALF = 20
_LOOKS = {
    Outcome.ELECTED: "bold",
    Outcome.TIED: "bold $warning",
    Outcome.OVER_HALF: "",
    Outcome.NOT_ELECTED: "",
    Outcome.LISTED: "bold",
    Outcome.NOT_LISTED: "",
}


class ResultView:
    """Lays out one counted contest."""

    def __init__(self, words: Words, recount: Recount, counted: CountedContest) -> None:
        """Lay out a count.

        Args:
            words: the language.
            recount: the congress it belongs to.
            counted: the contest.
        """
        self._words = words
        self._recount = recount
        self._counted = counted

    @property
    def _result(self) -> Result:
        return self._counted.result

    def _word(self, key: str, /, **fields: object) -> str:
        return self._words(f"tui.result.{key}", **fields)

    @property
    def _outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that such a contest can have."""
        opinion = (Outcome.LISTED, Outcome.NOT_LISTED)
        return opinion if self._result.contest.is_opinion else tuple(one for one in Outcome if one not in opinion)

    def ballots(self) -> Iterator[Content]:
        """Yield the base with its arithmetic, and what became of the ballots."""
        words, contest, tally = self._words, self._result.contest, self._result.tally
        yield Content(words("cli.page.base", base=base_arithmetic(words, self._recount, self._counted)))
        reasons = ", ".join(
            f"{words(f'words.reason.{reason}')} {words.number(number)}"
            for reason, number in tally.invalid_by_reason.items()
        )
        yield Content(
            words(
                "cli.page.ballots",
                issued=self._known(contest.issued),
                returned=self._known(contest.returned),
                valid=words.number(tally.valid),
                invalid=words.number(tally.invalid) + (f" ({reasons})" if reasons else ""),
            )
        )

    def bars(self, width: int, *, by_votes: bool) -> Iterator[Content]:
        """Yield a line for every candidate.

        Args:
            width: cells there are.
            by_votes: most votes first; else the order of the ballot.
        """
        words, result = self._words, self._result
        lines = list(result.candidates)
        if by_votes:
            lines.sort(key=lambda line: line.rank)
        no_width = max((len(str(line.candidate.no)) for line in lines), default=1)
        votes_width = max((len(words.number(line.votes)) for line in lines), default=1)
        outcomes = {line.candidate.no: outcome_word(words, result, line) for line in lines}
        worded = [*outcomes.values(), *(words(f"words.outcome.{outcome}") for outcome in self._outcomes)]
        outcome_width = max(map(cell_len, worded)) if width >= _WIDE else 0
        names = max((cell_len(line.candidate.name) for line in lines), default=1)
        # sign, number, name, bar, votes, percent, outcome, and the gaps between them
        rest = 2 + no_width + 2 + 1 + votes_width + 2 + 8 + (2 + outcome_width if outcome_width else 0)
        name_width = min(names, WIDEST, max(width - rest - 2 * _LEAST_HALF - 1, 8))
        half = max(min((width - rest - name_width - 1) // 2, _MOST_HALF), 1)
        half_line = result.contest.kind is not RoundKind.TIE_BREAK and result.base.value > 0
        if half_line and result.needed is not None:
            at = 2 + no_width + 2 + name_width + 1 + cells_before(half, result.base.more_than)
            needed, base = words.number(result.needed), words.number(result.base.value)
            said = self._word("share" if result.contest.is_opinion else "half", needed=needed, base=base)
            yield Content.styled(" " * max(at - cell_len(said) - 1, 0) + said + " " + HALF_LINE, "$secondary")
        for line in lines:
            name = shortened(line.candidate.name, name_width)
            bar = vote_bar(line.votes, result.base.value, half, half_line=half_line, more_than=result.base.more_than)
            text = (
                f"{OUTCOME_SIGNS[line.outcome]} {line.candidate.no:>{no_width}}  "
                f"{name}{' ' * (name_width - cell_len(name))} {bar:<{2 * half + 1}}"
                f"{words.number(line.votes):>{votes_width + 2}}{words.percent(line.hundredths):>9}"
            )
            if outcome_width:
                text += f"  {outcomes[line.candidate.no]}"
            yield Content.styled(text, _LOOKS[line.outcome])

    def legend(self) -> Content:
        """Return what the signs mean."""
        said = "   ".join(
            f"{OUTCOME_SIGNS[outcome]} {self._words(f'words.outcome.{outcome}')}" for outcome in self._outcomes
        )
        return Content.styled(said, "$secondary")

    def conclusion(self) -> Iterator[Content]:
        """Yield how many are elected, who by votes, and what may follow."""
        words, result = self._words, self._result
        yield Content.styled(summary(words, result), "bold")
        yield from map(Content, names_won(words, result))
        for sentence in what_follows(words, self._recount, self._counted):
            yield Content.styled(f"→ {sentence}", "$warning")

    def rulings(self) -> Iterator[Content]:
        """Yield every ruling beside what the machine found."""
        if self._result.tally.ruled:
            yield Content.styled(self._words("cli.page.rulings"), "bold")
        for said in ruling_sentences(self._words, self._result.tally.ruled):
            yield Content(f"  {said}")

    def findings(self, explained: Mapping[str, str], *, only_errors: bool) -> Iterator[Content]:
        """Yield what a careful board would want to know, each with the board's explanation.

        Args:
            explained: the explanations, by code.
            only_errors: leave out what would tell of votes that are hidden.
        """
        findings = [one for one in self._counted.findings if one.level == "error" or not only_errors]
        if findings:
            yield Content.styled(self._words("cli.page.findings"), "bold")
        for one in findings:
            look = "bold $error" if one.level == "error" else "$warning"
            sign = "✗" if one.level == "error" else "!"
            said = f" {self._words.finding(one)} ({one.clause})"
            yield Content.styled(f"  {sign} {one.code}", look) + Content(said)
            if one.code in explained:
                yield Content(f"      {self._word('explained', text=explained[one.code])}")

    def name_by_name(self) -> Iterator[Content]:
        """Yield whether, for every name, votes and strikes come to the valid ballots."""
        key, look = ("adds_up", "") if self._result.tally.adds_up else ("does_not_add_up", "bold $error")
        yield Content.styled(self._word(key, valid=self._words.number(self._result.tally.valid)), look)

    def piles(self, by_hand: Mapping[int, int], differences: tuple[tuple[int, int, int], ...]) -> Iterator[Content]:
        """Yield the piles counted by hand against what was keyed."""
        if not by_hand:
            return
        total = self._words.number(sum(by_hand.values()))
        yield Content.styled(self._word("piles", ballots=total), "bold")
        if not differences:
            yield Content(f"  ✓ {self._word('piles_agree')}")
        for names, hand, keyed in differences:
            yield Content.styled(f"  ✗ {self._word('pile_differs', names=names, by_hand=hand, keyed=keyed)}", "$error")

    def _known(self, number: int | None) -> str:
        return self._words("cli.page.unknown") if number is None else self._words.number(number)
