"""A field of a record: its value, and the other values when two people wrote at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment, StaffId, WriteId


class Written(NamedTuple):
    """One live write of a field; a named tuple for the reason that a fact is one."""

    id: WriteId
    value: Value
    happened: Moment
    author: StaffId


@dataclass(frozen=True, slots=True)
class Field:
    """A multi-value register: `live` best first; more than one means that a person must choose."""

    live: tuple[Written, ...]

    @property
    def value(self) -> Value:
        """The value that is shown."""
        return self.live[0].value if self.live else None

    @property
    def in_conflict(self) -> bool:
        """Whether live writes disagree."""
        return len({written.value for written in self.live}) > 1

    @property
    def seen(self) -> tuple[WriteId, ...]:
        """What the next write supersedes."""
        return tuple(written.id for written in self.live)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a record, by name."""

    by_name: Mapping[str, Field] = field(default_factory=dict)

    def value(self, name: str) -> Value:
        """Return the shown value, or None when never written."""
        found = self.by_name.get(name)
        return found.value if found else None

    def text(self, name: str) -> str:
        """Return the shown value when it is text, else an empty string."""
        value = self.value(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the shown value when it is a list of texts, else an empty one."""
        value = self.value(name)
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, tuple) else ()

    def seen(self, name: str) -> tuple[WriteId, ...]:
        """Return what the next write of `name` supersedes."""
        found = self.by_name.get(name)
        return found.seen if found else ()

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Names of fields in which live writes disagree."""
        return tuple(sorted(name for name, f in self.by_name.items() if f.in_conflict))
