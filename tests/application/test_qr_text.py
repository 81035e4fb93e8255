"""The text of a QR code: its bytes, its size, what fits, and what is refused when it is read."""

import json
from dataclasses import replace

import pytest
from base45 import b45decode, b45encode  # type: ignore[import-untyped]  # nobody publishes its types
from builders import a_congress, a_contest, count
from hypothesis import given
from hypothesis import strategies as st
from paper_cases import ballots_for, small_case
from qr_keys import ThrowawayQrKey

from tally.application.digest import record_digest, results_digest
from tally.application.qr import LONGEST, BadQr, QrFlaw, QrPayload, payload_of, read_qr, signed_text

SIGNER = ThrowawayQrKey()
HEAD = bytes(range(32))
PAYLOAD = QrPayload(
    contest="bch",
    round=1,
    ballots=(106, 106, 105, 1),
    votes=(100, 7),
    digest="00" * 32,
    record="ff" * 32,
    head=HEAD.hex(),
    key="0123456789abcdef",
)
CONTENT = (
    '{"ballots":[106,106,105,1],"contest":"bch","digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",'
    '"head":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","key":"0123456789abcdef",'
    '"record":"__________________________________________8","round":1,"votes":[100,7]}'
)


def payload_for(people: int, ballots: int) -> QrPayload:
    """Return what the QR code of a slate says; everybody has nearly all of so many ballots, and all are valid."""
    contest = replace(a_contest(people, people), issued=ballots, returned=ballots)
    stack = ballots_for([ballots - place % 7 for place in range(people)], ballots)
    congress = a_congress(ballots)
    result = count(contest, stack, congress)
    assert result.tally.valid == ballots
    digests = (results_digest(congress, result), record_digest(congress, result, stack))
    return payload_of(result, *digests, HEAD, SIGNER.key_id)


def bytes_of(text: str) -> bytes:
    data: bytes = b45decode(text.removeprefix("TALLY1:"))
    return data


def coded(content: bytes) -> str:
    text: bytes = b45encode(bytes(64) + content)
    return f"TALLY1:{text.decode()}"


def flaw(text: str) -> QrFlaw:
    with pytest.raises(BadQr) as why:
        read_qr(text)
    return why.value.flaw


def test_the_signed_bytes_are_the_one_form_written_down() -> None:
    assert PAYLOAD.content.decode() == CONTENT
    unknown = replace(PAYLOAD, ballots=(None, None, 105, 1), votes=None)
    assert unknown.content.decode() == CONTENT.replace("[106,106,105,1]", "[null,null,105,1]").replace(
        "[100,7]", "null"
    )


def test_the_text_is_the_prefix_and_base45_of_the_signature_and_those_bytes() -> None:
    text = signed_text(PAYLOAD, SIGNER)
    data = bytes_of(text)
    assert data[64:].decode() == CONTENT
    assert data[:64] == SIGNER.sign(CONTENT.encode())
    # RFC 9285, example 4.3: what another program wrote.
    assert b45encode(b"Hello!!") == b"%69 VD92EX0"


def test_the_payload_of_a_count_says_its_figures() -> None:
    counted = small_case().counted
    payload = payload_of(counted.result, counted.results, counted.digest, HEAD, SIGNER.key_id)
    # Ten ballots of three candidates, seven of them valid: see `paper_cases.small_case`.
    assert (payload.ballots, payload.votes) == ((10, 10, 7, 3), (7, 6, 1))
    assert (payload.contest, payload.round, payload.head) == ("bch", 1, HEAD.hex())
    assert (payload.digest, payload.record) == (counted.results, counted.digest)


@pytest.mark.parametrize(
    ("people", "ballots", "least", "most"), [(3, 106, 285, 402), (10, 106, 285, 402), (20, 106, 285, 402)]
)
def test_usual_slates_take_285_to_402_bytes(people: int, ballots: int, least: int, most: int) -> None:
    payload = payload_for(people, ballots)
    assert payload.votes is not None
    assert least <= len(bytes_of(signed_text(payload, SIGNER))) <= most


def test_23_candidates_fit_with_their_votes() -> None:
    payload = payload_for(23, 350)
    assert payload.votes is not None
    assert len(payload.votes) == 23
    assert len(signed_text(payload, SIGNER)) <= LONGEST == 656


def test_of_220_candidates_the_votes_are_left_to_the_digest() -> None:
    payload = payload_for(220, 1600)
    assert payload.votes is None
    assert 285 <= len(bytes_of(signed_text(payload, SIGNER))) <= 402


def test_votes_are_left_out_from_the_first_character_too_many_on() -> None:
    counted = small_case().counted
    lengths = {}
    for extra in range(200):
        result = replace(counted.result, contest=replace(counted.result.contest, id="b" * (1 + extra)))
        payload = payload_of(result, counted.results, counted.digest, HEAD, SIGNER.key_id)
        if payload.votes is None:
            break
        lengths[extra] = len(signed_text(payload, SIGNER))
    # Two bytes are three characters, one is two: 656 itself never comes up (7 + 3n or 7 + 3n + 2).
    assert max(lengths.values()) == 655
    assert len(lengths) < 199


