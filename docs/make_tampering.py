"""Prints `docs/tampering.md`, what is seen of every tampering with signed minutes, from the table that is tested.

Run: `python docs/make_tampering.py > docs/tampering.md`.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import throwaway_signers as signers
from tamperings import TABLE, Foreign, Tampering

from tally.application.flaw_words import flaw_sentence
from tally.locales import Words
from tally.signing.package import verify_package

_FOREIGN = {
    Foreign.BROKEN: ("chữ ký không hợp lệ", "signature broken"),
    Foreign.UNTRUSTED: ("chữ ký đúng, chứng thư không tin được", "signature right, certificate not trusted"),
    Foreign.NONE: ("không thấy chữ ký, hoặc không mở tệp", "no signature seen, or file refused"),
    Foreign.NOTHING_WRONG: ("**không thấy gì sai**", "nothing wrong"),
}

_HEAD = """# Biên bản đã ký bị can thiệp: ai thấy gì · Tampering with signed minutes: who sees what

Trang này do `docs/make_tampering.py` in ra từ bảng mà bộ kiểm thử dùng; đừng sửa tay.
*Printed by `docs/make_tampering.py` from the very table that is tested; do not edit.*

Mỗi dòng là một kiểu can thiệp được làm thật trong kiểm thử. `tally verify` phải nêu đúng điều đã xảy ra; cột cuối là
điều LibreOffice 7.4 nói về cùng tệp đó (qua UNO, với CA của ban kiểm phiếu đã được tin).
*Each row is really done in the tests. `tally verify` has to name it for what it is; the last column is what
LibreOffice 7.4 says of the same file (through UNO, with the board's CA trusted).*

Chương trình bảng tính chỉ kiểm những phần có trong danh sách đã ký. Phần thêm vào sau, chữ ký bị gỡ sạch, loại nội dung
khai khác đi: nó không thấy gì sai. Vì thế hãy kiểm bằng `tally verify` với `board.pem` mà ban đã công bố.
*A spreadsheet program checks only what is on the signed list. Parts added later, a signature taken off, a kind of
content declared anew: it sees nothing wrong. So verify with `tally verify` and the `board.pem` the board published.*

| # | đã làm gì · what was done | `tally verify` | LibreOffice |
|---:|---|---|---|
"""

_FOOT = """
Không được ký, ở đây cũng như trong Office: `docProps/core.xml`, `docProps/app.xml` (ngày và tên chương trình, Excel
tự ghi lại khi lưu) và cách nén tệp. Sửa những thứ đó không đổi điều gì biên bản nói.
*Not signed, here as in Office: `docProps/core.xml`, `docProps/app.xml` (dates and the program's name, which Excel
writes anew) and how the file is packed. Changing them changes nothing that the minutes say.*
"""


def tampering_page() -> str:
    """Return the page in Markdown, both languages side by side."""
    return _HEAD + "".join(_row(number, one) for number, one in enumerate(TABLE, start=1)) + _FOOT


def _row(number: int, tampering: Tampering) -> str:
    flaws = verify_package(tampering.make(), signers.pins()).all_flaws
    codes = ", ".join(f"`{flaw.code}`" for flaw in flaws)
    vi, en = (" ".join(flaw_sentence(Words(language), flaw) for flaw in flaws) for language in ("vi", "en"))
    foreign_vi, foreign_en = _FOREIGN[tampering.foreign]
    done = f"{tampering.vi}<br>*{tampering.en}*"
    return f"| {number} | {done} | {codes}: {vi}<br>*{en}* | {foreign_vi}<br>*{foreign_en}* |\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a Windows pipe would be cp1252
    sys.stdout.write(tampering_page())
