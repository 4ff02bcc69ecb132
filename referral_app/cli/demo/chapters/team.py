"""People and desks: taken in, let in, informed, gone."""

from __future__ import annotations

import json
from typing import Final

from referral_app import bootstrap
from referral_app.cli.demo.cast import LEAVER, SECOND, YACOUB, YACOUB_2
from referral_app.cli.demo.ledger import Book, KeptCase
from referral_app.domain.facts import Value
from referral_app.paths import resource
from referral_app.services.drafts import keep_draft
from referral_app.services.information import give_information
from referral_app.services.intake import Intake, NeedEntry, open_case
from referral_app.services.staff import add_staff
from referral_app.training.services import fill_directory as fill

_INFORMED: Final = ("S02", "S18", "S02")
_DRAFT: Final = {"note": "À reprendre demain matin", "needs": [{"category": "S18"}]}
_YOUNG_MAN: Final[dict[str, Value]] = {
    "sex": "M",
    "age_band": "18-24",
    "intake_year": 2026,
    "status": "M05",
    "country": "SD",
    "languages": ("ar", "en"),
    "district": "yacoub_el_mansour",
    "household_size": 1,
    "contact_means": "returns",
    "interpreter": False,
}


def take_in(book: Book) -> None:
    """Two colleagues join the team; one of them will sit at the first desk, too."""
    for hand in (SECOND, LEAVER):
        book.wait(5)
        desk = book.stage.desk(YACOUB.key)
        book.staff[hand.label] = add_staff(desk, hand.label, hand.role, book.now())
        book.stage.tell("add_staff", YACOUB, person=hand.label)
    book.wait(3)
    leaver = book.staff[LEAVER.label]
    book.stage.workspace(YACOUB.key).open_slot(leaver, LEAVER.passphrase)
    book.stage.tell("open_slot", YACOUB, person=LEAVER.label)


def open_second_desk(book: Book) -> None:
    """A second desk joins by invitation, and is let in once the fingerprints were compared."""
    stage = book.stage
    places, first = stage.places, stage.workspace(YACOUB.key)
    book.wait(15)
    first.invite_desk(places.desk_invitation, book.staff[SECOND.label])
    invitation = places.name_of(places.desk_invitation)
    stage.tell("invite_desk", YACOUB, person=SECOND.label, files=[invitation])
    book.wait(20)
    store = places.store(YACOUB_2.key)
    data = bootstrap.invitation_bytes(places.desk_invitation)
    created = bootstrap.join_centre(store, data, SECOND.passphrase, stage.parts[YACOUB_2.key])
    stage.add(YACOUB_2, created)
    stage.tell("join_desk", YACOUB_2, person=SECOND.label, files=[places.name_of(store)])
    for cast in (YACOUB_2, YACOUB):
        book.wait(2)
        stage.synchronise(cast, "folder")
    (waiting,) = first.joining()
    if waiting.fingerprint != created.workspace.desk_fingerprint():
        raise LookupError("another desk knocked than the one of the story")
    first.confirm_desk(waiting.device)
    stage.tell("let_in", YACOUB, fingerprint=waiting.fingerprint)
    for cast in (YACOUB, YACOUB_2, YACOUB):
        book.wait(2)
        stage.synchronise(cast, "folder")


def fill_directory(book: Book) -> None:
    """The supervisor writes the outside services into the directory."""
    book.wait(10)
    desk = book.stage.desk(YACOUB.key)
    text = resource("training", "services.json").read_text(encoding="utf-8")
    ids = fill(desk, text)
    found = {service.id: service for service in desk.store.reader.services()}
    book.services = tuple(found[id_] for id_ in ids)
    book.stage.tell("fill_directory", YACOUB)


def work_of_the_leaver(book: Book) -> None:
    """The colleague who will leave opens a file at the first desk, and is called away."""
    entry = Intake(book.now(), _YOUNG_MAN, (NeedEntry("S18", "Cherche un atelier"),), None)
    with book.stage.sitting(YACOUB, LEAVER) as desk:
        opened = open_case(desk, entry)
        keep_draft(desk, "intake", "", json.dumps(_DRAFT))
    book.ledger.cases.append(KeptCase(opened.case, opened.code, YACOUB, "fr"))
    book.stage.tell(
        "open_case",
        YACOUB,
        code=opened.code,
        case=opened.case.hex(),
        needs=[need.hex() for need in opened.needs],
        person=LEAVER.label,
    )


def information_is_given(book: Book) -> None:
    """People ask, are told, and go: no file is opened for them."""
    for category in _INFORMED:
        book.wait(7)
        desk = book.stage.desk(YACOUB.key)
        give_information(desk, category, YACOUB.house.district, book.now())
        book.stage.tell("give_information", YACOUB, category=category)


def leaver_goes(book: Book) -> None:
    """The colleague leaves: files and unsaved forms are handed over, the access is closed."""
    stage = book.stage
    leaver, heir = book.staff[LEAVER.label], book.staff[SECOND.label]
    departure = stage.workspace(YACOUB.key).let_go(leaver, heir, book.now())
    left = {label for label, _ in stage.workspace(YACOUB.key).slots()}
    stage.tell(
        "leave",
        YACOUB,
        person=LEAVER.label,
        handed_over={
            "cases": departure.cases,
            "drafts": departure.drafts,
            "calls": departure.calls,
        },
        may_open=sorted(left),
    )
