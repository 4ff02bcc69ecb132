"""Who may do what: the table that holds every public service under every role.

A new service adds its line to `MATRIX`: who may, and one try on the records of the `Scene`. What
only takes part in another's transaction, and asks no role of its own, is named in `HELPERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from referral_app.domain.calendar import Limit, Unit
from referral_app.domain.identifiers import (
    CaseId,
    ConsentId,
    Moment,
    NeedId,
    RecordId,
    ReferralId,
    ServiceId,
    StaffId,
    WriteId,
)
from referral_app.domain.month import Month
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.services import (
    answers,
    backups,
    blocks,
    calendar,
    cards,
    cases,
    closures,
    consents,
    departures,
    desks,
    directory,
    drafts,
    emergency,
    end_of_day,
    families,
    finding,
    households,
    information,
    intake,
    lists,
    loops,
    month_files,
    month_reports,
    months,
    outside,
    paper,
    readings,
    referrals,
    register,
    restores,
    saved_lists,
    sending,
    slips,
    staff,
    telephone,
    today,
    views,
)
from referral_app.services.desk import Desk
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery
from referral_app.services.ports.backups import BackupFile, Restoration
from referral_app.services.ports.paper import CardBack
from tests.fakes import DAY, Neighbours
from tests.services.builders import consent, request
from tests.services.builders import intake as page
from tests.services.erasing_roles import ERASING
from tests.services.outside import HOSPITAL, answer
from tests.services.role_table_commune import COMMUNE

NO_RECORD: Final = RecordId(bytes(16))
NOWHERE: Final = ServiceId(bytes(16))
SEPTEMBER: Final = Month(2026, 9)
SOCIAL, RECEPTION, SUPERVISOR, TRAINER, ADMINISTRATOR = (
    Role.SOCIAL_WORKER,
    Role.RECEPTION,
    Role.SUPERVISOR,
    Role.TRAINER,
    Role.ADMINISTRATOR,
)
WORKERS: Final = frozenset({SOCIAL, SUPERVISOR})
READERS: Final = WORKERS | {RECEPTION}
MANAGERS: Final = frozenset({SUPERVISOR, ADMINISTRATOR})
EVERYBODY: Final = frozenset(Role)
BACK_UP: Final = EVERYBODY - {TRAINER}
BOSS: Final = frozenset({SUPERVISOR})
CLOSED: Final = closures.ClosureEntry(date(2026, 12, 1), date(2026, 12, 2), "Works")


@dataclass(frozen=True)
class Scene:
    """Records on which every service can be tried."""

    both: Neighbours
    case: CaseId
    need: NeedId
    consent: ConsentId
    note: WriteId
    outgoing: ReferralId

    @property
    def now(self) -> Moment:
        return self.both.clock.now()


Try = Callable[[Desk, Scene], object]
# Checks inside a transaction and pure helpers: they take a desk, but the caller asked the role.
HELPERS: Final = {
    "case_value", "need_value", "check_priority", "caregiver_of", "supervisor_agrees",
    "date_of", "received_referral", "sent_referral", "side_of", "write_status",
    "readable", "readable_value", "timeline_of", "need_facts", "consent_fact", "still_open_under",
    "danger_of", "may_countersign", "page_number", "own_party", "card_back", "role_of",
    "target_beside", "door_of", "is_fresh", "outside_referral", "outcome_entry", "decider",
    "end_of_today", "signatures_waiting", "todo_item",
    "write_fields", "open_within", "send_within", "sign_within", "grant", "range_left", "range_of",
    "tell_commune", "tell_untold", "fold_all",
}  # fmt: skip


def _restored(scene: Scene) -> Restoration:
    return Restoration(scene.now, scene.now, "", came_back=0, lacking=0, without_file=0)


def _backup(scene: Scene) -> BackupFile:
    return BackupFile(Path("a.jbak"), scene.now, 1, bytes(16), 2)


def _september(scene: Scene) -> months.FrozenMonth:
    boss = scene.both.here.as_(SUPERVISOR)
    return months.frozen_month(boss, SEPTEMBER) or months.freeze(boss, SEPTEMBER)


def _today(desk: Desk, _: Scene) -> object:
    return today.today(desk)


MATRIX: Final[dict[str, tuple[frozenset[Role], Try]]] = {
    "desks": (EVERYBODY, lambda d, s: desks.desks(d)),
    "here": (EVERYBODY, lambda d, s: desks.here(d)),
    "alarms": (EVERYBODY, lambda d, s: desks.alarms(d)),
    "may_let_in": (EVERYBODY, lambda d, s: desks.may_let_in(d)),
    "ensure_codes": (EVERYBODY, lambda d, s: blocks.ensure_codes(d)),
    "grant_asked": (EVERYBODY, lambda d, s: blocks.grant_asked(d)),
    "give_up_blocks": (EVERYBODY, lambda d, s: blocks.give_up_blocks(d)),
    "restoration": (EVERYBODY, lambda d, s: restores.restoration(d)),
    "take_note": (EVERYBODY, lambda d, s: restores.take_note(d, _restored(s))),
    "settle_restore": (EVERYBODY, lambda d, s: restores.settle_restore(d)),
    "backup_plan": (BACK_UP, lambda d, s: backups.backup_plan(d)),
    "set_backup_folder": (BACK_UP, lambda d, s: backups.set_backup_folder(d, Path())),
    "set_backup_ceiling": (BACK_UP, lambda d, s: backups.set_backup_ceiling(d, 1000)),
    "note_backup": (BACK_UP, lambda d, s: backups.note_backup(d, _backup(s))),
    "open_case": (READERS, lambda d, s: intake.open_case(d, page(s.both))),
    "open_family": (READERS, lambda d, s: families.open_family(d, page(s.both), ())),
    "add_member": (WORKERS, lambda d, s: families.add_member(d, s.case, "child", page(s.both))),
    "consent_for_household": (
        WORKERS,
        lambda d, s: families.consent_for_household(d, s.consent, (s.case,)),
    ),
    "children_to_cover": (READERS, lambda d, s: families.children_to_cover(d, s.case)),
    "household_of": (READERS, lambda d, s: households.household_of(d, s.case)),
    "named_by": (READERS, lambda d, s: households.named_by(d, (), s.case)),
    "join": (WORKERS, lambda d, s: households.join(d, s.case, s.case, "child", s.now)),
    "join_by_code": (
        WORKERS,
        lambda d, s: households.join_by_code(d, "4231", s.case, "child", s.now),
    ),
    "set_role": (WORKERS, lambda d, s: households.set_role(d, s.case, "child", s.now)),
    "separate": (WORKERS, lambda d, s: households.separate(d, s.case, s.now)),
    "settle": (WORKERS, lambda d, s: households.settle(d, s.case, (), s.now)),
    "count": (READERS, lambda d, s: households.count(d)),
    "send_slip": (
        WORKERS,
        lambda d, s: slips.send_slip(d, (s.need,), s.both.there.id, request(), s.now),
    ),
    "needs_beside": (WORKERS, lambda d, s: slips.needs_beside(d, s.need, s.both.there.id)),
    "slip_of": (READERS, lambda d, s: slips.slip_of(d, s.outgoing)),
    "set_case_fields": (
        WORKERS,
        lambda d, s: cases.set_case_fields(d, s.case, {"sex": "M"}, s.now),
    ),
    "add_note": (WORKERS, lambda d, s: cases.add_note(d, s.case, "Note", s.now)),
    "redact_note": (WORKERS, lambda d, s: cases.redact_note(d, s.case, s.note, "Why")),
    "record_need": (
        WORKERS,
        lambda d, s: cases.record_need(d, s.case, cases.NeedEntry("S10"), s.now),
    ),
    "set_need_fields": (
        WORKERS,
        lambda d, s: cases.set_need_fields(d, s.need, {"state": "met"}, s.now),
    ),
    "close_case": (WORKERS, lambda d, s: cases.close_case(d, s.case, "C01", "", s.now)),
    "reopen_case": (WORKERS, lambda d, s: cases.reopen_case(d, s.case, s.now)),
    "record_consent": (
        WORKERS,
        lambda d, s: consents.record_consent(d, s.case, consent(now=s.now), s.now),
    ),
    "end_consent": (WORKERS, lambda d, s: consents.end_consent(d, s.consent, "Why", s.now)),
    "check_consent": (
        READERS,
        lambda d, s: consents.check_consent(d, s.case, s.both.there.id, (), s.now),
    ),
    "preview_disclosure": (
        WORKERS,
        lambda d, s: sending.preview_disclosure(d, s.case, s.need, s.both.there.id, request()),
    ),
    "send_referral": (
        WORKERS,
        lambda d, s: referrals.send_referral(d, s.need, s.both.there.id, request(), s.now),
    ),
    "refer_again": (WORKERS, lambda d, s: referrals.refer_again(d, s.outgoing)),
    "cancel_referral": (
        WORKERS,
        lambda d, s: referrals.cancel_referral(d, s.outgoing, "K01", "", s.now),
    ),
    "mark_in_error": (
        WORKERS,
        lambda d, s: referrals.mark_in_error(d, s.outgoing, "K07", "", s.now),
    ),
    "reinstate": (
        frozenset({SUPERVISOR}),
        lambda d, s: referrals.reinstate(d, s.outgoing, "Why", s.now),
    ),
    "open_referral": (WORKERS, lambda d, s: answers.open_referral(d, s.outgoing, s.now)),
    "accept": (WORKERS, lambda d, s: answers.accept(d, s.outgoing, "Room", None, "", s.now)),
    "put_on_hold": (
        WORKERS,
        lambda d, s: answers.put_on_hold(
            d, s.outgoing, "W01", None, Moment(s.now + DAY), "", s.now
        ),
    ),
    "start": (WORKERS, lambda d, s: answers.start(d, s.outgoing, s.now)),
    "refuse": (
        WORKERS,
        lambda d, s: answers.refuse(d, s.outgoing, "D01", "service", "", "", s.now),
    ),
    "complete": (WORKERS, lambda d, s: answers.complete(d, s.outgoing, "O01", "E3", "", s.now)),
    "fail": (WORKERS, lambda d, s: answers.fail(d, s.outgoing, "O06", "person", "", s.now)),
    "correct": (
        WORKERS,
        lambda d, s: answers.correct(d, s.outgoing, Status.RECEIVED, "Why", s.now),
    ),
    "record_follow_up": (
        WORKERS,
        lambda d, s: loops.record_follow_up(d, s.outgoing, "telephone", "E1", "", "", s.now),
    ),
    "close_loop": (WORKERS, lambda d, s: loops.close_loop(d, s.outgoing, "met", "", s.now)),
    "reopen_loop": (
        frozenset({SUPERVISOR}),
        lambda d, s: loops.reopen_loop(d, s.outgoing, "Why", s.now),
    ),
    "case_page": (READERS, lambda d, s: views.case_page(d, CaseQuery())),
    "referral_page": (
        READERS,
        lambda d, s: views.referral_page(d, ReferralQuery(ReferralBox.SENT)),
    ),
    "case_view": (READERS, lambda d, s: views.case_view(d, s.case)),
    "referral_view": (READERS, lambda d, s: views.referral_view(d, s.outgoing)),
    "print_cards": (READERS, lambda d, s: cards.print_cards(d, 1)),
    "card_batches": (READERS, lambda d, s: cards.card_batches(d)),
    "check_card": (READERS, lambda d, s: cards.check_card(d, "4231-9008-69")),
    "slip_paper": (READERS, lambda d, s: paper.slip_paper(d, [s.outgoing])),
    "card_face": (READERS, lambda d, s: paper.card_face(d)),
    "set_card_back": (
        frozenset({SUPERVISOR}),
        lambda d, s: paper.set_card_back(d, CardBack("05", "", "")),
    ),
    "print_pages": (READERS, lambda d, s: register.print_pages(d, 1)),
    "register_pages": (READERS, lambda d, s: register.register_pages(d)),
    "find": (READERS, lambda d, s: finding.find(d, "S10")),
    "team": (MANAGERS, lambda d, s: staff.team(d)),
    "may_take_over": (MANAGERS, lambda d, s: departures.may_take_over(d)),
    "add_staff": (MANAGERS, lambda d, s: staff.add_staff(d, "ZZ", SOCIAL, s.now)),
    "set_staff": (
        MANAGERS,
        lambda d, s: staff.set_staff(d, s.both.here.staff[TRAINER].id, {"label": "TT"}, s.now),
    ),
    "in_hand": (MANAGERS, lambda d, s: departures.in_hand(d, s.both.here.staff[RECEPTION].id)),
    "leave": (MANAGERS, lambda d, s: departures.leave(d, StaffId(bytes(16)), None, s.now)),
    "hand_over": (
        MANAGERS,
        lambda d, s: departures.hand_over(
            d, s.both.here.staff[TRAINER].id, s.both.here.staff[SOCIAL].id, s.now
        ),
    ),
    "note_reading": (READERS, lambda d, s: readings.note_reading(d, readings.CASE_PAGE, s.case)),
    "readings": (MANAGERS, lambda d, s: readings.readings(d, 10)),
    "verify_readings": (MANAGERS, lambda d, s: readings.verify_readings(d)),
    "calendar_view": (EVERYBODY, lambda d, s: calendar.calendar_view(d)),
    "left_to_do": (EVERYBODY, lambda d, s: lists.left_to_do(d)),
    **ERASING,
    "do_next": (EVERYBODY, lambda d, s: lists.do_next(d)),
    "set_hours": (BOSS, lambda d, s: calendar.set_hours(d, calendar.HOURS, ["9-17"] * 7)),
    "set_ramadan": (
        BOSS,
        lambda d, s: calendar.set_ramadan(d, 2027, date(2027, 2, 8), date(2027, 3, 9)),
    ),
    "set_holiday": (
        BOSS,
        lambda d, s: calendar.set_holiday(d, "mawlid", 2027, date(2027, 8, 15)),
    ),
    "set_limit": (
        BOSS,
        lambda d, s: calendar.set_limit(d, "P3", "call", Limit(Unit.DAYS, 10)),
    ),
    "keep_value": (BOSS, lambda d, s: calendar.keep_value(d, "holiday:mawlid:2027", "")),
    "closures": (EVERYBODY, lambda d, s: closures.closures(d)),
    "in_the_way": (EVERYBODY, lambda d, s: closures.in_the_way(d, "S10")),
    "close_days": (BOSS, lambda d, s: closures.close_days(d, CLOSED)),
    "change_closure": (BOSS, lambda d, s: closures.change_closure(d, bytes(16), CLOSED)),
    "cancel_closure": (BOSS, lambda d, s: closures.cancel_closure(d, bytes(16))),
    "to_countersign": (BOSS, lambda d, s: emergency.to_countersign(d)),
    "countersign": (BOSS, lambda d, s: emergency.countersign(d, s.outgoing, "", s.now)),
    "exceptions": (BOSS, lambda d, s: emergency.exceptions(d, SEPTEMBER)),
    "services": (READERS, lambda d, s: directory.services(d)),
    "service": (READERS, lambda d, s: directory.service(d, NOWHERE)),
    "find_services": (READERS, lambda d, s: directory.find_services(d, directory.ServiceQuery())),
    "add_service": (BOSS, lambda d, s: directory.add_service(d, HOSPITAL, s.now)),
    "change_service": (BOSS, lambda d, s: directory.change_service(d, NOWHERE, HOSPITAL, s.now)),
    "mark_checked": (WORKERS, lambda d, s: directory.mark_checked(d, NOWHERE, s.now)),
    "suspend": (BOSS, lambda d, s: directory.suspend(d, NOWHERE, "x", s.now)),
    "resume": (BOSS, lambda d, s: directory.resume(d, NOWHERE, s.now)),
    "set_offered": (BOSS, lambda d, s: directory.set_offered(d, NOWHERE, False, s.now)),
    "asked_outside": (READERS, lambda d, s: telephone.asked_outside(d, "4231900869")),
    "awaited_outside": (READERS, lambda d, s: telephone.awaited_outside(d, 12)),
    "line_of": (READERS, lambda d, s: telephone.line_of(d, s.outgoing)),
    "record_answer": (
        WORKERS,
        lambda d, s: outside.record_answer(d, s.outgoing, answer(Status.ACCEPTED), s.now),
    ),
    "confirm": (
        WORKERS,
        lambda d, s: outside.confirm(d, s.outgoing, answer(Status.COMPLETED, outcome="O01"), s.now),
    ),
    "no_answer": (WORKERS, lambda d, s: outside.no_answer(d, s.outgoing, "", s.now)),
    "correct_outside": (
        WORKERS,
        lambda d, s: outside.correct_outside(d, s.outgoing, Status.RECEIVED, "x", s.now),
    ),
    "give_information": (READERS, lambda d, s: information.give_information(d, "S10", "", s.now)),
    "withdraw_information": (READERS, lambda d, s: information.withdraw_information(d, NO_RECORD)),
    "information_counts": (BOSS, lambda d, s: information.information_counts(d, SEPTEMBER)),
    "information_today": (READERS, lambda d, s: information.information_today(d)),
    "asked_lately": (READERS, lambda d, s: information.asked_lately(d)),
    "months": (BOSS, lambda d, s: months.months(d)),
    "frozen_month": (BOSS, lambda d, s: months.frozen_month(d, SEPTEMBER)),
    "count_month": (BOSS, lambda d, s: months.count_month(d, SEPTEMBER)),
    "is_before_founding": (BOSS, lambda d, s: months.is_before_founding(d, SEPTEMBER)),
    "is_over_before_founding": (
        BOSS,
        lambda d, s: months.is_over_before_founding(d, SEPTEMBER, d.centre),
    ),
    "preview_month": (BOSS, lambda d, s: months.preview_month(d, SEPTEMBER)),
    "internal_report": (
        BOSS,
        lambda d, s: month_reports.internal_report(d, SEPTEMBER, "Why"),
    ),
    "public_report": (BOSS, lambda d, s: month_reports.public_report(d, SEPTEMBER)),
    "revision_changes": (
        BOSS,
        lambda d, s: month_reports.revision_changes(d, _september(s), exact=True),
    ),
    "files_behind": (BOSS, lambda d, s: month_files.files_behind(d, SEPTEMBER, "persons")),
    "freeze": (BOSS, lambda d, s: months.freeze(d, SEPTEMBER)),
    "saved_lists": (READERS, lambda d, s: saved_lists.saved_lists(d, "cases")),
    "save_list": (READERS, lambda d, s: saved_lists.save_list(d, "cases", "Mine", {})),
    "drop_list": (READERS, lambda d, s: saved_lists.drop_list(d, "cases", "Mine")),
    "exchange_state": (EVERYBODY, lambda d, s: today.exchange_state(d)),
    "today": (EVERYBODY, _today),
    "end_of_day": (EVERYBODY, lambda d, s: end_of_day.end_of_day(d)),
    # A lock keeps what anybody typed: no role is asked, and nobody reads another's.
    "keep_draft": (EVERYBODY, lambda d, s: drafts.keep_draft(d, "intake", "", "{}")),
    "draft": (EVERYBODY, lambda d, s: drafts.draft(d, "intake", "")),
    "drafts": (EVERYBODY, lambda d, s: drafts.drafts(d)),
    "hand_on_drafts": (EVERYBODY, lambda d, s: departures.hand_on_drafts(d)),
    "discard_draft": (EVERYBODY, lambda d, s: drafts.discard_draft(d, "intake", "")),
}
MATRIX.update(COMMUNE)
