"""Signing a workbook and verifying it: what stays as it was, what is said of the signer, what no file can do to us."""

import random
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
import signed_workbook as book
import throwaway_signers as signers
from openpyxl import load_workbook
from paper_cases import small_case

from tally.application.proof import NotSignable, PackageFlaw, PackageReport, Pins
from tally.signing.package import sign_package, verify_package

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def codes(report: PackageReport) -> set[PackageFlaw]:
    return {flaw.code for flaw in report.all_flaws}


def seen(content: bytes) -> set[PackageFlaw]:
    """Return the flaws of a workbook by the board's certificates."""
    return codes(verify_package(content, signers.pins()))


def signed_part() -> str:
    return book.parts_of(book.signed())[book.SIGNATURE].decode()


# Signing


def test_the_same_workbook_signed_at_the_same_time_is_the_same_bytes() -> None:
    again = sign_package(book.plain(), signers.head(), signers.SIGNED.astimezone(timezone(timedelta(hours=7))))
    assert again == book.signed()
    assert sign_package(book.signed(), signers.secretary(), signers.SIGNED) == book.signed_twice()


def test_every_part_keeps_its_bytes_but_those_that_say_what_is_in_the_package() -> None:
    before, after = book.parts_of(book.plain()), book.parts_of(book.signed())
    assert {name for name in before if after[name] != before[name]} == {book.TYPES, book.ROOT_LINKS}
    assert list(after) == [*before, book.ORIGIN, book.ORIGIN_LINKS, book.SIGNATURE]
    assert after[book.ORIGIN] == b""


def test_a_second_signature_touches_nothing_that_the_first_one_covers() -> None:
    before, after = book.parts_of(book.signed()), book.parts_of(book.signed_twice())
    assert {name for name in before if after[name] != before[name]} == {book.TYPES, book.ORIGIN_LINKS}
    assert set(after) - set(before) == {book.SECOND}


def test_the_zip_bears_no_time_and_no_machine() -> None:
    with ZipFile(BytesIO(book.signed_twice())) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {3}


def test_a_signed_workbook_opens_as_it_did() -> None:
    cells = [load_workbook(BytesIO(one))["Biên bản"]["B1"].value for one in (book.plain(), book.signed_twice())]
    assert cells == [7, 7]


def test_minutes_and_record_are_signed_and_verified() -> None:
    for content in (small_case().minutes, small_case().record):
        signed = sign_package(content, signers.head(), signers.SIGNED)
        assert verify_package(sign_package(signed, signers.secretary(), signers.SIGNED), signers.pins()).sound


def test_a_time_without_zone_is_a_bug_of_ours() -> None:
    with pytest.raises(ValueError, match="without its zone"):
        sign_package(book.plain(), signers.head(), datetime(2025, 6, 9))  # noqa: DTZ001 - the very bug


def test_what_cannot_be_signed_is_refused() -> None:
    untyped = book.with_parts(book.plain(), {book.TYPES: None})
    cases = {b"": PackageFlaw.DAMAGED, untyped: PackageFlaw.DAMAGED, b"hidden" + book.plain(): PackageFlaw.HIDDEN_BYTES}
    for content, code in cases.items():
        with pytest.raises(NotSignable) as refused:
            sign_package(content, signers.head(), signers.SIGNED)
        assert refused.value.flaw.code is code


def linked(kind: str) -> bytes:
    """Return the workbook with a link to outside."""
    link = f'<Relationship Type="{OFFICE}/{kind}" Target="http://example.invalid" TargetMode="External" Id="rId7"/>'
    return book.edited(book.plain(), book.BOOK_LINKS, "</Relationships>", f"{link}</Relationships>")


def test_content_from_outside_is_not_signed_but_a_hyperlink_is() -> None:
    with pytest.raises(NotSignable) as refused:
        sign_package(linked("externalLink"), signers.head(), signers.SIGNED)
    assert refused.value.flaw.code is PackageFlaw.OUTSIDE
    assert refused.value.flaw.said == "http://example.invalid"
    assert verify_package(sign_package(linked("hyperlink"), signers.head(), signers.SIGNED), signers.pins()).sound


# What the report says


