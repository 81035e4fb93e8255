"""A second counter, slow and obvious, written from the regulation alone: it shares no line with the program it checks.

Standard library only, nothing of `tally`. Every ballot becomes the set of people it votes for; every figure is found by
looping over those sets. Where the program counts columns of bytes, this one asks each ballot about each person.
"""

import csv
import io
import tomllib
import unicodedata
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

BASE_IS_VALID_BALLOTS = {"qd-244-2014": False, "qd-190-2024": False, "luat-bau-cu-2015": True}
OLDER_WINS_A_TIE = {"qd-244-2014": False, "qd-190-2024": False, "luat-bau-cu-2015": True}
DEFAULT_RULES = "qd-190-2024"
ENTERS_THE_LIST = Fraction(30, 100)  # of the people present: section 4


def naive_folder(path: Path) -> dict[str, Any]:
    """Count a folder with `congress.toml` and `ballots.csv`; return the contract's document without findings."""
    with (path / "congress.toml").open("rb") as file:
        document = tomllib.load(file)
    text = (path / "ballots.csv").read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    contests = []
    for contest in document["contest"]:
        wanted = (contest["id"], contest.get("round", 1))
        its_rows = [row for row in rows if (row["contest"], int(row["round"])) == wanted]
        contests.append(naive_contest(document, contest, its_rows))
    hands = [naive_hand_vote(document["roll"], vote) for vote in document.get("hand_vote", [])]
    about = document["congress"]
    organisation = unicodedata.normalize("NFC", about["organisation"])
    return {
        "format": "tally-result/1",
        "congress": {"organisation": organisation, "rules": about.get("rules", DEFAULT_RULES)},
        "contests": contests,
        **({"hand_votes": hands} if hands else {}),
    }


def naive_hand_vote(roll: dict[str, Any], vote: dict[str, Any]) -> dict[str, Any]:
    """Return a hand vote without findings: hands are just counted."""
    document = {"id": vote["id"], "title": vote["title"], "summoned": roll["summoned"]}
    document["present"] = vote.get("present", roll.get("present"))
    for opinion in ("agree", "disagree", "no_opinion"):
        document[opinion] = vote.get(opinion)
    return document


def naive_contest(congress: dict[str, Any], contest: dict[str, Any], rows: list[dict[str, str]]) -> dict[str, Any]:
    """Count one contest and round; return its object of the contract without `findings`.

    Args:
        congress: the parsed `congress.toml`.
        contest: one of its `[[contest]]` tables.
        rows: the rows of `ballots.csv` that belong to it.
    """
    rules = congress["congress"].get("rules", DEFAULT_RULES)
    people = sorted(contest.get("candidate", []), key=lambda person: int(person["no"]))
    numbers = [int(person["no"]) for person in people]
    opinion = contest.get("method", "ballot") == "opinion"
    seats = 0 if opinion else int(contest["seats"])
    tie_break = contest.get("kind", "first") == "tie-break"

    reasons: dict[str, int] = {}
    ballots: list[set[int]] = []
    for row in rows:
        voted, machine_reason = read_ballot(contest, row["marks"])
        reason = rule(row["ruling"], machine_reason)
        if reason is None:
            ballots.append(voted)
        else:
            reasons[reason] = reasons.get(reason, 0) + 1

    votes = {no: sum(1 for ballot in ballots if no in ballot) for no in numbers}
    if opinion:
        return opinion_of(contest, ballots, reasons, congress["roll"].get("present"))
    base = len(ballots) if BASE_IS_VALID_BALLOTS[rules] else base_of_the_roll(congress["roll"])
    over_half = [no for no in numbers if base > 0 and Fraction(votes[no], base) > Fraction(1, 2)]
    contenders = numbers if tie_break else over_half
    born = {int(person["no"]): person.get("born") for person in people} if OLDER_WINS_A_TIE[rules] else None
    elected, tied = fill_seats(contenders, votes, seats, born)

    held_by_tie = seats - len(elected) if tied else 0
    unfilled = seats - len(elected) - held_by_tie
    candidates = []
    for person in people:
        no = int(person["no"])
        if no in elected:
            outcome = "elected"
        elif no in tied:
            outcome = "tied"
        elif no in over_half and not tie_break:
            outcome = "over-half"
        else:
            outcome = "not-elected"
        candidates.append(
            {
                "no": no,
                "name": unicodedata.normalize("NFC", person["name"]),
                "votes": votes[no],
                "percent": percent(votes[no], base),
                "rank": 1 + sum(1 for other in numbers if votes[other] > votes[no]),
                "outcome": outcome,
            }
        )
    return {
        "id": contest["id"],
        "round": contest.get("round", 1),
        "kind": contest.get("kind", "first"),
        "seats": seats,
        "open_by_plan": contest.get("body_size", seats) - seats,
        "base": base,
        "needed": None if tie_break else smallest_majority(base),
        "ballots": {
            "issued": contest.get("issued"),
            "returned": contest.get("returned"),
            "valid": len(ballots),
            "invalid": sum(reasons.values()),
            "invalid_by_reason": reasons,
        },
        "candidates": candidates,
        "elected": sorted(elected),
        "tied": sorted(tied),
        **alternates_of(contest, votes, contenders, elected, tied),
        "unfilled": unfilled,
        "status": "tie" if tied else "under-filled" if unfilled > 0 else "complete",
    }


