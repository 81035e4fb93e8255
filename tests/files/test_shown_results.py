"""What sheets show to people is what machines read, on the honest papers of every kind of contest."""

from pathlib import Path

import pytest

from tally import bootstrap
from tally.application.figures import figures_of
from tally.application.recount import recount
from tally.application.shown import Place, differing
from tally.files.shown_results import sheets_of, shown_figures

KINDS = (
    "department",
    "edges/agree-disagree-several",
    "edges/alternates-in-order-of-votes",
    "edges/alternates-tied",
    "edges/alternates-waiting",
    "edges/base-of-zero",
    "edges/defaults",
    "edges/empty-slate",
    "edges/further-round",
    "edges/one-candidate-both-boxes",
    "edges/opinion-at-thirty-percent",
    "edges/rulings",
    "edges/tie-across-last-seat",
    "edges/tie-break-round",
    "edges/two-of-the-same-name",
)


@pytest.mark.parametrize("folder", KINDS)
def test_honest_papers_show_what_machines_read(folder: str, fixtures: Path, tmp_path: Path) -> None:
    counted, maker = recount(bootstrap.open_source(fixtures / folder)), bootstrap.paper_maker()
    for one in counted.contests:
        contest, figures = one.result.contest, figures_of(one.result)
        for name, content in (("biên bản", maker.minutes(counted, one)), ("hồ sơ", maker.record(counted, one))):
            path = tmp_path / f"{name}.xlsx"
            path.write_bytes(content)
            shown = shown_figures(path)
            assert [each for place in shown for each in differing(place, figures, contest)] == []
            places = [Place.RESULT] if name == "hồ sơ" else [Place.MINUTES, Place.LISTED, Place.RESULT]
            assert [place.place for place in shown] == places
            # Beside Nhật ký, which only a desk's record has, and in this order.
            titles = (
                ["Kết quả", "Phiếu", "Kiểm tra", "Khai báo"] if name == "hồ sơ" else ["Biên bản", "Kết quả", "Khai báo"]
            )
            assert [sheet.title for sheet in sheets_of(path)] == titles
            assert all(sheet.visible for sheet in sheets_of(path))
