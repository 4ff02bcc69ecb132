"""The slip and its coupon: what they say, and that all of it has room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_app.domain.case_code import CaseCode
from referral_app.exports.layout import A5
from referral_app.exports.paging import side_by_side
from referral_app.exports.slip import slip
from referral_app.language import CODES, Code, without_isolates
from referral_app.services.ports.pages import Align, Document, Modules, Run
from referral_app.services.ports.paper import Party
from tests.exports.papers import CODE, HERE, THERE, complaints, need, slip_paper, texts, words
from tests.fakes import vocabularies
from ui.painting.devices import PagePainter

WORDS = (
    st.text(st.sampled_from("abcdefghijklmnop éàêç-’ ,;:"), max_size=280)
    | st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهوي ،؛"), max_size=280)
    | st.integers(1, 280).map(lambda count: "W" * count)
    | st.just("Une phrase tout à fait ordinaire\nsur deux lignes, 25/11/2026 à 9 h 30.")
)
FLAGS = tuple(f"V{number:02d}" for number in range(1, 24))


@pytest.mark.parametrize("code", CODES)
def test_a_common_slip_is_one_page(painter: PagePainter, code: Code) -> None:
    paper = slip_paper(need(detail="Deux nuits", priority="P2", priority_reason="à la rue"))
    document = slip(paper, words(code), painter.ruler)
    (page,) = document.pages
    assert (page.width, page.height) == A5
    assert complaints(document, painter.ruler) == []


def test_it_says_what_was_sent_and_no_more(painter: PagePainter) -> None:
    paper = slip_paper(need(detail="Deux nuits"), restrictions="Jamais le soir")
    said = without_isolates(" ".join(texts(slip(paper, words(), painter.ruler))))
    for expected in (
        str(CaseCode(CODE)),
        "Hébergement d’urgence",
        "Deux nuits",
        "Jamais le soir",
        "18 à 59 ans",
        "Féminin",
        "Maternité Souissi",
        str(need().coupon),
    ):
        assert expected in said
    assert "2026" not in said.replace("18/11/2026", "").replace("31/10/2027", "")


def test_a_locked_flag_is_told_by_its_own_code(painter: PagePainter) -> None:
    label = vocabularies().vulnerability_flags["V12"].fr
    told = slip_paper(person=(("V12", True), ("flags", ("V06",))))
    assert label in " ".join(texts(slip(told, words(), painter.ruler)))
    assert label not in " ".join(texts(slip(slip_paper(), words(), painter.ruler)))


def test_a_name_line_only_where_it_was_asked_for(painter: PagePainter) -> None:
    label = words().gettext("Name, by hand, only if the person wishes")
    assert label not in texts(slip(slip_paper(), words(), painter.ruler))
    assert label in texts(slip(slip_paper(), words(), painter.ruler, name_line=True))


def test_what_left_in_a_danger_claims_no_consent(painter: PagePainter) -> None:
    paper = slip_paper(consent_form="", exception="danger_life")
    said = " ".join(texts(slip(paper, words(), painter.ruler)))
    assert vocabularies().exceptions["danger_life"].fr in said
    agreed = words().gettext("I, holder of the card {code}, understand that the purpose")
    assert agreed[:20] not in said


def test_each_need_has_its_own_coupon_number(painter: PagePainter) -> None:
    needs = tuple(need(number) for number in range(1, 6))
    said = texts(slip(slip_paper(*needs), words(), painter.ruler))
    assert all(said.count(str(it.coupon)) == 1 for it in needs)


def test_arabic_is_the_mirror_of_french(painter: PagePainter) -> None:
    document = slip(slip_paper(), words("ar"), painter.ruler)
    square = next(it for it in document.pages[0].items if isinstance(it, Modules))
    assert square.box.right < A5[0] / 2
    runs = [it for it in document.pages[0].items if isinstance(it, Run)]
    large = max(runs, key=lambda run: run.type.points)
    assert (large.text, large.right_to_left) == (str(CaseCode(CODE)), False)
    assert large.align is Align.RIGHT


def test_two_languages_on_one_sheet(painter: PagePainter) -> None:
    made = [slip(slip_paper(), words(code), painter.ruler) for code in ("fr", "ar")]
    both = Document("", side_by_side(made[0].pages, made[1].pages))
    assert [(page.width, page.height) for page in both.pages] == [(2 * A5[0], A5[1])]
    assert complaints(both, painter.ruler) == []
    assert texts(both) == texts(made[0]) + texts(made[1])


def test_nothing_known_of_the_recipient(painter: PagePainter) -> None:
    document = slip(slip_paper(recipient=Party("", "")), words(), painter.ruler)
    assert words().gettext("Unknown centre") in texts(document)
    assert complaints(document, painter.ruler) == []


@settings(max_examples=40)
@given(st.data())
def test_whatever_is_written_has_room(painter: PagePainter, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(CODES))
    draw = lambda: data.draw(WORDS)  # noqa: E731
    needs = tuple(
        need(number, detail=draw(), services_given=draw(), priority_reason=draw())
        for number in range(1, 1 + data.draw(st.integers(1, 7)))
    )
    recipient = Party(draw() or THERE.name_fr, draw(), "souissi", draw(), "05 37 00", draw())
    person = (
        ("age_band", "18-59"),
        ("flags", data.draw(st.sampled_from([FLAGS, FLAGS[:2]]))),
        ("languages", ("fr", "wo", "ar", "en", "bm", "ln")),
        ("contact_warning", draw()),
        ("household_size", 12),
    )
    paper = slip_paper(
        *needs, recipient=recipient, person=person, restrictions=draw(), documents=draw()
    )
    document = slip(paper, words(code), painter.ruler, name_line=data.draw(st.booleans()))
    assert complaints(document, painter.ruler) == []
    shown = " ".join(texts(document))
    assert all(str(it.coupon) in shown for it in needs)


def test_hours_stand_in_the_language_of_the_paper(painter: PagePainter) -> None:
    sender = replace(HERE, hours="8 h 30 – 16 h 30", hours_ar="من 8:30 إلى 16:30")
    for code, hours in (("fr", sender.hours), ("ar", sender.hours_ar), ("en", sender.hours)):
        said = texts(slip(slip_paper(sender=sender), words(code), painter.ruler))
        assert hours in without_isolates(" ".join(said))


def test_a_centre_with_a_desk_gets_no_coupon(painter: PagePainter) -> None:
    document = slip(slip_paper(outside=False), words(), painter.ruler)
    assert str(need().coupon) not in texts(document)
    codes = [it for page in document.pages for it in page.items if isinstance(it, Modules)]
    assert len(codes) == 1
