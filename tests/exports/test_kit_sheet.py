"""The sheet of a recovery kit: all its words in their order, one page, a code to scan."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_app.domain.identifiers import Moment
from referral_app.exchange.recovery import write_code
from referral_app.exports.kit_sheet import kit_sheet
from referral_app.exports.layout import A5
from referral_app.language import CODES, Code, Language
from referral_app.services.ports.pages import Document, Modules
from referral_app.spoken import say
from tests.exports.papers import complaints, texts, words
from ui.painting.devices import PagePainter

DAY = Moment(1_795_000_000_000)


def sheet(secret: bytes, code: Code, painter: PagePainter, centre: str = "Agdal") -> Document:
    spoken = say(secret)
    return kit_sheet(spoken, write_code(secret), centre, DAY, words(code), painter.ruler)


@pytest.mark.parametrize("code", CODES)
def test_all_words_stand_in_their_order_on_one_page(painter: PagePainter, code: Code) -> None:
    secret = bytes(range(32))
    document = sheet(secret, code, painter)
    (page,) = document.pages
    assert (page.width, page.height) == A5
    assert complaints(document, painter.ruler) == []
    said = texts(document)
    printed = [text for text in said if text in set(say(secret))]
    assert tuple(printed) == say(secret)
    assert [text for text in said if text.isdigit()] == [str(n) for n in range(1, 25)]
    assert sum(isinstance(item, Modules) for item in page.items) == 1


@pytest.mark.parametrize("code", CODES)
def test_it_names_the_way_by_the_words_that_stand_on_the_screen(
    painter: PagePainter, code: Code
) -> None:
    said = " ".join(texts(sheet(bytes(range(32)), code, painter)))
    language = Language(code)
    for name in ("Exchange", "Administration", "Use the recovery kit…"):
        assert language.gettext(name) in said


@settings(max_examples=15)
@given(st.binary(min_size=32, max_size=32), st.text(st.characters(categories=["L"]), max_size=90))
def test_any_words_and_any_name_have_room(painter: PagePainter, secret: bytes, centre: str) -> None:
    assert complaints(sheet(secret, "fr", painter, centre), painter.ruler) == []
