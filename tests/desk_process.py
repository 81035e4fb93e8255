"""A desk in a process of its own, told what to do line by line; says `✓ NUMBER` of a ballot acknowledged, or why not.

`python tests/desk_process.py FILE`, then on its standard input: `key N`, `papers FOLDER`, `leave`.
"""

import sys
from pathlib import Path

from builders import marks
from desk_app import keyer_of
from memory_journal import QuickHasher

from tally import bootstrap
from tally.application.desk.desk import Refused
from tally.tui.services import OpenDesk


def main() -> None:
    """Do what is asked."""
    file = Path(sys.argv[1])
    desk = bootstrap.desk_on(bootstrap.open_journal(file))
    table = OpenDesk.on(file, desk, QuickHasher())
    keyer = keyer_of(desk)
    _say("ready")
    for line in sys.stdin:
        match line.split(maxsplit=1):
            case ["key", times]:
                for _ in range(int(times)):
                    try:
                        _say(f"✓ {keyer.key(marks('-' + '+' * (len(keyer.contest.slate) - 1))).ballot}")
                    except Refused as refused:
                        _say(refused.key)
            case ["papers", folder]:
                for planned in bootstrap.planned_papers(table.closing.recount(), file):
                    if planned.possible:
                        bootstrap.write_planned(planned, Path(folder.strip()))
            case _:
                table.close()
                return
        _say("done")


def _say(text: str) -> None:
    sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
