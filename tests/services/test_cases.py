"""Keeping a file: fields, notes, needs, closing and reopening."""

from __future__ import annotations

import pytest

from referral_app.domain.facts import CASE_FIELD, NEED_FIELD, Fact, content
from referral_app.domain.identifiers import CaseId, CommitId, NeedId, WriteId
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError
from referral_app.services.answers import complete, open_referral, start
from referral_app.services.cases import (
    NeedEntry,
    StillOpenError,
    add_note,
    close_case,
    record_need,
    redact_note,
    reopen_case,
    set_case_fields,
    set_need_fields,
)
from referral_app.services.intake import SendEntry
from referral_app.services.referrals import cancel_referral
from referral_app.services.views import case_view
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import case_of, need_of, opened, refused, request

NOWHERE = CaseId(bytes(16))


def commits(both: Neighbours) -> int:
    with both.here.store.begin() as work:
        return len(work.commits_of(both.here.desk.stream))


def beside(both: Neighbours, case: CaseId, name: str, value: str) -> None:
    """Write a field that another desk wrote without seeing ours."""
    fact = Fact(CASE_FIELD.name, case, both.clock.now(), content(field=name, value=value))
    with both.here.store.begin() as work:
        work.record(both.here.desk.stream, (fact,), both.here.staff[Role.SUPERVISOR].id)


def test_fields_are_changed(both: Neighbours) -> None:
    made = opened(both)
    changes = {"sex": "", "household_size": 3, "languages": ("ar",)}
    set_case_fields(both.here.desk, made.case, changes, both.clock.now())
    fields = case_of(both.here, made.case).fields
    assert (fields.value("sex"), fields.value("household_size")) == ("", 3)
    assert fields.texts("languages") == ("ar",)
    assert fields.conflicts == ()


def test_what_stands_already_is_not_written_again(both: Neighbours) -> None:
    made = opened(both)
    before = commits(both)
    same = {"sex": "F", "languages": ("wo", "fr"), "country": "", "strengths": ()}
    set_case_fields(both.here.desk, made.case, same, both.clock.now())
    assert commits(both) == before


def test_a_conflict_is_settled_even_on_its_shown_value(both: Neighbours) -> None:
    made = opened(both)
    beside(both, made.case, "sex", "M")
    (conflict,) = case_view(both.here.desk, made.case).conflicts
    assert (conflict.record, conflict.field) == (made.case, "sex")
    assert [option.value for option in conflict.options] == ["M", "F"]
    assert [option.author_label for option in conflict.options] == ["SU", "SO"]
    set_case_fields(both.here.desk, made.case, {"sex": "M"}, both.clock.now())
    assert case_view(both.here.desk, made.case).conflicts == ()
    assert case_of(both.here, made.case).fields.value("sex") == "M"


def test_changes_are_checked_like_the_page(both: Neighbours) -> None:
    made = opened(both)
    for changes, key in (
        ({"sex": "X"}, "vocabulary.not_offered"),
        ({"closure": "C01"}, "field.unknown"),
        ({"household_size": 41}, "number.out_of_range"),
    ):
        with refused(key, InvalidInputError, field=next(iter(changes))):
            set_case_fields(both.here.desk, made.case, changes, both.clock.now())
    with refused("case.unknown"):
        set_case_fields(both.here.desk, NOWHERE, {"sex": "F"}, both.clock.now())


def test_notes_are_added_and_hidden(both: Neighbours) -> None:
    made = opened(both)
    note = add_note(both.here.desk, made.case, "  Called the shelter ", both.clock.now())
    (kept,) = case_of(both.here, made.case).notes
    assert (kept.id, kept.text) == (note, "Called the shelter")
    redact_note(both.here.desk, made.case, note, "Names a neighbour")
    (hidden,) = case_of(both.here, made.case).notes
    assert (hidden.text, hidden.redacted) == ("", True)
    with refused("note.already_redacted"):
        redact_note(both.here.desk, made.case, note, "Again")
    with refused("note.unknown"):
        redact_note(both.here.desk, made.case, WriteId(CommitId(bytes(32)), 0), "No such note")


