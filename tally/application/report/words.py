"""Words for what a roll-up leaves out."""

from pathlib import Path

from tally.application.chain_words import broken_sentence
from tally.application.flaw_words import flaw_sentence
from tally.application.papers import CORRIGENDUM_NAME
from tally.application.report.sent import Rejected, Why
from tally.domain.journal import Broken
from tally.locales import Words

_PUTS_NOTHING_RIGHT_ANYWAY = frozenset(
    {Why.DOUBLED, Why.CONTRADICTS, Why.CORRECTED, Why.ROUNDS, Why.PRACTICE, Why.TWO_SUPERIORS}
)


def why_rejected(rejected: Rejected, words: Words) -> str:
    """Say why a source, or one contest of it, is left out, and what to do."""
    why = _why(rejected, words)
    # One that cannot even be read is known by its name.
    is_corrigendum = rejected.corrigendum or Path(rejected.source).name.lower().startswith(CORRIGENDUM_NAME)
    if is_corrigendum and rejected.why not in _PUTS_NOTHING_RIGHT_ANYWAY:
        return f"{why} {words('report.corrigendum_left_out')}"
    return why


def _why(rejected: Rejected, words: Words) -> str:
    fields = dict(rejected.fields)
    if rejected.why is Why.MACHINE:
        error = OSError(int(fields["errno"]), str(fields["reason"]))
        error.filename = rejected.source
        return words.machine(error)
    if rejected.why is Why.BROKEN_CHAIN:
        return broken_sentence(words, Broken(str(fields["chain"]), int(fields["entry"]), str(fields["flaw"])))
    if rejected.said:
        return words(rejected.said, **fields)
    if rejected.flaw is not None:
        fields["flaw"] = flaw_sentence(words, rejected.flaw)
    if rejected.why is Why.BAD_CODE:
        fields["said"] = words(f"verify.qr.{fields['code']}")
    if rejected.findings:
        first = rejected.findings[0]
        fields["finding"] = f"{first.code} {words.file_finding(first)}"
    return words(f"report.why.{rejected.why}", **fields)
