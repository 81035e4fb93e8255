"""`tally recount`: count saved ballots again."""

from pathlib import Path

import click

from tally import bootstrap
from tally.application.contract import result_document
from tally.application.papers import OF_A_COUNT
from tally.application.recount import Recount, Source, UnknownContest, recount
from tally.cli.diagnostics import Exit, WrongUsage, narrate
from tally.cli.heights import measured_file, tell_shorter
from tally.cli.localised import LocalisedCommand
from tally.cli.output import write_json, write_page
from tally.cli.papers import write_papers
from tally.cli.saved_ballots import Said, said_in, said_options, saved_ballots
from tally.locales import Words


def command(words: Words) -> click.Command:
    """Return the command in the language of `words`."""

    def run(source: str, contest: str | None, said: Said, *, as_json: bool, export: str | None) -> Exit:
        folder = None if export is None else folder_named(export, words)
        measured = measured_file(Path(source))
        ballots = saved_ballots(Path(source), said, words, measured)
        counted = counted_from(ballots, contest, words)
        if as_json:
            # The contract is the same in both languages: its messages are Vietnamese.
            write_json(result_document(counted, Words("vi")))
        else:
            from tally.cli.result_page import result_page  # noqa: PLC0415 - loads rich, which JSON does not need

            write_page(result_page(counted, words))
        # The result stands before the papers: a full disk takes the papers away, never what was counted.
        if folder is not None:
            planned = bootstrap.planned_papers(counted)
            write_papers([paper for paper in planned if paper.kind in OF_A_COUNT], folder, words)
        tell_unfinished(ballots, words)
        shorter = Exit.SOUND if measured is None else tell_shorter(measured, words)
        if not counted.agrees:
            narrate(words("cli.recount.not_sound"))
            return Exit.NOT_SOUND
        return shorter

    return LocalisedCommand(
        name="recount",
        words=words,
        callback=lambda source, contest, as_json, export, **options: run(
            source, contest, said_in(options), as_json=as_json, export=export
        ),
        help=words("cli.recount.help"),
        short_help=words("cli.recount.short"),
        epilog=words("cli.recount.epilog"),
        params=[
            click.Argument(["source"], metavar=words("cli.recount.source")),
            click.Option(["--contest"], metavar="ID", help=words("cli.recount.contest")),
            *said_options(words),
            click.Option(["--json", "as_json"], is_flag=True, help=words("cli.recount.json")),
            click.Option(["--export"], metavar=words("cli.recount.folder"), help=words("cli.recount.export")),
        ],
    )


def folder_named(text: str, words: Words) -> Path:
    """Return the folder that a command names.

    Raises:
        WrongUsage: the name is empty, which would mean the folder one happens to be in.
    """
    if not text.strip():
        raise WrongUsage(words("cli.recount.no_folder"))
    return Path(text)


def counted_from(source: Source, contest_id: str | None, words: Words) -> Recount:
    """Count the contests of a source again, or one of them.

    Raises:
        WrongUsage: the source has no such contest.
        BadInput, BrokenJournal, OSError: as the source's `load`.
    """
    try:
        return recount(source, contest_id)
    except UnknownContest as error:
        raise no_such_contest(error, words) from error


def no_such_contest(error: UnknownContest, words: Words) -> WrongUsage:
    """Return what is wrong with a command that asks for a contest that there is not."""
    return WrongUsage(words("cli.recount.unknown_contest", contest=error.asked, known=", ".join(error.known)))


def tell_unfinished(source: Source, words: Words) -> None:
    """Say which batches of a congress file were left out, because the board is not done with them."""
    for (contest, round_), batch in getattr(source, "unfinished", ()):
        narrate(words("cli.recount.unfinished", contest=contest, round=round_, batch=batch))
