"""Signing with a token (PKCS#11): SoftHSM, a token in software, stands for the card; its key never leaves it."""

import builtins
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pkcs11
import pytest
from board import write_file
from counted_at_desk import sealed
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from foreign import missing
from signing_keys import NAMES, PASSPHRASES, at_issue, board_keys

from tally import bootstrap
from tally.application.intake import BadInput
from tally.application.proof import NoKeys, WrongPassphrase
from tally.application.signing import Owner, Passphrase, TokenProblem, TokenUnusable
from tally.cli.main import main
from tally.signing.package import verify_package
from tally.signing.token import token_signer

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, LABEL = "246810", "ban kiểm phiếu"


class SoftToken:
    """A folder of tokens in software."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, label: str) -> None:
        """Plug in one more token, empty."""
        command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "13579135"]
        subprocess.run(command, check=True, capture_output=True)

    def put_key(self, owner: Owner, label: str = LABEL) -> None:
        """Put the private key of one of the board's people on a token."""
        content = (board_keys().path / f"{owner}.key.pem").read_bytes()
        key = load_pem_private_key(content, PASSPHRASES[owner].text().encode())
        file = self.folder / "key.pem"
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        command = ["softhsm2-util", "--import", str(file), "--token", label, "--label", owner.value, "--id", "a1"]
        subprocess.run([*command, "--pin", PIN], check=True, capture_output=True)
        file.unlink()

    def put_certificate(self, certificate: bytes, label: str = LABEL) -> None:
        """Put a certificate (DER) on a token."""
        token = pkcs11.lib(str(LIBRARY)).get_token(token_label=label)
        with token.open(user_pin=PIN, rw=True) as session:
            session.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.SUBJECT: b"",
                    pkcs11.Attribute.VALUE: certificate,
                }
            )


@pytest.fixture
def soft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftToken]:
    """Yield a computer with one empty token."""
    if not LIBRARY.exists() or shutil.which("softhsm2-util") is None:
        missing("SoftHSM")
    folder = tmp_path / "hsm"
    folder.mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n", "utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    soft = SoftToken(folder)
    soft.add(LABEL)
    pkcs11.unload(str(LIBRARY))  # else it would still know the tokens of the test before
    yield soft
    pkcs11.unload(str(LIBRARY))


def der(owner: Owner) -> bytes:
    """Return a certificate of the board."""
    pem = (board_keys().path / f"{owner}.crt.pem").read_bytes()
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def opened(label: str = "", pin: str = PIN, beside: Path | None = None) -> tuple[str, tuple[bytes, ...], bytes]:
    """Sign something with the token; return the signer's name, the chain and the signature."""
    with token_signer(LIBRARY, label, Passphrase(pin), beside, at_issue) as (who, signer):
        assert who.owner is None
        return who.name, signer.certificates, signer.sign("biên bản".encode())


def holds(certificate: bytes, signature: bytes) -> None:
    """Check a signature with the certificate alone."""
    public = x509.load_der_x509_certificate(certificate).public_key()
    assert isinstance(public, RSAPublicKey)
    public.verify(signature, "biên bản".encode(), PKCS1v15(), SHA256())


@pytest.mark.parametrize("label", ["", LABEL])
def test_a_token_signs_and_hands_over_its_certificates_leaf_first(soft: SoftToken, label: str) -> None:
    soft.put_key(Owner.HEAD)
    for owner in (Owner.CA, Owner.SECRETARY, Owner.HEAD):
        soft.put_certificate(der(owner))
    name, chain, signature = opened(label)
    assert name == NAMES[Owner.HEAD]
    assert chain == (der(Owner.HEAD), der(Owner.CA))
    holds(chain[0], signature)


def test_the_certificate_may_lie_beside_the_token(soft: SoftToken) -> None:
    soft.put_key(Owner.HEAD)
    name, chain, signature = opened(beside=board_keys().path / "board.pem")
    assert (name, chain) == (NAMES[Owner.HEAD], (der(Owner.HEAD), der(Owner.CA)))
    holds(chain[0], signature)
    with pytest.raises(NoKeys):
        opened(beside=soft.folder / "không có.pem")


