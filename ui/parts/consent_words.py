"""To whom a consent lets something be passed on, in words."""

from __future__ import annotations

from collections.abc import Sequence

from referral_app.domain.consent import ANY_CENTRE
from referral_app.domain.identifiers import CentreId
from ui.parts.names import Names


def recipient_words(names: Names, recipients: Sequence[object]) -> str:
    """Centres and outside services by name; what is neither a hex id nor ANY_CENTRE is left out."""
    named = [text for text in recipients if isinstance(text, str) and text != ANY_CENTRE]
    doors = [CentreId(bytes.fromhex(text)) for text in named]
    words = [names.ui.gettext("All centres of the commune")] if ANY_CENTRE in recipients else []
    # Who may be any centre needs no list of them; an outside service is always named.
    doors = [door for door in doors if not words or names.service(door) is not None]
    return names.ui.language.format_list(words + [names.centre(door) for door in doors])
