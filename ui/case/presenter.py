"""What a file says: marks under its code, cards of its needs, what may be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from referral_app.domain.case import CASE_FIELDS, Need
from referral_app.domain.identifiers import NeedId, ReferralId
from referral_app.domain.referral import FINAL, Referral, Status
from referral_app.domain.staff import Act, Staff
from referral_app.language import isolate_text
from referral_app.services.ports import Way as Journey
from referral_app.services.referrals import can_refer_again
from referral_app.services.views import CaseView
from ui.case.consent_lines import ConsentLine, consent_line, consent_mark
from ui.parts.case_words import SILENT, field_label, field_words, person_words
from ui.parts.names import Names
from ui.parts.referral_steps import StepLine, step_line
from ui.parts.status import (
    PillWords,
    mark_words,
    outside_words,
    priority_pill,
    referral_pill,
    way_words,
)
from ui.tokens import Kind
from ui.widgets.rows import Row, Way

SEE, AGAIN, CHECK, REFER, EDIT = "see", "again", "check", "refer", "edit"
"""What the buttons of a card ask for."""
_ELSEWHERE: Final = frozenset({"closure", "closure_note", "household"}) | SILENT


@dataclass(frozen=True, slots=True)
class Block:
    """One referral of a need, or the need alone: its head, its way, what was said."""

    head: Row
    act: str
    referral: ReferralId | None = None
    line: StepLine | None = None
    """None for a referral that is over and has another one after it."""
    way: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A need with its referrals, newest first."""

    need: NeedId | None
    words: str
    blocks: tuple[Block, ...]
    may_edit: bool


