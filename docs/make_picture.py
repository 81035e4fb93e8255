"""Draws the picture of a result in the README, `docs/ket-qua.png`; needs Chromium and the font DejaVu Sans Mono.

Run: `python docs/make_picture.py`.
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
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def picture(fixture: str, contest: str) -> str:
    """Return the result page of a fixture's contest as SVG."""
    counted = recount(bootstrap.open_source(ROOT / "fixtures" / fixture), contest)
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
    console.print(result_page(counted, Words("vi")))
    drawn = console.export_svg(title=f"tally recount fixtures/{fixture} --contest {contest}", unique_id="tally")
    # rich asks a server for a font that has no Vietnamese; one that has is taken from this machine instead.
    return re.sub(r"@font-face\s*\{[^}]*\}", "", drawn).replace("Fira Code", "DejaVu Sans Mono")


def main() -> None:
    """Draw the picture in a browser and keep what it shows."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = picture("thanh-chan", "bch")
        size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
        width, height = (round(float(side)) for side in size.groups()) if size else (1000, 800)
        svg, profile = Path(folder) / "ket-qua.svg", Path(folder) / "profile"
        svg.write_text(drawn, encoding="utf-8", newline="\n")
        page = [f"--window-size={width},{height}", f"--screenshot={ROOT / 'docs' / 'ket-qua.png'}", svg.as_uri()]
        browser = ["chromium", "--headless", "--no-sandbox", *QUIET, f"--user-data-dir={profile}"]
        subprocess.run([*browser, *page], check=True, capture_output=True)


if __name__ == "__main__":
    main()
