"""A family on the page of its first person: who they are, whose each need is, what is covered."""

from __future__ import annotations

from referral_app.domain.case import Case
from referral_app.domain.consent import Consent
from referral_app.domain.household import FIELD
from referral_app.domain.identifiers import CaseId
from referral_app.domain.referral import Referral
from referral_app.language import without_isolates
from referral_app.services.families import open_family
from referral_app.services.households import count, household_of
from referral_app.services.ports import CaseQuery
from tests.services.builders import intake, opened
from tests.ui.desk_pages import CTRL, SHIFT, AtDesk, Key
from ui.intake.member_line import MemberLine
from ui.intake.saved import SavedFamily
from ui.intake.state import IntakeState
from ui.intake.view import IntakeScreen
from ui.parts.need_fields import NeedState
from ui.widgets.labels import Label


def begin(seat: AtDesk, *, given: bool = True) -> IntakeScreen:
    """A page on which the consent was read, about a woman who needs a bed."""
    page = seat.page(IntakeScreen)
    form = page.form
    form.consent.read.set_value(given)
    form.consent.form.set_value("written" if given else "none")
    form.consent.recipients.set_value([seat.two.there.id.hex()])
    form.person.sex.set_value("F")
    form.person.age_band.set_value("25-34")
    form.person.district.set_value("hassan")
    form.needs.blocks[0].need.category.set_value("S10")
    return page


def add(page: IntakeScreen, *lines: MemberLine) -> None:
    for line in lines:
        page.form.members.add_block()
        page.form.members.blocks[-1].set_line(line)


def save(seat: AtDesk) -> None:
    seat.press(Key.Key_Return, CTRL)
    seat.wait()


def files(seat: AtDesk) -> dict[str, Case]:
    """Every file, by age."""
    reader = seat.desk.store.reader
    rows = reader.case_page(CaseQuery(open=None)).rows
    found = (reader.case(row.id) for row in rows)
    return {case.fields.text("age_band"): case for case in found if case}


def consents(seat: AtDesk, case: Case) -> tuple[Consent, ...]:
    return seat.desk.store.reader.consents_of(case.id)


def sent(seat: AtDesk, case: Case) -> tuple[Referral, ...]:
    return seat.desk.store.reader.referrals_of(case.id)


def test_roles_follow_the_ages_until_somebody_chooses(seat: AtDesk) -> None:
    page = begin(seat)
    add(page, MemberLine("35-49"), MemberLine("60+"), MemberLine("5-11"))
    assert [line.role for line in page.form.members.lines()] == ["partner", "other", "child"]
    first = page.form.members.blocks[0]
    first.role.setFocus()
    first.role.selectAll()
    seat.type("autre")
    seat.press(Key.Key_Return)
    assert [line.role for line in page.form.members.lines()][:3] == ["other", "partner", "child"]


def test_an_empty_line_ends_the_family(seat: AtDesk) -> None:
    page = begin(seat)
    seat.press(Key.Key_G, CTRL)
    seat.type("7")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Space)
    seat.press(Key.Key_Return)
    assert len(page.form.members.blocks) == 2
    seat.press(Key.Key_Return)
    assert page.form.members.lines() == (MemberLine("5-11", "F", "child"),)
    assert page.focusWidget() is page.form.needs.blocks[0].whom


def test_everybody_gets_a_file_and_one_household(seat: AtDesk) -> None:
    page = begin(seat)
    add(page, MemberLine("35-49", "M"), MemberLine("5-11", "F"))
    save(seat)
    made = files(seat)
    assert set(made) == {"25-34", "35-49", "5-11"}
    assert count(seat.desk) == (3, 1)
    assert len({case.fields.value(FIELD)[0] for case in made.values()}) == 1  # type: ignore[index]
    assert {case.fields.text("district") for case in made.values()} == {"hassan"}
    assert made["5-11"].fields.text("caregiver") == "mother"
    assert [len(consents(seat, made[age])) for age in ("25-34", "35-49", "5-11")] == [1, 0, 1]
    assert consents(seat, made["5-11"])[0].caregiver == "mother"
    card = page.done._card
    codes = [without_isolates(label.text()) for label in card.codes]  # type: ignore[union-attr]
    assert {code.replace("-", "") for code in codes} == {case.code for case in made.values()}


