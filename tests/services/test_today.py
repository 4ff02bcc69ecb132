"""The home screen: what breaks next stands first."""

from __future__ import annotations

import pytest

from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Status
from referral_app.services.answers import complete, open_referral, put_on_hold
from referral_app.services.consents import end_consent, record_consent
from referral_app.services.drafts import discard_draft, keep_draft
from referral_app.services.intake import NeedEntry, SendEntry
from referral_app.services.loops import close_loop
from referral_app.services.referrals import cancel_referral, refer_again, send_referral
from referral_app.services.today import Todo, TodoItem, today
from tests.fakes import DAY, HOUR, START, Neighbours, Office
from tests.services.builders import (
    accepted,
    consent,
    declined,
    opened,
    request,
    sent,
    shown,
    write_status,
)


def kinds(office: Office) -> list[Todo]:
    return [item.kind for item in today(office.desk).to_do]


def of(office: Office, kind: Todo) -> list[TodoItem]:
    return [item for item in today(office.desk).to_do if item.kind is kind]


def test_a_quiet_day(both: Neighbours) -> None:
    home = today(both.here.desk)
    assert home.to_do == home.arrived == ()
    assert home.exchange.missing == 0


def test_what_was_received_waits_for_an_answer_most_urgent_and_oldest_first(
    both: Neighbours,
) -> None:
    routine = sent(both)
    both.clock.advance(HOUR)
    urgent = sent(both, priority="P1", priority_reason="Sleeps outside")
    both.clock.advance(HOUR)
    later = sent(both)
    both.clock.advance(HOUR)
    second = sent(both, priority="P2", priority_reason="Tomorrow")
    items = of(both.there, Todo.ANSWER)
    assert [item.referral for item in items] == [urgent, second, routine, later]
    first = items[0]
    assert (first.category, first.priority, first.status) == ("S10", "P1", "requested")
    assert (first.peer, len(first.code)) == (both.here.id, 10)
    # On the other side, what should be answered today is awaited.
    assert [(item.kind, item.referral) for item in today(both.here.desk).to_do] == [
        (Todo.AWAITED, urgent)
    ]


def test_an_opened_referral_still_waits_and_a_decided_one_does_not(both: Neighbours) -> None:
    referral = sent(both)
    open_referral(both.there.desk, referral, both.clock.now())
    assert [item.status for item in of(both.there, Todo.ANSWER)] == ["received"]
    both.clock.advance(HOUR)
    review = Moment(both.clock.now() + 2 * DAY)
    put_on_hold(both.there.desk, referral, "W01", None, review, "", both.clock.now())
    assert kinds(both.there) == []
    both.clock.advance(2 * DAY)
    # The day has come on which it is looked at again.
    (item,) = of(both.there, Todo.ANSWER)
    assert (item.status, item.since) == ("on-hold", review)


def test_refused_referrals_wait_to_be_sent_anew(both: Neighbours) -> None:
    referral = declined(both)
    (item,) = of(both.here, Todo.REFER_AGAIN)
    assert (item.referral, item.status, item.peer) == (referral, "rejected", both.there.id)
    need = shown(both.here, referral).need
    assert need is not None
    entry = refer_again(both.here.desk, referral)
    send_referral(both.here.desk, need, both.there.id, entry, both.clock.now())
    assert kinds(both.here) == []


def test_completed_referrals_wait_for_the_senders_word(both: Neighbours) -> None:
    referral = accepted(both)
    complete(both.there.desk, referral, "O01", "E3", "", both.clock.now())
    both.relay()
    (item,) = of(both.here, Todo.CLOSE_LOOP)
    assert (item.referral, item.status) == (referral, "completed")
    close_loop(both.here.desk, referral, "met", "", both.clock.now())
    assert kinds(both.here) == []


def test_cancelled_referrals_wait_for_nothing(both: Neighbours) -> None:
    referral = sent(both)
    cancel_referral(both.here.desk, referral, "K03", "", both.clock.now())
    both.relay()
    assert kinds(both.here) == kinds(both.there) == []


