"""Records of a centre from facts: who saw what decides, and clocks only between strangers."""

from __future__ import annotations

import pytest

from referral_app.domain.consent import Gap
from referral_app.domain.facts import (
    CASE_FIELD,
    CASE_OPENED,
    CONSENT_ENDED,
    CONSENT_GIVEN,
    ENTRY_REDACTED_CASE,
    NEED_FIELD,
    NEED_RECORDED,
    NOTE_ADDED,
    Fact,
    Value,
)
from referral_app.domain.identifiers import WriteId
from referral_app.journal import fold
from referral_app.journal.desks import fold_block
from referral_app.journal.stream import link, own
from tests.journal.desks import (
    AGDAL,
    CASE,
    CODE,
    DAY,
    TODAY,
    YACOUB,
    YOUSSOUFIA,
    FakeDesk,
    an_id,
    fact,
)

OURS = own(YACOUB)
YEARS = 365 * DAY
OPENED = fact(CASE_OPENED.name, CASE, code=CODE)


@pytest.fixture
def desk() -> FakeDesk:
    found = FakeDesk(YACOUB, "Poste 1")
    found.write(OURS, OPENED)
    return found


@pytest.fixture
def other(desk: FakeDesk) -> FakeDesk:
    found = FakeDesk(YACOUB, "Poste 2")
    found.learn_from(desk)
    return found


def case(desk: FakeDesk) -> fold.Case:
    found = fold.fold_case(desk.writes)
    assert found is not None
    return found


def tell(desk: FakeDesk, *facts: Fact) -> list[WriteId]:
    commit = desk.write(OURS, *facts)
    return [WriteId(commit.id, place) for place in range(len(facts))]


# -- a case and its fields ---------------------------------------------------------------------


def test_a_case_is_what_was_recorded(desk: FakeDesk) -> None:
    tell(desk, fact(CASE_FIELD.name, CASE, at=TODAY - DAY, field="sex", value="F"))
    found = case(desk)
    assert (found.id, found.code, found.opened_at) == (CASE, CODE, TODAY)
    assert found.opened_by == desk.author
    assert found.fields.text("sex") == "F"
    [written] = found.fields.by_name["sex"].live
    assert (written.happened, written.author) == (TODAY - DAY, desk.author)
    assert found.is_open


@pytest.mark.parametrize("code", ["", "123", "42319008690", "4231-90086", 4231900869, None])
def test_a_case_with_no_code_is_none(code: Value) -> None:
    desk = FakeDesk(YACOUB, "Poste 1")
    tell(desk, fact(CASE_OPENED.name, CASE, code=code))
    assert fold.fold_case(desk.writes) is None


def test_no_record_without_what_founds_it(desk: FakeDesk) -> None:
    desk.known.clear()
    desk.set_field("Yacoub")
    tell(desk, fact(NEED_FIELD.name, CASE, field="category", value="S04"))
    tell(desk, fact(CONSENT_ENDED.name, CASE, reason="x"))
    for folded in (fold.fold_case, fold.fold_need, fold.fold_consent, fold_block):
        assert folded(desk.writes) is None
    assert fold.fold_invitation(desk.writes) is None
    assert fold.fold_staff(desk.writes) is None
    assert fold.fold_centre(desk.writes, YACOUB) is None


def test_the_next_write_supersedes_what_was_seen(desk: FakeDesk, other: FakeDesk) -> None:
    first = desk.set_field("Agdal")
    other.learn_from(desk)
    other.set_field("Hay Riad", first)
    desk.learn_from(other)
    assert case(desk).fields.text("district") == "Hay Riad"
    assert case(desk).fields.conflicts == ()


def test_a_clock_stuck_in_2031_freezes_nothing(desk: FakeDesk) -> None:
    broken = FakeDesk(YACOUB, "Poste 3", skew=5 * YEARS)
    broken.learn_from(desk)
    wrong = broken.set_field("Agdal")
    desk.receive(*broken.known.values())
    assert case(desk).fields.text("district") == "Agdal"
    desk.set_field("Hay Riad", wrong)
    broken.learn_from(desk)
    assert case(desk).fields.text("district") == "Hay Riad"
    assert case(broken).fields.text("district") == "Hay Riad"
    assert case(desk).fields.conflicts == ()


