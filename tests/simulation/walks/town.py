"""Two centres, the first of two desks, on real stores: what happens to desks, sticks and clocks.

Everything but seals is drawn from one seed; envelopes are read in an order drawn from it, too. One
folder is whole to the end; what lies on the stick may be lost, doubled or cut short.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.bootstrap import Parts, Workspace
from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.household import HouseholdId
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    CommitId,
    DeviceId,
    Moment,
    RecordId,
    StaffId,
)
from referral_app.domain.staff import Role
from referral_app.errors import RefusedError
from referral_app.exchange.folder import Folder
from referral_app.journal.stream import Stream, link, own
from referral_app.services import directory, staff
from referral_app.services.cases import add_note
from referral_app.services.desk import Desk
from referral_app.services.ports import CaseQuery, RoundReport
from referral_app.services.ports.backups import Secret
from referral_app.storage.connection import Connection
from tests.services.outside import HOSPITAL

PASSPHRASE = "cinq tortues sur la plage"
MONDAY = Moment(1_788_768_000_000)
"""2026-09-07 00:00 UTC."""
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
ROUNDS = 14
LABELS = {
    Role.SUPERVISOR: "NB",
    Role.SOCIAL_WORKER: "SW",
    Role.RECEPTION: "RE",
    Role.ADMINISTRATOR: "AD",
    Role.TRAINER: "TR",
}
_DEPOSITED = "SELECT q.cid FROM queue q JOIN deposit d ON d.eid = q.eid WHERE d.place = ?"
_HELD = "SELECT cid FROM commit_log"
_OF_STREAM = "SELECT cid FROM commit_log WHERE stream = ?"
_OF_DEVICE = "SELECT cid FROM commit_log WHERE device = ?"
_MISSING = "SELECT cid FROM missing"


@dataclass
class Place:
    """A desk by name: its workspace is another one after each start."""

    name: str
    workspace: Workspace
    folder: Path
    clock: ManualClock
    backups: list[Path] = field(default_factory=list)
    restored: int = 0
    held: frozenset[CommitId] = frozenset()

    @property
    def desk(self) -> Desk:
        return self.workspace.desk

    @property
    def centre(self) -> CentreId:
        return self.desk.centre

    @property
    def device(self) -> DeviceId:
        return self.desk.device

    @property
    def writer(self) -> Connection:
        return self.workspace._opened._writer

    def commits(self, sql: str = _HELD, *values: object) -> frozenset[CommitId]:
        return frozenset(CommitId(cid) for (cid,) in self.writer.all(sql, list(values)))

    def of_stream(self, stream: Stream) -> frozenset[CommitId]:
        return self.commits(_OF_STREAM, stream.key)

    def facts_of(self, kind: str) -> list[RecordId]:
        """The records of which facts of a kind stand in the centre's stream."""
        with self.workspace._store.begin() as work:
            commits = work.commits_of(own(self.centre))
        facts = (fact for commit in commits for fact in commit.facts if fact is not None)
        return sorted(fact.record for fact in facts if fact.kind == kind)

    def as_(self, role: Role) -> Desk:
        """The desk with somebody else at it; with whoever is there where nobody has the role."""
        found = [m for m in self.desk.store.reader.staff() if m.active and m.role is role]
        return self.desk.acting_as(min(found, key=lambda m: m.id)) if found else self.desk


@dataclass(frozen=True)
class Apart:
    """Two files that were separated at a desk, by these commits."""

    case: CaseId
    other: CaseId
    household: HouseholdId
    by: frozenset[CommitId]


