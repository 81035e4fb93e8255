"""Words for what a roll-up leaves out."""

from tally.application.chain_words import broken_sentence
from tally.application.flaw_words import flaw_sentence
from tally.application.report.sent import Rejected, Why
from tally.domain.journal import Broken
from tally.locales import Words


def why_rejected(rejected: Rejected, words: Words) -> str:
    """Say why a source, or one contest of it, is left out, and what to do."""
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
