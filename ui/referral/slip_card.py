"""What else stands on the slip of a referral, each with where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from referral_app.domain.referral import Referral
from ui.parts.names import Names
from ui.parts.status import referral_pill
from ui.widgets.card import Card
from ui.widgets.rows import Row, RowList


class SlipCard(Card):
    """The other referrals of the slip; hidden where there is none."""

    wanted = Signal(bytes)
    """The id of a referral that the person at the desk wants to see."""

    def __init__(self, names: Names, others: Sequence[Referral]) -> None:
        super().__init__(names.ui, names.ui.gettext("On the same slip"))
        self._names = names
        self.rows = RowList(names.ui, [self._row(other) for other in others])
        for signal in (self.rows.acted, self.rows.opened):
            signal.connect(lambda key: self.wanted.emit(bytes.fromhex(key)))
        self.body.addWidget(self.rows)
        self.setVisible(bool(others))

    def _row(self, referral: Referral) -> Row:
        category = referral.request.category if referral.request else ""
        pill = referral_pill(self._names, referral)
        return Row(
            referral.id.hex(),
            self._names.category_icon(category),
            self._names.category(category),
            pill=pill.text,
            kind=pill.kind,
            act=self._names.ui.gettext("See"),
        )
