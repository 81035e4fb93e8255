"""A desk as a board works at it, driven line by line: `keying_in_a_hall.py FILE FOLDER`.

Reads a word a line and answers when it is done: `papers` writes every paper there is to the folder, `again` opens the
file a second time in this process and leaves it, a number keys so many ballots, each acknowledged by its number.
"""

import sys
from contextlib import closing
from pathlib import Path

from builders import marks
from counted_files import keyer, opened

from tally import bootstrap


def main() -> None:
    """Open the file, key on, do what is asked."""
    file, folder = Path(sys.argv[1]), Path(sys.argv[2])
    table = opened(file)
    one = keyer(table)
    for line in sys.stdin:
        match line.strip():
            case "papers":
                for planned in bootstrap.planned_papers(table.closing.recount(), file):
                    if planned.possible:
                        bootstrap.write_planned(planned, folder)
                say("papers")
            case "again":
                with closing(bootstrap.open_journal(file)):
                    say("again")
            case number:
                for _ in range(int(number)):
                    say(f"✓ {one.key(marks('+++-')).ballot}")


def say(line: str) -> None:
    """Answer."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main()
