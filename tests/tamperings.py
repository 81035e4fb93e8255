"""What somebody could do to signed minutes, what `tally` has to say of it, and what LibreOffice says.

One table for three: the tests of our verifier, the tests with LibreOffice, and the page `docs/tampering.md`.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

import pytest
import signed_workbook as book
import throwaway_signers as signers

from tally.application.proof import PackageFlaw as Flaw
from tally.signing.package import sign_package


class Foreign(StrEnum):
    """What LibreOffice says; a file that it cannot open shows no signature either."""

    BROKEN = "broken"
    UNTRUSTED = "untrusted"
    NONE = "none"
    NOTHING_WRONG = "nothing-wrong"


@dataclass(frozen=True, slots=True)
class Tampering:
    """One tampering.

    Attributes:
        id: of the test.
        vi: what was done, in Vietnamese.
        en: the same in English.
        make: returns the workbook.
        flaws: the parts (empty: none is meant) and codes that `verify_package` finds, neither more nor fewer.
        foreign: what LibreOffice says, with the board's CA trusted.
    """

    id: str
    vi: str
    en: str
    make: Callable[[], bytes]
    flaws: frozenset[tuple[str, Flaw]]
    foreign: Foreign


TABLE: list[Tampering] = []


def tampering(
    vi: str, en: str, *flaws: tuple[str, Flaw], foreign: Foreign = Foreign.BROKEN
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Put what a function makes into the table."""

    def put(make: Callable[[], bytes]) -> Callable[[], bytes]:
        TABLE.append(Tampering(make.__name__.replace("_", " "), vi, en, cache(make), frozenset(flaws), foreign))
        return make

    return put


# The signature itself is taken off


@tampering("Gỡ sạch chữ ký", "The signature taken off cleanly", ("", Flaw.UNSIGNED), foreign=Foreign.NONE)
def stripped() -> bytes:
    was = book.parts_of(book.plain())
    gone = dict.fromkeys((book.ORIGIN, book.ORIGIN_LINKS, book.SIGNATURE))
    return book.with_parts(book.signed(), {**gone, book.TYPES: was[book.TYPES], book.ROOT_LINKS: was[book.ROOT_LINKS]})


@tampering(
    "Bỏ tệp chữ ký, để lại liên kết tới nó",
    "The signature's part taken out, the link to it left",
    (book.SIGNATURE, Flaw.SIGNATURE_MISSING),
    foreign=Foreign.NONE,
)
def signature_part_removed() -> bytes:
    return book.with_parts(book.signed(), {book.SIGNATURE: None})


@tampering(
    "Bỏ liên kết tới chữ ký, để lại tệp chữ ký",
    "The link to the signature taken out, its part left",
    (book.SIGNATURE, Flaw.SIGNATURE_UNLINKED),
    foreign=Foreign.NOTHING_WRONG,
)
def signature_unlinked() -> bytes:
    return book.with_parts(book.signed(), {book.ROOT_LINKS: book.parts_of(book.plain())[book.ROOT_LINKS]})


@tampering(
    "Bỏ chữ ký thứ hai",
    "The second signature taken out",
    (book.SECOND, Flaw.SIGNATURE_MISSING),
    foreign=Foreign.NOTHING_WRONG,
)
def second_signature_removed() -> bytes:
    return book.with_parts(book.signed_twice(), {book.SECOND: None})


# What was signed is changed


@tampering("Sửa số phiếu trong một ô", "A number of votes changed", (book.SHEET, Flaw.PART_CHANGED))
def cell_changed() -> bytes:
    return book.edited(book.signed(), book.SHEET, "<v>7</v>", "<v>9</v>")


@tampering("Sửa tên người được bầu", "A candidate's name changed", (book.SHEET, Flaw.PART_CHANGED))
def name_changed() -> bytes:
    return book.edited(book.signed(), book.SHEET, "Lò Văn Ánh", "Lò Văn Anh")


@tampering("Sửa công thức trang Kiểm tra", "A formula of sheet Kiểm tra changed", (book.CHECKS, Flaw.PART_CHANGED))
def formula_changed() -> bytes:
    return book.edited(book.signed(), book.CHECKS, "B1:B3", "B1:B2")


@tampering("Thay hình mã QR", "The picture of the QR code replaced", (book.PICTURE, Flaw.PART_CHANGED))
def picture_changed() -> bytes:
    return book.with_parts(book.signed(), {book.PICTURE: book.parts_of(book.signed())[book.PICTURE] + b"\0"})


@tampering("Sửa biểu đồ", "The chart changed", (book.CHART, Flaw.PART_CHANGED))
def chart_changed() -> bytes:
    return book.edited(book.signed(), book.CHART, "$B$1:$B$3", "$B$2:$B$3")


@tampering(
    "Sửa kiểu chữ (để che chữ hay số)", "A style changed (to hide text or figures)", (book.STYLES, Flaw.PART_CHANGED)
)
def style_changed() -> bytes:
    return book.edited(book.signed(), book.STYLES, '<sz val="11" />', '<sz val="1" />')