def test_consents_that_end_under_an_open_referral(both: Neighbours) -> None:
    now = both.clock.now()
    entry = consent(both.there.id, now=now, until=Moment(now + 40 * DAY))
    page = opened(both, consent=entry, sends=(SendEntry(0, both.there.id, request()),))
    assert kinds(both.here) == []
    both.clock.advance(11 * DAY)
    (item,) = of(both.here, Todo.CONSENT_ENDS)
    assert (item.case, item.since, item.code) == (page.case, entry.until, page.code)
    assert item.referral is None
    # A newer consent of the person's sets it right.
    record_consent(both.here.desk, page.case, consent(now=both.clock.now()), both.clock.now())
    assert kinds(both.here) == [Todo.AWAITED]


def test_a_withdrawal_under_an_open_referral_is_told(both: Neighbours) -> None:
    page = opened(both, sends=(SendEntry(0, both.there.id, request()),))
    assert page.consent
    end_consent(both.here.desk, page.consent, "Changed her mind", both.clock.now())
    assert kinds(both.here) == [Todo.CONSENT_ENDS]
    cancel_referral(both.here.desk, page.referrals[0], "K02", "", both.clock.now())
    assert kinds(both.here) == []


def test_what_a_person_should_look_at(both: Neighbours) -> None:
    referral = accepted(both)
    write_status(both.there, both.here.id, referral, "rejected", reason="D01")
    both.relay()
    for office in (both.here, both.there):
        assert Todo.TO_CHECK in kinds(office)
        assert today(office.desk).counts.to_check == 1


def test_drafts_wait_for_their_owner_alone(both: Neighbours) -> None:
    keep_draft(both.here.desk, "intake", "", '{"sex": "F"}')
    (item,) = today(both.here.desk).to_do
    assert (item.kind, item.form, item.subject) == (Todo.DRAFT, "intake", "")
    from referral_app.domain.staff import Role

    assert today(both.here.as_(Role.SUPERVISOR)).to_do == ()
    discard_draft(both.here.desk, "intake", "")
    assert today(both.here.desk).to_do == ()


def test_the_order_of_everything(both: Neighbours) -> None:
    urgent = sent(both, priority="P1", priority_reason="Sleeps outside")
    declined(both)
    done = accepted(both)
    complete(both.there.desk, done, "O01", "E3", "", both.clock.now())
    both.relay()
    keep_draft(both.here.desk, "intake", "", "{}")
    ending = opened(both, sends=(SendEntry(0, both.there.id, request()),))
    assert ending.consent
    end_consent(both.here.desk, ending.consent, "Changed her mind", both.clock.now())
    found = kinds(both.here)
    assert found == [
        Todo.AWAITED,  # an emergency, whatever else waits
        Todo.CONSENT_ENDS,  # now
        Todo.DRAFT,  # today
        Todo.REFER_AGAIN,  # within a fortnight, as the next one
        Todo.CLOSE_LOOP,
    ]
    assert of(both.there, Todo.ANSWER)[0].referral == urgent


def test_of_a_long_list_the_most_urgent_stand_there_and_all_are_counted(both: Neighbours) -> None:
    oldest = sent(both)
    both.clock.advance(HOUR)
    for _ in range(4):
        sent(both)
    both.clock.advance(HOUR)
    urgent = sent(both, priority="P1", priority_reason="Sleeps outside")
    home = today(both.there.desk, most=2)
    assert [item.referral for item in home.to_do] == [urgent, oldest]
    assert home.waiting == 6
    assert today(both.there.desk).waiting == len(today(both.there.desk).to_do) == 6


def test_a_referral_from_a_clock_ahead_of_ours_waits_from_the_first(both: Neighbours) -> None:
    page = opened(both, sends=())
    both.clock.advance(400 * DAY)
    later = both.clock.now()
    entry = consent(both.there.id, now=later)
    record_consent(both.here.desk, page.case, entry, later)
    referral = send_referral(both.here.desk, page.needs[0], both.there.id, request(), later)
    both.clock.advance(-400 * DAY)
    both.relay()
    assert [item.referral for item in of(both.there, Todo.ANSWER)] == [referral]


