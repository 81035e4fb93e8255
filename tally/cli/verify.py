"""`tally verify`: say in plain words what papers prove, what they cannot, and what is wrong with them."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import click

from tally import bootstrap
from tally.application.agreement import agree, conclusion
from tally.application.chain_words import broken_sentence
from tally.application.evidence import Believed, Examined, NoPictureReader, Statement, Verdict
from tally.application.failing import not_examined
from tally.application.height_words import found_statement, height_statements, lost_sentence
from tally.application.intake import BadInput, BrokenJournal, FileFinding
from tally.application.proof import NoKeys
from tally.application.qr import PREFIX
from tally.application.verify import Examiner
from tally.cli.diagnostics import Exit, WrongUsage, bad_input_lines, narrate
from tally.cli.heights import codes_typed
from tally.cli.localised import LocalisedCommand
from tally.cli.output import write_wrapped
from tally.cli.recount import tell_unfinished
from tally.locales import Words
from tally.locales.visible import NAME, visible

WORKBOOKS = frozenset({".xlsx", ".xlsm"})
TEXT = ".txt"

MOST_CODES = 1_000
"""QR texts of one file; each is examined and told of."""

_WITH_FINGERPRINT = frozenset({"signature", "code_signed"})
_BY_FILE = frozenset({"signature_by_file", "code_by_file"})
_SIGNED_ENTRIES = frozenset({"code_of_seal", "code_of_corrigendum"})
_CODE_SHOWN = len(PREFIX) + 8  # characters of a QR text by which it is named


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(sources: tuple[str, ...], pin: tuple[str, ...], head: tuple[str, ...]) -> Exit:
        for source in sources:
            if not _kind(source):
                raise WrongUsage(words("cli.verify.unknown", file=source))
        codes = codes_typed(head, words)
        if codes and not any(_kind(source) == bootstrap.TALLY for source in sources):
            raise WrongUsage(words("cli.verify.head_of_nothing"))
        return _Verification(words, *_believed(pin, words), codes).run(sources)

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
            click.Option(["--head"], multiple=True, metavar=words("cli.verify.code"), help=words("cli.verify.head")),
        ],
    )


class _Verification:
    """One run over all that was handed over; what one source is worth never hides what another is."""

    def __init__(
        self, words: Words, believed: Believed, unread_pins: Sequence[FileFinding] = (), codes: tuple[str, ...] = ()
    ) -> None:
        self._words = words
        self._unread_pins = unread_pins
        self._heads = codes
        self._files: dict[str, bootstrap.MeasuredFile] = {}
        self._examiner = Examiner(bootstrap.evidence(), believed, words, bootstrap.clock())
        self._examined: list[Examined] = []
        self._failed: list[Exit] = []
        self._told: set[tuple[str, object]] = set()
        self._congresses: set[str] = set()

    def run(self, sources: Sequence[str]) -> Exit:
        """Examine every source, then hold them against each other; return the status of the whole."""
        if self._unread_pins:
            self._bad(BadInput(self._unread_pins))
        # Congress files first: minutes are held against their journal, and their certificates may be all there are.
        different = sorted(_different(sources), key=lambda one: _kind(one) != bootstrap.TALLY)
        names = _names(different)
        for source in different:
            self._try(names[source], source)
        for examined in (*self._heights(), *agree(list(self._examined))):
            self._say(examined)
        if self._examined:
            end = conclusion(self._examined, unread=bool(self._failed))
            write_wrapped(self._words(f"verify.end.{end.key}", **end.fields))
        if any(one.verdict is Verdict.WRONG for examined in self._examined for one in examined.statements):
            narrate(self._words("cli.verify.not_sound"))
            return Exit.NOT_SOUND
        if not self._failed and self._only_fits():
            narrate(self._words("cli.verify.only_fits"))
            return Exit.NOT_SOUND
        return max(self._failed, default=Exit.SOUND)

    def _only_fits(self) -> bool:
        """Tell whether papers or codes are vouched for by nothing but a congress file that came along with them."""
        papers = (one for one in self._examined if one.source not in self._congresses)
        return any(said.key in _BY_FILE for one in papers for said in one.statements)

    def _try(self, name: str, source: str) -> None:
        """Examine one source; say what goes wrong with it, and go on with the others."""
        try:
            for examined in self._examine(name, source):
                self._say(examined)
                if examined.unreadable:
                    self._bad(BadInput(examined.unreadable))
        except BrokenPipeError:
            raise  # the reader of what is said has gone: it is no fault of what is examined
        except BadInput as error:
            self._bad(error)
        except NoPictureReader:
            self._fail(Exit.WRONG_USAGE, f"tally: {self._words('cli.verify.no_reader', file=name)}")
        except OSError as error:
            self._fail(Exit.MACHINE_FAILED, f"tally: {self._words.machine(error)}")
        except MemoryError:
            self._fail(Exit.MACHINE_FAILED, f"tally: {self._words('cli.failed.memory')}")
        except Exception as error:
            # What the program cannot do with one thing never hides what the others are worth.
            if "TALLY_DEBUG" in os.environ:
                raise
            self._bad(BadInput([not_examined(name, error)]), Exit.MACHINE_FAILED)

    def _bad(self, error: BadInput, status: Exit = Exit.BAD_INPUT) -> None:
        self._fail(status, *bad_input_lines(error, self._words))

    def _fail(self, status: Exit, *lines: str) -> None:
        self._failed.append(status)
        for line in lines:
            narrate(line)

    def _examine(self, name: str, source: str) -> Iterator[Examined]:
        path, kind = Path(source), _kind(source)
        if kind == PREFIX:
            yield self._examiner.code(name, source)
        elif kind == bootstrap.TALLY:
            yield self._congress(name, path)
        elif kind in WORKBOOKS:
            yield self._examiner.workbook(name, path)
        else:
            yield from self._codes(name, bootstrap.read_lines(path) if kind == TEXT else bootstrap.codes_on(path))

    def _congress(self, name: str, path: Path) -> Examined:
        measured = bootstrap.MeasuredFile(path, self._heads)
        source = bootstrap.congress_source(path, measured)
        self._congresses.add(name)
        self._files[name] = measured
        try:
            examined = self._examiner.congress(name, source)
        except BrokenJournal as error:
            broken = (broken_sentence(self._words, one) for one in error.broken)
            return Examined(name, tuple(Statement(Verdict.WRONG, "broken", {"sentence": one}) for one in broken))
        tell_unfinished(source, self._words)
        return replace(examined, statements=(*examined.statements, *self._height(measured, examined)))

    def _height(self, measured: "bootstrap.MeasuredFile", examined: Examined) -> Iterator[Statement]:
        """Say what is known of the height of a congress file that was read."""
        if measured.measured is None or measured.outside is None:
            return
        to_seal = any(one.key in _SIGNED_ENTRIES for one in examined.statements)
        longer = measured.longer()
        yield from height_statements(self._words, measured.measured, measured.outside, longer, to_seal=to_seal)

    def _heights(self) -> Iterator[Examined]:
        """Hold slips against the congress files, and copies of one congress against each other."""
        missing = dict.fromkeys(self._heads)
        for name, one in self._files.items():
            found = {} if one.measured is None else one.measured.found()
            for code in found:
                missing.pop(code, None)
            if found:
                yield Examined(name, tuple(found_statement(self._words, code, found[code]) for code in found))
        if missing and self._files:
            name = next(reversed(self._files))
            yield Examined(name, tuple(found_statement(self._words, code, None) for code in missing))
        for (name, one), (other, held) in permutations(self._files.items(), 2):
            lost = one.missing_of(held)
            if lost is not None:
                sentences = [lost_sentence(self._words, gap) for gap in lost]
                said = [
                    Statement(Verdict.WRONG, "height_beside_lost", {"other": other, "sentence": sentence})
                    for sentence in sentences
                ]
                yield Examined(name, tuple(said) or (Statement(Verdict.PROVEN, "height_beside", {"other": other}),))

    def _codes(self, name: str, texts: Iterable[str]) -> Iterator[Examined]:
        codes = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
        if len(codes) > MOST_CODES:
            raise BadInput([FileFinding(name, 1, 1, "E813", {"limit": MOST_CODES})])
        if not codes:
            yield Examined(name, (Statement(Verdict.WRONG, "no_code_found"),))
        for number, text in enumerate(codes, start=1):
            which = name if len(codes) == 1 else self._words("verify.code_of_several", source=name, number=number)
            yield self._examiner.code(which, text)

    def _say(self, examined: Examined) -> None:
        self._examined.append(examined)
        write_wrapped(examined.source)
        for one in examined.statements:
            mark = self._words(f"verify.mark.{one.verdict}")
            write_wrapped(f"  {mark} {self._words(f'verify.said.{self._key(one)}', **one.fields)}", hang=4)

    def _key(self, one: Statement) -> str:
        """Return the key of the words: a fingerprint is said once, not again with every paper that bears it."""
        told = (one.key, one.fields.get("fingerprint"))
        if one.key in _WITH_FINGERPRINT and told in self._told:
            return f"{one.key}_again"
        self._told.add(told)
        return one.key


def _kind(source: str) -> str:
    """Return what a source is: by its ending, or that it is the text of a QR code; empty for anything else."""
    if source.strip().startswith(PREFIX):
        return PREFIX
    suffix = Path(source).suffix.lower()
    return suffix if suffix in {bootstrap.TALLY, TEXT, *WORKBOOKS, *bootstrap.PICTURES} else ""


def _different(sources: Iterable[str]) -> Iterator[str]:
    """Yield each thing once, however its path is written."""
    known: set[str] = set()
    for source in sources:
        what = source.strip() if _kind(source) == PREFIX else os.path.realpath(source)
        if what not in known:
            known.add(what)
            yield source


def _names(sources: Sequence[str]) -> dict[str, str]:
    """Return what each source is called: as short as tells it from the others."""
    short = {one: f"{one.strip()[:_CODE_SHOWN]}…" if _kind(one) == PREFIX else Path(one).name for one in sources}
    often = Counter(short.values())
    return {one: visible(name if often[name] == 1 else one.strip(), NAME) for one, name in short.items()}


def _believed(named: Iterable[str], words: Words) -> tuple[Believed, tuple[FileFinding, ...]]:
    """Return the certificates that are believed, and what is wrong with the files of others.

    They are those named, else those of the board's keys on this computer.
    """
    try:
        pins, findings = bootstrap.pins_in([Path(one) for one in named])
    except NoKeys as error:
        raise WrongUsage(words("cli.verify.no_pins", file=error.path)) from error
    return Believed(pins, published=bool(pins)), findings
