"""What an open store does when a computer is lost, copied or gone: keys, kit and quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, Moment
from referral_app.domain.staff import Act, Role
from referral_app.errors import RefusedError

if TYPE_CHECKING:
    from referral_app.bootstrap.identity import Known
    from referral_app.exchange.desk_keys import Steward
    from referral_app.exchange.keys import DeskKeys
    from referral_app.services.alerts import Alert
    from referral_app.services.desk import Desk
    from referral_app.services.ports.desks import LeftOut
    from referral_app.storage.desk_store import DeskStore
    from referral_app.storage.exchange_work import RoundWork


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One of our centre's keys: since when, and when its seed is destroyed; None for the present.

    `destroyed` where that is done.
    """

    number: int
    opened_at: Moment
    ends_at: Moment | None
    destroyed: bool


@dataclass(frozen=True, slots=True)
class RecoveryKit:
    """A kit that was drawn: twenty-four words, and the same for a scanner. Nothing keeps it."""

    words: tuple[str, ...] = field(repr=False)
    code: str = field(repr=False)
    centre: CentreId
    drawn_at: Moment


class GuardingActs:
    """Part of `Workspace`: what protects the centre from a computer that is in other hands."""

    desk: Desk
    _store: DeskStore
    _known: Known

    def revoke_desk(self, device: DeviceId, reason: str = "lost") -> None:
        """Take a lost, stolen or copied desk out of work and open a new key, all at once.

        What is not held here by now of all it wrote counts nowhere. Raises NotPermittedError,
        RefusedError("desk.not_steward", "desk.unknown", "desk.last_steward",
        "desk.revoke_elsewhere").
        """
        from referral_app.exchange.retiring import revoke

        with self._store.begin() as work:
            revoke(self._guard(work), device, reason)

    def quarantine(self) -> tuple[LeftOut, ...]:
        """Return what our revoked desks wrote that does not count. Raises NotPermittedError."""
        from referral_app.services.quarantine import left_out

        return left_out(self.desk)

    def readopt(self, commits: Sequence[CommitId]) -> None:
        """Let commits in quarantine count after all, on every desk.

        Raises NotPermittedError, RefusedError("desk.not_steward").
        """
        from referral_app.exchange.retiring import readopt

        with self._store.begin() as work:
            readopt(self._guard(work), commits)

    def accept_gap(self, commits: Sequence[CommitId]) -> None:
        """Wait no longer for commits that never left a computer that is gone.

        Raises NotPermittedError, RefusedError("desk.not_steward").
        """
        from referral_app.exchange.retiring import accept_gap

        with self._store.begin() as work:
            accept_gap(self._guard(work), commits)

    def rotate_keys(self) -> None:
        """Open a new key for the centre now.

        Raises NotPermittedError, RefusedError("desk.not_steward").
        """
        from referral_app.exchange.desk_keys import rotate

        with self._store.begin() as work:
            rotate(self._guard(work))

    def centre_keys(self) -> tuple[KeyLine, ...]:
        """Return our centre's keys, the present one first. Raises NotPermittedError."""
        from referral_app.exchange.desk_keys import seed_ends

        self.desk.require(Act.MANAGE_DESKS)
        reader = self.desk.store.reader
        known, seeds = reader.own_membership(), reader.kept_seeds()
        ends = seed_ends(known) if known else {}
        return tuple(
            KeyLine(epoch.number, epoch.opened_at, ends.get(epoch.kid), epoch.kid not in seeds)
            for epoch in (known.epochs if known else ())
        )

    def alerts(self) -> tuple[Alert, ...]:
        """Return what those who may act must know of the exchange. Raises NotPermittedError."""
        from referral_app.services.alerts import alerts

        return alerts(self.desk)

    def recovery_kit(self) -> RecoveryKit:
        """Draw a recovery kit; it recovers nothing until `keep_recovery_kit`.

        Raises NotPermittedError, RefusedError("desk.not_steward").
        """
        from referral_app.exchange.recovery import SECRET, write_code
        from referral_app.spoken import say

        with self._store.begin() as work:
            self._guard(work).standing()
        secret = self.desk.chance(SECRET)
        return RecoveryKit(say(secret), write_code(secret), self.desk.centre, self.desk.now())

    def keep_recovery_kit(self, words: str) -> None:
        """Let a kit that was copied hold from now on, and the ones before it no more.

        Raises NotPermittedError, InvalidInputError, RefusedError("desk.not_steward").
        """
        from referral_app.exchange.recovery import keep_kit

        self.desk.require(Act.MANAGE_DESKS)
        keys = _keys_of(words)
        with self._store.begin() as work:
            keep_kit(self._guard(work), keys)

    def recover_stewardship(self, words: str) -> None:
        """Found stewardship anew at this desk, by the words of the kit or what its code says.

        Whoever holds the paper may; the person at the desk becomes one who manages desks and team.
        Raises InvalidInputError, RefusedError("recovery.unknown", "recovery.replaced",
        "desk.retired", "desk.lets_in_already").
        """
        from dataclasses import replace

        from referral_app.exchange.recovery import recover

        keys, desk = _keys_of(words), self.desk
        identity = self._known.exchange
        lifts = desk.actor.active and not desk.actor.may(Act.MANAGE_DESKS)
        with self._store.begin() as work:
            moved = recover(work, identity, keys, self._as_steward(work))
            if not (moved or lifts):
                raise RefusedError("desk.lets_in_already")
            if lifts:
                self._let_manage(work)
        if lifts:
            self.desk = desk.acting_as(replace(desk.actor, role=Role.SUPERVISOR))

    def _let_manage(self, work: RoundWork) -> None:
        from referral_app.services.staff import write_fields

        desk = self.desk
        role = {"role": Role.SUPERVISOR.value}
        write_fields(desk, work, desk.actor.id, role, desk.now())

    def _guard(self, work: RoundWork) -> Steward:
        self.desk.require(Act.MANAGE_DESKS)
        return self._as_steward(work)

    def _as_steward(self, work: RoundWork) -> Steward:
        from referral_app.exchange.desk_keys import Steward

        desk = self.desk
        return Steward(work, self._known.exchange, desk.chance, desk.now(), desk.actor.id)


def _keys_of(words: str) -> DeskKeys:
    from referral_app.exchange.recovery import SECRET, kit_keys, read_code
    from referral_app.spoken import hear

    return kit_keys(read_code(words) or hear(words, SECRET))
