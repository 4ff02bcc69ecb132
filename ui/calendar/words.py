"""Hours, limits and fields of the calendar in words."""

from __future__ import annotations

from datetime import date
from typing import Final

from referral_app.domain.calendar import Calendar, Limit, Unit, read_day, read_days
from referral_app.domain.deadlines import ESCALATE, Step
from referral_app.domain.facts import Value
from referral_app.domain.working_time import Hours
from referral_app.language import N_, isolate
from ui.context import Ui
from ui.parts.closure_words import days_words
from ui.parts.due_words import step_words
from ui.parts.names import Names

STEPS: Final = (*(step.value for step in Step), ESCALATE)
"""Rows of the limits, in the order in which they come."""
UNITS: Final = {
    Unit.HOURS: N_("hours"),
    Unit.DAYS: N_("days"),
    Unit.WORKING_DAYS: N_("working days"),
}
_MONDAY: Final = date(2026, 11, 2)


def weekdays(ui: Ui) -> list[str]:
    """The names of the days, Monday first."""
    from babel.dates import format_date

    days = [_MONDAY.replace(day=_MONDAY.day + number) for number in range(7)]
    return [format_date(day, "EEEE", locale=ui.language.locale).capitalize() for day in days]


def hours_words(ui: Ui, hours: Hours) -> str:
    """The hours of a day, or that it is a day off."""
    if not hours:
        return ui.gettext("day off")
    return isolate(" · ".join(f"{_clock(start)}–{_clock(stop)}" for start, stop in hours))


def limit_words(ui: Ui, limit: Limit, step: str = "") -> str:
    """How long a step may take."""
    count = limit.count
    if count == 0 and step == ESCALATE:
        return ui.gettext("at once")
    if limit.unit is Unit.HOURS:
        return ui.ngettext("{count} hour", "{count} hours", count).format(count=count)
    if limit.unit is Unit.DAYS:
        return ui.ngettext("{count} day", "{count} days", count).format(count=count)
    if count == 0:
        return ui.gettext("the same day")
    text = ui.ngettext("{count} working day", "{count} working days", count)
    return text.format(count=count)


def limit_step_words(names: Names, step: str) -> str:
    """What is limited."""
    if step == ESCALATE:
        return names.ui.gettext("Then to the supervisor, after")
    return step_words(names, step)


def field_words(names: Names, calendar: Calendar, field: str) -> str:
    """The name of a field of the calendar."""
    ui, _ = names.ui, names.ui.gettext
    match field.split(":"):
        case ["hours"]:
            return _("Working hours")
        case ["ramadan_hours"]:
            return _("Hours in Ramadan")
        case ["ramadan", year]:
            return _("Ramadan {year}").format(year=isolate(year))
        case ["holiday", code, year]:
            named = {h.code: dict(h.words)[ui.language.code] for h in calendar.commune.moving}
            return f"{named.get(code, code)} {isolate(year)}"
        case ["limit", priority, step]:
            urgency = names.label("priorities", priority)
            return f"{urgency} · {limit_step_words(names, step)}"
    return {
        "from": _("First day"),
        "to": _("Last day"),
        "reason": _("Why"),
        "categories": _("Services"),
    }.get(field, field)


def value_words(names: Names, value: Value) -> str:
    """A value of a field of the calendar, whatever field it is."""
    ui, language = names.ui, names.ui.language
    match value:
        case (str(unit), int(count)) if unit in set(Unit):
            return limit_words(ui, Limit(Unit(unit), count))
        case (str(first), str(last)) if read_days(first, last):
            return days_words(ui, date.fromisoformat(first), date.fromisoformat(last))
        case str(text) if read_day(text):
            return isolate(language.format_date(date.fromisoformat(text)))
        case tuple():
            return isolate(" / ".join(str(part) or "–" for part in value))
    return str(value)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
