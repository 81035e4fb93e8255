"""What is done once for a congress: the board's keys, the second medium, the backup; each is asked for, done, said."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tally.application.desk.desk import BOARD, Refused
from tally.tui.asking import FAILURES, Failure, carry_out
from tally.tui.path_prompt import PathPrompt
from tally.tui.second_medium import choose_medium

if TYPE_CHECKING:
    from tally.application.signing import Owner, Passphrase, Signing, Unlocked
    from tally.tui.key_form import NewKeys
    from tally.tui.screens.base import TallyScreen

Done = Callable[[], object]


class Told(Protocol):
    """Takes a sentence."""

    def __call__(self, text: str, *, wrong: bool = False) -> object:
        """Show it."""


def begin(screen: "TallyScreen", step_id: str, done: Done, told: "Told | None" = None) -> None:
    """Do a step that is done once for a congress.

    Args:
        screen: from which it is done.
        step_id: `keys`, `medium` or `backup`.
        done: called once it is done.
        told: takes what became of a backup, for a line that stays; None: it is said for a while.
    """
    match step_id:
        case "keys":
            _keys(screen, done)
        case "medium":
            choose_medium(screen, done)
        case _:
            _backup(screen, done, told or screen.say)


def _keys(screen: "TallyScreen", done: Done) -> None:
    """Make keys; where this computer has the board's already, have them unlocked and use them."""
    services = screen.desk_app.services
    if services.keys is None or services.signing is None:
        screen.say(screen.words("tui.overview.no_keys_here"), wrong=True)
        return
    with screen.attempt():
        signing = services.signing()
        names = {one.owner: one.name for one in signing.owners() if one.owner is not None}
        if names:
            _unlock(screen, signing, names, done)
        else:
            _make(screen, done)


def _unlock(screen: "TallyScreen", signing: "Signing", names: "dict[Owner, str]", done: Done) -> None:
    from tally.tui.widgets.passphrases import Passphrases  # noqa: PLC0415 - once a congress

    def unlocked(keys: "Unlocked | None") -> None:
        if keys is not None:
            _pin(screen, keys, done)

    details = screen.words("tui.overview.keys_there", folder=signing.keys.path)
    screen.app.push_screen(Passphrases(signing, names, details), unlocked)


def _make(screen: "TallyScreen", done: Done) -> None:
    from tally.tui.key_form import key_form  # noqa: PLC0415 - once a congress

    keys = screen.desk_app.services.keys
    if keys is None:
        return
    asked: list[NewKeys] = []

    def typed(taken: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
        if taken:
            screen.say(screen.words("tui.overview.keys_making"))
            screen.run_worker(lambda: _make_aside(screen, asked.pop(), done), thread=True)

    screen.app.push_screen(key_form(screen.words, screen.table, keys.folder(), asked.append), typed)


def _make_aside(screen: "TallyScreen", new: "NewKeys", done: Done) -> None:
    """Make the keys beside the screen, which is told of what came of it."""
    services = screen.desk_app.services
    if services.keys is None or services.signing is None:
        return
    try:
        services.keys.make(new.folder, new.organisation, new.people)
        unlocked = services.signing().unlock(_passphrases(new.people))
    except FAILURES as failure:
        screen.app.call_from_thread(screen.say, screen.why(failure), wrong=True)
    else:
        screen.app.call_from_thread(
            _pin, screen, unlocked, done, screen.words("tui.overview.keys_made", folder=new.folder)
        )


def _passphrases(people: "dict[Owner, tuple[str, Passphrase]]") -> "dict[Owner, Passphrase]":
    return {owner: passphrase for owner, (_name, passphrase) in people.items()}


def _pin(screen: "TallyScreen", unlocked: "Unlocked", done: Done, said: str = "") -> None:
    """Enter the certificates in the journal, as `tally sign` does."""
    from tally.application.signing import sign_congress  # noqa: PLC0415 - once a congress

    def signed() -> None:
        screen.say(said or screen.words("tui.overview.keys_used"))
        done()

    def failed(failure: Failure) -> None:
        # Certificates may be in the journal by then, though a code could not be signed.
        screen.say(screen.why(failure), wrong=True)
        done()

    carry_out(screen, lambda _reason: sign_congress(screen.table.desk, screen.table.closing, unlocked), signed, failed)


def _backup(screen: "TallyScreen", done: Done, told: "Told") -> None:
    """Copy the congress file to a folder that is asked for, and note that."""
    if screen.desk_app.services.copies is None:
        return
    guard = screen.table.guard
    medium = None if guard is None else guard.medium
    start = screen.table.path.parent if medium is None else medium.folder

    def chosen(folder: Path | None) -> None:
        if folder is not None:
            screen.say(screen.words("tui.papers.backing_up"))
            screen.run_worker(lambda: _back_up(screen, folder, done, told), thread=True)

    def ask() -> None:
        title = screen.words("tui.papers.backup_where")
        screen.app.push_screen(PathPrompt(screen.NAME, title, (), start, folder=True), chosen)

    # Whoever notes it has to sit here before anything is copied.
    carry_out(screen, lambda _reason: screen.table.desk.signed_in(BOARD), ask)


def _back_up(screen: "TallyScreen", folder: Path, done: Done, told: "Told") -> None:
    """Copy beside the screen, which is told of what came of it."""
    copies = screen.desk_app.services.copies
    if copies is None:
        return
    try:
        copy = copies.backup(screen.table.path, folder)
        if screen.app.call_from_thread(_noted, screen):
            # The note is in the file only: a copy without it would be a shorter one.
            before, copy = copy, copies.backup(screen.table.path, folder)
            before.unlink()
    except FAILURES as failure:
        said = screen.words("tui.papers.not_backed_up", why=screen.why(failure))
        screen.app.call_from_thread(told, said, wrong=True)
    else:
        screen.app.call_from_thread(told, screen.words("tui.papers.backed_up", file=copy))
    screen.app.call_from_thread(done)


def _noted(screen: "TallyScreen") -> bool:
    """Note that there is a backup; False where that is known of what was sealed so far. Raises Refused, OSError."""
    try:
        screen.table.overview.note("backup")
    except Refused as refused:
        if refused.key != "step_done":
            raise
        return False
    return True
