"""The registry at an open store: found a root, sign, take in, and say how it stands."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from referral_app.bootstrap.identity import Known
from referral_app.bootstrap.registry_view import (
    MovedLine,
    RegistryLine,
    RegistryQuestion,
    RegistryState,
)
from referral_app.domain.case_code import BlockRange
from referral_app.domain.centre import Centre
from referral_app.domain.facts import GENESIS
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.registry import (
    LIFETIME,
    Entry,
    EntryKind,
    Registry,
    moved_names,
    with_codes,
)
from referral_app.domain.staff import Act
from referral_app.errors import NoRoomError, RefusedError
from referral_app.exchange import registry_round
from referral_app.exchange.files import read_bounded
from referral_app.exchange.fingerprint import fingerprint
from referral_app.exchange.registry import root_fingerprint, sign_registry
from referral_app.exchange.registry_root import MAX_FILE as MAX_ROOT
from referral_app.exchange.registry_root import Root, make_root, open_root
from referral_app.journal.genesis import centre_proof
from referral_app.journal.registry import MAX_FILE, TakenIn
from referral_app.journal.stream import membership
from referral_app.services.desk import Desk
from referral_app.storage.desk_store import DeskStore
from referral_app.storage.exchange_work import RoundWork

SUFFIX: Final = ".rdir"
ROOT_SUFFIX: Final = ".rroot"


@dataclass(frozen=True, slots=True)
class Registering:
    """A person at an open store who deals with the registry."""

    store: DeskStore
    desk: Desk
    known: Known

    def state(self) -> RegistryState | None:
        """Return the registry that holds; None while there is none."""
        self.desk.require(Act.SYNCHRONISE)
        with self.store.begin() as work:
            taken_in = work.registry()
            return self._state(work, taken_in) if taken_in else None

    def question(self) -> RegistryQuestion | None:
        """Return what a person is to be asked about a registry that came by itself."""
        self.desk.require(Act.SYNCHRONISE)
        with self.store.begin() as work:
            found = registry_round.waiting(work, self.known.exchange)
            return _question(work, found[0]) if found else None

    def answer(self, *, agreed: bool) -> None:
        """Take in the registry that waits, or ask no more about it for now.

        Raises NotPermittedError.
        """
        self.desk.require(Act.MANAGE_DESKS)
        with self.store.begin() as work:
            found = registry_round.waiting(work, self.known.exchange)
            if found and agreed:
                self._take_in(work, found[1])
            else:
                registry_round.set_aside(work)

    def take(self, data: bytes, *, agreed: bool) -> RegistryQuestion | None:
        """Take in a registry's file; returns what is to be agreed to first, having changed nothing.

        Raises NotPermittedError, ForeignDataError, RefusedError.
        """
        self.desk.require(Act.MANAGE_DESKS)
        with self.store.begin() as work:
            registry = registry_round.read_ours(self.known.exchange, data)
            _how, asks = registry_round.judge(work, registry, data)
            if asks and not agreed:
                return _question(work, registry)
            self._take_in(work, data)
        return None

    def proposal(self) -> tuple[Entry, ...]:
        """Return the lines to be signed next: those that hold, and every centre known besides."""
        self.desk.require(Act.MANAGE_DESKS)
        with self.store.begin() as work:
            return self._proposal(work)

    def found(self, file: Path, passphrase: str, entries: Sequence[Entry] | None) -> RegistryState:
        """Make a root, write its file, sign a first registry with it and take that in.

        Raises NotPermittedError, RefusedError("registry.exists") where one holds, InvalidInputError
        for a weak passphrase, NoRoomError.
        """
        self.desk.require(Act.MANAGE_DESKS)
        with self.store.begin() as work:
            if work.registry() is not None:
                raise RefusedError("registry.exists")
        root, data = make_root(passphrase, self.desk.chance)
        _write_new(file, data)
        return self._sign(root, entries)

    def sign(self, file: Path, passphrase: str, entries: Sequence[Entry] | None) -> RegistryState:
        """Sign the next version with the root's file, and take it in.

        Raises NotPermittedError, WrongPassphraseError, ForeignDataError,
        RefusedError("registry.none", "registry.other_root"), UnavailableError.
        """
        self.desk.require(Act.MANAGE_DESKS)
        root = open_root(_read(file, MAX_ROOT), passphrase)
        with self.store.begin() as work:
            taken_in = work.registry()
            if taken_in is None:
                raise RefusedError("registry.none")
            if taken_in.registry.root != root.public:
                raise RefusedError("registry.other_root")
        return self._sign(root, entries)

    def _sign(self, root: Root, entries: Sequence[Entry] | None) -> RegistryState:
        now, who = self.desk.now(), self.known.exchange
        with self.store.begin() as work:
            held = work.registry()
            registry = Registry(
                who.commune,
                who.mode,
                root.public,
                held.registry.version + 1 if held else 1,
                now,
                Moment(now + LIFETIME),
                self._proposal(work) if entries is None else tuple(entries),
            )
            self._take_in(work, sign_registry(registry, root.seed))
            taken_in = work.registry()
            if taken_in is None:
                raise RefusedError("registry.unsound")
            return self._state(work, taken_in)

    def _take_in(self, work: RoundWork, file: bytes) -> None:
        now = self.desk.now()
        registry_round.take_in(work, self.known.exchange, file, now, self.desk.actor.id)

    def _proposal(self, work: RoundWork) -> tuple[Entry, ...]:
        held = work.registry()
        lines = list(held.registry.entries) if held else []
        listed = {entry.id for entry in lines}
        ours = work.own_centre()
        for centre in (ours, *(it for it in work.centres() if not it.is_own)):
            proof = _proof(work, centre.id)
            if centre.id not in listed and proof:
                lines.append(_entry(centre, proof))
        granted = {
            it.used_by: BlockRange(it.first_block, it.blocks)
            for it in work.invitations()
            if it.used_by is not None
        }
        return with_codes(lines, granted)

    def _state(self, work: RoundWork, taken_in: TakenIn) -> RegistryState:
        registry = taken_in.registry
        lines = tuple(
            RegistryLine(
                entry,
                "" if entry.kind is EntryKind.HUB else fingerprint(entry.id),
                entry.id == self.desk.centre,
                bool(work.epochs(entry.id)),
            )
            for entry in registry.entries
        )
        field = taken_in.root_field
        roots = [it.value for it in field.live if isinstance(it.value, bytes)]
        return RegistryState(
            registry.version,
            registry.issued,
            registry.not_after,
            root_fingerprint(registry.root),
            taken_in.forked,
            tuple(map(root_fingerprint, roots)) if field.in_conflict else (),
            lines,
            tuple(centre for centre in work.centres() if registry.entry(centre.id) is None),
        )


def read_file(file: Path) -> bytes:
    """Return a registry's file; raises UnavailableError, ForeignDataError."""
    return _read(file, MAX_FILE)


