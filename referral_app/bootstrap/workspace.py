"""An open store with a person at it."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from referral_app.bootstrap.erasing_acts import ErasingActs
from referral_app.bootstrap.hub_acts import HubActs
from referral_app.bootstrap.one_round import OneRound, Progress
from referral_app.bootstrap.values import InvitationSummary, Parts, Told
from referral_app.domain.identifiers import (
    CentreId,
    Moment,
    StaffId,
)
from referral_app.errors import RefusedError

if TYPE_CHECKING:
    from referral_app.bootstrap.backing_up import Backups
    from referral_app.bootstrap.identity import Known
    from referral_app.domain.staff import Staff
    from referral_app.exchange.desk_invitation import DeskInvitationContent
    from referral_app.services.departures import Departure
    from referral_app.services.desk import Desk
    from referral_app.services.ports import RoundReport
    from referral_app.storage.desk_store import DeskStore
    from referral_app.storage.store import OpenStore


class Workspace(HubActs, ErasingActs):
    """What windows and the command line work with; to be used from the store thread, and closed.

    `desk` is for the services. A round and a backup may run on a thread beside it: saves go between
    their steps, and closing stops them first.
    """

    desk: Desk

    def __init__(
        self,
        folder: Path,
        opened: OpenStore,
        store: DeskStore,
        known: Known,
        desk: Desk,
        parts: Parts,
    ) -> None:
        self.desk = desk
        self._told: deque[Told] = deque()
        self._round = OneRound()
        self.folder = folder
        self._opened = opened
        self._store = store
        self._known = known
        self._parts = parts

    def synchronise(self, folder: Path, progress: Progress | None = None) -> RoundReport:
        """Exchange envelopes with a shared folder or a stick.

        Raises NotPermittedError, RefusedError("exchange.running"), NoRoomError or UnavailableError
        when the folder fails; what was read stays read.
        """
        with self._round.turn(progress) as advance:
            return self._synchronise(folder, advance)

    def _synchronise(self, folder: Path, progress: Progress) -> RoundReport:
        from referral_app.domain.centre import TRAINING
        from referral_app.domain.staff import Act
        from referral_app.exchange.folder import Folder
        from referral_app.exchange.round import Round

        if self.is_waiting:
            return self._wait(folder, progress)
        self.desk.require(Act.SYNCHRONISE)
        place = Folder(folder)
        self.tell(*self._follow_registry(place))
        exchange = Round(
            self._store,
            self._known.exchange,
            place,
            self._parts.clock,
            self.desk.actor.id,
            self._parts.chance,
        )
        report = exchange.run(progress)
        self._lay_registry(place)
        self._tidy(place)
        if self.desk.mode == TRAINING:
            self._let_neighbour_answer(folder)
        self._follow()
        return report

    @property
    def answers_by_itself(self) -> bool:
        """Whether a training neighbour answers at each exchange with a folder: then people exchange
        by hand, for its store takes a second to open."""
        from referral_app.bootstrap.trial import neighbour_passphrase

        return bool(neighbour_passphrase(self.desk))

    def follow_lists(self) -> None:
        """Offer what centres have added to the code lists since."""
        from referral_app.bootstrap.vocabularies import vocabularies_of

        lists = vocabularies_of(self._store.reader)
        if lists != self.desk.vocabularies:
            self.desk = replace(self.desk, vocabularies=lists)

    def invite(self, file: Path, *, by_mail: bool = False) -> InvitationSummary:
        """Write an invitation for a second centre; it holds a secret and travels by hand.

        `by_mail` leaves the secret out: its words are in what is returned, and nowhere else.
        Raises NotPermittedError, RefusedError, NoRoomError.
        """
        from referral_app.bootstrap.inviting import invite

        return invite(self._store, self.desk, self._known, file, by_mail=by_mail)

    def fingerprint(self, centre: CentreId) -> str:
        """Return a centre's fingerprint, 12 groups of 5 digits to compare aloud."""
        from referral_app.exchange.fingerprint import fingerprint

        return fingerprint(centre)

    def tell(self, *told: Told) -> None:
        """Keep what people should hear of until somebody can show it."""
        self._told.extend(told)

    def take_told(self) -> tuple[Told, ...]:
        """Return, once, what the start or a round did by itself and people should hear of."""
        # One by one: a round may tell more at this moment.
        return tuple(self._told.popleft() for _ in range(len(self._told)))

    def change_passphrase(self, old: str, new: str) -> None:
        """Put the access of the person at the desk under another passphrase.

        Raises WrongPassphraseError, InvalidInputError, NoRoomError, UnavailableError.
        """
        from referral_app.domain import passphrase

        passphrase.check(new)
        self._opened.change_passphrase(old, new, self._parts.chance)

    def slots(self) -> tuple[tuple[str, StaffId], ...]:
        """Return the initials and ids of those who open this desk."""
        return self._opened.people

    def open_slot(self, staff: StaffId, passphrase: str) -> None:
        """Let somebody of the team open this desk, in person; see `people.open_slot`."""
        from referral_app.bootstrap.people import open_slot

        open_slot(self._opened, self.desk, staff, passphrase)

    def close_slot(self, staff: StaffId) -> None:
        """Let somebody who stays open this desk no more; see `people.close_slot`."""
        from referral_app.bootstrap.people import close_slot

        close_slot(self._opened, self.desk, staff)

    def let_go(self, staff: StaffId, to: StaffId | None, happened: Moment) -> Departure:
        """Record a departure, and close this desk to the person: slot gone, store re-keyed.

        A full disk keeps only the re-key waiting, which is then told. Raises NotPermittedError,
        InvalidInputError, RefusedError, NoRoomError.
        """
        from referral_app.services.departures import leave

        departure = leave(self.desk, staff, to, happened)
        self._follow_people()
        return departure

    def remove_slots_of_inactive(self) -> int:
        """Remove the slots of those who have left, and re-key; return how many there were.

        Raises NoRoomError("rekey.no_room"), UnavailableError: the slots are gone all the same.
        """
        from referral_app.bootstrap.people import remove_slots_of_inactive

        return remove_slots_of_inactive(self._opened, self._store.reader, self._parts.chance)

    def new_recovery_code(self) -> str:
        """Draw a recovery code; it opens nothing until `keep_recovery_code`.

        Raises NotPermittedError.
        """
        from referral_app.domain.staff import Act
        from referral_app.storage.recovery_code import new_recovery_code

        self.desk.require(Act.MANAGE_STAFF)
        return new_recovery_code(self._parts.chance)

    def keep_recovery_code(self, code: str) -> None:
        """Let a code that was copied open the store from now on, and the former one no more.

        Raises NotPermittedError, InvalidInputError, NoRoomError, UnavailableError.
        """
        from referral_app.domain.staff import Act

        self.desk.require(Act.MANAGE_STAFF)
        self._opened.replace_recovery(code, self._parts.chance)

    @cached_property
    def backups(self) -> Backups:
        """Backups of this store, by hand and by themselves."""
        from referral_app.bootstrap.backing_up import Backups

        return Backups(self.folder, self._opened, lambda: self.desk, self._parts.clock)

    def wind_up(self) -> None:
        """Let a round or a backup that runs stop at its next step; returns at once."""
        self._round.wind_up()
        self._hang_up()
        if "backups" in self.__dict__:
            self.backups.wind_up()

    @property
    def is_closing(self) -> bool:
        """Whether the store is about to close, or was closed."""
        return self._round.is_winding_up

    def close(self) -> None:
        """Stop a round and a backup, close the files, give up the lock; safe to call twice."""
        self.wind_up()
        self._round.stop()
        if "backups" in self.__dict__:
            self.backups.stop()
        self._opened.close()

    def _follow(self) -> None:
        """Follow what a round brought."""
        self._follow_people()
        self._follow_codes()
        self.follow_lists()
        self._sweep()  # after what other desks erased

    def _follow_people(self) -> None:
        """Follow what is written about the team: who is at the desk, who opens it, whose drafts."""
        from referral_app.bootstrap.people import settle
        from referral_app.services.departures import hand_on_drafts

        reader = self._store.reader
        here = next((m for m in reader.staff() if m.id == self.desk.actor.id), self.desk.actor)
        self.desk = self.desk.acting_as(here)
        self.tell(*settle(self._opened, reader, self._parts.chance))
        hand_on_drafts(self.desk)

    def _let_neighbour_answer(self, folder: Path) -> None:
        from referral_app.bootstrap.trial import let_neighbour_answer, neighbour_passphrase

        passphrase = neighbour_passphrase(self.desk)
        if passphrase:
            let_neighbour_answer(self.folder, passphrase, folder, self._parts)


