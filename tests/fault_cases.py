"""Every use case that writes, as a board does it: what lies there before, and its acts one by one."""

import shutil
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path

import signing_keys
from acknowledged import as_said, chains_of, noting, sha256
from board import HEAD, KEY, KEYER, OTHER, SECRETARY, TWO, a_board, counting, write_file
from builders import a_congress, a_contest, marks
from counted_at_desk import counted, sealed
from disk_steps import say
from faulty_use_case import FILE, PIN, Going, Run, UseCase, on_table
from memory_journal import QuickHasher
from tally_files import as_earlier_versions_left_it, killed_while_writing

from tally import bootstrap
from tally.application.desk.desk import Refused
from tally.application.second_medium import MediumIs
from tally.application.signing import Unlocked, sign_congress
from tally.cli.main import main
from tally.domain.ballot import Ruling
from tally.domain.passes import Keying
from tally.domain.rules import InvalidReason
from tally.store.opening import create, open_file
from tally.tui.services import OpenDesk


def _begun(folder: Path) -> None:
    board = counting()
    board.sit(HEAD).batches.open_batch(KEY, 6)
    write_file(board, folder / FILE)


def _keyed(folder: Path) -> None:
    board = counting()
    board.batch(("+++-", "++-+", "+++-"), ("+++-", "+--+", "-++-"), size=3)
    write_file(board, folder / FILE)


def _half_keyed(folder: Path) -> None:
    board = counting()
    board.sit(HEAD).batches.open_batch(KEY)
    keyer = board.sit(KEYER).batches.open_pass(KEY, 1)
    for ballot in ("+++-", "++-+"):
        keyer.key(marks(ballot))
    write_file(board, folder / FILE)


def _counted(folder: Path) -> None:
    write_file(counted(), folder / FILE)


def _sealed(folder: Path) -> None:
    write_file(sealed(), folder / FILE)


def _declared(folder: Path) -> None:
    write_file(a_board(), folder / FILE)


def _nothing(_folder: Path) -> None:
    """Nothing lies there."""


def _new(run: Run) -> None:
    run.do(lambda: bootstrap.new_congress_file(run.file, a_congress(), (a_contest(),)))
    run.stands()
    with noting(run.log, run.file), run.table() as table:
        run.do(lambda: table.people.add("Lò Thị Hoa", "head", PIN))
        run.do(lambda: table.people.add("Vì Văn Sơn", "keyer", PIN))


def _create(run: Run) -> None:
    with closing(run.do(lambda: create(run.file, "may-1", run.clock))) as journal, noting(run.log, run.file):
        table = on_table(run.file, journal, "may-1", run.clock)
        run.do(lambda: table.setup.declare(a_congress(), (a_contest(),)))
        run.do(lambda: table.people.add("Lò Thị Hoa", "head", PIN))


def _key(run: Run) -> None:
    with run.table() as table:
        run.do(lambda: table.people.sign_in(KEYER, PIN))
        keyer = run.do(lambda: table.batches.open_pass(KEY, 1))
        for ballot in ("+++-", "++-+", "+--+"):
            run.goes_on(lambda ballot=ballot: keyer.key(marks(ballot)))  # type: ignore[misc]
        run.goes_on(lambda: keyer.repeat(2))
        run.goes_on(lambda: keyer.key(marks("++--"), Ruling(InvalidReason.MARKED)))
        run.goes_on(lambda: keyer.correct(2, marks("+++-"), None, "gõ nhầm"))
        run.goes_on(lambda: keyer.withdraw(3, "gõ hai lần"))
        run.goes_on(lambda: keyer.close(anyway=True))


def _batches(run: Run) -> None:
    with run.table() as table:
        run.do(lambda: table.people.sign_in(HEAD, PIN))
        run.goes_on(lambda: table.batches.open_batch(KEY, 3))
        run.do(lambda: table.people.sign_in(OTHER, PIN))
        keyer = run.do(lambda: table.batches.open_pass(KEY, 1))
        run.goes_on(lambda: keyer.key(marks("+-+-")))
        run.goes_on(lambda: keyer.key(marks("+-+-"), repeated=True))


def _take_over(run: Run) -> None:
    with run.table("may-2") as table:
        run.do(lambda: table.people.sign_in(OTHER, PIN))
        keyer = run.do(lambda: table.batches.resume_pass(KEY, 1, 1))
        run.goes_on(lambda: keyer.key(marks("+--+")))
    with run.table() as table:
        run.do(lambda: table.people.sign_in(KEYER, PIN))
        keyer = run.do(lambda: table.batches.resume_pass(KEY, 1, 1))
        run.goes_on(lambda: keyer.key(marks("++--")))
        run.goes_on(lambda: keyer.close(anyway=True))


