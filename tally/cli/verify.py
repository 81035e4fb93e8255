"""`tally verify`: say in plain words what papers prove, what they cannot, and what is wrong with them."""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
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
from tally.cli.handed_over import Handed, all_within, expanded
from tally.cli.heights import codes_typed
from tally.cli.localised import LocalisedCommand
from tally.cli.output import write_wrapped
from tally.cli.recount import tell_unfinished
from tally.disk import PUT_ASIDE
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
        handed = _HandedOver(sources)
        for source in handed.sources:
            if not source.folder and not _kind(source.name):
                raise WrongUsage(words("cli.verify.unknown", file=source.name))
        codes = codes_typed(head, words)
        if codes and not any(_kind(source.name) == bootstrap.TALLY for source in handed.sources):
            raise WrongUsage(words("cli.verify.head_of_nothing"))
        return _Verification(words, *_believed(pin, words), codes).run(handed)

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


class _HandedOver:
    """All that was handed over.

    Attributes:
        sources: the text of a QR code, or a path: one that was named, or of a file in a folder that was.
        folders: those that were named.
        unread: why a folder, or one below it, could not be looked into.
    """

    def __init__(self, named: Iterable[str]) -> None:
        self.folders: list[Path] = []
        self.unread: list[OSError] = []
        self.sources = tuple(self._sources(named))

    def _sources(self, named: Iterable[str]) -> Iterator[Handed]:
        for one in named:
            if _kind(one) == PREFIX:
                yield Handed(one)
            else:
                yield from expanded((one,), self._within)

    def _within(self, folder: Path) -> Iterator[Path]:
        self.folders.append(folder)
        return all_within(folder, self.unread.append)


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
        self._nothing: list[str] = []
        self._aside: list[str] = []

    def run(self, handed: _HandedOver) -> Exit:
        """Examine every source, then hold them against each other; return the status of the whole."""
        if self._unread_pins:
            self._bad(BadInput(self._unread_pins))
        for error in handed.unread:
            self._fail(Exit.MACHINE_FAILED, f"tally: {self._words.machine(error)}")
        # Congress files first: minutes are held against their journal, and their certificates may be all there are.
        different = sorted(_different(handed.sources), key=lambda one: _kind(one.name) != bootstrap.TALLY)
        names = _names([one.name for one in different])
        for source in different:
            self._try(names[source.name], source)
        for folder in handed.folders:
            self._look_back(folder, [names.get(one.name, "") for one in handed.sources if one.folder == str(folder)])
        for examined in (*self._heights(), *agree(list(self._examined))):
            self._say(examined)
        self._tell_left()
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

    def _look_back(self, folder: Path, names: Collection[str]) -> None:
        """Say where a whole folder holds nothing that could be examined.

        Args:
            folder: which.
            names: what its files are called; empty for one that was handed over in another way as well.
        """
        if not set(names) - {*self._nothing, *self._aside}:
            self._bad(BadInput([FileFinding(str(folder), 1, 1, "E815", {"number": len(names)})]))

    def _tell_left(self) -> None:
        """Say what lay in folders and is worth nothing here: in one breath, else it would bury what is."""
        for key, names in (("aside", self._aside), ("nothing", self._nothing)):
            if names:
                said = self._words(f"verify.{key}", number=len(names), names=", ".join(names))
                write_wrapped(f"{self._words(f'verify.mark.{Verdict.NOT_PROVEN}')} {said}", hang=2)

    def _try(self, name: str, source: Handed) -> None:
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

    def _examine(self, name: str, source: Handed) -> Iterator[Examined]:
        path, kind, found = Path(source.name), _kind(source.name), bool(source.folder)
        if kind == PREFIX:
            yield self._examiner.code(name, source.name)
        elif kind == bootstrap.TALLY:
            yield self._congress(name, path)
        elif not kind:
            yield Examined(name, ())
        elif found and PUT_ASIDE in path.name:
            self._aside.append(name)
        elif kind in WORKBOOKS:
            yield self._examiner.workbook(name, path, found=found)
        else:
            texts = bootstrap.read_lines(path) if kind == TEXT else bootstrap.codes_on(path)
            yield from self._codes(name, texts, found=found)

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

    def _codes(self, name: str, texts: Iterable[str], *, found: bool) -> Iterator[Examined]:
        codes = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
        if found:  # a text or a picture that lay there is about something else, unless it says what it is
            codes = [code for code in codes if code.startswith(PREFIX)]
        if len(codes) > MOST_CODES:
            raise BadInput([FileFinding(name, 1, 1, "E813", {"limit": MOST_CODES})])
        if not codes:
            yield Examined(name, () if found else (Statement(Verdict.WRONG, "no_code_found"),))
        for number, text in enumerate(codes, start=1):
            which = name if len(codes) == 1 else self._words("verify.code_of_several", source=name, number=number)
            yield self._examiner.code(which, text)

    def _say(self, examined: Examined) -> None:
        if not examined.statements and not examined.unreadable:
            self._nothing.append(examined.source)
            return
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


def _different(sources: Iterable[Handed]) -> Iterator[Handed]:
    """Yield each thing once, however its path is written; as one that was named, where it lay in a folder too."""
    known: set[str] = set()
    for source in sorted(sources, key=lambda one: bool(one.folder)):
        what = source.name.strip() if _kind(source.name) == PREFIX else os.path.realpath(source.name)
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
