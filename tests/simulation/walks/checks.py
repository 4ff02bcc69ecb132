"""What must hold after each step, and when all have exchanged."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Final

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Half, Referral
from referral_app.domain.staff import Role
from referral_app.errors import RefusedError
from referral_app.services.desks import alarms
from referral_app.services.ports import ReferralBox, ReferralQuery
from referral_app.services.readings import verify_readings
from referral_app.services.views import case_view
from tests.simulation.walks.erasing import erased_records
from tests.simulation.walks.shown import date_all, difference, rows_of, screens
from tests.simulation.walks.town import Apart, Place, Town
from tests.storage.tables import projections, refolded

ROLES: Final = tuple(Role)


def desks_agree(town: Town, number: int, *, whole: bool = False) -> None:
    """Desks of one centre that hold the same commits show the same."""
    for one, other in combinations(town.places.values(), 2):
        if one.centre != other.centre or one.held != other.held:
            continue
        found = difference(rows_of(one), rows_of(other))
        assert not found, f"{one.name} and {other.name} hold the same, their rows differ: {found}"
        roles = ROLES if whole else (Role.SUPERVISOR, ROLES[number % len(ROLES)])[number % 2 :][:1]
        for role in roles:
            now = town.right.now()
            found = difference(screens(one, role, now), screens(other, role, now))
            assert not found, f"{one.name} and {other.name} show a {role} different things: {found}"


def folded_anew(place: Place) -> None:
    """Rows folded one by one are those that all facts give."""
    date_all(place.desk)
    found = difference(projections(place.workspace._opened), _refolded(place))
    assert not found, f"{place.name} folded anew: {found}"


def _refolded(place: Place) -> dict[str, Any]:
    return refolded(place.workspace._opened, place.centre)


def centres_agree(town: Town) -> None:
    """Two centres that hold the same of what they share say the same of each referral."""
    there = town.places["b1"]
    shared = there.of_stream(town.link)
    for here in town.places.values():
        if here is there or here.of_stream(town.link) != shared:
            continue
        ours, theirs = _between(here, town), _between(there, town)
        # Who erased it tells the other, who keeps its own part for a while.
        gone = erased_records(here) | erased_records(there)
        ours, theirs = (
            {name: said for name, said in side.items() if name not in gone}
            for side in (ours, theirs)
        )
        assert set(ours) == set(theirs), f"{here.name} and b1 know different referrals"
        for referral, said in ours.items():
            assert said == theirs[referral], f"{here.name} and b1 differ on {referral.hex()}"


def _between(place: Place, town: Town) -> dict[ReferralId, tuple[object, ...]]:
    reader = place.desk.store.reader
    boxes = (ReferralBox.SENT, ReferralBox.RECEIVED)
    rows = [
        row
        for box in boxes
        for row in reader.referral_page(ReferralQuery(box, outside=False, limit=10_000)).rows
    ]
    found = {row.id: reader.referral(row.id) for row in rows if row.peer == town.beside(place)}
    return {name: _said(it) for name, it in found.items() if it is not None}


def _said(referral: Referral) -> tuple[object, ...]:
    halves = (referral.sender_half, referral.recipient_half)
    return (referral.status, referral.marks, referral.request, *map(_half, halves))


def _half(half: Half) -> tuple[object, ...]:
    return half.live, half.known


def apart_stay_apart(town: Town) -> None:
    """Neither page of two separated files leads to the other."""
    for place in town.places.values():
        for apart in town.apart:
            if apart.by and apart.by <= place.held:
                _check_apart(place, apart)


def _check_apart(place: Place, apart: Apart) -> None:
    try:
        one, other = (case_view(place.desk, case) for case in (apart.case, apart.other))
    except RefusedError:  # a restore took one of the files
        return
    for view, hidden in ((one, other.case), (other, one.case)):
        told = repr(view)
        assert hidden.code not in told, f"{place.name}: a separated file's code is shown"
        assert repr(hidden.id) not in told, f"{place.name}: a separated file's id is shown"
    if one.household is None or one.household.id != apart.household:
        assert repr(apart.household) not in repr(one), f"{place.name}: the old household is shown"


def codes_are_given_once(town: Town) -> None:
    twice = [code for code, times in town.codes.items() if times > 1]
    assert not twice, f"a code given twice: {twice}"


def nobody_is_taken_for_a_clone(town: Town) -> None:
    for place in town.places.values():
        found = alarms(place.as_(Role.SUPERVISOR))
        assert found == (), f"{place.name} takes a desk for a clone: {found}"


def all_came(town: Town) -> None:
    """Once all have exchanged: nothing acknowledged is lost but what only a lost disk held."""
    every = set().union(*(place.held for place in town.places.values()))
    lost = town.acknowledged - town.may_be_lost - every
    assert not lost, f"{len(lost)} acknowledged commits are lost"
    a1, a2, b1 = (town.places[name] for name in ("a1", "a2", "b1"))
    assert a1.held == a2.held, "the desks of one centre do not hold the same"
    assert a1.of_stream(town.link) == b1.of_stream(town.link), "the centres do not hold the same"
    for place in town.places.values():
        lacking = town.missing(place)
        assert not lacking & every, f"{place.name} still lacks what another holds"
        assert lacking <= town.may_be_lost, f"{place.name} lacks what cannot be lost"
        restoration = place.desk.store.reader.restoration(place.device)
        assert (restoration is not None) == bool(place.restored), f"{place.name}: no word of it"
        assert place.workspace._opened.integrity() == ()
        readings = verify_readings(place.as_(Role.SUPERVISOR))
        assert readings.broken_at is None, f"{place.name}: the log of reading is broken"
