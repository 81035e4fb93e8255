"""How far a chain has come: its height, a short code of it for a slip of paper, what is missing of a shorter chain.

A hash chain proves its middle, not its end: a tail that is cut off leaves a sound, shorter chain. Something outside of
the file alone knows the height: what a computer remembers, a second medium, a slip with the code of a head.

The code is 16 letters and digits of Crockford's base 32 (no I, L, O, U): 75 bits of a SHA-256, and one that catches a
slip of the tongue. To make another chain with the code of a given slip takes 2^75 tries. Somebody who may choose what
is recorded *before* the slip is written needs 2^37.5 to have two records of one code: against the person who keys, the
second pass and the paper ballots help, not the slip.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tally.domain.journal import CONGRESS_CHAIN, GENESIS

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: what is misread for another is not among them."""

CODE_LENGTH = 16
"""Characters of a code, the last of which checks the others."""

_BITS = 5  # of a character
_MISREAD = str.maketrans("OIL", "011")
_FOUR = 4  # characters between two spaces
_REDUCTION = 0x25  # x^5 + x^2 + 1: the field of 32 elements in which the last character is computed


class Height(NamedTuple):
    """How far a chain has come.

    Attributes:
        entries: in the chain.
        head: the hash of the last of them; `GENESIS` for an empty chain.
        ballots: the highest number of a ballot in them; 0 in the congress's chain.
    """

    entries: int
    head: bytes
    ballots: int = 0


NOTHING = Height(0, GENESIS)
"""The height of a chain that is not there."""


def code_of(congress: bytes, chain: str, entries: int, head: bytes) -> str:
    """Return the code of a head: it names the congress, the chain and the number of entries.

    Args:
        congress: the hash of the congress's first entry.
        chain: the name of the chain.
        entries: up to the head.
        head: the hash of the last of them.
    """
    number = code_number(congress, chain, entries, head)
    letters = [number >> _BITS * place & 31 for place in reversed(range(CODE_LENGTH - 1))]
    return "".join(ALPHABET[letter] for letter in (*letters, _times_x(_remainder(letters))))


def code_number(congress: bytes, chain: str, entries: int, head: bytes) -> int:
    """Return the 75 bits that a code of a head writes; the arguments as those of `code_of`."""
    said = f"tally-head/1\0{congress.hex()}\0{chain}\0{entries}\0{head.hex()}"
    return int.from_bytes(hashlib.sha256(said.encode()).digest(), "big") >> (256 - _BITS * (CODE_LENGTH - 1))


def number_of(code: str) -> int:
    """Return the 75 bits that a code writes."""
    number = 0
    for letter in code[: CODE_LENGTH - 1]:
        number = number << _BITS | ALPHABET.index(letter)
    return number


def read_code(typed: str) -> str | None:
    """Return a code as it was typed off a slip, with what is often misread put right; None: it cannot be one."""
    code = "".join(typed.upper().replace("-", " ").split()).translate(_MISREAD)
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        return None
    return code if _remainder([ALPHABET.index(letter) for letter in code]) == 0 else None


def in_fours(code: str) -> str:
    """Return a code as it is read out: `7K3Q 9ZTB 04MD WXE5`."""
    return " ".join(code[at : at + _FOUR] for at in range(0, len(code), _FOUR))


def _remainder(letters: Sequence[int]) -> int:
    """Return 0 for a whole code: one letter that is wrong, or two beside each other exchanged, give something else."""
    remainder = 0
    for letter in letters:
        remainder = _times_x(remainder) ^ letter
    return remainder


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _REDUCTION if doubled > len(ALPHABET) - 1 else doubled


@dataclass(frozen=True, slots=True)
class Lost:
    """What is known of a chain and is not in the file.

    Attributes:
        known: the height it is known to have had.
        found: its height in the file.
        agreed: the last height known that the file has too: up to there both are one.
        other: the file went on otherwise: two copies of one file were keyed into.
        claimed: the file says that the board gave it up, and nobody outside the file knows of that.
    """

    chain: str
    known: Height
    found: Height
    agreed: Height
    other: bool
    claimed: bool = False

    @property
    def kept(self) -> int:
        """The highest number of a ballot that is surely the same in the file."""
        return self.agreed.ballots if self.other else self.found.ballots

    @property
    def ballots(self) -> range:
        """The numbers of the ballots that are missing, or are others in the file."""
        return range(self.kept + 1, self.known.ballots + 1)


