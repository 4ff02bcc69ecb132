"""The store as services see it: one door to write through, and questions to ask."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from referral_app.domain.case import Case, Need
from referral_app.domain.centre import Centre, Invitation
from referral_app.domain.consent import Consent
from referral_app.domain.facts import Fact
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    CommitId,
    InvitationId,
    Moment,
    NeedId,
    RecordId,
    ReferralId,
    StaffId,
)
from referral_app.domain.referral import Referral
from referral_app.domain.staff import Staff
from referral_app.journal.stream import Stream
from referral_app.journal.write import Write
from referral_app.services.ports.backups import RestoreReader
from referral_app.services.ports.calendar import CalendarReader, CalendarWork
from referral_app.services.ports.counting import CountingReader
from referral_app.services.ports.desks import DeskReader
from referral_app.services.ports.directory import DirectoryReader
from referral_app.services.ports.erasure import ErasureReader
from referral_app.services.ports.folding import FoldingReader, FoldingWork
from referral_app.services.ports.households import HouseholdReader
from referral_app.services.ports.hub import HubReader
from referral_app.services.ports.information import InformationReader
from referral_app.services.ports.paper import PaperReader
from referral_app.services.ports.people import PeopleReader, PeopleWork
from referral_app.services.ports.reading import (
    Activity,
    CasePage,
    CaseQuery,
    Counts,
    Draft,
    EndingConsents,
    ReferralPage,
    ReferralQuery,
    UrgentQuery,
    Way,
)
from referral_app.services.ports.registry import RegistryReader


class Reader(
    CalendarReader,
    CountingReader,
    DeskReader,
    DirectoryReader,
    FoldingReader,
    PaperReader,
    HouseholdReader,
    HubReader,
    InformationReader,
    PeopleReader,
    RegistryReader,
    RestoreReader,
    ErasureReader,
    Protocol,
):
    """Questions; a lookup by id returns None when nothing is known."""

    def case(self, case: CaseId) -> Case | None: ...
    def cases_with_code(self, code: str) -> tuple[Case, ...]: ...
    def needs_of(self, case: CaseId) -> tuple[Need, ...]: ...
    def need(self, need: NeedId) -> Need | None: ...
    def consents_of(self, case: CaseId) -> tuple[Consent, ...]: ...
    def referral(self, referral: ReferralId) -> Referral | None: ...
    def referrals_of(self, case: CaseId) -> tuple[Referral, ...]: ...
    def referrals_with_code(self, code: str) -> tuple[Referral, ...]: ...
    def own_centre(self) -> Centre: ...
    def centres(self) -> tuple[Centre, ...]: ...
    def staff(self) -> tuple[Staff, ...]: ...
    def invitation(self, invitation: InvitationId) -> Invitation | None: ...
    def invitations(self) -> tuple[Invitation, ...]: ...
    def writes_about(self, records: Sequence[RecordId]) -> tuple[Write, ...]:
        """Return every fact about these records, oldest first by logical time."""
        ...

    def case_page(self, query: CaseQuery) -> CasePage: ...
    def referral_page(self, query: ReferralQuery) -> ReferralPage: ...
    def urgent_referrals(self, query: UrgentQuery) -> ReferralPage:
        """Return what waits here: emergencies first, then what is due first."""
        ...

    def ending_consents(self, before: Moment, limit: int) -> EndingConsents:
        """Return files with a referral of ours under way whose last consent to it ends by then."""
        ...

    def counts(self) -> Counts: ...
    def recent_activity(self, limit: int) -> tuple[Activity, ...]: ...
    def way_of(self, referral: ReferralId) -> Way: ...
    def missing_commits(self) -> int:
        """Return how many commits others name that never arrived."""
        ...

    def last_contact(self) -> dict[CentreId, Moment]:
        """Return when something of each other centre last arrived."""
        ...

    def waiting_to_leave(self) -> int:
        """Return how many commits have not been deposited anywhere yet."""
        ...

    def last_deposit(self) -> Moment | None:
        """Return when an envelope of ours was last laid in a folder or on a stick."""
        ...

    def draft(self, form: str, subject: str, owner: StaffId) -> Draft | None: ...
    def drafts(self, owner: StaffId) -> tuple[Draft, ...]: ...
    def setting(self, name: str) -> str | None: ...


class Work(Reader, CalendarWork, FoldingWork, PeopleWork, Protocol):
    """One all-or-nothing change. Questions asked of it see what it has written."""

    def new_id(self) -> bytes:
        """Draw the id (16 bytes) of a record that this change makes."""
        ...

    def record(self, stream: Stream, facts: Sequence[Fact], author: StaffId) -> CommitId:
        """Sign `facts` (1 to 64) into one commit, refresh what they touch, queue what must travel.

        Several calls for one stream make several commits. Raises NoRoomError, UnavailableError.
        """
        ...

    def next_code(self) -> str:
        """Draw the next unused case code (ten digits) of this desk's block.

        Raises RefusedError("case.no_codes_left") when no granted block has one left.
        """
        ...

    def begin_block(self, number: int, index: int) -> None:
        """Draw the codes of a block from `index` on: what lies before it may have been given."""
        ...

    def save_draft(self, draft: Draft) -> None: ...
    def drop_draft(self, form: str, subject: str, owner: StaffId) -> None: ...
    def put_setting(self, name: str, value: str) -> None: ...


class Store(Protocol):
    """An open store: one writer, one reader."""

    def begin(self) -> AbstractContextManager[Work]:
        """Open the one write transaction; commits at the end, rolls back on any exception.

        To be called from the store thread only.
        """
        ...

    @property
    def reader(self) -> Reader:
        """Questions on a connection of their own that never waits for a write."""
        ...
