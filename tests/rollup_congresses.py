"""Made-up congresses whose roll-up gives the figures of the reports in `cases.md`: `python … CASE --to DIR`.

The reports have totals and no ballots. Who stood, and every ballot, is made up here so that the totals are exactly
those: names are of the kinds that the places have, nobody is meant. Nothing of `tally` is used.
"""

import argparse
import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

NAMES = tomllib.loads((Path(__file__).parents[1] / "fixtures" / "made-up-names.toml").read_text(encoding="utf-8"))
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"


@dataclass(frozen=True)
class Person:
    """A candidate; None and the empty text: the slate does not say."""

    name: str
    born: int | None = 1975
    sex: str = "nam"
    ethnicity: str = "Kinh"
    first_term: bool | None = False


@dataclass(frozen=True)
class Election:
    """One contest: who is elected with how many votes, and who is not.

    Attributes:
        votes: of each of the people, in their order.
        body_size: of the body, where seats are left open by plan.
    """

    id: str
    title: str
    office: str
    seats: int
    people: Sequence[Person]
    votes: Sequence[int]
    body_size: int | None = None
    round: int = 1
    kind: str = "first"


@dataclass(frozen=True)
class Gathering:
    """A congress or a conference of an organisation."""

    folder: str
    organisation: str
    elections: Sequence[Election]
    voters: int
    level: str = "grassroots"
    superior: str = ""
    kind: str = "delegates"
    date: str = "2020-05-20"


def declaration(gathering: Gathering) -> str:
    """Return the `congress.toml` of a gathering."""
    lines = ['format = "tally-congress/1"', "", "[congress]", f"organisation = {text(gathering.organisation)}"]
    if gathering.superior:
        lines.append(f"superior = {text(gathering.superior)}")
    lines += [f"kind = {text(gathering.kind)}", 'rules = "qd-244-2014"', f"date = {gathering.date}"]
    if gathering.level:
        lines.append(f"level = {text(gathering.level)}")
    lines += ["", "[roll]", f"summoned = {gathering.voters}", f"present = {gathering.voters}"]
    for one in gathering.elections:
        style = "cross-out" if len(one.people) > one.seats else "agree-disagree"
        lines += [
            "",
            "[[contest]]",
            f"id = {text(one.id)}",
            f"title = {text(one.title)}",
            f"office = {text(one.office)}",
        ]
        lines += [f"seats = {one.seats}", f"style = {text(style)}", f"round = {one.round}", f"kind = {text(one.kind)}"]
        if one.body_size is not None:
            lines.append(f"body_size = {one.body_size}")
        lines += [f"issued = {gathering.voters}", f"returned = {gathering.voters}"]
        for no, person in enumerate(one.people, start=1):
            lines += ["", "[[contest.candidate]]", f"no = {no}", f"name = {text(person.name)}"]
            if person.born is not None:
                lines.append(f"born = {person.born}")
            if person.sex:
                lines.append(f"sex = {text(person.sex)}")
            if person.ethnicity:
                lines.append(f"ethnicity = {text(person.ethnicity)}")
            if person.first_term is not None:
                lines.append(f"first_term = {str(person.first_term).lower()}")
    return "\n".join(lines) + "\n"


