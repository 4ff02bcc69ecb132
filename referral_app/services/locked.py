"""Hiding locked flags (V12 to V14) from a role that may not read them (domain.md 2.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from referral_app.domain.case import LOCKED_FLAGS, Case
from referral_app.domain.consent import Consent
from referral_app.domain.facts import Content, Value
from referral_app.domain.fields import Field, Fields
from referral_app.domain.referral import Half, Referral
from referral_app.domain.staff import Act
from referral_app.services.desk import Desk

Shown = TypeVar("Shown", Case, Consent, Referral)


def readable(desk: Desk, record: Shown) -> Shown:
    """Return a record as the person's role may read it."""
    if desk.actor.may(Act.READ_LOCKED_FLAGS):
        return record
    if isinstance(record, Case):
        return replace(record, fields=_fields(record.fields))
    if isinstance(record, Consent):
        return replace(record, fields=_codes(record.fields))
    request = record.request
    return replace(
        record,
        request=replace(request, person=_pairs(request.person)) if request else None,
        sender_half=_half(record.sender_half),
    )


def readable_value(desk: Desk, name: str, value: Value) -> Value:
    """Return a named value of a fact as the person's role may read it."""
    return value if desk.actor.may(Act.READ_LOCKED_FLAGS) else _value(name, value)


def _value(name: str, value: Value) -> Value:
    if not isinstance(value, tuple):
        return value
    if name == "person":
        pairs = [pair for pair in value if isinstance(pair, tuple) and pair]
        return tuple(pair for pair in pairs if pair[0] not in LOCKED_FLAGS)
    return tuple(item for item in value if item not in LOCKED_FLAGS)


def _codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in codes if code not in LOCKED_FLAGS)


def _pairs(person: tuple[tuple[str, Value], ...]) -> tuple[tuple[str, Value], ...]:
    return tuple(pair for pair in person if pair[0] not in LOCKED_FLAGS)


def _fields(fields: Fields) -> Fields:
    return Fields(
        {
            name: Field(tuple(w._replace(value=_value(name, w.value)) for w in found.live))
            for name, found in fields.by_name.items()
        }
    )


def _half(half: Half) -> Half:
    return Half(
        tuple(replace(fact, content=_content(fact.content)) for fact in half.live),
        tuple(replace(fact, content=_content(fact.content)) for fact in half.known),
    )


def _content(content: Content) -> Content:
    return tuple((name, _value(name, value)) for name, value in content)
