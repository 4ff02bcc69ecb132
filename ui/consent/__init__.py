"""Consent as screens ask for it: the words to read, the form, the panel that records one."""

from ui.consent.form import ConsentForm
from ui.consent.panel import ConsentPanel
from ui.consent.reading import ConsentReading, reading_text
from ui.consent.state import NO_CONSENT, ConsentState, preset

__all__ = [
    "NO_CONSENT",
    "ConsentForm",
    "ConsentPanel",
    "ConsentReading",
    "ConsentState",
    "preset",
    "reading_text",
]
