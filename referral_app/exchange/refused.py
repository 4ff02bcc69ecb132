"""Why an envelope, or something in it, is left aside: counted in a round's report."""

from __future__ import annotations

from referral_app.errors import ForeignDataError
from referral_app.services.ports import Refusal


class LeftAsideError(ForeignDataError):
    """Something that a round counts and goes on without."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__("exchange.left_aside", reason=reason.value)
        self.reason = reason


class StrangerError(LeftAsideError):
    """Not by a centre or desk known here; it may be introduced later, so it is read again."""

    def __init__(self) -> None:
        super().__init__(Refusal.FOREIGN)