def opinion_of(
    contest: dict[str, Any], ballots: list[set[int]], reasons: dict[str, int], present: int | None
) -> dict[str, Any]:
    """Say who enters the list after an opinion ballot: more than 30 % of the people present agree, section 4."""
    people = sorted(contest.get("candidate", []), key=lambda person: int(person["no"]))
    votes = {int(person["no"]): sum(1 for ballot in ballots if int(person["no"]) in ballot) for person in people}
    base = present or 0
    enough = None
    if base > 0:
        enough = 0
        while not Fraction(enough, base) > ENTERS_THE_LIST:
            enough += 1
    listed = [no for no, number in votes.items() if enough is not None and number >= enough]
    return {
        "id": contest["id"],
        "round": contest.get("round", 1),
        "kind": contest.get("kind", "first"),
        "method": "opinion",
        "seats": 0,
        "open_by_plan": 0,
        "base": base,
        "needed": enough,
        "ballots": {
            "issued": contest.get("issued"),
            "returned": contest.get("returned"),
            "valid": len(ballots),
            "invalid": sum(reasons.values()),
            "invalid_by_reason": reasons,
        },
        "candidates": [
            {
                "no": int(person["no"]),
                "name": unicodedata.normalize("NFC", person["name"]),
                "votes": votes[int(person["no"])],
                "percent": percent(votes[int(person["no"])], base),
                "rank": 1 + sum(1 for other in votes.values() if other > votes[int(person["no"])]),
                "outcome": "listed" if int(person["no"]) in listed else "not-listed",
            }
            for person in people
        ],
        "elected": [],
        "tied": [],
        "listed": listed,
        "unfilled": 0,
        "status": "complete",
    }


def alternates_of(
    contest: dict[str, Any], votes: dict[int, int], contenders: list[int], elected: set[int], tied: set[int]
) -> dict[str, Any]:
    """Take the alternates one after the other from those who could have been elected and were not: section 5.

    A tie across the last official seat comes first: whoever loses it may be an alternate, so nobody is one yet.
    """
    wanted = int(contest.get("alternates", 0))
    if wanted == 0:
        return {}
    taken: list[int] = []
    level: list[int] = []
    left = [] if tied else [no for no in contenders if no not in elected]
    while left and len(taken) < wanted and not level:
        highest = max(votes[no] for no in left)
        group = [no for no in left if votes[no] == highest]
        if len(group) <= wanted - len(taken):
            taken += group
            left = [no for no in left if no not in group]
        else:
            level = group
    return {
        "alternates_wanted": wanted,
        "alternates": taken,
        "alternates_tied": level,
        "alternates_unfilled": 0 if tied or level else wanted - len(taken),
        "alternates_waiting": bool(tied),
    }


