"""Lists that a person finds again by name."""

from __future__ import annotations

import pytest

from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.cases import close_case, set_case_fields
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery
from referral_app.services.saved_lists import (
    CASES,
    MOST,
    REFERRALS,
    drop_list,
    save_list,
    saved_lists,
)
from referral_app.services.views import case_page, referral_page
from tests.fakes import DAY, Neighbours
from tests.services.builders import opened, refused, sent


def names(both: Neighbours, page: str = CASES, role: Role = Role.SOCIAL_WORKER) -> list[str]:
    return [found.built_in or found.name for found in saved_lists(both.here.as_(role), page)]


def test_the_built_in_ones_stand_first(both: Neighbours) -> None:
    assert names(both) == ["my_files", "closed_this_month"]
    assert names(both, REFERRALS) == ["unanswered", "late_sent", "late_received", "urgent_sent"]
    save_list(both.here.desk, CASES, "  Women,  July ", {"text": "S22", "state": "all"})
    assert names(both) == ["my_files", "closed_this_month", "Women, July"]
    assert names(both, REFERRALS)[-1] == "urgent_sent"
    found = saved_lists(both.here.desk, CASES)[-1]
    assert (found.get("text"), found.get("state"), found.get("order")) == ("S22", "all", "")


def test_they_are_the_person_s_own(both: Neighbours) -> None:
    save_list(both.here.desk, CASES, "Mine", {})
    assert "Mine" not in names(both, role=Role.SUPERVISOR)


def test_the_same_name_replaces_and_keeps_its_place(both: Neighbours) -> None:
    desk = both.here.desk
    save_list(desk, CASES, "Mine", {"text": "a"})
    save_list(desk, CASES, "Other", {})
    save_list(desk, CASES, "MINE", {"text": "b"})
    assert names(both)[2:] == ["MINE", "Other"]
    assert saved_lists(desk, CASES)[2].get("text") == "b"


def test_one_is_forgotten(both: Neighbours) -> None:
    desk = both.here.desk
    save_list(desk, CASES, "Mine", {})
    save_list(desk, REFERRALS, "Mine", {})
    drop_list(desk, CASES, "mine")
    drop_list(desk, CASES, "nothing of that name")
    assert "Mine" not in names(both)
    assert "Mine" in names(both, REFERRALS)


@pytest.mark.parametrize(("name", "key"), [("  ", "text.required"), ("x" * 41, "text.too_long")])
def test_a_name_that_is_none_is_refused(both: Neighbours, name: str, key: str) -> None:
    with refused(key, InvalidInputError, field="name"):
        save_list(both.here.desk, CASES, name, {})
    assert len(names(both)) == 2


def test_there_is_an_end_to_them(both: Neighbours) -> None:
    for number in range(MOST):
        save_list(both.here.desk, CASES, f"List {number}", {})
    with refused("lists.too_many", RefusedError):
        save_list(both.here.desk, CASES, "One more", {})
    save_list(both.here.desk, CASES, "List 3", {"text": "still"})


@pytest.mark.parametrize("text", ["{", "7", '[1, {"page": 1}, {"page": "cases", "name": "x"}]'])
def test_what_cannot_be_read_is_left_out(both: Neighbours, text: str) -> None:
    with both.here.store.begin() as work:
        work.put_setting(f"lists/{both.here.desk.actor.id.hex()}", text)
    assert names(both) == ["my_files", "closed_this_month"]


def test_files_are_found_by_who_follows_them(both: Neighbours) -> None:
    desk, boss = both.here.desk, both.here.as_(Role.SUPERVISOR)
    mine, hers = opened(both).case, opened(both, desk=boss).case
    given = opened(both).case
    handed = {"responsible": boss.actor.id.hex()}
    set_case_fields(desk, given, handed, both.clock.now())
    page = case_page(desk, CaseQuery(responsible=desk.actor.id))
    assert ([row.id for row in page.rows], page.total) == ([mine], 1)
    page = case_page(desk, CaseQuery(responsible=boss.actor.id, text="S10"))
    assert {row.id for row in page.rows} <= {hers, given}


def test_files_are_found_by_when_they_were_closed(both: Neighbours) -> None:
    desk, start = both.here.desk, both.clock.now()
    early, late = opened(both).case, opened(both).case
    close_case(desk, early, "C13", "", both.clock.now())
    both.clock.advance(3 * DAY)
    close_case(desk, late, "C13", "", both.clock.now())
    query = CaseQuery(open=False, closed_since=Moment(start + DAY))
    page = case_page(desk, query)
    assert ([row.id for row in page.rows], page.total) == ([late], 1)


def test_referrals_are_found_by_priority_and_status(both: Neighbours) -> None:
    desk = both.here.desk
    sent(both)
    urgent = sent(both, priority="P2", priority_reason="Soon")
    query = ReferralQuery(ReferralBox.SENT, priorities=("P1", "P2"), statuses=("requested",))
    page = referral_page(desk, query)
    assert ([row.id for row in page.rows], page.total) == ([urgent], 1)
    assert referral_page(desk, ReferralQuery(ReferralBox.SENT, kind="hospital")).total == 0
