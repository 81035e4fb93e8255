"""What is loaded: for the count the standard library alone, for the help nothing heavy; asked of fresh interpreters."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

IMPORT_THE_WHOLE_DOMAIN = """
import json, sys
before = set(sys.modules)
import importlib, pkgutil
import tally.domain
names = [module.name for module in pkgutil.walk_packages(tally.domain.__path__, "tally.domain.")]
for name in names:
    importlib.import_module(name)
print(json.dumps([names, sorted(set(sys.modules) - before)]))
"""

NOT_FOR_THE_DOMAIN = {"textual", "rich", "sqlmodel", "sqlalchemy", "openpyxl", "pydantic", "click"}
NOT_FOR_THE_HELP = {
    *("textual", "sqlmodel", "sqlalchemy", "openpyxl", "lxml", "pydantic", "rich", "pandas", "numpy"),
    *("cryptography", "PIL", "jinja2", "polars", "qrcode"),
}


def fresh(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a fresh interpreter as a user would, whatever this one has loaded."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "TALLY"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**environment, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )


def packages(modules: list[str]) -> set[str]:
    """Return the top-level packages of modules."""
    return {module.partition(".")[0] for module in modules}


@pytest.fixture(scope="module")
def domain_modules() -> tuple[list[str], list[str]]:
    """Return the modules of the domain, and everything their import loaded."""
    names, loaded = json.loads(fresh("-c", IMPORT_THE_WHOLE_DOMAIN).stdout)
    return names, loaded


def test_every_module_of_the_domain_is_imported_here(domain_modules: tuple[list[str], list[str]]) -> None:
    names, loaded = domain_modules
    files = (path.relative_to(ROOT).with_suffix("") for path in (ROOT / "tally" / "domain").rglob("*.py"))
    modules = {".".join(file.parts).removesuffix(".__init__") for file in files} - {"tally.domain"}
    assert set(names) == modules
    assert set(names) <= set(loaded)


def test_the_domain_loads_no_library(domain_modules: tuple[list[str], list[str]]) -> None:
    _, loaded = domain_modules
    assert packages(loaded) & NOT_FOR_THE_DOMAIN == set()
    assert packages(loaded) - sys.stdlib_module_names == {"tally"}


def test_the_domain_loads_no_higher_room(domain_modules: tuple[list[str], list[str]]) -> None:
    _, loaded = domain_modules
    rooms = {module for module in loaded if module.startswith("tally.")}
    assert {module for module in rooms if not module.startswith("tally.domain")} == set()


def test_the_help_loads_no_heavy_library() -> None:
    done = fresh("-X", "importtime", "-m", "tally", "--help")
    assert "recount" in done.stdout
    loaded = re.findall(r"^import time:\s+\d+ \|\s+\d+ \|\s+([\w.]+)$", done.stderr, flags=re.MULTILINE)
    assert "click" in packages(loaded)  # the list is read as it should be
    assert packages(loaded) & NOT_FOR_THE_HELP == set()
