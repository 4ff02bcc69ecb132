"""Questions about centres, staff, invitations, and what travels between centres."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, or_, select

from referral_app.domain.centre import Centre, Invitation
from referral_app.domain.identifiers import CentreId, InvitationId, Moment, StaffId
from referral_app.domain.registry import Entry, EntryKind, listed_too
from referral_app.domain.staff import Role, Staff
from referral_app.journal.fold import fold_invitation
from referral_app.storage.connection import Row
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, param
from referral_app.storage.tables.journal import MISSING
from referral_app.storage.tables.projections import (
    CENTRE_ROW,
    INVITATION_ROW,
    INVITATION_USE,
    STAFF_ROW,
)
from referral_app.storage.tables.registry import LISTED_ROW
from referral_app.storage.tables.traffic import CONTACT, DEPOSIT, ENVELOPE, QUEUE

_CENTRE: Final = select(*CENTRE_ROW.columns)
_OWN_CENTRE: Final = compiled(_CENTRE.where(CENTRE_ROW.c.id == param("own")))
_CENTRES: Final = compiled(_CENTRE.order_by(CENTRE_ROW.c.name_fr, CENTRE_ROW.c.id))
_LISTED: Final = compiled(
    select(*[column for column in LISTED_ROW.columns if column is not LISTED_ROW.c.registry])
)
_STAFF: Final = compiled(select(*STAFF_ROW.columns).order_by(STAFF_ROW.c.label, STAFF_ROW.c.id))
_INVITATIONS: Final = compiled(select(INVITATION_ROW.c.id))
_INVITATION_USED: Final = compiled(
    select(INVITATION_USE.c.centre).where(INVITATION_USE.c.invitation == param("invitation"))
)
_MISSING: Final = compiled(select(func.count()).select_from(MISSING))
_CONTACTS: Final = compiled(
    select(CONTACT.c.centre, CONTACT.c.at).where(CONTACT.c.centre != param("own"))
)
_LAST_DEPOSIT: Final = compiled(select(func.max(DEPOSIT.c.at)))
_TO_LEAVE: Final = compiled(
    select(func.count(QUEUE.c.cid.distinct()))
    .select_from(QUEUE.outerjoin(ENVELOPE, ENVELOPE.c.eid == QUEUE.c.eid))
    .where(
        QUEUE.c.delivered.is_(None),
        or_(QUEUE.c.eid.is_(None), ENVELOPE.c.deposited.is_(None)),
    )
)


class CentreQuestions(Asking):
    """Centres and people by what is known of them here."""

    def own_centre(self) -> Centre:
        """Return this desk's centre; nameless while its naming facts are not here."""
        rows = self._ask(_OWN_CENTRE, {"own": self._own})
        return _centre(rows[0]) if rows else Centre(self._own, "", "", is_own=True)

    def centres(self) -> tuple[Centre, ...]:
        """Return every centre that was introduced here or is in the registry, by French name."""
        known = [_centre(row) for row in self._ask(_CENTRES)]
        return listed_too(known, [_entry(row) for row in self._ask(_LISTED)])

    def staff(self) -> tuple[Staff, ...]:
        """Return the centre's staff, by label."""
        return tuple(
            Staff(StaffId(staff), label, Role(role), bool(active))
            for staff, label, role, active in self._ask(_STAFF)
        )

    def invitation(self, invitation: InvitationId) -> Invitation | None:
        """Return an invitation and who used it."""
        users = [centre for (centre,) in self._ask(_INVITATION_USED, {"invitation": invitation})]
        return fold_invitation(self.writes_about([invitation, *users]))

    def invitations(self) -> tuple[Invitation, ...]:
        """Return every invitation issued, oldest first."""
        ids = [InvitationId(invitation) for (invitation,) in self._ask(_INVITATIONS)]
        found = [invitation for id_ in ids if (invitation := self.invitation(id_)) is not None]
        return tuple(sorted(found, key=lambda invitation: (invitation.issued_at, invitation.id)))

    def missing_commits(self) -> int:
        """Return how many commits others name that never arrived."""
        return int(self._ask(_MISSING)[0][0])

    def last_contact(self) -> dict[CentreId, Moment]:
        """Return when something of each other centre last arrived."""
        rows = self._ask(_CONTACTS, {"own": self._own})
        return {CentreId(centre): Moment(at) for centre, at in rows}

    def last_deposit(self) -> Moment | None:
        """Return when an envelope of ours was last laid in a folder or on a stick."""
        ((at,),) = self._ask(_LAST_DEPOSIT)
        return None if at is None else Moment(at)

    def waiting_to_leave(self) -> int:
        """Return how many commits have not been deposited anywhere yet."""
        return int(self._ask(_TO_LEAVE)[0][0])


def _entry(row: Row) -> Entry:
    centre, kind, name_fr, name_ar, district, active, first, blocks = row
    kept = EntryKind(kind)
    return Entry(
        CentreId(centre), kept, name_fr, name_ar, district, bool(active), first, blocks, b""
    )


def _centre(row: Row) -> Centre:
    centre, name_fr, name_ar, district, is_own, introduced = row
    return Centre(CentreId(centre), name_fr, name_ar, district, bool(is_own), introduced)
