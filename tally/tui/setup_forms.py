"""The forms of setting up: what they ask, what follows from it while it is typed, what is declared by it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count

from tally.application.desk.desk import count_again
from tally.application.desk.narration import contest_title
from tally.application.desk.overview import about_ballots
from tally.application.recount import Recount
from tally.application.sentences import base_arithmetic
from tally.domain.ballot import BallotStyle
from tally.domain.checks import Finding, surplus_bounds
from tally.domain.congress import BoardMember, BoardRole, Congress, CongressKind, Deduction, Level, Roll
from tally.domain.contest import Contest, Method, Office, RoundKind
from tally.domain.names import fold
from tally.domain.slate import Candidate, Slate
from tally.locales import Words
from tally.tui.services import OpenDesk
from tally.tui.values import date_of, filled, name_of, number_of, number_or_none, shown_date, shown_number
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Unlikely, Values

__all__ = [
    "about_ballots",
    "about_slate",
    "another_contest",
    "base_text",
    "congress_form",
    "contest_form",
    "contest_line",
    "contest_title",
    "finding_lines",
    "keep_members",
    "member_form",
    "more_present",
    "next_round",
    "remove_member",
    "roll_form",
    "roll_line",
    "shown_date",
    "slate_line",
]

_SETUP = "setup"


_SIGNS = {"error": "✗", "warning": "!"}


def finding_lines(words: Words, findings: Iterable[Finding]) -> list[str]:
    """Return a line for each finding, with a sign for its level and its clause; none twice."""
    lines = [f"{_SIGNS[one.level]} {words.finding(one)} ({one.clause})" for one in findings]
    return list(dict.fromkeys(lines))


def about_slate(finding: Finding) -> bool:
    """Tell whether a finding is about a slate or its contest; the others set up here are about roll and board."""
    return finding.code[1] == "2"


def congress_form(words: Words, table: OpenDesk, regulations: Sequence[tuple[str, str]]) -> FormDialog:
    """Return the form of the congress itself."""
    congress, seen = table.desk.congress, table.desk.state.declaration
    # The id first: a title is longer than its line, and its number stands at the end.
    rules = [(one, f"{one} · {title}") for one, title in regulations] or [(congress.rules, congress.rules)]
    levels = [("", words("tui.setup.no_level"))] + [(level.value, words(f"tui.setup.level_{level}")) for level in Level]
    kinds = [(kind.value, words(f"words.congress.{kind}")) for kind in CongressKind]
    fields = (
        FormField("organisation", words("tui.setup.organisation"), congress.organisation),
        FormField("superior", words("tui.setup.superior"), congress.superior),
        FormField(
            "title", words("tui.setup.congress_title"), congress.title, hint=words("tui.setup.congress_title_hint")
        ),
        FormField("term", words("tui.setup.term"), congress.term, hint=words("tui.setup.term_hint")),
        FormField("kind", words("tui.setup.kind"), congress.kind.value, kinds),
        FormField("level", words("tui.setup.level"), congress.level.value if congress.level else "", levels),
        FormField("rules", words("tui.setup.rules"), congress.rules, rules),
        FormField("date", words("tui.setup.date"), shown_date(congress.date), hint=words("tui.setup.date_hint")),
        FormField("place", words("tui.setup.place"), congress.place),
    )

    def accept(values: Values, reason: str) -> None:
        changed = replace(
            table.desk.congress,
            organisation=filled(values, "organisation"),
            superior=values["superior"],
            title=values["title"],
            term=values["term"],
            kind=CongressKind(values["kind"]),
            level=Level(values["level"]) if values["level"] else None,
            rules=values["rules"],
            date=date_of(values, "date"),
            place=values["place"],
        )
        table.setup.update_congress(changed, reason, seen=seen)

    def unlikely(values: Values) -> Unlikely | None:
        day, today = date_of(values, "date"), table.clock.today()
        if day in {None, today, congress.date}:
            return None
        shown = {"day": shown_date(day), "today": shown_date(today)}
        return Unlikely("date", words("tui.setup.other_day", **shown), words("tui.setup.other_day_details", **shown))

    return FormDialog(_SETUP, words("tui.setup.congress_heading"), fields, accept, unlikely=unlikely)


def roll_form(words: Words, table: OpenDesk) -> FormDialog:
    """Return the form of the roll, with the base's arithmetic while it is typed."""
    congress, profile, seen = table.desk.congress, table.desk.profile, table.desk.state.declaration
    deducted = {one.reason: one.count for one in congress.roll.deductions}
    reasons = [rule for rule in profile.deductions if rule.congress is congress.kind]
    fields = [
        FormField("summoned", words("tui.setup.summoned"), shown_number(congress.roll.summoned or None), digits=True),
        FormField("present", words("tui.setup.present"), shown_number(congress.roll.present), digits=True),
    ]
    for rule in reasons:
        label = rule.label_vi if words.language == "vi" else rule.label_en
        value = shown_number(deducted.get(rule.reason))
        fields.append(FormField(rule.reason, "− " + label, value, digits=True, wide=True))

    def roll_of(values: Values) -> Roll:
        counted = ((rule.reason, number_or_none(values, rule.reason)) for rule in reasons)
        deductions = tuple(Deduction(reason, number) for reason, number in counted if number)
        return Roll(number_of(values, "summoned"), number_or_none(values, "present"), deductions)

    def live(values: Values) -> str:
        typed = replace(table.desk.congress, roll=roll_of(values))
        found = table.setup.findings_if(typed, table.desk.contests[0])
        about_roll = [f"! {words.finding(one)}" for one in found if one.code in _ABOUT_ROLL]
        return "\n".join([base_text(words, table, typed), *about_roll])

    def accept(values: Values, reason: str) -> None:
        changed = replace(table.desk.congress, roll=roll_of(values)).looked_at("roll")
        table.setup.update_congress(changed, reason, seen=seen)

    def unlikely(values: Values) -> Unlikely | None:
        return more_present(words, number_of(values, "summoned"), number_or_none(values, "present"), congress.roll)

    title, help_text = words("tui.setup.roll_heading"), words("tui.setup.roll_help")
    return FormDialog(_SETUP, title, fields, accept, live=live, unlikely=unlikely, help_text=help_text)


