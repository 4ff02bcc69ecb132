"""Which facts count: in their place, by a party, of the right shape; each of them once."""

from __future__ import annotations

from collections.abc import Iterable

from referral_app.domain.facts import Kind
from referral_app.domain.identifiers import RecordId, WriteId
from referral_app.journal.register import precedence
from referral_app.journal.shapes import has_shape
from referral_app.journal.write import Write


def is_sound(write: Write, kind: Kind) -> bool:
    """Whether a fact of `kind` counts where it stands."""
    return (
        write.stream.place is kind.place
        and write.stream.concerns(write.centre)
        and has_shape(write.fact)
    )


def sound_facts(writes: Iterable[Write], *kinds: Kind) -> tuple[list[Write], ...]:
    """Return for each of `kinds` the facts that count, in no order."""
    wanted = {kind.name: kind for kind in kinds}
    found: dict[str, dict[WriteId, Write]] = {name: {} for name in wanted}
    for write in writes:
        kind = wanted.get(write.fact.kind)
        if kind is not None and is_sound(write, kind):
            found[kind.name][write.id] = write
    return tuple([list(of_kind.values()) for of_kind in found.values()])


def founding(writes: Iterable[Write]) -> Write | None:
    """Return the fact that founds a record: the earliest, should there be several."""
    return min(writes, key=precedence, default=None)


def about(writes: Iterable[Write], record: RecordId) -> list[Write]:
    """Return the facts about one record."""
    return [write for write in writes if write.fact.record == record]
