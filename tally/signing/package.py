"""Workbooks signed as packages (ECMA-376 part 2, XML-DSig, XAdES): what Office, LibreOffice and `tally` all check.

Every part is signed but those that Office leaves unsigned too: `docProps/core.xml`, `docProps/app.xml` and
`[Content_Types].xml`; the content type of every part is signed with it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from tally.application.proof import Flaw, NotSignable, PackageFlaw, PackageReport, Pins, Signer
from tally.signing import names
from tally.signing.adding import add_signature
from tally.signing.checking import check_signature, printable
from tally.signing.parts import Parts, is_left_unsigned, is_signed, links_key, target_key, transformed
from tally.signing.xml import Malformed, parse
from tally.zips import Unsafe, UnsafeZip, part_key

_MAX_SIGNATURES = 20
_LINKS_OF_ORIGIN = part_key(names.ORIGIN_LINKS_PART)


def sign_package(content: bytes, signer: Signer, time: datetime) -> bytes:
    """Return a workbook with one more signature; the same arguments give the same bytes.

    Every part keeps its bytes but the two that say what is in the package, so that signatures made before stay valid.

    Args:
        content: the workbook, signed before or not.
        signer: who signs.
        time: what the signature says about when; with its zone, taken to whole seconds.

    Raises:
        NotSignable: no program could tell what would be signed: damaged, two parts of one name, links to outside.
        OSError: the signer's token failed.
        ValueError: the time has no zone.
    """
    if time.tzinfo is None:
        message = f"a time without its zone: {time}"
        raise ValueError(message)
    return add_signature(_signable(content), signer, time)


def check_signable(content: bytes) -> None:
    """Look whether a workbook can be signed, before anybody unlocks a key.

    Raises:
        NotSignable: as `sign_package`.
    """
    _signable(content)


def verify_package(content: bytes, pins: Pins, at: datetime | None = None) -> PackageReport:
    """Check every signature of a workbook, and that nothing in it stands outside them; a bad file is a report too.

    Args:
        content: the workbook; nothing in it is believed.
        pins: whose signatures are believed.
        at: now, with its zone: nothing can have been signed after it; None: not looked at.
    """
    try:
        parts = Parts(content)
        keys, flaws = _signatures(parts)
        if not keys:
            return PackageReport(flaws=flaws or (Flaw(PackageFlaw.UNSIGNED),))
        found = tuple(check_signature(key, parts, pins, at) for key in keys)
        report = PackageReport(found, (*_flaws_of_zip(parts), *flaws, *_flaws_of_types(parts, keys)))
    except UnsafeZip as error:
        return PackageReport(flaws=(_refusal(error),))
    return _with_titles(report, parts) if report.all_flaws else report


def says_the_same(one: bytes, other: bytes) -> bool:
    """Tell whether two workbooks are the same in all that a signature covers, signed or not."""
    try:
        return _covered(Parts(one)) == _covered(Parts(other))
    except UnsafeZip:
        return False


def _covered(parts: Parts) -> dict[str, tuple[str, bytes]]:
    """Return type and content of every part that a signature covers; of the package's relationships, those it does."""
    found = {key: (parts.types.of(key), parts[key]) for key in parts.names if is_signed(key)}
    root = part_key(names.ROOT_LINKS_PART)
    if root in found:
        links = [link for link in parts.links_of("") if not is_left_unsigned(names.ROOT_LINKS_PART, link)]
        found[root] = (parts.types.of(root), transformed(links))
    return found


def _signable(content: bytes) -> Parts:
    try:
        parts = Parts(content)
        flaws = tuple(_flaws_of_zip(parts))
        parts.types.of(part_key(names.TYPES_PART))  # read now: what says no types is no package
    except UnsafeZip as error:
        raise NotSignable(_refusal(error)) from error
    if flaws:
        raise NotSignable(flaws[0])
    return parts


def _refusal(error: UnsafeZip) -> Flaw:
    code = PackageFlaw.DUPLICATE if error.why is Unsafe.DUPLICATE else PackageFlaw.DAMAGED
    return Flaw(code, printable(error.part))


