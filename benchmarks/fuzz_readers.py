"""Every reader of strangers' files, for `fuzz.py`: what it is fed from, how an input is made, and what reads it.

One list, `READERS`: whoever writes a new reader adds it there, and CI feeds it a thousand inputs from that day on. Each
goes through the very function that commands and screens call, with a file on disk where they have one, and on: what was
read is counted, examined and said in words.
"""

import contextlib
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # a congress counted at a desk, as the tests have it

from fuzz_mutations import mutated, mutated_zip, parts_of

from tally import bootstrap
from tally.application.contract import result_document
from tally.application.evidence import Believed
from tally.application.intake import BadInput, BrokenJournal
from tally.application.journal_file import entry_of
from tally.application.journal_source import JournalSource
from tally.application.proof import NotSignable, Pins
from tally.application.qr import BadQr
from tally.application.recount import recount
from tally.application.report.sent import Rejected, Why
from tally.application.verify import Examiner
from tally.domain.ballot import digits
from tally.domain.journal import CONGRESS_CHAIN, GENESIS, Entry, EntryRow, entry_hash
from tally.files.ballots_csv import read_ballots as read_ballots_csv
from tally.files.ballots_xlsx import read_ballots as read_ballots_xlsx
from tally.files.congress_toml import read_congress, write_congress
from tally.files.organisations import read_organisations
from tally.files.rules_toml import load_profile_file
from tally.files.slate_xlsx import read_slate
from tally.locales import Words
from tally.signing.keys import read_certificates
from tally.signing.package import check_signable, verify_package
from tally.signing.qr import verify_qr
from tally.signing.trust import judge, pinned_organisations, pinned_signers

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
SENT = FIXTURES / "sent"
"""Papers of one board made once: `tests/corrigenda_sent.py` prints and signs them."""

TYPED = (BadInput, BrokenJournal, NotSignable, BadQr)
"""How a reader may end; any other exception is untyped."""

_WORDS = (Words("vi"), Words("en"))
_MOST_SAID = 20
_CSV_WORDS = (
    b",",
    b";",
    b"\n",
    b"\r",
    b'"',
    b"contest",
    b"round",
    b"batch",
    b"ballot",
    b"marks",
    b"ruling",
    b"4 9",
    b"bch",
)


class Untyped(Exception):  # noqa: N818 - named for what was seen
    """A command or a use case caught a fault of its own as its last resort; the text says which."""


@dataclass(frozen=True)
class Reader:
    """One reader.

    Attributes:
        name: as the table has it.
        vary: makes an input.
        read: reads it; the path is where a file may be put, with its ending.
        suffix: of that file.
        share: of a million inputs, how many thousands.
    """

    name: str
    vary: Callable[[Random], bytes]
    read: Callable[[bytes, Path], object]
    suffix: str = ""
    share: int = 10


def _said(words: Iterable[str]) -> None:
    for _ in words:
        pass


def say(error: BaseException) -> None:
    """Say a typed ending in both languages, as a command does: a finding whose words fail is no finding."""
    for words in _WORDS:
        if isinstance(error, BadInput):
            _said(words.file_finding(one) for one in error.findings[:_MOST_SAID])


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@cache
def _pins() -> Pins:
    return bootstrap.pins_in([SENT / "board.pem"]).pins


def _examiner() -> Examiner:
    return Examiner(bootstrap.evidence(), Believed(_pins(), published=True), _WORDS[0])


# Texts


def _of_bytes(seeds: Callable[[], Sequence[bytes]], words: Sequence[bytes]) -> Callable[[Random], bytes]:
    kept = cache(seeds)
    return lambda random: mutated(random.choice(kept()), random, words)


def _toml_words(seeds: Sequence[bytes]) -> tuple[bytes, ...]:
    found = {word for seed in seeds for word in re.findall(rb'[a-z_]+ =|\[\[?[a-z._]+\]?\]|"[^"\n]*"', seed)}
    return (
        *sorted(found),
        b"=",
        b'"""',
        b"'''",
        b"[",
        b"]",
        b"[[",
        b"]]",
        b"{",
        b"}",
        b".",
        b"#",
        b"2020-01-10",
        b"1979-05-27T07:32:00Z",
    )


