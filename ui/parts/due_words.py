"""When something is due, and by how much it is late, in the centre's working time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from referral_app.domain.deadlines import EMERGENCY, Step
from referral_app.domain.identifiers import Moment
from referral_app.domain.working_time import HOUR, MINUTE
from referral_app.language import N_, isolate
from ui.parts.names import Names
from ui.parts.status import PillWords
from ui.tokens import Kind

_STEPS: Final = {
    Step.ACKNOWLEDGE.value: N_("Acknowledgement"),
    Step.DECIDE.value: N_("Decision"),
    Step.SERVE.value: N_("Service given"),
    Step.CALL.value: N_("Call to the person"),
}
_HOURS_SHOWN: Final = 48 * HOUR


def step_words(names: Names, step: str) -> str:
    """What is waited for."""
    return names.ui.gettext(_STEPS[step]) if step in _STEPS else step


def due_pill(names: Names, due: Moment, priority: str) -> PillWords:
    """Until when, and its colour: red once it is late, amber on the day itself."""
    now = names.now()
    if due < now:
        return PillWords(late_words(names, due, priority), Kind.LATE)
    time = names.calendar.time()
    same_day = time.day_of(due) == time.day_of(now)
    return PillWords(due_words(names, due), Kind.SOON if same_day else Kind.NEUTRAL)


def due_words(names: Names, due: Moment) -> str:
    """Until when: today with its hour, tomorrow, else the day."""
    _, language, now = names.ui.gettext, names.ui.language, names.now()
    time = names.calendar.time()
    day, today = time.day_of(due), time.day_of(now)
    hour = isolate(language.format_time(due, time.zone))
    if day == today:
        return _("due today {time}").format(time=hour)
    if day == today + timedelta(days=1):
        return _("due tomorrow {time}").format(time=hour)
    return _("due {day}").format(day=isolate(language.format_date(day)))


def late_words(names: Names, due: Moment, priority: str) -> str:
    """By how much: an emergency in real time, all else in working days."""
    ui, now = names.ui, names.now()
    time = names.calendar.time()
    days = time.days_between(due, now)
    if priority == EMERGENCY and now - due < _HOURS_SHOWN:
        days = 0
    if days > 0:
        text = ui.ngettext("late by {count} working day", "late by {count} working days", days)
        return text.format(count=days)
    hours = (now - due) // HOUR
    if hours > 0:
        text = ui.ngettext("late by {count} hour", "late by {count} hours", hours)
        return text.format(count=hours)
    minutes = max((now - due) // MINUTE, 1)
    text = ui.ngettext("late by {count} minute", "late by {count} minutes", minutes)
    return text.format(count=minutes)
