"""What a hub lets go, and what it keeps."""

from __future__ import annotations

from referral_app.exchange.envelope import name_of
from referral_app.hub.limits import DAY
from referral_app.hub.tables import CURSOR, ENVELOPE, MAILBOX
from tests.hub.desks import Desk, HubAtWork
from tests.hub.test_mail import missing


def pass_days(hub: HubAtWork, days: int, *readers: Desk) -> None:
    """Let days go by, on each of which these desks read on."""
    for _ in range(days):
        hub.clock.advance(DAY * 1000)
        for desk in readers:
            desk.fetch()
        hub.hub.keep_house()


def kept(hub: HubAtWork) -> tuple[int, int]:
    """How many envelopes have their bytes, and how many places the journal has."""
    with hub.hub.database.reading() as connection:
        rows = connection.execute(ENVELOPE.select()).all()
    return sum(row.body is not None for row in rows), len(rows)


def test_what_every_desk_has_read_past_for_thirty_days_goes(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    second, let_in = there.with_second_desk()
    there.bring(there.centre, [let_in.raw])
    envelope = here.seal_to(there)
    here.deposit(envelope, here.seal_to(here))
    there.fetch()
    second.fetch()
    pass_days(hub, 30, there, second)
    assert kept(hub) == (2, 2)
    pass_days(hub, 2, there, second)
    assert kept(hub) == (1, 2)
    assert missing(here, name_of(envelope)) == []
    assert here.deposit(envelope)[0]["dup"] is True
    with hub.hub.database.reading() as connection:
        assert {bytes(row.id) for row in connection.execute(MAILBOX.select())} == {here.centre}
        assert len(connection.execute(CURSOR.select()).all()) <= 2 * 32


def test_a_desk_that_has_not_read_holds_it_back(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    _, let_in = there.with_second_desk()
    there.bring(there.centre, [let_in.raw])
    here.deposit(here.seal_to(there))
    there.fetch()
    pass_days(hub, 35, there)
    assert kept(hub) == (1, 1)


def test_a_desk_put_back_from_a_backup_holds_it_back(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    here.deposit(here.seal_to(there))
    there.fetch()
    pass_days(hub, 20, there)
    there.cursor = 0
    there.fetch()
    pass_days(hub, 20, there)
    assert kept(hub) == (1, 1)
    pass_days(hub, 15, there)
    assert kept(hub) == (0, 1)


def test_after_180_days_it_goes_whoever_has_not_read(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    here.deposit(here.seal_to(there))
    hub.clock.advance(179 * DAY * 1000)
    hub.hub.keep_house()
    assert kept(hub) == (1, 1)
    hub.clock.advance(2 * DAY * 1000)
    hub.hub.keep_house()
    assert kept(hub) == (0, 1)
    assert there.fetch() == []


def test_places_stay_400_days_and_the_last_for_ever(hub: HubAtWork) -> None:
    here = hub.admitted()
    here.deposit(here.seal_to(here), here.seal_to(here))
    seen = here.position
    hub.clock.advance(401 * DAY * 1000)
    hub.hub.keep_house()
    assert kept(hub) == (0, 1)
    here.position = seen
    assert here.fetch() == []
    assert here.deposit(here.seal_to(here))[0]["seq"] == 3
