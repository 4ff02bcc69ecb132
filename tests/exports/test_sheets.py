"""Cards, blank forms and pages of the register: what stands where, in every language."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_app.domain.case_code import CaseCode, code_at
from referral_app.exports.blank_form import blank_form
from referral_app.exports.card import CARD, cards
from referral_app.exports.layout import A4
from referral_app.exports.register_page import register_pages
from referral_app.language import CODES, Code, without_isolates
from referral_app.services.ports.pages import Document, Frame, Modules, Run
from referral_app.services.ports.paper import CardBack, CardFace, Party
from tests.exports.papers import FACE, HERE, complaints, texts, words
from tests.exports.test_slip import WORDS
from tests.fakes import vocabularies
from ui.painting.devices import PagePainter

READ = tuple("Une phrase qui se lit à voix haute. Encore une." for _ in range(7))


def codes(count: int) -> list[str]:
    return [code_at(bytes(32), 3, index).digits for index in range(count)]


def squares(document: Document, number: int) -> list[tuple[float, float]]:
    found = [it.box for it in document.pages[number].items if isinstance(it, Modules)]
    return [(round(box.x, 2), round(box.y, 2)) for box in found]


def test_ten_cards_on_a_sheet_and_their_backs(painter: PagePainter) -> None:
    made = cards(codes(12), FACE, words(), painter.ruler)
    assert [(page.width, page.height) for page in made.pages] == [A4] * 4
    assert [len(squares(made, number)) for number in range(4)] == [10, 0, 2, 0]
    assert complaints(made, painter.ruler) == []
    said = texts(made)
    assert all(said.count(str(CaseCode(code))) == 1 for code in codes(12))
    assert said.count(FACE.back.phone) == 0, "digits of a telephone are isolated in any language"
    assert [without_isolates(text) for text in said].count(FACE.back.phone) == 12


def test_places_that_were_cut_out_stay_free(painter: PagePainter) -> None:
    whole = squares(cards(codes(10), FACE, words(), painter.ruler), 0)
    one = cards(codes(1), FACE, words(), painter.ruler, first_place=4)
    assert squares(one, 0) == [whole[3]]


def test_a_back_lies_behind_its_front(painter: PagePainter) -> None:
    made = cards(codes(1), FACE, words(), painter.ruler, first_place=3)
    front = next(it for it in made.pages[0].items if isinstance(it, Modules)).box
    back = next(it for it in made.pages[1].items if isinstance(it, Run)).box
    # Turned on its long edge, left becomes right.
    assert front.x < A4[0] / 2 < back.x
    assert abs(front.y - back.y) < CARD[1]


def test_a_card_has_no_word_that_tells_why(painter: PagePainter) -> None:
    made = cards(codes(1), FACE, words(), painter.ruler)
    said = " ".join(texts(made)).casefold()
    assert not re.search(r"migra|r[ée]fugi|asile|orientation|dossier|مهاجر|لاجئ|ملف", said)


@settings(max_examples=25)
@given(name_fr=WORDS, name_ar=WORDS, hours=WORDS, phone=st.text("0123456789 +", max_size=40))
def test_long_names_stay_on_their_card(
    painter: PagePainter, name_fr: str, name_ar: str, hours: str, phone: str
) -> None:
    back = CardBack(phone, hours[:120], hours[:120])
    face = CardFace(Party(name_fr or "Centre", name_ar), back)
    made = cards(codes(10), face, words(), painter.ruler)
    assert complaints(made, painter.ruler) == []


@pytest.mark.parametrize("code", CODES)
def test_the_blank_form_is_one_sheet_with_every_code(painter: PagePainter, code: Code) -> None:
    made = blank_form(HERE, words(code), painter.ruler, READ)
    assert len(made.pages) == 2, "front and back"
    assert complaints(made, painter.ruler) == []
    said = set(texts(made))
    lists = vocabularies()
    for entries in (lists.service_categories, lists.vulnerability_flags, lists.person_status):
        assert {entry.code for entry in entries.choices} <= said
        assert {entry.label(code) for entry in entries.choices} <= said
    assert set(READ) <= said


@pytest.mark.parametrize("code", CODES)
def test_the_boxes_for_the_code_are_parted_as_it_is(painter: PagePainter, code: Code) -> None:
    made = blank_form(HERE, words(code), painter.ruler)
    boxes = [
        it.box for it in made.pages[0].items if isinstance(it, Frame) and 6.0 < it.box.width < 8.0
    ]
    starts = sorted(round(box.x, 2) for box in boxes)
    steps = [round(b - a, 2) for a, b in pairwise(starts)]
    assert [place for place, step in enumerate(steps) if step > 7.5] == [3, 7]


@pytest.mark.parametrize("code", CODES)
def test_each_register_page_bears_its_number(painter: PagePainter, code: Code) -> None:
    made = register_pages(["1-11", "1-12"], HERE, words(code), painter.ruler)
    assert len(made.pages) == 2
    assert complaints(made, painter.ruler) == []
    assert [number for number in ("1-11", "1-12") if texts(made).count(number) == 1] == [
        "1-11",
        "1-12",
    ]
    lines = sum(text.isdigit() for text in texts(made)) // 2
    assert lines >= 20


@settings(max_examples=15)
@given(name=WORDS, code=st.sampled_from(CODES))
def test_long_names_keep_the_form_and_the_register_in_order(
    painter: PagePainter, name: str, code: Code
) -> None:
    centre = Party(name or "Centre", name)
    form = blank_form(centre, words(code), painter.ruler, READ)
    assert complaints(form, painter.ruler) == []
    register = register_pages(["12-345"], centre, words(code), painter.ruler)
    assert complaints(register, painter.ruler) == []


def test_what_is_out_of_place_is_noticed(painter: PagePainter) -> None:
    page = register_pages(["1-1"], HERE, words(), painter.ruler).pages[0]
    run = next(it for it in page.items if isinstance(it, Run))
    for wrong in (
        replace(run, box=run.box.moved(0.0, 1.0)),
        replace(run, box=run.box.moved(-12.0, 0.0)),
        replace(run, text=run.text * 40),
    ):
        broken = replace(page, items=(*page.items, wrong))
        assert complaints(Document("", (broken,)), painter.ruler) != []


def test_a_training_card_says_that_it_is_one(painter: PagePainter) -> None:
    mark = words().gettext("Exercise: nobody real")
    made = cards(codes(1), replace(FACE, training=True), words(), painter.ruler)
    assert texts(made).count(mark) == 1
    assert complaints(made, painter.ruler) == []
    assert mark not in texts(cards(codes(1), FACE, words(), painter.ruler))
