"""A new file in the household of one that stands: what is taken over, and under which consent."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import Signal

from referral_app.domain.age import is_minor
from referral_app.domain.case import Case
from referral_app.domain.consent import Consent
from referral_app.domain.facts import Value
from referral_app.domain.household import HouseholdRole, usual_caregiver
from referral_app.domain.identifiers import CaseId
from referral_app.domain.vocabulary import Vocabularies
from referral_app.language import isolate, isolate_text
from referral_app.services.desk import Desk
from referral_app.services.families import CAREGIVER
from referral_app.services.household_links import SHARED
from referral_app.services.views import case_view
from ui.context import Ui
from ui.parts.choices import choices_of
from ui.parts.code_words import dashed
from ui.parts.dates import day_of
from ui.parts.entry_form import first_wrong, go_on_when_taken
from ui.parts.section import NoticeLine, Section
from ui.widgets.check_field import CheckField
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow


@dataclass(frozen=True, slots=True)
class BesideFile:
    """The file beside which one is opened; `consent` may cover a child, None where none stands."""

    case: Case
    consent: Consent | None

    @property
    def adult(self) -> bool:
        """Whether the person of that file can answer for a child."""
        return not is_minor(self.case.fields.text("age_band"))

    def shared(self) -> dict[str, Value]:
        """What the new file takes over at once; the person at the desk may change it."""
        fields = self.case.fields
        return {name: value for name in SHARED if (value := fields.value(name))}

    def caregiver(self) -> str:
        """Who answers for a child of this household, as far as this file tells."""
        fields = self.case.fields
        return fields.text(CAREGIVER) or (usual_caregiver(fields.text("sex")) if self.adult else "")

    def role(self) -> str:
        """Who most often comes later: a child to an adult, an adult to a child."""
        role = HouseholdRole.CHILD if self.adult else HouseholdRole.RESPONSIBLE_ADULT
        return role.value


def beside_file(desk: Desk, case: CaseId) -> BesideFile:
    """Read the file; raises NotPermittedError, RefusedError when it is unknown."""
    view, now = case_view(desk, case), desk.now()
    standing = (c for c in view.consents if c.ended_at is None and c.given_at <= now < c.until)
    found = BesideFile(view.case, next(standing, None))
    return found if found.adult else BesideFile(view.case, None)


class BesideSection(Section):
    """Which household, the role there, and whether the consent of the adult covers the child."""

    changed = Signal()

    def __init__(self, ui: Ui, lists: Vocabularies) -> None:
        _ = ui.gettext
        super().__init__(ui, "users", _("Household"))
        self.file: BesideFile | None = None
        self._minor = False
        self.where = NoticeLine(ui, "folder", "", "muted")
        self.role = ChoiceField(ui, choices_of(lists.household_roles, ui.language))
        self.role_row = FormRow(ui, _("In the household"), self.role, required=True)
        self.under = CheckField(ui, "")
        self.under_row = FormRow(ui, "", self.under)
        grid = FieldGrid(ui)
        grid.add(self.role_row, 3)
        grid.add(self.under_row, 6)
        self.body.addWidget(self.where)
        self.body.addWidget(grid)
        self.role.changed.connect(self.changed)
        self.under.changed.connect(self.changed)
        go_on_when_taken(self.role)
        self.show_file(None)

    def show_file(self, file: BesideFile | None, role: str = "", *, under: bool = False) -> None:
        """Open beside this file; None for a file of its own."""
        self.file = file
        self.setVisible(file is not None)
        with suppress(KeyError):
            self.role.set_value(role or None)
        self.under.set_value(under)
        if file is None:
            return
        ui, _ = self._ui, self._ui.gettext
        code = dashed(file.case.code, isolated=True)
        told = _("Opened beside file {code}: district and languages are taken over.")
        self.where.set_text(told.format(code=code))
        if file.consent is not None:
            day = isolate(ui.language.format_date(day_of(file.consent.given_at)))
            words = _("The consent given in file {code} on {day} covers this child as well")
            self.under.setText(words.format(code=code, day=isolate_text(day)))
        self._follow()

    def set_minor(self, *, minor: bool) -> None:
        """Whether the person of the new file is a child."""
        self._minor = minor
        self._follow()

    def covered(self) -> Consent | None:
        """The consent that covers the child of the new file, if it is one and it was ticked."""
        held = self.file is not None and self._minor and self.under.value()
        return self.file.consent if held and self.file else None

    def check(self) -> FormRow | None:
        """Say what is missing; the row, or None."""
        self.role.take()
        if self.file is not None and not self.role.value() and not self.role_row.error:
            self.role_row.set_error(self._ui.gettext("Say who it is in the household."))
        return first_wrong([self.role_row]) if self.file is not None else None

    def _follow(self) -> None:
        may = self.file is not None and self.file.consent is not None and self._minor
        self.under_row.setVisible(may)
