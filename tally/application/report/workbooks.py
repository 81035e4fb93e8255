"""What was sent and is signed: by whom it should be, and papers saying to people what they say to machines.

What `tally verify` finds wrong with one paper, sentence by sentence, leaves it out here; the first thing is named.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from tally.application.figures import Figures
from tally.application.journal_source import JournalSource
from tally.application.minutes import Minutes
from tally.application.proof import ABOUT_TRUST, Flaw, PackageFlaw, PackageReport
from tally.application.qr import QrFlaw, QrPayload, QrReport
from tally.application.recount import CountedContest, SavedCount
from tally.application.report.sent import Organisation, Rejected, Why
from tally.application.shown import Shown, differing
from tally.application.signed_by import SIGNERS_ASKED, people_of, sound_signatures, time_in
from tally.domain.contest import Contest
from tally.domain.names import organisation_key

_OUT_OF_TIME = frozenset({PackageFlaw.EXPIRED, PackageFlaw.NOT_YET_VALID, PackageFlaw.FROM_THE_FUTURE})
_MOST_FIGURES = 3


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A workbook that was sent, opened once: what was verified is what is counted.

    Attributes:
        paper: minutes, those of a corrigendum among them, or the saved ballots of a record.
        signatures: what its signatures are worth.
        shown: what it shows to people.
        code: what the QR code of minutes is worth; None where there is none.
        only_board: the organisation whose board alone is believed, as names are compared; empty: several are, or none.
        has_board: whether a certificate that is believed names the organisation whose paper it is.
    """

    paper: Minutes | SavedCount
    signatures: PackageReport
    shown: tuple[Shown, ...]
    code: QrReport | None = None
    only_board: str = ""
    has_board: bool = False

    @property
    def is_corrigendum(self) -> bool:
        """Tell whether it is the minutes of a corrigendum."""
        return isinstance(self.paper, Minutes) and self.paper.correction is not None

    @property
    def organisation(self) -> Organisation:
        """Return whose paper it is."""
        return Organisation(self.paper.congress.organisation, self.paper.congress.superior)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A congress file that was sent, and what the QR codes signed in it are held against.

    Attributes:
        journal: the file.
        verify: returns what the text of a QR code is worth that was signed at a time.
        boards: the organisations that the certificates name that are believed, as names are compared.
    """

    journal: JournalSource
    verify: Callable[[str, datetime | None], QrReport]
    boards: frozenset[str]

    def signers(self, one: CountedContest) -> frozenset[str]:
        """Return who signed what stands now of a sealed contest: the key of the QR code over its last entry, if any.

        The code names that entry, and by it everything in the journal before it: one of another journal proves nothing.
        """
        last = one.how.corrigenda[-1] if one.how.corrigenda else one.how.seal
        signed = None if last is None else one.how.qrs.get(last.entry)
        if last is None or signed is None:
            return frozenset()
        report = self.verify(signed.text, time_in(signed.time))
        if report.code is None or not report.sound:
            return frozenset()
        payload, (record, results) = report.code.payload, one.versions[-1]
        own, only_board = one.congress.organisation, next(iter(self.boards)) if len(self.boards) == 1 else ""
        signers = [(report.organisation, report.signer)]
        is_another = (
            payload.head != last.entry.hex()
            or bool(_says_otherwise(payload, one.result.contest, results, record))
            or _stranger(own, signers, only_board, has_board=organisation_key(own) in self.boards) is not None
        )
        return frozenset() if is_another else frozenset({report.fingerprint})


def not_believed(source: str, sent: SentPaper, *, allow_unsigned: bool) -> Rejected | None:
    """Return why a paper is not believed to be of the board whose it should be; None: it is.

    Args:
        source: as it is named.
        sent: the paper.
        allow_unsigned: take one that is not signed, or of which nobody knows by whom because no certificate is
            believed at all; a signature that does not hold stays one.
    """
    report, organisation = sent.signatures, sent.organisation
    codes = {flaw.code for flaw in report.all_flaws}
    if codes == {PackageFlaw.UNSIGNED}:
        return None if allow_unsigned else Rejected(source, Why.UNSIGNED, organisation=organisation)
    if codes and not (allow_unsigned and codes == {PackageFlaw.NO_PINS}):
        flaw = _gravest(report.all_flaws)
        return Rejected(source, _why(flaw.code), organisation=organisation, flaw=flaw)
    people = people_of(report.signatures)
    if len(people) < SIGNERS_ASKED and not allow_unsigned:
        return Rejected(source, Why.ONE_SIGNER, {"signer": people[0]}, organisation=organisation)
    return _of_another(source, sent, [(one.organisation, one.signer) for one in sound_signatures(report)])


def signers_of(sent: SentPaper) -> frozenset[str]:
    """Return the certificates by which a paper that `not_believed` lets pass is signed; none: by nobody believed.

    A paper that is let pass although one person alone signed it is worth what it would be unsigned.
    """
    report, code = sent.signatures, sent.code
    if not report.sound or len(people_of(report.signatures)) < SIGNERS_ASKED:
        return frozenset()
    keys = {code.fingerprint} if code is not None and code.sound else set()
    return frozenset({one.fingerprint for one in report.signatures} | keys)


def shown_otherwise(
    sent: SentPaper, official: Figures, contest: Contest, before: Figures | None = None
) -> tuple[str, ...]:
    """Return the keys of figures that the paper shows to people otherwise than it tells machines; the first few.

    Args:
        sent: the paper.
        official: what it tells machines.
        contest: whose figures they are.
        before: those before a corrigendum; None: it is none.
    """
    found = (one.key for shown in sent.shown for one in differing(shown, official, contest, before))
    return tuple(dict.fromkeys(found))[:_MOST_FIGURES]


def wrong_code(source: str, sent: SentPaper, minutes: Minutes) -> Rejected | None:
    """Return what is wrong with the QR code of minutes; where no certificate is believed, whose it is stays open."""
    report, organisation = sent.code, sent.organisation
    if report is None:
        return None
    for flaw in report.flaws:
        if flaw is not QrFlaw.NO_PINS:
            return Rejected(source, Why.BAD_CODE, {"code": flaw.value}, organisation=organisation)
    if report.code is None:
        return None
    one = report.code.payload
    said = _says_otherwise(one, minutes.contest, minutes.results_digest, minutes.digest)
    if not said:
        return _of_another(source, sent, [(report.organisation, report.signer)])
    fields: dict[str, int | str] = {"contest": one.contest, "round": one.round}
    return Rejected(source, Why.ALTERED, fields, organisation=organisation, said=f"verify.said.{said}")


def _says_otherwise(code: QrPayload, contest: Contest, results: str, record: str) -> str:
    """Return in what a QR code differs from a result, by its digests; empty: it is of this one."""
    if (code.contest, code.round) != (contest.id, contest.round):
        return "code_of_another"
    if code.digest != results:
        return "code_other_results"
    return "code_other_record" if code.record != record else ""


def _of_another(source: str, sent: SentPaper, signers: Collection[tuple[str, str]]) -> Rejected | None:
    """Return that those who signed are of another organisation than the one whose paper it is, where they are."""
    own = sent.organisation
    signed = _stranger(own.name, signers, sent.only_board, has_board=sent.has_board)
    if signed is None:
        return None
    return Rejected(source, Why.OTHER_ORGANISATION, {"signed": signed, "organisation": own.name}, organisation=own)


def _stranger(own: str, signers: Collection[tuple[str, str]], only_board: str, *, has_board: bool) -> str | None:
    """Return of which other organisation somebody is who signed for one; None: nobody is.

    Names are spelt by people: whoever believes one board alone knows whose papers it signs. Who believes several, or a
    CA that vouches for boards, has nothing else to tell whose papers each may sign. People whose certificates name no
    organisation do not sign alone for one that has a board.

    Args:
        own: the organisation whose result it is.
        signers: organisation and name of each.
        only_board: the organisation whose board alone is believed, as names are compared; empty: several are, or none.
        has_board: whether a certificate that is believed names `own`.
    """
    unnamed = has_board and not only_board and not any(organisation for organisation, _ in signers)
    for organisation, name in signers:
        if unnamed or (organisation and organisation_key(organisation) not in (organisation_key(own), only_board)):
            return organisation or name
    return None


def _gravest(flaws: Iterable[Flaw]) -> Flaw:
    """Return what is said first: what was changed before who signed, and who before when."""
    return min(flaws, key=lambda flaw: (flaw.code in ABOUT_TRUST, flaw.code in _OUT_OF_TIME))


def _why(code: PackageFlaw) -> Why:
    if code in _OUT_OF_TIME:
        return Why.EXPIRED
    return Why.NOT_PINNED if code in ABOUT_TRUST else Why.BAD_SIGNATURE
