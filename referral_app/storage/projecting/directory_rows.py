"""Rows of the directory of outside services."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete

from referral_app.domain.directory import Service
from referral_app.domain.identifiers import CentreId, RecordId, belongs_to
from referral_app.journal.directory import fold_service, fold_shared_service
from referral_app.journal.write import Write
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import compiled, param, upsert
from referral_app.storage.tables.directory import SERVICE_ROW

_SERVICE: Final = upsert(SERVICE_ROW, ["id"])
_NO_SERVICE: Final = compiled(delete(SERVICE_ROW).where(SERVICE_ROW.c.id == param("id")))


def project_service(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Make the row of a service of our own directory."""
    found = fold_service([write for write in writes if write.centre == own])
    if found is None:
        out.drop(_NO_SERVICE, {"id": record})
        return
    _put(record, found.service, out)


def project_shared_service(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Make the row of a service that another centre shares; ours has a row of its own."""
    if belongs_to(record, own):
        return
    service = fold_shared_service(writes, record)
    if service is None:
        out.drop(_NO_SERVICE, {"id": record})
    else:
        _put(record, service, out)


def _put(record: RecordId, service: Service, out: Rows) -> None:
    out.put(
        _SERVICE,
        {
            "id": record,
            "name_fr": service.name_fr,
            "name_ar": service.name_ar,
            "kind": service.kind,
            "categories": " ".join(service.categories),
            "district": service.district,
            "address": service.address,
            "phone": service.phone,
            "hours": service.hours,
            "documents": service.documents,
            "checked_on": service.checked_on,
            "active": service.active,
            "suspended": service.suspended,
            "in_conflict": service.in_conflict,
            "source": service.source,
            "shared": service.shared,
        },
    )
