"""What of a day is still open in the evening."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Role
from referral_app.services.answers import accept, open_referral, put_on_hold
from referral_app.services.backups import note_backup
from referral_app.services.cards import print_cards
from referral_app.services.cases import NeedEntry, close_case, record_need
from referral_app.services.consents import record_consent
from referral_app.services.drafts import keep_draft
from referral_app.services.end_of_day import EndOfDay, end_of_day
from referral_app.services.information import give_information
from referral_app.services.ports import OutgoingEnvelope
from referral_app.services.ports.backups import BackupFile
from referral_app.services.today import Todo
from tests.fakes import DAY, Neighbours
from tests.services.builders import accepted, consent, opened, sent

BARE: Final[dict[str, Any]] = {"needs": (), "consent": None}


def back(two: Neighbours) -> Neighbours:
    """The two centres the other way round: what is sent arrives at our desk."""
    return Neighbours(two.there, two.here, two.clock)


def evening(both: Neighbours, role: Role = Role.SOCIAL_WORKER) -> EndOfDay:
    return end_of_day(both.here.as_(role))


def back_up(both: Neighbours) -> None:
    made = both.clock.now()
    note_backup(both.here.desk, BackupFile(Path("a.jbak"), made, 1, bytes(16), 2))


def test_a_day_of_which_nothing_is_left(both: Neighbours) -> None:
    back_up(both)
    referral = sent(back(both))
    open_referral(both.here.desk, referral, both.clock.now())
    leave_by_stick(both)
    found = evening(both)
    assert found.is_done, found


def leave_by_stick(both: Neighbours) -> None:
    """Lay all that waits on a stick."""
    with both.here.store.begin() as work:
        for number, item in enumerate(work.queued(100)):
            now, eid = both.clock.now(), bytes([number]) * 32
            envelope = OutgoingEnvelope(eid, item.destination, b"x", now, delivered=False)
            work.packed(envelope, [item])
            work.deposited(eid, "stick", now)


def test_drafts_of_the_person_alone(both: Neighbours) -> None:
    keep_draft(both.here.desk, "intake", "", "{}")
    assert evening(both).drafts.total == 1
    assert evening(both, Role.SUPERVISOR).drafts.total == 0


def test_what_came_and_nobody_opened(both: Neighbours) -> None:
    referral = sent(back(both))
    found = evening(both)
    assert [item.referral for item in found.unopened.items] == [referral]
    assert found.promised.total == 0
    assert not found.is_done


def test_an_answer_promised_for_today(both: Neighbours) -> None:
    desk, referral = both.here.desk, sent(back(both))
    open_referral(desk, referral, both.clock.now())
    assert evening(both).promised.total == 0  # days are left for it
    put_on_hold(desk, referral, "W01", None, Moment(both.clock.now() + DAY), "", both.clock.now())
    assert evening(both).promised.total == 0
    both.clock.advance(DAY)
    (item,) = evening(both).promised.items
    assert (item.referral, item.kind) == (referral, Todo.ANSWER)


def test_a_person_who_was_to_be_seen_today(both: Neighbours) -> None:
    desk, referral, now = both.here.desk, sent(back(both)), both.clock.now()
    open_referral(desk, referral, now)
    accept(desk, referral, "Desk 2", Moment(now + DAY), "", now)
    assert evening(both).promised.total == 0
    both.clock.advance(30 * DAY)
    assert [item.kind for item in evening(both).promised.items] == [Todo.SERVE]


def test_a_call_that_is_due(both: Neighbours) -> None:
    referral = accepted(both)
    assert evening(both).calls.total == 0
    both.clock.advance(60 * DAY)
    (item,) = evening(both).calls.items
    assert (item.referral, item.kind) == (referral, Todo.CALL_PERSON)


def test_a_file_without_consent_and_one_without_a_need(both: Neighbours) -> None:
    desk, now = both.here.desk, both.clock.now()
    case = opened(both, **BARE).case
    found = evening(both)
    assert [row.id for row in found.without_consent.rows] == [case]
    assert [row.id for row in found.without_need.rows] == [case]
    assert found.opened == 1
    record_need(desk, case, NeedEntry("S10"), now)
    record_consent(desk, case, consent(now=now), now)
    found = evening(both)
    assert (found.without_consent.total, found.without_need.total) == (0, 0)


def test_a_file_of_yesterday_or_a_closed_one_asks_nothing(both: Neighbours) -> None:
    case = opened(both, **BARE).case
    close_case(both.here.desk, case, "C13", "", both.clock.now())
    assert evening(both).without_need.total == 0
    opened(both, **BARE)
    both.clock.advance(DAY)
    found = evening(both)
    assert (found.without_need.total, found.opened) == (0, 0)


def test_the_backup_of_today(both: Neighbours) -> None:
    assert evening(both).backup_due
    back_up(both)
    assert not evening(both).backup_due
    assert not evening(both, Role.TRAINER).backup_due  # not this role's to do


def test_what_waits_to_leave_and_an_exchange_not_done(both: Neighbours) -> None:
    both.clock.advance(DAY)
    assert evening(both).exchanged is False
    sent(both)
    assert evening(both).to_leave > 0
    leave_by_stick(both)
    found = evening(both)
    assert (found.to_leave, found.exchanged) == (0, True)


def test_paper_is_offered_and_keeps_no_day_open(both: Neighbours) -> None:
    print_cards(both.here.desk, 3)
    give_information(both.here.desk, "S10", "", both.clock.now())
    found = evening(both)
    assert (found.cards, found.informed) == (3, 1)
    assert EndOfDay(cards=3, informed=1).is_done


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINER])
def test_who_reads_no_files_hears_of_none(both: Neighbours, role: Role) -> None:
    sent(back(both))
    opened(both, **BARE)
    found = evening(both, role)
    assert (found.unopened.total, found.without_need.total, found.opened) == (0, 0, 0)
