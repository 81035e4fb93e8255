"""The papers: minutes and record of every contest, written while a bar moves; what was written; its folder."""

import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, ProgressBar, Static

from tally.application.papers import Written, note_papers, paper_count
from tally.application.recount import Recount
from tally.domain.desk import ContestKey
from tally.tui.commands import bindings
from tally.tui.screens.base import TallyScreen


class PapersScreen(TallyScreen):
    """Writes papers to a folder."""

    NAME = "papers"
    BINDINGS: ClassVar[list[BindingType]] = bindings("papers")
    CSS_PATH = "papers.tcss"

    def __init__(self, contest: ContestKey | None = None) -> None:
        """Write papers.

        Args:
            contest: of one contest, or None for all.
        """
        super().__init__()
        self._key = contest
        self._written: list[Written] = []
        self._busy = False

    def heading_right(self) -> str:
        """Which file they are about."""
        return self.table.path.name

    def compose_body(self) -> ComposeResult:
        """What is written, where, how far, what was written."""
        yield Static(self._what(), classes="what", markup=False)
        yield Static(self.word("folder"), classes="label", markup=False)
        yield Input(str(self.table.path.with_name(self.table.path.stem + self.word("suffix"))))
        yield ProgressBar(show_percentage=False, show_eta=False)
        yield Static("", classes="said", markup=False)
        yield Static(self.word("none_yet"), classes="written", markup=False)

    def on_mount(self) -> None:
        """The folder can be changed first."""
        self.query_one(ProgressBar).display = False
        self.query_one(Input).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        del parameters
        if action == "open_folder":
            return bool(self._written)
        return not self._busy if action == "export" else True

    def action_export(self) -> None:
        """Count, then write in the background."""
        folder = self.query_one(Input).value.strip()
        if self._busy or not folder:
            self.app.bell()
            return
        with self.attempt():
            recount = self._count()
            self._busy = True
            self._written = []
            bar = self.query_one(ProgressBar)
            bar.display = True
            bar.update(total=paper_count(recount), progress=0)
            self.query_one(".said", Static).update(self.word("writing"))
            self.query_one(".written", Static).update("")
            self.refresh_bindings()
            self.run_worker(lambda: self._write(recount, Path(folder)), thread=True, exit_on_error=False)

    def action_open_folder(self) -> None:
        """Show the folder in the computer's own program for files."""
        if self._written:
            folder = self._written[0].path.parent
            try:
                open_folder(folder)
            except OSError as error:
                self.say(self.word("not_opened", folder=folder, why=self.words.machine(error)), wrong=True)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_export()

    def _what(self) -> str:
        desk = self.table.desk
        contests = [one for one in desk.contests if self._key in (None, (one.id, one.round))]
        lines = []
        for one in contests:
            sealed = desk.count_of((one.id, one.round)).seal is not None
            title = one.title
            if one.round > 1:
                title = self.words("desk.contest_round", title=title, round=one.round)
            lines.append(self.word("sealed" if sealed else "not_sealed", title=title))
        return "\n".join([self.word("what"), *lines])

    def _count(self) -> Recount:
        recount = self.table.closing.recount()
        if self._key is None:
            return recount
        contest = tuple(
            one for one in recount.contests if (one.result.contest.id, one.result.contest.round) == self._key
        )
        return Recount(recount.congress, recount.profile, contest)

    def _write(self, recount: Recount, folder: Path) -> None:
        """Write one paper after the other; runs beside the screen, which is told of each."""
        try:
            for written in self.desk_app.services.export(recount, folder):
                self.app.call_from_thread(self._one_written, written)
        except OSError as error:
            self.app.call_from_thread(self._ended, folder, self.words.machine(error))
        else:
            self.app.call_from_thread(self._ended, folder, "")

    def _one_written(self, written: Written) -> None:
        self._written.append(written)
        self.query_one(ProgressBar).advance(1)
        lines = []
        for one in self._written:
            lines.append(f"✓ {one.path.name}")
            if one.kept is not None:
                lines.append(f"    {self.word('kept', file=one.kept.name)}")
        self.query_one(".written", Static).update("\n".join(lines))

    def _ended(self, folder: Path, why: str) -> None:
        self._busy = False
        if why:
            self.app.bell()
            self.query_one(".said", Static).update(self.word("failed", why=why))
        else:
            self.query_one(".said", Static).update(self.word("done", folder=folder))
            with self.attempt():
                note_papers(self.table.desk, folder)
        self.refresh_bindings()


def open_folder(folder: Path) -> None:
    """Show a folder in the computer's own program for files.

    Raises:
        OSError: there is no such program, or it could not be started.
    """
    if sys.platform == "win32":
        os.startfile(folder)  # noqa: S606 - the folder just written to
        return
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    quiet = subprocess.DEVNULL
    subprocess.Popen(  # noqa: S603 - a fixed program, and the folder just written to
        [opener, str(folder)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )


SCREEN = PapersScreen
