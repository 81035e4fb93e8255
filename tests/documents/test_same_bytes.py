"""The same count gives the same bytes, wherever and whenever it is made."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from paper_cases import small_case

_PRINT_DIGESTS = """
import hashlib, os, time
import tally
os.environ["TZ"] = "Pacific/Auckland"
getattr(time, "tzset", lambda: None)()
from paper_cases import small_case
case = small_case()
print(hashlib.sha256(case.minutes).hexdigest(), hashlib.sha256(case.record).hexdigest())
"""


def _elsewhere(seed: str) -> str:
    """Make the papers in another process, with another order of hashes and another time zone."""
    here = Path(__file__).parents[2]
    environment = {"PYTHONPATH": f"{here / 'tests'}{';' if sys.platform == 'win32' else ':'}{here}"}
    done = subprocess.run(
        [sys.executable, "-c", _PRINT_DIGESTS],
        env={**environment, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_same_count_gives_the_same_bytes_twice() -> None:
    one, two = small_case(), small_case()
    assert one.minutes == two.minutes
    assert one.record == two.record


def test_the_same_count_gives_the_same_bytes_in_another_process() -> None:
    assert _elsewhere("1") == _elsewhere("2")


def test_the_papers_bear_the_date_of_the_congress_and_not_of_the_clock() -> None:
    for data in (small_case().minutes, small_case().record):
        core = ZipFile(BytesIO(data)).read("docProps/core.xml").decode()
        assert core.count("2025-06-09T00:00:00Z") == 2
