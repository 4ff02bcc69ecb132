"""A file that is erased leaves nothing behind but its places, and never comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from referral_app.clock import seeded_randomness
from referral_app.domain import facts
from referral_app.domain.erasure import code_mark
from referral_app.domain.facts import REFERRAL_PURGED, Fact
from referral_app.domain.identifiers import CaseId, ReferralId
from referral_app.errors import RefusedError
from referral_app.journal.commit import Commit, without
from referral_app.journal.erasing import purged
from referral_app.journal.stream import link, own
from referral_app.services.ports import (
    CaseQuery,
    Draft,
    OutgoingEnvelope,
    ReferralBox,
    ReferralQuery,
)
from tests.storage.pages import holding
from tests.storage.peer import Peer, arrive
from tests.storage.stores import (
    AMINA,
    OWN,
    PEER,
    START,
    Opened,
    fact,
    founded,
    identity,
    registers,
    requested,
)
from tests.storage.tables import found_by, projections, refolded, writer

LINK: Final = link(OWN, PEER)
CANARY: Final = "Canarizouille"
CASE: Final = CaseId(b"\x51" * 16)
NEED: Final = b"\x52" * 16
LATER: Final = b"\x53" * 16


def co_desk() -> Peer:
    """Another desk of the same centre, writing in the centre's stream."""
    desk = identity(OWN, bytes(range(2, 34)), b"c" * 8)
    return Peer(desk=desk, chance=seeded_randomness(9), stream=own(OWN))


def erase(opened: Opened, case: CaseId, *records: bytes, code: str = "") -> None:
    mark = code_mark(code) if code else None
    opened.save(purged(case, records, "term_over", START, mark))


def a_file(opened: Opened, text: str = CANARY) -> tuple[CaseId, bytes, ReferralId]:
    """A file of everything in which words can stand, and a referral that was sent."""
    case = opened.open_case(contact_warning=text)
    opened.save(fact(facts.NOTE_ADDED, case, text=text))
    need = opened.add_need(case, detail=text)
    referral = opened.send(case, code_of(opened, case), detail=text)
    with opened.store.begin() as work:
        work.save_draft(Draft("send", need.hex(), AMINA, text, START))
        work.save_draft(Draft("note", "", AMINA, f"{case.hex()} {text}", START))
        work.save_draft(Draft("intake", "", AMINA, "of somebody else", START))
    return case, need, referral


def code_of(opened: Opened, case: CaseId) -> str:
    found = opened.store.reader.case(case)
    assert found
    return found.code


def commits_of(opened: Opened) -> tuple[Commit, ...]:
    with opened.store.begin() as work:
        return (*work.commits_of(opened.stream), *work.commits_of(LINK))


def test_nothing_of_an_erased_file_is_found(opened: Opened) -> None:
    kept = opened.open_case(contact_warning="Autre")
    case, need, referral = a_file(opened)
    code, before = code_of(opened, case), commits_of(opened)
    erase(opened, case, code=code)
    reader = opened.store.reader
    assert reader.case(case) is None
    assert (reader.needs_of(case), reader.need(need)) == ((), None)
    assert reader.referral(referral) is None
    assert reader.writes_about([case])[0].fact.kind == facts.CASE_PURGED.name
    assert [row.id for row in reader.case_page(CaseQuery()).rows] == [kept]
    assert reader.referral_page(ReferralQuery(ReferralBox.SENT)).total == 0
    assert reader.case_page(CaseQuery(text=CANARY)).total == 0
    assert found_by(opened.files, CANARY.lower()) == 0
    assert [draft.form for draft in reader.drafts(AMINA)] == ["intake"]
    assert reader.code_is_spent(code)
    after = {commit.id: commit for commit in commits_of(opened)}
    assert {commit.id for commit in before} <= set(after)
    assert not any(CANARY.encode() in commit.raw for commit in after.values())
    assert refolded(opened.files, OWN) == projections(opened.files)


