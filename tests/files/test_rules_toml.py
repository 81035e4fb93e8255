"""Regulations as TOML: those of the program say what the regulations say, and a board's own needs no Python."""

from importlib.resources import files
from pathlib import Path

import builders
import pytest

from tally.domain.contest import Office
from tally.domain.rules import InvalidReason, RuleProfile, TieRule, Topic
from tally.files import rules_toml
from tally.files.rules_toml import UnknownProfile, load_profile, load_profile_file, profile_ids, read_profile
from tally.files.toml_values import Table

OWN = """
format = "tally-rules/1"
id = "quy-che-hop-tac-xa"
title_vi = "Quy chế bầu cử của hợp tác xã"
title_en = "Election regulation of a cooperative"
in_force_from = 2025-01-01
in_force_to = 2025-01-01
[base]
of = "summoned"
clause = "Điều 1"
deduction = [{ congress = "members", reason = "di-vang", label_vi = "đi vắng", label_en = "away", clause = "Điều 2" }]
[invalid]
too-many = "Điều 3"
[tie]
rule = "older"
clause = "Điều 4"
[[surplus]]
offices = ["secretary"]
seats_from = 2
seats_to = 2
max_percent = 0
min_people = 0
max_people = 0
clause = "Điều 5"
[clauses]
regulation = "Điều 1"
base = "Điều 6"
elected = "Điều 6"
tie-break = "Điều 6"
under-filled = "Điều 6"
ballot-order = "Điều 6"
invalid-ballots = "Điều 6"
rulings = "Điều 6"
reconciliation = "Điều 6"
board = "Điều 6"
surplus = "Điều 6"
slate = "  Điều   7 "
"""


def test_the_program_brings_these_regulations() -> None:
    assert profile_ids() == ("luat-bau-cu-2015", "qd-190-2024", "qd-244-2014")


@pytest.mark.parametrize("profile", [builders.QD_190, builders.QD_244, builders.LUAT_2015], ids=lambda one: one.id)
def test_each_says_what_was_typed_a_second_time_from_the_regulation(profile: RuleProfile) -> None:
    assert load_profile(profile.id) == profile


def test_an_unknown_regulation_is_told_with_those_there_are() -> None:
    with pytest.raises(UnknownProfile) as caught:
        load_profile("qd-191-2024")
    assert caught.value.profile_id == "qd-191-2024"
    assert caught.value.known == profile_ids()


def test_a_regulation_of_ones_own_at_the_edge_of_what_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "quy-che-hop-tac-xa.toml"
    path.write_text(OWN, encoding="utf-8-sig")
    profile = load_profile_file(path, "rules/quy-che-hop-tac-xa.toml")
    assert profile.invalid == {InvalidReason.TOO_MANY: "Điều 3"}
    assert profile.tie_rule is TieRule.OLDER
    assert [rule.reason for rule in profile.deductions] == ["di-vang"]
    (limit,) = profile.surplus_limits
    assert (limit.seats_from, limit.seats_to, limit.max_percent, limit.min_people, limit.max_people) == (2, 2, 0, 0, 0)
    assert limit.concerns(Office.SECRETARY, 2)
    assert not limit.concerns(Office.SECRETARY, 3)
    assert profile.clauses[Topic.SLATE] == "Điều 7", "one spelling of every text"
    assert profile.in_force_to == profile.in_force_from


def test_only_the_deductions_and_the_surplus_may_be_left_out() -> None:
    start, _, rest = OWN.partition("deduction = ")
    _, _, rest = rest.partition("\n")
    before, _, rest = rest.partition("[[surplus]]")
    _, _, clauses = rest.partition("[clauses]")
    profile = read_profile(f"{start}{before}[clauses]{clauses}", "x.toml", "quy-che-hop-tac-xa")
    assert profile.deductions == ()
    assert profile.surplus_limits == ()


def models() -> set[type[Table]]:
    return {one for one in vars(rules_toml).values() if isinstance(one, type) and issubclass(one, Table)}


def test_the_readme_explains_every_key_and_every_value() -> None:
    readme = files("tally.rules").joinpath("README.md").read_text(encoding="utf-8")
    keys = {key for model in models() for key in model.model_fields}
    words = keys | set(InvalidReason) | set(Topic) | set(TieRule) | set(Office)
    assert {"in_force_to", "max_percent", "label_vi"} <= words
    for word in sorted(words):
        assert f"`{word}`" in readme or f'`"{word}"`' in readme or f"[{word}]" in readme or f".{word}]" in readme, word
