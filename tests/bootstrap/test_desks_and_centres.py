"""Several desks of two centres: what one centre's desks share of the other."""

from __future__ import annotations

import pytest

from referral_app.bootstrap import Workspace
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import Status
from referral_app.services.answers import accept, open_referral
from referral_app.services.consents import ConsentEntry
from referral_app.services.desks import desks
from referral_app.services.intake import Intake, NeedEntry, SendEntry, open_case
from referral_app.services.sending import RequestEntry
from tests.bootstrap.conftest import Founder
from tests.bootstrap.test_desks import Centre, intake, told

HOUR = 3_600_000


class TwoCentres(Centre):
    """A centre whose desks meet over one folder, and another that meets them there."""

    def __init__(self, founder: Founder) -> None:
        super().__init__(founder)
        self.first.invite(founder.root / "invitation")
        self.other = founder.guest("other", (founder.root / "invitation").read_bytes())
        for _ in range(2):
            self.sync(self.other, self.first)


@pytest.fixture
def centre(founder: Founder) -> TwoCentres:
    return TwoCentres(founder)


def send(by: Workspace, to: Workspace) -> ReferralId:
    now = by.desk.now()
    consent = ConsentEntry(
        "written", "fr", False, ("*",), ("sex",), Moment(now + 90 * 24 * HOUR), True
    )
    page = Intake(
        now,
        {"sex": "F"},
        (NeedEntry("S01"),),
        consent,
        sends=(SendEntry(0, to.desk.centre, RequestEntry(("sex",), "P3")),),
    )
    (referral,) = open_case(by.desk, page).referrals
    return referral


def status(at: Workspace, referral: ReferralId) -> Status:
    found = at.desk.store.reader.referral(referral)
    assert found is not None
    return found.status


def test_a_new_desk_is_brought_up_with_every_stream(centre: TwoCentres) -> None:
    before = send(centre.first, centre.other)
    centre.sync(centre.first, centre.other)
    open_referral(centre.other.desk, before, centre.other.desk.now())
    centre.sync(centre.other, centre.first)
    second = centre.let_in("second")
    assert status(second, before) is Status.RECEIVED
    (peer,) = [it for it in second.desk.store.reader.centres() if not it.is_own]
    assert peer.id == centre.other.desk.centre
    assert told(second) == told(centre.first)


def test_desks_of_a_centre_follow_each_other_s_referrals(centre: TwoCentres) -> None:
    second = centre.let_in("second")
    third = centre.let_in("third")
    referral = send(second, centre.other)
    centre.sync(second, centre.other)
    open_referral(centre.other.desk, referral, centre.other.desk.now())
    accept(centre.other.desk, referral, "Bureau 2", None, "", centre.other.desk.now())
    centre.sync(centre.other, centre.first, second, third)
    centre.sync()
    for desk in centre.desks:
        assert status(desk, referral) is Status.ACCEPTED
    assert told(centre.first) == told(second) == told(third)
    # What the second desk wrote, it wrote for the whole centre: the other one answers any desk.
    answered = send(centre.other, second)
    centre.sync(centre.other, third)
    open_referral(third.desk, answered, third.desk.now())
    centre.sync(third, centre.other, second)
    assert status(centre.other, answered) is Status.RECEIVED
    assert status(second, answered) is Status.RECEIVED


def test_a_centre_met_by_one_desk_is_known_to_all(centre: TwoCentres) -> None:
    second = centre.let_in("second", may_let_in=True)
    second.invite(centre.founder.root / "again")
    data = (centre.founder.root / "again").read_bytes()
    third_centre = centre.founder.guest("third centre", data)
    centre.sync(third_centre, second, centre.first, third_centre)
    centre.sync()
    referral = send(centre.first, third_centre)
    centre.sync(centre.first, third_centre)
    open_referral(third_centre.desk, referral, third_centre.desk.now())
    centre.sync(third_centre, *centre.desks)
    assert status(centre.first, referral) is Status.RECEIVED
    assert status(second, referral) is Status.RECEIVED


def test_the_other_centre_hears_of_a_desk_that_is_replaced(centre: TwoCentres) -> None:
    second = centre.let_in("second", may_let_in=True)
    late = send(second, centre.other)
    (_, line) = desks(centre.first.desk)
    third = centre.let_in("third", replaces=line.device)
    centre.sync(centre.first, centre.other)
    centre.sync(second, centre.other)
    assert status(centre.other, late) is Status.REQUESTED
    answered = send(third, centre.other)
    centre.sync(third, centre.other)
    assert status(centre.other, answered) is Status.REQUESTED
    open_referral(centre.other.desk, late, centre.other.desk.now())
    centre.sync(centre.other, centre.first, third)
    assert status(third, late) is Status.RECEIVED


def test_two_granters_who_act_unknown_to_each_other(centre: TwoCentres) -> None:
    """One lets in a desk, one retires another meanwhile: keys and codes come right."""
    second = centre.let_in("second", may_let_in=True)
    third = centre.let_in("third")
    fourth = centre.ask("fourth", by=second)
    centre.sync(fourth, second)
    (joining,) = second.joining()
    retired = next(line for line in desks(centre.first.desk) if line.device == third.desk.device)
    centre.first.retire_desk(retired.device, "broken")
    second.confirm_desk(joining.device)  # it has not heard of the key opened just now
    for _ in range(3):
        centre.sync(centre.first, second, fourth)
    for desk in (centre.first, second, fourth):
        assert desk.synchronise(centre.folder).refused == (), "letters to others are no refusals"
    centre.desks.append(fourth)
    assert not fourth.is_waiting
    made = open_case(centre.first.desk, intake(centre.first))
    centre.sync(centre.first, fourth)
    assert fourth.desk.store.reader.case(made.case) is not None
    assert [line.active for line in desks(fourth.desk)] == [True, True, False, True]
    numbers = [block.number for block in centre.first.desk.store.reader.blocks()]
    assert len(numbers) == len(set(numbers)) == 4
