"""What a result says in sentences: the same on screen and on paper, in the language of `words`."""

from collections.abc import Iterable, Iterator

from tally.application.recount import CountedContest, Recount
from tally.domain.ballot import Ruling
from tally.domain.congress import Base, BaseStep, Congress
from tally.domain.contest import Office, RoundKind
from tally.domain.counting import CandidateResult, Outcome, Result, RuledBallot, Status
from tally.domain.hand_vote import HandVote
from tally.domain.rules import MACHINE_REASONS, InvalidReason, RuleProfile, TieRule, Topic
from tally.locales import Words


def base_arithmetic(words: Words, recount: Recount, counted: CountedContest) -> str:
    """Return the base with its arithmetic: `106 triệu tập - 2 vắng … = 104; quá nửa = 53`."""
    result = counted.result
    base, steps = result.base, base_steps(result.base)
    terms = " - ".join(f"{words.number(abs(step.count))} {step_label(words, recount, counted, step)}" for step in steps)
    total = f" = {words.number(base.value)}" if len(steps) > 1 else ""
    if result.contest.kind is RoundKind.TIE_BREAK:
        meaning = words("words.sentence.no_majority_asked", clause=recount.profile.tie_clause)
    elif result.contest.is_opinion and base.needed is not None:
        meaning = words("words.opinion.share", percent=base.more_than, needed=words.number(base.needed))
    elif base.needed is None:
        meaning = words("words.sentence.no_majority_possible")
    else:
        meaning = words("words.sentence.majority", needed=words.number(base.needed))
    return f"{terms}{total}; {meaning}"


def base_steps(base: Base) -> tuple[BaseStep, ...]:
    """Return the steps worth a line: the first, and every deduction of somebody."""
    return tuple(step for place, step in enumerate(base.steps) if place == 0 or step.count)


def step_label(words: Words, recount: Recount, counted: CountedContest, step: BaseStep) -> str:
    """Return what a step of the base's arithmetic counts."""
    rule = recount.profile.deduction(counted.congress.kind, step.what)
    if step.what == "present":
        return words("words.opinion.present")
    if rule is None:
        return words(f"words.base.{step.what}")
    return rule.label_vi if words.language == "vi" else rule.label_en


def hand_vote_line(words: Words, congress: Congress, vote: HandVote, *, short: bool = False) -> str:
    """Return a hand vote in one line; dots stand for what is not known yet."""
    present = congress.roll.present if vote.present is None else vote.present
    known = {"agree": vote.agree, "disagree": vote.disagree, "no_opinion": vote.no_opinion, "present": present}
    said = {key: "…" if number is None else words.number(number) for key, number in known.items()}
    return words("words.hand_vote.short" if short else "words.hand_vote.line", title=vote.title, **said)


def numbered_names(lines: tuple[CandidateResult, ...], words: Words) -> str:
    """Return `1 Lò Văn Ánh (100), 3 …` in the order given."""
    return ", ".join(f"{line.candidate.no} {line.candidate.name} ({words.number(line.votes)})" for line in lines)


def what_follows(words: Words, recount: Recount, counted: CountedContest) -> tuple[str, ...]:
    """Return what the board must report to the congress after this result, each with its clause; empty when nothing."""
    result, profile = counted.result, recount.profile
    gathering = words(f"words.gathering.{counted.congress.kind}")
    sentences: list[str] = []
    if result.status is Status.TIE:
        names = numbered_names(result.tied, words)
        again = result.contest.kind is RoundKind.TIE_BREAK
        key = "tie_older" if profile.tie_rule is TieRule.OLDER else "tie_again" if again else "tie"
        sentences.append(
            words(
                f"words.sentence.{key}",
                names=names,
                seats=words.number(result.seats_in_tie),
                gathering=gathering,
                clause=profile.tie_clause,
            )
        )
    if result.unfilled:
        sentences.append(
            words(
                "words.sentence.under_filled",
                missing=words.number(result.unfilled),
                seats=words.number(result.contest.seats),
                gathering=gathering,
                clause=profile.clauses[Topic.UNDER_FILLED],
            )
        )
    if result.contest.open_by_plan > 0:
        seats = words.number(result.contest.open_by_plan)
        sentences.append(words("words.sentence.open_by_plan", seats=seats, gathering=gathering))
    return (*sentences, *_about_alternates(words, profile, result))