def test_two_who_wrote_at_once_are_both_shown(desk: FakeDesk, other: FakeDesk) -> None:
    start = desk.set_field("Agdal")
    other.learn_from(desk)
    early = desk.set_field("Hay Riad", start)
    late = other.set_field("Souissi", start)
    desk.learn_from(other)
    field = case(desk).fields.by_name["district"]
    by_time = sorted(desk.writes, key=lambda write: (write.hlc, write.device), reverse=True)
    assert field.seen == tuple(write.id for write in by_time if write.id in (early, late))
    assert field.in_conflict
    desk.set_field("Souissi", early, late)
    assert case(desk).fields.conflicts == ()


def test_two_who_wrote_the_same_agree(desk: FakeDesk, other: FakeDesk) -> None:
    desk.set_field("Agdal")
    other.set_field("Agdal")
    desk.learn_from(other)
    assert len(case(desk).fields.by_name["district"].live) == 2
    assert case(desk).fields.conflicts == ()


def test_seen_counts_only_within_a_field(desk: FakeDesk) -> None:
    district = desk.set_field("Agdal")
    desk.set_field("F", district, field="sex")
    assert case(desk).fields.text("district") == "Agdal"


def test_an_empty_value_clears_a_field(desk: FakeDesk) -> None:
    first = desk.set_field("closed", field="closure")
    assert not case(desk).is_open
    desk.set_field("", first, field="closure")
    assert case(desk).is_open


def test_facts_of_another_record_are_not_its_own(desk: FakeDesk) -> None:
    tell(desk, fact(CASE_FIELD.name, an_id("another"), field="sex", value="F"))
    assert case(desk).fields.by_name == {}


# -- notes -------------------------------------------------------------------------------------


def test_notes_stand_by_the_day_they_tell_of(desk: FakeDesk) -> None:
    tell(desk, fact(NOTE_ADDED.name, CASE, text="aujourd’hui"))
    tell(desk, fact(NOTE_ADDED.name, CASE, at=TODAY - DAY, text="hier"))
    assert [note.text for note in case(desk).notes] == ["hier", "aujourd’hui"]


def test_a_redaction_wins_whenever_it_arrives(desk: FakeDesk, other: FakeDesk) -> None:
    [note] = tell(desk, fact(NOTE_ADDED.name, CASE, text="un nom"))
    tell(other, fact(ENTRY_REDACTED_CASE.name, CASE, note, reason="nom"))
    desk.learn_from(other)
    for writes in (desk.writes, desk.writes[::-1]):
        found = fold.fold_case(writes)
        assert found is not None
        [hidden] = found.notes
        assert (hidden.text, hidden.redacted, hidden.id) == ("", True, note)


def test_notes_are_hidden_one_by_one(desk: FakeDesk) -> None:
    notes = [fact(NOTE_ADDED.name, CASE, text=text) for text in ("un", "deux", "trois")]
    first, _, third = tell(desk, *notes)
    for hidden in (first, third):
        tell(desk, fact(ENTRY_REDACTED_CASE.name, CASE, hidden, reason="nom"))
    assert [note.text for note in case(desk).notes] == ["", "deux", ""]


def test_a_redaction_hides_no_more_than_notes(desk: FakeDesk) -> None:
    district = desk.set_field("Agdal")
    opened = next(write.id for write in desk.writes if write.fact.kind == CASE_OPENED.name)
    tell(desk, fact(ENTRY_REDACTED_CASE.name, CASE, opened, district))
    assert case(desk).fields.text("district") == "Agdal"


# -- void facts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "void",
    [
        fact("case.teleported", CASE, field="sex", value="F"),
        fact(CASE_FIELD.name, CASE, field=3, value="F"),
        fact(CASE_FIELD.name, CASE, field="sex"),
        fact(CASE_FIELD.name, CASE, value="F"),
        fact(NOTE_ADDED.name, CASE),
        fact(NOTE_ADDED.name, CASE, text=b"x"),
        fact(CASE_OPENED.name, CASE, at=TODAY - YEARS, code=7),
    ],
)
def test_void_facts_change_nothing(desk: FakeDesk, void: Fact) -> None:
    desk.set_field("Agdal")
    before = case(desk)
    tell(desk, void)
    assert case(desk) == before


def test_a_void_fact_supersedes_nothing(desk: FakeDesk) -> None:
    first = desk.set_field("Agdal")
    tell(desk, fact(CASE_FIELD.name, CASE, first, field="district"))
    assert case(desk).fields.text("district") == "Agdal"


