"""What a source sent: verified results, round by round; or why it is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from tally.application.intake import FileFinding
from tally.application.proof import Flaw
from tally.domain.body import Decision
from tally.domain.counting import Result
from tally.domain.names import organisation_key


class Form(StrEnum):
    """What a source is; the first says most about how the ballots were counted."""

    TALLY = "tally"
    RECORD = "record"
    FOLDER = "folder"
    MINUTES = "minutes"
    CORRIGENDUM = "corrigendum"


class Why(StrEnum):
    """Why a source, or one contest of it, is left out; the words are `report.why.*`."""

    ALTERED = "altered"
    BROKEN_CHAIN = "broken-chain"
    DOUBLED = "doubled"
    CONTRADICTS = "contradicts"
    CORRECTED = "corrected-since"
    OUTWEIGHED = "outweighed"
    TWO_SUPERIORS = "two-superiors"
    ROUNDS = "rounds-disagree"
    UNSIGNED = "unsigned"
    BAD_SIGNATURE = "bad-signature"
    NOT_PINNED = "not-pinned"
    EXPIRED = "expired"
    ONE_SIGNER = "one-signer"
    OTHER_ORGANISATION = "other-organisation"
    BAD_CODE = "bad-code"
    SHOWN = "shown-differs"
    NEWER = "newer"
    PRACTICE = "practice"
    UNREADABLE = "unreadable"
    NOT_A_RESULT = "not-a-result"
    EMPTY = "empty"
    MACHINE = "machine"
    CRASHED = "crashed"
    BUG = "bug"


class Waiting(StrEnum):
    """Why a contest is not counted although nothing is wrong with it; the words are `report.waiting.*`."""

    NOT_SEALED = "not-sealed"
    NO_BALLOTS = "no-ballots"
    FIRST_ROUND_MISSING = "first-round-missing"


OrganisationKey = tuple[str, str]
"""The superior organisation and the organisation as they are compared (`names.organisation_key`)."""

Digests = tuple[str, str]
"""The digests of record and results."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that elected; two of one name under different superiors are two."""

    name: str
    superior: str = ""

    @property
    def key(self) -> OrganisationKey:
        """How it is compared."""
        return organisation_key(self.superior), organisation_key(self.name)


@dataclass(frozen=True, slots=True)
class ExpectedList:
    """A list of organisations that should send results.

    Attributes:
        file: where it was read, with the sheet.
        organisations: each once.
        not_taken: what its columns are called that say something else.
    """

    file: str
    organisations: tuple[Organisation, ...]
    not_taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundSent:
    """One round of one contest, as a verified source tells it.

    Attributes:
        level: of the organisation; empty when the source does not say.
        result: as it stands now, every mistake found after the seal put right.
        decision: what the congress decided after it, where the source says so.
        digest: of the record, by which two sources that tell the same are known.
        results: digest of the results.
        earlier: digests of record and results of the same count as sealed, then as each corrigendum but the last left
            them; empty where no mistake was found.
        errors: codes of the findings that a board would have to explain.
        corrigenda: how many there are by what the source says, which does not hold what they changed.
        signers: fingerprints of the believed certificates by which this very result was signed; empty: nobody whom
            anybody believes did.
    """

    organisation: Organisation
    level: str
    date: date | None
    result: Result
    digest: str
    results: str = ""
    decision: Decision | None = None
    earlier: tuple[Digests, ...] = ()
    errors: tuple[str, ...] = ()
    corrigenda: int = 0
    signers: frozenset[str] = frozenset()

    @property
    def signed(self) -> bool:
        """Tell whether a signature that is believed proves it."""
        return bool(self.signers)

    @property
    def known_corrigenda(self) -> int:
        """How many corrigenda the source knows of, whether it holds what they changed or not."""
        return max(self.corrigenda, len(self.earlier))

    @property
    def digests(self) -> Digests:
        """The digests of record and results."""
        return self.digest, self.results

    def known_by(self, other: Mapping[Digests, Digests]) -> "RoundSent":
        """Return the round with other digests in place of some, in what came before it too."""
        digest, results = other.get(self.digests, self.digests)
        return replace(self, digest=digest, results=results, earlier=tuple(other.get(one, one) for one in self.earlier))


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A contest that is not counted yet."""

    source: str
    organisation: Organisation
    contest: str
    title: str
    round: int
    why: Waiting


@dataclass(frozen=True, slots=True)
class Sent:
    """A sound source."""

    source: str
    form: Form
    rounds: tuple[RoundSent, ...]
    unfinished: tuple[Unfinished, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A source that is left out, or one contest of it.

    Attributes:
        why: the reason.
        fields: what its words need.
        findings: what is wrong with the file, the first few.
        organisation: where it is known.
        flaw: what is wrong with the signature of a workbook.
        said: a key of words that say it more exactly than those of `why`; empty: there are none.
        corrigendum: whether it is a corrigendum, which cannot put right what it should.
    """

    source: str
    why: Why
    fields: Mapping[str, int | str] = field(default_factory=dict)
    findings: tuple[FileFinding, ...] = ()
    organisation: Organisation | None = None
    flaw: Flaw | None = None
    said: str = ""
    corrigendum: bool = False


Read = Sent | Rejected
"""What came of reading one source."""
