"""Further desks of a centre, on computers of their own, and a first start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from referral_app import bootstrap
from referral_app.bootstrap import Parts, Workspace
from referral_app.clock import seeded_randomness
from tests.ui.sessions import session_at
from tests.ui.two_centres import PASSPHRASE, Town
from ui.context import Services
from ui.session import Session


class Further:
    """A further desk of a seat's centre, on a computer of its own."""

    def __init__(self, town: Town, root: Path, name: str, **how: Any) -> None:
        self.town, self.root, self.name = town, root, name
        file = root / f"{name}.rinv"
        first = town.yem.workspace
        first.invite_desk(file, first.desk.actor.id, **how)
        parts = Parts(town.clock, seeded_randomness(sum(name.encode())))
        self.workspace: Workspace = bootstrap.join_centre(
            root / name, file.read_bytes(), PASSPHRASE, parts
        ).workspace

    def sync(self) -> None:
        self.workspace.synchronise(self.town.mail)

    def let_in(self) -> Further:
        first = self.town.yem.workspace
        self.sync()
        first.synchronise(self.town.mail)
        first.confirm_desk(self.workspace.desk.device)
        first.synchronise(self.town.mail)
        self.sync()
        assert not self.workspace.is_waiting
        return self


@pytest.fixture
def further(town: Town, tmp_path: Path) -> Iterator[Any]:
    made: list[Further] = []

    def make(name: str = "second", **how: Any) -> Further:
        made.append(Further(town, tmp_path, name, **how))
        return made[-1]

    yield make
    for one in made:
        one.workspace.close()


@pytest.fixture
def start(qapp: QApplication, services: Services, tmp_path: Path) -> Iterator[Session]:
    with session_at(qapp, services, tmp_path / "home", tmp_path / "new") as begun:
        yield begun
