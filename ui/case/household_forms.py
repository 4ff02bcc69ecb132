"""Forms for the household of a file: linking another one, the role, separating, one consent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import Qt

from referral_app.domain.age import is_minor
from referral_app.domain.consent import Consent
from referral_app.domain.household import HouseholdRole, usual_caregiver
from referral_app.domain.identifiers import Moment
from referral_app.services.families import CAREGIVER, children_to_cover, consent_for_household
from referral_app.services.households import join_by_code, separate, set_role
from referral_app.services.ports import HouseholdMember
from referral_app.services.views import CaseView
from ui.case.panel import FormPanel, State, earliest
from ui.parts.choices import choices_of
from ui.parts.code_words import dashed
from ui.parts.section import NoticeLine
from ui.screen import Screen
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field import TextField
from ui.widgets.labels import Label


class _RoleForm(FormPanel):
    """A form that asks for a role in the household."""

    def __init__(self, screen: Screen, view: CaseView, title: str, act: str) -> None:
        self._view = view
        super().__init__(screen, title, act, earliest(view.case))

    def add_role(self, preset: str) -> None:
        """Ask for it, below what stands in the form."""
        lists, _ = self.desk.vocabularies, self.ui.gettext
        self.role = ChoiceField(self.ui, choices_of(lists.household_roles, self.ui.language))
        with suppress(KeyError):
            self.role.set_value(preset)
        self.add("role", _("In the household"), self.role, required=True)

    def take_focus(self) -> None:
        """Put the keyboard on the first field, its preset chosen: typing replaces it."""
        first = next(iter(self.rows.values()))
        first.field.setFocus(Qt.FocusReason.TabFocusReason)

    def check_role(self) -> None:
        """One is chosen."""
        self.role.take()
        if not self.role.value() and not self.rows["role"].error:
            self.say("role", self.ui.gettext("Say who it is in the household."))


class LinkPanel(_RoleForm):
    """Another file that stands already joins the household of this one."""

    name = "link"

    def __init__(self, screen: Screen, view: CaseView) -> None:
        _ = screen.context.ui.gettext
        super().__init__(screen, view, _("Link a file"), _("Link the file"))

    def build(self) -> None:
        """The code on the other card, and who that is."""
        ui, _ = self.ui, self.ui.gettext
        told = _("Both people should know: from each file one can see and open the other.")
        self.column.insertWidget(1, NoticeLine(ui, "info", told))
        self.code = TextField(ui, _("Type or scan the code"))
        self.add("code", _("Code on the other person’s card"), self.code, required=True)
        self.add_role(HouseholdRole.PARTNER.value)

    def state(self) -> State:
        """Code, role and day."""
        role = self.role.value() or ""
        return {"code": self.code.value(), "role": role, "happened": self.day()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.code.set_value(str(state.get("code", "")))
        with suppress(KeyError):
            self.role.set_value(str(state.get("role", "")) or None)
        self.set_day(state.get("happened"))

    def check(self) -> None:
        """Both are needed."""
        if not self.code.value():
            self.say("code", self.ui.gettext("Type the ten digits of the code."))
        self.check_role()

    def work(self, at: Moment) -> Callable[[], object]:
        """Link it."""
        desk, case, code = self.desk, self._view.case.id, self.code.value()
        role = self.role.value() or ""
        return lambda: join_by_code(desk, code, case, role, at)

    def said(self, _result: object) -> str:
        """That it is done."""
        return self.ui.gettext("The files are linked.")


class RolePanel(_RoleForm):
    """What the person of this file is in the household."""

    name = "role"

    def __init__(self, screen: Screen, view: CaseView) -> None:
        _ = screen.context.ui.gettext
        super().__init__(screen, view, _("Role in the household"), _("Keep the role"))

    def build(self) -> None:
        """The role, as it stands."""
        self.add_role(self._view.household.role if self._view.household else "")

    def state(self) -> State:
        """Role and day."""
        return {"role": self.role.value() or "", "happened": self.day()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        with suppress(KeyError):
            self.role.set_value(str(state.get("role", "")) or None)
        self.set_day(state.get("happened"))

    def check(self) -> None:
        """One is chosen."""
        self.check_role()

    def work(self, at: Moment) -> Callable[[], object]:
        """Write it."""
        desk, case, role = self.desk, self._view.case.id, self.role.value() or ""
        return lambda: set_role(desk, case, role, at)


class SeparatePanel(FormPanel):
    """One act, and neither side leads to the other any more."""

    name = "separate"

    def __init__(self, screen: Screen, view: CaseView) -> None:
        self._view = view
        _ = screen.context.ui.gettext
        super().__init__(screen, _("Separate this file"), _("Separate now"), earliest(view.case))

    def build(self) -> None:
        """What it does, and what it cannot do."""
        ui, _ = self.ui, self.ui.gettext
        others = self._view.household.others if self._view.household else ()
        codes = ui.language.format_list([dashed(m.code, isolated=True) for m in others])
        told = (
            _("From now on this file and {codes} do not lead to one another, at any desk.").format(
                codes=codes
            ),
            _("Nobody reads in either file that they stood together, or that they were separated."),
            _("Notes in which one bears the code of the other are hidden in both files."),
        )
        for place, sentence in enumerate(told, 1):
            self.column.insertWidget(place, Label(ui, sentence, wrap=True))

    def state(self) -> State:
        """The day."""
        return {"happened": self.day()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.set_day(state.get("happened"))

    def work(self, at: Moment) -> Callable[[], object]:
        """Separate."""
        desk, case = self.desk, self._view.case.id
        why = self.ui.gettext("It bore the code of another file.")
        return lambda: separate(desk, case, at, why)

    def said(self, _result: object) -> str:
        """That it is done, without a word of whom."""
        return self.ui.gettext("This file stands alone now.")


class CoverPanel(FormPanel):
    """The consent of this adult covers the children of the household who have none."""

    name = "cover"

    def __init__(
        self, screen: Screen, view: CaseView, consent: Consent, children: Sequence[HouseholdMember]
    ) -> None:
        self._consent, self._children = consent, tuple(children)
        self._sex = view.case.fields.text("sex")
        _ = screen.context.ui.gettext
        super().__init__(
            screen, _("Extend the consent to the children"), _("Extend the consent"), dated=False
        )

    def build(self) -> None:
        """Whom it covers, and who answers for them."""
        ui, _ = self.ui, self.ui.gettext
        codes = [dashed(child.code, isolated=True) for child in self._children]
        told = ui.ngettext(
            "The child of file {codes} gets a consent of the same terms and dates.",
            "The children of files {codes} get a consent of the same terms and dates.",
            len(codes),
        ).format(codes=ui.language.format_list(codes))
        self.column.insertWidget(1, NoticeLine(ui, "shield-check", told))
        self.caregiver = ChoiceField(ui, choices_of(self.desk.vocabularies.caregivers, ui.language))
        with suppress(KeyError):
            self.caregiver.set_value(usual_caregiver(self._sex) or None)
        self.add(CAREGIVER, _("Who answers for the children"), self.caregiver, required=True)

    def state(self) -> State:
        """Who answers for them."""
        return {CAREGIVER: self.caregiver.value() or ""}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        with suppress(KeyError):
            self.caregiver.set_value(str(state.get(CAREGIVER, "")) or None)

    def check(self) -> None:
        """Somebody does."""
        self.caregiver.take()
        if not self.caregiver.value() and not self.rows[CAREGIVER].error:
            self.say(CAREGIVER, self.ui.gettext("Say who answers for the child."))

    def work(self, _at: Moment) -> Callable[[], object]:
        """Record one consent for each child."""
        desk, consent = self.desk, self._consent.id
        children = tuple(child.case for child in self._children)
        caregiver = self.caregiver.value() or ""
        return lambda: consent_for_household(desk, consent, children, caregiver)

    def said(self, _result: object) -> str:
        """That it is done."""
        return self.ui.gettext("Consent recorded.")


def cover_panel(screen: Screen, view: CaseView) -> CoverPanel | None:
    """The form, where an adult's consent stands and a child has none."""
    found = coverable(screen, view)
    return CoverPanel(screen, view, *found) if found else None


def coverable(screen: Screen, view: CaseView) -> tuple[Consent, tuple[HouseholdMember, ...]] | None:
    """The consent of this file that can be extended, and to whom; None where there is nothing."""
    desk = screen.context.desk
    now = desk.now()
    standing = [c for c in view.consents if c.ended_at is None and c.given_at <= now < c.until]
    if not standing or is_minor(view.case.fields.text("age_band")) or view.household is None:
        return None
    children = children_to_cover(desk, view.case.id)
    return (standing[0], children) if children else None
