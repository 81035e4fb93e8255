"""A folder as a source of saved ballots: `congress.toml`, and `ballots.csv` or `ballots.xlsx` beside it.

Beside them may be slates in Excel that `congress.toml` names, and the board's own regulations in `rules/ID.toml`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tally.application.column_meanings import NOTHING_SAID, Meanings
from tally.application.intake import BadInput, FileFinding
from tally.application.recount import SavedContest, SavedCount
from tally.application.slate_reading import Columns
from tally.domain.congress import Roll
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey
from tally.domain.old_letters import OldEncoding
from tally.files import ballots_csv
from tally.files.congress_toml import CongressFile, read_with_rolls
from tally.files.findings import refusal, shown
from tally.files.marks import Ballots
from tally.files.rules_toml import find_profile
from tally.files.slates_beside import CONGRESS, Note, SlateReader, SlatesBeside, read_excel
from tally.files.text import MAX_TOML, read_text

BALLOTS_CSV = "ballots.csv"
BALLOTS_XLSX = "ballots.xlsx"

BallotsReader = Callable[[Path, Sequence[Contest], str, Meanings], Ballots]
"""Reads ballots: where, the contests they can be of, the name of the file as findings give it, what columns mean."""


def _read_ballots_xlsx(path: Path, contests: Sequence[Contest], file: str, meanings: Meanings) -> Ballots:
    from tally.files.ballots_xlsx import read_ballots  # noqa: PLC0415 - Excel is loaded only for ballots in Excel

    return read_ballots(path, contests, file, meanings)


class FolderSource:
    """Saved ballots in a folder; findings name its files from the folder down, such as `rules/quy-che.toml`."""

    def __init__(  # noqa: PLR0913 - what the board said of its slates
        self,
        path: Path,
        read_slate: SlateReader = read_excel,
        read_ballots_xlsx: BallotsReader = _read_ballots_xlsx,
        *,
        columns: Columns = NOTHING_SAID,
        note: Note = lambda _finding: None,
        encoding: OldEncoding | None = None,
        meanings: Meanings = NOTHING_SAID,
    ) -> None:
        """Remember where the folder is; nothing is read yet.

        Args:
            path: the folder.
            read_slate: reads a slate in Excel.
            read_ballots_xlsx: reads ballots in Excel.
            columns: what the board said that columns of slates are, before what `congress.toml` says.
            note: is told of columns of slates that are left out.
            encoding: the old one of slates whose meaning is taken.
            meanings: what somebody said that columns of the ballots mean.
        """
        self._path = path
        self._slates = SlatesBeside(path, note, columns, encoding, read_slate)
        self._read_ballots_xlsx = read_ballots_xlsx
        self._meanings = meanings

    def load(self) -> SavedCount:
        """Read everything.

        Raises:
            BadInput: something is wrong, in whichever files; all of it at once.
            OSError: the machine failed.
        """
        if not self._path.exists():
            raise refusal(str(self._path), "E901", value=shown(self._path))
        findings: list[FileFinding] = []
        congress: CongressFile | None = None
        rolls: Mapping[ContestKey, Roll] = {}
        ballots: Ballots = {}
        try:
            congress, rolls = self._congress()
        except BadInput as bad:
            findings += bad.findings
        findings += self._slates.unmatched(sound=congress is not None)
        try:
            ballots = self._ballots(congress)
        except BadInput as bad:
            findings += bad.findings
        if congress is None or findings:
            raise BadInput(findings)
        keys = [(contest.id, contest.round) for contest in congress.contests]
        held = [replace(congress.congress, roll=rolls[key]) if key in rolls else None for key in keys]
        contests = tuple(
            SavedContest(contest, ballots.get(key, ()), congress=then)
            for contest, key, then in zip(congress.contests, keys, held, strict=True)
        )
        return SavedCount(congress.congress, congress.profile, contests)

    def _congress(self) -> tuple[CongressFile, Mapping[ContestKey, Roll]]:
        text = read_text(self._path / CONGRESS, CONGRESS, MAX_TOML)
        return read_with_rolls(
            text,
            CONGRESS,
            load_rules=lambda profile_id: find_profile(profile_id, self._path),
            read_slate=self._slates,
            check_names=True,
        )

    def _ballots(self, congress: CongressFile | None) -> Ballots:
        """Read the ballots; without a sound congress file, only check what does not need it."""
        csv_path, xlsx_path = self._path / BALLOTS_CSV, self._path / BALLOTS_XLSX
        if csv_path.exists() and xlsx_path.exists():
            raise refusal(BALLOTS_CSV, "E909", value=shown(self._path))
        if xlsx_path.exists():
            return (
                self._read_ballots_xlsx(xlsx_path, congress.contests, BALLOTS_XLSX, self._meanings) if congress else {}
            )
        if not csv_path.exists():
            raise refusal(BALLOTS_CSV, "E908", value=shown(self._path))
        if congress is None:
            ballots_csv.check_table(csv_path, BALLOTS_CSV, self._meanings)
            return {}
        return ballots_csv.read_ballots(csv_path, congress.contests, BALLOTS_CSV, self._meanings)
