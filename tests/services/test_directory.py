"""The directory: kept, checked, closed for a while, searched in both scripts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_app.domain.facts import SERVICE_FIELD, Fact, field_content
from referral_app.domain.identifiers import Moment, ServiceId
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, NotPermittedError
from referral_app.journal.stream import link, own
from referral_app.services.directory import (
    ServiceQuery,
    add_service,
    change_service,
    find_services,
    is_fresh,
    mark_checked,
    resume,
    service,
    services,
    set_offered,
    suspend,
)
from tests.fakes import DAY, Neighbours, give
from tests.services.builders import refused
from tests.services.outside import HOSPITAL, SCHOOL
from tests.services.outside import service as added


def names(both: Neighbours, **query: object) -> list[str]:
    found = find_services(both.here.desk, ServiceQuery(**query))  # type: ignore[arg-type]
    return [one.name_fr for one in found]


def test_a_service_stands_as_it_was_typed(both: Neighbours) -> None:
    which = added(both.here)
    found = service(both.here.desk, which)
    for name in ("name_fr", "name_ar", "kind", "categories", "district", "phone", "documents"):
        assert getattr(found, name) == getattr(HOSPITAL, name)
    assert found.open
    assert is_fresh(both.here.desk, found)
    assert found.name("fr") == "Maternité Souissi"
    assert found.name("ar") == "مستشفى الولادة السويسي"
    assert service(both.here.desk, added(both.here, SCHOOL)).name("ar") == "École Ibn Khaldoun"


@pytest.mark.parametrize(
    ("change", "key", "field"),
    [
        ({"name_fr": " ", "name_ar": ""}, "service.name_required", "name_fr"),
        ({"kind": "embassy"}, "vocabulary.not_offered", "kind"),
        ({"district": ""}, "vocabulary.not_offered", "district"),
        ({"categories": ()}, "service.categories_required", "categories"),
        ({"categories": ("S77",)}, "vocabulary.not_offered", "categories"),
        ({"phone": "0" * 100}, "text.too_long", "phone"),
    ],
)
def test_what_cannot_stand_is_said_at_its_field(
    both: Neighbours, change: dict[str, object], key: str, field: str
) -> None:
    with refused(key, InvalidInputError, field=field):
        added(both.here, replace(HOSPITAL, **change))  # type: ignore[arg-type]
    assert services(both.here.desk) == ()


def test_a_name_stands_once(both: Neighbours) -> None:
    which = added(both.here)
    with refused("service.exists", InvalidInputError, field="name_fr"):
        added(both.here, replace(HOSPITAL, name_fr="MATERNITE souissi", name_ar=""))
    with refused("service.exists", InvalidInputError, field="name_ar"):
        added(both.here, replace(HOSPITAL, name_fr=""))
    boss, now = both.here.as_(Role.SUPERVISOR), both.clock.now()
    change_service(boss, which, replace(HOSPITAL, phone="05 37 11 11 11"), now)
    assert service(boss, which).phone == "05 37 11 11 11"


def test_checked_today_and_old_after_ninety_days(both: Neighbours) -> None:
    which = added(both.here)
    both.clock.advance(91 * DAY)
    assert not is_fresh(both.here.desk, service(both.here.desk, which))
    mark_checked(both.here.desk, which, both.clock.now())  # whoever called there may say so
    assert is_fresh(both.here.desk, service(both.here.desk, which))


def test_suspended_out_of_use_and_back(both: Neighbours) -> None:
    which = added(both.here)
    boss, now = both.here.as_(Role.SUPERVISOR), both.clock.now()
    suspend(boss, which, "Travaux", now)
    assert (service(boss, which).suspended, service(boss, which).open) == ("Travaux", False)
    with refused("text.required", InvalidInputError, field="suspended"):
        suspend(boss, which, " ", now)
    resume(boss, which, now)
    set_offered(boss, which, False, now)
    assert not service(boss, which).active
    assert names(both) == []
    assert names(both, offered=None) == ["Maternité Souissi"]
    set_offered(boss, which, True, now)
    assert names(both) == ["Maternité Souissi"]


def test_only_supervisors_keep_it(both: Neighbours) -> None:
    which, now = added(both.here), both.clock.now()
    for keep in (
        lambda desk: add_service(desk, SCHOOL, now),
        lambda desk: change_service(desk, which, SCHOOL, now),
        lambda desk: suspend(desk, which, "x", now),
        lambda desk: resume(desk, which, now),
        lambda desk: set_offered(desk, which, False, now),
    ):
        with pytest.raises(NotPermittedError):
            keep(both.here.desk)
    with refused("service.unknown"):
        mark_checked(both.here.desk, ServiceId(bytes(16)), now)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mater", ["Maternité Souissi"]),
        ("MATERNITE sou", ["Maternité Souissi"]),
        ("ولادة", ["Maternité Souissi"]),
        ("belarbi", ["Maternité Souissi"]),
        ("hôpital", ["Maternité Souissi"]),
        ("ecole", ["École Ibn Khaldoun"]),
        ("khaldoun mater", []),
        ("school", ["École Ibn Khaldoun"]),
    ],
)
def test_found_by_words_of_either_script(both: Neighbours, text: str, found: list[str]) -> None:
    added(both.here)
    added(both.here, replace(SCHOOL, address="Rue 12", district="hassan"))
    assert names(both, text=text) == found


def test_found_by_need_and_district(both: Neighbours) -> None:
    added(both.here)
    added(both.here, replace(SCHOOL, district="hassan"))
    assert names(both, category="S15") == ["École Ibn Khaldoun"]
    assert names(both, category="S07", district="hassan") == []
    assert names(both, district="souissi") == ["Maternité Souissi"]


def test_two_changes_at_once_are_shown_and_settled(both: Neighbours) -> None:
    """Another desk wrote without knowing: both values live until somebody saves one."""
    which, now = added(both.here), both.clock.now()
    boss = both.here.as_(Role.SUPERVISOR)
    standing = both.here.store.reader.service_record(which)
    assert standing is not None
    seen = standing.fields.seen("phone")
    for phone in ("05 37 22 22 22", "05 37 33 33 33"):
        fact = Fact(SERVICE_FIELD.name, which, now, field_content("phone", phone), seen)
        with both.here.store.begin() as work:
            work.record(boss.stream, (fact,), boss.actor.id)
    assert service(boss, which).in_conflict
    change_service(boss, which, replace(HOSPITAL, phone="05 37 22 22 22"), now)
    assert not service(boss, which).in_conflict
    assert service(boss, which).phone == "05 37 22 22 22"


def test_another_centre_writes_nothing_into_our_directory(both: Neighbours) -> None:
    which = added(both.here)
    fact = Fact(
        SERVICE_FIELD.name,
        which,
        Moment(both.clock.now()),
        field_content("phone", "06 66 66 66 66"),
    )
    with both.there.store.begin() as work:
        work.record(link(both.here.id, both.there.id), (fact,), both.there.desk.actor.id)
        work.record(own(both.there.id), (fact,), both.there.desk.actor.id)
    both.relay()
    give(both.there, both.here, own(both.there.id))
    assert service(both.here.desk, which).phone == HOSPITAL.phone
