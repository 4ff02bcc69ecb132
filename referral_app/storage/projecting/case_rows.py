"""Rows of cases, needs and consents.

A row tells of a few fields: the whole record, folded at each save, would take most of its time. The
rules are the journal's own, and tests hold every row against the record that is folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from referral_app.domain.case import OPEN_STATES
from referral_app.domain.consent import ANY_CENTRE, Consent
from referral_app.domain.erasure import HOLD
from referral_app.domain.facts import (
    CASE_FIELD,
    CASE_OPENED,
    ENTRY_REDACTED_CASE,
    NEED_FIELD,
    NEED_RECORDED,
    NOTE_ADDED,
    Kind,
    Value,
)
from referral_app.domain.household import FIELD as HOUSEHOLD
from referral_app.domain.identifiers import CaseId, CentreId, RecordId
from referral_app.journal.fold import fold_case, fold_consent
from referral_app.journal.household import household_values
from referral_app.journal.register import live
from referral_app.journal.sound import founding, is_sound
from referral_app.journal.write import Write
from referral_app.storage.projecting import rows
from referral_app.storage.projecting.household_rows import place_in_household
from referral_app.storage.projecting.rows import Rows, file_under, filed_under, last_act

_CASE_TEXTS: Final = frozenset(kind.name for kind in (CASE_OPENED, NOTE_ADDED, ENTRY_REDACTED_CASE))
_NEED_TEXTS: Final = frozenset(kind.name for kind in (NEED_RECORDED, NEED_FIELD))
_ID_HEX: Final = re.compile("[0-9a-f]{32}")


def project_case(
    record: RecordId, writes: list[Write], new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    """Make the row of a case; without its founding fact, only the date of the latest act."""
    last = last_act(writes)
    opened = _founding(writes, CASE_OPENED)
    if opened is None:
        out.act(CaseId(record), last)
        return
    code = opened.fact.get("code")
    shown, in_conflict = _registers(writes, CASE_FIELD)
    if HOUSEHOLD in shown:
        is_open = not _text(shown, "closure")
        place_in_household(record, shown[HOUSEHOLD], out, is_open=is_open)
    out.case(
        {
            "id": record,
            "code": code,
            "opened": opened.fact.happened,
            "last": last,
            "sex": _text(shown, "sex"),
            "age_band": _text(shown, "age_band"),
            "district": _text(shown, "district"),
            "is_open": not _text(shown, "closure"),
            "in_conflict": in_conflict,
            "responsible": _responsible(shown) or opened.author,
            "closed": _closed(writes) if _text(shown, "closure") else None,
            "closure": _text(shown, "closure"),
            "held": bool(_text(shown, HOLD)),
        },
        (str(code), *_notes(writes)) if new & _CASE_TEXTS else None,
    )


def _notes(writes: list[Write]) -> tuple[str, ...]:
    if all(write.fact.kind != NOTE_ADDED.name for write in writes):
        return ()
    case = fold_case(writes)
    return tuple(note.text for note in case.notes) if case else ()


def project_need(
    record: RecordId, writes: list[Write], new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    """Make the row of a need."""
    file_under(writes, out)
    recorded = _founding(writes, NEED_RECORDED)
    if recorded is None:
        return
    shown, in_conflict = _registers(writes, NEED_FIELD)
    out.need(
        {
            "id": record,
            "case": recorded.fact.get("case"),
            "is_open": _text(shown, "state") in OPEN_STATES,
            "in_conflict": in_conflict,
            "recorded": recorded.fact.happened,
            "category": _text(shown, "category"),
        },
        (_text(shown, "detail"),) if new & _NEED_TEXTS else None,
    )


def _founding(writes: list[Write], kind: Kind) -> Write | None:
    name = kind.name
    return founding([w for w in writes if w.fact.kind == name and is_sound(w, kind)])


def _registers(writes: list[Write], kind: Kind) -> tuple[dict[Value, Value], bool]:
    """The shown value of each field, and whether live values of one disagree."""
    by_field: dict[Value, list[Write]] = {}
    name = kind.name
    for write in writes:
        if write.fact.kind == name and is_sound(write, kind):
            by_field.setdefault(write.fact.get("field"), []).append(write)
    shown: dict[Value, Value] = {}
    in_conflict = False
    for field, of_field in by_field.items():
        if len(of_field) == 1:
            shown[field] = of_field[0].fact.get("value")
            continue
        values = _values(field, of_field)
        shown[field] = values[0] if values else None
        in_conflict |= len(values) > 1 and len(set(values)) > 1
    return shown, in_conflict


def _closed(writes: list[Write]) -> int | None:
    """When the closing that is shown happened."""
    name = CASE_FIELD.name
    closings = [
        write
        for write in writes
        if write.fact.kind == name
        and write.fact.get("field") == "closure"
        and is_sound(write, CASE_FIELD)
    ]
    shown = live(closings)
    return shown[0].fact.happened if shown else None


def _values(field: Value, of_field: list[Write]) -> list[Value]:
    if field == HOUSEHOLD:
        return [value for _, value in household_values(of_field)]
    return [write.fact.get("value") for write in live(of_field)]


def _responsible(shown: dict[Value, Value]) -> bytes | None:
    """Whom the file names as following it; None where it names nobody who could be."""
    named = _text(shown, "responsible")
    return bytes.fromhex(named) if _ID_HEX.fullmatch(named) else None


def _text(shown: dict[Value, Value], field: str) -> str:
    value = shown.get(field)
    return value if isinstance(value, str) else ""


def project_consent(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    """Make the rows of a consent: its case, and to whom it holds until when."""
    file_under(writes, out)
    out.consents_change(filed_under(writes))
    consent = fold_consent(writes)
    if consent is None:
        return
    out.put(
        rows.CONSENT,
        {
            "id": record,
            "case": consent.case,
            "given": consent.given_at,
            "statistics": consent.statistics and consent.ended_at is None,
        },
    )
    if len(writes) > 1:
        out.drop(rows.NO_SCOPE, {"consent": record})
    ends = consent.until if consent.ended_at is None else min(consent.until, consent.ended_at)
    for recipient in _recipients(consent):
        scope = {"consent": record, "recipient": recipient, "case": consent.case, "ends": ends}
        out.put(rows.SCOPE, scope)


def _recipients(consent: Consent) -> Iterator[bytes]:
    """The centres that a consent names; ANY_CENTRE as no bytes at all."""
    for named in consent.recipients:
        if named == ANY_CENTRE:
            yield b""
        elif _ID_HEX.fullmatch(named):
            yield bytes.fromhex(named)
