"""One function a kind of record: its facts in, its rows out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from referral_app.domain.case import OPEN_STATES
from referral_app.domain.consent import ANY_CENTRE, Consent
from referral_app.domain.facts import (
    CASE_FIELD,
    CASE_OPENED,
    CENTRE_INTRODUCED,
    ENTRY_REDACTED_CASE,
    KINDS,
    NEED_FIELD,
    NEED_RECORDED,
    NOTE_ADDED,
    REFERRAL_STATUS,
    About,
    Kind,
    Value,
)
from referral_app.domain.identifiers import CaseId, CentreId, RecordId, sent_by
from referral_app.domain.referral import FINAL, Referral, Status
from referral_app.journal.fold import (
    fold_block,
    fold_case,
    fold_centre,
    fold_consent,
    fold_invitation,
    fold_referral,
    fold_staff,
)
from referral_app.journal.register import live
from referral_app.journal.sound import founding, is_sound
from referral_app.journal.write import Write
from referral_app.storage.projecting import rows
from referral_app.storage.projecting.rows import Rows, last_act

Project = Callable[[RecordId, list[Write], frozenset[str], CentreId, Rows], None]
"""Takes a record's id, all its facts, the kinds of those that are new, our centre, and the rows."""

_CASE_TEXTS: Final = frozenset(kind.name for kind in (CASE_OPENED, NOTE_ADDED, ENTRY_REDACTED_CASE))
_NEED_TEXTS: Final = frozenset(kind.name for kind in (NEED_RECORDED, NEED_FIELD))
_CENTRE_HEX: Final = re.compile("[0-9a-f]{32}")
_WITHDRAWN: Final = frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR})


def _case(
    record: RecordId, writes: list[Write], new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    last = last_act(writes)
    opened = _founding(writes, CASE_OPENED)
    if opened is None:
        out.act(CaseId(record), last)
        return
    code = opened.fact.get("code")
    shown, in_conflict = _registers(writes, CASE_FIELD)
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
        },
        (str(code), *_notes(writes)) if new & _CASE_TEXTS else None,
    )


def _notes(writes: list[Write]) -> tuple[str, ...]:
    if all(write.fact.kind != NOTE_ADDED.name for write in writes):
        return ()
    case = fold_case(writes)
    return tuple(note.text for note in case.notes) if case else ()


def _need(
    record: RecordId, writes: list[Write], new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    _acts(writes, out)
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
        },
        (_text(shown, "detail"),) if new & _NEED_TEXTS else None,
    )


# A row tells of a few fields: the whole record, folded at each save, would take most of its time.
# The rules are the journal's own, and tests hold every row against the record that is folded.


def _founding(writes: list[Write], kind: Kind) -> Write | None:
    return founding([w for w in writes if w.fact.kind == kind.name and is_sound(w, kind)])


def _registers(writes: list[Write], kind: Kind) -> tuple[dict[Value, Value], bool]:
    """The shown value of each field, and whether live values of one disagree."""
    by_field: dict[Value, list[Write]] = {}
    for write in writes:
        if write.fact.kind == kind.name and is_sound(write, kind):
            by_field.setdefault(write.fact.get("field"), []).append(write)
    shown: dict[Value, Value] = {}
    in_conflict = False
    for field, of_field in by_field.items():
        values = [write.fact.get("value") for write in live(of_field)]
        shown[field] = values[0] if values else None
        in_conflict |= len(values) > 1 and len(set(values)) > 1
    return shown, in_conflict


def _text(shown: dict[Value, Value], field: str) -> str:
    value = shown.get(field)
    return value if isinstance(value, str) else ""


