"""Who signed, in words: each signature of a workbook, whether both who have to sign did, and a QR code's key."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone

from tally.application.evidence import Believed, Statement, Verdict
from tally.application.flaw_words import flaw_sentence
from tally.application.fours import in_groups
from tally.application.proof import PackageReport, PinnedSigner, SignatureFound
from tally.application.qr import QrReport
from tally.domain.names import normalise, organisation_key
from tally.locales import Words

_VIETNAM = timezone(timedelta(hours=7))
SIGNERS_ASKED = 2
"""Head and secretary: neither can make another result alone."""


def signature_statements(
    report: PackageReport, believed: Believed, pinned: Collection[PinnedSigner], words: Words
) -> Iterator[Statement]:
    """Say what the signatures of a workbook are worth, and whose is missing.

    Args:
        report: what was found.
        believed: whose signatures are.
        pinned: those of them who sign workbooks.
        words: the language.
    """
    for flaw in report.flaws:
        yield Statement(Verdict.WRONG, "flaw", {"flaw": flaw_sentence(words, flaw)})
    for one in report.signatures:
        fields = {
            "signer": one.signer or "?",
            "whose": ", ".join(filter(None, (one.unit, one.organisation))) or "?",
            "fingerprint": in_groups(one.fingerprint).upper(),
            "time": "?" if one.time is None else f"{one.time.astimezone(_VIETNAM):%H:%M %d/%m/%Y}",
        }
        if one.flaws:
            yield Statement(Verdict.WRONG, "signature_wrong", fields)
            for flaw in one.flaws:
                yield Statement(Verdict.WRONG, "flaw", {"flaw": flaw_sentence(words, flaw)})
        else:
            yield Statement(believed.verdict, "signature" if believed.published else "signature_by_file", fields)
    sound = sound_signatures(report)
    people = people_of(sound)
    if 0 < len(people) < SIGNERS_ASKED:
        missing = "; ".join(f"{one.name} ({one.unit})" for one in _missing(sound, pinned)) or words("verify.somebody")
        yield Statement(Verdict.WRONG, "one_signer", {"signer": people[0], "missing": missing})
    if report.sound:
        yield Statement(Verdict.NOT_PROVEN, "time_of_signing")


def sound_signatures(report: PackageReport) -> tuple[SignatureFound, ...]:
    """Return the signatures that nothing speaks against."""
    return tuple(one for one in report.signatures if not one.flaws)


def people_of(signatures: Iterable[SignatureFound]) -> tuple[str, ...]:
    """Return who signed, each person once."""
    return tuple(dict.fromkeys(normalise(one.signer) for one in signatures))


def organisation_statements(
    signed_for: Iterable[str], organisation: str, pinned: Collection[PinnedSigner]
) -> Iterator[Statement]:
    """Say where those who signed are of another organisation than the one whose paper it is.

    Names are spelt by people: one board's certificates alone may spell it otherwise. But who believes the certificates
    of several boards has nothing else to tell whose papers one of them may sign. A token names whom it likes.

    Args:
        signed_for: the organisations in the certificates of those who signed.
        organisation: whose paper it is.
        pinned: everybody whose signature is believed.
    """
    boards = {organisation_key(one.organisation) for one in pinned if one.by_board}
    for other in dict.fromkeys(signed_for):
        if other and organisation_key(other) != organisation_key(organisation):
            is_another_board = len(boards) > 1 and organisation_key(other) in boards
            verdict = Verdict.WRONG if is_another_board else Verdict.NOT_PROVEN
            fields = {"signed": other, "organisation": organisation}
            yield Statement(verdict, "other_organisation", fields)


def code_statements(report: QrReport, believed: Believed, words: Words) -> Iterator[Statement]:
    """Say what the signature of a QR code is worth."""
    if report.flaws:
        for flaw in report.flaws:
            yield Statement(Verdict.WRONG, "code_flaw", {"why": words(f"verify.qr.{flaw}")})
        return
    fields = {"organisation": report.organisation, "fingerprint": in_groups(report.fingerprint).upper()}
    yield Statement(believed.verdict, "code_signed" if believed.published else "code_by_file", fields)


def time_in(text: str) -> datetime | None:
    """Return a time of the journal; None where it is none, in a file that somebody made by hand."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _missing(sound: Iterable[SignatureFound], pinned: Iterable[PinnedSigner]) -> Iterator[PinnedSigner]:
    """Yield whose signature would have to be there too: of the same board as those who did sign."""
    there = {normalise(one.signer) for one in sound}
    boards = {organisation_key(one.organisation) for one in sound}
    for one in pinned:
        if organisation_key(one.organisation) in boards and normalise(one.name) not in there:
            there.add(normalise(one.name))
            yield one
