"""Every code of a file's finding has its words in both languages, with exactly its fields."""

import tomllib
from pathlib import Path
from string import Formatter

import pytest

from tally.application.intake import FILE_CODES, BadInput, FileFinding
from tally.domain.congress import CongressKind
from tally.files.findings import LONGEST_VALUE, MAX_FINDINGS, Findings, shown
from tally.locales import LANGUAGES, Words

LOCALES = Path(__file__).parent.parent.parent / "tally" / "locales"
KEYS_OF_WORDS = {
    "congress_kind": "members",
    "ballot_style": "cross-out",
    "file_kind": "pdf",
    "text_encoding": "vni",
    "congress_part": "level",
    "unseen_how": "column",
}
"""Fields that hold a key of `words`, each with one of its keys."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(FILE_CODES))
def test_a_message_has_the_fields_of_its_code_and_says_their_values(language: str, code: str) -> None:
    texts = tomllib.loads((LOCALES / language / "intake.toml").read_text(encoding="utf-8"))
    in_text = {field for _, field, _, _ in Formatter().parse(texts[code]) if field is not None}
    assert in_text == set(FILE_CODES[code])
    values = {field: KEYS_OF_WORDS.get(field, f"«{field}»") for field in FILE_CODES[code]}
    message = Words(language).file_finding(FileFinding("tệp", 1, 1, code, values))
    for field, value in values.items():
        assert (value in message) or field in KEYS_OF_WORDS
    assert message.endswith(".") or code == "E918", "a whole sentence; E918 ends in what is to be written"
    assert "{" not in message


@pytest.mark.parametrize(
    ("field", "code", "key", "said"),
    [
        ("congress_kind", "E934", "delegates", "đại hội đại biểu"),
        ("ballot_style", "E947", "cross-out", "gạch tên"),
        ("file_kind", "E905", "xls", "bảng tính Excel cũ (.xls)"),
        ("text_encoding", "E850", "tcvn3", "TCVN3 (phông .VnTime)"),
    ],
)
def test_a_key_of_ours_is_said_in_words(field: str, code: str, key: str, said: str) -> None:
    fields = dict.fromkeys(FILE_CODES[code], "x") | {field: key}
    assert said in Words("vi").file_finding(FileFinding("tệp", 1, 1, code, fields))


@pytest.mark.parametrize("kind", CongressKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_congress_can_be_said(language: str, kind: CongressKind) -> None:
    finding = FileFinding("tệp", 1, 1, "E934", {"reason": "x", "congress_kind": kind.value})
    assert Words(language)(f"words.congress.{kind}") in Words(language).file_finding(finding)


def test_a_finding_with_the_wrong_fields_is_a_bug_that_shows_at_once() -> None:
    with pytest.raises(TypeError, match="E901"):
        FileFinding("tệp", 1, 1, "E901", {"name": "x"})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Lò Văn Ánh", "Lò Văn Ánh"),
        (True, "true"),
        (False, "false"),
        (11, "11"),
        (1.5, "1.5"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("\n" * 61, "\\u000a" * 9 + "\\u000" + "…"),
        ("a\x1b[31m\u202eb", "a\\u001b[31m\\u202eb"),
        pytest.param(10**5000, "0x", id="a number of 5001 digits"),
    ],
)
def test_a_value_is_shown_short_and_harmless(value: object, text: str) -> None:
    assert shown(value).startswith(text)
    assert len(shown(value)) <= LONGEST_VALUE


def test_findings_are_kept_in_their_order_and_refused_together() -> None:
    findings = Findings("ballots.csv")
    findings.refuse()
    assert not findings
    findings.add(3, 1, "E903", value="x")
    findings.add(2, 5, "E922", key="name")
    assert findings
    with pytest.raises(BadInput) as caught:
        findings.refuse()
    assert str(caught.value) == "ballots.csv:3:1: E903, ballots.csv:2:5: E922"


def test_more_findings_than_anyone_would_read_stop_the_reading() -> None:
    findings = Findings("ballots.csv")
    for row in range(1, MAX_FINDINGS):
        findings.add(row, 1, "E922", key="name")
    with pytest.raises(BadInput) as caught:
        findings.add(MAX_FINDINGS, 1, "E922", key="name")
    assert [finding.code for finding in caught.value.findings[-2:]] == ["E922", "E910"]
    assert caught.value.findings[-1].row == MAX_FINDINGS
