"""The request as its recipient will read it, by the same code that shows it there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.identifiers import CentreId
from referral_app.language import isolate_text
from ui.parts.code_words import dashed
from ui.parts.names import Names
from ui.parts.request_card import RequestCard
from ui.send.presenter import Preview
from ui.tokens import SPACE_4, SPACE_8, Text
from ui.widgets.labels import Label, SectionTitle


class Paper(QWidget):
    """Title, from whom about which file, and the request."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._ui = names.ui
        px = self._ui.theme.px
        self.title = SectionTitle(self._ui, "")
        self._head = Label(self._ui, "", Text.SMALL, "muted", wrap=True)
        self._card: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, px(SPACE_4), 0, 0)
        self._column.setSpacing(px(SPACE_8))
        self._column.addWidget(self.title)
        self._column.addWidget(self._head)
        self._also = Label(self._ui, "", wrap=True)
        self._column.addWidget(self._also)
        self._column.addStretch(1)
        self.clear()

    def clear(self) -> None:
        """No recipient yet, so nobody reads anything."""
        _ = self._ui.gettext
        self.title.setText(_("What the recipient will read"))
        self._head.setText(_("Choose a recipient: what they read stands here."))
        self._replace(None)
        self.show_also(())

    def show_also(self, needs: Sequence[str]) -> None:
        """What stands on the same slip."""
        words = self._ui.gettext("On the same slip: {needs}")
        self._also.setText(words.format(needs=self._ui.language.format_list(list(needs))))
        self._also.setVisible(bool(needs))

    def show_preview(self, names: Names, preview: Preview, recipient: CentreId) -> None:
        """Show what would leave now."""
        _ = self._ui.gettext
        centre = isolate_text(names.centre(recipient))
        self.title.setText(_("What {centre} will read").format(centre=centre))
        code = dashed(preview.request.case_code, isolated=True)
        own = isolate_text(names.centre(names.own))
        self._head.setText(_("File {code}, from {centre}").format(code=code, centre=own))
        self._replace(RequestCard(names, preview.request))

    def _replace(self, card: QWidget | None) -> None:
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
        self._card = card
        if card is not None:
            self._column.insertWidget(2, card)
            card.show()
