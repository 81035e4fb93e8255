"""What stands below a list of candidates and is nobody: totals, offices, signatures, remarks."""

import re

from tally.domain.names import plain

# With diacritics on purpose: a person may be called Tống Công Minh or Đoàn Chu.
TOTAL = re.compile(r"(tổng( cộng| số)?|cộng|ấn định danh sách|danh sách( này)? (có|gồm)|total)\b.*")
"""How a line begins that counts the people."""

_OFFICES = (
    r"(phó )?(bí thư|chủ tịch|trưởng (ban|đoàn|phòng|thôn|bản)|giám đốc|hiệu trưởng)"
    r"|thư ký|thủ trưởng|chủ tọa|ban (kiểm phiếu|tổ chức|chấp hành|thường vụ)|thường trực"
    r"|(đảng|chi|cấp|ủy|uỷ) ?(ủy|uỷ|ban)|hội đồng"
)
SIGNED = re.compile(
    r"\(?(t ?/ ?m|tm|k ?/ ?t|kt|t ?/ ?l|tl|thay mặt|đại diện|người (lập|ký|duyệt)|ký (tên|ghi)|ký,|xác nhận|duyệt"
    rf"|đoàn chủ tịch|nơi nhận|ghi chú|lưu ý|chú ý|{_OFFICES})\b.*|.*\bngày\b.*\btháng\b.*\bnăm\b.*"
)
"""A line of those who sign: their office, the date, what they are asked to do; or a remark that says that it is one."""

PEOPLE = re.compile(r"\b(\d{1,4}) *(người|đồng chí|đ/c|ứng cử viên|candidates|people)")
"""How many people a total counts."""

_NO_NAME = re.compile(r"[^\w]|.*[:;*•\d]")  # how a line begins, or what is in it, that is a remark
_LONGEST_NAME = 8  # words
_LONGEST = 200  # characters of a text that are looked at; nothing longer is a total or a signature


def phrase(value: object) -> str:
    """Return a text in small letters, with its diacritics."""
    return plain(value[:_LONGEST]) if isinstance(value, str) else ""


def is_remark(text: str) -> bool:
    """Tell whether a text where a name should be is none."""
    start = text[:_LONGEST].strip()
    return bool(start) and (_NO_NAME.match(start) is not None or len(start.split()) > _LONGEST_NAME)