def _signatures(parts: Parts) -> tuple[list[str], tuple[Flaw, ...]]:
    """Return the keys of the signatures that the package names, and what is wrong about where they are."""
    flaws: list[Flaw] = []
    keys: list[str] = []
    origins = [link for link in parts.links_of("") if link.type == names.ORIGIN_LINK and not link.external]
    for origin in origins:
        source = target_key("", origin)
        links = [link for link in parts.links_of(source) if link.type == names.SIGNATURE_LINK and not link.external]
        keys += [target_key(source, link) for link in links]
        if source not in parts or not links or len(links) > _MAX_SIGNATURES:
            flaws.append(Flaw(PackageFlaw.SIGNATURE_MISSING, printable(source)))
    flaws += [Flaw(PackageFlaw.LINK_ADDED, names.ROOT_LINKS_PART, said=printable(link.target)) for link in origins[1:]]
    flaws += [Flaw(PackageFlaw.SIGNATURE_MISSING, printable(key)) for key in keys if key not in parts]
    there = [key for key in dict.fromkeys(keys) if key in parts][:_MAX_SIGNATURES]
    known = {part_key(names.ORIGIN_PART), _LINKS_OF_ORIGIN, *there}
    for key, name in parts.names.items():
        if key.startswith(f"{names.FOLDER}/") and key not in known:
            is_one = parts.types.of(key) == names.SIGNATURE_TYPE
            code = PackageFlaw.SIGNATURE_UNLINKED if is_one else PackageFlaw.PART_ADDED
            flaws.append(Flaw(code, printable(name)))
    return there, tuple(flaws)


def _flaws_of_zip(parts: Parts) -> Iterator[Flaw]:
    """Yield what makes programs see different workbooks in one file, or content that is not in it."""
    if parts.has_hidden_bytes:
        yield Flaw(PackageFlaw.HIDDEN_BYTES)
    for key, links in parts.links.items():
        for link in links:
            # Where a cell's hyperlink leads is signed and changes nothing in the workbook.
            if link.external and link.type != names.HYPERLINK:
                yield Flaw(PackageFlaw.OUTSIDE, printable(parts.names[key]), said=printable(link.target))


def _flaws_of_types(parts: Parts, signatures: list[str]) -> Iterator[Flaw]:
    """Yield which of the parts that no signature covers are not what they should be, and types of what is not there."""
    expected = {key: content_type for key, (_, content_type) in names.UNSIGNED_PARTS.items()}
    expected |= dict.fromkeys(signatures, names.SIGNATURE_TYPE)
    expected[part_key(names.ORIGIN_PART)] = names.ORIGIN_TYPE
    expected[_LINKS_OF_ORIGIN] = names.RELATIONSHIPS_TYPE
    for key, content_type in expected.items():
        if key in parts and parts.types.of(key) != content_type:
            yield Flaw(PackageFlaw.CONTENT_TYPE, printable(parts.names[key]), said=printable(parts.types.of(key)))
    for key in parts.types.named:
        # That a signature is missing has been said already.
        if key not in parts and parts.types.of(key) != names.SIGNATURE_TYPE:
            yield Flaw(PackageFlaw.CONTENT_TYPE, printable(key), said=printable(parts.types.of(key)))
    for link in parts.links.get(_LINKS_OF_ORIGIN, ()):
        if link.type != names.SIGNATURE_LINK:
            yield Flaw(PackageFlaw.LINK_ADDED, names.ORIGIN_LINKS_PART, said=printable(link.target))
    # The origin is a mere place to start from: whatever it held would be signed by nobody.
    if parts.get(part_key(names.ORIGIN_PART)):
        yield Flaw(PackageFlaw.PART_ADDED, names.ORIGIN_PART)


def _with_titles(report: PackageReport, parts: Parts) -> PackageReport:
    """Return the report with the titles of the sheets that it is about, as the workbook has them now."""
    titles = _titles(parts)

    def titled(flaws: tuple[Flaw, ...]) -> tuple[Flaw, ...]:
        return tuple(replace(flaw, sheet=titles.get(part_key(flaw.part), "")) for flaw in flaws)

    signatures = tuple(replace(one, flaws=titled(one.flaws)) for one in report.signatures)
    return PackageReport(signatures, titled(report.flaws))


def _titles(parts: Parts) -> dict[str, str]:
    titles: dict[str, str] = {}
    for document in parts.links_of(""):
        key = target_key("", document)
        if document.type != names.DOCUMENT_LINK or document.external or key not in parts:
            continue
        targets = {link.id: target_key(key, link) for link in parts.links.get(links_key(key), ())}
        try:
            sheets = parse(parts[key]).findall(f"{{{names.SHEETS}}}sheets/{{{names.SHEETS}}}sheet")
        except Malformed:
            continue
        for sheet in sheets:
            titles[targets.get(sheet.get(names.LINK_ID, ""), "")] = printable(sheet.get("name", ""))
    titles.pop("", None)
    return titles
