"""The law of people and of what is declared: who is at the desk, and what of the congress may still change."""

from dataclasses import replace

from tally.domain.clock import jump_of
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.desk import ContestKey
from tally.domain.height import accepted_in
from tally.domain.journal import CONGRESS_CHAIN
from tally.domain.law.breach import Breach
from tally.domain.law.case import ANYBODY, BOARD, HEAD, Case, Declared, breaks
from tally.domain.law.passes import pass_name
from tally.domain.names import sort_key
from tally.domain.pins import helpers, takes_two, vouch


def congress_declared(case: Case) -> None:
    """The board declares; before anybody signed in, whoever sits there."""
    case.set_up_by(BOARD)
    if case.state.practice and case.details.get("practice") is False:
        breaks(Breach.DECLARATION)
    after, before = _read(case), case.declared
    renamed: list[list[object]] = []
    if before is not None:
        _may_be_declared(case, before, after)
        renamed = case.state.changed_lines(before.contests.values(), after.contests)
    if case.details.get("renamed", []) != renamed:
        breaks(Breach.DECLARATION)
    if renamed:
        case.set_up_by(HEAD)


def _may_be_declared(case: Case, before: Declared, after: Declared) -> None:
    """Let through what may be declared in place of what was."""
    begun = [one for key, one in before.contests.items() if _begun(case, key)]
    changed = _changed(before.congress, after.congress) or any(after.contests.get(_key(one)) != one for one in begun)
    if begun and changed and not case.details.get("reason", "").strip():
        breaks(Breach.REASON)
    for contest in begun:
        _keeps(case, before.congress, after, contest)


def _changed(before: Congress, after: Congress) -> bool:
    """Tell whether a congress changed.

    A hand vote that is only planned may be put or taken back at any time; what columns of slates are may be said, and
    that numbers of a template were looked at.
    """
    counted = [vote for vote in before.hand_votes if vote.counted is not None]
    same = (
        replace(after, hand_votes=before.hand_votes, slate_columns=before.slate_columns, samples=before.samples)
        == before
    )
    return not same or any(one not in after.hand_votes for one in counted)


def _keeps(case: Case, congress: Congress, after: Declared, contest: Contest) -> None:
    """Let through a change that neither the ballots of a contest being counted nor its seal forbid."""
    now = after.contests.get(_key(contest))
    count = case.state.contest(_key(contest))
    if now is None:
        breaks(Breach.DECLARATION)
    if count.seal is not None and (now != contest or _of_all(after.congress) != _of_all(congress)):
        # People come and go between contests. Who was summoned, by whom and under which regulation is one for all.
        breaks(Breach.SEALED)
    if count.is_keyed and (_ballot(contest) != _ballot(now)):
        breaks(Breach.DECLARATION)


def _of_all(congress: Congress) -> object:
    return congress.organisation, congress.kind, congress.rules, congress.roll.summoned


def _ballot(contest: Contest) -> object:
    return [candidate.no for candidate in contest.slate], contest.style


def ballots_reported(case: Case) -> None:
    """The board reports ballots issued and returned: they, and who is present, are all that it declares anew."""
    contest, before = case.contest, case.declared
    case.actor(BOARD)
    if case.count.seal is not None:
        breaks(Breach.SEALED)
    after, details = _read(case), case.details
    reported = replace(contest, issued=details["issued"], returned=details["returned"])
    if before is None or dict(after.contests) != {**before.contests, case.key: reported}:
        breaks(Breach.DECLARATION)
    present = details["present"]
    roll = before.congress.roll if present is None else replace(before.congress.roll, present=present)
    if after.congress != replace(before.congress, roll=roll):
        breaks(Breach.DECLARATION)


def hand_vote_counted(case: Case) -> None:
    """The board records a hand vote: it is all that it declares anew; counted hands change with a reason alone."""
    case.set_up_by(BOARD)
    after, before, details = _read(case), case.declared, case.details
    if before is None or after.contests != before.contests:
        breaks(Breach.DECLARATION)
    if replace(after.congress, hand_votes=before.congress.hand_votes) != before.congress:
        breaks(Breach.DECLARATION)
    votes = {vote.id: vote for vote in after.congress.hand_votes}
    others = [vote for vote in before.congress.hand_votes if votes.get(vote.id) != vote]
    vote = votes.get(details["vote"])
    if any(one.id != details["vote"] for one in others) or vote is None:
        breaks(Breach.DECLARATION)
    said = (details["agree"], details["disagree"], details["no_opinion"], details["present"])
    if (vote.agree, vote.disagree, vote.no_opinion, vote.present) != said:
        breaks(Breach.DECLARATION)
    if any(one.counted is not None for one in before.congress.hand_votes if one.id == vote.id) and not (
        details["reason"].strip()
    ):
        breaks(Breach.REASON)


