"""One service that several centres list: told apart by name, compared field by field."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.directory import Service
from referral_app.domain.identifiers import CentreId, Moment, ServiceId
from referral_app.domain.shared_directory import COMPARED, listings, plain_form

OURS = Service(ServiceId(b"o" * 16), "École Ibn Sina", "مدرسة ابن سينا", phone="0537 11 22 33")
THEIRS = replace(OURS, id=ServiceId(b"t" * 16), source=CentreId(b"centre that lists"[:16]))


def test_one_name_in_either_script_is_one_service() -> None:
    french = replace(THEIRS, name_fr="ECOLE IBN SINA", name_ar="")
    arabic = replace(THEIRS, id=ServiceId(b"a" * 16), name_fr="", name_ar="مدرسه ابن سينا")
    other = replace(THEIRS, id=ServiceId(b"x" * 16), name_fr="Lycée", name_ar="")
    found = listings([french, other, OURS])
    assert [[one.id for one in listing.listed] for listing in found] == [
        [OURS.id, french.id],
        [other.id],
    ]
    assert [len(listing.listed) for listing in listings([arabic, OURS])] == [2]


def test_ours_is_shown_then_what_was_checked_last() -> None:
    old = replace(THEIRS, checked_on=Moment(1))
    new = replace(THEIRS, id=ServiceId(b"n" * 16), checked_on=Moment(2))
    (both,) = listings([old, new])
    assert both.shown == new
    (three,) = listings([old, new, OURS])
    assert three.shown == OURS


def test_what_one_does_not_say_is_no_difference() -> None:
    (listing,) = listings([OURS, replace(THEIRS, phone="", hours="9-12")])
    assert listing.differences == ()
    (listing,) = listings([OURS, replace(THEIRS, phone="0537-112233")])
    assert listing.differences == ()
    (listing,) = listings([OURS, replace(THEIRS, phone="0537 99 99 99")])
    assert [found.field for found in listing.differences] == ["phone"]


def test_that_one_is_suspended_is_a_difference() -> None:
    (listing,) = listings([OURS, replace(THEIRS, suspended="travaux")])
    (found,) = listing.differences
    assert found.field == "suspended"
    assert dict(found.values) == {OURS.id: "", THEIRS.id: "travaux"}


def test_what_is_out_of_use_stands_alone() -> None:
    assert len(listings([OURS, replace(THEIRS, active=False)])) == 2


_SERVICES = st.lists(
    st.builds(
        lambda number, name, ours: Service(
            ServiceId(bytes([number]) * 16), name, "", source=None if ours else CentreId(b"c" * 16)
        ),
        st.integers(0, 255),
        st.sampled_from(["un", "deux", "trois"]),
        st.booleans(),
    ),
    unique_by=lambda service: service.id,
    max_size=12,
)


@given(_SERVICES)
def test_every_service_is_listed_once_in_any_order(services: list[Service]) -> None:
    found = listings(services)
    listed = [service for listing in found for service in listing.listed]
    assert sorted(listed, key=lambda it: it.id) == sorted(services, key=lambda it: it.id)
    assert found == listings(list(reversed(services)))
    assert all(one.source is not None for listing in found for one in listing.listed[1:])


def test_the_compared_fields_are_those_of_a_service() -> None:
    assert all(hasattr(OURS, name) for name in COMPARED)
    assert plain_form(("S02", "S01")) == plain_form(("S01", "S02"))
