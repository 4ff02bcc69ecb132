"""What happened, in words that a person at the desk understands."""

from __future__ import annotations

from dataclasses import replace

from referral_app.domain.identifiers import CaseId, Moment
from referral_app.language import without_isolates
from referral_app.services.answers import accept, open_referral, refuse
from referral_app.services.cases import (
    NeedEntry,
    add_note,
    close_case,
    record_need,
    redact_note,
    reopen_case,
    set_case_fields,
    set_need_fields,
)
from referral_app.services.consents import end_consent
from referral_app.services.intake import SendEntry
from referral_app.services.loops import close_loop, record_follow_up
from referral_app.services.views import case_view, referral_view, today
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import declined, opened, request, sent
from ui.context import Ui
from ui.parts.dates import day_of
from ui.parts.names import Names
from ui.parts.timeline_words import TimelineWords, activity_words, when_words
from ui.widgets.timeline import Entry


def told(names: Names, both: Neighbours, case: CaseId) -> list[Entry]:
    view = case_view(both.here.desk, case)
    words = TimelineWords(names, view.needs, [referral for referral, _ in view.referrals])
    return words.entries(view.timeline)


def texts(names: Names, both: Neighbours, case: CaseId) -> list[str]:
    return [without_isolates(entry.text) for entry in told(names, both, case)]


def test_an_intake_is_told_fact_by_fact(names: Names, both: Neighbours) -> None:
    case = opened(both, note="Comes on Tuesday").case
    said = "\n".join(texts(names, both, case))
    for part in ("File opened", "Need recorded: Hébergement d’urgence", "Two nights"):
        assert part in said
    assert "Consent read and given: Français\nYoussoufia, until" in said
    assert "Comes on Tuesday" in said


def test_urgency_is_told_with_the_need(names: Names, both: Neighbours) -> None:
    case = opened(both).case
    entry = NeedEntry("S05", priority="P1", priority_reason="Sleeps outside")
    record_need(both.here.desk, case, entry, both.clock.now())
    assert texts(names, both, case)[0] == "Need recorded: Aide juridique · Urgence"


def test_corrections_name_field_and_value(names: Names, both: Neighbours) -> None:
    page = opened(both)
    desk = both.here.desk
    both.clock.advance(HOUR)
    changes = {"household_size": 3, "interpreter": True}
    set_case_fields(desk, page.case, changes, both.clock.now())
    both.clock.advance(HOUR)
    set_need_fields(desk, page.needs[0], {"state": "met"}, both.clock.now())
    need, case = texts(names, both, page.case)[:2]
    assert need == "Need changed: Hébergement d’urgence\nState of the need: Satisfait"
    assert case.startswith("File corrected\n")
    assert "Household: 3 people" in case
    assert "Interpreter: yes" in case


def test_the_year_of_an_age_says_nothing(names: Names, both: Neighbours) -> None:
    case = opened(both).case
    both.clock.advance(HOUR)
    changes = {"age_band": "35-49", "intake_year": 2026}
    set_case_fields(both.here.desk, case, changes, both.clock.now())
    assert texts(names, both, case)[0] == "File corrected\nAge: 35 à 49 ans"


def test_closing_and_reopening(names: Names, both: Neighbours) -> None:
    case = opened(both).case
    close_case(both.here.desk, case, "C01", "All went well", both.clock.now())
    both.clock.advance(HOUR)
    reopen_case(both.here.desk, case, both.clock.now())
    again, closed = texts(names, both, case)[:2]
    assert again == "File reopened"
    assert closed == "File closed: Objectifs atteints, besoins satisfaits\nAll went well"


def test_a_hidden_note_shows_no_word_of_it(names: Names, both: Neighbours) -> None:
    case = opened(both).case
    note = add_note(both.here.desk, case, "Canary", both.clock.now())
    both.clock.advance(HOUR)
    redact_note(both.here.desk, case, note, "Names a person")
    said = texts(names, both, case)
    assert said[0] == "A note was hidden: Names a person"
    assert "Hidden note" in said
    assert not any("Canary" in text for text in said)