def test_the_report_says_who_signed_and_when() -> None:
    first, second = verify_package(book.signed_twice(), signers.pins()).signatures
    assert (first.part, second.part) == (book.SIGNATURE, book.SECOND)
    assert (first.signer, second.signer) == (signers.HEAD_NAME, signers.SECRETARY_NAME)
    assert first.issuer == second.issuer == signers.CA_NAME
    assert first.fingerprint == sha256(signers.head().certificates[0]).hexdigest()
    assert first.time == datetime(2025, 6, 9, 3, 30, tzinfo=UTC)
    assert (first.valid_from, first.valid_until) == (signers.SINCE, signers.UNTIL)


def test_without_pins_nobody_is_believed_though_the_workbook_is_what_was_signed() -> None:
    report = verify_package(book.signed(), Pins())
    assert codes(report) == {PackageFlaw.NO_PINS}
    assert not report.sound
    assert report.signatures[0].intact


def test_a_changed_workbook_is_not_what_was_signed() -> None:
    report = verify_package(book.edited(book.signed(), book.SHEET, "<v>7</v>", "<v>8</v>"), signers.pins())
    assert not report.signatures[0].intact
    assert [flaw.sheet for flaw in report.all_flaws] == ["Biên bản"]


@pytest.mark.parametrize("pins", [Pins.of(signers.head().certificates[:1]), signers.pinned_ca()], ids=["leaf", "CA"])
def test_the_certificate_itself_or_its_ca_may_be_pinned(pins: Pins) -> None:
    assert verify_package(book.signed(), pins).sound


def test_a_pinned_person_is_no_ca() -> None:
    of_secretary = Pins.of(signers.secretary().certificates[:1])
    assert codes(verify_package(book.signed(), of_secretary)) == {PackageFlaw.NOT_PINNED}


@pytest.mark.parametrize(
    ("after", "flaws"),
    [(timedelta(hours=-23), set()), (timedelta(hours=-25), {PackageFlaw.FROM_THE_FUTURE}), (timedelta(days=9), set())],
)
def test_nothing_was_signed_tomorrow_but_clocks_may_differ_by_a_day(after: timedelta, flaws: set[PackageFlaw]) -> None:
    assert codes(verify_package(book.signed(), signers.pins(), signers.SIGNED + after)) == flaws


def test_a_certificate_that_expired_since_does_not_matter() -> None:
    then = signers.head(until=signers.SIGNED + timedelta(days=1))
    signed = sign_package(book.plain(), then, signers.SIGNED)
    assert verify_package(signed, signers.pins(), signers.SIGNED + timedelta(days=1000)).sound


def test_an_expired_ca_vouches_for_nobody() -> None:
    late = datetime(2099, 6, 1, tzinfo=UTC)
    signed = sign_package(book.plain(), signers.head(until=datetime(2100, 1, 1, tzinfo=UTC)), late)
    assert codes(verify_package(signed, signers.pinned_ca())) == {PackageFlaw.EXPIRED}


def test_a_name_that_would_play_with_the_terminal_is_shown_tame() -> None:
    name = "Lò\x1b[2J\u202eVăn"
    own = signers.ThrowawaySigner(signers.key(3), (signers.certificate(name, 3, "Ban", 3),))
    [found] = verify_package(sign_package(book.plain(), own, signers.SIGNED), signers.pins()).signatures
    assert found.signer == "Lò\ufffd[2J\ufffdVăn"


# What is not signed


def test_properties_and_packing_are_not_signed_as_in_office() -> None:
    properties = book.edited(book.signed(), "docProps/core.xml", "2025-06-09", "2026-06-09")
    assert seen(properties) == set()
    repacked = BytesIO()
    with ZipFile(repacked, "w", ZIP_STORED) as archive:
        for name, data in reversed(book.parts_of(book.signed()).items()):
            archive.writestr(name, data)
    assert seen(repacked.getvalue()) == set()


def test_nothing_else_hides_among_what_is_not_signed() -> None:
    for name in ("docProps/custom.xml", "docProps/_rels/core.xml.rels", "_xmlsignatures/more.xml"):
        empty_links = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
        assert seen(book.with_parts(book.signed(), {name: empty_links})) == {PackageFlaw.PART_ADDED}
    assert seen(book.with_parts(book.signed(), {book.ORIGIN: b"x"})) == {PackageFlaw.PART_ADDED}
    another = '<Default Extension="xml" ContentType="text/html"/>'
    for named in ("core", "app"):
        kind = {"core": "package.core-properties", "app": "officedocument.extended-properties"}[named]
        changed = book.edited(book.signed(), book.TYPES, f"{kind}+xml", f"{kind}+html")
        assert seen(changed) == {PackageFlaw.CONTENT_TYPE}
    assert seen(book.edited(book.signed(), book.TYPES, "</Types>", f"{another}</Types>")) == {PackageFlaw.DAMAGED}
    ghost = '<Override PartName="/xl/ghost.xml" ContentType="text/html"/>'
    assert seen(book.edited(book.signed(), book.TYPES, "</Types>", f"{ghost}</Types>")) == {PackageFlaw.CONTENT_TYPE}


