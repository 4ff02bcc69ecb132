"""Households: joining, separating for good, conflicts between desks, families, counting."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app.cli.arguments import ShowAsked, Unlock
from referral_app.cli.show import show
from referral_app.domain.household import FIELD, link_of
from referral_app.domain.identifiers import CaseId
from referral_app.errors import InvalidInputError
from referral_app.journal.stream import own
from referral_app.services.cases import add_note, close_case, set_case_fields
from referral_app.services.families import (
    Member,
    add_member,
    consent_for_household,
    open_family,
)
from referral_app.services.finding import find
from referral_app.services.households import (
    count,
    household_of,
    join,
    join_by_code,
    named_by,
    separate,
    set_role,
    settle,
)
from referral_app.services.intake import CaseOpened, Intake
from referral_app.services.ports import CaseQuery
from referral_app.services.slips import slip_of
from referral_app.services.views import case_page, case_view
from tests.cli.schemas import complaints
from tests.fakes import DAY, HOUR, Neighbours, Office
from tests.services.builders import case_of, consent, intake, opened, refused
from tests.services.co_desk import co_desk, meet


@pytest.fixture
def second(both: Neighbours, tmp_path: Path) -> Iterator[Office]:
    with co_desk(tmp_path / "second", both.here) as other:
        yield other


def alone(both: Neighbours, office: Office | None = None) -> CaseOpened:
    return opened(both, (office or both.here).desk, needs=())


def others(office: Office, case: CaseId) -> dict[str, str]:
    """Code and role of those with whom a file stands."""
    found = household_of(office.desk, case)
    return {member.code: member.role for member in found.others} if found else {}


def child(both: Neighbours, age: str = "5-11", **fields: object) -> Member:
    page = intake(both, fields={"sex": "M", "age_band": age, **fields}, needs=(), consent=None)
    return Member("child", page)


def everything_shown(office: Office, shown: CaseOpened) -> str:
    """All that any desk page, list, search or document can say of one file."""
    desk = office.desk
    document = show(desk, ShowAsked(Unlock(Path(), None, None), "case", shown.code))
    assert complaints(document) == []
    return json.dumps(
        [
            repr(case_view(desk, shown.case)),
            repr(household_of(desk, shown.case)),
            document,
            repr(find(desk, shown.code)),
            [repr(slip_of(desk, r.id)) for r, _ in case_view(desk, shown.case).referrals],
        ]
    )


def leads(office: Office, shown: CaseOpened, other: CaseOpened) -> bool:
    """Whether anything of one file names the other, by code or by id, in any writing."""
    text = everything_shown(office, shown)
    hidden = (other.code, other.case.hex(), repr(other.case)[2:-1], repr(repr(other.case))[3:-2])
    return any(part in text for part in hidden)


def same_household(office: Office, *cases: CaseOpened) -> bool:
    links = [link_of(case_of(office, opened.case).fields.value(FIELD)) for opened in cases]
    return None not in links and len({link.household for link in links if link}) == 1


def test_a_file_joins_beside_another(both: Neighbours) -> None:
    mother, father = alone(both), alone(both)
    join(both.here.desk, father.case, mother.case, "partner", both.clock.now())
    assert others(both.here, mother.case) == {father.code: "partner"}
    assert others(both.here, father.case) == {mother.code: "responsible_adult"}
    assert leads(both.here, mother, father), "the canary sings while they stand together"


def test_a_child_alone_is_a_child(both: Neighbours) -> None:
    page = intake(both, needs=(), consent=None, fields={"age_band": "5-11"})
    son = opened(both, needs=(), consent=None, fields=page.fields)
    mother = alone(both)
    join(both.here.desk, mother.case, son.case, "responsible_adult", both.clock.now())
    assert others(both.here, mother.case) == {son.code: "child"}


def test_joining_by_code(both: Neighbours) -> None:
    mother, father = alone(both), alone(both)
    desk, now = both.here.desk, both.clock.now()
    dashed = f"{father.code[:4]}-{father.code[4:8]}-{father.code[8:]}"
    assert join_by_code(desk, dashed, mother.case, "partner", now) == father.case
    assert others(both.here, mother.case) == {father.code: "partner"}
    with refused("household.itself", InvalidInputError, field="code"):
        join_by_code(desk, mother.code, mother.case, "partner", now)
    with refused("code.too_short", InvalidInputError, field="code"):
        join_by_code(desk, "42", mother.case, "partner", now)
    with refused("household.no_such_file", InvalidInputError, field="code"):
        join_by_code(desk, both_unknown(both), mother.case, "partner", now)
    with refused("vocabulary.not_offered", InvalidInputError, field="role"):
        join_by_code(desk, father.code, mother.case, "cousin", now)


def both_unknown(both: Neighbours) -> str:
    """A code that could be one, of a file that is at the other centre alone."""
    return opened(both, both.there.desk, needs=(), consent=None).code


def test_one_file_stands_in_one_household(both: Neighbours) -> None:
    one, two, three = (alone(both) for _ in range(3))
    desk, now = both.here.desk, both.clock.now()
    join(desk, two.case, one.case, "partner", now)
    with refused("household.elsewhere"):
        join(desk, two.case, three.case, "partner", now)
    assert household_of(desk, three.case) is None, "a refusal founds nothing"


def test_the_role_is_changed(both: Neighbours) -> None:
    one, two = alone(both), alone(both)
    desk, now = both.here.desk, both.clock.now()
    with refused("household.alone"):
        set_role(desk, two.case, "other", now)
    join(desk, two.case, one.case, "partner", now)
    set_role(desk, two.case, "other", now)
    assert others(both.here, one.case) == {two.code: "other"}


def test_no_field_change_links_or_separates(both: Neighbours) -> None:
    one = alone(both)
    with refused("field.unknown", InvalidInputError):
        set_case_fields(both.here.desk, one.case, {FIELD: (bytes(16), "child")}, both.clock.now())


def test_separating_hides_one_from_the_other(both: Neighbours, second: Office) -> None:
    family = open_family(
        both.here.desk, intake(both), [Member("partner", intake(both)), child(both)], "mother"
    )
    mother, father, son = family.all
    meet(both.here, second)
    separate(second.desk, father.case, both.clock.now())
    meet(both.here, second)
    for office in (both.here, second):
        for other in (mother, son):
            assert not leads(office, father, other)
            assert not leads(office, other, father)
        assert others(office, mother.case) == {son.code: "child"}
        assert household_of(office.desk, father.case) is None
        assert all(
            FIELD not in entry.values for entry in case_view(office.desk, father.case).timeline
        )


def test_two_who_are_separated_keep_no_line_of_it(both: Neighbours) -> None:
    one, two = alone(both), alone(both)
    desk = both.here.desk
    both.clock.advance(DAY)
    join(desk, two.case, one.case, "partner", both.clock.now())
    told = [entry for entry in case_view(desk, one.case).timeline if FIELD in entry.values]
    assert len(told) == 1
    before = len(case_view(desk, two.case).timeline)
    both.clock.advance(HOUR)
    separate(desk, two.case, both.clock.now())
    for file in (one, two):
        timeline = case_view(desk, file.case).timeline
        assert all(FIELD not in entry.values for entry in timeline)
    assert len(case_view(desk, two.case).timeline) == before - 1, "not even an empty line stays"
    with refused("household.alone"):
        separate(desk, two.case, both.clock.now())


@pytest.mark.parametrize("arabic", [False, True])
def test_notes_that_bear_the_code_of_the_other_are_hidden(
    both: Neighbours, second: Office, *, arabic: bool
) -> None:
    one, two, desk = alone(both), alone(both), both.here.desk
    join(desk, two.case, one.case, "partner", both.clock.now())
    code = f"{two.code[:4]}-{two.code[4:8]} {two.code[8:]}"
    if arabic:
        code = code.translate({ord(str(n)): chr(0x660 + n) for n in range(10)})
    add_note(desk, one.case, f"Came with {code} today", both.clock.now())
    add_note(desk, two.case, f"Wife: {one.code}", both.clock.now())
    add_note(desk, two.case, "Looks for work", both.clock.now())
    meet(both.here, second)
    separate(second.desk, two.case, both.clock.now(), "Another file")
    meet(both.here, second)
    for office in (both.here, second):
        assert [n.text for n in case_of(office, one.case).notes] == [""]
        assert [n.text for n in case_of(office, two.case).notes] == ["", "Looks for work"]
        assert {row.id for row in find(office.desk, one.code).cases} == {one.case}
        assert {row.id for row in find(office.desk, two.code).cases} == {two.case}
        assert not leads(office, one, two)
        assert not leads(office, two, one)


def test_what_was_written_before_the_separation_was_heard_of_does_not_undo_it(
    both: Neighbours, second: Office
) -> None:
    one, two = alone(both), alone(both)
    now = both.clock.now
    join(both.here.desk, two.case, one.case, "partner", now())
    meet(both.here, second)
    separate(both.here.desk, two.case, now())
    both.clock.advance(HOUR)
    set_role(second.desk, two.case, "other", now())  # a later clock, an older knowledge
    add_member(second.desk, two.case, "child", child(both).page)
    meet(both.here, second)
    for office in (both.here, second):
        assert not leads(office, one, two)
        assert not leads(office, two, one)
        assert household_of(office.desk, two.case) is None
        assert case_view(office.desk, two.case).conflicts == ()


def test_in_whatever_order_facts_arrive_they_stay_apart(both: Neighbours, tmp_path: Path) -> None:
    one, two = alone(both), alone(both)
    desk = both.here.desk
    join(desk, two.case, one.case, "partner", both.clock.now())
    set_role(desk, two.case, "other", both.clock.now())
    separate(desk, two.case, both.clock.now())
    with both.here.store.begin() as work:
        commits = list(work.commits_of(own(both.here.id)))
    separation = commits[-1]
    for seed in range(5):
        random.Random(seed).shuffle(commits)
        apart = False
        with co_desk(tmp_path / f"late{seed}", both.here, 200 + seed, knows=False) as late:
            reader = late.store.reader
            for commit in commits:
                with late.store.begin() as work:
                    work.accept(commit)
                apart |= commit.id == separation.id
                if apart and reader.case(one.case) and reader.case(two.case):
                    assert not leads(late, one, two)
                    assert not leads(late, two, one)
            assert apart
            assert reader.case(two.case)


def test_only_who_knows_of_the_separation_links_again(both: Neighbours, second: Office) -> None:
    one, two = alone(both), alone(both)
    join(both.here.desk, two.case, one.case, "partner", both.clock.now())
    separate(both.here.desk, two.case, both.clock.now())
    meet(both.here, second)
    join(second.desk, two.case, one.case, "partner", both.clock.now())
    meet(both.here, second)
    assert others(both.here, one.case) == {two.code: "partner"}


def test_two_desks_link_one_file_to_two_households(both: Neighbours, second: Office) -> None:
    son, mother, father = (alone(both) for _ in range(3))
    meet(both.here, second)
    join(both.here.desk, son.case, mother.case, "child", both.clock.now())
    join(second.desk, son.case, father.case, "child", both.clock.now())
    meet(both.here, second)
    (conflict,) = case_view(both.here.desk, son.case).conflicts
    assert conflict.field == FIELD
    named = [named_by(both.here.desk, option.value, son.case) for option in conflict.options]
    assert {m.code for found in named if found for m in found.others} == {mother.code, father.code}
    assert case_page(both.here.desk, CaseQuery(text=son.code)).rows[0].in_conflict
    with refused("household.in_conflict"):
        join(both.here.desk, alone(both).case, son.case, "other", both.clock.now())
    chosen = next(o.value for o in conflict.options if o.value != conflict.options[0].value)
    settle(second.desk, son.case, chosen, both.clock.now())
    meet(both.here, second)
    for office in (both.here, second):
        assert case_view(office.desk, son.case).conflicts == ()
        assert case_of(office, son.case).fields.value(FIELD) == chosen
    with refused("household.alone"):
        settle(second.desk, son.case, (bytes(16), "child"), both.clock.now())


def test_a_family_shares_what_it_shares(both: Neighbours) -> None:
    page = intake(both)
    made = open_family(both.here.desk, page, [child(both), child(both, "0-4")], "mother")
    assert len({one.code for one in made.all}) == 3
    assert same_household(both.here, *made.all)
    for made_for in made.members:
        fields = case_of(both.here, made_for.case).fields
        assert fields.text("district") == page.fields["district"]
        assert fields.texts("languages") == page.fields["languages"]
        assert fields.text("caregiver") == "mother"
        assert not fields.text("country"), "no more than this is copied"
        (given,) = both.here.store.reader.consents_of(made_for.case)
        assert given.caregiver == "mother"
        assert page.consent is not None
        assert given.recipients == page.consent.recipients
    assert case_of(both.here, made.first.case).fields.text("caregiver") == ""


def test_the_reading_covers_no_adult(both: Neighbours) -> None:
    husband = Member("partner", intake(both, needs=(), consent=None))
    made = open_family(both.here.desk, intake(both), [husband, child(both)], "mother")
    assert both.here.store.reader.consents_of(made.members[0].case) == ()
    assert len(both.here.store.reader.consents_of(made.members[1].case)) == 1


def test_locked_flags_are_never_extended_to_a_child(both: Neighbours) -> None:
    told = consent(now=both.clock.now(), fields=("age_band", "V13"))
    made = open_family(both.here.desk, intake(both, consent=told), [child(both)], "mother")
    (given,) = both.here.store.reader.consents_of(made.members[0].case)
    assert given.fields == ("age_band",)


def test_a_family_is_saved_whole_or_not_at_all(both: Neighbours) -> None:
    before = case_page(both.here.desk, CaseQuery(open=None)).total
    with refused("consent.caregiver_required", InvalidInputError, field="caregiver"):
        open_family(both.here.desk, intake(both), [child(both)])
    assert case_page(both.here.desk, CaseQuery(open=None)).total == before


def test_a_member_is_added_later(both: Neighbours) -> None:
    made = open_family(both.here.desk, intake(both), [child(both)], "mother")
    son = made.members[0]
    page = intake(both, fields={"age_band": "0-4"}, needs=(), consent=None)
    baby = add_member(both.here.desk, son.case, "child", page)
    fields = case_of(both.here, baby.case).fields
    assert fields.text("caregiver") == "mother"
    assert fields.text("district") == "yacoub_el_mansour"
    assert same_household(both.here, made.first, baby)
    grandmother = add_member(
        both.here.desk, son.case, "other", Intake(page.happened, {"age_band": "60+"}, (), None)
    )
    assert case_of(both.here, grandmother.case).fields.text("caregiver") == ""


def test_the_consent_of_an_adult_covers_children_later(both: Neighbours) -> None:
    mother, desk = opened(both), both.here.desk
    assert mother.consent is not None
    page = intake(both, fields={"age_band": "0-4"}, needs=(), consent=None)
    baby = add_member(desk, mother.case, "child", page)
    husband = add_member(desk, mother.case, "partner", intake(both, needs=(), consent=None))
    stranger = opened(both, needs=(), consent=None, fields={"age_band": "0-4"})
    with refused("household.not_a_child"):
        consent_for_household(desk, mother.consent, (husband.case,), "mother")
    with refused("household.elsewhere"):
        consent_for_household(desk, mother.consent, (stranger.case,), "mother")
    with refused("consent.caregiver_required", InvalidInputError):
        consent_for_household(desk, mother.consent, (baby.case,))
    with refused("household.no_children"):
        consent_for_household(desk, mother.consent, ())
    (made,) = consent_for_household(desk, mother.consent, (baby.case,), "mother")
    (given,) = both.here.store.reader.consents_of(baby.case)
    assert given.id == made
    assert given.caregiver == "mother"


def test_persons_and_households_are_counted_apart(both: Neighbours) -> None:
    desk = both.here.desk
    assert count(desk) == (0, 0)
    made = open_family(desk, intake(both), [child(both), child(both)], "mother")
    assert count(desk) == (3, 1)
    single = opened(both, fields={"household_size": 6}, consent=None)
    assert count(desk) == (4, 2), "what somebody says of the household adds nobody"
    separate(desk, made.members[0].case, both.clock.now())
    assert count(desk) == (4, 3)
    close_case(desk, single.case, "C01", "", both.clock.now())
    assert count(desk) == (3, 2)
