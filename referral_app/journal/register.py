"""Registers: a write supersedes what its author saw, whatever the clocks say (exchange.md 5.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from referral_app.domain.fields import Field, Fields, Written
from referral_app.domain.identifiers import WriteId
from referral_app.journal.write import Write


def precedence(write: Write) -> tuple[int, bytes, WriteId]:
    """Order writes by logical time, then by desk and commit so that every desk agrees."""
    return (write.hlc, write.device, write.id)


def live(writes: Sequence[Write]) -> list[Write]:
    """Return the writes of one register that no other of them has seen, latest first."""
    if len(writes) == 1:
        return list(writes)
    superseded = {seen for write in writes for seen in write.fact.seen}
    return sorted(
        (write for write in writes if write.id not in superseded), key=precedence, reverse=True
    )


def field_of(best_first: Iterable[Write]) -> Field:
    """Return live writes of a register as the field that is shown."""
    return Field(
        tuple(
            [
                Written(write.id, write.fact.get("value"), write.fact.happened, write.author)
                for write in best_first
            ]
        )
    )


def fields_of(writes: Iterable[Write]) -> Fields:
    """Return a record's fields from its field facts, each given once."""
    by_name: dict[str, list[Write]] = {}
    for write in writes:
        name = write.fact.get("field")
        if isinstance(name, str):
            by_name.setdefault(name, []).append(write)
    return Fields({name: field_of(live(by_name[name])) for name in sorted(by_name)})