def _congresses() -> list[bytes]:
    paths = [*sorted(FIXTURES.glob("edges/*/congress.toml")), *sorted(FIXTURES.glob("c*/congress.toml"))]
    return [path.read_bytes() for path in paths if path.stat().st_size < 6_000]  # noqa: PLR2004 - small ones are quick


def _rules() -> list[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / "tally" / "rules").glob("*.toml"))]


def _in_toml(seeds: Callable[[], list[bytes]]) -> Callable[[Random], bytes]:
    words = cache(lambda: _toml_words(seeds()))
    kept = cache(seeds)
    return lambda random: mutated(random.choice(kept()), random, words())


def _qr_texts() -> list[bytes]:
    from base45 import b45decode  # type: ignore[import-untyped]  # noqa: PLC0415 - nobody publishes its types

    text = _minutes_qr()
    return [text.encode(), b45decode(text.removeprefix("TALLY1:"))]


def _minutes_qr() -> str:
    from tally.files.minutes_xlsx import read_minutes  # noqa: PLC0415 - for one seed alone

    return read_minutes(SENT / "bien-ban-in-lai.xlsx").qr


def _vary_qr(random: Random) -> bytes:
    """Change the text, or the content within: signed bytes that nobody signed."""
    from base45 import b45encode  # noqa: PLC0415 - as above

    text, content = _qr_seeds()
    if random.random() < 0.5:  # noqa: PLR2004 - half of them
        return mutated(text, random)
    changed = content[:64] + mutated(content[64:], random, (b'"votes":', b"null", b'"contest":', b"[", b"]", b"true"))
    return b"TALLY1:" + bytes(b45encode(changed[:2_000]))


_qr_seeds = cache(_qr_texts)


def _read_qr(content: bytes, _: Path) -> object:
    text = content.decode("utf-8", "surrogateescape")
    report = verify_qr(text, _pins())
    if report.code is None:
        raise BadQr(report.flaws[0])
    return _examiner().code("QR", text)


# Certificates


def _pems() -> list[bytes]:
    from cryptography import x509  # noqa: PLC0415 - for seeds alone
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    board = (SENT / "board.pem").read_bytes()
    ders = [one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(board)]
    return [board, *ders, *ders, *(path.read_bytes() for path in sorted((FIXTURES / "attack").glob("*.pem")))]


def _vary_pem(random: Random) -> bytes:
    """Change a file of certificates, or the bytes of one, most of the time with its lengths left as they are."""
    seed = random.choice(_pem_seeds())
    if seed.startswith(b"-----") or random.random() < 0.3:  # noqa: PLR2004 - the rest byte by byte
        return mutated(seed, random)
    data = bytearray(seed)
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        data[random.randrange(len(data))] = random.choice((random.randrange(256), 0, 0x80, 0xFF, 0x13, 0x1E))
    return bytes(data)


_pem_seeds = cache(_pems)


def _read_pem(content: bytes, path: Path) -> object:
    from datetime import UTC, datetime  # noqa: PLC0415 - one call

    read = bootstrap.pins_in([_file(path, content)]).pins
    pinned_signers(read)
    pinned_organisations(read)
    chain_ = read_certificates(path)
    for one in chain_:
        judge(one, chain_, _pins(), datetime(2025, 6, 10, tzinfo=UTC), None)
    return verify_qr(_minutes_qr_once(), read)


_minutes_qr_once = cache(_minutes_qr)


# Lists and ballots


