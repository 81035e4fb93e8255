"""Regulations (`tally-rules/1`), the program's and a board's own; `tally/rules/README.md` explains every key."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from tally.domain.congress import CongressKind
from tally.domain.contest import Office
from tally.domain.rules import (
    BaseOf,
    ConferenceRule,
    DeductionRule,
    InvalidReason,
    OpinionRule,
    PaperHead,
    RuleProfile,
    SurplusLimit,
    TieRule,
    Topic,
)
from tally.files.findings import shown
from tally.files.text import MAX_TOML, is_there, read_text
from tally.files.toml_file import TomlFile, tables
from tally.files.toml_values import Count, FilledLine, Id, OneOf, Percent, Positive, Table

OWN_RULES = "rules"
"""The folder of a board's own regulations, beside the file that names them."""

_PACKAGE = "tally.rules"
_RANGES = (("seats_from", "seats_to"), ("min_people", "max_people"))


class UnknownProfile(LookupError):  # noqa: N818 - named for what was asked for
    """No regulation has that id; `known` lists those there are."""

    def __init__(self, profile_id: str, known: tuple[str, ...]) -> None:
        self.profile_id = profile_id
        self.known = known
        super().__init__(profile_id)


class _Deduction(Table):
    congress: OneOf[CongressKind]
    reason: Id
    label_vi: FilledLine
    label_en: FilledLine
    clause: FilledLine


class _Base(Table):
    of: OneOf[BaseOf]
    clause: FilledLine
    deduction: list[_Deduction] = Field(default_factory=list)


class _Tie(Table):
    rule: OneOf[TieRule]
    clause: FilledLine


class _Rounds(Table):
    most_short: Positive
    clause: FilledLine


class _Opinion(Table):
    more_than_percent: Percent
    invalid: list[OneOf[InvalidReason]] = Field(default_factory=list)
    clause: FilledLine


class _Conference(Table):
    members_only: list[OneOf[Office]] = Field(default_factory=list)
    standing_committee_from: Positive | None = None
    clause: FilledLine


class _Surplus(Table):
    offices: list[OneOf[Office]] = Field(default_factory=list)
    seats_from: Positive = 1
    seats_to: Positive | None = None
    max_percent: Percent | None = None
    max_people: Count | None = None
    min_people: Count | None = None
    clause: FilledLine


class _Profile(Table):
    format: Literal["tally-rules/1"]
    id: Id
    title_vi: FilledLine
    title_en: FilledLine
    in_force_from: dt.date
    in_force_to: dt.date | None = None
    paper_head: OneOf[PaperHead] = PaperHead.PARTY
    base: _Base
    invalid: dict[OneOf[InvalidReason], FilledLine]
    tie: _Tie
    rounds: _Rounds | None = None
    surplus: list[_Surplus] = Field(default_factory=list)
    opinion: _Opinion | None = None
    conference: _Conference | None = None
    clauses: dict[OneOf[Topic], FilledLine]


