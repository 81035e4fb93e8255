"""Workbooks as those who sign them see them: who has signed already, and whether that still holds."""

from collections.abc import Callable, Mapping
from datetime import datetime

from tally.application.papers import SignedBefore
from tally.application.proof import PackageFlaw, Pins, Signer
from tally.signing.package import check_signable, says_the_same, sign_package, verify_package

UNKNOWN = "?"
"""Stands for whoever made a signature that cannot be read."""


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


def signed_before(content: bytes, make: Callable[[], bytes | None]) -> SignedBefore:
    """Return who signed a file, and whether that is what is about to be written; of what is no workbook, nobody.

    Args:
        content: what stands there.
        make: returns what is about to be written, or None where only the names are asked for; called where signatures
            hold.
    """
    report = verify_package(content, Pins())
    signed_by = tuple(one.signer or UNKNOWN for one in report.signatures)
    holds = bool(signed_by) and not report.flaws and all(one.intact for one in report.signatures)
    made = make() if holds else None
    return SignedBefore(signed_by, made is not None and says_the_same(content, made))