def _lists() -> list[bytes]:
    return [
        "Tên,Cấp trên\nChi bộ 1,Đảng bộ xã A\nChi bộ 2,Đảng bộ xã A\n".encode(),
        "STT;Tổ chức Đảng;Trực thuộc\n1;Chi bộ 1;\n2;Chi bộ 2;A\n".encode(),
        "Đảng bộ xã A\nĐảng bộ xã B\n".encode(),
        "sep=;\nSTT;Chi bộ;Ghi chú;\nI;Khối xã;;\n1;Chi bộ 1;x;\n=A2;Chi bộ 2;;\n;Tổng cộng: 2 chi bộ;;\n".encode(),
        "DANH SÁCH CHI BỘ\n1. Chi bộ 1\n2. Chi bộ 2\nTM. ĐẢNG ỦY\n".encode(),
        *(path.read_bytes() for path in sorted((FIXTURES / "attack").glob("*.csv"))),
    ]


def _read_list(content: bytes, path: Path) -> object:
    return read_organisations(_file(path, content))


_SMALL = FIXTURES / "cell-of-eleven"
_BOXES = next(FIXTURES.glob("edges/*agree*"), _SMALL)


@cache
def _contests() -> tuple[Any, ...]:
    return read_congress((_SMALL / "congress.toml").read_text(encoding="utf-8")).contests


def _ballots() -> list[bytes]:
    plain = (_SMALL / "ballots.csv").read_bytes()
    return [plain, b"sep=;\n" + plain.replace(b",", b";").replace(b"\n", b";;\n")]


def _read_ballots_csv(content: bytes, path: Path) -> object:
    return read_ballots_csv(_file(path, content), _contests(), path.name)


def _read_congress(content: bytes, path: Path) -> object:
    congress, contests = bootstrap.read_congress(_file(path, content))
    return read_congress(write_congress(congress, contests)) if congress.rules.startswith("qd-") else congress


def _read_rules(content: bytes, path: Path) -> object:
    # A regulation's file is named for its id.
    named = re.search(rb'\nid = "([a-z0-9-]{1,40})"', content)
    path = path.with_name(f"{named[1].decode() if named else 'x'}.toml")
    return load_profile_file(_file(path, content), path.name)


def _vary_folder(random: Random) -> bytes:
    """Change numbers and words of a congress and its ballots, both in one: they part at a NUL."""
    folder = random.choice(_folders())
    toml, csv = ((folder / name).read_bytes() for name in ("congress.toml", "ballots.csv"))
    which = random.random()
    if which < 0.6:  # noqa: PLR2004
        toml = mutated(toml, random, _toml_words([toml]))
    if which > 0.4:  # noqa: PLR2004
        csv = mutated(csv, random, _CSV_WORDS)
    return toml.replace(b"\0", b"") + b"\0" + csv


@cache
def _folders() -> tuple[Path, ...]:
    found = [path.parent for path in FIXTURES.glob("edges/*/ballots.csv") if path.stat().st_size < 3_000]  # noqa: PLR2004
    return (_SMALL, *sorted(found))


def _read_folder(content: bytes, path: Path) -> object:
    toml, _, csv = content.partition(b"\0")
    path.mkdir(exist_ok=True)
    _file(path / "congress.toml", toml)
    _file(path / "ballots.csv", csv)
    counted = recount(bootstrap.open_source(path))
    for words in _WORDS:
        json.dumps(result_document(counted, words))
    return read_result(path)


def read_result(path: Path) -> object:
    """Read a source of a roll-up.

    Raises:
        Untyped: the program failed on it.
    """
    read = bootstrap.read_result(str(path), allow_unsigned=True, pins=_pins())
    if isinstance(read, Rejected) and read.why in {Why.BUG, Why.MACHINE}:
        raise Untyped(str(dict(read.fields)))
    return read


# Workbooks