def person_added(case: Case) -> None:
    """The head adds people, one after the other, each once; before anybody signed in, whoever sits there."""
    case.set_up_by(HEAD)
    people, details = case.state.people.values(), case.details
    if details["id"] != f"p{len(people) + 1}" or sort_key(details["name"]) in case.state.names:
        breaks(Breach.PERSON_TWICE)
    if details["role"] in HEAD and any(one.role in HEAD for one in people):
        breaks(Breach.PERSON_TWICE)


def pin_set(case: Case) -> None:
    """Everybody sets their own PIN, the head that of who has none; and two others of the board, who show theirs, do.

    In place of a PIN that somebody has, the head alone sets another where the board has not the two, and says so.
    """
    person = case.person(case.details["person"])
    if "by" not in case.details:
        own = case.entry.person == person.id
        case.set_up_by(ANYBODY if own else HEAD)
        if "pins" in case.details:
            breaks(Breach.SHAPE)
        case.not_locked_out(person)
        reset = case.state.attended and not own and bool(person.pin)
        if reset and takes_two(case.state.people.values(), person):
            breaks(Breach.TWO_PEOPLE)
        if reset != ("reset" in case.details):
            breaks(Breach.SHAPE)
        return
    if "reset" in case.details:
        breaks(Breach.SHAPE)
    case.anybody_or_nobody()
    vouching = [case.person(one) for one in case.details["by"]]
    able = helpers(case.state.people.values(), person)
    if not vouch(vouching, person) or any(one not in able for one in vouching):
        breaks(Breach.TWO_PEOPLE)
    case.pins_shown(*case.details["by"])


def signed_in(case: Case) -> None:
    """Whoever signs in has a PIN where anybody has one."""
    person = case.person(case.details["person"])
    if case.entry.person != person.id:
        breaks(Breach.NOT_SIGNED_IN)
    if case.state.pins and person.id not in case.state.pins:
        breaks(Breach.NO_PIN)
    case.not_locked_out(person)


def sign_in_failed(case: Case) -> None:
    """A wrong PIN is one of somebody who has a PIN, and whom wrong ones do not keep out: no other is looked at."""
    case.anybody_or_nobody()
    person = case.person(case.details["person"])
    if person.id not in case.state.pins:
        breaks(Breach.NO_PIN)
    case.not_locked_out(person)


def loss_accepted(case: Case) -> None:
    """The head and one more accept that the ends of chains are lost, each once; the head sits there.

    What was left of a chain is in the file: of the congress's, what comes before; of a pass, something only where
    that pass was opened. Of a pass of which nothing was left, the entry that opened it may be lost with it.
    """
    case.actor(HEAD)
    case.two_people(case.details["head"], case.details["second"])
    lost = accepted_in(case.details)
    less = all(one.found < one.entries and one.kept <= min(one.ballots, one.found) for one in lost)
    if not less or len({one.chain for one in lost}) < len(lost):
        breaks(Breach.LOSS)
    if any(one.found > case.state.entries for one in lost if one.chain == CONGRESS_CHAIN):
        breaks(Breach.LOSS)
    if any(one.found and not _opened(case, one.chain) for one in lost if one.chain != CONGRESS_CHAIN):
        breaks(Breach.LOSS)


def clock_noted(case: Case) -> None:
    """The board was asked about a clock that could not be right; also before anybody signed in."""
    case.anybody_or_nobody()
    day = None if case.declared is None else case.declared.congress.date
    if jump_of(case.state, case.details["machine"], case.details["last"], day) is None:
        breaks(Breach.CLOCK)


def noted(case: Case) -> None:
    """What only readers need: papers written, keys pinned; also by a command at which nobody sits."""
    case.anybody_or_nobody()


def _opened(case: Case, chain: str) -> bool:
    name = pass_name(chain)
    count = None if name is None else case.state.contests.get((name.contest, name.round))
    batch = None if name is None or count is None else count.batches.get(name.batch)
    return name is not None and batch is not None and name.number in batch.passes


def _read(case: Case) -> Declared:
    declared = case.read(case.details["toml"])
    return breaks(Breach.DECLARATION) if declared is None else declared


def _begun(case: Case, key: ContestKey) -> bool:
    count = case.state.contests.get(key)
    return count is not None and count.begun


def _key(contest: Contest) -> ContestKey:
    return contest.id, contest.round
