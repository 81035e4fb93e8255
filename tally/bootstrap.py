"""The one place where adapters are wired; each is imported when it is needed, so that the program starts at once."""

import datetime as dt
import os
import platform
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tally.application.papers import PaperMaker, PlannedPaper, Written
from tally.application.recount import Recount, Source
from tally.domain.congress import CongressKind

if TYPE_CHECKING:
    from tally.application.desk.desk import CongressCodec, Desk
    from tally.application.desk.people import PinHasher
    from tally.application.evidence import Evidence, What
    from tally.application.journal_file import StoredJournal
    from tally.application.journal_source import JournalSource
    from tally.application.minutes import Minutes
    from tally.application.proof import PackageReport, PinnedSigner, Pins, Signer
    from tally.application.qr import QrReport
    from tally.application.recount import CountedContest
    from tally.application.report.making import Progress
    from tally.application.report.sent import Read
    from tally.application.report.tables import Frames, Report
    from tally.application.report.workbooks import SentPaper
    from tally.application.shown import SheetSeen, Shown
    from tally.application.signing import Certified, KeyRing, Owner, Passphrase, Signing
    from tally.domain.congress import Congress
    from tally.domain.contest import Contest
    from tally.domain.rules import RuleProfile
    from tally.domain.slate import Candidate
    from tally.files.recent import RecentInFolder
    from tally.locales import Words

TALLY = ".tally"
"""How the name of a congress file ends."""

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
"""How the names of workbooks end; the reader says what to do with those it cannot read."""

BOARD = "board.pem"
"""The file in a folder of keys with every certificate of the board."""


class UnknownSource(Exception):  # noqa: N818 - named for what the user handed over
    """A path that is neither a folder nor a workbook nor a congress file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


def open_source(path: Path) -> Source:
    """Return the source of saved ballots at a path: a folder, a record workbook or a congress file.

    Raises:
        UnknownSource: it is none of them.
        BadInput: there is nothing at that path.
    """
    if path.suffix.lower() in WORKBOOKS:
        from tally.files.record_xlsx import RecordSource
        from tally.files.rules_toml import find_profile

        # A record names its regulation; one of the board's own is looked for beside the workbook.
        return RecordSource(path, lambda profile_id: find_profile(profile_id, path.parent))
    if path.suffix.lower() == TALLY:
        return congress_source(path)
    if path.is_dir() or not path.exists():
        from tally.files.folder import FolderSource

        return FolderSource(path)
    raise UnknownSource(path)


def paper_maker() -> PaperMaker:
    """Return the maker of all papers."""
    from tally.documents.workbooks import Workbooks
    from tally.files.congress_toml import write_congress
    from tally.locales import Words

    class Maker(Workbooks):
        """The workbooks, and what other rooms write; papers are Vietnamese whichever language the program speaks."""

        def hall(self, recount: Recount, counted: "CountedContest") -> bytes:
            """Return the page for the hall's projector."""
            return hall_page(recount, counted, Words("vi"))

        def congress(self, recount: Recount) -> bytes:
            """Return the declaration."""
            return saved_congress(recount)

        def saved_ballots(self, recount: Recount) -> bytes:
            """Return every ballot."""
            return saved_ballots(recount)

    return Maker(declare=lambda congress, contest: write_congress(congress, (contest,)))


def planned_papers(counted: Recount, path: Path | None = None) -> tuple[PlannedPaper, ...]:
    """Return every paper of a count, made or not yet to be made.

    Args:
        counted: the count.
        path: the congress file whose journal is one of them; None: there is none.
    """
    from tally.application.papers import papers_of

    return papers_of(counted, paper_maker(), None if path is None else lambda: _journal_of(path))


def _journal_of(path: Path) -> Iterator[bytes]:
    """Read the journal of a congress file as JSON lines."""
    from tally.application.journal_lines import journal_lines

    with closing(open_journal(path)) as journal:
        yield from journal_lines(journal)


def write_planned(planned: PlannedPaper, folder: Path) -> Written:
    """Make a paper and write it to a folder, whole or not at all.

    A different paper of that name is kept under another; a journal alone is replaced, for it is the beginning of this
    one.

    Raises:
        OSError: the machine failed.
    """
    content, path = planned.make(), folder / planned.name
    if isinstance(content, bytes):
        return write_paper(path, content)
    from tally.files.atomic import write_pieces

    write_pieces(path, content)
    return Written(path)


def hall_page(recount: Recount, counted: "CountedContest", words: "Words") -> bytes:
    """Return the page of a sealed contest for the hall's projector (HTML).

    Raises:
        NotSealed: the contest is not sealed, or its count is not what was sealed.
    """
    from tally.documents.hall.page import hall_page as page

    return page(recount, counted, words)


