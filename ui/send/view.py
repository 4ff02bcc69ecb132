"""The page of a sending: the form, and beside it the request as its recipient will read it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from referral_app.domain.identifiers import CaseId, CentreId, NeedId, ReferralId
from referral_app.errors import ReferralAppError
from referral_app.language import isolate, isolate_text
from referral_app.services.disclosure import NEED_DETAIL
from ui.changes import CASES, DRAFTS, REFERRALS
from ui.consent import ConsentPanel
from ui.notices import Act
from ui.parts.case_words import person_words
from ui.parts.code_words import dashed
from ui.parts.dates import day_of, today_of
from ui.parts.draft_keeper import DraftKeeper
from ui.parts.entry_form import Follower
from ui.parts.footer import Footer
from ui.parts.names import Names
from ui.parts.section import NoticeLine
from ui.parts.side import Beside
from ui.screen import Screen, ScreenContext
from ui.send.asking import ConsentAsking
from ui.send.empty import no_centre, no_need
from ui.send.form import SendForm
from ui.send.paper import Paper
from ui.send.presenter import Option, Preview, SendPresenter, Subject
from ui.send.state import FORM, SendState
from ui.widgets.buttons import QuietButton
from ui.widgets.choice import Choice
from ui.widgets.form_row import FormRow
from ui.widgets.scroll_page import ScrollPage

_SIDE = 384
_NARROW = 960
_PREVIEW_MS = 100


class SendScreen(Screen):
    """`show_with(need=…)`, `(case=…)`, or `(again=…)` for a referral that came to nothing.

    Without any of them the sending that was left last is taken up.
    """

    listens_to = frozenset({CASES})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        ui = context.ui
        self._names = Names(ui, context.desk)
        self._presenter = SendPresenter(self._names, context.desk)
        self._subject: Subject | None = None
        self._start = SendState()
        self.preview: Preview | None = None
        self.form = SendForm(
            ui, context.desk.vocabularies, self._presenter.centres(), today_of(context.desk)
        )
        self._asking = ConsentAsking(self, self.form)
        self._keeper = DraftKeeper(self, FORM, self._dump)
        self._later = QTimer(self, singleShot=True, interval=_PREVIEW_MS)
        self._lay_out()
        self._connect()

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Refer")

    @property
    def panel(self) -> ConsentPanel | None:
        """The consent that is being asked for in place."""
        return self._asking.panel

    def show_with(
        self,
        need: NeedId | None = None,
        case: CaseId | None = None,
        again: ReferralId | None = None,
        **_arguments: Any,
    ) -> None:
        """Read and fill; the same sending that is being typed stays as it is."""
        self._names = Names(self.context.ui, self.context.desk)
        self._presenter = SendPresenter(self._names, self.context.desk)
        try:
            found = self._find(need, case, again)
        except ReferralAppError as error:
            self.say_error(error)
            found = None
        if found is None:
            self._show_nothing()
        elif not self._presenter.centres():
            self.pages.setCurrentWidget(self.alone)
        elif not self._goes_on(found):
            self._begin(found)

    def refresh(self) -> None:
        """Read the file again: a consent may have come or gone."""
        if self._subject is not None and self.pages.currentWidget() is self.entry:
            try:
                fresh = self._presenter.subject(self._subject.need.id)
            except ReferralAppError as error:
                self.say_error(error)
                return
            self._subject = fresh
            self.form.told.set_options(self._options())
            self._show_preview()

    def keep_draft(self) -> None:
        """Keep what is typed, before this returns."""
        self._keeper.keep_now()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The buttons that write."""
        return (*self.footer.buttons, *(self.panel.buttons if self.panel else ()))

    def send(self) -> None:
        """Send, or say what stands against it."""
        subject = self._subject
        wrong = self.form.check()
        if wrong is not None:
            self._go_to(wrong)
            return
        self._show_preview()
        if subject is None or self.preview is None:
            return
        if self.preview.barred:
            self.page.reveal(self.form.consent)
            goal = self.form.consent.ask if self.preview.ask_consent else self.form.recipient
            goal.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        state, recipient = self.form.state(), self.form.recipient_id()
        self._keeper.stop()
        self.run(
            lambda: self._presenter.send(subject, state),
            lambda _referral: self._on_sent(subject, recipient),
            changed=(REFERRALS, CASES, DRAFTS),
            at_field=self.form.show_error,
        )

    def _find(
        self, need: NeedId | None, case: CaseId | None, again: ReferralId | None
    ) -> Subject | None:
        if again is not None:
            return self._presenter.again(again)
        if need is None and case is not None:
            need = self._presenter.first_need(case)
        if need is None:
            need = self._presenter.newest_draft()
        return self._presenter.subject(need) if need is not None else None

    def _goes_on(self, found: Subject) -> bool:
        """Whether this very sending is being typed already: it is left as it is."""
        same = self._subject is not None and self._subject.need.id == found.need.id
        if same and found.start.again == self._start.again and self._dump() is not None:
            self.refresh()
            return True
        return False

    def _begin(self, found: Subject) -> None:
        if self._subject is not None:
            self._keeper.keep()
        self._asking.close()
        self._subject, self._start = found, found.start
        kept = self._presenter.kept(found.need.id)
        state = SendState.load(kept.data) if kept else found.start
        taken_up = kept is not None and (not found.start.again or state.again == found.start.again)
        self._keeper.continue_with(found.need.id.hex(), kept.data if kept else None)
        choices = [Choice(n.id.hex(), self._names.category(n.category)) for n in found.needs]
        self.form.set_needs(choices, found.need.id.hex())
        self._fill(state if taken_up else found.start)
        self.offer.setVisible(taken_up)
        self._show_head(found)
        self.pages.setCurrentWidget(self.entry)
        self.form.recipient.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page.scroller.verticalScrollBar().setValue(0)
        recipient = self.form.recipient_id()
        if taken_up and state.asking and recipient is not None:
            self._asking.restore(found.case, recipient, state.asking)

    def _fill(self, state: SendState) -> None:
        self.form.set_state(state, self._options)
        self._show_beside(state.also)
        self._show_door()
        self._start = self.form.state() if state == self._start else self._start
        self._keeper.stop()
        self._show_preview()

    def _begin_anew(self) -> None:
        if self._subject is not None:
            self._keeper.discard()
            self.offer.hide()
            self._start = self._subject.start
            self._fill(self._start)

    def _options(self) -> list[Option]:
        if self._subject is None:
            return []
        exception, _reason = self.form.danger.value()
        return self._presenter.options(self._subject, self.form.recipient_id(), exception)

    def _dump(self) -> str | None:
        if self._subject is None:
            return None
        state = replace(self.form.state(), asking=self._asking.dump())
        return None if state == self._start else state.dump()

    def _on_typed(self) -> None:
        if self._dump() is not None:
            self._keeper.touch()
        self._later.start()

    def _show_door(self) -> None:
        service = self._presenter.door(self.form.recipient_id())
        self.form.show_door(self._presenter.door_words(service) if service else "")

    def _show_beside(self, chosen: tuple[str, ...]) -> None:
        if self._subject is not None:
            needs = self._presenter.beside(self._subject, self.form.recipient_id())
            self.form.also.set_needs(self._names, needs, chosen)

    def _on_recipient(self) -> None:
        self._show_door()
        self._show_beside(self.form.also.value())
        self.form.told.set_options(self._options())
        self._on_typed()

    def _on_danger(self) -> None:
        self.form.told.set_options(self._options())
        self._on_typed()

    def _on_need(self, need: str) -> None:
        self.context.go("send", need=NeedId(bytes.fromhex(need)))

    def _show_head(self, found: Subject) -> None:
        _ = self.context.ui.gettext
        code = dashed(found.case.code, isolated=True)
        words = [code, person_words(self._names, found.case.fields)]
        title = _("Refer: {need}").format(
            need=isolate_text(self._names.category(found.need.category))
        )
        self.page.set_title(title, " · ".join(word for word in words if word))
        self.form.show_closed(self._presenter.closed_words(found.need.category))

    def _show_preview(self) -> None:
        self._later.stop()
        subject, _ = self._subject, self.context.ui.gettext
        self.preview = None
        if subject is None:
            return
        state = self.form.state()
        if not state.recipient:
            self.form.consent.say(
                _("Choose the recipient first: consent is given to somebody."), good=None, ask=False
            )
            self._show_paper(None)
            return
        try:
            self.preview = self._presenter.preview(subject, state)
        except ReferralAppError as error:
            self.say_error(error)
            return
        self._show_consent(self.preview)
        self._show_paper(self.preview)

    def _show_consent(self, preview: Preview) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.form.danger.offer_when(bool(preview.barred) and self.panel is None)
        self.form.danger.say(preview.danger)
        self.form.consent.setVisible(not preview.danger)
        if preview.barred:
            ask = preview.ask_consent and self.panel is None
            self.form.consent.say(preview.barred, good=False, ask=ask)
            return
        day = ui.language.format_date(day_of(preview.until)) if preview.until else "…"
        words = _("The consent covers this, until {day}.").format(day=isolate(day))
        self.form.consent.say(words, good=True, ask=False)

    def _show_paper(self, preview: Preview | None) -> None:
        recipient = self.form.recipient_id()
        if preview is None or recipient is None:
            self.paper.clear()
        else:
            self.paper.show_preview(self._names, preview, recipient)
            details = NEED_DETAIL in self.form.told.value()
            self.paper.show_also(self.form.also.words(self._names, details=details))

    def _ask_consent(self) -> None:
        recipient = self.form.recipient_id()
        if self._subject is not None and recipient is not None:
            self._asking.open(self._subject.case, recipient, self.form.told.value())

    def _on_asking(self) -> None:
        # Ctrl+Enter records the consent while it is asked.
        self.shortcut.setEnabled(self.panel is None)
        self._show_preview()

    def _on_consent(self) -> None:
        self.refresh()
        self.footer.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_sent(self, subject: Subject, recipient: CentreId | None) -> None:
        _ = self.context.ui.gettext
        self._keeper.continue_with("")
        self._subject = None
        outside = self._presenter.door(recipient) is not None
        go, case = self.context.go, subject.case.id
        self.context.ui.notices.success(
            _("Recorded. Give the slip to the person, or ask the service by telephone.")
            if outside
            else _("Saved here; it leaves at the next exchange."),
            Act(_("Print the slip"), lambda: go("slip", case=case, recipient=recipient)),
        )
        self.context.go("case", case=subject.case.id)

    def _leave(self) -> None:
        self._keeper.keep()
        self.context.go("back")

    def _go_to(self, row: FormRow) -> None:
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page.reveal(row)

    def _show_nothing(self) -> None:
        self._subject = None
        self.pages.setCurrentWidget(self.nothing)

    def _lay_out(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.page = ScrollPage(ui, self.title())
        self.offer = NoticeLine(ui, "pencil", _("Taken up where it was left."), "muted")
        anew = QuietButton(ui, _("Begin anew"))
        anew.clicked.connect(self._begin_anew)
        self.offer.add_act(anew)
        self.page.body.addWidget(self.offer)
        self.page.body.addWidget(self.form, 1)
        self.paper = Paper(self._names)
        self.footer = Footer(
            ui,
            _("Send"),
            _("Leave for later"),
            keys=("Ctrl+Return", ""),
            hint=_("{keys} sends"),
        )
        self.entry = QWidget()
        column = QVBoxLayout(self.entry)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Beside(ui, self.page, self.paper, (_SIDE, _NARROW)), 1)
        column.addWidget(self.footer)
        self.alone = no_centre(ui, self.context.go)
        self.nothing = no_need(ui, self.context.go)
        self.pages = QStackedWidget()
        for page in (self.entry, self.alone, self.nothing):
            self.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)

    def _connect(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.form.changed.connect(self._on_typed)
        self.form.recipient_changed.connect(self._on_recipient)
        self.form.danger_changed.connect(self._on_danger)
        self.form.need_changed.connect(self._on_need)
        self.form.consent.asked.connect(self._ask_consent)
        self._asking.changed.connect(self._on_asking)
        self._asking.typed.connect(self._on_typed)
        self._asking.recorded.connect(self._on_consent)
        self._later.timeout.connect(self._show_preview)
        self.footer.main.clicked.connect(self.send)
        self.footer.other.clicked.connect(self._leave)
        Follower(self.form, self.page.reveal)
        self.shortcut = ui.actions.add(
            self.entry, "Ctrl+Return", _("Send"), self.send, self.title()
        )
