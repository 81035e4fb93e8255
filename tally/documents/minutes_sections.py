"""Sections that several minutes share: what was held, the board, the slate, the ballots issued and returned."""

from collections.abc import Iterator

from tally.application.recount import CountedContest, Recount
from tally.documents.minutes_kinds import nominee_lines, say_of
from tally.documents.minutes_lines import COLUMNS, FREE_TEXT, TEXT, figure_line, heading
from tally.documents.pages import Line
from tally.documents.wording import WORDS, begin, congress_name, date_text, gathering, listed, say
from tally.domain.congress import BoardRole, Congress
from tally.domain.contest import Contest, RoundKind
from tally.domain.counting import hundredths


def held_lines(recount: Recount, counted: CountedContest) -> Iterator[Line]:
    """Say when and where what was elected, and under which regulation."""
    congress, contest = counted.congress, counted.result.contest
    held = say_of(
        contest,
        "opening.held",
        "opening.held_opinion",
        date=begin(date_text(congress.date)),
        place=congress.place or say("text.place_unknown"),
        congress=congress_name(congress),
        title=contest.title,
        rules=recount.profile.title_vi,
    )
    yield from COLUMNS.text(held, FREE_TEXT)


def board_lines(congress: Congress) -> Iterator[Line]:
    """Set the board with its roles; dots to write on where it is not known."""
    yield heading("board.title")
    people: dict[BoardRole, list[str]] = {role: [] for role in BoardRole}
    for member in congress.board:
        people[member.role].append(say("names.person", name=member.name))
    for role in (BoardRole.HEAD, BoardRole.SECRETARY):
        for person in people[role] or [say("names.person", name=say("text.name_unknown"))]:
            line = say("board.one", role=begin(WORDS(f"words.role.{role}")), person=person)
            yield from COLUMNS.text(line, FREE_TEXT)
    if people[BoardRole.MEMBER] or not congress.board:
        members = listed(people[BoardRole.MEMBER]) or say("text.name_unknown")
        yield from COLUMNS.text(say("board.members", people=members), FREE_TEXT)


def slate_lines(counted: CountedContest) -> Iterator[Line]:
    """Set the number of seats and the slate, and how the ballot is marked."""
    contest = counted.result.contest
    if contest.is_opinion:
        yield from nominee_lines(contest)
        return
    candidates, seats = WORDS.number(len(contest.slate)), WORDS.number(contest.seats)
    yield heading("slate.title")
    if contest.kind is RoundKind.TIE_BREAK:
        yield from COLUMNS.text(say("slate.tied", candidates=candidates, seats=seats), TEXT)
    else:
        fixed = say(
            "slate.fixed",
            gathering=begin(gathering(counted.congress)),
            seats=seats,
            candidates=candidates,
            surplus=_surplus(contest),
        )
        yield from COLUMNS.text(fixed, TEXT)
    if contest.open_by_plan > 0:
        planned = say(
            "slate.open_by_plan",
            body_size=WORDS.number(contest.body_size),
            open=WORDS.number(contest.open_by_plan),
        )
        yield from COLUMNS.text(planned, TEXT)
    if contest.alternates:
        yield from COLUMNS.text(say("slate.alternates", alternates=WORDS.number(contest.alternates)), TEXT)
    yield from COLUMNS.text(say(f"slate.{contest.style}"), TEXT)


def _surplus(contest: Contest) -> str:
    if contest.surplus < 0:
        return say("slate.short", missing=WORDS.number(-contest.surplus))
    if contest.surplus == 0:
        return say("slate.no_surplus")
    percent = WORDS.percent(hundredths(contest.surplus, contest.seats))
    return say("slate.surplus", surplus=WORDS.number(contest.surplus), percent=percent)


def returned_lines(contest: Contest) -> Iterator[Line]:
    """Set the figures of the ballots issued, returned and not returned."""
    issued, returned = contest.issued, contest.returned
    yield figure_line(say("ballots.issued"), issued)
    yield figure_line(say("ballots.returned"), returned)
    if issued is not None and returned is not None and returned > issued:
        yield figure_line(say("ballots.too_many_returned"), returned - issued)
    else:
        not_returned = None if issued is None or returned is None else issued - returned
        yield figure_line(say("ballots.not_returned"), not_returned)
