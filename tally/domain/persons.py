"""Who is who from one round to the next: numbers change with the ballot, and two people may bear one name."""

from collections.abc import Iterable
from dataclasses import replace

from tally.domain.names import fold, may_be_named, sort_key
from tally.domain.slate import Candidate, Slate


def may_be_one(one: Candidate, other: Candidate) -> bool:
    """Tell whether two lines of two slates may be the same person.

    One name, however it is spelled, with its alias or without; and nothing that tells two people of one name apart on
    a slate: the births, where both are known (a year alone means any day of it), else the positions, where both are
    known.
    """
    if not may_be_named(one.name, other.name):
        return False
    mine, theirs = one.born_between(), other.born_between()
    if mine is not None and theirs is not None:
        return mine[0] <= theirs[1] and theirs[0] <= mine[1]
    return not (one.position and other.position) or fold(one.position) == fold(other.position)


class Roster:
    """The people of a body's slates, each once; a person goes by the place in which the slates brought them.

    Attributes:
        people: what is known of each, as their slates say.
    """

    def __init__(self) -> None:
        self.people: list[Candidate] = []

    def take_in(self, slate: Slate) -> dict[int, int]:
        """Take in the next slate; return the person of each number, but of nobody who may be two people.

        Who is there once on both sides is one person. Two of a name are told apart by lines that say the same of them;
        where that leaves a doubt, nobody is guessed.
        """
        known = range(len(self.people))
        exact = {candidate.no: [one for one in known if _alike(self.people[one], candidate)] for candidate in slate}
        found = _only_pairs(exact)
        free = set(known) - set(found.values())
        possible = {
            candidate.no: [one for one in sorted(free) if may_be_one(self.people[one], candidate)]
            for candidate in slate
            if candidate.no not in found
        }
        found |= _only_pairs(possible)
        for candidate in slate:
            if candidate.no in found:
                self._add_to(found[candidate.no], candidate)
            elif not possible[candidate.no]:
                self.people.append(candidate)
                found[candidate.no] = len(self.people) - 1
        return found

    def _add_to(self, person: int, candidate: Candidate) -> None:
        """Keep what an earlier slate said, and what only this one says."""
        known = self.people[person]
        self.people[person] = replace(
            known, born=known.born or candidate.born, position=known.position or candidate.position
        )


def _alike(one: Candidate, other: Candidate) -> bool:
    """Tell whether two lines say the same of a person."""
    same = (one.born, fold(one.position)) == (other.born, fold(other.position))
    return same and sort_key(one.name) == sort_key(other.name)


def _only_pairs(possible: dict[int, list[int]]) -> dict[int, int]:
    """Return the numbers that only one person can be, who can be no other number."""
    wanted = [person for people in possible.values() for person in people]
    return {no: people[0] for no, people in possible.items() if len(people) == 1 and wanted.count(people[0]) == 1}


def renumbered(people: Iterable[Candidate]) -> Slate:
    """Return a slate of people in the order of their given names, numbered from 1 (QĐ 190 art. 15; QĐ 244 art. 17)."""
    in_order = sorted(people, key=lambda candidate: sort_key(candidate.name))
    return Slate(tuple(replace(candidate, no=no) for no, candidate in enumerate(in_order, start=1)))
