"""Draws the picture of a result in the README, `docs/ket-qua.png`.

Run: `python docs/make_picture.py`; needs Chromium and the fonts Noto Sans Mono and DejaVu Sans Mono.
"""

import io
import re
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console

from tally import bootstrap
from tally.application.recount import recount
from tally.cli.result_page import result_page
from tally.locales import Words

ROOT = Path(__file__).parent.parent
FONTS = "Noto Sans Mono, DejaVu Sans Mono"  # the second for ✓, ✗ and ⏎
SIZE = "transform: translateY(1.5px); font-size: 20.33px"
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def picture(fixture: str, contest: str) -> str:
    """Return the result page of a fixture's contest as SVG."""
    counted = recount(bootstrap.open_source(ROOT / "fixtures" / fixture), contest)
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
    console.print(result_page(counted, Words("vi")))
    return console.export_svg(title=f"tally recount fixtures/{fixture} --contest {contest}", unique_id="tally")


def photograph(drawn: str, target: Path) -> None:
    """Draw an SVG of rich's in a browser and keep what it shows as PNG."""
    # rich asks a server for a font that has no Vietnamese, and leaves no room for the accents of capitals: fonts of
    # this machine are taken, a little lower, at the size at which a letter is as wide as a cell (12.2 of 0.6 em).
    drawn = re.sub(r"@font-face\s*\{[^}]*\}", "", drawn).replace("Fira Code", FONTS)
    drawn = re.sub(r' clip-path="[^"]*"', "", drawn).replace("font-size: 20px", SIZE)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
    width, height = (round(float(side)) for side in size.groups()) if size else (1000, 800)
    with tempfile.TemporaryDirectory() as folder:
        svg, profile = Path(folder) / "drawn.svg", Path(folder) / "profile"
        svg.write_text(drawn, encoding="utf-8", newline="\n")
        page = [f"--window-size={width},{height}", f"--screenshot={target}", svg.as_uri()]
        browser = ["chromium", "--headless", "--no-sandbox", *QUIET, f"--user-data-dir={profile}"]
        subprocess.run([*browser, *page], check=True, capture_output=True)


if __name__ == "__main__":
    photograph(picture("thanh-chan", "bch"), ROOT / "docs" / "ket-qua.png")