def _compare(run: Run) -> None:
    with run.table() as table:
        run.do(lambda: table.people.sign_in(SECRETARY, PIN))
        run.goes_on(lambda: table.comparing.rekey(KEY, 1, 2, Keying(marks("+---"))))
        run.goes_on(lambda: table.comparing.rekey(KEY, 1, 3, Keying(marks("+++-"))))
        run.do(lambda: table.people.sign_in(HEAD, PIN))
        run.goes_on(lambda: table.comparing.settle(KEY, 1, 2, Keying(marks("++-+")), "nét gạch mờ"))
        run.goes_on(lambda: table.closing.amend(KEY, 1, 1, marks("++-+"), None, "nhìn nhầm tờ", SECRETARY, PIN))
        run.goes_on(lambda: table.closing.rule(KEY, 1, 1, Ruling(InvalidReason.MARKED), SECRETARY, PIN))
        run.goes_on(lambda: table.closing.piles(KEY, {2: 3}))
        run.goes_on(lambda: table.batches.open_batch(KEY))
        run.goes_on(lambda: table.batches.waive_passes(KEY, 1, "máy thứ hai hỏng"))
        run.goes_on(lambda: table.closing.show_totals(KEY, shown=True))


def _seal(run: Run) -> None:
    with run.table() as table:
        run.do(lambda: table.people.sign_in(HEAD, PIN))
        for code in dict.fromkeys(finding.code for finding in table.closing.unexplained(KEY)):
            run.do(lambda code=code: table.closing.explain(KEY, code, "đã lập biên bản riêng"))  # type: ignore[misc]
        run.do(lambda: table.closing.seal(KEY, *TWO))
        run.do(lambda: table.closing.corrigendum(KEY, "đối chiếu lại", {(2, 1): (marks("+-+-"), None)}, *TWO))
        run.do(lambda: sign_codes(table))


def sign_codes(table: OpenDesk) -> None:
    """Sign the QR codes of what was sealed, and note whose keys are believed."""
    keys = signing_keys.board_keys()
    sign_congress(table.desk, table.closing, Unlocked((), signing_keys.qr_signer(), keys.pins()))


def _declare(run: Run) -> None:
    with run.table() as table:
        run.do(lambda: table.people.sign_in(HEAD, PIN))
        run.goes_on(lambda: table.setup.update_congress(replace(table.desk.congress, place="Hội trường")))
        run.goes_on(lambda: table.setup.update_contest(replace(table.desk.contest(KEY), seats=2)))
        run.goes_on(lambda: table.setup.add_contest(replace(a_contest(), id="bi-thu")))
        run.goes_on(lambda: table.setup.report_ballots(KEY, 9, 9, 9))
        run.goes_on(lambda: table.procedure.mark_done(KEY, table.procedure.steps(KEY)[0].id))
        run.goes_on(lambda: table.batches.begin_counting(KEY))


def _sign_in(run: Run) -> None:
    def wrong() -> None:
        with suppress(Refused):
            table.people.sign_in(KEYER, PIN[::-1] + "0")

    with run.table() as table:
        run.goes_on(wrong)
        run.goes_on(wrong)
        run.do(lambda: table.people.sign_in(HEAD, PIN))
        run.goes_on(lambda: table.people.let_in(OTHER, "824613", (HEAD, PIN), (SECRETARY, PIN)))
        run.goes_on(lambda: table.people.add("Lường Văn Pó", "keyer", PIN))
        run.do(lambda: table.people.sign_in(OTHER, "824613"))


def _to_import(folder: Path) -> None:
    _sealed(folder)
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        assert main(["export", str(folder / FILE), "--to", str(folder / "phiếu")]) == 0
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
    for path in (folder / "phiếu").iterdir():
        if path.name not in {"congress.toml", "ballots.csv"}:
            path.unlink()
    bootstrap.new_congress_file(folder / FILE, *bootstrap.read_congress(folder / "phiếu" / "congress.toml"))


def _import(run: Run) -> None:
    run.command("import", run.file, run.folder / "phiếu")


def _papers(run: Run) -> None:
    for to in ("giấy tờ", "giấy tờ", "tập/khác"):
        folder = run.folder / to
        run.command("export", run.file, "--to", folder, whole=lambda folder=folder: iter(folder.iterdir()))  # type: ignore[misc]
    run.command("hall", run.file, "--to", run.folder / "chiếu")
    run.do(lambda: bootstrap.recent_files().add(run.file))


def _backup(run: Run) -> None:
    for _ in range(2):
        run.command("backup", run.file, "--to", run.folder / "usb", whole=(run.folder / "usb").iterdir)


def _to_restore(folder: Path) -> None:
    _half_keyed(folder)
    (folder / "usb").mkdir()
    bootstrap.backup(folder / FILE, folder / "usb" / "bản sao.tally")
    with closing(open_file(folder / FILE, "may-1", Going())) as journal:
        table = on_table(folder / FILE, journal, "may-1", Going())
        table.people.sign_in(KEYER, PIN)
        table.batches.resume_pass(KEY, 1, 1).key(marks("+--+"))


def _restore(run: Run) -> None:
    copy = run.folder / "usb" / "bản sao.tally"
    with closing(open_file(copy, "", run.clock, reading=True)) as journal:
        say(run.log, {"may_stand": as_said(chains_of(journal))})
    run.command("restore", copy, "--to", run.folder / "mới.tally", whole=lambda: iter((run.folder / "mới.tally",)))
    run.command("restore", copy, "--to", run.file)
    run.stands()


