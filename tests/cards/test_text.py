"""Nothing that came from a record becomes markup, a link or an element, in any renderer; the words survive."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from injected import OURS, PAYLOADS, in_a_card
from markdown_it import MarkdownIt

from cards import text


def rendered(markdown: str) -> str:
    """As a renderer does that allows HTML and links every address that it can find."""
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    return str(parser.render(markdown))


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names += [tag, *(f"{tag}@{name}" for name, _ in attrs)]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.names.append(f"comment {data}")


def elements(html: str) -> Elements:
    found = Elements()
    found.feed(html)
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_makes_no_element_of_its_own(payload: str) -> None:
    assert set(elements(rendered(in_a_card(payload))).names) <= OURS


@given(st.text(max_size=80))
def test_no_text_makes_an_element_of_its_own(value: str) -> None:
    assert set(elements(rendered(in_a_card(value))).names) <= OURS


_MARKS = st.text(alphabet=" \n.:/@[]()<>!*_`#~|&-+=\\\"'ahtpw1;", max_size=60)


@given(_MARKS)
def test_no_pile_of_marks_makes_an_element_of_its_own(value: str) -> None:
    assert set(elements(rendered(in_a_card(value))).names) <= OURS


# GitHub's automatic links, as the extension of remark finds them in finished text, and what looks like a host name.
_AUTOLINK = re.compile(r"(?i)https?://|www\.(?=\w)|\bmailto:|\bxmpp:|[\w.+-]+@[\w-]+\.|\w\.[a-z]{2,}")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_address_can_be_linked(payload: str) -> None:
    shown = "".join(elements(rendered(in_a_card(payload))).words)

    assert not _AUTOLINK.search(shown)
    assert not _AUTOLINK.search(text.plain(payload))


@given(
    st.from_regex(r"(https?://|www\.|mailto:)?[a-z0-9-]{1,8}(@[a-z]{1,5})?\.[a-z]{2,4}(/[a-z]{0,4})?", fullmatch=True)
)
def test_no_made_up_address_can_be_linked(address: str) -> None:
    assert not _AUTOLINK.search(text.plain(address))


@given(st.text(max_size=300))
def test_nothing_invisible_survives(value: str) -> None:
    shown = text.plain(value)

    assert shown.isprintable()
    assert len(text.visible(value)) <= text.VALUE_LIMIT


@pytest.mark.parametrize(
    "value", ["HER2 3+ (IHC)", "invasive carcinoma, grade 2", "Pérez-Gómez", "LVEF 55.5 %", "2015-02-01"]
)
def test_ordinary_words_survive(value: str) -> None:
    words = "".join(elements(rendered(text.markdown(value))).words).strip()

    assert words == value


def test_a_reference_with_underscores_reads_as_written() -> None:
    assert "".join(elements(rendered(text.markdown("Observation/a_b_c"))).words).strip() == "Observation/a_b_c"


def test_a_long_text_is_cut_between_words_and_not_inside_a_number() -> None:
    long = "word " * 26 + "1234567890 mg of it"

    cut = text.shortened(long)

    assert len(cut) <= 139
    assert cut.endswith("word…")


def test_a_number_keeps_its_unit_or_goes() -> None:
    assert text.shortened("LVEF of 45 per cent", 12) == "LVEF of…"


@given(st.text(max_size=400), st.integers(min_value=2, max_value=139))
def test_a_shortened_text_fits_in_every_way_of_counting(value: str, limit: int) -> None:
    cut = text.shortened(value, limit)

    assert len(cut.encode("utf-16-le", "surrogatepass")) // 2 <= limit


def test_a_hundred_kilobytes_become_one_line() -> None:
    assert len(text.plain("x" * 100_000)) <= text.VALUE_LIMIT + 5
