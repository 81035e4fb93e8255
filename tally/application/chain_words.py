"""What is wrong with a journal, in words: which of its chains, which entry, and what happened to it."""

from tally.domain.journal import Broken
from tally.domain.law import Breach
from tally.locales import Words

_LAW = frozenset(breach.value for breach in Breach) - {Breach.SHAPE.value}
"""What is said of the law; what no entry can say is said of the chain."""

_PARTS_OF_A_PASS = 5  # of the name of its chain: `pass/CONTEST/ROUND/BATCH/PASS`


def broken_sentence(words: Words, broken: Broken) -> str:
    """Return one sentence about a chain that is not what was appended, or that the desk would not have appended."""
    chain = chain_name(broken.chain, words)
    if broken.why in _LAW:
        return words("cli.broken.unlawful", chain=chain, entry=broken.sequence, why=words(f"cli.law.{broken.why}"))
    return words(f"cli.broken.{broken.why}", chain=chain, entry=broken.sequence)


def chain_name(chain: str, words: Words) -> str:
    """Say which chain of a journal is meant: the congress's, or that of a keying pass."""
    parts = chain.split("/")
    if parts[0] != "pass" or len(parts) != _PARTS_OF_A_PASS:
        return words("cli.broken.congress") if chain == "congress" else chain
    return words("cli.broken.pass", **dict(zip(("contest", "round", "batch", "number"), parts[1:], strict=True)))