def text(value: str) -> str:
    """Return a TOML string."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def ballots(gathering: Gathering) -> str:
    """Return the `ballots.csv` of a gathering: the votes wanted, dealt out so that no ballot bears too many names."""
    lines = ["contest,round,batch,ballot,marks,ruling"]
    for one in gathering.elections:
        for number, chosen in enumerate(dealt(one, gathering.voters), start=1):
            if len(one.people) > one.seats:
                marks = " ".join(str(no) for no in range(1, len(one.people) + 1) if no not in chosen)
            else:
                marks = " ".join(f"{no}{'+' if no in chosen else '-'}" for no in range(1, len(one.people) + 1))
            lines.append(f"{one.id},{one.round},1,{number},{marks},")
    return "\n".join(lines) + "\n"


def dealt(election: Election, voters: int) -> list[set[int]]:
    """Deal the votes out round and round, so that the ballots hold as many names as each other, give or take one."""
    papers: list[set[int]] = [set() for _ in range(voters)]
    at = 0
    for no, votes in sorted(enumerate(election.votes, start=1), key=lambda pair: -pair[1]):
        for _ in range(votes):
            papers[at % voters].add(no)
            at += 1
    # A paper with one name may say no; of several names one has to be chosen.
    fewest = 0 if len(election.people) == 1 else 1
    assert all(fewest <= len(paper) <= election.seats for paper in papers), election
    assert sum(map(len, papers)) == sum(election.votes)
    return papers


def write(gatherings: Sequence[Gathering], root: Path) -> Path:
    """Write every gathering to a folder of its own; return the root."""
    for one in gatherings:
        folder = root / one.folder
        folder.mkdir(parents=True)
        (folder / "congress.toml").write_text(declaration(one), encoding="utf-8", newline="")
        (folder / "ballots.csv").write_text(ballots(one), encoding="utf-8", newline="")
    return root


def names(seed: int) -> Iterator[tuple[str, str]]:
    """Yield sex and name, no name twice."""
    dice = random.Random(seed)  # noqa: S311 - made-up names, no secret
    seen = set()
    while True:
        sex = dice.choice(("nam", "nữ"))
        name = " ".join(
            (dice.choice(NAMES["families"][:24]), dice.choice(NAMES["middles"][sex]), dice.choice(NAMES["givens"][sex]))
        )
        if name not in seen:
            seen.add(name)
            yield sex, name


class People:
    """Makes people of a wanted sex, each of another name."""

    def __init__(self, seed: int) -> None:
        self._names = names(seed)
        self._waiting: dict[str, list[str]] = {"nam": [], "nữ": []}

    def one(self, *, woman: bool = False, minority: str = "", first_term: bool = False, born: int = 1975) -> Person:
        """Return somebody new."""
        sex = "nữ" if woman else "nam"
        while not self._waiting[sex]:
            drawn, name = next(self._names)
            self._waiting[drawn].append(name)
        return Person(self._waiting[sex].pop(0), born, sex, minority or "Kinh", first_term)


def spread(wanted: int, among: int) -> list[bool]:
    """Return `among` answers of which `wanted` are yes, as evenly apart as can be."""
    return [(place + 1) * wanted // among > place * wanted // among for place in range(among)]


def in_order(people: Sequence[Person], votes: Sequence[int]) -> tuple[list[Person], list[int]]:
    """Put people in the order of a ballot paper, as far as the given name goes, their votes with them."""

    def key(pair: tuple[Person, int]) -> tuple[list[int], str]:
        given = pair[0].name.split()[-1].lower()
        return [ALPHABET.find(letter) for letter in given], pair[0].name

    both = sorted(zip(people, votes, strict=True), key=key)
    return [person for person, _ in both], [number for _, number in both]


COMMITTEE = ("bch", "Ban Chấp hành", "committee")
CELL_COMMITTEE = ("chi-uy", "Chi ủy", "committee")
STANDING_COMMITTEE = ("btv", "Ban Thường vụ", "standing-committee")


def election(
    what: tuple[str, str, str], seats: int, elected: Sequence[Person], losing: Sequence[Person], voters: int
) -> Election:
    """Return an election in which every paper keeps to the seats: one in ten does without each of the elected.

    Args:
        what: id, title and office.
        seats: to be filled.
        elected: with more than half of the votes.
        losing: with a vote or two.
        voters: who all vote.
    """
    people, votes = in_order([*elected, *losing], [voters - max(1, voters // 10)] * len(elected) + [1] * len(losing))
    return Election(*what, seats, people, votes)


# Sóc Trăng: 24 congresses

COMMITTEES = (7, 7, 7, 7, 7, 7, 8, *([9] * 10), *([11] * 5), 15, 15)
"""Seats; together 225, of which one is not filled because votes failed."""

STANDING = (*([5] * 9), *([3] * 5))
"""Seats of the standing committees, of the last fourteen organisations; together 60, all filled."""

FAILED, PLANNED = 10, (12, 14)
"""Where votes failed, and where a seat is left open by plan, by place from 0."""

DIRECT = (3, 8)
"""Where the congress elects its secretary."""


def soc_trang() -> list[Gathering]:
    """Return 24 congresses and 14 conferences.

    Committees: 224 elected, 56 in their first term, 52 women, 27 of ethnic minorities; standing committees: 60, 11, 5
    and 6; one short because votes failed, two by plan; two secretaries elected directly, each with over 90 %.
    """
    people = People(24)
    standing = sum(STANDING)
    rest = 224 - standing
    flags = {
        "first_term": (iter(spread(11, standing)), iter(spread(56 - 11, rest))),
        "woman": (iter(spread(5, standing)), iter(spread(52 - 5, rest))),
        "minority": (iter(spread(6, standing)), iter(spread(27 - 6, rest))),
    }

    def member(*, of_standing: bool) -> Person:
        which = 0 if of_standing else 1
        said = {name: next(both[which]) for name, both in flags.items()}
        return people.one(
            woman=said["woman"], minority="Khmer" if said["minority"] else "", first_term=said["first_term"]
        )

    gatherings = []
    for place, seats in enumerate(COMMITTEES):
        filled = seats - (place == FAILED)
        number = place - (len(COMMITTEES) - len(STANDING))
        in_standing = [member(of_standing=True) for _ in range(STANDING[number])] if number >= 0 else []
        elected = in_standing + [member(of_standing=False) for _ in range(filled - len(in_standing))]
        # Those who lose are women in their first term: nobody of them may get into the figures.
        surplus = 2 if seats == 15 else 1
        losing = [people.one(woman=True, minority="Hoa", first_term=True) for _ in range(surplus + seats - filled)]
        name = f"Đảng bộ cơ sở số {place + 1}, tỉnh Sóc Trăng"
        voters = 40
        body_size = seats + 1 if place in PLANNED else None
        held = [replace(election(COMMITTEE, seats, elected, losing, voters), body_size=body_size)]
        if place in DIRECT:
            votes = 37 if place == DIRECT[0] else 39
            held.append(Election("bi-thu", "Bí thư", "secretary", 1, [elected[0]], [votes]))
        gatherings.append(Gathering(f"{place + 1:02}-dai-hoi", name, held, voters))
        if in_standing:
            others = [one for one in elected if one not in in_standing]
            seats_there = len(in_standing)
            held = [election(STANDING_COMMITTEE, seats_there, in_standing, others[:1], filled)]
            gatherings.append(Gathering(f"{place + 1:02}-hoi-nghi", name, held, filled, kind="conference"))
    return gatherings


# Kỳ Anh: 162 cells

WITHOUT_COMMITTEE = 10
OF_FIVE, OF_FOUR = 7, 15
"""Cells with so large a committee; the other 130 have three: 485 people."""


def ky_anh() -> list[Gathering]:
    """Return 162 cells of the year 2019: 485 committee members, 162 secretaries of 57 years on average, 162 deputies.

    The oldest secretary is of 1947, the youngest of 1993; ten cells have no committee.
    """
    people = People(162)
    births = iter(_secretaries_born())
    gatherings = []
    for place in range(162):
        secretary = people.one(born=next(births))
        deputy = people.one(woman=place % 3 == 0, born=1970)
        voters = 9 + place % 12
        held = []
        if place >= WITHOUT_COMMITTEE:
            number = place - WITHOUT_COMMITTEE
            seats = 5 if number < OF_FIVE else 4 if number < OF_FIVE + OF_FOUR else 3
            members = [secretary, deputy, *(people.one(born=1980) for _ in range(seats - 2))]
            losing = [people.one(born=1990)]
            held.append(election(CELL_COMMITTEE, seats, members, losing, voters))
        held += [
            Election("bi-thu", "Bí thư chi bộ", "secretary", 1, [secretary], [voters]),
            Election("pho-bi-thu", "Phó bí thư chi bộ", "deputy-secretary", 1, [deputy], [voters - 1]),
        ]
        gatherings.append(
            Gathering(
                f"phuong-{place % 12 + 1:02}/to-{place + 1:03}",
                f"Chi bộ tổ dân phố {place // 12 + 1}",
                held,
                voters,
                level="cell",
                superior=f"Đảng bộ phường số {place % 12 + 1}, thị xã Kỳ Anh",
                kind="members",
                date="2019-12-10",
            )
        )
    return gatherings


def _secretaries_born() -> list[int]:
    """Return 162 years of birth: together 162 times 57 years of age in 2019, from 26 to 72."""
    ages = [72, 26]
    ages += [57 + step % 12 for step in range(72)] + [57 - step % 12 for step in range(72)]
    missing = 162 * 57 - sum(ages)
    left = 162 - len(ages)
    ages += [missing // left + (place < missing % left) for place in range(left)]
    return [2019 - age for age in ages]


# Quảng Ninh: secretaries elected by the congress


def quang_ninh() -> list[Gathering]:
    """Return three districts and nine grassroots organisations, each electing its secretary directly."""
    people = People(9)
    votes = {"district": (193, 196, 200), "grassroots": (60, 58, 60, 57, 59, 60, 55, 60, 56)}
    gatherings = []
    for place, number in enumerate(votes["district"], start=1):
        held = [Election("bi-thu", "Bí thư Huyện ủy", "secretary", 1, [people.one(born=1968)], [number])]
        name = f"Đảng bộ huyện số {place}, tỉnh Quảng Ninh"
        gatherings.append(Gathering(f"huyen-{place}", name, held, 200, level="above-grassroots"))
    for place, number in enumerate(votes["grassroots"], start=1):
        held = [Election("bi-thu", "Bí thư Đảng ủy", "secretary", 1, [people.one(born=1972)], [number])]
        name = f"Đảng bộ xã số {place}, tỉnh Quảng Ninh"
        gatherings.append(Gathering(f"xa-{place}", name, held, 60))
    return gatherings


# A province: many small organisations, for the clock


def many(count: int) -> list[Gathering]:
    """Return so many organisations, each with a committee of nine and ten candidates, and forty ballots."""
    people = People(count)
    pool = [people.one(woman=place % 4 == 0, born=1960 + place % 35, first_term=place % 3 == 0) for place in range(400)]
    gatherings = []
    for place in range(count):
        standing = [pool[(place * 7 + step) % len(pool)] for step in range(10)]
        held = [election(COMMITTEE, 9, standing[:9], standing[9:], 40)]
        name = f"Đảng bộ cơ sở số {place + 1}"
        gatherings.append(Gathering(f"{place // 100:03}/{place + 1:05}", name, held, 40))
    return gatherings


def usual(count: int) -> list[Gathering]:
    """Return so many organisations as many are: a committee of fifteen, twenty candidates, a hundred ballots."""
    people = People(count)
    pool = [people.one(woman=place % 4 == 0, born=1960 + place % 35, first_term=place % 3 == 0) for place in range(400)]
    gatherings = []
    for place in range(count):
        standing = [pool[(place * 7 + step) % len(pool)] for step in range(20)]
        held = [election(COMMITTEE, 15, standing[:15], standing[15:], 100)]
        gatherings.append(Gathering(f"{place // 100:03}/{place + 1:05}", f"Đảng bộ xã số {place + 1}", held, 100))
    return gatherings


CASES = {"soc-trang": soc_trang, "ky-anh": ky_anh, "quang-ninh": quang_ninh}


def main() -> None:
    """Write one case, or so many organisations."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", help=f"{', '.join(CASES)}, or a number of organisations")
    parser.add_argument("--to", type=Path, required=True)
    asked = parser.parse_args()
    write(many(int(asked.case)) if asked.case.isdecimal() else CASES[asked.case](), asked.to)


if __name__ == "__main__":
    main()
