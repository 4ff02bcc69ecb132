"""Calendars to test with: the commune's as shipped, and strategies for moments and closures."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from referral_app.communes import commune
from referral_app.domain.calendar import Calendar, Closure, calendar_of
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.domain.working_time import Days, WorkingTime

ZONE = commune().zone
RAMADAN_2027 = ("ramadan:2027", ("2027-02-08", "2027-03-09"))
EID_2027 = ("holiday:eid_al_fitr:2027", "2027-03-10")


def calendar(*fields: tuple[str, Value], closures: tuple[Closure, ...] = ()) -> Calendar:
    """The commune's calendar with what a centre set."""
    return calendar_of(commune(), (RAMADAN_2027, EID_2027, *fields), closures)


def at(text: str) -> Moment:
    """A moment by the wall clock of Morocco, written 2027-02-10 09:30."""
    return Moment(int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000))


def wall(moment: Moment) -> str:
    """A moment as the wall clock of Morocco shows it."""
    return f"{datetime.fromtimestamp(moment / 1000, ZONE):%Y-%m-%d %H:%M}"


def closed(first: date, days: int = 0, *categories: str) -> Closure:
    """A closure of so many more days."""
    return Closure(bytes(16), Days(first, first + timedelta(days=days)), "Works", categories)


# Over a winter with its holidays, both changes of the clock for Ramadan, and a summer.
moments = st.integers(at("2026-10-25 00:00"), at("2027-09-01 00:00")).map(Moment)
closures = st.lists(
    st.builds(closed, st.dates(date(2026, 10, 20), date(2027, 8, 20)), st.integers(0, 21)),
    max_size=4,
).map(tuple)
spans = st.integers(0, 80 * 60 * 60_000)
counts = st.integers(0, 30)


def times() -> st.SearchStrategy[WorkingTime]:
    """Working times with any closures."""
    return closures.map(lambda found: calendar(closures=found).time())
