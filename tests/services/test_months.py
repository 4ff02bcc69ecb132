"""A month counted, frozen, corrected; at one desk and at two that did not know of each other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.clock import ManualClock
from referral_app.domain.identifiers import Moment, StaffId
from referral_app.domain.month import Frozen, Month, MonthId, standing
from referral_app.domain.staff import Role
from referral_app.errors import ForeignDataError, InvalidInputError
from referral_app.journal import codec
from referral_app.services.answers import accept, open_referral, refuse
from referral_app.services.cases import close_case, record_need
from referral_app.services.desk import Desk
from referral_app.services.intake import NeedEntry, SendEntry
from referral_app.services.month_codec import pack, unpack
from referral_app.services.months import (
    FrozenMonth,
    count_month,
    differences,
    freeze,
    frozen_month,
    months,
    preview_month,
)
from referral_app.statistics.cubes import ALL, Place
from referral_app.statistics.indicators import Indicator, Row, indicators
from referral_app.statistics.release import Publication, Tables
from referral_app.statistics.tally import PEOPLE, SERVICES, Merge
from tests.fakes import DAY, HOUR, START, Neighbours, Office
from tests.services.builders import consent, opened, refused, request
from tests.services.co_desk import co_desk, meet
from tests.services.outside import sent_outside, service

RABAT = ZoneInfo("Africa/Casablanca")
NOVEMBER = Month.of(START, RABAT)
DECEMBER = NOVEMBER.after


def supervisor(office: Office) -> Desk:
    return office.as_(Role.SUPERVISOR)


def to(clock: ManualClock, month: Month, day: int = 2) -> None:
    """Go to a day of a month."""
    clock.advance(month.start(RABAT) + (day - 1) * DAY + 9 * HOUR - clock.now())


def figure(tables: Tables, indicator: str, key: str) -> Row:
    found: Indicator = next(one for one in indicators(tables) if one.id == indicator)
    return dict(found.leading)[key]


def busy(both: Neighbours) -> None:
    """A month of work: 8 files, 9 needs, 3 referrals there, 1 to a hospital, 1 closed."""
    hospital = service(both.here)
    sent = [
        opened(both, sends=(SendEntry(0, both.there.id, request()),)).referrals[0] for _ in range(3)
    ]
    sent_outside(both, hospital)
    plain = [
        opened(both, fields={"sex": "M", "age_band": "12-14", "caregiver": "mother"})
        for _ in range(4)
    ]
    record_need(both.here.desk, plain[0].case, NeedEntry("S15"), both.clock.now())
    both.relay()
    for referral in sent:
        open_referral(both.there.desk, referral, both.clock.now())
    accept(both.there.desk, sent[0], "Room 2", None, "", both.clock.now())
    refuse(both.there.desk, sent[1], "D01", "service", "", "", both.clock.now())
    both.relay()
    close_case(both.here.desk, plain[1].case, "C05", "", both.clock.now())


def test_a_month_counts_what_happened_in_it(both: Neighbours) -> None:
    busy(both)
    tables = count_month(supervisor(both.here), NOVEMBER)
    assert figure(tables, "I01", "persons").counted == 8
    assert figure(tables, "I01", "households").counted == 8
    assert figure(tables, "I04", "needs_per_file") == Row((), 9, 8)
    assert figure(tables, "I06", "sent").counted == 4
    assert figure(tables, "I06", "received").counted == 0
    assert figure(tables, "I25", "closed").counted == 1
    assert tables.count(SERVICES, "sent", "S10", "service") == 1
    assert tables.count(SERVICES, "closed", "under_1", "C05") == 1
    assert tables.count(PEOPLE, "opened", "12-17", "M") == 4
    there = count_month(supervisor(both.there), NOVEMBER)
    assert figure(there, "I06", "received").counted == 3
    assert figure(there, "I01", "persons").counted == 0


def test_rates_look_at_what_was_sent_the_month_before(both: Neighbours) -> None:
    busy(both)
    to(both.clock, DECEMBER)
    tables = count_month(supervisor(both.here), DECEMBER)
    assert figure(tables, "I12", "accepted_of_sent") == Row((), 1, 4)
    assert figure(tables, "I12", "accepted_of_decided") == Row((), 1, 2)
    assert figure(tables, "I13", "refused_of_sent") == Row((), 1, 4)
    assert tables.count(SERVICES, "cohort", ALL, "D01.service") == 1
    assert figure(tables, "I01", "persons").counted == 0


def test_a_day_entered_later_counts_when_it_happened(both: Neighbours) -> None:
    happened = both.clock.now()
    to(both.clock, DECEMBER)
    opened(both, happened=happened, consent=None)
    boss = supervisor(both.here)
    assert figure(count_month(boss, NOVEMBER), "I01", "persons").counted == 1
    assert figure(count_month(boss, DECEMBER), "I01", "persons").counted == 0


def test_months_begin_at_midnight_in_rabat() -> None:
    month = Month(2026, 3)  # in Ramadan, when Morocco is on UTC; before and after on UTC+1
    first = datetime.fromtimestamp(month.start(RABAT) / 1000, UTC)
    assert first == datetime(2026, 3, 1, tzinfo=UTC)
    november = datetime.fromtimestamp(NOVEMBER.start(RABAT) / 1000, UTC)
    assert november == datetime(2026, 10, 31, 23, tzinfo=UTC)
    last = Moment(NOVEMBER.start(RABAT) - 1)
    assert Month.of(last, RABAT) == NOVEMBER.before
    assert not NOVEMBER.holds(last, RABAT)
    assert NOVEMBER.holds(NOVEMBER.start(RABAT), RABAT)


@given(st.integers(2000, 2100), st.integers(1, 12))
def test_months_are_written_and_read(year: int, number: int) -> None:
    month = Month(year, number)
    assert Month.parse(str(month)) == month
    assert month.before.after == month == month.after.before
    assert month < month.after


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "octobre", "2026-10-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with refused("month.unreadable", InvalidInputError, field="month"):
        Month.parse(text)


def test_who_said_no_is_counted_inside_and_left_out_of_what_is_published(both: Neighbours) -> None:
    now = both.clock.now()
    for agrees in [True] * 7 + [False] * 3:
        opened(both, consent=consent(both.there.id, now=now, statistics=agrees))
    to(both.clock, DECEMBER)
    frozen = freeze(supervisor(both.here), NOVEMBER)
    assert figure(frozen.exact, "I01", "persons").counted == 10
    assert figure(frozen.published, "I01", "persons").counted in (5, 10)
    assert frozen.left_out == 3


def test_a_frozen_month_stays_as_it_is(both: Neighbours) -> None:
    busy(both)
    to(both.clock, DECEMBER)
    boss = supervisor(both.here)
    frozen = freeze(boss, NOVEMBER)
    opened(both, happened=Moment(START), consent=None)
    assert frozen_month(boss, NOVEMBER) == frozen
    assert months(boss) == (NOVEMBER,)
    assert figure(frozen.exact, "I01", "persons").counted == 8
    for place, count in frozen.published.cells.items():
        assert count % 5 == 0, place


def test_published_tables_add_up_and_are_the_same_each_time(both: Neighbours) -> None:
    busy(both)
    to(both.clock, DECEMBER)
    boss = supervisor(both.here)
    first, second = preview_month(boss, NOVEMBER), preview_month(boss, NOVEMBER)
    assert first == second
    assert isinstance(first.outcome, Publication)
    published = freeze(boss, NOVEMBER).published
    assert {p: n for p, n in first.outcome.tables.cells.items() if n} == {
        p: n for p, n in published.cells.items() if n
    }
    for act in ("opened", "need", "sent"):
        by_people = sum(
            published.count(PEOPLE, act, age, ALL) for age in published.codes(PEOPLE, act, 1)
        )
        by_services = sum(
            published.count(SERVICES, act, what, ALL) for what in published.codes(SERVICES, act, 1)
        )
        assert by_people == by_services == published.count(SERVICES, act, ALL, ALL)


def test_the_month_that_still_runs_is_refused(both: Neighbours) -> None:
    boss = supervisor(both.here)
    with refused("month.not_over"):
        freeze(boss, NOVEMBER)
    with refused("month.not_over"):
        preview_month(boss, DECEMBER)


def test_a_correction_is_a_revision_with_its_reason(both: Neighbours) -> None:
    busy(both)
    to(both.clock, DECEMBER)
    boss = supervisor(both.here)
    first = freeze(boss, NOVEMBER)
    with refused("month.unchanged"):
        freeze(boss, NOVEMBER, "again")
    opened(both, happened=Moment(START), consent=None)
    with refused("month.reason_required", InvalidInputError, field="word"):
        freeze(boss, NOVEMBER)
    second = freeze(boss, NOVEMBER, "A day on paper was typed in")
    assert (first.revision, second.revision) == (1, 2)
    assert second.word == "A day on paper was typed in"
    changed = differences(first.exact, second.exact)
    assert changed[Place("", ("opened",))] == (8, 9)
    assert Place("", ("sent",)) not in changed
    # Nobody new agreed to be published, so nothing that was published moves.
    assert differences(first.published, second.published) == {}


def test_a_desk_that_was_not_heard_needs_the_supervisors_word(
    both: Neighbours, tmp_path: Path
) -> None:
    add_desk(both.here, tmp_path)
    opened(both)
    to(both.clock, DECEMBER)
    boss = supervisor(both.here)
    assert len(preview_month(boss, NOVEMBER).lacking) == 1
    with refused("month.desks_missing", InvalidInputError, field="word"):
        freeze(boss, NOVEMBER)
    frozen = freeze(boss, NOVEMBER, "Desk 2 is under repair")
    assert len(frozen.lacking) == 1


def add_desk(office: Office, folder: Path) -> None:
    """A second desk that is a member of the centre and was never heard."""
    from referral_app.clock import seeded_randomness
    from referral_app.domain.facts import MEMBER_ADDED, Fact, content
    from referral_app.exchange.keys import DeskKeys
    from referral_app.journal.stream import membership

    keys = DeskKeys.generate(seeded_randomness(7))
    added = Fact(
        MEMBER_ADDED.name,
        keys.device,
        office.clock.now(),
        content(sign_key=keys.sign_key, kem_key=keys.kem_key, role="desk", label="2"),
    )
    with office.store.begin() as work:
        work.record(membership(office.id), (added,), office.desk.actor.id)


def test_two_desks_that_freeze_one_month_agree_on_which_stands(
    both: Neighbours, tmp_path: Path
) -> None:
    opened(both)
    to(both.clock, DECEMBER)
    with co_desk(tmp_path / "second", both.here) as second:
        here = freeze(supervisor(both.here), NOVEMBER)
        there = freeze(supervisor(second), NOVEMBER, "Desk 1 was not heard")
        meet(both.here, second)
        stands = [frozen_month(supervisor(one), NOVEMBER) for one in (both.here, second)]
        assert stands[0] is not None
        assert stands[0] == stands[1]
        assert stands[0].id == min(here.id, there.id)
        assert stands[0].rivals == 1
        keys = {one.store.reader.statistics_key() for one in (both.here, second)}
        assert len(keys) == 1


frozen_facts = st.lists(
    st.builds(
        lambda id_, revision: Frozen(
            MonthId(id_), "2026-10", revision, b"", b"", b"", (), None, "", Moment(0), StaffId(b"")
        ),
        st.binary(min_size=16, max_size=16),
        st.integers(1, 3),
    ),
    max_size=6,
)


@given(frozen_facts, st.randoms())
def test_which_stands_hangs_on_no_order(frozen: list[Frozen], random: object) -> None:
    shuffled = list(frozen)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = standing(frozen)
    assert found == standing(shuffled)
    if frozen:
        top = max(one.revision for one in frozen)
        assert {one.id for one in found} == {one.id for one in frozen if one.revision == top}


def test_joined_categories_are_kept_with_the_month(both: Neighbours) -> None:
    busy(both)
    to(both.clock, DECEMBER)
    frozen = freeze(supervisor(both.here), NOVEMBER, merges=(Merge.AGES, Merge.SERVICES))
    assert frozen.merges == (Merge.AGES, Merge.SERVICES)
    assert set(frozen.published.codes(PEOPLE, "opened", 1)) <= {"0-17", "18+", "unknown"}
    assert set(frozen.published.codes(SERVICES, "need", 1)) <= {"P5", "P1"}
    assert "S10" in frozen.exact.codes(SERVICES, "need", 1)


cells = st.dictionaries(
    st.one_of(
        st.builds(Place, st.just(""), st.tuples(st.text(max_size=5))),
        st.builds(
            Place,
            st.sampled_from([SERVICES, PEOPLE]),
            st.tuples(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5)),
        ),
    ),
    st.integers(0, 10**6),
)


@given(cells, st.lists(st.sampled_from(Merge), unique=True), st.integers(0, 1000))
def test_tables_come_back_as_they_were_packed(
    known: dict[Place, int], merges: list[Merge], left_out: int
) -> None:
    packed = unpack(pack(Tables(known), tuple(merges), left_out))
    assert {p: n for p, n in packed.tables.cells.items() if n} == {
        p: n for p, n in known.items() if n
    }
    assert (packed.merges, packed.left_out) == (tuple(merges), left_out)


@pytest.mark.parametrize(
    "form",
    [
        (2, (), (), (), 0),
        (1, ("a",), ((0, 5, 1),), (), 0),
        (1, ("a",), ((9, 0, 1),), (), 0),
        (1, ("a",), (("x", 0, 1),), (), 0),
        (1, (), (), ("new",), 0),
        "other",
    ],
)
def test_tables_of_a_newer_program_are_refused_by_a_sentence(form: object) -> None:
    with refused("month.unreadable_tables", ForeignDataError):
        unpack(codec.encode(form))  # type: ignore[arg-type]


def test_a_month_names_what_it_covers(both: Neighbours) -> None:
    busy(both)
    to(both.clock, DECEMBER)
    boss = supervisor(both.here)
    preview_month(boss, NOVEMBER)  # draws the key, so that freezing adds one commit and no more
    digest = both.here.store.reader.journal_digest()
    frozen: FrozenMonth = freeze(boss, NOVEMBER)
    assert frozen.covers == digest != both.here.store.reader.journal_digest()