def test_what_a_newer_desk_put_on_hold_without_a_day_is_not_forgotten(both: Neighbours) -> None:
    referral = sent(both)
    write_status(both.there, both.here.id, referral, "on-hold", reason="W01")
    assert [item.status for item in of(both.there, Todo.ANSWER)] == ["on-hold"]


def test_files_whose_consent_ends_are_counted_once_however_many_referrals_stand_under_it(
    both: Neighbours,
) -> None:
    entries = [NeedEntry("S10", detail="Two nights"), NeedEntry("S12")]
    ending = []
    for days in (12, 5):
        until = Moment(both.clock.now() + days * DAY)
        given = consent(both.there.id, now=both.clock.now(), until=until)
        sends = tuple(SendEntry(at, both.there.id, request()) for at in range(2))
        page = opened(both, needs=tuple(entries), consent=given, sends=sends)
        ending.append(page.case)
    home = today(both.here.desk)
    assert [item.case for item in home.to_do] == ending[::-1]
    assert home.waiting == 2
    (first,) = today(both.here.desk, most=1).to_do
    assert first.case == ending[1]
    assert today(both.here.desk, most=1).waiting == 2


@pytest.mark.parametrize("urgent", range(3))
def test_of_referrals_under_one_consent_the_most_urgent_stands_for_the_file(
    both: Neighbours, urgent: int
) -> None:
    entries = tuple(NeedEntry(category) for category in ("S10", "S12", "S14"))
    given = consent(both.there.id, now=both.clock.now(), until=Moment(both.clock.now() + 5 * DAY))
    requests = [request(fields=("sex",)) for _ in entries]
    requests[urgent] = request(fields=("sex",), priority="P1", priority_reason="Sleeps outside")
    sends = tuple(SendEntry(at, both.there.id, asked) for at, asked in enumerate(requests))
    opened(both, needs=entries, consent=given, sends=sends)
    (item,) = of(both.here, Todo.CONSENT_ENDS)
    assert (item.category, item.priority) == (entries[urgent].category, "P1")


def test_a_consent_to_every_centre_stands_for_this_one(both: Neighbours) -> None:
    now = both.clock.now()
    narrow = consent(both.there.id, now=now, until=Moment(now + 5 * DAY))
    page = opened(both, consent=narrow, sends=(SendEntry(0, both.there.id, request()),))
    assert kinds(both.here) == [Todo.CONSENT_ENDS]
    record_consent(both.here.desk, page.case, consent(now=now), now)
    assert kinds(both.here) == []


def test_the_home_screen_asks_as_little_on_a_long_list_as_on_a_short_one(both: Neighbours) -> None:
    def questions() -> int:
        asked: list[str] = []
        raw = both.here.store.reader._connection._raw
        raw.set_trace_callback(asked.append)
        today(both.here.desk)
        raw.set_trace_callback(None)
        return len(asked)

    for _ in range(2):
        ending = consent(both.there.id, now=both.clock.now(), until=Moment(START + 9 * DAY))
        opened(both, consent=ending, sends=(SendEntry(0, both.there.id, request()),))
    few = questions()
    assert few > 0
    for _ in range(12):
        opened(both, sends=(SendEntry(0, both.there.id, request()),))
        declined(both)
    assert questions() == few


def test_what_arrived(both: Neighbours) -> None:
    referral = accepted(both)
    arrived = today(both.here.desk).arrived
    assert [activity.status for activity in arrived] == ["accepted", "received"]
    assert {activity.referral for activity in arrived} == {referral}
    assert both.there.id in today(both.here.desk).exchange.last_contact


def test_counts_follow(both: Neighbours) -> None:
    sent(both)
    here, there = today(both.here.desk).counts, today(both.there.desk).counts
    assert (here.awaiting_answer, here.open_cases, here.open_needs) == (1, 1, 1)
    assert there.to_answer == 1
    assert shown(both.here, sent(both)).status is Status.REQUESTED
