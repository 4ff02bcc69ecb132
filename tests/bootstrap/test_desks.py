"""A second and a third desk of a centre, over a folder."""

from __future__ import annotations

from typing import Any

import pytest

from referral_app import bootstrap
from referral_app.bootstrap import Workspace
from referral_app.domain.identifiers import StaffId
from referral_app.services.cases import add_note
from referral_app.services.desks import desks
from referral_app.services.intake import Intake, NeedEntry, open_case
from tests.bootstrap.conftest import OTHER_PASSPHRASE, Founder

MINUTE = 60_000


class Centre:
    """A centre whose desks meet over one folder."""

    def __init__(self, founder: Founder) -> None:
        self.founder = founder
        self.folder = founder.root / "folder"
        self.folder.mkdir()
        self.first = founder.centre()
        self.desks = [self.first]

    def sync(self, *workspaces: Workspace) -> None:
        for workspace in workspaces or tuple(self.desks):
            self.founder.clock.advance(MINUTE)
            workspace.synchronise(self.folder)

    def ask(self, name: str, by: Workspace | None = None, **how: object) -> Workspace:
        """Prepare a desk and make it, which then waits."""
        by = by or self.first
        file = self.founder.root / f"{name}.rinv"
        person = by.desk.actor.id
        by.invite_desk(file, StaffId(person), **how)  # type: ignore[arg-type]
        created = bootstrap.join_centre(
            self.founder.root / name,
            bootstrap.invitation_bytes(file),
            OTHER_PASSPHRASE,
            self.founder.parts(len(name) + 40),
        )
        return self.founder.keep(created.workspace)

    def let_in(self, name: str, by: Workspace | None = None, **how: object) -> Workspace:
        by = by or self.first
        new = self.ask(name, by, **how)
        self.sync(new, by)
        (joining,) = by.joining()
        assert joining.fingerprint == new.desk_fingerprint()
        by.confirm_desk(joining.device)
        self.sync(by, new)
        assert not new.is_waiting
        self.desks.append(new)
        return new


@pytest.fixture
def centre(founder: Founder) -> Centre:
    return Centre(founder)


def intake(workspace: Workspace) -> Intake:
    return Intake(workspace.desk.now(), {}, (NeedEntry("S01"),), None)


def told(workspace: Workspace) -> set[tuple[object, ...]]:
    """What of a desk's journal can be compared with another's."""
    store: Any = workspace.desk.store
    with store.begin() as work:
        return {(stream.key, tuple(sorted(work.heads(stream)))) for stream in work.streams()}


def test_a_second_desk_joins_and_both_work(centre: Centre) -> None:
    before = open_case(centre.first.desk, intake(centre.first))
    second = centre.let_in("second")
    assert second.desk.store.reader.case(before.case) is not None
    after = open_case(second.desk, intake(second))
    add_note(second.desk, before.case, "vu au deuxième poste", second.desk.now())
    centre.sync()
    centre.sync()
    assert centre.first.desk.store.reader.case(after.case) is not None
    assert told(centre.first) == told(second)
    lines = desks(centre.first.desk)
    assert [(line.number, line.is_here, line.active) for line in lines] == [
        (1, True, True),
        (2, False, True),
    ]
    assert after.code != before.code
