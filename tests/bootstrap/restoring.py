"""Desks that are backed up, lost and put back."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from referral_app import bootstrap
from referral_app.bootstrap import Workspace
from referral_app.domain.identifiers import StaffId
from referral_app.services.intake import Intake, NeedEntry, open_case
from referral_app.services.ports import CaseQuery
from referral_app.services.ports.backups import Restored, Secret
from referral_app.storage import slots
from tests.bootstrap.conftest import OTHER_PASSPHRASE, PASSPHRASE, Founder

MINUTE = 60_000
derived_once = cache(slots._derive)
"""Argon2 takes 0.13 s by intention; copies of one slot all give the same key."""


def codes(workspace: Workspace) -> set[str]:
    return {row.code for row in workspace.desk.store.reader.case_page(CaseQuery()).rows}


def save(workspace: Workspace, many: int = 1) -> list[str]:
    entry = Intake(workspace.desk.now(), {}, (NeedEntry("S01"),), None)
    return [open_case(workspace.desk, entry).code for _ in range(many)]


def put_back(founder: Founder, name: str, file: Path, passphrase: str = PASSPHRASE) -> Restored:
    founder.clock.advance(MINUTE)
    done = bootstrap.restore_backup(
        founder.root / name, file, Secret(passphrase), replace=True, parts=founder.parts(60)
    )
    assert done is not None
    return done


def backup_of(workspace: Workspace, file: Path) -> Path:
    made = workspace.backups.make(file=file)
    assert made is not None
    assert made.held is not None
    return file


def exchanged(giver: Workspace, taker: Workspace, folder: Path) -> set[str]:
    giver.synchronise(folder)
    taker.synchronise(folder)
    return codes(taker)


def let_in(
    founder: Founder,
    first: Workspace,
    mail: Path,
    name: str = "second",
    *,
    may_let_in: bool = False,
) -> Workspace:
    file = founder.root / f"{name}.rinv"
    first.invite_desk(file, StaffId(first.desk.actor.id), may_let_in=may_let_in)
    new = bootstrap.join_centre(
        founder.root / name,
        bootstrap.invitation_bytes(file),
        OTHER_PASSPHRASE,
        founder.parts(40 + len(name)),
    ).workspace
    founder.keep(new)
    for workspace in (new, first):
        workspace.synchronise(mail)
    (joining,) = first.joining()
    first.confirm_desk(joining.device)
    for workspace in (first, new):
        workspace.synchronise(mail)
    assert not new.is_waiting
    return new
