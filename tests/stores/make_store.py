"""Writes a store of this release: `python -m tests.stores.make_store tests/stores/v1`.

To be run once before a release changes the form of the store; what it wrote is never written again.
The passphrase and the code are known to everyone: the people in it do not exist.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain import facts
from referral_app.domain.identifiers import Moment
from referral_app.services.ports import Draft
from referral_app.storage.slot_file import Cost
from referral_app.storage.store import NewPerson, create
from tests.storage.peer import Peer
from tests.storage.stores import AMINA, START, at_desk, fact, founding_facts

PASSPHRASE: Final = "une base de chaque version"
RECOVERY_CODE: Final = "7MQK-2D4V-XH9B-0TRA-WE5N-C8YJ-3PGZ-61FE"
_DAY: Final = 86_400_000


def make(folder: Path) -> None:
    """Write the store: three cases, referrals both ways, a draft."""
    chance, clock = seeded_randomness(1), ManualClock(START)
    person = NewPerson("AB", AMINA, PASSPHRASE, Cost(1024, 1, 1))
    with create(folder, person, RECOVERY_CODE, chance=chance, recovery_cost=person.cost) as files:
        opened = at_desk(folder, files, clock, chance)
        opened.save(*founding_facts())
        first = opened.open_case(sex="F", age_band="25-34", languages=("fr", "wo"))
        opened.add_need(first, category="S10", detail="Hébergement pour deux nuits")
        opened.save(fact(facts.NOTE_ADDED, first, text="زيارة أولى مع الجارة"))
        clock.advance(_DAY)
        opened.open_case(sex="M", closure="C1")
        case = opened.open_case(district="youssoufia")
        found = opened.store.reader.case(case)
        sent = opened.send(case, found.code if found else "", detail="Consultation")
        peer = Peer()
        peer.answer(opened, sent, "received")
        peer.answer(opened, sent, "accepted")
        peer.send(opened, detail="Cours de français")
        with opened.store.begin() as work:
            work.save_draft(Draft("intake", "", AMINA, '{"note": "à suivre"}', Moment(START)))
            work.put_setting("language", "ar")
            work.put_identity("device_sign", sent)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