def more_present(words: Words, summoned: int, present: int | None, declared: Roll) -> Unlikely | None:
    """Ask about more people present than were summoned, unless that is declared already."""
    if present is None or present <= summoned or (summoned, present) == (declared.summoned, declared.present):
        return None
    question = words("tui.setup.more_present", present=present, summoned=summoned)
    return Unlikely("present", question, words("tui.setup.more_present_details"))


_ABOUT_ROLL = frozenset({"E301", "E302", "E303"})


def base_text(words: Words, table: OpenDesk, congress: Congress) -> str:
    """Return the base with its arithmetic, as the papers print it."""
    contests = table.desk.contests
    contest = next((one for one in contests if one.kind is not RoundKind.TIE_BREAK), contests[0])
    profile = table.desk.profile
    counted = count_again(congress, profile, contest)
    return base_arithmetic(words, Recount(congress, profile, (counted,)), counted)


def roll_line(words: Words, table: OpenDesk, congress: Congress) -> str:
    """Say in one line who was summoned and what more than half is."""
    base = count_again(congress, table.desk.profile, table.desk.contests[0]).result.base
    return words(
        "tui.setup.roll_line",
        summoned=words.number(congress.roll.summoned),
        present="–" if congress.roll.present is None else words.number(congress.roll.present),
        base=words.number(base.value),
        needed="–" if base.needed is None else words.number(base.needed),
    )


def member_form(words: Words, table: OpenDesk, place: int | None) -> FormDialog:
    """Return the form of a person of the board; of a new one for None."""
    board, seen = table.desk.congress.board, table.desk.state.declaration
    taken = {member.role for member in board}
    fresh = BoardMember("", next((role for role in BoardRole if role not in taken), BoardRole.MEMBER))
    member = fresh if place is None else board[place]
    fields = (
        FormField("name", words("tui.people.name"), member.name),
        FormField(
            "role",
            words("tui.people.role"),
            member.role.value,
            [(r.value, words(f"words.role.{r}")) for r in BoardRole],
        ),
    )

    def accept(values: Values, reason: str) -> None:
        changed = list(table.desk.congress.board)
        typed = BoardMember(name_of(values, "name", words), BoardRole(values["role"]))
        if place is None:
            changed.append(typed)
        else:
            changed[place] = typed
        table.setup.update_congress(replace(table.desk.congress, board=tuple(changed)), reason, seen=seen)

    return FormDialog(
        _SETUP, words("tui.setup.member_heading"), fields, accept, help_text=words("tui.setup.member_help")
    )


def remove_member(table: OpenDesk, seen: str, place: int, reason: str) -> None:
    """Take a person off the board as it was declared when the person was chosen."""
    congress = table.desk.declared(seen)[0]
    board = congress.board[:place] + congress.board[place + 1 :]
    table.setup.update_congress(replace(congress, board=board), reason, seen=seen)


def keep_members(table: OpenDesk, seen: str, members: Sequence[Candidate], reason: str) -> None:
    """Declare who is a member of the committee that meets, numbered anew, of those declared when they were shown."""
    body = tuple(replace(one, no=number) for number, one in enumerate(members, start=1))
    table.setup.update_congress(replace(table.desk.declared(seen)[0], body=body), reason, seen=seen)