_XML_WORDS = (
    *(
        b"<c",
        b"</c>",
        b"<row",
        b"</row>",
        b"<v>",
        b"</v>",
        b"<f>",
        b"<is>",
        b"<t>",
        b"</t>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
    ),
    *(b't="s"', b't="str"', b't="n"', b't="b"', b't="e"', b't="d"', b't="inlineStr"', b't="x"', b's="1"', b's="99999"'),
    *(
        b'r="A1"',
        b'r="XFD1048576"',
        b'r="A0"',
        b'hidden="1"',
        b"&#0;",
        b"&#xFFFF;",
        b"&amp;",
        b"&lt;",
        b"&x;",
        b"xml:space",
    ),
    *(
        b'xmlns="',
        b'xmlns:a="',
        b"<!DOCTYPE a>",
        b"<?xml ?>",
        b"<?pi?>",
        b"mc:AlternateContent",
        b'Target="',
        b'Id="',
        b'TargetMode="External"',
    ),
    *(
        b'ref="A1:B2"',
        b'ref="A1:XFD1048576"',
        b'sheetId="',
        b'state="hidden"',
        b"numFmtId",
        b"formatCode",
        b"date1904",
        b'"1"',
        b'""',
    ),
)
_DSIG_WORDS = (
    *_XML_WORDS,
    *(
        b"<Reference",
        b"</Reference>",
        b"<DigestValue>",
        b"<DigestMethod",
        b"<Transform",
        b"<Manifest>",
        b"<Object",
        b"SourceId=",
    ),
    *(b'URI="', b'URI="#idPackageObject"', b'Algorithm="', b"X509Certificate", b"SigningTime", b"idSignedProperties"),
    *(
        b"http://www.w3.org/2001/04/xmlenc#sha256",
        b"http://www.w3.org/2000/09/xmldsig#",
        b"relative",
        b"mdssi:Value",
        b"2025-06-10T03:30:00Z",
    ),
)


@cache
def _parts(path: Path) -> Mapping[str, bytes]:
    return parts_of(path.read_bytes())


def _of_zip(paths: Sequence[Path], chosen: re.Pattern[str], words: Sequence[bytes]) -> Callable[[Random], bytes]:
    def vary(random: Random) -> bytes:
        parts = _parts(random.choice(paths))
        wanted = [name for name in parts if chosen.search(name)]
        return mutated_zip(parts, random, words, wanted or list(parts))

    return vary


_MEANT = re.compile(r"worksheets/sheet|workbook\.xml|sharedStrings|styles|\.rels$|Content_Types")
_SLATES = tuple(sorted(FIXTURES.glob("excel-slate/*.xlsx")))


def _read_slate(content: bytes, path: Path) -> object:
    return read_slate(_file(path, content), path.name)


@cache
def _excel_contests() -> tuple[Any, ...]:
    return tuple(bootstrap.read_congress(FIXTURES / "excel-slate" / "congress.toml")[1])


def _read_ballots_xlsx(content: bytes, path: Path) -> object:
    return read_ballots_xlsx(_file(path, content), _excel_contests(), path.name)


def _read_paper(content: bytes, path: Path) -> object:
    """Read a paper as the roll-up does, or as `verify` does."""
    _file(path, content)
    if len(content) % 2:
        return read_result(path)
    examined = _examiner().workbook(path.name, path)
    if examined.unreadable:
        raise BadInput(examined.unreadable)
    return examined


def _read_package(content: bytes, _: Path) -> object:
    report = verify_package(content, _pins())
    check_signable(content)
    return report


# Pictures


def _pictures() -> list[bytes]:
    from PIL import Image  # noqa: PLC0415 - for seeds alone

    (png,) = (data for name, data in _parts(SENT / "bien-ban-in-lai.xlsx").items() if name.endswith(".png"))
    picture = Image.open(BytesIO(png)).convert("RGB").resize((240, 240))
    found = [png]
    for kind in ("JPEG", "PNG", "JPEG"):
        buffer = BytesIO()
        picture.save(buffer, kind, progressive=len(found) > 2)  # noqa: PLR2004 - the last one
        found.append(buffer.getvalue())
    return found