def _about_alternates(words: Words, profile: RuleProfile, result: Result) -> Iterator[str]:
    """Say what follows for the alternates, where the contest takes any."""
    if result.chosen.waiting:
        yield words("words.sentence.alternates_wait")
    if result.alternates_tied:
        names, seats = numbered_names(result.alternates_tied, words), words.number(result.alternates_in_tie)
        key = "alternates_tied_again" if result.contest.kind is RoundKind.TIE_BREAK else "alternates_tied"
        yield words(f"words.sentence.{key}", names=names, seats=seats, clause=profile.tie_clause)
    if result.chosen.unfilled:
        yield words(
            "words.sentence.alternates_short",
            missing=words.number(result.chosen.unfilled),
            wanted=words.number(result.contest.alternates),
            clause=profile.clauses[Topic.UNDER_FILLED],
        )


def summary(words: Words, result: Result) -> str:
    """Return the result in one line: how many of what, and what that means."""
    if result.contest.is_opinion:
        listed, nominees = words.number(len(result.listed)), words.number(len(result.candidates))
        return words("words.opinion.summary", listed=listed, nominees=nominees)
    said = words(
        "cli.page.summary",
        elected=words.number(len(result.elected)),
        seats=words.number(result.contest.seats),
        unfilled=words.number(result.unfilled),
        tied=words.number(len(result.tied)),
        status=words(f"words.status.{result.status}"),
    )
    if not result.contest.alternates:
        return said
    taken, wanted = words.number(len(result.alternates)), words.number(result.contest.alternates)
    return f"{said} · {words('words.sentence.alternates_taken', taken=taken, wanted=wanted)}"


def outcome_word(words: Words, result: Result, line: CandidateResult) -> str:
    """Return what the vote means for a candidate; whoever is over half without a seat may be an alternate."""
    if result.contest.office is Office.ALTERNATES and line.outcome is Outcome.ELECTED:
        return words("words.alternate.elected")
    if line in result.alternates:
        return words("words.alternate.alternate")
    if line in result.alternates_tied:
        return words("words.alternate.tied")
    return words(f"words.outcome.{line.outcome}")


def names_won(words: Words, result: Result) -> Iterator[str]:
    """Yield who is elected, who is an alternate, who enters the list: a line each, by votes."""
    if result.elected:
        yield words("cli.page.elected_names", names=numbered_names(result.elected, words))
    if result.alternates:
        yield words("words.sentence.alternates", names=numbered_names(result.alternates, words))
    if result.listed:
        yield words("cli.page.elected_names", names=numbered_names(result.listed, words))


def settled_by_age(result: Result) -> tuple[CandidateResult, ...]:
    """Return who shared the last seat's votes where age alone told them apart; empty where nothing was settled so."""
    if result.tied or not result.elected:
        return ()
    cut = min(line.votes for line in result.elected)
    on_cut = tuple(line for line in result.candidates if line.votes == cut)
    return () if all(line in result.elected for line in on_cut) else on_cut


def ruling_sentences(words: Words, ruled: Iterable[RuledBallot]) -> Iterator[str]:
    """Yield the rulings of the board, a sentence each; ballots on which it agreed with the machine share one."""
    agreed: dict[Ruling, dict[int, list[str]]] = {}
    for one in ruled:
        if one.ruling.reason in MACHINE_REASONS and one.ruling.reason is one.finding:
            agreed.setdefault(one.ruling, {}).setdefault(one.batch, []).append(str(one.number))
        else:
            yield _ruling_sentence(words, one)
    for ruling, batches in agreed.items():
        places = "; ".join(
            words("words.sentence.places", batch=batch, ballots=", ".join(numbers))
            for batch, numbers in batches.items()
        )
        yield words("words.sentence.ruled_alike", places=places, concluded=concluded(words, ruling))


def _ruling_sentence(words: Words, ruled: RuledBallot) -> str:
    """Return one ruling of the board beside what the marks alone say, without the marks themselves."""
    key = "overruled" if ruled.overrides else "ruled"
    found = verdict(words, ruled.finding)
    return words(
        f"words.sentence.{key}",
        batch=ruled.batch,
        ballot=ruled.number,
        found=found,
        concluded=concluded(words, ruled.ruling),
    )


def verdict(words: Words, reason: InvalidReason | None) -> str:
    """Say valid, or invalid and why."""
    if reason is None:
        return words("words.sentence.valid")
    return words("words.sentence.invalid", reason=words(f"words.reason.{reason}"))


def concluded(words: Words, ruling: Ruling) -> str:
    """Say what the board concluded on a ballot, in its own words where it gave any."""
    if ruling.reason is InvalidReason.OTHER:
        # The board's own words are the reason.
        return words("words.sentence.invalid", reason=ruling.text)
    said = verdict(words, ruling.reason)
    return f"{said} ({boards_words(words, ruling)})" if ruling.text else said


def boards_words(words: Words, ruling: Ruling) -> str:
    """Return the words of a ruling: the board's own, or who of it agree with what the machine found."""
    if ruling.reason in MACHINE_REASONS:
        return words("words.sentence.agreed", people=ruling.text)
    return ruling.text
