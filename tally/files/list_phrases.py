"""What stands around a list of people or of organisations and is none of them: totals, offices, signatures, remarks."""

import re

from tally.domain.names import plain

# With diacritics on purpose: a person may be called Tống Công Minh or Đoàn Chu.
TOTAL = re.compile(r"(tổng( cộng| số)?|cộng|ấn định danh sách|danh sách( này)? (có|gồm)|total)\b.*")
"""How a line begins that counts the people."""

# A commune may be called Cộng Hòa, and a company Tổng công ty.
TOTAL_OF_ORGANISATIONS = re.compile(
    r"tổng( (cộng|số)\b.*|\W*\d*\W*)|cộng(\W*|\W+\d+.*)|(ấn định )?danh sách( này)? (có|gồm)\b.*|total\b.*"
)
"""A line that counts the organisations."""

_SIGNER = (
    r"\(?(t ?/ ?m|tm|k ?/ ?t|kt|t ?/ ?l|tl|thay mặt|đại diện|người (lập|ký|duyệt|ghi|tổng hợp)"
    r"|ký (tên|ghi)|ký,|xác nhận|duyệt"
    r"|(phó )?(bí thư|chủ tịch|trưởng (ban|đoàn|phòng|thôn|bản)|giám đốc|hiệu trưởng)|thư ký|thủ trưởng|chủ tọa"
    r"|nơi nhận)\b.*|.*\bngày\b.*\btháng\b.*\bnăm\b.*"
)
_REMARK = r"\(?\*? *(ghi chú|lưu ý|chú ý)\b.*"
_BODY = (
    r"\(?(đoàn chủ tịch|ban (kiểm phiếu|tổ chức|chấp hành|thường vụ)|thường trực"
    r"|(đảng|chi|cấp|ủy|uỷ) ?(ủy|uỷ|ban)|hội đồng)\b.*"
)

SIGNER = re.compile(_SIGNER)
"""A line of one who signs: the office, the date, what they are asked to do; no organisation is called so."""

REMARK = re.compile(_REMARK)
"""A remark that says that it is one."""

SIGNED = re.compile(rf"{_SIGNER}|{_REMARK}|{_BODY}")
"""A line below a list of people that is none of them: who signs, for which body, a remark."""

PEOPLE = re.compile(r"\b(\d{1,4})\)? *(người|đồng chí|đ/c|ứng cử viên|candidates|people)")
"""How many people a total counts."""

NOBODY = re.compile(
    r"(khối|nhóm|danh sách|bổ sung|chưa (có|rõ|xác định)|chờ (bổ sung|ý kiến|duyệt)|khuyết|(để|bỏ) trống|không có"
    r"|dự (phòng|khuyết)|như trên|nt)\b.*"
)
"""What stands where a name should be and is a heading of some rows, or keeps a place free."""

_SECTION = r"\(?([ivxlc]+|[a-hđ])[.)]\s.*"
# How a line begins, or what is in it, that is a remark.
_NO_NAME = re.compile(rf"[^\w]|.*[:;*•\d]|{_SECTION}", re.IGNORECASE)
_LONGEST_NAME = 8  # words
_LONGEST = 200  # characters of a text that are looked at; nothing longer is a total or a signature


def phrase(value: object) -> str:
    """Return a text in small letters, with its diacritics."""
    return plain(value[:_LONGEST]) if isinstance(value, str) else ""


def is_remark(text: str) -> bool:
    """Tell whether a text where a name should be is none."""
    start = text[:_LONGEST].strip()
    return bool(start) and (_NO_NAME.match(start) is not None or len(start.split()) > _LONGEST_NAME)
