"""A new congress: who holds it, of which kind, in which file; the rest is a template of that kind."""

import re
from collections.abc import Callable
from pathlib import Path

from tally.application.congress_kinds import DEFAULT, TEMPLATES, template_of, with_samples
from tally.domain.congress import Congress
from tally.domain.contest import Contest
from tally.domain.names import fold
from tally.locales import Words
from tally.tui.services import Services
from tally.tui.values import Wrong, filled, path_of
from tally.tui.widgets.form import FormField
from tally.tui.widgets.form_dialog import FormDialog, Values

SUFFIX = ".tally"

Conference = tuple[Congress, tuple[Contest, ...]]
"""A conference and what it elects, without candidates yet."""


def new_form(words: Words, services: Services, folder: Path, made: Callable[[Path], object]) -> FormDialog:
    """Return the form of a new congress.

    Args:
        words: the language.
        services: make the file.
        folder: where it lies unless another path is typed.
        made: called with its path once it is there.
    """
    kinds = [(template.id, words(f"kinds.name.{template.id}")) for template in TEMPLATES]
    fields = (
        FormField("organisation", words("tui.setup.organisation"), hint=words("tui.home.organisation_hint")),
        FormField("kind", words("tui.setup.kind"), DEFAULT, kinds),
        FormField("file", words("tui.home.file"), hint=words("tui.home.file_hint")),
    )

    def live(values: Values) -> str:
        template = template_of(values["kind"])
        elects = " · ".join(contest.title for contest in template.contests(words))
        lines = [words(f"kinds.what.{template.id}"), words("tui.home.will_elect", contests=elects)]
        if values["organisation"]:
            lines.append(words("tui.home.will_make", file=_path(values, folder)))
        return "\n".join(lines)

    def accept(values: Values, _reason: str) -> None:
        organisation, path = filled(values, "organisation"), _path(values, folder)
        if path.exists():
            raise Wrong("file", "exists", file=path)
        template = template_of(values["kind"])
        contests = template.contests(words)
        congress = with_samples(template.congress(organisation, words), contests, roll=True)
        services.create(path, congress, contests).close()
        made(path)

    return FormDialog(
        "home", words("tui.home.new_title"), fields, accept, live=live, help_text=words("tui.home.new_help")
    )


def conference_form(
    words: Words, services: Services, source: Path, conference: Conference, made: Callable[[Path], object]
) -> FormDialog:
    """Return the form of a conference made from a congress: in which file.

    Args:
        words: the language.
        services: make the file.
        source: the congress file; the new one lies beside it.
        conference: what is made.
        made: called with its path once it is there.
    """
    congress, contests = conference
    name = f"{source.stem}-{words('tui.home.conference_suffix')}"
    fields = (FormField("file", words("tui.home.file"), name),)

    def live(values: Values) -> str:
        elects = " · ".join(contest.title for contest in contests)
        lines = [
            words("tui.home.conference_members", members=len(congress.body), organisation=congress.organisation),
            words("tui.home.will_elect", contests=elects),
            words("tui.home.will_make", file=_in_folder(filled(values, "file"), source.parent)),
        ]
        return "\n".join(lines)

    def accept(values: Values, _reason: str) -> None:
        path = _in_folder(filled(values, "file"), source.parent)
        if path.exists():
            raise Wrong("file", "exists", file=path)
        services.create(path, with_samples(congress, contests, roll=False), contests).close()
        made(path)

    title, help_text = words("tui.home.new_conference"), words("tui.home.conference_help")
    return FormDialog("home", title, fields, accept, live=live, help_text=help_text)


def _path(values: Values, folder: Path) -> Path:
    return _in_folder(values["file"] or "-".join(re.findall(r"[a-z0-9]+", fold(values["organisation"]))), folder)


def _in_folder(typed: str, folder: Path) -> Path:
    path = folder / path_of(typed)
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
