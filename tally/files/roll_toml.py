"""People summoned, present and taken off, in `congress.toml`: of the congress, and of a contest with others than it."""

from collections.abc import Iterator, Mapping

from pydantic import Field

from tally.domain.congress import CongressKind, Deduction, Roll
from tally.domain.rules import RuleProfile
from tally.files.findings import shown
from tally.files.toml_file import TomlFile, tables
from tally.files.toml_places import Path
from tally.files.toml_values import MAX_CONTESTS, Count, Id, Table


class _Deduction(Table):
    reason: Id
    count: Count


class RollTable(Table):
    """The table `[roll]` of a congress, or `[contest.roll]`."""

    summoned: Count
    present: Count | None = None
    deduction: list[_Deduction] = Field(default_factory=list, max_length=MAX_CONTESTS)

    @property
    def value(self) -> Roll:
        """The roll as a value of the domain."""
        return Roll(self.summoned, self.present, tuple(Deduction(one.reason, one.count) for one in self.deduction))


def check_deductions(toml: TomlFile, profile: RuleProfile) -> None:
    """Refuse reasons that the regulation does not know for this kind of congress."""
    congress = toml.raw.get("congress")
    kind = congress.get("kind") if isinstance(congress, dict) else None
    kind = next((one for one in CongressKind if one == kind), None)
    if kind is None:
        return
    allowed = [rule.reason for rule in profile.deductions if rule.congress is kind]
    for path, deduction in _deductions(toml):
        reason = deduction.get("reason")
        if not isinstance(reason, str) or reason in allowed or toml.has_flaw(path):
            continue
        if allowed:
            toml.add(path, "E927", reason=shown(reason), congress_kind=kind.value, allowed=", ".join(allowed))
        else:
            toml.add(path, "E928", reason=shown(reason), rules=profile.id)


def _deductions(toml: TomlFile) -> Iterator[tuple[Path, Mapping[str, object]]]:
    """Yield every deduction with the path of its reason."""
    rolls: list[tuple[Path, object]] = [(("roll",), toml.raw.get("roll"))]
    rolls += [(("contest", at, "roll"), one.get("roll")) for at, one in tables(toml.raw.get("contest"))]
    for path, roll in rolls:
        for place, deduction in tables(roll.get("deduction") if isinstance(roll, dict) else None):
            yield (*path, "deduction", place, "reason"), deduction


def roll_parts(name: str, roll: Roll) -> list[tuple[str, Mapping[str, object]]]:
    """Return the tables of a roll, each with its header.

    Args:
        name: `roll`, or `contest.roll` below its contest.
        roll: the people.
    """
    parts: list[tuple[str, Mapping[str, object]]] = [
        (f"[{name}]", {"summoned": roll.summoned, "present": roll.present})
    ]
    parts += [(f"[[{name}.deduction]]", {"reason": one.reason, "count": one.count}) for one in roll.deductions]
    return parts
