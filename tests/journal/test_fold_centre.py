"""Staff, centres, invitations and blocks of codes from their facts."""

from __future__ import annotations

import pytest

from referral_app.domain.desks import Block
from referral_app.domain.facts import (
    BLOCK_GRANTED,
    CASE_OPENED,
    CENTRE_FIELD,
    CENTRE_INTRODUCED,
    INVITATION_ISSUED,
    STAFF_FIELD,
    Fact,
    Value,
)
from referral_app.domain.identifiers import InvitationId, WriteId
from referral_app.domain.staff import Act, Role
from referral_app.journal import fold
from referral_app.journal.desks import fold_block
from referral_app.journal.stream import own
from tests.journal.desks import (
    AGDAL,
    CASE,
    CODE,
    DAY,
    TODAY,
    YACOUB,
    YOUSSOUFIA,
    FakeDesk,
    an_id,
    fact,
)

OURS = own(YACOUB)
YEARS = 365 * DAY
OPENED = fact(CASE_OPENED.name, CASE, code=CODE)


@pytest.fixture
def desk() -> FakeDesk:
    found = FakeDesk(YACOUB, "Poste 1")
    found.write(OURS, OPENED)
    return found


def tell(desk: FakeDesk, *facts: Fact) -> list[WriteId]:
    commit = desk.write(OURS, *facts)
    return [WriteId(commit.id, place) for place in range(len(facts))]


NADIA = an_id("Nadia")


def staff_fact(field: str, value: Value, *seen: WriteId) -> Fact:
    return fact(STAFF_FIELD.name, NADIA, *seen, field=field, value=value)


def test_staff_are_label_and_role(desk: FakeDesk) -> None:
    [label] = tell(desk, staff_fact("label", "N. B."))
    assert fold.fold_staff(desk.writes) is None
    tell(desk, staff_fact("role", "supervisor"))
    staff = fold.fold_staff(desk.writes)
    assert staff is not None
    assert (staff.id, staff.label, staff.role) == (NADIA, "N. B.", Role.SUPERVISOR)
    assert staff.may(Act.REINSTATE)
    tell(desk, staff_fact("label", "N. Ben.", label), staff_fact("active", False))
    staff = fold.fold_staff(desk.writes)
    assert staff is not None
    assert staff.label == "N. Ben."
    assert not staff.may(Act.READ_CASES)


def test_a_role_that_we_do_not_know_may_do_nothing(desk: FakeDesk) -> None:
    tell(desk, staff_fact("label", "N. B."), staff_fact("role", "emperor"))
    staff = fold.fold_staff(desk.writes)
    assert staff is not None
    assert not any(staff.may(act) for act in Act)


def centre_field(record: bytes, field: str, value: Value) -> Fact:
    return fact(CENTRE_FIELD.name, record, field=field, value=value)


def test_the_own_centre_names_itself(desk: FakeDesk) -> None:
    tell(desk, centre_field(YACOUB, "blocks", 8000))
    assert fold.fold_centre(desk.writes, YACOUB) is None
    tell(desk, centre_field(YACOUB, "name_fr", "Yacoub El Mansour"))
    tell(desk, centre_field(YACOUB, "name_ar", "يعقوب المنصور"))
    centre = fold.fold_centre(desk.writes, YACOUB)
    assert centre is not None
    assert centre.is_own
    assert centre.introduced_at is None
    assert (centre.name("ar"), centre.name("fr")) == ("يعقوب المنصور", "Yacoub El Mansour")


INTRODUCED = fact(
    CENTRE_INTRODUCED.name,
    YOUSSOUFIA,
    name_fr="Youssoufia",
    name_ar="اليوسفية",
    invitation=an_id("invitation"),
)


def test_another_centre_is_known_by_its_introduction(desk: FakeDesk) -> None:
    tell(desk, INTRODUCED, centre_field(YOUSSOUFIA, "district", "Youssoufia"))
    centre = fold.fold_centre(desk.writes, YACOUB)
    assert centre is not None
    assert (centre.id, centre.name_fr, centre.district) == (YOUSSOUFIA, "Youssoufia", "Youssoufia")
    assert not centre.is_own
    assert centre.introduced_at == TODAY


def test_what_another_centre_says_of_itself_there_does_not_count_here(desk: FakeDesk) -> None:
    stranger = FakeDesk(YOUSSOUFIA, "B")
    stranger.write(own(YOUSSOUFIA), INTRODUCED)
    assert fold.fold_centre(stranger.writes, YACOUB) is None
    assert fold.fold_centre(stranger.writes, YOUSSOUFIA) is not None


def test_an_invitation_is_used_by_the_centre_that_names_it(desk: FakeDesk) -> None:
    issued = fact(
        INVITATION_ISSUED.name,
        an_id("invitation"),
        secret=bytes(16),
        expires=TODAY + 7 * DAY,
        first_block=4000,
        blocks=2000,
    )
    tell(desk, issued)
    invitation = fold.fold_invitation(desk.writes)
    assert invitation is not None
    assert invitation.id == InvitationId(an_id("invitation"))
    assert (invitation.first_block, invitation.blocks) == (4000, 2000)
    assert (invitation.expires, invitation.used_by) == (TODAY + 7 * DAY, None)
    tell(desk, INTRODUCED._replace(record=AGDAL, content=INTRODUCED.content[1:]))
    tell(desk, INTRODUCED)
    invitation = fold.fold_invitation(desk.writes)
    assert invitation is not None
    assert invitation.used_by == YOUSSOUFIA


def test_a_block_is_granted_to_a_desk(desk: FakeDesk) -> None:
    tell(desk, fact(BLOCK_GRANTED.name, an_id("block"), device=desk.device, number=7))
    assert fold_block(desk.writes) == Block(an_id("block"), desk.device, 7, returned=False)


@pytest.mark.parametrize("number", [-1, True, "7", None])
def test_a_block_without_a_number_is_none(desk: FakeDesk, number: Value) -> None:
    tell(desk, fact(BLOCK_GRANTED.name, an_id("block"), device=desk.device, number=number))
    assert fold_block(desk.writes) is None