def contest_form(words: Words, table: OpenDesk, contest: Contest, *, is_new: bool = False) -> FormDialog:
    """Return the form of a contest in one round."""
    offices = [(office.value, words(f"words.office.{office}")) for office in Office]
    styles = [(style.value, words(f"words.style.{style}")) for style in BallotStyle]
    kinds = [(kind.value, words(f"words.kind.{kind}")) for kind in RoundKind]
    methods = [(method.value, words(f"words.method.{method}")) for method in Method]
    others = {one.id: contest_title(words, one) for one in table.desk.contests if one.id != contest.id}
    seen = table.desk.state.declaration
    rule, free = table.desk.profile.conference, "drawn_from_any"
    if table.desk.congress.body and rule is not None and contest.office in rule.members_only:
        free = "drawn_from_body"
    sources = [("", words(f"tui.setup.{free}")), *others.items()]
    ballot = ("method", Method.BALLOT.value)

    def number(field: str, label: str, value: int, follows: str = "") -> FormField:
        shown = shown_number(value or None)
        return FormField(field, words(f"tui.setup.{label}"), shown, digits=True, follows=follows, only_with=ballot)

    fields = (
        FormField("title", words("tui.setup.contest_title"), contest.title),
        FormField("office", words("tui.setup.office"), contest.office.value, offices),
        number("seats", "seats", contest.seats),
        number("body", "body_size", contest.body_size, follows="seats"),
        FormField("style", words("tui.setup.style"), contest.style.value, styles),
        FormField("kind", words("tui.setup.round_kind"), contest.kind.value, kinds, only_with=ballot),
        number("alternates", "alternates", contest.alternates),
        FormField("drawn_from", words("tui.setup.drawn_from"), contest.drawn_from, sources),
        FormField("method", words("tui.setup.method"), contest.method.value, methods),
    )

    def typed(values: Values) -> Contest:
        before = contest if is_new else table.desk.contest((contest.id, contest.round))
        method, drawn_from = Method(values["method"]), values["drawn_from"]
        elects = method is Method.BALLOT
        seats = number_of(values, "seats", 1) if elects else 0
        body_size = number_of(values, "body", seats) if elects else 0
        return replace(
            before,
            title=filled(values, "title"),
            office=Office(values["office"]),
            seats=seats,
            body_size=body_size,
            style=BallotStyle(values["style"]),
            kind=RoundKind(values["kind"]) if elects else RoundKind.FIRST,
            method=method,
            alternates=(number_or_none(values, "alternates") or 0) if elects else 0,
            drawn_from=drawn_from,
            among=before.among if drawn_from == before.drawn_from else (),
        )

    def live(values: Values) -> str:
        one = typed(values)
        return f"{contest_line(words, one)}\n{slate_line(words, table, one)}"

    def accept(values: Values, reason: str) -> None:
        one = typed(values)
        if is_new:
            table.setup.add_contest(one if one.round > 1 else replace(one, id=free_id(one, table)), reason)
        else:
            table.setup.update_contest(one, reason, seen=seen, congress=table.desk.congress.looked_at(one.id))

    title = words("tui.setup.contest_heading", title=contest_title(words, contest))
    return FormDialog(_SETUP, title, fields, accept, live=live, help_text=words("tui.setup.contest_help"))


def another_contest(table: OpenDesk) -> Contest:
    """Return a contest to begin a form with: nothing of it is known yet but that it fills one seat."""
    taken = table.desk.contests
    style = BallotStyle.CROSS_OUT if len(taken) else BallotStyle.AGREE_DISAGREE
    return Contest("moi", "", Office.COMMITTEE, 1, 1, style, Slate(()))


def next_round(before: Contest, contests: Sequence[Contest]) -> Contest:
    """Return a further round of a contest, to begin a form with; its list is the congress's to give."""
    latest = max(one.round for one in contests if one.id == before.id)
    again = replace(before, round=latest + 1, kind=RoundKind.FURTHER, slate=Slate(()), issued=None, returned=None)
    # What is open by plan has been so since the first round.
    return replace(again, body_size=again.seats)


def free_id(contest: Contest, table: OpenDesk) -> str:
    """Return an id for a new contest: the first letters of its title's words, with a number when that is taken."""
    letters = "".join(word[0] for word in re.findall(r"[a-z0-9]+", fold(contest.title))) or "bau"
    taken = {one.id for one in table.desk.contests}
    names = (letters if number == 1 else f"{letters}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def contest_line(words: Words, contest: Contest) -> str:
    """Say in one line what is elected, and how."""
    elected = (
        words("words.method.opinion") if contest.is_opinion else words("tui.setup.line_seats", seats=contest.seats)
    )
    parts = [elected, words(f"words.style.{contest.style}")]
    if contest.alternates:
        parts.insert(1, words("tui.setup.line_alternates", alternates=contest.alternates))
    if contest.open_by_plan > 0:
        parts.append(words("tui.setup.line_open", open=contest.open_by_plan))
    if contest.kind is not RoundKind.FIRST:
        parts.append(words(f"words.kind.{contest.kind}"))
    return " · ".join(parts)


def slate_line(words: Words, table: OpenDesk, contest: Contest) -> str:
    """Say in one line how many candidates there are, and the surplus beside what the regulation allows."""
    if not len(contest.slate):
        return words("tui.setup.slate_empty")
    if contest.is_opinion:
        return words("tui.setup.slate_nominees", people=len(contest.slate))
    if contest.surplus < 0:
        return words("tui.setup.slate_short", people=len(contest.slate), missing=-contest.surplus)
    text = words("tui.setup.slate_line", people=len(contest.slate), surplus=contest.surplus)
    least, most = surplus_bounds(table.desk.profile, contest)
    if most is None:
        return text
    return text + words("tui.setup.slate_limits", least=least, most=most)