class Town:
    """The desks, what lies between them, and what must not be lost."""

    def __init__(self, root: Path, seed: int, template: Path) -> None:
        self.root, self.seed = root, seed
        self.starts = 0
        self.right = ManualClock(MONDAY)
        self.whole, self.stick = root / "whole", root / "stick"
        shutil.copytree(template, root, dirs_exist_ok=True)
        self.codes: Counter[str] = Counter()
        self.acknowledged: set[CommitId] = set()
        self.may_be_lost: set[CommitId] = set()
        self.deposited: set[CommitId] = set()
        self.apart: list[Apart] = []
        self.former: list[Path] = []
        self.places = {name: self._opened(name) for name in ("a1", "a2", "b1")}
        for place in self.places.values():
            self.look(place)

    @property
    def link(self) -> Stream:
        return link(self.places["a1"].centre, self.places["b1"].centre)

    def parts(self, clock: ManualClock) -> Parts:
        """Another start of the program."""
        self.starts += 1
        return Parts(clock, seeded_randomness(self.seed * 1_000_000 + self.starts))

    def open(self, folder: Path, clock: ManualClock) -> Workspace:
        return bootstrap.open_workspace(folder, PASSPHRASE, user="NB", parts=self.parts(clock))

    def beside(self, place: Place) -> CentreId:
        """The other centre."""
        return next(p.centre for p in self.places.values() if p.centre != place.centre)

    def advance(self, milliseconds: int) -> None:
        for clock in (self.right, *(place.clock for place in self.places.values())):
            clock.advance(milliseconds)

    # --- what must not be lost

    def look(self, place: Place) -> None:
        """Take note of what a desk holds after a step: that much was acknowledged."""
        held = place.commits()
        assert place.held <= held, f"{place.name} forgot {len(place.held - held)} commits"
        self.acknowledged |= place.commits(_OF_DEVICE, place.device)
        place.held = held

    def forget(self, place: Place, held: Iterable[CommitId] = ()) -> None:
        """A desk goes back to what it held: what nobody else holds may be lost."""
        elsewhere: set[CommitId] = set().union(
            *(p.held for p in self.places.values() if p is not place)
        )
        self.may_be_lost |= place.held - set(held) - elsewhere - self.deposited
        place.held = frozenset(held)

    def separated(
        self, place: Place, case: CaseId, others: Iterable[CaseId], household: HouseholdId
    ) -> None:
        """From now on neither file leads to the other, wherever this is known."""
        by = place.commits() - place.held
        self.apart += [Apart(case, other, household, by) for other in others]

    def together(self, *cases: CaseId) -> None:
        """Somebody joined these files: they may lead to whom they stand with."""
        self.apart = [it for it in self.apart if not {it.case, it.other} & set(cases)]

    # --- what happens to desks

    def sync(self, place: Place, folder: Path | None = None) -> RoundReport:
        self.advance(MINUTE)
        report = place.workspace.synchronise(folder or self.whole)
        if folder is None:
            self.deposited |= place.commits(_DEPOSITED, Folder(self.whole).place)
        self.look(place)
        return report

    def close(self) -> None:
        for place in self.places.values():
            place.workspace.close()

    def reopen(self, place: Place) -> None:
        """The program is closed and started again."""
        place.workspace.close()
        place.workspace = self.open(place.folder, place.clock)
        self.look(place)

    def cut_power(self, place: Place) -> None:
        """What lies on the disk at this moment is all that is left."""
        left = self.root / "left"
        shutil.copytree(place.folder, left)
        place.workspace.close()
        shutil.rmtree(place.folder)
        left.rename(place.folder)
        place.workspace = self.open(place.folder, place.clock)
        self.look(place)

    def back_up(self, place: Place) -> None:
        file = self.root / f"{place.name}-{place.device.hex()[:8]}-{len(place.backups)}.jbak"
        assert place.workspace.backups.make(file=file)
        place.backups.append(file)

    def restore(self, place: Place, file: Path) -> None:
        """A backup is put back, in place of the store that is there."""
        place.workspace.close()
        secret = Secret(PASSPHRASE, user="NB")
        parts = self.parts(place.clock)
        assert bootstrap.restore_backup(place.folder, file, secret, replace=True, parts=parts)
        place.workspace = self.open(place.folder, place.clock)
        place.restored += 1
        self.forget(place, place.commits())
        self.look(place)

    def replace(self, place: Place, by: Place, *, is_dead: bool) -> None:
        """A new computer takes over from this one, let in at another desk."""
        file = self.root / f"{self.starts}.rinv"
        by.workspace.invite_desk(file, StaffId(by.desk.actor.id), replaces=place.device)
        folder = self.root / f"{place.name}-{self.starts}"
        clock = ManualClock(by.clock.now())
        new = bootstrap.join_centre(
            folder, bootstrap.invitation_bytes(file), PASSPHRASE, self.parts(clock)
        ).workspace
        try:
            for workspace in (new, by.workspace):
                workspace.synchronise(self.whole)
            (joining,) = (j for j in by.workspace.joining() if j.device == new.desk.device)
            by.workspace.confirm_desk(joining.device)
            for workspace in (by.workspace, new):
                workspace.synchronise(self.whole)
            assert not new.is_waiting
            if not is_dead:
                self.sync(place)  # what it wrote before it heard still counts
        except BaseException:
            new.close()
            raise
        place.workspace.close()
        self.former.append(place.folder)
        self.look(by)
        self.forget(place)
        place.workspace, place.folder, place.clock = new, folder, clock
        place.backups, place.restored = [], 0
        self.look(place)

    def come_back(self, folder: Path) -> None:
        """A computer that was replaced is found in a cupboard: once it has heard, it stands still.

        What it wrote before, not knowing, still counts.
        """
        workspace = self.open(folder, ManualClock(self.right.now()))
        try:
            with suppress(RefusedError):
                self._write_at(workspace)
            workspace.synchronise(self.whole)
            with pytest.raises(RefusedError, match=r"desk\.replaced|case\.unknown"):
                self._write_at(workspace)
        finally:
            workspace.close()

    def _write_at(self, workspace: Workspace) -> None:
        rows = workspace.desk.store.reader.case_page(CaseQuery()).rows
        if not rows:
            raise RefusedError("case.unknown")
        add_note(workspace.desk, rows[0].id, "trop tard", workspace.desk.now())

    # --- the end

    def heal(self) -> None:
        """Nothing goes wrong any more: exchange until nothing changes."""
        for place in self.places.values():
            place.clock.advance(self.right.now() - place.clock.now())
            self.reopen(place)
        for _ in range(ROUNDS):
            self.advance(HOUR)
            reports = [self.sync(place) for place in self.places.values()]
            if not any(it.commits_received or it.commits_sent for it in reports):
                return
        raise AssertionError("the exchange does not come to rest")

    def missing(self, place: Place) -> frozenset[CommitId]:
        return place.commits(_MISSING)

    def _opened(self, name: str) -> Place:
        clock = ManualClock(self.right.now())
        folder = self.root / name
        return Place(name, self.open(folder, clock), folder, clock)


