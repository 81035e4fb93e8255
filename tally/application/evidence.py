"""What verifying works with: what is said of a source, what a source claims, and the port that opens papers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from tally.application.intake import FileFinding
from tally.application.minutes import Minutes
from tally.application.proof import PackageReport, PinnedSigner, Pins
from tally.application.qr import QrReport
from tally.application.recount import CountedContest, Recount, Source
from tally.application.shown import SheetSeen, Shown, Unseen, Written


class NoPictureReader(Exception):  # noqa: N818 - named for what is missing
    """The packages that read pictures (extra `pictures`) are not installed."""


class Verdict(StrEnum):
    """What a statement says."""

    PROVEN = "proven"
    NOT_PROVEN = "not-proven"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said of a source; `key` and `fields` give its words (`verify.toml`)."""

    verdict: Verdict
    key: str
    fields: Mapping[str, object] = field(default_factory=dict)


class What(StrEnum):
    """What makes a claim; for a workbook also which paper it is."""

    MINUTES = "minutes"
    CORRIGENDUM = "corrigendum"
    RECORD = "record"
    CONGRESS = "congress"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says of one contest in one round.

    Attributes:
        organisation: empty where the source does not say: a QR code has no room for it, the digests cover it.
        results: digest of the results, in hex.
        record: digest of the record, in hex.
        head: hash of the journal's entry that sealed or corrected it, in hex; empty where the source does not say.
    """

    what: What
    organisation: str
    contest: str
    round: int
    results: str
    record: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A source with what is said of it.

    Attributes:
        source: as it is named to the user.
        statements: none where it lay in a folder among others and holds nothing that could be proven.
        unreadable: what is wrong in it, where it could not be read to its end.
    """

    source: str
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...] = ()
    unreadable: tuple[FileFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Congress:
    """A congress file that was examined, with its count.

    Attributes:
        pinned: the certificates that the file itself holds.
    """

    examined: Examined
    counted: Recount
    pinned: Pins


@dataclass(frozen=True, slots=True)
class Believed:
    """Whose signatures are believed.

    Attributes:
        published: whether the user has these certificates from elsewhere than the papers: what they sign is proven.
            Where they come out of a congress file that is verified itself, papers and file only fit each other.
    """

    pins: Pins
    published: bool

    @property
    def verdict(self) -> Verdict:
        """Return what a signature without a fault is worth."""
        return Verdict.PROVEN if self.published else Verdict.NOT_PROVEN


class Evidence(Protocol):
    """Opens what is to be verified; every method raises BadInput for what cannot be read, OSError when it fails."""

    def package(self, path: Path, pins: Pins) -> PackageReport:
        """Return what the signatures of a workbook are worth."""

    def signers(self, pins: Pins) -> tuple[PinnedSigner, ...]:
        """Return those of the pinned certificates that sign workbooks."""

    def paper(self, path: Path) -> Minutes | Source | None:
        """Return minutes, those of a corrigendum too, the saved ballots of a record, or None for another workbook."""

    def knows_rules(self, profile_id: str) -> bool:
        """Tell whether a regulation comes with this program, and is not one that lay beside the paper."""

    def sheets(self, path: Path) -> tuple[SheetSeen, ...]:
        """Return the sheets of a workbook in their order."""

    def shown(self, path: Path) -> tuple[Shown, ...]:
        """Return the figures that the sheets Kết quả, Biên bản and Đính chính of a workbook show to people."""

    def unseen(self, path: Path) -> tuple[Unseen, ...]:
        """Return what those sheets of a workbook keep from people."""

    def written(self, path: Path) -> tuple[Written, ...]:
        """Return every cell of the sheet Biên bản of a workbook that holds something."""

    def codes_in(self, path: Path) -> tuple[str, ...] | None:
        """Return the QR texts that the pictures in a workbook hold; None: nothing here reads pictures."""

    def code(self, text: str, pins: Pins, at: datetime | None = None) -> QrReport:
        """Return what a QR text and its signature are worth; `at`: when it was signed, where something says so."""

    def same_print(self, path: Path, what: What, counted: CountedContest, whole: Recount) -> bool:
        """Tell whether a paper is, part by part, what is printed of a count, or was since its seal."""
