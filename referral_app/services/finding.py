"""One search box: a code typed or scanned, else words."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.case_code import CaseCode
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError
from referral_app.services.desk import Desk
from referral_app.services.ports import (
    CaseQuery,
    CaseRow,
    Reader,
    ReferralBox,
    ReferralQuery,
    ReferralRow,
)

_FEW = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What matches, newest act first; `by_code` when the whole code did."""

    cases: tuple[CaseRow, ...]
    referrals: tuple[ReferralRow, ...]
    by_code: bool = False


def find(desk: Desk, text: str) -> Found:
    """Look for a code first, in any digits, with or without dashes; else for words.

    At most 50 of each box. Raises NotPermittedError.
    """
    desk.require(Act.READ_CASES)
    typed = text.strip()
    if not typed:
        return Found((), ())
    code = _code(typed)
    exact = _with_text(desk.store.reader, code) if code else Found((), ())
    cases = tuple(row for row in exact.cases if row.code == code)
    referrals = tuple(row for row in exact.referrals if row.case_code == code)
    if cases or referrals:
        return Found(cases, referrals, by_code=True)
    return _with_text(desk.store.reader, typed)


def _code(typed: str) -> str | None:
    try:
        return CaseCode.parse(typed).digits
    except InvalidInputError:
        return None  # words, or part of a code: searched as text


def _with_text(reader: Reader, text: str) -> Found:
    cases = reader.case_page(CaseQuery(text=text, open=None, limit=_FEW)).rows
    boxes = (ReferralBox.RECEIVED, ReferralBox.SENT)
    referrals = [
        row
        for box in boxes
        for row in reader.referral_page(ReferralQuery(box, text=text, limit=_FEW)).rows
    ]
    return Found(cases, tuple(sorted(referrals, key=lambda r: (r.last_at, r.id), reverse=True)))
