"""What comes next at the centre; and the month, frozen and exported for both audiences."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from referral_app.bootstrap.definitions import definitions
from referral_app.cli.demo.cast import CENTRES, YACOUB, Cast
from referral_app.cli.demo.ledger import Book, KeptMonth
from referral_app.domain.month import Month
from referral_app.exports.words import Words
from referral_app.exports.workbook import workbook
from referral_app.exports.writing import write_export
from referral_app.language import CODES, Code, Language
from referral_app.services.closures import ClosureEntry
from referral_app.services.closures import close_days as close
from referral_app.services.month_reports import internal_report, public_report
from referral_app.services.months import FrozenMonth, freeze, preview_month
from referral_app.services.ports.month_report import MonthReport
from referral_app.statistics.release import Withheld

_AHEAD, _LENGTH = 2, 1
_WHY: Final = "Formation de l’équipe"
_PURPOSE: Final = "Réunion d’équipe du mois"


def close_days(book: Book) -> None:
    """The supervisor writes down two days on which the centre will be closed."""
    book.wait(20)
    first = _today(book) + timedelta(days=_AHEAD)
    entry = ClosureEntry(first, first + timedelta(days=_LENGTH), _WHY)
    close(book.stage.desk(YACOUB.key), entry)
    days = {"first": first.isoformat(), "last": (first + timedelta(days=_LENGTH)).isoformat()}
    book.stage.tell("close_days", YACOUB, closure=days)


def freeze_and_export(book: Book) -> None:
    """The last month that is over: its figures are frozen, and leave for two audiences."""
    stage = book.stage
    desk = stage.desk(YACOUB.key)
    month = Month.of(book.now(), desk.store.reader.calendar().commune.zone).before
    frozen, _other = (_frozen(book, cast, month) for cast in CENTRES)
    book.wait(5)
    reports = (internal_report(desk, month, _PURPOSE), public_report(desk, month))
    files = tuple(_written(book, report, code) for report in reports for code in CODES)
    book.ledger.months.append(KeptMonth(YACOUB, frozen, files))
    stage.tell("export", YACOUB, month=str(month), files=[told["file"] for told in files])


def _frozen(book: Book, cast: Cast, month: Month) -> FrozenMonth:
    """Freeze the month of a centre, with what has to be joined for it."""
    desk = book.stage.desk(cast.key)
    book.wait(10)
    outcome = preview_month(desk, month).outcome
    merges = outcome.would_pass or () if isinstance(outcome, Withheld) else ()
    frozen = freeze(desk, month, merges=merges)
    book.stage.tell("freeze", cast, month=str(month), revision=frozen.revision)
    return frozen


def _written(book: Book, report: MonthReport, code: Code) -> dict[str, str]:
    desk, places = book.stage.desk(YACOUB.key), book.stage.places
    language = Language(code)
    audience = report.audience.value
    file = places.exports / f"{report.month}_{audience}_{code}.xlsx"
    write_export(file, workbook(report, Words(language, desk.vocabularies), definitions()))
    return {"file": places.name_of(file), "audience": audience, "language": code}


def _today(book: Book) -> date:
    return datetime.fromtimestamp(book.now() / 1000, UTC).date()
