"""A signer and its own verifier can agree and both be wrong: LibreOffice looks at our signatures too."""

from collections.abc import Iterable
from pathlib import Path

import pytest
import signed_workbook as book
import throwaway_signers as signers
from foreign_signatures import VALID, Answer, said_of, trusting
from paper_cases import small_case
from tamperings import TABLE, Foreign

from tally.signing.package import sign_package


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that trusts the board's CA."""
    folder = tmp_path_factory.mktemp("nss")
    (folder / "ca.der").write_bytes(signers.ca())
    return trusting(folder / "trusted", folder / "ca.der")


def asked(contents: Iterable[bytes], folder: Path, trusted: Path) -> list[list[Answer]]:
    """Ask of workbooks."""
    files: list[Path] = []
    for number, content in enumerate(contents):
        files.append(folder / f"{number}.xlsx")
        files[-1].write_bytes(content)
    return said_of(files, folder / "profile", trusted)


def test_one_signature_and_two_are_valid_and_so_are_their_certificates(tmp_path: Path, trusted: Path) -> None:
    minutes = sign_package(small_case().minutes, signers.head(), signers.SIGNED)
    both = sign_package(minutes, signers.secretary(), signers.SIGNED)
    said = asked([small_case().minutes, minutes, both, book.signed_twice()], tmp_path, trusted)
    assert [len(one) for one in said] == [0, 1, 2, 2]
    assert {(one["valid"], one["certificate"]) for answers in said for one in answers} == {(True, VALID)}
    names = [str(one["name"]) for one in said[2]]
    assert signers.HEAD_NAME in names[0]
    assert signers.SECRETARY_NAME in names[1]
    assert {one["date"] for one in said[2]} == {20250609}


def test_without_the_ca_the_signature_is_valid_and_its_certificate_is_not(tmp_path: Path) -> None:
    [[answer]] = asked([book.signed()], tmp_path, trusting(tmp_path / "nss"))
    assert answer["valid"] is True
    assert answer["certificate"] != VALID


def verdict(answers: list[Answer]) -> Foreign:
    """Sum up what LibreOffice says of a file."""
    if not answers:
        return Foreign.NONE
    if not all(one["valid"] for one in answers):
        return Foreign.BROKEN
    return Foreign.NOTHING_WRONG if all(one["certificate"] == VALID for one in answers) else Foreign.UNTRUSTED


def test_libreoffice_says_of_every_tampering_what_the_page_says_it_says(tmp_path: Path, trusted: Path) -> None:
    said = asked((one.make() for one in TABLE), tmp_path, trusted)
    verdicts = {one.id: verdict(answers) for one, answers in zip(TABLE, said, strict=True)}
    assert verdicts == {one.id: one.foreign for one in TABLE}
