"""One signature held against the package it stands in: who signed, when, and everything that speaks against it."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.x509 import Certificate

from tally.application.proof import Flaw, PackageFlaw, Pins, SignatureFound
from tally.signing import names
from tally.signing.parts import Parts, is_left_unsigned, is_signed
from tally.signing.signature import PartSigned, SignatureXml, UnknownMethod, read_signature
from tally.signing.trust import common_name, fingerprint, judge, signed_for, unit
from tally.signing.xml import Malformed
from tally.zips import part_key

_HASHES: dict[str, HashAlgorithm] = {"sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512()}
_LONGEST = 200  # characters of a text of the file that a message repeats


def check_signature(key: str, parts: Parts, pins: Pins, now: datetime | None) -> SignatureFound:
    """Check one signature.

    Args:
        key: of the part it stands in.
        parts: the package; its content types and relationships have been read without complaint.
        pins: whose signatures are believed.
        now: nothing can have been signed after it; None: not looked at.
    """
    part = printable(parts.names[key])
    try:
        signature = read_signature(parts[key])
        leaf = _leaf(signature)
        flaws = [*_flaws_of_value(signature, leaf, part), *_flaws_of_objects(signature, part)]
        of_parts = tuple(_flaws_of_parts(signature.parts, parts))
        trust = judge(leaf, signature.certificates, pins, signature.time, now)
    except Malformed:
        return SignatureFound(part, (Flaw(PackageFlaw.SIGNATURE_UNREADABLE, part),))
    except UnknownMethod as error:
        return SignatureFound(part, (Flaw(PackageFlaw.ALGORITHM, part, said=printable(error.method)),))
    return SignatureFound(
        part=part,
        flaws=(*flaws, *of_parts, *(Flaw(code, part) for code in trust)),
        signer=printable(common_name(leaf)),
        unit=printable(unit(leaf)),
        organisation=printable(signed_for(leaf, signature.certificates, pins)),
        issuer=printable(common_name(leaf, of_issuer=True)),
        fingerprint=fingerprint(leaf).hex(),
        valid_from=leaf.not_valid_before_utc,
        valid_until=leaf.not_valid_after_utc,
        time=signature.time,
    )


def printable(text: str) -> str:
    """Return a text of the file as a message can repeat it: none that a terminal would obey, and not endless."""
    start = text[:_LONGEST]
    if start.isprintable():
        return start
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in start)


def _is_of(certificate: Certificate, signature: SignatureXml) -> bool:
    return fingerprint(certificate, signature.signer.algorithm) == signature.signer.value


def _leaf(signature: SignatureXml) -> Certificate:
    """Return the certificate that the signed properties name; the first one when none is that."""
    named = [one for one in signature.certificates if _is_of(one, signature)]
    return (named or list(signature.certificates))[0]


def _flaws_of_value(signature: SignatureXml, leaf: Certificate, part: str) -> Iterator[Flaw]:
    """Yield whether the key of the certificate made the signature."""
    if not _is_of(leaf, signature):
        yield Flaw(PackageFlaw.OTHER_CERTIFICATE, part)
        return
    try:
        key = leaf.public_key()
    except (UnsupportedAlgorithm, ValueError) as error:
        raise Malformed from error
    if not isinstance(key, RSAPublicKey):
        raise UnknownMethod(leaf.public_key_algorithm_oid.dotted_string)
    try:
        key.verify(signature.value, signature.signed_info, PKCS1v15(), _HASHES[signature.hash_name])
    except InvalidSignature:
        yield Flaw(PackageFlaw.SIGNATURE_WRONG, part)


def _flaws_of_objects(signature: SignatureXml, part: str) -> Iterator[Flaw]:
    """Yield which of the signature's own statements were changed: the list of parts, the time, the rest."""
    changed = {
        one
        for one, digest in signature.objects.items()
        if hashlib.new(digest.algorithm, signature.objects_now[one]).digest() != digest.value
    }
    both = {names.PACKAGE_OBJECT, names.SIGNED_PROPERTIES}
    # The time is what both say: it was changed in one of them, and they differ, or in both.
    if changed & both and (both <= changed or signature.time != signature.time_again):
        yield Flaw(PackageFlaw.TIME_CHANGED, part)
        changed -= both
    if names.PACKAGE_OBJECT in changed:
        yield Flaw(PackageFlaw.LIST_CHANGED, part)
        changed.discard(names.PACKAGE_OBJECT)
    if changed:
        yield Flaw(PackageFlaw.DETAILS_CHANGED, part)


def _flaws_of_parts(signed: Iterable[PartSigned], parts: Parts) -> Iterator[Flaw]:
    """Yield which parts are not what the list says, and which are not on it."""
    keys = parts.by_uri
    covered: set[str] = set()
    for one in signed:
        key = keys.get(part_key(one.uri))
        if key is None:
            yield Flaw(PackageFlaw.PART_MISSING, printable(one.uri.lstrip("/")))
            continue
        covered.add(key)
        name = printable(parts.names[key])
        if parts.types.of(key) != one.type:
            yield Flaw(PackageFlaw.CONTENT_TYPE, name, said=printable(parts.types.of(key)))
        yield from _flaws_of_part(one, key, name, parts)
    for key, name in parts.names.items():
        if key not in covered and is_signed(key):
            yield Flaw(PackageFlaw.PART_ADDED, printable(name))


def _flaws_of_part(signed: PartSigned, key: str, name: str, parts: Parts) -> Iterator[Flaw]:
    if signed.links is None:
        if parts.digest(key, signed.digest.algorithm) != signed.digest.value:
            yield Flaw(PackageFlaw.PART_CHANGED, name)
        return
    if key not in parts.links:
        raise Malformed
    if parts.digest_of_links(key, signed.links, signed.digest.algorithm) != signed.digest.value:
        yield Flaw(PackageFlaw.PART_CHANGED, name)
    for link in parts.links[key]:
        if link.id not in signed.links and not is_left_unsigned(key, link):
            yield Flaw(PackageFlaw.LINK_ADDED, name, said=printable(link.target))
