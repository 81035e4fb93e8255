"""Biên bản đính chính: a mistake found after the seal, with every figure before and after; no single ballot's marks."""

from collections.abc import Iterator
from dataclasses import dataclass

from tally.application.figures import disagreements, figures_of
from tally.application.record_layout import SHEET_CORRIGENDUM
from tally.application.recount import Corrected, CountedContest, Recount
from tally.documents.book import FACE, Book, Look, Margins, Value, protect, set_foot, set_page
from tally.documents.minutes import set_signed
from tally.documents.minutes_lines import (
    CELL,
    CENTRED,
    COLUMNS,
    FREE_TEXT,
    NO,
    OUTCOME,
    STRONG_NUMBER,
    TABLE_HEAD,
    TEXT,
    VOTES,
    heading,
    numbered_sections,
    paper_head,
    paper_title,
)
from tally.documents.minutes_proof import ahead_sentence, digest_lines, person, seal_sentence
from tally.documents.pages import Box, Line
from tally.documents.qr_box import code_of, framed
from tally.documents.wording import (
    WORDS,
    begin,
    clock_text,
    congress_name,
    date_text,
    figure_label,
    figure_value,
    footer,
    listed,
    local,
    numbered,
    paper_names,
    presidium,
    say,
)
from tally.domain.counting import Result


def fill_corrigendum(book: Book, recount: Recount, counted: CountedContest, corrected: Corrected) -> None:
    """Add the sheet Đính chính to a workbook."""
    sheet = book.sheet(SHEET_CORRIGENDUM)
    sheet.widths(COLUMNS.units)
    set_page(sheet, landscape=False, margins=Margins(30, 20, 20, 20), scale=100)
    body = list(_Corrigendum(recount, counted, corrected).lines())
    set_signed(sheet, body, counted.congress, say("corrigendum.closing", presidium=presidium(counted.congress)))
    foot = footer(counted, "corrigendum", corrected.digests[1])
    set_foot(sheet, foot, head=f'&"{FACE},Regular"&13&P')
    protect(sheet)
    sheet.close()


@dataclass(frozen=True, slots=True)
class _Corrigendum:
    """The lines of a corrigendum: what was sealed, why it was wrong, what is right."""

    recount: Recount
    counted: CountedContest
    corrected: Corrected

    def lines(self) -> Iterator[Line]:
        """Return all of them but the signatures."""
        congress, contest, made = self.counted.congress, self.counted.result.contest, self.corrected.made
        yield from paper_head(congress, self.recount.profile.paper_head, local(made.time).date())
        yield from paper_title(say("corrigendum.title"), congress, contest)
        yield from COLUMNS.text(say("corrigendum.number", number=self.corrected.number), Look(across="center"))
        held = say(
            "corrigendum.held",
            title=contest.title,
            congress=congress_name(congress),
            time=clock_text(made.time),
            date=date_text(local(made.time).date()),
            rules=self.recount.profile.title_vi,
        )
        yield from COLUMNS.text(held, FREE_TEXT)
        if made.dated:
            yield from COLUMNS.text(ahead_sentence("corrigendum.ahead", made.dated), FREE_TEXT)
        yield from numbered_sections(
            (self._sealed(), self._reason(), self._ballots(), self._figures(), self._elected(), self._proof())
        )

    def _sealed(self) -> Iterator[Line]:
        yield heading("corrigendum.sealed_title")
        yield from COLUMNS.text(seal_sentence(self.counted.how, "corrigendum.sealed"), TEXT)
        yield from COLUMNS.text(say("corrigendum.sealed_digest"), TEXT, keep=True)
        yield from self._digest(self.corrected.digests[0])

    def _reason(self) -> Iterator[Line]:
        yield heading("corrigendum.reason_title")
        yield from COLUMNS.text(begin(self.corrected.made.reason), TEXT)
        head, second = (person(self.counted.how, one) for one in self.corrected.made.people)
        yield from COLUMNS.text(say("corrigendum.people", head=head, second=second), TEXT)

    def _ballots(self) -> Iterator[Line]:
        changes = self.corrected.made.changes
        yield heading("corrigendum.ballots_title")
        yield from COLUMNS.text(say("corrigendum.ballots", number=WORDS.number(len(changes))), TEXT, keep=True)
        for change in changes:
            key = "corrigendum.ballot_gone" if change.after is None else "corrigendum.ballot"
            yield from COLUMNS.text(say(key, batch=change.batch, ballot=change.ballot), TEXT)

    def _figures(self) -> Iterator[Line]:
        slate = self.counted.result.contest.slate
        names = paper_names(slate)
        before, after = figures_of(self.corrected.before), figures_of(self.corrected.after)
        changed = disagreements(before, after)
        yield heading("corrigendum.figures_title")
        if not changed:
            yield from COLUMNS.text(say("corrigendum.no_figures"), TEXT)
            return
        head = COLUMNS.line(
            Box(NO, say("corrigendum.figure"), TABLE_HEAD, across=2),
            Box(VOTES, say("corrigendum.before"), TABLE_HEAD, across=2),
            Box(OUTCOME, say("corrigendum.after"), TABLE_HEAD),
            keep=True,
        )
        yield head
        for one in changed:
            yield COLUMNS.line(
                Box(NO, figure_label(one.key, slate, names), CELL, across=2),
                Box(VOTES, _shown(one.key, one.official), CENTRED, across=2),
                Box(OUTCOME, _shown(one.key, one.counted), STRONG_NUMBER),
                head=(head,),
            )

    def _elected(self) -> Iterator[Line]:
        before, after = (self._names(result) for result in (self.corrected.before, self.corrected.after))
        opinion = self.counted.result.contest.is_opinion
        yield heading("corrigendum.listed_title" if opinion else "corrigendum.elected_title")
        if before == after:
            same = "corrigendum.listed_same" if opinion else "corrigendum.elected_same"
            yield from COLUMNS.text(say(same, number=before[0], names=before[1]), TEXT)
            return
        yield from COLUMNS.text(say("corrigendum.elected_before", number=before[0], names=before[1]), TEXT)
        yield from COLUMNS.text(
            say("corrigendum.elected_after", number=after[0], names=after[1]), Look(bold=True, across="justify")
        )

    def _names(self, result: Result) -> tuple[str, str]:
        """Return how many are elected, and who in the order of the ballot."""
        names = paper_names(result.contest.slate)
        people = sorted(
            (line.candidate for line in (*result.elected, *result.listed)), key=lambda candidate: candidate.no
        )
        said = listed(numbered(candidate, names) for candidate in people) or say("corrigendum.nobody")
        return WORDS.number(len(people)), said

    def _proof(self) -> Iterator[Line]:
        yield heading("corrigendum.proof_title")
        _, digest = self.corrected.digests
        texts = (
            (say("proof.digest"), Look()),
            *digest_lines(digest),
            (say("proof.results"), Look()),
            *digest_lines(self.corrected.results),
            (say("corrigendum.proof"), Look(size=12, italic=True, down="top")),
        )
        yield from framed(texts, code_of(self.counted.how, self.corrected.made.entry, self.corrected.results, digest))

    def _digest(self, digest: str) -> Iterator[Line]:
        for text, look in digest_lines(digest):
            yield COLUMNS.line(Box(NO, text, look, across=len(COLUMNS.units)), keep=True)


def _shown(key: str, figure: int | str | None) -> Value:
    value = None if figure is None else figure_value(key, figure)
    return WORDS.number(value) if isinstance(value, int) else value