def read_ballot(contest: dict[str, Any], marks: str) -> tuple[set[int], str | None]:
    """Return the people a ballot votes for, and why its marks make it invalid (None when they do not): section 2."""
    numbers = {int(person["no"]) for person in contest.get("candidate", [])}
    opinion = contest.get("method", "ballot") == "opinion"
    seats = len(numbers) if opinion else int(contest["seats"])
    default_style = "cross-out" if len(numbers) > seats else "agree-disagree"
    if contest.get("style", default_style) == "cross-out":
        voted = numbers - {int(token) for token in marks.split()}
        one_box = True
    else:
        agreed = {int(token[:-1]) for token in marks.split() if token.endswith("+")}
        disagreed = {int(token[:-1]) for token in marks.split() if token.endswith("-")}
        voted = agreed
        one_box = agreed | disagreed == numbers
    if len(numbers) == 1:
        return voted, None if one_box else "both-or-neither"
    if not voted and not opinion:
        return voted, "none"
    if len(voted) > seats:
        return voted, "too-many"
    return voted, None


def rule(ruling: str, machine_reason: str | None) -> str | None:
    """Return why a ballot is invalid after the board has spoken, None when it is valid: the board has the last word."""
    word = ruling.split(":", maxsplit=1)[0].strip()
    if word == "":
        return machine_reason
    if word == "valid":
        return None
    return word


def base_of_the_roll(roll: dict[str, Any]) -> int:
    """Return the people summoned less every deduction: section 1."""
    base = int(roll["summoned"])
    for deduction in roll.get("deduction", []):
        base -= int(deduction["count"])
    return base


def smallest_majority(base: int) -> int | None:
    """Count up to the first number of votes that is more than half."""
    if base <= 0:
        return None
    votes = 0
    while not Fraction(votes, base) > Fraction(1, 2):
        votes += 1
    return votes


def percent(votes: int, base: int) -> str | None:
    """Write votes / base as percent, two decimals, halves up: section 6."""
    if base <= 0:
        return None
    hundredths = Fraction(votes, base) * 100 * 100
    whole = (hundredths + Fraction(1, 2)).__floor__()
    digits = str(whole).rjust(3, "0")
    return digits[:-2] + "." + digits[-2:]


def fill_seats(
    contenders: list[int], votes: dict[int, int], seats: int, born: dict[int, Any] | None
) -> tuple[set[int], set[int]]:
    """Seat the contenders, most votes first, group by group of equal votes: section 5.

    Args:
        contenders: who may be elected: those over half, or everybody in a tie-break.
        votes: votes by number.
        seats: people to be elected.
        born: birth dates by number where the older wins a tie; None where the congress votes again.

    Returns:
        The elected, and those tied across the last seat.
    """
    elected: set[int] = set()
    for number_of_votes in sorted({votes[no] for no in contenders}, reverse=True):
        group = {no for no in contenders if votes[no] == number_of_votes}
        left = seats - len(elected)
        if left == 0:
            break
        if len(group) <= left:
            elected |= group
            continue
        older = oldest_beyond_doubt(group, left, born) if born is not None else None
        if older is None:
            return elected, group
        return elected | older, set()
    return elected, set()


def oldest_beyond_doubt(group: Iterable[int], left: int, born: dict[int, Any]) -> set[int] | None:
    """Return the `left` oldest of a group when the dates leave no doubt who they are, else None."""
    members = set(group)
    losers_to_be = len(members) - left
    winners = {
        no for no in members if sum(1 for other in members if certainly_older(born[no], born[other])) >= losers_to_be
    }
    if len(winners) != left:
        return None
    for winner in winners:
        for loser in members - winners:
            if not certainly_older(born[winner], born[loser]):
                return None
    return winners


def certainly_older(one: int | date | None, other: int | date | None) -> bool:
    """Tell whether one was born before the other whatever the days that are not known."""
    if one is None or other is None:
        return False
    latest = date(one, 12, 31) if isinstance(one, int) else one
    earliest = date(other, 1, 1) if isinstance(other, int) else other
    return latest < earliest
