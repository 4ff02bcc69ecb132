"""Who is let in, by whom, and for how long."""

from __future__ import annotations

from referral_app.domain.centre import REAL
from referral_app.hub.members import ADMISSION_LIFETIME
from tests.hub.desks import HubAtWork, frames


def test_a_stranger_is_not_let_in(hub: HubAtWork) -> None:
    desk = hub.centre()
    assert desk.introduce().word == (403, "not_admitted")
    assert desk.introduce("ffffff-ffffff-ffffff-ffffff-ffffff").word == (403, "not_admitted")


def test_a_code_admits_one_centre_once(hub: HubAtWork) -> None:
    code, one, two = hub.code(), hub.centre(), hub.centre()
    assert one.introduce(code).json() == {"accepted": 2}
    assert two.introduce(code).word == (403, "not_admitted")
    assert one.fetch() == []


def test_a_code_ends_after_seven_days(hub: HubAtWork) -> None:
    code, one = hub.code(), hub.centre()
    hub.clock.advance(ADMISSION_LIFETIME * 1000)
    assert one.introduce(code).word == (403, "not_admitted")


def test_an_admitted_centre_vouches_for_a_newcomer(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.centre()
    raws = [commit.raw for commit in there.founding.commits]
    assert here.bring(there.centre, raws).json() == {"accepted": 2}
    assert here.bring(there.centre, raws).json() == {"accepted": 0}
    assert there.fetch() == []
    found = here.ask("GET", f"/v1/members/{there.centre.hex()}")
    assert sorted(frames(found)) == sorted(raws)


def test_a_stranger_vouches_for_nobody(hub: HubAtWork) -> None:
    one, two = hub.centre(), hub.centre()
    raws = [commit.raw for commit in two.founding.commits]
    answer = one.ask("GET", f"/v1/members/{two.centre.hex()}")
    assert answer.word == (404, "absent")
    more = {"relais-admission": hub.code()}
    assert one.bring(two.centre, raws, more).word == (403, "not_admitted")


def test_what_does_not_lead_to_the_genesis_is_refused(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.centre()
    raws = [commit.raw for commit in there.founding.commits]
    assert here.bring(there.centre, raws[1:]).word == (400, "malformed")
    assert here.bring(here.centre, raws).word == (400, "malformed")
    assert here.bring(there.centre, [b"nothing"]).word == (400, "malformed")
    assert here.bring(there.centre, []).word == (400, "malformed")
    stranger = hub.centre()
    _, forged = stranger.with_second_desk()
    assert here.bring(there.centre, [*raws, forged.raw]).word == (400, "malformed")


def test_a_centre_of_the_other_mode_stays_out(hub: HubAtWork) -> None:
    here = hub.admitted()
    hub.mode = REAL
    real = hub.centre()
    raws = [commit.raw for commit in real.founding.commits]
    assert here.bring(real.centre, raws).word == (403, "wrong_mode")


def test_a_new_desk_brings_its_own_membership(hub: HubAtWork) -> None:
    here, stranger = hub.admitted(), hub.centre()
    second, let_in = here.with_second_desk()
    assert second.pull().word == (403, "not_yours")
    assert stranger.bring(here.centre, [let_in.raw]).word == (403, "not_admitted")
    assert second.bring(here.centre, [let_in.raw]).json() == {"accepted": 1}
    assert second.fetch() == []
    second.shows_key = False
    assert second.fetch() == []


def test_a_retired_desk_is_refused_at_once(hub: HubAtWork) -> None:
    here = hub.admitted()
    second, let_in = here.with_second_desk()
    here.bring(here.centre, [let_in.raw])
    assert second.fetch() == []
    here.bring(here.centre, [here.retires(second).raw])
    assert second.pull().word == (403, "retired")
    assert here.fetch() == []


def test_naming_another_s_desk_takes_nothing_from_it(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    from referral_app.domain.facts import MEMBER_ADDED, Fact, content
    from referral_app.journal.stream import membership

    keys = there.keys
    told = content(sign_key=keys.sign_key, kem_key=keys.kem_key, role="desk", label="stolen")
    claimed = here.writes(
        membership(here.centre), Fact(MEMBER_ADDED.name, keys.device, hub.clock.now(), told)
    )
    assert here.bring(here.centre, [claimed.raw]).status == 200
    here.bring(here.centre, [here.retires(there).raw])
    assert there.fetch() == []


def test_a_centre_s_membership_has_an_end(hub: HubAtWork) -> None:
    here = hub.admitted()
    from dataclasses import replace

    object.__setattr__(hub.hub, "limits", replace(hub.hub.limits, member_commits=2))
    _, let_in = here.with_second_desk()
    assert here.bring(here.centre, [let_in.raw]).word == (413, "too_large")