def test_the_codes_of_a_family_stand_above_the_next_page(seat: AtDesk) -> None:
    page = begin(seat)
    add(page, MemberLine("5-11", "F"))
    seat.press(Key.Key_Return, CTRL | SHIFT)
    seat.wait()
    assert isinstance(page.saved_card, SavedFamily)
    codes = {without_isolates(label.text()) for label in page.saved_card.codes}
    assert {code.replace("-", "") for code in codes} == {c.code for c in files(seat).values()}
    assert page.form.members.blocks == []
    page.saved_card.closed.emit()
    assert page.saved_card is None


def test_the_summary_names_everybody(seat: AtDesk) -> None:
    page = begin(seat)
    add(page, MemberLine("5-11", "F"))
    page._show_summary()
    told = [without_isolates(label.text()) for label in page.side.summary.findChildren(Label)]
    assert "2. Enfant · Féminin · 5 à 11 ans" in told


def test_a_reading_that_covers_no_child(seat: AtDesk) -> None:
    page = begin(seat)
    add(page, MemberLine("5-11", "F"))
    page.form.members.covers.set_value(False)
    save(seat)
    assert consents(seat, files(seat)["5-11"]) == ()


def test_without_consent_the_family_is_recorded_all_the_same(seat: AtDesk) -> None:
    page = begin(seat, given=False)
    add(page, MemberLine("5-11", "F"))
    assert page.form.members.covers_row.isHidden()
    save(seat)
    made = files(seat)
    assert [consents(seat, case) for case in made.values()] == [(), ()]
    assert count(seat.desk) == (2, 1)


def test_a_need_belongs_to_the_person_that_it_names(seat: AtDesk) -> None:
    page = begin(seat)
    add(page, MemberLine("35-49", "M"), MemberLine("5-11", "F"))
    page.form.needs.add_block()
    block = page.form.needs.blocks[1]
    block.whom.set_value("2")
    block.need.category.set_value("S15")
    block.recipient.set_value(seat.two.there.id.hex())
    save(seat)
    made = files(seat)
    assert [r.request.category for r in sent(seat, made["5-11"]) if r.request] == ["S15"]
    (request,) = [r.request for r in sent(seat, made["5-11"])]
    assert request is not None
    assert dict(request.person)["age_band"] == "5-11"
    assert sent(seat, made["25-34"]) == ()
    assert len(seat.desk.store.reader.needs_of(made["25-34"].id)) == 1


def test_an_adult_who_was_not_asked_is_not_referred(seat: AtDesk) -> None:
    page = begin(seat)
    add(page, MemberLine("35-49", "M"))
    block = page.form.needs.blocks[0]
    block.whom.set_value("1")
    block.recipient.set_value(seat.two.there.id.hex())
    save(seat)
    assert files(seat) == {}
    assert "has not agreed" in block.recipient_row.error
    block.recipient.set_value(None)
    save(seat)
    assert set(files(seat)) == {"25-34", "35-49"}


def test_two_needs_of_one_person_to_one_centre_share_a_slip(seat: AtDesk) -> None:
    page = begin(seat)
    page.form.needs.add_block()
    page.form.needs.blocks[1].need.category.set_value("S06")
    for block in page.form.needs.blocks:
        block.recipient.set_value(seat.two.there.id.hex())
    save(seat)
    requests = [r.request for r in sent(seat, files(seat)["25-34"])]
    assert len(requests) == 2
    assert len({request.slip for request in requests if request and request.slip}) == 1


def test_who_is_taken_off_takes_no_need_along(seat: AtDesk) -> None:
    page = begin(seat)
    add(page, MemberLine("35-49", "M"), MemberLine("5-11", "F"), MemberLine("0-4", "M"))
    for whom in ("1", "3"):
        page.form.needs.add_block()
        page.form.needs.blocks[-1].whom.set_value(whom)
        page.form.needs.blocks[-1].need.category.set_value("S15")
    page.form.members.blocks[0].remove.click()
    assert [line.whom for line in page.form.state().needs] == [0, 0, 2]
    assert len(page.form.members.blocks) == 2


def test_a_line_without_age_is_sent_back_with_its_typing(seat: AtDesk) -> None:
    page = begin(seat)
    add(page, MemberLine(sex="M"))
    save(seat)
    assert files(seat) == {}
    block = page.form.members.blocks[0]
    assert block.rows["age_band"].error
    assert block.line().sex == "M"


