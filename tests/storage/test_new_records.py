"""Of an id that a change draws nothing is looked up: what is said of it counts all the same."""

from __future__ import annotations

from referral_app.domain import facts
from referral_app.domain.identifiers import CaseId, NeedId
from referral_app.journal.stream import own
from referral_app.services.ports import CaseQuery
from tests.storage.peer import Peer, arrive
from tests.storage.stores import AMINA, OWN, Opened, case_facts, fact, identity, registers
from tests.storage.tables import found_by, projections, refolded


def test_facts_count_in_whatever_order_and_however_often_the_lists_are_asked(
    opened: Opened,
) -> None:
    with opened.store.begin() as work:
        case, need = CaseId(work.new_id()), NeedId(work.new_id())
        work.record(opened.stream, [fact(facts.NEED_RECORDED, need, case=case)], AMINA)
        # The question makes rows: of the need, and of the case that is not there yet.
        assert [found.id for found in work.needs_of(case)] == [need]
        opening = case_facts(case, work.next_code(), sex="F")
        work.record(opened.stream, opening, AMINA)
        work.record(opened.stream, registers(facts.CASE_FIELD, case, district="agdal"), AMINA)
        (row,) = work.case_page(CaseQuery()).rows
        assert (row.sex, row.district) == ("F", "agdal")
        late = registers(facts.NEED_FIELD, need, state="open", detail="Hébergement")
        work.record(opened.stream, late, AMINA)
    assert projections(opened.files) == refolded(opened.files, OWN)
    assert found_by(opened.files, "hebergement") == 1


def test_later_changes_see_what_the_first_one_wrote(opened: Opened) -> None:
    with opened.store.begin() as work:
        case = CaseId(work.new_id())
        work.record(opened.stream, case_facts(case, work.next_code(), sex="F"), AMINA)
    opened.save(*registers(facts.CASE_FIELD, case, age_band="25-34"))
    (row,) = opened.store.reader.case_page(CaseQuery()).rows
    assert (row.sex, row.age_band) == ("F", "25-34")
    assert projections(opened.files) == refolded(opened.files, OWN)


def test_what_another_desk_says_of_the_record_in_the_same_change_counts(opened: Opened) -> None:
    codesk = Peer(desk=identity(OWN, bytes(range(2, 34))), stream=own(OWN))
    with opened.store.begin() as work:
        case = CaseId(work.new_id())
        work.accept(codesk.write(*registers(facts.CASE_FIELD, case, district="agdal")))
        work.record(opened.stream, case_facts(case, work.next_code(), sex="F"), AMINA)
    arrive(opened, codesk.write(*registers(facts.CASE_FIELD, case, age_band="25-34")))
    (row,) = opened.store.reader.case_page(CaseQuery()).rows
    assert (row.sex, row.age_band, row.district) == ("F", "25-34", "agdal")
    assert projections(opened.files) == refolded(opened.files, OWN)
