"""A declared congress as text: what the journal of the counting desk holds of it."""

from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.files.congress_toml import CongressFile, read_congress, write_congress


class CongressToml:
    """Turns a declaration into values and back, as `congress.toml`."""

    def read(self, text: str) -> CongressFile:
        """Return what a congress file says.

        Raises:
            BadInput: it has flaws; all of them.
        """
        return read_congress(text)

    def write(self, congress: Congress, contests: tuple[Contest, ...]) -> str:
        """Return the congress file."""
        return write_congress(congress, contests)
