"""Summaries of months: rounded ones alone, the newest alone, added up without guessing."""

from __future__ import annotations

from referral_app.domain.facts import Value
from referral_app.domain.month import Month
from referral_app.exchange.sequence import read_sequence
from referral_app.hub.operating import month_of
from referral_app.hub.tables import ENVELOPE, SUMMARY
from referral_app.journal.commit import read_commit
from referral_app.statistics.commune import Interval
from referral_app.statistics.cubes import Place
from tests.hub.desks import Desk, HubAtWork, frames

MONTH = "2026-11"
TOTAL = Place("", ("opened",))
CELLS = {TOTAL: 15, Place("people", ("opened", "0-4", "*")): 5}


def standing(desk: Desk, month: str = MONTH) -> list[dict[str, object]]:
    answer = desk.ask("GET", f"/v1/summaries?month={month}")
    assert answer.status == 200, answer.content
    facts = [read_commit(raw).facts[0] for raw in read_sequence(answer.content, 50, 1 << 20)]
    return [dict(fact.content) for fact in facts if fact]


def error(desk: Desk, envelope: bytes) -> str | None:
    word: str | None = desk.deposit(envelope)[0].get("error")
    return word


def test_a_rounded_summary_stands(hub: HubAtWork) -> None:
    here, there = hub.admitted(), hub.admitted()
    assert error(here, here.seal_summary(MONTH, CELLS)) is None
    [found] = standing(there)
    assert (found["month"], found["revision"]) == (MONTH, 1)
    assert standing(there, "2026-09") == []
    assert there.pull(hub.hub.id).word == (403, "not_yours")


def test_a_higher_revision_takes_the_place_and_the_former_is_gone(hub: HubAtWork) -> None:
    here = hub.admitted()
    first = here.seal_summary(MONTH, CELLS)
    second = here.seal_summary(MONTH, {TOTAL: 20}, revision=2)
    for envelope in (second, first, second):
        assert error(here, envelope) is None
    assert [it["revision"] for it in standing(here)] == [2]
    with hub.hub.database.reading() as connection:
        assert len(connection.execute(SUMMARY.select()).all()) == 1
        assert {row.body for row in connection.execute(ENVELOPE.select())} == {None}


def test_what_is_not_rounded_is_refused(hub: HubAtWork) -> None:
    here = hub.admitted()
    small = {TOTAL: 15, Place("people", ("opened", "0-4", "F")): 1}
    for cells in ({TOTAL: 14}, {TOTAL: -5}, small):
        assert error(here, here.seal_summary(MONTH, cells)) == "bad_summary"
    assert standing(here) == []


OTHER_FORMS: list[dict[str, Value]] = [
    {"method": "none"},
    {"month": "2026-13"},
    {"month": "2026-1"},
    {"codebook": "a sentence about somebody"},
    {"note": "a word"},
    {"lacking": ("a word",)},
    {"revision": -1},
    {"covers": b"short"},
    {"cells": b"nothing"},
]


def test_what_has_another_form_is_refused(hub: HubAtWork) -> None:
    here = hub.admitted()
    sealed = [here.seal_summary(MONTH, CELLS, other=other) for other in OTHER_FORMS]
    assert [it["error"] for it in here.deposit(*sealed)] == ["bad_summary"] * len(sealed)
    assert standing(here) == []


def test_words_in_the_place_of_codes_are_refused(hub: HubAtWork) -> None:
    here = hub.admitted()
    cells = {Place("", ("a person we know",)): 5}
    assert error(here, here.seal_summary(MONTH, cells)) == "bad_summary"


def test_how_many_files_were_left_out_is_a_raw_count(hub: HubAtWork) -> None:
    from referral_app.services.month_codec import pack
    from referral_app.statistics.release import Tables

    here = hub.admitted()
    envelope = here.seal_summary(MONTH, CELLS, other={"cells": pack(Tables(CELLS), (), 3)})
    assert error(here, envelope) == "bad_summary"


def test_nobody_speaks_for_another_centre(hub: HubAtWork) -> None:
    here, stranger = hub.admitted(), hub.centre()
    assert error(here, stranger.seal_summary(MONTH, CELLS)) == "bad_summary"
    second, let_in = here.with_second_desk()
    assert error(here, second.seal_summary(MONTH, CELLS)) == "bad_summary"
    here.bring(here.centre, [let_in.raw])
    assert error(here, second.seal_summary(MONTH, CELLS)) is None
    here.bring(here.centre, [here.retires(second).raw])
    assert error(here, second.seal_summary(MONTH, CELLS, revision=2)) == "bad_summary"


def test_what_is_sealed_to_the_hub_and_is_no_summary_is_refused(hub: HubAtWork) -> None:
    here = hub.admitted()
    assert error(here, here.seal_to_hub()) == "bad_summary"
    assert error(here, here.seal_to_hub(here.founding.commits[0].raw)) == "bad_summary"
    whole = here.seal_summary(MONTH, CELLS)
    assert error(here, whole[:-1] + b"\0") == "bad_summary"


def test_a_month_must_be_named(hub: HubAtWork) -> None:
    here = hub.admitted()
    for query in ("", "?month=2026", "?month=2026-10&month=2026-10", "?month=x"):
        assert here.ask("GET", f"/v1/summaries{query}").word == (400, "malformed")


def test_a_guest_reads_none(hub: HubAtWork) -> None:
    guest = hub.centre()
    assert guest.ask("GET", f"/v1/summaries?month={MONTH}").word == (403, "not_admitted")


def test_centres_add_up_and_those_missing_are_named(hub: HubAtWork) -> None:
    here, there, silent = hub.admitted(), hub.admitted(), hub.admitted()
    here.deposit(here.seal_summary(MONTH, CELLS))
    there.deposit(there.seal_summary(MONTH, {TOTAL: 0}))
    month = month_of(hub.hub.database, Month(2026, 11))
    total = month.totals[TOTAL]
    assert (total.published, total.interval) == (15, Interval(11, 23))
    assert set(month.present) == {here.centre, there.centre}
    assert month.missing == (silent.centre,)
    assert frames(here.ask("GET", f"/v1/summaries?month={MONTH}"))


def test_a_centre_is_not_missing_in_a_month_before_it_was_founded(hub: HubAtWork) -> None:
    here, _silent = hub.admitted(), hub.admitted()
    here.deposit(here.seal_summary("2026-10", CELLS))
    month = month_of(hub.hub.database, Month(2026, 10))
    assert (month.present, month.missing) == ((here.centre,), ())
