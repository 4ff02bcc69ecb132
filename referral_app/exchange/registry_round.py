"""A registry comes by folder, hub or invitation, and becomes a fact of the centre.

A newer one of the root that the centre is pinned to is taken in by itself. A first one, one of
another root, and one that gives a known name to another id wait for a person, who compares
fingerprints. An older one is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol, runtime_checkable

from referral_app.domain.facts import REGISTRY_ACCEPTED, REGISTRY_ROOT, Fact, content, field_content
from referral_app.domain.identifiers import Moment, StaffId
from referral_app.domain.registry import Registry, moved_names
from referral_app.errors import ForeignDataError, RefusedError
from referral_app.exchange.keys import Identity
from referral_app.exchange.registry import Standing, read_registry, standing
from referral_app.exchange.retiring import is_retired
from referral_app.journal.registry import ROOT
from referral_app.journal.stream import own
from referral_app.services.ports import ExchangeStore, ExchangeWork

WAITING: Final = "registry/waiting"
"""Names the note that keeps a registry about which a person is to be asked; empty for none."""
_ASKED: Final = frozenset({Standing.FIRST, Standing.OTHER_ROOT})
_PASSED: Final = frozenset({Standing.SAME, Standing.OLDER})


@runtime_checkable
class RegistryPlace(Protocol):
    """Where registries lie: a stick, a shared folder, or the hub."""

    def registries(self) -> Iterable[bytes]:
        """Return the files that lie there, unproved, the highest version first."""
        ...

    def lay_registry(self, version: int, file: bytes) -> bool:
        """Lay a registry there; False when one of that version lies there already."""
        ...


def read_ours(identity: Identity, file: bytes) -> Registry:
    """Read a registry of our commune and mode.

    Raises ForeignDataError, RefusedError("registry.other_commune", "registry.other_mode").
    """
    registry = read_registry(file)
    if registry.mode != identity.mode:
        raise RefusedError("registry.other_mode")
    if registry.commune != identity.commune:
        raise RefusedError("registry.other_commune")
    return registry


def judge(work: ExchangeWork, registry: Registry, file: bytes) -> tuple[Standing, bool]:
    """Say how a registry stands to ours, and whether a person has to be asked about it."""
    taken_in = work.registry()
    held = taken_in.file if taken_in else None
    if taken_in and file in taken_in.files:
        return Standing.SAME, False
    how = standing(held, file)
    asks = how in _ASKED or (how not in _PASSED and bool(moved_names(work.centres(), registry)))
    return how, asks


def take_in(
    work: ExchangeWork, identity: Identity, file: bytes, now: Moment, author: StaffId
) -> Registry:
    """Make a registry the centre's, and pin the centre to its root; a person has agreed to it.

    Raises what `read_ours` raises, RefusedError("registry.older").
    """
    registry = read_ours(identity, file)
    how, _asks = judge(work, registry, file)
    if how is Standing.OLDER:
        raise RefusedError("registry.older", version=registry.version)
    if how is not Standing.SAME:
        fields = work.registry_root(identity.commune)
        facts = [Fact(REGISTRY_ACCEPTED.name, identity.commune, now, content(file=file))]
        found = fields.by_name.get(ROOT)
        if found is None or found.in_conflict or found.value != registry.root:
            value, seen = field_content(ROOT, registry.root), fields.seen(ROOT)
            facts.append(Fact(REGISTRY_ROOT.name, identity.commune, now, value, seen))
        work.record(own(identity.centre), facts, author)
    if work.note(WAITING):
        work.put_note(WAITING, b"")
    return registry


def follow(
    store: ExchangeStore, identity: Identity, place: RegistryPlace, now: Moment, author: StaffId
) -> Registry | None:
    """Take in what lies at a place, before its letters are read; returns what is new here.

    Raises UnavailableError when the place fails.
    """
    for file in place.registries():
        try:
            registry = read_ours(identity, file)
        except RefusedError:
            continue  # altered, of another commune, or newer than this program reads
        with store.begin() as work:
            how, asks = judge(work, registry, file)
            if is_retired(work, identity) or how is Standing.OLDER:
                return None
            if asks:
                _keep_waiting(work, identity, file)
            elif how is not Standing.SAME:
                take_in(work, identity, file, now, author)
                return registry
            else:
                return None
    return None


def lay(store: ExchangeStore, place: RegistryPlace) -> None:
    """Lay our registry at a place, so that others find it; raises UnavailableError, NoRoomError."""
    with store.begin() as work:
        taken_in = work.registry()
    if taken_in is not None:
        place.lay_registry(taken_in.registry.version, taken_in.file)


def waiting(work: ExchangeWork, identity: Identity) -> tuple[Registry, bytes] | None:
    """Return the registry about which a person is to be asked; None where none waits."""
    file = work.note(WAITING)
    if not file:
        return None
    try:
        registry = read_ours(identity, file)
    except RefusedError:
        return None
    # Another desk of ours may have settled it meanwhile.
    return (registry, file) if judge(work, registry, file)[1] else None


def set_aside(work: ExchangeWork) -> None:
    """Ask no more about the registry that waits; the same file found again asks anew."""
    work.put_note(WAITING, b"")


def _keep_waiting(work: ExchangeWork, identity: Identity, file: bytes) -> None:
    before = waiting(work, identity)
    if before is None or _is_newer(file, before):
        work.put_note(WAITING, file)


def _is_newer(file: bytes, before: tuple[Registry, bytes]) -> bool:
    """Of one root the newest is asked about; whoever came first is not pushed out by a stranger."""
    try:
        return standing(before[1], file) is Standing.NEWER
    except ForeignDataError:
        return False
