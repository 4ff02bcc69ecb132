from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from referral_app.language import (
    CATALOG,
    CODES,
    OWN_NAMES,
    Code,
    Language,
    isolate,
    isolate_text,
    without_isolates,
)

RABAT = ZoneInfo("Africa/Casablanca")


def moment(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc]


def test_dates_are_written_as_in_morocco(tmp_path: Path) -> None:
    day = date(2026, 11, 24)
    assert Language("fr").format_date(day) == "24/11/2026"
    assert Language("fr").format_date(day, "medium") == "24 nov. 2026"
    assert Language("fr").format_date(day, "day") == "mardi 24 novembre 2026"
    assert Language("ar").format_date(day, "day") == "الثلاثاء 24 نونبر 2026"
    assert Language("en").format_date(day, "long") == "24 November 2026"


@pytest.mark.parametrize("code", CODES)
def test_digits_are_western_everywhere(code: Code) -> None:
    language = Language(code)
    written = [
        language.format_date(date(2026, 1, 2), "day"),
        language.format_number(1234567.89),
        language.format_percent(0.375),
        language.format_moment(moment(2026, 3, 4, 5, 6)),
        language.format_ago(moment(2026, 3, 4), moment(2026, 3, 6)),
    ]
    digits = {c for text in written for c in text if c.isdecimal()}
    assert digits <= set("0123456789")
    assert digits


def test_numbers_have_the_separators_of_the_language() -> None:
    assert Language("fr").format_number(1234567.5).replace("\u202f", " ") == "1 234 567,5"
    assert Language("en").format_number(1234567.5) == "1,234,567.5"
    assert Language("fr").format_number(3, 2) == "3,00"
    assert Language("fr").format_number(3.7, 0) == "4"


def test_a_moment_is_told_as_one_says_it(tmp_path: Path) -> None:
    english = Language("en", tmp_path)
    now = moment(2026, 11, 24, 12, 0)
    when = [
        english.format_when(moment(2026, 11, 24, 8, 12), now, RABAT),
        english.format_when(moment(2026, 11, 23, 15, 40), now, RABAT),
        english.format_when(moment(2026, 11, 19, 9, 5), now, RABAT),
        english.format_when(moment(2025, 11, 19, 9, 5), now, RABAT),
    ]
    assert when == ["Today 09:12", "Yesterday 16:40", "19 Nov 10:05", "19 Nov 2025"]


def test_yesterday_is_a_day_of_the_calendar_there() -> None:
    # 23:30 UTC is half past midnight in Rabat.
    late, now = moment(2026, 11, 23, 23, 30), moment(2026, 11, 24, 9, 0)
    assert Language("en").format_when(late, now, RABAT) == "Today 00:30"
    assert Language("en").format_when(late, now, ZoneInfo("UTC")) == "Yesterday 23:30"
    there = Language("en", zone=RABAT)
    assert there.format_when(late, now) == "Today 00:30"
    assert there.format_time(late) == "00:30"
    assert there.format_moment(late) == Language("en").format_moment(late, RABAT)
    assert there.format_moment(late, ZoneInfo("UTC")).endswith("23:30")


def test_how_long_ago() -> None:
    now = moment(2026, 11, 24, 12, 0)
    french = Language("fr")
    told = [french.format_ago(now - 4 * 60_000, now), french.format_ago(now + 2 * 86_400_000, now)]
    assert [text.replace("\xa0", " ") for text in told] == ["il y a 4 min", "dans 2 jours"]


def test_a_moment_ago_is_now(tmp_path: Path) -> None:
    english = Language("en", tmp_path)
    now = moment(2026, 11, 24, 12, 0)
    assert [english.format_ago(now + gap, now) for gap in (-59_000, 0, 59_000)] == ["just now"] * 3


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("days", [1, 3, 8, 40, 400])
def test_days_weeks_and_years_are_said_in_every_language(code: Code, days: int) -> None:
    now = moment(2026, 11, 24, 12, 0)
    for gap in (-days * 86_400_000, days * 86_400_000):
        assert len(Language(code).format_ago(now + gap, now)) > len("2 j")


def test_a_list_ends_with_the_word_for_and() -> None:
    assert Language("fr").format_list(["a", "b", "c"]) == "a, b et c"
    assert Language("ar").format_list(["أ", "ب"]) == "أ وب"


def test_words_come_from_the_catalog_of_that_language_only(tmp_path: Path) -> None:
    catalog = Catalog(locale="fr")
    catalog.add("Lock", "Verrouiller")
    catalog.add(("{count} file", "{count} files"), ("{count} pli", "{count} plis"))
    place = tmp_path / "fr" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / f"{CATALOG}.mo").open("wb") as file:
        write_mo(file, catalog)
    french, arabic = Language("fr", tmp_path), Language("ar", tmp_path)
    assert (french.gettext("Lock"), arabic.gettext("Lock")) == ("Verrouiller", "Lock")
    counted = [french.ngettext("{count} file", "{count} files", n) for n in (0, 1, 2)]
    assert counted == ["{count} pli", "{count} pli", "{count} plis"]


def test_a_missing_catalog_leaves_the_words_in_english(tmp_path: Path) -> None:
    assert Language("ar", tmp_path / "nowhere").gettext("Lock") == "Lock"


def test_only_arabic_runs_to_the_left() -> None:
    assert [Language(code).right_to_left for code in ("fr", "ar", "en")] == [False, True, False]
    assert set(OWN_NAMES) == set(CODES)


@given(st.text(alphabet=st.characters(exclude_characters="\u2066\u2067\u2068\u2069")))
def test_isolates_can_be_taken_off_again(text: str) -> None:
    assert without_isolates(isolate(text)) == text
    assert without_isolates(f"ا{isolate_text(text)}ب") == f"ا{text}ب"
