"""Whether a signer is believed: pinned certificates, the chain up to one, and validity at the time of signing."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import BasicConstraints, Certificate, KeyUsage, ObjectIdentifier
from cryptography.x509.oid import NameOID, PublicKeyAlgorithmOID

from tally.application.proof import PackageFlaw, PinnedSigner, Pins
from tally.domain.names import organisation_key
from tally.signing.certificates import Unreadable, extension_of, issued, read_certificate

_LONGEST_CHAIN = 5
_CLOCKS_DIFFER = timedelta(days=1)  # between two computers without network


@lru_cache(maxsize=1024)
def certificate_of(der: bytes) -> Certificate:
    """Return a certificate of which many papers bring the same; raises as `read_certificate`."""
    return read_certificate(der)


def fingerprint(certificate: Certificate, algorithm: str = "sha256") -> bytes:
    """Return the digest over a certificate (DER)."""
    return hashlib.new(algorithm, certificate.public_bytes(Encoding.DER)).digest()


def judge(
    leaf: Certificate, chain: Sequence[Certificate], pins: Pins, signed: datetime, now: datetime | None
) -> tuple[PackageFlaw, ...]:
    """Return what speaks against a signer.

    Args:
        leaf: the signer's certificate.
        chain: what the signature brings along to prove it; believed only where it leads to a pinned one.
        pins: what is believed; a pinned CA vouches for whom it issued a certificate to.
        signed: when, as the signature says.
        now: nothing can have been signed after it; None: not looked at.
    """
    pinned = _read(pins)
    path, pretends = _path(leaf, chain, pinned)
    flaws = [_untrusted(leaf, pins, pretends=pretends)] if path[-1] not in pinned else []
    if not _may_sign(leaf):
        flaws.append(PackageFlaw.NOT_TO_SIGN)
    if any(signed > one.not_valid_after_utc for one in path):
        flaws.append(PackageFlaw.EXPIRED)
    if any(signed < one.not_valid_before_utc for one in path):
        flaws.append(PackageFlaw.NOT_YET_VALID)
    if now is not None and signed > now + _CLOCKS_DIFFER:
        flaws.append(PackageFlaw.FROM_THE_FUTURE)
    return tuple(flaws)


def signed_for(leaf: Certificate, chain: Sequence[Certificate], pins: Pins) -> str:
    """Return for which organisation a signature counts: the one that the signer's certificate names.

    Whoever has a CA can have it certify any name. Where nothing but a pinned CA vouches for a signer, the certificate
    may not name an organisation that another one was pinned for, nor, where the CA has certified its own people as that
    of a board has, any other; nor none. Such a signature counts for the organisation of the CA.

    Args:
        leaf: the signer's certificate.
        chain: what the signature brings along to prove it.
        pins: what is believed.
    """
    pinned = _read(pins)
    ca = _path(leaf, chain, pinned)[0][-1]
    if ca == leaf or ca not in pinned or pinned.may_name(ca, organisation(leaf)):
        return organisation(leaf)
    return organisation(ca)


def common_name(certificate: Certificate, *, of_issuer: bool = False) -> str:
    """Return the name of a certificate's owner or issuer, as it is spelt; the whole of it where none is common."""
    name = certificate.issuer if of_issuer else certificate.subject
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def organisation(certificate: Certificate) -> str:
    """Return the organisation of a certificate's owner; empty where it names none."""
    return _of_subject(certificate, NameOID.ORGANIZATION_NAME)


def unit(certificate: Certificate) -> str:
    """Return what a certificate's owner is in the organisation; empty where it does not say."""
    return _of_subject(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)


@lru_cache(maxsize=16)
def pinned_signers(pins: Pins) -> tuple[PinnedSigner, ...]:
    """Return whom the pinned certificates name as those who sign workbooks: with an RSA key that is no CA's."""
    pinned = _read(pins)
    return tuple(
        PinnedSigner(common_name(one), unit(one), organisation(one), by_board=_by_board(one, pinned))
        for one in pinned.certificates
        if not _is_ca(one) and one.public_key_algorithm_oid == PublicKeyAlgorithmOID.RSAES_PKCS1_v1_5
    )


def pinned_organisations(pins: Pins) -> frozenset[str]:
    """Return the organisations that the pinned certificates name, those of CAs and of keys for QR codes among them."""
    return frozenset(filter(None, map(organisation, _read(pins).certificates)))


