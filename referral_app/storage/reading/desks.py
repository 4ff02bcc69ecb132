"""Questions about the desks of our centre and their blocks of codes."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from referral_app.domain.case_code import BLOCK_SIZE
from referral_app.domain.desks import Block, DeskInvitation
from referral_app.domain.facts import CASE_OPENED
from referral_app.domain.identifiers import (
    CentreId,
    CommitId,
    DeviceId,
    InvitationId,
    Moment,
    StaffId,
)
from referral_app.journal.desks import fold_desk_invitation
from referral_app.journal.fact_codec import decode_fact
from referral_app.journal.hlc import COUNTER_BITS
from referral_app.journal.membership import Membership
from referral_app.journal.stream import membership
from referral_app.services.ports.desks import JOINS, NEWER, SEEN, LeftOut
from referral_app.storage.connection import Row
from referral_app.storage.incarnations import TWICE
from referral_app.storage.projecting.members import read_membership
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, constant, is_unset, param
from referral_app.storage.tables.desk import CODE_CURSOR
from referral_app.storage.tables.desks import CODE_BLOCK, DESK_INVITATION_ROW
from referral_app.storage.tables.exclusion import ACCEPTED_GAP, QUARANTINE
from referral_app.storage.tables.journal import COMMIT_LOG, FACT, MISSING
from referral_app.storage.tables.projections import CENTRE_ROW
from referral_app.storage.tables.traffic import EPOCH_SEED, EXCHANGE_NOTE

_INVITATIONS: Final = compiled(select(DESK_INVITATION_ROW.c.id))
_BLOCKS: Final = compiled(
    select(*CODE_BLOCK.columns).order_by(CODE_BLOCK.c.number, CODE_BLOCK.c.id)
)
_DRAWN: Final = compiled(
    select(func.coalesce(CODE_CURSOR.c.next, constant(0)))
    .select_from(CODE_BLOCK.outerjoin(CODE_CURSOR, CODE_CURSOR.c.block == CODE_BLOCK.c.number))
    .where(
        CODE_BLOCK.c.device == param("device"),
        CODE_BLOCK.c.number.is_not(None),
        is_unset(CODE_BLOCK.c.returned),
    )
)
_NOTE: Final = compiled(select(EXCHANGE_NOTE.c.value).where(EXCHANGE_NOTE.c.name == param("name")))
_NOTES: Final = compiled(
    select(EXCHANGE_NOTE.c.name, EXCHANGE_NOTE.c.value).where(
        EXCHANGE_NOTE.c.name >= param("first"), EXCHANGE_NOTE.c.name < param("end")
    )
)
_LEFT_OUT: Final = compiled(
    select(
        QUARANTINE.c.cid, QUARANTINE.c.device, COMMIT_LOG.c.hlc, COMMIT_LOG.c.author, FACT.c.data
    )
    .select_from(
        QUARANTINE.join(COMMIT_LOG, COMMIT_LOG.c.cid == QUARANTINE.c.cid).join(
            FACT, FACT.c.commit == COMMIT_LOG.c.row
        )
    )
    .where(QUARANTINE.c.centre == param("own"))
    .order_by(COMMIT_LOG.c.hlc, QUARANTINE.c.cid, FACT.c.place)
)
_GAPS: Final = compiled(
    select(MISSING.c.cid, MISSING.c.device)
    .where(MISSING.c.cid.not_in(select(ACCEPTED_GAP.c.cid)))
    .order_by(MISSING.c.device, MISSING.c.cid)
)
_KEPT: Final = compiled(select(EPOCH_SEED.c.kid))
_PEERS: Final = compiled(
    select(CENTRE_ROW.c.id).where(CENTRE_ROW.c.id != param("own")).order_by(CENTRE_ROW.c.id)
)


def _left_out(commit: CommitId, rows: list[Row]) -> LeftOut:
    device, hlc, author, _data = rows[0]
    facts = [fact for *_, data in rows if data is not None and (fact := decode_fact(data))]
    codes = [fact.get("code") for fact in facts if fact.kind == CASE_OPENED.name]
    return LeftOut(
        commit,
        DeviceId(device),
        Moment(hlc >> COUNTER_BITS),
        StaffId(author),
        tuple(dict.fromkeys(fact.kind for fact in facts)),
        next((code for code in codes if isinstance(code, str)), ""),
    )


class DeskListQuestions(Asking):
    """The port `DeskReader`."""

    def own_membership(self) -> Membership | None:
        """Return our centre's desks and keys."""
        self._settle()
        return read_membership(self._connection, membership(self._own))

    def founded_at(self, centre: CentreId) -> Moment | None:
        """Return when a centre was founded."""
        self._settle()
        known = read_membership(self._connection, membership(centre))
        return known.founded_at if known else None

    def desk_invitation(self, invitation: InvitationId) -> DeskInvitation | None:
        """Return an invitation of a desk."""
        return fold_desk_invitation(self.writes_about([invitation]))

    def desk_invitations(self) -> tuple[DeskInvitation, ...]:
        """Return every invitation of a desk, oldest first."""
        ids = [InvitationId(id_) for (id_,) in self._ask(_INVITATIONS)]
        found = [invitation for id_ in ids if (invitation := self.desk_invitation(id_))]
        return tuple(sorted(found, key=lambda invitation: (invitation.issued_at, invitation.id)))

    def blocks(self) -> tuple[Block, ...]:
        """Return every block of codes that was asked for, granted or given back."""
        return tuple(
            Block(id_, DeviceId(device), number, bool(returned))
            for id_, device, number, returned in self._ask(_BLOCKS)
        )

    def codes_left(self, device: DeviceId) -> int:
        """Return how many codes this desk may still give."""
        return sum(BLOCK_SIZE - drawn for (drawn,) in self._ask(_DRAWN, {"device": device}))

    def desks_seen(self) -> dict[DeviceId, Moment]:
        """Return when each other desk last told what it holds."""
        return self._moments(SEEN)

    def desks_twice(self) -> dict[DeviceId, Moment]:
        """Return the desks whose disk is proven to exist twice."""
        return self._moments(TWICE)

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return what our revoked desks wrote that does not count, oldest first."""
        found: dict[CommitId, list[Row]] = {}
        for cid, *rest in self._ask(_LEFT_OUT, {"own": self._own}):
            found.setdefault(CommitId(cid), []).append(tuple(rest))
        return tuple(_left_out(commit, rows) for commit, rows in found.items())

    def gaps(self) -> tuple[tuple[CommitId, DeviceId], ...]:
        """Return what others of a desk's commits name and never came, each with the desk."""
        return tuple((CommitId(cid), DeviceId(device)) for cid, device in self._ask(_GAPS))

    def newest_form(self) -> int:
        """Return the highest number of facts' forms met in anything that came; 0 for none."""
        rows = self._ask(_NOTE, {"name": NEWER})
        return int.from_bytes(rows[0][0], "big") if rows else 0

    def kept_seeds(self) -> frozenset[bytes]:
        """Return the ids of the keys whose seeds are kept here."""
        return frozenset(kid for (kid,) in self._ask(_KEPT))

    def peer_keys(self) -> dict[CentreId, Moment]:
        """Return when the key to which each other centre is sealed was opened."""
        found = {}
        for (centre,) in self._ask(_PEERS, {"own": self._own}):
            known = read_membership(self._connection, membership(CentreId(centre)))
            if known is not None and known.epoch is not None:
                found[CentreId(centre)] = known.epoch.opened_at
        return found

    def joins_waiting(self) -> bytes:
        """Return what desks wrote that ask to join."""
        return self.exchange_note(JOINS) or b""

    def exchange_note(self, name: str) -> bytes | None:
        """Return a small value of the exchange's own."""
        rows = self._ask(_NOTE, {"name": name})
        return rows[0][0] if rows else None

    def _moments(self, prefix: str) -> dict[DeviceId, Moment]:
        rows = self._ask(_NOTES, {"first": prefix, "end": prefix[:-1] + "0"})
        return {
            DeviceId(bytes.fromhex(name.removeprefix(prefix))): Moment(int.from_bytes(value, "big"))
            for name, value in rows
        }