def test_facts_in_another_stream_are_void(desk: FakeDesk) -> None:
    before = case(desk)
    said = fact(CASE_FIELD.name, CASE, field="sex", value="F")
    desk.write(link(YACOUB, YOUSSOUFIA), said)
    stranger = FakeDesk(YOUSSOUFIA, "B")
    stranger.write(link(YACOUB, YOUSSOUFIA), OPENED)
    desk.learn_from(stranger)
    assert case(desk) == before


def test_a_write_in_a_stream_of_others_is_void(desk: FakeDesk) -> None:
    """A commit like that is not even read; the fold does not lean on it."""
    before = case(desk)
    [forged] = [
        write._replace(centre=AGDAL, id=WriteId(write.id.commit, 9), hlc=write.hlc - 1)
        for write in desk.writes
    ]
    assert fold.fold_case([forged, *desk.writes]) == before
    assert fold.fold_case([forged]) is None


def test_doublings_change_nothing(desk: FakeDesk) -> None:
    desk.set_field("Agdal")
    tell(desk, fact(NOTE_ADDED.name, CASE, text="x"))
    assert fold.fold_case(desk.writes * 3) == case(desk)


# -- need and consent --------------------------------------------------------------------------

NEED = an_id("need")
CONSENT = an_id("consent")
GIVEN = fact(
    CONSENT_GIVEN.name,
    CONSENT,
    case=CASE,
    form="signed",
    language="ar",
    interpreter=True,
    recipients=(YOUSSOUFIA.hex(),),
    fields=("sex", "V12"),
    until=TODAY + 90 * DAY,
    statistics=False,
    caregiver="mère",
    assent=True,
    restrictions="pas la police",
)


def test_a_need_is_what_was_recorded(desk: FakeDesk) -> None:
    tell(desk, fact(NEED_RECORDED.name, NEED, case=CASE))
    tell(desk, fact(NEED_FIELD.name, NEED, field="category", value="S04"))
    need = fold.fold_need(desk.writes)
    assert need is not None
    assert (need.id, need.case, need.category, need.is_open) == (NEED, CASE, "S04", True)
    assert (need.recorded_at, need.recorded_by) == (TODAY, desk.author)


def consent(desk: FakeDesk) -> fold.Consent:
    found = fold.fold_consent(desk.writes)
    assert found is not None
    return found


def test_a_consent_is_what_was_given(desk: FakeDesk) -> None:
    tell(desk, GIVEN)
    found = consent(desk)
    assert (found.id, found.case, found.given_at) == (CONSENT, CASE, TODAY)
    assert (found.form, found.language, found.interpreter) == ("signed", "ar", True)
    assert (found.fields, found.until) == (("sex", "V12"), TODAY + 90 * DAY)
    assert (found.statistics, found.caregiver, found.assent) == (False, "mère", True)
    assert found.restrictions == "pas la police"
    assert found.gap(YOUSSOUFIA, ["sex"], TODAY) is None
    assert found.gap(AGDAL, ["sex"], TODAY) is Gap.RECIPIENT


def test_of_two_endings_the_earlier_counts(desk: FakeDesk, other: FakeDesk) -> None:
    tell(desk, GIVEN)
    tell(desk, fact(CONSENT_ENDED.name, CONSENT, at=TODAY + 2 * DAY, reason="later"))
    tell(other, fact(CONSENT_ENDED.name, CONSENT, at=TODAY + DAY, reason="sooner"))
    desk.learn_from(other)
    assert (consent(desk).ended_at, consent(desk).end_reason) == (TODAY + DAY, "sooner")
    assert consent(desk).gap(YOUSSOUFIA, (), consent(desk).until) is Gap.WITHDRAWN


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipients": "*"},
        {"recipients": (1,)},
        {"fields": None},
        {"until": "2027"},
        {"case": b"short"},
        {"interpreter": 1},
        {"assent": "yes"},
    ],
)
def test_a_consent_of_the_wrong_types_is_none(desk: FakeDesk, wrong: dict[str, Value]) -> None:
    values = dict(GIVEN.content) | wrong
    tell(desk, fact(CONSENT_GIVEN.name, CONSENT, **values))
    assert fold.fold_consent(desk.writes) is None


def test_folding_takes_any_kind_of_collection(desk: FakeDesk) -> None:
    assert fold.fold_case(iter(desk.writes)) == fold.fold_case(set(desk.writes)) == case(desk)
