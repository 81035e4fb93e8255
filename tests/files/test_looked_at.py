"""Answers are remembered with their time; what somebody else wrote there is passed by."""

import datetime as dt
from pathlib import Path

import pytest

from tally.files.looked_at import NAME, AnswersInFolder

NOW = dt.datetime(2025, 3, 9, 20, 0, tzinfo=dt.UTC)


def answers(folder: Path) -> AnswersInFolder:
    return AnswersInFolder(lambda: folder, lambda: NOW)


def test_an_answer_is_kept_beside_the_others_and_may_change(tmp_path: Path) -> None:
    answers(tmp_path / "nhà").note("letters", ok=True)
    answers(tmp_path / "nhà").note("keypad", ok=True)
    answers(tmp_path / "nhà").note("keypad", ok=False)
    assert answers(tmp_path / "nhà").all() == {"letters": (True, NOW), "keypad": (False, NOW)}


@pytest.mark.parametrize(
    "content",
    [b"", b"[1]", b"\xff", b'{"letters": true}', b'{"letters": [1, "2025-03-09T20:00:00+00:00"]}',
     b'{"letters": [true, "hom qua"]}', b'{"letters": [true, "2025-03-09T20:00:00"]}', b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_answer_is_passed_by(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert answers(tmp_path).all() == {}
    answers(tmp_path).note("letters", ok=True)
    assert answers(tmp_path).all() == {"letters": (True, NOW)}


def test_a_folder_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_bytes(b"")
    answers(tmp_path / "tệp").note("letters", ok=True)
    assert answers(tmp_path / "tệp").all() == {}
