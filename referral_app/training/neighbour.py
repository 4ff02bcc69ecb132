"""A fictional centre next door that answers what it receives, by simple rules."""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import FINAL
from referral_app.services.ports import ReferralBox, ReferralQuery
from referral_app.training.acting import Actor
from referral_app.training.courses import ANSWERED, COMPLETED, DECLINED, FAILED, WAITED, Step

_COURSES: Final = (COMPLETED, WAITED, COMPLETED, DECLINED, ANSWERED, COMPLETED, FAILED, WAITED)
_MOST: Final = 200


def answer_waiting(actor: Actor) -> int:
    """Do the next step of every referral received and not final; return how many were done.

    A referral is opened and decided upon in one go; then each exchange brings it one step on. Its
    id chooses its course, so the same referral always meets the same answers.
    """
    query = ReferralQuery(ReferralBox.RECEIVED, waiting=True, limit=_MOST)
    page = actor.desk.store.reader.referral_page(query)
    return sum(_answer(actor, row.id) for row in page.rows)


def _answer(actor: Actor, referral: ReferralId) -> int:
    found = actor.desk.store.reader.referral(referral)
    if found is None or found.request is None or found.status in FINAL:
        return 0
    steps = _steps(referral)
    done = len(found.recipient_half.known)
    due = steps[:2] if done == 0 else steps[done : done + 1]
    for step in due:
        actor.do(referral, step)
    return len(due)


def _steps(referral: ReferralId) -> tuple[Step, ...]:
    course = _COURSES[referral[-1] % len(_COURSES)]
    return tuple(step for step in course.steps if step.by_recipient)