def profile_ids() -> tuple[str, ...]:
    """Return the ids of the regulations that come with the program, in alphabetical order."""
    names = (entry.name for entry in files(_PACKAGE).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def load_profile(profile_id: str) -> RuleProfile:
    """Return a regulation that comes with the program.

    Raises:
        UnknownProfile: there is none of that id.
        BadInput: it has flaws; all of them.
    """
    known = profile_ids()
    if profile_id not in known:
        raise UnknownProfile(profile_id, known)
    name = f"{profile_id}.toml"
    return read_profile(files(_PACKAGE).joinpath(name).read_text(encoding="utf-8"), f"rules/{name}", profile_id)


def find_profile(profile_id: str, folder: Path) -> RuleProfile:
    """Return a board's own regulation from `rules/ID.toml` in a folder, or else the program's.

    Raises:
        UnknownProfile: there is none of that id; those in the folder are known too.
        BadInput: it has flaws; all of them.
        OSError: the machine failed.
    """
    own = folder / OWN_RULES
    name = f"{profile_id}.toml"
    if is_there(own / name):
        return load_profile_file(own / name, f"{OWN_RULES}/{name}")
    try:
        return load_profile(profile_id)
    except UnknownProfile as unknown:
        ids = sorted(path.stem for path in own.glob("*.toml"))
        raise UnknownProfile(profile_id, (*ids, *unknown.known)) from unknown


def load_profile_file(path: Path, file: str) -> RuleProfile:
    """Return a board's own regulation.

    Args:
        path: a TOML file named for the id of the regulation.
        file: its name as findings give it.

    Raises:
        BadInput: it has flaws; all of them.
        OSError: the machine failed.
    """
    return read_profile(read_text(path, file, MAX_TOML), file, path.stem)


def read_profile(text: str, file: str, expected_id: str) -> RuleProfile:
    """Return the regulation that a text holds.

    Args:
        text: TOML of the format `tally-rules/1`.
        file: its name as findings give it.
        expected_id: the id that the name of the file promises.

    Raises:
        BadInput: it has flaws; all of them.
    """
    toml = TomlFile(text, file)
    table = toml.validate(_Profile)
    _check_id(toml, expected_id)
    _check_order(toml, (), toml.raw, "in_force_from", "in_force_to")
    for place, limit in tables(toml.raw.get("surplus")):
        for low, high in _RANGES:
            _check_order(toml, ("surplus", place), limit, low, high)
    _check_deductions(toml)
    _check_clauses(toml)
    if table is None or not toml.is_sound:
        toml.refuse()
    return _profile(table)


def _check_id(toml: TomlFile, expected_id: str) -> None:
    own_id = toml.raw.get("id")
    if isinstance(own_id, str) and own_id != expected_id:
        toml.add(("id",), "E932", value=shown(own_id), expected=shown(expected_id))


def _check_order(toml: TomlFile, path: tuple[str | int, ...], table: Mapping[str, Any], low: str, high: str) -> None:
    first: Any = table.get(low)
    last: Any = table.get(high)
    # Not two of a kind: the model has said so already.
    comparable = any(type(first) is kind and type(last) is kind for kind in (int, dt.date))
    if comparable and first > last:
        toml.add((*path, low), "E933", low_key=low, low=shown(first), high_key=high, high=shown(last))


def _check_deductions(toml: TomlFile) -> None:
    """Each reason once for each kind of congress, and none where the base is not the people summoned."""
    base = toml.raw.get("base")
    if not isinstance(base, dict):
        return
    seen: set[tuple[str, str]] = set()
    for place, deduction in tables(base.get("deduction")):
        kind, reason = deduction.get("congress"), deduction.get("reason")
        if not (isinstance(kind, str) and isinstance(reason, str) and kind in set(CongressKind)):
            continue
        if (kind, reason) in seen:
            toml.add(("base", "deduction", place, "reason"), "E934", reason=shown(reason), congress_kind=kind)
        seen.add((kind, reason))
    if base.get("deduction") and base.get("of") == BaseOf.VALID_BALLOTS:
        toml.add(("base", "deduction"), "E935", value=BaseOf.VALID_BALLOTS.value)


def _check_clauses(toml: TomlFile) -> None:
    clauses = toml.raw.get("clauses")
    if isinstance(clauses, dict):
        for topic in Topic:
            if topic not in clauses:
                toml.add(("clauses", topic.value), "E913", key=topic.value, table="[clauses]")


def _opinion(table: _Opinion | None) -> OpinionRule | None:
    if table is None:
        return None
    return OpinionRule(table.more_than_percent, table.clause, frozenset(table.invalid))


def _conference(table: _Conference | None) -> ConferenceRule | None:
    if table is None:
        return None
    return ConferenceRule(frozenset(table.members_only), table.clause, table.standing_committee_from)


def _profile(table: _Profile) -> RuleProfile:
    return RuleProfile(
        id=table.id,
        title_vi=table.title_vi,
        title_en=table.title_en,
        in_force_from=table.in_force_from,
        in_force_to=table.in_force_to,
        base_of=table.base.of,
        base_clause=table.base.clause,
        deductions=tuple(
            DeductionRule(rule.congress, rule.reason, rule.label_vi, rule.label_en, rule.clause)
            for rule in table.base.deduction
        ),
        invalid=table.invalid,
        tie_rule=table.tie.rule,
        tie_clause=table.tie.clause,
        surplus_limits=tuple(
            SurplusLimit(
                clause=limit.clause,
                offices=tuple(limit.offices),
                seats_from=limit.seats_from,
                seats_to=limit.seats_to,
                max_percent=limit.max_percent,
                max_people=limit.max_people,
                min_people=limit.min_people,
            )
            for limit in table.surplus
        ),
        clauses=table.clauses,
        paper_head=table.paper_head,
        opinion=_opinion(table.opinion),
        conference=_conference(table.conference),
        most_short_rounds=table.rounds.most_short if table.rounds else None,
        short_rounds_clause=table.rounds.clause if table.rounds else "",
    )
