"""Words in both languages: Vietnamese (default) and English, one TOML per room and language, loaded when first asked.

`locales/vi/cli.toml` holds the keys that begin with `cli.`; both languages have the same keys and the same fields.
"""

import errno
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from tally.locales.visible import NAME, Lines, visible, visible_lines

if TYPE_CHECKING:
    from tally.domain.checks import Finding

LANGUAGES = ("vi", "en")

_TRANSLATED = (
    ("congress_kind", "congress"),
    ("ballot_style", "style"),
    ("file_kind", "file"),
    ("text_encoding", "encoding"),
    ("congress_part", "congress_part"),
    ("unseen_how", "unseen"),
)
"""Fields of a file's finding that hold a key of ours, each with the section of `words` that has its words."""

_MACHINE = {
    errno.EBUSY: "locked",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EIO: "failing",
    errno.ENXIO: "gone",
    errno.ENODEV: "gone",
    errno.ESTALE: "gone",
    errno.EMFILE: "many_open",
    errno.ENFILE: "many_open",
    errno.ENOMEM: "memory",
    errno.EINVAL: "not_fitting",
    errno.EILSEQ: "not_fitting",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "read_only",
    errno.ENOENT: "no_folder",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "in_the_way",
    errno.EISDIR: "in_the_way",
    errno.ENAMETOOLONG: "name_too_long",
    errno.ESTALE: "moved",
}
"""What a failing machine means, by its error number."""


class FileProblem(Protocol):
    """What `file_finding` needs of a finding in a file; the finding itself belongs to a higher room."""

    @property
    def code(self) -> str:
        """The code."""

    @property
    def fields(self) -> Mapping[str, int | str]:
        """The figures and texts of the message, by name."""


@cache
def _section(language: str, section: str) -> dict[str, str]:
    """Flatten one TOML file to dotted keys."""
    text = files(__name__).joinpath(language, f"{section}.toml").read_text(encoding="utf-8")
    flat: dict[str, str] = {}

    def walk(prefix: str, node: dict[str, object]) -> None:
        for key, value in node.items():
            if isinstance(value, dict):
                walk(f"{prefix}{key}.", value)
            else:
                flat[prefix + key] = str(value)

    walk("", tomllib.loads(text))
    return flat


class Words:
    """One language."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            message = f"no such language: {language}"
            raise ValueError(message)
        self.language = language

    def __call__(self, key: str, /, **fields: object) -> str:
        """Return the text of a key such as `cli.recount.help` with its fields filled in.

        Every field is made visible (`locales/visible.py`): none draws on the terminal, and none but `Lines` begins
        a line of its own.

        Raises:
            KeyError: no such key, or a field is missing: a bug that a test would find.
        """
        section, _, rest = key.partition(".")
        text = _section(self.language, section)[rest]
        return text.format_map(_Fields(fields)) if fields else text

    def finding(self, finding: "Finding") -> str:
        """Return the message of a finding of the count."""
        fields = dict(finding.fields)
        if finding.code == "W404":
            fields["reason"] = self(f"words.reason.{fields['reason']}")
        return self(f"findings.{finding.code}", **fields)

    def file_finding(self, finding: FileProblem) -> str:
        """Return the message of a finding in a file handed to us, without its place and code."""
        fields = dict(finding.fields)
        for field, section in _TRANSLATED:
            if field in fields:
                fields[field] = self(f"words.{section}.{fields[field]}")
        return self(f"intake.{finding.code}", **fields)

    def machine(self, error: OSError) -> str:
        """Say what the machine could not do, to which file, and what helps; never in the machine's own words.

        Only an error that is not among those known is named, by its number.
        """
        number = error.errno or 0
        # Without a name it is stdout, which goes to a file or to another program.
        name = self("cli.machine.output") if error.filename in (None, "") else os.fsdecode(error.filename)
        key = _MACHINE.get(number, "other")
        return self(f"cli.machine.{key}", file=visible(name, NAME), number=errno.errorcode.get(number, str(number)))

    def percent(self, hundredths: int | None) -> str:
        """Write hundredths of a percent: `23,21 %` in Vietnamese, `23.21 %` in English, a dash without a base."""
        if hundredths is None:
            return "–"
        point = "," if self.language == "vi" else "."
        return f"{hundredths // 100}{point}{hundredths % 100:02d} %"

    def number(self, number: int) -> str:
        """Write a whole number with its thousands apart: `1.510` in Vietnamese, `1,510` in English."""
        text = f"{number:,}"
        return text.replace(",", ".") if self.language == "vi" else text


class _Fields(dict[str, object]):
    """Fields as a text may hold them: a number as it is, all else as it can be seen."""

    def __getitem__(self, name: str) -> object:
        field = super().__getitem__(name)
        if isinstance(field, int | float):
            return field
        return visible_lines(field) if isinstance(field, Lines) else visible(str(field))
