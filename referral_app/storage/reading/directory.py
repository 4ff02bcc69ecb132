"""Questions about the directory of outside services, and about calls that are due to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import func, select

from referral_app.domain.directory import Service, ServiceRecord
from referral_app.domain.identifiers import Moment, ServiceId
from referral_app.journal.directory import fold_service
from referral_app.services.ports.reading import ReferralPage
from referral_app.storage.connection import Row
from referral_app.storage.reading.asking import Asking
from referral_app.storage.reading.pages import REFERRAL_COLUMNS, referral_row
from referral_app.storage.sql import compiled, constant, param
from referral_app.storage.tables.directory import OUTSIDE_ROW, SERVICE_ROW
from referral_app.storage.tables.projections import REFERRAL_ROW

_COLUMNS: Final = select(*SERVICE_ROW.columns)
_SERVICE: Final = compiled(_COLUMNS.where(SERVICE_ROW.c.id == param("id")))
_SERVICES: Final = compiled(_COLUMNS.order_by(SERVICE_ROW.c.name_fr, SERVICE_ROW.c.id))
_PRIORITY: Final = func.coalesce(func.nullif(REFERRAL_ROW.c.priority, constant("")), constant("P9"))
_CALLS: Final = compiled(
    select(*REFERRAL_COLUMNS, OUTSIDE_ROW.c.call_at, func.count().over())
    .join_from(OUTSIDE_ROW, REFERRAL_ROW, REFERRAL_ROW.c.id == OUTSIDE_ROW.c.referral)
    .where(OUTSIDE_ROW.c.call_at.is_not(None), OUTSIDE_ROW.c.call_at <= param("by"))
    .order_by(_PRIORITY, OUTSIDE_ROW.c.call_at, REFERRAL_ROW.c.id)
    .limit(param("limit"))
    .offset(constant(0))
)


class DirectoryQuestions(Asking):
    """The port `DirectoryReader`."""

    def service(self, service: ServiceId) -> Service | None:
        """Return a service of our directory."""
        rows = self._ask(_SERVICE, {"id": service})
        return _service(rows[0]) if rows else None

    def services(self) -> tuple[Service, ...]:
        """Return every service of the directory, also what is no longer offered, by its name."""
        return tuple(_service(row) for row in self._ask(_SERVICES))

    def service_record(self, service: ServiceId) -> ServiceRecord | None:
        """Return a service with the registers behind it, to be written to."""
        written = self.writes_about([service])
        return fold_service([write for write in written if write.centre == self._own])

    def calls_due(self, by: Moment, limit: int) -> ReferralPage:
        """Return referrals to outside services of which one asks by then."""
        rows = self._ask(_CALLS, {"by": by, "limit": limit})
        found = [replace(referral_row(row[:-2]), since=Moment(row[-2])) for row in rows]
        return ReferralPage(tuple(found), int(rows[0][-1]) if rows else 0)


def _service(row: Row) -> Service:
    (service, name_fr, name_ar, kind, categories, district, *rest) = row
    address, phone, hours, documents, checked, active, suspended, in_conflict = rest
    return Service(
        ServiceId(service),
        name_fr,
        name_ar,
        kind,
        tuple(categories.split()),
        district,
        address,
        phone,
        hours,
        documents,
        None if checked is None else Moment(checked),
        bool(active),
        suspended,
        bool(in_conflict),
    )
