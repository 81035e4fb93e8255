"""What is missing of a file, in words; and what is known of its height, as statements of `tally verify`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tally.application.chain_words import chain_name
from tally.application.evidence import Statement, Verdict
from tally.application.heights import AnotherCongress, Found, Measured, Outside, Shorter
from tally.domain.height import Accepted, Lost, code_of, in_fours
from tally.domain.journal import CONGRESS_CHAIN
from tally.locales import Words


def lost_sentence(words: Words, lost: Lost) -> str:
    """Say what of a chain is missing: ballots where there are any, else entries; or where two copies parted."""
    said = _missing(words, lost)
    return f"{said} {words('heights.lost.claimed')}" if lost.claimed else said


def _missing(words: Words, lost: Lost) -> str:
    fields: dict[str, object] = {
        "chain": _begun(chain_name(lost.chain, words)),
        "known": lost.known.entries,
        "found": lost.found.entries,
        "agreed": lost.agreed.entries,
        "kept": lost.kept,
        "own": lost.found.ballots,
    }
    if lost.ballots:
        fields |= {"first": lost.ballots[0], "last": lost.ballots[-1]}
    if lost.other:
        return words(f"heights.lost.{'fork_ballots' if lost.ballots else 'fork_entries'}", **fields)
    if lost.ballots:
        return words(f"heights.lost.{'ballots' if len(lost.ballots) > 1 else 'ballot'}", **fields)
    first, last = lost.found.entries + 1, lost.known.entries
    return words(f"heights.lost.{'entries' if last > first else 'entry'}", **fields | {"first": first, "last": last})


def shorter_lines(words: Words, file: Path | str, lost: Iterable[Lost], longer: Iterable[Path]) -> list[str]:
    """Say what is missing of a file, and where there are longer copies."""
    places = [words("heights.lost.longer", file=path) for path in longer]
    return [
        words("heights.lost.head", file=file),
        *(lost_sentence(words, one) for one in lost),
        *(places or [words("heights.lost.nowhere")]),
    ]


def another_sentence(words: Words, file: Path | str, entries: int) -> str:
    """Say that another congress was counted under the name of a file."""
    return words(f"heights.another.{'said' if entries > 1 else 'said_one'}", file=file, entries=entries)


def not_the_known(words: Words, failure: Shorter | AnotherCongress, most: int | None = None) -> list[str]:
    """Say why a file is not the one that is known outside it; of what is missing at most so many lines."""
    match failure:
        case Shorter():
            return shorter_lines(words, failure.file, failure.lost[:most], failure.longer)
        case AnotherCongress():
            return [another_sentence(words, failure.file, failure.entries), words("heights.another.confirm")]


def accepted_words(words: Words, accepted: Iterable[Accepted]) -> str:
    """Say in one breath what the board accepted to be lost."""
    said = []
    for one in accepted:
        keys, first, last = ("entry", "entries"), one.found + 1, one.entries
        if one.ballots > one.kept:
            keys, first, last = ("ballot", "ballots"), one.kept + 1, one.ballots
        key = keys[last > first]
        text = words(f"heights.accepted.{key}", chain=chain_name(one.chain, words), first=first, last=last)
        said.append(words("heights.accepted.fork", one=text) if one.other else text)
    return "; ".join(said) or words("heights.accepted.nothing")


def height_statements(
    words: Words, measured: Measured, outside: Outside, longer: Iterable[Path], *, to_seal: bool
) -> Iterator[Statement]:
    """Say what is known of the height of a congress file, and what a tail cut off would look like.

    Args:
        words: the language.
        measured: the file, read through.
        outside: what is known outside it.
        longer: copies that hold more.
        to_seal: whether a QR code that was signed names an entry of it.
    """
    if outside.before:
        sentence = another_sentence(words, measured.name, outside.before)
        yield Statement(Verdict.NOT_PROVEN, "height_another", {"sentence": sentence})
    lost = measured.lost()
    for one in lost:
        yield Statement(Verdict.WRONG, "height_lost", {"sentence": lost_sentence(words, one)})
    for path in longer:
        yield Statement(Verdict.NOT_PROVEN, "height_longer", {"file": str(path)})
    if measured.accepted and not any(one.claimed for one in lost):
        yield Statement(Verdict.NOT_PROVEN, "height_accepted", {"lost": accepted_words(words, measured.accepted)})
    known = False
    if not lost and outside.remembered.heights:
        highest = max((one.entries for one in outside.remembered.heights.get(CONGRESS_CHAIN, ())), default=0)
        fields = {"chains": len(outside.remembered.heights), "entries": highest}
        known = True
        yield Statement(Verdict.PROVEN, "height_remembered", fields)
    if not lost and outside.copy is not None:
        known = True
        yield Statement(Verdict.PROVEN, "height_medium", {"file": str(outside.copy.path)})
    known = known or bool(lost) or bool(measured.found())
    if not known:
        yield Statement(Verdict.NOT_PROVEN, "height_only_seal" if to_seal else "height_unknown")
    yield from _tail(words, measured)


def found_statement(words: Words, code: str, found: Found | None) -> Statement:
    """Say where in a file the head of a slip's code is, or that it is not there."""
    if found is None:
        return Statement(Verdict.WRONG, "head_missing", {"code": in_fours(code)})
    fields = {"chain": chain_name(found.chain, words), "entries": found.entries, "after": found.after}
    return Statement(Verdict.PROVEN, "head_found", {"code": in_fours(code), **fields})


def _tail(words: Words, measured: Measured) -> Iterator[Statement]:
    for chain in measured.open_passes:
        end = measured.comparison.ends[chain]
        fields = {"chain": chain_name(chain, words), "ballots": end.ballots, "entries": end.entries}
        yield Statement(Verdict.NOT_PROVEN, "height_tail_open", fields)
    last = measured.comparison.ends.get(CONGRESS_CHAIN)
    if last is not None:
        code = in_fours(code_of(measured.first, CONGRESS_CHAIN, last.entries, last.head))
        yield Statement(Verdict.NOT_PROVEN, "height_tail_congress", {"entries": last.entries, "code": code})


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
