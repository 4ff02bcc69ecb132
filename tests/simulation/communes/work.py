"""What people do at their desks, and one who lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from referral_app.domain.facts import (
    CASE_FIELD,
    CASE_OPENED,
    ENTRY_REDACTED_CASE,
    NOTE_ADDED,
    REFERRAL_STATUS,
    Fact,
    content,
    field_content,
)
from referral_app.domain.identifiers import CaseId, CommitId, WriteId, referral_id
from referral_app.domain.referral import RECIPIENT_RANK, SENDER_RANK, Referral, Status
from referral_app.journal import commit_body
from referral_app.journal.erasing import EVERYONE
from referral_app.journal.register import live
from referral_app.journal.stream import Stream, link, own
from referral_app.journal.write import Write
from tests.exchange.desks import WORKER
from tests.simulation.communes.commune import Desk
from tests.simulation.communes.life import Life

FIELDS = ("sex", "status", "district")


def say(life: Life, desk: Desk, stream: Stream, fact: Fact) -> CommitId:
    """One save at a desk: one commit of one fact."""
    with desk.store.begin() as work:
        commit = work.record(stream, (fact,), WORKER)
    life.written.add(commit)
    if life.options.erasing:
        (op,) = desk.store.tables.commits[commit].ops
        life.ops.setdefault(fact.record, []).append((op, desk.centre))
    return commit


def fact(desk: Desk, kind: str, record: bytes, told: Any, seen: Sequence[WriteId] = ()) -> Fact:
    return Fact(kind, record, max(desk.clock.now(), 0), told, tuple(sorted(seen)))


def about(desk: Desk, record: bytes) -> tuple[Write, ...]:
    with desk.store.begin() as work:
        found: tuple[Write, ...] = work.writes_about((record,))
    return found


def known_case(life: Life, desk: Desk) -> CaseId | None:
    erased = desk.store.tables.erased
    known = (case for case in life.cases.get(desk.centre, ()) if (case, EVERYONE) not in erased)
    cases = [case for case in known if about(desk, case)]
    return life.chance.choice(cases) if cases else None


def open_case(life: Life) -> None:
    desk = life.some_desk()
    case = CaseId(desk.chance(16))
    told = content(code=f"{life.chance.randrange(10**10):010}")
    say(life, desk, own(desk.centre), fact(desk, CASE_OPENED.name, case, told))
    life.cases.setdefault(desk.centre, []).append(case)


def edit(life: Life) -> None:
    """A field of a file is changed by somebody who saw what stood there."""
    desk = life.some_desk()
    case = known_case(life, desk)
    if case is not None:
        write_field(life, desk, case, life.chance.choice(FIELDS))


def write_field(life: Life, desk: Desk, case: CaseId, name: str) -> str:
    """Change a field; returns its new value."""
    value = f"v{life.chance.getrandbits(32)}"
    seen = [write.id for write in live(of_field(about(desk, case), name))]
    told = field_content(name, value)
    say(life, desk, own(desk.centre), fact(desk, CASE_FIELD.name, case, told, seen))
    return value


def of_field(writes: Sequence[Write], name: str) -> list[Write]:
    found = [it for it in writes if it.fact.kind == CASE_FIELD.name]
    return [it for it in found if it.fact.get("field") == name]


def add_note(life: Life) -> None:
    desk = life.some_desk()
    case = known_case(life, desk)
    if case is not None:
        told = content(text=life.chance.randbytes(6).hex())
        say(life, desk, own(desk.centre), fact(desk, NOTE_ADDED.name, case, told))


def redact(life: Life) -> None:
    """Somebody hides a note."""
    desk = life.some_desk()
    case = known_case(life, desk)
    notes = [w.id for w in about(desk, case) if w.fact.kind == NOTE_ADDED.name] if case else []
    if case is not None and notes:
        hidden = [life.chance.choice(notes)]
        told = content(reason="erreur")
        redacted = fact(desk, ENTRY_REDACTED_CASE.name, case, told, hidden)
        say(life, desk, own(desk.centre), redacted)


def say_what_is_new(life: Life) -> None:
    """A desk on a newer version writes a kind that nobody else knows, with a newer schema."""
    desk = life.some_desk()
    case = known_case(life, desk)
    if case is None:
        return
    mine, commit_body.SCHEMA = commit_body.SCHEMA, 9
    try:
        say(life, desk, own(desk.centre), fact(desk, "case.mood", case, content(mood="gai")))
    finally:
        commit_body.SCHEMA = mine


def refer(life: Life) -> None:
    """A referral to another centre."""
    send(life, life.some_desk())


def send(life: Life, desk: Desk, *, to_all: bool = False) -> None:
    """A referral to one other centre, or one to each."""
    with desk.store.begin() as work:
        others = sorted(centre.id for centre in work.centres() if centre.id != desk.centre)
    for other in others if to_all else life.chance.sample(others, 1):
        referral = referral_id(desk.centre, desk.chance(8))
        told = content(status="requested", case_code="4231900869", category="S01")
        say(life, desk, link(desk.centre, other), fact(desk, REFERRAL_STATUS.name, referral, told))
        life.referrals.append((referral, desk.centre, other))


def move(life: Life) -> None:
    """The next step in one's own half of a referral, by whoever sees what stands in it."""
    _move(life, {True: SENDER_RANK, False: RECIPIENT_RANK})


def lie(life: Life) -> None:
    """A desk that writes the other side's half: void everywhere."""
    _move(life, {False: SENDER_RANK, True: RECIPIENT_RANK})


def _move(life: Life, ranks: dict[bool, dict[Status, int]]) -> None:
    desk = life.some_desk()
    ours = [it for it in life.referrals if desk.centre in it[1:] and about(desk, it[0])]
    ours = [it for it in ours if (it[0], EVERYONE) not in desk.store.tables.erased]
    if not ours:
        return
    referral, sender, recipient = life.chance.choice(ours)
    with desk.store.begin() as work:
        known: Referral | None = work.referral(referral)
    if known is None:
        return
    is_sender = sender == desk.centre
    half = known.sender_half if is_sender else known.recipient_half
    status = life.chance.choice(list(ranks[is_sender]))
    told = content(status=status.value)
    written = fact(desk, REFERRAL_STATUS.name, referral, told, half.seen)
    say(life, desk, link(sender, recipient), written)


ACTS: list[tuple[float, Callable[[Life], None]]] = [
    (7, open_case),
    (10, edit),
    (6, add_note),
    (1.5, redact),
    (1, say_what_is_new),
    (8, refer),
    (12, move),
    (2, lie),
]
