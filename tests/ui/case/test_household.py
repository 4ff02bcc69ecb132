"""The household on the page of a file: who stands in it, the ways in, and one way out for good."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from referral_app.domain.case import Case
from referral_app.domain.facts import CASE_FIELD, Fact, Value, content
from referral_app.domain.household import FIELD
from referral_app.domain.identifiers import CaseId
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.cases import add_note
from referral_app.services.families import FamilyOpened, Member, open_family
from referral_app.services.households import Household, household_of, join
from referral_app.services.intake import CaseOpened
from tests.services.builders import intake, opened
from tests.ui.desk_pages import CTRL, AtDesk, Key
from ui.case.view import CaseScreen
from ui.widgets.rows import RowItem


def words(page: CaseScreen) -> str:
    """Everything that can be read on the page."""
    labels = [without_isolates(label.text()) for label in page.findChildren(QLabel)]
    return "\n".join([*labels, *(row.accessibleName() for row in page.findChildren(RowItem))])


def dashed(code: str) -> str:
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def family(seat: AtDesk, *, covers: bool = True) -> FamilyOpened:
    """A mother with consent, her husband, a son of 5 to 11."""
    two = seat.two
    son = intake(two, needs=(), consent=None, fields={"sex": "M", "age_band": "5-11"})
    husband = intake(two, needs=(), consent=None, fields={"sex": "M", "age_band": "35-49"})
    members = (Member("partner", husband), Member("child", son))
    return open_family(seat.desk, intake(two), members, "mother", covers_children=covers)


def shown(seat: AtDesk, case: CaseId) -> Household | None:
    return household_of(seat.desk, case)


def case_of(seat: AtDesk, opened: CaseOpened) -> Case:
    found = seat.desk.store.reader.case(opened.case)
    assert found is not None
    return found


def test_a_file_alone_says_so(seat: AtDesk) -> None:
    page = seat.page(CaseScreen, case=opened(seat.two).case)
    assert "This file stands alone." in words(page)
    assert list(page.household.buttons) == ["link"]


def test_members_stand_by_code_role_and_age(seat: AtDesk) -> None:
    made = family(seat)
    page = seat.page(CaseScreen, case=made.first.case)
    rows = page.household.rows.items
    assert [(row.row.title, row.row.other) for row in rows] == [
        ("Conjoint(e) ou partenaire", "Masculin · 35 à 49 ans"),
        ("Enfant", "Masculin · 5 à 11 ans"),
    ]
    assert dashed(made.members[1].code) in words(page)
    assert "Here: Adulte responsable" in words(page)
    rows[1].acted.emit(rows[1].row.key)
    assert seat.gone == [("case", {"case": made.members[1].case})]


def test_ctrl_g_opens_a_file_beside(seat: AtDesk) -> None:
    case = opened(seat.two).case
    seat.page(CaseScreen, case=case)
    seat.press(Key.Key_G, CTRL)
    assert seat.gone == [("intake", {"beside": case})]


def test_reception_may_look_and_no_more(seat: AtDesk) -> None:
    made = family(seat)
    seat.sit_as(Role.RECEPTION)
    page = seat.page(CaseScreen, case=made.first.case)
    assert page.household.add is None
    assert page.household.buttons == {}
    seat.press(Key.Key_G, CTRL)
    assert seat.gone == []


def test_a_file_is_linked_by_its_code(seat: AtDesk) -> None:
    mother, grandmother = opened(seat.two), opened(seat.two)
    page = seat.page(CaseScreen, case=mother.case)
    page.household.buttons["link"].click()
    seat.type(dashed(grandmother.code))
    seat.press(Key.Key_Return)
    seat.type("autre")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    found = shown(seat, mother.case)
    assert found is not None
    assert [(m.code, m.role) for m in found.others] == [(grandmother.code, "other")]
    assert page.side.panel is None
    assert dashed(grandmother.code) in words(page)


def test_a_wrong_code_is_said_at_its_field_and_kept(seat: AtDesk) -> None:
    page = seat.page(CaseScreen, case=opened(seat.two).case)
    page.household.buttons["link"].click()
    seat.type("4231")
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    panel = page.side.panel
    assert panel is not None
    assert panel.rows["code"].error  # type: ignore[attr-defined]
    assert panel.state()["code"] == "4231"


def test_separating_leaves_no_trace_on_either_page(seat: AtDesk) -> None:
    made = family(seat)
    mother, husband, son = made.all
    add_note(seat.desk, mother.case, f"Husband: {dashed(husband.code)}", seat.two.clock.now())
    page = seat.page(CaseScreen, case=husband.case)
    assert dashed(mother.code) in words(page)
    page.household.buttons["separate"].click()
    assert dashed(mother.code) in words(page), "the person is told from whom"
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.view is not None
    assert page.view.household is None
    for other in (mother, son):
        assert other.code not in words(page).replace("-", "")
    assert seat.said()[-1] == "This file stands alone now."
    hers = seat.page(CaseScreen, case=mother.case)
    assert husband.code not in words(hers).replace("-", "")
    assert dashed(son.code) in words(hers)


def test_the_role_is_changed(seat: AtDesk) -> None:
    made = family(seat)
    husband = made.members[0]
    page = seat.page(CaseScreen, case=husband.case)
    page.household.buttons["role"].click()
    seat.type("autre")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    found = shown(seat, husband.case)
    assert found is not None
    assert found.role == "other"


def test_the_consent_is_extended_to_a_child(seat: AtDesk) -> None:
    made = family(seat, covers=False)
    son = made.members[1]
    assert seat.desk.store.reader.consents_of(son.case) == ()
    page = seat.page(CaseScreen, case=made.first.case)
    page.household.buttons["cover"].click()
    assert dashed(son.code) in words(page)
    seat.press(Key.Key_Return, CTRL)  # the mother answers for him: preset
    seat.wait()
    (given,) = seat.desk.store.reader.consents_of(son.case)
    assert given.caregiver == "mother"
    assert "cover" not in page.household.buttons, "nothing is left to be covered"


def test_nobody_extends_the_consent_that_a_child_gave(seat: AtDesk) -> None:
    made = family(seat)
    page = seat.page(CaseScreen, case=made.members[1].case)
    assert "cover" not in page.household.buttons


def test_two_households_say_with_whom(seat: AtDesk) -> None:
    son, mother, father = (opened(seat.two, needs=()) for _ in range(3))
    now = seat.two.clock.now()
    join(seat.desk, son.case, mother.case, "child", now)
    value: Value = (bytes(15) + b"\1", "child")
    here = seat.two.here
    facts = [
        Fact(CASE_FIELD.name, case, now, content(field=FIELD, value=linked))
        for case, linked in (
            (son.case, value),
            (father.case, (bytes(15) + b"\1", "responsible_adult")),
        )
    ]
    with here.store.begin() as work:
        work.record(here.desk.stream, facts, here.staff[Role.SUPERVISOR].id)
    page = seat.page(CaseScreen, case=son.case)
    (banner,) = page.banners
    said = "\n".join(without_isolates(label.text()) for label in banner.findChildren(QLabel))
    assert f"Enfant, with {dashed(mother.code)}" in said
    assert f"Enfant, with {dashed(father.code)}" in said
    at = next(n for n, o in enumerate(banner.conflict.options) if o.value == value)
    banner.buttons[at].click()
    seat.wait()
    assert page.banners == []
    found = shown(seat, son.case)
    assert found is not None
    assert [member.code for member in found.others] == [father.code]
    assert case_of(seat, son).fields.value(FIELD) == value
