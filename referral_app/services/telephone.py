"""Finding what an answer is about: by the code of the file, or by the number of the coupon."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.case_code import CaseCode, digits_of
from referral_app.domain.coupon import CouponNumber
from referral_app.domain.directory import Service
from referral_app.domain.identifiers import Moment, ReferralId, ServiceId
from referral_app.domain.referral import FINAL, FINAL_REPORTS, Referral, Side, Status
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError
from referral_app.services.desk import Desk
from referral_app.services.locked import readable
from referral_app.services.outside import outside_referral
from referral_app.services.ports import Reader, ReferralPage
from referral_app.services.referral_writing import moves_of

_CODE_DIGITS = 10
_ALWAYS = Moment(2**53)


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """A referral to an outside service; `answers` are the statuses that can be written down now.

    `service` is None while the directory has not arrived here. `confirms`: it has its outcome, and
    a further word adds to how well that is known.
    """

    referral: Referral
    service: Service | None
    answers: frozenset[Status]

    @property
    def confirms(self) -> bool:
        """Whether a further word is noted beside the outcome."""
        return self.referral.status in FINAL_REPORTS


@dataclass(frozen=True, slots=True)
class Asked:
    """What a code or a coupon number leads to, open referrals first, the newest first.

    `code` is ten digits.
    """

    code: str
    lines: tuple[OutsideLine, ...]


def asked_outside(desk: Desk, typed: str) -> Asked:
    """Return the referrals to outside services that a code or a coupon number names.

    A code names the open ones of its file, or where there are none those that have an outcome; a
    coupon's number names its own referral. Raises NotPermittedError, InvalidInputError at "code".
    """
    desk.require(Act.READ_CASES)
    reader = desk.store.reader
    code, coupon = _read(typed)
    found = [
        referral
        for referral in reader.referrals_with_code(code)
        if referral.service is not None and referral.sender == desk.centre
    ]
    if coupon is not None:
        found = [referral for referral in found if coupon.is_of(referral.id)]
        if not found:
            raise InvalidInputError("outside.no_such_coupon", "code")
    if not found:
        raise InvalidInputError("outside.none_with_code", "code")
    lines = [_line(desk, reader, referral) for referral in reversed(found)]
    running = [line for line in lines if line.referral.status not in FINAL]
    if coupon is not None:
        return Asked(code, tuple(sorted(lines, key=lambda line: line not in running)))
    ended = [line for line in lines if line.confirms or line.answers]
    if not (running or ended):
        raise InvalidInputError("outside.none_open", "code")
    return Asked(code, tuple(running or ended))


def awaited_outside(desk: Desk, most: int) -> ReferralPage:
    """Return referrals to outside services that wait for a word, what is due first on top.

    At most `most`, emergencies before others where there are more; `total` counts all of them.
    Raises NotPermittedError.
    """
    desk.require(Act.READ_CASES)
    page = desk.store.reader.calls_due(_ALWAYS, most)
    rows = sorted(page.rows, key=lambda row: (row.due or _ALWAYS, row.id))
    return ReferralPage(tuple(rows), page.total)


def line_of(desk: Desk, referral: ReferralId) -> OutsideLine:
    """Return the line of one referral; raises NotPermittedError, RefusedError."""
    desk.require(Act.READ_CASES)
    reader = desk.store.reader
    return _line(desk, reader, outside_referral(desk, reader, referral))


def _line(desk: Desk, reader: Reader, referral: Referral) -> OutsideLine:
    service = reader.service(ServiceId(referral.recipient))
    answers = moves_of(referral, Side.RECIPIENT) if referral.request else frozenset[Status]()
    return OutsideLine(readable(desk, referral), service, answers)


def _read(typed: str) -> tuple[str, CouponNumber | None]:
    """The code of a file, and the coupon where one was typed; raises InvalidInputError."""
    if len(digits_of(typed)) <= _CODE_DIGITS:
        return CaseCode.parse(typed).digits, None
    try:
        coupon = CouponNumber.parse(typed)
    except InvalidInputError as error:
        raise InvalidInputError(error.key, "code", **error.values) from None
    return coupon.code, coupon