def _consent(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    _acts(writes, out)
    consent = fold_consent(writes)
    if consent is None:
        return
    out.put(rows.CONSENT, {"id": record, "case": consent.case})
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
        elif _CENTRE_HEX.fullmatch(named):
            yield bytes.fromhex(named)


def _referral(
    record: RecordId, writes: list[Write], new: frozenset[str], own: CentreId, out: Rows
) -> None:
    _acts(writes, out)
    referral = fold_referral(writes)
    if referral is None:
        return
    request = referral.request
    incoming = not sent_by(referral.id, own)
    texts = None
    if REFERRAL_STATUS.name in new:
        texts = (request.case_code, request.detail, request.services_given) if request else ()
    out.referral(
        {
            "id": record,
            "incoming": incoming,
            "peer": referral.sender if incoming else referral.recipient,
            "case_code": request.case_code if request else "",
            "case": referral.case,
            "need": referral.need,
            "category": request.category if request else "",
            "priority": request.priority if request else "",
            "status": referral.status.value,
            "sent": request.sent_at if request else last_act(writes),
            "last": last_act(writes),
            "since": _since(referral, writes, incoming=incoming),
            "loop_closed": referral.loop_closed,
            "waiting": _is_waiting(referral, incoming=incoming),
            "marked": bool(referral.marks),
        },
        texts,
    )


def _since(referral: Referral, writes: list[Write], *, incoming: bool) -> int:
    """Since when a person here should see to it: a referral on hold with us, from its review on."""
    shown = referral.shown
    if incoming and shown and referral.status is Status.ON_HOLD:
        review = shown.get("review_at")
        return review if isinstance(review, int) else last_act(writes)
    return referral.request.sent_at if incoming and referral.request else last_act(writes)


def _is_waiting(referral: Referral, *, incoming: bool) -> bool:
    """Whether our side has something left to do or to wait for."""
    if incoming:
        return referral.status not in FINAL
    return not referral.loop_closed and referral.status not in _WITHDRAWN


def _centre(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    for write in writes:
        invitation = write.fact.get("invitation")
        if write.fact.kind == CENTRE_INTRODUCED.name and isinstance(invitation, bytes):
            out.put(rows.INVITATION_USED, {"invitation": invitation, "centre": record})
    centre = fold_centre(writes, own)
    if centre is not None:
        out.put(
            rows.CENTRE,
            {
                "id": record,
                "name_fr": centre.name_fr,
                "name_ar": centre.name_ar,
                "district": centre.district,
                "is_own": centre.is_own,
                "introduced": centre.introduced_at,
            },
        )


def _staff(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    staff = fold_staff(writes)
    if staff is None:
        out.drop(rows.NO_STAFF, {"id": record})
        return
    row = {"id": record, "label": staff.label, "role": staff.role.value, "active": staff.active}
    out.put(rows.STAFF, row)


def _invitation(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    if fold_invitation(writes) is not None:
        out.put(rows.INVITATION, {"id": record})


def _block(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    grant = fold_block(writes)
    if grant is not None:
        row = {"id": record, "device": grant.device, "number": grant.number}
        out.put(rows.BLOCK, row)


def _acts(writes: Iterable[Write], out: Rows) -> None:
    """Move the files forward that these facts are filed under."""
    held = list(writes)
    for case in {write.fact.get("case") for write in held}:
        if isinstance(case, bytes) and case:
            out.act(CaseId(case), last_act(held))


def _nothing(
    _record: RecordId, _writes: list[Write], _new: frozenset[str], _own: CentreId, _out: Rows
) -> None:
    """Membership is folded from its whole stream, not by record (see `members`)."""


_PROJECTS: Final[dict[About, Project]] = {
    About.CASE: _case,
    About.NEED: _need,
    About.CONSENT: _consent,
    About.REFERRAL: _referral,
    About.CENTRE: _centre,
    About.STAFF: _staff,
    About.INVITATION: _invitation,
    About.BLOCK: _block,
    About.MEMBERSHIP: _nothing,
}
_BY_KIND: Final = {kind.name: (kind.place, _PROJECTS[kind.about]) for kind in KINDS.values()}


def project_of(write: Write) -> Project | None:
    """Return what makes rows of a fact; None when it is void: of no known kind or misplaced."""
    found = _BY_KIND.get(write.fact.kind)
    return found[1] if found is not None and found[0] is write.stream.place else None
