"""What centres tell all others of the commune, and one who writes in another's records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from referral_app.domain.facts import (
    CODE_ADDED,
    COMMUNE_DAY,
    SHARED_SERVICE,
    content,
    field_content,
)
from referral_app.domain.identifiers import CentreId, RecordId, belongs_to, commune_record
from referral_app.journal.added_codes import fold_added_code
from referral_app.journal.commune_days import fold_commune_day
from referral_app.journal.directory import fold_shared_service
from referral_app.journal.register import live
from referral_app.journal.stream import commune
from referral_app.journal.write import Write
from tests.simulation.communes.commune import COMMUNE, Desk
from tests.simulation.communes.life import Life
from tests.simulation.communes.work import about, fact, say

_LIE = "mensonge"
_SERVICE, _DAY, _CODE = SHARED_SERVICE.name, COMMUNE_DAY.name, CODE_ADDED.name


def tell_of_a_service(life: Life) -> None:
    """A centre shares an outside door, or says something new of one it shares."""
    desk = life.some_desk()
    ours = [it for it in life.told if belongs_to(it, desk.centre) and life.told[it] == _SERVICE]
    record = life.chance.choice([*ours, None])
    name = f"École {life.chance.getrandbits(32)}"
    _write(life, desk, record or _new(life, desk, _SERVICE), _SERVICE, "name_fr", name)


def tell_of_a_day(life: Life) -> None:
    desk = life.some_desk()
    record = _new(life, desk, _DAY)
    day = f"2027-01-{life.chance.randrange(1, 29):02}"
    for name, value in (("from", day), ("to", day), ("what", "closure")):
        _write(life, desk, record, _DAY, name, value)


def add_a_code(life: Life) -> None:
    desk = life.some_desk()
    name = f"Aide {life.chance.getrandbits(32)}"
    words = dict.fromkeys(("fr", "ar", "en"), name)
    told = content(list="service_kinds", like="", **words)
    say(life, desk, commune(COMMUNE), fact(desk, _CODE, _new(life, desk, _CODE), told))


def write_in_another_s(life: Life) -> None:
    """A record that belongs to another centre: what is said there counts nowhere."""
    desk = life.some_desk()
    others = [record for record in life.told if not belongs_to(record, desk.centre)]
    if not others:
        return
    record = life.chance.choice(others)
    kind = life.told[record]
    if kind == _CODE:
        told = content(list="service_kinds", like="", fr=_LIE, ar=_LIE, en=_LIE)
        say(life, desk, commune(COMMUNE), fact(desk, kind, record, told))
    else:
        _write(life, desk, record, kind, "name_fr" if kind == _SERVICE else "word", _LIE)


def _new(life: Life, desk: Desk, kind: str) -> RecordId:
    record = commune_record(desk.centre, desk.chance(8))
    life.told[record] = kind
    return record


def _write(life: Life, desk: Desk, record: RecordId, kind: str, name: str, value: str) -> None:
    found = [write for write in about(desk, record) if write.fact.get("field") == name]
    seen = [write.id for write in live(found)]
    told = field_content(name, value)
    say(life, desk, commune(COMMUNE), fact(desk, kind, record, told, seen))


# --- what must hold


def check_told(life: Life, groups: dict[CentreId, list[Desk]]) -> None:
    """Every centre holds and sees the same, and of each record what its owner says alone."""
    desks = [desks[0] for desks in groups.values()]
    held = [frozenset(it.store.tables.by_stream.get(commune(COMMUNE), ())) for it in desks]
    assert all(one == held[0] for one in held), "what the commune is told differs"
    for record, kind in life.told.items():
        seen = [about(desk, record) for desk in desks]
        folded = [_folded(kind, writes, record) for writes in seen]
        assert all(one == folded[0] for one in folded), "a record of the commune differs"
        assert _LIE not in repr(folded[0]), "another centre's word counts"
        owned = [it for it in seen[0] if belongs_to(record, it.centre)]
        assert folded[0] == _folded(kind, owned, record)
        assert folded[0] is not None or not owned or kind == _DAY


def _folded(kind: str, writes: Iterable[Write], record: RecordId) -> Any:
    if kind == _SERVICE:
        return fold_shared_service(writes, record)
    if kind == _DAY:
        return fold_commune_day(writes, record)[0]
    return fold_added_code(writes, record)[0]


ACTS: list[tuple[float, Callable[[Life], None]]] = [
    (2, tell_of_a_service),
    (0.5, tell_of_a_day),
    (0.5, add_a_code),
    (1, write_in_another_s),
]
