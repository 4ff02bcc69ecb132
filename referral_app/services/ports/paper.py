"""Paper: what a slip and a card say, which cards wait for their file, which pages were printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from referral_app.domain.coupon import CouponNumber
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import DeviceId, Moment, StaffId


@dataclass(frozen=True, slots=True)
class CardBatch:
    """Cards that were printed together; `codes` as they were drawn, `unused` those without a file.

    Codes are ten digits without dashes.
    """

    id: bytes
    printed_at: Moment
    printed_by: StaffId
    codes: tuple[str, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterPages:
    """Pages that were printed together, by their numbers: `<desk>-<running number>`."""

    id: bytes
    printed_at: Moment
    printed_by: StaffId
    numbers: tuple[str, ...]


class PaperReader(Protocol):
    """Questions about paper."""

    def card_batches(self) -> tuple[CardBatch, ...]:
        """Return what was printed at any desk of the centre, newest first."""
        ...

    def card_is_printed(self, code: str) -> bool: ...
    def register_pages(self) -> tuple[RegisterPages, ...]:
        """Return what was printed at any desk of the centre, newest first."""
        ...

    def desk_number(self, device: DeviceId) -> int:
        """Return a desk's place among the centre's, from 1; 0 for a desk that is none of them."""
        ...


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends or receives: names and what is public about the place.

    `name_fr` and `name_ar` may be the same; empty where nothing is known.
    """

    name_fr: str
    name_ar: str
    district: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    hours_ar: str = ""

    def hours_in(self, language: str) -> str:
        """When it is open, in a reader's language where that is known."""
        return (self.hours_ar or self.hours) if language == "ar" else (self.hours or self.hours_ar)

    def name(self, language: str) -> str:
        """The name in a reader's language, falling back to the other."""
        first, second = self.name_fr, self.name_ar
        return (second or first) if language == "ar" else (first or second)


@dataclass(frozen=True, slots=True)
class SlipNeed:
    """One need on a slip: codes of their lists, words of the sender, and the coupon's number."""

    category: str
    priority: str
    priority_reason: str
    detail: str
    services_given: str
    coupon: CouponNumber


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """What a slip says: one file, one recipient, one or more needs, and nothing else of the file.

    `code` is ten digits; `person` the pairs that the consent lets the recipient read; `documents`
    what to bring; `outside` says that the recipient has no desk, and answers by the coupon alone;
    `worker` the initials of who sent it. `exception` is a code of the list
    `exceptions` where it left without a consent, else empty. Moments are in milliseconds.
    """

    code: str
    sender: Party
    recipient: Party
    outside: bool
    needs: tuple[SlipNeed, ...]
    person: tuple[tuple[str, Value], ...]
    restrictions: str
    documents: str
    consent_form: str
    consent_until: Moment
    exception: str
    sent_at: Moment
    worker: str
    training: bool


@dataclass(frozen=True, slots=True)
class CardBack:
    """What the back of a card says: how to reach the centre, in public."""

    phone: str = ""
    hours_fr: str = ""
    hours_ar: str = ""


@dataclass(frozen=True, slots=True)
class CardFace:
    """What every card of a centre says beside its code; a training card says that it is one."""

    centre: Party
    back: CardBack
    training: bool = False
