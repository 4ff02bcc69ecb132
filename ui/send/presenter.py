"""What a sending asks of the services: what may leave, what would be read, what stands against."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from referral_app.domain.case import Case, Need
from referral_app.domain.consent import Consent, Gap
from referral_app.domain.directory import Service
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    ConsentId,
    Moment,
    NeedId,
    ReferralId,
)
from referral_app.domain.referral import Request
from referral_app.errors import RefusedError
from referral_app.sentences import sentence
from referral_app.services.closures import in_the_way
from referral_app.services.consents import GAP_KEYS, check_consent
from referral_app.services.desk import Desk
from referral_app.services.disclosure import NEED_DETAIL, disclosed
from referral_app.services.drafts import discard_draft, draft, drafts
from referral_app.services.ports import Draft
from referral_app.services.referrals import (
    Disclosure,
    preview_disclosure,
    refer_again,
    send_referral,
)
from referral_app.services.slips import needs_beside, send_slip
from referral_app.services.views import case_view, referral_view
from ui.parts.case_words import SILENT, field_words
from ui.parts.choices import door_choices
from ui.parts.closure_words import closure_words
from ui.parts.danger import danger_words
from ui.parts.dates import day_of, moment_of
from ui.parts.names import Names
from ui.parts.service_words import service_words
from ui.send.state import FORM, SendState
from ui.widgets.choice import Choice


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be sent: an open need of a file. `others` are its other open needs."""

    case: Case
    need: Need
    needs: tuple[Need, ...]
    consents: tuple[Consent, ...]
    start: SendState


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be disclosed: its words, and why it may not be, or ""."""

    code: str
    label: str
    words: str
    on: bool
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the recipient would read, and whether it may leave: `barred` says why not.

    `danger` says what follows where a danger sets aside what bars it.
    """

    request: Request
    consent: ConsentId | None
    until: Moment | None
    barred: str
    ask_consent: bool
    danger: str = ""