@tampering("Xóa một phần đã ký", "A signed part deleted", (book.PICTURE, Flaw.PART_MISSING))
def part_removed() -> bytes:
    return book.with_parts(book.signed(), {book.PICTURE: None})


@tampering(
    "Trỏ liên kết của một trang tính sang tệp khác",
    "The link of a sheet redirected to another part",
    (book.BOOK_LINKS, Flaw.PART_CHANGED),
)
def link_redirected() -> bytes:
    return book.edited(book.signed(), book.BOOK_LINKS, "worksheets/sheet1.xml", "worksheets/sheet2.xml")


@tampering(
    "Khai một trang tính là loại nội dung khác",
    "A sheet declared as another kind of content",
    (book.SHEET, Flaw.CONTENT_TYPE),
    foreign=Foreign.NOTHING_WRONG,
)
def content_type_changed() -> bytes:
    named = f'"/{book.SHEET}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml'
    return book.edited(book.signed(), book.TYPES, f"{named}.worksheet+xml", f"{named}.chartsheet+xml")


@tampering(
    "Ghép chữ ký của biên bản khác vào biên bản này",
    "The signature of other minutes put into these",
    (book.SHEET, Flaw.PART_CHANGED),
)
def signature_of_another_workbook() -> bytes:
    return book.with_parts(book.signed(votes=9), {book.SIGNATURE: book.parts_of(book.signed())[book.SIGNATURE]})


# Something is added


@tampering(
    "Thêm một tệp vào gói",
    "A part added",
    ("xl/media/image2.png", Flaw.PART_ADDED),
    foreign=Foreign.NOTHING_WRONG,
)
def part_added() -> bytes:
    return book.with_parts(book.signed(), {"xl/media/image2.png": b"\x89PNG"})


@tampering(
    "Thêm một trang tính",
    "A sheet added",
    (book.BOOK, Flaw.PART_CHANGED),
    (book.BOOK_LINKS, Flaw.LINK_ADDED),
    ("xl/worksheets/sheet3.xml", Flaw.PART_ADDED),
)
def sheet_added() -> bytes:
    parts = book.parts_of(book.signed())
    type_of_links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    link = f'<Relationship Type="{type_of_links}" Target="/xl/worksheets/sheet3.xml" Id="rId9" /></Relationships>'
    links = parts[book.BOOK_LINKS].replace(b"</Relationships>", link.encode())
    changed = book.edited(
        book.signed(), book.BOOK, "</sheets>", '<sheet name="Mới" sheetId="3" r:id="rId9" /></sheets>'
    )
    return book.with_parts(changed, {book.BOOK_LINKS: links, "xl/worksheets/sheet3.xml": parts[book.CHECKS]})


@tampering(
    "Thêm liên kết lấy nội dung từ bên ngoài",
    "A link to content outside added",
    (book.BOOK_LINKS, Flaw.LINK_ADDED),
    (book.BOOK_LINKS, Flaw.OUTSIDE),
    foreign=Foreign.NOTHING_WRONG,
)
def link_to_outside() -> bytes:
    type_of_link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    link = f'<Relationship Type="{type_of_link}" Target="http://example.invalid/" TargetMode="External" Id="rId9" />'
    return book.edited(book.signed(), book.BOOK_LINKS, "</Relationships>", f"{link}</Relationships>")


@tampering(
    "Để hai bản của một trang tính trong tệp",
    "Two copies of one sheet in the file",
    (book.SHEET, Flaw.DUPLICATE),
)
def part_twice() -> bytes:
    other = book.parts_of(book.plain(votes=9))[book.SHEET]
    with pytest.warns(UserWarning, match="Duplicate name"):
        return book.zipped(*book.parts_of(book.signed()).items(), (book.SHEET, other))


@tampering(
    "Giấu dữ liệu lạ trong tệp, ngoài các phần của nó",
    "Data hidden in the file, outside its parts",
    ("", Flaw.HIDDEN_BYTES),
    foreign=Foreign.NONE,
)
def bytes_hidden() -> bytes:
    return b"hidden" + book.signed()


# The signature's own statements are changed


@tampering("Sửa giờ ký", "The time of signing changed", (book.SIGNATURE, Flaw.TIME_CHANGED))
def time_changed() -> bytes:
    return book.edited(book.signed(), book.SIGNATURE, "<mdssi:Value>2025-06-09", "<mdssi:Value>2025-06-08")


@tampering("Sửa giờ ký ở cả hai chỗ ghi", "The time changed in both places", (book.SIGNATURE, Flaw.TIME_CHANGED))
def time_changed_twice() -> bytes:
    return book.edited(time_changed(), book.SIGNATURE, "<xd:SigningTime>2025-06-09", "<xd:SigningTime>2025-06-08")


@tampering(
    "Bỏ một phần khỏi danh sách đã ký rồi thay phần đó",
    "A part taken off the signed list, then replaced",
    (book.SIGNATURE, Flaw.LIST_CHANGED),
    (book.PICTURE, Flaw.PART_ADDED),
)
def reference_removed() -> bytes:
    signature = book.parts_of(book.signed())[book.SIGNATURE].decode()
    before, _, after = signature.partition(f'<Reference URI="/{book.PICTURE}?')
    return book.with_parts(picture_changed(), {book.SIGNATURE: (before + after.partition("</Reference>")[2]).encode()})


