"""A hand vote (biểu quyết giơ tay): presidium, secretariat, credentials and counting boards; hands are just counted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandVote:
    """One question put to the gathering, and the hands that were raised.

    Attributes:
        id: `[a-z0-9-]+`, unique within the congress.
        title: what is decided.
        question: who, or what, was put to the vote, in full.
        agree: hands raised in agreement; None, like the other two, until they were counted.
        present: people present when it was put; None: as the roll says.
    """

    id: str
    title: str
    question: str = ""
    agree: int | None = None
    disagree: int | None = None
    no_opinion: int | None = None
    present: int | None = None

    @property
    def counted(self) -> int | None:
        """All hands together, or None while one of the three numbers is not known."""
        if self.agree is None or self.disagree is None or self.no_opinion is None:
            return None
        return self.agree + self.disagree + self.no_opinion
