"""How a digest is set so that two people can read it to each other: alike on paper, on screen and in a sentence."""

_GROUP = 4
_LINE = 32  # digits: eight groups


def in_fours(digest: str, between: str = " ") -> str:
    """Set a digest in groups of four."""
    return between.join(_parts(digest, _GROUP))


def in_groups(digest: str) -> str:
    """Set a digest in groups of four for a sentence: eight of them are never broken over two lines."""
    return " ".join(in_fours(line, "\N{NO-BREAK SPACE}") for line in _parts(digest, _LINE))


def _parts(digest: str, length: int) -> list[str]:
    return [digest[place : place + length] for place in range(0, len(digest), length)]
