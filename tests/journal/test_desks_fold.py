"""Blocks of codes and invitations of desks, from facts in any order."""

from __future__ import annotations

from itertools import permutations

from referral_app.domain.desks import Block, DeskInvitation
from referral_app.domain.facts import BLOCK_ASKED, BLOCK_GRANTED, BLOCK_RETURNED, DESK_INVITED
from referral_app.domain.identifiers import InvitationId, Moment, StaffId
from referral_app.journal.desks import fold_block, fold_desk_invitation
from referral_app.journal.stream import own
from tests.journal.desks import DAY, TODAY, YACOUB, FakeDesk, an_id, fact, writes_of

BLOCK = an_id("block")


def test_a_block_is_asked_for_granted_and_given_back() -> None:
    desk = FakeDesk(YACOUB, "Poste 1")
    asked = desk.write(own(YACOUB), fact(BLOCK_ASKED.name, BLOCK, device=desk.device))
    granted = desk.write(own(YACOUB), fact(BLOCK_GRANTED.name, BLOCK, device=desk.device, number=4))
    returned = desk.write(
        own(YACOUB), fact(BLOCK_RETURNED.name, BLOCK, device=desk.device, number=4)
    )
    assert fold_block(writes_of([asked])) == Block(BLOCK, desk.device, None, returned=False)
    for held, given_back in (((asked, granted), False), ((asked, granted, returned), True)):
        for order in permutations(held):
            found = fold_block(writes_of(order))
            assert found == Block(BLOCK, desk.device, 4, given_back)
    assert fold_block([]) is None


def test_two_answers_to_one_asking_give_one_block() -> None:
    desk = FakeDesk(YACOUB, "Poste 1")
    first, second = (
        desk.write(own(YACOUB), fact(BLOCK_GRANTED.name, BLOCK, device=desk.device, number=number))
        for number in (1, 2)
    )
    for order in permutations((first, second)):
        assert fold_block(writes_of(order)) == Block(BLOCK, desk.device, 1, returned=False)


def test_another_desk_gives_nothing_back() -> None:
    desk, other = FakeDesk(YACOUB, "Poste 1"), FakeDesk(YACOUB, "Poste 2")
    granted = desk.write(own(YACOUB), fact(BLOCK_GRANTED.name, BLOCK, device=desk.device, number=4))
    returned = other.write(
        own(YACOUB), fact(BLOCK_RETURNED.name, BLOCK, device=other.device, number=4)
    )
    found = fold_block(writes_of((granted, returned)))
    assert found == Block(BLOCK, desk.device, 4, returned=False)


def test_an_invitation_of_a_desk() -> None:
    desk = FakeDesk(YACOUB, "Poste 1")
    invitation, staff = InvitationId(an_id("invitation")), StaffId(an_id("Sara"))
    values = {"secret": an_id("secret"), "expires": TODAY + DAY, "staff": staff}
    told = fact(DESK_INVITED.name, invitation, **values, label="SK", replaces=desk.device)
    desk.write(own(YACOUB), told)
    assert fold_desk_invitation(desk.writes) == DeskInvitation(
        invitation,
        an_id("secret"),
        Moment(TODAY + DAY),
        Moment(TODAY),
        staff,
        "SK",
        may_let_in=False,
        replaces=desk.device,
    )
    other = FakeDesk(YACOUB, "Poste 2")
    other.write(own(YACOUB), fact(DESK_INVITED.name, invitation, expires=TODAY, staff=staff))
    assert fold_desk_invitation(other.writes) is None, "without its secret it is none"