def write_file(store: DeskStore, desk: Desk, file: Path) -> None:
    """Write the registry that holds into a file of one's choice, to be handed on.

    Raises NotPermittedError, RefusedError("registry.none"), NoRoomError.
    """
    desk.require(Act.SYNCHRONISE)
    with store.begin() as work:
        taken_in = work.registry()
    if taken_in is None:
        raise RefusedError("registry.none")
    try:
        file.write_bytes(taken_in.file)
    except OSError as error:
        raise NoRoomError("registry.unwritable") from error


def _question(work: RoundWork, registry: Registry) -> RegistryQuestion:
    taken_in = work.registry()
    moved = moved_names(work.centres(), registry)
    return RegistryQuestion(
        registry.version,
        registry.issued,
        sum(entry.kind is not EntryKind.HUB for entry in registry.entries),
        root_fingerprint(registry.root),
        root_fingerprint(taken_in.registry.root) if taken_in else "",
        tuple(MovedLine(it.name, fingerprint(it.known), fingerprint(it.listed)) for it in moved),
    )


def _entry(centre: Centre, proof: bytes) -> Entry:
    names = (centre.name_fr, centre.name_ar, centre.district)
    return Entry(centre.id, EntryKind.CENTRE, *names, True, 0, 0, proof)


def _proof(work: RoundWork, centre: CentreId) -> bytes:
    """Return what proves the id of a centre whose founding is here; empty for any other."""
    for commit in work.commits_of(membership(centre)):
        for fact in commit.facts:
            document = fact.get("document") if fact and fact.kind == GENESIS.name else None
            if isinstance(document, bytes) and centre_proof(document)[: len(centre)] == centre:
                return centre_proof(document)
    return b""


def _write_new(file: Path, data: bytes) -> None:
    """Write the root's file; one that lies there is never written over."""
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(file, flags, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError as error:
        raise RefusedError("registry.root_file_exists") from error
    except OSError as error:
        raise NoRoomError("registry.unwritable") from error


def _read(file: Path, most: int) -> bytes:
    return read_bounded(file, most, "registry.unreadable", "registry.foreign")
