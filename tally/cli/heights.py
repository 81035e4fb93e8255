"""What commands say of a congress file that is shorter or other than is known of it."""

from collections.abc import Iterable
from pathlib import Path

from tally import bootstrap
from tally.application.height_words import another_sentence, shorter_lines
from tally.cli.diagnostics import Exit, WrongUsage, narrate
from tally.domain.height import read_code
from tally.locales import Words


def tell_shorter(measured: "bootstrap.MeasuredFile", words: Words) -> Exit:
    """Say what is missing of a file that was read, and where the longer copy may be; return what that makes of it."""
    if measured.outside is not None and measured.outside.before:
        narrate(another_sentence(words, measured.path, measured.outside.before))
    lost = measured.lost()
    if not lost:
        return Exit.SOUND
    for line in shorter_lines(words, measured.path, lost, measured.longer()):
        narrate(line)
    narrate(words("heights.lost.exported"))
    return Exit.NOT_SOUND


def measured_file(path: Path) -> "bootstrap.MeasuredFile | None":
    """Return what holds a congress file against what is known of it; None: it is none."""
    return bootstrap.MeasuredFile(path) if path.suffix.lower() == bootstrap.TALLY else None


def codes_typed(typed: Iterable[str], words: Words) -> tuple[str, ...]:
    """Return the codes of slips, as they are computed.

    Raises:
        WrongUsage: one was mistyped: that is no finding about a file.
    """
    codes: list[str] = []
    for one in typed:
        code = read_code(one)
        if code is None:
            raise WrongUsage(words("cli.verify.mistyped", code=one))
        codes.append(code)
    return tuple(dict.fromkeys(codes))
