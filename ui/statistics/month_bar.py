"""Which month is shown, and in which reading."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from referral_app.domain.month import Month
from referral_app.exports.figures import month_words
from ui.context import Ui
from ui.tokens import SPACE_8, SPACE_16, Text
from ui.widgets.buttons import IconButton
from ui.widgets.choice import Choice
from ui.widgets.labels import Label
from ui.widgets.option_fields import SegmentedField

EXACT, PUBLISHED, COMMUNE = "exact", "published", "commune"


class MonthBar(QWidget):
    """Back, the month, on; beside it the reading: exact, published once frozen, the commune."""

    moved = Signal(object)
    """The month that is wanted."""
    switched = Signal()

    def __init__(self, ui: Ui, latest: Month, *, alone: bool) -> None:
        """`alone` says that no other centre is known."""
        super().__init__()
        _ = ui.gettext
        self._alone = alone
        self._ui, self._latest, self.month = ui, latest, latest
        self.earlier = IconButton(ui, "chevron-left", _("The month before"))
        self.later = IconButton(ui, "chevron-right", _("The month after"))
        self.name = Label(ui, "", Text.NAME)
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name.setMinimumWidth(ui.theme.px(180))
        self.reading = SegmentedField(
            ui,
            [
                Choice(EXACT, _("Exact")),
                Choice(PUBLISHED, _("Published")),
                Choice(COMMUNE, _("The commune")),
            ],
        )
        self.reading.setAccessibleName(_("Which figures"))
        self.reading.set_value(EXACT)
        self.reading.changed.connect(self.switched)
        self.earlier.clicked.connect(lambda: self.moved.emit(self.month.before))
        self.later.clicked.connect(lambda: self.moved.emit(self.month.after))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(ui.theme.px(SPACE_8))
        for widget in (self.earlier, self.name, self.later):
            line.addWidget(widget)
        line.addSpacing(ui.theme.px(SPACE_16))
        line.addWidget(self.reading, 1)

    @property
    def exact(self) -> bool:
        """Whether exact figures are wanted."""
        return self.reading.value() != PUBLISHED

    @property
    def commune(self) -> bool:
        """Whether the commune's figures are wanted."""
        return self.reading.value() == COMMUNE

    def show_month(self, month: Month, *, frozen: bool) -> None:
        """Name a month; it can be read as published once it is frozen."""
        self.month = month
        self.name.setText(month_words(self._ui.language, month))
        self.later.setEnabled(month < self._latest)
        if not frozen and self.reading.value() == PUBLISHED:
            self.reading.set_value(EXACT)
        _exact, published, commune = self.reading.buttons
        published.setVisible(frozen)
        commune.setHidden(self._alone)
        self.reading.setVisible(frozen or not self._alone)
