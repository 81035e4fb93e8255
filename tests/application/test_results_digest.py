"""The digest of the results: recomputed here from what the minutes say, without the program's own canonical form."""

import hashlib
import json

from builders import a_congress, a_contest, a_stack, count

from tally.application.digest import results_digest


def test_a_stranger_computes_the_digest_of_the_results_from_the_figures() -> None:
    contest = a_contest(["Ánh", "Bình"], 1)
    result = count(contest, a_stack("+-", "+-", "++"))
    figures: dict[str, object] = {"issued": 10, "returned": 10, "counted": 3, "valid": 2, "invalid": 1}
    figures |= {"invalid.too-many": 1}
    reasons = ("none", "both-or-neither", "not-issued", "outside-list", "marked", "other")
    figures |= {f"invalid.{reason}": 0 for reason in reasons}
    figures |= {"base": 10, "needed": 6, "votes.1": 2, "votes.2": 0}
    figures |= {"outcome.1": "not-elected", "outcome.2": "not-elected", "unfilled": 1, "status": "under-filled"}
    document = {
        "format": "tally-results/1",
        "organisation": "Đảng bộ xã Thanh Chăn",
        "rules": "qd-190-2024",
        "contest": "bch",
        "round": 1,
        "candidates": [[1, "Ánh"], [2, "Bình"]],
        "figures": figures,
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert results_digest(a_congress(), result) == hashlib.sha256(text.encode()).hexdigest()


def test_other_ballots_with_the_same_figures_give_the_same_digest_and_other_figures_another() -> None:
    contest = a_contest(3, 2)
    one = count(contest, a_stack("++-", "-++", "+-+"))
    other = count(contest, a_stack("+-+", "-++", "++-"))
    assert results_digest(a_congress(), one) == results_digest(a_congress(), other)
    assert results_digest(a_congress(), one) != results_digest(a_congress(), count(contest, a_stack("++-", "-++")))
