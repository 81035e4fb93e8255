"""Draws `docs/ket-qua.svg`, the README's picture of a result, from a fixture.

python docs/make_picture.py
"""

import io
import re
from pathlib import Path

from rich.console import Console

from tally import bootstrap
from tally.application.recount import recount
from tally.cli.result_page import result_page
from tally.locales import Words

ROOT = Path(__file__).parent.parent

if __name__ == "__main__":
    counted = recount(bootstrap.open_source(ROOT / "fixtures" / "thanh-chan"), "bch")
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
    console.print(result_page(counted, Words("vi")))
    drawn = console.export_svg(title="tally recount fixtures/thanh-chan --contest bch", unique_id="tally")
    # rich asks a server for its font; ours must be readable without network.
    drawn = re.sub(r"@font-face\s*\{[^}]*\}", "", drawn).replace("Fira Code", "DejaVu Sans Mono")
    (ROOT / "docs" / "ket-qua.svg").write_text(drawn, encoding="utf-8", newline="\n")
