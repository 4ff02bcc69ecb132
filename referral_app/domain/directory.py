"""A service of the directory: an outside door, such as a hospital, a school or a civil registry.

It has no desk of this program. All that stands here is public: the telephone is the service's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CentreId, Moment, ServiceId

SERVICE_FIELDS = (
    "name_fr",
    "name_ar",
    "kind",
    "categories",
    "district",
    "address",
    "phone",
    "hours",
    "documents",
    "checked_on",
    "active",
    "suspended",
)
"""Names of the fields of a service."""

FRESH_DAYS = 90
"""Days after which what was checked is to be checked again (domain.md 3, I30)."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service; codes of the lists `service_kinds`, `service_categories` and `districts`.

    `suspended` says why nobody is sent there for now, else it is empty. `documents` is what a
    person brings. One that is not `active` is read but no longer chosen. `in_conflict`: two people
    wrote a field at once. `source` is the centre that shares it with the commune, None for ours,
    which are `shared` or not.
    """

    id: ServiceId
    name_fr: str
    name_ar: str
    kind: str = ""
    categories: tuple[str, ...] = ()
    district: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    documents: str = ""
    checked_on: Moment | None = None
    active: bool = True
    suspended: str = ""
    in_conflict: bool = False
    source: CentreId | None = None
    shared: bool = False

    @property
    def open(self) -> bool:
        """Whether a person may be sent there now."""
        return self.active and not self.suspended

    def name(self, language: str) -> str:
        """Return the name in `ar`, else in French; the other one where only that is known."""
        first, second = self.name_fr, self.name_ar
        return (second or first) if language == "ar" else (first or second)


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A service with the registers behind it, for the one who writes to them."""

    service: Service
    fields: Fields = field(default_factory=Fields)


def service_of(service: ServiceId, fields: Fields) -> Service | None:
    """Read a service from its fields; None while it has no name."""
    name_fr, name_ar = fields.text("name_fr"), fields.text("name_ar")
    if not (name_fr or name_ar):
        return None
    checked = fields.value("checked_on")
    return Service(
        service,
        name_fr,
        name_ar,
        fields.text("kind"),
        fields.texts("categories"),
        fields.text("district"),
        fields.text("address"),
        fields.text("phone"),
        fields.text("hours"),
        fields.text("documents"),
        Moment(checked) if type(checked) is int else None,
        fields.value("active") is not False,
        fields.text("suspended"),
        bool(fields.conflicts),
        shared=fields.value("shared") is True,
    )
