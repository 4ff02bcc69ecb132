"""An answer that is not sent yet, as a draft keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from ui.answering.fields import Kept

FORM: Final = "referral"
"""Name of answers among the drafts, and of the page that shows them; the subject is the id."""
Forms = dict[str, Kept]
"""What stands in the forms, by act."""


def dump(forms: Mapping[str, Kept], open_act: str) -> str:
    """The typing as text."""
    return json.dumps({"forms": forms, "open": open_act})


def load(data: str) -> tuple[Forms, str]:
    """What a draft holds; of one that another program wrote otherwise, what can be read."""
    try:
        found: Any = json.loads(data)
    except ValueError:
        return {}, ""
    match found:
        case {"forms": dict(forms), "open": str(open_act)}:
            return {key: _texts(typed) for key, typed in forms.items()}, open_act
    return {}, ""


def _texts(typed: object) -> Kept:
    found = typed if isinstance(typed, dict) else {}
    return {name: words for name, words in found.items() if isinstance(words, str)}
