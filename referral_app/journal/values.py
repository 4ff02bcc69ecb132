"""Values of a fact whose shape was checked; what is left out reads as empty."""

from __future__ import annotations

from referral_app.domain.facts import Fact


def text(fact: Fact, name: str) -> str:
    """Return a text, or an empty one."""
    value = fact.get(name)
    return value if isinstance(value, str) else ""


def texts(fact: Fact, name: str) -> tuple[str, ...]:
    """Return a list of texts, or an empty one."""
    value = fact.get(name)
    return tuple([v for v in value if isinstance(v, str)]) if isinstance(value, tuple) else ()


def data(fact: Fact, name: str) -> bytes:
    """Return a byte string, or an empty one."""
    value = fact.get(name)
    return value if isinstance(value, bytes) else b""


def number(fact: Fact, name: str) -> int:
    """Return a number, or 0."""
    value = fact.get(name)
    return value if isinstance(value, int) else 0
