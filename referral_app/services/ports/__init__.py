"""What the services and the exchange need from the parts that are plugged in."""

from referral_app.services.ports.exchange import (
    Epoch,
    ExchangeStore,
    ExchangeWork,
    KeptEnvelope,
    OutgoingEnvelope,
    PackItem,
    PendingEnvelope,
)
from referral_app.services.ports.households import HouseholdMember
from referral_app.services.ports.reading import (
    Activity,
    CaseOrder,
    CasePage,
    CaseQuery,
    CaseRow,
    Counts,
    Draft,
    EndingConsent,
    EndingConsents,
    ReferralBox,
    ReferralPage,
    ReferralQuery,
    ReferralRow,
    UrgentQuery,
    Way,
)
from referral_app.services.ports.rounds import Refusal, RoundReport
from referral_app.services.ports.store import Reader, Store, Work

__all__ = [
    "Activity",
    "CaseOrder",
    "CasePage",
    "CaseQuery",
    "CaseRow",
    "Counts",
    "Draft",
    "EndingConsent",
    "EndingConsents",
    "Epoch",
    "ExchangeStore",
    "ExchangeWork",
    "HouseholdMember",
    "KeptEnvelope",
    "OutgoingEnvelope",
    "PackItem",
    "PendingEnvelope",
    "Reader",
    "ReferralBox",
    "ReferralPage",
    "ReferralQuery",
    "ReferralRow",
    "Refusal",
    "RoundReport",
    "Store",
    "UrgentQuery",
    "Way",
    "Work",
]
