"""A board's folder of keys: its certificates as other programs read them, its locks, and what is refused."""

import errno
import os
import shutil
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unicodedata import normalize

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from forbidden import forbid
from foreign import missing
from signing_keys import (
    ISSUED,
    NAMES,
    ORGANISATION,
    PASSPHRASES,
    at_issue,
    board_keys,
    keys_in,
    pins,
    qr_signer,
    signer,
)

from tally.application.intake import BadInput
from tally.application.proof import NoKeys, WrongPassphrase
from tally.application.signing import LONGEST_PASSPHRASE, Owner, Passphrase
from tally.signing import keys as keys_module
from tally.signing.keys import KeyFolder, create_keys, read_pins

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
BOTH = "hoa ban trắng\nsuối Nậm Mơ"


def certificate(owner: Owner) -> x509.Certificate:
    """Read a certificate of the folder as anybody can."""
    return x509.load_pem_x509_certificate((board_keys().path / f"{owner}.crt.pem").read_bytes())


def openssl(*arguments: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run OpenSSL, the foreign reader of keys and certificates."""
    if shutil.which("openssl") is None:
        missing("OpenSSL")
    return subprocess.run(
        ["openssl", *map(str, arguments)], input=typed, capture_output=True, encoding="utf-8", check=False
    )


def test_who_has_keys_is_read_without_a_passphrase() -> None:
    owners = board_keys().owners()
    assert [(one.owner, one.name) for one in owners] == [
        (Owner.CA, "Ban kiểm phiếu"),
        (Owner.HEAD, "Lò Thị Hoa"),
        (Owner.SECRETARY, "Cà Văn Nam"),
        (Owner.QR, "Mã QR biên bản kiểm phiếu"),
    ]
    assert {one.organisation for one in owners} == {ORGANISATION}
    assert len({one.fingerprint for one in owners}) == 4
    assert {(one.since, one.until) for one in owners} == {
        (datetime(2025, 5, 31, tzinfo=UTC), datetime(2030, 5, 31, tzinfo=UTC))
    }


def test_fingerprints_are_those_that_openssl_prints() -> None:
    for one in board_keys().owners():
        said = openssl("x509", "-in", board_keys().path / f"{one.owner}.crt.pem", "-noout", "-fingerprint", "-sha256")
        assert said.stdout.strip().rpartition("=")[2].replace(":", "").lower() == one.fingerprint


@pytest.mark.parametrize(
    ("owner", "unit"),
    [
        (Owner.CA, "Nơi cấp chứng thư"),
        (Owner.HEAD, "Trưởng ban kiểm phiếu"),
        (Owner.SECRETARY, "Thư ký ban kiểm phiếu"),
        (Owner.QR, "Ban kiểm phiếu"),
    ],
)
def test_certificates_are_of_version_3_with_the_extensions_that_readers_ask_for(owner: Owner, unit: str) -> None:
    one = certificate(owner)
    assert one.version is x509.Version.v3
    assert [value.value for value in one.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)] == [unit]
    assert one.issuer == certificate(Owner.CA).subject
    of = one.extensions.get_extension_for_class
    constraints, usage = of(x509.BasicConstraints), of(x509.KeyUsage)
    assert constraints.critical
    assert usage.critical
    is_ca = owner is Owner.CA
    assert constraints.value.ca is is_ca
    assert (usage.value.key_cert_sign, usage.value.crl_sign) == (is_ca, is_ca)
    assert (usage.value.digital_signature, usage.value.content_commitment) == (not is_ca, not is_ca)
    own = x509.SubjectKeyIdentifier.from_public_key(one.public_key())
    assert of(x509.SubjectKeyIdentifier).value == own
    ca = x509.SubjectKeyIdentifier.from_public_key(certificate(Owner.CA).public_key())
    assert of(x509.AuthorityKeyIdentifier).value.key_identifier == ca.digest


def test_openssl_accepts_every_certificate_when_the_ca_is_trusted() -> None:
    path = board_keys().path
    at = str(int(at_issue().timestamp()))
    leaves = [path / f"{owner}.crt.pem" for owner in (Owner.HEAD, Owner.SECRETARY, Owner.QR)]
    said = openssl("verify", "-x509_strict", "-attime", at, "-CAfile", path / "ca.crt.pem", *leaves)
    assert said.returncode == 0, said.stderr
    assert said.stdout.count(": OK") == 3
    other = board_keys(2).path / "ca.crt.pem"
    assert openssl("verify", "-attime", at, "-CAfile", other, leaves[0]).returncode != 0


def test_an_organisation_of_any_length_is_named_whole(tmp_path: Path) -> None:
    long = "Đảng bộ Tổng công ty Bảo hiểm Bảo Việt trực thuộc Đảng bộ Khối Doanh nghiệp Trung ương"
    made = create_keys(tmp_path / "khóa", long, NAMES, PASSPHRASES, lambda: ISSUED)
    assert {one.organisation for one in made.owners()} == {long}
    path = made.path
    at = str(int(at_issue().timestamp()))
    assert openssl("verify", "-attime", at, "-CAfile", path / "ca.crt.pem", path / "head.crt.pem").returncode == 0


def test_keys_made_on_a_leap_day_are_valid_for_five_years(tmp_path: Path) -> None:
    leap = datetime(2028, 3, 1, 12, tzinfo=UTC)
    made = create_keys(tmp_path / "khóa", ORGANISATION, NAMES, PASSPHRASES, lambda: leap)
    assert {(one.since, one.until) for one in made.owners()} == {
        (datetime(2028, 2, 29, tzinfo=UTC), datetime(2033, 2, 28, tzinfo=UTC))
    }


@pytest.mark.parametrize("owner", [Owner.HEAD, Owner.SECRETARY])
def test_a_signer_signs_with_rsa_and_shows_its_chain(owner: Owner) -> None:
    one = signer(owner)
    assert one.certificates == tuple(certificate(whose).public_bytes(Encoding.DER) for whose in (owner, Owner.CA))
    public = certificate(owner).public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    assert public.key_size == 2048
    public.verify(one.sign("biên bản".encode()), "biên bản".encode(), PKCS1v15(), SHA256())


def test_the_signer_of_qr_codes_signs_with_ed25519_and_goes_by_its_key_id(tmp_path: Path) -> None:
    one = qr_signer()
    public = certificate(Owner.QR).public_key()
    assert isinstance(public, ed25519.Ed25519PublicKey)
    public.verify(one.sign(b"TALLY1"), b"TALLY1")
    assert one.sign(b"TALLY1") == one.sign(b"TALLY1")
    assert one.certificate == certificate(Owner.QR).public_bytes(Encoding.DER)
    spki = openssl("x509", "-in", board_keys().path / "qr.crt.pem", "-noout", "-pubkey").stdout
    digest = openssl("pkey", "-pubin", "-outform", "DER", "-out", tmp_path / "spki.der", typed=spki)
    assert digest.returncode == 0
    said = openssl("dgst", "-sha256", tmp_path / "spki.der").stdout
    assert one.key_id == said.strip().rpartition(" ")[2][:16]


@pytest.mark.parametrize(
    ("owner", "passphrase"),
    [
        (Owner.HEAD, "hoa ban trắng"),
        (Owner.SECRETARY, "suối Nậm Mơ"),
        (Owner.QR, "hoa ban trắng"),
        (Owner.CA, BOTH),
    ],
)
def test_a_key_is_locked_and_openssl_opens_it_with_its_passphrase(owner: Owner, passphrase: str) -> None:
    file = board_keys().path / f"{owner}.key.pem"
    assert file.read_text(encoding="ascii").startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    public = load_pem_private_key(file.read_bytes(), passphrase.encode()).public_key()
    assert public == certificate(owner).public_key()
    structure = openssl("asn1parse", "-in", file).stdout
    assert ":scrypt" in structure
    assert ":aes-256-cbc" in structure
    if owner is not Owner.CA:  # openssl reads a passphrase up to the end of a line
        opened = openssl("pkey", "-in", file, "-passin", "stdin", "-noout", typed=passphrase + "\n")
        assert opened.returncode == 0, opened.stderr


def test_neither_the_head_nor_the_secretary_alone_can_issue_certificates() -> None:
    content = (board_keys().path / "ca.key.pem").read_bytes()
    for alone in PASSPHRASES.values():
        with pytest.raises(ValueError, match="password"):
            load_pem_private_key(content, alone.text().encode())


def test_what_the_board_publishes_is_every_certificate_and_no_key() -> None:
    path = board_keys().path
    content = (path / "board.pem").read_text(encoding="ascii")
    assert content.count("BEGIN CERTIFICATE") == 4
    assert "PRIVATE" not in content
    assert read_pins([path / "board.pem"]) == read_pins([path]) == (pins(), ())
    assert len(pins().certificates) == 4
    one = path / "head.crt.pem"
    assert read_pins([one]).pins.certificates == (certificate(Owner.HEAD).public_bytes(Encoding.DER),)


def test_a_certificate_as_windows_exports_it_is_pinned_too(tmp_path: Path) -> None:
    file = tmp_path / "truong-ban.cer"
    file.write_bytes(certificate(Owner.HEAD).public_bytes(Encoding.DER))
    assert read_pins([file]).pins.certificates == (file.read_bytes(),)


def test_pins_that_are_none_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoKeys) as nothing:
        read_pins([tmp_path / "không có.pem"])
    assert nothing.value.path == tmp_path / "không có.pem"
    with pytest.raises(NoKeys):
        read_pins([tmp_path])
    for content in (b"", b"hello", b"-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n", b"x" * 1_000_001):
        (tmp_path / "board.pem").write_bytes(content)
        with pytest.raises(BadInput) as caught:
            read_pins([tmp_path / "board.pem"])
        assert [finding.code for finding in caught.value.findings] == ["E801"]


@POSIX
def test_key_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)  # the most careless machine
    try:
        made = create_keys(tmp_path / "x" / "khóa", ORGANISATION, NAMES, PASSPHRASES, lambda: ISSUED)
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in made.path.iterdir()}
    assert {mode for name, mode in modes.items() if name.endswith(".key.pem")} == {0o600}
    assert len([name for name in modes if name.endswith(".key.pem")]) == 4
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o700
    assert made.exposed() == ()


@POSIX
def test_a_key_file_that_others_can_read_is_named(tmp_path: Path) -> None:
    spoilt = keys_in(tmp_path / "khóa")
    (spoilt.path / "head.key.pem").chmod(0o640)
    (spoilt.path / "head.crt.pem").chmod(0o644)
    assert spoilt.exposed() == (spoilt.path / "head.key.pem",)


def test_a_folder_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "khóa"
    path.mkdir()
    (path / "ghi-chú.txt").write_text("của ban", encoding="utf-8")
    with pytest.raises(FileExistsError) as caught:
        create_keys(path, ORGANISATION, NAMES, PASSPHRASES, lambda: ISSUED)
    assert caught.value.filename == str(path)
    assert [file.name for file in path.iterdir()] == ["ghi-chú.txt"]
    assert [file.name for file in tmp_path.iterdir()] == ["khóa"]


@pytest.mark.parametrize("files", range(10))
def test_a_disk_that_fills_while_keys_are_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    """The disk is full at each of the nine files, and at last when the folder gets its name."""
    written = 0
    really = os.fsync
    monkeypatch.setattr(keys_module, "issue_board", lambda *_: _issued())

    def fsync(descriptor: int) -> None:
        nonlocal written
        if written == files:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written += 1
        really(descriptor)

    def rename(_path: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="No space") as caught:
        create_keys(tmp_path / "khóa", ORGANISATION, NAMES, PASSPHRASES, lambda: ISSUED)
    assert written == min(files, 9)
    assert caught.value.filename == str(tmp_path / "khóa")
    assert list(tmp_path.iterdir()) == []


def _issued() -> object:
    from tally.signing.certificates import Issued  # noqa: PLC0415 - beside its one use

    one = load_pem_private_key((board_keys().path / "qr.key.pem").read_bytes(), b"hoa ban tr\xe1\xba\xafng")
    assert isinstance(one, ed25519.Ed25519PrivateKey)
    return {owner: Issued(one, certificate(owner)) for owner in Owner}


@pytest.mark.parametrize(
    "wrong", ["hoa ban trang", "hoa ban trắng ", "Hoa ban trắng", "", "suối Nậm Mơ", "x" * LONGEST_PASSPHRASE]
)
def test_a_wrong_passphrase_is_said_without_repeating_it(wrong: str) -> None:
    for unlock in (lambda one: board_keys().signer(Owner.HEAD, one), board_keys().qr_signer):
        with pytest.raises(WrongPassphrase) as caught:
            unlock(Passphrase(wrong))
        said = f"{caught.value!r} {caught.value.__cause__!r}"
        assert not wrong or wrong not in said


def test_the_same_passphrase_from_another_keyboard_opens_the_key() -> None:
    apart = normalize("NFD", "hoa ban trắng")
    assert apart != "hoa ban trắng"
    assert board_keys().signer(Owner.HEAD, Passphrase(apart)).certificates


def test_a_passphrase_shows_itself_to_nobody() -> None:
    secret = Passphrase("hoa ban trắng")
    assert "hoa" not in f"{secret!r} {secret!s} {[secret]} {secret}"
    assert secret == Passphrase("hoa ban trắng")
    assert secret != Passphrase("hoa ban")
    assert len(secret) == 13


def damage(file: Path, how: str) -> None:
    """Spoil a file."""
    content = file.read_bytes()
    match how:
        case "cut":
            file.write_bytes(content[: len(content) // 2])
        case "empty":
            file.write_bytes(b"")
        case "another":
            file.write_bytes((board_keys().path / "board.pem").read_bytes())
        case "open":
            key = load_pem_private_key(content, b"hoa ban tr\xe1\xba\xafng")
            file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@pytest.mark.parametrize("how", ["cut", "empty", "another", "open"])
def test_a_damaged_key_file_is_named(tmp_path: Path, how: str) -> None:
    spoilt = keys_in(tmp_path / "khóa")
    file = spoilt.path / "head.key.pem"
    damage(file, how)
    with pytest.raises(BadInput) as caught:
        spoilt.signer(Owner.HEAD, PASSPHRASES[Owner.HEAD])
    (finding,) = caught.value.findings
    assert (finding.code, finding.file) == ("E801", str(file))


def test_one_bit_changed_in_the_cipher_text_does_not_open_the_key(tmp_path: Path) -> None:
    spoilt = keys_in(tmp_path / "khóa")
    file = spoilt.path / "head.key.pem"
    lines = file.read_text(encoding="ascii").splitlines()
    lines[-4] = lines[-4][:-1] + ("A" if lines[-4][-1] != "A" else "B")
    file.write_text("\n".join(lines) + "\n", encoding="ascii")
    with pytest.raises((WrongPassphrase, BadInput)):
        spoilt.signer(Owner.HEAD, PASSPHRASES[Owner.HEAD])


def test_a_damaged_certificate_is_named(tmp_path: Path) -> None:
    spoilt = keys_in(tmp_path / "khóa")
    file = spoilt.path / "secretary.crt.pem"
    damage(file, "cut")
    for use in (spoilt.owners, spoilt.pins, lambda: spoilt.signer(Owner.SECRETARY, PASSPHRASES[Owner.SECRETARY])):
        with pytest.raises(BadInput) as caught:
            use()
        assert [(one.code, one.file) for one in caught.value.findings] == [("E801", str(file))]


def test_a_key_of_another_board_is_not_taken_for_the_certificate_s(tmp_path: Path) -> None:
    mixed = keys_in(tmp_path / "khóa")
    (mixed.path / "head.key.pem").write_bytes((board_keys(2).path / "head.key.pem").read_bytes())
    with pytest.raises(BadInput) as caught:
        mixed.signer(Owner.HEAD, PASSPHRASES[Owner.HEAD])
    (finding,) = caught.value.findings
    assert (finding.code, finding.fields["value"]) == ("E803", "head.crt.pem")


@pytest.mark.parametrize(("key", "certificate_of"), [("qr", Owner.HEAD), ("head", Owner.QR)])
def test_a_key_of_the_wrong_kind_is_refused(tmp_path: Path, key: str, certificate_of: Owner) -> None:
    mixed = keys_in(tmp_path / "khóa")
    for kind in ("key", "crt"):
        (mixed.path / f"{certificate_of}.{kind}.pem").write_bytes((mixed.path / f"{key}.{kind}.pem").read_bytes())
    unlock = mixed.qr_signer if certificate_of is Owner.QR else partial(mixed.signer, Owner.HEAD)
    with pytest.raises(BadInput) as caught:
        unlock(PASSPHRASES[Owner.HEAD])
    assert [finding.code for finding in caught.value.findings] == ["E801"]


@pytest.mark.parametrize("missing", ["head.key.pem", "head.crt.pem", "ca.crt.pem"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    lacking = keys_in(tmp_path / "khóa")
    (lacking.path / missing).unlink()
    with pytest.raises(NoKeys) as caught:
        lacking.signer(Owner.HEAD, PASSPHRASES[Owner.HEAD])
    assert caught.value.path == lacking.path / missing


def test_no_folder_is_no_keys(tmp_path: Path) -> None:
    with pytest.raises(NoKeys):
        KeyFolder(tmp_path / "khóa", at_issue).owners()
    assert KeyFolder(tmp_path / "khóa", at_issue).exposed() == ()


def test_a_key_file_that_may_not_be_read_is_the_machine_s_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = keys_in(tmp_path / "khóa")
    forbid(spoilt.path / "head.key.pem", monkeypatch)
    with pytest.raises(PermissionError) as caught:
        spoilt.signer(Owner.HEAD, PASSPHRASES[Owner.HEAD])
    assert caught.value.filename == str(spoilt.path / "head.key.pem")


@pytest.mark.parametrize(
    ("now", "signs"),
    [
        (datetime(2025, 5, 30, 23, 59, 59, tzinfo=UTC), False),
        (datetime(2025, 5, 31, tzinfo=UTC), True),
        (datetime(2030, 5, 31, tzinfo=UTC), True),
        (datetime(2030, 5, 31, tzinfo=UTC) + timedelta(seconds=1), False),
    ],
)
def test_an_expired_certificate_or_one_not_valid_yet_does_not_sign(now: datetime, signs: bool) -> None:  # noqa: FBT001 - an expectation
    at_that_time = KeyFolder(board_keys().path, lambda: now)
    for owner in (Owner.HEAD, Owner.SECRETARY):
        if signs:
            assert at_that_time.signer(owner, PASSPHRASES[owner]).certificates
            continue
        with pytest.raises(BadInput) as caught:
            at_that_time.signer(owner, PASSPHRASES[owner])
        (finding,) = caught.value.findings
        assert (finding.code, finding.fields) == (
            "E802",
            {"value": NAMES[owner], "since": "31/05/2025", "until": "31/05/2030"},
        )
    if not signs:
        with pytest.raises(BadInput):
            at_that_time.qr_signer(PASSPHRASES[Owner.HEAD])
