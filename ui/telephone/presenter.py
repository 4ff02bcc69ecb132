"""What a code or a coupon leads to, in words; and the acts that are open on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Status
from referral_app.domain.staff import Act
from referral_app.language import isolate, isolate_text
from referral_app.services.desk import Desk
from referral_app.services.ports import ReferralRow
from referral_app.services.telephone import (
    OutsideLine,
    asked_outside,
    awaited_outside,
    line_of,
)
from ui.answering.act import ActSpec
from ui.answering.outside_acts import NO_ANSWER, TELEPHONE, answers_of, confirming
from ui.parts.code_words import dashed
from ui.parts.dates import day_of
from ui.parts.due_words import due_pill
from ui.parts.names import Names
from ui.parts.service_words import service_words
from ui.parts.status import status_pill
from ui.tokens import Kind
from ui.widgets.rows import Row, Way

SHOWN: Final = 12
"""Answers awaited that are listed: more would be searched through longer than a code is typed."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the answer: of whom, about what, and how to reach the service."""

    title: str
    line: str
    service: str


class TelephonePresenter:
    """Between the page and the desk."""

    def __init__(self, names: Names, desk: Desk) -> None:
        self._names, self._desk, self._ui = names, desk, names.ui

    def find(self, typed: str) -> tuple[OutsideLine, ...]:
        """What the code or the coupon names; raises NotPermittedError, InvalidInputError."""
        return asked_outside(self._desk, typed).lines

    def one(self, referral: ReferralId) -> OutsideLine:
        """The line of one referral; raises NotPermittedError, RefusedError."""
        return line_of(self._desk, referral)

    def awaited(self) -> tuple[list[Row], int]:
        """Rows of the answers awaited, and how many there are in all; raises NotPermittedError."""
        page = awaited_outside(self._desk, SHOWN)
        return [self._awaited_row(row) for row in page.rows], page.total

    def _awaited_row(self, row: ReferralRow) -> Row:
        names = self._names
        pill = due_pill(names, row.due, row.priority) if row.due is not None else None
        return Row(
            row.id.hex(),
            names.category_icon(row.category),
            names.category(row.category),
            code=dashed(row.case_code),
            way=Way.OUT,
            other=names.centre(row.peer),
            pill=pill.text if pill else "",
            kind=pill.kind if pill else Kind.NEUTRAL,
            act=self._ui.gettext("Choose"),
        )

    def row(self, line: OutsideLine) -> Row:
        """One of several referrals to choose from."""
        names, request = self._names, line.referral.request
        category = request.category if request else ""
        pill = status_pill(names, line.referral.status.value)
        return Row(
            line.referral.id.hex(),
            names.category_icon(category),
            names.category(category),
            code=dashed(request.case_code) if request else "",
            way=Way.OUT,
            other=names.centre(line.referral.recipient),
            pill=pill.text,
            kind=pill.kind,
            act=self._ui.gettext("Choose"),
        )

    def head(self, line: OutsideLine) -> Head:
        """The chosen referral in words."""
        _, names, request = self._ui.gettext, self._names, line.referral.request
        parts = []
        if request is not None:
            parts = [
                isolate(dashed(request.case_code)),
                names.category(request.category),
                _("Sent on {day}").format(
                    day=isolate(self._ui.language.format_date(day_of(request.sent_at)))
                ),
            ]
            if line.referral.status is not Status.REQUESTED:
                parts.append(names.label("referral_statuses", line.referral.status.value))
        title = isolate_text(names.centre(line.referral.recipient))
        words = service_words(names, line.service) if line.service else ""
        return Head(title, " · ".join(parts), words)

    def acts(self, line: OutsideLine, channel: str) -> Iterator[ActSpec]:
        """The answers that can be written down, the usual ones first."""
        if not self._desk.actor.may(Act.ANSWER_REFERRAL):
            return
        yield from answers_of(line.answers, channel)
        if line.confirms:
            yield confirming(channel)
        elif channel == TELEPHONE:
            yield NO_ANSWER
