"""Writes the XML of a package signature as Office does, with its literal ids and prefixes: readers match them."""

import hashlib
from base64 import b64encode
from datetime import UTC, datetime

from lxml.etree import _Element

from tally.application.proof import Signer
from tally.signing import names
from tally.signing.parts import Parts, is_left_unsigned, is_signed, transformed, uri_of
from tally.signing.trust import certificate_of, fingerprint
from tally.signing.xml import add, canonical, new_root, written

_DETAILS = {
    "SetupID": "",
    "SignatureText": "",
    "SignatureImage": "",
    "SignatureComments": "",
    "WindowsVersion": "10.0",
    "OfficeVersion": "16.0",
    "ApplicationVersion": "16.0",
    "Monitors": "1",
    "HorizontalResolution": "1280",
    "VerticalResolution": "800",
    "ColorDepth": "32",
    "SignatureProviderId": "{00000000-0000-0000-0000-000000000000}",
    "SignatureProviderUrl": "",
    "SignatureProviderDetails": "9",
    "SignatureType": "1",
}
"""What Office asks for (MS-OFFCRYPTO 2.5.2.5); the same on every machine, so that the bytes are."""

_OBJECT_TYPE = f"{names.DSIG}Object"
_PROPERTIES_TYPE = "http://uri.etsi.org/01903#SignedProperties"


def signature_xml(parts: Parts, signer: Signer, time: datetime) -> bytes:
    """Return a signature over all parts of a package.

    Args:
        parts: the package, with or without signatures: none is signed by another.
        signer: who signs.
        time: with its zone, taken to whole seconds.

    Raises:
        OSError: the signer's token failed.
    """
    said = time.astimezone(UTC).strftime(names.TIME_FORMAT)
    root = new_root(names.DSIG, "Signature")
    root.set("Id", names.SIGNATURE_ID)
    info = _add(root, "SignedInfo")
    value = _add(root, "SignatureValue")
    data = _add(_add(root, "KeyInfo"), "X509Data")
    for certificate in signer.certificates:
        _add(data, "X509Certificate", b64encode(certificate).decode())
    package = _package_object(root, parts, said)
    office = _office_object(root)
    properties = _signed_properties(root, signer.certificates[0], said)
    _add(info, "CanonicalizationMethod", Algorithm=names.C14N)
    _add(info, "SignatureMethod", Algorithm=names.RSA_SHA256)
    for element in (package, office):
        _add_digest(_refer_to(info, element, _OBJECT_TYPE), _digest(element))
    reference = _refer_to(info, properties, _PROPERTIES_TYPE)
    _add(_add(reference, "Transforms"), "Transform", Algorithm=names.C14N)
    _add_digest(reference, _digest(properties))
    value.text = b64encode(signer.sign(canonical(info))).decode()
    return written(root)


def _package_object(root: _Element, parts: Parts, time: str) -> _Element:
    """Add the list of signed parts, and the time."""
    package = _add(root, "Object", Id=names.PACKAGE_OBJECT)
    manifest = _add(package, "Manifest")
    for key in sorted(filter(is_signed, parts.names)):
        _refer_to_part(manifest, parts, key)
    signed = add(_property(package, "idSignatureTime"), names.MDSSI, "SignatureTime")
    add(signed, names.MDSSI, "Format", names.TIME_FORMAT_SAID)
    add(signed, names.MDSSI, "Value", time)
    return package


def _office_object(root: _Element) -> _Element:
    """Add what Office asks for in every signature of its own kind."""
    office = _add(root, "Object", Id=names.OFFICE_OBJECT)
    details = add(_property(office, "idOfficeV1Details"), names.OFFICE, "SignatureInfoV1")
    for name, text in _DETAILS.items():
        add(details, names.OFFICE, name, text)
    return office


def _property(parent: _Element, name: str) -> _Element:
    return _add(_add(parent, "SignatureProperties"), "SignatureProperty", Id=name, Target=f"#{names.SIGNATURE_ID}")


def _signed_properties(root: _Element, certificate: bytes, time: str) -> _Element:
    """Add what XAdES signs: the time again, and whose certificate it is, so that no other can be put in its place."""
    leaf = certificate_of(certificate)
    holder = add(_add(root, "Object"), names.XADES, "QualifyingProperties", Target=f"#{names.SIGNATURE_ID}")
    properties = add(holder, names.XADES, "SignedProperties", Id=names.SIGNED_PROPERTIES)
    signature = add(properties, names.XADES, "SignedSignatureProperties")
    add(signature, names.XADES, "SigningTime", time)
    about = add(add(signature, names.XADES, "SigningCertificate"), names.XADES, "Cert")
    _add_digest(add(about, names.XADES, "CertDigest"), fingerprint(leaf))
    issuer = add(about, names.XADES, "IssuerSerial")
    _add(issuer, "X509IssuerName", leaf.issuer.rfc4514_string())
    _add(issuer, "X509SerialNumber", str(leaf.serial_number))
    add(add(signature, names.XADES, "SignaturePolicyIdentifier"), names.XADES, "SignaturePolicyImplied")
    return properties


def _refer_to(info: _Element, element: _Element, kind: str) -> _Element:
    return _add(info, "Reference", Type=kind, URI=f"#{element.get('Id')}")


def _digest(element: _Element) -> bytes:
    return hashlib.sha256(canonical(element)).digest()


def _refer_to_part(manifest: _Element, parts: Parts, key: str) -> None:
    uri = f"{uri_of(parts.names[key])}?ContentType={parts.types.of(key)}"
    reference = _add(manifest, "Reference", URI=uri)
    digest = parts.digest(key, "sha256")
    if key in parts.links:
        links = [link for link in parts.links[key] if not is_left_unsigned(key, link)]
        transforms = _add(reference, "Transforms")
        transform = _add(transforms, "Transform", Algorithm=names.RELATIONSHIP_TRANSFORM)
        for link in links:
            add(transform, names.MDSSI, "RelationshipReference", SourceId=link.id)
        _add(transforms, "Transform", Algorithm=names.C14N)
        digest = hashlib.sha256(transformed(links)).digest()
    _add_digest(reference, digest)


def _add_digest(parent: _Element, digest: bytes) -> None:
    _add(parent, "DigestMethod", Algorithm=names.SHA256)
    _add(parent, "DigestValue", b64encode(digest).decode())


def _add(parent: _Element, name: str, text: str = "", **attributes: str) -> _Element:
    return add(parent, names.DSIG, name, text, **attributes)
