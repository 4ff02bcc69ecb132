"""After real traffic of two centres the hub's tables and log hold no case and no word of it."""

from __future__ import annotations

import io
import logging

import pytest
from sqlalchemy import select

from referral_app.domain.facts import REFERRAL_STATUS, Fact, content
from referral_app.domain.identifiers import referral_id
from referral_app.hub.tables import METADATA
from referral_app.journal.stream import link
from referral_app.log import KeysOnly
from tests.hub.desks import Desk, HubAtWork
from tests.hub.test_summaries import CELLS, MONTH

CODE, CATEGORY, WORDS = "4231900869", "S01", "un toit dès ce soir"


@pytest.fixture
def logged() -> io.StringIO:
    """What the hub's log would show, from every library too."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(KeysOnly())
    root = logging.getLogger()
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    yield lines  # type: ignore[misc]
    root.removeHandler(handler)
    root.level = level


def referral(sender: Desk, recipient: Desk, status: str) -> tuple[bytes, bytes]:
    """A referral's commit and the id of the referral."""
    record = referral_id(sender.centre, sender.chance(8))
    told = content(status=status, case_code=CODE, category=CATEGORY, detail=WORDS)
    fact = Fact(REFERRAL_STATUS.name, record, sender.at.clock.now(), told)
    return sender.writes(link(sender.centre, recipient.centre), fact).raw, record


def test_no_table_and_no_line_tells_of_a_case(hub: HubAtWork, logged: io.StringIO) -> None:
    here, there = hub.admitted(), hub.admitted()
    secret = [CODE.encode(), WORDS.encode(), b"toit", b"referral.status", b"requested"]
    for sender, recipient in ((here, there), (there, here)):
        raw, record = referral(sender, recipient, "requested")
        secret += [record, record[8:]]
        sender.deposit(sender.seal_to(recipient, raw), sender.seal_to(sender, raw))
        sender.deposit(sender.seal_summary(MONTH, CELLS), b"rubbish")
        assert sender.bring(sender.centre, [raw]).status == 400
    assert there.fetch()
    assert here.fetch()
    here.position = f"9:{'ab' * 32}"
    assert here.pull().status == 409
    hub.hub.keep_house()
    with hub.hub.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE hub_state RENAME TO gone")
    assert there.pull().status == 503
    with hub.hub.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO hub_state")
    written = [held.encode() for held in [logged.getvalue()]]
    with hub.hub.database.reading() as connection:
        for table in METADATA.sorted_tables:
            rows = connection.execute(select(table)).all()
            for value in (value for row in rows for value in row):
                written.append(value if isinstance(value, bytes) else str(value).encode())
    assert any(len(value) > 2000 for value in written)
    found = [word for word in secret for value in written if word in value]
    assert found == []
    assert b"127.0.0.1" not in written[0]
    assert b"hub.database_failed" in written[0]
    for desk in (here, there):
        assert desk.centre.hex().encode() not in written[0]
        assert desk.keys.device.hex().encode() not in written[0]
