"""Counted contests that were sealed and whose QR code was signed, of any length of slate."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace

from builders import a_congress, a_contest
from paper_cases import Case, a_case, ballots_for
from qr_keys import ThrowawayQrKey

from tally.application.how_counted import HowCounted
from tally.application.qr import payload_of, signed_text
from tally.domain.desk import Person
from tally.domain.seal import Seal, SignedQr

SIGNER = ThrowawayQrKey()
OVER = bytes(range(32))
TIME = "2025-06-10T03:30:00.000Z"
_GIVEN = ("Ánh", "Bình", "Chanh", "Dũng", "Đức", "Êm", "Giang", "Hải", "Hoa", "Hùng", "Ín", "Mai", "Nga", "Sơn", "Thảo")


def names(people: int) -> Sequence[str]:
    """Return so many names in the order of a ballot."""
    most = -(-people // len(_GIVEN))
    middle = ("Văn", "Thị", "Xuân", "Ngọc", "Minh", "Thu", "Hồng", "Quốc", "Đình", "Thanh", "Kim", "Hữu", "Bích", "Như")
    everyone = [f"Lò {middle[place % len(middle)]} {given}" for given in _GIVEN for place in range(most)]
    return everyone[:people]


def sealed_case(people: int, ballots: int = 1600) -> Case:
    """Return a sealed contest of so many candidates: most of them have more than half of the ballots."""
    contest = a_contest(names(people), max(people * 2 // 3, 1), issued=ballots, returned=ballots)
    votes = [ballots - (37 * place) % (ballots // 3) for place in range(people)]
    seats = contest.seats
    # Valid ballots name no more people than there are seats.
    while sum(votes) > seats * ballots:
        votes = [number * 9 // 10 for number in votes]
    case = a_case(contest, ballots_for(votes, ballots), a_congress(ballots))
    counted = case.counted
    people_ = {"p1": Person("p1", "Bùi Thị Quế", "head"), "p2": Person("p2", "Mai Văn Thịnh", "secretary")}
    how = HowCounted(
        passes=2,
        batches={2: 1},
        stations=("may-1",),
        keyed=2 * ballots,
        seal=Seal("p1", "p2", counted.digest, TIME, "", OVER),
        people=people_,
    )
    return Case(replace(case.recount, contests=(replace(counted, how=how),)))


def signed_text_of(case: Case) -> str:
    """Return the text that is signed for a case."""
    counted = case.counted
    payload = payload_of(counted.result, counted.results, counted.digest, OVER, SIGNER.key_id)
    return signed_text(payload, SIGNER)


def with_qr(case: Case, text: str) -> Case:
    """Return a case whose journal has that text as its QR code."""
    counted = case.counted
    signed = SignedQr(text, b64encode(SIGNER.certificate).decode(), TIME)
    how = replace(counted.how, qrs={OVER: signed})
    return Case(replace(case.recount, contests=(replace(counted, how=how),)))


def signed_case(people: int, ballots: int = 1600) -> Case:
    """Return a sealed contest of so many candidates with its QR code."""
    case = sealed_case(people, ballots)
    return with_qr(case, signed_text_of(case))