def _with_a_stick(folder: Path) -> None:
    _begun(folder)
    (folder / "usb").mkdir()
    (folder / "usb" / "nhãn.txt").write_text("thẻ nhớ của ban kiểm phiếu", encoding="utf-8")


def _watched(run: Run) -> None:
    """Count with this computer's memory and a second medium."""
    desk, guard = run.do(lambda: bootstrap.open_guarded(run.file))
    table = OpenDesk.on(run.file, desk, QuickHasher(), guard)
    with closing(desk.journal):
        run.do(lambda: guard.choose(run.folder / "usb"))
        run.do(lambda: table.people.sign_in(KEYER, PIN))
        keyer = run.do(lambda: table.batches.open_pass(KEY, 1))
        for ballot in ("+++-", "++-+", "+--+", "-+++") * 3:
            run.goes_on(lambda ballot=ballot: keyer.key(marks(ballot)))  # type: ignore[misc]
        run.goes_on(lambda: keyer.close(anyway=True))
    if guard.medium is not None and guard.medium.stands is MediumIs.WHOLE:
        copies = run.folder.glob("usb/[!.]*")
        say(run.log, {"whole": {str(path.relative_to(run.folder)): sha256(path) for path in copies}})


def _to_restore_over_half(folder: Path) -> None:
    _to_restore(folder)
    (folder / FILE).replace(folder / "nguyên.tally")
    half = killed_while_writing(folder / "nguyên.tally", folder / "dở")
    for path in (folder / "dở").iterdir():
        path.replace(folder / path.name.replace(half.stem, Path(FILE).stem))
    (folder / "dở").rmdir()
    for path in folder.glob("nguyên*"):
        path.unlink()


def _restore_over_half(run: Run) -> None:
    copy = run.folder / "usb" / "bản sao.tally"
    with closing(open_file(copy, "", run.clock, reading=True)) as journal:
        say(run.log, {"may_stand": as_said(chains_of(journal))})
    run.command("restore", copy, "--to", run.file)
    run.stands()


def _of_version_1(folder: Path) -> None:
    made = folder / "trước"
    made.mkdir()
    _half_keyed(made)
    as_earlier_versions_left_it(made / FILE, made / "bản")
    for path in (made / "bản").iterdir():
        path.replace(folder / path.name)
    shutil.rmtree(made)


def _migrate(run: Run) -> None:
    with run.table() as table:
        run.do(lambda: table.people.sign_in(KEYER, PIN))
        keyer = run.do(lambda: table.batches.open_pass(KEY, 1))
        run.goes_on(lambda: keyer.key(marks("+--+")))


def _keys(run: Run) -> None:
    people = {owner: (signing_keys.NAMES[owner], signing_keys.PASSPHRASES[owner]) for owner in signing_keys.NAMES}
    run.do(lambda: bootstrap.make_keys(run.folder / "khóa", "Đảng bộ xã", people))
    keys = (run.folder / "khóa").iterdir()
    say(run.log, {"whole": {str(path.relative_to(run.folder)): sha256(path) for path in keys}})


def _beside(run: Run) -> None:
    """Key another pass of the batch at another station."""
    with run.table("may-2") as table:
        run.do(lambda: table.people.sign_in(OTHER, PIN))
        keyer = run.do(lambda: table.batches.open_pass(KEY, 1))
        for ballot in ("+++-", "++-+", "+--+", "++++"):
            run.goes_on(lambda ballot=ballot: keyer.key(marks(ballot)))  # type: ignore[misc]


USE_CASES = (
    UseCase("key, repeat, correct, withdraw, close", _begun, _key, beside=_beside),
    UseCase("open batches and passes", _begun, _batches, beside=_beside),
    UseCase("take over", _half_keyed, _take_over),
    UseCase("rekey, settle, amend, rule, waive", _keyed, _compare),
    UseCase("explain, seal, corrigendum, sign codes", _counted, _seal),
    UseCase("declare, report, begin", _declared, _declare),
    UseCase("sign in, PINs, people", _begun, _sign_in, beside=_beside),
    UseCase("make a congress file", _nothing, _new, notes=False, at_desk=False),
    UseCase("make an empty one", _nothing, _create, notes=False, at_desk=False),
    UseCase("import", _to_import, _import, at_desk=False),
    UseCase("papers", _sealed, _papers, at_desk=False),
    UseCase("backup", _half_keyed, _backup, at_desk=False),
    UseCase("restore", _to_restore, _restore, notes=False, may_move=True, at_desk=False),
    UseCase(
        "restore over a half-written file",
        _to_restore_over_half,
        _restore_over_half,
        notes=False,
        may_move=True,
        at_desk=False,
    ),
    UseCase("memory and second medium", _with_a_stick, _watched),
    UseCase("a file of an older version", _of_version_1, _migrate),
    UseCase("keys", _nothing, _keys, at_desk=False),
)
