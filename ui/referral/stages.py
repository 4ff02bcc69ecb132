"""The clock's steps of a referral: until when each was due, and whether it was met in time."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from referral_app.language import isolate, isolate_text
from referral_app.services.emergency import signature_due
from referral_app.services.views import ReferralView, StageLine
from ui.parts.due_words import due_pill, step_words
from ui.parts.names import Names
from ui.parts.status import PillWords
from ui.tokens import SPACE_4, SPACE_16, Kind, Text
from ui.widgets.labels import Label
from ui.widgets.pill import Pill


class StageLines(QWidget):
    """A line each: the step, when it was due, and what became of it."""

    def __init__(self, names: Names, view: ReferralView) -> None:
        super().__init__()
        ui = names.ui
        request = view.referral.request
        priority = request.priority if request else ""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, ui.theme.px(SPACE_4), 0, 0)
        grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        grid.setVerticalSpacing(ui.theme.px(SPACE_4))
        grid.setColumnStretch(1, 1)
        self.pills: list[Pill] = []
        for row, stage in enumerate(view.stages):
            pill = stage_pill(names, stage, priority)
            self.pills.append(Pill(ui, *pill))
            grid.addWidget(Label(ui, step_words(names, stage.step), Text.SMALL), row, 0)
            grid.addWidget(Label(ui, _until(names, stage), Text.SMALL, "muted", wrap=True), row, 1)
            grid.addWidget(self.pills[-1], row, 2, Qt.AlignmentFlag.AlignTrailing)


def stage_pill(names: Names, stage: StageLine, priority: str) -> PillWords:
    """In time, late when it was done, or what is left."""
    _ = names.ui.gettext
    if stage.met is None:
        return due_pill(names, stage.due, priority)
    if stage.met <= stage.due:
        return PillWords(_("in time"), Kind.OK)
    return PillWords(_("done late"), Kind.SOON)


def danger_words(names: Names, view: ReferralView) -> Iterator[tuple[str, str]]:
    """Sentences, each with its colour, about a referral that left because of a danger."""
    request, signed = view.referral.request, view.referral.countersigned
    if request is None or not request.exception:
        return
    ui, _ = names.ui, names.ui.gettext
    danger = names.label("exceptions", request.exception)
    yield (
        _("Sent at once because of a danger: {danger}. {reason}").format(
            danger=danger, reason=isolate_text(request.exception_reason)
        ),
        "late",
    )
    if view.incoming:
        return
    zone = names.calendar.time().zone
    due = signature_due(names.calendar, request.sent_at)
    if signed is not None:
        words = _("Countersigned by {person}, {when}.")
        if signed.happened > due:
            words = _("Countersigned late by {person}, {when}.")
        person = names.member(signed.author.hex()) or "…"
        when = ui.language.format_moment(signed.happened, zone)
        yield words.format(person=isolate(person), when=isolate(when)), "muted"
        return
    when = isolate(ui.language.format_moment(due, zone))
    if due < names.now():
        yield _("The supervisor’s countersignature was due by {when}.").format(when=when), "late"
    else:
        yield (
            _("It waits for the supervisor’s countersignature until {when}.").format(when=when),
            "soon",
        )


def _until(names: Names, stage: StageLine) -> str:
    ui, _ = names.ui, names.ui.gettext
    zone = names.calendar.time().zone
    due = isolate(ui.language.format_moment(stage.due, zone))
    if stage.met is None:
        return _("until {when}").format(when=due)
    met = isolate(ui.language.format_moment(stage.met, zone))
    return _("until {when} · done {met}").format(when=due, met=met)
