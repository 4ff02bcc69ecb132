"""Frozen months and the key of the centre's statistics, from their facts."""

from __future__ import annotations

from collections.abc import Iterable

from referral_app.domain.facts import MONTH_FROZEN, STATISTICS_KEY
from referral_app.domain.identifiers import DeviceId
from referral_app.domain.month import Frozen, MonthId
from referral_app.journal.fact_codec import ID_SIZE
from referral_app.journal.sound import founding, sound_facts
from referral_app.journal.values import data, number, text
from referral_app.journal.write import Write


def fold_frozen(writes: Iterable[Write]) -> Frozen | None:
    """Return one freezing of a month."""
    (frozen,) = sound_facts(writes, MONTH_FROZEN)
    first = founding(frozen)
    if first is None:
        return None
    fact = first.fact
    replaces, lacking = fact.get("replaces"), fact.get("lacking")
    desks = lacking if isinstance(lacking, tuple) else ()
    return Frozen(
        id=MonthId(fact.record),
        month=text(fact, "month"),
        revision=number(fact, "revision"),
        cubes=data(fact, "cubes"),
        rounded=data(fact, "rounded"),
        covers=data(fact, "covers"),
        lacking=tuple(
            DeviceId(one) for one in desks if isinstance(one, bytes) and len(one) == ID_SIZE
        ),
        replaces=MonthId(replaces) if isinstance(replaces, bytes) else None,
        reason=text(fact, "reason"),
        frozen_at=fact.happened,
        frozen_by=first.author,
    )


def fold_statistics_key(writes: Iterable[Write]) -> bytes | None:
    """Return the 32 bytes under which this record keeps the key of cell keys."""
    (kept,) = sound_facts(writes, STATISTICS_KEY)
    first = founding(kept)
    return data(first.fact, "key") if first else None