def found(root: Path) -> None:
    """Make the stores from which every walk begins, and close them."""
    clock = ManualClock(Moment(MONDAY - DAY))
    whole = root / "whole"
    for folder in (whole, root / "stick"):
        folder.mkdir(parents=True)

    def parts(seed: int) -> Parts:
        return Parts(clock, seeded_randomness(seed))

    first = bootstrap.create_centre(root / "a1", _details("Yacoub"), _person(), parts(1)).workspace
    first.invite(root / "b.rinv")
    other = bootstrap.accept_invitation(
        root / "b1", (root / "b.rinv").read_bytes(), _details("Youssoufia"), _person(), parts(2)
    ).workspace

    def sync(*workspaces: Workspace) -> None:
        for workspace in workspaces:
            clock.advance(MINUTE)
            workspace.synchronise(whole)

    sync(other, first, other, first)
    first.invite_desk(root / "a2.rinv", StaffId(first.desk.actor.id), may_let_in=True)
    data = bootstrap.invitation_bytes(root / "a2.rinv")
    second = bootstrap.join_centre(root / "a2", data, PASSPHRASE, parts(3)).workspace
    sync(second, first)
    (joining,) = first.joining()
    first.confirm_desk(joining.device)
    for workspace in (first, other):
        _furnish(workspace.desk)
    sync(*4 * (first, second, other))
    for workspace in (first, second, other):
        workspace.close()


def _furnish(desk: Desk) -> None:
    """Somebody in every role, and a service to send to."""
    for role, label in LABELS.items():
        if role is not Role.SUPERVISOR:
            staff.add_staff(desk, label, role, desk.now())
    directory.add_service(desk, HOSPITAL, desk.now())


def in_order_of(chance: random.Random) -> Callable[[Folder, CentreId], tuple[bytes, ...]]:
    """Names of envelopes in an order drawn from a seed: their own is that of their seals."""

    def names(self: Folder, mailbox: CentreId) -> tuple[bytes, ...]:
        found = list(_names(self, mailbox))
        found.sort(key=lambda eid: self._path(mailbox, eid).stat().st_mtime_ns)
        chance.shuffle(found)
        return tuple(found)

    return names


_names = Folder.names


def _details(name: str) -> bootstrap.CentreDetails:
    return bootstrap.CentreDetails(name, "مركز", "yacoub_el_mansour", "real")


def _person() -> bootstrap.Person:
    return bootstrap.Person(LABELS[Role.SUPERVISOR], Role.SUPERVISOR, PASSPHRASE)
