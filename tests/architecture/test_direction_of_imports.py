"""The contracts of import-linter hold, and each really bites: a stray import in a copy of the tree breaks it."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

DIRECTION = "direction"
PURE_DOMAIN = "pure-domain"
PORTS = "ports"


def lint(root: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Check the contracts of a tree."""
    chosen = [argument for contract in contracts for argument in ("--contract", contract)]
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", LINT, "--no-cache", *chosen],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture
def copy_of_the_tree(tmp_path: Path) -> Path:
    """Return a copy that may be spoilt."""
    shutil.copytree(ROOT / "tally", tmp_path / "tally", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert "3 kept, 0 broken" in done.stdout


def test_they_hold_in_a_copy_too(copy_of_the_tree: Path) -> None:
    assert lint(copy_of_the_tree).returncode == 0


@pytest.mark.parametrize(
    ("contract", "room", "stray"),
    [
        (DIRECTION, "domain", "from tally.locales import Words"),
        (DIRECTION, "domain", "from tally.application.recount import recount"),
        (DIRECTION, "locales", "from tally.application.intake import FileFinding"),
        (DIRECTION, "application", "from tally.files import folder"),
        (DIRECTION, "application", "from tally.documents import minutes"),
        (DIRECTION, "files", "from tally.documents import minutes"),
        (DIRECTION, "documents", "from tally.files import folder"),
        (DIRECTION, "documents", "from tally import bootstrap"),
        (DIRECTION, "files", "from tally.cli import output"),
        (DIRECTION, "application", "from tally.store import journal"),
        (DIRECTION, "store", "from tally.files import folder"),
        (DIRECTION, "files", "from tally.store import journal"),
        (DIRECTION, "store", "from tally import bootstrap"),
        (DIRECTION, "signing", "from tally.files import folder"),
        (DIRECTION, "documents", "from tally.signing import package"),
        (DIRECTION, "signing", "from tally import bootstrap"),
        (PURE_DOMAIN, "domain", "import rich"),
        (PURE_DOMAIN, "domain", "import cryptography"),
        (PURE_DOMAIN, "domain", "import polars"),
        (PURE_DOMAIN, "domain", "import pydantic"),
        (PURE_DOMAIN, "domain", "from openpyxl import Workbook"),
        (PORTS, "cli", "from tally.files import folder"),
        (PORTS, "cli", "from tally.documents import minutes"),
        (PORTS, "cli", "from tally.store import journal"),
        (PORTS, "cli", "from tally.signing import package"),
    ],
)
def test_a_stray_import_breaks_its_contract(copy_of_the_tree: Path, contract: str, room: str, stray: str) -> None:
    (copy_of_the_tree / "tally" / room / "stray.py").write_text(f"{stray}\n", encoding="utf-8")
    done = lint(copy_of_the_tree, contract)
    assert done.returncode == 1
    assert f"tally.{room}.stray" in done.stdout
    assert "0 kept, 1 broken" in done.stdout


def test_text_is_typed_into_our_own_field_and_no_other_widget() -> None:
    # Textual's own do not keep letters in NFC, delete half a letter, and drop all lines but the first that are pasted.
    typed_into = {"Input", "MaskedInput", "TextArea"}
    strays = [
        f"{file.relative_to(ROOT)}: {name.name}"
        for file in sorted((ROOT / "tally").rglob("*.py"))
        if file.name != "field.py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widgets")
        for name in node.names
        if name.name in typed_into
    ]
    assert strays == []
