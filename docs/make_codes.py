"""Prints `docs/ma-thong-bao.md`, every code of a finding, from the code itself.

Run: `python docs/make_codes.py > docs/ma-thong-bao.md`.
"""

import sys

from tally.application.intake import FILE_CODES
from tally.domain.checks import CODES
from tally.files.rules_toml import load_profile
from tally.locales import Words

DEFAULT_RULES = "qd-190-2024"


def codes_page() -> str:
    """Return the page in Markdown, both languages side by side."""
    vi, en = Words("vi"), Words("en")
    profile = load_profile(DEFAULT_RULES)
    lines = [
        "# Mã thông báo · Codes of findings",
        "",
        "Trang này do `docs/make_codes.py` in ra từ mã nguồn; đừng sửa tay.",
        "*Printed by `docs/make_codes.py` from the code itself; do not edit.*",
        "",
        "## Kết quả kiểm phiếu · The count",
        "",
        "E phải được giải thích trước khi khóa sổ; W chỉ cảnh báo. Điều khoản theo hồ sơ quy tắc mặc định",
        f"`{profile.id}`. *E must be explained before sealing; W warns. Clauses are those of the default profile.*",
        "",
        "| mã · code | điều khoản · clause | tiếng Việt | English |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {code} | {profile.clauses[spec.topic]} | {vi(f'findings.{code}')} | {en(f'findings.{code}')} |"
        for code, spec in CODES.items()
    ]
    lines += [
        "",
        "## Tệp vào · Input files",
        "",
        "Tệp có lỗi thì không đếm gì từ tệp đó; mọi lỗi được nêu một lần, mỗi dòng `tệp:dòng:cột: MÃ thông báo`.",
        "*Nothing is counted from a file with a finding; all are named at once, `file:row:column: CODE message`.*",
        "",
        "| mã · code | tiếng Việt | English |",
        "|---|---|---|",
    ]
    lines += [
        f"| {code} | {_cell(vi(f'intake.{code}'))} | {_cell(en(f'intake.{code}'))} |" for code in sorted(FILE_CODES)
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a Windows pipe would be cp1252
    sys.stdout.write(codes_page())
