"""A congress as `congress.toml` (`tally-congress/1`): reading it with all its flaws at once, and writing it back.

What is written reads back as the same congress and contests.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import tomli_w
from pydantic import Field

from tally.application.intake import BadInput
from tally.application.name_findings import finding_of
from tally.application.slate_reading import Column, Columns
from tally.domain.ballot import BallotStyle
from tally.domain.congress import BoardMember, BoardRole, Congress, CongressKind, Level, Roll
from tally.domain.contest import Contest, Method, Office, RoundKind
from tally.domain.desk import ContestKey
from tally.domain.hand_vote import HandVote
from tally.domain.name_letters import flaws_of_names
from tally.domain.rules import RuleProfile
from tally.domain.slate import Candidate, Slate
from tally.files.findings import refusal, shown
from tally.files.roll_toml import RollTable, check_deductions, roll_parts
from tally.files.rules_toml import UnknownProfile, load_profile
from tally.files.toml_file import TomlFile, tables
from tally.files.toml_values import (
    MAX_CANDIDATES,
    MAX_CONTESTS,
    Born,
    Count,
    FilledLine,
    Id,
    Line,
    Number,
    OneOf,
    PathBeside,
    Positive,
    Sex,
    Table,
)
from tally.locales import Words

if TYPE_CHECKING:
    from tally.files.toml_places import Path

FORMAT = "tally-congress/1"
DEFAULT_RULES = "qd-190-2024"
_HANDS = 3  # numbers of a hand vote: agree, disagree, no opinion


class CongressFile(NamedTuple):
    """What a congress file holds, with the regulation it names."""

    congress: Congress
    contests: tuple[Contest, ...]
    profile: RuleProfile


class _Congress(Table):
    organisation: FilledLine
    superior: Line = ""
    title: Line = ""
    term: Line = ""
    kind: OneOf[CongressKind]
    rules: Id = DEFAULT_RULES
    level: OneOf[Level] | None = None
    date: dt.date | None = None
    place: Line = ""
    samples: list[Id] = Field(default_factory=list, max_length=MAX_CONTESTS)


class _BoardMember(Table):
    name: FilledLine
    role: OneOf[BoardRole] = BoardRole.MEMBER


class _Person(Table):
    name: FilledLine
    born: Born | None = None
    sex: Sex = ""
    ethnicity: Line = ""
    first_term: bool | None = None
    position: Line = ""


class _Candidate(_Person):
    no: Positive


class _Body(Table):
    member: list[_Person] = Field(default_factory=list, max_length=MAX_CANDIDATES)


class _HandVote(Table):
    id: Id
    title: FilledLine
    question: Line = ""
    agree: Count | None = None
    disagree: Count | None = None
    no_opinion: Count | None = None
    present: Count | None = None


class _Contest(Table):
    id: Id
    title: Line = ""
    office: OneOf[Office] = Office.OTHER
    method: OneOf[Method] = Method.BALLOT
    seats: Positive | None = None
    body_size: Positive | None = None
    alternates: Count = 0
    style: OneOf[BallotStyle] | None = None
    round: Number = 1
    kind: OneOf[RoundKind] = RoundKind.FIRST
    issued: Count | None = None
    returned: Count | None = None
    drawn_from: Id | None = None
    among: list[FilledLine] = Field(default_factory=list, max_length=MAX_CANDIDATES)
    roll: RollTable | None = None
    slate: PathBeside | None = None
    candidate: list[_Candidate] = Field(default_factory=list, max_length=MAX_CANDIDATES)


class _Slates(Table):
    columns: dict[FilledLine, OneOf[Column]] = Field(default_factory=dict, max_length=MAX_CONTESTS)


class _File(Table):
    format: Literal["tally-congress/1"]
    # A table that is not there is checked as an empty one, so that every key it must have is named at once.
    congress: _Congress = Field(default_factory=dict, validate_default=True)
    roll: RollTable = Field(default_factory=dict, validate_default=True)
    board: list[_BoardMember] = Field(default_factory=list, max_length=MAX_CONTESTS)
    body: _Body | None = None
    hand_vote: list[_HandVote] = Field(default_factory=list, max_length=MAX_CONTESTS)
    slate: _Slates = Field(default_factory=_Slates)
    contest: list[_Contest] = Field(max_length=MAX_CONTESTS)


ReadSlate = Callable[[str, Columns], tuple[Candidate, ...]]
"""Returns the candidates of a slate: its path from the congress file, and what that says that columns are."""


def _no_slate(path: str, _columns: Columns) -> tuple[Candidate, ...]:
    """Stand in for files beside a congress that has no folder, such as one inside a record workbook."""
    raise refusal(path, "E901", value=shown(path))


def read_congress(
    text: str,
    file: str = "congress.toml",
    *,
    load_rules: Callable[[str], RuleProfile] = load_profile,
    read_slate: ReadSlate = _no_slate,
    check_names: bool = False,
) -> CongressFile:
    """Return the congress and the contests that a text holds.

    Args:
        text: TOML of the format `tally-congress/1`.
        file: its name as findings give it.
        load_rules: returns the regulation of an id, or raises `UnknownProfile` or `BadInput`.
        read_slate: returns the candidates of a slate file.
        check_names: refuse names with letters that no name has; of what was taken once, such as a journal, they stay.

    Raises:
        BadInput: it has flaws, or a regulation or a slate it names has; all of them.
    """
    return read_with_rolls(text, file, load_rules=load_rules, read_slate=read_slate, check_names=check_names)[0]


def read_with_rolls(
    text: str,
    file: str = "congress.toml",
    *,
    load_rules: Callable[[str], RuleProfile] = load_profile,
    read_slate: ReadSlate = _no_slate,
    check_names: bool = False,
) -> tuple[CongressFile, Mapping[ContestKey, Roll]]:
    """Return what `read_congress` does, and the people of each contest that has others than the congress has now."""
    toml = TomlFile(text, file)
    table = toml.validate(_File)
    profile = _load_rules(toml, load_rules)
    if profile is not None:
        check_deductions(toml, profile)
    slates = _read_slates(toml, read_slate)
    _check_contests(toml, slates)
    _check_methods(toml, profile)
    _check_hand_votes(toml)
    if check_names:
        _check_names(toml)
    if table is None or profile is None or not toml.is_sound:
        toml.refuse()
    contests = tuple(_contest(contest, slates.get(place)) for place, contest in enumerate(table.contest))
    rolls = {(one.id, one.round): one.roll.value for one in table.contest if one.roll is not None}
    return CongressFile(_congress(table), contests, profile), rolls


def _load_rules(toml: TomlFile, load_rules: Callable[[str], RuleProfile]) -> RuleProfile | None:
    congress = toml.raw.get("congress")
    rules = congress.get("rules", DEFAULT_RULES) if isinstance(congress, dict) else DEFAULT_RULES
    if not isinstance(rules, str) or toml.has_flaw(("congress", "rules")):
        return None
    try:
        return load_rules(rules)
    except UnknownProfile as unknown:
        toml.add(("congress", "rules"), "E929", value=shown(rules), known=", ".join(unknown.known))
    except BadInput as bad:
        toml.include(bad)
    return None


def _read_slates(toml: TomlFile, read_slate: ReadSlate) -> Mapping[int, tuple[Candidate, ...]]:
    """Return the candidates of the contests that name a slate file, by the place of the contest."""
    columns = _columns_said(toml)
    slates: dict[int, tuple[Candidate, ...]] = {}
    read: dict[str, tuple[Candidate, ...] | None] = {}  # one file may serve several contests
    for place, contest in tables(toml.raw.get("contest")):
        path = contest.get("slate")
        if not isinstance(path, str) or toml.has_flaw(("contest", place, "slate")):
            continue
        if "candidate" in contest:
            toml.add(("contest", place, "slate"), "E930", contest=shown(contest.get("id", "")))
            continue
        if path not in read:
            try:
                read[path] = read_slate(path, columns)
            except BadInput as bad:
                read[path] = None
                toml.include(bad)
        if (candidates := read[path]) is not None:
            slates[place] = candidates
    return slates


def _columns_said(toml: TomlFile) -> Columns:
    """Return what the file says that columns of slates are, whatever else is wrong with it."""
    slate = toml.raw.get("slate")
    said = slate.get("columns") if isinstance(slate, dict) else None
    known = frozenset(Column)
    return {key: Column(word) for key, word in said.items() if word in known} if isinstance(said, dict) else {}


def _check_contests(toml: TomlFile, slates: Mapping[int, tuple[Candidate, ...]]) -> None:
    """Refuse a contest that is there twice, and a number that two candidates of one contest bear."""
    seen: set[tuple[str, int]] = set()
    for place, contest in tables(toml.raw.get("contest")):
        contest_id, round_number = contest.get("id", ""), contest.get("round", 1)
        if isinstance(contest_id, str) and isinstance(round_number, int):
            if (contest_id, round_number) in seen:
                toml.add(("contest", place, "id"), "E925", contest=shown(contest_id), round=shown(round_number))
            seen.add((contest_id, round_number))
        numbered: list[tuple[tuple[str | int, ...], Any]] = [
            (("contest", place, "candidate", row, "no"), candidate.get("no"))
            for row, candidate in tables(contest.get("candidate"))
        ]
        numbered += [(("contest", place, "slate"), candidate.no) for candidate in slates.get(place, ())]
        numbers: set[int] = set()
        for path, number in numbered:
            if isinstance(number, int):
                if number in numbers:
                    toml.add(path, "E926", contest=shown(contest_id), no=shown(number))
                numbers.add(number)


def _check_names(toml: TomlFile) -> None:
    """Refuse names with letters that no name has; an old encoding shows in all names of the file together."""
    persons: list[tuple[Path, object]] = [(("board", place), one) for place, one in tables(toml.raw.get("board"))]
    body = toml.raw.get("body")
    members = body.get("member") if isinstance(body, dict) else None
    persons += [(("body", "member", place), one) for place, one in tables(members)]
    texts: list[tuple[Path, object]] = []
    for place, contest in tables(toml.raw.get("contest")):
        persons += [(("contest", place, "candidate", row), one) for row, one in tables(contest.get("candidate"))]
        among = contest.get("among")
        texts += [
            (("contest", place, "among", row), one) for row, one in enumerate(among if isinstance(among, list) else ())
        ]
    texts += [((*path, "name"), one.get("name")) for path, one in persons if isinstance(one, dict)]
    names = {path: text for path, text in texts if isinstance(text, str) and not toml.has_flaw(path)}
    for path, flaw in zip(names, flaws_of_names(tuple(names.values())), strict=True):
        if flaw is not None:
            code, fields = finding_of(flaw)
            toml.add(path, code, **fields)


def _check_methods(toml: TomlFile, profile: RuleProfile | None) -> None:
    """Refuse an election without seats, opinion ballots with any, and a slate drawn from no other contest."""
    contests = list(tables(toml.raw.get("contest")))
    ids = [contest["id"] for _place, contest in contests if isinstance(contest.get("id"), str)]
    for place, contest in contests:
        contest_id = contest.get("id", "")
        if contest.get("method") == Method.OPINION:
            for key in ("seats", "body_size", "alternates"):
                if key in contest:
                    toml.add(("contest", place, key), "E821", key=key, contest=shown(contest_id))
            if contest.get("kind") == RoundKind.TIE_BREAK:
                toml.add(("contest", place, "kind"), "E821", key="kind", contest=shown(contest_id))
            if profile is not None and profile.opinion is None:
                toml.add(("contest", place, "method"), "E822", contest=shown(contest_id), rules=profile.id)
        elif "seats" not in contest:
            toml.add(("contest", place, "seats"), "E913", key=shown("seats"), table="[[contest]]")
        source, path = contest.get("drawn_from"), ("contest", place, "drawn_from")
        others = [one for one in dict.fromkeys(ids) if one != contest_id]
        if isinstance(source, str) and source not in others and not toml.has_flaw(path):
            toml.add(path, "E823", value=shown(source), known=", ".join(others))


def _check_hand_votes(toml: TomlFile) -> None:
    """Refuse a hand vote that is there twice, and one of which only some of the three numbers are known."""
    seen: set[str] = set()
    for place, vote in tables(toml.raw.get("hand_vote")):
        vote_id = vote.get("id", "")
        if isinstance(vote_id, str):
            if vote_id in seen:
                toml.add(("hand_vote", place, "id"), "E824", value=shown(vote_id))
            seen.add(vote_id)
        missing = [key for key in ("agree", "disagree", "no_opinion") if key not in vote]
        if missing and len(missing) < _HANDS:
            toml.add(("hand_vote", place, "id"), "E825", value=shown(vote_id), missing=", ".join(missing))


def _congress(table: _File) -> Congress:
    return Congress(
        organisation=table.congress.organisation,
        kind=table.congress.kind,
        rules=table.congress.rules,
        roll=table.roll.value,
        title=table.congress.title,
        term=table.congress.term,
        superior=table.congress.superior,
        level=table.congress.level,
        date=table.congress.date,
        place=table.congress.place,
        board=tuple(BoardMember(member.name, member.role) for member in table.board),
        body=tuple(_person(member, no) for no, member in enumerate(table.body.member if table.body else (), start=1)),
        hand_votes=tuple(
            HandVote(one.id, one.title, one.question, one.agree, one.disagree, one.no_opinion, one.present)
            for one in table.hand_vote
        ),
        slate_columns=tuple((key, column.value) for key, column in table.slate.columns.items()),
        samples=tuple(table.congress.samples),
    )


def _person(table: _Person, no: int) -> Candidate:
    return Candidate(
        no=no,
        name=table.name,
        born=table.born,
        sex=table.sex,
        ethnicity=table.ethnicity,
        first_term=table.first_term,
        position=table.position,
    )


def _contest(table: _Contest, slate_file: tuple[Candidate, ...] | None) -> Contest:
    candidates = slate_file
    if candidates is None:
        candidates = tuple(_person(candidate, candidate.no) for candidate in table.candidate)
    seats = table.seats or 0
    struck = table.method is Method.BALLOT and len(candidates) > seats
    usual_style = BallotStyle.CROSS_OUT if struck else BallotStyle.AGREE_DISAGREE
    return Contest(
        id=table.id,
        title=table.title or _usual_title(table),
        office=table.office,
        seats=seats,
        body_size=table.body_size or seats,
        style=table.style or usual_style,
        slate=Slate(candidates),
        round=table.round,
        kind=table.kind,
        issued=table.issued,
        returned=table.returned,
        method=table.method,
        alternates=table.alternates,
        drawn_from=table.drawn_from or "",
        among=tuple(table.among),
    )


def _usual_title(table: _Contest) -> str:
    """Return the office in words, as the papers print it, or the id where the office says nothing."""
    if table.office is Office.OTHER:
        return table.id
    words = Words("vi")(f"words.office.{table.office}")
    return words[0].upper() + words[1:]


def write_congress(
    congress: Congress, contests: Iterable[Contest], rolls: Mapping[ContestKey, Roll] = MappingProxyType({})
) -> str:
    r"""Return a congress file that `read_with_rolls` reads as the same congress, contests and rolls.

    The same congress gives the same text: UTF-8 when encoded, lines ending in `\n`, every default written out.

    Args:
        congress: with the people of now.
        contests: any of its contests.
        rolls: of contests that were counted with other people than there are now.
    """
    contests = tuple(contests)
    # Without any contest the file says so: one that a board has only begun to fill in reads back too.
    head: dict[str, object] = {"format": FORMAT} if contests else {"format": FORMAT, "contest": []}
    parts: list[tuple[str, Mapping[str, object]]] = [
        ("", head),
        (
            "[congress]",
            {
                "organisation": congress.organisation,
                "superior": congress.superior,
                "title": congress.title,
                "term": congress.term,
                "kind": congress.kind.value,
                "rules": congress.rules,
                "level": congress.level,
                "date": congress.date,
                "place": congress.place,
                "samples": list(congress.samples) or None,
            },
        ),
        *roll_parts("roll", congress.roll),
    ]
    parts += [("[[board]]", {"name": member.name, "role": member.role.value}) for member in congress.board]
    parts += [("[[body.member]]", _person_keys(member)) for member in congress.body]
    parts += [("[[hand_vote]]", asdict(vote)) for vote in congress.hand_votes]
    parts += [("[slate.columns]", dict(congress.slate_columns))] if congress.slate_columns else []
    ids = {contest.id for contest in contests}
    for contest in contests:
        # A record declares one contest alone, and a contest may have been removed: it is drawn from nothing then.
        known = contest if contest.drawn_from in ids else replace(contest, drawn_from="")
        parts.append(("[[contest]]", _contest_keys(known)))
        roll = rolls.get((contest.id, contest.round))
        parts += [] if roll is None else roll_parts("contest.roll", roll)
        parts += [("[[contest.candidate]]", {"no": one.no, **_person_keys(one)}) for one in contest.slate]
    return "\n".join(_part(header, keys) for header, keys in parts)


def _contest_keys(contest: Contest) -> Mapping[str, object]:
    return {
        "id": contest.id,
        "title": contest.title,
        "office": contest.office.value,
        "method": contest.method.value if contest.is_opinion else None,
        "seats": contest.seats or None,
        "body_size": contest.body_size or None,
        "alternates": contest.alternates or None,
        "style": contest.style.value,
        "round": contest.round,
        "kind": contest.kind.value,
        "issued": contest.issued,
        "returned": contest.returned,
        "drawn_from": contest.drawn_from,
        "among": list(contest.among) or None,
    }


def _person_keys(candidate: Candidate) -> Mapping[str, object]:
    return {
        "name": candidate.name,
        "born": candidate.born,
        "sex": candidate.sex,
        "ethnicity": candidate.ethnicity,
        "first_term": candidate.first_term,
        "position": candidate.position,
    }


def _part(header: str, keys: Mapping[str, object]) -> str:
    """Write one table; what is not known is left out."""
    known = {key: value for key, value in keys.items() if value is not None and value != ""}
    body = tomli_w.dumps(known)
    return f"{header}\n{body}" if header else body
