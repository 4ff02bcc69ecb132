"""Centres that share one hub, and no folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from referral_app import bootstrap
from referral_app.bootstrap import Workspace
from referral_app.domain.identifiers import StaffId
from referral_app.exchange.hub_wire import Wire
from referral_app.exchange.pace import PULL
from referral_app.services.cases import add_note
from referral_app.services.intake import Intake, NeedEntry, open_case
from referral_app.services.views import case_view
from tests.bootstrap.conftest import OTHER_PASSPHRASE, Founder


class Commune:
    """Its first centre, and ways for further desks and centres to join it; `wire` leads to a hub
    that is no server."""

    def __init__(self, founder: Founder, wire: Callable[[str], Wire] | None = None) -> None:
        self.founder = founder
        plain = founder.parts
        founder.parts = lambda seed=1: replace(plain(seed), wire=wire)  # type: ignore[method-assign]
        self.first = founder.centre()

    def ask(self, name: str) -> Workspace:
        """A desk that waits to be let in."""
        file = self.founder.root / f"{name}.rinv"
        self.first.invite_desk(file, StaffId(self.first.desk.actor.id))
        data, parts = bootstrap.invitation_bytes(file), self.founder.parts(sum(name.encode()))
        created = bootstrap.join_centre(self.founder.root / name, data, OTHER_PASSPHRASE, parts)
        return self.founder.keep(created.workspace)

    def let_in(self, name: str) -> Workspace:
        new = self.ask(name)
        new.synchronise_hub()
        self.first.synchronise_hub()
        (joining,) = self.first.joining()
        self.first.confirm_desk(joining.device)
        self.first.synchronise_hub()
        new.synchronise_hub()
        assert not new.is_waiting
        return new

    def invite(self, name: str) -> Workspace:
        """A further centre, which joins over the hub alone."""
        file = self.founder.root / f"{name}.centre"
        self.first.invite(file)
        return self.founder.guest(name, bootstrap.invitation_bytes(file))

    def rounds(self, *desks: Workspace) -> None:
        for _ in range(2):
            for desk in desks:
                self.founder.clock.advance(PULL)
                desk.synchronise_hub()


def work_together(commune: Commune, url: str, code: str) -> None:
    """Three desks of two centres find one another over the hub, and work."""
    first = commune.first
    first.join_hub(url, code)
    second = commune.let_in("two")
    third = commune.invite("youssoufia")
    assert third.hub() is not None
    third.synchronise_hub()
    state = third.hub()
    assert state is not None
    assert state.waits
    commune.rounds(first, third, second)
    state = third.hub()
    assert state is not None
    assert not state.waits
    known = {centre.id for centre in second.desk.store.reader.centres()}
    assert known == {first.desk.centre, third.desk.centre}
    case = open_case(second.desk, Intake(second.desk.now(), {}, (NeedEntry("S01"),), None)).case
    add_note(second.desk, case, "Un toit dès ce soir", second.desk.now())
    commune.rounds(second, first)
    assert case_view(first.desk, case).case.id == case
    assert second.hub() is not None