def _pdfs() -> list[bytes]:
    from PIL import Image  # noqa: PLC0415 - for seeds alone

    buffer = BytesIO()
    Image.open(BytesIO(_pictures()[0])).convert("L").resize((160, 160)).save(buffer, "PDF", resolution=200)
    return [buffer.getvalue()]


_PNG_WORDS = (
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tEXt",
    b"zTXt",
    b"iTXt",
    b"acTL",
    b"\xff\xd8",
    b"\xff\xc0",
    b"\xff\xc4",
    b"\xff\xda",
)
_PDF_WORDS = (
    *(
        b"obj",
        b"endobj",
        b"stream",
        b"endstream",
        b"xref",
        b"trailer",
        b"/Kids",
        b"/Parent",
        b"/Count",
        b"/Length",
        b"/MediaBox",
    ),
    *(
        b"<<",
        b">>",
        b"[",
        b"]",
        b"/Filter",
        b"/FlateDecode",
        b"/DCTDecode",
        b"/Width",
        b"/Height",
        b"1 0 R",
        b"3 0 R",
        b"/Root",
    ),
)


def _read_picture(content: bytes, path: Path) -> object:
    return bootstrap.codes_on(_file(path, content))


# Congress files


@dataclass(frozen=True)
class _Journal:
    """Chains of entries in memory, as a file hands them out (`StoredJournal`, as far as it is read)."""

    rows: Mapping[str, list[EntryRow]]

    def pieces(self) -> Iterator[tuple[str, list[EntryRow]]]:
        """Yield every chain, the congress's first."""
        for name in sorted(self.rows, key=lambda name: name != CONGRESS_CHAIN):
            yield name, self.rows[name]

    def entries(self, name: str, after: int = 0) -> Iterator[Entry]:
        """Yield the entries of a chain."""
        for row in self.rows.get(name, [])[after:]:
            yield entry_of(name, row)

    def chains(self) -> tuple[str, ...]:
        """Return their names."""
        return tuple(self.rows)

    def close(self) -> None:
        """Keep everything."""


@cache
def _board_file() -> bytes:
    from board import write_file  # noqa: PLC0415 - of the tests
    from corrigenda_sent import once  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        path = Path(folder) / "dai-hoi.tally"
        write_file(once(), path)
        return path.read_bytes()


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    """Return the entries of a lawful journal as they stand in it: an exported one withholds the hashes of PINs."""
    fields = ("time", "station", "person", "kind", "ballot", "marks", "payload")
    with TemporaryDirectory() as folder:
        path = _file(Path(folder) / "dai-hoi.tally", _board_file())
        with closing(bootstrap.open_journal(path, reading=True)) as journal:
            return tuple(
                {"chain": chain, **dict(zip(fields, row[2:9], strict=True)), "marks": digits(row[7])}
                for chain, rows in journal.pieces()
                for row in rows
            )


_TIMES = (
    "",
    "2025",
    "2025-06-10T03:30:00.000Z",
    "9999-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00.000Z",
    "\ud800",
    "x" * 5_000,
)


def _vary_journal(random: Random) -> bytes:
    """Change entries of a journal: their payload most of the time, then person, kind, ballot, marks, time, order."""
    entries = [dict(one) for one in _entries()]
    kinds = [*sorted({one["kind"] for one in entries}), "nonsense", ""]
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        at = random.randrange(len(entries))
        one = entries[at]
        what = random.random()
        if what < 0.6:  # noqa: PLR2004
            one["payload"] = _payload(one["payload"], random)
        elif what < 0.65:  # noqa: PLR2004
            one["kind"] = random.choice(kinds)
        elif what < 0.7:  # noqa: PLR2004
            one["person"] = random.choice(("", "p1", "p9", "\0", "x" * 3_000))
        elif what < 0.75:  # noqa: PLR2004
            one["ballot"] = random.choice((None, 0, -1, 1, 10**6, 2**62))
        elif what < 0.8:  # noqa: PLR2004
            one["marks"] = random.choice(("", "0", "1111", "3333", "12341234", "1" * 3_000))
        elif what < 0.85:  # noqa: PLR2004
            one["time"] = random.choice(_TIMES)
        elif what < 0.9:  # noqa: PLR2004
            one["chain"] = random.choice(("congress", "pass/bch/1/1/1", "pass/bch/1/9/9", "pass/x/y/z/a", "pass", ""))
        elif what < 0.95:  # noqa: PLR2004
            entries.insert(random.randrange(len(entries)), entries.pop(at))
        else:
            entries.insert(at, dict(random.choice(entries)))
    return b"\n".join(json.dumps(one).encode() for one in entries)


