"""Keys in words, as they are written on the keyboards of the window's language."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from ui.context import Ui


def shown_keys(ui: Ui, keys: str) -> str:
    """`Ctrl+Return` as a person reads it."""
    _ = ui.gettext
    text = QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText) or keys
    return text.replace("Return", _("Enter")).replace("Shift", _("Shift"))
