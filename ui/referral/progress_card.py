"""Where a referral stands: what is to be checked, its steps, and how far our last word came."""

from __future__ import annotations

from referral_app.services.views import ReferralView
from ui.parts.names import Names
from ui.parts.referral_steps import step_line
from ui.parts.section import NoticeLine
from ui.parts.status import erased_words, mark_words, outside_words, way_words
from ui.referral.stages import StageLines, danger_words
from ui.tokens import Text
from ui.widgets.card import Card
from ui.widgets.labels import Label
from ui.widgets.steps import Steps


class ProgressCard(Card):
    """Steps with the words beneath them; set anew when something happened."""

    def __init__(self, names: Names, view: ReferralView) -> None:
        ui = names.ui
        super().__init__(ui)
        sentences = mark_words(ui, view.referral)
        if view.erased_at is not None:
            sentences = [erased_words(ui, view.erased_at)]  # nothing else of it can be checked
        for sentence in sentences:
            self.body.addWidget(NoticeLine(ui, "triangle-alert", sentence, "soon", "soon_ground"))
        for words, color in danger_words(names, view):
            ground = f"{color}_ground" if color != "muted" else ""
            self.body.addWidget(NoticeLine(ui, "shield-alert", words, color, ground))
        line = step_line(names, view.referral, view.way)
        self.body.addWidget(Steps(ui, line.steps, line.reason))
        if line.note:
            self.body.addWidget(Label(ui, line.note, wrap=True))
        outside = view.referral.service is not None
        shown = view.referral.shown
        if view.evidence and shown is not None and view.evidence != shown.text("evidence"):
            known = ui.gettext("How well this is known: {evidence}").format(
                evidence=names.label("evidence", view.evidence)
            )
            self.body.addWidget(Label(ui, known, wrap=True))
        words = (
            outside_words(names, view.referral) if outside else way_words(ui, view.way, names.now())
        )
        self.way = Label(ui, words, Text.SMALL, "muted", wrap=True)
        if view.way.saved is not None:
            self.body.addWidget(self.way)
        if view.stages:
            self.body.addWidget(StageLines(names, view))
