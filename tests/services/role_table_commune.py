"""Who may do what about the commune: part of the table of `role_table`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from referral_app.domain.added_codes import Meaning
from referral_app.domain.directory import Service
from referral_app.domain.identifiers import ServiceId
from referral_app.domain.month import Month
from referral_app.domain.shared_directory import Listing
from referral_app.domain.staff import Role
from referral_app.domain.working_time import Days
from referral_app.services import (
    alerts,
    blocks,
    code_lists,
    commune_days,
    commune_months,
    hub,
    quarantine,
    sharing,
)
from referral_app.services.desk import Desk

EVERYBODY: Final = frozenset(Role)
READERS: Final = frozenset({Role.SOCIAL_WORKER, Role.SUPERVISOR, Role.RECEPTION})
BOSS: Final = frozenset({Role.SUPERVISOR})
MANAGERS: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
NO_RECORD: Final = bytes(16)
NOWHERE: Final = ServiceId(bytes(16))
LISTED: Final = Listing((Service(NOWHERE, "École", ""),))
RAMADAN: Final = commune_days.Tellable("ramadan:2027", Days(date(2027, 2, 8), date(2027, 3, 9)))

COMMUNE: Final[dict[str, tuple[frozenset[Role], Callable[[Desk, Any], object]]]] = {
    "added_codes": (EVERYBODY, lambda d, s: code_lists.added_codes(d)),
    "add_code": (
        BOSS,
        lambda d, s: code_lists.add_code(d, Meaning("service_kinds", "school", "a", "b", "c")),
    ),
    "set_hidden": (BOSS, lambda d, s: code_lists.set_hidden(d, NO_RECORD, True)),
    "move_into_range": (EVERYBODY, lambda d, s: blocks.move_into_range(d)),
    "listing_of": (READERS, lambda d, s: sharing.listing_of(d, NOWHERE)),
    "to_settle": (READERS, lambda d, s: sharing.to_settle(d, LISTED)),
    "set_shared": (BOSS, lambda d, s: sharing.set_shared(d, NOWHERE, True, s.now)),
    "take_over": (BOSS, lambda d, s: sharing.take_over(d, NOWHERE, s.now)),
    "settle_listing": (
        BOSS,
        lambda d, s: sharing.settle_listing(d, NOWHERE, "phone", NOWHERE, s.now),
    ),
    "commune_days": (EVERYBODY, lambda d, s: commune_days.commune_days(d)),
    "tellable": (BOSS, lambda d, s: commune_days.tellable(d)),
    "tell_day": (BOSS, lambda d, s: commune_days.tell_day(d, RAMADAN, "Habous")),
    "withdraw_day": (BOSS, lambda d, s: commune_days.withdraw_day(d, NO_RECORD)),
    "alerts": (EVERYBODY, lambda d, s: alerts.alerts(d)),
    "left_out": (MANAGERS, lambda d, s: quarantine.left_out(d)),
    "gaps": (EVERYBODY, lambda d, s: quarantine.gaps(d)),
    "set_hub": (MANAGERS, lambda d, s: hub.set_hub(d, None)),
    "commune_month": (BOSS, lambda d, s: commune_months.commune_month(d, Month(2026, 9))),
    "adopt_day": (BOSS, lambda d, s: commune_days.adopt_day(d, NO_RECORD)),
}
