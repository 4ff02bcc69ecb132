"""The card of the folder or stick: where, how far, and what the last exchange did."""

from __future__ import annotations

from PySide6.QtCore import Signal

from referral_app.language import isolate_text
from ui.context import Ui
from ui.exchange.round_card import RoundCard
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import Label


class FolderCard(RoundCard):
    """Shows and asks; the page does the work."""

    choosing = Signal()

    def __init__(self, ui: Ui) -> None:
        _ = ui.gettext
        super().__init__(ui, _("By folder or stick"))
        self.place = Label(ui, "", wrap=True)
        self.waiting = Label(ui, "", color="muted", wrap=True)
        self.choose = SecondaryButton(ui, "", "folder")
        self.choose.clicked.connect(self.choosing)
        self.acts.addWidget(self.choose)
        for widget in (self.place, self.waiting):
            self.body.addWidget(widget)
        self.body.addWidget(self.buttons)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.report)

    def stand_second(self, *, second: bool) -> None:
        """One button of a page is the first: that of the hub, where there is one."""
        _ = self._ui.gettext
        self.exchange.wear = (SecondaryButton if second else PrimaryButton).wear
        self.exchange.set_text(_("Exchange over folder or stick") if second else _("Exchange now"))
        self.exchange.update()

    def show_place(self, folder: str) -> None:
        """Say which folder it is; empty for none yet."""
        _ = self._ui.gettext
        if folder:
            self.place.setText(_("Folder: {folder}").format(folder=isolate_text(folder)))
            self.choose.set_text(_("Another folder…"))
        else:
            words = _("No folder chosen yet: insert the stick, or choose the shared folder.")
            self.place.setText(words)
            self.choose.set_text(_("Choose the folder…"))

    def show_waiting(self, count: int) -> None:
        """Say how much has not left yet."""
        if count:
            text = self._ui.ngettext(
                "{count} message waits to leave.", "{count} messages wait to leave.", count
            )
            self.waiting.setText(text.format(count=count))
        else:
            words = self._ui.gettext("Everything written here has been laid into an envelope.")
            self.waiting.setText(words)
