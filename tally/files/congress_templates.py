"""A commented congress file of each kind of congress, with made-up numbers: it loads, and only names are missing."""

from tally.application.congress_kinds import RULES, Election, Template
from tally.files.rules_toml import load_profile
from tally.locales import Words
from tally.locales.visible import Lines


def filled_template(template: Template, language: str = "vi") -> str:
    """Return the congress file of a kind of congress.

    Args:
        template: the kind.
        language: of comments and titles.
    """
    words = Words(language)
    congress = template.congress(words(f"kinds.organisation.{template.id}"), words)
    rules = [rule for rule in load_profile(RULES).deductions if rule.congress is template.kind]
    deductions = [
        words("template.congress.deduction", reason=rule.reason, label=getattr(rule, f"label_{language}"))
        for rule in rules
    ]
    head = words(
        "kinds.file.head",
        name=words(f"kinds.name.{template.id}"),
        what=words(f"kinds.what.{template.id}"),
        organisation=congress.organisation,
        title=congress.title,
        kind=template.kind.value,
        rules=RULES,
        level=Lines(words("kinds.file.level", level=template.level.value)) if template.level else "",
        people=template.people,
        deductions=Lines("\n".join(deductions)),
        body="" if template.level else Lines(words("kinds.file.body")),
    )
    return head + "".join(_contest(words, election) for election in template.elections)


def _contest(words: Words, election: Election) -> str:
    contest = election.contest(words)
    struck = election.candidates > election.seats
    how = words(
        "kinds.file.struck" if struck else "kinds.file.boxes", candidates=election.candidates, seats=election.seats
    )
    more = ""
    if election.alternates:
        more += words("kinds.file.alternates", alternates=election.alternates)
    if election.drawn_from:
        more += words("kinds.file.drawn_from", drawn_from=election.drawn_from)
    return words(
        "kinds.file.contest",
        id=election.id,
        title=contest.title,
        how=how,
        office=election.office.value,
        seats=election.seats,
        more=Lines(more),
        style=contest.style.value,
    )
