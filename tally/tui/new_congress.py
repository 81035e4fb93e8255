"""A new congress: who holds it, of which kind, in which file; the rest is a template of that kind."""

import re
from collections.abc import Callable
from pathlib import Path

from tally.domain.ballot import BallotStyle
from tally.domain.congress import Congress, CongressKind, Roll
from tally.domain.contest import Contest, Office
from tally.domain.names import fold
from tally.domain.slate import Slate
from tally.locales import Words
from tally.tui.services import Services
from tally.tui.values import Wrong, filled
from tally.tui.widgets.form import Field
from tally.tui.widgets.form_dialog import FormDialog, Values

RULES = "qd-190-2024"
"""The regulation in force; another one is chosen when setting up."""

SUFFIX = ".tally"

_OFFICES = {
    CongressKind.MEMBERS: (Office.COMMITTEE,),
    CongressKind.DELEGATES: (Office.COMMITTEE, Office.DELEGATES),
    CongressKind.CONFERENCE: (Office.STANDING_COMMITTEE, Office.SECRETARY, Office.DEPUTY_SECRETARY),
}
"""What each kind of gathering usually elects, in its order."""

_IDS = {
    Office.COMMITTEE: "bch",
    Office.DELEGATES: "doan-dai-bieu",
    Office.STANDING_COMMITTEE: "btv",
    Office.SECRETARY: "bi-thu",
    Office.DEPUTY_SECRETARY: "pho-bi-thu",
}


def template(words: Words, organisation: str, kind: CongressKind) -> tuple[Congress, tuple[Contest, ...]]:
    """Return a congress of a kind with the contests it usually has, each for one seat and without candidates yet.

    One seat, because a contest fills at least one; the slate then stands out against it until the figure is typed.
    """
    contests = tuple(
        Contest(_IDS[office], _title(words, office), office, 1, 1, BallotStyle.CROSS_OUT, Slate(()))
        for office in _OFFICES[kind]
    )
    return Congress(organisation, kind, RULES, Roll(0)), contests


def new_form(words: Words, services: Services, folder: Path, made: Callable[[Path], object]) -> FormDialog:
    """Return the form of a new congress.

    Args:
        words: the language.
        services: make the file.
        folder: where it lies unless another path is typed.
        made: called with its path once it is there.
    """
    kinds = [(kind.value, words(f"words.congress.{kind}")) for kind in CongressKind]
    fields = (
        Field("organisation", words("tui.setup.organisation"), hint=words("tui.home.organisation_hint")),
        Field("kind", words("tui.setup.kind"), CongressKind.DELEGATES.value, kinds),
        Field("file", words("tui.home.file"), hint=words("tui.home.file_hint")),
    )

    def live(values: Values) -> str:
        return words("tui.home.will_make", file=_path(values, folder)) if values["organisation"] else ""

    def accept(values: Values, _reason: str) -> None:
        organisation, path = filled(values, "organisation"), _path(values, folder)
        if path.exists():
            raise Wrong("file", "exists", file=path)
        congress, contests = template(words, organisation, CongressKind(values["kind"]))
        services.create(path, congress, contests).close()
        made(path)

    return FormDialog(
        "home", words("tui.home.new_title"), fields, accept, live=live, help_text=words("tui.home.new_help")
    )


def _path(values: Values, folder: Path) -> Path:
    typed = values["file"] or "-".join(re.findall(r"[a-z0-9]+", fold(values["organisation"])))
    path = folder / Path(typed).expanduser()
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)


def _title(words: Words, office: Office) -> str:
    text = words(f"words.office.{office}")
    return text[0].upper() + text[1:]
