"""Questions about the directory of outside services, and about calls that are due to them."""

from __future__ import annotations

from typing import Protocol

from referral_app.domain.added_codes import AddedCode
from referral_app.domain.directory import Service, ServiceRecord
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import Moment, RecordId, ServiceId
from referral_app.services.ports.reading import ReferralPage


class DirectoryReader(Protocol):
    """Questions about outside services; None when nothing is known."""

    def service(self, service: ServiceId) -> Service | None: ...
    def services(self) -> tuple[Service, ...]:
        """Return every service of the directory, also what is no longer offered, by its name.

        What other centres share with the commune stands among them, with its `source`.
        """
        ...

    def service_record(self, service: ServiceId) -> ServiceRecord | None:
        """Return a service with the registers behind it, to be written to."""
        ...

    def shared_fields(self, record: RecordId) -> Fields:
        """Return what a centre shares under a record of the commune, to be written to."""
        ...

    def added_codes(self) -> tuple[AddedCode, ...]:
        """Return what centres of the commune added to the code lists."""
        ...

    def calls_due(self, by: Moment, limit: int) -> ReferralPage:
        """Return referrals to outside services that are due by then: somebody asks there.

        Emergencies first, then what is due first.
        """
        ...
