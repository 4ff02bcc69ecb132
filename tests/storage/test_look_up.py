"""What is looked up is found by folded words, wherever in the file they stand."""

from __future__ import annotations

import pytest

from referral_app.domain import facts
from referral_app.domain.facts import Fact
from referral_app.domain.identifiers import CaseId
from referral_app.services.ports import CaseQuery
from tests.storage.stores import (
    START,
    Opened,
    fact,
)


def code_of(opened: Opened, case: CaseId) -> str:
    found = opened.store.reader.case(case)
    assert found
    return found.code


def found(opened: Opened, text: str) -> set[CaseId]:
    page = opened.store.reader.case_page(CaseQuery(text=text, open=None))
    assert page.total == len(page.rows)
    return {row.id for row in page.rows}


def test_cases_are_found_by_code_note_and_need(opened: Opened) -> None:
    case, other = opened.open_case(), opened.open_case()
    opened.save(fact(facts.NOTE_ADDED, case, text="Cherche un hébergement près de l’école"))
    opened.add_need(case, category="S10", detail="أسرة بدون مأوى")
    opened.add_need(other, category="S10", detail="Cours de français")
    code = code_of(opened, case)
    for text in ("heberg", "HÉBERGEMENT", "lecole", "اسرة", "للأسرة ماو", code, code[:6]):
        assert found(opened, text) == {case}, text
    dashed = f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert found(opened, dashed) == {case}
    assert found(opened, "francais") == {other}
    # Words of one case may stand in its note and in its need.
    assert found(opened, "hebergement مأوى") == {case}
    assert found(opened, "hebergement francais") == set()
    assert found(opened, "") == {case, other}


@pytest.mark.parametrize(
    "text", ["--", '"', "'", "*", "^a", "NEAR(", "a OR b", 'x" OR "y', "(", ":"]
)
def test_marks_of_the_query_language_are_only_text(opened: Opened, text: str) -> None:
    opened.open_case()
    assert found(opened, text) == set()


def test_a_redacted_note_is_found_no_more(opened: Opened) -> None:
    case = opened.open_case()
    opened.save(fact(facts.NOTE_ADDED, case, text="un secret confié"))
    assert found(opened, "secret") == {case}
    note = opened.store.reader.case(case)
    assert note
    redaction = fact(facts.ENTRY_REDACTED_CASE, case, reason="asked")
    opened.save(Fact(redaction.kind, case, START, redaction.content, seen=(note.notes[0].id,)))
    assert found(opened, "secret") == set()


def test_a_detail_that_was_replaced_is_found_no_more(opened: Opened) -> None:
    case = opened.open_case()
    need = opened.add_need(case, detail="matelas")
    seen = opened.store.reader.need(need)
    assert seen
    replaced = fact(facts.NEED_FIELD, need, field="detail", value="couverture")
    opened.save(Fact(replaced.kind, need, START, replaced.content, seen.fields.seen("detail")))
    assert (found(opened, "matelas"), found(opened, "couverture")) == (set(), {case})


def test_one_letter_alone_is_a_whole_word(opened: Opened) -> None:
    """What a letter begins is half the language; whoever types on finds it."""
    case, other = opened.open_case(), opened.open_case()
    opened.add_need(case, detail="bâtiment B, deuxième étage")
    opened.add_need(other, detail="bourse")
    assert found(opened, "b") == {case}
    assert found(opened, "bo") == {other}
    assert found(opened, "batiment b") == {case}
