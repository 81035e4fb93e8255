"""The roll-up of thousands of sources."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from tally.bootstrap import machine, sources
from tally.domain.names import organisation_key

if TYPE_CHECKING:
    from tally.application.proof import Pins
    from tally.application.recount import Source
    from tally.application.report.making import Progress
    from tally.application.report.reading import Opened
    from tally.application.report.sent import Read
    from tally.application.report.tables import Frames, Report
    from tally.locales import Words


def read_result(path: str, *, allow_unsigned: bool = False, pins: "Pins | None" = None) -> "Read":
    """Verify one source of a roll-up; whatever is wrong with it is returned, never raised. Run in many processes."""
    from tally.application.proof import Pins
    from tally.application.report.reading import read_source

    believed = Pins() if pins is None else pins
    return read_source(Path(path), lambda one: _open_sent(one, believed), allow_unsigned=allow_unsigned)


def _open_sent(path: Path, pins: "Pins") -> "Opened":
    """Open what was sent to a roll-up: a workbook once, for all that is read and verified of it."""
    if path.suffix.lower() not in sources.WORKBOOKS:
        return _with_codes(sources.open_source(path), pins)
    from tally.application.minutes import Minutes
    from tally.application.report.workbooks import SentPaper
    from tally.files.paper_xlsx import read_paper
    from tally.signing.package import verify_package
    from tally.signing.qr import verify_qr

    read = read_paper(path)
    report = verify_package(read.content, pins, machine.clock())
    code = None
    if isinstance(read.paper, Minutes) and read.paper.qr:
        signed = min((one.time for one in report.signatures if one.time is not None and not one.flaws), default=None)
        code = verify_qr(read.paper.qr, pins, signed)
    has_board = organisation_key(read.paper.congress.organisation) in _organisations(pins)
    return SentPaper(read.paper, report, read.shown, code, _only_board(pins), has_board)


def _with_codes(source: "Source", pins: "Pins") -> "Opened":
    """Return a congress file with what its QR codes are held against; where nobody is believed, nothing is."""
    from tally.application.journal_source import JournalSource
    from tally.application.report.workbooks import SentFile

    if not pins or not isinstance(source, JournalSource):
        return source
    from tally.signing.qr import verify_qr

    return SentFile(source, lambda text, at: verify_qr(text, pins, at), _organisations(pins))


def boards_in(pins: "Pins") -> int:
    """Return of how many organisations the certificates are that are believed."""
    return len(_organisations(pins))


@lru_cache(maxsize=4)
def _organisations(pins: "Pins") -> "frozenset[str]":
    from tally.signing.trust import pinned_organisations

    return frozenset(map(organisation_key, pinned_organisations(pins)))


def _only_board(pins: "Pins") -> str:
    believed = _organisations(pins)
    return next(iter(believed)) if len(believed) == 1 else ""


def report_over(  # noqa: PLR0913 - what is read, and what for
    paths: Sequence[Path],
    progress: "Progress",
    *,
    expected: Path | None = None,
    columns: Mapping[str, str] | None = None,
    leave_out: Sequence[Path] = (),
    allow_unsigned: bool = False,
    pins: "Pins | None" = None,
) -> "Report":
    """Roll up the results in files and folders.

    Args:
        paths: files and folders.
        progress: told of every source.
        expected: a list of organisations that should send results.
        columns: what was said that columns of that list are, by heading.
        leave_out: files that are no source though they lie among them.
        allow_unsigned: take workbooks that are not signed, if they hold together.
        pins: whose signatures are believed; None: nobody's.

    Raises:
        NoSources: there is no result anywhere.
        BadInput, OSError: the list cannot be read, or names nobody (E814).
    """
    from tally.application.report.making import Tools, make_report
    from tally.files.organisations import read_organisations
    from tally.rollup.pool import read_all
    from tally.rollup.walking import find_sources

    def frames() -> "Frames":
        from tally.rollup.frames import PolarsFrames

        return PolarsFrames()

    listed = None if expected is None else read_organisations(expected, columns or {})
    others = [*leave_out, *([] if expected is None else [expected])]
    tools = Tools(
        find=lambda found: find_sources(found, others),
        read=lambda sources: read_all(sources, partial(read_result, allow_unsigned=allow_unsigned, pins=pins)),
        frames=frames,
    )
    return make_report(paths, tools, progress, listed, pinned=bool(pins))


def list_meanings() -> tuple[str, ...]:
    """Return what can be said of a column of a list of organisations."""
    from tally.files.organisations_header import SAYABLE

    return SAYABLE


def report_workbook(report: "Report", words: "Words") -> bytes:
    """Return the tables of a roll-up as a workbook."""
    from tally.application.report.layout import sections
    from tally.documents.report_workbook import report_workbook as make

    return make(sections(report, words), words)
