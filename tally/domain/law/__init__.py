"""The law of the journal: what the desk may append is what every reader of a journal replays.

- `shapes.py`: what every kind of entry says, by key, type and bounds.
- `judging.py`: the congress's chain, entry by entry (`people.py`, `counting.py`, `closing.py`).
- `passes.py`: the chain of a keying pass.
- `breach.py`: what an entry can break.

What only ballots can say is judged in `tally/application/law_of_counts.py`. It is drawn in `docs/may-trang-thai.md`.
"""

from tally.domain.law.breach import Breach
from tally.domain.law.case import Declared, Read
from tally.domain.law.judging import Verdict, judge, proposed
from tally.domain.law.passes import PassLaw, PassName, pass_name

__all__ = ["Breach", "Declared", "PassLaw", "PassName", "Read", "Verdict", "judge", "pass_name", "proposed"]
