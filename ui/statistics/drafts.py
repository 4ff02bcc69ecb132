"""What is typed beside a month and not used yet, as the text of a draft."""

from __future__ import annotations

import json
from typing import NamedTuple

from referral_app.domain.month import Month
from referral_app.errors import InvalidInputError
from ui.statistics.export_panel import ExportPanel
from ui.statistics.freeze_panel import FreezePanel

FORM = "statistics"
"""The name under which it is kept: that of the page."""
EXPORT, FREEZE = "export", "freeze"


class Typed(NamedTuple):
    """The panel that was open, its month, the words, and what was chosen in an export."""

    panel: str
    month: Month
    words: str
    chosen: tuple[str, ...] = ()


def dump(panel: object) -> str | None:
    """What is typed in a panel; None where there are no words to lose."""
    if isinstance(panel, ExportPanel) and panel.purpose.value():
        return json.dumps([EXPORT, str(panel.month), panel.purpose.value(), list(panel.chosen)])
    if isinstance(panel, FreezePanel) and panel.word.value():
        return json.dumps([FREEZE, str(panel.month), panel.word.value(), []])
    return None


def taken_up(data: str) -> Typed | None:
    """Read what was kept; None for what another version kept in a form of its own."""
    match json.loads(data):
        case [str(panel), str(month), str(words), list(chosen)] if panel in (EXPORT, FREEZE):
            try:
                return Typed(panel, Month.parse(month), words, tuple(str(one) for one in chosen))
            except InvalidInputError:
                return None
    return None