def test_a_key_made_on_the_token_and_never_seen_outside_signs_a_paper(soft: SoftToken) -> None:
    token = pkcs11.lib(str(LIBRARY)).get_token(token_label=LABEL)
    with token.open(user_pin=PIN, rw=True) as session:
        public, private = session.generate_keypair(pkcs11.KeyType.RSA, 2048, store=True)
        assert private[pkcs11.Attribute.NEVER_EXTRACTABLE]
        spki = pkcs11.util.rsa.encode_rsa_public_key(public)
    soft.put_certificate(issued(spki, "Vì Văn Sơn"))
    name, chain, signature = opened()
    assert name == "Vì Văn Sơn"
    holds(chain[0], signature)


def issued(pkcs1: bytes, name: str, *, until: datetime | None = None) -> bytes:
    """Return a certificate that the ministry might have issued for a key (PKCS#1, DER)."""
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415 - beside its one use

    key = load_der_public_key(pkcs1)
    assert isinstance(key, RSAPublicKey)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    since = at_issue() - timedelta(days=400)
    issuer_key = load_pem_private_key(
        (board_keys().path / "head.key.pem").read_bytes(), PASSPHRASES[Owner.HEAD].text().encode()
    )
    builder = x509.CertificateBuilder().issuer_name(subject).subject_name(subject).public_key(key)
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(since)
    builder = builder.not_valid_after(until or at_issue() + timedelta(days=400))
    return builder.sign(issuer_key, SHA256()).public_bytes(Encoding.DER)  # type: ignore[arg-type]  # RSA


def test_a_wrong_pin_is_said_and_not_repeated(soft: SoftToken) -> None:
    soft.put_key(Owner.HEAD)
    with pytest.raises(WrongPassphrase) as caught:
        opened(pin="999999")
    assert caught.value.key == LABEL
    assert "999999" not in f"{caught.value!r} {caught.value.__cause__!r}"


def why(**arguments: str) -> tuple[TokenProblem, str]:
    """Return why a token does not sign."""
    with pytest.raises(TokenUnusable) as caught:
        opened(**arguments)  # type: ignore[arg-type]  # label or PIN
    return caught.value.why, caught.value.said


def test_a_token_without_a_key_or_its_certificate_is_said(soft: SoftToken) -> None:
    assert why() == (TokenProblem.NO_CERTIFICATE, LABEL)
    soft.put_key(Owner.HEAD)
    assert why() == (TokenProblem.NO_CERTIFICATE, LABEL)
    soft.put_certificate(der(Owner.SECRETARY))
    soft.put_certificate(b"no certificate")
    assert why() == (TokenProblem.NO_CERTIFICATE, LABEL)


def test_of_several_tokens_the_label_says_which(soft: SoftToken) -> None:
    soft.add("token khác")
    pkcs11.unload(str(LIBRARY))
    problem, said = why()
    assert problem is TokenProblem.SEVERAL
    assert {LABEL, "token khác"} == set(said.split(", "))
    assert why(label="token khác") == (TokenProblem.NO_CERTIFICATE, "token khác")
    assert why(label="token nào") == (TokenProblem.NO_TOKEN, "token nào")


def test_an_expired_certificate_does_not_sign(soft: SoftToken) -> None:
    soft.put_key(Owner.HEAD)
    public = x509.load_der_x509_certificate(der(Owner.HEAD)).public_key()
    pkcs1 = public.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    soft.put_certificate(issued(pkcs1, "Lò Thị Hoa", until=datetime(2025, 6, 1, tzinfo=UTC)))
    with pytest.raises(BadInput) as caught:
        opened()
    (finding,) = caught.value.findings
    assert (finding.code, finding.fields["until"]) == ("E802", "01/06/2025")


