"""A language as a value that is handed in: words, numbers, dates and direction.

The window, a slip and an export may speak different languages at the same moment, so there is no
global one. Catalogs are read at the first word, Babel at the first date or number.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

from referral_app import paths

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

Code = Literal["fr", "ar", "en"]
CODES: Final[tuple[Code, ...]] = get_args(Code)
OWN_NAMES: Final[dict[Code, str]] = {"fr": "Français", "ar": "العربية", "en": "English"}
"""Each language's name for itself, for a list from which to choose."""

CATALOG: Final = "referral_app"
# ar_MA and not ar: plain Arabic would bring Arabic-Indic digits, which are not used in Morocco.
_LOCALES: Final[dict[Code, str]] = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}
_LEFT_TO_RIGHT, _FIRST_STRONG, _END = "\u2066", "\u2068", "\u2069"
_DATES: Final = {
    "short": "dd/MM/y",
    "medium": "d MMM y",
    "long": "d MMMM y",
    "day": "EEEE d MMMM y",
}
DateStyle = Literal["short", "medium", "long", "day"]
_MINUTE_MS: Final = 60_000
_NEARLY_A_DAY_MS: Final = 20 * 60 * _MINUTE_MS


def N_(text: str) -> str:  # noqa: N802 (the field's own name for it)
    """Mark a sentence for the catalogs where it stands; it is translated where it is said."""
    return text


@lru_cache(maxsize=8)
def _catalog(code: Code, directory: Path | None) -> gettext.NullTranslations:
    place = paths.locale_dir() if directory is None else directory
    # English is the language of the keys; a checkout without compiled catalogs still opens.
    return gettext.translation(CATALOG, place, languages=[code], fallback=True)


def isolate(code: str) -> str:
    """A code, number or date that reads left to right whatever stands around it."""
    return f"{_LEFT_TO_RIGHT}{code}{_END}"


def isolate_text(text: str) -> str:
    """Someone's words inside a sentence of ours: their own direction, none of ours disturbed."""
    return f"{_FIRST_STRONG}{text}{_END}"


def without_isolates(text: str) -> str:
    """The text as it was before `isolate` and `isolate_text`, for copying and comparing."""
    return text.translate({ord(mark): None for mark in (_LEFT_TO_RIGHT, _FIRST_STRONG, _END)})


class Language(NamedTuple):
    """French, Arabic or English, with the habits of Morocco for the first two."""

    code: Code
    catalogs: Path | None = None
    """A folder of compiled catalogs, or None for the program's own."""
    zone: tzinfo | None = None
    """Where clocks are read unless a call says otherwise: the centre's zone once its store is
    open, so that a machine set to another one shows the hours of the deadlines; before that
    the machine's."""

    @property
    def locale(self) -> str:
        """The locale's identifier, `fr_MA`, `ar_MA` or `en_GB`."""
        return _LOCALES[self.code]

    @property
    def right_to_left(self) -> bool:
        """Whether lines start at the right."""
        return self.code == "ar"

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return _catalog(self.code, self.catalogs).gettext(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """The form of the message for this count; fill `{count}` yourself."""
        return _catalog(self.code, self.catalogs).ngettext(singular, plural, count)

    def format_date(self, day: date, style: DateStyle = "short") -> str:
        """A date: short 24/11/2026, medium 24 nov. 2026, long with the month, day with its name."""
        from babel.dates import format_date

        return format_date(day, _DATES[style], locale=self.locale)

    def format_time(self, moment: int, zone: tzinfo | None = None) -> str:
        """Hours and minutes of a moment (milliseconds since 1970), in `zone` or this one's."""
        return f"{_local(moment, zone or self.zone):%H:%M}"

    def format_moment(self, moment: int, zone: tzinfo | None = None) -> str:
        """Day and time of a moment (milliseconds since 1970): 24/11/2026 16:40."""
        day = _local(moment, zone or self.zone).date()
        return f"{self.format_date(day)} {self.format_time(moment, zone)}"

    def format_when(self, moment: int, now: int, zone: tzinfo | None = None) -> str:
        """A moment as one says it: today 09:12, yesterday 16:40, 19 nov. 10:05, 24 nov. 2025."""
        from datetime import timedelta

        _ = self.gettext
        there = zone or self.zone
        then, today = _local(moment, there), _local(now, there).date()
        time = self.format_time(moment, zone)
        if then.date() == today:
            return _("Today {time}").format(time=time)
        if then.date() == today - timedelta(days=1):
            return _("Yesterday {time}").format(time=time)
        if then.year == today.year:
            from babel.dates import format_date

            return f"{format_date(then.date(), 'd MMM', locale=self.locale)} {time}"
        return self.format_date(then.date(), "medium")

    def format_ago(self, moment: int, now: int) -> str:
        """How long ago, or in how long, in one unit: il y a 4 min, dans 2 jours."""
        away = abs(moment - now)
        if away < _MINUTE_MS:
            return self.gettext("just now")
        from datetime import timedelta

        from babel.dates import format_timedelta

        # Days are said in full: "2 j" is no word, and Babel has no short form of weeks in Arabic.
        style: Literal["short", "long"] = "short" if away < _NEARLY_A_DAY_MS else "long"
        gap = timedelta(milliseconds=moment - now)
        return format_timedelta(
            gap, granularity="minute", add_direction=True, format=style, locale=self.locale
        )

    def format_number(self, value: float, places: int | None = None) -> str:
        """A number with this language's separators; `places` decimals, or as many as there are."""
        from babel.numbers import format_decimal

        pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(value, pattern, locale=self.locale)

    def format_percent(self, share: float) -> str:
        """A share of one as a whole percentage."""
        from babel.numbers import format_percent

        return format_percent(share, locale=self.locale)

    def format_list(self, parts: list[str]) -> str:
        """The parts with commas and this language's word for "and"."""
        from babel.lists import format_list

        return format_list(parts, locale=self.locale)


def _local(moment: int, zone: tzinfo | None) -> datetime:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(zone)
