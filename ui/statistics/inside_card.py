"""What is counted of a month beside the indicators, for inside alone."""

from __future__ import annotations

from referral_app.domain.vocabulary import Vocabularies
from referral_app.language import isolate
from ui.context import Ui
from ui.statistics.presenter import Beside
from ui.widgets.card import Card
from ui.widgets.labels import Label

_MOST = 5
"""Categories of information that are named; the rest is in the number."""


class InsideCard(Card):
    """Dangers with their countersignatures, and information given to people who left again."""

    def __init__(self, ui: Ui, vocabularies: Vocabularies) -> None:
        super().__init__(ui, ui.gettext("Counted for inside alone"))
        self._ui, self._vocabularies = ui, vocabularies
        self.dangers = Label(ui, "", wrap=True)
        self.information = Label(ui, "", wrap=True)
        for line in (self.dangers, self.information):
            self.body.addWidget(line)

    def show_counts(self, beside: Beside) -> None:
        """Say the counts of a month."""
        self.dangers.setText(self._dangers(beside))
        self.information.setText(self._information(beside))

    def _dangers(self, beside: Beside) -> str:
        ui, _ = self._ui, self._ui.gettext
        found, number = beside.dangers, self._ui.language.format_number
        sent = ui.ngettext(
            "{count} referral left because of a danger.",
            "{count} referrals left because of a danger.",
            found.sent,
        ).format(count=number(found.sent))
        if not found.sent:
            return sent
        signed = _("Countersigned in time: {in_time}; late: {late}; not yet: {none}.")
        told = signed.format(
            in_time=number(found.in_time), late=number(found.late), none=number(found.none)
        )
        return f"{sent} {told}"

    def _information(self, beside: Beside) -> str:
        ui, number = self._ui, self._ui.language.format_number
        given: dict[str, int] = {}
        for one in beside.information:
            given[one.category] = given.get(one.category, 0) + one.count
        total = sum(given.values())
        words = ui.ngettext(
            "Information was given {count} time.", "Information was given {count} times.", total
        ).format(count=number(total))
        most = sorted(given.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
        labels = self._vocabularies.service_categories
        named = [
            f"{labels.label(code, ui.language.code)} {isolate(number(count))}"
            for code, count in most
        ]
        return " ".join([words, " · ".join(named)]) if named else words
