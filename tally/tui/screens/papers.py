"""The papers: which there are at this stage, chosen and written while a bar moves, signed by head and secretary."""

import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import ProgressBar, Static

from tally.application.desk.narration import contest_heading
from tally.application.papers import PaperKind, PlannedPaper, Written, note_papers, of_contest, past
from tally.domain.desk import ContestKey
from tally.tui import once_steps
from tally.tui.asking import FAILURES
from tally.tui.commands import bindings
from tally.tui.paper_rows import Choice, rows_of
from tally.tui.screens.base import TallyScreen
from tally.tui.signed_papers import ask_first, going_aside
from tally.tui.step_acts import papers_folder
from tally.tui.values import path_of
from tally.tui.widgets.field import Field
from tally.tui.widgets.in_order import InOrder
from tally.tui.widgets.listing import Listing
from tally.tui.widgets.paper_list import PaperList

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tally.application.signing import SignedPaper, Signing, Unlocked


class PapersScreen(TallyScreen):
    """Writes and signs papers."""

    NAME = "papers"
    BINDINGS: ClassVar[list[BindingType]] = bindings("papers")
    CSS_PATH = "papers.tcss"

    def __init__(self, contest: ContestKey | None = None, only: PaperKind | None = None) -> None:
        """Show papers.

        Args:
            contest: of one contest, or None for all.
            only: the kind chosen at first, or None for every kind.
        """
        super().__init__()
        self._only = only
        self._key = contest
        self._choice = Choice()
        self._folder: Path | None = None
        self._busy = False
        self._stayed = 0

    def heading(self) -> str:
        """Which papers, and of which contest where it is one."""
        if self._key is None:
            return self.word("title")
        return f"{self.word('title')} · {contest_heading(self.words, self.table.desk.contest(self._key))}"

    def heading_right(self) -> str:
        """Which file they are about."""
        return self.table.path.name

    def compose_body(self) -> ComposeResult:
        """Where to, which papers, how far, what came of it."""
        yield Static(self.word("folder"), classes="label", markup=False)
        yield Field(str(papers_folder(self)), compact=True)
        yield InOrder()
        yield PaperList(self.word("empty"), self.word("nothing"))
        yield ProgressBar(show_percentage=False, show_eta=False)
        yield Static(self.word("advice"), classes="said", markup=False)

    def on_mount(self) -> None:
        """List what there is."""
        self.query_one(ProgressBar).display = False
        with self.attempt():
            planned = self._planned()
            self._choice.begin(planned, past(planned, self.table.desk), self._only)
        self._show()
        self.query_one(PaperList).focus()
        folder, papers = self._path(), self._choice.papers
        self.run_worker(lambda: self._look_first(papers, folder), thread=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done."""
        del parameters
        if action == "open_folder":
            return self._folder is not None
        if action == "backup":
            return not self._busy and self.desk_app.services.copies is not None
        if action == "sign_papers":
            return not self._busy and self.desk_app.services.signing is not None
        return not self._busy if action in {"export", "choose_paper", "choose_papers"} else True

    def action_export(self) -> None:
        """Count, then write in the background what is chosen."""
        with self.attempt():
            self._choice.renew(self._planned())
            self._begin(None)

    def action_sign_papers(self) -> None:
        """Ask head and secretary for their passphrases; then write what is chosen, and sign it."""
        made = self.desk_app.services.signing
        if made is None or self._busy:
            self.app.bell()
            return
        with self.attempt():
            self._choice.renew(self._planned())
            signing = made()
            names = {one.owner: one.name for one in signing.owners() if one.owner is not None}
            papers = self._choice.to_sign()
            if not names:
                self._said(self.word("no_keys", folder=signing.keys.path), wrong=True)
            elif not papers:
                self._said(self.word("nothing_to_sign"), wrong=True)
            else:
                from tally.tui.widgets.passphrases import Passphrases  # noqa: PLC0415 - most visits sign nothing

                details = self.word("sign_details", papers=", ".join(paper.name for paper in papers))
                asking = Passphrases(signing, names, details)
                self.app.push_screen(asking, lambda unlocked: self._unlocked(signing, unlocked))

    def action_open_folder(self) -> None:
        """Show the folder in the computer's own program for files."""
        if self._folder is not None:
            try:
                open_folder(self._folder)
            except OSError as error:
                self.say(self.word("not_opened", folder=self._folder, why=self.words.machine(error)), wrong=True)

    def action_edit_folder(self) -> None:
        """Go to the line with the folder."""
        self.query_one(Field).focus()

    def action_backup(self) -> None:
        """Ask for a folder, copy the congress file there, and note that it was done."""
        if self._busy:
            self.app.bell()
            return
        once_steps.begin(self, "backup", self.refresh_bindings, self._backed_up)

    def action_choose_paper(self) -> None:
        """Choose the paper under the cursor, or leave it out."""
        name = self.query_one(PaperList).chosen
        if name is not None:
            self._toggle(name)

    def action_choose_papers(self) -> None:
        """Choose everything that can be made, or nothing."""
        self._choice.toggle_all()
        self._show()

    @on(PaperList.Toggled)
    def _toggled(self, event: PaperList.Toggled) -> None:
        self._toggle(event.row_id)

    @on(PaperList.AllToggled)
    def _all_toggled(self) -> None:
        self.action_choose_papers()

    @on(Listing.OptionSelected)
    @on(Field.Submitted)
    def _entered(self) -> None:
        if self.is_active:
            self.action_export()

    def _toggle(self, name: str) -> None:
        if self._busy or not self._choice.toggle(name):
            self.app.bell()
        self._show()

    def _planned(self) -> tuple[PlannedPaper, ...]:
        papers = tuple(self.desk_app.services.papers(self.table))
        return papers if self._key is None else of_contest(papers, *self._key)

    def _unlocked(self, signing: "Signing", unlocked: "Unlocked | None") -> None:
        """Sign the QR codes of what is sealed first, because they are printed on the minutes that are then signed."""
        if unlocked is None:
            return
        from tally.application.signing import sign_congress  # noqa: PLC0415 - most visits sign nothing

        with self.attempt():
            sign_congress(self.table.desk, self.table.closing, unlocked)
            self._choice.renew(self._planned())
            self._begin((signing, unlocked))

    def _begin(self, signed: "tuple[Signing, Unlocked] | None") -> None:
        """Write what is chosen beside the screen, and sign it where keys are given."""
        path = self._path()
        papers = self._choice.to_write()
        if self._busy or path is None or not papers:
            self.app.bell()
            self._said(self.word("no_folder" if path is None else "nothing_chosen"), wrong=True)
            return
        to_sign = self._choice.to_sign() if signed is not None else ()
        self._busy = True
        self._choice.written.clear()
        self._choice.kept.clear()
        self._stayed = 0
        bar = self.query_one(ProgressBar)
        bar.display = True
        bar.update(total=len(papers) + len(to_sign), progress=0)
        self._said(self.word("writing"))
        self._show()
        self.refresh_bindings()
        every = self._choice.papers

        def write() -> None:
            self._write(papers, path, signed, [path / paper.name for paper in to_sign])

        def look() -> None:
            """Look beside the screen whether something that is signed would go aside."""
            try:
                signers = self._signers(every, path)
                self.app.call_from_thread(self._looked, signers)
                aside = going_aside(self.desk_app.services, papers, path)
            except FAILURES as failure:
                self.app.call_from_thread(self._ended, path, self.why(failure))
            else:
                self.app.call_from_thread(ask_first, self, aside, go_on, self._left)

        def go_on() -> None:
            self.run_worker(write, thread=True)

        self.run_worker(look, thread=True)

    def _path(self) -> Path | None:
        """Return the folder that is written to; None where none is typed."""
        folder = self.query_one(Field).value.strip()
        return path_of(folder) if folder else None

    def _look_first(self, papers: "Sequence[PlannedPaper]", folder: Path | None) -> None:
        """Look beside the screen, as it opens, who signed what stands in the folder, and what of it is outdated."""
        if folder is None:
            return
        outdated = self.desk_app.services.outdated
        try:
            signers = self._signers(papers, folder)
            self.app.call_from_thread(self._looked_first, signers)
            older = {paper.name for paper in papers if outdated(paper, folder)}
        except FAILURES as failure:
            self.app.call_from_thread(self._said, self.why(failure), wrong=True)
        else:
            self.app.call_from_thread(self._looked_first, signers, older)

    def _looked_first(self, signers: dict[str, tuple[str, ...]], outdated: Collection[str] = ()) -> None:
        """Show it, unless papers are written already: a slow disk answers late."""
        if self._busy or self._choice.written:
            return
        self._choice.outdated = set(outdated)
        if self._only is None:
            # What lies in the folder already has to be right, whether or not anybody would write it by now.
            self._choice.chosen |= self._choice.outdated & self._choice.past.keys()
        self._looked(signers)
        if outdated:
            self._said(self.word("outdated", papers=len(outdated)))

    def _signers(self, papers: "Sequence[PlannedPaper]", folder: Path) -> dict[str, tuple[str, ...]]:
        """Return who signed what stands in the folder, by the names of the papers that somebody signed."""
        signed_by = self.desk_app.services.signed_by
        found = {paper.name: tuple(signed_by(paper, folder)) for paper in papers if paper.signed}
        return {name: people for name, people in found.items() if people}

    def _looked(self, signed: dict[str, tuple[str, ...]]) -> None:
        self._choice.signed = signed
        self._show()

    def _left(self) -> None:
        """Write nothing: what is signed stays."""
        self._busy = False
        self.query_one(ProgressBar).display = False
        self._said(self.word("nothing_written"))
        self.refresh_bindings()

    def _write(
        self,
        papers: tuple[PlannedPaper, ...],
        folder: Path,
        signed: "tuple[Signing, Unlocked] | None",
        to_sign: list[Path],
    ) -> None:
        """Write one paper after the other, then sign; runs beside the screen, which is told of each."""
        try:
            for paper in papers:
                written = self.desk_app.services.write(paper, folder)
                self.app.call_from_thread(self._one_written, paper.name, written)
            now = 0
            for one in _signed(signed, to_sign):
                now += bool(one.added)
                self.app.call_from_thread(self._one_signed, one)
        except FAILURES as failure:
            self.app.call_from_thread(self._ended, folder, self.why(failure))
        else:
            self.app.call_from_thread(self._ended, folder, "", now)

    def _one_written(self, name: str, written: Written) -> None:
        self._folder = written.path.parent
        self._choice.written.add(name)
        self._choice.outdated.discard(name)
        self._stayed += bool(written.signed_by)
        self._choice.signed.pop(name, None)
        if written.signed_by:
            self._choice.signed[name] = written.signed_by
        if written.kept is not None:
            self._choice.kept[name] = written.kept.name
        self.query_one(ProgressBar).advance(1)
        self._show()

    def _one_signed(self, signed: "SignedPaper") -> None:
        self._choice.signed[signed.path.name] = (*signed.already, *signed.added)
        self.query_one(ProgressBar).advance(1)
        self._show()

    def _ended(self, folder: Path, why: str, signed: int = 0) -> None:
        self._busy = False
        self.query_one(ProgressBar).display = False
        if why:
            self.app.bell()
            self._said(self.word("failed", why=why), wrong=True)
        else:
            key = "done_signed" if signed else "done"
            said = self.word(key, folder=folder, papers=len(self._choice.written) - self._stayed, signed=signed)
            stayed = self.word("stayed", papers=self._stayed) if self._stayed else ""
            self._said("\n".join(filter(None, (said, stayed))))
            with self.attempt():
                note_papers(self.table.desk, folder)
        self.refresh_bindings()

    def _show(self) -> None:
        contests = [one for one in self.table.desk.contests if self._key in (None, (one.id, one.round))]
        self.query_one(PaperList).show(rows_of(self.words, self._choice, contests))
        papers = self._choice.papers
        possible = sum(paper.possible for paper in papers)
        order = {"papers": len(papers), "possible": possible, "waiting": len(papers) - possible}
        order |= {"written": len(self._choice.written), "signed": len(self._choice.signed)}
        good = self._choice.all_written
        if good:
            order["papers"] = order["written"]
        self.query_one(InOrder).show(self.word("order_all" if good else "order_some", **order), good=good)

    def _backed_up(self, text: str, *, wrong: bool = False) -> None:
        """Say what became of a backup for a while, and on the line that stays."""
        self._said(text, wrong=wrong)
        self.say(text, wrong=wrong)

    def _said(self, text: str, *, wrong: bool = False) -> None:
        line = self.query_one(".said", Static)
        line.update(text)
        line.set_class(wrong, "-wrong")
        if wrong:
            self.app.bell()


def _signed(signed: "tuple[Signing, Unlocked] | None", papers: list[Path]) -> "Iterator[SignedPaper]":
    if signed is not None:
        signing, unlocked = signed
        yield from signing.sign_papers(papers, unlocked)


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