_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1,
    2**62,
    1.5,
    "",
    "x",
    "1",
    "\ud800",
    "\0",
    [],
    [1],
    [[]],
    {},
    {"a": 1},
    [None] * 50,
    "9" * 5_000,
)


def _payload(text: str, random: Random) -> str:
    """Change a payload: what it says, or how it is written."""
    value = None
    with contextlib.suppress(ValueError):
        value = json.loads(text)
    if not isinstance(value, dict) or random.random() < 0.2:  # noqa: PLR2004
        words = (b'":', b'","', b"null", b"true", b"[]", b"{}")
        return mutated(text.encode("utf-8", "replace"), random, words).decode("utf-8", "replace")
    _change(value, random)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _change(value: Any, random: Random) -> None:  # noqa: ANN401 - whatever JSON has
    """Put something else in one place of a document, or take it away."""
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not keys:
        return
    key = random.choice(keys)
    inner = value[key]
    if isinstance(inner, (dict, list)) and inner and random.random() < 0.6:  # noqa: PLR2004
        _change(inner, random)
    elif isinstance(inner, str) and random.random() < 0.5:  # noqa: PLR2004
        value[key] = mutated(
            inner.encode("utf-8", "replace"), random, _toml_words([inner.encode("utf-8", "replace")])
        ).decode("utf-8", "replace")
    elif isinstance(value, dict) and random.random() < 0.2:  # noqa: PLR2004
        del value[key]
    else:
        value[key] = random.choice(_VALUES)


def _read_journal(content: bytes, _: Path) -> object:
    """Read entries whose hashes all fit, as somebody would write them who has the program."""
    rows: dict[str, list[EntryRow]] = {}
    for line in content.splitlines():
        one = json.loads(line)
        chain_, kind, payload = one["chain"], one["kind"], one["payload"]
        held = rows.setdefault(chain_, [])
        previous = held[-1][10] if held else GENESIS
        fields = (one["time"], one["station"], one["person"], kind, one["ballot"])
        try:
            marks = bytes(map(int, one["marks"]))
            own = entry_hash(previous, chain_, len(held) + 1, *fields, marks, payload)
        except ValueError:  # half a character: no database takes it
            continue
        held.append((chain_, len(held) + 1, *fields, marks, payload, previous, own))
    return _examined(len(content), JournalSource(lambda: _Journal(rows), bootstrap.congress_codec()))  # type: ignore[arg-type, return-value]


def _examined(number: int, source: JournalSource) -> object:
    """Examine a congress file as `verify` does; of one in four, print the minutes too."""
    examined = _examiner().congress("X.tally", source)
    if not number % 4:
        counted = recount(source)
        for one in counted.contests:
            bootstrap.paper_maker().minutes(counted, one)
    return examined


def _read_tally(content: bytes, path: Path) -> object:
    read_result(_file(path, content))
    bootstrap.open_desk(path).journal.close()
    return _examined(len(content), bootstrap.congress_source(path))


# Everything together


def _vary_stack(random: Random) -> bytes:
    """Change one paper of three; the number of the one that it is stands before it."""
    which = random.randrange(len(_STACK))
    return bytes([which]) + _STACK[which].vary(random)


