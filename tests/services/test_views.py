"""What screens show of a case and of a referral, and the search box."""

from __future__ import annotations

import pytest

from referral_app.domain.identifiers import CaseId, Moment, ReferralId
from referral_app.domain.referral import Status
from referral_app.services.answers import complete
from referral_app.services.cases import (
    NeedEntry,
    add_note,
    close_case,
    record_need,
    redact_note,
    set_case_fields,
    set_need_fields,
)
from referral_app.services.consents import end_consent
from referral_app.services.drafts import discard_draft, draft, drafts, keep_draft
from referral_app.services.finding import Found, find
from referral_app.services.intake import CaseOpened, SendEntry
from referral_app.services.loops import close_loop, record_follow_up
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery
from referral_app.services.referrals import cancel_referral, send_referral
from referral_app.services.timeline import REDACTED, TimelineEntry
from referral_app.services.views import (
    case_page,
    case_view,
    referral_page,
    referral_view,
)
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import accepted, opened, refused, request, sent, write_status


def story(entries: tuple[TimelineEntry, ...]) -> list[str]:
    """Kinds, oldest first."""
    return [entry.kind for entry in reversed(entries)]


def lived(both: Neighbours) -> tuple[CaseOpened, ReferralId]:
    """A case from its opening to its end, an hour between one act and the next."""
    page = opened(both, note="Came with a neighbour")
    (need,) = page.needs
    assert page.consent
    desk, case = both.here.desk, page.case
    both.clock.advance(HOUR)
    referral = send_referral(desk, need, both.there.id, request(), both.clock.now())
    both.clock.advance(HOUR)
    record_follow_up(desk, referral, "telephone", "E2", "O06", "Nobody came", both.clock.now())
    both.clock.advance(HOUR)
    cancel_referral(desk, referral, "K05", "", both.clock.now())
    both.clock.advance(HOUR)
    set_case_fields(desk, case, {"district": "sale", "sex": "M"}, both.clock.now())
    both.clock.advance(HOUR)
    set_need_fields(desk, need, {"state": "no_longer_wanted"}, both.clock.now())
    both.clock.advance(HOUR)
    end_consent(desk, page.consent, "Left", both.clock.now())
    both.clock.advance(HOUR)
    close_case(desk, case, "C05", "", both.clock.now())
    return page, referral


def test_a_case_is_told_from_its_opening_to_its_end(both: Neighbours) -> None:
    page, referral = lived(both)
    entries = case_view(both.here.desk, page.case).timeline
    told = story(entries)
    assert set(told[:4]) == {"case.opened", "note.added", "need.recorded", "consent.given"}
    assert told[4:] == [
        "requested",
        "follow_up.recorded",
        "cancelled",
        "case.field",
        "need.field",
        "consent.ended",
        "case.field",
    ]
    by_kind = {entry.kind: entry for entry in reversed(entries)}
    opening = by_kind["case.opened"]
    assert opening.values["code"] == page.code
    assert opening.values["languages"] == ("fr", "wo")
    assert by_kind["need.recorded"].values["category"] == "S10"
    assert by_kind["requested"].values["category"] == "S10"
    assert by_kind["requested"].record == referral
    assert by_kind["cancelled"].values == {"reason": "K05", "text": ""}
    assert by_kind["case.field"].values == {"closure": "C05"}
    changed = [entry for entry in entries if entry.kind == "case.field"][-1]
    assert changed.values == {"district": "sale", "sex": "M"}
    assert {entry.author_label for entry in entries} == {"SO"}
    assert {entry.centre for entry in entries} == {both.here.id}


def test_both_dates_stand_beside_each_other(both: Neighbours) -> None:
    page = opened(both)
    both.clock.advance(3 * DAY)
    happened = Moment(both.clock.now() - 2 * DAY)
    add_note(both.here.desk, page.case, "Two days ago", happened)
    add_note(both.here.desk, page.case, "Today", both.clock.now())
    newest, older, *_ = case_view(both.here.desk, page.case).timeline
    assert newest.values == {"text": "Today"}
    assert (older.happened, older.entered) == (happened, both.clock.now())


def test_a_hidden_note_says_only_that_there_was_one(both: Neighbours) -> None:
    page = opened(both)
    note = add_note(both.here.desk, page.case, "CANARY", both.clock.now())
    redact_note(both.here.desk, page.case, note, "Names somebody")
    view = case_view(both.here.desk, page.case)
    entry = next(e for e in view.timeline if e.id == note)
    assert entry.values == {REDACTED: True}
    assert "CANARY" not in repr(view)
    hiding = next(e for e in view.timeline if e.kind == "case.redacted")
    assert hiding.values == {"reason": "Names somebody"}


def test_a_referral_is_told_alike_on_both_sides(both: Neighbours) -> None:
    referral = accepted(both)
    both.clock.advance(HOUR)
    complete(both.there.desk, referral, "O01", "E3", "Three nights", both.clock.now())
    both.relay()
    both.clock.advance(HOUR)
    close_loop(both.here.desk, referral, "met", "", both.clock.now())
    both.relay()
    here, there = (referral_view(o.desk, referral) for o in (both.here, both.there))
    expected = ["requested", "received", "accepted", "completed", "referral.loop"]
    assert sorted(story(here.timeline)) == sorted(story(there.timeline)) == sorted(expected)
    assert here.timeline[0].values == {"loop": "closed", "status": "completed"}
    assert [e.author_label for e in here.timeline if e.centre == both.there.id] == [""] * 3
    assert {e.author_label for e in there.timeline if e.centre == both.there.id} == {"SO"}
    assert (here.incoming, there.incoming) == (False, True)
    assert here.sender is not None
    assert here.recipient is not None
    assert (here.sender.name_fr, here.recipient.name_fr) == ("Yacoub El Mansour", "Youssoufia")
    assert there.sender == both.there.store.reader.centres()[0] or there.sender is not None
    assert not here.may_close_loop


