"""A referral from its facts: two halves, each of its own side's facts alone (design.md 3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from referral_app.domain.facts import (
    FOLLOW_UP_RECORDED,
    OUTSIDE_LOOP,
    OUTSIDE_STATUS,
    REFERRAL_COUNTERSIGNED,
    REFERRAL_FILED,
    REFERRAL_LOOP,
    REFERRAL_PURGED,
    REFERRAL_STATUS,
    Value,
)
from referral_app.domain.fields import Field
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    Moment,
    NeedId,
    ReferralId,
)
from referral_app.domain.referral import (
    RANK,
    Countersignature,
    FollowUp,
    Half,
    Referral,
    Request,
    Side,
    Status,
    StatusFact,
)
from referral_app.journal.parties import Parties, parties_of, service_of, status_of
from referral_app.journal.register import field_of, live, precedence
from referral_app.journal.sound import about, sound_facts
from referral_app.journal.write import Write

_KINDS: Final = (
    REFERRAL_STATUS,
    OUTSIDE_STATUS,
    REFERRAL_LOOP,
    OUTSIDE_LOOP,
    REFERRAL_FILED,
    FOLLOW_UP_RECORDED,
    REFERRAL_COUNTERSIGNED,
    REFERRAL_PURGED,
)
_RANK: Final = {status.value: rank for status, rank in RANK.items()}
_UNKNOWN_RANK: Final = -1
"""Below all others: a status of a newer program is kept and marked, never taken for an answer."""


def fold_referral(writes: Iterable[Write]) -> Referral | None:
    """Return the referral that `writes` tell of, whole or not; None without any status fact.

    `writes` are the link's facts about it and this centre's own, in any order, with doublings.
    """
    of_kinds = sound_facts(writes, *_KINDS)
    shared, outside, loops, outside_loops, filed, follow_ups, signed, purges = of_kinds
    statuses = shared + outside
    parties = parties_of(statuses)
    if parties is None:
        return None
    owned = [write for write in about(statuses, parties.record) if parties.owns(write)]
    asked = [write for write in owned if parties.side(write) is Side.SENDER]
    answered = [write for write in owned if parties.side(write) is Side.RECIPIENT]
    filing = [
        write for write in about(filed, parties.record) if parties.stream.concerns(write.centre)
    ]
    case, need = _filing(filing)
    service = service_of(parties, asked)
    closings = about(loops + outside_loops, parties.record)
    request = _request(asked)
    purged = any(write.centre == parties.sender for write in about(purges, parties.record))
    return Referral(
        parties.record,
        parties.sender,
        parties.recipient if service is None else CentreId(service),
        request,
        _half(asked, Side.SENDER),
        _half(answered, Side.RECIPIENT),
        _loop([write for write in closings if _closes(write, parties)]),
        _follow_ups(
            write for write in about(follow_ups, parties.record) if write.centre == parties.sender
        ),
        case,
        need,
        service,
        _countersignature(
            write for write in about(signed, parties.record) if write.centre == parties.sender
        ),
        ended=purged and request is None,
    )


def _rank(write: Write) -> int:
    return _RANK.get(status_of(write), _UNKNOWN_RANK)


def _half(writes: list[Write], side: Side) -> Half:
    facts = {
        write.id: StatusFact(
            write.id,
            status_of(write),
            side,
            write.fact.happened,
            write.entered,
            write.author,
            write.fact.content,
        )
        for write in sorted(writes, key=precedence)
    }
    # Stable: latest first among equals, as `live` gives them.
    best_first = sorted(live(writes), key=_rank, reverse=True)
    return Half(tuple([facts[write.id] for write in best_first]), tuple(facts.values()))


def _request(asked: list[Write]) -> Request | None:
    requests = live([write for write in asked if status_of(write) == Status.REQUESTED])
    if not requests:
        return None
    write = requests[0]
    values = dict(write.fact.content)
    follow_up_on, replaces = values.get("follow_up_on"), values.get("replaces")
    until, slip = values.get("consent_until"), values.get("slip")
    return Request(
        _text(values, "case_code"),
        _text(values, "category"),
        _text(values, "priority"),
        _text(values, "priority_reason"),
        _text(values, "detail"),
        _person(values.get("person")),
        _text(values, "consent_form"),
        Moment(until if isinstance(until, int) else 0),
        _text(values, "restrictions"),
        _text(values, "services_given"),
        Moment(follow_up_on) if isinstance(follow_up_on, int) else None,
        _text(values, "follow_up_means"),
        ReferralId(replaces) if isinstance(replaces, bytes) else None,
        write.fact.happened,
        write.author,
        slip if isinstance(slip, bytes) else None,
        _text(values, "exception"),
        _text(values, "exception_reason"),
        _text(values, "delivery"),
    )


def _text(values: dict[str, Value], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _person(value: Value) -> tuple[tuple[str, Value], ...]:
    pairs = []
    for pair in value if isinstance(value, tuple) else ():
        match pair:
            case (str(name), told):
                pairs.append((name, told))
    return tuple(pairs)


def _closes(write: Write, parties: Parties) -> bool:
    """Whether a loop fact counts: the sender's, in the referral's stream, of a known form."""
    if write.stream != parties.stream or write.centre != parties.sender:
        return False
    match write.fact.get("value"):
        case ("closed" | "reopened", str()):
            return write.fact.get("field") == "loop"
    return False


def _loop(writes: list[Write]) -> Field:
    # A reopening beats a closing that it had not seen; stable, so latest first among equals.
    return field_of(sorted(live(writes), key=_reopens, reverse=True))


def _reopens(write: Write) -> bool:
    match write.fact.get("value"):
        case ("reopened", _):
            return True
    return False


def _follow_ups(writes: Iterable[Write]) -> tuple[FollowUp, ...]:
    oldest_first = sorted(writes, key=lambda write: (write.fact.happened, precedence(write)))
    found = []
    for write in oldest_first:
        values = dict(write.fact.content)
        means, evidence, outcome, text = (
            _text(values, name) for name in ("means", "evidence", "outcome", "text")
        )
        found.append(
            FollowUp(
                write.id,
                write.fact.happened,
                write.entered,
                write.author,
                means,
                evidence,
                outcome,
                text,
            )
        )
    return tuple(found)


def _countersignature(signed: Iterable[Write]) -> Countersignature | None:
    """The earliest, should there be several."""
    first = min(signed, key=lambda write: (write.fact.happened, precedence(write)), default=None)
    if first is None:
        return None
    words = _text(dict(first.fact.content), "text")
    return Countersignature(first.id, first.fact.happened, first.entered, first.author, words)


def _filing(filed: list[Write]) -> tuple[CaseId | None, NeedId | None]:
    latest = live(filed)
    if not latest:
        return None, None
    case, need = latest[0].fact.get("case"), latest[0].fact.get("need")
    return (
        CaseId(case) if isinstance(case, bytes) else None,
        NeedId(need) if isinstance(need, bytes) else None,
    )