class Accepted(NamedTuple):
    """A chain of which the board accepted that its end is lost: what lies after `found` is not missed any more.

    Attributes:
        entries: it was known to have had.
        head: the hash of the last of them.
        found: entries that were left, or up to which a chain that went on otherwise is the same.
        kept: the highest number of a ballot left.
        ballots: the highest number of a ballot known.
        other: the file had gone on otherwise.
    """

    chain: str
    entries: int
    head: bytes
    found: int
    kept: int
    ballots: int
    other: bool


_NUMBERS = ("entries", "found", "kept", "ballots")


def accepted_in(details: Mapping[str, Any]) -> tuple[Accepted, ...]:
    """Return the chains that the payload of an entry `loss-accepted` names.

    Raises:
        KeyError, TypeError, ValueError: it is no such payload.
    """
    if not all(isinstance(one[name], int) for one in details["lost"] for name in _NUMBERS):
        message = "a height is no number"
        raise TypeError(message)
    return tuple(
        Accepted(
            one["chain"],
            one["entries"],
            bytes.fromhex(one["head"]),
            one["found"],
            one["kept"],
            one["ballots"],
            one["other"],
        )
        for one in details["lost"]
    )


def accepted_details(accepted: Iterable[Accepted]) -> list[dict[str, object]]:
    """Return chains as the payload of an entry `loss-accepted` names them."""
    return [{**one._asdict(), "head": one.head.hex()} for one in accepted]


def accepted_of(lost: Lost) -> Accepted:
    """Return what the board accepts of a chain."""
    found = lost.agreed.entries if lost.other else lost.found.entries
    return Accepted(lost.chain, lost.known.entries, lost.known.head, found, lost.kept, lost.known.ballots, lost.other)


class Comparison:
    """Holds the heights that are known of the chains of a congress against its file, as the entries go by.

    Attributes:
        ends: the height of every chain in the file.
    """

    def __init__(self, known: Mapping[str, Iterable[Height]]) -> None:
        """Begin.

        Args:
            known: by chain, every height known, in any order.
        """
        self.ends: dict[str, Height] = {}
        self._known = {chain: sorted(set(heights)) for chain, heights in known.items()}
        self._met: dict[str, set[Height]] = {}

    def see(self, chain: str, height: Height) -> None:
        """Take in that a chain has this height in the file: of every height known, and of the last one."""
        if height.entries >= self.ends.get(chain, NOTHING).entries:
            self.ends[chain] = height
        self._met.setdefault(chain, set()).add(height)

    def wanted(self, chain: str, first: int, last: int) -> Iterable[int]:
        """Return up to which entries a height is known, of those from `first` to `last`."""
        return {one.entries for one in self._known.get(chain, ()) if first <= one.entries <= last}

    def agreed(self, chain: str) -> int:
        """Return up to which entry the file's chain is one that is known; 0: nothing of it is."""
        met = {(one.entries, one.head) for one in self._met.get(chain, ())}
        return max((one.entries for one in self._known.get(chain, ()) if (one.entries, one.head) in met), default=0)

    def lost(self, accepted: Iterable[Accepted] = (), claimed: Iterable[Accepted] = ()) -> tuple[Lost, ...]:
        """Return what is missing, the congress's chain first.

        Args:
            accepted: what the board accepted to be lost: it is not missing.
            claimed: what only the file says that the board accepted: it is missing, and marked.
        """
        given_up, said = tuple(accepted), tuple(claimed)
        chains = sorted(self._known, key=lambda chain: (chain != CONGRESS_CHAIN, chain))
        found = (self._of(chain, given_up, said) for chain in chains)
        return tuple(one for one in found if one is not None)

    def _of(self, chain: str, accepted: Sequence[Accepted], claimed: Sequence[Accepted]) -> Lost | None:
        end = self.ends.get(chain, NOTHING)
        met = {(one.entries, one.head) for one in self._met.get(chain, ())}
        here = [one for one in self._known[chain] if not _explained(chain, one, accepted)]
        same = [one for one in here if (one.entries, one.head) in met]
        missed = [one for one in here if (one.entries, one.head) not in met]
        if not missed:
            return None
        agreed = max((one for one in same if one.entries < missed[0].entries), default=NOTHING)
        other = missed[0].entries <= end.entries
        return Lost(chain, missed[-1], end, agreed, other, _explained(chain, missed[-1], claimed))


def _explained(chain: str, height: Height, accepted: Iterable[Accepted]) -> bool:
    return any(
        one.chain == chain
        and one.found < height.entries <= one.entries
        and (height.entries < one.entries or height.head == one.head)
        for one in accepted
    )
