"""What is wrong with a journal, in words: which of its chains, which entry, and what happened to it."""

from tally.domain.journal import Broken
from tally.locales import Words

_PARTS_OF_A_PASS = 5  # of the name of its chain: `pass/CONTEST/ROUND/BATCH/PASS`


def broken_sentence(words: Words, broken: Broken) -> str:
    """Return one sentence about a chain that is not what was appended."""
    return words(f"cli.broken.{broken.why}", chain=chain_name(broken.chain, words), entry=broken.sequence)


def chain_name(chain: str, words: Words) -> str:
    """Say which chain of a journal is meant: the congress's, or that of a keying pass."""
    parts = chain.split("/")
    if parts[0] != "pass" or len(parts) != _PARTS_OF_A_PASS:
        return words("cli.broken.congress") if chain == "congress" else chain
    return words("cli.broken.pass", **dict(zip(("contest", "round", "batch", "number"), parts[1:], strict=True)))
