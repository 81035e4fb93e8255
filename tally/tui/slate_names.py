"""What a preview of a slate offers for its names: those of an old font converted, those in capitals in title case."""

from collections.abc import Sequence
from dataclasses import replace

from tally.application.intake import FileFinding
from tally.application.name_findings import OLD_LETTERS
from tally.application.slate_reading import SlateReading
from tally.domain.names import in_title_case
from tally.domain.slate import Slate
from tally.locales import Words


def converted_lines(words: Words, reading: SlateReading) -> list[str]:
    """Return what was converted: from which encoding, then a line for each text with what it was; else nothing."""
    found = [finding for finding in reading.findings if finding.code == OLD_LETTERS]
    if not found:
        return []
    encoding = words(f"words.encoding.{reading.old_encoding}")
    return [
        words("tui.slate.converted", encoding=encoding, texts=words.number(len(found))),
        *(words("tui.slate.converted_row", row=finding.row, **finding.fields) for finding in found),
    ]


def to_be_mended(findings: Sequence[FileFinding]) -> tuple[FileFinding, ...]:
    """Return the findings in their order, last those that need nothing but to be converted."""
    return tuple(sorted(findings, key=lambda finding: finding.code == OLD_LETTERS))


def titled(slate: Slate) -> Slate:
    """Return a slate with the names in capitals in title case; the others stay as they are."""
    return Slate(tuple(replace(one, name=in_title_case(one.name)) for one in slate))
