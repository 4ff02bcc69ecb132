"""Rows of the directory and of calls: as folded from the facts, and the same when folded anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.services.consents import record_consent
from referral_app.services.directory import change_service, set_offered, suspend
from referral_app.services.outside import record_answer
from referral_app.services.ports import ReferralBox, ReferralQuery
from tests.fakes import DAY, neighbours
from tests.services.builders import consent, sent
from tests.services.co_desk import co_desk, meet
from tests.services.outside import HOSPITAL, SCHOOL, answer, sent_outside, service


def test_every_row_is_what_its_facts_say(tmp_path: Path) -> None:
    with neighbours(tmp_path / "centres") as both:
        boss, now = both.here.as_(Role.SUPERVISOR), both.clock.now()
        hospital, school = service(both.here), service(both.here, SCHOOL)
        change_service(boss, hospital, replace(HOSPITAL, categories=("S07", "S09")), now)
        suspend(boss, school, "Vacances", now)
        set_offered(boss, school, False, now)
        with co_desk(tmp_path / "second", both.here) as other:
            meet(both.here, other)
            for at in (both.here, other):
                reader = at.store.reader
                assert {one.id for one in reader.services()} == {hospital, school}
                for one in reader.services():
                    record = reader.service_record(one.id)
                    assert record is not None
                    assert record.service == one == reader.service(one.id)


def test_calls_come_when_they_are_due_the_most_urgent_first(tmp_path: Path) -> None:
    with neighbours(tmp_path) as both:
        which, reader = service(both.here), both.here.store.reader
        _, routine = sent_outside(both, which)
        _, urgent = sent_outside(both, which, priority="P1", priority_reason="Bleeds")
        sent(both, priority="P1", priority_reason="Bleeds")  # to a centre: nobody is called there
        soon = both.clock.now()
        assert [row.id for row in reader.calls_due(soon, 10).rows] == []
        late = Moment(soon + 30 * DAY)
        assert [row.id for row in reader.calls_due(late, 10).rows] == [urgent, routine]
        page = reader.calls_due(late, 1)
        assert ([row.id for row in page.rows], page.total) == ([urgent], 2)
        done = answer(Status.FAILED, outcome="O06", decided_by="person")
        record_answer(both.here.desk, urgent, done, soon)
        assert [row.id for row in reader.calls_due(late, 10).rows] == [routine]


def test_lists_part_services_from_centres(tmp_path: Path) -> None:
    with neighbours(tmp_path) as both:
        _, outside = sent_outside(both, service(both.here))
        centre = sent(both)

        def ids(outside: bool | None) -> set[bytes]:
            query = ReferralQuery(ReferralBox.SENT, outside=outside)
            return {row.id for row in both.here.store.reader.referral_page(query).rows}

        assert ids(None) == {outside, centre}
        assert ids(True) == {outside}
        assert ids(False) == {centre}


def test_a_consent_to_every_centre_does_not_keep_a_service_open(tmp_path: Path) -> None:
    """The consent that ends is the one that names the hospital, whatever holds for centres."""
    with neighbours(tmp_path) as both:
        reader, now = both.here.store.reader, both.clock.now()
        file, _ = sent_outside(both, service(both.here))
        other = both.here.store.reader.referral(sent(both))
        assert other is not None
        assert other.case is not None
        far = Moment(now + 400 * DAY)
        assert reader.ending_consents(far, 10).total == 2
        for case in (file.case, other.case):
            longer = consent(now=now, until=Moment(now + 900 * DAY))
            record_consent(both.here.desk, case, longer, now)
        assert [row.case for row in reader.ending_consents(far, 10).rows] == [file.case]
