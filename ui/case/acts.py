"""What may be done to a file: buttons at the top, a menu for what is rare, keys for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from referral_app.domain.staff import Act
from referral_app.language import isolate
from referral_app.services.views import CaseView
from ui.case.household_card import MEMBER_KEY
from ui.parts.keys import shown_keys
from ui.widgets.buttons import Button, IconButton, PrimaryButton, SecondaryButton

if TYPE_CHECKING:
    from ui.case.view import CaseScreen

NEED_KEY: Final = "Ctrl+B"


class CaseActs:
    """The acts of a `CaseScreen`; `follow` shows those that the file and the role allow."""

    def __init__(self, screen: CaseScreen) -> None:
        self._screen = screen
        ui, _ = screen.context.ui, screen.context.ui.gettext
        side = self._opening
        self.note = SecondaryButton(ui, _("Note"))
        self.consent = SecondaryButton(ui, _("Consent"))
        self.reopen = SecondaryButton(ui, _("Reopen the file"))
        self.refer = PrimaryButton(ui, _("Refer"), "send")
        self.more = IconButton(ui, "ellipsis", _("More"))
        self.more.clicked.connect(self._open_menu)
        self._bind(self.note, "Ctrl+M", side("note"))
        self._bind(self.consent, "Ctrl+J", side("consent"))
        self._bind(self.refer, "Ctrl+R", screen.refer)
        self.reopen.clicked.connect(side("reopen"))
        ui.actions.add(screen, NEED_KEY, _("Add a need"), side("need"), _("In a file"))
        ui.actions.add(screen, MEMBER_KEY, _("Add a member"), screen.add_member, _("In a file"))
        self.menu = QMenu(self.more)
        self.person = self._entry(_("Correct what is known of the person"), side("person"), "F2")
        self.end_consent = self._entry(_("Withdraw the consent…"), self._end_consent)
        self.copy = self._entry(_("Copy the code"), screen.copy_code)
        self.card = self._entry(_("Print the card"), screen.print_card)
        self.slip = self._entry(_("Print a slip"), screen.print_slip, "Ctrl+P")
        self.close = self._entry(_("Close the file…"), side("close"))
        self.hold = self._entry(_("Keep past the term…"), side("hold"))
        self.erase = self._entry(_("Erase the file…"), side("erase"), "Ctrl+Shift+Del")

    @property
    def buttons(self) -> list[QWidget]:
        """The buttons of the header, the main one last."""
        return [self.more, self.note, self.consent, self.reopen, self.refer]

    def follow(self, view: CaseView) -> None:
        """Show what may be done to the file as it stands."""
        may = self._screen.may
        edits, closes = may(Act.EDIT_CASE), may(Act.CLOSE_CASE, open_file=False)
        open_needs = any(need.is_open for need in view.needs)
        self.note.setVisible(may(Act.EDIT_CASE, open_file=False))
        self.consent.setVisible(edits)
        self.reopen.setVisible(closes and not view.case.is_open)
        self.refer.setVisible(may(Act.SEND_REFERRAL) and open_needs)
        self.person.setVisible(edits)
        self.end_consent.setVisible(edits and self._ending() is not None)
        self.close.setVisible(closes and view.case.is_open)
        self.hold.setVisible(may(Act.ERASE, open_file=False))
        self.erase.setVisible(may(Act.ERASE, open_file=False))
        self.card.setVisible(may(Act.PRINT_CARDS, open_file=False))
        self.slip.setVisible(any(found.request is not None for found, _way in view.referrals))

    def _bind(self, button: Button, keys: str, run: Callable[[], object]) -> None:
        """Let a key do what the button does, as long as the button is there."""
        ui = self._screen.context.ui
        button.clicked.connect(run)
        button.setToolTip(isolate(shown_keys(ui, keys)))

        def by_key() -> None:
            if not button.isHidden() and button.isEnabled():
                run()

        ui.actions.add(self._screen, keys, button.text(), by_key, ui.gettext("In a file"))

    def _opening(self, kind: str) -> Callable[[], object]:
        return lambda: self._screen.side.open(kind)

    def _entry(self, text: str, run: Callable[[], object], keys: str = "") -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(run)
        if keys:
            ui = self._screen.context.ui

            def by_key() -> None:
                if action.isVisible():
                    run()

            ui.actions.add(self._screen, keys, text, by_key, ui.gettext("In a file"))
        return action

    def _open_menu(self) -> None:
        below = QPoint(0, self.more.height())
        if self._screen.context.ui.language.right_to_left:
            below = QPoint(self.more.width() - self.menu.sizeHint().width(), self.more.height())
        self.menu.popup(self.more.mapToGlobal(below))

    def _end_consent(self) -> None:
        consent = self._ending()
        if consent is not None:
            self._screen.side.open("end_consent", consent)

    def _ending(self) -> str | None:
        """The newest consent that nobody has withdrawn, as hex."""
        view = self._screen.view
        consents = view.consents if view else ()
        return next((c.id.hex() for c in consents if c.ended_at is None), None)
