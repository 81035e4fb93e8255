"""Bodies of a roll-up: rounds united, corrections heeded, papers of one count known, minutes decided again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from board import write_file
from builders import QD_190, a_congress, a_contest, a_stack, count
from counted_at_desk import corrected, sealed

from tally import bootstrap
from tally.application.digest import digest_of_figures
from tally.application.figures import figures_of
from tally.application.minutes import Minutes
from tally.application.proof import Flaw, PackageFlaw, PackageReport, SignatureFound
from tally.application.qr import QrCode, QrFlaw, QrPayload, QrReport
from tally.application.report.bodies import gather
from tally.application.report.reading import read_source
from tally.application.report.sent import Form, Organisation, Read, Rejected, RoundSent, Sent, Waiting, Why
from tally.application.report.words import why_rejected
from tally.application.report.workbooks import SentPaper
from tally.application.shown import Place, Shown
from tally.domain.body import Decision, OpenReason, Way
from tally.domain.congress import Congress
from tally.domain.contest import Method, RoundKind
from tally.domain.counting import MarkCounts, Result, Tally, decide
from tally.domain.names import organisation_key
from tally.locales import Words

COMMUNE = Organisation("Đảng bộ xã Thanh Chăn")


def tied() -> Result:
    """Two of four for three seats are elected; Chanh and Dũng are tied for the last."""
    return count(a_contest(), a_stack(*["+++-"] * 4, *["++-+"] * 4, *["++--"] * 2, *["++-+"] * 2, *["+++-"] * 2))


def again(votes: Sequence[str]) -> Result:
    """The vote among the two."""
    contest = a_contest(["Nguyễn Thị Chanh", "Vì Văn Dũng"], 1, kind=RoundKind.TIE_BREAK)
    return count(contest, a_stack(*votes))


def sent(
    source: str, *results: Result, form: Form = Form.FOLDER, organisation: Organisation = COMMUNE, digest: str = ""
) -> Sent:
    """Return what a source sent; its digests are those of its name unless told otherwise."""
    rounds = (
        RoundSent(organisation, "grassroots", None, one, digest or f"{source}-{one.contest.round}") for one in results
    )
    return Sent(source, form, tuple(rounds))


def codes(rejected: Sequence[Rejected]) -> list[tuple[str, Why]]:
    return [(one.source, one.why) for one in rejected]


def test_rounds_in_files_of_their_own_are_one_body() -> None:
    first, second = tied(), again(["+-"] * 3 + ["-+"] * 7)
    gathered = gather([sent("lan-2", second), sent("lan-1", first)])
    (body,) = gathered.bodies
    assert len(body.result.rounds) == 2
    assert [one.candidate.name for one in body.result.elected][-1] == "Vì Văn Dũng"
    assert not body.result.open
    assert not gathered.rejected


def test_a_tie_that_waits_is_no_shortage() -> None:
    (body,) = gather([sent("lan-1", tied())]).bodies
    assert body.result.open_because(OpenReason.TIE) == 1
    assert body.result.open_because(OpenReason.VOTES_FAILED) == 0


def test_seats_that_the_congress_leaves_open_are_votes_that_failed() -> None:
    short = count(a_contest(), a_stack(*["++--"] * 10))
    decided = sent("lan-1", short)
    decision = Decision(Way.LEAVE_OPEN, 1, "chủ tịch đoàn")
    decided = replace(decided, rounds=(replace(decided.rounds[0], decision=decision),))
    (body,) = gather([decided]).bodies
    assert body.result.open_because(OpenReason.VOTES_FAILED) == 1


def test_without_its_first_round_a_body_waits() -> None:
    gathered = gather([sent("lan-2", again(["+-"] * 10))])
    assert not gathered.bodies
    assert [one.why for one in gathered.unfinished] == [Waiting.FIRST_ROUND_MISSING]


def test_somebody_elected_twice_is_named_and_counted_once() -> None:
    first = count(a_contest(), a_stack(*["++--"] * 10))
    twice = replace(a_contest(["Lò Văn Ánh"], 1, kind=RoundKind.FURTHER))
    gathered = gather([sent("lan-1", first), sent("lan-2", count(twice, a_stack(*["+"] * 10)))])
    (body,) = gathered.bodies
    assert len(body.result.elected) == 2
    assert codes(gathered.rejected) == [("lan-2", Why.ROUNDS)]


def test_a_round_that_two_tell_differently_spoils_the_body() -> None:
    second, other = again(["+-"] * 10), again(["-+"] * 10)
    gathered = gather([sent("lan-1", tied()), sent("a", second), sent("b", other)])
    assert not gathered.bodies
    assert codes(gathered.rejected) == [("a", Why.CONTRADICTS), ("b", Why.CONTRADICTS)]


@pytest.mark.parametrize("forms", [(Form.MINUTES, Form.RECORD, Form.TALLY), (Form.TALLY, Form.FOLDER, Form.MINUTES)])
def test_papers_of_one_count_are_counted_once(forms: Sequence[Form]) -> None:
    gathered = gather([sent(form.value, tied(), form=form, digest="1") for form in forms])
    assert len(gathered.bodies) == 1
    assert not gathered.rejected
    assert {(one.source, one.by) for one in gathered.confirmed} == {
        (form.value, "tally") for form in forms if form is not Form.TALLY
    }


def test_the_same_thing_twice_is_named() -> None:
    gathered = gather([sent(name, tied(), digest="1") for name in ("a", "b", "c")])
    assert len(gathered.bodies) == 1
    assert codes(gathered.rejected) == [("b", Why.DOUBLED), ("c", Why.DOUBLED)]


def test_organisations_are_one_however_they_are_spelled_and_two_under_two_superiors() -> None:
    capitals = Organisation("ĐẢNG BỘ  XÃ THANH CHĂN")
    elsewhere = Organisation(COMMUNE.name, "Đảng bộ huyện Điện Biên")
    gathered = gather([sent("a", tied(), digest="1"), sent("b", tied(), organisation=capitals, digest="1")])
    assert codes(gathered.rejected) == [("b", Why.DOUBLED)]
    further = Organisation(COMMUNE.name, "Đảng bộ huyện Mường Ảng")
    two = [sent("a", tied(), organisation=further), sent("b", tied(), organisation=elsewhere)]
    assert len(gather(two).bodies) == 2


def test_what_stands_after_a_corrigendum_counts_and_the_record_before_it_is_no_contradiction(tmp_path: Path) -> None:
    right, before = tmp_path / "sau.tally", tmp_path / "truoc.tally"
    write_file(corrected(), right)
    write_file(sealed(), before)
    reads = [bootstrap.read_result(str(path)) for path in (before, right)]
    gathered = gather(reads)
    (body,) = gathered.bodies
    assert [(one.source, one.by) for one in gathered.confirmed] == [(str(before), str(right))]
    assert not gathered.rejected
    votes = {line.candidate.no: line.votes for line in body.result.last.result.candidates}
    (as_sealed,) = gather([reads[0]]).bodies
    was = {line.candidate.no: line.votes for line in as_sealed.result.last.result.candidates}
    assert was[2] - votes[2] == 1  # Bình's vote that was none


SIGNED = PackageReport(tuple(SignatureFound(f"sig{name}.xml", signer=name) for name in ("Hoa", "Nam")))


def read_minutes(  # noqa: PLR0913 - a paper that was sent has as many parts; a test names the one it is about
    minutes: Minutes,
    signatures: PackageReport = SIGNED,
    *,
    shown: Sequence[Shown] = (),
    code: QrReport | None = None,
    only_board: str = "",
    allow_unsigned: bool = False,
) -> Read:
    sent = SentPaper(minutes, signatures, tuple(shown), code, only_board=organisation_key(only_board))
    return read_source(Path("bien-ban.xlsx"), lambda _: sent, allow_unsigned=allow_unsigned)


def minutes_of(
    result: Result, changed: Mapping[str, int | str] | None = None, congress: Congress | None = None
) -> Minutes:
    """Return the minutes of a result, whose digest is that of its figures, changed or not."""
    whose = a_congress() if congress is None else congress
    figures = {**figures_of(result), **(changed or {})}
    digest = digest_of_figures(whose, result.contest, figures)
    return Minutes(whose, QD_190, result.contest, figures, "1", digest)


def test_minutes_give_the_same_result_as_the_ballots() -> None:
    read = read_minutes(minutes_of(tied()))
    assert isinstance(read, Sent)
    assert read.form is Form.MINUTES
    (one,) = read.rounds
    assert [(line.votes, line.outcome) for line in one.result.candidates] == [
        (line.votes, line.outcome) for line in tied().candidates
    ]
    assert one.result.seats_in_tie == 1


@pytest.mark.parametrize(
    "changed",
    [{"votes.3": 7}, {"outcome.3": "elected"}, {"status": "complete"}, {"base": 9}, {"unfilled": 1}, {"valid": 12}],
)
def test_minutes_whose_figures_do_not_follow_from_each_other(changed: Mapping[str, int | str]) -> None:
    assert why(read_minutes(minutes_of(tied(), changed))) is Why.ALTERED


def test_minutes_with_names_that_nobody_can_read_are_left_out_and_the_old_font_is_named() -> None:
    names = ["Lß V¨n ¸nh", "Cµ V¨n B×nh", "NguyÔn V¨n Chung", "Vò V¨n Dòng"]
    read = read_minutes(minutes_of(count(a_contest(names, 3), a_stack("++++", "+++-", "+++-"))))
    assert isinstance(read, Rejected)
    assert (read.why, [finding.code for finding in read.findings]) == (Why.UNREADABLE, ["E850"] * 3)
    assert read.findings[2].fields["meant"] == "Nguyễn Văn Chung"
    assert "TCVN3" in why_rejected(read, Words("vi"))
    assert read.organisation is not None


def test_minutes_whose_digest_is_another() -> None:
    assert why(read_minutes(replace(minutes_of(tied()), results_digest="0" * 64))) is Why.ALTERED


def why(read: Read) -> Why:
    assert isinstance(read, Rejected)
    return read.why


def test_more_votes_than_valid_ballots_are_none_though_everything_else_follows_from_them() -> None:
    contest, base = a_contest(["Lò Văn Ánh"], 1), tied().base
    tally = Tally(14, {}, (MarkCounts(15, -1),), ())
    impossible = decide(contest, base, QD_190.tie_rule, tally)
    assert why(read_minutes(minutes_of(impossible, congress=a_congress(14)))) is Why.ALTERED


def test_opinion_ballots_elect_nobody_and_are_no_body() -> None:
    contest = replace(a_contest(["An", "Bình"], 1), seats=0, body_size=0, method=Method.OPINION)
    congress = a_congress(12, 10)
    read = read_minutes(minutes_of(count(contest, a_stack(*["+-"] * 6), congress), congress=congress))
    assert read == Sent("bien-ban.xlsx", Form.MINUTES, ())


def test_minutes_of_a_made_up_congress_count_for_nothing_signed_or_not() -> None:
    made_up = replace(minutes_of(tied()), practice=True)
    assert why(read_minutes(made_up)) is Why.PRACTICE
    assert why(read_minutes(made_up, PackageReport(flaws=(Flaw(PackageFlaw.UNSIGNED),)))) is Why.PRACTICE


def signed_with(*codes: PackageFlaw) -> PackageReport:
    first, second = SIGNED.signatures
    return PackageReport((replace(first, flaws=tuple(map(Flaw, codes))), second))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (PackageReport(flaws=(Flaw(PackageFlaw.UNSIGNED),)), Why.UNSIGNED),
        (PackageReport(flaws=(Flaw(PackageFlaw.SIGNATURE_MISSING),)), Why.BAD_SIGNATURE),
        (signed_with(PackageFlaw.NO_PINS), Why.NOT_PINNED),
        (signed_with(PackageFlaw.NOT_PINNED), Why.NOT_PINNED),
        (signed_with(PackageFlaw.SELF_SIGNED), Why.NOT_PINNED),
        (signed_with(PackageFlaw.CHAIN_BROKEN), Why.NOT_PINNED),
        (signed_with(PackageFlaw.EXPIRED), Why.EXPIRED),
        (signed_with(PackageFlaw.FROM_THE_FUTURE), Why.EXPIRED),
        (signed_with(PackageFlaw.PART_CHANGED), Why.BAD_SIGNATURE),
        (signed_with(PackageFlaw.EXPIRED, PackageFlaw.NOT_PINNED), Why.NOT_PINNED),
        (signed_with(PackageFlaw.NOT_PINNED, PackageFlaw.PART_CHANGED), Why.BAD_SIGNATURE),
        (PackageReport(SIGNED.signatures[:1]), Why.ONE_SIGNER),
        (PackageReport((SIGNED.signatures[0], SIGNED.signatures[0])), Why.ONE_SIGNER),
    ],
)
def test_minutes_that_are_not_signed_as_they_should_be(report: PackageReport, expected: Why) -> None:
    read = read_minutes(minutes_of(tied()), report)
    assert isinstance(read, Rejected)
    assert (read.why, read.organisation) == (expected, COMMUNE)
    assert "{" not in why_rejected(read, Words("vi"))


@pytest.mark.parametrize(
    ("report", "taken"),
    [
        (PackageReport(flaws=(Flaw(PackageFlaw.UNSIGNED),)), True),
        (signed_with(PackageFlaw.NO_PINS), True),
        (PackageReport(SIGNED.signatures[:1]), True),
        (signed_with(PackageFlaw.NOT_PINNED), False),
        (signed_with(PackageFlaw.NO_PINS, PackageFlaw.PART_CHANGED), False),
        (signed_with(PackageFlaw.EXPIRED), False),
        (PackageReport(flaws=(Flaw(PackageFlaw.UNSIGNED), Flaw(PackageFlaw.HIDDEN_BYTES))), False),
    ],
)
def test_allowing_unsigned_papers_allows_no_bad_signature(report: PackageReport, *, taken: bool) -> None:
    assert isinstance(read_minutes(minutes_of(tied()), report, allow_unsigned=True), Sent) is taken


def board(organisation: str) -> PackageReport:
    return PackageReport(tuple(replace(one, organisation=organisation) for one in SIGNED.signatures))


ELSEWHERE = "Đảng bộ xã Mường Phăng"


@pytest.mark.parametrize(
    ("signed_for", "only_board", "taken"),
    [
        (COMMUNE.name, "", True),
        (COMMUNE.name.upper(), "", True),
        (ELSEWHERE, "", False),
        # Whoever believes one board alone knows whose papers it signs.
        (ELSEWHERE, ELSEWHERE, True),
        # A CA that vouches for many boards is no board.
        (ELSEWHERE, "Ban Cơ yếu Chính phủ", False),
    ],
)
def test_a_board_signs_the_papers_of_its_own_organisation(signed_for: str, only_board: str, *, taken: bool) -> None:
    read = read_minutes(minutes_of(tied()), board(signed_for), only_board=only_board)
    assert isinstance(read, Sent) if taken else why(read) is Why.OTHER_ORGANISATION


def test_minutes_that_show_people_another_figure() -> None:
    minutes = minutes_of(tied())
    shown = Shown(Place.RESULT, (("votes.1", 13),))
    read = read_minutes(minutes, shown=[shown])
    assert isinstance(read, Rejected)
    assert read.why is Why.SHOWN
    assert str(read.fields["figures"]).startswith("votes.1")


def payload(minutes: Minutes, **changes: object) -> QrReport:
    """Return the QR code of minutes, changed or not, signed by a key that is believed."""
    contest = minutes.contest
    digests = (minutes.results_digest, minutes.digest, "0" * 64, "1" * 16)
    right = QrPayload(contest.id, 1, (14, 14, 14, 0), None, *digests)
    return QrReport(QrCode("TALLY1:", replace(right, **changes), b""))  # type: ignore[arg-type]  # any of them


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"digest": "e" * 64}, "code_other_results"),
        ({"record": "2"}, "code_other_record"),
        ({"contest": "btv"}, "code_of_another"),
        ({"round": 2}, "code_of_another"),
    ],
)
def test_a_qr_code_of_other_results_is_an_alteration(changes: Mapping[str, object], said: str | None) -> None:
    minutes = minutes_of(tied())
    read = read_minutes(minutes, code=payload(minutes, **changes))
    if said is None:
        assert isinstance(read, Sent)
    else:
        assert isinstance(read, Rejected)
        assert (read.why, read.said) == (Why.ALTERED, f"verify.said.{said}")
        assert "{" not in why_rejected(read, Words("en"))


def test_a_qr_code_is_held_against_the_results_though_no_key_is_known() -> None:
    minutes = minutes_of(tied())
    unknown = replace(payload(minutes, digest="e" * 64), flaws=(QrFlaw.NO_PINS,))
    assert why(read_minutes(minutes, code=unknown)) is Why.ALTERED
    assert isinstance(read_minutes(minutes, code=replace(payload(minutes), flaws=(QrFlaw.NO_PINS,))), Sent)


@pytest.mark.parametrize("flaw", [QrFlaw.SIGNATURE_WRONG, QrFlaw.NOT_PINNED, QrFlaw.EXPIRED])
def test_a_qr_code_whose_signature_does_not_hold(flaw: QrFlaw) -> None:
    minutes = minutes_of(tied())
    read = read_minutes(minutes, code=replace(payload(minutes), flaws=(flaw,)))
    assert why(read) is Why.BAD_CODE
    assert isinstance(read, Rejected)
    assert Words("vi")(f"verify.qr.{flaw}") in why_rejected(read, Words("vi"))


def test_one_record_with_two_results_is_a_contradiction() -> None:
    one = sent("a", tied(), digest="1", form=Form.RECORD)
    other = sent("b", tied(), digest="1", form=Form.MINUTES)
    forged = replace(other, rounds=(replace(other.rounds[0], results="x"),))
    assert codes(gather([one, forged]).rejected) == [("a", Why.CONTRADICTS), ("b", Why.CONTRADICTS)]


def test_a_decision_counts_whichever_paper_tells_it() -> None:
    short = count(a_contest(), a_stack(*["++--"] * 10))
    record = sent("ho-so", short, digest="1", form=Form.RECORD)
    minutes = sent("bien-ban", short, digest="1", form=Form.MINUTES)
    decided = replace(minutes.rounds[0], decision=Decision(Way.LEAVE_OPEN, 1, "chủ tịch đoàn"))
    (body,) = gather([record, replace(minutes, rounds=(decided,))]).bodies
    assert body.result.unfilled == 0
    assert body.result.open_because(OpenReason.VOTES_FAILED) == 1


def test_a_fault_of_ours_over_one_file_is_that_files_alone() -> None:
    def fail(_: Path) -> NoReturn:
        raise RecursionError

    assert why(read_source(Path("la.xlsx"), fail)) is Why.BUG
