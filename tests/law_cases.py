"""A journal built entry by entry before the law, for tests of it: each entry is judged, and taken in where lawful."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

from builders import QD_190, a_congress, a_contest

from tally.domain.congress import Congress, Level
from tally.domain.contest import Contest
from tally.domain.desk import DeskState
from tally.domain.journal import CONGRESS_CHAIN, GENESIS, Entry, EntryKind, canonical, entry_hash
from tally.domain.law import Breach, Declared, Verdict, judge

KEY = ("bch", 1)
ABOUT = {"contest": "bch", "round": 1}
HASH = "ab" * 32


def der(tag: int, *parts: bytes) -> bytes:
    """Return a value in DER with its tag and length."""
    content = b"".join(parts)
    length = bytes((0x81, len(content))) if len(content) >> 7 else bytes((len(content),))
    return bytes((tag,)) + length + content


_SEQUENCE = der(0x30)
FIELDS = (der(0xA0, der(2, b"\2")), der(2, b"\1"), *[_SEQUENCE] * 5)
"""Of a certificate: version, serial number, algorithm, issuer, validity, subject, key."""

CERTIFICATE = b64encode(der(0x30, der(0x30, *FIELDS), _SEQUENCE, der(3, b"\0"))).decode()
"""Of the form of a certificate; no library reads it."""

HEAD, SECRETARY, KEYER, OTHER = "p1", "p2", "p3", "p4"
PEOPLE = (("Lò Thị Hoa", "head"), ("Cà Văn Nam", "secretary"), ("Vì Văn Sơn", "keyer"), ("Quàng Thị Mai", "keyer"))


class Court:
    """The congress's chain before the law, of people with PINs unless said otherwise."""

    def __init__(self) -> None:
        self.state = DeskState()
        self.seconds = 0
        self.declared: dict[str, Declared] = {}
        self.last = GENESIS

    def read(self, text: str) -> Declared | None:
        """Return what was put under a name."""
        return self.declared.get(text)

    def put(self, text: str, congress: Congress, *contests: Contest) -> str:
        """Have a name mean a declaration."""
        self.declared[text] = Declared(congress, {(one.id, one.round): one for one in contests}, QD_190)
        return text

    def entry(  # noqa: PLR0913 - the fields of an entry
        self,
        kind: EntryKind,
        person: str = HEAD,
        /,
        *,
        station: str = "may-1",
        payload: str | None = None,
        number: int | None = None,
        marks: bytes = b"",
        time: str | None = None,
        **details: Any,  # noqa: ANN401 - what a payload holds
    ) -> Entry:
        """Return an entry as it would follow, a second later; `number` is a ballot's."""
        minutes, seconds = divmod(self.seconds + 1, 60)
        moment = f"2026-11-29T10:{minutes:02d}:{seconds:02d}.000Z" if time is None else time
        text = (canonical(details) if details else "") if payload is None else payload
        previous, sequence = self.state.head, self.state.entries + 1
        fields = (CONGRESS_CHAIN, sequence, moment, station, person, kind.value, number, marks, text)
        own = entry_hash(previous, *fields)
        return Entry(CONGRESS_CHAIN, sequence, moment, station, person, kind, number, marks, text, previous, own)

    def judge(self, kind: EntryKind, person: str = HEAD, /, **more: Any) -> Breach | None:  # noqa: ANN401 - as `entry`
        """Return what of the law an entry would break, without taking it in."""
        return judge(self.state, self.entry(kind, person, **more), self.read).breach

    def about(self, kind: EntryKind, person: str = HEAD, /, **more: Any) -> Breach | None:  # noqa: ANN401 - as `entry`
        """Judge an entry about the contest."""
        return self.judge(kind, person, **{**ABOUT, **more})

    def do(self, kind: EntryKind, person: str = HEAD, /, **more: Any) -> Verdict:  # noqa: ANN401 - as `entry`
        """Take in an entry that has to be lawful."""
        entry = self.entry(kind, person, **more)
        verdict = judge(self.state, entry, self.read)
        assert verdict.breach is None, f"{kind}: {verdict.breach}"
        self.state.apply(entry, verdict.details)
        self.last = entry.hash
        self.seconds += 1
        return verdict

    def do_about(self, kind: EntryKind, person: str = HEAD, /, **more: Any) -> Verdict:  # noqa: ANN401 - as `entry`
        """Take in a lawful entry about the contest."""
        return self.do(kind, person, **{**ABOUT, **more})

    def set_up(self, *, pins: bool = True, people: int = 4) -> "Court":
        """Declare the congress and add the people."""
        contest = a_contest(issued=10, returned=10)
        self.do(EntryKind.CONGRESS_DECLARED, "", toml=self.put("first", a_congress(), contest), reason="")
        for number, (name, role) in enumerate(PEOPLE[:people], start=1):
            pin = {"pin": "x"} if pins else {}
            self.do(EntryKind.PERSON_ADDED, "", id=f"p{number}", name=name, role=role, **pin)
        return self

    def sit(self, person: str, station: str = "may-1") -> "Court":
        """Let a person sign in."""
        self.do(EntryKind.SIGNED_IN, person, station=station, person=person)
        return self

    def counting(self, passes: int = 2, *, pins: bool = True, people: int = 4) -> "Court":
        """Begin to count, everybody signed in."""
        self.set_up(pins=pins, people=people)
        for number in range(1, people + 1):
            self.sit(f"p{number}")
        reason = "" if passes > 1 else "ít phiếu"
        self.do_about(EntryKind.COUNTING_BEGUN, passes=passes, reason=reason, without_pins=not pins)
        return self

    def keyed(self, passes: int = 2) -> "Court":
        """Have one batch keyed in full."""
        self.counting(passes)
        self.do_about(EntryKind.BATCH_OPENED, batch=1, size=None)
        for number, person in zip(range(1, passes + 1), (KEYER, OTHER), strict=False):
            self.open_pass(number, person)
            self.close_pass(number, person)
        return self

    def open_pass(self, number: int, person: str, **more: Any) -> Verdict:  # noqa: ANN401 - as `entry`
        """Open a pass of the batch."""
        return self.do_about(EntryKind.PASS_OPENED, person, **{"batch": 1, "pass": number, **more})

    def close_pass(self, number: int, person: str, **more: Any) -> Verdict:  # noqa: ANN401 - as `entry`
        """Close a pass of the batch."""
        return self.do_about(EntryKind.PASS_CLOSED, person, **{**closing(number), **more})

    def sealed(self) -> "Court":
        """Seal the contest."""
        self.keyed()
        self.do_about(EntryKind.CONTEST_SEALED, **self.seal())
        return self

    def seal(self, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as `entry`
        """Return the payload of a seal by head and secretary over everything there is."""
        pins = [self.state.pins[one] for one in (HEAD, SECRETARY) if one in self.state.pins]
        told = {"pins": pins} if pins else {}
        seal = {"head": HEAD, "second": SECRETARY, "digest": HASH, "entries": self.state.entries, **told}
        return {**seal, **more}


def closing(number: int) -> dict[str, Any]:
    """Return the payload of a pass of three ballots closed."""
    return {"batch": 1, "pass": number, "ballots": 3, "entries": 3, "head": HASH}


def at_level(level: Level) -> Congress:
    """Return a congress of a level."""
    return replace(a_congress(), level=level)
