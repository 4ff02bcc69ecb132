"""The team as facts: added, changed, and what somebody who leaves hands over."""

from __future__ import annotations

import pytest

from referral_app.domain.facts import Fact, content
from referral_app.domain.identifiers import CaseId, Moment, StaffId
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError
from referral_app.services import cases, departures, drafts, staff
from referral_app.services.desk import Desk
from referral_app.services.intake import SendEntry
from tests.fakes import DAY, MINUTE, Neighbours
from tests.services.builders import case_of, opened, refused, request

SUPERVISOR, SOCIAL, ADMINISTRATOR = Role.SUPERVISOR, Role.SOCIAL_WORKER, Role.ADMINISTRATOR


@pytest.fixture
def boss(both: Neighbours) -> Desk:
    return both.here.as_(SUPERVISOR)


def line(desk: Desk, who: StaffId) -> staff.StaffLine:
    return next(found for found in staff.team(desk) if found.staff.id == who)


def test_somebody_new_is_of_the_team_from_that_day_on(both: Neighbours, boss: Desk) -> None:
    yesterday = Moment(both.clock.now() - DAY)
    added = staff.add_staff(boss, "  N  B ", SOCIAL, yesterday)
    found = line(boss, added)
    assert (found.staff.label, found.staff.role, found.staff.active) == ("N B", SOCIAL, True)
    assert (found.since, found.left_at, found.in_conflict) == (yesterday, None, False)
    # It is a fact of the centre: its other desks hear of it.
    assert added in {member.id for member in both.here.store.reader.staff()}


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("", "text.required"),
        ("ABCDEFGHI", "text.too_long"),
        ("SU", "staff.label_taken"),
        ("su", "staff.label_taken"),
    ],
)
def test_initials_that_cannot_be(boss: Desk, label: str, key: str) -> None:
    with refused(key, InvalidInputError, field="label"):
        staff.add_staff(boss, label, SOCIAL, boss.now())


def test_initials_and_role_change(both: Neighbours, boss: Desk) -> None:
    who = both.here.staff[Role.RECEPTION].id
    staff.set_staff(boss, who, {"label": "RR", "role": "social_worker"}, boss.now())
    assert (line(boss, who).staff.label, line(boss, who).staff.role) == ("RR", SOCIAL)
    with refused("vocabulary.not_offered", InvalidInputError, field="role"):
        staff.set_staff(boss, who, {"role": "king"}, boss.now())
    with refused("field.unknown", InvalidInputError, field="active"):
        staff.set_staff(boss, who, {"active": False}, boss.now())
    with refused("staff.unknown_person"):
        staff.set_staff(boss, StaffId(bytes(16)), {"label": "RR"}, boss.now())


def test_nobody_changes_their_own_role_or_leaves_by_themselves(boss: Desk) -> None:
    with refused("staff.not_yourself"):
        staff.set_staff(boss, boss.actor.id, {"role": "reception"}, boss.now())
    with refused("staff.not_yourself"):
        departures.leave(boss, boss.actor.id, None, boss.now())
    staff.set_staff(boss, boss.actor.id, {"label": "S2", "role": "supervisor"}, boss.now())


def test_somebody_who_may_manage_the_team_always_remains(both: Neighbours, boss: Desk) -> None:
    chief = both.here.as_(ADMINISTRATOR)
    departures.leave(chief, boss.actor.id, None, chief.now())
    # A desk that has not heard of it yet, or a stale window, must not remove the last one.
    with refused("staff.last_manager"):
        departures.leave(boss, chief.actor.id, None, chief.now())
    with refused("staff.last_manager"):
        staff.set_staff(boss, chief.actor.id, {"role": "reception"}, chief.now())


def handed(both: Neighbours) -> tuple[Desk, list[CaseId]]:
    """What a social worker has in hand: two files of their own, one of them with a call agreed."""
    worker = both.here.desk
    sends = (
        SendEntry(
            0,
            both.there.id,
            request(follow_up_on=Moment(both.clock.now() + DAY), follow_up_means="telephone"),
        ),
    )
    first, second = opened(both, sends=sends), opened(both)
    other = opened(both, both.here.as_(SUPERVISOR))
    named = opened(both, both.here.as_(SUPERVISOR))
    cases.set_case_fields(
        worker, named.case, {"responsible": worker.actor.id.hex()}, both.clock.now()
    )
    closed = opened(both)
    cases.close_case(worker, closed.case, "C01", "", both.clock.now())
    cases.set_case_fields(
        worker,
        other.case,
        {"responsible": both.here.staff[SUPERVISOR].id.hex()},
        both.clock.now(),
    )
    drafts.keep_draft(worker, "intake", "a", "{}")
    drafts.keep_draft(worker, "case", first.case.hex(), '{"note": "mine"}')
    return worker, [first.case, second.case, named.case]


def test_who_leaves_hands_over_files_drafts_and_calls(both: Neighbours, boss: Desk) -> None:
    worker, mine = handed(both)
    expected = departures.Departure(cases=3, drafts=2, calls=1)
    assert departures.in_hand(boss, worker.actor.id) == expected
    both.clock.advance(MINUTE)
    assert departures.leave(boss, worker.actor.id, boss.actor.id, boss.now()) == expected
    for case in mine:
        assert case_of(both.here, case).fields.text("responsible") == boss.actor.id.hex()
    assert {kept.form for kept in drafts.drafts(boss)} == {"intake", "case"}
    assert not departures.in_hand(boss, worker.actor.id)
    found = line(boss, worker.actor.id)
    assert (found.staff.active, found.left_at) == (False, boss.now())
    assert departures.in_hand(boss, boss.actor.id).cases == 4
    with refused("staff.left_already"):
        departures.leave(boss, worker.actor.id, boss.actor.id, boss.now())


