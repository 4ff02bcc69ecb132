"""The tables of a chest: dictionaries with indexes, and the way back from a transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, RecordId
from referral_app.journal.erasing import Key
from referral_app.journal.heads import Frontier
from referral_app.journal.stream import Stream
from referral_app.journal.write import Write
from tests.exchange.memory_store import Tables

K = TypeVar("K")
V = TypeVar("V")
_GONE: Any = object()


class Undo:
    """What the open transaction did, so that it can be taken back."""

    def __init__(self) -> None:
        self.entries: list[tuple[dict[Any, Any], Any, Any]] = []

    def roll_back(self) -> None:
        for table, key, before in reversed(self.entries):
            if before is _GONE:
                dict.pop(table, key, None)
            else:
                dict.__setitem__(table, key, before)
        self.entries.clear()


class Table(dict[K, V], Generic[K, V]):
    """A dictionary that writes down how to undo what is done to it."""

    def __init__(self, of: dict[K, V], undo: Undo) -> None:
        super().__init__(of)
        self.undo = undo.entries

    def __setitem__(self, key: K, value: V) -> None:
        self.undo.append((self, key, self.get(key, _GONE)))
        super().__setitem__(key, value)

    def __delitem__(self, key: K) -> None:
        self.undo.append((self, key, self.get(key, _GONE)))
        super().__delitem__(key)

    def setdefault(self, key: K, value: V) -> V:
        if key not in self:
            self[key] = value
        return self[key]

    def pop(self, key: K, *default: Any) -> Any:
        self.undo.append((self, key, self.get(key, _GONE)))
        return super().pop(key, *default)


@dataclass
class ChestTables(Tables):
    """With indexes; values are immutable."""

    by_stream: dict[Stream, tuple[CommitId, ...]] = field(default_factory=dict)
    by_record: dict[RecordId, tuple[Write, ...]] = field(default_factory=dict)
    ends: dict[Stream, Frontier] = field(default_factory=dict)
    introduced: dict[RecordId, bool] = field(default_factory=dict)
    by_desk: dict[DeviceId, tuple[CommitId, ...]] = field(default_factory=dict)
    cutting: dict[CentreId, bool] = field(default_factory=dict)
    """Centres of which some desk was revoked, or said to be."""
    erased: dict[Key, bool] = field(default_factory=dict)
    whole: dict[bytes, tuple[CommitId, ...]] = field(default_factory=dict)
    """What was sealed into an envelope of which some has arrived since."""

    def bound_to(self, undo: Undo) -> ChestTables:
        """The same, writing down what is done to it."""
        for each in fields(self):
            setattr(self, each.name, Table(getattr(self, each.name), undo))
        return self