def test_a_contest_whose_id_alone_is_too_long_is_refused() -> None:
    long = replace(PAYLOAD, contest="b" * 300, votes=None)
    with pytest.raises(BadQr, match="too-long"):
        signed_text(long, SIGNER)


HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)
NUMBER = st.integers(min_value=0, max_value=99_999)
PAYLOADS = st.builds(
    QrPayload,
    contest=st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20),
    round=st.integers(min_value=1, max_value=9),
    ballots=st.tuples(st.none() | NUMBER, st.none() | NUMBER, NUMBER, NUMBER),
    votes=st.none() | st.lists(NUMBER, max_size=12).map(tuple),
    digest=HEX,
    record=HEX,
    head=HEX,
    key=st.binary(min_size=8, max_size=8).map(bytes.hex),
)


@given(payload=PAYLOADS, around=st.sampled_from(["", " ", "\n", "\r\n", "\t"]))
def test_what_is_written_is_read_back_whatever_it_is(payload: QrPayload, around: str) -> None:
    text = signed_text(payload, SIGNER)
    read = read_qr(f"{around}{text}{around}")
    assert (read.text, read.payload) == (text, payload)
    assert read.signature == SIGNER.sign(payload.content)
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@given(payload=PAYLOADS, data=st.data())
def test_a_character_changed_is_refused_or_reads_as_something_else(payload: QrPayload, data: st.DataObject) -> None:
    text = signed_text(payload, SIGNER)
    place = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    sign = data.draw(st.sampled_from([one for one in "0A:%Zé" if one != text[place]]))
    try:
        read = read_qr(text[:place] + sign + text[place + 1 :])
    except BadQr:
        return
    assert (read.payload, read.signature) != (payload, SIGNER.sign(payload.content))


@given(text=st.text(max_size=100))
def test_no_text_whatever_is_more_than_refused(text: str) -> None:
    for one in (text, f"TALLY1:{text}", coded(text.encode("utf-8", "surrogatepass"))):
        with pytest.raises(BadQr):
            read_qr(one)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", QrFlaw.NOT_OURS),
        ("https://example.vn", QrFlaw.NOT_OURS),
        ("tally1:ABC", QrFlaw.NOT_OURS),
        ("TALLY", QrFlaw.NOT_OURS),
        ("TALLY:ABC", QrFlaw.NOT_OURS),
        ("TALLY0:ABC", QrFlaw.NOT_OURS),
        ("TALLYx:ABC", QrFlaw.NOT_OURS),
        ("TALLY²:ABC", QrFlaw.NOT_OURS),
        ("TALLY2:ABC", QrFlaw.NEWER),
        (f"TALLY{'9' * 5000}:ABC", QrFlaw.NEWER),
        ("TALLY1:" + "0" * LONGEST, QrFlaw.TOO_LONG),
        ("TALLY1:", QrFlaw.BROKEN_CODE),
        ("TALLY1:abc", QrFlaw.BROKEN_CODE),
        ("TALLY1::::", QrFlaw.BROKEN_CODE),
        ("TALLY1:GGWG", QrFlaw.BROKEN_CODE),
        ("TALLY1:" + b45encode(bytes(64)).decode(), QrFlaw.BROKEN_CODE),
        (coded(b"{"), QrFlaw.BROKEN_CONTENT),
        (coded(b"\xff\xfe"), QrFlaw.BROKEN_CONTENT),
        (coded(b"[1,2]"), QrFlaw.BROKEN_CONTENT),
        (coded(b"[" * 360), QrFlaw.BROKEN_CONTENT),
        (coded(b'{"ballots":[1,2,3,4]}'), QrFlaw.BROKEN_CONTENT),
    ],
)
def test_what_is_no_qr_of_ours_is_refused_by_what_it_is(text: str, expected: QrFlaw) -> None:
    assert flaw(text) is expected


@pytest.mark.parametrize(
    "change",
    [
        {"ballots": [106, 106, 105]},
        {"ballots": [106, 106, 105, 1, 0]},
        {"ballots": [106, 106, 105, None]},
        {"ballots": [106, 106, True, 1]},
        {"ballots": [106, 106.0, 105, 1]},
        {"ballots": "1234"},
        {"contest": 1},
        {"contest": None},
        {"digest": "AAAA"},
        {"digest": None},
        {"head": "=" * 43},
        {"key": ["x"]},
        {"round": "1"},
        {"round": True},
        {"votes": 7},
        {"votes": ["7"]},
        {"votes": {"1": 7}},
        {"more": 1},
    ],
)
def test_content_of_another_shape_is_refused(change: dict[str, object]) -> None:
    content = json.dumps({**json.loads(CONTENT), **change}, sort_keys=True, separators=(",", ":"))
    assert flaw(coded(content.encode())) is QrFlaw.BROKEN_CONTENT


@pytest.mark.parametrize(
    ("old", "new"),
    [(",", ", "), ('"votes":[100,7]', '"votes":[100,7],"votes":[100,7]'), ("106,105", "1.06e2,105"), ("h8", "h9")],
)
def test_the_same_content_written_otherwise_is_refused(old: str, new: str) -> None:
    assert old in CONTENT
    assert flaw(coded(CONTENT.replace(old, new, 1).encode())) is QrFlaw.BROKEN_CONTENT
