"""Somebody leaves at one desk of a centre: its other desks follow when they hear of it."""

from __future__ import annotations

import pytest

from referral_app import bootstrap
from referral_app.domain.staff import Role
from referral_app.errors import RefusedError, WrongPassphraseError
from referral_app.services import departures, drafts, staff
from referral_app.services.intake import open_case
from tests.bootstrap.conftest import OTHER_PASSPHRASE, Founder, person
from tests.bootstrap.test_desks import Centre, intake

pytestmark = pytest.mark.usefixtures("cheap_keys")
THEIRS = "sept lanternes au bord de l’eau"


def test_the_other_desk_closes_out_whom_the_first_one_let_go(founder: Founder) -> None:
    centre = Centre(founder)
    first, second = centre.first, centre.let_in("second")
    boss = first.desk.actor.id
    gone = staff.add_staff(first.desk, "SB", Role.SOCIAL_WORKER, first.desk.now())
    centre.sync()
    for workspace in (first, second):
        workspace.open_slot(gone, THEIRS)
    worker = second.desk.acting_as(
        next(member for member in second.desk.store.reader.staff() if member.id == gone)
    )
    opened = open_case(worker, intake(second))
    drafts.keep_draft(worker, "intake", "at the second desk", "{}")
    centre.sync(second, first)
    assert departures.in_hand(first.desk, gone) == departures.Departure(cases=1, drafts=0, calls=0)
    assert first.let_go(gone, boss, first.desk.now()) == departures.Departure(1, 0, 0)
    assert {label for label, _ in first.slots()} == {"NB"}
    assert {label for label, _ in second.slots()} == {"NB", "SB"}
    centre.sync(first, second)
    assert {label for label, _ in second.slots()} == {"NB"}
    assert [told.key for told in second.take_told()] == ["people.slots_removed"]
    # What was unsaved at the second desk went the way of the files.
    assert [kept.subject for kept in drafts.drafts(second.desk)] == ["at the second desk"]
    case = second.desk.store.reader.case(opened.case)
    assert case
    assert case.fields.text("responsible") == boss.hex()
    second.close()
    with pytest.raises((WrongPassphraseError, RefusedError)):
        bootstrap.open_workspace(founder.root / "second", THEIRS)
    again = founder.again("second", OTHER_PASSPHRASE)
    assert again._opened.integrity() == ()


def test_two_desks_that_let_one_another_s_managers_go_are_opened_by_the_code(
    founder: Founder,
) -> None:
    """Neither could know: then nobody may manage the team, and the printed code lets one in."""
    centre = Centre(founder)
    first, second = centre.first, centre.let_in("second")
    other = staff.add_staff(first.desk, "HA", Role.ADMINISTRATOR, first.desk.now())
    centre.sync()
    second.open_slot(other, THEIRS)
    code = second.new_recovery_code()
    second.keep_recovery_code(code)
    second.close()
    theirs = founder.again("second", THEIRS)
    first.let_go(other, None, first.desk.now())
    theirs.let_go(first.desk.actor.id, None, theirs.desk.now())
    centre.sync(first, theirs)
    assert not theirs.desk.actor.active
    assert theirs.slots() == ()
    theirs.close()
    newcomer = person("ZA", Role.SUPERVISOR, "une toute autre phrase encore")
    rescued = founder.keep(
        bootstrap.open_with_recovery(founder.root / "second", code, newcomer, founder.parts(9))
    )
    assert rescued.desk.actor.label == "ZA"
    staff.set_staff(rescued.desk, other, {"active": True}, rescued.desk.now())
    assert rescued.desk.store.reader.staff()[0].active
