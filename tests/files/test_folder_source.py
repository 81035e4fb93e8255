"""A folder as a source of saved ballots."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from refused import places, refused

from tally.application.column_meanings import NOT_TAKEN, Meanings
from tally.application.recount import recount
from tally.application.slate_reading import Columns, SlateReading
from tally.bootstrap import open_source
from tally.cli.main import main
from tally.domain.ballot import Ballot
from tally.domain.contest import Contest
from tally.domain.rules import TieRule
from tally.domain.slate import Candidate
from tally.files.folder import FolderSource
from tally.files.marks import Ballots

CONGRESS = """\
format = "tally-congress/1"
[congress]
organisation = "Chi bộ bản Pom Lót"
kind = "members"
[roll]
summoned = 11
[[contest]]
id = "chi-uy"
seats = 1
candidate = [{ no = 1, name = "Lường Thị Biên" }, { no = 2, name = "Quàng Văn Chiến" }]
[[contest]]
id = "bi-thu"
seats = 1
candidate = [{ no = 1, name = "Lường Thị Biên" }]
"""
BALLOTS = "contest,round,batch,ballot,marks\nchi-uy,1,1,1,2\nchi-uy,1,1,2,1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "congress.toml").write_text(CONGRESS, encoding="utf-8")
    (tmp_path / "ballots.csv").write_text(BALLOTS, encoding="utf-8")
    return tmp_path


def own_rules(fixtures: Path, profile_id: str) -> str:
    text = (fixtures.parent / "tally" / "rules" / "luat-bau-cu-2015.toml").read_text(encoding="utf-8")
    return text.replace('id = "luat-bau-cu-2015"', f'id = "{profile_id}"')


def test_a_congress_with_its_ballots(folder: Path) -> None:
    saved = FolderSource(folder).load()
    assert saved.congress.organisation == "Chi bộ bản Pom Lót"
    assert saved.profile.id == "qd-190-2024"
    assert [(one.contest.id, len(one.ballots), one.official) for one in saved.contests] == [
        ("chi-uy", 2, None),
        ("bi-thu", 0, None),
    ]
    assert saved.contests[0].ballots == (Ballot(1, 1, bytes([1, 2])), Ballot(1, 2, bytes([2, 1])))


def test_it_can_be_counted(folder: Path) -> None:
    counted = recount(FolderSource(folder), "chi-uy").contests[0]
    assert [line.votes for line in counted.result.candidates] == [1, 1]


def test_reading_twice_gives_the_same(folder: Path) -> None:
    source = FolderSource(folder)
    assert source.load() == source.load()


def test_a_regulation_beside_the_congress_comes_before_the_programs(folder: Path, fixtures: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "qd-190-2024.toml").write_text(own_rules(fixtures, "qd-190-2024"), encoding="utf-8")
    assert FolderSource(folder).load().profile.tie_rule is TieRule.OLDER


def test_a_regulation_of_ones_own_needs_no_python(folder: Path, fixtures: Path) -> None:
    text = CONGRESS.replace('kind = "members"', 'kind = "members"\nrules = "quy-che-rieng"')
    (folder / "congress.toml").write_text(text, encoding="utf-8")
    assert places(FolderSource(folder).load) == ["congress.toml:5:9: E929"]
    (folder / "rules").mkdir()
    (folder / "rules" / "quy-che-rieng.toml").write_text(own_rules(fixtures, "quy-che-rieng"), encoding="utf-8")
    assert FolderSource(folder).load().profile.id == "quy-che-rieng"


def test_a_record_under_a_regulation_of_ones_own_is_counted_again_with_it_beside(
    folder: Path, fixtures: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = CONGRESS.replace('kind = "members"', 'kind = "members"\nrules = "quy-che-rieng"')
    (folder / "congress.toml").write_text(text, encoding="utf-8")
    (folder / "rules").mkdir()
    (folder / "rules" / "quy-che-rieng.toml").write_text(own_rules(fixtures, "quy-che-rieng"), encoding="utf-8")
    papers = tmp_path_factory.mktemp("giấy tờ")
    assert main(["recount", str(folder), "--export", str(papers), "--contest", "chi-uy"]) == 0
    record = papers / "ho-so-chi-uy-1.xlsx"
    assert [place.rpartition(" ")[2] for place in places(open_source(record).load)] == ["E929"]
    shutil.copytree(folder / "rules", papers / "rules")
    assert recount(open_source(record)).agrees


def test_an_unknown_regulation_is_told_with_the_boards_own_too(folder: Path, fixtures: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "quy-che-rieng.toml").write_text(own_rules(fixtures, "quy-che-rieng"), encoding="utf-8")
    text = CONGRESS.replace('kind = "members"', 'kind = "members"\nrules = "quy-che-chung"')
    (folder / "congress.toml").write_text(text, encoding="utf-8")
    (finding,) = refused(FolderSource(folder).load)
    assert finding.code == "E929"
    assert finding.fields["known"] == "quy-che-rieng, luat-bau-cu-2015, qd-190-2024, qd-244-2014"


def test_ballots_and_slates_in_excel_go_to_the_readers_given(folder: Path) -> None:
    (folder / "ballots.csv").unlink()
    (folder / "ballots.xlsx").touch()
    (folder / "congress.toml").write_text(
        CONGRESS.partition("[[contest]]")[0] + '[[contest]]\nid = "bi-thu"\nseats = 1\nslate = "danh sách/bt.xlsx"\n',
        encoding="utf-8",
    )
    asked: list[tuple[Path, str]] = []

    def read_slate(path: Path, file: str, _columns: Columns) -> SlateReading:
        asked.append((path, file))
        return SlateReading((Candidate(7, "Tòng Thị Yên"),))

    def read_ballots(path: Path, contests: Sequence[Contest], file: str, meanings: Meanings) -> Ballots:
        asked.append((path, file))
        assert [one.id for one in contests] == ["bi-thu"]
        assert meanings == {"Ghi chú": NOT_TAKEN}
        return {("bi-thu", 1): (Ballot(1, 1, b"\x01"),)}

    saved = FolderSource(folder, read_slate, read_ballots, meanings={"Ghi chú": NOT_TAKEN}).load()
    assert asked == [
        (folder / "danh sách" / "bt.xlsx", "danh sách/bt.xlsx"),
        (folder / "ballots.xlsx", "ballots.xlsx"),
    ]
    assert [candidate.no for candidate in saved.contests[0].contest.slate] == [7]
    assert saved.contests[0].ballots == (Ballot(1, 1, b"\x01"),)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    nowhere = tmp_path / "đại hội"
    assert places(FolderSource(nowhere).load) == [f"{nowhere}:1:1: E901"]


def test_a_folder_with_nothing_in_it(tmp_path: Path) -> None:
    assert places(FolderSource(tmp_path).load) == ["congress.toml:1:1: E901", "ballots.csv:1:1: E908"]


def test_the_ballots_in_excel_wait_until_the_congress_is_sound(folder: Path) -> None:
    (folder / "ballots.csv").unlink()
    (folder / "ballots.xlsx").touch()
    (folder / "congress.toml").write_text("", encoding="utf-8")
    assert places(FolderSource(folder).load) == ["congress.toml:1:1: E903"]


def test_counting_a_folder_of_text_loads_neither_openpyxl_nor_the_guesser_of_encodings(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tally.files.folder import FolderSource; "
        "FolderSource(Path(sys.argv[1])).load(); "
        "print({'openpyxl', 'charset_normalizer', 'lxml', 'rich'} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True)
    assert ended.stdout == "set()\n"