def test_lines_are_kept_however_they_end(both: Neighbours) -> None:
    made = opened(both)
    add_note(both.here.desk, made.case, "One\r\ntwo\rthree\n", both.clock.now())
    assert [note.text for note in case_of(both.here, made.case).notes] == ["One\ntwo\nthree"]


@pytest.mark.parametrize(
    ("text", "key"),
    [("", "text.required"), (" \n ", "text.required"), ("x" * 281, "text.too_long")],
)
def test_a_note_has_one_to_280_characters(both: Neighbours, text: str, key: str) -> None:
    made = opened(both)
    with refused(key, InvalidInputError, field="note"):
        add_note(both.here.desk, made.case, text, both.clock.now())
    add_note(both.here.desk, made.case, "é" * 280, both.clock.now())


def test_hiding_a_note_says_why(both: Neighbours) -> None:
    made = opened(both)
    note = add_note(both.here.desk, made.case, "Called", both.clock.now())
    with refused("text.required", InvalidInputError, field="reason"):
        redact_note(both.here.desk, made.case, note, " ")


def test_dates_before_the_file(both: Neighbours) -> None:
    """The day before is let pass: what was read or said then is often typed after."""
    made = opened(both)
    add_note(both.here.desk, made.case, "The day before", both.clock.now() - 23 * HOUR)
    with refused("date.before_start", InvalidInputError, field="happened") as caught:
        add_note(both.here.desk, made.case, "Long before", both.clock.now() - 2 * DAY)
    assert caught.value.values["date"] == case_of(both.here, made.case).opened_at


def test_a_need_is_recorded_and_changed(both: Neighbours) -> None:
    made = opened(both)
    entry = NeedEntry("S99", "A cradle", "P1", "Birth this week")
    need = record_need(both.here.desk, made.case, entry, both.clock.now())
    assert need_of(both.here, need).is_open
    changes = {"category": "S13", "detail": "", "priority": "P3", "priority_reason": ""}
    set_need_fields(both.here.desk, need, changes, both.clock.now())
    found = need_of(both.here, need)
    assert (found.category, found.fields.text("priority")) == ("S13", "P3")
    set_need_fields(both.here.desk, need, {"state": "met"}, both.clock.now())
    assert not need_of(both.here, need).is_open


@pytest.mark.parametrize(
    ("changes", "key", "field"),
    [
        ({"category": "S99", "detail": ""}, "vocabulary.text_required", "detail"),
        ({"detail": ""}, "vocabulary.text_required", "detail"),
        ({"priority_reason": ""}, "priority.reason_required", "priority_reason"),
        ({"state": "gone"}, "vocabulary.not_offered", "state"),
        ({"mood": "good"}, "field.unknown", "mood"),
        ({"detail": 3}, "field.unreadable", "detail"),
    ],
)
def test_a_change_is_checked_against_the_need_it_makes(
    both: Neighbours, changes: dict[str, object], key: str, field: str
) -> None:
    made = opened(both, needs=(NeedEntry("S99", "A cradle", "P2", "Birth this week"),))
    (need,) = made.needs
    with refused(key, InvalidInputError, field=field):
        set_need_fields(both.here.desk, need, changes, both.clock.now())  # type: ignore[arg-type]


def test_an_old_need_with_a_conflict_in_priority_is_settled(both: Neighbours) -> None:
    (need,) = opened(both).needs
    fact = Fact(NEED_FIELD.name, need, both.clock.now(), content(field="priority", value="P1"))
    with both.here.store.begin() as work:
        work.record(both.here.desk.stream, (fact,), both.here.desk.actor.id)
    assert need_of(both.here, need).fields.conflicts == ("priority",)
    with refused("priority.reason_required", InvalidInputError):
        set_need_fields(both.here.desk, need, {"priority": "P1"}, both.clock.now())
    set_need_fields(both.here.desk, need, {"priority": "P3"}, both.clock.now())
    assert need_of(both.here, need).fields.conflicts == ()


def test_unknown_records_are_refused(both: Neighbours) -> None:
    now = both.clock.now()
    with refused("need.unknown"):
        set_need_fields(both.here.desk, NeedId(bytes(16)), {"state": "met"}, now)
    with refused("case.unknown"):
        record_need(both.here.desk, NOWHERE, NeedEntry("S10"), now)
    with refused("case.unknown"):
        add_note(both.here.desk, NOWHERE, "Note", now)
    with refused("case.unknown"):
        close_case(both.here.desk, NOWHERE, "C01", "", now)
    with refused("case.unknown"):
        reopen_case(both.here.desk, NOWHERE, now)


