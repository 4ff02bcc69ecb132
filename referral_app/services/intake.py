"""Opening a file: one page from consent to referral, saved in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from referral_app.domain.case import LOCKED_FLAGS
from referral_app.domain.facts import CASE_FIELD, CASE_OPENED, NOTE_ADDED, Fact, Value, content
from referral_app.domain.fields import Field, Fields, Written
from referral_app.domain.household import FIELD as HOUSEHOLD
from referral_app.domain.household import Link
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    CommitId,
    ConsentId,
    Moment,
    NeedId,
    ReferralId,
    StaffId,
    WriteId,
)
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError
from referral_app.services.cards import code_of_card
from referral_app.services.case_fields import CLEARED, case_value, field_facts, year_of
from referral_app.services.cases import NeedEntry, need_facts
from referral_app.services.checks import date_of, plain, record_all
from referral_app.services.consents import ConsentEntry, consent_fact
from referral_app.services.desk import Desk
from referral_app.services.ports import Work
from referral_app.services.sending import RequestEntry, send_within

__all__ = [
    "CaseOpened",
    "ConsentEntry",
    "Intake",
    "NeedEntry",
    "RequestEntry",
    "SendEntry",
    "open_case",
    "open_within",
    "unsaved_fields",
]


@dataclass(frozen=True, slots=True)
class SendEntry:
    """A need of the same intake, by its place in `needs`, to be sent at once."""

    need: int
    recipient: CentreId
    request: RequestEntry


@dataclass(frozen=True, slots=True)
class Intake:
    """What stands on the intake page; `fields` by the names of CASE_FIELDS.

    `card` is the code of a card that was printed ahead, as typed or scanned; empty draws a code.
    """

    happened: Moment
    fields: Mapping[str, Value]
    needs: tuple[NeedEntry, ...]
    consent: ConsentEntry | None
    note: str = ""
    sends: tuple[SendEntry, ...] = ()
    card: str = ""


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """What an intake made; `code` is ten digits, `needs` and `referrals` stand as entered."""

    case: CaseId
    code: str
    needs: tuple[NeedId, ...]
    consent: ConsentId | None
    referrals: tuple[ReferralId, ...]


def open_case(desk: Desk, intake: Intake) -> CaseOpened:
    """Open a file with everything on the page, or nothing of it.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    with desk.store.begin() as work:
        return open_within(work, desk, intake)


def open_within(
    work: Work, desk: Desk, intake: Intake, household: Link | None = None
) -> CaseOpened:
    """Open a file as part of a larger change, such as a whole family.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    _check_acts(desk, intake)
    at = date_of(desk, intake.happened)
    case = CaseId(work.new_id())
    values = _values(desk, work, intake)
    needs = tuple(NeedId(work.new_id()) for _ in intake.needs)
    linked: dict[str, Value] = {HOUSEHOLD: tuple(household)} if household else {}
    facts = field_facts(CASE_FIELD, case, Fields(), values | linked, at)
    note = plain(intake.note, "note")
    if note:
        facts.append(Fact(NOTE_ADDED.name, case, at, content(text=note)))
    for need, entry in zip(needs, intake.needs, strict=True):
        facts += need_facts(desk, need, case, entry, at)
    consent = ConsentId(work.new_id()) if intake.consent else None
    if intake.consent and consent:
        fields = unsaved_fields(values)
        facts.append(consent_fact(desk, work, (consent, case), fields, intake.consent, at))
    # The code is drawn last: a refused page uses none up.
    code = code_of_card(work, intake.card) if intake.card.strip() else work.next_code()
    opened = Fact(CASE_OPENED.name, case, at, content(code=code))
    record_all(work, desk.stream, [opened, *facts], desk.actor.id)
    return CaseOpened(case, code, needs, consent, _send(work, desk, intake, needs))


def unsaved_fields(values: Mapping[str, Value]) -> Fields:
    """Return the fields of a page that is not saved yet, to preview what they would disclose."""
    nowhere, never, nobody = WriteId(CommitId(b""), 0), Moment(0), StaffId(b"")
    return Fields(
        {name: Field((Written(nowhere, value, never, nobody),)) for name, value in values.items()}
    )


def _check_acts(desk: Desk, intake: Intake) -> None:
    desk.require(Act.OPEN_CASE)
    if intake.sends:
        desk.require(Act.SEND_REFERRAL)
    flags = intake.fields.get("flags")
    if isinstance(flags, tuple) and not LOCKED_FLAGS.isdisjoint(flags):
        desk.require(Act.READ_LOCKED_FLAGS)


def _values(desk: Desk, work: Work, intake: Intake) -> dict[str, Value]:
    values = {name: case_value(desk, work, name, value) for name, value in intake.fields.items()}
    if values.get("age_band") and not values.get("intake_year"):
        # A band means nothing without its year (domain.md 2.8).
        values["intake_year"] = year_of(intake.happened)
    return {name: value for name, value in values.items() if value not in CLEARED}


def _send(
    work: Work, desk: Desk, intake: Intake, needs: tuple[NeedId, ...]
) -> tuple[ReferralId, ...]:
    if any(not 0 <= send.need < len(needs) for send in intake.sends):
        raise InvalidInputError("send.no_such_need", "need")
    slips = _slips(desk, intake.sends)
    return tuple(
        send_within(
            work,
            desk,
            needs[send.need],
            send.recipient,
            replace(send.request, slip=slips.get(send.recipient, send.request.slip)),
            intake.happened,
        )
        for send in intake.sends
    )


def _slips(desk: Desk, sends: Sequence[SendEntry]) -> dict[CentreId, bytes]:
    """One slip for each recipient to whom several needs go."""
    together = Counter(send.recipient for send in sends)
    return {recipient: desk.new_id() for recipient, many in together.items() if many > 1}
