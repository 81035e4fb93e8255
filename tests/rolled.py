"""`tally report --json` run in this process, with a home folder of its own: what it says of every source."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tally.cli.main import main

Figures = tuple[int, str | None]
NOTHING: Figures = (0, None)


class Reported(NamedTuple):
    """What came of a roll-up: exit status, its document, and what people read on stderr."""

    status: int
    document: dict[str, Any]
    err: str

    @property
    def organisations(self) -> int:
        """Return how many were counted."""
        return int(self.document["organisations"])

    @property
    def rejected(self) -> list[tuple[str, str]]:
        """Return the names of what was left out, each with the code of why."""
        return [(Path(one["source"]).name, one["code"]) for one in self.document["rejected"]]

    @property
    def confirmed(self) -> dict[str, str]:
        """Return the names of what tells the same as another source, and of that one."""
        return {Path(one["source"]).name: Path(one["by"]).name for one in self.document["confirmed"]}

    @property
    def committee(self) -> Figures:
        """Return how many are elected to committees, and with what percent at least."""
        committee = self.document["by_office"].get("committee")
        return (committee["elected"], committee["lowest_winning_percent"]) if committee else NOTHING


def reporting(capsys: pytest.CaptureFixture[str]) -> Callable[..., Reported]:
    """Return what runs `tally report`; why something is left out has to be said in whole words."""

    def run(*arguments: str | Path) -> Reported:
        capsys.readouterr()
        status = main(["report", *map(str, arguments), "--json"])
        out, err = capsys.readouterr()
        document = json.loads(out)
        assert all(one["why"] and "{" not in one["why"] for one in document["rejected"])
        return Reported(status, document, err)

    return run


class Rolled(NamedTuple):
    """What came of a roll-up: exit status, organisations counted, and by source the code of what was left out."""

    status: int
    organisations: int
    rejected: list[tuple[str, str]]
    document: dict[str, Any]
    err: str

    @property
    def why(self) -> str:
        """Return why the only source that was left out was."""
        (one,) = self.document["rejected"]
        return str(one["why"])
