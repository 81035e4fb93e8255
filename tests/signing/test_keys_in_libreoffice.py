"""What `tally key new` makes, as LibreOffice sees it: signatures and certificates valid, once the CA is trusted."""

from datetime import UTC, datetime
from pathlib import Path

from foreign_signatures import VALID, said_of, trusting
from paper_cases import small_case
from signing_keys import NAMES, PASSPHRASES

from tally.application.signing import SIGNERS
from tally.signing.keys import create_keys
from tally.signing.package import sign_package

LONG = "Đảng bộ Tổng công ty Bảo hiểm Bảo Việt trực thuộc Đảng bộ Khối Doanh nghiệp Trung ương"


def test_certificates_of_a_board_are_valid_where_its_ca_is_trusted(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    ring = create_keys(tmp_path / "khóa", LONG, NAMES, PASSPHRASES, lambda: now)
    content = small_case().minutes
    for owner in SIGNERS:
        content = sign_package(content, ring.signer(owner, PASSPHRASES[owner]), now)
    paper = tmp_path / "bien-ban.xlsx"
    paper.write_bytes(content)
    (tmp_path / "ca.der").write_bytes(ring.pins().certificates[0])
    [answers] = said_of([paper], tmp_path / "profile", trusting(tmp_path / "nss", tmp_path / "ca.der"))
    assert [(one["valid"], one["certificate"]) for one in answers] == [(True, VALID)] * 2
    for one, owner in zip(answers, SIGNERS, strict=True):
        assert NAMES[owner] in str(one["name"])
        assert LONG in str(one["name"])
