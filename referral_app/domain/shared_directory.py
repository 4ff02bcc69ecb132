"""One service as several centres list it: shown once, with what they say differently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from referral_app.domain.directory import SERVICE_FIELDS, Service
from referral_app.domain.facts import Value
from referral_app.domain.folding import fold
from referral_app.domain.identifiers import ServiceId

COMPARED: Final = tuple(name for name in SERVICE_FIELDS if name not in ("checked_on", "active"))
"""Fields in which centres may differ; when each last checked is shown beside them."""
SHARED: Final = "shared"
"""The field that says whether the commune is told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, and what each centre that says anything there says: the one that is shown first."""

    field: str
    values: tuple[tuple[ServiceId, Value], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A service and every listing of it: our own first, then what was checked last."""

    listed: tuple[Service, ...]

    @property
    def shown(self) -> Service:
        """The listing that is shown and chosen."""
        return self.listed[0]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The fields in which the listings disagree; one that says nothing does not."""
        return tuple(found for name in COMPARED if (found := self._difference(name)) is not None)

    def _difference(self, name: str) -> Difference | None:
        says = [(service.id, value_of(service, name)) for service in self.listed]
        # That nobody says why it is suspended says that it is open.
        told = [(which, value) for which, value in says if value or name == "suspended"]
        if len({plain_form(value) for _which, value in told}) < 2:
            return None
        return Difference(name, tuple(told))


def value_of(service: Service, name: str) -> Value:
    """Return a field of a service as its facts have it."""
    value: Value = getattr(service, name)
    return value


def plain_form(value: Value) -> str:
    """Return what two values have in common when they say the same."""
    if isinstance(value, tuple):
        return " ".join(sorted(str(item) for item in value))
    text = value if isinstance(value, str) else ""
    digits = "".join(char for char in text if char.isdecimal())
    # A telephone number is the same with other spaces.
    return digits if len(digits) >= 9 and not any(map(str.isalpha, text)) else fold(text).strip()


def listings(services: Iterable[Service]) -> tuple[Listing, ...]:
    """Put together what is one service: what bears one name in French or in Arabic.

    What is out of use stands alone, and our own are told apart by their names already.
    """
    groups: list[list[Service]] = []
    by_name: dict[tuple[str, str], list[Service]] = {}
    for service in sorted(services, key=_rank):
        names = [
            (language, fold(name))
            for language, name in (("fr", service.name_fr), ("ar", service.name_ar))
            if name and service.active
        ]
        group = next((by_name[name] for name in names if name in by_name), None)
        if group is None or (service.source is None and group):
            group = []
            groups.append(group)
        group.append(service)
        for name in names:
            by_name.setdefault(name, group)
    return tuple(Listing(tuple(group)) for group in groups)


def _rank(service: Service) -> tuple[bool, int, bytes]:
    return service.source is not None, -(service.checked_on or 0), service.id
