"""What stands in place of the page while there is nothing to send, or nobody to send it to."""

from __future__ import annotations

from ui.context import Ui
from ui.screen import Go
from ui.widgets.card import EmptyState


def no_centre(ui: Ui, go: Go) -> EmptyState:
    """No other centre was ever introduced: the exchange is where one is."""
    _ = ui.gettext
    return EmptyState(
        ui,
        "building",
        _("No other centre and no service is known yet. Invite a centre, or fill the directory."),
        _("Go to the exchange"),
        lambda: go("exchange"),
    )


def no_need(ui: Ui, go: Go) -> EmptyState:
    """Nothing was chosen and nothing was left half done."""
    _ = ui.gettext
    return EmptyState(
        ui,
        "send",
        _("Choose a need in a file: it is referred from there."),
        _("Go to the files"),
        lambda: go("cases"),
    )
