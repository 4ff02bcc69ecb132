"""What a desk shows to a person, so that two desks, or one before and after, can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from referral_app.clock import ManualClock
from referral_app.domain.identifiers import Moment
from referral_app.domain.month import Month
from referral_app.domain.staff import Act, Role
from referral_app.errors import ReferralAppError
from referral_app.services import cards, closures, directory, emergency, households, months
from referral_app.services.calendar import calendar_view
from referral_app.services.desk import Desk
from referral_app.services.desks import desks
from referral_app.services.end_of_day import Left, end_of_day
from referral_app.services.finding import find
from referral_app.services.information import asked_lately, information_counts
from referral_app.services.lists import do_next
from referral_app.services.ports import CaseOrder, CaseQuery, ReferralBox, ReferralQuery
from referral_app.services.register import register_pages
from referral_app.services.slips import slip_of
from referral_app.services.staff import team
from referral_app.services.today import Todo, today
from referral_app.services.views import case_page, case_view, referral_page, referral_view
from tests.simulation.walks.town import Place
from tests.storage.tables import Rows, projections

OWN_TABLES = frozenset({"activity"})
"""When something arrived is each desk's own."""
ALL = 10_000
MOST_TODAY = 200
TYPED = "mots"
"""Stands in all that people type on walks."""


def rows_of(place: Place) -> Rows:
    """Every row that lists read, the days of the calendar brought up to date."""
    date_all(place.desk)
    found = projections(place.workspace._opened)
    return {name: rows for name, rows in found.items() if name not in OWN_TABLES}


def date_all(desk: Desk) -> None:
    """What the window does by itself after the calendar has changed."""
    while do_next(desk):
        pass


def screens(place: Place, role: Role, now: Moment) -> dict[str, Any]:
    """All screens as somebody in a role sees them at a moment, by name."""
    desk = replace(place.as_(role), clock=ManualClock(now))
    date_all(desk)
    return dict(_screens(desk))


def _screens(desk: Desk) -> Iterator[tuple[str, Any]]:
    yield "today", _asked(lambda: _today(desk))
    yield "desks", tuple((d.device, d.number, d.label, d.active, d.may_let_in) for d in desks(desk))
    yield "calendar", calendar_view(desk)
    yield "closures", closures.closures(desk)
    yield "team", _asked(lambda: team(desk))
    yield "months", _asked(lambda: _months(desk))
    if not desk.actor.may(Act.READ_CASES):
        return
    yield "information", _asked(lambda: information_counts(desk, Month(2026, 9)))
    yield "asked lately", _asked(lambda: asked_lately(desk))
    yield "end of day", _asked(lambda: _end_of_day(desk))
    yield "services", directory.services(desk)
    yield "cards", _asked(lambda: cards.card_batches(desk))
    yield "register", _asked(lambda: register_pages(desk))
    yield "count", households.count(desk)
    yield "to countersign", _asked(lambda: emergency.to_countersign(desk))
    yield "exceptions", _asked(lambda: emergency.exceptions(desk, Month(2026, 9)))
    yield from _files(desk)
    yield from _referrals(desk)


def _today(desk: Desk) -> object:
    found = today(desk, MOST_TODAY)
    # Drafts are kept at the desk where they were typed.
    lines = tuple(item for item in found.to_do if item.kind is not Todo.DRAFT)
    drafts = len(found.to_do) - len(lines)
    return found.counts, lines, found.waiting - drafts


def _end_of_day(desk: Desk) -> object:
    found = end_of_day(desk)
    # What waits to leave, and what was kept or backed up here, is the desk's own.
    return replace(found, drafts=Left(), to_leave=0, exchanged=True, backup_due=False)


def _months(desk: Desk) -> object:
    return tuple(
        (month, months.frozen_month(desk, month), months.count_month(desk, month))
        for month in (*months.months(desk), Month(2026, 9), Month(2026, 10))
    )


def _files(desk: Desk) -> Iterator[tuple[str, Any]]:
    for order in CaseOrder:
        yield f"cases by {order}", case_page(desk, CaseQuery(open=None, limit=ALL, order=order))
    yield "typed words", find(desk, TYPED)
    for row in case_page(desk, CaseQuery(open=None, limit=ALL)).rows:
        view = case_view(desk, row.id)
        referrals = tuple(referral for referral, _way in view.referrals)
        yield f"file {row.code}", replace(view, referrals=referrals)  # type: ignore[arg-type]
        yield f"find {row.code}", find(desk, row.code)


def _referrals(desk: Desk) -> Iterator[tuple[str, Any]]:
    for box in ReferralBox:
        late = ReferralQuery(box, waiting=True, late_at=desk.now(), limit=ALL)
        yield f"late referrals {box}", referral_page(desk, late)
        page = referral_page(desk, ReferralQuery(box, limit=ALL))
        yield f"referrals {box}", page
        for row in page.rows:
            view = referral_view(desk, row.id)
            yield f"referral {row.id.hex()}", replace(view, way=None)  # type: ignore[arg-type]
            if not row.incoming:
                yield f"slip of {row.id.hex()}", slip_of(desk, row.id)


def _asked(question: Callable[[], object]) -> object:
    """An answer, or how it is refused: by the role, or because there is nothing."""
    try:
        return question()
    except ReferralAppError as error:
        return type(error).__name__, error.key


def difference(one: dict[str, Any], other: dict[str, Any]) -> str:
    """Where two desks first differ, in words; empty where they show the same."""
    for name in sorted({*one, *other}):
        here, there = one.get(name), other.get(name)
        if here != there:
            return f"{name}: {_unlike(here, there)}"
    return ""


def _unlike(one: object, other: object) -> str:
    """The first place in which two values differ, with some of what stands around it."""
    if isinstance(one, list) and isinstance(other, list):
        more = [row for row in one if row not in other], [row for row in other if row not in one]
        return f"here alone {more[0][:3]!r}, there alone {more[1][:3]!r}, or another order"
    here, there = repr(one), repr(other)
    at = next((n for n, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), 0)
    start = max(0, at - 200)
    return f"…{here[start : at + 300]}… and …{there[start : at + 300]}…"
