"""What each fact means: its kind, the record it is about, and the rule by which it merges."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias

from referral_app.domain.identifiers import Moment, RecordId, WriteId

Value: TypeAlias = "int | bytes | str | bool | tuple[Value, ...] | None"
Content: TypeAlias = tuple[tuple[str, Value], ...]
"""Named values, sorted by name."""


class Rule(Enum):
    """How facts of a kind merge; each is a pure function of the set."""

    ENTRY = "entry"  # add-only; a redaction hides it
    REGISTER = "register"  # content is field, value; writes that were seen are superseded
    HALF = "half"  # a status in one half of a referral; rank decides among live ones
    REDACTION = "redaction"  # hides the entries named in `seen`


class Place(Enum):
    """The kind of stream a fact belongs in; elsewhere it is void."""

    CENTRE = "o"
    LINK = "l"
    MEMBERSHIP = "m"
    COMMUNE = "c"
    HUB = "h"


class About(Enum):
    """The kind of record a fact is about: projections are folded per record."""

    CENTRE = "centre"
    STAFF = "staff"
    CASE = "case"
    NEED = "need"
    CONSENT = "consent"
    REFERRAL = "referral"
    INVITATION = "invitation"
    DESK_INVITATION = "desk_invitation"
    BLOCK = "block"
    CARDS = "cards"
    REGISTER_PAGE = "register_page"
    SERVICE = "service"
    CALENDAR = "calendar"
    CLOSURE = "closure"
    INFORMATION = "information"
    STATISTICS = "statistics"
    MONTH = "month"
    MEMBERSHIP = "membership"
    REGISTRY = "registry"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact."""

    name: str
    rule: Rule
    place: Place
    about: About


class Fact(NamedTuple):
    """Something that happened; `seen` names earlier facts that this one replaces or hides.

    A named tuple and not a dataclass: a save makes dozens, a list reads thousands, and a frozen
    dataclass takes three times as long to make.
    """

    kind: str
    record: RecordId
    happened: Moment
    content: Content = ()
    seen: tuple[WriteId, ...] = ()

    def get(self, name: str) -> Value:
        """Return the value called `name`, or None."""
        for key, value in self.content:
            if key == name:
                return value
        return None


def content(**values: Value) -> Content:
    """Build a fact's content; values that are None are left out."""
    return tuple(sorted([(name, value) for name, value in values.items() if value is not None]))


def field_content(field: str, value: Value) -> Content:
    """Build the content of a register's fact."""
    return (("field", field), ("value", value))


CENTRE_FIELD = Kind("centre.field", Rule.REGISTER, Place.CENTRE, About.CENTRE)
CENTRE_INTRODUCED = Kind("centre.introduced", Rule.ENTRY, Place.CENTRE, About.CENTRE)
STAFF_FIELD = Kind("staff.field", Rule.REGISTER, Place.CENTRE, About.STAFF)
INVITATION_ISSUED = Kind("invitation.issued", Rule.ENTRY, Place.CENTRE, About.INVITATION)
DESK_INVITED = Kind("desk.invited", Rule.ENTRY, Place.CENTRE, About.DESK_INVITATION)
BLOCK_GRANTED = Kind("block.granted", Rule.ENTRY, Place.CENTRE, About.BLOCK)
BLOCK_ASKED = Kind("block.asked", Rule.ENTRY, Place.CENTRE, About.BLOCK)
BLOCK_RETURNED = Kind("block.returned", Rule.ENTRY, Place.CENTRE, About.BLOCK)
CARDS_PRINTED = Kind("cards.printed", Rule.ENTRY, Place.CENTRE, About.CARDS)
REGISTER_PRINTED = Kind("register.printed", Rule.ENTRY, Place.CENTRE, About.REGISTER_PAGE)
SERVICE_FIELD = Kind("service.field", Rule.REGISTER, Place.CENTRE, About.SERVICE)
CALENDAR_FIELD = Kind("calendar.field", Rule.REGISTER, Place.CENTRE, About.CALENDAR)
CLOSURE_FIELD = Kind("closure.field", Rule.REGISTER, Place.CENTRE, About.CLOSURE)
INFORMATION_GIVEN = Kind("information.given", Rule.ENTRY, Place.CENTRE, About.INFORMATION)
INFORMATION_WITHDRAWN = Kind("information.withdrawn", Rule.ENTRY, Place.CENTRE, About.INFORMATION)
STATISTICS_KEY = Kind("statistics.key", Rule.ENTRY, Place.CENTRE, About.STATISTICS)
MONTH_FROZEN = Kind("month.frozen", Rule.ENTRY, Place.CENTRE, About.MONTH)
CASE_OPENED = Kind("case.opened", Rule.ENTRY, Place.CENTRE, About.CASE)
CASE_FIELD = Kind("case.field", Rule.REGISTER, Place.CENTRE, About.CASE)
NOTE_ADDED = Kind("note.added", Rule.ENTRY, Place.CENTRE, About.CASE)
NEED_RECORDED = Kind("need.recorded", Rule.ENTRY, Place.CENTRE, About.NEED)
NEED_FIELD = Kind("need.field", Rule.REGISTER, Place.CENTRE, About.NEED)
CONSENT_GIVEN = Kind("consent.given", Rule.ENTRY, Place.CENTRE, About.CONSENT)
CONSENT_ENDED = Kind("consent.ended", Rule.ENTRY, Place.CENTRE, About.CONSENT)
REFERRAL_FILED = Kind("referral.filed", Rule.ENTRY, Place.CENTRE, About.REFERRAL)
FOLLOW_UP_RECORDED = Kind("follow_up.recorded", Rule.ENTRY, Place.CENTRE, About.REFERRAL)
REFERRAL_COUNTERSIGNED = Kind("referral.countersigned", Rule.ENTRY, Place.CENTRE, About.REFERRAL)
OUTSIDE_STATUS = Kind("outside.status", Rule.HALF, Place.CENTRE, About.REFERRAL)
OUTSIDE_LOOP = Kind("outside.loop", Rule.REGISTER, Place.CENTRE, About.REFERRAL)
REFERRAL_STATUS = Kind("referral.status", Rule.HALF, Place.LINK, About.REFERRAL)
REFERRAL_LOOP = Kind("referral.loop", Rule.REGISTER, Place.LINK, About.REFERRAL)
ENTRY_REDACTED_CASE = Kind("case.redacted", Rule.REDACTION, Place.CENTRE, About.CASE)
GENESIS = Kind("centre.genesis", Rule.ENTRY, Place.MEMBERSHIP, About.MEMBERSHIP)
MEMBER_ADDED = Kind("member.added", Rule.ENTRY, Place.MEMBERSHIP, About.MEMBERSHIP)
MEMBER_RETIRED = Kind("member.retired", Rule.ENTRY, Place.MEMBERSHIP, About.MEMBERSHIP)
EPOCH_OPENED = Kind("epoch.opened", Rule.ENTRY, Place.MEMBERSHIP, About.MEMBERSHIP)
SUMMARY_SENT = Kind("summary.sent", Rule.ENTRY, Place.HUB, About.MONTH)
REGISTRY_ACCEPTED = Kind("registry.accepted", Rule.ENTRY, Place.CENTRE, About.REGISTRY)
REGISTRY_ROOT = Kind("registry.root", Rule.REGISTER, Place.CENTRE, About.REGISTRY)

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in tuple(globals().values()) if isinstance(kind, Kind)
}
"""Every kind this program folds; facts of other kinds are kept and relayed, not folded."""

SCHEMA = 1
"""Number of this set of kinds, carried by each commit."""
