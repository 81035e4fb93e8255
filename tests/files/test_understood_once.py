"""What many packages say in the same few bytes is understood once, and what is large never kept."""

import pytest

from tally.zips import once


class Reader:
    """Remembers what it was asked to read."""

    def __init__(self) -> None:
        self.read: list[bytes] = []

    def __call__(self, data: bytes) -> str:
        """Read a part."""
        self.read.append(data)
        return data.decode()


def test_the_same_bytes_are_read_once() -> None:
    reader = Reader()
    reading = once(reader)
    assert [reading(data) for data in (b"a", b"b", bytes(bytearray(b"a")))] == ["a", "b", "a"]
    assert reader.read == [b"a", b"b"]


def test_a_large_part_is_not_kept() -> None:
    reader = Reader()
    reading = once(reader)
    large = b"a" * 100_000
    assert reading(large) == reading(large)
    assert len(reader.read) == 2


def test_what_cannot_be_understood_is_refused_every_time() -> None:
    reading = once(Reader())
    for _ in range(2):
        with pytest.raises(UnicodeDecodeError):
            reading(b"\xff")
