"""A few hundred edits by somebody who recomputes every hash: found, or listed and why (`benchmarks/tamper.py`)."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from forged import Draft
from forged_bases import Base, bases
from forgery_looks import ADDED, HEIGHTS, LAW, NO_SLIP_YET, PAPERS, SLIPS, Looks
from further_forgeries import EDITS
from memory_journal import MemoryJournal

from tally.locales import Words

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "tamper.py"
EDITS_TRIED = 300
CLAIMED = Words("vi")("heights.lost.claimed")
"""What is said where this computer knows of no such acceptance: the file alone says it."""


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Looks]:
    """Return what looks at edits of every honest congress, by its name."""
    return {base.name: Looks(base, tmp_path_factory.mktemp("nhìn")) for base in bases()}


def edited(base: Base, kind: str, seed: int = 1) -> MemoryJournal:
    """Return an honest congress with an edit."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    while True:
        draft = Draft(base.journal)
        EDITS[kind](draft, chance)
        journal = draft.written()
        if journal.held != base.journal.held:
            return journal


def test_whatever_is_not_found_is_of_a_kind_that_is_listed() -> None:
    command = [sys.executable, str(SCRIPT), f"--edits={EDITS_TRIED}", "--seed=20261130", "--jobs=2"]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=600)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    total = next(line for line in ran.stdout.splitlines() if line.startswith("| all |"))
    tried, *_, found, missed = (int(one.replace(",", "")) for one in total.split("|")[2:-1])
    assert (tried, found + missed) == (EDITS_TRIED, EDITS_TRIED)
    assert missed < EDITS_TRIED * 0.2, "most of what anybody could do is found"


def test_an_honest_congress_is_found_nothing_of(looks: dict[str, Looks]) -> None:
    for one in looks.values():
        assert one.found(one.base.journal) == frozenset(), one.base.name
        status, said = one.command(one.base.journal)
        assert (status, "✗" in said) == (0, False), said


SEALED, CORRECTED, COUNTED, BEGUN = (
    "sealed and signed",
    "corrected and signed",
    "counted, a pass open",
    "keying, nothing closed yet",
)


@pytest.mark.parametrize(
    ("name", "kind", "by"),
    [
        (SEALED, "a PIN hash", {SLIPS, HEIGHTS, PAPERS}),
        (SEALED, "a seal taken out, and what came after", {HEIGHTS, PAPERS}),
        # What the seal found of another base nobody explained: the law says so, and judges no papers then.
        (SEALED, "the base: people summoned and present", {LAW, SLIPS}),
        (CORRECTED, "a corrigendum taken out", {LAW, HEIGHTS}),
        (SEALED, "a corrigendum added", {PAPERS}),
        (SEALED, "another contest written in and sealed beside the others", {PAPERS}),
        (COUNTED, "a seal added", {LAW}),
        (COUNTED, "the tail of an open pass cut off", {HEIGHTS}),
        (COUNTED, "both: everything from some moment on cut off", {SLIPS, HEIGHTS}),
        (COUNTED, "a station of a pass", {LAW, SLIPS, HEIGHTS}),
    ],
)
def test_each_means_finds_what_it_is_for_and_the_command_says_so(
    looks: dict[str, Looks], name: str, kind: str, by: set[str]
) -> None:
    look = looks[name]
    journal = edited(look.base, kind, seed=3)
    assert look.found(journal) == by
    status, said = look.command(journal)
    assert status == 1, said


def test_a_loss_accepted_in_the_board_s_name_is_said_aloud(looks: dict[str, Looks]) -> None:
    look = looks[COUNTED]
    journal = edited(look.base, "a tail cut off, and the loss accepted in the board's name")
    assert look.found(journal) == {HEIGHTS}
    assert CLAIMED in look.command(journal)[1]


def test_what_nothing_finds_is_of_two_kinds(looks: dict[str, Looks]) -> None:
    added = edited(looks[COUNTED].base, "a ballot added to an open pass")
    assert looks[COUNTED].found(added) == frozenset()
    assert looks[COUNTED].why_not(added) == ADDED
    declared = edited(looks[BEGUN].base, "the organisation or the title")
    assert looks[BEGUN].found(declared) == frozenset()
    assert looks[BEGUN].why_not(declared) == NO_SLIP_YET
    assert looks[COUNTED].why_not(edited(looks[COUNTED].base, "a candidate's name")) is None, "this has to be found"
