"""One page, one transaction: everything on it, or nothing of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_app.domain.consent import ANY_CENTRE
from referral_app.domain.identifiers import CaseId, CentreId, Moment
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, NotPermittedError
from referral_app.services.disclosure import disclosed
from referral_app.services.intake import NeedEntry, SendEntry, open_case, unsaved_fields
from referral_app.services.ports import CaseQuery
from tests.fakes import DAY, HOUR, MINUTE, Neighbours, vocabularies
from tests.services.builders import (
    ADULT,
    case_of,
    consent,
    intake,
    need_of,
    opened,
    refused,
    request,
    shown,
)


def cases(both: Neighbours) -> int:
    return both.here.store.reader.case_page(CaseQuery(open=None)).total


def test_a_whole_page_is_saved(both: Neighbours) -> None:
    page = intake(
        both,
        needs=(
            NeedEntry("S10", "Two nights"),
            NeedEntry("S06", priority="P2", priority_reason="x"),
        ),
        note="Came with a neighbour",
        sends=(SendEntry(1, both.there.id, request()),),
    )
    made = open_case(both.here.desk, page)
    case = case_of(both.here, made.case)
    assert case.code == made.code
    assert len(made.code) == 10
    assert {name: case.fields.value(name) for name in ADULT} == ADULT
    assert [note.text for note in case.notes] == ["Came with a neighbour"]
    assert [need_of(both.here, need).category for need in made.needs] == ["S10", "S06"]
    assert need_of(both.here, made.needs[1]).fields.text("priority") == "P2"
    (given,) = both.here.store.reader.consents_of(made.case)
    assert given.id == made.consent
    (referral,) = made.referrals
    assert shown(both.here, referral).need == made.needs[1]
    assert shown(both.here, referral).status is Status.REQUESTED


def test_the_year_stands_beside_the_age_band(both: Neighbours) -> None:
    made = opened(both)
    assert case_of(both.here, made.case).fields.value("intake_year") == 2026


def test_a_page_may_be_empty(both: Neighbours) -> None:
    made = opened(both, fields={}, needs=(), consent=None)
    assert case_of(both.here, made.case).is_open
    assert (made.needs, made.consent, made.referrals) == ((), None, ())


def test_empty_fields_are_not_written(both: Neighbours) -> None:
    made = opened(both, fields={"sex": "", "languages": (), "district": "youssoufia"})
    assert set(case_of(both.here, made.case).fields.by_name) == {"district"}


def test_a_page_of_many_facts_is_split(both: Neighbours) -> None:
    """A commit bears 64 facts at most; the page is still one transaction."""
    many = tuple(NeedEntry("S10", f"Night {n}", "P2", "cold") for n in range(30))
    made = opened(both, needs=many)
    details = [need_of(both.here, need).fields.text("detail") for need in made.needs]
    assert details == [f"Night {n}" for n in range(30)]


@pytest.mark.parametrize(
    ("change", "key", "field"),
    [
        ({"fields": {"sex": "X"}}, "vocabulary.not_offered", "sex"),
        ({"fields": {"age_band": "0-120"}}, "vocabulary.not_offered", "age_band"),
        ({"fields": {"district": "rabat_other"}}, "vocabulary.not_offered", "district"),
        ({"fields": {"flags": ("V99",)}}, "vocabulary.not_offered", "flags"),
        ({"fields": {"languages": "fr"}}, "field.unreadable", "languages"),
        ({"fields": {"sex": 1}}, "field.unreadable", "sex"),
        ({"fields": {"interpreter": "yes"}}, "field.unreadable", "interpreter"),
        ({"fields": {"household_size": True}}, "field.unreadable", "household_size"),
        ({"fields": {"household_size": 0}}, "number.out_of_range", "household_size"),
        ({"fields": {"intake_year": 1999}}, "number.out_of_range", "intake_year"),
        ({"fields": {"intake_year": 2028}}, "number.out_of_range", "intake_year"),
        ({"fields": {"contact_warning": "x" * 281}}, "text.too_long", "contact_warning"),
        ({"fields": {"responsible": "00" * 16}}, "staff.unknown", "responsible"),
        ({"fields": {"closure": "C01"}}, "field.unknown", "closure"),
        ({"fields": {"passport": "x"}}, "field.unknown", "passport"),
        ({"note": "x" * 281}, "text.too_long", "note"),
        ({"note": "bell \x07"}, "text.unreadable", "note"),
        ({"note": "lone \ud800"}, "text.unreadable", "note"),
        ({"needs": (NeedEntry("S98"),)}, "vocabulary.not_offered", "category"),
        ({"needs": (NeedEntry("S99"),)}, "vocabulary.text_required", "detail"),
        (
            {"needs": (NeedEntry("S10", priority="P1"),)},
            "priority.reason_required",
            "priority_reason",
        ),
        ({"needs": (NeedEntry("S10", priority="P9"),)}, "vocabulary.not_offered", "priority"),
    ],
)
def test_what_cannot_be_taken_is_refused_whole(
    both: Neighbours, change: dict[str, object], key: str, field: str
) -> None:
    with refused(key, InvalidInputError, field=field):
        opened(both, **change)
    assert cases(both) == 0


def test_a_refused_page_uses_no_code_up(both: Neighbours) -> None:
    first = opened(both).code
    with refused("vocabulary.not_offered"):
        opened(both, fields={"sex": "X"})
    with refused("consent.other_fields"):
        opened(both, sends=(SendEntry(0, both.there.id, request(fields=("status",))),))
    codes = {first, opened(both).code}
    assert len(codes) == 2
    assert cases(both) == 2


def test_every_choice_of_a_case_can_be_taken(both: Neighbours) -> None:
    lists = vocabularies()
    staff = both.here.staff[Role.SUPERVISOR]
    fields = {
        "sex": "not_stated",
        "status": "M99",
        "origin": "western_africa",
        "country": "SN",
        "interpreter": False,
        "flags": tuple(reversed([c.code for c in lists.vulnerability_flags.choices])),
        "strengths": ("F1",),
        "household_size": 40,
        "caregiver": "none",
        "contact_means": "returns",
        "contact_warning": "Not in the evening",
        "responsible": staff.id.hex(),
        "intake_year": 2019,
    }
    made = opened(both, fields=fields)
    found = case_of(both.here, made.case).fields
    assert found.value("interpreter") is False
    # Codes stand in the order of their list, whatever the order of the clicks.
    assert found.texts("flags") == lists.vulnerability_flags.codes
    assert found.value("intake_year") == 2019


@pytest.mark.parametrize(
    ("offset", "key"),
    [
        (9 * MINUTE, None),
        (11 * MINUTE, "date.in_future"),
        (-400 * DAY, None),
        (-30 * 366 * DAY, "date.too_early"),
    ],
)
def test_the_date_of_the_page(both: Neighbours, offset: int, key: str | None) -> None:
    page = replace(intake(both, consent=None), happened=Moment(both.clock.now() + offset))
    if key is None:
        assert case_of(both.here, open_case(both.here.desk, page).case).opened_at == page.happened
        return
    with refused(key, InvalidInputError, field="happened"):
        open_case(both.here.desk, page)


@pytest.mark.parametrize(
    ("change", "key", "field"),
    [
        ({"form": "mumbled"}, "vocabulary.not_offered", "form"),
        ({"language": "xx"}, "vocabulary.not_offered", "language"),
        ({"recipients": ()}, "consent.no_recipient", "recipients"),
        ({"recipients": ("00" * 16,)}, "centre.unknown", "recipients"),
        ({"fields": ()}, "consent.no_fields", "fields"),
        ({"fields": ("passport",)}, "vocabulary.not_offered", "fields"),
        ({"until": 0}, "consent.until", "until"),
        ({"restrictions": "x" * 281}, "text.too_long", "restrictions"),
        ({"caregiver": "neighbour"}, "vocabulary.not_offered", "caregiver"),
    ],
)
def test_a_consent_that_cannot_be_taken(
    both: Neighbours, change: dict[str, object], key: str, field: str
) -> None:
    entry = consent(both.there.id, now=both.clock.now(), **change)
    with refused(key, InvalidInputError, field=field):
        opened(both, consent=entry)
    assert cases(both) == 0


def test_our_own_centre_is_no_recipient_of_a_consent(both: Neighbours) -> None:
    with refused("centre.unknown", field="recipients"):
        opened(both, consent=consent(both.here.id, now=both.clock.now()))


def test_a_consent_may_name_every_centre(both: Neighbours) -> None:
    made = opened(both, consent=consent(now=both.clock.now()))
    (given,) = both.here.store.reader.consents_of(made.case)
    assert given.recipients == (ANY_CENTRE,)


@pytest.mark.parametrize("need", [-1, 1])
def test_a_sending_names_a_need_of_the_page(both: Neighbours, need: int) -> None:
    with refused("send.no_such_need", field="need"):
        opened(both, sends=(SendEntry(need, both.there.id, request()),))
    assert cases(both) == 0


@pytest.mark.parametrize("stranger", [CentreId(bytes(16)), None])
def test_a_sending_goes_to_a_known_other_centre(
    both: Neighbours, stranger: CentreId | None
) -> None:
    key = "centre.unknown" if stranger else "centre.own"
    everyone = consent(now=both.clock.now())
    with refused(key, field="recipient"):
        opened(both, consent=everyone, sends=(SendEntry(0, stranger or both.here.id, request()),))


@pytest.mark.parametrize(
    ("fields", "caregiver", "stands"),
    [
        ({"age_band": "12-14"}, "", None),
        ({"age_band": "12-14"}, "mother", "mother"),
        ({"age_band": "12-14", "caregiver": "institution"}, "", "institution"),
        ({"age_band": "12-14", "flags": ("V01",)}, "", "none"),
        ({"flags": ("V01",)}, "", "none"),
        ({"age_band": "15-17", "intake_year": 2010}, "", ""),
        ({"age_band": "15-17", "intake_year": 2025}, "", None),
        ({"age_band": "25-34"}, "", ""),
        ({"age_band": "unknown"}, "", ""),
    ],
)
def test_somebody_answers_for_a_minor(
    both: Neighbours, fields: dict[str, object], caregiver: str, stands: str | None
) -> None:
    entry = consent(both.there.id, now=both.clock.now(), caregiver=caregiver)
    if stands is None:
        with refused("consent.caregiver_required", InvalidInputError, field="caregiver"):
            opened(both, fields=fields, consent=entry)
        return
    made = opened(both, fields=fields, consent=entry)
    (given,) = both.here.store.reader.consents_of(made.case)
    assert given.caregiver == stands


def test_reception_opens_files_and_no_more(both: Neighbours) -> None:
    reception = both.here.as_(Role.RECEPTION)
    assert case_of(both.here, opened(both, reception).case).opened_by == reception.actor.id
    for change in (
        {"sends": (SendEntry(0, both.there.id, request()),)},
        {"fields": {"flags": ("V12",)}},
    ):
        with refused("role.forbids", NotPermittedError):
            opened(both, reception, **change)


def test_a_page_without_codes_left_keeps_nothing(both: Neighbours) -> None:
    """The block of this desk is used up by another's hand: nothing of the page is saved."""
    with both.here.store.begin() as work:
        from referral_app.storage.sql import upsert
        from referral_app.storage.tables.desk import CODE_CURSOR

        work._connection.run(upsert(CODE_CURSOR, ["block"]), {"block": 0, "next": 10_000})
    with refused("case.no_codes_left"):
        opened(both)
    assert cases(both) == 0


def test_a_page_shows_what_it_would_disclose(both: Neighbours) -> None:
    fields = unsaved_fields({"sex": "F", "flags": ("V12", "V19"), "status": "M04"})
    assert disclosed(vocabularies(), fields, ("sex", "flags", "status", "V13")) == (
        ("flags", ("V19",)),
        ("sex", "F"),
        ("status", "M30"),
    )
    assert disclosed(vocabularies(), fields, ("V12",)) == (("V12", True),)


def test_codes_differ(both: Neighbours) -> None:
    codes = {opened(both).code for _ in range(20)}
    assert len(codes) == 20
    assert isinstance(opened(both).case, bytes)
    assert CaseId(bytes(16)) not in {opened(both).case}


def test_clock_turned_back_does_not_stop_work(both: Neighbours) -> None:
    """A file opened under a clock that ran ahead is worked on under the right one."""
    both.clock.advance(400 * DAY)
    made = opened(both)
    both.clock.advance(-400 * DAY)
    from referral_app.services.cases import add_note

    add_note(both.here.desk, made.case, "Came back", both.clock.now())
    with refused("date.before_start", InvalidInputError, field="happened"):
        add_note(both.here.desk, made.case, "Too early", Moment(both.clock.now() - 25 * HOUR))