@pytest.mark.parametrize("name", ["không có.so", "tệp.so"])
def test_what_is_no_library_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "tệp.so").write_bytes(b"no library")
    with pytest.raises(TokenUnusable) as caught, token_signer(tmp_path / name, "", Passphrase(PIN), None, at_issue):
        pass
    assert (caught.value.why, caught.value.said) == (TokenProblem.NO_LIBRARY, str(tmp_path / name))


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    really = builtins.__import__

    def without(name: str, *arguments: object) -> ModuleType:
        if name.startswith("pkcs11"):
            raise ImportError(name)
        return really(name, *arguments)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(TokenUnusable) as caught, token_signer(LIBRARY, "", Passphrase(PIN), None, at_issue):
        pass
    assert caught.value.why is TokenProblem.NO_EXTRA


def test_a_token_pulled_out_while_signing_fails_in_words(soft: SoftToken) -> None:
    soft.put_key(Owner.HEAD)
    soft.put_certificate(der(Owner.HEAD))
    with token_signer(LIBRARY, "", Passphrase(PIN), None, at_issue) as (_, signer):
        pass
    with pytest.raises(TokenUnusable) as caught:
        signer.sign(b"too late")
    assert caught.value.why is TokenProblem.FAILED


# The command


@pytest.fixture
def run(
    soft: SoftToken, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Return what runs `tally sign --token` with the head's key and certificates on the token."""
    soft.put_key(Owner.HEAD)
    for owner in (Owner.CA, Owner.HEAD):
        soft.put_certificate(der(owner))
    monkeypatch.delenv("TALLY_LANG", raising=False)
    monkeypatch.setenv("TALLY_HOME", str(soft.folder / "nhà"))
    monkeypatch.setenv("TALLY_TOKEN_PIN", PIN)
    monkeypatch.setattr(bootstrap.machine, "clock", at_issue)

    def run_(token: str, *files: Path) -> tuple[int, str]:
        status = main(["sign", "--token", token, *map(str, files)])
        return status, "".join(capsys.readouterr())

    return run_


def a_paper(folder: Path) -> Path:
    """Write minutes of a sealed contest."""
    recount = sealed().closing.recount()
    path = folder / "bien-ban-bch-1.xlsx"
    path.write_bytes(bootstrap.paper_maker().minutes(recount, recount.contests[0]))
    return path


def test_the_command_signs_a_paper_with_a_token(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    paper = a_paper(tmp_path)
    status, said = run(f"{LIBRARY}:{LABEL}", paper)
    assert status == 0, said
    assert "Lò Thị Hoa" in said
    report = verify_package(paper.read_bytes(), board_keys().pins())
    assert report.sound
    assert [one.signer for one in report.signatures] == [NAMES[Owner.HEAD]]
    before = paper.read_bytes()
    assert run(str(LIBRARY), paper) == (0, f"{paper}: Lò Thị Hoa đã ký từ trước, giữ nguyên\n")
    assert paper.read_bytes() == before


def test_a_token_s_certificates_are_pinned_in_a_congress_file(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    file = tmp_path / "đại hội.tally"
    write_file(sealed(), file)
    status, said = run(str(LIBRARY), file)
    assert status == 0, said
    assert "đã ghim 2 chứng thư" in said
    assert "còn 1 mã QR chưa ký" in said


def test_what_is_wrong_with_a_token_has_its_status_and_words(
    run: Callable[..., tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = a_paper(tmp_path)
    before = paper.read_bytes()
    status, said = run(str(tmp_path / "không có.dll"), paper)
    assert (status, "không phải thư viện PKCS#11" in said) == (2, True)
    status, said = run(f"{LIBRARY}:khác", paper)
    assert (status, "Không thấy token khác" in said) == (4, True)
    monkeypatch.setenv("TALLY_TOKEN_PIN", "987654")
    status, said = run(str(LIBRARY), paper)
    assert (status, LABEL in said, "987654" in said) == (2, True, False)
    assert paper.read_bytes() == before


def test_a_certificate_without_a_token_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sign", "--certificate", "x.pem", str(a_paper(tmp_path))]) == 2
    assert "--token" in capsys.readouterr().err