def _read_stack(content: bytes, path: Path) -> object:
    """Hand three papers, one of them changed, to `verify` and `report`: the other two are told of."""
    path.mkdir(exist_ok=True)
    which, papers = content[0] % len(_STACK), []
    for number, (reader, seed) in enumerate(zip(_STACK, _whole_stack(), strict=True)):
        papers.append(str(_file(path / f"{number}{reader.suffix}", content[1:] if number == which else seed)))
    for command in ("verify", "report"):
        said = _run(command, *papers, "--pin", str(SENT / "board.pem"))
        for number in range(len(_STACK)):
            if number != which and f"{number}{_STACK[number].suffix}" not in said and command == "verify":
                raise Untyped(command, f"says nothing of {number}")
    return papers


def _run(*arguments: str) -> str:
    from tally.cli.main import main  # noqa: PLC0415 - loaded when a command is run

    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        status = main(arguments)
    said = told.getvalue()
    if status not in {0, 1, 3} or "E899" in said or "Traceback" in said:
        raise Untyped(str(status), said[-300:])
    return said


@cache
def _whole_stack() -> tuple[bytes, ...]:
    names = ("bien-ban-in-lai.xlsx", "ho-so-bch-1.xlsx")
    return (*((SENT / name).read_bytes() for name in names), _board_file())


_PAPERS = {
    name: SENT / file
    for name, file in (
        ("minutes", "bien-ban-in-lai.xlsx"),
        ("record", "ho-so-bch-1.xlsx"),
        ("corrigendum", "dinh-chinh-bch-1-1.xlsx"),
    )
}
_PAPER_PARTS = re.compile(r"worksheets/sheet|workbook\.xml|_xmlsignatures|\.rels$|Content_Types|media|core\.xml")
_SIGNATURE_PARTS = re.compile(r"_xmlsignatures|_rels/\.rels|Content_Types")
_STACK = (
    Reader("minutes", _of_zip([_PAPERS["minutes"]], _PAPER_PARTS, _DSIG_WORDS), _read_paper, ".xlsx", 8),
    Reader("record", _of_zip([_PAPERS["record"]], _PAPER_PARTS, _DSIG_WORDS), _read_paper, ".xlsx", 8),
    Reader("tally-file", lambda random: mutated(_board_file(), random), _read_tally, ".tally", 4),
)

READERS: Mapping[str, Reader] = {
    reader.name: reader
    for reader in (
        Reader("qr-text", _vary_qr, _read_qr, "", 270),
        Reader("certificates", _vary_pem, _read_pem, ".pem", 150),
        Reader("expected-list", _of_bytes(_lists, _CSV_WORDS), _read_list, ".csv", 160),
        Reader("ballots-csv", _of_bytes(_ballots, _CSV_WORDS), _read_ballots_csv, ".csv", 150),
        Reader("congress-toml", _in_toml(_congresses), _read_congress, ".toml", 60),
        Reader("rules-toml", _in_toml(_rules), _read_rules, ".toml", 40),
        Reader("signature", _of_zip(list(_PAPERS.values()), _SIGNATURE_PARTS, _DSIG_WORDS), _read_package, ".xlsx", 50),
        Reader("picture", _of_bytes(_pictures, _PNG_WORDS), _read_picture, ".png", 30),
        Reader("folder", _vary_folder, _read_folder, "", 20),
        Reader("slate-xlsx", _of_zip(_SLATES, _MEANT, _XML_WORDS), _read_slate, ".xlsx", 20),
        Reader("ballots-xlsx", _of_zip(_SLATES, _MEANT, _XML_WORDS), _read_ballots_xlsx, ".xlsx", 14),
        Reader("pdf", _of_bytes(_pdfs, _PDF_WORDS), _read_picture, ".pdf", 10),
        *_STACK[:2],
        Reader("corrigendum", _of_zip([_PAPERS["corrigendum"]], _PAPER_PARTS, _DSIG_WORDS), _read_paper, ".xlsx", 8),
        Reader("journal", _vary_journal, _read_journal, "", 6),
        _STACK[2],
        Reader("together", _vary_stack, _read_stack, "", 1),
    )
}
