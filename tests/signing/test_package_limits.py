"""A package made to fill the memory is refused before it does: nothing of it is unpacked that it does not declare."""

import struct
import tracemalloc
import zipfile
from io import BytesIO

from signed_workbook import SHEET, parts_of, signed, with_parts

from tally.application.proof import PackageFlaw, Pins
from tally.signing.package import verify_package

MEGABYTE = 1024**2


def test_a_part_that_declares_less_than_it_holds_is_not_unpacked_to_its_end() -> None:
    bomb = bytearray(with_parts(signed(), {SHEET: parts_of(signed())[SHEET] + b" " * 64 * MEGABYTE}))
    with zipfile.ZipFile(BytesIO(bytes(bomb))) as archive:
        place = archive.start_dir
        for entry in archive.infolist():
            if entry.filename == SHEET:
                struct.pack_into("<L", bomb, place + 24, 1000)
            place += 46 + sum(struct.unpack_from("<HHH", bomb, place + 28))
    tracemalloc.start()
    report = verify_package(bytes(bomb), Pins())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [(flaw.code, flaw.part) for flaw in report.flaws] == [(PackageFlaw.DAMAGED, SHEET)]
    assert peak < 2 * MEGABYTE
