"""Who may erase, see what is past its term and set terms: a part of the table of roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from referral_app.domain.erasure import Reason, Term
from referral_app.domain.identifiers import CaseId
from referral_app.domain.staff import Role
from referral_app.services import erasure, month_files, retention
from referral_app.services.desk import Desk
from referral_app.services.ports.erasure import OverTerm

if TYPE_CHECKING:
    from tests.services.role_table import Scene

BOSS: Final = frozenset({Role.SUPERVISOR})
READERS: Final = BOSS | {Role.SOCIAL_WORKER, Role.RECEPTION}

ERASING: Final[dict[str, tuple[frozenset[Role], Callable[[Desk, Scene], object]]]] = {
    "terms": (READERS, lambda d, s: retention.terms(d)),
    "set_terms": (BOSS, lambda d, s: retention.set_terms(d, {Term.CLOSED: 12})),
    "terms_over": (BOSS, lambda d, s: retention.terms_over(d)),
    "count_over": (BOSS, lambda d, s: retention.count_over(d)),
    "is_over": (READERS, lambda d, s: retention.is_over(d, s.case)),
    "preview": (BOSS, lambda d, s: erasure.preview(d, s.case)),
    "erase_case": (
        BOSS,
        lambda d, s: erasure.erase_case(d, CaseId(bytes(16)), Reason.PERSON_ASKED),
    ),
    "erase_referral": (
        BOSS,
        lambda d, s: erasure.erase_referral(d, s.outgoing, Reason.PERSON_ASKED),
    ),
    "erase_one_over": (
        BOSS,
        lambda d, s: erasure.erase_one_over(d, OverTerm(Term.OPEN, s.now, s.now)),
    ),
    "hold_case": (BOSS, lambda d, s: erasure.hold_case(d, s.case, "Objection")),
    "erasure_of": (READERS, lambda d, s: erasure.erasure_of(d, s.case)),
    "notices": (BOSS, lambda d, s: erasure.notices(d)),
    "late_facts": (BOSS, lambda d, s: erasure.late_facts(d)),
    "erased_behind": (BOSS, lambda d, s: month_files.erased_behind(d, 1)),
}
