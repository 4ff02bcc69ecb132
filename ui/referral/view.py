"""The page of one referral, on either side of it."""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.case_code import CaseCode
from referral_app.domain.identifiers import CaseId, ReferralId
from referral_app.domain.referral import Referral
from referral_app.errors import ReferralAppError
from referral_app.language import isolate, isolate_text
from referral_app.services.drafts import draft
from referral_app.services.readings import REFERRAL_PAGE
from referral_app.services.slips import slip_of
from referral_app.services.views import ReferralView, referral_view
from ui.answering.act import ActSpec
from ui.answering.answer_form import AnswerForm
from ui.answering.answer_panel import AnswerPanel
from ui.answering.draft import FORM, dump, load
from ui.changes import CASES, EXCHANGE, REFERRALS
from ui.parts.draft_keeper import DraftKeeper
from ui.parts.names import Names
from ui.parts.noting import note_shown
from ui.parts.request_card import RequestCard
from ui.parts.status import priority_pill, referral_pill
from ui.parts.timeline_words import TimelineWords
from ui.referral.acts import act_named, acts_of
from ui.referral.progress_card import ProgressCard
from ui.referral.slip_card import SlipCard
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_16
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.pill import Pill
from ui.widgets.scroll_page import Columns, ScrollPage
from ui.widgets.timeline import Timeline

W = TypeVar("W", bound=QWidget)


