"""A frozen month gathered for an export: exact for inside, rounded for publication.

Exact figures leave the program only with a purpose, which is noted in the log of who read what.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from referral_app.domain.centre import TRAINING
from referral_app.domain.identifiers import RecordId
from referral_app.domain.month import Month
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.checks import plain
from referral_app.services.desk import Desk
from referral_app.services.month_codec import unpack
from referral_app.services.months import FrozenMonth, differences, frozen_month
from referral_app.services.paper import own_party
from referral_app.services.ports.month_report import Audience, MonthReport
from referral_app.services.readings import note_reading
from referral_app.statistics.cubes import Place

EXPORT: Final = "export"
"""What the log of readings calls an export of exact figures: `export: <purpose>`."""
_PURPOSE_LIMIT: Final = 200


def internal_report(desk: Desk, month: Month, purpose: str) -> MonthReport:
    """Gather the exact figures of a frozen month for a purpose, and note that in the log.

    Raises NotPermittedError, InvalidInputError("export.purpose_required") and for one that is too
    long, RefusedError("export.not_frozen").
    """
    desk.require(Act.READ_STATISTICS)
    purpose = " ".join(plain(purpose, "purpose", limit=_PURPOSE_LIMIT).split())
    if not purpose:
        raise InvalidInputError("export.purpose_required", "purpose")
    frozen = _frozen(desk, month)
    note_reading(desk, f"{EXPORT}: {purpose}", RecordId(frozen.id))
    staff = {member.id: member.label for member in desk.store.reader.staff()}
    return MonthReport(
        month=month,
        audience=Audience.INTERNAL,
        tables=frozen.exact,
        centre=own_party(desk),
        revision=frozen.revision,
        changes=revision_changes(desk, frozen, exact=True),
        merges=(),
        left_out=frozen.left_out,
        lacking=len(frozen.lacking),
        purpose=purpose,
        word=frozen.word,
        frozen_at=frozen.frozen_at,
        frozen_by=staff.get(frozen.frozen_by, ""),
        covers=frozen.covers,
        zone=desk.store.reader.calendar().commune.zone,
        training=desk.mode == TRAINING,
    )


def public_report(desk: Desk, month: Month) -> MonthReport:
    """Gather the published figures of a frozen month, and nothing that says more than they do.

    Raises NotPermittedError, RefusedError("export.not_frozen").
    """
    desk.require(Act.PUBLISH_STATISTICS)
    frozen = _frozen(desk, month)
    return MonthReport(
        month=month,
        audience=Audience.PUBLICATION,
        tables=frozen.published,
        centre=own_party(desk),
        revision=frozen.revision,
        changes=revision_changes(desk, frozen, exact=False),
        merges=frozen.merges,
        left_out=None,
        lacking=len(frozen.lacking),
        purpose="",
        word="",
        frozen_at=frozen.frozen_at,
        frozen_by="",
        covers=frozen.covers,
        zone=desk.store.reader.calendar().commune.zone,
        training=desk.mode == TRAINING,
    )


def revision_changes(
    desk: Desk, frozen: FrozenMonth, *, exact: bool
) -> Mapping[Place, tuple[int, int]]:
    """Return the cells in which a revision differs from what it replaced; none for a first one.

    Raises NotPermittedError.
    """
    desk.require(Act.READ_STATISTICS)
    every = {one.id: one for one in desk.store.reader.frozen(str(frozen.month))}
    replaced = every[frozen.id].replaces
    if replaced is None or replaced not in every:
        return {}
    before = unpack(every[replaced].cubes if exact else every[replaced].rounded)
    after = frozen.exact if exact else frozen.published
    found = differences(before.tables, after)
    if exact or before.merges == frozen.merges:
        return found
    # Other categories: only what stands in both releases can be compared.
    shared = before.tables.cells.keys() & after.cells.keys()
    return {place: counts for place, counts in found.items() if place in shared}


def _frozen(desk: Desk, month: Month) -> FrozenMonth:
    frozen = frozen_month(desk, month)
    if frozen is None:
        raise RefusedError("export.not_frozen")
    return frozen