def test_a_form_that_both_have_open_waits_and_loses_nobodys_words(
    both: Neighbours, boss: Desk
) -> None:
    worker, mine = handed(both)
    subject = mine[0].hex()
    drafts.keep_draft(boss, "case", subject, '{"note": "theirs"}')
    assert departures.leave(boss, worker.actor.id, boss.actor.id, boss.now()).drafts == 1
    kept = drafts.draft(boss, "case", subject)
    assert kept
    assert "theirs" in kept.data
    assert departures.hand_on_drafts(boss) == 0
    drafts.discard_draft(boss, "case", subject)
    assert departures.hand_on_drafts(boss) == 1
    kept = drafts.draft(boss, "case", subject)
    assert kept
    assert "mine" in kept.data
    assert departures.hand_on_drafts(boss) == 0


def test_drafts_follow_whoever_took_over_from_the_one_who_took_over(both: Neighbours) -> None:
    chief = both.here.as_(ADMINISTRATOR)
    worker, boss = both.here.desk, both.here.as_(SUPERVISOR)
    other = staff.add_staff(chief, "NB", SOCIAL, chief.now())
    departures.leave(chief, worker.actor.id, other, chief.now())
    departures.leave(chief, other, boss.actor.id, chief.now())
    drafts.keep_draft(worker, "intake", "late", "{}")  # as another desk of the centre held it
    assert departures.hand_on_drafts(chief) == 1
    assert [kept.subject for kept in drafts.drafts(boss)] == ["late"]


def test_with_nobody_to_take_over_files_wait_for_somebody(both: Neighbours, boss: Desk) -> None:
    worker, mine = handed(both)
    left = departures.leave(boss, worker.actor.id, None, boss.now())
    assert left == departures.in_hand(boss, worker.actor.id) == departures.Departure(3, 2, 1)
    with refused("staff.still_here"):
        departures.hand_over(boss, boss.actor.id, boss.actor.id, boss.now())
    assert departures.hand_over(boss, worker.actor.id, boss.actor.id, boss.now()) == left
    assert not departures.in_hand(boss, worker.actor.id)
    assert case_of(both.here, mine[0]).fields.text("responsible") == boss.actor.id.hex()


def test_only_who_follows_files_may_take_over(both: Neighbours, boss: Desk) -> None:
    worker, mine = handed(both)
    assert {m.role for m in departures.may_take_over(boss)} == {SOCIAL, SUPERVISOR}
    for heir in (
        both.here.staff[ADMINISTRATOR].id,
        both.here.staff[Role.RECEPTION].id,
        worker.actor.id,
        StaffId(bytes(16)),
    ):
        with refused("staff.cannot_take_over", InvalidInputError, field="to"):
            departures.leave(boss, worker.actor.id, heir, boss.now())
    # All or nothing: nobody has left, nothing moved.
    assert line(boss, worker.actor.id).staff.active
    assert case_of(both.here, mine[0]).fields.text("responsible") == ""


def test_who_comes_back_is_there_again(both: Neighbours, boss: Desk) -> None:
    worker = both.here.desk
    departures.leave(boss, worker.actor.id, boss.actor.id, boss.now())
    staff.add_staff(boss, "SO", SOCIAL, boss.now())
    with refused("staff.label_taken", InvalidInputError, field="label"):
        staff.set_staff(boss, worker.actor.id, {"active": True}, boss.now())
    staff.set_staff(boss, worker.actor.id, {"active": True, "label": "S3"}, boss.now())
    found = line(boss, worker.actor.id)
    assert (found.staff.active, found.staff.label, found.left_at) == (True, "S3", None)
    drafts.keep_draft(worker, "intake", "own", "{}")
    assert departures.hand_on_drafts(boss) == 0


def test_a_date_that_cannot_be(boss: Desk) -> None:
    with refused("date.in_future", InvalidInputError, field="happened"):
        staff.add_staff(boss, "NB", SOCIAL, Moment(boss.now() + DAY))


def test_nobody_leaves_before_they_came(both: Neighbours, boss: Desk) -> None:
    came = Moment(both.clock.now() - 5 * DAY)
    who = staff.add_staff(boss, "NB", SOCIAL, came)
    with refused("date.before_start", InvalidInputError, field="happened"):
        departures.leave(boss, who, None, Moment(came - 2 * DAY))
    departures.leave(boss, who, None, Moment(came + DAY))
    assert line(boss, who).left_at == came + DAY


def two_minds(both: Neighbours, who: StaffId) -> None:
    """Two desks wrote different things without knowing of one another."""
    desk = both.here.desk
    for said in (True, False):
        fact = Fact("staff.field", who, desk.now(), content(field="active", value=said))
        with desk.store.begin() as work:
            work.record(desk.stream, (fact,), desk.actor.id)


def test_what_two_desks_wrote_differently_is_settled(both: Neighbours, boss: Desk) -> None:
    who = both.here.staff[Role.RECEPTION].id
    two_minds(both, who)
    assert line(boss, who).in_conflict
    departures.leave(boss, who, None, boss.now())
    assert (line(boss, who).staff.active, line(boss, who).in_conflict) == (False, False)
    two_minds(both, who)
    staff.set_staff(boss, who, {"active": True}, boss.now())
    assert (line(boss, who).staff.active, line(boss, who).in_conflict) == (True, False)


def test_many_files_are_handed_over_at_once(both: Neighbours, boss: Desk) -> None:
    """More than one commit holds: all of them or none."""
    worker = both.here.desk
    made = [opened(both).case for _ in range(70)]
    assert departures.leave(boss, worker.actor.id, boss.actor.id, boss.now()).cases == 70
    assert all(
        case_of(both.here, case).fields.text("responsible") == boss.actor.id.hex() for case in made
    )
