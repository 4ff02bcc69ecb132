"""What tests of the services start from: entries as typed, cases and referrals as saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from referral_app.domain.case import Case, Need
from referral_app.domain.facts import Fact, Value, content
from referral_app.domain.identifiers import CaseId, CentreId, Moment, NeedId, ReferralId
from referral_app.domain.referral import Referral
from referral_app.errors import InvalidInputError, ReferralAppError, RefusedError
from referral_app.journal.stream import link
from referral_app.sentences import sentences
from referral_app.services.answers import accept, complete, open_referral, refuse
from referral_app.services.desk import Desk
from referral_app.services.intake import (
    CaseOpened,
    ConsentEntry,
    Intake,
    NeedEntry,
    RequestEntry,
    SendEntry,
    open_case,
)
from tests.fakes import DAY, Neighbours, Office

ADULT: Mapping[str, Value] = {
    "sex": "F",
    "age_band": "25-34",
    "languages": ("fr", "wo"),
    "district": "yacoub_el_mansour",
}
SHARED = ("age_band", "sex", "languages", "need_detail")


@contextmanager
def refused(
    key: str, kind: type[ReferralAppError] = RefusedError, *, field: str | None = None
) -> Iterator[pytest.ExceptionInfo[ReferralAppError]]:
    """The rules refuse with this key, which has its sentence, at this field."""
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.value.key == key
    assert key in sentences()
    if field is not None:
        assert isinstance(caught.value, InvalidInputError)
        assert caught.value.field == field


def consent(*recipients: CentreId, now: Moment, **changes: Any) -> ConsentEntry:
    entry = ConsentEntry(
        form="written",
        language="fr",
        interpreter=False,
        recipients=tuple(centre.hex() for centre in recipients) or ("*",),
        fields=SHARED,
        until=Moment(now + 365 * DAY),
        statistics=True,
    )
    return replace(entry, **changes)


def request(**changes: Any) -> RequestEntry:
    return replace(RequestEntry(fields=SHARED), **changes)


def intake(both: Neighbours, **changes: Any) -> Intake:
    """A page with one need, and a consent to the other centre."""
    now = both.clock.now()
    page = Intake(
        happened=now,
        fields=dict(ADULT),
        needs=(NeedEntry("S10", detail="Two nights"),),
        consent=consent(both.there.id, now=now),
    )
    return replace(page, **changes)


def opened(both: Neighbours, desk: Desk | None = None, **changes: Any) -> CaseOpened:
    """A saved page."""
    return open_case(desk or both.here.desk, intake(both, **changes))


def sent(both: Neighbours, *, desk: Desk | None = None, **changes: Any) -> ReferralId:
    """A referral from here that has arrived there."""
    page = opened(both, desk, sends=(SendEntry(0, both.there.id, request(**changes)),))
    both.relay()
    return page.referrals[0]


def accepted(both: Neighbours) -> ReferralId:
    """A referral that was opened and accepted there, and whose answer has arrived."""
    referral = sent(both)
    open_referral(both.there.desk, referral, both.clock.now())
    accept(both.there.desk, referral, "Room 2", None, "", both.clock.now())
    both.relay()
    return referral


def completed(both: Neighbours) -> tuple[CaseId, ReferralId]:
    """A referral that was done there, and its file here."""
    referral = accepted(both)
    complete(both.there.desk, referral, "O01", "E3", "", both.clock.now())
    both.relay()
    found = both.here.store.reader.referral(referral)
    assert found is not None
    assert found.case is not None
    return found.case, referral


def declined(both: Neighbours) -> ReferralId:
    """A referral that was refused there, and whose answer has arrived."""
    referral = sent(both)
    open_referral(both.there.desk, referral, both.clock.now())
    refuse(both.there.desk, referral, "D01", "service", "", "", both.clock.now())
    both.relay()
    return referral


def shown(office: Office, referral: ReferralId) -> Referral:
    found = office.store.reader.referral(referral)
    assert found is not None
    return found


def case_of(office: Office, case: CaseId) -> Case:
    found = office.store.reader.case(case)
    assert found is not None
    return found


def need_of(office: Office, need: NeedId) -> Need:
    found = office.store.reader.need(need)
    assert found is not None
    return found


def write_status(
    office: Office, other: CentreId, referral: ReferralId, status: str, **values: Value
) -> None:
    """Write a status past the services, as a newer program or a desk offline would."""
    fact = Fact("referral.status", referral, office.clock.now(), content(status=status, **values))
    with office.store.begin() as work:
        work.record(link(office.id, other), (fact,), office.desk.actor.id)
