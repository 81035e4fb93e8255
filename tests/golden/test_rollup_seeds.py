"""The reports that the seeds tell of: generated congresses whose roll-up gives exactly their figures."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rollup_congresses import ky_anh, quang_ninh, soc_trang, write


def document(ran: Any) -> dict[str, Any]:  # noqa: ANN401 - what the command printed
    assert ran.status == 0, ran.err
    read: dict[str, Any] = json.loads(ran.out)
    assert read["rejected"] == []
    return read


@pytest.fixture
def report(tmp_path: Path, run_tally: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    def of(gatherings: Any) -> dict[str, Any]:  # noqa: ANN401 - as made
        return document(run_tally("report", write(gatherings, tmp_path / "ket-qua"), "--json"))

    return of


def test_soc_trang(report: Callable[..., dict[str, Any]]) -> None:
    read = report(soc_trang())
    assert read["format"] == "tally-report/1"
    assert read["organisations"] == 24
    committees = read["by_office"]["committee"]
    counted = ("contests", "seats", "elected", "first_term", "women", "ethnic_minority", "under_filled")
    assert [committees[key] for key in counted] == [24, 225, 224, 56, 52, 27, 3]
    percents = ("first_term_percent", "women_percent", "ethnic_minority_percent")
    assert [committees[key] for key in percents] == ["25.00", "23.21", "12.05"]
    assert float(committees["surplus_percent"]["max"]) <= 15
    standing = read["by_office"]["standing-committee"]
    assert [standing[key] for key in counted] == [14, 60, 60, 11, 5, 6, 0]
    assert [standing[key] for key in percents] == ["18.33", "8.33", "10.00"]
    assert standing["surplus_percent"]["median"] == "20.00"
    secretaries = read["by_office"]["secretary"]
    assert (secretaries["contests"], secretaries["elected"]) == (2, 2)
    assert float(secretaries["lowest_winning_percent"]) > 90


def test_soc_trang_names_who_is_short_and_why(report: Callable[..., dict[str, Any]]) -> None:
    short = [(one["contest"], one["missing"], one["reason"]) for one in report(soc_trang())["under_filled"]]
    assert sorted(short) == [("bch", 1, "by-plan"), ("bch", 1, "by-plan"), ("bch", 1, "votes-failed")]


def test_ky_anh(report: Callable[..., dict[str, Any]]) -> None:
    read = report(ky_anh())
    assert read["organisations"] == 162
    offices = read["by_office"]
    elected = {office: (figures["contests"], figures["elected"]) for office, figures in offices.items()}
    assert elected == {"committee": (152, 485), "secretary": (162, 162), "deputy-secretary": (162, 162)}
    secretaries = offices["secretary"]
    ages = (secretaries["mean_age"], secretaries["oldest"], secretaries["youngest"], secretaries["age_unknown"])
    assert ages == (57, 72, 26, 0)
    assert sum(secretaries["age_bands"].values()) == 162
    by_cell = read["by_organisation"]
    assert sum("committee" not in cell["by_office"] for cell in by_cell) == 10
    assert sum(cell["by_office"].get("committee", {}).get("elected") == 5 for cell in by_cell) == 7
    assert list(read["by_level"]) == ["cell"]


def test_cells_of_one_name_under_different_superiors_are_different(report: Callable[..., dict[str, Any]]) -> None:
    cells = report(ky_anh())["by_organisation"]
    assert len({cell["organisation"] for cell in cells}) == 14
    assert len({(cell["superior"], cell["organisation"]) for cell in cells}) == 162


def test_quang_ninh(report: Callable[..., dict[str, Any]]) -> None:
    read = report(quang_ninh())
    everybody = read["by_office"]["secretary"]
    assert (everybody["elected"], everybody["highest_winning_percent"]) == (12, "100.00")
    districts = read["by_level"]["above-grassroots"]["by_office"]["secretary"]
    assert districts["elected"] == 3
    assert float(districts["lowest_winning_percent"]) > 95
    assert list(read["by_level"]) == ["above-grassroots", "grassroots"]


def test_the_department(fixtures: Path, run_tally: Callable[..., Any]) -> None:
    read = document(run_tally("report", fixtures / "department", "--json"))
    assert read["organisations"] == 1
    assert read["by_office"]["committee"]["elected"] == 9
    secretary = read["by_office"]["secretary"]
    assert (secretary["elected"], secretary["lowest_winning_percent"]) == (1, "100.00")


def test_the_same_figures_in_any_language_and_on_any_number_of_processes(
    tmp_path: Path, run_tally: Callable[..., Any]
) -> None:
    root = write(ky_anh()[:60], tmp_path / "ket-qua")  # enough for a pool
    said = [run_tally("report", root, "--json", "--lang", language) for language in ("vi", "en")]
    assert said[0].out == said[1].out
    one_by_one = sorted(path.parent for path in root.rglob("congress.toml"))
    assert json.loads(run_tally("report", *one_by_one[:20], "--json").out)["organisations"] == 20
