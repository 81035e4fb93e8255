"""A short run of `benchmarks/fuzz.py`: a thousand damaged inputs for every reader, and no ending that is not typed."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from fuzz import SECONDS, feed, made, prepare
from fuzz_readers import READERS

SEED = 9
A_THOUSAND = 1_000
FEWER = {"journal": 300, "tally-file": 200, "together": 10}
"""Whole files that take tens of milliseconds each; their parts are fed a thousand times elsewhere."""


@pytest.fixture(autouse=True)
def _alarm() -> Iterator[None]:
    """Have an input that takes too long be stopped, and nothing after that."""
    before = signal.getsignal(signal.SIGALRM) if hasattr(signal, "SIGALRM") else None
    prepare(bound_memory=False)
    yield
    if before is not None:
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", READERS)
def test_every_damaged_input_ends_typed(name: str, tmp_path: Path) -> None:
    number = FEWER.get(name, A_THOUSAND)
    fed = feed(READERS[name], range(number), SEED, tmp_path)
    assert dict(fed.untyped) == {}
    assert fed.inputs == number
    assert fed.sound > 0, "some inputs are harmless: they are no mere noise"
    assert fed.sound < number or name == "together", "some are refused: they are not whole"
    assert fed.slowest[0] < SECONDS


def test_the_same_seed_makes_the_same_inputs() -> None:
    for reader in READERS.values():
        assert [made(reader, SEED, number) for number in range(5)] == [
            made(reader, SEED, number) for number in range(5)
        ]
        assert len({made(reader, SEED, number) for number in range(20)}) > 10


def test_whatever_is_not_typed_is_counted_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tally.files.organisations_header.label_key", fail)
    fed = feed(READERS["expected-list"], range(50), SEED, tmp_path)
    assert [name.partition("-")[0] for name in fed.untyped] == ["ZeroDivisionError"]
    assert 0 < fed.untyped.total() <= 50
