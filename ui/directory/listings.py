"""Who lists a service, when each last checked it, and what they say differently."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from referral_app.domain.directory import Service
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import ServiceId
from referral_app.domain.shared_directory import Difference, Listing
from referral_app.language import isolate_text
from ui.parts.names import Names
from ui.parts.section import NoticeLine
from ui.parts.service_words import checked_words
from ui.tokens import SPACE_8, Text
from ui.widgets.buttons import SmallButton
from ui.widgets.card import Card
from ui.widgets.labels import Label


class ListingsCard(Card):
    """One line a centre, then each difference with a button a value."""

    settled = Signal(str, object)
    """The field, and the ServiceId of the listing whose value is to stand."""

    def __init__(
        self, names: Names, listing: Listing, open_ones: Sequence[Difference], *, manages: bool
    ) -> None:
        ui, _ = names.ui, names.ui.gettext
        super().__init__(ui, _("Listed by"))
        self._names, self._listing = names, listing
        self._manages = manages and listing.shown.source is None
        self.buttons: list[SmallButton] = []
        for service in listing.listed:
            words = _("{centre} · {checked}").format(
                centre=isolate_text(source_name(names, service)),
                checked=checked_words(names, service),
            )
            self.body.addWidget(Label(ui, words, wrap=True))
        if open_ones and not self._manages:
            words = _("They say different things; the first line’s is shown.")
            if manages:
                words += " " + _("Take it into your own directory to choose.")
            self.body.addWidget(NoticeLine(ui, "triangle-alert", words, "soon", "soon_ground"))
        for difference in open_ones:
            self._add(difference)

    def _add(self, difference: Difference) -> None:
        ui, _ = self._names.ui, self._names.ui.gettext
        self.body.addWidget(Label(ui, field_name(self._names, difference.field), Text.BASE_BOLD))
        by_id = {service.id: service for service in self._listing.listed}
        for which, value in difference.values:
            line = QHBoxLayout()
            line.setSpacing(ui.theme.px(SPACE_8))
            words = _("{value} ({centre})").format(
                value=value_words(self._names, difference.field, value),
                centre=isolate_text(source_name(self._names, by_id[which])),
            )
            line.addWidget(Label(ui, words, wrap=True), 1)
            if self._manages:
                button = SmallButton(ui, _("Keep this one"))
                button.clicked.connect(self._keeper(difference.field, which))
                self.buttons.append(button)
                line.addWidget(button)
            self.body.addLayout(line)

    def _keeper(self, field: str, which: ServiceId) -> object:
        return lambda _on=False: self.settled.emit(field, which)


def source_name(names: Names, service: Service) -> str:
    """Whose listing it is."""
    if service.source is None:
        return names.ui.gettext("Our centre")
    return names.centre(service.source)


def field_name(names: Names, field: str) -> str:
    """What a field of a service is called."""
    _ = names.ui.gettext
    return {
        "name_fr": _("Name in French"),
        "name_ar": _("Name in Arabic"),
        "kind": _("Kind of service"),
        "categories": _("What for"),
        "district": _("District"),
        "address": _("Address"),
        "phone": _("Public telephone"),
        "hours": _("Opening hours"),
        "documents": _("What to bring"),
        "suspended": _("State"),
    }[field]


def value_words(names: Names, field: str, value: Value) -> str:
    """What stands in a field, in words."""
    if field == "categories" and isinstance(value, tuple):
        return names.ui.language.format_list([names.category(str(code)) for code in value])
    text = value if isinstance(value, str) else ""
    if field in ("kind", "district"):
        return names.label({"kind": "service_kinds", "district": "districts"}[field], text)
    if field == "suspended":
        _ = names.ui.gettext
        if not text:
            return _("Open")
        return _("Nobody is sent there: {reason}").format(reason=isolate_text(text))
    return isolate_text(text)
