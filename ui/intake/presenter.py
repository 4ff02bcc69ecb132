"""What the intake page asks of the services, and what it must know to check itself."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.identifiers import CaseId, CentreId, ConsentId
from referral_app.domain.staff import Act
from referral_app.domain.vocabulary import Vocabularies
from referral_app.errors import ReferralAppError
from referral_app.services.cards import check_card
from referral_app.services.desk import Desk
from referral_app.services.doors import is_outside
from referral_app.services.drafts import discard_draft, drafts, keep_draft
from referral_app.services.families import add_member, open_family
from referral_app.services.intake import CaseOpened
from referral_app.services.ports import Draft
from ui.consent import ConsentState
from ui.context import Ui
from ui.intake.beside import BesideFile, beside_file
from ui.intake.family import covers, members_of
from ui.intake.family_card import NewFile
from ui.intake.people import people_choices
from ui.intake.state import FORM, IntakeState, NeedLine
from ui.parts.choices import door_choices
from ui.parts.danger import danger_words
from ui.parts.names import Names
from ui.widgets.choice import Choice


@dataclass(frozen=True, slots=True)
class SavedIntake:
    """What a save made, and whether to open it or to go on with the next.

    `files` are all that were opened, in words; `referrals` how many leave at the next exchange.
    """

    opened: CaseOpened
    go_on: bool
    files: tuple[NewFile, ...]
    referrals: int


class IntakePresenter:
    """Between the page and the desk."""

    def __init__(self, ui: Ui, desk: Desk) -> None:
        self._ui, self._desk, self._names = ui, desk, Names(ui, desk)
        self.lists: Vocabularies = desk.vocabularies

    def centres(self) -> list[Choice]:
        """Centres and outside services to which something may be sent."""
        return door_choices(self._desk.store.reader, self._ui.language)

    def check_card(self, typed: str) -> str:
        """The code of a card that a file may take; raises InvalidInputError."""
        return check_card(self._desk, typed)

    def may_send(self) -> bool:
        """Whether the role sends; reception opens files only."""
        return self._desk.actor.may(Act.SEND_REFERRAL)

    def reads_locked_flags(self) -> bool:
        """Whether the role sees protected vulnerabilities."""
        return self._desk.actor.may(Act.READ_LOCKED_FLAGS)

    def objection(self, state: IntakeState, line: NeedLine) -> str:
        """Why a need cannot go to the recipient that was chosen, or ""."""
        _ = self._ui.gettext
        if line.exception:
            return "" if line.recipient else _("Say to whom.")
        if not line.recipient or not state.consent.given:
            return ""
        if not covers(state, line.whom):
            return _("This person has not agreed: choose “Not now”, and ask from their file.")
        outside = is_outside(self._desk.store.reader, CentreId(bytes.fromhex(line.recipient)))
        if not state.consent.covers(line.recipient, outside=outside):
            return _("The person did not agree to this: see “To whom” in the consent.")
        if not line.whom and self._supervisor_needed(state):
            return _(
                "For this vulnerability a supervisor sends: choose “Not now”, save, and hand over."
            )
        return ""

    def danger_words(self, state: IntakeState, line: NeedLine) -> str:
        """What follows from sending a need at once because of a danger."""
        covered = state.consent.covers(line.recipient) and covers(state, line.whom)
        return danger_words(self._names, self._desk, covered=covered)

    def _supervisor_needed(self, state: IntakeState) -> bool:
        flags = state.person.get("flags")
        known = [
            self.lists.vulnerability_flags.get(code)
            for code in (flags if isinstance(flags, tuple) else ())
            if isinstance(code, str)
        ]
        asked = any(entry.flag("supervisor_agrees") for entry in known if entry)
        return asked and not self._desk.actor.may(Act.COUNTERSIGN)

    def save(self, state: IntakeState, draft: str, *, go_on: bool) -> SavedIntake:
        """Open the file and drop its draft; on the store's thread.

        Raises NotPermittedError, InvalidInputError, RefusedError.
        """
        now = self._desk.now()
        if state.beside:
            return self._save_beside(state, draft, go_on=go_on)
        opened = open_family(
            self._desk,
            state.intake(self.lists, now),
            members_of(state, self.lists, now),
            state.caregiver,
            covers_children=state.covers,
        )
        discard_draft(self._desk, FORM, draft)
        people = people_choices(self._ui, self.lists, state)
        return SavedIntake(
            opened.first,
            go_on,
            tuple(
                NewFile(file.code, person.label, consented=covers(state, int(person.code)))
                for file, person in zip(opened.all, people, strict=True)
            ),
            sum(len(file.referrals) for file in opened.all),
        )

    def beside(self, case: str) -> BesideFile | None:
        """The file (hex) beside which one is opened; None for "" and where it is not to be had."""
        if not case:
            return None
        try:
            return beside_file(self._desk, CaseId(bytes.fromhex(case)))
        except (ReferralAppError, ValueError):
            return None  # a draft of another age: the new file then stands alone

    def start_beside(self, case: CaseId) -> IntakeState | None:
        """A page that has taken over what the household shares."""
        file = self.beside(case.hex())
        if file is None:
            return None
        return IntakeState(
            consent=ConsentState(caregiver=file.caregiver()),
            person=file.shared(),
            beside=case.hex(),
            role=file.role(),
            under=file.consent.id.hex() if file.consent else "",
        )

    def _save_beside(self, state: IntakeState, draft: str, *, go_on: bool) -> SavedIntake:
        opened = add_member(
            self._desk,
            CaseId(bytes.fromhex(state.beside)),
            state.role,
            state.intake(self.lists, self._desk.now()),
            under=ConsentId(bytes.fromhex(state.under)) if state.under else None,
        )
        discard_draft(self._desk, FORM, draft)
        return SavedIntake(opened, go_on, (), len(opened.referrals))

    def drafts(self) -> tuple[Draft, ...]:
        """Unfinished files of the person at the desk."""
        return tuple(kept for kept in drafts(self._desk) if kept.form == FORM)

    def discard(self, draft: Draft) -> None:
        """Drop a draft; on the store's thread."""
        discard_draft(self._desk, FORM, draft.subject)

    def restore(self, draft: Draft) -> None:
        """Keep again a draft that was dropped by mistake; on the store's thread."""
        keep_draft(self._desk, FORM, draft.subject, draft.data)

    def new_subject(self) -> str:
        """A name for the draft of a page that is begun now."""
        return self._desk.new_id().hex()
