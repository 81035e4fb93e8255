"""The counting desk on this terminal: its services are wired here, its screens are `tally.tui`."""

from pathlib import Path
from typing import TYPE_CHECKING

from tally import bootstrap
from tally.cli.diagnostics import DeskEnded, WrongUsage
from tally.cli.output import on_a_terminal
from tally.locales import Words
from tally.tui.app import TallyApp
from tally.tui.services import Believed, OpenDesk, Services

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tally.application.doctor import Check
    from tally.application.papers import PlannedPaper, Written
    from tally.application.practice import Practice
    from tally.application.report.making import Progress
    from tally.application.report.tables import Report
    from tally.application.signing import Owner, Passphrase
    from tally.domain.congress import Congress
    from tally.domain.contest import Contest


def run_desk(words: Words, start: str = "home", **arguments: object) -> None:
    """Open the desk and stay until it is left.

    Args:
        words: the language.
        start: the first screen.
        arguments: that screen's.

    Raises:
        WrongUsage: there is no terminal to show it on.
        DeskEnded: it closed for a failure.
    """
    if not on_a_terminal():
        raise WrongUsage(words("cli.open.terminal"))
    app = TallyApp(words, services(words), start, **arguments)
    app.run()
    if app.ended_by is not None or app.return_code:
        raise DeskEnded(app.ended_by)


def services(words: Words) -> Services:
    """Return what the screens reach beyond the open desk."""
    return Services(
        open=open_desk,
        create=create_desk,
        practice=practise,
        papers=planned_papers,
        write=bootstrap.write_planned,
        signed_by=bootstrap.signed_by,
        signed_before=bootstrap.signed_before,
        outdated=bootstrap.outdated,
        read_slate=lambda path, columns: bootstrap.read_slate(path, path.name, columns),
        recent=bootstrap.recent_files(),
        regulations=lambda: bootstrap.regulations(words),
        signing=bootstrap.signing,
        conference=lambda path: bootstrap.conference_from(path, words),
        reports=Reporting(words),
        open_despite_loss=open_despite_loss,
        open_another=open_another,
        copies=Copying(),
        keys=MakingKeys(),
        pictures=lambda path: bootstrap.sheet_pictures(path, path.name),
        doctor=Examining(),
    )


class Reporting:
    """Rolls up the results of many congresses (`tui.services.Reports`)."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def believed(self, path: Path | None) -> Believed:
        """Return whose signatures are believed. Raises NoKeys, BadInput, OSError."""
        pins, findings = bootstrap.pins_in([] if path is None else [path])
        source = path or bootstrap.keys_folder()
        unread = tuple(dict.fromkeys(finding.file for finding in findings))
        return Believed(pins, bootstrap.boards_in(pins), source if pins else None, unread)

    def read(
        self,
        folder: Path,
        progress: "Progress",
        expected: Path | None,
        *,
        allow_unsigned: bool,
        believed: Believed,
    ) -> "Report":
        """Read and verify; as `bootstrap.report_over`."""
        return bootstrap.report_over(
            [folder], progress, expected=expected, allow_unsigned=allow_unsigned, pins=believed.pins
        )

    def write(self, report: "Report", path: Path) -> "Written":
        """Write the workbook. Raises OSError."""
        return bootstrap.write_paper(path, bootstrap.report_workbook(report, self._words))


def open_desk(path: Path) -> OpenDesk:
    """Open a congress file. Raises BadInput, BrokenJournal, Shorter, AnotherCongress, OSError."""
    desk, guard = bootstrap.open_guarded(path)
    return OpenDesk.on(path, desk, bootstrap.pin_hasher(), guard)


def open_despite_loss(path: Path) -> OpenDesk:
    """Open a congress file although it is shorter than is known of it. Raises BadInput, BrokenJournal, OSError."""
    desk, guard = bootstrap.open_guarded(path, despite_loss=True, another=True)
    return OpenDesk.on(path, desk, bootstrap.pin_hasher(), guard)


def open_another(path: Path) -> OpenDesk:
    """Open a congress file in the place of another congress. Raises BadInput, BrokenJournal, Shorter, OSError."""
    desk, guard = bootstrap.open_guarded(path, another=True)
    return OpenDesk.on(path, desk, bootstrap.pin_hasher(), guard)


def planned_papers(table: OpenDesk) -> "tuple[PlannedPaper, ...]":
    """Return every paper of a desk's congress file, counted from its journal as `tally export` counts it.

    Raises:
        BadInput, BrokenJournal, OSError: as `bootstrap.congress_source` and its `load`.
    """
    from tally.application.recount import recount  # noqa: PLC0415 - not before papers are asked for

    return bootstrap.planned_papers(recount(bootstrap.congress_source(table.path)), table.path)


class Examining:
    """Examines this machine (`tui.services.Doctor`)."""

    def __init__(self) -> None:
        self.answers = bootstrap.doctor.answers()

    def examine(self, folder: Path, medium: Path | None) -> "tuple[Check, ...]":
        """Examine it."""
        return bootstrap.doctor.examine(folder, medium)

    def stick(self) -> Path | None:
        """Return the folder of the stick that is plugged in, where there is one only."""
        return bootstrap.doctor.the_stick()

    def now(self) -> "datetime":
        """Return the time, with its zone."""
        return bootstrap.clock()

    def write_page(self, checks: "tuple[Check, ...]", folder: Path) -> "Written":
        """Write the page to print. Raises OSError."""
        return bootstrap.write_paper(folder / bootstrap.doctor.PAGE, bootstrap.doctor.page(checks))


class Copying:
    """Makes verified copies of congress files and brings them back (`tui.services.Copies`)."""

    def backup(self, file: Path, folder: Path) -> Path:
        """Copy a congress file to a folder, under a name of its own. Raises BadInput, BrokenJournal, OSError."""
        copy = bootstrap.copy_path(file, folder)
        bootstrap.backup(file, copy)
        return copy

    def restore(self, copy: Path, file: Path) -> Path | None:
        """Bring a copy back; what stood there is kept beside it. Raises BadInput, BrokenJournal, OSError."""
        return bootstrap.restore(copy, file).kept


def create_desk(path: Path, congress: "Congress", contests: "tuple[Contest, ...]") -> OpenDesk:
    """Make a congress file, whole or not at all, and open it. Raises BadInput, Refused, OSError."""
    bootstrap.new_congress_file(path, congress, contests)
    return open_desk(path)


class MakingKeys:
    """Makes the board's keys (`tui.services.Keys`)."""

    def folder(self) -> Path:
        """Return where they are, or are made unless another folder is typed."""
        return bootstrap.keys_folder()

    def make(self, folder: Path, organisation: str, people: "Mapping[Owner, tuple[str, Passphrase]]") -> None:
        """Make keys in a folder, and note where they are. Raises OSError."""
        bootstrap.make_keys(folder, organisation, people)
        bootstrap.note_keys_folder(folder)


def practise(practice: "Practice") -> OpenDesk:
    """Make a file with a congress to practise on, and open it. Raises OSError."""
    from tally.application.practice import begin_practice  # noqa: PLC0415 - not before somebody practises

    path = bootstrap.practice_file()
    table = OpenDesk.on(path, bootstrap.desk_on(bootstrap.create_journal(path)), bootstrap.pin_hasher())
    begin_practice(table.desk, table.people, practice)
    return table
