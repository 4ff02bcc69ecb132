"""Opening a store: by passphrase, or by the printed code."""

from __future__ import annotations

from pathlib import Path

from referral_app.bootstrap import identity, people
from referral_app.bootstrap.checks import tidy_person
from referral_app.bootstrap.founding import staff_facts
from referral_app.bootstrap.values import Parts, Person, Told
from referral_app.bootstrap.workspace import Workspace, workspace_of
from referral_app.domain.identifiers import StaffId
from referral_app.journal.stream import own
from referral_app.services.restores import settle_restore
from referral_app.storage.backup.left_over import clear_left_over, left_over
from referral_app.storage.backup.restoring import finish_restore
from referral_app.storage.slots import NewPerson
from referral_app.storage.store import OpenStore, open_store, open_with_recovery


def open_by_passphrase(folder: Path, passphrase: str, user: str | None, parts: Parts) -> Workspace:
    """Open a store; see `bootstrap.open_workspace`."""
    finish_restore(folder)
    left = left_over(folder)
    opened = open_store(folder, passphrase, user)
    try:
        workspace = _workspace(folder, opened, passphrase, parts)
        _heal(workspace, left)
        return workspace
    except BaseException:
        opened.close()
        raise


def open_by_code(folder: Path, code: str, person: Person, parts: Parts) -> Workspace:
    """Open a store with the printed code; see `bootstrap.open_with_recovery`.

    Someone who had a slot keeps what they were. A cut before the new person is of the staff is
    mended by doing the same again.
    """
    person = tidy_person(person)
    finish_restore(folder)
    left = left_over(folder)
    slot = NewPerson(person.label, StaffId(parts.chance(16)), person.passphrase)
    opened = open_with_recovery(folder, code, slot, chance=parts.chance)
    try:
        known = identity.load(opened, parts.chance)
        store = opened.attach(known.at_the_store(), parts.clock, parts.chance)
        if all(member.id != opened.staff for member in store.reader.staff()):
            facts = staff_facts(opened.staff, person, parts.clock.now())
            with store.begin() as work:
                work.record(own(known.exchange.centre), facts, opened.staff)
        told = people.settle(opened, store.reader, parts.chance)
        workspace = workspace_of(folder, opened, store, known, opened.staff, parts)
        workspace.tell(*told)
        _heal(workspace, left)
        return workspace
    except BaseException:
        opened.close()
        raise


def _heal(workspace: Workspace, left: tuple[str, ...]) -> None:
    """Do what a restore leaves to do, and say what was cut short, and is no more in the way."""
    if not workspace.is_waiting:  # a desk that waits was granted no codes yet
        settle_restore(workspace.desk)
    clear_left_over(workspace.folder)
    workspace.tell(*(Told(key) for key in left))


def _workspace(folder: Path, opened: OpenStore, passphrase: str, parts: Parts) -> Workspace:
    known = identity.load(opened, parts.chance)
    store = opened.attach(known.at_the_store(), parts.clock, parts.chance)
    staff = opened.staff
    told = people.settle(opened, store.reader, parts.chance)
    workspace = workspace_of(folder, opened, store, known, staff, parts)
    workspace.tell(*told)
    people.follow_label(opened, store.reader, passphrase, parts.chance)
    return workspace
