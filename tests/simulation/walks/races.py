"""What two people do at once, before either desk has heard of the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final, TypeVar

from referral_app.domain.calendar import HOURS
from referral_app.domain.identifiers import CaseId, ReferralId, ServiceId
from referral_app.errors import RefusedError
from referral_app.services import answers, calendar, cases, directory, households, referrals, staff
from referral_app.services.desk import Desk
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery
from tests.services.outside import HOSPITAL
from tests.simulation.walks.turn import NothingToDoError, Turn, act

_T = TypeVar("_T")
Race = Callable[[Turn, Turn], None]


@act(10, plain=False)
def at_once(turn: Turn) -> None:
    """Both desks of the first centre write to one record; or a desk of each, to a referral."""
    places = turn.town.places
    one, other = (replace(turn, place=p, desk=p.desk) for p in (places["a1"], places["a2"]))
    if turn.often(0.2):
        _both_centres(one, replace(turn, place=places["b1"], desk=places["b1"].desk))
    else:
        turn.pick(RACES)(one, other)
    for place in places.values():
        turn.town.look(place)


def _field(one: Turn, other: Turn) -> None:
    case = _common(one, other, _cases)
    for turn, value in ((one, "souissi"), (other, "hassan")):
        with suppress(RefusedError):
            cases.set_case_fields(turn.desk, case, {"district": value}, turn.now)


def _need(one: Turn, other: Turn) -> None:
    case = _common(one, other, _cases)
    need = _common(one, other, lambda desk: [it.id for it in desk.store.reader.needs_of(case)])
    for turn, state in ((one, "met"), (other, "not_met")):
        with suppress(RefusedError):
            cases.set_need_fields(turn.desk, need, {"state": state}, turn.now)


def _household(one: Turn, other: Turn) -> None:
    case = _common(one, other, _cases)
    for turn in (one, other):
        beside = turn.pick(_cases(turn.desk))
        with suppress(RefusedError):
            if turn.often(0.5):
                households.separate(turn.desk, case, turn.now)
            else:
                households.join(turn.desk, case, beside, turn.pick(("child", "partner")), turn.now)
                turn.town.together(case, beside)


def _closing(one: Turn, other: Turn) -> None:
    case = _common(one, other, _cases)
    with suppress(RefusedError):
        cases.close_case(one.desk, case, "C01", "", one.now)
    with suppress(RefusedError):
        cases.record_need(other.desk, case, cases.NeedEntry("S10"), other.now)


def _answers(one: Turn, other: Turn) -> None:
    referral = _common(one, other, lambda desk: _boxed(desk, ReferralBox.RECEIVED))
    for turn in (one, other):
        with suppress(RefusedError):
            answers.open_referral(turn.desk, referral, turn.now)
    with suppress(RefusedError):
        answers.accept(one.desk, referral, "Bureau 1", None, "", one.now)
    with suppress(RefusedError):
        answers.refuse(other.desk, referral, "D01", "service", "", "", other.now)


def _both_centres(one: Turn, other: Turn) -> None:
    """The sender cancels while the recipient answers."""
    referral = _common(
        one, other, lambda desk: _boxed(desk, ReferralBox.SENT, ReferralBox.RECEIVED)
    )
    for sender, recipient in ((one, other), (other, one)):
        with suppress(RefusedError):
            referrals.cancel_referral(sender.desk, referral, "K01", "", sender.now)
        with suppress(RefusedError):
            answers.complete(recipient.desk, referral, "O01", "E3", "", recipient.now)


def _hours(one: Turn, other: Turn) -> None:
    for turn, saturday in ((one, "09:00-12:00"), (other, "10:00-13:00")):
        calendar.set_hours(turn.desk, HOURS, ["08:30-16:30"] * 5 + [saturday, ""])


def _service(one: Turn, other: Turn) -> None:
    which: ServiceId = _common(
        one, other, lambda desk: [it.id for it in desk.store.reader.services()]
    )
    for turn in (one, other):
        entry = replace(HOSPITAL, name_fr=turn.words(), hours=turn.words())
        with suppress(RefusedError):
            directory.change_service(turn.desk, which, entry, turn.now)


def _person(one: Turn, other: Turn) -> None:
    who = _common(one, other, lambda desk: [m.id for m in desk.store.reader.staff()])
    for turn, role in ((one, "reception"), (other, "social_worker")):
        with suppress(RefusedError):
            staff.set_staff(turn.desk, who, {"role": role}, turn.now)


RACES: Final[tuple[Race, ...]] = (
    _field,
    _field,
    _need,
    _household,
    _household,
    _closing,
    _answers,
    _hours,
    _service,
    _person,
)


def _common(one: Turn, other: Turn, among: Callable[[Desk], Sequence[_T]]) -> _T:
    """A record that both desks know."""
    there = set(among(other.desk))
    found = sorted((it for it in among(one.desk) if it in there), key=repr)
    if not found:
        raise NothingToDoError
    return one.pick(found)


def _cases(desk: Desk) -> list[CaseId]:
    rows = desk.store.reader.case_page(CaseQuery(limit=10_000)).rows
    return sorted((row.id for row in rows), key=repr)


def _boxed(desk: Desk, *boxes: ReferralBox) -> list[ReferralId]:
    reader = desk.store.reader
    pages = (reader.referral_page(ReferralQuery(box, limit=10_000)) for box in boxes)
    return [row.id for page in pages for row in page.rows]
