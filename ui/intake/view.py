"""The intake page: form, what to read aloud and the summary beside it, two ways to save."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from referral_app.domain.identifiers import CaseId
from referral_app.services.ports import Draft
from ui.changes import CASES, DRAFTS, REFERRALS
from ui.consent import NO_CONSENT
from ui.context import Ui
from ui.intake.card import KEYS as CARD_KEY
from ui.intake.card import CardRow
from ui.intake.drafts import DraftOffers, state_of
from ui.intake.form import IntakeForm
from ui.intake.members import KEYS as MEMBER_KEY
from ui.intake.need_block import DANGER_KEYS
from ui.intake.presenter import IntakePresenter, SavedIntake
from ui.intake.saved import SavedCard, SavedFamily, SavedPage
from ui.intake.state import FORM, IntakeState
from ui.intake.summary import Side
from ui.notices import Act
from ui.parts.dates import today_of
from ui.parts.draft_keeper import DraftKeeper
from ui.parts.entry_form import Follower
from ui.parts.footer import Footer
from ui.parts.names import Names
from ui.parts.side import Beside
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_8
from ui.widgets.date_field import DateField
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.scroll_page import ScrollPage

_SIDE = 344
_NARROW = 900
_SUMMARY_MS = 120


class IntakeScreen(Screen):
    """A new file: `show_with()` begins or goes on, `show_with(draft=…)` takes up that draft."""

    listens_to = frozenset({DRAFTS})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        ui = context.ui
        self._presenter = IntakePresenter(ui, context.desk)
        names = Names(ui, context.desk)
        self.form = IntakeForm(ui, self._presenter, today_of(context.desk))
        self.card = CardRow(ui, self._presenter.check_card)
        self._blank = self._state()
        self.offers = DraftOffers(ui, names)
        self.side = Side(ui, names)
        self.saved_card: SavedCard | SavedFamily | None = None
        self._offered: list[Draft] = []
        self._keeper = DraftKeeper(self, FORM, self._dump)
        self._keeper.continue_with(self._presenter.new_subject())
        self._later = QTimer(self, singleShot=True, interval=_SUMMARY_MS)
        self._lay_out()
        self._connect()
        self._show_summary()

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("New file")

    def show_with(self, draft: str = "", beside: CaseId | None = None, **_arguments: Any) -> None:
        """Offer unfinished files; what is being typed stays.

        `beside` begins a file in the household of that one.
        """
        self.pages.setCurrentWidget(self.entry)
        if beside is not None and beside.hex() != self.form.state().beside:
            self._begin_beside(beside)
            return
        kept = {other.subject: other for other in self._presenter.drafts()}
        if draft in kept and draft != self._keeper.subject:
            self._continue(kept[draft])
            return
        self._offer()
        if not self.offers.isHidden() and self.offers.first and not self._typed():
            self.offers.first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.form.focusWidget() is None:
            self.form.take_focus()

    def refresh(self) -> None:
        """Offer again after a change."""
        self._offer()

    def keep_draft(self) -> None:
        """Keep what is typed, before this returns."""
        self._keeper.keep_now()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """The two ways to save."""
        return self.footer.buttons

    def save(self, *, go_on: bool = False) -> None:
        """Save the file, then show its code, or a fresh page with the code above it."""
        wrong = self.card.say_wrong() or self.form.check(self.card.value())
        if wrong is not None:
            self._go_to(wrong)
            return
        state, draft = self._state(), self._keeper.subject
        self._keeper.stop()
        self.run(
            lambda: self._presenter.save(state, draft, go_on=go_on),
            self._on_saved,
            changed=(CASES, REFERRALS, DRAFTS),
            at_field=lambda error: self.card.show_error(error) or self.form.show_error(error),
        )

    def _state(self) -> IntakeState:
        return replace(self.form.state(), card=self.card.value())

    def _typed(self) -> bool:
        return self._state() != self._blank

    def _dump(self) -> str | None:
        return self._state().dump() if self._typed() else None

    def _on_changed_form(self) -> None:
        if self._typed():
            self._keeper.touch()
        self._later.start()

    def _show_summary(self) -> None:
        self.side.summary.show_state(self._state())

    def _on_saved(self, saved: SavedIntake) -> None:
        file = self.form.beside.file
        # The next child of a household is often entered right after the one before.
        self._begin_anew(file.case.id if file and saved.go_on else None)
        if saved.go_on:
            self._show_code(saved)
            self.form.take_focus()
            self.page.scroller.verticalScrollBar().setValue(0)
            return
        self.done.show_case(saved)
        self.pages.setCurrentWidget(self.done)
        self.done.open.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin_beside(self, case: CaseId) -> None:
        if self._typed():
            self._keeper.keep()
        self._begin_anew(case)
        self._offer()
        self.page.scroller.verticalScrollBar().setValue(0)
        self.form.take_focus()

    def _begin_anew(self, beside: CaseId | None = None) -> None:
        self._show_code(None)
        self._keeper.continue_with(self._presenter.new_subject())
        if beside is None:
            self.form.clear()
        else:
            self.form.begin_beside(beside)
        self.card.set_value("")
        self._blank = self._state()
        self._on_read()
        self._keeper.stop()

    def _next(self) -> None:
        self.pages.setCurrentWidget(self.entry)
        self.form.take_focus()

    def _show_code(self, saved: SavedIntake | None) -> None:
        if self.saved_card is not None:
            self.page.body.removeWidget(self.saved_card)
            self.saved_card.hide()
            self.saved_card.deleteLater()
            self.saved_card = None
        if saved is not None:
            ui = self.context.ui
            family = len(saved.files) > 1
            self.saved_card = (
                SavedFamily(ui, saved.files) if family else SavedCard(ui, saved.opened.code)
            )
            self.saved_card.closed.connect(lambda: self._show_code(None))
            codes, go = tuple(file.code for file in saved.files), self.context.go
            self.saved_card.printing.connect(lambda: go("card", codes=codes))
            self.page.body.insertWidget(0, self.saved_card)

    def _offer(self) -> None:
        mine = self._keeper.subject
        others = [kept for kept in self._presenter.drafts() if kept.subject != mine]
        if others != self._offered:
            self._offered = others
            self.offers.offer(others, self.context.desk.now())

    def _continue(self, draft: Draft) -> None:
        if self._typed():
            self._keeper.keep_now()
        state: IntakeState = state_of(draft)
        self.form.set_state(state)
        self.card.set_value(state.card)
        self._keeper.continue_with(draft.subject, draft.data)
        self._offer()
        self._on_read()
        self.form.take_focus()

    def _discard(self, draft: Draft) -> None:
        ui, background = self.context.ui, self.context.ui.background
        _ = ui.gettext

        def restored(_none: None) -> None:
            self.context.changes.publish(DRAFTS)

        def undo() -> None:
            background.store(self, lambda: self._presenter.restore(draft), restored)

        def gone(_none: None) -> None:
            ui.notices.info(_("The unfinished file was discarded."), Act(_("Undo"), undo))

        self.run(lambda: self._presenter.discard(draft), gone, changed=(DRAFTS,))

    def _go_to(self, row: FormRow) -> None:
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page.reveal(row)

    def _open_card(self) -> None:
        """Of the person of whom somebody types, or else of the one at the desk."""
        if not self.form.members.open_card():
            self.card.open()

    def _on_read(self) -> None:
        state = self.form.state().consent
        done = state.form == NO_CONSENT or (state.read and bool(state.form))
        self.side.show_text(shown=not done)

    def _lay_out(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self.page = ScrollPage(ui, self.title(), _("No name, no telephone, no papers: a code."))
        self.page.set_actions([self.card.opener, _dated(ui, self.form.happened)])
        self.page.body.addWidget(self.offers)
        self.page.body.addWidget(self.card)
        self.page.body.addWidget(self.form, 1)
        self.footer = Footer(
            ui,
            _("Save and open the file"),
            _("Save and start the next"),
            keys=("Ctrl+Return", "Ctrl+Shift+Return"),
            hint=_("{keys} saves"),
        )
        self.entry = QWidget()
        column = QVBoxLayout(self.entry)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # Before the form: the text is read first.
        beside = Beside(ui, self.page, self.side, (_SIDE, _NARROW), place=1)
        beside.narrowed.connect(self.side.set_narrow)
        column.addWidget(beside, 1)
        column.addWidget(self.footer)
        self.done = SavedPage(ui)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.entry)
        self.pages.addWidget(self.done)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)

    def _connect(self) -> None:
        ui, go, _ = self.context.ui, self.context.go, self.context.ui.gettext
        self.form.changed.connect(self._on_changed_form)
        self.card.changed.connect(self._on_changed_form)
        self.card.shown.connect(lambda shown: self.form.members.ask_cards(ask=shown))
        self.card.entered.connect(self.form.take_focus)
        self.form.consent.read.changed.connect(self._on_read)
        self.form.beside.changed.connect(self._on_read)
        self.form.person.minor_changed.connect(self._on_read)
        self.form.consent.form.changed.connect(self._on_read)
        self.form.consent.language_changed.connect(self.side.reading.text.follow)
        self._later.timeout.connect(self._show_summary)
        self.offers.continued.connect(self._continue)
        self.offers.discarded.connect(self._discard)
        self.footer.main.clicked.connect(self.save)
        self.footer.other.clicked.connect(lambda: self.save(go_on=True))
        self.done.open.clicked.connect(lambda: go("case", case=self.done.case))
        self.done.next.clicked.connect(self._next)
        self.done.card.clicked.connect(lambda: go("card", codes=self.done.codes))
        Follower(self.form, self.page.reveal)
        group = self.title()
        add = ui.actions.add
        add(self.entry, "Ctrl+Return", _("Save and open the file"), self.save, group)
        add(
            self.entry,
            "Ctrl+Shift+Return",
            _("Save and start the next"),
            lambda: self.save(go_on=True),
            group,
        )
        add(self.entry, CARD_KEY, _("With a card"), self._open_card, group)
        add(self.entry, "Ctrl+B", _("Another need"), self.form.needs.add_block, group)
        add(
            self.entry,
            DANGER_KEYS,
            _("In danger: send at once"),
            self.form.needs.take_danger,
            group,
        )
        add(self.entry, MEMBER_KEY, _("Add a member"), self.form.members.add_block, group)


def _dated(ui: Ui, field: DateField) -> QWidget:
    """The date of the talk, small in the header: most often it is today."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(ui.theme.px(SPACE_8))
    label = Label(ui, ui.gettext("Date of the interview"), color="muted")
    label.setBuddy(field)
    field.setAccessibleName(label.text())
    field.setMaximumWidth(ui.theme.px(150))
    line.addWidget(label)
    line.addWidget(field)
    return holder
