"""Writing papers with a progress bar on stderr, and saying where they are."""

import sys
from collections.abc import Iterable
from pathlib import Path

from tally import bootstrap
from tally.application.papers import PlannedPaper, Written
from tally.cli.diagnostics import narrate
from tally.cli.output import console_on
from tally.locales import Words


def write_papers(planned: Iterable[PlannedPaper], folder: Path, words: Words) -> None:
    """Write those papers that can be made now, and say where they are.

    Raises:
        OSError: the machine failed.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - only exports draw a bar

    possible = [paper for paper in planned if paper.possible]
    papers: list[Written] = []
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        console=console_on(sys.stderr),
    )
    with bar:
        task = bar.add_task("", total=len(possible))
        for paper in possible:
            bar.update(task, description=paper.name)
            papers.append(bootstrap.write_planned(paper, folder))
            bar.advance(task)
    for written in papers:
        if written.signed_by:
            narrate(words("cli.recount.stays", file=written.path, people=", ".join(written.signed_by)))
            continue
        narrate(words("cli.recount.written", file=written.path))
        if written.kept is not None:
            key = "cli.recount.kept_signed" if written.kept_signed_by else "cli.recount.kept"
            narrate(words(key, file=written.kept, people=", ".join(written.kept_signed_by)))


def tell_waiting(planned: Iterable[PlannedPaper], words: Words) -> None:
    """Say which papers cannot be made yet, and what each waits for."""
    for paper in planned:
        if not paper.possible:
            narrate(words("cli.export.waiting", file=paper.name, why=words(f"words.paper_state.{paper.state}")))
