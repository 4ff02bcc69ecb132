"""What the other centre of a referral hears of an erasure, and what stays its own."""

from __future__ import annotations

from referral_app.domain.erasure import Reason
from referral_app.domain.identifiers import ReferralId
from referral_app.domain.staff import Role
from referral_app.journal.stream import link
from referral_app.services.erasure import erase_case, erase_referral, notices
from referral_app.services.ports import ReferralBox, ReferralQuery
from referral_app.services.today import today
from tests.fakes import Neighbours
from tests.services.builders import completed, refused


def erased_by_its_sender(both: Neighbours) -> ReferralId:
    """A referral that was done there, whose sender has erased the file, and told so."""
    case, referral = completed(both)
    erase_case(both.here.as_(Role.SUPERVISOR), case, Reason.PERSON_ASKED)
    both.relay()
    return referral


def test_the_other_centre_decides_over_its_own_part(both: Neighbours) -> None:
    here, there = (office.as_(Role.SUPERVISOR) for office in (both.here, both.there))
    referral = erased_by_its_sender(both)
    reader = both.there.store.reader
    found = reader.referral(referral)
    assert found
    assert (found.request, found.status.value) == (None, "completed")
    (notice,) = notices(there)
    assert (notice.referral, notice.centre, notice.case) == (referral, both.here.id, None)
    erase_referral(there, notice.referral, Reason.PERSON_ASKED)
    assert reader.referral(notice.referral) is None
    assert notices(there) == ()
    both.relay()
    assert notices(here) == ()
    for office in (both.here, both.there):
        with office.store.begin() as work:
            assert work.missing(link(both.here.id, both.there.id)) == ()


def test_what_the_sender_erased_is_nothing_to_check(both: Neighbours) -> None:
    there, referral = both.there.as_(Role.SUPERVISOR), erased_by_its_sender(both)
    reader = both.there.store.reader
    found = reader.referral(referral)
    assert found
    assert (found.ended, found.request, found.marks) == (True, None, ())
    assert reader.counts().to_check == 0
    for box, there_are in ((ReferralBox.TO_CHECK, 0), (ReferralBox.RECEIVED, 1)):
        assert len(reader.referral_page(ReferralQuery(box)).rows) == there_are
    (row,) = reader.referral_page(ReferralQuery(ReferralBox.RECEIVED)).rows
    assert (row.ended, row.due) == (True, None)
    assert today(there).to_do == ()
    erase_referral(there, referral, Reason.PERSON_ASKED)
    assert reader.referral(referral) is None


def test_a_recipient_that_erases_tells_the_sender_and_takes_nothing(both: Neighbours) -> None:
    here, there = (office.as_(Role.SUPERVISOR) for office in (both.here, both.there))
    case, referral = completed(both)
    erase_referral(there, referral, Reason.IN_ERROR)
    both.relay()
    found = both.here.store.reader.referral(referral)
    assert found
    assert found.request
    assert found.status.value == "completed"
    (notice,) = notices(here)
    assert (notice.case, notice.incoming) == (case, False)
    with refused("erasure.sent"):
        erase_referral(here, notice.referral, Reason.IN_ERROR)
