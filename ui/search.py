"""The search box: what is found opens at once; several are shown as a list."""

from __future__ import annotations

from typing import Final

from referral_app.domain.case_code import CaseCode
from referral_app.domain.coupon import CouponNumber
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, ReferralAppError
from referral_app.sentences import sentence
from referral_app.services.desk import Desk
from referral_app.services.finding import Found, find
from ui.context import Ui
from ui.screen import Go

_MISTYPED: Final = ("code.check_digits", "code.first_digit", "code.too_short", "code.too_long")
_DIGITS_OF_A_CODE: Final = range(8, 13)
"""So many digits were meant as a code; fewer may be the beginning of one."""


def open_found(ui: Ui, desk: Desk, go: Go, text: str) -> bool:
    """Open the one file or referral that matches `text`; else list them, or say that none does.

    Returns whether it led to a page.
    """
    typed = text.strip()
    if not typed:
        return False
    if _is_coupon(typed) and desk.actor.may(Act.ANSWER_REFERRAL):
        go("coupon", code=typed)
        return True
    try:
        found = find(desk, typed)
    except ReferralAppError as error:
        ui.notices.warning(sentence(ui.language, error))
        return False
    if _open_one(found, go) or _list(found, go, typed):
        return True
    ui.notices.warning(_nothing(ui, typed))
    return False


def _is_coupon(typed: str) -> bool:
    """Whether the number of a return coupon was typed or scanned."""
    try:
        CouponNumber.parse(typed)
    except InvalidInputError:
        return False
    return True


def _open_one(found: Found, go: Go) -> bool:
    """Open what is alone. A file of ours goes before the referrals sent from it."""
    ours = {case.id for case in found.cases}
    others = [referral for referral in found.referrals if referral.case not in ours]
    if len(found.cases) == 1 and not others:
        go("case", case=found.cases[0].id)
        return True
    if not found.cases and len(others) == 1:
        go("referral", referral=others[0].id)
        return True
    return False


def _list(found: Found, go: Go, text: str) -> bool:
    """List the files that match, or else the referrals; False where there are none."""
    if found.cases:
        go("cases", text=text)
    elif found.referrals:
        box = "received" if found.referrals[0].incoming else "sent"
        go("referrals", box=box, all=True, text=text)
    return bool(found.cases or found.referrals)


def _nothing(ui: Ui, typed: str) -> str:
    """Why nothing was found: a code that cannot be one says what is wrong with it."""
    _ = ui.gettext
    try:
        code = CaseCode.parse(typed)
    except InvalidInputError as error:
        digits = sum(char.isdecimal() for char in typed)
        if error.key in _MISTYPED and digits in _DIGITS_OF_A_CODE:
            return sentence(ui.language, error)
        return _(
            "Nothing found for “{text}”. Look for a code, or for a word of a note or need."
        ).format(text=typed)
    return _("No file and no referral here bears the code {code}.").format(code=str(code))
