"""A month gathered for each audience, and the files behind a figure."""

from __future__ import annotations

from dataclasses import fields

import pytest

from referral_app.domain.identifiers import Moment
from referral_app.errors import InvalidInputError
from referral_app.services.month_files import files_behind
from referral_app.services.month_reports import (
    EXPORT,
    internal_report,
    public_report,
    revision_changes,
)
from referral_app.services.months import count_month, freeze
from referral_app.services.ports.month_report import Audience, MonthReport
from referral_app.services.readings import readings, verify_readings
from referral_app.statistics.cubes import Place
from referral_app.statistics.indicators import indicators
from referral_app.statistics.rounding import BASE
from tests.fakes import START, Neighbours
from tests.services.builders import opened, refused
from tests.services.test_months import DECEMBER, NOVEMBER, busy, supervisor, to


@pytest.fixture
def over(both: Neighbours) -> Neighbours:
    """A busy November is over."""
    busy(both)
    opened(both, consent=None)
    to(both.clock, DECEMBER)
    return both


def test_a_month_that_is_not_frozen_is_not_exported(over: Neighbours) -> None:
    boss = supervisor(over.here)
    with refused("export.not_frozen"):
        public_report(boss, NOVEMBER)
    with refused("export.not_frozen"):
        internal_report(boss, NOVEMBER, "Bilan")
    assert not readings(boss, 10)


@pytest.mark.parametrize("purpose", ["", "  \n "])
def test_exact_figures_take_a_purpose(over: Neighbours, purpose: str) -> None:
    boss = supervisor(over.here)
    freeze(boss, NOVEMBER)
    with refused("export.purpose_required", InvalidInputError, field="purpose"):
        internal_report(boss, NOVEMBER, purpose)
    assert not readings(boss, 10)


def test_the_purpose_stands_in_the_log(over: Neighbours) -> None:
    boss = supervisor(over.here)
    frozen = freeze(boss, NOVEMBER)
    report = internal_report(boss, NOVEMBER, "  Comité\nde suivi ")
    assert report.purpose == "Comité de suivi"
    (line,) = readings(boss, 10)
    assert (line.what, line.record) == (f"{EXPORT}: Comité de suivi", frozen.id)
    assert verify_readings(boss).broken_at is None


def test_inside_is_exact_and_says_how_many_are_left_out(over: Neighbours) -> None:
    boss = supervisor(over.here)
    frozen = freeze(boss, NOVEMBER)
    report = internal_report(boss, NOVEMBER, "Bilan")
    assert report.tables == frozen.exact
    assert report.left_out == 1
    assert report.audience is Audience.INTERNAL
    assert report.frozen_by


def test_a_publication_holds_nothing_exact(over: Neighbours) -> None:
    boss = supervisor(over.here)
    freeze(boss, NOVEMBER)
    opened(over, happened=Moment(START))
    frozen = freeze(boss, NOVEMBER, "Un dossier oublié")
    report = public_report(boss, NOVEMBER)
    assert report.tables == frozen.published
    assert all(count % BASE == 0 for count in report.tables.cells.values())
    assert all(count % BASE == 0 for pair in report.changes.values() for count in pair)
    assert (report.left_out, report.purpose, report.word, report.frozen_by) == (None, "", "", "")
    exact = frozenset(frozen.exact.cells.items()) - frozenset(frozen.published.cells.items())
    held = [getattr(report, field.name) for field in fields(MonthReport)]
    assert exact
    assert frozen.exact not in held


def test_a_revision_tells_what_it_changed_to_each_audience(over: Neighbours) -> None:
    boss = supervisor(over.here)
    first = freeze(boss, NOVEMBER)
    assert revision_changes(boss, first, exact=True) == {}
    opened(over, happened=Moment(START), consent=None)
    second = freeze(boss, NOVEMBER, "Un dossier oublié")
    inside = internal_report(boss, NOVEMBER, "Bilan")
    assert inside.changes[Place("", ("opened",))] == (9, 10)
    # Whoever did not agree moves nothing that is published.
    assert public_report(boss, NOVEMBER).changes == {}
    assert revision_changes(boss, second, exact=False) == {}


def test_the_files_behind_a_figure_are_those_it_counts(over: Neighbours) -> None:
    boss = supervisor(over.here)
    for month in (NOVEMBER, DECEMBER):
        for one in indicators(count_month(boss, month)):
            for key, row in one.leading:
                behind = files_behind(boss, month, key)
                assert len({record.record for record in behind}) == len(behind)
                if one.id == "I04":  # needs stand in their files
                    assert len(behind) <= row.counted
                elif key != "households":
                    assert len(behind) == row.counted, key
    persons = files_behind(boss, NOVEMBER, "persons")
    assert all(len(record.code) == 10 and not record.is_referral for record in persons)
    sent = files_behind(boss, NOVEMBER, "sent")
    assert all(record.is_referral and record.code for record in sent)
    assert files_behind(boss, NOVEMBER, "households") == ()
