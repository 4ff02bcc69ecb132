"""What is saved: facts into records, all or nothing, queued for those whom it concerns."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app.domain import facts
from referral_app.domain.case_code import code_at
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    InvitationId,
    ReferralId,
    StaffId,
    referral_id,
)
from referral_app.domain.staff import Role, Staff
from referral_app.errors import InvalidInputError
from referral_app.journal.stream import link
from referral_app.services.ports import CaseQuery, Draft, Store
from tests.storage.stores import (
    AMINA,
    OWN,
    PEER,
    START,
    Opened,
    fact,
    founded,
    registers,
    reopened,
    requested,
)

NOBODY = b"\x77" * 16


def test_a_case_comes_back_as_saved(opened: Opened) -> None:
    case = opened.open_case(sex="F", languages=("ar", "fr"), household_size=3)
    opened.save(fact(facts.NOTE_ADDED, case, text="Vue ce matin"))
    found = opened.store.reader.case(case)
    assert found is not None
    assert found.fields.text("sex") == "F"
    assert found.fields.texts("languages") == ("ar", "fr")
    assert found.fields.value("household_size") == 3
    assert [note.text for note in found.notes] == ["Vue ce matin"]
    assert (found.opened_at, found.opened_by) == (START, AMINA)
    assert opened.store.reader.cases_with_code(found.code) == (found,)


def test_what_is_not_known_is_none(opened: Opened) -> None:
    reader = opened.store.reader
    assert reader.case(CaseId(NOBODY)) is None
    assert reader.referral(ReferralId(NOBODY)) is None
    assert reader.invitation(InvitationId(NOBODY)) is None
    assert reader.needs_of(CaseId(NOBODY)) == ()
    assert reader.cases_with_code("4231900869") == ()
    assert reader.writes_about([]) == ()
    assert reader.setting("nothing") is None
    assert reader.draft("intake", "", AMINA) is None


def test_needs_and_consents_stand_with_their_case(opened: Opened) -> None:
    case, other = opened.open_case(), opened.open_case()
    need = opened.add_need(case, category="S10", detail="Deux nuits")
    opened.add_need(other, category="S01")
    given: dict[str, Value] = {"form": "written", "language": "fr", "interpreter": False}
    given |= {"recipients": ("*",), "fields": ("sex",), "until": START + 10, "statistics": True}
    opened.save(fact(facts.CONSENT_GIVEN, b"\x41" * 16, case=case, **given))
    opened.save(fact(facts.CONSENT_ENDED, b"\x41" * 16, reason="asked", happened=START))
    reader = opened.store.reader
    assert [found.id for found in reader.needs_of(case)] == [need]
    assert reader.need(need) == reader.needs_of(case)[0]
    (consent,) = reader.consents_of(case)
    assert (consent.recipients, consent.end_reason) == (("*",), "asked")
    assert reader.consents_of(other) == ()


def test_a_referral_is_filed_under_its_case(opened: Opened) -> None:
    case = opened.open_case()
    code = opened.store.reader.case_page(CaseQuery()).rows[0].code
    referral = opened.send(case, code, detail="Une chambre")
    found = opened.store.reader.referral(referral)
    assert found is not None
    assert (found.sender, found.recipient, found.case) == (OWN, PEER, case)
    assert opened.store.reader.referrals_of(case) == (found,)
    assert opened.store.reader.referrals_with_code(code) == (found,)


def test_centres_staff_and_invitations(opened: Opened) -> None:
    invitation = InvitationId(b"\x51" * 16)
    terms = {"secret": b"\x01" * 16, "expires": START + 5, "first_block": 7900, "blocks": 100}
    opened.save(fact(facts.INVITATION_ISSUED, invitation, **terms))
    reader = opened.store.reader
    assert reader.own_centre().name_ar == "يعقوب المنصور"
    assert [centre.name_fr for centre in reader.centres()] == ["Yacoub El Mansour", "Youssoufia"]
    assert [centre.is_own for centre in reader.centres()] == [True, False]
    assert reader.staff() == (Staff(AMINA, "AB", Role.SUPERVISOR),)
    assert [found.used_by for found in reader.invitations()] == [None]
    newcomer = CentreId(b"\x60" * 16)
    opened.save(
        fact(facts.CENTRE_INTRODUCED, newcomer, name_fr="Akkari", name_ar="", invitation=invitation)
    )
    assert [found.used_by for found in reader.invitations()] == [newcomer]


def test_a_person_who_leaves_is_inactive(opened: Opened) -> None:
    badr = StaffId(b"\x0b" * 16)
    fields = {"label": "BC", "role": "reception", "active": True}
    opened.save(*registers(facts.STAFF_FIELD, badr, **fields))
    live = opened.store.reader.writes_about([badr])
    seen = next(w.id for w in live if w.fact.get("field") == "active")
    with opened.store.begin() as work:
        gone = fact(facts.STAFF_FIELD, badr, field="active", value=False)
        gone = type(gone)(gone.kind, gone.record, gone.happened, gone.content, (seen,))
        work.record(opened.stream, [gone], AMINA)
        assert {person.label: person.active for person in work.staff()} == {"AB": True, "BC": False}


def test_a_change_sees_what_it_has_written(opened: Opened) -> None:
    with opened.store.begin() as work:
        case = CaseId(b"\x42" * 16)
        code = work.next_code()
        work.record(opened.stream, [fact(facts.CASE_OPENED, case, code=code)], AMINA)
        assert work.case_page(CaseQuery()).total == 1
        assert [found.id for found in work.cases_with_code(code)] == [case]
        work.record(opened.stream, registers(facts.CASE_FIELD, case, sex="F"), AMINA)
        assert work.case_page(CaseQuery()).rows[0].sex == "F"
        assert opened.store.reader.case(case) is None
    assert opened.store.reader.case(case)


def test_all_of_a_change_or_nothing(opened: Opened) -> None:
    def fails() -> None:
        with opened.store.begin() as work:
            code = work.next_code()
            work.record(opened.stream, [fact(facts.CASE_OPENED, NOBODY, code=code)], AMINA)
            work.save_draft(Draft("intake", "", AMINA, "{}", START))
            work.put_setting("language", "ar")
            raise ZeroDivisionError

    with opened.store.begin() as work:
        first = work.next_code()
        before = work.heads(opened.stream)
    with pytest.raises(ZeroDivisionError):
        fails()
    reader = opened.store.reader
    assert reader.case_page(CaseQuery()).total == 0
    assert (reader.draft("intake", "", AMINA), reader.setting("language")) == (None, None)
    with opened.store.begin() as work:
        assert work.heads(opened.stream) == before
        assert work.next_code() not in ("", first)


def test_what_has_no_form_changes_nothing(opened: Opened) -> None:
    with pytest.raises(InvalidInputError):
        opened.save(fact(facts.NOTE_ADDED, NOBODY, text="half a character \ud800"))
    assert opened.open_case()


def test_commits_of_a_desk_form_a_chain(opened: Opened) -> None:
    for _ in range(3):
        opened.open_case()
    with opened.store.begin() as work:
        chain = work.commits_of(opened.stream)
        assert [commit.seq for commit in chain] == [1, 2, 3, 4]
        assert [commit.previous for commit in chain[1:]] == [(c.id,) for c in chain[:-1]]
        assert work.heads(opened.stream) == (chain[-1].id,)
        assert work.missing(opened.stream) == ()
        assert [stream for stream in work.streams() if stream == opened.stream]


def test_logical_time_never_runs_back(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        opened.open_case()
        opened.clock.advance(-(10**9))
        case = opened.open_case()
        times = [write.hlc for write in opened.store.reader.writes_about([case])]
    with reopened(tmp_path, at=START) as again:
        again.clock.advance(-(10**9))
        case = again.open_case()
        assert again.store.reader.writes_about([case])[0].hlc > max(times)


def test_a_code_under_which_a_referral_came_back_is_passed_over(opened: Opened) -> None:
    """A restored desk may know a person by a referral alone: the file was in no envelope."""
    used = code_at(bytes(32), 7, 0).digits
    opened.save(requested(referral_id(OWN, bytes(8)), used), stream=link(OWN, PEER))
    with opened.store.begin() as work:
        assert work.next_code() == code_at(bytes(32), 7, 1).digits


def test_link_facts_go_to_the_peer_and_own_facts_stay(opened: Opened) -> None:
    with opened.store.begin() as work:
        work.record(link(OWN, PEER), [requested(ReferralId(NOBODY), "4231900869")], AMINA)
        (item,) = work.queued(10)
        assert item.destination == PEER
        assert item.commit == work.commits_of(link(OWN, PEER))[0].raw
    assert opened.store.reader.waiting_to_leave() == 1


def test_drafts_and_settings(opened: Opened) -> None:
    badr = StaffId(b"\x0b" * 16)
    old, new = (Draft("intake", "", AMINA, text, START) for text in ("{}", '{"note": "…"}'))
    with opened.store.begin() as work:
        for draft in (old, new, Draft("note", "x", AMINA, "{}", START)):
            work.save_draft(draft)
        work.save_draft(Draft("intake", "", badr, "{}", START))
        work.put_setting("language", "ar")
        work.put_setting("language", "fr")
    reader = opened.store.reader
    assert reader.draft("intake", "", AMINA) == new
    assert {draft.form for draft in reader.drafts(AMINA)} == {"intake", "note"}
    assert reader.setting("language") == "fr"
    with opened.store.begin() as work:
        work.drop_draft("intake", "", AMINA)
    assert reader.draft("intake", "", AMINA) is None
    assert reader.draft("intake", "", badr)


def test_the_store_is_what_services_ask_for(opened: Opened) -> None:
    store: Store = opened.store
    assert store.reader.counts().open_cases == 0
