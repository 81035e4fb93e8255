"""What a reader refuses, in the form that the command line prints: `file:row:column: CODE`, and its words."""

from collections.abc import Callable

import pytest

from tally.application.intake import BadInput, FileFinding
from tally.locales import Words


def refused(read: Callable[[], object]) -> tuple[FileFinding, ...]:
    """Run a reader that must refuse; return its findings."""
    with pytest.raises(BadInput) as caught:
        read()
    assert caught.value.findings, "a refusal without a finding tells nobody anything"
    return caught.value.findings


def places(read: Callable[[], object]) -> list[str]:
    """Run a reader that must refuse; return its findings as `file:row:column: CODE`."""
    return [place_of(finding) for finding in refused(read)]


def place_of(finding: FileFinding) -> str:
    """Return a finding as `file:row:column: CODE`."""
    return f"{finding.file}:{finding.row}:{finding.column}: {finding.code}"


def in_vietnamese(finding: FileFinding) -> str:
    """Return the message that a Vietnamese board reads."""
    return Words("vi").file_finding(finding)
