"""Codes that one centre adds and every centre chooses, over a folder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.added_codes import Meaning, code_of
from referral_app.domain.facts import CODE_ADDED, CODE_FIELD, Fact, content, field_content
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.code_lists import add_code, added_codes, set_hidden
from referral_app.services.intake import Intake, NeedEntry, open_case
from tests.bootstrap.chain import Commune, cheap_root
from tests.bootstrap.conftest import OTHER_PASSPHRASE, PASSPHRASE, Founder

__all__ = ["cheap_root"]
COURSE = Meaning(
    "service_categories", "S16", "Cours d’amazigh", "دروس الأمازيغية", "Amazigh courses"
)
texts = st.text(max_size=12)
meanings = st.builds(Meaning, texts, texts, texts, texts, texts)


@pytest.fixture
def commune(founder: Founder, cheap_keys: None, cheap_root: None) -> Commune:
    commune = Commune(founder)
    commune.settle()
    return commune


def test_what_one_adds_all_choose(commune: Commune) -> None:
    code = add_code(commune.a.desk, COURSE)
    commune.a.follow_lists()
    commune.all_round(2)
    for workspace in (commune.a, commune.b, commune.c):
        lists = workspace.desk.vocabularies.service_categories
        entry = lists[code]
        assert (entry.fr, entry.ar, entry.en) == (COURSE.fr, COURSE.ar, COURSE.en)
        assert entry.text("icon") == lists["S16"].text("icon")
        assert lists.codes.index(code) == lists.codes.index("S16") + 1
    desk = commune.c.desk
    opened = open_case(desk, Intake(desk.now(), {}, (NeedEntry(code),), None))
    (need,) = desk.store.reader.needs_of(opened.case)
    assert need.category == code


def test_it_is_there_after_the_next_start(commune: Commune) -> None:
    code = add_code(commune.a.desk, COURSE)
    commune.a.close()
    assert code in commune.founder.again("a").desk.vocabularies.service_categories
    assert PASSPHRASE != OTHER_PASSPHRASE


def test_hidden_it_is_read_but_chosen_no_more(commune: Commune) -> None:
    code = add_code(commune.a.desk, COURSE)
    commune.all_round(2)
    (added,) = added_codes(commune.c.desk)
    with pytest.raises(RefusedError, match=r"code\.of_another"):
        set_hidden(commune.c.desk, added.id, hidden=True)
    set_hidden(commune.a.desk, added.id, hidden=True)
    commune.all_round(2)
    lists = commune.c.desk.vocabularies.service_categories
    assert lists.label(code, "fr") == COURSE.fr
    assert code not in [entry.code for entry in lists.choices]
    set_hidden(commune.a.desk, added.id, hidden=False)
    commune.all_round(2)
    assert code in [entry.code for entry in commune.c.desk.vocabularies.service_categories.choices]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fr": " "}, "fr"),
        ({"ar": ""}, "ar"),
        ({"en": "Reception, listening, information"}, "en"),
        ({"like": "S98"}, "like"),
        ({"list": "sex"}, "list"),
    ],
)
def test_what_is_lacking_or_there_is_said(
    commune: Commune, change: dict[str, str], field: str
) -> None:
    from dataclasses import replace

    with pytest.raises(InvalidInputError) as refused:
        add_code(commune.a.desk, replace(COURSE, **change))
    assert refused.value.field == field
    assert added_codes(commune.a.desk) == ()


def test_an_added_code_carries_no_other(commune: Commune) -> None:
    from dataclasses import replace

    code = add_code(commune.a.desk, COURSE)
    commune.a.follow_lists()
    other = replace(COURSE, like=code, fr="Autre", ar="أخرى مثلا", en="Another")
    with pytest.raises(InvalidInputError):
        add_code(commune.a.desk, other)


def test_a_meaning_is_never_changed(commune: Commune) -> None:
    code = add_code(commune.a.desk, COURSE)
    commune.all_round(2)
    (added,) = added_codes(commune.a.desk)
    for workspace in (commune.a, commune.c):
        desk = workspace.desk
        told = content(list="service_categories", like="S16", fr="Autre", ar="أخرى", en="Other")
        facts = (
            Fact(CODE_ADDED.name, added.id, desk.now(), told),
            Fact(CODE_FIELD.name, added.id, desk.now(), field_content("fr", "Autre")),
        )
        with workspace._store.begin() as work:
            work.record(desk.commune_stream, facts, desk.actor.id)
    commune.all_round(2)
    for workspace in (commune.a, commune.b, commune.c):
        assert workspace.desk.vocabularies.service_categories[code].fr == COURSE.fr


@given(st.binary(min_size=16, max_size=16), meanings, meanings)
def test_another_meaning_is_another_code(record: bytes, one: Meaning, other: Meaning) -> None:
    assert (code_of(record, one) == code_of(record, other)) == (one == other)
