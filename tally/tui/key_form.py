"""The form of the board's keys: whose they are, where they are kept, a passphrase for each, typed twice."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tally.application.signing import (
    LONGEST_NAME,
    LONGEST_ORGANISATION,
    LONGEST_PASSPHRASE,
    SHORTEST_PASSPHRASE,
    SIGNERS,
    Owner,
    Passphrase,
    certified_name,
    same_owner,
)
from tally.domain.congress import BoardRole
from tally.tui.values import Wrong, filled, path_of
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Values

if TYPE_CHECKING:
    from tally.locales import Words
    from tally.tui.services import OpenDesk

_LIMITS = {"shortest": SHORTEST_PASSPHRASE, "longest": LONGEST_PASSPHRASE}
_ROLES = {Owner.HEAD: BoardRole.HEAD, Owner.SECRETARY: BoardRole.SECRETARY}


class NewKeys(NamedTuple):
    """What keys are to be made.

    Attributes:
        folder: nothing may be there yet.
        people: name and passphrase of head and secretary.
    """

    folder: Path
    organisation: str
    people: dict[Owner, tuple[str, Passphrase]]


def key_form(words: "Words", table: "OpenDesk", folder: Path, taken: Callable[[NewKeys], object]) -> FormDialog:
    """Return the form of new keys.

    Args:
        words: the language.
        table: the open congress, whose board they are for.
        folder: where they are kept unless another is typed.
        taken: called with what is to be made.
    """
    congress = table.desk.congress
    names = {member.role: member.name for member in reversed(congress.board)}
    roles = {owner: words(f"words.role.{_ROLES[owner]}") for owner in SIGNERS}
    fields = [FormField(_name(owner), roles[owner], names.get(_ROLES[owner], "")) for owner in SIGNERS]
    # Where a name stands already nobody begins: a passphrase typed into it would be read by everybody.
    first = next((field.id for field in fields if not field.value), _new(SIGNERS[0]))
    for owner in SIGNERS:
        fields += [
            FormField(_new(owner), words("tui.overview.passphrase", role=roles[owner]), secret=True),
            FormField(_again(owner), words("tui.overview.passphrase_again"), secret=True),
        ]
    fields.append(FormField("folder", words("tui.overview.keys_folder"), str(folder)))

    def accept(values: Values, _reason: str) -> None:
        people = {owner: (_certified(values, owner), _passphrase(values, owner)) for owner in SIGNERS}
        (head, first), (secretary, second) = people.values()
        if same_owner(head, secretary):
            raise Wrong(_name(Owner.SECRETARY), "one_person")
        if first == second:
            raise Wrong(_new(Owner.SECRETARY), "one_passphrase")
        path = path_of(filled(values, "folder"))
        if path.exists():
            raise Wrong("folder", "exists", file=path)
        taken(NewKeys(path, certified_name(congress.organisation, LONGEST_ORGANISATION), people))

    help_text = words("tui.overview.keys_help", **_LIMITS)
    return FormDialog("overview", words("tui.overview.keys_title"), fields, accept, help_text=help_text, first=first)


def _name(owner: Owner) -> str:
    return f"{owner}-name"


def _new(owner: Owner) -> str:
    return f"{owner}-new"


def _again(owner: Owner) -> str:
    return f"{owner}-again"


def _certified(values: Values, owner: Owner) -> str:
    """Return the name of somebody who signs. Raises Wrong."""
    try:
        return certified_name(filled(values, _name(owner)), LONGEST_NAME)
    except ValueError as error:
        raise Wrong(_name(owner), "certified_name", longest=LONGEST_NAME) from error


def _passphrase(values: Values, owner: Owner) -> Passphrase:
    """Return a passphrase that was typed twice. Raises Wrong."""
    typed = Passphrase(values[_new(owner)])
    if not SHORTEST_PASSPHRASE <= len(typed) <= LONGEST_PASSPHRASE:
        raise Wrong(_new(owner), "passphrase", **_LIMITS)
    if Passphrase(values[_again(owner)]) != typed:
        raise Wrong(_again(owner), f"passphrases_differ_{owner}")
    return typed
