"""Months as the services would gather them for an export."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from referral_app.bootstrap.definitions import definitions
from referral_app.domain.identifiers import Moment
from referral_app.domain.month import Month
from referral_app.exports.words import Words
from referral_app.exports.workbook import workbook
from referral_app.language import Code, Language
from referral_app.services.months import differences
from referral_app.services.ports.month_report import Audience, MonthReport
from referral_app.services.ports.paper import Party
from referral_app.statistics.release import Publication, Tables, exact_tables, publish
from referral_app.statistics.tally import NONE, Act, Event, Merge, count_events
from tests.fakes import vocabularies

OCTOBER = Month(2026, 10)
SECRET = b"\x07" * 32
CENTRE = Party("Centre social Yacoub El Mansour", "المركز الاجتماعي يعقوب المنصور")
_SERVICES = ("S01", "S02", "S06", "S07", "S10", "S12", "S15", "S17", "S18", "S21", "S25", "")
_AGES = ("0-4", "5-11", "12-17", "18-59", "60+", "unknown")
_SEXES = ("F", "M", "not_stated")
_ANSWERS = (
    "accepted", "accepted", "accepted", "undecided", "ended",
    "D01.service", "D01.service", "D06.service", "D09.circumstances", "D99.person",
)  # fmt: skip
_HOW = {
    Act.SENT: ("centre", "service", "centre"),
    Act.COHORT: _ANSWERS,
    Act.CLOSED: ("C01", "C01", "C02", "C05", "C07", "C08"),
}
_LENGTHS = ("under_1", "1_to_3", "3_to_6", "over_6")
_MANY = {
    Act.OPENED: 83, Act.HOUSEHOLD: 51, Act.WITH_NEED: 78, Act.NEED: 141, Act.SENT: 97,
    Act.RECEIVED: 46, Act.COHORT: 88, Act.CLOSED: 37,
}  # fmt: skip


def events(seed: int = 1, share: float = 1.0) -> list[Event]:
    """What a centre does in a month; nine in ten agree to statistics."""
    draw = random.Random(seed)
    found = []
    for act, many in _MANY.items():
        for number in range(round(many * share)):
            what = draw.choice(_SERVICES) if act not in (Act.OPENED, Act.HOUSEHOLD) else NONE
            what = draw.choice(_LENGTHS) if act is Act.CLOSED else what
            what = NONE if act is Act.WITH_NEED else what
            found.append(
                Event(
                    act,
                    what,
                    draw.choice(_HOW.get(act, (NONE,))),
                    draw.choices(_AGES, (9, 12, 10, 60, 6, 3))[0],
                    draw.choices(_SEXES, (50, 46, 4))[0],
                    f"{seed}.{number}".encode(),
                    draw.random() < 0.9,
                )
            )
    return found


@cache
def published(seed: int = 1, share: float = 1.0, merges: tuple[Merge, ...] = ()) -> Publication:
    """What may be published of these events."""
    found = publish(events(seed, share), SECRET, programmes(), merges)
    if not isinstance(found, Publication):
        assert found.would_pass is not None
        return published(seed, share, found.would_pass)
    return found


def programmes() -> dict[str, str]:
    entries = vocabularies().service_categories.entries
    return {entry.code: next(iter(entry.texts("snia")), entry.code) for entry in entries}


def exact(happened: Iterable[Event] | None = None) -> Tables:
    return exact_tables(count_events(events() if happened is None else happened))


def internal(tables: Tables | None = None, **changes: Any) -> MonthReport:
    report = MonthReport(
        month=OCTOBER,
        audience=Audience.INTERNAL,
        tables=tables or exact(),
        centre=CENTRE,
        revision=1,
        changes={},
        merges=(),
        left_out=8,
        lacking=0,
        purpose="Réunion de coordination",
        word="",
        frozen_at=Moment(1_793_790_000_000),
        frozen_by="FA",
        covers=bytes(32),
        zone=ZoneInfo("Africa/Casablanca"),
        training=False,
    )
    return replace(report, **changes)


def public(**changes: Any) -> MonthReport:
    found = published()
    told = {"audience": Audience.PUBLICATION, "tables": found.tables, "merges": found.merges}
    hidden = {"left_out": None, "purpose": "", "word": "", "frozen_by": ""}
    return internal(**(told | hidden | changes))


def revised() -> MonthReport:
    """A correction of an exact month."""
    before, after = exact(), exact(events()[2:])
    return internal(
        after, revision=2, changes=differences(before, after), word="Deux dossiers en double"
    )


def words(code: Code = "fr") -> Words:
    return Words(Language(code), vocabularies())


def written(report: MonthReport, code: Code = "fr") -> bytes:
    return workbook(report, words(code), definitions())
