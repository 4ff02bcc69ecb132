"""What makes rows of which facts; rows of centres, staff, invitations and blocks of codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from referral_app.domain.facts import CENTRE_INTRODUCED, KINDS, About
from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.fold import fold_centre, fold_invitation, fold_staff
from referral_app.journal.write import Write
from referral_app.storage.projecting import rows
from referral_app.storage.projecting.calendar_rows import project_calendar, project_closure
from referral_app.storage.projecting.case_rows import project_case, project_consent, project_need
from referral_app.storage.projecting.desk_rows import project_block, project_desk_invitation
from referral_app.storage.projecting.directory_rows import project_service
from referral_app.storage.projecting.information_rows import project_information
from referral_app.storage.projecting.month_rows import project_month, project_statistics_key
from referral_app.storage.projecting.paper_rows import project_cards, project_register_pages
from referral_app.storage.projecting.referral_rows import project_referral
from referral_app.storage.projecting.registry_rows import project_registry
from referral_app.storage.projecting.rows import Rows

Project = Callable[[RecordId, list[Write], frozenset[str], CentreId, Rows], None]
"""Takes a record's id, all its facts, the kinds of those that are new, our centre, and the rows."""


def _centre(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    for write in writes:
        invitation = write.fact.get("invitation")
        if write.fact.kind == CENTRE_INTRODUCED.name and isinstance(invitation, bytes):
            out.put(rows.INVITATION_USED, {"invitation": invitation, "centre": record})
    centre = fold_centre(writes, own)
    if centre is not None:
        out.put(
            rows.CENTRE,
            {
                "id": record,
                "name_fr": centre.name_fr,
                "name_ar": centre.name_ar,
                "district": centre.district,
                "is_own": centre.is_own,
                "introduced": centre.introduced_at,
            },
        )


def _staff(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    staff = fold_staff(writes)
    if staff is None:
        out.drop(rows.NO_STAFF, {"id": record})
        return
    row = {"id": record, "label": staff.label, "role": staff.role.value, "active": staff.active}
    out.put(rows.STAFF, row)


def _invitation(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    if fold_invitation(writes) is not None:
        out.put(rows.INVITATION, {"id": record})


def _nothing(
    _record: RecordId, _writes: list[Write], _new: frozenset[str], _own: CentreId, _out: Rows
) -> None:
    """Membership is folded from its whole stream, not by record (see `members`)."""


_PROJECTS: Final[dict[About, Project]] = {
    About.CASE: project_case,
    About.NEED: project_need,
    About.CONSENT: project_consent,
    About.REFERRAL: project_referral,
    About.CENTRE: _centre,
    About.STAFF: _staff,
    About.INVITATION: _invitation,
    About.BLOCK: project_block,
    About.MEMBERSHIP: _nothing,
    About.DESK_INVITATION: project_desk_invitation,
    About.CARDS: project_cards,
    About.REGISTER_PAGE: project_register_pages,
    About.SERVICE: project_service,
    About.CALENDAR: project_calendar,
    About.CLOSURE: project_closure,
    About.INFORMATION: project_information,
    About.STATISTICS: project_statistics_key,
    About.MONTH: project_month,
    About.REGISTRY: project_registry,
}
_BY_KIND: Final = {kind.name: (kind.place, _PROJECTS[kind.about]) for kind in KINDS.values()}


def project_of(write: Write) -> Project | None:
    """Return what makes rows of a fact; None when it is void: of no known kind or misplaced."""
    found = _BY_KIND.get(write.fact.kind)
    return found[1] if found is not None and found[0] is write.stream.place else None
