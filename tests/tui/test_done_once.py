"""What is done once for a congress says what came of it: a success only where it is one, and never nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import signing_keys
from builders import a_congress, a_contest
from desk_screens import choose, press, wait_for
from on_a_screen import HEAD, play_on_screen, type_passphrase
from textual.pilot import Pilot

from tally import bootstrap
from tally.application import signing as signing_module
from tally.application.desk.people import People
from tally.application.desk.setup import Setup
from tally.application.qr import BadQr, QrFlaw
from tally.application.signing import Owner, Signing
from tally.files.stamp import PapersOnDisk
from tally.signing.keys import KeyFolder
from tally.signing.signable import SignedWorkbooks
from tally.tui.app import TallyApp
from tally.tui.widgets.form_dialog import FormDialog
from tally.tui.widgets.passphrases import Passphrases


def signing_with(keys: KeyFolder) -> Callable[[], Signing]:
    return lambda: Signing(keys, SignedWorkbooks(), PapersOnDisk(), signing_keys.at_issue)


def a_file(path: Path) -> Path:
    """Make a congress that is not begun yet, with a head at its desk."""
    desk = bootstrap.desk_on(bootstrap.create_journal(path))
    Setup(desk).declare(a_congress(10), (a_contest(issued=None, returned=None),))
    People(desk, bootstrap.pin_hasher()).add(HEAD, "head")
    desk.journal.close()
    return path


def notices(pilot: Pilot[None]) -> list[str]:
    return [one.message for one in pilot.app._notifications]


def test_a_code_that_cannot_be_signed_is_no_success(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*_arguments: object) -> None:
        raise BadQr(QrFlaw.TOO_LONG)

    monkeypatch.setattr(signing_module, "sign_congress", too_long)

    async def play(pilot: Pilot[None]) -> None:
        await choose(pilot, "step/keys")
        await wait_for(pilot, Passphrases)
        for owner in (Owner.HEAD, Owner.SECRETARY):
            await type_passphrase(pilot, signing_keys.PASSPHRASES[owner].text())
        assert [one for one in notices(pilot) if "quá dài" in one]
        assert not [one for one in notices(pilot) if "đã ghi vào nhật ký" in one]

    play_on_screen(a_file(folder / "a.tally"), "overview", play, signing=signing_with(signing_keys.board_keys()))


def test_keys_that_cannot_be_found_after_they_were_made_are_said(folder: Path) -> None:
    class Lost:
        """Makes keys that are gone at once: the stick was pulled out."""

        def folder(self) -> Path:
            return folder / "khoa"

        def make(self, *_arguments: object) -> None:
            """Make nothing."""

    async def play(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, TallyApp)
        pilot.app.services = replace(pilot.app.services, keys=Lost())
        await choose(pilot, "step/keys")
        await wait_for(pilot, FormDialog)
        for passphrase in ("hoa-sen-1", "tre-xanh2"):
            await press(pilot, *passphrase, "down", *passphrase, "down")
        await press(pilot, "f8")
        await pilot.pause(1)
        assert [one for one in notices(pilot) if "Chưa có khóa ký" in one], notices(pilot)

    keys = KeyFolder(folder / "khoa", signing_keys.at_issue)
    play_on_screen(a_file(folder / "a.tally"), "overview", play, signing=signing_with(keys))
