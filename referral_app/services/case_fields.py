"""What may stand in the fields of a case and of a need, and the facts that write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from referral_app.communes import clock_there
from referral_app.domain.age import AgeAtIntake, AgeBand, is_minor
from referral_app.domain.case import CASE_LISTS, NEED_LISTS, SEVERAL_CODES
from referral_app.domain.facts import Fact, Kind, Value, field_content
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import Moment, RecordId
from referral_app.errors import InvalidInputError
from referral_app.services.checks import choice, plain
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader
from referral_app.services.register import page_number

UNACCOMPANIED: Final = "V01"
NO_CAREGIVER: Final = "none"
"""The caregiver of a minor who is flagged as unaccompanied, without anybody typing it."""

_BY_ITSELF = frozenset({"closure"})
"""Fields of codes that have a service of their own."""
_LARGEST_HOUSEHOLD = 40
_FIRST_INTAKE_YEAR = 2000
CLEARED: Final = ("", ())


def case_value(desk: Desk, reader: Reader, name: str, value: Value) -> Value:
    """Return a value that may stand in a case's field; "" and () clear it.

    Raises InvalidInputError, naming the field.
    """
    if value in CLEARED:
        return () if name in SEVERAL_CODES else ""
    if name in SEVERAL_CODES:
        return _codes(desk, name, value)
    if name in CASE_LISTS and name not in _BY_ITSELF:
        return choice(desk.vocabularies.named(CASE_LISTS[name]), _text(name, value), name).code
    if name == "responsible":
        return _member_of_staff(reader, _text(name, value))
    return _measure(desk, reader, name, value)


def need_value(desk: Desk, name: str, value: Value) -> Value:
    """Return a value that may stand in a need's field, itself; raises InvalidInputError."""
    text = _text(name, value)
    if name in ("detail", "priority_reason", "services_given"):
        return plain(text, name)
    if name not in NEED_LISTS:
        raise InvalidInputError("field.unknown", name)
    return choice(desk.vocabularies.named(NEED_LISTS[name]), text, name).code


def check_priority(desk: Desk, priority: str, reason: str) -> str:
    """Return the priority, once one above routine gives its reason (domain.md 1.3, T2).

    Raises InvalidInputError.
    """
    entry = choice(desk.vocabularies.priorities, priority, "priority")
    if entry.flag("reason_required") and not reason.strip():
        raise InvalidInputError("priority.reason_required", "priority_reason")
    return priority


def changes_to(fields: Fields, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values that differ from what stands, or that settle a conflict."""
    in_conflict = fields.conflicts
    return {
        name: value
        for name, value in values.items()
        if name in in_conflict or value != _standing(fields, name, value)
    }


def field_facts(
    kind: Kind, record: RecordId, fields: Fields, values: Mapping[str, Value], happened: Moment
) -> list[Fact]:
    """Write fields, each superseding every live write of it that is known here."""
    return [
        Fact(kind.name, record, happened, field_content(name, value), fields.seen(name))
        for name, value in values.items()
    ]


def caregiver_of(desk: Desk, fields: Fields, named: str = "") -> str | None:
    """Return who answers for a minor; "" for an adult, None when nobody was named.

    `named` is the caregiver whom a consent names. V01 alone counts as "none".
    """
    unaccompanied = UNACCOMPANIED in fields.texts("flags")
    if not unaccompanied and not _minor_today(desk, fields):
        return named
    return named or fields.text("caregiver") or (NO_CAREGIVER if unaccompanied else None)


def supervisor_agrees(desk: Desk, fields: Fields) -> bool:
    """Whether a flag of the case asks for the supervisor at sending and closing (domain.md 1.3)."""
    flags = desk.vocabularies.vulnerability_flags
    known = (flags.get(code) for code in fields.texts("flags"))
    return any(entry.flag("supervisor_agrees") for entry in known if entry)


def _minor_today(desk: Desk, fields: Fields) -> bool:
    band, year = fields.text("age_band"), fields.value("intake_year")
    if not is_minor(band):
        return False
    recorded = year if isinstance(year, int) else year_of(desk.now())
    return AgeAtIntake(AgeBand(band), recorded).may_be_minor_in(year_of(desk.now()))


def year_of(moment: Moment) -> int:
    """The calendar year of a moment, in the commune."""
    return clock_there(moment).year


def _standing(fields: Fields, name: str, value: Value) -> Value:
    standing = fields.value(name)
    # A field that was never written and one that is cleared look alike.
    return value if standing in (None, *CLEARED) and value in CLEARED else standing


def _measure(desk: Desk, reader: Reader, name: str, value: Value) -> Value:
    match name:
        case "interpreter":
            return _flag(name, value)
        case "intake_year":
            return _number(name, value, _FIRST_INTAKE_YEAR, year_of(desk.now()) + 1)
        case "household_size":
            return _number(name, value, 1, _LARGEST_HOUSEHOLD)
        case "contact_warning":
            return plain(_text(name, value), name)
        case "register_page":
            return page_number(desk, reader, _text(name, value))
    raise InvalidInputError("field.unknown", name)


def _codes(desk: Desk, name: str, value: Value) -> tuple[str, ...]:
    codes = desk.vocabularies.named(CASE_LISTS[name])
    if not isinstance(value, tuple):
        raise InvalidInputError("field.unreadable", name)
    chosen = {choice(codes, _text(name, code), name).code for code in value}
    return tuple(code for code in codes.codes if code in chosen)


def _text(name: str, value: Value) -> str:
    if not isinstance(value, str):
        raise InvalidInputError("field.unreadable", name)
    return value


def _flag(name: str, value: Value) -> bool:
    if not isinstance(value, bool):
        raise InvalidInputError("field.unreadable", name)
    return value


def _number(name: str, value: Value, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInputError("field.unreadable", name)
    if not least <= value <= most:
        raise InvalidInputError("number.out_of_range", name, least=least, most=most)
    return value


def _member_of_staff(reader: Reader, value: str) -> str:
    if all(member.id.hex() != value or not member.active for member in reader.staff()):
        raise InvalidInputError("staff.unknown", "responsible")
    return value
