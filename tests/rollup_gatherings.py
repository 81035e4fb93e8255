"""Small congresses for the roll-up's tests: one organisation, one committee of three, ten voters."""

from dataclasses import replace
from pathlib import Path

from rollup_congresses import Election, Gathering, Person
from rollup_sources import congress_file, folder, records

VOTERS = 10
NAMES = ("Lò Văn Ánh", "Cà Văn Bình", "Quàng Thị Đào", "Vì Văn Yên")


def commune(number: int = 1, **changes: object) -> Gathering:
    """Return a congress of a commune: three of four elected, with 9, 8 and 7 votes of 10."""
    people = [Person(name, 1970 + place) for place, name in enumerate(NAMES)]
    committee = Election("bch", "Ban Chấp hành", "committee", 3, people, (9, 8, 7, 2))
    name = f"Đảng bộ xã số {number}"
    return replace(Gathering(f"xa-{number}", name, [committee], VOTERS), **changes)  # type: ignore[arg-type]


def with_votes(number: int, *votes: int) -> Gathering:
    """Return the same congress with other votes."""
    one = commune(number)
    return replace(one, elections=[replace(one.elections[0], votes=votes)])


def saved(root: Path, number: int = 1) -> Path:
    """Write the saved ballots of a commune; return their folder."""
    return folder(commune(number), root)


def record(root: Path, number: int = 1) -> Path:
    """Write the record of a commune; return where it is."""
    (path,) = records(saved(root / "phieu", number), root / f"ho-so-{number}")
    return path


def tally_file(root: Path, number: int = 1, *, sealed: bool = True) -> Path:
    """Make the congress file of a commune."""
    return congress_file(saved(root / "phieu", number), root / f"xa-{number}.tally", None if sealed else ())
