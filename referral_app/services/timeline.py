"""What happened, newest first, as it was written: the window finds the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from referral_app.domain.facts import (
    CASE_FIELD,
    CASE_OPENED,
    CONSENT_ENDED,
    CONSENT_GIVEN,
    ENTRY_REDACTED_CASE,
    FOLLOW_UP_RECORDED,
    KINDS,
    NEED_FIELD,
    NEED_RECORDED,
    NOTE_ADDED,
    OUTSIDE_LOOP,
    OUTSIDE_STATUS,
    REFERRAL_COUNTERSIGNED,
    REFERRAL_LOOP,
    REFERRAL_STATUS,
    Value,
)
from referral_app.domain.identifiers import (
    CentreId,
    CommitId,
    Moment,
    RecordId,
    ReferralId,
    WriteId,
)
from referral_app.domain.referral import Referral
from referral_app.journal.sound import is_sound
from referral_app.journal.write import Write
from referral_app.services.desk import Desk
from referral_app.services.locked import readable_value
from referral_app.services.ports import Reader

_REGISTERS: Final = frozenset({CASE_FIELD.name, NEED_FIELD.name})
_FOUNDING: Final = frozenset({CASE_OPENED.name, NEED_RECORDED.name})
_SHOWN: Final = _FOUNDING | {
    CONSENT_GIVEN.name,
    CONSENT_ENDED.name,
    NOTE_ADDED.name,
    ENTRY_REDACTED_CASE.name,
    FOLLOW_UP_RECORDED.name,
    REFERRAL_COUNTERSIGNED.name,
    REFERRAL_STATUS.name,
    REFERRAL_LOOP.name,
    OUTSIDE_STATUS.name,
    OUTSIDE_LOOP.name,
}
_STATUSES: Final = frozenset({REFERRAL_STATUS.name, OUTSIDE_STATUS.name})
_LOOPS: Final = frozenset({REFERRAL_LOOP.name, OUTSIDE_LOOP.name})
_SENDERS: Final = _LOOPS | {FOLLOW_UP_RECORDED.name}
_OTHER_RECORDS: Final = frozenset({"case", "consent", "field", "service", "slip", "status"})
REDACTED: Final = "redacted"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened.

    `kind` is the kind of the fact, or the status itself for a referral's. `values` are what was
    said: for `case.field` and `need.field`, and for the opening that they came with, by the names
    of the fields; for `referral.loop`, `loop` and `status`. A hidden note holds only `redacted`.
    `record` is the case, need, consent or referral; `author_label` is empty for other centres.
    """

    id: WriteId
    kind: str
    record: RecordId
    happened: Moment
    entered: Moment
    author_label: str
    centre: CentreId
    values: Mapping[str, Value]


def timeline_of(
    desk: Desk, reader: Reader, records: Iterable[RecordId], referrals: Iterable[Referral]
) -> tuple[TimelineEntry, ...]:
    """Return what happened to some records and referrals; facts that do not count are left out."""
    by_id = {referral.id: referral for referral in referrals}
    told = reader.writes_about((*records, *by_id))
    writes = [w for w in told if _counts(w, by_id.get(ReferralId(w.fact.record)))]
    # An opening takes the fields of its own save, in whatever order they lie in the commit.
    writes.sort(key=lambda write: write.fact.kind not in _FOUNDING)
    labels = {member.id: member.label for member in reader.staff()}
    hidden = _hidden(writes)
    fields = _changed_fields(writes)
    entries = []
    for write in writes:
        values = _values(write, fields, hidden)
        if values is None:
            continue
        entries.append(
            TimelineEntry(
                id=write.id,
                kind=_kind(write),
                record=write.fact.record,
                happened=write.fact.happened,
                entered=write.entered,
                author_label=labels.get(write.author, "") if write.centre == desk.centre else "",
                centre=write.centre,
                values={n: readable_value(desk, n, value) for n, value in values.items()},
            )
        )
    # A save in two streams has one moment: only the logical clock knows which commit came first.
    written = {write.id: (write.hlc, write.id.place) for write in writes}
    return tuple(sorted(entries, key=lambda e: (e.happened, written[e.id]), reverse=True))


def _counts(write: Write, referral: Referral | None) -> bool:
    kind = KINDS.get(write.fact.kind)
    if kind is None or not is_sound(write, kind):
        return False
    if write.fact.kind in _STATUSES:
        return referral is not None and write.id in _known(referral)
    if write.fact.kind in _SENDERS:
        return referral is not None and write.centre == referral.sender
    return write.fact.kind in _SHOWN | _REGISTERS


def _known(referral: Referral) -> set[WriteId]:
    halves = (referral.sender_half, referral.recipient_half)
    return {fact.id for half in halves for fact in half.known}


def _hidden(writes: Iterable[Write]) -> set[WriteId]:
    kind = ENTRY_REDACTED_CASE.name
    return {seen for write in writes if write.fact.kind == kind for seen in write.fact.seen}


_Saved = tuple[CommitId, RecordId]


def _changed_fields(writes: Iterable[Write]) -> dict[_Saved, dict[str, Value]]:
    """The fields that one save wrote, told as one entry."""
    found: dict[_Saved, dict[str, Value]] = {}
    for write in writes:
        if write.fact.kind in _REGISTERS:
            name = str(write.fact.get("field"))
            of_save = found.setdefault((write.id.commit, write.fact.record), {})
            of_save[name] = write.fact.get("value")
    return found


def _values(
    write: Write, fields: dict[_Saved, dict[str, Value]], hidden: set[WriteId]
) -> dict[str, Value] | None:
    """What an entry says; None when another entry of the same save says it."""
    kind, saved = write.fact.kind, (write.id.commit, write.fact.record)
    own = {name: value for name, value in write.fact.content if name not in _OTHER_RECORDS}
    if kind in _FOUNDING:
        return own | fields.pop(saved, {})
    if kind in _REGISTERS:
        return fields.pop(saved, None)
    if kind in _LOOPS:
        match write.fact.get("value"):
            case (str(word), str(status)):
                return {"loop": word, "status": status}
        return None
    return {REDACTED: True} if write.id in hidden else own


def _kind(write: Write) -> str:
    if write.fact.kind in _STATUSES:
        return str(write.fact.get("status"))
    return REFERRAL_LOOP.name if write.fact.kind in _LOOPS else write.fact.kind
