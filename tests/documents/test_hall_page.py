"""What the hall page says, without a browser: words, figures, digests, and nothing of a contest that is not sealed."""

import hashlib
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from builders import a_contest
from counted_at_desk import case, corrected, counted
from hall_cases import FORMULA, MARKUP, SEAL, many, sealed, three
from paper_cases import THANH_CHAN, Case, ballots_for, small_case

from tally import bootstrap
from tally.application.hall import NotSealed, hall_view
from tally.documents.hall.page import hall_page, size_class
from tally.domain.congress import CongressKind
from tally.domain.contest import RoundKind
from tally.domain.slate import Slate
from tally.locales import Words

GOLDEN = Path(__file__).parent / "trang-chieu.txt"
_PRINT_DIGEST = """
import hashlib
from hall_cases import many
from tally.documents.hall.page import hall_page
from tally.locales import Words
case = many(30, 20, tied=True)
print(hashlib.sha256(hall_page(case.recount, case.counted, Words("vi"))).hexdigest())
"""


class _Reader(HTMLParser):
    """Reads a page as somebody who hears it: text by text, style and script left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in {"style", "script"}
        if tag == "section":
            self.texts.append("—")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self.texts.append(" ".join(data.split()))


def html_of(case: Case, language: str = "vi") -> str:
    return hall_page(case.recount, case.counted, Words(language)).decode()


def texts_of(case: Case, language: str = "vi") -> list[str]:
    reader = _Reader()
    reader.feed(html_of(case, language))
    return reader.texts


def test_it_says_what_was_looked_at_and_found_good() -> None:
    said = "\n".join(texts_of(three())) + "\n"
    assert said == GOLDEN.read_text(encoding="utf-8")


def test_the_same_count_gives_the_same_bytes() -> None:
    assert html_of(three()) == html_of(three())
    here = Path(__file__).parents[2]
    environment = {"PYTHONPATH": f"{here / 'tests'}{';' if sys.platform == 'win32' else ':'}{here}", "PYTHONUTF8": "1"}
    digests = {
        subprocess.run(
            [sys.executable, "-c", _PRINT_DIGEST],
            env={**environment, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_a_contest_that_is_not_sealed_has_no_page() -> None:
    for open_ in (small_case(), case(counted())):
        with pytest.raises(NotSealed):
            hall_page(open_.recount, open_.counted, Words("vi"))


def test_a_count_that_is_not_what_was_sealed_has_no_page() -> None:
    small = small_case()
    other = sealed(small.counted.result.contest, small.counted.ballots, THANH_CHAN, digest="0" * 64)
    with pytest.raises(NotSealed):
        hall_page(other.recount, other.counted, Words("vi"))


def test_every_name_is_text() -> None:
    html = html_of(many(30, 20))
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &#34;Lò&#34;" in html
    assert html.count("<script") == 1
    assert MARKUP in texts_of(many(30, 20))
    assert FORMULA in texts_of(many(30, 20))


def test_titles_are_text_too() -> None:
    small = three()
    contest = replace(small.counted.result.contest, title="<b>Ban</b>")
    congress = replace(THANH_CHAN, organisation='"><img src=x>', title="</title>", term="&amp;")
    html = html_of(sealed(contest, small.counted.ballots, congress))
    assert "<b>" not in html.replace('<span class="got"><b>', "")
    assert "<img" not in html
    assert html.count("</title>") == 1
    assert "&amp;amp;" in html


def test_the_policy_names_the_style_and_the_script_by_their_digests_and_nothing_else() -> None:
    html = html_of(three())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    parts = {}
    for tag in ("style", "script"):
        (inner,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        parts[tag] = f"&#39;sha256-{b64encode(hashlib.sha256(inner.encode()).digest()).decode()}&#39;"
    assert policy[1].split("; ") == [
        "default-src &#39;none&#39;",
        f"style-src {parts['style']}",
        f"script-src {parts['script']}",
        "base-uri &#39;none&#39;",
        "form-action &#39;none&#39;",
    ]


def test_it_names_no_address_and_no_person_of_the_board() -> None:
    html = html_of(many(30, 20, tied=True))
    addresses = re.findall(r"""(?:src|href|action|data)\s*=\s*["']?([^"'\s>]*)""", html)
    assert addresses
    assert [address for address in addresses if not re.fullmatch(r"#p\d+", address)] == []
    assert "url(" not in html
    assert "@import" not in html
    assert "http" not in html.replace("http-equiv", "")
    for member in THANH_CHAN.board:
        assert member.name not in html


def test_a_tie_is_said_with_names_and_what_follows() -> None:
    # Two share the last of the twenty seats: 1510 / 2 + 1 = 756 each.
    texts = texts_of(many(30, 20, tied=True))
    assert "Ngang phiếu, bầu lại" in texts
    assert "Trúng cử 19 trên 20 người · NGANG PHIẾU" in texts
    (sentence,) = [text for text in texts if text.startswith("Ngang phiếu ở chỗ cuối cùng")]
    assert "Mai Thị Hoa (756)" in sentence
    assert "Điều 30, QĐ 190-QĐ/TW" in sentence


def test_a_second_tie_is_headed_with_who_decides() -> None:
    contest = a_contest(["Lò Văn Ánh", "Cà Văn Bình"], 1, kind=RoundKind.TIE_BREAK)
    texts = texts_of(sealed(contest, ballots_for([5, 5], 10), THANH_CHAN))
    assert "Bầu lại vẫn ngang phiếu: đại hội quyết định" in texts
    assert "Ngang phiếu, bầu lại" not in texts


def test_a_second_tie_of_a_conference_is_for_the_conference_to_decide() -> None:
    contest = a_contest(["Lò Văn Ánh", "Cà Văn Bình"], 1, kind=RoundKind.TIE_BREAK)
    conference = replace(THANH_CHAN, kind=CongressKind.CONFERENCE, roll=replace(THANH_CHAN.roll, deductions=()))
    assert "Tied again: the conference decides" in texts_of(sealed(contest, ballots_for([5, 5], 10), conference), "en")


def test_where_age_settles_ties_nobody_is_told_of_a_vote_again(fixtures: Path) -> None:
    saved = bootstrap.open_source(fixtures / "edges" / "older-wins").load()
    (one,) = saved.contests
    nameless = replace(one.contest, slate=Slate(tuple(replace(each, born=None) for each in one.contest.slate)))
    texts = texts_of(sealed(nameless, one.ballots, saved.congress, profile=saved.profile))
    assert "Ngang phiếu, chưa rõ ai nhiều tuổi hơn" in texts
    assert "Ngang phiếu, bầu lại" not in texts


def test_missing_seats_are_said() -> None:
    texts = texts_of(many(220, 180, missing=3))
    assert "Trúng cử 177 trên 180 người · BẦU THIẾU" in texts
    assert any(text.startswith("Bầu thiếu 3 trên 180.") for text in texts)


def test_a_tie_that_age_settled_is_explained(fixtures: Path) -> None:
    saved = bootstrap.open_source(fixtures / "edges" / "older-wins").load()
    (one,) = saved.contests
    case = sealed(one.contest, one.ballots, saved.congress, profile=saved.profile)
    (sentence,) = [text for text in texts_of(case) if text.startswith("Bằng phiếu ở chỗ cuối")]
    assert "Theo Điều 78, Luật 85/2015/QH13, người nhiều tuổi hơn trúng cử." in sentence
    assert not any(text.startswith("Bằng phiếu") for text in texts_of(three()))


def test_among_the_tied_no_half_line_is_drawn() -> None:
    contest = a_contest(["Lò Văn Ánh", "Cà Văn Bình"], 1, kind=RoundKind.TIE_BREAK)
    html = html_of(sealed(contest, ballots_for([6, 4], 10), THANH_CHAN))
    assert 'class="half"' not in html
    assert html.count('class="fill"') == 2
    assert "so với mẫu số 10" in html
    assert "Lần bầu 2: bầu lại do ngang phiếu" in html


def test_without_a_base_there_is_no_bar() -> None:
    congress = replace(THANH_CHAN, roll=replace(THANH_CHAN.roll, summoned=2))
    html = html_of(sealed(a_contest(["Lò Văn Ánh"], 1), ballots_for([0], 1), congress))
    assert 'class="fill"' not in html


def test_a_practice_bears_its_mark_on_every_page() -> None:
    html = html_of(three(practice=True))
    assert 'class="practice" data-practice="TẬP DƯỢT"' in html
    pages = html.split("<section")[1:]
    assert all("TẬP DƯỢT" in page for page in pages)
    assert "TẬP DƯỢT" not in html_of(three())


def test_after_a_corrigendum_the_right_result_is_shown_and_what_was_changed() -> None:
    # Ballot 1 of batch 2 had no vote for Bình: one vote less than was sealed.
    done = case(corrected())
    before, after = done.counted.result, done.counted.corrigenda[0].after
    assert [one.votes for one in before.candidates] != [one.votes for one in after.candidates]
    texts = texts_of(done)
    assert "ĐÃ ĐÍNH CHÍNH LẦN 1" in texts
    sealed_votes, right = before.candidates[1].votes, after.candidates[1].votes
    assert any(f"{sealed_votes} → {right}" in text for text in texts)
    view = hall_view(Words("vi"), done.recount, done.counted)
    assert [line.votes for line in view.lines] == [one.votes for one in after.candidates]
    assert view.digest == done.counted.corrigenda[0].results != done.counted.results


def test_the_digest_of_the_results_stands_in_groups_on_every_page() -> None:
    small = three()
    digest = small.counted.results
    fours = " ".join(digest[place : place + 4] for place in range(0, 64, 4))
    html = html_of(small)
    assert fours in html
    pages = html.split("<section")[1:]
    assert all(f"{fours[:19]} …" in page for page in pages)


def test_in_english() -> None:
    texts = texts_of(many(30, 20, tied=True), "en")
    assert "1,208" in texts
    assert "80.00 %" in texts
    assert "over half: 756 votes or more" in texts
    assert "19 of 20 elected · TIE" in texts


def test_longer_texts_are_set_smaller() -> None:
    assert size_class("a" * 10, 10, 20) == "size-0"
    assert size_class("a" * 11, 10, 20) == "size-1"
    assert size_class("A" * 10, 10, 20) == "size-1", "capitals are wider"
    assert size_class("a" * 21, 10, 20) == "size-2"


def test_the_seal_is_what_lets_it_be_shown() -> None:
    assert small_case().counted.how.seal is None
    assert three().counted.how.seal == SEAL
