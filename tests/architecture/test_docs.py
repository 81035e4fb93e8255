"""What docs/ prints from the code is what the code says now; what the README says to run is what CI runs."""

import importlib.util
import re
from pathlib import Path

from tally.domain.law.shapes import SHAPES

ROOT = Path(__file__).parents[2]


def test_the_list_of_codes_is_printed_from_the_code() -> None:
    spec = importlib.util.spec_from_file_location("make_codes", ROOT / "docs" / "make_codes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    printed = (ROOT / "docs" / "ma-thong-bao.md").read_text(encoding="utf-8")
    assert printed == module.codes_page(), "run: python docs/make_codes.py > docs/ma-thong-bao.md"


def test_the_table_of_the_law_has_every_kind_of_entry_with_its_payload() -> None:
    page = (ROOT / "docs" / "may-trang-thai.md").read_text(encoding="utf-8")
    _, _, section = page.partition("## Luật của nhật ký")
    rows = re.findall(r"^\| `([a-z-]+)` \|.*\| ([^|]+) \|$", section, flags=re.MULTILINE)
    assert dict(rows) == {
        kind.value: " ".join(
            [*(f"`{key}`" for key in sorted(shape.needed)), *(f"`{key}?`" for key in sorted(shape.optional))]
        )
        for kind, shape in SHAPES.items()
    }
    assert len(rows) == len(SHAPES)


def test_the_readme_has_the_two_commands_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for marker in ("main-job", "tests"):
        commands = re.findall(rf"<!-- {marker} -->\n```sh\n(.*)\n```", readme)
        assert len(commands) == 1, "one command, one line"
        assert f"readme_command {marker}" in script


def test_every_page_the_readme_points_to_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", readme)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
