"""Dates as people type them, day first."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ui.widgets.folding import western_digits

_AHEAD: Final = 5
"""Two-digit years up to this many years ahead belong to our century."""


def parse_date(text: str, today: date) -> date | None:
    """The date meant by 24/11/2026, 24.11.26, 24 11, 241126, 24112026 or 2026-11-24; else None.

    A missing year is this year; digits may be Arabic-Indic.
    """
    text = western_digits(text).strip()
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    parts = [part for part in re.split(r"[^0-9]+", text) if part]
    if re.search(r"[^\d\s/.\-]", text):
        return None
    if len(parts) == 1:
        parts = _cut(parts[0])
    if len(parts) not in (2, 3) or any(len(part) > 2 for part in parts[:2]):
        return None
    year = _year(parts[2], today) if len(parts) == 3 else today.year
    return None if year is None else _date(year, int(parts[1]), int(parts[0]))


def _cut(digits: str) -> list[str]:
    if len(digits) not in (4, 6, 8):
        return []
    return [part for part in (digits[:2], digits[2:4], digits[4:]) if part]


def _year(digits: str, today: date) -> int | None:
    if len(digits) == 4:
        return int(digits)
    if len(digits) != 2:
        return None
    century = today.year // 100 * 100
    year = century + int(digits)
    return year if year <= today.year + _AHEAD else year - 100


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
