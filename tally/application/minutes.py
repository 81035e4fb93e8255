"""Minutes that were handed over, as a machine reads them: what was elected, with the figures that were announced."""

from dataclasses import dataclass

from tally.application.digest import digest_of_figures
from tally.application.figures import Figures
from tally.domain.body import Decision
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.rules import RuleProfile


@dataclass(frozen=True, slots=True)
class Correction:
    """What the minutes of a corrigendum say of the result before it.

    Attributes:
        before: every official figure by its key, as it was before.
        earlier: digests of record and results as sealed, then as each corrigendum before this one left them; at least
            the first.
    """

    before: Figures
    earlier: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """One contest as its minutes tell it, or those of a corrigendum; no ballot is in them.

    Attributes:
        figures: every official figure by its key, see `figures.py`.
        digest: of the record, in hex.
        results_digest: as it stands in the minutes, in hex.
        qr: the text of the QR code; empty where the minutes were made before it was signed.
        practice: whether the congress is made up, to practise on: such minutes count for nothing.
        decision: what the congress decided after the result, where it was reported before the minutes were made; no
            digest covers it, the signatures of the workbook do.
        corrigenda: how many there were already when the minutes were made, which keep the result as it was sealed.
        correction: what was before, where these are the minutes of a corrigendum; everything else is what is right.
    """

    congress: Congress
    profile: RuleProfile
    contest: Contest
    figures: Figures
    digest: str
    results_digest: str
    qr: str = ""
    practice: bool = False
    decision: Decision | None = None
    corrigenda: int = 0
    correction: Correction | None = None

    @property
    def holds_together(self) -> bool:
        """Tell whether the digests that stand in the minutes are those of the figures that stand there."""
        told = [(self.figures, self.results_digest)]
        if self.correction is not None:
            told.append((self.correction.before, self.correction.earlier[-1][1]))
        return all(digest == digest_of_figures(self.congress, self.contest, figures) for figures, digest in told)
