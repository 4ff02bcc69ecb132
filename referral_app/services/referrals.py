"""Sending a need to another centre, sending it anew, and taking a referral back."""

from __future__ import annotations

from referral_app.domain.identifiers import CentreId, Moment, NeedId, ReferralId
from referral_app.domain.referral import Side, Status
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.checks import plain
from referral_app.services.desk import Desk
from referral_app.services.disclosure import NEED_DETAIL
from referral_app.services.referral_writing import check_move, sent_referral, write_status
from referral_app.services.sending import (
    Disclosure,
    RequestEntry,
    can_refer_again,
    preview_disclosure,
    send_within,
)

__all__ = [
    "Disclosure",
    "RequestEntry",
    "can_refer_again",
    "cancel_referral",
    "mark_in_error",
    "preview_disclosure",
    "refer_again",
    "reinstate",
    "send_referral",
]


def send_referral(
    desk: Desk, need: NeedId, recipient: CentreId, entry: RequestEntry, happened: Moment
) -> ReferralId:
    """Send a need to a centre under a consent that covers it.

    Raises NotPermittedError, InvalidInputError, RefusedError with one sentence per gap.
    """
    desk.require(Act.SEND_REFERRAL)
    with desk.store.begin() as work:
        return send_within(work, desk, need, recipient, entry, happened)


def refer_again(desk: Desk, referral: ReferralId) -> RequestEntry:
    """Return the request of a refused, failed or cancelled referral, to be sent to another door.

    Raises NotPermittedError, RefusedError.
    """
    desk.require(Act.SEND_REFERRAL)
    found = sent_referral(desk, desk.store.reader, referral)
    if not can_refer_again(found) or found.request is None:
        raise RefusedError("referral.not_replaceable", status=found.status.value)
    old = found.request
    names = {name for name, _ in old.person} | ({NEED_DETAIL} if old.detail else set())
    fields = tuple(
        entry.code
        for entry in desk.vocabularies.consent_fields.choices
        if entry.code in names or _names_one_of(entry.texts("case_fields"), entry.code, names)
    )
    return RequestEntry(
        fields=fields,
        priority=old.priority,
        priority_reason=old.priority_reason,
        detail=old.detail,
        restrictions=old.restrictions,
        services_given=old.services_given,
        follow_up_means=old.follow_up_means,
        replaces=referral,
    )


def cancel_referral(
    desk: Desk, referral: ReferralId, reason: str, text: str, happened: Moment
) -> None:
    """Take back a referral that has not begun.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    _take_back(desk, referral, Status.CANCELLED, (reason, text), happened)


def mark_in_error(
    desk: Desk, referral: ReferralId, reason: str, text: str, happened: Moment
) -> None:
    """Say that a referral should never have been sent; once opened, a supervisor does.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    _take_back(desk, referral, Status.ENTERED_IN_ERROR, (reason, text), happened)


def reinstate(desk: Desk, referral: ReferralId, text: str, happened: Moment) -> None:
    """Undo a cancellation or an error: the request stands again.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.REINSTATE)
    with desk.store.begin() as work:
        found = sent_referral(desk, work, referral)
        check_move(found, Side.SENDER, Status.REINSTATED)
        why = plain(text, "text", required=True)
        write_status(desk, work, found, Status.REINSTATED, happened, text=why)


def _take_back(
    desk: Desk, referral: ReferralId, to: Status, why: tuple[str, str], happened: Moment
) -> None:
    desk.require(Act.SEND_REFERRAL)
    reason, text = why
    words = plain(text, "text")
    entry = desk.vocabularies.cancel_reasons.require(reason, "reason", words)
    if to.value not in entry.texts("statuses"):
        raise InvalidInputError("vocabulary.not_offered", "reason", list="cancel_reasons")
    if entry.flag("supervisor_only"):
        desk.require(Act.COUNTERSIGN)
    with desk.store.begin() as work:
        found = sent_referral(desk, work, referral)
        check_move(found, Side.SENDER, to)
        if to is Status.ENTERED_IN_ERROR and found.status is not Status.REQUESTED:
            desk.require(Act.COUNTERSIGN)  # domain.md 1.3, T14
        write_status(desk, work, found, to, happened, reason=reason, text=words)


def _names_one_of(case_fields: tuple[str, ...], code: str, names: set[str]) -> bool:
    # A locked flag names the field `flags` too, but is disclosed by its own code alone.
    return code in case_fields and not names.isdisjoint(case_fields)
