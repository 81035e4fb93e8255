"""Doing what the desk may refuse: a reason or somebody who signs in is asked for, then it is done; else it is said."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from tally.application.chain_words import broken_sentence
from tally.application.desk.desk import Refused
from tally.application.desk.narration import refusal
from tally.application.height_words import not_the_known
from tally.application.heights import AnotherCongress, Shorter
from tally.application.intake import BadInput, BrokenJournal
from tally.application.proof import NoKeys, WrongPassphrase
from tally.application.qr import BadQr
from tally.tui.values import Wrong

if TYPE_CHECKING:
    from textual.screen import Screen

    from tally.locales import Words
    from tally.tui.app import TallyApp

Failure = (
    Wrong | Refused | BadInput | BrokenJournal | Shorter | AnotherCongress | NoKeys | WrongPassphrase | BadQr | OSError
)
FAILURES = (
    Wrong,
    Refused,
    BadInput,
    BrokenJournal,
    Shorter,
    AnotherCongress,
    NoKeys,
    WrongPassphrase,
    BadQr,
    OSError,
)
"""What is said in words and never ends the program."""

MOST_FINDINGS = 3  # of a file said in one breath


def failure_text(words: "Words", failure: Failure) -> str:  # noqa: PLR0911 - one for each kind
    """Return in words what could not be done, and what helps."""
    match failure:
        case Wrong():
            return words(f"tui.form.wrong.{failure.key}", **failure.fields)
        case Refused():
            return refusal(words, failure.key, failure.fields)
        case BadInput():
            return "\n".join(words.file_finding(finding) for finding in failure.findings[:MOST_FINDINGS])
        case BrokenJournal():
            lines = [broken_sentence(words, one) for one in failure.broken[:MOST_FINDINGS]]
            return "\n".join([*lines, words("tui.form.broken")])
        case Shorter() | AnotherCongress():
            return "\n".join(not_the_known(words, failure, MOST_FINDINGS))
        case NoKeys():
            return words("tui.papers.no_keys", folder=failure.path)
        case WrongPassphrase():
            return words("tui.papers.passphrase_wrong", name=words(f"signing.owner.{failure.key}"))
        case BadQr():
            return words("tui.papers.bad_qr", flaw=failure.flaw)
        case _:
            return words.machine(failure)


def carry_out(
    screen: "Screen[Any]",
    act: Callable[[str], object],
    done: Callable[[], object],
    failed: Callable[[Failure], object] | None = None,
    reason: str = "",
) -> None:
    """Do something; ask for what is missing and then do it.

    Args:
        screen: on which it is done; a refusal is said there unless `failed` takes it.
        act: does it, given a reason that is empty at first.
        done: called after it was done.
        failed: takes what was refused.
        reason: given already.
    """
    app = cast("TallyApp", screen.app)
    try:
        act(reason)
    except FAILURES as failure:
        key = failure.key if isinstance(failure, Refused) else ""
        if key == "reason_needed" and not reason:
            from tally.tui.widgets.dialogs import Reason  # noqa: PLC0415 - not before one is asked for

            def go_on(given: str | None) -> None:
                if given:
                    carry_out(screen, act, done, failed, given)

            app.push_screen(Reason(app.words("tui.form.reason")), go_on)
        elif key == "sign_in_first" and app.table is not None and app.table.people.all():
            from tally.tui.sign_in import SignIn  # noqa: PLC0415 - as above

            def try_again(signed_in: bool | None) -> None:  # noqa: FBT001 - the answer of a dialog
                if signed_in:
                    carry_out(screen, act, done, failed, reason)

            app.push_screen(SignIn(app.table), try_again)
        else:
            app.bell()
            if failed is not None:
                failed(failure)
            else:
                screen.notify(failure_text(app.words, failure), severity="error", markup=False)
    else:
        done()
