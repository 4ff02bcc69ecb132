"""What centres share of their directories, over a folder."""

from __future__ import annotations

from typing import Any

import pytest

from referral_app.bootstrap import Workspace
from referral_app.domain.directory import Service
from referral_app.domain.facts import SHARED_SERVICE, Fact, field_content
from referral_app.domain.identifiers import CentreId, ServiceId, shared_service
from referral_app.errors import RefusedError
from referral_app.journal.stream import commune as commune_stream
from referral_app.services import directory, sharing
from referral_app.services.directory import ServiceEntry, ServiceQuery
from tests.bootstrap.chain import Commune, cheap_root
from tests.bootstrap.conftest import Founder

__all__ = ["cheap_root"]
SCHOOL = ServiceEntry(
    "École Ibn Sina", "مدرسة ابن سينا", "school", ("S03",), address="12, rue des Oudayas"
)


@pytest.fixture
def commune(founder: Founder, cheap_keys: None, cheap_root: None) -> Commune:
    commune = Commune(founder)
    commune.settle()
    return commune


def entry(workspace: Workspace, **values: Any) -> ServiceEntry:
    lists = workspace.desk.vocabularies
    kind = lists.service_kinds.choices[0].code
    category = lists.service_categories.choices[0].code
    told = {"name_fr": "École Ibn Sina", "name_ar": "مدرسة ابن سينا", "kind": kind}
    district = lists.districts.choices[0].code
    told |= {"categories": (category,), "address": "12, rue des Oudayas", "district": district}
    return ServiceEntry(**(told | values))


def share(workspace: Workspace, **values: Any) -> ServiceId:
    desk = workspace.desk
    which = directory.add_service(desk, entry(workspace, **values), desk.now())
    sharing.set_shared(desk, which, shared=True, happened=desk.now())
    return which


def found(workspace: Workspace) -> tuple[Service, ...]:
    return directory.find_services(workspace.desk, ServiceQuery())


def test_what_is_shared_is_found_by_every_centre(commune: Commune) -> None:
    which = share(commune.a)
    commune.all_round(2)
    for workspace in (commune.b, commune.c):
        (service,) = found(workspace)
        assert service.source == commune.a.desk.centre
        assert service.address == "12, rue des Oudayas"
        assert service.open
    (ours,) = found(commune.a)
    assert (ours.id, ours.source, ours.shared) == (which, None, True)


def test_what_is_not_shared_stays_at_home(commune: Commune) -> None:
    desk = commune.a.desk
    directory.add_service(desk, entry(commune.a), desk.now())
    commune.all_round(2)
    assert found(commune.b) == ()


def test_changes_follow_and_taking_back_hides(commune: Commune) -> None:
    which, desk = share(commune.a), commune.a.desk
    directory.change_service(desk, which, entry(commune.a, phone="0537 00 00 00"), desk.now())
    directory.suspend(desk, which, "fermée jusqu'en mars", desk.now())
    commune.all_round(2)
    (service,) = found(commune.c)
    assert (service.phone, service.suspended) == ("0537 00 00 00", "fermée jusqu'en mars")
    assert not service.open
    sharing.set_shared(desk, which, shared=False, happened=desk.now())
    commune.all_round(2)
    assert found(commune.c) == ()
    kept = commune.c.desk.store.reader.service(shared_service(desk.centre, which))
    assert kept is not None
    assert not kept.active


def test_two_listings_are_one_and_their_differences_are_settled(commune: Commune) -> None:
    theirs, desk = share(commune.a, phone="0537 11 11 11"), commune.b.desk
    ours = share(commune.b, phone="0537-22-22-22", name_fr="ecole ibn sina")
    commune.all_round(2)
    (shown,) = found(commune.b)
    assert shown.id == ours
    listing = sharing.listing_of(desk, ours)
    copy = shared_service(commune.a.desk.centre, theirs)
    assert [service.id for service in listing.listed] == [ours, copy]
    (difference,) = sharing.to_settle(desk, listing)
    assert difference.field == "phone"
    assert dict(difference.values) == {ours: "0537-22-22-22", copy: "0537 11 11 11"}
    sharing.settle_listing(desk, ours, "phone", copy, desk.now())
    assert directory.service(desk, ours).phone == "0537 11 11 11"
    assert sharing.to_settle(desk, sharing.listing_of(desk, ours)) == ()
    commune.all_round(2)
    assert sharing.listing_of(commune.a.desk, theirs).differences == ()


def test_keeping_ours_is_a_choice_until_theirs_changes(commune: Commune) -> None:
    theirs, desk = share(commune.a, phone="0537 11 11 11"), commune.b.desk
    ours = share(commune.b, phone="0537 22 22 22")
    commune.all_round(2)
    sharing.settle_listing(desk, ours, "phone", ours, desk.now())
    assert directory.service(desk, ours).phone == "0537 22 22 22"
    assert sharing.to_settle(desk, sharing.listing_of(desk, ours)) == ()
    with pytest.raises(RefusedError, match=r"service\.settled"):
        sharing.settle_listing(desk, ours, "hours", ours, desk.now())
    a = commune.a.desk
    directory.change_service(a, theirs, entry(commune.a, phone="0537 33 33 33"), a.now())
    commune.all_round(2)
    assert len(sharing.to_settle(desk, sharing.listing_of(desk, ours))) == 1


def test_what_another_shares_can_be_taken_over(commune: Commune) -> None:
    theirs, desk = share(commune.a), commune.c.desk
    commune.all_round(2)
    copy = shared_service(commune.a.desk.centre, theirs)
    ours = sharing.take_over(desk, copy, desk.now())
    assert directory.service(desk, ours).source is None
    (shown,) = found(commune.c)
    assert shown.id == ours
    assert sharing.take_over(desk, copy, desk.now()) == ours


def test_nobody_writes_in_what_another_shares(commune: Commune) -> None:
    theirs, desk = share(commune.a), commune.c.desk
    commune.all_round(2)
    copy = shared_service(commune.a.desk.centre, theirs)
    with pytest.raises(RefusedError, match=r"service\.unknown"):
        directory.change_service(desk, copy, entry(commune.c), desk.now())
    fact = Fact(SHARED_SERVICE.name, copy, desk.now(), field_content("name_fr", "Piège"))
    with commune.c._store.begin() as work:
        work.record(desk.commune_stream, (fact,), desk.actor.id)
    commune.all_round(2)
    for workspace in (commune.b, commune.c):
        assert [service.name_fr for service in found(workspace)] == ["École Ibn Sina"]


def test_another_communes_stream_is_foreign(commune: Commune) -> None:
    desk = commune.c.desk
    elsewhere = commune_stream(CentreId(b"another commune."))
    fact = Fact(SHARED_SERVICE.name, bytes(16), desk.now(), field_content("name_fr", "Ailleurs"))
    with commune.c._store.begin() as work:
        commit = work.record(elsewhere, (fact,), desk.actor.id)
    commune.all_round(2)
    with commune.a._store.begin() as work:
        assert not work.has_commit(commit)


def test_a_new_centre_is_told_all(commune: Commune) -> None:
    share(commune.a)
    d = commune.invited(commune.c, "d", 4)
    for _time in range(3):
        commune.sync(d, commune.c, commune.a, commune.b)
    (service,) = found(d)
    assert service.source == commune.a.desk.centre
