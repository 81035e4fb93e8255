"""Draws the screenshots of the README, `docs/man-hinh/*.png`, of the snapshots that the tests hold the desk to.

Run: `python docs/make_screens.py`; needs what `make_picture.py` needs. What a screen looks like is decided in
`tests/scenes.py`; a picture cannot show another screen than the program's as long as its snapshot passes.
"""

from make_picture import ROOT, photograph

SNAPSHOTS = ROOT / "tests" / "tui" / "__snapshots__" / "test_snapshots"
PICTURES = {
    "nhap-phieu": "counting",
    "phieu-lech": "disputes",
    "ket-qua": "result-under-filled",
    "viec-tiep-theo": "next-step",
    "tap-duot": "practice",
}
"""The name of each picture, and the scene it shows."""


def main() -> None:
    """Draw every picture."""
    folder = ROOT / "docs" / "man-hinh"
    folder.mkdir(exist_ok=True)
    for name, scene in PICTURES.items():
        drawn = (SNAPSHOTS / f"test_the_screen[{scene}].svg").read_text(encoding="utf-8")
        photograph(drawn, folder / f"{name}.png")


if __name__ == "__main__":
    main()
