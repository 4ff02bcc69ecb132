"""The request as the sender wrote it; the recipient reads these lines and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Request
from referral_app.language import isolate, isolate_text
from ui.parts.case_words import SILENT, field_label, field_words
from ui.parts.dates import day_of
from ui.parts.names import Names
from ui.tokens import SPACE_4, SPACE_16, Text
from ui.widgets.card import Card
from ui.widgets.labels import Label


def request_lines(names: Names, request: Request) -> Iterator[tuple[str, str]]:
    """Label and words of each thing that was said, in the order of reading."""
    ui, _ = names.ui, names.ui.gettext
    if request.exception:
        danger = names.label("exceptions", request.exception)
        yield _("Danger"), f"{danger} · {isolate_text(request.exception_reason)}"
    yield _("Need"), names.category(request.category)
    if request.detail:
        yield _("Details"), isolate_text(request.detail)
    priority = names.label("priorities", request.priority)
    if request.priority_reason:
        priority = f"{priority} · {isolate_text(request.priority_reason)}"
    yield _("Priority"), priority
    for name, value in request.person:
        if name in SILENT:
            continue
        yield field_label(ui, name), field_words(names, name, value)
    if request.services_given:
        yield _("Help already given"), isolate_text(request.services_given)
    if request.restrictions:
        yield _("Take care when contacting"), isolate_text(request.restrictions)
    yield from _terms(names, request)


def _terms(names: Names, request: Request) -> Iterator[tuple[str, str]]:
    """When the sender asks again, and the consent under which it was sent."""
    ui, _ = names.ui, names.ui.gettext
    if request.follow_up_on is not None:
        day = isolate(ui.language.format_date(day_of(request.follow_up_on)))
        means = names.label("follow_up_means", request.follow_up_means)
        yield _("Follow-up wished"), f"{day} · {means}" if request.follow_up_means else day
    if request.consent_form:
        until = isolate(ui.language.format_date(day_of(Moment(request.consent_until))))
        form = names.label("consent_forms", request.consent_form)
        yield _("Consent"), _("{form}, until {day}").format(form=form, day=until)


class RequestCard(Card):
    """Labels and words in two columns."""

    def __init__(self, names: Names, request: Request) -> None:
        ui = names.ui
        super().__init__(ui, ui.gettext("The request"))
        board = QWidget()
        grid = QGridLayout(board)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        grid.setVerticalSpacing(ui.theme.px(SPACE_4))
        grid.setColumnMinimumWidth(0, ui.theme.px(120))
        grid.setColumnStretch(1, 1)
        for row, (label, words) in enumerate(request_lines(names, request)):
            name = Label(ui, label, Text.SMALL, "muted", wrap=True)
            name.setContentsMargins(0, ui.theme.px(2), 0, 0)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(ui, words, wrap=True), row, 1)
        self.body.addWidget(board)
