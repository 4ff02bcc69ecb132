"""What tests of outside services start from: a hospital in the directory, a referral sent there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from referral_app.domain.identifiers import CentreId, ReferralId, ServiceId
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.services.directory import ServiceEntry, add_service
from referral_app.services.intake import CaseOpened, SendEntry
from referral_app.services.outside import OutsideAnswer
from tests.fakes import Neighbours, Office
from tests.services.builders import consent, opened, request

HOSPITAL = ServiceEntry(
    name_fr="Maternité Souissi",
    name_ar="مستشفى الولادة السويسي",
    kind="hospital",
    categories=("S06", "S07"),
    district="souissi",
    address="Avenue Mohamed Belarbi El Alaoui",
    phone="05 37 00 00 00",
    hours="Tous les jours",
    documents="Carnet de santé",
)
SCHOOL = replace(
    HOSPITAL, name_fr="École Ibn Khaldoun", name_ar="", kind="school", categories=("S15",)
)


def service(office: Office, entry: ServiceEntry = HOSPITAL) -> ServiceId:
    """A service that the supervisor has put into the directory."""
    return add_service(office.as_(Role.SUPERVISOR), entry, office.clock.now())


def door(which: ServiceId) -> CentreId:
    """A service where a recipient is asked for."""
    return CentreId(which)


def sent_outside(
    both: Neighbours, which: ServiceId, **changes: Any
) -> tuple[CaseOpened, ReferralId]:
    """A file with a referral to a service, under a consent that names it."""
    page = opened(
        both,
        consent=consent(door(which), now=both.clock.now()),
        sends=(SendEntry(0, door(which), request(**changes)),),
    )
    return page, page.referrals[0]


def answer(status: Status, channel: str = "telephone", **said: Any) -> OutsideAnswer:
    """An answer that the doctor's secretary gives."""
    speaker = "" if channel == "person" else "secretary"
    return OutsideAnswer(status, channel, **({"speaker": speaker} | said))
