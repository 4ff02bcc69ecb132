"""Several needs of one file on one slip to one recipient: a referral each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from referral_app.domain.case import Need
from referral_app.domain.identifiers import CentreId, Moment, NeedId, ReferralId
from referral_app.domain.referral import FINAL, Referral
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
    *,
    details: bool = False,
) -> Slip:
    """Send needs of one file together, or none of them.

    `entry` is that of the first; the others take from it what is said of the person and of the
    follow-up, and bring their own priority, help given and, with `details`, their details. Raises
    NotPermittedError, InvalidInputError, RefusedError with one sentence per gap.
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
        entries = [entry, *(entry_beside(entry, need, details=details) for need in found[1:])]
        return Slip(
            slip,
            tuple(
                send_within(work, desk, need.id, recipient, replace(asked, slip=slip), happened)
                for need, asked in zip(found, entries, strict=True)
            ),
        )


def entry_beside(entry: RequestEntry, need: Need, *, details: bool) -> RequestEntry:
    """Return what is asked for another need on the slip of `entry`."""
    detail = need.fields.text("detail") if details else ""
    rest = tuple(code for code in entry.fields if code != NEED_DETAIL)
    return replace(
        entry,
        fields=(*rest, NEED_DETAIL) if detail else rest,
        priority=need.fields.text("priority") or RequestEntry(()).priority,
        priority_reason=need.fields.text("priority_reason"),
        detail=detail,
        services_given=need.fields.text("services_given"),
        replaces=None,
        # A danger is named need by need: what only goes along waits for a consent.
        exception="",
        exception_reason="",
    )


def needs_beside(desk: Desk, need: NeedId, recipient: CentreId) -> tuple[Need, ...]:
    """Return the other open needs of the file that do not wait at this recipient yet.

    Raises NotPermittedError, RefusedError when the need is unknown.
    """
    desk.require(Act.SEND_REFERRAL)
    reader = desk.store.reader
    case = known_need(reader, need).case
    waiting = {
        sent.need
        for sent in reader.referrals_of(case)
        if sent.recipient == recipient and sent.status not in FINAL
    }
    return tuple(
        other
        for other in reader.needs_of(case)
        if other.is_open and other.id != need and other.id not in waiting
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
