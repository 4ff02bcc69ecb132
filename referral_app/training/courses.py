"""The courses that a fictional referral may take: who does what, how many working days later.

Days are counted from the sending. What has not arrived yet is simply done later, as in life.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from referral_app.domain.referral import Status


class Act(StrEnum):
    """One act in a referral's life after its sending."""

    OPEN = "open_referral"
    ACCEPT = "accept"
    HOLD = "put_on_hold"
    START = "start"
    REFUSE = "refuse"
    COMPLETE = "complete"
    FAIL = "fail"
    CANCEL = "cancel"
    FOLLOW_UP = "follow_up"
    CLOSE = "close_loop"
    SEND_ANEW = "send_anew"


RECIPIENT_ACTS: Final = frozenset(
    {Act.OPEN, Act.ACCEPT, Act.HOLD, Act.START, Act.REFUSE, Act.COMPLETE, Act.FAIL}
)


@dataclass(frozen=True, slots=True)
class Step:
    """An act `day` working days after the sending; `code` is a reason or an outcome."""

    day: int
    act: Act
    code: str = ""

    @property
    def by_recipient(self) -> bool:
        """Whether the recipient does it."""
        return self.act in RECIPIENT_ACTS


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of a referral: its steps, and the status that both sides show in the end."""

    name: str
    steps: tuple[Step, ...]
    ends: Status
    closed: bool = False

    @property
    def days(self) -> int:
        """Working days from the sending to the last step, of the next referral too."""
        anew = COMPLETED.days if any(step.act is Act.SEND_ANEW for step in self.steps) else 0
        return max((step.day for step in self.steps), default=0) + anew


COMPLETED: Final = Course(
    "completed",
    (
        Step(1, Act.OPEN),
        Step(1, Act.ACCEPT),
        Step(3, Act.START),
        Step(5, Act.COMPLETE, "O01"),
        Step(7, Act.CLOSE, "met"),
    ),
    Status.COMPLETED,
    closed=True,
)
WAITED: Final = Course(
    "waited",
    (
        Step(1, Act.OPEN),
        Step(2, Act.HOLD, "W01"),
        Step(5, Act.ACCEPT),
        Step(6, Act.START),
        Step(8, Act.COMPLETE, "O02"),
        Step(10, Act.CLOSE, "partly_met"),
    ),
    Status.COMPLETED,
    closed=True,
)
REFUSED: Final = Course(
    "refused",
    (
        Step(1, Act.OPEN),
        Step(2, Act.REFUSE, "D06"),
        Step(3, Act.CLOSE, "open"),
        Step(3, Act.SEND_ANEW),
    ),
    Status.REJECTED,
    closed=True,
)
CROSSED: Final = Course(
    # The same afternoon, before either desk can know of the other's.
    "crossed",
    (Step(1, Act.OPEN), Step(2, Act.ACCEPT), Step(2, Act.CANCEL, "K01")),
    Status.CANCELLED,
)
WAITING: Final = Course("waiting", (), Status.REQUESTED)
OPENED: Final = Course("opened", (Step(1, Act.OPEN),), Status.RECEIVED)
ON_HOLD: Final = Course("on_hold", (Step(1, Act.OPEN), Step(2, Act.HOLD, "W03")), Status.ON_HOLD)
UNDER_WAY: Final = Course(
    "under_way",
    (Step(1, Act.OPEN), Step(2, Act.ACCEPT), Step(4, Act.START)),
    Status.IN_PROGRESS,
)
FAILED: Final = Course(
    "failed",
    (Step(1, Act.OPEN), Step(2, Act.ACCEPT), Step(5, Act.FAIL, "O06"), Step(6, Act.FOLLOW_UP)),
    Status.FAILED,
)
ANSWERED: Final = Course(
    "answered",
    (Step(1, Act.OPEN), Step(2, Act.ACCEPT), Step(4, Act.START), Step(6, Act.COMPLETE, "O03")),
    Status.COMPLETED,
)
DECLINED: Final = Course(
    "declined", (Step(1, Act.OPEN), Step(3, Act.REFUSE, "D01")), Status.REJECTED
)

COURSES: Final = (
    COMPLETED,
    REFUSED,
    WAITED,
    CROSSED,
    UNDER_WAY,
    FAILED,
    ANSWERED,
    OPENED,
    WAITING,
    DECLINED,
    ON_HOLD,
)
"""In the order in which the story takes them, so that even a short one holds the main turns."""
