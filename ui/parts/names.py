"""Codes, centres and people of the staff, in the window's language."""

from __future__ import annotations

from functools import cached_property

from referral_app.domain.calendar import Calendar
from referral_app.domain.directory import Service
from referral_app.domain.identifiers import CentreId, ServiceId
from referral_app.services.desk import Desk
from ui.context import Ui


class Names:
    """Looks words up; centres and staff as they were known when it was made."""

    def __init__(self, ui: Ui, desk: Desk) -> None:
        self.ui, self.lists, self.own = ui, desk.vocabularies, desk.centre
        self.now = desk.now
        reader = desk.store.reader
        self._centres = {centre.id: centre for centre in (*reader.centres(), reader.own_centre())}
        self._staff = {member.id.hex(): member.label for member in reader.staff()}
        self._read_service, self._read_calendar = reader.service, reader.calendar
        self._services: dict[CentreId, Service | None] = {}

    @cached_property
    def calendar(self) -> Calendar:
        """The centre's calendar as it was known when it was first asked for."""
        return self._read_calendar()

    def label(self, code_list: str, code: str) -> str:
        """The words of a code; one that this program does not know is shown as it stands."""
        return self.lists.named(code_list).label(code, self.ui.language.code)

    def category(self, code: str) -> str:
        """The words of a service category; of none, that the need is not known yet."""
        if not code:
            return self.ui.gettext("Need not known yet")
        return self.label("service_categories", code)

    def category_icon(self, code: str) -> str:
        """The icon of a service category."""
        entry = self.lists.service_categories.get(code)
        return entry.text("icon") if entry else "circle-help"

    def centre(self, centre: CentreId | None) -> str:
        """The name of a centre, or of an outside service by its id."""
        known = self._centres.get(centre) or self.service(centre) if centre else None
        name = known.name(self.ui.language.code) if known else ""
        return name or self.ui.gettext("Unknown centre")

    def service(self, recipient: CentreId) -> Service | None:
        """The outside service of this id; None for a centre."""
        if recipient not in self._services:
            self._services[recipient] = self._read_service(ServiceId(recipient))
        return self._services[recipient]

    def member(self, staff: str) -> str:
        """The initials of a member of staff, by the hex of the id."""
        return self._staff.get(staff, "")
