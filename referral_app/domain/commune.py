"""A commune's file: hours, holidays and limits that its centres begin with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from referral_app.domain.calendar import (
    Commune,
    FixedHoliday,
    Limit,
    MovingHoliday,
    read_limit,
    read_week,
)
from referral_app.domain.working_time import Week
from referral_app.errors import ForeignDataError

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LANGUAGES: Final = ("fr", "ar", "en")


def read_commune(text: str) -> Commune:
    """Read a commune from the text of its file.

    Raises ForeignDataError("commune.malformed", "commune.no_time_zone").
    """
    try:
        head = json.loads(text)
        return Commune(
            code=_text(head["commune"]),
            zone=ZoneInfo(_text(head["time_zone"])),
            week=_week(head["working_week"]),
            ramadan_week=_week(head["ramadan_week"]),
            fixed=tuple(
                FixedHoliday(int(h["month"]), int(h["day"]), _words(h))
                for h in head["fixed_holidays"]
            ),
            moving=tuple(
                MovingHoliday(_text(h["code"]), int(h["days"]), _words(h))
                for h in head["moving_holidays"]
            ),
            limits=_limits(head["limits"]),
        )
    except ZoneInfoNotFoundError as error:
        raise ForeignDataError("commune.no_time_zone") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ForeignDataError("commune.malformed") from error


def _week(days: Mapping[str, Any]) -> Week:
    texts = tuple(" ".join(f"{a}-{b}" for a, b in days[name]) for name in _WEEKDAYS)
    week = read_week(texts)
    if week is None:
        raise ValueError
    return week


def _limits(table: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[tuple[str, str], Limit]:
    found: dict[tuple[str, str], Limit] = {}
    for priority, steps in table.items():
        for step, told in steps.items():
            ((unit, count),) = told.items()
            limit = read_limit((unit, count))
            if limit is None:
                raise ValueError
            found[priority, step] = limit
    return found


def _words(told: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((language, _text(told[language])) for language in _LANGUAGES)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value
