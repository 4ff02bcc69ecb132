"""Which values a fact of each kind must and may carry; a fact of another shape is void.

Names that are not listed are kept as they are: a newer program may say more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from referral_app.domain import facts
from referral_app.domain.facts import Fact, Kind, Value
from referral_app.domain.referral import Status
from referral_app.journal.fact_codec import ID_SIZE, is_bytes, is_moment

Check = Callable[[Value], bool]


def _text(value: Value) -> bool:
    return isinstance(value, str)


def _texts(value: Value) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, str) for item in value)


def _list(value: Value) -> bool:
    return isinstance(value, tuple)


def _text_or_texts(value: Value) -> bool:
    return isinstance(value, str) or _texts(value)


def _flag(value: Value) -> bool:
    return isinstance(value, bool)


def _count(value: Value) -> bool:
    return type(value) is int and value >= 0


def _id(value: Value) -> bool:
    return is_bytes(value, ID_SIZE)


def _bytes(value: Value) -> bool:
    return isinstance(value, bytes)


def _any(value: Value) -> bool:
    return True


def _code(value: Value) -> bool:
    return isinstance(value, str) and len(value) == 10 and value.isascii() and value.isdigit()


def _codes(value: Value) -> bool:
    return isinstance(value, tuple) and all(_code(item) for item in value)


def _key(value: Value) -> bool:
    return is_bytes(value, 32)


def _pairs(value: Value) -> bool:
    return isinstance(value, tuple) and all(
        isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str) for pair in value
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """Checks by name; those in `must` have to be there."""

    must: Mapping[str, Check]
    may: Mapping[str, Check] = field(default_factory=dict)

    def fits(self, content: facts.Content) -> bool:
        """Whether every value has its type and none is lacking."""
        must = self.must
        lacking = len(must)
        for name, value in content:
            if name in must:
                lacking -= 1
                check = must[name]
            else:
                check = self.may.get(name, _any)
            # What may be anything needs no call: a save asks of every field it writes.
            if check is not _any and not check(value):
                return False
        return lacking == 0


_REGISTER: Final = Shape({"field": _text, "value": _any})
_SHAPES: Final[dict[Kind, Shape]] = {
    facts.CENTRE_FIELD: _REGISTER,
    facts.STAFF_FIELD: _REGISTER,
    facts.CASE_FIELD: _REGISTER,
    facts.NEED_FIELD: _REGISTER,
    facts.REFERRAL_LOOP: _REGISTER,
    facts.CENTRE_INTRODUCED: Shape({"name_fr": _text, "name_ar": _text}, {"invitation": _id}),
    facts.INVITATION_ISSUED: Shape(
        {"secret": _id, "expires": is_moment, "first_block": _count, "blocks": _count}
    ),
    facts.DESK_INVITED: Shape(
        {"secret": _id, "expires": is_moment, "staff": _id}, {"replaces": _id}
    ),
    facts.BLOCK_GRANTED: Shape({"device": _id, "number": _count}),
    facts.BLOCK_ASKED: Shape({"device": _id}),
    facts.BLOCK_RETURNED: Shape({"device": _id, "number": _count}),
    facts.CARDS_PRINTED: Shape({"codes": _codes}),
    facts.REGISTER_PRINTED: Shape({"pages": _texts}),
    facts.SERVICE_FIELD: _REGISTER,
    facts.CALENDAR_FIELD: _REGISTER,
    facts.CLOSURE_FIELD: _REGISTER,
    facts.INFORMATION_GIVEN: Shape({"category": _text}, {"district": _text}),
    facts.INFORMATION_WITHDRAWN: Shape({}),
    facts.STATISTICS_KEY: Shape({"key": _key}),
    facts.MONTH_FROZEN: Shape(
        {"month": _text, "revision": _count, "cubes": _bytes, "rounded": _bytes, "covers": _key},
        {"lacking": _list, "replaces": _id, "reason": _text},
    ),
    facts.SUMMARY_SENT: Shape(
        {
            "month": _text,
            "revision": _count,
            "codebook": _text,
            "method": _text,
            "cells": _bytes,
            "covers": _key,
        },
        {"lacking": _list},
    ),
    facts.OUTSIDE_LOOP: _REGISTER,
    facts.REFERRAL_COUNTERSIGNED: Shape({}, {"text": _text}),
    facts.CASE_OPENED: Shape({"code": _code}),
    facts.NOTE_ADDED: Shape({"text": _text}),
    facts.ENTRY_REDACTED_CASE: Shape({}, {"reason": _text}),
    facts.NEED_RECORDED: Shape({"case": _id}),
    facts.CONSENT_GIVEN: Shape(
        {"case": _id, "form": _text, "recipients": _texts, "fields": _texts, "until": is_moment},
        {
            "language": _text,
            "interpreter": _flag,
            "statistics": _flag,
            "caregiver": _text,
            "assent": _flag,
            "restrictions": _text,
        },
    ),
    facts.CONSENT_ENDED: Shape({}, {"reason": _text}),
    facts.REFERRAL_FILED: Shape({"case": _id}, {"need": _id}),
    facts.FOLLOW_UP_RECORDED: Shape(
        {}, dict.fromkeys(("means", "evidence", "outcome", "text", "speaker"), _text)
    ),
    facts.GENESIS: Shape({"document": _bytes}),
    facts.MEMBER_ADDED: Shape(
        {"sign_key": _bytes, "kem_key": _bytes, "role": _text, "label": _text}
    ),
    facts.MEMBER_RETIRED: Shape({"reason": _text}, {"replaced_by": _id}),
    facts.EPOCH_OPENED: Shape({"number": _count, "public": _bytes, "wraps": _list}),
    facts.REGISTRY_ACCEPTED: Shape({"file": _bytes}),
    facts.REGISTRY_ROOT: _REGISTER,
}
_BY_KIND: Final = {kind.name: shape for kind, shape in _SHAPES.items()}

_STATUS_VALUES: Final[dict[str, Check]] = {
    "case_code": _text,
    "category": _text,
    "priority": _text,
    "priority_reason": _text,
    "detail": _text,
    "person": _pairs,
    "consent_form": _text,
    "consent_until": is_moment,
    "restrictions": _text,
    "services_given": _text,
    "follow_up_on": is_moment,
    "follow_up_means": _text,
    "replaces": _id,
    "slip": _id,
    "service": _id,
    "delivery": _text,
    "exception": _text,
    "exception_reason": _text,
    "channel": _text,
    "speaker": _text,
    "contact_point": _text,
    "appointment_at": is_moment,
    "without_appointment": _flag,
    "documents": _text_or_texts,
    "reason": _text,
    "expected_at": is_moment,
    "review_at": is_moment,
    "decided_by": _text,
    "suggestion": _text,
    "outcome": _text,
    "evidence": _text,
    "text": _text,
}
_STATUS_KINDS: Final = frozenset({facts.REFERRAL_STATUS.name, facts.OUTSIDE_STATUS.name})
_ASKED: Final[dict[str, Check]] = {"status": _text, "case_code": _code, "category": _text}
_STATUS: Final = Shape({"status": _text}, _STATUS_VALUES)
_REQUESTED: Final = {
    facts.REFERRAL_STATUS.name: Shape(_ASKED, _STATUS_VALUES),
    facts.OUTSIDE_STATUS.name: Shape({**_ASKED, "service": _id}, _STATUS_VALUES),
}


def has_shape(fact: Fact) -> bool:
    """Whether the fact's content is of the shape of its kind."""
    if fact.kind in _STATUS_KINDS:
        asked = fact.get("status") == Status.REQUESTED
        return (_REQUESTED[fact.kind] if asked else _STATUS).fits(fact.content)
    shape = _BY_KIND.get(fact.kind)
    return shape is not None and shape.fits(fact.content)