def test_facts_that_do_not_count_are_not_told(both: Neighbours) -> None:
    """A recipient cannot cancel: the fold leaves it out, and so does the story."""
    referral = sent(both)
    write_status(both.there, both.here.id, referral, "cancelled", reason="K01")
    both.relay()
    assert story(referral_view(both.here.desk, referral).timeline) == ["requested"]


def test_a_newer_status_is_told_as_it_is(both: Neighbours) -> None:
    referral = sent(both)
    write_status(both.there, both.here.id, referral, "triaged")
    both.relay()
    assert "triaged" in story(referral_view(both.here.desk, referral).timeline)


def test_needs_and_referrals_stand_in_order(both: Neighbours) -> None:
    page = opened(both, sends=(SendEntry(0, both.there.id, request()),))
    both.clock.advance(HOUR)
    need = record_need(both.here.desk, page.case, NeedEntry("S12"), both.clock.now())
    later = send_referral(both.here.desk, need, both.there.id, request(), both.clock.now())
    view = case_view(both.here.desk, page.case)
    assert [n.id for n in view.needs] == [page.needs[0], need]
    assert [r.id for r, _ in view.referrals] == [later, page.referrals[0]]
    assert all(way.saved and way.opened is None for _, way in view.referrals)


def test_the_way_of_a_referral_ends_when_somebody_opened_it(both: Neighbours) -> None:
    assert referral_view(both.here.desk, accepted(both)).way.opened is not None


def test_unknown_records(both: Neighbours) -> None:
    with refused("case.unknown"):
        case_view(both.here.desk, CaseId(bytes(16)))
    with refused("referral.unknown"):
        referral_view(both.here.desk, ReferralId(bytes(16)))


def test_lists(both: Neighbours) -> None:
    referral = sent(both)
    assert case_page(both.here.desk, CaseQuery()).total == 1
    assert case_page(both.there.desk, CaseQuery()).total == 0
    (row,) = referral_page(both.here.desk, ReferralQuery(ReferralBox.SENT)).rows
    assert (row.id, row.status) == (referral, Status.REQUESTED.value)
    assert referral_page(both.here.desk, ReferralQuery(ReferralBox.RECEIVED)).total == 0
    assert referral_page(both.there.desk, ReferralQuery(ReferralBox.RECEIVED)).total == 1


@pytest.mark.parametrize(
    "typed",
    [
        "{0}",
        " {1}-{2}-{3} ",
        "{1} {2} {3}",
        "RC1:{0}",
        "arabic",
    ],
)
def test_a_code_is_found_however_it_is_typed(both: Neighbours, typed: str) -> None:
    page = opened(both, sends=(SendEntry(0, both.there.id, request()),))
    opened(both)
    both.relay()
    code = page.code
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    text = (
        code.translate(digits)
        if typed == "arabic"
        else typed.format(code, code[:4], code[4:8], code[8:])
    )
    here, there = find(both.here.desk, text), find(both.there.desk, text)
    assert here.by_code
    assert [row.id for row in here.cases] == [page.case]
    assert [row.id for row in here.referrals] == list(page.referrals)
    assert there.cases == ()
    assert [row.id for row in there.referrals] == list(page.referrals)


def test_closed_files_are_found_too(both: Neighbours) -> None:
    page = opened(both)
    close_case(both.here.desk, page.case, "C01", "", both.clock.now())
    assert [row.id for row in find(both.here.desk, page.code).cases] == [page.case]


def test_words_are_found_folded(both: Neighbours) -> None:
    page = opened(both, needs=(NeedEntry("S10", "Hébergement près d’une école"),))
    found = find(both.here.desk, "hebergement ECOLE")
    assert not found.by_code
    assert [row.id for row in found.cases] == [page.case]
    assert find(both.here.desk, "piscine") == Found((), ())
    assert find(both.here.desk, "  ") == Found((), ())


def test_a_code_of_nobody_finds_nothing(both: Neighbours) -> None:
    opened(both)
    from referral_app.domain.case_code import code_at

    assert find(both.here.desk, code_at(bytes(32), 77, 77).digits) == Found((), ())


def test_drafts_are_kept_for_their_owner(both: Neighbours) -> None:
    from referral_app.domain.staff import Role

    desk, other = both.here.desk, both.here.as_(Role.SUPERVISOR)
    keep_draft(desk, "intake", "", "{}")
    keep_draft(desk, "intake", "", '{"sex": "F"}')
    keep_draft(desk, "note", "ab", "{}")
    kept = draft(desk, "intake", "")
    assert kept is not None
    assert (kept.data, kept.saved_at, kept.owner) == (
        '{"sex": "F"}',
        both.clock.now(),
        desk.actor.id,
    )
    assert {d.form for d in drafts(desk)} == {"intake", "note"}
    assert draft(other, "intake", "") is None
    discard_draft(other, "intake", "")
    assert draft(desk, "intake", "") is not None
    discard_draft(desk, "intake", "")
    assert draft(desk, "intake", "") is None
