"""The door that a referral goes to: another centre, or an outside service of the directory."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.directory import Service
from referral_app.domain.facts import OUTSIDE_STATUS, REFERRAL_STATUS, Kind
from referral_app.domain.identifiers import CentreId, ServiceId
from referral_app.errors import InvalidInputError
from referral_app.journal.stream import Stream, link
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader


@dataclass(frozen=True, slots=True)
class Door:
    """Where a request is written, and under which kind; `service` is None for a centre."""

    recipient: CentreId
    kind: Kind
    stream: Stream
    service: Service | None = None


def door_of(desk: Desk, reader: Reader, recipient: CentreId) -> Door:
    """Return the door of a recipient to whom something may be sent now.

    Raises InvalidInputError for our own centre, an unknown one, and a service nobody is sent to.
    """
    if recipient == desk.centre:
        raise InvalidInputError("centre.own", "recipient")
    known = next((centre for centre in reader.centres() if centre.id == recipient), None)
    if known is not None and not known.active:
        raise InvalidInputError("centre.inactive", "recipient")
    if known is not None:
        return Door(recipient, REFERRAL_STATUS, link(desk.centre, recipient))
    service = reader.service(ServiceId(recipient))
    if service is None:
        raise InvalidInputError("centre.unknown", "recipient")
    if not service.active:
        raise InvalidInputError("service.not_offered", "recipient")
    if service.suspended:
        raise InvalidInputError("service.suspended", "recipient")
    return Door(recipient, OUTSIDE_STATUS, desk.stream, service)


def is_outside(reader: Reader, recipient: CentreId) -> bool:
    """Whether a recipient is a service of the directory, and no centre."""
    return reader.service(ServiceId(recipient)) is not None
