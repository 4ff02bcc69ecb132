"""Three desks of one centre and one of another, restored from any old backup, on real parts.

Everything but seals is drawn from one seed. One folder is whole to the end; what lies on the other
may be lost.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from referral_app import bootstrap
from referral_app.bootstrap import Parts, Workspace
from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import CaseId, CentreId, CommitId, Moment, ReferralId, StaffId
from referral_app.domain.staff import Role
from referral_app.errors import RefusedError
from referral_app.exchange.folder import Folder
from referral_app.journal.stream import Stream, link, membership, own
from referral_app.services.answers import open_referral
from referral_app.services.cards import print_cards
from referral_app.services.cases import add_note
from referral_app.services.desk import Desk
from referral_app.services.desks import alarms
from referral_app.services.intake import (
    ConsentEntry,
    Intake,
    NeedEntry,
    RequestEntry,
    SendEntry,
    open_case,
)
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery, RoundReport
from referral_app.services.ports.backups import Secret

PASSPHRASE = "cinq tortues sur la plage"
MONDAY = Moment(1_788_768_000_000)
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
ROUNDS = 12
_DEPOSITED = "SELECT q.cid FROM queue q JOIN deposit d ON d.eid = q.eid WHERE d.place = ?"


@dataclass
class Place:
    """A desk by name: its workspace is another one after each restart."""

    name: str
    workspace: Workspace
    folder: Path
    backups: list[Path] = field(default_factory=list)
    restored: int = 0

    @property
    def centre(self) -> CentreId:
        return self.workspace.desk.centre


class Town:
    """Two centres and their lives."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)
        self.clock = ManualClock(MONDAY)
        self.starts = seed * 1_000_000
        self.whole, self.stick = root / "whole", root / "stick"
        self.whole.mkdir()
        self.stick.mkdir()
        self.codes: Counter[str] = Counter()
        self.sent: set[CommitId] = set()
        self.happened: Counter[str] = Counter()
        self.places = self._found()

    # --- the beginning

    def parts(self) -> Parts:
        """Another start of the program."""
        self.starts += 1
        return Parts(self.clock, seeded_randomness(self.starts))

    def _found(self) -> dict[str, Place]:
        first = bootstrap.create_centre(
            self.root / "a1", _details("Yacoub"), _person("NB"), self.parts()
        ).workspace
        first.invite(self.root / "b.rinv")
        other = bootstrap.accept_invitation(
            self.root / "b1",
            (self.root / "b.rinv").read_bytes(),
            _details("Youssoufia"),
            _person("SK"),
            self.parts(),
        ).workspace
        places = {
            "a1": Place("a1", first, self.root / "a1"),
            "b1": Place("b1", other, self.root / "b1"),
        }
        for workspace in (other, first, other, first):
            self._sync(workspace)
        for name in ("a2", "a3"):
            places[name] = Place(name, self._let_in(first, name), self.root / name)
        for _ in range(3):
            for place in places.values():
                self._sync(place.workspace)
        return places

    def _let_in(self, first: Workspace, name: str) -> Workspace:
        file = self.root / f"{name}.rinv"
        first.invite_desk(file, StaffId(first.desk.actor.id))
        new = bootstrap.join_centre(
            self.root / name, bootstrap.invitation_bytes(file), PASSPHRASE, self.parts()
        ).workspace
        for workspace in (new, first):
            self._sync(workspace)
        (joining,) = first.joining()
        first.confirm_desk(joining.device)
        for workspace in (first, new):
            self._sync(workspace)
        return new

    # --- what people do

    def step(self) -> None:
        """Something happens at some desk."""
        self.clock.advance(self.chance.randrange(4 * 60 * MINUTE))
        place = self.chance.choice(list(self.places.values()))
        acts: tuple[tuple[int, Callable[[Place], None]], ...] = (
            (10, self.intake),
            (5, self.note),
            (4, self.answer),
            (2, self.cards),
            (14, self.sync),
            (4, self.sync_by_stick),
            (2, self.lose_stick),
            (6, self.back_up),
            (7, self.restore),
            (3, self.restart),
        )
        act = self.chance.choices([act for _, act in acts], [weight for weight, _ in acts])[0]
        self.happened[act.__name__] += 1
        try:
            act(place)
        except RefusedError as error:
            # A restored desk that grants no codes itself waits for those that it asked for.
            if error.key != "case.no_codes_left" or not place.restored:
                raise
            self.happened["no codes"] += 1

    def intake(self, place: Place) -> None:
        """A file, and a referral to the other centre."""
        desk = place.workspace.desk
        other = next(p.centre for p in self.places.values() if p.centre != place.centre)
        entry = page(desk, other, send=self.chance.random() < 0.6)
        self.codes[open_case(desk, entry).code] += 1

    def note(self, place: Place) -> None:
        """A note in some file."""
        case = self._case(place)
        if case is not None:
            words = f"note {self.chance.getrandbits(32)}"
            add_note(place.workspace.desk, case, words, place.workspace.desk.now())

    def answer(self, place: Place) -> None:
        """Somebody opens what was received."""
        desk = place.workspace.desk
        rows = desk.store.reader.referral_page(ReferralQuery(ReferralBox.RECEIVED)).rows
        if rows:
            referral: ReferralId = self.chance.choice(rows).id
            open_referral(desk, referral, desk.now())

    def cards(self, place: Place) -> None:
        """Cards are printed ahead: codes that stand in no file yet."""
        for code in print_cards(place.workspace.desk, 3):
            self.codes[code] += 1

    # --- what happens to desks and sticks

    def sync(self, place: Place) -> None:
        """Exchange over the folder that stays."""
        self._sync(place.workspace)
        self.sent |= self.deposited_by(place)

    def sync_by_stick(self, place: Place) -> None:
        """Exchange over the stick that may be lost."""
        place.workspace.synchronise(self.stick)

    def lose_stick(self, _place: Place) -> None:
        """Nobody finds it again."""
        shutil.rmtree(self.stick)
        self.stick.mkdir()

    def back_up(self, place: Place) -> None:
        """One more backup."""
        file = self.root / f"{place.name}-{len(place.backups)}.jbak"
        assert place.workspace.backups.make(file=file)
        place.backups.append(file)

    def restart(self, place: Place) -> None:
        """The program is closed and started again."""
        place.workspace.close()
        place.workspace = bootstrap.open_workspace(place.folder, PASSPHRASE, parts=self.parts())

    def restore(self, place: Place) -> None:
        """Any backup that was ever made of this desk is put back, on this disk or on a new one."""
        if not place.backups:
            return
        file = self.chance.choice(place.backups)
        place.workspace.close()
        if self.chance.random() < 0.5:
            shutil.rmtree(place.folder)
        secret = Secret(PASSPHRASE)
        assert bootstrap.restore_backup(
            place.folder, file, secret, replace=True, parts=self.parts()
        )
        place.workspace = bootstrap.open_workspace(place.folder, PASSPHRASE, parts=self.parts())
        place.restored += 1

    # --- the end

    def heal(self) -> None:
        """Exchange until nothing changes any more."""
        for place in self.places.values():
            self.restart(place)
        for _ in range(ROUNDS):
            reports = [self._sync(place.workspace) for place in self.places.values()]
            if not any(it.commits_received or it.commits_sent for it in reports):
                return
        raise AssertionError("the exchange does not come to rest")

    def check(self) -> None:
        """What must hold once all have exchanged."""
        assert not [code for code, times in self.codes.items() if times > 1], "a code given twice"
        held = {name: self.held(place) for name, place in self.places.items()}
        assert held["a1"] == held["a2"] == held["a3"], "desks of one centre differ"
        between = {name: self.held(place, self._between()) for name, place in self.places.items()}
        assert between["a1"] == between["b1"], "the two centres differ"
        every = set().union(*held.values())
        assert self.sent <= every, "something that had been sent is lost"
        for place in self.places.values():
            self.check_place(place, every)

    def check_place(self, place: Place, every: set[CommitId]) -> None:
        desk = place.workspace.desk
        assert alarms(desk) == (), "a restored desk is taken for a clone"
        with desk.store.begin() as work:
            streams = work.streams()  # type: ignore[attr-defined]
            missing = {cid for s in streams for cid in work.missing(s)}  # type: ignore[attr-defined]
        assert not missing & every, "what somebody holds did not come"
        assert not missing & self.sent
        told = desk.store.reader.restoration(desk.device)
        assert (told is not None) == bool(place.restored)
        assert place.workspace._opened.integrity() == ()

    def held(self, place: Place, *streams: Stream) -> set[CommitId]:
        """What a desk holds of these streams; of all that its centre shares by default."""
        wanted = streams or (own(place.centre), self._between(), membership(place.centre))
        with place.workspace.desk.store.begin() as work:
            return {c.id for s in wanted for c in work.commits_of(s)}  # type: ignore[attr-defined]

    def deposited_by(self, place: Place) -> set[CommitId]:
        """What this desk knows to lie in the folder that stays: there it can always be read again.

        What travelled by the stick alone is lost when giver and taker both go back before it.
        """
        with place.workspace.desk.store.begin() as work:
            rows = work._connection.all(_DEPOSITED, [Folder(self.whole).place])  # type: ignore[attr-defined]
        return {CommitId(cid) for (cid,) in rows}

    def close(self) -> None:
        """Close every desk."""
        for place in self.places.values():
            place.workspace.close()

    def _between(self) -> Stream:
        return link(self.places["a1"].centre, self.places["b1"].centre)

    def _sync(self, workspace: Workspace) -> RoundReport:
        self.clock.advance(MINUTE)
        return workspace.synchronise(self.whole)

    def _case(self, place: Place) -> CaseId | None:
        rows = place.workspace.desk.store.reader.case_page(CaseQuery()).rows
        return self.chance.choice(rows).id if rows else None


def page(desk: Desk, other: CentreId, *, send: bool = True) -> Intake:
    """An intake with consent to one centre, and a referral to it."""
    now = desk.now()
    told = ("age_band", "sex", "need_detail")
    consent = ConsentEntry(
        form="written",
        language="fr",
        interpreter=False,
        recipients=(other.hex(),),
        fields=told,
        until=Moment(now + 300 * DAY),
        statistics=True,
    )
    request = RequestEntry(told, "P2", "à la rue")
    needs = (NeedEntry("S10", "Un toit", "P2", "à la rue"),)
    fields: dict[str, Value] = {
        "sex": "F",
        "age_band": "25-34",
        "district": "yacoub_el_mansour",
    }
    sends = (SendEntry(0, other, request),) if send else ()
    return Intake(now, fields, needs, consent, sends=sends)


def _details(name: str) -> bootstrap.CentreDetails:
    return bootstrap.CentreDetails(name, "مركز", "yacoub_el_mansour", "real")


def _person(label: str) -> bootstrap.Person:
    return bootstrap.Person(label, Role.SUPERVISOR, PASSPHRASE)
