"""Erasing on a supervisor's word, the terms, and what other centres hear."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app.domain.erasure import (
    ERROR_CLOSING,
    LIMITS,
    PROMISED_MONTHS,
    WITHDRAWN_CLOSING,
    Reason,
    Term,
)
from referral_app.domain.identifiers import CaseId
from referral_app.domain.month import Month
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.paths import resource
from referral_app.services.answers import complete
from referral_app.services.cards import code_of_card, print_cards
from referral_app.services.cases import add_note, close_case, record_need
from referral_app.services.counting import events_of
from referral_app.services.erasure import (
    erase_case,
    erase_one_over,
    erase_referral,
    erasure_of,
    hold_case,
    horizon,
    late_facts,
    preview,
)
from referral_app.services.finding import find
from referral_app.services.households import household_of, join
from referral_app.services.intake import NeedEntry, SendEntry
from referral_app.services.month_files import erased_behind
from referral_app.services.months import freeze
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery
from referral_app.services.readings import CASE_PAGE, note_reading, readings, verify_readings
from referral_app.services.referrals import cancel_referral
from referral_app.services.retention import count_over, is_over, set_terms, terms, terms_over
from referral_app.services.today import Todo, today
from referral_app.services.views import case_view
from tests.fakes import DAY, Neighbours, Office
from tests.services.builders import accepted, completed, opened, refused, request
from tests.services.co_desk import co_desk, meet
from tests.services.test_months import RABAT, to

YEARS = 3 * 365 * DAY


def case_of(office: Office) -> CaseId:
    (row,) = office.store.reader.case_page(CaseQuery(open=None)).rows
    return row.id


def test_a_file_is_erased_with_all_that_belongs_to_it(both: Neighbours) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    case, referral = completed(both)
    found = preview(here, case)
    assert (found.needs, found.consents, found.referrals, found.waiting) == (1, 1, 1, ())
    assert Reason.TERM_OVER not in found.reasons
    note_reading(here, CASE_PAGE, case)
    erase_case(here, case, Reason.PERSON_ASKED)
    with refused("case.erased"):
        case_view(here, case)
    with refused("case.erased"):
        add_note(here, case, "Encore", both.clock.now())
    told = erasure_of(here, case)
    assert told
    assert (told.reason, told.author) == ("person_asked", here.actor.id)
    assert both.here.store.reader.referral(referral) is None
    assert find(here, found.code).cases == ()
    (line,) = [one for one in readings(here, 10) if one.record == case]
    assert (line.erased, line.code) == (True, "")
    assert verify_readings(here).broken_at is None
    zone = both.here.store.reader.calendar().commune.zone
    month = Month.of(both.clock.now(), zone)
    assert not list(events_of(both.here.store.reader, month, zone))
    assert erased_behind(here, 3) == 1


def test_nothing_goes_while_somebody_waits(both: Neighbours) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    page = opened(both, sends=(SendEntry(0, both.there.id, request()),))
    with refused("erasure.referrals_open"):
        erase_case(here, page.case, Reason.PERSON_ASKED)
    with refused("erasure.referrals_open"):
        both.relay()
        erase_referral(both.there.as_(Role.SUPERVISOR), page.referrals[0], Reason.IN_ERROR)
    cancel_referral(here, page.referrals[0], "K01", "", both.clock.now())
    erase_case(here, page.case, Reason.PERSON_ASKED)


def test_terms_are_what_people_are_promised_or_less(both: Neighbours) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    assert dict(terms(here).lengths) == LIMITS
    with refused("number.out_of_range", InvalidInputError, field=Term.CLOSED.value):
        set_terms(here, {Term.CLOSED: PROMISED_MONTHS + 1})
    with refused("number.out_of_range", InvalidInputError):
        set_terms(here, {Term.CLOSED: 0})
    set_terms(here, {Term.CLOSED: 6, Term.OPEN: 24})
    assert terms(here).length(Term.CLOSED) == 6
    assert terms(here).length(Term.OPEN) == 24


@pytest.mark.parametrize(
    ("closing", "note", "days", "term"),
    [
        ("", "", 731, Term.OPEN),
        ("C01", "", 731, Term.CLOSED),
        (WITHDRAWN_CLOSING, "", 31, Term.WITHDRAWN),
        (ERROR_CLOSING, "", 31, Term.IN_ERROR),
    ],
)
def test_each_state_has_its_term(
    both: Neighbours, closing: str, note: str, days: int, term: Term
) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    page = opened(both)
    if closing:
        close_case(here, page.case, closing, note, both.clock.now())
    both.clock.advance((days - 2) * DAY)
    assert not is_over(here, page.case)
    assert terms_over(here).rows == ()
    with refused("erasure.term_not_over"):
        erase_case(here, page.case, Reason.TERM_OVER)
    both.clock.advance(3 * DAY)
    (over,) = terms_over(here).rows
    assert (over.case, over.term, over.held) == (page.case, term, False)
    (line,) = [item for item in today(here).to_do if item.kind is Todo.TERM_OVER]
    assert line.count == 1
    assert not [i for i in today(both.here.desk).to_do if i.kind is Todo.TERM_OVER]
    assert erase_one_over(here, over)
    assert not erase_one_over(here, over)
    assert count_over(here) == 0


def test_a_file_that_is_held_stays_past_its_term(both: Neighbours) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    page = opened(both)
    hold_case(here, page.case, "Procédure en cours")
    both.clock.advance(YEARS)
    (over,) = terms_over(here).rows
    assert over.held
    assert terms_over(here).total == 0
    assert not erase_one_over(here, over)
    with refused("erasure.held"):
        erase_case(here, page.case, Reason.TERM_OVER)
    hold_case(here, page.case, "")
    both.clock.advance(YEARS)
    assert erase_one_over(here, terms_over(here).rows[0])


def test_a_referral_received_that_is_in_no_file_has_a_term(both: Neighbours) -> None:
    there = both.there.as_(Role.SUPERVISOR)
    _, referral = completed(both)
    both.clock.advance(YEARS)
    (over,) = terms_over(there).rows
    assert (over.referral, over.term, over.peer) == (referral, Term.RECEIVED, both.here.id)
    assert erase_one_over(there, over)
    assert there.store.reader.referral_page(ReferralQuery(ReferralBox.RECEIVED)).total == 0


def test_what_a_month_counts_waits_until_it_is_frozen(both: Neighbours) -> None:
    here, there = both.here.as_(Role.SUPERVISOR), both.there.as_(Role.SUPERVISOR)
    november = Month.of(both.clock.now(), RABAT)
    opened(both)
    december, january = november.after, november.after.after
    to(both.clock, december)
    freeze(here, november)
    case, referral = completed(both)
    both.clock.advance(YEARS)
    early, over = terms_over(here).rows
    assert early.unfrozen == (), "its month is frozen"
    assert (over.case, over.unfrozen) == (case, (december, january))
    assert preview(here, case).unfrozen == (december, january)
    assert Reason.TERM_OVER not in preview(here, case).reasons
    with refused("erasure.months_open"):
        erase_case(here, case, Reason.TERM_OVER)
    assert not erase_one_over(here, over)
    freeze(here, december)
    assert not erase_one_over(here, over)
    freeze(here, january)
    assert erase_one_over(here, over)
    freeze(there, november)
    (received,) = terms_over(there).rows
    assert (received.referral, received.unfrozen) == (referral, (december,))
    with refused("erasure.months_open"):
        erase_referral(there, referral, Reason.TERM_OVER)
    erase_referral(there, referral, Reason.PERSON_ASKED)


def test_at_the_persons_word_no_month_is_waited_for(both: Neighbours) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    to(both.clock, Month.of(both.clock.now(), RABAT).after)
    freeze(here, Month.of(both.clock.now(), RABAT).before)
    page = opened(both)
    assert preview(here, page.case).unfrozen
    erase_case(here, page.case, Reason.PERSON_ASKED)
    assert here.store.reader.case(page.case) is None


def test_a_centre_that_froze_no_month_waits_for_none(both: Neighbours) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    page = opened(both)
    both.clock.advance(YEARS)
    (over,) = terms_over(here).rows
    assert over.unfrozen == ()
    freeze(here, Month.of(both.clock.now(), RABAT).before)
    (over,) = terms_over(here).rows
    assert over.unfrozen == (), "months before the first that was frozen never were to be"
    assert erase_one_over(here, over)
    assert here.store.reader.case(page.case) is None


def test_the_months_of_a_file_are_those_in_which_it_is_counted(both: Neighbours) -> None:
    """What statistics count and what erasing waits for are asked apart: they must agree."""
    first = Month.of(both.clock.now(), RABAT)
    case, referral = completed(both)
    to(both.clock, first.after.after)
    record_need(both.here.desk, case, NeedEntry("S15"), both.clock.now())
    to(both.clock, first.after.after.after.after)
    close_case(both.here.desk, case, "C01", "", both.clock.now())
    reader = both.here.store.reader
    records = {case, referral, *(need.id for need in reader.needs_of(case))}
    counted, asked, month = set(), set(), first.before
    for _ in range(8):
        if any(event.record in records for event in events_of(reader, month, RABAT)):
            counted.add(month)
        month = month.after
    for one in reader.counted_of(case):
        found = Month.of(one.at, RABAT)
        asked |= {found, found.after} if one.again else {found}
    assert asked == counted
    assert len(asked) == 4


def answered_late(both: Neighbours, closing: str, term: Term) -> tuple[CaseId, int]:
    """A file that was closed while an answer was on its way; it came the day before the term.

    Returns the file and the length of the term in milliseconds.
    """
    here = both.here.as_(Role.SUPERVISOR)
    referral = accepted(both)
    case = case_of(both.here)
    cancel_referral(here, referral, "K01", "", both.clock.now())
    close_case(here, case, closing, "", both.clock.now())
    length = terms(here).days(term) * DAY
    both.clock.advance(length - DAY)
    complete(both.there.desk, referral, "O01", "E3", "", both.clock.now())
    both.relay()
    return case, length


def test_an_answer_after_the_closing_moves_the_term(both: Neighbours) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    case, length = answered_late(both, "C01", Term.CLOSED)
    both.clock.advance(length - DAY)
    assert not is_over(here, case)
    assert terms_over(here).rows == ()
    both.clock.advance(2 * DAY)
    assert is_over(here, case)
    assert [over.case for over in terms_over(here).rows] == [case]


@pytest.mark.parametrize(
    ("closing", "term"),
    [(WITHDRAWN_CLOSING, Term.WITHDRAWN), (ERROR_CLOSING, Term.IN_ERROR)],
)
def test_nobody_elses_answer_puts_off_what_is_promised_within_thirty_days(
    both: Neighbours, closing: str, term: Term
) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    case, _length = answered_late(both, closing, term)
    assert not is_over(here, case)
    both.clock.advance(2 * DAY)
    assert is_over(here, case)


def test_a_card_of_an_erased_file_opens_no_other(both: Neighbours) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    (code,) = print_cards(here, 1)
    page = opened(both, card=code)
    erase_case(here, page.case, Reason.IN_ERROR)
    with refused("card.used", InvalidInputError):
        code_of_card(here.store.reader, code)
    (batch,) = here.store.reader.card_batches()
    assert batch.unused == ()


def test_a_desk_that_comes_late_neither_keeps_nor_brings_it_back(
    both: Neighbours, tmp_path: Path
) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    with co_desk(tmp_path / "co", both.here) as other:
        page = opened(both)
        meet(both.here, other)
        erase_case(here, page.case, Reason.PERSON_ASKED)
        both.clock.advance(DAY)
        add_note(other.desk, page.case, "Canarizouille", both.clock.now())
        meet(other, both.here)
        assert late_facts(here) == 1
        for office in (both.here, other):
            assert office.store.reader.case(page.case) is None
            with office.store.begin() as work:
                commits = work.commits_of(both.here.desk.stream)
                assert not any(b"Canarizouille" in commit.raw for commit in commits)
                assert work.missing(both.here.desk.stream) == ()
        with pytest.raises(RefusedError, match=r"case\.erased"):
            add_note(other.desk, page.case, "Encore", both.clock.now())
        with both.here.store.begin() as one, other.store.begin() as two:
            stream = both.here.desk.stream
            assert one.heads(stream) == two.heads(stream)


def test_a_household_outlives_a_member_who_is_erased(both: Neighbours) -> None:
    here = both.here.as_(Role.SUPERVISOR)
    one, other = opened(both), opened(both)
    join(here, other.case, one.case, "partner", both.clock.now())
    erase_case(here, other.case, Reason.PERSON_ASKED)
    found = household_of(here, one.case)
    assert found
    assert found.others == ()


def test_the_horizon_is_worked_out_from_what_is_kept(both: Neighbours) -> None:
    found = horizon(both.clock.now())
    days = [(at - both.clock.now()) // DAY for at in (found.keys, found.hub, found.backups)]
    assert days == [490, 180, 28]
    assert found.last == found.keys


def test_the_promise_read_to_people_is_the_term(both: Neighbours) -> None:
    for language in ("fr", "ar", "en"):
        text = resource("texts", f"consent_{language}.txt").read_text(encoding="utf-8")
        assert str(PROMISED_MONTHS) in text
    assert max(LIMITS[term] for term in (Term.OPEN, Term.CLOSED)) == PROMISED_MONTHS
    reasons = both.here.desk.vocabularies.closing_reasons
    assert reasons.require(WITHDRAWN_CLOSING, "closure", "").flag("erases")
    assert ERROR_CLOSING in reasons