def workspace_of(
    folder: Path,
    opened: OpenStore,
    store: DeskStore,
    known: Known,
    staff: StaffId,
    parts: Parts,
) -> Workspace:
    """Put a person at an open store.

    Raises RefusedError when the slot belongs to nobody of the staff, or to one who left.
    """
    from referral_app.bootstrap.vocabularies import vocabularies_of
    from referral_app.services.desk import Desk

    waits = _waiting_for(opened, store, known)
    desk = Desk(
        store=store,
        clock=parts.clock,
        chance=parts.chance,
        vocabularies=vocabularies_of(store.reader),
        centre=known.exchange.centre,
        device=known.exchange.device,
        actor=_actor(store, staff, waits),
        mode=known.exchange.mode,
        commune=known.exchange.commune,
    )
    workspace = Workspace(folder, opened, store, known, desk, parts)
    workspace.begin(waits)
    return workspace


def _waiting_for(opened: OpenStore, store: DeskStore, known: Known) -> DeskInvitationContent | None:
    from referral_app.bootstrap import identity

    data = identity.invitation(opened)
    if not data:
        return None
    from referral_app.bootstrap.joining import waiting_for

    return waiting_for(data, store, known)


def _actor(store: DeskStore, staff: StaffId, waits: DeskInvitationContent | None) -> Staff:
    if waits is not None:
        from referral_app.bootstrap.joining import waiting_person

        return waiting_person(waits)
    found = next((member for member in store.reader.staff() if member.id == staff), None)
    if found is None or not found.active:
        raise RefusedError("bootstrap.not_of_the_staff")
    return found
