"""Every tampering of the table is caught and named for what it is; so the page of docs says."""

import importlib.util
from pathlib import Path

import pytest
import signed_workbook as book
import throwaway_signers as signers
from tamperings import TABLE, Tampering

from tally.application.flaw_words import flaw_sentence
from tally.application.proof import Flaw, PackageFlaw
from tally.locales import Words
from tally.signing.package import verify_package

ROOT = Path(__file__).parents[2]

each_tampering = pytest.mark.parametrize("tampering", TABLE, ids=lambda one: one.id)


def test_what_is_tampered_with_was_sound() -> None:
    for content in (book.signed(), book.signed(votes=9), book.signed_twice()):
        assert verify_package(content, signers.pins()).all_flaws == ()


@each_tampering
def test_a_tampering_is_named_for_what_it_is(tampering: Tampering) -> None:
    report = verify_package(tampering.make(), signers.pins())
    assert not report.sound
    assert {(flaw.part, flaw.code) for flaw in report.all_flaws} == tampering.flaws


@each_tampering
def test_a_tampering_is_caught_with_the_ca_alone_pinned_too(tampering: Tampering) -> None:
    report = verify_package(tampering.make(), signers.pinned_ca())
    assert {(flaw.part, flaw.code) for flaw in report.all_flaws} == tampering.flaws


def test_every_flaw_has_its_words_and_all_but_four_their_tampering() -> None:
    for language in ("vi", "en"):
        said = {code: flaw_sentence(Words(language), Flaw(code, "xl/x.xml", said="x")) for code in PackageFlaw}
        assert len(set(said.values())) == len(PackageFlaw)
    caught = {code for tampering in TABLE for _, code in tampering.flaws}
    elsewhere = {PackageFlaw.DAMAGED, PackageFlaw.NO_PINS, PackageFlaw.FROM_THE_FUTURE, PackageFlaw.NOT_TO_SIGN}
    assert set(PackageFlaw) - caught == elsewhere


def test_the_page_of_tamperings_is_printed_from_the_table() -> None:
    spec = importlib.util.spec_from_file_location("make_tampering", ROOT / "docs" / "make_tampering.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    printed = (ROOT / "docs" / "tampering.md").read_text(encoding="utf-8")
    assert printed == module.tampering_page(), "run: python docs/make_tampering.py > docs/tampering.md"
