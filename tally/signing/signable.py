"""Workbooks as those who sign them see them: who has signed already, and whether that still holds."""

from collections.abc import Mapping
from datetime import datetime

from tally.application.proof import PackageFlaw, Pins, Signer
from tally.signing.package import check_signable, sign_package, verify_package


class SignedWorkbooks:
    """Signs workbooks as packages (`application.signing.Packages`)."""

    def sign(self, content: bytes, signer: Signer, time: datetime) -> bytes:
        """Return the workbook with one more signature. Raises NotSignable."""
        return sign_package(content, signer, time)

    def signatures(self, content: bytes) -> Mapping[str, bool]:
        """Return, by SHA-256 of the signer's certificate (hex), whether the workbook is still what was signed.

        A flaw of the file as a whole, such as a part added later, speaks against every signature.

        Raises:
            NotSignable: the workbook cannot be signed as it is.
        """
        check_signable(content)
        report = verify_package(content, Pins())
        if not report.signatures and all(flaw.code is PackageFlaw.UNSIGNED for flaw in report.flaws):
            return {}
        whole = not report.flaws
        found = {one.fingerprint: whole and one.intact for one in report.signatures}
        # Remains of a signature and none that can be read: somebody took one out.
        return found or {"": False}
