"""The page of a file: its code, its needs and referrals, what happened, and the forms beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.case_code import CaseCode
from referral_app.domain.facts import Value
from referral_app.domain.household import FIELD as HOUSEHOLD
from referral_app.domain.identifiers import CaseId, ConsentId, ReferralId, WriteId
from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError
from referral_app.language import isolate
from referral_app.services.households import named_by
from referral_app.services.readings import CASE_PAGE
from referral_app.services.views import CaseView, Conflict, Option, case_view
from ui.case.acts import NEED_KEY, CaseActs
from ui.case.box import Box
from ui.case.conflicts import ConflictBanner, conflicts_to_show
from ui.case.desk_side import DeskSide
from ui.case.household_card import HouseholdCard, household_words
from ui.case.household_forms import coverable
from ui.case.need_card import NeedCard, need_of
from ui.case.presenter import AGAIN, EDIT, REFER, CasePresenter
from ui.case.settling import settling
from ui.case.side_cards import ConsentsCard, PersonCard, TimelineCard
from ui.changes import CASES, EXCHANGE, REFERRALS
from ui.parts.case_words import field_words
from ui.parts.code_words import dashed
from ui.parts.keys import shown_keys
from ui.parts.names import Names
from ui.parts.noting import note_shown
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_12, SPACE_16, Kind
from ui.widgets.buttons import QuietButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.labels import SectionTitle
from ui.widgets.pill import Pill
from ui.widgets.scroll_page import Columns, ScrollPage

_SIDE = 360


class CaseScreen(Screen):
    """One file; forms open at its side and never cover it."""

    listens_to = frozenset({CASES, REFERRALS, EXCHANGE})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.view: CaseView | None = None
        self._case: CaseId | None = None
        self._consented = False
        ui = context.ui
        self.page = ScrollPage(ui, self.title())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.cards: list[NeedCard] = []
        self.banners: list[ConflictBanner] = []
        self._banners = Box(ui.theme.px(SPACE_12))
        self._main = Box(ui.theme.px(SPACE_12))
        self._history = Box(0)
        self.side = DeskSide(self, self._history)
        self.page.body.addWidget(self._banners)
        self.columns = Columns(ui, self._main, self.side, side_width=_SIDE)
        self.page.body.addWidget(self.columns, 1)
        self.acts = CaseActs(self)
        self.page.set_actions(self.acts.buttons)

    def title(self) -> str:
        """Name of the page: the file's code."""
        _ = self.context.ui.gettext
        if self.view is None:
            return _("File")
        return _("File {code}").format(code=dashed(self.view.case.code, isolated=True))

    def show_with(self, **arguments: Any) -> None:
        """Show the file `case`; `panel` asks for a form: "consent" or "need"."""
        case = CaseId(arguments["case"])
        if case != self._case:
            self.side.leave()
        self._case = case
        if not self._read():
            return
        note_shown(self, CASE_PAGE, case)
        self.side.continue_draft()
        if arguments.get("panel") == "consent" and not self._consented:
            self.side.open("consent")
        elif arguments.get("panel") == "need" and self.may(Act.EDIT_CASE):
            self.side.open("need")
        elif arguments.get("panel") == "erase" and self.may(Act.ERASE, open_file=False):
            self.side.open("erase")

    def refresh(self) -> None:
        """Read again; a form that is being filled stays."""
        self._read()

    def keep_draft(self) -> None:
        """Keep what stands in a form, before this returns."""
        self.side.keep_now()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """Buttons that wait while something is saved."""
        banners = [button for banner in self.banners for button in banner.buttons]
        return (*self.side.buttons, *banners)

    def may(self, act: Act, *, open_file: bool = True) -> bool:
        """Whether the person may do it in this file as it stands."""
        actor, view = self.context.desk.actor, self.view
        return view is not None and actor.may(act) and (view.case.is_open or not open_file)

    def refer(self) -> None:
        """Go and send a need of this file."""
        if self._case is not None and self.may(Act.SEND_REFERRAL):
            self.context.go("send", case=self._case)

    def add_member(self) -> None:
        """Open a file in the household of this one."""
        if self._case is not None and self.may(Act.EDIT_CASE):
            self.context.go("intake", beside=self._case)

    def copy_code(self) -> None:
        """Put the code on the clipboard."""
        if self.view is None:
            return
        app, ui = QApplication.instance(), self.context.ui
        assert isinstance(app, QApplication)  # noqa: S101
        app.clipboard().setText(str(CaseCode(self.view.case.code)))
        ui.notices.info(ui.gettext("The code is on the clipboard."))

    def print_card(self) -> None:
        """Go and print the card of this file."""
        self.context.go("card", case=self._case)

    def print_slip(self) -> None:
        """Go and print a slip of what was sent from this file."""
        self.context.go("slip", case=self._case)

    def see_referral(self, referral: bytes) -> None:
        """Go to the page of a referral."""
        self.context.go("referral", referral=ReferralId(referral))

    def leave_erased(self) -> None:
        """The file is erased: nothing of it stays on the page."""
        self.side.drop()
        self._case = self.view = None
        ui = self.context.ui
        ui.notices.success(ui.gettext("The file is erased."))
        self.context.go("cases")

    def _read(self) -> bool:
        if self._case is None:
            return False
        try:
            self.view = case_view(self.context.desk, self._case)
        except ReferralAppError as error:
            self._case = None
            self.say_error(error)
            self.context.go("back")
            return False
        self._fill(self.view)
        return True

    def _fill(self, view: CaseView) -> None:
        names = Names(self.context.ui, self.context.desk)
        told = CasePresenter(names, self.context.desk.actor, view)
        self.page.set_title(self.title())
        self._consented = told.consent_mark().kind is Kind.OK
        self.page.set_marks([Pill(self.context.ui, *mark) for mark in told.marks()])
        self.acts.follow(view)
        had_focus = self._holds_focus()
        self._fill_banners(names, view)
        self._fill_main(told)
        self._history.clear()
        history = TimelineCard(names, view, may_hide=self.may(Act.EDIT_CASE, open_file=False))
        history.hiding_wanted.connect(self._hide_note)
        self._history.column.addWidget(history)
        self.history = history
        if had_focus:
            self._take_focus()

    def _take_focus(self) -> None:
        if self.cards:
            self.cards[0].take_focus()
        else:
            self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_banners(self, names: Names, view: CaseView) -> None:
        self._banners.clear()
        may = self.may(Act.EDIT_CASE, open_file=False)
        self.banners = [
            ConflictBanner(names, view, conflict, self._words(names, conflict), may=may)
            for conflict in conflicts_to_show(view)
        ]
        for banner in self.banners:
            banner.chosen.connect(self._settle)
            self._banners.column.addWidget(banner)
        self._banners.setVisible(bool(self.banners))

    def _words(self, names: Names, conflict: Conflict) -> Callable[[Value], str]:
        """How the values of a conflict are worded."""
        if conflict.field == HOUSEHOLD:
            desk, case = self.context.desk, CaseId(conflict.record)
            return lambda value: household_words(names, named_by(desk, value, case))
        return lambda value: field_words(names, conflict.field, value)

    def _fill_main(self, told: CasePresenter) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        self._main.clear()
        column = self._main.column
        column.addWidget(self._needs_head())
        self.cards = [NeedCard(ui, card) for card in told.cards()]
        for card in self.cards:
            card.acted.connect(lambda act, key, card=card: self._act(card, act, key))
            column.addWidget(card)
        if not self.cards:
            column.addWidget(self._no_needs())
        column.addSpacing(ui.theme.px(SPACE_16) - ui.theme.px(SPACE_12))
        self.person = PersonCard(ui, told.person(), may_edit=self.may(Act.EDIT_CASE))
        self.person.edit_wanted.connect(lambda: self.side.open("person"))
        self.consents = ConsentsCard(ui, told.consents())
        self.consents.ending_wanted.connect(
            lambda consent: self.side.open("end_consent", ConsentId(consent).hex())
        )
        column.addWidget(self.person)
        column.addWidget(self._household(told))
        column.addWidget(self.consents)
        column.addStretch(1)

    def _household(self, told: CasePresenter) -> HouseholdCard:
        view, edits = told.view, self.may(Act.EDIT_CASE)
        self.household = HouseholdCard(
            told.names,
            view.household,
            may_edit=edits,
            may_cover=edits and coverable(self, view) is not None,
        )
        self.household.file_wanted.connect(lambda case: self.context.go("case", case=CaseId(case)))
        self.household.member_wanted.connect(self.add_member)
        self.household.act_wanted.connect(self.side.open)
        return self.household

    def _needs_head(self) -> QWidget:
        ui, _ = self.context.ui, self.context.ui.gettext
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(SectionTitle(ui, _("Needs and referrals")), 1)
        if self.may(Act.EDIT_CASE):
            add = QuietButton(ui, _("Add a need"), "plus")
            add.setToolTip(isolate(shown_keys(ui, NEED_KEY)))
            add.clicked.connect(lambda: self.side.open("need"))
            line.addWidget(add)
        return head

    def _no_needs(self) -> Card:
        ui, _ = self.context.ui, self.context.ui.gettext
        card = Card(ui)
        may = self.may(Act.EDIT_CASE)
        words = _("No need is recorded yet.")
        state = EmptyState(
            ui, "hand-heart", words, _("Add a need") if may else "", lambda: self.side.open("need")
        )
        card.body.addWidget(state)
        return card

    def _act(self, card: NeedCard, act: str, key: str) -> None:
        if act == EDIT:
            self.side.open("edit_need", key)
        elif act == AGAIN:
            self.context.go("send", again=ReferralId(bytes.fromhex(key)))
        elif act == REFER:
            need = bytes.fromhex(need_of(card.card, act, key))
            self.context.go("send", case=self._case, need=need)
        else:
            self.see_referral(bytes.fromhex(key))

    def _hide_note(self, note: WriteId) -> None:
        self.side.open("hide", f"{note.commit.hex()}/{note.place}")

    def _settle(self, conflict: Conflict, chosen: Option) -> None:
        if self.view is None:
            return
        work = settling(self.context.desk, self.view, conflict, chosen)
        ui = self.context.ui
        said = ui.gettext("Settled. Both values stay in what happened.")

        def then(_none: None) -> None:
            ui.notices.success(said)

        self.run(work, then, changed=(CASES,))

    def _holds_focus(self) -> bool:
        here: QWidget | None = self.focusWidget()
        if here is None or self.side.holds(here):
            return False
        parts = (self._main, self._history, self._banners)
        return any(part.isAncestorOf(here) for part in parts)
