"""`show`: records of a store as JSON, lists with codes and states only."""

from __future__ import annotations

from collections.abc import Iterator

from referral_app.cli.arguments import ShowAsked
from referral_app.cli.documents import (
    Json,
    case_document,
    case_row,
    document,
    referral_document,
    referral_row,
)
from referral_app.domain.case_code import CaseCode
from referral_app.domain.identifiers import CentreId, ReferralId
from referral_app.domain.staff import Act
from referral_app.errors import RefusedError
from referral_app.services.desk import Desk
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery, ReferralRow
from referral_app.services.readings import CASE_PAGE, REFERRAL_PAGE, note_reading
from referral_app.services.views import case_page, case_view, referral_page, referral_view

_PAGE = 500


def show(desk: Desk, asked: ShowAsked) -> Json:
    """Return the document that was asked for.

    Raises NotPermittedError, InvalidInputError for a code that cannot be one, RefusedError when
    nothing bears it.
    """
    # First of all: whether something exists is case content too.
    desk.require(Act.READ_CASES)
    if asked.what == "cases":
        return _cases(desk)
    if asked.what == "referrals":
        return _referrals(desk)
    if asked.what == "case":
        return _case(desk, asked.which)
    return _referral(desk, ReferralId(bytes.fromhex(asked.which)))


def _cases(desk: Desk) -> Json:
    rows = []
    query = CaseQuery(open=None, limit=_PAGE)
    page = case_page(desk, query)
    while page.rows:
        rows += [case_row(row) for row in page.rows]
        last = page.rows[-1]
        query = CaseQuery(open=None, after=(last.last_at, last.id), limit=_PAGE)
        page = case_page(desk, query)
    return document("show_cases", desk, total=len(rows), cases=rows)


def _referrals(desk: Desk) -> Json:
    rows = [row for box in (ReferralBox.RECEIVED, ReferralBox.SENT) for row in _box(desk, box)]
    rows.sort(key=lambda row: (row.last_at, row.id), reverse=True)
    outside = {CentreId(service.id) for service in desk.store.reader.services()}
    shown = [referral_row(row, outside=row.peer in outside) for row in rows]
    return document("show_referrals", desk, total=len(shown), referrals=shown)


def _box(desk: Desk, box: ReferralBox) -> Iterator[ReferralRow]:
    page = referral_page(desk, ReferralQuery(box, limit=_PAGE))
    while page.rows:
        yield from page.rows
        last = page.rows[-1]
        query = ReferralQuery(box, after=(last.last_at, last.id), limit=_PAGE)
        page = referral_page(desk, query)


def _case(desk: Desk, typed: str) -> Json:
    found = desk.store.reader.cases_with_code(CaseCode.parse(typed).digits)
    if not found:
        raise RefusedError("cli.no_such_case")
    views = [case_view(desk, case.id) for case in found]
    for case in found:
        note_reading(desk, CASE_PAGE, case.id)
    cases = [
        case_document(
            view.case, view.needs, view.consents, [referral for referral, _ in view.referrals]
        )
        for view in views
    ]
    return document("show_case", desk, cases=cases)


def _referral(desk: Desk, referral: ReferralId) -> Json:
    if desk.store.reader.referral(referral) is None:
        raise RefusedError("cli.no_such_referral")
    view = referral_view(desk, referral)
    note_reading(desk, REFERRAL_PAGE, referral)
    centres = desk.store.reader.centres()
    shown = referral_document(view.referral, view.way, desk.centre, centres, view.service)
    return document("show_referral", desk, referral=shown)