def test_a_draft_keeps_the_family(seat: AtDesk) -> None:
    state = IntakeState(
        happened="2026-11-03",
        members=(MemberLine("5-11", "F", "child"), MemberLine("60+", "", "other")),
        caregiver="father",
        covers=False,
        beside="ab",
        role="child",
        under="cd",
    )
    assert IntakeState.load(state.dump()) == state
    page = begin(seat)
    add(page, MemberLine("5-11", "F", "child"))
    page.form.needs.blocks[0].whom.set_value("1")
    page.keep_draft()
    again = seat.page(IntakeScreen)
    again.offers.first.click()  # type: ignore[union-attr]
    assert again.form.state().members == (MemberLine("5-11", "F", "child"),)
    assert again.form.state().needs[0].whom == 1


def test_a_draft_of_before_is_still_read() -> None:
    old = IntakeState.load('{"happened": "2026-11-03", "needs": [{"category": "S10"}]}')
    assert old.members == ()
    assert old.needs[0].need == NeedState("S10")
    odd = IntakeState.load(
        '{"members": [{"age_band": 7}, 3], "needs": [{"whom": "1"}], "covers": 0}'
    )
    assert odd.members == (MemberLine(), MemberLine())
    assert odd.needs[0].whom == 0
    assert odd.covers


def test_a_member_takes_over_what_the_household_shares(seat: AtDesk) -> None:
    mother = opened(seat.two)
    page = seat.page(IntakeScreen, beside=mother.case)
    assert page.form.state().person["district"] == "yacoub_el_mansour"
    assert page.form.state().person["languages"] == ("fr", "wo")
    assert page.form.state().role == "child"
    assert page.focusWidget() is page.form.beside.role
    assert page.form.members.isHidden()
    page.form.person.age_band.set_value("0-4")
    assert page.form.state().under, "the consent of the mother covers her child"
    assert page.form._consent_part.isHidden()
    save(seat)
    baby = files(seat)["0-4"]
    found = household_of(seat.desk, mother.case)
    assert found is not None
    assert [member.code for member in found.others] == [baby.code]
    assert baby.fields.text("caregiver") == "mother"
    (given,) = consents(seat, baby)
    assert given.caregiver == "mother"


def test_an_adult_member_is_read_to(seat: AtDesk) -> None:
    mother = opened(seat.two)
    page = seat.page(IntakeScreen, beside=mother.case)
    page.form.person.age_band.set_value("35-49")
    assert not page.form.state().under
    page.form.needs.blocks[0].need.category.set_value("S10")
    save(seat)
    assert set(files(seat)) == {"25-34"}, "the consent is asked for"
    page.form.consent.form.set_value("none")
    save(seat)
    assert consents(seat, files(seat)["35-49"]) == ()


def test_the_next_child_is_begun_beside_the_same_file(seat: AtDesk) -> None:
    mother = opened(seat.two)
    page = seat.page(IntakeScreen, beside=mother.case)
    page.form.person.age_band.set_value("0-4")
    page.form.needs.blocks[0].need.category.set_value("S10")
    seat.press(Key.Key_Return, CTRL | SHIFT)
    seat.wait()
    assert page.form.state().beside == mother.case.hex()
    assert page.form.state().person["district"] == "yacoub_el_mansour"
    assert not page.form.state().person["age_band"]


def test_beside_a_child_the_adult_comes(seat: AtDesk) -> None:
    son = intake(seat.two, needs=(), consent=None, fields={"sex": "M", "age_band": "5-11"})
    made = open_family(seat.desk, son, (), "")
    page = seat.page(IntakeScreen, beside=made.first.case)
    assert page.form.state().role == "responsible_adult"
    assert page.form.beside.under_row.isHidden()


def test_what_was_typed_before_is_kept_as_a_draft(seat: AtDesk) -> None:
    mother = opened(seat.two)
    page = begin(seat)
    page.show_with(beside=mother.case)
    seat.wait()
    assert page.form.state().beside == mother.case.hex()
    assert not page.offers.isHidden()


def test_a_file_that_is_gone_is_no_trap(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen, beside=CaseId(bytes(16)))
    assert page.form.state().beside == ""
    assert not page.form.members.isHidden()
