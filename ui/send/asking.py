"""Asking for a consent in the middle of a sending, without leaving what is typed."""

from __future__ import annotations

import json
from collections.abc import Collection

from PySide6.QtCore import QObject, Qt, Signal

from referral_app.domain.case import Case
from referral_app.domain.identifiers import CentreId
from ui.consent import ConsentPanel, ConsentState
from ui.screen import Screen
from ui.send.form import SendForm


class ConsentAsking(QObject):
    """Opens a panel in the form and takes it away again."""

    changed = Signal()
    """A panel was opened or taken away."""
    typed = Signal()
    recorded = Signal()

    def __init__(self, screen: Screen, form: SendForm) -> None:
        super().__init__(screen)
        self._screen, self._form = screen, form
        self.panel: ConsentPanel | None = None

    def open(self, case: Case, recipient: CentreId, fields: Collection[str]) -> None:
        """Ask whether `fields` may go to `recipient`."""
        if self.panel is not None:
            return
        self.panel = ConsentPanel(self._screen, case, (recipient.hex(),))
        self.panel.ask_for((recipient.hex(),), fields)
        self.panel.saved.connect(self._on_saved)
        self.panel.cancelled.connect(self.close)
        self.panel.changed.connect(self.typed)
        self._form.show_panel(self.panel)
        self.changed.emit()
        self.panel.form.read.setFocus(Qt.FocusReason.OtherFocusReason)

    def dump(self) -> str:
        """What stands in the panel, as JSON; "" while there is none."""
        return json.dumps(self.panel.form.state().dump()) if self.panel else ""

    def restore(self, case: Case, recipient: CentreId, data: str) -> None:
        """Go on with what `dump` gave."""
        try:
            state = json.loads(data)
        except json.JSONDecodeError:
            return
        self.open(case, recipient, ())
        if self.panel is not None and isinstance(state, dict):
            self.panel.form.set_state(ConsentState.load(state))

    def close(self) -> None:
        """Take the panel away."""
        if self.panel is not None:
            self._form.drop_panel()
            self.panel = None
            self.changed.emit()

    def _on_saved(self) -> None:
        self.close()
        self.recorded.emit()
