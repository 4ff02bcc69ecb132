"""A family in one reading of the consent; a slip, its coupons, and a call to a school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from referral_app.cli.demo.cast import YACOUB, YACOUB_2
from referral_app.cli.demo.ledger import (
    COUPON_AWAITED,
    OUTSIDE_BY_COUPON,
    OUTSIDE_BY_TELEPHONE,
    Book,
    KeptCase,
    KeptReferral,
    Paper,
)
from referral_app.domain.coupon import CouponNumber
from referral_app.domain.directory import Service
from referral_app.domain.facts import Value
from referral_app.domain.household import FIELD, link_of
from referral_app.domain.identifiers import CentreId, Moment, ReferralId, ServiceId
from referral_app.domain.referral import Status
from referral_app.services.cases import record_need
from referral_app.services.families import FamilyOpened, Member, open_family
from referral_app.services.intake import CaseOpened, ConsentEntry, Intake, NeedEntry, RequestEntry
from referral_app.services.loops import close_loop
from referral_app.services.outside import OutsideAnswer, record_answer
from referral_app.services.paper import slip_paper
from referral_app.services.referrals import send_referral
from referral_app.services.slips import Slip
from referral_app.services.slips import send_slip as send_together
from referral_app.services.telephone import asked_outside
from referral_app.training.acting import DAY

_YEAR: Final = 365 * DAY
_SHARED: Final = ("age_band", "sex", "languages", "need_detail", "contact_means")
_MOTHER: Final[dict[str, Value]] = {
    "sex": "F",
    "age_band": "25-34",
    "intake_year": 2026,
    "status": "M03",
    "country": "CI",
    "languages": ("fr", "dyu"),
    "district": "yacoub_el_mansour",
    "household_size": 4,
    "contact_means": "returns",
    "interpreter": False,
}
_FATHER: Final[dict[str, Value]] = {"sex": "M", "age_band": "35-49", "intake_year": 2026}
_DAUGHTER: Final[dict[str, Value]] = {"sex": "F", "age_band": "5-11", "intake_year": 2026}
_SON: Final[dict[str, Value]] = {"sex": "M", "age_band": "0-4", "intake_year": 2026}
_BIRTH, _FOOD, _CLOTHES, _SCHOOL = "S07", "S12", "S13", "S15"
_MOTHERS: Final = (
    NeedEntry(_FOOD, "Panier alimentaire, lait pour le petit"),
    NeedEntry(_CLOTHES, "Couches, vêtements chauds"),
)
_CHILDS: Final = (NeedEntry(_SCHOOL, "Inscription en cours d’année"),)
_DAUGHTER_AT: Final = 1
"""Among those who came with the mother."""
_EXPECTING: Final = NeedEntry(_BIRTH, "Suivi de grossesse, sixième mois")


def open_files(book: Book) -> None:
    """Four people come together at the second desk; the consent is read once."""
    stage = book.stage
    desk = stage.desk(YACOUB_2.key)
    now = book.now()
    doors = ((_FOOD, "association"), (_SCHOOL, "school"), (_BIRTH, "hospital"))
    consent = ConsentEntry(
        form="written",
        language="fr",
        interpreter=False,
        recipients=("*", *(book.service_for(*door).id.hex() for door in doors)),
        fields=(*_SHARED, "caregiver", "household_size"),
        until=Moment(now + _YEAR),
        statistics=True,
    )
    first = Intake(now, _MOTHER, _MOTHERS, consent, "Première visite, en famille.")
    others = (
        Member("partner", Intake(now, _FATHER, (), None)),
        Member("child", Intake(now, _DAUGHTER, _CHILDS, None)),
        Member("child", Intake(now, _SON, (), None)),
    )
    family = open_family(desk, first, others, "mother")
    _keep(book, family)
    stage.tell(
        "open_family",
        YACOUB_2,
        code=family.first.code,
        case=family.first.case.hex(),
        household=_household(book, family).hex(),
        members=[opened.case.hex() for opened in family.members],
        consents=[opened.consent.hex() for opened in family.all if opened.consent],
    )


def send_slip(book: Book) -> None:
    """Two needs of the mother go on one slip, which she carries there."""
    book.wait(20)
    desk, service = book.stage.desk(YACOUB_2.key), book.service_for(_FOOD, "association")
    needs = book.came_together.first.needs
    entry = RequestEntry(_SHARED, delivery="slip")
    slip = send_together(desk, needs, CentreId(service.id), entry, book.now(), details=True)
    _slip_left(book, slip, (OUTSIDE_BY_COUPON,) * len(needs), service)


def send_child_to_school(book: Book) -> None:
    """The daughter is referred to a school, under the consent that her mother gave for her."""
    book.wait(10)
    stage = book.stage
    desk, service = stage.desk(YACOUB_2.key), book.service_for(_SCHOOL, "school")
    entry = RequestEntry((*_SHARED, "caregiver"), delivery="telephone")
    daughter = book.came_together.members[_DAUGHTER_AT]
    (need,) = daughter.needs
    referral = send_referral(desk, need, CentreId(service.id), entry, book.now())
    book.ledger.referrals.append(_outside(referral, daughter, OUTSIDE_BY_TELEPHONE, service.id))
    stage.tell(
        "send_outside",
        YACOUB_2,
        code=daughter.code,
        referral=referral.hex(),
        service=service.id.hex(),
    )


def school_calls(book: Book) -> None:
    """The school answers by telephone; the other desk writes it down, by the code."""
    stage = book.stage
    desk = stage.desk(YACOUB.key)
    (kept,) = book.of_course(OUTSIDE_BY_TELEPHONE)
    (line,) = asked_outside(desk, kept.code).lines
    answer = OutsideAnswer(
        Status.COMPLETED,
        "telephone",
        "head_teacher",
        outcome="O01",
        text="Inscrite, commence lundi",
    )
    record_answer(desk, line.referral.id, answer, book.now())
    _told(book, "answer_telephone", kept, channel="telephone")
    book.wait(2)
    close_loop(desk, kept.id, "met", "", book.now())
    _told(book, "close_loop", kept, loop_closed=True)


def coupons_come_back(book: Book) -> None:
    """The mother brings the coupons back; the first desk types their numbers in."""
    desk = book.stage.desk(YACOUB.key)
    for kept in book.of_course(OUTSIDE_BY_COUPON):
        book.wait(3)
        number = CouponNumber.of(kept.code, kept.id)
        line = asked_outside(desk, str(number)).lines[0]
        answer = OutsideAnswer(
            Status.COMPLETED, "coupon", "association_worker", outcome="O01", text="Reçu sur place"
        )
        record_answer(desk, line.referral.id, answer, book.now())
        _told(book, "answer_coupon", kept, channel="coupon", coupon=str(number))
        book.wait(2)
        close_loop(desk, kept.id, "met", "", book.now())
        _told(book, "close_loop", kept, loop_closed=True)


def send_to_hospital(book: Book) -> None:
    """Towards the end the mother is expecting: a slip to the maternity, not answered yet."""
    stage = book.stage
    desk, service = stage.desk(YACOUB_2.key), book.service_for(_BIRTH, "hospital")
    mother = book.came_together.first
    need = record_need(desk, mother.case, _EXPECTING, book.now())
    entry = RequestEntry(_SHARED, delivery="slip")
    slip = send_together(desk, (need,), CentreId(service.id), entry, book.now())
    _slip_left(book, slip, (COUPON_AWAITED,), service)


def _keep(book: Book, family: FamilyOpened) -> None:
    household = _household(book, family)
    for opened in family.all:
        kept = KeptCase(opened.case, opened.code, YACOUB_2, "fr", household)
        book.ledger.cases.append(kept)
    book.family = family


def _slip_left(book: Book, slip: Slip, courses: Sequence[str], service: Service) -> None:
    """Keep what left on a slip, and the paper as it was printed that day."""
    desk, mother = book.stage.desk(YACOUB_2.key), book.came_together.first
    for referral, course in zip(slip.referrals, courses, strict=True):
        book.ledger.referrals.append(_outside(referral, mother, course, service.id))
    name = f"slip_{mother.code}_{len(book.ledger.papers) + 1}"
    book.ledger.papers.append(Paper(name, slip_paper(desk, slip.referrals)))
    book.stage.tell(
        "send_slip",
        YACOUB_2,
        code=mother.code,
        slip=slip.id.hex(),
        service=service.id.hex(),
        referrals=[referral.hex() for referral in slip.referrals],
    )


def _household(book: Book, family: FamilyOpened) -> bytes:
    case = book.stage.desk(YACOUB_2.key).store.reader.case(family.first.case)
    link = link_of(case.fields.value(FIELD)) if case else None
    if link is None:
        raise LookupError("a family that was just opened stands in no household")
    return link.household


def _outside(
    referral: ReferralId, opened: CaseOpened, course: str, service: ServiceId
) -> KeptReferral:
    return KeptReferral(referral, opened.case, opened.code, YACOUB_2, course, None, service)


def _told(book: Book, act: str, kept: KeptReferral, **details: Any) -> None:
    book.stage.tell(
        act,
        YACOUB,
        code=kept.code,
        referral=kept.id.hex(),
        states={YACOUB.house.key: book.stage.states(kept.id)[YACOUB.house.key]},
        **details,
    )
