"""To whom a consent lets something be passed on, in words."""

from __future__ import annotations

from collections.abc import Sequence

from referral_app.domain.consent import ANY_CENTRE
from referral_app.domain.identifiers import CentreId
from ui.parts.names import Names


def recipient_words(names: Names, recipients: Sequence[object]) -> str:
    """The centres by name; `recipients` are hex ids or ANY_CENTRE, all else is left out."""
    if ANY_CENTRE in recipients:
        return names.ui.gettext("All centres of the commune")
    centres = [CentreId(bytes.fromhex(text)) for text in recipients if isinstance(text, str)]
    return names.ui.language.format_list([names.centre(centre) for centre in centres])
