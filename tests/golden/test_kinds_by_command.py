"""`tally template` of each kind of congress, and `tally new --from-elected`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tally import bootstrap
from tally.application.congress_kinds import TEMPLATES
from tally.domain.congress import CongressKind
from tally.locales import Words

FIXTURES = Path(__file__).parents[2] / "fixtures"

Run = Callable[..., Any]


@pytest.mark.parametrize("kind", [template.id for template in TEMPLATES])
def test_a_template_of_each_kind_makes_a_congress_file(kind: str, tmp_path: Path, run_tally: Run) -> None:
    written = run_tally("template", tmp_path / f"{kind}.toml")
    assert (written.status, written.out) == (0, "")
    assert Words("vi")(f"kinds.what.{kind}") in written.err
    made = run_tally("new", tmp_path / "dai-hoi.tally", "--from", tmp_path / f"{kind}.toml")
    assert made.status == 0
    document = json.loads(run_tally("recount", tmp_path / "dai-hoi.tally", "--json").out)
    template = next(one for one in TEMPLATES if one.id == kind)
    assert [contest["id"] for contest in document["contests"]] == [one.id for one in template.elections]
    assert [one["title"] for one in document["hand_votes"]] == ["Ban kiểm phiếu"]


def test_the_kind_can_be_named_instead_of_the_file(tmp_path: Path, run_tally: Run) -> None:
    assert run_tally("template", tmp_path / "dai-hoi.toml", "--congress", "cell").status == 0
    assert run_tally("template", tmp_path / "cell.toml").status == 0
    assert (tmp_path / "dai-hoi.toml").read_bytes() == (tmp_path / "cell.toml").read_bytes()


def test_a_blank_file_with_every_key_is_still_to_be_had(tmp_path: Path, run_tally: Run) -> None:
    assert run_tally("template", tmp_path / "congress.toml").status == 0
    assert 'organisation = ""' in (tmp_path / "congress.toml").read_text(encoding="utf-8")
    assert run_tally("template", tmp_path / "m.toml", "--congress", "members").status == 0
    assert 'kind = "members"' in (tmp_path / "m.toml").read_text(encoding="utf-8")


def test_a_kind_that_there_is_not_is_wrong_usage(tmp_path: Path, run_tally: Run) -> None:
    ran = run_tally("template", tmp_path / "x.toml", "--congress", "national")
    assert ran.status == 2
    assert "above-grassroots" in ran.err


def test_a_conference_comes_from_those_whom_a_congress_elected(tmp_path: Path, run_tally: Run) -> None:
    made = run_tally("new", tmp_path / "hoi-nghi.tally", "--from-elected", FIXTURES / "thanh-chan")
    assert made.status == 0
    desk = bootstrap.open_desk(tmp_path / "hoi-nghi.tally")
    try:
        congress, contests = desk.congress, desk.contests
    finally:
        desk.journal.close()
    expected = json.loads((FIXTURES / "thanh-chan" / "expected.json").read_text(encoding="utf-8"))
    names = {one["name"] for one in expected["contests"][0]["candidates"] if one["outcome"] == "elected"}
    assert {member.name for member in congress.body} == names
    assert (congress.kind, congress.roll.summoned) == (CongressKind.CONFERENCE, 14)
    assert [contest.id for contest in contests] == ["btv", "bi-thu", "pho-bi-thu", "ubkt", "chu-nhiem-ubkt"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from-elected", FIXTURES / "edges" / "alternates-tied"), "chưa có ai trúng cử ban chấp hành"),
        ((), "--from-elected"),
        (("--from", "a.toml", "--from-elected", "b.tally"), "một trong hai"),
        (("--from-elected", FIXTURES / "README.md"), "README.md"),
    ],
    ids=["no-committee", "neither", "both", "no-source"],
)
def test_without_a_committee_or_a_source_nothing_is_made(
    arguments: tuple[str | Path, ...], said: str, tmp_path: Path, run_tally: Run
) -> None:
    ran = run_tally("new", tmp_path / "hoi-nghi.tally", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert not (tmp_path / "hoi-nghi.tally").exists()


def test_a_congress_that_is_still_counted_is_not_over(tmp_path: Path, run_tally: Run) -> None:
    path = tmp_path / "dai-hoi.tally"
    assert run_tally("new", path, "--from", FIXTURES / "thanh-chan" / "congress.toml").status == 0
    ran = run_tally("new", tmp_path / "hoi-nghi.tally", "--from-elected", path)
    assert ran.status == 2
    assert "chưa có kết quả đã khóa sổ" in ran.err


def test_the_page_says_what_there_is_beside_elections(run_tally: Run) -> None:
    hands = " ".join(run_tally("recount", FIXTURES / "edges" / "hand-votes").out.split())
    assert "Biểu quyết Đoàn Chủ tịch: đồng ý 18 · không đồng ý 1 · không có ý kiến 1 · có mặt 20" in hands
    opinion = " ".join(run_tally("recount", FIXTURES / "edges" / "opinion-at-thirty-percent").out.split())
    assert "hơn 30 % số người có mặt = 7 phiếu" in opinion
    assert "Được vào danh sách bầu cử: 1/3 người được xin ý kiến." in opinion
    tied = " ".join(run_tally("recount", FIXTURES / "edges" / "alternates-tied").out.split())
    assert "dự khuyết 0/1" in tied
    assert "Ngang phiếu ở chỗ dự khuyết cuối cùng: 5 Phạm Thị Hà (11), 6 Đỗ Văn Lâm (11); còn 1 dự khuyết" in tied
    waiting = " ".join(run_tally("recount", FIXTURES / "edges" / "alternates-waiting").out.split())
    assert "Dự khuyết: chờ bầu lại" in waiting
    short = " ".join(run_tally("recount", FIXTURES / "edges" / "alternates-too-few").out.split())
    assert "Thiếu 1 trên 2 dự khuyết" in short
    chosen = " ".join(run_tally("recount", FIXTURES / "edges" / "alternates-in-order-of-votes").out.split())
    assert "Dự khuyết (theo số phiếu): 3 Lê Văn Cường (12), 4 Trần Văn Dũng (11)" in chosen
