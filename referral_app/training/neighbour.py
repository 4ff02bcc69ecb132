"""A fictional centre next door that answers what it receives, by simple rules."""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Status
from referral_app.services.ports import ReferralBox, ReferralQuery
from referral_app.training.acting import Actor
from referral_app.training.courses import Act, Step

_MOST: Final = 200
# What comes after a status; where there are several, the referral's id chooses.
_NEXT: Final[dict[Status, tuple[Step, ...]]] = {
    Status.REQUESTED: (Step(0, Act.OPEN),),
    Status.RECEIVED: (
        Step(0, Act.ACCEPT),
        Step(0, Act.HOLD, "W01"),
        Step(0, Act.ACCEPT),
        Step(0, Act.REFUSE, "D06"),
    ),
    Status.ON_HOLD: (Step(0, Act.ACCEPT),),
    Status.ACCEPTED: (
        Step(0, Act.START),
        Step(0, Act.START),
        Step(0, Act.FAIL, "O06"),
    ),
    Status.IN_PROGRESS: (
        Step(0, Act.COMPLETE, "O01"),
        Step(0, Act.COMPLETE, "O02"),
        Step(0, Act.COMPLETE, "O03"),
    ),
}


def answer_waiting(actor: Actor) -> int:
    """Bring every referral that was received and is not final one step on; return how many.

    One that is opened is decided upon in the same go. The same referral always meets the same
    answers.
    """
    query = ReferralQuery(ReferralBox.RECEIVED, waiting=True, limit=_MOST)
    page = actor.desk.store.reader.referral_page(query)
    return sum(_answer(actor, row.id) for row in page.rows)


def _answer(actor: Actor, referral: ReferralId) -> bool:
    before = _status(actor, referral)
    if before not in _NEXT:
        return False
    _step(actor, referral, before)
    if before is Status.REQUESTED:
        _step(actor, referral, Status.RECEIVED)
    return True


def _step(actor: Actor, referral: ReferralId, status: Status) -> None:
    choices = _NEXT[status]
    actor.do(referral, choices[referral[-1] % len(choices)])


def _status(actor: Actor, referral: ReferralId) -> Status | None:
    found = actor.desk.store.reader.referral(referral)
    return found.status if found and found.request and not found.marks else None
