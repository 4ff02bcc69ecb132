"""Several needs of one file on one slip to one recipient: a referral each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from referral_app.domain.case import Need
from referral_app.domain.identifiers import CentreId, Moment, NeedId, ReferralId
from referral_app.domain.referral import Referral
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.checks import known_need, known_referral
from referral_app.services.desk import Desk
from referral_app.services.disclosure import NEED_DETAIL
from referral_app.services.locked import readable
from referral_app.services.sending import RequestEntry, send_within


@dataclass(frozen=True, slots=True)
class Slip:
    """What was sent together; `id` is 16 bytes, `referrals` stand as the needs were given."""

    id: bytes
    referrals: tuple[ReferralId, ...]


def send_slip(
    desk: Desk,
    needs: Sequence[NeedId],
    recipient: CentreId,
    entry: RequestEntry,
    happened: Moment,
) -> Slip:
    """Send needs of one file together, or none of them.

    `entry` is that of the first; the others take from it what is said of the person and of the
    follow-up, and bring their own priority, details and help given. Raises NotPermittedError,
    InvalidInputError, RefusedError with one sentence per gap.
    """
    desk.require(Act.SEND_REFERRAL)
    together = list(dict.fromkeys(needs))
    if not together:
        raise InvalidInputError("slip.no_need", "need")
    slip = desk.new_id()
    with desk.store.begin() as work:
        found = [known_need(work, need) for need in together]
        if len({need.case for need in found}) > 1:
            raise RefusedError("slip.other_file")
        entries = [entry, *(entry_beside(entry, need) for need in found[1:])]
        return Slip(
            slip,
            tuple(
                send_within(work, desk, need.id, recipient, replace(asked, slip=slip), happened)
                for need, asked in zip(found, entries, strict=True)
            ),
        )


def entry_beside(entry: RequestEntry, need: Need) -> RequestEntry:
    """Return what is asked for another need on the slip of `entry`."""
    detail = need.fields.text("detail") if NEED_DETAIL in entry.fields else ""
    return replace(
        entry,
        fields=tuple(code for code in entry.fields if code != NEED_DETAIL or detail),
        priority=need.fields.text("priority") or RequestEntry(()).priority,
        priority_reason=need.fields.text("priority_reason"),
        detail=detail,
        services_given=need.fields.text("services_given"),
        replaces=None,
    )


def slip_of(desk: Desk, referral: ReferralId) -> tuple[Referral, ...]:
    """Return what stands on the slip of a referral, itself among it, oldest first.

    Only what the same centre sent to the same recipient for the same code counts, whatever number
    a slip was given. Raises NotPermittedError, RefusedError when the referral is unknown.
    """
    desk.require(Act.READ_CASES)
    found = known_referral(desk.store.reader, referral)
    request = found.request
    if request is None or request.slip is None:
        return (readable(desk, found),)
    return tuple(
        readable(desk, other)
        for other in desk.store.reader.referrals_with_code(request.case_code)
        if other.request is not None
        and other.request.slip == request.slip
        and (other.sender, other.recipient) == (found.sender, found.recipient)
    )