def _by_board(certificate: Certificate, pinned: "_Pinned") -> bool:
    return any(_is_ca(one) and issued(one, certificate) for one in pinned.named_as_issuer_of(certificate))


def _of_subject(certificate: Certificate, oid: ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _certificates(pins: Pins) -> Iterator[Certificate]:
    """Yield the pinned certificates; a congress file may hold what nobody can read, and that proves nothing."""
    for der in pins.certificates:
        try:
            # Not by `certificate_of`, which keeps the last ones: thousands would drive everything else out.
            yield read_certificate(der)
        except Unreadable:
            continue


def _may_sign(certificate: Certificate) -> bool:
    """Tell whether a certificate is for signing papers: that of a CA is for certificates alone."""
    usage = extension_of(certificate, KeyUsage)
    if usage is None:
        return not _is_ca(certificate)
    return usage.digital_signature or usage.content_commitment


def _untrusted(leaf: Certificate, pins: Pins, *, pretends: bool) -> PackageFlaw:
    if leaf.issuer == leaf.subject:
        return PackageFlaw.SELF_SIGNED
    if pretends:
        return PackageFlaw.CHAIN_BROKEN
    return PackageFlaw.NOT_PINNED if pins else PackageFlaw.NO_PINS


class _Pinned:
    """Pinned certificates, found by what they are or whose they are: a province pins those of thousands of boards."""

    def __init__(self, pins: Pins) -> None:
        self.certificates = tuple(_certificates(pins))
        self._all = frozenset(pins.certificates)
        self._by_subject: dict[bytes, list[Certificate]] = {}
        self._by_organisation: dict[str, list[Certificate]] = {}
        for certificate in self.certificates:
            self._by_subject.setdefault(certificate.subject.public_bytes(), []).append(certificate)
            self._by_organisation.setdefault(organisation_key(organisation(certificate)), []).append(certificate)
        self._boards: dict[Certificate, bool] = {}

    def __contains__(self, certificate: Certificate) -> bool:
        return certificate.public_bytes(Encoding.DER) in self._all

    def named_as_issuer_of(self, certificate: Certificate) -> list[Certificate]:
        """Return the pinned certificates that bear the name of the issuer of another one."""
        return self._by_subject.get(certificate.issuer.public_bytes(), [])

    def may_name(self, ca: Certificate, name: str) -> bool:
        """Tell whether a pinned CA is believed when it certifies somebody of an organisation."""
        if not name or organisation_key(name) == organisation_key(organisation(ca)):
            return bool(name)
        others = self._by_organisation.get(organisation_key(name), ())
        return all(issued(ca, one) for one in others) and not self._is_of_a_board(ca)

    def _is_of_a_board(self, ca: Certificate) -> bool:
        """Tell whether a CA has certified its own people and nobody else, as far as they are pinned."""
        if ca not in self._boards:
            own = organisation_key(organisation(ca))
            certified = (one for one in self.certificates if one != ca and one.issuer == ca.subject and issued(ca, one))
            named = {organisation_key(organisation(one)) for one in certified}
            self._boards[ca] = named == {own}
        return self._boards[ca]


@lru_cache(maxsize=16)
def _read(pins: Pins) -> _Pinned:
    return _Pinned(pins)


def _path(leaf: Certificate, chain: Sequence[Certificate], pinned: _Pinned) -> tuple[list[Certificate], bool]:
    """Follow the issuers up to a pinned certificate.

    Returns:
        The certificates from the leaf up, and whether one bears the name of a pinned issuer that did not issue it.
    """
    path, pretends = [leaf], False
    while path[-1] not in pinned and len(path) < _LONGEST_CHAIN:
        below = path[-1]
        known = [one for one in pinned.named_as_issuer_of(below) if _is_ca(one)]
        brought = [one for one in chain if one.subject == below.issuer and _is_ca(one)]
        issuers = [one for one in (*known, *brought) if issued(one, below)]
        pretends = pretends or any(one not in issuers for one in known)
        if not issuers or issuers[0] in path:
            break
        path.append(issuers[0])
    return path, pretends


def _is_ca(certificate: Certificate) -> bool:
    constraints = extension_of(certificate, BasicConstraints)
    return constraints is not None and constraints.ca
