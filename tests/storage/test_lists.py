"""Lists page by key, count what they leave out, and are searched by folded words."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral_app.domain import facts
from referral_app.domain.facts import Fact, Value
from referral_app.domain.identifiers import CaseId, Moment, ReferralId, referral_id
from referral_app.journal.stream import link
from referral_app.services.ports import CaseQuery, Counts, ReferralBox, ReferralQuery, UrgentQuery
from tests.storage.peer import Peer
from tests.storage.stores import (
    AMINA,
    OWN,
    PEER,
    START,
    Opened,
    case_facts,
    fact,
    founded,
    registers,
)

HOUR = 3_600_000


def code_of(opened: Opened, case: CaseId) -> str:
    found = opened.store.reader.case(case)
    assert found
    return found.code


def answer(opened: Opened, referral: ReferralId, status: str, **more: Value) -> None:
    """Say something new in our own half, in place of what we said before."""
    bare = fact(facts.REFERRAL_STATUS, referral, status=status, **more)
    known = opened.store.reader.referral(referral)
    half = known and (known.sender_half if known.sender == OWN else known.recipient_half)
    said = Fact(bare.kind, referral, START, bare.content, half.seen if half else ())
    opened.save(said, stream=link(OWN, PEER))


def test_pages_follow_one_another_without_gap_or_doubling(opened: Opened) -> None:
    cases = []
    with opened.store.begin() as work:
        for number in range(25):
            case = CaseId(opened.chance(16))
            when = Moment(START + number // 3 * HOUR)  # several acts at the same moment
            opened_at = [
                Fact(f.kind, f.record, when, f.content) for f in case_facts(case, work.next_code())
            ]
            opened.clock.advance(HOUR)
            work.record(opened.stream, opened_at, AMINA)
            cases.append((when, case))
    rows, after = [], None
    while True:
        page = opened.store.reader.case_page(CaseQuery(after=after, limit=7))
        assert page.total == 25
        if not page.rows:
            break
        rows += page.rows
        after = (page.rows[-1].last_at, page.rows[-1].id)
    assert [(row.last_at, row.id) for row in rows] == sorted(cases, reverse=True)


def test_a_row_says_what_the_case_holds(opened: Opened) -> None:
    case = opened.open_case(sex="F", age_band="25-34", district="youssoufia")
    opened.add_need(case, category="S10")
    met = opened.add_need(case, category="S01", state="met")
    opened.send(case, code_of(opened, case))
    (row,) = opened.store.reader.case_page(CaseQuery()).rows
    assert (row.sex, row.age_band, row.district) == ("F", "25-34", "youssoufia")
    assert (row.needs, row.open_needs, row.referrals_waiting) == (2, 1, 1)
    assert (row.open, row.in_conflict, row.opened_at) == (True, False, START)
    # Another value by someone who had not seen the first one: a person must choose.
    opened.save(*registers(facts.NEED_FIELD, met, state="open"))
    assert opened.store.reader.case_page(CaseQuery()).rows[0].in_conflict


def test_the_latest_act_comes_first_whatever_record_it_is_about(opened: Opened) -> None:
    first, second = opened.open_case(), opened.open_case()
    opened.clock.advance(2 * HOUR)
    need = opened.add_need(first)
    later = fact(facts.NEED_FIELD, need, Moment(START + HOUR), field="detail", value="x")
    opened.save(later)
    rows = opened.store.reader.case_page(CaseQuery()).rows
    assert [row.id for row in rows] == [first, second]
    assert rows[0].last_at == START + HOUR


def test_an_ending_set_for_the_future_is_no_act_yet(opened: Opened) -> None:
    case = opened.open_case()
    far = Moment(START + 10**10)
    given: dict[str, Value] = {"form": "written", "language": "fr", "interpreter": False}
    given |= {"recipients": (), "fields": (), "until": far, "statistics": True}
    opened.save(fact(facts.CONSENT_GIVEN, b"\x41" * 16, case=case, **given))
    opened.save(fact(facts.CONSENT_ENDED, b"\x41" * 16, far, reason="asked"))
    opened.save(fact(facts.NOTE_ADDED, case, far, text="daté trop tard"))
    assert opened.store.reader.case_page(CaseQuery()).rows[0].last_at < far


def test_closed_cases_are_a_list_of_their_own(opened: Opened) -> None:
    kept, closed = opened.open_case(), opened.open_case(closure="C1")
    reader = opened.store.reader
    assert [row.id for row in reader.case_page(CaseQuery()).rows] == [kept]
    assert [row.id for row in reader.case_page(CaseQuery(open=False)).rows] == [closed]
    assert reader.case_page(CaseQuery(open=None)).total == 2


def test_sent_and_received_referrals_are_two_boxes(opened: Opened) -> None:
    case = opened.open_case()
    sent = opened.send(case, code_of(opened, case), detail="Une chambre calme")
    peer = Peer()
    received = peer.send(opened, detail="Un médecin")
    reader = opened.store.reader
    (mine,) = reader.referral_page(ReferralQuery(ReferralBox.SENT)).rows
    assert (mine.id, mine.incoming, mine.peer, mine.case) == (sent, False, PEER, case)
    assert (mine.category, mine.priority, mine.status) == ("S10", "P2", "requested")
    (theirs,) = reader.referral_page(ReferralQuery(ReferralBox.RECEIVED)).rows
    assert (theirs.id, theirs.incoming, theirs.peer, theirs.case) == (received, True, PEER, None)
    assert reader.referral_page(ReferralQuery(ReferralBox.TO_CHECK)).total == 0
    for text, box, total in (
        ("chambre", ReferralBox.SENT, 1),
        ("chambre", ReferralBox.RECEIVED, 0),
        ("medecin", ReferralBox.RECEIVED, 1),
        (mine.case_code[:5], ReferralBox.SENT, 1),
    ):
        assert reader.referral_page(ReferralQuery(box, text=text)).total == total


def test_figures_follow_a_referral_to_its_end(opened: Opened) -> None:
    case = opened.open_case()
    sent = opened.send(case, code_of(opened, case))
    peer = Peer()
    received = peer.send(opened)
    reader = opened.store.reader
    assert reader.counts() == Counts(1, 1, 0, 0, 1, 0)
    answer(opened, received, "received")
    assert reader.counts().to_answer == 1
    answer(opened, received, "rejected", reason="D1")
    peer.answer(opened, sent, "received")
    peer.answer(opened, sent, "accepted")
    assert reader.counts() == Counts(0, 0, 0, 0, 1, 0)
    waiting = ReferralQuery(ReferralBox.RECEIVED, waiting=True)
    assert reader.referral_page(waiting).total == 0
    peer.answer(opened, sent, "completed", outcome="O1")
    assert reader.counts() == Counts(0, 0, 1, 0, 1, 0)
    query = ReferralQuery(ReferralBox.SENT, statuses=("completed", "failed"), waiting=True)
    assert [row.id for row in reader.referral_page(query).rows] == [sent]
    opened.save(
        fact(facts.REFERRAL_LOOP, sent, field="loop", value=("closed", "completed")),
        stream=link(OWN, PEER),
    )
    assert reader.counts() == Counts(0, 0, 0, 0, 1, 0)
    assert reader.referral_page(query).total == 0
    (row,) = reader.referral_page(ReferralQuery(ReferralBox.SENT)).rows
    assert (row.status, row.loop_closed, row.marked) == ("completed", True, False)


def test_a_cancelled_referral_waits_for_nobody(opened: Opened) -> None:
    case = opened.open_case()
    sent = opened.send(case, code_of(opened, case))
    answer(opened, sent, "cancelled", reason="K1")
    assert opened.store.reader.counts() == Counts(0, 0, 0, 0, 1, 0)
    (row,) = opened.store.reader.case_page(CaseQuery()).rows
    assert row.referrals_waiting == 0


def test_what_must_be_looked_at_is_in_a_tray(opened: Opened) -> None:
    case = opened.open_case()
    sent = opened.send(case, code_of(opened, case))
    peer = Peer()
    peer.answer(opened, sent, "teleported")
    reader = opened.store.reader
    (row,) = reader.referral_page(ReferralQuery(ReferralBox.TO_CHECK)).rows
    assert (row.id, row.marked, row.status) == (sent, True, "requested")
    assert reader.counts().to_check == 1


def test_an_answer_before_its_request_is_shown_incomplete(opened: Opened) -> None:
    lost = referral_id(PEER, b"12345678")
    answer(opened, lost, "received")
    (row,) = opened.store.reader.referral_page(ReferralQuery(ReferralBox.RECEIVED)).rows
    assert (row.id, row.case_code, row.marked) == (lost, "", True)


def test_pages_of_referrals_follow_one_another(opened: Opened) -> None:
    peer = Peer()
    ids = {peer.send(opened) for _ in range(10)}
    seen: list[ReferralId] = []
    after = None
    while rows := opened.store.reader.referral_page(
        ReferralQuery(ReferralBox.RECEIVED, after=after, limit=3)
    ).rows:
        seen += [row.id for row in rows]
        after = (rows[-1].last_at, rows[-1].id)
    assert (len(seen), set(seen)) == (10, ids)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("P1", "P2", "P3", "")),
            st.sampled_from(("", "received", "on-hold", "accepted")),
            st.integers(-400, 400),
        ),
        max_size=12,
    ),
    st.integers(1, 6),
)
def test_what_breaks_next_comes_first(drawn: list[tuple[str, str, int]], limit: int) -> None:
    """As all that waits would be sorted, cut where the page ends and counted whole."""
    with TemporaryDirectory() as folder, founded(Path(folder)) as opened:
        peer, reader = Peer(), opened.store.reader
        for priority, status, hours in drawn:
            id_ = peer.send(opened, priority=priority)
            if status:
                review = Moment(START + hours * HOUR)
                answer(
                    opened, id_, status, **({"review_at": review} if status == "on-hold" else {})
                )
        waiting = reader.referral_page(ReferralQuery(ReferralBox.RECEIVED, waiting=True)).rows
        now, by = Moment(opened.clock.now() + 200 * HOUR), Moment(START + 300 * HOUR)
        for statuses in (("requested", "received", "on-hold"), ("accepted",)):
            for due_by in (None, by):
                held = [
                    row
                    for row in waiting
                    if row.status in statuses
                    and (row.status != "on-hold" or row.since <= now)
                    and (due_by is None or (row.due is not None and row.due <= due_by))
                ]
                held.sort(
                    key=lambda row: (
                        row.priority != "P1",
                        row.due is None,
                        row.due or 0,
                        row.since,
                        row.id,
                    )
                )
                query = UrgentQuery(ReferralBox.RECEIVED, now, statuses, limit, due_by)
                page = reader.urgent_referrals(query)
                assert list(page.rows) == held[:limit]
                assert page.total == len(held)
