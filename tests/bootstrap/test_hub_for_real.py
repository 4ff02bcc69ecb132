"""The same commune over the real hub: its application, a real server, a real connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app.services.views import exchange_state
from tests.bootstrap.communes import Commune, work_together
from tests.bootstrap.conftest import Founder
from tests.hub.desks import HubAtWork


@pytest.fixture
def hub(tmp_path: Path, founder: Founder) -> Iterator[HubAtWork]:
    at_work = HubAtWork(f"sqlite:///{tmp_path / 'hub.db'}")
    at_work.clock = founder.clock
    with at_work:
        yield at_work


def test_desks_and_centres_meet_over_the_hub_alone(hub: HubAtWork, founder: Founder) -> None:
    work_together(Commune(founder), hub.serving.url, hub.code())


def test_a_hub_put_back_to_an_earlier_day_is_given_again_what_it_lost(
    hub: HubAtWork, founder: Founder
) -> None:
    commune = Commune(founder)
    commune.first.join_hub(hub.serving.url, hub.code())
    other = commune.invite("youssoufia")
    commune.rounds(commune.first, other)
    hub.close()
    file = Path(hub.url.removeprefix("sqlite:///"))
    backup = file.read_bytes()
    hub.open()
    _move(commune, hub)
    second = commune.invite("akkari")
    second.synchronise_hub()
    commune.first.synchronise_hub()
    hub.close()
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)
    file.write_bytes(backup)
    hub.open()
    _move(commune, hub)
    state = commune.first.hub()
    assert state is not None
    assert state.rewound == founder.clock.now()
    assert exchange_state(commune.first.desk).waiting_to_leave == 0


def _move(commune: Commune, hub: HubAtWork) -> None:
    """The hub serves at another port after a start."""
    commune.first.join_hub(hub.serving.url)