class CasePresenter:
    """Words a file for the person at the desk."""

    def __init__(self, names: Names, actor: Staff, view: CaseView) -> None:
        self.names, self.view = names, view
        self._names, self._ui, self._actor, self._view = names, names.ui, actor, view

    def may(self, act: Act, *, open_file: bool = True) -> bool:
        """Whether the person may do it, in this file as it stands."""
        return self._actor.may(act) and (self._view.case.is_open or not open_file)

    def marks(self) -> list[PillWords]:
        """What must be seen at once: closed or not, who, where, the consent."""
        case, found = self._view.case, []
        if not case.is_open:
            text = self._ui.gettext("Closed: {reason}")
            reason = self._names.label("closing_reasons", case.fields.text("closure"))
            found.append(PillWords(text.format(reason=reason), Kind.SOON))
        if who := person_words(self._names, case.fields):
            found.append(PillWords(who, Kind.NEUTRAL))
        if district := case.fields.text("district"):
            found.append(PillWords(self._names.label("districts", district), Kind.NEUTRAL))
        size = case.fields.value("household_size")
        if isinstance(size, int) and size > 1:
            sentence = self._ui.gettext("{field}: {value}")
            words = sentence.format(
                field=field_label(self._ui, "household_size"),
                value=field_words(self._names, "household_size", size),
            )
            found.append(PillWords(words, Kind.NEUTRAL))
        return [*found, self.consent_mark()]

    def cards(self) -> list[Card]:
        """Open needs first, urgent ones before others; then what is filed under no need."""
        needs = sorted(
            self._view.needs,
            key=lambda need: (not need.is_open, need.fields.text("priority") or "P9"),
        )
        cards = [self._card(need) for need in needs]
        known = {need.id for need in needs}
        loose = [pair for pair in self._view.referrals if pair[0].need not in known]
        return cards + [self._loose(*pair) for pair in loose]

    def person(self) -> list[tuple[str, str]]:
        """What is recorded of the person: label and value."""
        fields = self._view.case.fields
        return [
            (field_label(self._ui, name), field_words(self._names, name, fields.value(name)))
            for name in CASE_FIELDS
            if name not in _ELSEWHERE and fields.value(name) not in (None, "", ())
        ]

    def consents(self) -> list[ConsentLine]:
        """Every consent, newest first."""
        may = self._actor.may(Act.EDIT_CASE)
        return [consent_line(self._names, c, may_edit=may) for c in self._view.consents]

    def consent_mark(self) -> PillWords:
        """Until when something may be sent, or why nothing may."""
        return consent_mark(self._names, self._view.consents)

    def _card(self, need: Need) -> Card:
        pairs = [pair for pair in self._view.referrals if pair[0].need == need.id]
        blocks = [self._block(need, *pair, newest=not i) for i, pair in enumerate(pairs)]
        if not blocks:
            blocks = [self._alone(need)]
        return Card(need.id, self._need_words(need), tuple(blocks), self.may(Act.EDIT_CASE))

    def _loose(self, referral: Referral, way: Journey) -> Card:
        return Card(None, "", (self._block(None, referral, way, newest=True),), may_edit=False)

    def _alone(self, need: Need) -> Block:
        _, names = self._ui.gettext, self._names
        may_refer = need.is_open and self.may(Act.SEND_REFERRAL)
        pill = self._need_pill(need)
        head = Row(
            need.id.hex(),
            names.category_icon(need.category),
            names.category(need.category),
            pill=pill.text,
            kind=pill.kind,
            act=_("Refer") if may_refer else "",
        )
        return Block(head, REFER)

    def _need_pill(self, need: Need) -> PillWords:
        if need.is_open:
            return PillWords(self._ui.gettext("Not referred yet"), Kind.NEUTRAL)
        state = need.fields.text("state")
        kind = Kind.OK if state in ("met", "partly_met") else Kind.NEUTRAL
        return PillWords(self._names.label("need_states", state), kind)

    def _need_words(self, need: Need) -> str:
        """Priority with its reason, and the details as they were typed."""
        urgent = priority_pill(self._names, need.fields.text("priority"))
        parts = [urgent.text] if urgent else []
        typed = (need.fields.text("priority_reason") if urgent else "", need.fields.text("detail"))
        words = " · ".join(parts + [isolate_text(text) for text in typed if text])
        return words or self._ui.gettext("No details")

    def _block(self, need: Need | None, referral: Referral, way: Journey, *, newest: bool) -> Block:
        names = self._names
        told = newest or referral.status not in FINAL or bool(referral.marks)
        act, label = self._act(need, referral, newest=newest)
        category = need.category if need else ""
        if not category and referral.request:
            category = referral.request.category
        pill = referral_pill(names, referral)
        if need and not need.is_open and referral.loop_closed and newest:
            pill = self._need_pill(need)
        head = Row(
            referral.id.hex(),
            names.category_icon(category) if newest else "history",
            names.category(category) if newest else self._ui.gettext("Earlier"),
            way=Way.OUT,
            other=names.centre(referral.recipient),
            pill=pill.text,
            kind=pill.kind,
            act=label,
        )
        return Block(
            head,
            act,
            referral.id,
            step_line(names, referral, way) if told else None,
            self._way(referral, way) if told else "",
            tuple(mark_words(self._ui, referral)),
        )

    def _way(self, referral: Referral, way: Journey) -> str:
        if referral.service is not None:
            return outside_words(self._names, referral)
        return way_words(self._ui, way, self._names.now())

    def _act(self, need: Need | None, referral: Referral, *, newest: bool) -> tuple[str, str]:
        _ = self._ui.gettext
        waits = newest and not referral.loop_closed and not referral.marks
        still_open = need is not None and need.is_open
        sends = still_open and self.may(Act.SEND_REFERRAL)
        if waits and sends and can_refer_again(referral):
            return AGAIN, _("Refer again")
        if waits and referral.status is Status.COMPLETED and self._actor.may(Act.CLOSE_LOOP):
            return CHECK, _("Check outcome")
        if newest and sends and referral.loop_closed:
            return REFER, _("Refer")
        return SEE, _("See")


def waiting(view: CaseView) -> Iterator[Referral]:
    """Referrals that must come to their end before the file is closed."""
    return (referral for referral, _way in view.referrals if referral.status not in FINAL)


def category_of(view: CaseView, referral: Referral) -> str:
    """The service category that a referral asks for."""
    needs = {need.id: need.category for need in view.needs}
    asked = referral.request.category if referral.request else ""
    return asked or (needs.get(referral.need, "") if referral.need else "")
