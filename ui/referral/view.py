"""The page of one referral, on either side of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.case_code import CaseCode
from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Status
from referral_app.errors import ReferralAppError
from referral_app.language import isolate
from referral_app.services.views import ReferralView, referral_view
from ui.changes import CASES, EXCHANGE, REFERRALS
from ui.parts.names import Names
from ui.parts.referral_steps import step_line
from ui.parts.request_card import RequestCard
from ui.parts.status import mark_words, priority_pill, referral_pill, way_words
from ui.parts.timeline_words import TimelineWords
from ui.referral.acts import acts_of, correcting
from ui.referral.answer_panel import AnswerForm, AnswerPanel
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_16, Text
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Label
from ui.widgets.pill import Pill
from ui.widgets.scroll_page import Columns, ScrollPage
from ui.widgets.steps import Steps
from ui.widgets.timeline import Timeline


class ReferralScreen(Screen):
    """What was asked, where it stands, what can be done, what happened."""

    listens_to = frozenset({REFERRALS, CASES, EXCHANGE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._id: ReferralId | None = None
        self._title = context.ui.gettext("Referral")
        self.page = ScrollPage(context.ui, self._title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._content: QWidget | None = None
        self.panel: AnswerPanel | None = None

    def title(self) -> str:
        """Name of the page."""
        return self._title

    def show_with(self, **arguments: Any) -> None:
        """Show the referral whose id is given as `referral`."""
        self._id = ReferralId(arguments["referral"])
        self._read(keep_form=False)
        self._focus_first()

    def refresh(self) -> None:
        """Read again; an answer that is being typed stays."""
        self._read(keep_form=True)

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The button that saves."""
        form = self.panel.form if self.panel else None
        return (form.save,) if form else ()

    def _read(self, *, keep_form: bool) -> None:
        if self._id is None:
            return
        try:
            view = referral_view(self.context.desk, self._id)
        except ReferralAppError as error:
            self.say_error(error)
            self.context.go("back")
            return
        names = Names(self.context.ui, self.context.desk)
        self._show_head(names, view)
        old = self.panel if keep_form else None
        self._show_body(names, view, old)

    def _show_head(self, names: Names, view: ReferralView) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        referral, request = view.referral, view.referral.request
        self._title = names.category(request.category) if request else _("Referral")
        peer = names.centre(referral.sender if view.incoming else referral.recipient)
        line = _("From {centre}") if view.incoming else _("To {centre}")
        parts = [line.format(centre=peer)]
        if request:
            parts.append(_("file {code}").format(code=isolate(str(CaseCode(request.case_code)))))
            parts.append(ui.language.format_when(request.sent_at, names.now()))
        self.page.set_title(self._title, " · ".join(parts))
        marks = [Pill(ui, *referral_pill(names, referral))]
        urgent = priority_pill(names, request.priority) if request else None
        if urgent:
            marks.insert(0, Pill(ui, *urgent))
        self.page.set_marks(marks)
        self.page.set_actions(self._actions(view))

    def _actions(self, view: ReferralView) -> list[QWidget]:
        ui, _ = self.context.ui, self.context.ui.gettext
        actions: list[QWidget] = []
        if view.referral.case is not None:
            case = view.referral.case
            file = SecondaryButton(ui, _("Open the file"), "folder")
            file.clicked.connect(lambda: self.context.go("case", case=case))
            actions.append(file)
        if view.may_refer_again:
            again = PrimaryButton(ui, _("Refer again"), "send")
            again.clicked.connect(lambda: self.context.go("send", again=view.referral.id))
            actions.append(again)
        return actions

    def _show_body(self, names: Names, view: ReferralView, old: AnswerPanel | None) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        column.addWidget(self._steps_card(names, view))
        column.addWidget(self._panel(names, view, old))
        if view.referral.request:
            column.addWidget(RequestCard(names, view.referral.request))
        column.addStretch(1)
        side = Card(ui, _("What happened"))
        words = TimelineWords(names, referrals=(view.referral,))
        side.body.addWidget(Timeline(ui, words.entries(view.timeline)))
        side.body.addStretch(1)
        content = Columns(ui, main, side)
        if self._content is not None:
            self.page.body.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        self.page.body.addWidget(content, 1)

    def _steps_card(self, names: Names, view: ReferralView) -> Card:
        ui = self.context.ui
        card = Card(ui)
        for sentence in mark_words(ui, view.referral):
            card.body.addWidget(Label(ui, sentence, Text.BASE_BOLD, "soon", wrap=True))
        line = step_line(names, view.referral, view.way)
        card.body.addWidget(Steps(ui, line.steps, line.reason))
        if line.note:
            card.body.addWidget(Label(ui, line.note, wrap=True))
        way = QHBoxLayout()
        words = way_words(ui, view.way, names.now())
        way.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True), 1)
        if not view.incoming or view.referral.recipient_half.known:
            card.body.addLayout(way)
        return card

    def _panel(self, names: Names, view: ReferralView, old: AnswerPanel | None) -> AnswerPanel:
        _ = self.context.ui.gettext
        acts = [*acts_of(view)]
        order = [status for status in Status if status in view.corrections]
        for status in order:
            label = names.label("referral_statuses", status.value)
            words = _("Correct: back to “{status}”").format(status=label)
            acts.append(correcting(status, words))
        if old is not None and old.form is not None and old.form.holds_typing():
            old.set_acts(acts)
            if old.form is not None:
                old.setParent(None)
                return old
        self.panel = AnswerPanel(names, _("Answer") if view.incoming else _("What next"))
        self.panel.wanted.connect(self._do)
        self.panel.set_acts(acts)
        return self.panel

    def _focus_first(self) -> None:
        if self.panel and self.panel.acts:
            next(iter(self.panel.buttons.values())).setFocus()

    def _do(self, form: AnswerForm) -> None:
        values = form.values()
        if values is None or self._id is None:
            return
        desk, referral, act = self.context.desk, self._id, form.act
        changed = (REFERRALS, CASES, EXCHANGE)

        def done(_result: object) -> None:
            if self.panel:
                self.panel.form = None
            ui = self.context.ui
            ui.notices.success(ui.gettext(act.done))
            self._read(keep_form=False)
            self._focus_first()

        self.run(
            lambda: act.work(desk, referral, values), done, changed=changed, at_field=form.at_field
        )
