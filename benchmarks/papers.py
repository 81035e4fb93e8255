"""Time and memory for the papers of the national size: a contest of 220 candidates and 1,600 ballots, signed by two."""

import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook

from tally import bootstrap
from tally.application.papers import PaperKind
from tally.application.recount import CountedContest, Recount, SavedContest, SavedCount, recount
from tally.application.signing import SIGNERS, Owner, Passphrase, Signing
from tally.domain.ballot import Ballot

NATIONAL = Path(__file__).parent.parent / "fixtures" / "national"
BALLOTS = 1600
SECONDS, MEGABYTES = 4, 200
"""Asked of the minutes, made and signed."""

BY_OPENPYXL = 8
"""Export and signing of minutes and record, in times of openpyxl writing the bare marks in its write-only mode.

The record holds the marks, a formula or two for each of them, and every figure again; it has no target of its own.
"""

PASSPHRASES = {Owner.HEAD: Passphrase("hoa ban trắng"), Owner.SECRETARY: Passphrase("suối Nậm Mơ")}


class _Saved:
    """The national contest with so many ballots, the first ones again after the last."""

    def load(self) -> SavedCount:
        """Return it."""
        saved = bootstrap.open_source(NATIONAL).load()
        one = max(saved.contests, key=lambda each: len(each.contest.slate))
        marks = islice(cycle(ballot.marks for ballot in one.ballots), BALLOTS)
        ballots = tuple(Ballot(place // 50 + 1, place % 50 + 1, each) for place, each in enumerate(marks))
        contest = replace(one.contest, issued=BALLOTS, returned=BALLOTS)
        roll = replace(saved.congress.roll, summoned=BALLOTS, present=BALLOTS)
        congress = replace(saved.congress, roll=roll)
        return SavedCount(congress, saved.profile, (SavedContest(contest, ballots),))


def main() -> int:
    """Measure the minutes and the record, then their signatures; return 0 when it is within what is asked."""
    counted = recount(_Saved())
    (contest,) = counted.contests
    maker = bootstrap.paper_maker()
    met = True
    spent: list[float] = []
    for name, make in (("minutes", maker.minutes), ("record", maker.record)):
        seconds, size = _timed(partial(_size, make, counted, contest))
        # Memory is traced in a second run, because tracing slows the first one down.
        tracemalloc.start()
        make(counted, contest)
        megabytes = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(f"{name}: {seconds:.2f} s, {megabytes:.0f} MB at the peak, {size / 1e3:.0f} kB on disk")
        spent.append(seconds)
        if name == "minutes":
            met = seconds <= SECONDS and megabytes <= MEGABYTES
    signing = _signed(counted)
    met = met and spent[0] + signing["minutes"] <= SECONDS
    spent += signing.values()
    bare, _ = _timed(lambda: _bare(contest.ballots))
    ratio = sum(spent) / bare
    print(f"export and sign: {sum(spent):.2f} s; openpyxl, the bare marks: {bare:.2f} s; {ratio:.1f} x")
    met = met and ratio <= BY_OPENPYXL
    print("met" if met else "NOT MET")
    return 0 if met else 1


def _size(make: Callable[[Recount, CountedContest], bytes], counted: Recount, contest: CountedContest) -> int:
    return len(make(counted, contest))


def _signed(counted: Recount) -> dict[str, float]:
    """Return the seconds that head and secretary take to sign minutes, and record, passphrases and all."""
    spent = {}
    with TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        people = {owner: (owner.value, PASSPHRASES[owner]) for owner in SIGNERS}
        bootstrap.make_keys(keys, "Đảng bộ xã Nậm Mơ", people)
        for paper in bootstrap.planned_papers(counted):
            if paper.kind in {PaperKind.MINUTES, PaperKind.RECORD}:
                path = bootstrap.write_planned(paper, Path(folder)).path
                spent[paper.kind.value], _ = _timed(partial(_sign, bootstrap.signing(keys), [path]))
                print(f"{paper.kind} signed by two: {spent[paper.kind.value]:.2f} s")
    return spent


def _sign(signing: Signing, paths: list[Path]) -> int:
    return len(list(signing.sign_papers(paths, signing.unlock(PASSPHRASES))))


def _bare(ballots: Sequence[Ballot]) -> int:
    """Write the marks and nothing else, as openpyxl does it fastest."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for ballot in ballots:
        sheet.append(list(ballot.marks))
    written = BytesIO()
    workbook.save(written)
    return written.tell()


def _timed(do: Callable[[], int]) -> tuple[float, int]:
    begin = time.perf_counter()
    found = do()
    return time.perf_counter() - begin, found


if __name__ == "__main__":
    sys.exit(main())
