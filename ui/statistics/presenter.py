"""What stands on the page of a month: read off the window's thread, then shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from referral_app.bootstrap.definitions import definitions
from referral_app.domain.month import Month
from referral_app.exports.revision import Change, worded
from referral_app.exports.words import Words
from referral_app.exports.writing import write_export
from referral_app.services.desk import Desk
from referral_app.services.emergency import Exceptions, exceptions
from referral_app.services.information import information_counts
from referral_app.services.month_reports import internal_report, public_report, revision_changes
from referral_app.services.months import (
    FrozenMonth,
    MonthPreview,
    count_month,
    differences,
    frozen_month,
    is_before_founding,
    preview_month,
)
from referral_app.services.ports.information import InformationCount
from referral_app.statistics.cubes import Place
from referral_app.statistics.release import Tables
from referral_app.statistics.tally import Merge


class State(Enum):
    """How far a month is; `BEFORE` ended before the centre was founded."""

    BEFORE = "before"
    RUNNING = "running"
    OVER = "over"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Beside:
    """What is counted of a month beside the indicators."""

    dangers: Exceptions
    information: tuple[InformationCount, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures of a month for one reading; `changes` are those of a revision.

    `waiting` is the month before, where it is over and not frozen yet; `beside` is None with
    published figures, which are for outside.
    """

    month: Month
    state: State
    tables: Tables
    frozen: FrozenMonth | None
    exact: bool
    changes: Mapping[Place, tuple[int, int]]
    waiting: Month | None
    beside: Beside | None


def this_month(desk: Desk) -> Month:
    """The month in which the centre is."""
    return Month.of(desk.now(), desk.store.reader.calendar().commune.zone)


def read(desk: Desk, month: Month, *, exact: bool) -> Shown:
    """Read a month: the frozen figures where there are any, else what is counted now."""
    now = this_month(desk)
    frozen = frozen_month(desk, month)
    before = month.before
    waiting = before if month == now and _waits(desk, before) else None
    if frozen is None:
        state = State.RUNNING if month >= now else State.OVER
        if state is State.OVER and is_before_founding(desk, month):
            state = State.BEFORE
        counted = count_month(desk, month)
        return Shown(month, state, counted, None, True, {}, waiting, _beside(desk, month))
    tables = frozen.exact if exact else frozen.published
    changes = revision_changes(desk, frozen, exact=exact)
    beside = _beside(desk, month) if exact else None
    return Shown(month, State.FROZEN, tables, frozen, exact, changes, waiting, beside)


def _waits(desk: Desk, month: Month) -> bool:
    return frozen_month(desk, month) is None and not is_before_founding(desk, month)


def _beside(desk: Desk, month: Month) -> Beside:
    return Beside(exceptions(desk, month), information_counts(desk, month))


def try_freezing(
    desk: Desk, month: Month, merges: tuple[Merge, ...], words: Words
) -> tuple[MonthPreview, list[Change]]:
    """Work out what freezing a month would make of it, and what a correction would change."""
    preview = preview_month(desk, month, merges)
    before = preview.replaces
    changed = differences(before.exact, preview.exact) if before else {}
    return preview, worded(changed, words)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written: a month, in words of a language, flat or as a workbook.

    `purpose` is None for publication.
    """

    month: Month
    words: Words
    flat: bool
    purpose: str | None
    file: Path


def write_month(desk: Desk, order: Order) -> None:
    """Write a frozen month into a file; whoever asks for it has let it be replaced."""
    if order.purpose is None:
        report = public_report(desk, order.month)
    else:
        report = internal_report(desk, order.month, order.purpose)
    # Imported here: openpyxl is for those who export.
    from referral_app.exports.flat_file import flat_file
    from referral_app.exports.workbook import workbook

    make = flat_file if order.flat else workbook
    write_export(order.file, make(report, order.words, definitions()), replace=True)
