"""The XML of one package signature, read strictly: what it signs, by whose certificate, and when."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from cryptography.x509 import Certificate
from lxml.etree import XPath, _Element

from tally.signing import names
from tally.signing.trust import certificate_of
from tally.signing.xml import Malformed, canonical, parse

_NAMESPACES = {"ds": names.DSIG, "xd": names.XADES, "mdssi": names.MDSSI}
_TYPE_FIELD = "?ContentType="

_XML_ATTRIBUTES = XPath("boolean(//@xml:*)")
_WITH_ID = XPath("//*[@Id]")


class UnknownMethod(Exception):  # noqa: N818 - it is the method that is unknown
    """A signature made by a method that is not believed, or not known.

    Attributes:
        method: as the signature names it.
    """

    def __init__(self, method: str) -> None:
        self.method = method
        super().__init__(method)


@dataclass(frozen=True, slots=True)
class Digest:
    """What something had when it was signed.

    Attributes:
        algorithm: its name for `hashlib`.
    """

    algorithm: str
    value: bytes


@dataclass(frozen=True, slots=True)
class PartSigned:
    """One entry of the list of signed parts.

    Attributes:
        uri: the name of the part, as the signature spells it, without its type.
        type: the content type that the part had.
        links: ids of the relationships that are signed, of a relationships part; None: the part is signed as it stands.
    """

    uri: str
    type: str
    digest: Digest
    links: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class SignatureXml:
    """One signature.

    Attributes:
        signed_info: what the key signed, in canonical XML.
        hash_name: of the signature method, for `hashlib`.
        value: the signature.
        certificates: in the order they stand there.
        signer: what the signed properties say of the signer's certificate.
        objects: the parts of this XML that are signed: by Id, the digest each had.
        objects_now: by Id, each in canonical XML as it is now.
        parts: the list of signed parts.
        time: when it was signed, UTC.
        time_again: the same in the signed properties.
    """

    signed_info: bytes
    hash_name: str
    value: bytes
    certificates: tuple[Certificate, ...]
    signer: Digest
    objects: Mapping[str, Digest]
    objects_now: Mapping[str, bytes]
    parts: tuple[PartSigned, ...]
    time: datetime
    time_again: datetime


def read_signature(data: bytes) -> SignatureXml:
    """Read a signature.

    Raises:
        Malformed: it is none, or not as Office makes them: what is signed has to stand in its known place.
        UnknownMethod: a method that is not believed.
    """
    root = parse(data)
    # An attribute such as xml:space would be inherited by what is signed, which `canonical` leaves out.
    if root.tag != _name("Signature") or _XML_ATTRIBUTES(root):
        raise Malformed
    with_id = cast("list[_Element]", _WITH_ID(root))
    by_id = {one.get("Id", ""): one for one in with_id}
    if len(by_id) != len(with_id):
        raise Malformed
    info = _one(root, "ds:SignedInfo")
    _method(info, "CanonicalizationMethod", {names.C14N: ""})
    objects = dict(_object_signed(reference) for reference in info.findall("ds:Reference", _NAMESPACES))
    package = _one(root, f"ds:Object[@Id='{names.PACKAGE_OBJECT}']")
    properties = _one(root, f"ds:Object/xd:QualifyingProperties/xd:SignedProperties[@Id='{names.SIGNED_PROPERTIES}']")
    if not {names.PACKAGE_OBJECT, names.SIGNED_PROPERTIES} <= objects.keys() <= by_id.keys():
        raise Malformed
    signature = _one(properties, "xd:SignedSignatureProperties")
    return SignatureXml(
        signed_info=canonical(info),
        hash_name=_method(info, "SignatureMethod", names.SIGNATURES),
        value=_bytes(_one(root, "ds:SignatureValue")),
        certificates=_certificates(root),
        signer=_digest(_one(signature, "xd:SigningCertificate/xd:Cert/xd:CertDigest")),
        objects=objects,
        objects_now={one: canonical(by_id[one]) for one in objects},
        parts=tuple(_part(one) for one in _one(package, "ds:Manifest").findall("ds:Reference", _NAMESPACES)),
        time=_time(package, "ds:SignatureProperties/ds:SignatureProperty/mdssi:SignatureTime/mdssi:Value"),
        time_again=_time(signature, "xd:SigningTime"),
    )


def _name(tag: str) -> str:
    return f"{{{names.DSIG}}}{tag}"


def _one(parent: _Element, path: str) -> _Element:
    return _only(parent.findall(path, _NAMESPACES))


def _child(parent: _Element, tag: str) -> _Element:
    # As `_one`, in a fifth of the time: a manifest has dozens of parts, and a province gets thousands of manifests.
    return _only(list(parent.iterchildren(_name(tag))))


def _only(found: list[_Element]) -> _Element:
    if len(found) != 1:
        raise Malformed
    return found[0]


def _method(parent: _Element, tag: str, known: Mapping[str, str]) -> str:
    element = _child(parent, tag)
    method = element.get("Algorithm", "")
    if method not in known or len(element):
        raise UnknownMethod(method)
    return known[method]


def _bytes(element: _Element) -> bytes:
    if len(element):
        raise Malformed
    try:
        return b64decode("".join((element.text or "").split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed from error


def _digest(parent: _Element) -> Digest:
    return Digest(_method(parent, "DigestMethod", names.DIGESTS), _bytes(_child(parent, "DigestValue")))


def _transforms(reference: _Element) -> list[_Element]:
    within = reference.iterchildren(_name("Transforms"))
    return [transform for one in within for transform in one.iterchildren(_name("Transform"))]


def _object_signed(reference: _Element) -> tuple[str, Digest]:
    uri = reference.get("URI", "")
    # What is signed is always taken as canonical XML, with or without it being said.
    for transform in _transforms(reference):
        if transform.get("Algorithm") != names.C14N or len(transform):
            raise UnknownMethod(transform.get("Algorithm", ""))
    if not uri.startswith("#") or len(uri) == 1:
        raise Malformed
    return uri[1:], _digest(reference)


def _part(reference: _Element) -> PartSigned:
    uri, field, content_type = reference.get("URI", "").partition(_TYPE_FIELD)
    if not uri.startswith("/") or not field:
        raise Malformed
    return PartSigned(uri, content_type, _digest(reference), _links_signed(_transforms(reference)))


def _links_signed(transforms: list[_Element]) -> frozenset[str] | None:
    if not transforms:
        return None
    methods = [one.get("Algorithm", "") for one in transforms]
    if methods != [names.RELATIONSHIP_TRANSFORM, names.C14N] or len(transforms[1]):
        raise UnknownMethod(" ".join(methods))
    ids = [one.get("SourceId", "") for one in transforms[0]]
    if any(one.tag != f"{{{names.MDSSI}}}RelationshipReference" for one in transforms[0]) or not all(ids):
        raise Malformed
    return frozenset(ids)


def _certificates(root: _Element) -> tuple[Certificate, ...]:
    found = root.findall("ds:KeyInfo/ds:X509Data/ds:X509Certificate", _NAMESPACES)
    try:
        certificates = tuple(certificate_of(_bytes(one)) for one in found)
    except ValueError as error:
        raise Malformed from error
    if not certificates:
        raise Malformed
    return certificates


def _time(parent: _Element, path: str) -> datetime:
    try:
        return datetime.strptime((_one(parent, path).text or "").strip(), names.TIME_FORMAT).replace(tzinfo=UTC)
    except ValueError as error:
        raise Malformed from error