def test_the_links_of_the_package_and_of_the_signatures_take_no_other() -> None:
    root = f'<Relationship Id="rId9" Type="{OFFICE}/officeDocument" Target="xl/other.xml"/>'
    assert seen(book.edited(book.signed(), book.ROOT_LINKS, "</Rel", f"{root}</Rel")) == {PackageFlaw.LINK_ADDED}
    # What Office leaves unsigned is only what leads to the properties that it rewrites.
    moved = book.edited(book.signed(), book.ROOT_LINKS, 'Target="docProps/core.xml"', 'Target="xl/styles.xml"')
    assert seen(moved) == {PackageFlaw.LINK_ADDED}
    smuggled = book.edited(book.signed(), book.BOOK_LINKS, "<Relationship ", '<Relationship note="x" ')
    assert seen(smuggled) == {PackageFlaw.DAMAGED}
    origin = f'<Relationship Id="rId9" Type="{OFFICE}/image" Target="sig1.xml"/>'
    assert seen(book.edited(book.signed(), book.ORIGIN_LINKS, "</Rel", f"{origin}</Rel")) == {PackageFlaw.LINK_ADDED}


# What no file can do to us


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"not a zip", book.signed()[:-200], book.zipped(("a", b"b")), book.zipped()],
    ids=["empty", "start of a zip", "text", "cut short", "no workbook", "no parts"],
)
def test_what_is_no_workbook_is_damaged_or_unsigned(content: bytes) -> None:
    assert seen(content) <= {PackageFlaw.DAMAGED, PackageFlaw.UNSIGNED}
    assert seen(content)


