"""Verifying papers: what each proves, what it does not, what is wrong.

Each source is examined by itself and makes claims: of this contest, the results have this digest and the record that
one. `agreement.py` holds the claims of all sources against each other.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from tally.application.dated_ahead import ahead_of_clock, dated_ahead
from tally.application.desk.clock import moment_text
from tally.application.differences import difference_sentence
from tally.application.evidence import Believed, Claim, Congress, Evidence, Examined, Statement, Verdict, What
from tally.application.figures import Figures, figures_of
from tally.application.fours import in_groups
from tally.application.intake import BadInput
from tally.application.journal_source import JournalSource
from tally.application.minutes import Minutes
from tally.application.papers import OF_RESULTS, WITHOUT_RESULT
from tally.application.printed import misprints
from tally.application.proof import PackageFlaw, PackageReport
from tally.application.qr import QrCode
from tally.application.record_layout import (
    SHEET_BALLOTS,
    SHEET_CHECK,
    SHEET_CORRIGENDUM,
    SHEET_DECLARATION,
    SHEET_JOURNAL,
    SHEET_MINUTES,
    SHEET_RESULT,
)
from tally.application.recount import CountedContest, Recount, recount
from tally.application.shown import CHOSEN, SheetSeen, differing
from tally.application.signed_by import (
    code_statements,
    organisation_statements,
    signature_statements,
    sound_signatures,
    time_in,
)
from tally.application.unseen_words import misprint_statements, unseen_statements
from tally.domain.contest import Contest
from tally.domain.names import organisation_key
from tally.locales import Words

_SHEETS = {
    What.MINUTES: (SHEET_MINUTES, SHEET_RESULT, SHEET_DECLARATION),
    What.CORRIGENDUM: (SHEET_CORRIGENDUM, SHEET_DECLARATION),
    What.RECORD: (SHEET_RESULT, SHEET_BALLOTS, SHEET_CHECK, SHEET_JOURNAL, SHEET_DECLARATION),
}

_TELLING_SHEETS = frozenset({SHEET_RESULT, SHEET_CHECK, SHEET_DECLARATION, SHEET_CORRIGENDUM})
"""Sheets of ours that papers with a result alone have; `SHEET_MINUTES` is one of the minutes of a hand vote as well."""


class Examiner:
    """Examines one source after the other, congress files first: minutes and records are held against them."""

    def __init__(self, evidence: Evidence, believed: Believed, words: Words, now: datetime | None = None) -> None:
        """Begin.

        Args:
            evidence: opens papers.
            believed: whose signatures are believed.
            words: the language.
            now: by the clock of this computer; None: not looked at.
        """
        self._evidence = evidence
        self._now = now
        self._words = words
        self._congresses: list[Congress] = []
        self._believe(believed)

    def _believe(self, believed: Believed) -> None:
        self.believed = believed
        self._pinned = self._evidence.signers(believed.pins)

    def congress(self, name: str, source: JournalSource) -> Examined:
        """Check the chains of a congress file, count it again, and hold the count against what was sealed.

        Where no certificate was published, those in the file are believed from now on, as far as that goes.

        Raises:
            BrokenJournal: a chain is not what was appended.
            BadInput, OSError: as the source's `load`.
        """
        counted = recount(source)
        if not self.believed.published:
            self._believe(Believed(self.believed.pins | source.pinned, published=False))
        said = [*_chains(source), *ahead_of_clock(source.report.latest, self._now), *self._whose(source)]
        claims: list[Claim] = []
        unsigned: list[Contest] = []
        for one in counted.contests:
            said += self._contest(one, source)
            said += dated_ahead(one)
            said += _alone(one)
            sealed = {claim.head: claim for claim in _sealed_claims(one.congress.organisation, one)}
            claims += sealed.values()
            for over, qr in one.how.qrs.items():
                code = self._code(said, qr.text, time_in(qr.time), one.congress.organisation)
                seal = one.how.seal is not None and over == one.how.seal.entry
                right = "code_of_seal" if seal else "code_of_corrigendum"
                said += _code_against(code, sealed[over.hex()], right) if code else ()
            if any(bytes.fromhex(head) not in one.how.qrs for head in sealed):
                unsigned.append(one.result.contest)
        said += self._unsigned(unsigned, said)
        if any(one.how.practice for one in counted.contests):
            said.append(Statement(Verdict.WRONG, "practice"))
        examined = Examined(name, _once(said), tuple(claims))
        self._congresses.append(Congress(examined, counted, source.pinned))
        return examined

    def _unsigned(self, contests: Iterable[Contest], said: Sequence[Statement]) -> Iterator[Statement]:
        """Say of which contests a seal or a corrigendum is signed by nobody.

        Where the board that is believed signed others in the same file, it is wrong: whoever can write the file could
        add it in the board's name.
        """
        signs = self.believed.published and any(
            one.verdict is Verdict.PROVEN and one.key == "code_signed" for one in said
        )
        for contest in contests:
            if signs:
                yield Statement(Verdict.WRONG, "unsigned_beside_signed", _of(contest))
            else:
                yield Statement(Verdict.NOT_PROVEN, "no_code_of_seal", _of(contest))

    def workbook(self, name: str, path: Path, *, found: bool = False) -> Examined:
        """Verify the signatures of a workbook and what it says.

        Minutes, and those of a corrigendum, are verified by their digest, a record by its ballots.

        What its signatures are worth is said although the rest cannot be read.

        Args:
            name: as it is named to the user.
            path: where it is.
            found: it lay in a folder, and nobody named it: where nobody signed it and it is no result, there is nothing
                to say of it.

        Raises:
            BadInput: it is no workbook.
            OSError: the machine failed.
        """
        report = self._evidence.package(path, self.believed.pins)
        said = list(signature_statements(report, self.believed, self._pinned, self._words))
        try:
            told, claims = self._paper(path, report)
        except BadInput as error:
            if [flaw.code for flaw in report.flaws] == [PackageFlaw.DAMAGED]:
                raise  # it is no workbook at all
            return Examined(name, _once(said), unreadable=tuple(error.findings))
        if found and not claims and _is_unsigned(report) and not self._looks_like_result(path):
            return Examined(name, ())
        return Examined(name, _once((*said, *told)), claims)

    def _looks_like_result(self, path: Path) -> bool:
        """Tell whether people would take a workbook for a result, although machines find none in it.

        Somebody may have taken away the sheet that machines read. Hand votes have minutes on such a sheet as well.
        """
        name = path.name.lower()
        form = name.startswith(WITHOUT_RESULT)
        telling = _TELLING_SHEETS if form else _TELLING_SHEETS | {SHEET_MINUTES}
        named = name.startswith(OF_RESULTS) and not form
        return named or any(sheet.title in telling for sheet in self._evidence.sheets(path))

    def code(self, name: str, text: str) -> Examined:
        """Verify a QR text: its form, its signature; it says of which contest and what its figures are."""
        said: list[Statement] = []
        code = self._code(said, text)
        if code is None:
            return Examined(name, tuple(said))
        if said[0].verdict is not Verdict.WRONG:
            said.append(Statement(Verdict.NOT_PROVEN, "code_of_head"))
        one, words = code.payload, self._words
        issued, returned, valid, invalid = ("?" if number is None else words.number(number) for number in one.ballots)
        ballots = {"issued": issued, "returned": returned, "valid": valid, "invalid": invalid}
        said.append(Statement(Verdict.NOT_PROVEN, "code_says", {"contest": one.contest, "round": one.round, **ballots}))
        if one.votes is None:
            said.append(Statement(Verdict.NOT_PROVEN, "code_without_votes"))
        else:
            votes = " · ".join(words.number(number) for number in one.votes)
            said.append(Statement(Verdict.NOT_PROVEN, "code_votes", {"votes": votes}))
        said.append(
            Statement(
                Verdict.NOT_PROVEN,
                "code_digests",
                {"results": in_groups(one.digest), "record": in_groups(one.record)},
            )
        )
        claim = Claim(What.CODE, "", one.contest, one.round, one.digest, one.record, one.head)
        return Examined(name, tuple(said), (claim,))

    def _whose(self, source: JournalSource) -> Iterator[Statement]:
        """Say what the certificates in a congress file are worth."""
        if not self.believed.published and source.pinned:
            yield Statement(Verdict.NOT_PROVEN, "pinned_by_congress")
        unknown = [one for one in source.pinned.certificates if one not in self.believed.pins.certificates]
        if self.believed.published and unknown:
            yield Statement(Verdict.NOT_PROVEN, "pinned_others", {"number": len(unknown)})

    def _contest(self, one: CountedContest, source: JournalSource) -> Iterator[Statement]:
        """Say whether a contest is sealed, and counts as it was sealed."""
        contest = one.result.contest
        where = {**_of(contest), "digest": in_groups(one.digest)}
        if one.disagreements:
            yield Statement(Verdict.WRONG, "differs", where)
            yield from _differences(one, self._words)
        elif (contest.id, contest.round) in source.sealed:
            yield Statement(Verdict.PROVEN, "sealed", where)
        else:
            yield Statement(Verdict.NOT_PROVEN, "not_sealed", {**where, "digest": one.digest})
        for made in one.corrigenda:
            digest = in_groups(made.digests[1])
            yield Statement(Verdict.NOT_PROVEN, "corrected", {**where, "number": made.number, "digest": digest})

    def _paper(self, path: Path, report: PackageReport) -> tuple[list[Statement], tuple[Claim, ...]]:
        paper = self._evidence.paper(path)
        if paper is None:
            return [Statement(Verdict.NOT_PROVEN, "other_paper")], ()
        signed = sound_signatures(report)
        if isinstance(paper, Minutes):
            times = [one.time for one in signed if one.time is not None]
            told, claims = self._minutes(path, paper, min(times, default=None))
            rules = paper.profile.id
        else:
            counted = recount(paper)
            told, claims = self._record(path, counted)
            rules = counted.profile.id
        *before, claim = claims
        organisations = [one.organisation for one in signed]
        told = [*organisation_statements(organisations, claim.organisation, self._pinned), *told]
        if not self._evidence.knows_rules(rules):
            told.append(Statement(Verdict.NOT_PROVEN, "own_rules", {"rules": rules}))
        return [*told, *self._printed(path, claim, len(before))], claims

    def _minutes(
        self, path: Path, minutes: Minutes, signed: datetime | None
    ) -> tuple[list[Statement], tuple[Claim, ...]]:
        """Examine minutes; those of a corrigendum claim what was sealed too, and what each one before it left."""
        contest, organisation, correction = minutes.contest, minutes.congress.organisation, minutes.correction
        what, earlier = (What.MINUTES, ()) if correction is None else (What.CORRIGENDUM, correction.earlier)
        digests = minutes.results_digest, minutes.digest
        *before, claim = (
            Claim(what, organisation, contest.id, contest.round, results, record)
            for record, results in (*earlier, (minutes.digest, minutes.results_digest))
        )
        whether = (Verdict.PROVEN, "minutes_hold") if minutes.holds_together else (Verdict.WRONG, "minutes_digest")
        fields = {"digest": in_groups(digests[0]), "record": in_groups(digests[1])}
        said = [Statement(*whether, fields)]
        if correction is None:
            said += self._seen(path, what, minutes.figures, contest)
            said += misprint_statements(misprints(minutes, self._evidence.written(path)))
        else:
            corrects = {**_of(contest), "number": len(before), "digest": in_groups(before[-1].record)}
            said.append(Statement(Verdict.NOT_PROVEN, "corrects", corrects))
            said += self._seen(path, what, minutes.figures, contest, correction.before)
        if minutes.practice:
            said.append(Statement(Verdict.WRONG, "practice"))
        pictured = self._evidence.codes_in(path)
        if not minutes.qr:
            said.append(Statement(Verdict.NOT_PROVEN, "no_code"))
        else:
            code = self._code(said, minutes.qr, signed, organisation)
            if code is not None:
                said += _code_against(code, claim)
        if pictured is None:
            said += [Statement(Verdict.NOT_PROVEN, "picture_not_read")] if minutes.qr else []
        elif minutes.qr and not pictured:
            said.append(Statement(Verdict.WRONG, "no_picture"))
        elif any(one != minutes.qr for one in pictured):
            said.append(Statement(Verdict.WRONG, "other_picture"))
        said += [self._says(minutes.figures, contest), Statement(Verdict.NOT_PROVEN, "no_ballots")]
        return said, (*before, claim)

    def _record(self, path: Path, counted: Recount) -> tuple[list[Statement], tuple[Claim, ...]]:
        (one,) = counted.contests
        contest = one.result.contest
        fields = {"ballots": len(one.ballots), "digest": in_groups(one.digest)}
        if one.disagreements:
            said = [Statement(Verdict.WRONG, "record_differs", fields), *_differences(one, self._words)]
        else:
            said = [Statement(Verdict.PROVEN, "record_counted", fields)]
        if one.how.practice:
            said.append(Statement(Verdict.WRONG, "practice"))
        said += self._seen(path, What.RECORD, figures_of(one.result), contest)
        said += [self._says(figures_of(one.result), contest), Statement(Verdict.NOT_PROVEN, "paper_ballots")]
        organisation = one.congress.organisation
        return said, (Claim(What.RECORD, organisation, contest.id, contest.round, one.results, one.digest),)

    def _seen(
        self, path: Path, what: What, official: Figures, contest: Contest, before: Figures | None = None
    ) -> Iterator[Statement]:
        """Hold what people see of a paper against what machines read: its sheets, and the figures on them."""
        yield from _strange_sheets(self._evidence.sheets(path), _SHEETS[what])
        for shown in self._evidence.shown(path):
            for one in differing(shown, official, contest, before):
                where, figure = self._words(f"verify.place.{one.place}"), self._figure(one.key, contest)
                key = "shown_missing" if one.shown is None else "shown_differs"
                fields = {"where": where, "figure": figure, "shown": one.shown}
                yield Statement(Verdict.WRONG, key, fields)
        yield from unseen_statements(self._evidence.unseen(path))

    def _says(self, figures: Figures, contest: Contest) -> Statement:
        """Say what the result is: a proof is of use to those who know of what."""
        chosen = [one for one in contest.slate if figures.get(f"outcome.{one.no}") in CHOSEN]
        names = "; ".join(f"{one.no}. {one.name} ({figures[f'votes.{one.no}']})" for one in chosen)
        fields = {
            "valid": figures["valid"],
            "invalid": figures["invalid"],
            "names": names or self._words("verify.nobody"),
        }
        kind = "says_opinion" if contest.is_opinion else "says"
        return Statement(Verdict.NOT_PROVEN, kind, {**_of(contest), "title": contest.title, **fields})

    def _figure(self, key: str, contest: Contest) -> str:
        """Return the name of a figure, as people call it."""
        what, _, rest = key.partition(".")
        if what == "invalid" and rest:
            return self._words("verify.figure.invalid_reason", reason=self._words(f"words.reason.{rest}"))
        if not rest:
            return self._words(f"verify.figure.{what}")
        name = next((one.name for one in contest.slate if str(one.no) == rest), "?")
        return self._words(f"verify.figure.{what}", no=rest, name=name)

    def _printed(self, path: Path, claim: Claim, corrigenda: int) -> Iterator[Statement]:
        """Hold a paper against what the journal of a congress file prints.

        Args:
            path: of the paper.
            claim: what it says is right.
            corrigenda: how many it tells of, itself among them.
        """
        for congress in self._congresses:
            whole, other = congress.counted, {"other": congress.examined.source}
            for one in whole.contests:
                contest = one.result.contest
                vote = (organisation_key(one.congress.organisation), contest.id, contest.round)
                if vote != (organisation_key(claim.organisation), claim.contest, claim.round):
                    continue
                same = self._evidence.same_print(path, claim.what, one, whole)
                verdict, key = (Verdict.PROVEN, "reprinted") if same else (Verdict.WRONG, "reprinted_differs")
                yield Statement(verdict, key, other)
                since = len(one.corrigenda) - corrigenda
                if since > 0:
                    key = "corrected_again" if corrigenda else "corrected_since"
                    yield Statement(Verdict.NOT_PROVEN, key, {**other, "number": since})

    def _code(
        self, said: list[Statement], text: str, at: datetime | None = None, organisation: str = ""
    ) -> QrCode | None:
        """Say what a QR text is worth; return what it says, or None where it cannot be read.

        Args:
            said: what is said is added here.
            text: of the code.
            at: when it was signed, where something says so.
            organisation: on whose paper it stands, where it does.
        """
        report = self._evidence.code(text, self.believed.pins, at)
        said += code_statements(report, self.believed, self._words)
        if report.sound and organisation:
            said += organisation_statements((report.organisation,), organisation, self._pinned)
        return report.code


def _is_unsigned(report: PackageReport) -> bool:
    """Tell whether nobody signed a workbook, and nothing in it looks as if somebody had."""
    return not report.signatures and all(flaw.code is PackageFlaw.UNSIGNED for flaw in report.flaws)


def _chains(source: JournalSource) -> Iterator[Statement]:
    """Say what the chains of a congress file prove."""
    report = source.report
    yield Statement(Verdict.PROVEN, "chains", {"entries": report.entries, "chains": report.chains})
    yield Statement(Verdict.PROVEN, "closed", {"closed": report.closed})
    if report.open:
        yield Statement(Verdict.NOT_PROVEN, "open", {"open": report.open})
    entry, head = report.head
    yield Statement(Verdict.NOT_PROVEN, "head", {"entry": entry, "head": in_groups(head.hex())})


def _sealed_claims(organisation: str, one: CountedContest) -> Iterator[Claim]:
    contest, seal = one.result.contest, one.how.seal
    if seal is not None:
        head = seal.entry.hex()
        yield Claim(What.CONGRESS, organisation, contest.id, contest.round, one.results, one.digest, head)
    for made in one.corrigenda:
        digests = made.results, made.digests[1]
        yield Claim(What.CONGRESS, organisation, contest.id, contest.round, *digests, made.made.entry.hex())


def _code_against(code: QrCode, claim: Claim, right: str = "code_of_this") -> Iterator[Statement]:
    """Say whether a QR code is that of the paper it stands on."""
    one = code.payload
    if (one.contest, one.round) != (claim.contest, claim.round):
        yield Statement(Verdict.WRONG, "code_of_another", {"contest": one.contest, "round": one.round})
    elif one.digest != claim.results:
        yield Statement(Verdict.WRONG, "code_other_results")
    elif one.record != claim.record:
        yield Statement(Verdict.WRONG, "code_other_record")
    elif claim.head and one.head != claim.head:
        yield Statement(Verdict.WRONG, "code_other_head")
    else:
        yield Statement(Verdict.PROVEN, right, {"contest": claim.contest, "round": claim.round})


def _strange_sheets(sheets: Sequence[SheetSeen], known: Collection[str]) -> Iterator[Statement]:
    """Name sheets that such a paper does not have, has once and not twice, or does not hide."""
    for title, number in Counter(one.title for one in sheets).items():
        if title not in known:
            yield Statement(Verdict.WRONG, "sheet_strange", {"sheet": title})
        elif number > 1:
            yield Statement(Verdict.WRONG, "sheet_twice", {"sheet": title})
    for one in sheets:
        if not one.visible:
            yield Statement(Verdict.WRONG, "sheet_hidden", {"sheet": one.title})
    for title in known:
        if title != SHEET_JOURNAL and all(one.title != title for one in sheets):
            yield Statement(Verdict.WRONG, "sheet_missing", {"sheet": title})


def _differences(one: CountedContest, words: Words) -> Iterator[Statement]:
    for differing_ in one.disagreements:
        sentence = difference_sentence(words, differing_, one.result.candidates)
        yield Statement(Verdict.WRONG, "difference", {"sentence": sentence})


def _alone(one: CountedContest) -> Iterator[Statement]:
    """Say what the head did alone: what lets somebody stand for another, and lines of the slate changed late."""
    for alone in (*one.how.alone, *one.how.alone_later):
        fields = {"name": one.how.name(alone.person), "time": moment_text(alone.time)}
        yield Statement(Verdict.NOT_PROVEN, f"head_{alone.what}", fields)
    for line in one.how.renamed:
        names = {"no": line.no, "before": line.before, "after": line.after}
        said = {"contest": one.result.contest.title, "time": moment_text(line.time), **names}
        yield Statement(Verdict.NOT_PROVEN, "renamed", said)


def _once(said: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return statements without those that say the same again."""
    return tuple({(one.key, str(one.fields)): one for one in reversed(list(said))}.values())[::-1]


def _of(contest: Contest) -> dict[str, object]:
    return {"contest": contest.id, "round": contest.round}
