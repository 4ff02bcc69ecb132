"""Three centres of one commune that were invited in a chain, over one folder."""

from __future__ import annotations

import pytest

from referral_app import bootstrap
from referral_app.bootstrap import Workspace
from referral_app.clock import seeded_randomness
from referral_app.exchange import registry_root
from tests.bootstrap.conftest import Founder, details, person

PASSPHRASE = "un coffre a la mairie"
MINUTE = 60_000


@pytest.fixture
def cheap_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """As much work as Argon2id can be asked for at least."""
    cheap = registry_root.Cost(memory=64, passes=1, lanes=1)
    monkeypatch.setattr(registry_root, "Cost", lambda *_cost: cheap)


class Commune:
    """A invited B, B invited C; A and C have never heard of each other."""

    def __init__(self, founder: Founder) -> None:
        self.founder = founder
        self.folder = founder.root / "folder"
        self.folder.mkdir()
        self.root = founder.root / "root.rroot"
        self.a = founder.centre("a")
        self.b = self.invited(self.a, "b", 2)
        self.sync(self.b, self.a, self.b)
        self.c = self.invited(self.b, "c", 3)
        self.sync(self.c, self.b, self.c)

    def invited(self, by: Workspace, name: str, seed: int) -> Workspace:
        file = self.founder.root / f"{name}.rinv"
        by.invite(file)
        created = bootstrap.accept_invitation(
            self.founder.root / name,
            bootstrap.invitation_bytes(file),
            details(name),
            person("SK"),
            bootstrap.Parts(self.founder.clock, seeded_randomness(seed)),
        )
        return self.founder.keep(created.workspace)

    def sync(self, *workspaces: Workspace) -> None:
        for workspace in workspaces:
            self.founder.clock.advance(MINUTE)
            workspace.synchronise(self.folder)

    def all_round(self, times: int = 1) -> None:
        for _time in range(times):
            self.sync(self.a, self.b, self.c)

    def settle(self) -> None:
        """B knows all three: it founds the registry, and the others agree to it."""
        self.b.found_registry(self.root, PASSPHRASE)
        self.sync(self.b, self.a, self.c)
        for workspace in (self.a, self.c):
            workspace.answer_registry(agreed=True)
        self.all_round(3)