def hidden_entry() -> bytes:
    """Return a zip with a part that its directory does not name."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in book.parts_of(book.signed()).items():
            archive.writestr(name, data)
            if name == book.SHEET:
                archive.writestr("xl/worksheets/hidden.xml", b"<x/>")
                archive.filelist.pop()
    return buffer.getvalue()


def other_size_in_front() -> bytes:
    """Return a zip whose first part says another size before itself than in the directory."""
    content = bytearray(book.signed())
    struct.pack_into("<I", content, 22, struct.unpack_from("<I", content, 22)[0] + 1)
    return bytes(content)


def remark_at_the_end() -> bytes:
    buffer = BytesIO(book.signed())
    with ZipFile(buffer, "a") as archive:
        archive.comment = b"remark"
    return buffer.getvalue()


@pytest.mark.parametrize("make", [hidden_entry, other_size_in_front, remark_at_the_end])
def test_a_zip_that_programs_may_read_differently_is_named(make: Callable[[], bytes]) -> None:
    assert seen(make()) == {PackageFlaw.HIDDEN_BYTES}


def test_names_that_differ_by_case_or_slash_alone_are_one_name_twice() -> None:
    for name in ("XL/Worksheets/Sheet1.xml", "xl\\worksheets\\sheet1.xml", "/xl/worksheets/sheet1.xml"):
        assert seen(book.with_parts(book.signed(), {name: b"<x/>"})) == {PackageFlaw.DUPLICATE}


DOCTYPE = '<!DOCTYPE Signature [<!ENTITY e SYSTEM "file:///etc/passwd">]><Signature'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Signature", DOCTYPE),
        ("<DigestValue>", "<DigestValue><!-- remark -->"),
        ("<SignatureValue>", "<?instruction?><SignatureValue>"),
        ('<Object Id="idPackageObject">', '<Object Id="idPackageObject"/><Object Id="idPackageObject">'),
        ('<Object Id="idPackageObject">', '<Object Id="idPackageObject" xml:space="preserve">'),
        ("<Manifest>", "<Manifest/><Manifest>"),
        ("<SignedInfo>", "<SignedInfo/><SignedInfo>"),
        ("#idPackageObject", "#idOfficeObject"),
        ("#idSignedProperties", "#idNobody"),
        ("#idSignedProperties", "http://example.invalid/"),
        ("<SignatureValue>", "<SignatureValue>="),
        ("<X509Certificate>", "<X509Certificate>AAAA"),
        ("<mdssi:Value>2025", "<mdssi:Value>soon"),
        ("?ContentType=", "#"),
    ],
)
def test_a_signature_that_is_not_as_office_makes_them_is_unreadable(old: str, new: str) -> None:
    assert seen(book.edited(book.signed(), book.SIGNATURE, old, new)) == {PackageFlaw.SIGNATURE_UNREADABLE}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1", "http://www.w3.org/2000/09/xmldsig#sha1"),
        ("TR/2001/REC-xml-c14n-20010315", "2001/10/xml-exc-c14n#", "http://www.w3.org/2001/10/xml-exc-c14n#"),
        ("package/2006/RelationshipTransform", "x", "http://schemas.openxmlformats.org/x http://www.w3.org/TR/2001/"),
    ],
)
def test_a_method_that_is_not_believed_is_named(old: str, new: str, said: str) -> None:
    report = verify_package(book.edited(book.signed(), book.SIGNATURE, old, new), signers.pins())
    [flaw] = report.all_flaws
    assert flaw.code is PackageFlaw.ALGORITHM
    assert flaw.said.startswith(said)


def test_a_list_that_is_moved_away_and_replaced_is_not_taken_for_the_signed_one() -> None:
    """Signature wrapping: the signed list stays in the file under its Id, a false one stands where lists are read."""
    before, _, rest = signed_part().partition('<Object Id="idPackageObject">')
    signed_list, _, after = rest.partition("</Object>")
    kept = f'<Object><Object Id="idPackageObject">{signed_list}</Object></Object>'
    false = f'<Object Id="idFalse">{signed_list}</Object>'
    wrapped = book.with_parts(book.signed(), {book.SIGNATURE: (before + kept + false + after).encode()})
    assert seen(wrapped) == {PackageFlaw.SIGNATURE_UNREADABLE}


def test_a_flood_of_signatures_is_not_all_looked_at() -> None:
    links = "".join(
        f'<Relationship Id="x{number}" Target="sig1.xml#{number}" Type="http://schemas.openxmlformats.org/package/2006'
        '/relationships/digital-signature/signature"/>'
        for number in range(100)
    )
    flooded = book.edited(book.signed(), book.ORIGIN_LINKS, "</Relationships>", f"{links}</Relationships>")
    report = verify_package(flooded, signers.pins())
    assert not report.sound
    assert len(report.signatures) == 1


def test_no_change_of_a_byte_is_ever_sound_unless_no_part_is_another() -> None:
    chance, before = random.Random(20250609), book.parts_of(book.signed())  # noqa: S311 - the same every time
    unsigned = {"docProps/core.xml", "docProps/app.xml", book.TYPES, book.ROOT_LINKS, book.ORIGIN_LINKS}
    caught = 0
    for _ in range(1500):
        content = bytearray(book.signed())
        for _ in range(chance.choice((1, 1, 2, 30))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        report = verify_package(bytes(content), signers.pins())
        if report.sound:
            after = book.parts_of(bytes(content))
            assert {name for name in before if after.get(name) != before[name]} <= unsigned
            assert set(after) == set(before)
        else:
            caught += 1
    assert caught > 1000


def test_no_change_of_a_byte_of_a_part_is_ever_sound() -> None:
    """Within parts, where the zip's own checksums do not help."""
    chance, parts = random.Random(190), book.parts_of(book.signed())  # noqa: S311 - the same every time
    # Of these it matters only what they say, not how many spaces stand between.
    by_meaning = {book.SIGNATURE, book.TYPES, *(name for name in parts if name.endswith(".rels"))}
    said = verify_package(book.signed(), signers.pins()).signatures
    caught = 0
    for _ in range(600):
        name = chance.choice([name for name in parts if parts[name] and not name.startswith("docProps")])
        data = bytearray(parts[name])
        place = chance.randrange(len(data))
        data[place] = (data[place] + chance.randrange(1, 256)) % 256
        report = verify_package(book.with_parts(book.signed(), {name: bytes(data)}), signers.pins())
        caught += not report.sound
        assert not report.sound or (name in by_meaning and report.signatures == said)
    assert caught > 400
