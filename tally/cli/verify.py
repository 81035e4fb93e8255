"""`tally verify`: say in plain words what papers prove, what they cannot, and what is wrong with them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from tally import bootstrap
from tally.application.chain_words import broken_sentence
from tally.application.intake import BadInput, BrokenJournal
from tally.application.proof import NoKeys, Pins
from tally.application.qr import PREFIX
from tally.application.verify import (
    Congress,
    Examined,
    NoPictureReader,
    Statement,
    Verdict,
    agree,
    examine_code,
    examine_congress,
    examine_workbook,
)
from tally.cli.diagnostics import Exit, WrongUsage, bad_input_lines, narrate
from tally.cli.localised import LocalisedCommand
from tally.cli.output import write_line
from tally.cli.recount import tell_unfinished
from tally.locales import Words

WORKBOOKS = frozenset({".xlsx", ".xlsm"})
TEXT = ".txt"


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(sources: tuple[str, ...], pin: tuple[str, ...]) -> Exit:
        return _Verification(words, _pins(pin, words)).run(sources)

    return LocalisedCommand(
        name="verify",
        words=words,
        callback=run,
        help=words("cli.verify.help"),
        short_help=words("cli.verify.short"),
        epilog=words("cli.verify.epilog"),
        params=[
            click.Argument(["sources"], nargs=-1, required=True, metavar=words("cli.verify.sources")),
            click.Option(["--pin"], multiple=True, metavar="board.pem", help=words("cli.verify.pin")),
        ],
    )


class _Verification:
    """One run over all that was handed over; what one source is worth never hides what another is."""

    def __init__(self, words: Words, pins: Pins) -> None:
        self._words = words
        self._pins = pins
        self._evidence = bootstrap.evidence()
        self._congresses: list[Congress] = []
        self._examined: list[Examined] = []
        self._bad = False

    def run(self, sources: Sequence[str]) -> Exit:
        """Examine every source, then hold them against each other; return the status of the whole."""
        # Congress files first: the certificates that they hold are believed of the papers.
        for source in sorted(dict.fromkeys(sources), key=lambda one: not _is_congress(one)):
            try:
                for examined in self._examine(source):
                    self._say(examined)
            except BadInput as error:
                self._bad = True
                for line in bad_input_lines(error, self._words):
                    narrate(line)
        for examined in agree(self._examined):
            self._say(examined)
        wrong = any(one.verdict is Verdict.WRONG for examined in self._examined for one in examined.statements)
        if wrong:
            narrate(self._words("cli.verify.not_sound"))
            return Exit.NOT_SOUND
        return Exit.BAD_INPUT if self._bad else Exit.SOUND

    def _examine(self, source: str) -> Iterator[Examined]:
        path, words = Path(source), self._words
        suffix = path.suffix.lower()
        if source.strip().startswith(PREFIX):
            yield examine_code(source.strip()[: len(PREFIX) + 8] + "…", source, self._evidence, self._pins, words)
        elif _is_congress(source):
            yield self._congress(path)
        elif suffix in WORKBOOKS:
            yield examine_workbook(path.name, path, self._evidence, self._pins, self._congresses, words)
        elif suffix in bootstrap.PICTURES:
            yield from self._codes(path, self._pictured(path))
        elif suffix == TEXT:
            yield from self._codes(path, bootstrap.read_lines(path))
        else:
            raise WrongUsage(words("cli.verify.unknown", file=source))

    def _congress(self, path: Path) -> Examined:
        source = bootstrap.congress_source(path)
        try:
            congress = examine_congress(path.name, source, self._evidence, self._pins, self._words)
        except BrokenJournal as error:
            broken = (broken_sentence(self._words, one) for one in error.broken)
            return Examined(path.name, tuple(Statement(Verdict.WRONG, "broken", {"sentence": one}) for one in broken))
        tell_unfinished(source, self._words)
        self._congresses.append(congress)
        self._pins = self._pins | source.pinned
        return congress.examined

    def _pictured(self, path: Path) -> tuple[str, ...]:
        try:
            return bootstrap.codes_on(path)
        except NoPictureReader as error:
            raise WrongUsage(self._words("cli.verify.no_reader", file=path.name)) from error

    def _codes(self, path: Path, texts: Iterable[str]) -> Iterator[Examined]:
        codes = [text for text in texts if text.strip()]
        if not codes:
            yield Examined(path.name, (Statement(Verdict.WRONG, "no_code_found"),))
        for text in codes:
            yield examine_code(path.name, text, self._evidence, self._pins, self._words)

    def _say(self, examined: Examined) -> None:
        self._examined.append(examined)
        write_line(examined.source)
        for one in examined.statements:
            mark, said = self._words(f"verify.mark.{one.verdict}"), self._words(f"verify.said.{one.key}", **one.fields)
            write_line(f"  {mark} {said}")


def _is_congress(source: str) -> bool:
    return Path(source).suffix.lower() == bootstrap.TALLY


def _pins(named: Iterable[str], words: Words) -> Pins:
    """Return the certificates that are believed: those named, else those of the board's keys on this computer."""
    try:
        return bootstrap.pins_in([Path(one) for one in named])
    except NoKeys as error:
        raise WrongUsage(words("cli.verify.no_pins", file=error.path)) from error