class ReferralScreen(Screen):
    """`show_with(referral=…)`, or `(draft=…)` with its id in hex to go on with an answer.

    What was asked, where it stands, what can be done, what happened. Typing stays while other
    things change around it, and is kept as a draft when another referral is shown.
    """

    listens_to = frozenset({REFERRALS, CASES, EXCHANGE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        self._id: ReferralId | None = None
        self._view: ReferralView | None = None
        self._title = context.ui.gettext("Referral")
        self.panel = self._make_panel(incoming=True)
        self._progress: QWidget = QWidget()
        self._request: QWidget = QWidget()
        self._slip: QWidget = QWidget()
        self.timeline = Timeline(context.ui)
        self._keeper = DraftKeeper(self, FORM, self._dump)
        self._lay_out()

    def title(self) -> str:
        """Name of the page."""
        return self._title

    def show_with(
        self, referral: ReferralId | None = None, draft: str = "", **_arguments: Any
    ) -> None:
        """Show a referral; an answer that was begun is taken up."""
        wanted = ReferralId(bytes.fromhex(draft)) if referral is None else ReferralId(referral)
        if wanted == self._id:
            self._read()
        else:
            self._keeper.keep()
            self._id, self._view = wanted, None
            self._read()
            self._take_up(open_any=bool(draft))
        if self._view is not None:
            note_shown(self, REFERRAL_PAGE, wanted)
        self.panel.take_focus()

    def refresh(self) -> None:
        """Read again; an answer that is being typed stays, and so does the keyboard."""
        self._read()

    def keep_draft(self) -> None:
        """Keep what is typed, before this returns."""
        self._keeper.keep_now()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The button that saves, or those of the acts."""
        form = self.panel.form
        return (form.save,) if form else tuple(self.panel.buttons.values())

    def _read(self) -> None:
        if self._id is None:
            return
        try:
            view = referral_view(self.context.desk, self._id)
        except ReferralAppError as error:
            self._id = None
            self.say_error(error)
            self.context.go("referrals")
            return
        names = Names(self.context.ui, self.context.desk)
        if self._view is None:
            self._begin(view)
        self._view = view
        self._show_head(names, view)
        self._show_body(names, view)

    def _begin(self, view: ReferralView) -> None:
        """Turn to another referral."""
        self.panel = self._put(self.panel, self._make_panel(incoming=view.incoming))
        self.page.scroller.verticalScrollBar().setValue(0)

    def _take_up(self, *, open_any: bool) -> None:
        if self._id is None:
            return
        subject = self._id.hex()
        found = draft(self.context.desk, FORM, subject)
        self._keeper.continue_with(subject, found.data if found else None)
        if found is not None:
            forms, open_act = load(found.data)
            if open_any and open_act not in forms:
                open_act = next(iter(forms), "")
            self.panel.restore(forms, open_act)

    def _dump(self) -> str | None:
        forms, open_act = self.panel.typing()
        return dump(forms, open_act) if forms else None

    def _on_typed(self) -> None:
        if self._dump() is None:
            self._keeper.discard()
        else:
            self._keeper.touch()

    def _show_head(self, names: Names, view: ReferralView) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        referral, request = view.referral, view.referral.request
        self._title = names.category(request.category) if request else _("Referral")
        peer = names.centre(referral.sender if view.incoming else referral.recipient)
        line = _("From {centre}") if view.incoming else _("To {centre}")
        parts = [line.format(centre=isolate_text(peer))]
        if request:
            parts.append(_("file {code}").format(code=isolate(str(CaseCode(request.case_code)))))
            parts.append(ui.language.format_when(request.sent_at, names.now()))
        self.page.set_title(self._title, " · ".join(parts))
        marks = [Pill(ui, *referral_pill(names, referral))]
        urgent = priority_pill(names, request.priority) if request else None
        if urgent:
            marks.insert(0, Pill(ui, *urgent))
        self.page.set_marks(marks)
        self.file.setVisible(referral.case is not None)
        self.again.setVisible(view.may_refer_again)
        self.slip.setVisible(
            not view.incoming and request is not None and referral.case is not None
        )

    def _show_body(self, names: Names, view: ReferralView) -> None:
        self._progress = self._put(self._progress, ProgressCard(names, view))
        self.panel.set_acts([*acts_of(names, view)])
        request = view.referral.request
        card = RequestCard(names, request) if request else QWidget()
        self._request = self._put(self._request, card)
        self._show_slip(names, view.referral)
        words = TimelineWords(names, referrals=(view.referral,))
        self.timeline.set_entries(words.entries(view.timeline))

    def _show_slip(self, names: Names, referral: Referral) -> None:
        others = [r for r in slip_of(self.context.desk, referral.id) if r.id != referral.id]
        self.beside = SlipCard(names, others)
        self.beside.wanted.connect(
            lambda other: self.context.go("referral", referral=ReferralId(other))
        )
        self._slip = self._put(self._slip, self.beside)
        self.beside.setVisible(bool(others))

    def _make_panel(self, *, incoming: bool) -> AnswerPanel:
        ui, _ = self.context.ui, self.context.ui.gettext
        names = Names(ui, self.context.desk)
        title = _("Answer") if incoming else _("What next")
        panel = AnswerPanel(names, title, lambda key: act_named(names, key))
        panel.wanted.connect(self._do)
        panel.typed.connect(self._on_typed)
        # Its place is known only once the layout has been done.
        panel.opened.connect(lambda: QTimer.singleShot(0, panel, self._reveal))
        return panel

    def _reveal(self) -> None:
        """Bring an open form into sight, from its first field to the button that sends it."""
        form = self.panel.form
        if form is not None:
            for part in (form.save, form.grid):
                self.page.reveal(part)

    def _put(self, old: QWidget, fresh: W) -> W:
        self._main.replaceWidget(old, fresh)
        fresh.show()  # with the rest, not when the event loop turns next
        old.hide()
        old.deleteLater()
        return fresh

    def _lay_out(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.page = ScrollPage(ui, self._title)
        self.file = SecondaryButton(ui, _("Open the file"), "folder")
        self.file.clicked.connect(self._open_file)
        self.again = PrimaryButton(ui, _("Refer again"), "send")
        self.again.clicked.connect(lambda: self.context.go("send", again=self._id))
        self.slip = SecondaryButton(ui, _("Print the slip"), "printer")
        self.slip.clicked.connect(self._print_slip)
        self.page.set_actions([self.slip, self.file, self.again])
        main = QWidget()
        self._main = QVBoxLayout(main)
        self._main.setContentsMargins(0, 0, 0, 0)
        self._main.setSpacing(ui.theme.px(SPACE_16))
        for part in (self._progress, self.panel, self._request, self._slip):
            self._main.addWidget(part)
        self._main.addStretch(1)
        side = Card(ui, _("What happened"))
        side.body.addWidget(self.timeline)
        side.body.addStretch(1)
        self.page.body.addWidget(Columns(ui, main, side), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def _open_file(self) -> None:
        case: CaseId | None = self._view.referral.case if self._view else None
        if case is not None:
            self.context.go("case", case=case)

    def _print_slip(self) -> None:
        referral = self._view.referral if self._view else None
        if referral is not None and referral.case is not None:
            self.context.go("slip", case=referral.case, referral=referral.id)

    def _do(self, act: ActSpec, form: AnswerForm | None) -> None:
        values = form.values() if form else {}
        if values is None or self._id is None:
            return
        desk, referral = self.context.desk, self._id

        def done(_result: object) -> None:
            if referral == self._id:
                self.panel.forget(act.key)
                self._on_typed()
                self._read()
                self.panel.take_focus()
            ui = self.context.ui
            ui.notices.success(ui.gettext(act.done))

        self.run(
            lambda: act.work(desk, referral, values),
            done,
            changed=(REFERRALS, CASES, EXCHANGE),
            at_field=form.at_field if form else None,
        )
