"""Questions about the directory of outside services, and about calls that are due to them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from referral_app.domain.added_codes import AddedCode, Meaning
from referral_app.domain.deadlines import EMERGENCY
from referral_app.domain.directory import Service, ServiceRecord
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CentreId, Moment, RecordId, ServiceId
from referral_app.domain.referral import FINAL
from referral_app.journal.directory import fold_service, shared_fields
from referral_app.services.ports.reading import ReferralPage
from referral_app.storage.connection import Row
from referral_app.storage.reading.asking import Asking
from referral_app.storage.reading.pages import REFERRAL_COLUMNS, referral_row
from referral_app.storage.sql import aside, compiled, constant, is_set, is_unset, param
from referral_app.storage.tables.added_codes import ADDED_CODE_ROW
from referral_app.storage.tables.directory import SERVICE_ROW
from referral_app.storage.tables.projections import REFERRAL_ROW

_COLUMNS: Final = select(*SERVICE_ROW.columns)
_SERVICE: Final = compiled(_COLUMNS.where(SERVICE_ROW.c.id == param("id")))
_SERVICES: Final = compiled(_COLUMNS.order_by(SERVICE_ROW.c.name_fr, SERVICE_ROW.c.id))
_CODES: Final = compiled(select(*ADDED_CODE_ROW.columns).order_by(ADDED_CODE_ROW.c.id))
_CALLS: Final = compiled(
    select(*REFERRAL_COLUMNS, func.count().over())
    .where(
        is_unset(aside(REFERRAL_ROW.c.incoming)),
        is_set(REFERRAL_ROW.c.waiting),
        REFERRAL_ROW.c.status.not_in([constant(status) for status in sorted(FINAL)]),
        REFERRAL_ROW.c.due <= param("by"),
        is_set(REFERRAL_ROW.c.outside),
    )
    .order_by(REFERRAL_ROW.c.priority != constant(EMERGENCY), REFERRAL_ROW.c.due, REFERRAL_ROW.c.id)
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

    def shared_fields(self, record: RecordId) -> Fields:
        """Return what a centre shares under a record of the commune."""
        return shared_fields(self.writes_about([record]), record)

    def added_codes(self) -> tuple[AddedCode, ...]:
        """Return what centres added to the code lists."""
        return tuple(
            AddedCode(record, code, Meaning(name, *words), bool(hidden), CentreId(source))
            for record, source, code, name, *words, hidden in self._ask(_CODES)
        )

    def calls_due(self, by: Moment, limit: int) -> ReferralPage:
        """Return referrals to outside services of which one asks by then."""
        rows = self._ask(_CALLS, {"by": by, "limit": limit})
        total = int(rows[0][-1]) if rows else 0
        return ReferralPage(tuple(referral_row(row[:-1]) for row in rows), total)


def _service(row: Row) -> Service:
    (service, name_fr, name_ar, kind, categories, district, *rest) = row
    address, phone, hours, documents, checked, active, suspended, in_conflict, source, shared = rest
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
        None if source is None else CentreId(source),
        bool(shared),
    )
