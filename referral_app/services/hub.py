"""Where the centre's hub is: a fact of the centre, so that every desk of it goes there."""

from __future__ import annotations

from typing import Final

from referral_app.domain.facts import CENTRE_FIELD, Fact, Value, field_content
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CentreId
from referral_app.domain.staff import Act
from referral_app.journal.register import fields_of
from referral_app.journal.sound import sound_facts
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader
from referral_app.services.ports.hub import HubAddress

URL: Final = "hub_url"
ID: Final = "hub_id"
_ID_BYTES: Final = 16


def hub_of(reader: Reader, centre: CentreId) -> HubAddress | None:
    """Return the hub of a centre; None where it has none."""
    return _address(_centre_fields(reader, centre))


def set_hub(desk: Desk, hub: HubAddress | None) -> None:
    """Write where the centre's hub is, or that it has none.

    Raises NotPermittedError.
    """
    desk.require(Act.INVITE)
    values: dict[str, Value] = {URL: hub.url if hub else "", ID: hub.hub_id if hub else b""}
    with desk.store.begin() as work:
        fields = _centre_fields(work, desk.centre)
        if _address(fields) == hub and not fields.conflicts:
            return
        # Both in one commit: of two that were written at once, one stands whole.
        facts = [
            Fact(
                CENTRE_FIELD.name,
                desk.centre,
                desk.now(),
                field_content(name, value),
                fields.seen(name),
            )
            for name, value in values.items()
        ]
        work.record(desk.stream, facts, desk.actor.id)


def _address(fields: Fields) -> HubAddress | None:
    url, hub_id = fields.value(URL), fields.value(ID)
    if isinstance(url, str) and url and isinstance(hub_id, bytes) and len(hub_id) == _ID_BYTES:
        return HubAddress(url, hub_id)
    return None


def _centre_fields(reader: Reader, centre: CentreId) -> Fields:
    (written,) = sound_facts(reader.writes_about([centre]), CENTRE_FIELD)
    return fields_of([write for write in written if write.centre == centre])
