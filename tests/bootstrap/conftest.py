"""Centres that tests found, on clocks and chance of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Role
from referral_app.storage import slot_file, slots

PASSPHRASE = "cinq tortues sur la plage"
OTHER_PASSPHRASE = "deux ponts et une rivière"
MONDAY = Moment(1_788_768_000_000)
"""2026-09-07 00:00 UTC."""


def details(
    name: str = "Yacoub El Mansour", mode: bootstrap.Mode = "training"
) -> bootstrap.CentreDetails:
    return bootstrap.CentreDetails(name, "يعقوب المنصور", "yacoub_el_mansour", mode)


def person(
    label: str = "NB", role: Role = Role.SUPERVISOR, passphrase: str = PASSPHRASE
) -> bootstrap.Person:
    return bootstrap.Person(label, role, passphrase)


class Founder:
    """Founds centres under one folder and closes them all in the end."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock = ManualClock(MONDAY)
        self.opened: list[bootstrap.Workspace] = []

    def parts(self, seed: int = 1) -> bootstrap.Parts:
        return bootstrap.Parts(self.clock, seeded_randomness(seed))

    def centre(
        self, name: str = "one", mode: bootstrap.Mode = "training", role: Role = Role.SUPERVISOR
    ) -> bootstrap.Workspace:
        created = bootstrap.create_centre(
            self.root / name, details(name, mode), person(role=role), self.parts()
        )
        return self.keep(created.workspace)

    def guest(self, name: str, invitation: bytes) -> bootstrap.Workspace:
        created = bootstrap.accept_invitation(
            self.root / name, invitation, details(name), person("SK"), self.parts(2)
        )
        return self.keep(created.workspace)

    def keep(self, workspace: bootstrap.Workspace) -> bootstrap.Workspace:
        self.opened.append(workspace)
        return workspace

    def again(self, name: str, passphrase: str = PASSPHRASE) -> bootstrap.Workspace:
        return self.keep(
            bootstrap.open_workspace(self.root / name, passphrase, parts=self.parts(3))
        )


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys as ever, but with as little work as Argon2id takes: the rest is the same."""
    derive = slots._derive
    cheap = slot_file.Cost(memory=32, passes=1, lanes=1)
    monkeypatch.setattr(
        slots, "_derive", lambda secret, slot: derive(secret, slot._replace(cost=cheap))
    )


@pytest.fixture
def founder(tmp_path: Path) -> Iterator[Founder]:
    founder = Founder(tmp_path)
    yield founder
    for workspace in founder.opened:
        workspace.close()
