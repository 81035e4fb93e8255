"""Congress files of strangers, every hash in them right: each breach of the law is named by chain, entry and why.

The files of `fixtures/attack` were made by mutation, or by hand with all hashes recomputed; their names say the
exception that was seen, and where. Which changes of one entry of a lawful journal are not found is listed, and why.
"""

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from board import Board, write_file
from counted_at_desk import corrected
from measured import PEAK
from memory_journal import Codec
from one_change import Changed, changes_of

from tally import bootstrap
from tally.application.chain_words import broken_sentence
from tally.application.intake import BadInput, BrokenJournal
from tally.application.journal_file import check_chains
from tally.application.journal_source import JournalSource
from tally.application.recount import recount
from tally.domain.journal import CONGRESS_CHAIN
from tally.domain.law import Breach
from tally.locales import Words
from tally.store.tables import TRIGGERS

ATTACK = Path(__file__).parents[2] / "fixtures" / "attack"
SECONDS, MEGABYTES = 5.0, 300.0

BROKEN: dict[str, tuple[str, int, str]] = {
    "AttributeError-qr185-28-1": (CONGRESS_CHAIN, 68, "pins_not_shown"),
    "KeyError-__init__81-28-2": (CONGRESS_CHAIN, 9, "unreadable"),
    "KeyError-batch119-28-1": (CONGRESS_CHAIN, 65, "qr"),
    "NotSealed-hall143-1-1": (CONGRESS_CHAIN, 65, "qr"),
    "TypeError-batch30-28-1": (CONGRESS_CHAIN, 38, "time"),
    "TypeError-checks300-28-1": (CONGRESS_CHAIN, 51, "unreadable"),
    "TypeError-journal_file166-28-1": (CONGRESS_CHAIN, 54, "unreadable"),
    "TypeError-passes136-28-1": (CONGRESS_CHAIN, 41, "unreadable"),
    "TypeError-toml_file132-28-1": (CONGRESS_CHAIN, 8, "unreadable"),
    "ValueError-batch106-28-1": (CONGRESS_CHAIN, 66, "qr"),
    "ValueError-batch129-1-1": (CONGRESS_CHAIN, 65, "qr"),
    "ValueError-batch129-28-1": (CONGRESS_CHAIN, 65, "qr"),
    "ValueError-batch30-1-1": (CONGRESS_CHAIN, 4, "unreadable"),
    "ValueError-batch30-28-1": (CONGRESS_CHAIN, 66, "qr"),
    "ValueError-batch31-28-1": (CONGRESS_CHAIN, 65, "qr"),
    "ValueError-narration100-28-1": (CONGRESS_CHAIN, 33, "unreadable"),
    "ValueError-wording57-28-2": (CONGRESS_CHAIN, 10, "time"),
    "no-chain-row": ("#3", 1, "changed"),
    "B1-corrigendum-without-pins": (CONGRESS_CHAIN, 67, "pins_not_shown"),
    "G1": (CONGRESS_CHAIN, 62, "head_only"),
    "L1-second-contest-rewritten": (CONGRESS_CHAIN, 49, "no_dispute"),
}