@tampering(
    "Sửa một ô rồi ghi lại mã của trang tính trong danh sách",
    "A cell changed and the sheet's digest in the list with it",
    (book.SIGNATURE, Flaw.LIST_CHANGED),
)
def digest_adapted() -> bytes:
    digests = [
        b64encode(hashlib.sha256(book.parts_of(content)[book.SHEET]).digest()).decode()
        for content in (book.signed(), cell_changed())
    ]
    return book.edited(cell_changed(), book.SIGNATURE, *digests)


@tampering(
    "Sửa lời khai kèm chữ ký", "What the signature says of itself changed", (book.SIGNATURE, Flaw.DETAILS_CHANGED)
)
def details_changed() -> bytes:
    return book.edited(
        book.signed(), book.SIGNATURE, "<SignatureComments/>", "<SignatureComments>x</SignatureComments>"
    )


@tampering("Cắt cụt giá trị chữ ký", "The value of the signature cut short", (book.SIGNATURE, Flaw.SIGNATURE_WRONG))
def value_cut() -> bytes:
    signature = book.parts_of(book.signed())[book.SIGNATURE].decode()
    before, value, after = signature.partition("</SignatureValue>")
    return book.with_parts(book.signed(), {book.SIGNATURE: (before[:-8] + value + after).encode()})


@tampering(
    "Khai phương pháp ký cũ, yếu (SHA-1)",
    "An old, weak method declared (SHA-1)",
    (book.SIGNATURE, Flaw.ALGORITHM),
)
def method_changed() -> bytes:
    return book.edited(book.signed(), book.SIGNATURE, "2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1")


@tampering(
    "Cắt cụt tệp chữ ký",
    "The part of the signature cut short",
    (book.SIGNATURE, Flaw.SIGNATURE_UNREADABLE),
)
def signature_cut() -> bytes:
    return book.with_parts(book.signed(), {book.SIGNATURE: book.parts_of(book.signed())[book.SIGNATURE][:-400]})


# Another signer


@tampering(
    "Đánh tráo chứng thư trong chữ ký",
    "The certificate in the signature swapped",
    (book.SIGNATURE, Flaw.OTHER_CERTIFICATE),
)
def certificate_swapped() -> bytes:
    certificates = [b64encode(one.certificates[0]).decode() for one in (signers.head(), signers.secretary())]
    return book.edited(book.signed(), book.SIGNATURE, *certificates)


@tampering(
    "Đánh tráo chứng thư và cả dấu vân tay của nó",
    "The certificate and its fingerprint swapped",
    (book.SIGNATURE, Flaw.SIGNATURE_WRONG),
    (book.SIGNATURE, Flaw.DETAILS_CHANGED),
)
def fingerprint_swapped() -> bytes:
    fingerprints = [
        b64encode(hashlib.sha256(one.certificates[0]).digest()).decode()
        for one in (signers.head(), signers.secretary())
    ]
    return book.edited(certificate_swapped(), book.SIGNATURE, *fingerprints)


@tampering(
    "Người khác ký lại bằng chứng thư tự cấp, mang tên trưởng ban",
    "Signed again with a certificate issued to oneself in the head's name",
    (book.SIGNATURE, Flaw.SELF_SIGNED),
    foreign=Foreign.UNTRUSTED,
)
def signed_by_oneself() -> bytes:
    return sign_package(book.plain(votes=9), signers.self_signed(), signers.SIGNED)


@tampering(
    "Người khác ký lại bằng chứng thư của ban khác",
    "Signed again with a certificate of another board",
    (book.SIGNATURE, Flaw.NOT_PINNED),
    foreign=Foreign.UNTRUSTED,
)
def signed_by_another_board() -> bytes:
    return sign_package(book.plain(votes=9), signers.of_another_board(), signers.SIGNED)


@tampering(
    "Người khác ký lại bằng chứng thư ghi giả là do ban cấp",
    "Signed again with a certificate that falsely names the board's CA",
    (book.SIGNATURE, Flaw.CHAIN_BROKEN),
    foreign=Foreign.UNTRUSTED,
)
def signed_by_a_pretender() -> bytes:
    return sign_package(book.plain(votes=9), signers.pretending(), signers.SIGNED)


@tampering(
    "Ký khi chứng thư đã hết hạn",
    "Signed when the certificate had expired",
    (book.SIGNATURE, Flaw.EXPIRED),
)
def certificate_expired() -> bytes:
    return sign_package(book.plain(), signers.head(until=datetime(2025, 6, 8, tzinfo=UTC)), signers.SIGNED)


@tampering(
    "Ký khi chứng thư chưa có hiệu lực",
    "Signed before the certificate was valid",
    (book.SIGNATURE, Flaw.NOT_YET_VALID),
)
def certificate_not_yet_valid() -> bytes:
    return sign_package(book.plain(), signers.head(since=datetime(2025, 6, 10, tzinfo=UTC)), signers.SIGNED)
