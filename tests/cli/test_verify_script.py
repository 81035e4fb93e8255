"""The short script of docs/: it verifies without us, for every kind of contest, and fails closed."""

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import signing_keys
from signed_papers import Papers
from spoilt_papers import change, forge, sign_by, swapped

from tally import bootstrap
from tally.application.qr import payload_of, read_qr, signed_text
from tally.application.recount import recount
from tally.application.signing import Owner

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "verify.py"
BALLOTS = "xl/worksheets/sheet2.xml"


def script(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the script as a stranger would."""
    command = [sys.executable, "-P", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_it_verifies_without_us(papers: Papers) -> None:
    done = script(papers.pins, papers.record, papers.qr)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["votes.1", "8", "8", "KHỚP"] in lines
    assert [line[0] for line in lines[-2:]] == ["results", "record"]
    assert all(line[-1] == "KHỚP" for line in lines)


def test_it_sees_a_changed_ballot_another_result_and_another_key(papers: Papers) -> None:
    other_results = signed_text(replace(read_qr(papers.qr).payload, digest="ab" * 32), signing_keys.qr_signer())
    assert script(papers.pins, papers.record, other_results).returncode == 1
    other = signing_keys.board_keys(2).path / "board.pem"
    done = script(other, papers.record, papers.qr)
    assert done.returncode == 1
    assert "not signed with the board's key" in done.stderr
    change(papers.record, {BALLOTS: swapped("<v>0</v>", "<v>1</v>")})
    done = script(papers.pins, papers.record, papers.qr)
    assert done.returncode == 1
    assert "LỆCH" in done.stdout


def test_it_sees_two_ballots_exchanged_although_every_total_stays(papers: Papers) -> None:
    change(
        papers.record,
        {
            BALLOTS: lambda was: (
                was.replace(b'r="B5"', b'r="@"').replace(b'r="B6"', b'r="B5"').replace(b'r="@"', b'r="B6"')
            )
        },
    )
    done = script(papers.pins, papers.record, papers.qr)
    assert done.returncode == 1
    wrong = [line.split()[0] for line in done.stdout.splitlines() if line.endswith("LỆCH")]
    assert wrong == ["record"]


def test_a_whole_other_record_that_a_head_signed_is_not_the_one_of_the_code(papers: Papers) -> None:
    forge(papers)
    sign_by(papers.record, [signing_keys.signer(Owner.HEAD)])
    assert script(papers.pins, papers.record, papers.qr).returncode == 1


@pytest.mark.parametrize("spoil", ["no arguments", "two", "no file", "minutes", "no code", "cut code", "no pem"])
def test_whatever_is_wrong_it_fails_closed(papers: Papers, spoil: str) -> None:
    broken = papers.folder / "hỏng.pem"
    broken.write_bytes(b"no certificate")
    arguments: dict[str, tuple[str | Path, ...]] = {
        "no arguments": (),
        "two": (papers.pins, papers.record),
        "no file": (papers.pins, papers.folder / "không có.xlsx", papers.qr),
        "minutes": (papers.pins, papers.minutes, papers.qr),
        "no code": (papers.pins, papers.record, "https://example.vn"),
        "cut code": (papers.pins, papers.record, papers.qr[:-20]),
        "no pem": (broken, papers.record, papers.qr),
    }
    done = script(*arguments[spoil])
    assert done.returncode == 1
    assert done.stdout == ""
    assert "KHÔNG KIỂM ĐƯỢC / NOT VERIFIED" in done.stderr
    assert "python verify.py board.pem" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "folder",
    [
        "department",
        "edges/agree-disagree-with-surplus",
        "edges/alternates-tied",
        "edges/alternates-waiting",
        "edges/base-of-zero",
        "edges/duplicate-ballot-number",
        "edges/one-candidate-both-boxes",
        "edges/opinion-at-thirty-percent",
        "edges/rulings",
        "edges/tie-across-last-seat",
    ],
)
def test_it_counts_every_kind_of_contest_and_knows_its_digests(folder: str, fixtures: Path, tmp_path: Path) -> None:
    counted, signer = recount(bootstrap.open_source(fixtures / folder)), signing_keys.qr_signer()
    for one in counted.contests:
        path = tmp_path / "ho-so.xlsx"
        path.write_bytes(bootstrap.paper_maker().record(counted, one))
        payload = payload_of(one.result, one.results, one.digest, bytes(32), signer.key_id)
        done = script(signing_keys.board_keys().path / "board.pem", path, signed_text(payload, signer))
        assert done.returncode == 0, done.stdout + done.stderr
        lines = {key: tuple(rest) for key, *rest in map(str.split, done.stdout.splitlines())}
        tally = one.result.tally
        ours = {f"votes.{line.candidate.no}": line.votes for line in one.result.candidates}
        ours |= {"valid": tally.valid, "invalid": tally.invalid, "base": one.result.base.value}
        assert {key: lines[key] for key in ours} == {
            key: (str(figure), str(figure), "KHỚP") for key, figure in ours.items()
        }
        assert lines.keys() == ours.keys() | {"results", "record"}


def test_it_is_short_and_asks_for_nothing_but_the_standard_library_cryptography_and_openpyxl() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert max(map(len, text.splitlines())) <= 120
    imported = {
        (node.module or "" if isinstance(node, ast.ImportFrom) else name.name).partition(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography", "openpyxl"}
