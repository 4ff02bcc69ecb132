"""What stands on the page of a month: read off the window's thread, then shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from referral_app.domain.month import Month
from referral_app.services.desk import Desk
from referral_app.services.month_reports import revision_changes
from referral_app.services.months import FrozenMonth, count_month, frozen_month
from referral_app.statistics.cubes import Place
from referral_app.statistics.release import Tables


class State(Enum):
    """How far a month is."""

    RUNNING = "running"
    OVER = "over"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures of a month for one reading; `changes` are those of a revision.

    `waiting` is the month before, where it is over and not frozen yet.
    """

    month: Month
    state: State
    tables: Tables
    frozen: FrozenMonth | None
    exact: bool
    changes: Mapping[Place, tuple[int, int]]
    waiting: Month | None


def this_month(desk: Desk) -> Month:
    """The month in which the centre is."""
    return Month.of(desk.now(), desk.store.reader.calendar().commune.zone)


def read(desk: Desk, month: Month, *, exact: bool) -> Shown:
    """Read a month: the frozen figures where there are any, else what is counted now."""
    now = this_month(desk)
    frozen = frozen_month(desk, month)
    before = month.before
    waiting = before if month == now and frozen_month(desk, before) is None else None
    if frozen is None:
        state = State.RUNNING if month >= now else State.OVER
        return Shown(month, state, count_month(desk, month), None, True, {}, waiting)
    tables = frozen.exact if exact else frozen.published
    changes = revision_changes(desk, frozen, exact=exact)
    return Shown(month, State.FROZEN, tables, frozen, exact, changes, waiting)
