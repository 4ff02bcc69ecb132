"""Keeping a file: its fields, notes and needs, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from referral_app.domain.case import Case
from referral_app.domain.facts import (
    CASE_FIELD,
    ENTRY_REDACTED_CASE,
    NEED_FIELD,
    NEED_RECORDED,
    NOTE_ADDED,
    Fact,
    Value,
    content,
)
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CaseId, Moment, NeedId, ReferralId, WriteId
from referral_app.domain.referral import FINAL
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.case_fields import (
    case_value,
    changes_to,
    check_priority,
    field_facts,
    need_value,
    supervisor_agrees,
)
from referral_app.services.checks import (
    date_of,
    known_case,
    known_need,
    open_case_of,
    plain,
    record_all,
)
from referral_app.services.desk import Desk
from referral_app.services.ports import Work

_OPEN: Final = "open"


class StillOpenError(RefusedError):
    """A file cannot be closed while `referrals` wait: each is to be ended by name."""

    def __init__(self, referrals: tuple[ReferralId, ...]) -> None:
        super().__init__("case.referrals_open", count=len(referrals))
        self.referrals = referrals


@dataclass(frozen=True, slots=True)
class NeedEntry:
    """A need as typed."""

    category: str
    detail: str = ""
    priority: str = "P3"
    priority_reason: str = ""


def set_case_fields(
    desk: Desk, case: CaseId, changes: Mapping[str, Value], happened: Moment
) -> None:
    """Change fields of a file; a field that is in conflict is settled, even on its shown value.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    with desk.store.begin() as work:
        found = known_case(work, case)
        at = date_of(desk, happened, found.opened_at)
        values = {name: case_value(desk, work, name, value) for name, value in changes.items()}
        changed = changes_to(found.fields, values)
        facts = field_facts(CASE_FIELD, case, found.fields, changed, at)
        if facts:
            record_all(work, desk.stream, facts, desk.actor.id)


def add_note(desk: Desk, case: CaseId, text: str, happened: Moment) -> WriteId:
    """Add a dated note of at most 280 characters.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    words = plain(text, "note", required=True)
    with desk.store.begin() as work:
        at = date_of(desk, happened, known_case(work, case).opened_at)
        fact = Fact(NOTE_ADDED.name, case, at, content(text=words))
        return WriteId(work.record(desk.stream, (fact,), desk.actor.id), 0)


def redact_note(desk: Desk, case: CaseId, note: WriteId, reason: str) -> None:
    """Hide a note; that there was one stays visible.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    why = plain(reason, "reason", required=True)
    with desk.store.begin() as work:
        notes = {known.id: known for known in known_case(work, case).notes}
        if note not in notes:
            raise RefusedError("note.unknown")
        if notes[note].redacted:
            raise RefusedError("note.already_redacted")
        kind = ENTRY_REDACTED_CASE.name
        fact = Fact(kind, case, desk.now(), content(reason=why), seen=(note,))
        work.record(desk.stream, (fact,), desk.actor.id)


def record_need(desk: Desk, case: CaseId, entry: NeedEntry, happened: Moment) -> NeedId:
    """Record a need in an open file.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    with desk.store.begin() as work:
        at = date_of(desk, happened, open_case_of(work, case).opened_at)
        need = NeedId(work.new_id())
        record_all(work, desk.stream, need_facts(desk, need, case, entry, at), desk.actor.id)
    return need


def need_facts(
    desk: Desk, need: NeedId, case: CaseId, entry: NeedEntry, happened: Moment
) -> list[Fact]:
    """Check a need as typed and return the facts that record it; raises InvalidInputError."""
    values = {
        "category": entry.category,
        "detail": entry.detail,
        "priority": entry.priority,
        "priority_reason": entry.priority_reason,
    }
    standing = {"state": _OPEN} | _checked_need(desk, Fields(), values)
    founding = Fact(NEED_RECORDED.name, need, happened, content(case=case))
    written = {name: value for name, value in standing.items() if value != ""}
    return [founding, *field_facts(NEED_FIELD, need, Fields(), written, happened)]


def set_need_fields(
    desk: Desk, need: NeedId, changes: Mapping[str, Value], happened: Moment
) -> None:
    """Change fields of a need; a field that is in conflict is settled.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    with desk.store.begin() as work:
        found = known_need(work, need)
        at = date_of(desk, happened, found.recorded_at)
        changed = changes_to(found.fields, _checked_need(desk, found.fields, changes))
        facts = field_facts(NEED_FIELD, need, found.fields, changed, at)
        if facts:
            record_all(work, desk.stream, facts, desk.actor.id)


def close_case(desk: Desk, case: CaseId, reason: str, note: str, happened: Moment) -> None:
    """Close a file of which no referral waits any more.

    Raises NotPermittedError, InvalidInputError, StillOpenError, RefusedError.
    """
    desk.require(Act.CLOSE_CASE)
    words = plain(note, "closure_note")
    entry = desk.vocabularies.closing_reasons.require(reason, "closure", words)
    if entry.number("dated_tries") and not words:
        raise InvalidInputError("tries.required", "closure_note", count=entry.number("dated_tries"))
    with desk.store.begin() as work:
        found = known_case(work, case)
        if not found.is_open and not _closure_in_conflict(found):
            raise RefusedError("case.closed")
        waiting = tuple(r.id for r in work.referrals_of(case) if r.status not in FINAL)
        if waiting:
            raise StillOpenError(waiting)
        if supervisor_agrees(desk, found.fields) and not desk.actor.may(Act.COUNTERSIGN):
            raise RefusedError("case.supervisor_needed")
        at = date_of(desk, happened, found.opened_at)
        values: dict[str, Value] = {"closure": reason, "closure_note": words}
        _write_closure(desk, work, found, values, at)


def reopen_case(desk: Desk, case: CaseId, happened: Moment) -> None:
    """Open a closed file again, under the same code.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.CLOSE_CASE)
    with desk.store.begin() as work:
        found = known_case(work, case)
        if found.is_open and not _closure_in_conflict(found):
            raise RefusedError("case.already_open")
        at = date_of(desk, happened, found.opened_at)
        _write_closure(desk, work, found, {"closure": "", "closure_note": ""}, at)


def _checked_need(desk: Desk, fields: Fields, changes: Mapping[str, Value]) -> dict[str, Value]:
    """Check changes against the need that they would make: a code may ask for words beside it."""
    values = {name: need_value(desk, name, value) for name, value in changes.items()}

    def then(name: str) -> str:
        value = values.get(name, fields.text(name))
        return value if isinstance(value, str) else ""

    if {"category", "detail"} & values.keys():
        categories = desk.vocabularies.service_categories
        entry = categories.get(then("category"))
        if entry and entry.text_required and not then("detail"):
            raise InvalidInputError("vocabulary.text_required", "detail", list=categories.name)
    if {"priority", "priority_reason"} & values.keys() and then("priority"):
        check_priority(desk, then("priority"), then("priority_reason"))
    return values


def _write_closure(
    desk: Desk, work: Work, case: Case, values: Mapping[str, Value], happened: Moment
) -> None:
    changed = changes_to(case.fields, values)
    facts = field_facts(CASE_FIELD, case.id, case.fields, changed, happened)
    record_all(work, desk.stream, facts, desk.actor.id)


def _closure_in_conflict(case: Case) -> bool:
    return not {"closure", "closure_note"}.isdisjoint(case.fields.conflicts)