def test_a_file_is_closed_and_reopened_under_its_code(both: Neighbours) -> None:
    made = opened(both)
    close_case(both.here.desk, made.case, "C01", "All settled", both.clock.now())
    closed = case_of(both.here, made.case)
    assert not closed.is_open
    assert closed.fields.text("closure_note") == "All settled"
    with refused("case.closed"):
        close_case(both.here.desk, made.case, "C05", "", both.clock.now())
    with refused("case.closed"):
        record_need(both.here.desk, made.case, NeedEntry("S10"), both.clock.now())
    add_note(both.here.desk, made.case, "A letter came late", both.clock.now())
    reopen_case(both.here.desk, made.case, both.clock.now())
    again = case_of(both.here, made.case)
    assert (again.is_open, again.code) == (True, made.code)
    assert again.fields.text("closure_note") == ""
    with refused("case.already_open"):
        reopen_case(both.here.desk, made.case, both.clock.now())


@pytest.mark.parametrize(
    ("reason", "note", "key", "field"),
    [
        ("C00", "", "vocabulary.not_offered", "closure"),
        ("C99", "", "vocabulary.text_required", "closure"),
        ("C07", "", "tries.required", "closure_note"),
        ("C01", "x" * 281, "text.too_long", "closure_note"),
    ],
)
def test_a_closing_says_why(both: Neighbours, reason: str, note: str, key: str, field: str) -> None:
    made = opened(both)
    with refused(key, InvalidInputError, field=field):
        close_case(both.here.desk, made.case, reason, note, both.clock.now())
    assert case_of(both.here, made.case).is_open


def test_two_closings_at_once_are_settled(both: Neighbours) -> None:
    made = opened(both)
    beside(both, made.case, "closure", "C05")
    beside(both, made.case, "closure", "C01")
    close_case(both.here.desk, made.case, "C05", "", both.clock.now())
    assert case_of(both.here, made.case).fields.conflicts == ()
    beside(both, made.case, "closure", "C01")
    reopen_case(both.here.desk, made.case, both.clock.now())
    assert case_of(both.here, made.case).is_open


def test_a_file_with_open_referrals_is_not_closed(both: Neighbours) -> None:
    needs = (NeedEntry("S10"), NeedEntry("S12"), NeedEntry("S06"))
    made = opened(
        both,
        needs=needs,
        sends=tuple(SendEntry(n, both.there.id, request()) for n in range(3)),
    )
    first, second, third = made.referrals
    both.relay()
    now = both.clock.now()
    open_referral(both.there.desk, first, now)
    both.relay()
    cancel_referral(both.here.desk, second, "K03", "", now)
    with refused("case.referrals_open", StillOpenError) as caught:
        close_case(both.here.desk, made.case, "C01", "", now)
    error = caught.value
    assert isinstance(error, StillOpenError)
    assert set(error.referrals) == {first, third}
    assert error.values == {"count": 2}
    for referral in (first, third):
        open_referral(both.there.desk, referral, now)
        with pytest.raises(InvalidInputError):
            complete(both.there.desk, referral, "O01", "", "", now)
    from referral_app.services.answers import accept

    for referral in (first, third):
        accept(both.there.desk, referral, "Room 2", None, "", now)
        start(both.there.desk, referral, now)
        complete(both.there.desk, referral, "O01", "E3", "", now)
    both.relay()
    close_case(both.here.desk, made.case, "C01", "", now)
    assert not case_of(both.here, made.case).is_open


@pytest.mark.parametrize("flag", ["V01", "V12", "V13"])
def test_for_some_risks_the_supervisor_closes(both: Neighbours, flag: str) -> None:
    made = opened(both, fields={"flags": (flag,)})
    with refused("case.supervisor_needed"):
        close_case(both.here.desk, made.case, "C01", "", both.clock.now())
    close_case(both.here.as_(Role.SUPERVISOR), made.case, "C01", "", both.clock.now())
    assert not case_of(both.here, made.case).is_open
