"""The page of a sending as a value."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.services.disclosure import NEED_DETAIL
from referral_app.services.referrals import RequestEntry
from ui.parts.dates import end_of
from ui.parts.need_fields import ROUTINE
from ui.parts.state import sound

FORM: Final = "send"
"""The name under which drafts of this page are kept; their subject is the need, in hex."""


@dataclass(frozen=True, slots=True)
class SendState:
    """What stands on the page; ids in hex, dates in ISO, `again` the referral that is replaced.

    `delivery` is how it reaches a service without a desk, "" for a centre. `asking` is the JSON of
    a consent that is being asked for in place, and not recorded yet.
    """

    recipient: str = ""
    fields: tuple[str, ...] = ()
    priority: str = ROUTINE
    priority_reason: str = ""
    detail: str = ""
    restrictions: str = ""
    services_given: str = ""
    follow_up_on: str = ""
    follow_up_means: str = ""
    happened: str = ""
    again: str = ""
    asking: str = ""
    exception: str = ""
    exception_reason: str = ""
    delivery: str = ""
    also: tuple[str, ...] = ()
    """Other needs on the same slip, in hex."""

    def entry(self) -> RequestEntry:
        """What the services take. A detail leaves only where it is ticked and says something."""
        told = NEED_DETAIL in self.fields and bool(self.detail)
        fields = tuple(code for code in self.fields if code != NEED_DETAIL or told)
        return RequestEntry(
            fields=fields,
            priority=self.priority,
            priority_reason="" if self.priority == ROUTINE else self.priority_reason,
            detail=self.detail if told else "",
            restrictions=self.restrictions,
            services_given=self.services_given,
            follow_up_on=_moment(self.follow_up_on),
            follow_up_means=self.follow_up_means,
            replaces=ReferralId(bytes.fromhex(self.again)) if self.again else None,
            exception=self.exception,
            exception_reason=self.exception_reason,
            delivery=self.delivery,
        )

    def dump(self) -> str:
        """The state as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> SendState:
        """Read what `dump` wrote; what is of another shape is left out."""
        try:
            data = json.loads(text)
        except json.JSONDecodeError:
            return cls()
        return cls(**sound(cls(), data)) if isinstance(data, dict) else cls()


def _moment(day: str) -> Moment | None:
    return end_of(date.fromisoformat(day)) if day else None
