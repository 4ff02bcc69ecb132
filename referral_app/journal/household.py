"""The link of a file to its household: separating wins over every link that had not seen it.

A register alone would let a link that another desk wrote, before it heard of the separation, bring
two people together again. So such a link reads as a separation too, in whatever order facts arrive;
only somebody who knows of the separation can link the files again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from referral_app.domain.facts import Value
from referral_app.domain.fields import Field, Fields
from referral_app.domain.household import ALONE, FIELD, Link, link_of
from referral_app.domain.identifiers import WriteId
from referral_app.journal.register import live
from referral_app.journal.write import Write

_ANY: Final = None
"""What a separation cuts while a fact that it names has not arrived: every household."""


def household_values(writes: Sequence[Write]) -> list[tuple[WriteId, Value]]:
    """Return the live writes of one case's household, latest first, with the value of each."""
    by_id = {write.id: write for write in writes}
    cuts = [(write.id, _cut_by(write, by_id)) for write in writes if _link(write) is None]
    found: list[tuple[WriteId, Value]] = []
    for write in live(writes):
        link = _link(write)
        if link is None or not cuts:
            found.append((write.id, link or ALONE))
            continue
        seen = _ancestors(write, by_id)
        cut = any(
            separation not in seen and (households is _ANY or link.household in households)
            for separation, households in cuts
        )
        found.append((write.id, ALONE if cut else tuple(link)))
    return found


def with_household(fields: Fields, writes: Sequence[Write]) -> Fields:
    """Return a case's fields with the household as it is to be read; `writes` are field facts."""
    field = fields.by_name.get(FIELD)
    if field is None:
        return fields
    values = dict(household_values([w for w in writes if w.fact.get("field") == FIELD]))
    read = Field(tuple([w._replace(value=values[w.id]) for w in field.live]))
    return replace(fields, by_name={**fields.by_name, FIELD: read})


def _link(write: Write) -> Link | None:
    return link_of(write.fact.get("value"))


def _cut_by(separation: Write, by_id: dict[WriteId, Write]) -> frozenset[bytes] | None:
    """The households from which a write that names none separates."""
    cut = set()
    for seen in separation.fact.seen:
        if seen not in by_id:
            return _ANY
        link = _link(by_id[seen])
        if link is not None:
            cut.add(bytes(link.household))
    return frozenset(cut)


def _ancestors(write: Write, by_id: dict[WriteId, Write]) -> set[WriteId]:
    """What the author of a write had seen, as far as it has arrived."""
    found: set[WriteId] = set()
    waiting = list(write.fact.seen)
    while waiting:
        seen = waiting.pop()
        if seen not in found:
            found.add(seen)
            waiting += by_id[seen].fact.seen if seen in by_id else ()
    return found
