"""A life in danger: sent at once without a consent, and countersigned within a working day."""

from __future__ import annotations

from typing import Any, Final

from referral_app.cli.demo.cast import YACOUB, YACOUB_2, YOUSSOUFIA, Cast
from referral_app.cli.demo.ledger import IN_DANGER, Book, KeptCase, KeptReferral
from referral_app.domain.facts import Value
from referral_app.services.answers import accept, complete, open_referral, start
from referral_app.services.emergency import countersign
from referral_app.services.intake import Intake, NeedEntry, RequestEntry, SendEntry, open_case
from referral_app.services.loops import close_loop

_WOMAN: Final[dict[str, Value]] = {
    "sex": "F",
    "age_band": "18-24",
    "intake_year": 2026,
    "languages": ("fr",),
    "district": "yacoub_el_mansour",
    "contact_means": "returns",
    "interpreter": False,
}
_FIELDS: Final = ("age_band", "sex", "languages", "need_detail", "contact_means")
_WHY: Final = "Malaise, ne peut pas consentir maintenant"
_DETAIL: Final = "À l’abri dès ce soir, accompagnée par le centre"


def send(book: Book) -> None:
    """The worker at the second desk sends without waiting; the other centre opens at once."""
    stage = book.stage
    desk, there = stage.desk(YACOUB_2.key), stage.centres[YOUSSOUFIA.house.key]
    request = RequestEntry(
        _FIELDS,
        priority="P1",
        priority_reason=_WHY,
        exception="danger_life",
        exception_reason=_WHY,
    )
    need = NeedEntry("S10", _DETAIL, "P1", _WHY)
    entry = Intake(book.now(), _WOMAN, (need,), None, sends=(SendEntry(0, there, request),))
    opened = open_case(desk, entry)
    (referral,) = opened.referrals
    book.ledger.cases.append(KeptCase(opened.case, opened.code, YACOUB_2, "fr"))
    kept = KeptReferral(referral, opened.case, opened.code, YACOUB_2, IN_DANGER, YOUSSOUFIA)
    book.ledger.referrals.append(kept)
    stage.tell(
        "open_case",
        YACOUB_2,
        code=opened.code,
        case=opened.case.hex(),
        needs=[need_id.hex() for need_id in opened.needs],
    )
    stage.tell(
        "send_in_danger",
        YACOUB_2,
        code=opened.code,
        referral=referral.hex(),
        exception="danger_life",
        states=stage.states(referral),
    )
    book.exchange()
    _answer(book, kept)


def countersigned(book: Book) -> None:
    """The supervisor reads what was sent and signs for it."""
    (kept,) = book.of_course(IN_DANGER)
    desk = book.stage.desk(YACOUB.key)
    countersign(desk, kept.id, "Vu avec l’équipe, envoi justifié", book.now())
    _told(book, "countersign", YACOUB, kept)


def served(book: Book) -> None:
    """The other centre took her in that evening, and says so once she is settled."""
    (kept,) = book.of_course(IN_DANGER)
    there = book.stage.desk(YOUSSOUFIA.key)
    complete(there, kept.id, "O01", "E3", "تم الإيواء منذ مساء الاثنين", book.now())
    _told(book, "complete", YOUSSOUFIA, kept)


def closed(book: Book) -> None:
    """The supervisor hears it from the woman herself, and closes the loop."""
    (kept,) = book.of_course(IN_DANGER)
    close_loop(book.stage.desk(YACOUB.key), kept.id, "met", "", book.now())
    _told(book, "close_loop", YACOUB, kept, loop_closed=True)


def _answer(book: Book, kept: KeptReferral) -> None:
    stage = book.stage
    there = stage.desk(YOUSSOUFIA.key)
    book.wait(5)
    open_referral(there, kept.id, book.now())
    _told(book, "open_referral", YOUSSOUFIA, kept)
    book.wait(2)
    accept(there, kept.id, "المكتب رقم 2", None, "", book.now())
    _told(book, "accept", YOUSSOUFIA, kept)
    book.wait(20)
    start(there, kept.id, book.now())
    _told(book, "start", YOUSSOUFIA, kept)


def _told(book: Book, act: str, cast: Cast, kept: KeptReferral, **details: Any) -> None:
    book.stage.tell(
        act,
        cast,
        code=kept.code,
        referral=kept.id.hex(),
        states=book.stage.states(kept.id),
        **details,
    )