def test_a_code_is_never_given_again(opened: Opened) -> None:
    """A desk restored from an old backup draws its codes anew."""
    case = opened.open_case()
    code = code_of(opened, case)
    erase(opened, case, code=code)
    with opened.store.begin() as work:
        work.begin_block(7, 0)
        assert work.next_code() != code


def test_what_comes_late_is_dropped_and_counted(opened: Opened) -> None:
    desk = co_desk()
    first = desk.write(
        fact(facts.CASE_OPENED, CASE, code="4231900869"), fact(facts.NOTE_ADDED, CASE, text=CANARY)
    )
    told = desk.write(purged(CASE, (NEED,), "person_asked", START))
    late = desk.write(
        fact(facts.NOTE_ADDED, CASE, text=CANARY),
        fact(facts.NEED_RECORDED, LATER, case=CASE),
        *registers(facts.NEED_FIELD, LATER, detail=CANARY),
        *registers(facts.NEED_FIELD, NEED, detail=CANARY),
        fact(facts.INFORMATION_GIVEN, b"\x60" * 16, category="S10"),
    )
    arrive(opened, told, late, first)
    reader = opened.store.reader
    assert reader.case(CASE) is None
    assert reader.late_facts() == 4
    with opened.store.begin() as work:
        assert work.missing(own(OWN)) == work.commits_of(own(OWN))[0].previous
        assert late.id in work.heads(own(OWN))
    held = {commit.id: commit for commit in commits_of(opened)}
    assert [op is None for op in held[late.id].ops] == [True] * 4 + [False]
    arrive(opened, first, late)
    assert reader.late_facts() == 4, "another copy is not counted"
    assert not any(CANARY.encode() in commit.raw for commit in commits_of(opened))


def test_a_desk_refuses_to_write_about_an_erased_file(opened: Opened) -> None:
    case = opened.open_case()
    erase(opened, case)
    with pytest.raises(RefusedError, match=r"case\.erased"):
        opened.save(fact(facts.NOTE_ADDED, case, text=CANARY))
    with pytest.raises(RefusedError, match=r"case\.erased"):
        opened.save(fact(facts.NEED_RECORDED, LATER, case=case))


def test_a_copy_that_lacks_facts_is_completed_by_a_whole_one(opened: Opened) -> None:
    desk = co_desk()
    whole = desk.write(
        fact(facts.CASE_OPENED, CASE, code="4231900869"), fact(facts.NOTE_ADDED, CASE, text=CANARY)
    )
    arrive(opened, without(whole, (0, 1)))
    assert opened.store.reader.case(CASE) is None
    arrive(opened, without(whole, (0,)))
    arrive(opened, whole)
    found = opened.store.reader.case(CASE)
    assert found
    assert [note.text for note in found.notes] == [CANARY]
    assert refolded(opened.files, OWN) == projections(opened.files)
    erase(opened, CASE)
    arrive(opened, whole)
    assert opened.store.reader.case(CASE) is None
    assert not any(CANARY.encode() in commit.raw for commit in commits_of(opened))


def test_an_erasure_may_come_in_two_copies(opened: Opened) -> None:
    """The fact that erases may itself come late, by a whole copy of its commit."""
    case = opened.open_case()
    told = co_desk().write(purged(case, (), "person_asked", START))
    arrive(opened, without(told, (0,)))
    assert opened.store.reader.case(case)
    arrive(opened, told)
    assert opened.store.reader.case(case) is None


def test_kept_envelopes_are_given_up_and_sealed_anew(opened: Opened) -> None:
    case, _, _ = a_file(opened)
    with opened.store.begin() as work:
        items = work.queued(100)
        work.packed(OutgoingEnvelope(b"e" * 32, PEER, b"sealed", START, delivered=False), items)
        assert not work.queued(100)
    assert any(CANARY.encode() in item.commit for item in items)
    erase(opened, case)
    with opened.store.begin() as work:
        assert work.envelopes_to_deposit() == ()
        again = work.queued(100)
    assert {item.order for item in items} <= {item.order for item in again}
    assert not any(CANARY.encode() in item.commit for item in again)


