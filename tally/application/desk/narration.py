"""What the desk refuses and what the journal records, in sentences of the language of `words`."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Protocol

from tally.application.desk.clock import moment_text
from tally.application.desk.desk import KEYER
from tally.application.height_words import accepted_words
from tally.application.sentences import boards_words
from tally.domain.ballot import Ruling
from tally.domain.contest import Contest
from tally.domain.desk import Person
from tally.domain.height import accepted_in
from tally.domain.journal import CONGRESS_CHAIN, Entry
from tally.domain.rules import InvalidReason
from tally.domain.steps import NOT_NEEDED
from tally.locales import Words


class Named(Protocol):
    """What sentences name: a desk, or the account of a count (`application/how_counted.py`)."""

    @property
    def people(self) -> Mapping[str, Person]:
        """The persons of the desk, by id."""

    @property
    def contests(self) -> tuple[Contest, ...]:
        """The contests as last declared."""


def refusal(words: Words, key: str, fields: Mapping[str, object]) -> str:
    """Return why something may not be done, from the key and fields of a `Refused` or an `Obstacle`."""
    if key == "wrong_pin" and fields.get("left") == 0:
        key = "wrong_pin_wait"
    return words(f"desk.refused.{key}", **fields)


def contest_title(words: Words, contest: Contest) -> str:
    """Return the title of a contest, with the round where it is not the first."""
    return _with_round(words, contest.title, contest.round)


def contest_heading(words: Words, contest: Contest) -> str:
    """Return the same for a line that may be cut off at its end: the round comes first."""
    if contest.round == 1:
        return contest.title
    return words("desk.round_contest", title=contest.title, round=contest.round)


def step_words(words: Words, step_id: str) -> tuple[str, str]:
    """Return the title of a step of the procedure, and one sentence of help."""
    return words(f"desk.step.{step_id}.title"), words(f"desk.step.{step_id}.help")


def role_word(words: Words, role: str) -> str:
    """Return the word for the role of a person at the desk."""
    return words("desk.role.keyer") if role == KEYER else words(f"words.role.{role}")


def sentence(words: Words, named: Named, entry: Entry) -> str:
    """Return one sentence for an entry of the journal; who, when and where are the entry's own."""
    details: dict[str, Any] = json.loads(entry.payload) if entry.payload else {}
    about = dict(details)
    if entry.chain != CONGRESS_CHAIN:
        _kind, contest, round_, batch, pass_ = entry.chain.split("/")
        about |= {"contest": contest, "round": int(round_), "batch": batch, "pass": pass_, "ballot": entry.ballot}
    about["because"] = words("desk.reason", reason=details["reason"]) if details.get("reason") else ""
    if "contest" in about:
        about["contest"] = _contest(words, named, about["contest"], about["round"])
    for field, of in (("who", "person"), ("head", "head"), ("second", "second")):
        if of in details:
            about[field] = _name(words, named, details[of])
    about |= _spelled_out(words, details)
    about |= _about_people_and_clock(words, named, details)
    return words(f"desk.journal.{entry.kind}", **about)


def _about_people_and_clock(words: Words, named: Named, details: Mapping[str, Any]) -> dict[str, object]:
    """Return who vouched or confirmed, and what was said of the machine's clock; empty where nobody did or nothing."""
    said: dict[str, object] = {"vouched": "", "own_clock": "", "confirmed": ""}
    if "by" in details:
        people = ", ".join(_name(words, named, one) for one in details["by"])
        said["vouched"] = words("desk.journal_words.vouched", people=people)
    if "reset" in details:
        said["vouched"] = words("desk.journal_words.reset")
    if "second" in details and "head" not in details:
        said["confirmed"] = words("desk.journal_words.confirmed", name=_name(words, named, details["second"]))
    if "machine_time" in details:
        said["own_clock"] = words("desk.journal_words.own_clock", time=moment_text(details["machine_time"]))
    if "right" in details:
        said["machine"], said["last"] = moment_text(details["machine"]), moment_text(details["last"])
        said["right"] = words(f"desk.journal_words.{details['right']}_right")
    return said


def _spelled_out(words: Words, details: Mapping[str, Any]) -> dict[str, object]:
    """Return the details that a sentence says otherwise than the payload does."""
    said: dict[str, object] = {}
    if "role" in details:
        said["role"] = role_word(words, details["role"])
    if "step" in details:
        step = details["step"].removeprefix(NOT_NEEDED)
        said["step"], _help = step_words(words, step)
        if step != details["step"]:
            said["step"] = words("desk.journal_words.not_needed", step=said["step"])
    if "size" in details and details["size"] is None:
        said["size"] = words("desk.journal_words.not_counted")
    if "shown" in details:
        said["shown"] = words("desk.journal_words.shown" if details["shown"] else "desk.journal_words.hidden")
    if "lost" in details:
        said["lost"] = accepted_words(words, accepted_in(details))
    if "changes" in details:
        said["ballots"] = len(details["changes"])
    if "piles" in details:
        piles = sorted((int(names), ballots) for names, ballots in details["piles"].items())
        said["piles"] = "; ".join(
            words("desk.journal_words.pile", names=names, ballots=ballots) for names, ballots in piles
        )
    if "certificates" in details:
        prints = [hashlib.sha256(b64decode(one)).hexdigest() for one in details["certificates"]]
        said["number"], said["fingerprints"] = len(prints), ", ".join(f"{one[:16]}…" for one in prints)
    return said | _after_the_count(words, details)


def _after_the_count(words: Words, details: Mapping[str, Any]) -> dict[str, object]:
    """Return the details of what the board concludes, signs and reports."""
    said: dict[str, object] = {}
    if "qr" in details:
        number = details["corrigendum"]
        said["paper"] = words(f"desk.journal_words.{'corrigendum' if number else 'minutes'}", number=number)
    if "decision" in details:
        said["decision"] = words(f"words.decided.{details['decision']}", seats=words.number(details["seats"]))
    if "ruling" in details:
        said["ruling"] = _ruling(words, details["ruling"])
    return said


def _ruling(words: Words, ruling: list[Any] | None) -> str:
    if ruling is None:
        return words("desk.journal_words.no_ruling")
    reason, text = ruling
    said = words("desk.journal_words.valid") if reason is None else words(f"words.reason.{reason}")
    if not text:
        return said
    return f"{said} ({boards_words(words, Ruling(None if reason is None else InvalidReason(reason), text))})"


def _contest(words: Words, named: Named, contest: str, round_: int) -> str:
    """Return a contest's title, or its id when it was removed since."""
    titles = {(one.id, one.round): one.title for one in named.contests}
    return _with_round(words, titles.get((contest, round_), contest), round_)


def _with_round(words: Words, title: str, round_: int) -> str:
    return title if round_ == 1 else words("desk.contest_round", title=title, round=round_)


def _name(words: Words, named: Named, person: str) -> str:
    known = named.people.get(person)
    return words("desk.unknown_person") if known is None else known.name
