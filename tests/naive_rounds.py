"""A second union over rounds, slow and obvious, written from the regulation alone; nothing of `tally`.

A round is a plain dictionary: `kind`, `seats`, `base`, `votes` (by person, in ballot order), and `decision` (way and
seats) or None; the first has `alternates` and `planned` too, a vote for the last alternate `for_alternates`. A person
goes by one number through all rounds here.
"""

from collections.abc import Sequence
from typing import Any

from naive import fill_seats

NaiveRound = dict[str, Any]


def naive_body(rounds: Sequence[NaiveRound]) -> dict[str, Any]:
    """Return who is in the body by which round, who is not taken, why seats are open, and where the body stands."""
    seats = rounds[0]["seats"]
    body: dict[int, int] = {}
    not_taken: list[tuple[int, int]] = []
    open_: list[tuple[int, str]] = []
    tied: set[int] = set()
    in_tie = 0
    ladder: list[set[int]] = []
    again = False
    for number, one in enumerate(rounds, start=1):
        votes, tie_break = one["votes"], one["kind"] == "tie-break"
        contenders = [person for person in votes if tie_break or 2 * votes[person] > one["base"] > 0]
        elected, still = fill_seats(contenders, votes, one["seats"], None)
        left = seats - len(body) - sum(people for people, _why in open_)
        if not one.get("for_alternates"):
            fine = [
                person for person in elected if person not in body and (number == 1 or not tie_break or person in tied)
            ]
            if len(fine) > left:
                fine = []
            not_taken += [(person, number) for person in elected if person not in fine]
            body |= dict.fromkeys(fine, number)
            left -= len(fine)
            tied = {person for person in still if person not in body}
            in_tie = min(one["seats"] - len(elected), left) if tied else 0
        ladder = climb(ladder, votes, contenders) if tie_break else by_votes(votes, contenders)
        again = tie_break
        if one["decision"] is not None:
            way, wanted = one["decision"]
            if way != "vote-again":
                given_up = left if way == "leave-open" else max(left - wanted, 0)
                open_ += [(given_up, "votes-failed")] if given_up else []
                in_tie = 0
    decided = rounds[-1]["decision"]
    left = seats - len(body) - sum(people for people, _why in open_)
    gave_up = decided is not None and decided[0] == "leave-open"
    wanted = rounds[0]["alternates"]
    taken, doubtful = ([], set[int]()) if left else seat_alternates(ladder, set(body), wanted)
    alternates_in_tie = 0 if gave_up or not doubtful else wanted - sum(len(step) for step in taken)
    if decided is not None and not gave_up:
        stand = "round-due"
    elif in_tie or alternates_in_tie:
        stand = "tie-again" if again else "tie"
    elif left:
        stand = "short"
    else:
        stand = "left-open" if open_ or gave_up else "complete"
    because = [*open_, (in_tie, "tie"), (left - in_tie, "votes-failed"), (rounds[0]["planned"], "by-plan")]
    return {
        "body": body,
        "not_taken": sorted(not_taken),
        "open": [one for one in because if one[0]],
        "alternates": taken,
        "alternates_in_tie": alternates_in_tie,
        "stand": stand,
    }


def by_votes(votes: dict[int, int], people: Sequence[int]) -> list[set[int]]:
    """Put people on steps: most votes on top, equal votes on one step."""
    return [{one for one in people if votes[one] == step} for step in sorted(set(votes.values()), reverse=True)]


def climb(ladder: list[set[int]], votes: dict[int, int], people: Sequence[int]) -> list[set[int]]:
    """Divide each step by another vote among those who stand on it; those not voted on are below those who were."""
    steps: list[set[int]] = []
    for step in ladder:
        voted_on = [one for one in people if one in step]
        steps += [*by_votes(votes, voted_on), step - set(voted_on)]
    return [step for step in steps if step]


def seat_alternates(ladder: list[set[int]], body: set[int], wanted: int) -> tuple[list[set[int]], set[int]]:
    """Take whole steps of people without a seat as long as they fit; return them, and the step that does not fit."""
    taken: list[set[int]] = []
    for step in ladder:
        free = step - body
        room = wanted - sum(len(one) for one in taken)
        if len(free) > room:
            return taken, free if room else set()
        taken += [free] if free else []
    return taken, set()
