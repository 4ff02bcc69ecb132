"""What people do to the centre: cards, people, the calendar, the directory, a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from referral_app.domain.calendar import HOURS, Limit, Unit
from referral_app.domain.facts import Value
from referral_app.domain.month import Month
from referral_app.domain.staff import Role
from referral_app.services import calendar, closures, directory, drafts, months, staff
from referral_app.services.cards import print_cards
from referral_app.services.information import give_information, withdraw_information
from referral_app.services.readings import CASE_PAGE, note_reading
from referral_app.services.register import print_pages
from referral_app.services.saved_lists import CASES, drop_list, save_list
from tests.services.outside import HOSPITAL
from tests.simulation.walks.town import PASSPHRASE
from tests.simulation.walks.turn import Turn, act


@act(3)
def cards(turn: Turn) -> None:
    for code in print_cards(turn.desk, turn.pick((1, 3))):
        turn.town.codes[code] += 1


@act(1)
def register_page(turn: Turn) -> None:
    print_pages(turn.desk, 1)


@act(3)
def draft(turn: Turn) -> None:
    drafts.keep_draft(turn.desk, "intake", turn.words(), "{}")


@act(2)
def read(turn: Turn) -> None:
    note_reading(turn.desk, CASE_PAGE, turn.case().id)


@act(4)
def inform(turn: Turn) -> None:
    """Information is given to somebody who leaves; now and then it is taken back."""
    give_information(turn.desk, turn.pick(("S01", "S10")), "souissi", turn.happened())


@act(2)
def inform_no_more(turn: Turn) -> None:
    given = turn.place.facts_of("information.given")
    withdraw_information(turn.desk, turn.pick(given))


@act(2)
def list_of_ones_own(turn: Turn) -> None:
    name = turn.pick(("à voir", "en retard"))
    if turn.often(0.3):
        drop_list(turn.desk, CASES, name)
    else:
        save_list(turn.desk, CASES, name, {"text": turn.words()})


@act(2)
def newcomer(turn: Turn) -> None:
    """Somebody new, who may also choose a passphrase at this desk."""
    role = turn.pick((Role.SOCIAL_WORKER, Role.RECEPTION, Role.SUPERVISOR))
    label = f"P{turn.chance.randrange(90):02}"
    staff.add_staff(turn.desk, label, role, turn.happened())


@act(2, plain=False)
def slot(turn: Turn) -> None:
    here = {who for _, who in turn.place.workspace.slots()}
    members = turn.desk.store.reader.staff()
    new = sorted(m.id for m in members if m.active and m.id not in here)
    turn.place.workspace.open_slot(turn.pick(new), PASSPHRASE + turn.words())


@act(2)
def other_role(turn: Turn) -> None:
    who = turn.pick(sorted(m.id for m in turn.desk.store.reader.staff()))
    changes: tuple[dict[str, Value], ...] = (
        {"role": turn.pick(("social_worker", "reception", "administrator"))},
        {"label": f"Q{turn.chance.randrange(90):02}"},
        {"active": True},
    )
    if who != turn.place.desk.actor.id:
        staff.set_staff(turn.desk, who, turn.pick(changes), turn.happened())


@act(3, plain=False)
def leave(turn: Turn) -> None:
    """Somebody leaves, files and all: the slot goes, the store gets another key."""
    members = [m for m in turn.desk.store.reader.staff() if m.id != turn.place.desk.actor.id]
    here = {who for _, who in turn.place.workspace.slots()}
    with_slot = sorted(m.id for m in members if m.id in here)
    if with_slot and turn.often(0.6):
        who = turn.pick(with_slot)
    else:
        who = turn.pick(sorted(m.id for m in members if len(members) > 4 or m.label[0] in "PQ"))
    to = turn.place.desk.actor.id if turn.often(0.8) else None
    turn.place.workspace.let_go(who, to, turn.happened())


@act(3)
def hours(turn: Turn) -> None:
    days = ["08:30-16:30"] * 5 + [turn.pick(("", "09:00-12:00", "nonsense")), ""]
    calendar.set_hours(turn.desk, HOURS, days)


@act(2)
def limit(turn: Turn) -> None:
    few = Limit(Unit.DAYS, turn.pick((1, 5, 10)))
    calendar.set_limit(turn.desk, "P3", turn.pick(("decide", "call", "nonsense")), few)


@act(2)
def holiday(turn: Turn) -> None:
    first = date(2026, 11, 1) + timedelta(days=turn.chance.randrange(30))
    calendar.set_holiday(turn.desk, "mawlid", 2026, first)


@act(2)
def settle_calendar(turn: Turn) -> None:
    conflict = turn.pick(calendar.calendar_view(turn.desk).conflicts)
    calendar.keep_value(turn.desk, conflict.field, turn.pick(conflict.options).value)


@act(4)
def closure(turn: Turn) -> None:
    first = _today(turn) + timedelta(days=turn.chance.randrange(-3, 9))
    entry = closures.ClosureEntry(first, first + timedelta(days=2), "Travaux")
    if turn.often(0.4):
        entry = replace(entry, categories=("S10",))
    known = [line.closure.id for line in closures.closures(turn.desk)]
    if known and turn.often(0.6):
        which = turn.pick(sorted(known))
        if turn.often(0.5):
            closures.cancel_closure(turn.desk, which)
        else:
            closures.change_closure(turn.desk, which, entry)
    else:
        closures.close_days(turn.desk, entry)


@act(2)
def new_service(turn: Turn) -> None:
    entry = replace(HOSPITAL, name_fr=turn.words(), name_ar="", kind="school")
    directory.add_service(turn.desk, entry, turn.happened())


@act(4)
def change_service(turn: Turn) -> None:
    which = turn.pick(sorted(it.id for it in turn.desk.store.reader.services()))
    at, words = turn.happened(), turn.words()
    match turn.chance.randrange(5):
        case 0:
            directory.mark_checked(turn.desk, which, at)
        case 1:
            directory.suspend(turn.desk, which, words, at)
        case 2:
            directory.resume(turn.desk, which, at)
        case 3:
            directory.set_offered(turn.desk, which, turn.often(0.7), at)
        case _:
            directory.change_service(turn.desk, which, replace(HOSPITAL, hours=words), at)


@act(3)
def freeze(turn: Turn) -> None:
    last = Month.of(turn.now, turn.desk.store.reader.calendar().commune.zone).before
    months.freeze(turn.desk, turn.pick((last, last, last.before)), turn.pick(("", turn.words())))


def _today(turn: Turn) -> date:
    return datetime.fromtimestamp(turn.now / 1000, UTC).date()
