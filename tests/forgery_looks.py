"""What a board finds of an edited congress file with what it has: the journal's law, slips, heights, signed papers."""

from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
import signing_keys
from forged_bases import Base, claims_of, file_of, papers_of
from memory_journal import Codec, MemoryJournal

from tally import bootstrap
from tally.application.evidence import Believed, Verdict
from tally.application.heights import Known, Measured
from tally.application.intake import BadInput, BrokenJournal
from tally.application.journal_source import JournalSource
from tally.application.recount import recount
from tally.application.verify import Examiner
from tally.cli.main import main
from tally.domain.journal import CONGRESS_CHAIN
from tally.files.remembered import MemoryInFolder
from tally.locales import Words

LAW, SLIPS, HEIGHTS, PAPERS = "law", "slips", "heights", "papers and codes"
MEANS = (LAW, SLIPS, HEIGHTS, PAPERS)

ADDED = "added at the end, nothing before it changed, in the name of those who may"
NO_SLIP_YET = "the declaration changed, or all of it written anew, before there is a slip"

NOT_FINDABLE: Mapping[str, str] = {
    ADDED: "nobody outside the file knows yet how it goes on, and who sat there only the file says. What the law of "
    "the journal refuses is found; a corrigendum or a seal that nobody signed is wrong as soon as the board has "
    "signed anything; the other pass, the next slip and the paper ballots show a ballot that is none",
    NO_SLIP_YET: "the first entry names the congress: with another one it is another congress, of which no computer "
    "and no medium remembers anything. The slip of the first closed pass ends that; until then the declaration is "
    "read from the screen",
}
"""By kind of edit, why nothing finds it. What is not found and is of neither kind has to be found."""


@dataclass(frozen=True)
class Looks:
    """Looks at edited files of one honest congress.

    Attributes:
        scratch: a folder.
    """

    base: Base
    scratch: Path

    def found(self, journal: MemoryJournal) -> frozenset[str]:
        """Return by which means an edit is found; papers are asked in full where nothing else finds it."""
        found = self._by_law_and_claims(journal) | self._by_height(journal)
        if not found and self.base.signed and self._by_papers(journal):
            found = frozenset({PAPERS})
        return found

    def _by_law_and_claims(self, journal: MemoryJournal) -> frozenset[str]:
        try:
            counted = recount(JournalSource(lambda: journal, Codec()))
        except (BrokenJournal, BadInput):
            return frozenset({LAW})
        found = set() if counted.agrees else {LAW}
        if self.base.signed and claims_of(counted) != self.base.claims:
            found.add(PAPERS)
        return frozenset(found)

    def _by_height(self, journal: MemoryJournal) -> frozenset[str]:
        def known(congress: bytes) -> Known:
            return self.base.known if congress == self.base.first else {}

        measured = Measured(journal, known, self.base.codes)
        for _ in measured.pieces():
            pass
        # A loss accepted in the board's name is not silent: verify and the minutes say of which ballots, and by whom.
        named = bool(measured.accepted)
        found = {SLIPS} if set(self.base.codes) - set(measured.found()) else set()
        return frozenset(found | ({HEIGHTS} if measured.lost() or named else set()))

    def _by_papers(self, journal: MemoryJournal) -> bool:
        """Verify the edited file beside the papers that head and secretary signed, with their certificates."""
        folder = self.scratch / "giấy tờ"
        if not folder.exists():
            papers_of(self.base, folder)
        file = self.scratch / "sửa.tally"
        file.unlink(missing_ok=True)
        said = verdicts(file_of(journal, file), sorted(folder.glob("*.xlsx")))
        return Verdict.WRONG in said

    def command(self, journal: MemoryJournal) -> tuple[int, str]:
        """Return what `tally verify` ends with and says, with all that the board has, on its computer."""
        home, papers, file = self.scratch / "nhà", self.scratch / "giấy tờ", self.scratch / "đại hội.tally"
        if not home.exists():
            notebook = MemoryInFolder(lambda: home).open(self.base.first)
            for chain, heights in self.base.known.items():
                for height in heights:
                    notebook.note(chain, height)
            notebook.close()
        if self.base.signed and not papers.exists():
            papers_of(self.base, papers)
        file.unlink(missing_ok=True)
        file_of(journal, file)
        arguments = ["verify", str(file), *map(str, sorted(papers.glob("*.xlsx")))]
        arguments += ["--pin", str(signing_keys.board_keys().path / "board.pem")]
        arguments += [one for code in self.base.codes for one in ("--head", code)]
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()):
            patch.setenv("TALLY_HOME", str(home))
            patch.setenv("TALLY_LANG", "vi")
            return main(arguments), out.getvalue()

    def why_not(self, journal: MemoryJournal) -> str | None:
        """Return of which kind an edit is that was not found (`NOT_FINDABLE`); None: it should have been."""
        honest = self.base.journal.held
        if all(journal.held.get(chain, [])[: len(entries)] == entries for chain, entries in honest.items()):
            return ADDED
        other = journal.held[CONGRESS_CHAIN][0].hash != self.base.first
        return NO_SLIP_YET if other and not self.base.codes and not self.base.signed else None


def verdicts(file: Path, papers: Sequence[Path]) -> set[Verdict]:
    """Return the verdicts of what `tally verify --pin` says of a congress file and papers."""
    believed = Believed(signing_keys.board_keys().pins(), published=True)
    examiner = Examiner(bootstrap.evidence(), believed, Words("vi"))
    sources = [examiner.congress(file.name, bootstrap.congress_source(file))]
    sources += [examiner.workbook(paper.name, paper) for paper in papers]
    return {one.verdict for source in sources for one in source.statements}