def test_commits_that_wait_for_their_desk_lose_it_too(opened: Opened) -> None:
    late = co_desk().write(fact(facts.NOTE_ADDED, CASE, text=CANARY))
    with opened.store.begin() as work:
        work.hold(late)
    erase(opened, CASE)
    ((raw,),) = writer(opened.files).all("SELECT raw FROM held_commit")
    assert CANARY.encode() not in raw


def test_the_other_centre_loses_what_the_sender_wrote(opened: Opened, peer: Peer) -> None:
    """We received it: our own half stays until somebody here says so."""
    referral = peer.send(opened, detail=CANARY)
    opened.save(fact(facts.REFERRAL_STATUS, referral, status="received"), stream=LINK)
    arrive(opened, peer.write(Fact(REFERRAL_PURGED.name, referral, START)))
    found = opened.store.reader.referral(referral)
    assert found
    assert (found.request, found.status) == (None, "received")
    (notice,) = opened.store.reader.erasure_notices(10)
    assert (notice.referral, notice.centre, notice.incoming) == (referral, PEER, True)
    assert opened.store.reader.counts().to_answer == 0
    assert not any(CANARY.encode() in commit.raw for commit in commits_of(opened))
    assert refolded(opened.files, OWN) == projections(opened.files)


def test_the_recipient_cannot_take_away_what_we_sent(opened: Opened, peer: Peer) -> None:
    case = opened.open_case()
    referral = opened.send(case, code_of(opened, case), detail="Deux nuits")
    peer.answer(opened, referral, "completed")
    arrive(opened, peer.write(Fact(REFERRAL_PURGED.name, referral, START)))
    found = opened.store.reader.referral(referral)
    assert found
    assert found.request
    assert (found.status, found.request.detail) == ("completed", "Deux nuits")
    assert len(opened.store.reader.erasure_notices(10)) == 1


def test_nothing_else_can_be_named_as_erased(opened: Opened) -> None:
    """People, the centre and its cards stay, whatever a fact of erasure names."""
    told = registers(facts.STAFF_FIELD, AMINA, label="AB")
    erase(opened, CASE, AMINA, OWN)
    opened.save(*told)
    assert [member.label for member in opened.store.reader.staff()] == ["AB"]
    assert opened.store.reader.own_centre().name_fr == "Yacoub El Mansour"


def test_records_that_no_erasure_names_are_added_by_their_desk(opened: Opened) -> None:
    case, need, referral = a_file(opened)
    told = co_desk().write(purged(case, (need,), "term_over", START))
    with opened.store.begin() as work:
        work.accept(told)
        more = work.unlisted()
        assert work.unlisted() == ()
    by_place = dict(more)
    (again,) = by_place[opened.stream]
    assert (again.record, again.get("records")) == (case, (referral,))
    assert [fact.record for fact in by_place[LINK]] == [referral]


def test_no_word_stays_in_any_page_of_the_store(tmp_path: Path) -> None:
    words = [CANARY.encode(), CANARY.lower().encode()]
    with founded(tmp_path) as opened:
        for _ in range(40):
            opened.open_case(contact_warning="Une autre personne")
        case, _, _ = a_file(opened, f"{CANARY} " * 20)
        key, database = opened.files.key, tmp_path / "store.db"
        assert holding(database, key, *words) == words, "the look into pages sees what is there"
        erase(opened, case, code=code_of(opened, case))
        assert opened.store.sweep()
        assert not opened.store.sweep()
        assert holding(database, key, *words) == []
        assert opened.files.integrity() == ()
    assert holding(database, key, *words) == []


def test_what_stands_beside_it_in_a_commit_stays(opened: Opened, peer: Peer) -> None:
    """What is erased of one referral leaves the others of the same commit whole."""
    one, other = (ReferralId(PEER[:8] + bytes([n]) * 8) for n in (1, 2))
    commit = peer.write(requested(one, "4231900869"), requested(other, "4231900869"))
    arrive(opened, commit)
    arrive(opened, peer.write(Fact(REFERRAL_PURGED.name, one, START)))
    assert opened.store.reader.referral(one) is None
    assert opened.store.reader.referral(other)