class SendPresenter:
    """Between the page and the desk."""

    def __init__(self, names: Names, desk: Desk) -> None:
        self._names, self._desk, self._ui = names, desk, names.ui
        self.lists = desk.vocabularies

    def centres(self) -> list[Choice]:
        """Centres and outside services to which something may be sent."""
        return door_choices(self._desk.store.reader, self._ui.language)

    def door(self, recipient: CentreId | None) -> Service | None:
        """The outside service that was chosen; None for a centre, or nobody."""
        return self._names.service(recipient) if recipient is not None else None

    def door_words(self, service: Service) -> str:
        """What a person needs to know to go there, and how long ago that was checked."""
        return service_words(self._names, service)

    def subject(self, need: NeedId) -> Subject:
        """The need with its file; raises RefusedError, NotPermittedError."""
        found = self._desk.store.reader.need(need)
        if found is None:
            raise RefusedError("need.unknown")
        view = case_view(self._desk, found.case)
        open_needs = tuple(other for other in view.needs if other.is_open)
        if not view.case.is_open:
            raise RefusedError("case.closed")
        if not found.is_open:
            raise RefusedError("need.closed")
        return Subject(view.case, found, open_needs, view.consents, self._start(found))

    def first_need(self, case: CaseId) -> NeedId:
        """The first open need of a file; raises RefusedError where there is none."""
        needs = case_view(self._desk, case).needs
        found = next((need.id for need in needs if need.is_open), None)
        if found is None:
            raise RefusedError("need.unknown")
        return found

    def again(self, referral: ReferralId) -> Subject:
        """The need of a referral that came to nothing, with what was asked then.

        Raises RefusedError, NotPermittedError.
        """
        old = referral_view(self._desk, referral).referral
        entry = refer_again(self._desk, referral)
        if old.need is None:
            raise RefusedError("need.unknown")
        found = self.subject(old.need)
        start = SendState(
            recipient=self._only_centre(),
            fields=entry.fields,
            priority=entry.priority,
            priority_reason=entry.priority_reason,
            detail=entry.detail,
            restrictions=entry.restrictions,
            services_given=entry.services_given,
            follow_up_means=entry.follow_up_means,
            happened=day_of(self._desk.now()).isoformat(),
            again=referral.hex(),
        )
        return replace(found, start=start)

    def closed_words(self, category: str) -> str:
        """Which closures lie ahead of a referral of this category, one a line."""
        return "\n".join(
            closure_words(self._names, closure) for closure in in_the_way(self._desk, category)
        )

    def options(
        self, subject: Subject, recipient: CentreId | None, exception: str = ""
    ) -> list[Option]:
        """What the file has to disclose; what a standing consent leaves out is barred.

        Without one, a danger lets the least leave.
        """
        covers = self._covers(subject.case.id, recipient)
        danger = self.lists.exceptions.get(exception) if covers is None else None
        least = danger.texts("consent_fields") if danger else None
        found = []
        for entry in self.lists.consent_fields.choices:
            words = self._words(subject, entry.code)
            if not words:
                continue
            barred = ""
            if covers is not None and entry.code not in covers:
                barred = self._ui.gettext("not in the consent")
            if least is not None and entry.code not in least:
                barred = self._ui.gettext("not without a consent")
            on = entry.common if covers is None else entry.code in covers
            if least is not None:
                on = entry.code in least
            label = entry.label(self._ui.language.code)
            found.append(Option(entry.code, label, words, on, barred))
        return found

    def preview(self, subject: Subject, state: SendState) -> Preview:
        """What would be read, and what stands against it; raises RefusedError."""
        recipient = CentreId(bytes.fromhex(state.recipient))
        entry = state.entry()
        seen = preview_disclosure(self._desk, subject.case.id, subject.need.id, recipient, entry)
        consent = seen.consent
        told = (consent.restrictions if consent else "", state.restrictions)
        request = Request(
            case_code=subject.case.code,
            category=subject.need.category,
            priority=entry.priority,
            priority_reason=entry.priority_reason,
            detail=seen.detail,
            person=seen.person,
            consent_form=consent.form if consent else "",
            consent_until=consent.until if consent else Moment(0),
            restrictions="\n".join(dict.fromkeys(text for text in told if text)),
            services_given=entry.services_given,
            follow_up_on=entry.follow_up_on,
            follow_up_means=entry.follow_up_means,
            replaces=entry.replaces,
            sent_at=self._desk.now(),
            sent_by=self._desk.actor.id,
            exception=entry.exception,
            exception_reason=entry.exception_reason,
        )
        barred = self._barred(seen)
        danger = ""
        if entry.exception:
            danger = danger_words(self._names, self._desk, covered=consent is not None)
        return Preview(
            request,
            consent.id if consent else None,
            consent.until if consent else None,
            "" if danger else barred,
            seen.gap is not None,
            danger,
        )

    def send(self, subject: Subject, state: SendState) -> ReferralId:
        """Send, and drop the draft; on the store's thread.

        Raises NotPermittedError, InvalidInputError, RefusedError.
        """
        now = self._desk.now()
        day = date.fromisoformat(state.happened) if state.happened else day_of(now)
        recipient = CentreId(bytes.fromhex(state.recipient))
        need, at = subject.need.id, moment_of(day, now)
        also = tuple(NeedId(bytes.fromhex(other)) for other in state.also)
        if also:
            needs, told = (need, *also), NEED_DETAIL in state.fields
            slip = send_slip(self._desk, needs, recipient, state.entry(), at, details=told)
            sent = slip.referrals[0]
        else:
            sent = send_referral(self._desk, need, recipient, state.entry(), at)
        discard_draft(self._desk, FORM, need.hex())
        return sent

    def beside(self, subject: Subject, recipient: CentreId | None) -> tuple[Need, ...]:
        """What could go on the slip with it; nothing before the recipient stands."""
        if recipient is None or subject.start.again:
            return ()
        return needs_beside(self._desk, subject.need.id, recipient)

    def kept(self, need: NeedId) -> Draft | None:
        """What was typed for this need before, and not sent."""
        return draft(self._desk, FORM, need.hex())

    def newest_draft(self) -> NeedId | None:
        """The need of the sending that was left last."""
        mine = [kept for kept in drafts(self._desk) if kept.form == FORM]
        newest = max(mine, key=lambda kept: kept.saved_at, default=None)
        return NeedId(bytes.fromhex(newest.subject)) if newest else None

    def _start(self, need: Need) -> SendState:
        return SendState(
            recipient=self._only_centre(),
            priority=need.fields.text("priority") or SendState().priority,
            priority_reason=need.fields.text("priority_reason"),
            detail=need.fields.text("detail"),
            services_given=need.fields.text("services_given"),
            happened=day_of(self._desk.now()).isoformat(),
        )

    def _only_centre(self) -> str:
        centres = self.centres()
        return centres[0].code if len(centres) == 1 else ""

    def _covers(self, case: CaseId, recipient: CentreId | None) -> tuple[str, ...] | None:
        """The fields of the consent that stands for a recipient; None where one is to be asked."""
        if recipient is None:
            return None
        found = check_consent(self._desk, case, recipient, (), self._desk.now())
        return None if isinstance(found, Gap) else found.fields

    def _words(self, subject: Subject, code: str) -> str:
        if code == NEED_DETAIL:
            return self._ui.gettext("as written below")
        pairs = disclosed(self.lists, subject.case.fields, (code,))
        told = {name: value for name, value in pairs if name not in SILENT}
        # Beside the languages a bare "no" would say nothing.
        interpreter = told.pop("interpreter", None)
        words = [field_words(self._names, name, value) for name, value in told.items()]
        if interpreter is not None:
            _ = self._ui.gettext
            words.append(_("with an interpreter") if interpreter else _("without an interpreter"))
        return " · ".join(words)

    def _barred(self, seen: Disclosure) -> str:
        if seen.gap is not None:
            return self._say(GAP_KEYS[seen.gap])
        if seen.caregiver_missing:
            return self._say("referral.caregiver_missing")
        if seen.supervisor_needed:
            return self._say("referral.supervisor_needed")
        return ""

    def _say(self, key: str) -> str:
        return sentence(self._ui.language, RefusedError(key))
