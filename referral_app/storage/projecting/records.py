"""One function a kind of record: its facts in, its rows out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

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
    fold_need,
    fold_referral,
    fold_staff,
)
from referral_app.journal.write import Write
from referral_app.storage.projecting import rows
from referral_app.storage.projecting.rows import Rows, last_act

Project = Callable[[RecordId, list[Write], frozenset[str], CentreId, Rows], None]
"""Takes a record's id, all its facts, the kinds of those that are new, our centre, and the rows."""

_CASE_TEXTS: Final = frozenset(kind.name for kind in (CASE_OPENED, NOTE_ADDED, ENTRY_REDACTED_CASE))
_NEED_TEXTS: Final = frozenset(kind.name for kind in (NEED_RECORDED, NEED_FIELD))
_CASE_COLUMNS: Final[frozenset[Value]] = frozenset({"sex", "age_band", "district", "closure"})
_NEED_COLUMNS: Final[frozenset[Value]] = frozenset({"state", "detail"})
_CENTRE_HEX: Final = re.compile("[0-9a-f]{32}")
_WITHDRAWN: Final = frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR})


def _case(
    record: RecordId, writes: list[Write], new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    last = last_act(writes)
    case = fold_case(_telling(writes, CASE_FIELD, _CASE_COLUMNS))
    if case is None:
        out.act(CaseId(record), last)
        return
    texts = None
    if new & _CASE_TEXTS:
        texts = (case.code, *(note.text for note in case.notes))
    out.case(
        {
            "id": record,
            "code": case.code,
            "opened": case.opened_at,
            "last": last,
            "sex": case.fields.text("sex"),
            "age_band": case.fields.text("age_band"),
            "district": case.fields.text("district"),
            "is_open": case.is_open,
            "in_conflict": bool(case.fields.conflicts),
        },
        texts,
    )


def _need(
    record: RecordId, writes: list[Write], new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    _acts(writes, out)
    need = fold_need(_telling(writes, NEED_FIELD, _NEED_COLUMNS))
    if need is None:
        return
    out.need(
        {
            "id": record,
            "case": need.case,
            "is_open": need.is_open,
            "in_conflict": bool(need.fields.conflicts),
        },
        (need.fields.text("detail"),) if new & _NEED_TEXTS else None,
    )


def _telling(writes: list[Write], kind: Kind, columns: frozenset[Value]) -> list[Write]:
    """Leave out fields that no row tells of and that only one fact speaks of: no conflict there."""
    fields = [write.fact.get("field") for write in writes if write.fact.kind == kind.name]
    if len(set(fields)) < len(fields):
        return writes
    return [
        write
        for write in writes
        if write.fact.kind != kind.name or write.fact.get("field") in columns
    ]


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
