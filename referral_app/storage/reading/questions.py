"""Every question of the port, on one connection."""

from __future__ import annotations

from referral_app.storage.reading.calendar import CalendarQuestions
from referral_app.storage.reading.cases import CaseQuestions
from referral_app.storage.reading.centres import CentreQuestions
from referral_app.storage.reading.counting import CountingQuestions
from referral_app.storage.reading.desk import DeskQuestions
from referral_app.storage.reading.desks import DeskListQuestions
from referral_app.storage.reading.directory import DirectoryQuestions
from referral_app.storage.reading.households import HouseholdQuestions
from referral_app.storage.reading.information import InformationQuestions
from referral_app.storage.reading.pages import PageQuestions
from referral_app.storage.reading.paper import PaperQuestions
from referral_app.storage.reading.people import PeopleQuestions
from referral_app.storage.reading.referrals import ReferralQuestions
from referral_app.storage.reading.registry import RegistryQuestions
from referral_app.storage.reading.restores import RestoreQuestions
from referral_app.storage.reading.urgent import UrgentQuestions


class Questions(
    CaseQuestions,
    ReferralQuestions,
    CentreQuestions,
    PageQuestions,
    UrgentQuestions,
    DeskQuestions,
    CalendarQuestions,
    CountingQuestions,
    DeskListQuestions,
    DirectoryQuestions,
    PaperQuestions,
    PeopleQuestions,
    HouseholdQuestions,
    RestoreQuestions,
    InformationQuestions,
    RegistryQuestions,
):
    """The port `Reader`."""
