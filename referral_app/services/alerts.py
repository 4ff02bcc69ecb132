"""What an administrator must know of the exchange, each with what can be done about it.

The kinds are open: whoever finds another thing to be told adds its kind, and the window words it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from referral_app.domain.facts import SCHEMA
from referral_app.domain.staff import Act
from referral_app.services.desk import Desk
from referral_app.services.desks import DeskLine, alarms, desks
from referral_app.services.hub import hub_of
from referral_app.services.ports.hub import CONTACT, read_contact
from referral_app.services.quarantine import gaps, left_out

DAY: Final = 86_400_000
OLD_KEY: Final = 180 * DAY
"""Milliseconds after which another centre's key is told to be old (exchange.md 3.5)."""

REWOUND: Final = 7 * DAY
"""Milliseconds for which it is told that the hub was put back."""


class AlertKind(StrEnum):
    """What is the matter, gravest first."""

    CLONE = "clone"
    QUARANTINE = "quarantine"
    GAP = "gap"
    REWOUND = "rewound"
    NEWER = "newer"
    OLD_KEY = "old_key"
    NO_KIT = "no_kit"


class Remedy(StrEnum):
    """What can be done in the window about an alert; NOTHING where it is done elsewhere."""

    REVOKE = "revoke"
    READOPT = "readopt"
    ACCEPT_GAP = "accept_gap"
    PRINT_KIT = "print_kit"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to be told. `values` fill its sentence; `desk` is the one it is about, if any."""

    kind: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    remedy: Remedy = Remedy.NOTHING
    desk: DeskLine | None = None


def alerts(desk: Desk) -> tuple[Alert, ...]:
    """Return what there is to be told, gravest first; nothing for those who can do nothing.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    if not desk.actor.may(Act.MANAGE_DESKS):
        return ()
    return (
        *_clones(desk),
        *_quarantine(desk),
        *_gaps(desk),
        *_rewound(desk),
        *_newer(desk),
        *_keys(desk),
    )


def _clones(desk: Desk) -> list[Alert]:
    return [
        Alert(AlertKind.CLONE, {"number": alarm.desk.number}, Remedy.REVOKE, alarm.desk)
        for alarm in alarms(desk)
    ]


def _quarantine(desk: Desk) -> list[Alert]:
    many = len(left_out(desk))
    return [Alert(AlertKind.QUARANTINE, {"count": many}, Remedy.READOPT)] if many else []


def _gaps(desk: Desk) -> list[Alert]:
    """What lacks of desks that are out of work: of the others it may still come by itself."""
    gone = {line.device: line for line in desks(desk) if not line.active}
    return [
        Alert(AlertKind.GAP, {"count": len(gap.commits)}, Remedy.ACCEPT_GAP, gone[gap.device])
        for gap in gaps(desk)
        if gap.device in gone
    ]


def _rewound(desk: Desk) -> list[Alert]:
    """A hub that was put back to an earlier day, for as long as somebody may wonder why."""
    reader = desk.store.reader
    hub = hub_of(reader, desk.centre)
    contact = read_contact(reader.exchange_note(CONTACT), hub.hub_id) if hub else None
    at = contact.rewound if contact else None
    return [Alert(AlertKind.REWOUND)] if at is not None and desk.now() - at < REWOUND else []


def _newer(desk: Desk) -> list[Alert]:
    return [Alert(AlertKind.NEWER)] if desk.store.reader.newest_form() > SCHEMA else []


def _keys(desk: Desk) -> list[Alert]:
    reader, now = desk.store.reader, desk.now()
    old = [centre for centre, at in reader.peer_keys().items() if now - at > OLD_KEY]
    names = {centre.id: centre for centre in reader.centres()}
    found = [
        Alert(
            AlertKind.OLD_KEY,
            {
                "name_fr": names[centre].name_fr,
                "name_ar": names[centre].name_ar,
                "days": OLD_KEY // DAY,
            },
        )
        for centre in old
        if centre in names
    ]
    known = reader.own_membership()
    if known is not None and not known.kits:
        found.append(Alert(AlertKind.NO_KIT, {}, Remedy.PRINT_KIT))
    return found
