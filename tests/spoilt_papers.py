"""Papers spoilt as a stranger could, with any zip program; or as somebody with keys could, who signs them anew."""

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from signed_papers import SEALED_AT, Papers

from tally import bootstrap
from tally.application.proof import Signer
from tally.application.recount import Recount, SavedCount, recount
from tally.domain.ballot import Ballot
from tally.signing.package import sign_package


def change(path: Path, changes: dict[str, Callable[[bytes], bytes]], added: dict[str, bytes] | None = None) -> None:
    """Change parts of a workbook, by name, as a stranger could."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, how in changes.items():
        assert name in parts, f"there is no {name} to change"
        content = how(parts[name])
        assert content != parts[name], f"nothing of {name} was changed"
        parts[name] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **(added or {})}.items():
            archive.writestr(name, content)


def without_signatures(path: Path) -> None:
    """Take every signature off, as one click in a spreadsheet program does."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.startswith("_xmlsignatures/")}
    for name in ("_rels/.rels", "[Content_Types].xml"):
        pieces = parts[name].decode().split("<")
        parts[name] = "<".join(one for one in pieces if "digital-signature" not in one).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def swapped(old: str, new: str) -> Callable[[bytes], bytes]:
    """Return what exchanges a text for another."""
    return lambda content: content.replace(old.encode(), new.encode())


def cell(name: str, *, holds: str, kind: str = "") -> Callable[[bytes], bytes]:
    """Return what puts something else into a cell.

    Args:
        name: of the cell, as `C31`.
        holds: the elements of it, as `<v>9</v>`.
        kind: its type, as `inlineStr`; none for a number.
    """
    pattern = re.compile(rf'<c r="{name}"( s="\d+")?( t="\w+")?>.*?</c>|<c r="{name}"( s="\d+")? />'.encode())
    said = f' t="{kind}"' if kind else ""
    return lambda content: pattern.sub(f'<c r="{name}"{said}>{holds}</c>'.encode(), content, count=1)


def sign_by(path: Path, signers: Iterable[Signer]) -> None:
    """Sign a workbook in place."""
    content = path.read_bytes()
    for signer in signers:
        content = sign_package(content, signer, SEALED_AT)
    path.write_bytes(content)


class _Changed:
    """A source of saved ballots of which one is changed."""

    def __init__(self, saved: SavedCount, change_of: Callable[[Sequence[Ballot]], Sequence[Ballot]]) -> None:
        (contest,) = saved.contests
        other = replace(contest, ballots=change_of(contest.ballots), official=None, sealed="")
        self._saved = replace(saved, contests=(other,))

    def load(self) -> SavedCount:
        return self._saved


def another_count(papers: Papers) -> Recount:
    """Return a count in which the last candidate has two votes more, wrong in nothing but that nobody voted so."""

    def voted(ballots: Sequence[Ballot]) -> list[Ballot]:
        against = [one for one in ballots if one.marks[-1] != 1]
        changed = [replace(one, marks=b"\2\2\2\1") for one in against[:2]]
        return [*changed, *(one for one in ballots if one not in against[:2])]

    return recount(_Changed(bootstrap.open_source(papers.record).load(), voted))


def forge(papers: Papers) -> None:
    """Put papers of another count in the place of minutes and record: they agree in everything, and are unsigned."""
    other = another_count(papers)
    (contest,) = other.contests
    maker = bootstrap.paper_maker()
    papers.minutes.write_bytes(maker.minutes(other, contest))
    papers.record.write_bytes(maker.record(other, contest))
