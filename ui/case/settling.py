"""Writing the value that holds where two people had written at once."""

from __future__ import annotations

from collections.abc import Callable

from referral_app.domain.household import FIELD as HOUSEHOLD
from referral_app.domain.identifiers import NeedId
from referral_app.services.cases import (
    close_case,
    reopen_case,
    set_case_fields,
    set_need_fields,
)
from referral_app.services.desk import Desk
from referral_app.services.households import settle
from referral_app.services.views import CaseView, Conflict, Option
from ui.case.conflicts import note_beside


def settling(desk: Desk, view: CaseView, conflict: Conflict, chosen: Option) -> Callable[[], None]:
    """Return the work that settles a conflict with the chosen value, as of now."""
    case, field, value = view.case.id, conflict.field, chosen.value
    if conflict.record != case:
        need = NeedId(conflict.record)
        return lambda: set_need_fields(desk, need, {field: value}, desk.now())
    if field == HOUSEHOLD:
        return lambda: settle(desk, case, value, desk.now())
    if field not in ("closure", "closure_note"):
        return lambda: set_case_fields(desk, case, {field: value}, desk.now())
    if field == "closure" and not value:
        return lambda: reopen_case(desk, case, desk.now())
    reason = value if field == "closure" else view.case.fields.text("closure")
    note = note_beside(view, chosen) if field == "closure" else value
    return lambda: close_case(desk, case, str(reason), str(note), desk.now())
