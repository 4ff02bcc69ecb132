"""Case codes as people read them."""

from __future__ import annotations

from referral_app.domain.case_code import CaseCode
from referral_app.errors import InvalidInputError
from referral_app.language import isolate


def dashed(digits: str, *, isolated: bool = False) -> str:
    """A stored code with its dashes; one that another program wrote wrongly stays as it is."""
    try:
        text = str(CaseCode(digits))
    except InvalidInputError:
        text = digits
    return isolate(text) if isolated and text else text