def test_a_consent_taken_back(names: Names, both: Neighbours) -> None:
    page = opened(both)
    assert page.consent is not None
    both.clock.advance(HOUR)
    end_consent(both.here.desk, page.consent, "Changed her mind", both.clock.now())
    assert texts(names, both, page.case)[0] == "Consent withdrawn: Changed her mind"


def test_the_life_of_a_referral(names: Names, both: Neighbours) -> None:
    send = SendEntry(0, both.there.id, request(priority="P2", priority_reason="Cold nights"))
    page = opened(both, sends=(send,))
    (referral,) = page.referrals
    both.relay()
    there = both.there.desk
    both.clock.advance(HOUR)
    open_referral(there, referral, both.clock.now())
    both.clock.advance(HOUR)
    at = Moment(both.clock.now() + DAY)
    accept(there, referral, "Room 2", at, "", both.clock.now())
    both.relay()
    taken, seen, asked = texts(names, both, page.case)[:3]
    assert asked == ("Referral sent to Youssoufia · Hébergement d’urgence\nUrgent · Cold nights")
    assert seen == "Opened by a person at Youssoufia · Hébergement d’urgence"
    assert taken.startswith("Accepted by Youssoufia · Hébergement d’urgence\nAppointment ")
    entry = told(names, both, page.case)[0]
    assert entry.color == "ok"
    assert "VO" not in entry.when


def test_the_page_of_a_referral_does_not_repeat_its_need(names: Names, both: Neighbours) -> None:
    view = referral_view(both.here.desk, declined(both))
    words = TimelineWords(names, referrals=(view.referral,))
    first = words.entries(view.timeline)[0]
    text = without_isolates(first.text)
    assert text.startswith("Declined by Youssoufia\nPlus de place")
    assert "Decided by: Le service" in text
    assert first.color == "late"


def test_follow_up_and_loop(names: Names, both: Neighbours) -> None:
    referral = declined(both)
    desk = both.here.desk
    both.clock.advance(HOUR)
    means = desk.vocabularies.follow_up_means.choices[0]
    record_follow_up(desk, referral, means.code, "E2", "", "No room", both.clock.now())
    both.clock.advance(HOUR)
    close_loop(desk, referral, "not_met", "", both.clock.now())
    case = both.here.store.reader.referral(referral)
    assert case is not None
    assert case.case is not None
    said = texts(names, both, case.case)
    assert "Outcome checked, loop closed · Hébergement d’urgence" in said
    follow_up = next(text for text in said if text.startswith("Follow-up: "))
    assert follow_up.splitlines()[1].endswith("No room")


def test_a_step_of_a_newer_program_is_said_to_be_one(names: Names, both: Neighbours) -> None:
    view = case_view(both.here.desk, opened(both).case)
    strange = replace(view.timeline[0], kind="teleported")
    entry = TimelineWords(names).entry(strange)
    assert "newer version" in entry.text
    assert "teleported" in entry.text


def test_what_arrived_is_told_by_who_sent_it(names: Names, both: Neighbours, ui: Ui) -> None:
    referral = sent(both)
    (news,) = today(both.there.desk).arrived
    icon, _color, text = activity_words(Names(ui, both.there.desk), news)
    assert (icon, without_isolates(text)) == ("inbox", "New referral from Yacoub El Mansour")
    open_referral(both.there.desk, referral, both.clock.now())
    refuse(both.there.desk, referral, "D01", "service", "", "", both.clock.now())
    both.relay()
    latest = today(both.here.desk).arrived[0]
    _icon, color, text = activity_words(names, latest)
    assert without_isolates(text) == "Declined by Youssoufia · Plus de place, capacité atteinte"
    assert color == "late"


def test_both_dates_stand_where_they_differ(ui: Ui, both: Neighbours) -> None:
    now = both.clock.now()
    assert when_words(ui, now, now, now) == ui.language.format_when(now, now)
    late = without_isolates(when_words(ui, Moment(now - 3 * DAY), now, now))
    assert "entered" in late
    assert late.startswith(ui.language.format_date(day_of(Moment(now - 3 * DAY))))