def copied(name: str, folder: Path) -> Path:
    """Return a copy of a file of a stranger with the guards put back that its maker took away, as a cleverer one would.

    As the files are, they are not even read: their schema is none of ours.
    """
    path = folder / f"{name}.tally"
    path.write_bytes(next(ATTACK.rglob(path.name)).read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
        for trigger in TRIGGERS:
            if trigger.split()[2] not in there:
                connection.execute(trigger)
    return path


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_the_law_is_named_in_both_languages(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path)
    with closing(bootstrap.open_journal(path, reading=True)) as journal:
        report = check_chains(journal, bootstrap.congress_codec())
    first = report.broken[0]
    assert (first.chain, first.sequence, first.why) == BROKEN[name]
    for language in ("vi", "en"):
        said = broken_sentence(Words(language), first)
        assert str(first.sequence) in said
        assert "{" not in said
    with pytest.raises(BrokenJournal):
        bootstrap.open_desk(path)
    with pytest.raises(BrokenJournal):
        bootstrap.open_source(path).load()


class Ran(NamedTuple):
    """What a command did: status, what it wrote, seconds of a processor, megabytes at the peak.

    Seconds on the wall would tell of other programs too.
    """

    status: int
    data: str
    said: str
    seconds: float
    megabytes: float


MEASURED = f"""{PEAK}
import sys, time
from tally.cli.main import main
status = main(sys.argv[2:])
with open(sys.argv[1], "w", encoding="utf-8") as told:
    print(time.process_time(), peak(), file=told)
sys.exit(status)
"""
"""A command, its seconds of a processor and its memory."""


def ran(folder: Path, *arguments: object) -> Ran:
    """Run `tally` as a user does, and measure it."""
    told = folder / "measured.txt"
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, told, "--lang", "en", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    seconds, kilobytes = told.read_text(encoding="utf-8").split()
    return Ran(done.returncode, done.stdout, done.stderr, float(seconds), int(kilobytes) / 1000)


@pytest.mark.parametrize("name", BROKEN)
def test_every_reader_ends_in_a_finding_in_time(name: str, tmp_path: Path) -> None:
    path = copied(name, tmp_path)
    for command in ("verify", "recount"):
        done = ran(tmp_path, command, path)
        assert done.status == 1, done.said
        assert f"entry {BROKEN[name][1]}" in done.data + done.said
        assert "Traceback" not in done.data + done.said
        assert done.seconds < SECONDS
        assert done.megabytes < MEGABYTES


def test_a_roll_up_names_them_all_and_counts_the_others(tmp_path: Path) -> None:
    for name in BROKEN:
        copied(name, tmp_path)
    write_file(corrected(), tmp_path / "ngay-that.tally")
    done = ran(tmp_path, "report", "--json", "--allow-unsigned", *sorted(tmp_path.glob("*.tally")))
    assert done.status == 1
    assert "Traceback" not in done.said
    told = json.loads(done.data)
    assert {Path(one["source"]).stem for one in told["rejected"]} == set(BROKEN)
    assert all(f"mục {BROKEN[Path(one['source']).stem][1]}" in one["why"] for one in told["rejected"])
    assert told["organisations"] == 1


# One changed entry of a lawful journal, every hash recomputed


WORDS = "what somebody said in words is for people to judge"
CLAIM = "who sat there is what the file says: somebody else with the same right, signed in at the same computer"
MOMENT = "a time between those before and after is as good as another"
NOTED = "it was noted for readers, and nothing follows from it"
SAME = "said twice, it says the same; so did two windows of an older version at one moment"
BEFORE = "of two entries that do not hang together nothing says which came first"
OLDER = "older versions did not say it"
HANDS = "how many papers somebody counted by hand is what they say"
SETTLED = "what was keyed first of a ballot that was corrected, or settled by the head, is not what counts"

_SETTLED = {("pass/bch/1/1/1", 2), ("pass/bch/1/1/1", 5), ("pass/bch/1/1/2", 3), ("pass/bch/1/1/2", 5)}
"""Ballots that the board of these tests corrected, or disputed and settled."""

_KINDS_NOT_FOUND: dict[str, dict[str, str]] = {
    "left out": dict.fromkeys(("finding-explained", "totals-shown", "signed-in", "corrigendum"), NOTED)
    | {"ballot-rekeyed": SETTLED},
    "twice": dict.fromkeys(
        (
            *("congress-declared", "signed-in", "ballots-reported", "passes-waived", "finding-explained"),
            *("totals-shown", "batch-opened", "pass-opened", "pass-closed"),
        ),
        SAME,
    ),
    "kind": {"signed-in": NOTED},
}
"""By what was done to an entry and its kind, why that is not found."""

_KEYS_NOT_FOUND = {
    **dict.fromkeys(("reason", "text", "figures", "code", "name"), WORDS),
    "counting-begun without_pins": OLDER,
    "ballot-ruled pins": OLDER,
    "batch-opened size": HANDS,
    "totals-shown shown": NOTED,
    "ballot-rekeyed keying": SETTLED,
}
"""By a key of a payload, of any kind or of one, why a change of it is not found."""


def excuse(change: Changed) -> str | None:
    """Return why such a change cannot be found in the file alone; None: it has to be found."""
    if change.how == "payload":
        return _KEYS_NOT_FOUND.get(change.what) or _KEYS_NOT_FOUND.get(f"{change.kind} {change.what}")
    if change.how == "marks":
        return SETTLED if (change.entry.chain, change.entry.ballot) in _SETTLED else None
    always = {"person": CLAIM, "station": CLAIM, "time": MOMENT, "swapped": BEFORE}
    return always.get(change.how) or _KINDS_NOT_FOUND.get(change.how, {}).get(change.kind.value)


@pytest.fixture(scope="module")
def board() -> Board:
    """Return a board that did everything: corrected, disputed, waived, ruled, amended, sealed, and corrected again."""
    return corrected()


def found(change: Changed) -> bool:
    """Tell whether a reader finds a change."""
    source = JournalSource(lambda: change.journal, Codec())
    try:
        return not recount(source).agrees
    except (BrokenJournal, BadInput):
        return True


def test_one_change_of_one_entry_is_found_or_its_reason_is_known(board: Board) -> None:
    tried, missed = Counter[str](), Counter[str]()
    unexcused: list[str] = []
    for change in changes_of(board.journal):
        tried[change.how] += 1
        if not found(change):
            missed[change.how] += 1
            if excuse(change) is None:
                unexcused.append(str(change))
    assert unexcused == []
    # Who, where and what: most of it is found, whoever recomputes the hashes.
    assert tried.total() > 1000
    assert {how: missed[how] / tried[how] < 0.5 for how in tried if how != "time"} == dict.fromkeys(
        set(tried) - {"time"}, True
    )
    assert missed.total() / tried.total() < 0.2


def codes() -> Iterator[str]:
    for breach in Breach:
        if breach is not Breach.SHAPE:
            yield breach.value


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_breach_has_its_words(language: str) -> None:
    words = Words(language)
    said = {words(f"cli.law.{code}") for code in codes()}
    assert len(said) == len(list(codes()))