def write_paper(path: Path, content: bytes) -> Written:
    """Write a paper whole or not at all; a different paper of that name is kept under another.

    Raises:
        OSError: the machine failed.
    """
    from tally.files.atomic import keep, write_file

    kept = keep(path, unless=content)
    write_file(path, content)
    return Written(path, kept)


def write_new(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: the machine failed.
    """
    from tally.files.atomic import write_file

    write_file(path, content)


def template(kind: str, congress: str) -> bytes:
    """Return a file to fill in: `slate` or `ballots` (Excel), or `congress` (TOML).

    Args:
        kind: of the file.
        congress: the id of a kind of congress (`application.congress_kinds`), or a `CongressKind`: every key, empty.
    """
    from tally.application.congress_kinds import TEMPLATES, template_of
    from tally.files import templates

    if kind == "slate":
        return templates.slate_template()
    if kind == "ballots":
        return templates.ballots_template()
    if congress in {one.id for one in TEMPLATES}:
        from tally.files.congress_templates import filled_template

        return filled_template(template_of(congress)).encode()
    return templates.congress_template(CongressKind(congress)).encode()


def conference_from(path: Path, words: "Words") -> "tuple[Congress, tuple[Contest, ...]]":
    """Return the conference of the committee that the congress at a path elected, without candidates yet.

    Raises:
        NotReady: that congress is not over.
        UnknownSource, BadInput, OSError: as `open_source` and its `load`.
    """
    from tally.application.conference import conference_of
    from tally.application.recount import recount

    return conference_of(recount(open_source(path)), words)


def now() -> str:
    """Return the time as the journal writes it: ISO 8601 in UTC with milliseconds."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def station() -> str:
    """Return the name of this computer."""
    return platform.node() or "tally"


def create_journal(path: Path) -> "StoredJournal":
    """Make a congress file and open its journal.

    Raises:
        OSError: something is there already, or the machine failed.
    """
    from tally.store.opening import create

    return create(path, station(), now)


def open_journal(path: Path, *, reading: bool = False) -> "StoredJournal":
    """Open the journal of a congress file.

    Args:
        path: of the file.
        reading: nothing will be appended.

    Raises:
        BadInput: it is no congress file, of a newer version, or damaged.
        OSError: there is none, or the machine failed.
    """
    from tally.store.opening import open_file

    return open_file(path, station(), now, reading=reading)


def new_congress_file(path: Path, congress: "Congress", contests: "tuple[Contest, ...]") -> None:
    """Make a congress file with its declaration, whole or not at all.

    Raises:
        Refused: the declaration cannot be counted.
        OSError: the machine failed.
    """
    from tally.application.desk.setup import Setup

    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(create_journal(temporary)) as journal:
            Setup(desk_on(journal)).declare(congress, contests)
        temporary.replace(path)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        for suffix in ("", "-wal", "-shm"):
            temporary.with_name(temporary.name + suffix).unlink(missing_ok=True)


def free_name(path: Path) -> Path:
    """Return the path, or where something is there already, one with a number that is free."""
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return path if not path.exists() else next(name for name in numbered if not name.exists())


def desk_on(journal: "StoredJournal") -> "Desk":
    """Return the desk on an open journal."""
    from tally.application.desk.desk import Desk

    return Desk(journal, congress_codec(), station(), now)


def open_desk(path: Path) -> "Desk":
    """Return the desk on a congress file whose every chain was checked.

    Raises:
        BrokenJournal: the journal is not what was appended.
        BadInput, OSError: as `open_journal`.
    """
    from tally.application.intake import BrokenJournal
    from tally.application.journal_file import check_chains

    with ExitStack() as unless_sound:
        journal = open_journal(path)
        unless_sound.callback(journal.close)
        report = check_chains(journal)
        if not report.sound:
            raise BrokenJournal(report.broken)
        desk = desk_on(journal)
        unless_sound.pop_all()
    return desk


def practice_file() -> Path:
    """Return where a congress to practise on is made: apart from everything that counts, and free."""
    import tempfile

    return Path(tempfile.gettempdir()) / f"tap-duot-{secrets.token_hex(4)}{TALLY}"


def home_folder() -> Path:
    """Return the folder of what this user's program remembers: TALLY_HOME, else the usual one of the machine."""
    named = os.environ.get("TALLY_HOME")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("tally", appauthor=False)


def recent_files() -> "RecentInFolder":
    """Return the congress files opened before."""
    from tally.files.recent import RecentInFolder

    return RecentInFolder(home_folder)


def regulations(words: "Words") -> tuple[tuple[str, str], ...]:
    """Return id and title of every regulation that comes with the program."""
    from tally.files.rules_toml import load_profile, profile_ids

    profiles = [load_profile(profile_id) for profile_id in profile_ids()]
    return tuple((one.id, one.title_vi if words.language == "vi" else one.title_en) for one in profiles)


def congress_codec() -> "CongressCodec":
    """Return what reads and writes the declaration of a congress."""
    from tally.files.codec import CongressToml

    return CongressToml()


def pin_hasher() -> "PinHasher":
    """Return the hasher of the board's PINs."""
    from tally.store.pins import ScryptPins

    return ScryptPins()


def congress_source(path: Path) -> "JournalSource":
    """Return a congress file as a source of saved ballots."""
    from tally.application.journal_source import JournalSource

    return JournalSource(lambda: open_journal(path, reading=True), congress_codec())


def read_congress(path: Path) -> "tuple[Congress, tuple[Contest, ...]]":
    """Read a `congress.toml`, with the slates in Excel beside it that it names.

    Raises:
        BadInput: it has flaws; all of them.
        OSError: the machine failed.
    """
    from tally.files.congress_toml import read_congress as read
    from tally.files.text import MAX_TOML, read_text

    def slate_beside(name: str) -> "tuple[Candidate, ...]":
        return read_slate(path.with_name(name), name)

    file = read(read_text(path, path.name, MAX_TOML), path.name, read_slate=slate_beside)
    return file.congress, file.contests


def read_slate(path: Path, name: str) -> "tuple[Candidate, ...]":
    """Read a slate in Excel.

    Args:
        path: where it is.
        name: its name as findings give it.

    Raises:
        BadInput: it has flaws; all of them.
        OSError: the machine failed.
    """
    from tally.files.slate_xlsx import read_slate as read

    return read(path, name)


def saved_congress(counted: Recount) -> bytes:
    """Return `congress.toml` of a recount."""
    from tally.files.congress_toml import write_congress

    contests = [one.result.contest for one in counted.contests]
    rolls = {
        (one.result.contest.id, one.result.contest.round): one.congress.roll
        for one in counted.contests
        if one.congress.roll != counted.congress.roll
    }
    return write_congress(counted.congress, contests, rolls).encode()


def saved_ballots(counted: Recount) -> bytes:
    """Return `ballots.csv` of a recount, which with `congress.toml` beside it is a source of saved ballots."""
    from tally.application.recount import SavedContest
    from tally.files.ballots_csv import write_ballots

    return write_ballots(SavedContest(one.result.contest, one.ballots) for one in counted.contests).encode()


def fingerprints(path: Path) -> Mapping[str, str]:
    """Return the SHA-256, in hex, of the file at a path, or of every file that a folder of saved ballots can have.

    Raises:
        OSError: the machine failed.
    """
    import hashlib

    from tally.files.folder import BALLOTS_CSV, BALLOTS_XLSX, CONGRESS

    names = (CONGRESS, BALLOTS_CSV, BALLOTS_XLSX)
    files = [file for name in names if (file := path / name).is_file()] if path.is_dir() else [path]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def backup(source: Path, copy: Path) -> str:
    """Copy a congress file, read the copy back, and only then put it under its name; return its SHA-256, in hex.

    Raises:
        BadInput: the source is no congress file, or is damaged.
        OSError: the machine failed; what stood at `copy` still stands there.
    """
    from tally.store import backup as store

    return store.backup(source, copy)


def restore(copy: Path, target: Path) -> str:
    """Bring a copy of a congress file back; as `backup`."""
    from tally.store import backup as store

    return store.restore(copy, target)


PICTURES = frozenset({".png", ".jpg", ".jpeg", ".pdf"})
"""How the names of pictures end that QR codes are read from."""


def codes_on(path: Path) -> tuple[str, ...]:
    """Return the texts of our QR codes on a picture or on the pages of a PDF.

    Raises:
        NoPictureReader: the extra `pictures` is not installed.
        BadInput: it cannot be read as a picture.
        OSError: the machine failed.
    """
    from tally.signing.pictures import codes_on as read

    return read(path)


def read_lines(path: Path) -> tuple[str, ...]:
    """Return the lines of a text file, such as QR texts that a telephone read.

    Raises:
        BadInput: it is no text.
        OSError: the machine failed.
    """
    from tally.files.text import MAX_TOML, read_text

    return tuple(read_text(path, path.name, MAX_TOML).splitlines())


def pins_in(paths: Iterable[Path]) -> "Pins":
    """Return the certificates to be believed: those in files or folders named, else those of this computer's own board.

    Raises:
        NoKeys: nothing is at a path that was named.
        BadInput: a file holds no certificate.
        OSError: the machine failed.
    """
    from tally.application.proof import Pins
    from tally.signing.keys import read_pins

    named = tuple(paths) or tuple(path for path in (home_folder() / "keys",) if path.is_dir())
    return Pins.of(certificate for path in named for certificate in read_pins(path).certificates)


def evidence() -> "Evidence":
    """Return what opens papers to be verified."""
    return _Papers()


class _Papers:
    """Papers on disk (`application.evidence.Evidence`)."""

    def package(self, path: Path, pins: "Pins") -> "PackageReport":
        """Return what the signatures of a workbook are worth."""
        from tally.files.package import MAX_FILE
        from tally.files.text import read_bytes
        from tally.signing.package import verify_package

        return verify_package(read_bytes(path, path.name, MAX_FILE), pins, dt.datetime.now(dt.UTC))

    def signers(self, pins: "Pins") -> "tuple[PinnedSigner, ...]":
        """Return those of the pinned certificates that sign workbooks."""
        from tally.signing.trust import pinned_signers

        return pinned_signers(pins)

    def paper(self, path: Path) -> "Minutes | Source | None":
        """Return minutes, the saved ballots of a record, or None for a workbook of another kind."""
        from tally.application.digest import MINUTES_FORMAT, RECORD_FORMAT
        from tally.files.declared import paper_format
        from tally.files.minutes_xlsx import read_minutes
        from tally.files.record_xlsx import RecordSource
        from tally.files.rules_toml import find_profile, load_profile

        def rules(profile_id: str) -> "RuleProfile":
            # A regulation that somebody sends along never takes the place of the one that is known.
            return load_profile(profile_id) if self.knows_rules(profile_id) else find_profile(profile_id, path.parent)

        kind = paper_format(path).partition("/")[0]
        if kind == MINUTES_FORMAT.partition("/")[0]:
            return read_minutes(path, load_rules=rules)
        return RecordSource(path, rules) if kind == RECORD_FORMAT.partition("/")[0] else None

    def knows_rules(self, profile_id: str) -> bool:
        """Tell whether a regulation comes with this program."""
        from tally.files.rules_toml import profile_ids

        return profile_id in profile_ids()

    def sheets(self, path: Path) -> "tuple[SheetSeen, ...]":
        """Return the sheets of a workbook in their order."""
        from tally.files.shown_results import sheets_of

        return sheets_of(path)

    def shown(self, path: Path) -> "tuple[Shown, ...]":
        """Return the figures that the sheets Kết quả and Biên bản show to people."""
        from tally.files.shown_results import shown_figures

        return shown_figures(path)

    def codes_in(self, path: Path) -> tuple[str, ...] | None:
        """Return the QR texts that the pictures in a workbook hold; None: nothing here reads pictures."""
        from tally.signing.pictures import codes_in

        return codes_in(path)

    def code(self, text: str, pins: "Pins", at: dt.datetime | None = None) -> "QrReport":
        """Return what a QR text and its signature are worth."""
        from tally.signing.qr import verify_qr

        return verify_qr(text, pins, at)

    def same_print(self, path: Path, what: "What", counted: "CountedContest", whole: Recount) -> bool:
        """Tell whether minutes or a record are, part by part, what is printed of a count, or was since its seal."""
        from tally.application.earlier_prints import since_the_seal
        from tally.application.evidence import What
        from tally.zips import UnsafeZip, same_parts

        maker = paper_maker()
        made = maker.minutes if what is What.MINUTES else maker.record
        content, with_journal = path.read_bytes(), what is What.RECORD
        try:
            prints = since_the_seal(whole, counted, with_journal=with_journal)
            return any(same_parts(content, made(*then)) for then in prints)
        except UnsafeZip:
            return False


def clock() -> dt.datetime:
    """Return the time, with its zone."""
    return dt.datetime.now(dt.UTC)


def keys_folder() -> Path:
    """Return where this board's keys are, unless another folder is named."""
    return home_folder() / "keys"


def key_ring(path: Path) -> "KeyRing":
    """Return the keys in a folder; nothing is read yet."""
    from tally.signing.keys import KeyFolder

    return KeyFolder(path, clock)


def make_keys(path: Path, organisation: str, people: "Mapping[Owner, tuple[str, Passphrase]]") -> "KeyRing":
    """Make a board's folder of keys, whole or not at all.

    Args:
        path: nothing may be there yet.
        organisation: whose congress it is.
        people: name and passphrase of head and secretary.

    Raises:
        OSError: something is there already, or the machine failed; nothing is left behind.
    """
    from tally.signing.keys import create_keys

    names = {owner: name for owner, (name, _) in people.items()}
    return create_keys(path, organisation, names, {owner: secret for owner, (_, secret) in people.items()}, clock)


def signing(path: Path | None = None) -> "Signing":
    """Return the board's signing, with the keys in a folder, or where they are by default."""
    from tally.application.signing import Signing
    from tally.files.stamp import PapersOnDisk
    from tally.signing.signable import SignedWorkbooks

    return Signing(key_ring(path or keys_folder()), SignedWorkbooks(), PapersOnDisk(), clock)


def token_signer(
    library: Path, label: str, pin: "Passphrase", beside: Path | None
) -> "AbstractContextManager[tuple[Certified, Signer]]":
    """Open a smart card or USB token that signs; see `tally.signing.token.token_signer`.

    Raises:
        WrongPassphrase, TokenUnusable, NoKeys, BadInput, OSError: as there.
    """
    from tally.signing.token import token_signer as open_token

    return open_token(library, label, pin, beside, clock)


def read_result(path: str, *, allow_unsigned: bool = False, pins: "Pins | None" = None) -> "Read":
    """Verify one source of a roll-up; whatever is wrong with it is returned, never raised. Run in many processes."""
    from tally.application.proof import Pins
    from tally.application.report.reading import read_source

    believed = Pins() if pins is None else pins
    return read_source(Path(path), lambda one: _open_sent(one, believed), allow_unsigned=allow_unsigned)


def _open_sent(path: Path, pins: "Pins") -> "Source | SentPaper":
    """Open what was sent to a roll-up: a workbook once, for all that is read and verified of it."""
    if path.suffix.lower() not in WORKBOOKS:
        return open_source(path)
    from tally.application.minutes import Minutes
    from tally.application.report.workbooks import SentPaper
    from tally.files.paper_xlsx import read_paper
    from tally.signing.package import verify_package
    from tally.signing.qr import verify_qr
    from tally.signing.trust import pinned_signers

    read = read_paper(path)
    report = verify_package(read.content, pins, clock())
    code = None
    if isinstance(read.paper, Minutes) and read.paper.qr:
        signed = min((one.time for one in report.signatures if one.time is not None and not one.flaws), default=None)
        code = verify_qr(read.paper.qr, pins, signed)
    return SentPaper(read.paper, report, read.shown, code, pinned_signers(pins))


def boards_in(pins: "Pins") -> int:
    """Return of how many boards the certificates are that are believed."""
    from tally.application.report.workbooks import boards
    from tally.signing.trust import pinned_signers

    return boards(pinned_signers(pins))


def report_over(  # noqa: PLR0913 - what is read, and what for
    paths: Sequence[Path],
    progress: "Progress",
    *,
    expected: Path | None = None,
    leave_out: Sequence[Path] = (),
    allow_unsigned: bool = False,
    pins: "Pins | None" = None,
) -> "Report":
    """Roll up the results in files and folders.

    Args:
        paths: files and folders.
        progress: told of every source.
        expected: a list of organisations that should send results.
        leave_out: files that are no source though they lie among them.
        allow_unsigned: take workbooks that are not signed, if they hold together.
        pins: whose signatures are believed; None: nobody's.

    Raises:
        NoSources: there is no result anywhere.
        EmptyList: the list names nobody.
        BadInput, OSError: the list cannot be read.
    """
    from tally.application.report.making import EmptyList, Tools, make_report
    from tally.files.organisations import read_organisations
    from tally.rollup.pool import read_all
    from tally.rollup.walking import find_sources

    def frames() -> "Frames":
        from tally.rollup.frames import PolarsFrames

        return PolarsFrames()

    listed = None if expected is None else read_organisations(expected)
    if listed == ():
        raise EmptyList
    others = [*leave_out, *([] if expected is None else [expected])]
    tools = Tools(
        find=lambda found: find_sources(found, others),
        read=lambda sources: read_all(sources, partial(read_result, allow_unsigned=allow_unsigned, pins=pins)),
        frames=frames,
    )
    return make_report(paths, tools, progress, listed)


def report_workbook(report: "Report", words: "Words") -> bytes:
    """Return the tables of a roll-up as a workbook."""
    from tally.application.report.layout import sections
    from tally.documents.report_workbook import report_workbook as make

    return make(sections(report, words), words)
