"""What a supervisor erases, and keeps past its term; and that it is gone for good."""

from __future__ import annotations

from referral_app.domain.erasure import Reason
from referral_app.domain.facts import CASE_PURGED, REFERRAL_PURGED
from referral_app.domain.referral import FINAL
from referral_app.journal.fact_codec import decode_fact
from referral_app.services import erasure, retention
from referral_app.services.ports import ReferralBox
from tests.simulation.walks.town import Place, Town
from tests.simulation.walks.turn import Turn, act

_REASONS = (Reason.PERSON_ASKED, Reason.CONSENT_WITHDRAWN, Reason.IN_ERROR)
_ERASED = "SELECT record FROM erased WHERE centre = x''"
_NAMING = "SELECT data FROM fact WHERE instr(data, ?) > 0"


@act(3, plain=False)
def erase_file(turn: Turn) -> None:
    """Often one that nobody waits for, else any."""
    reader = turn.desk.store.reader
    rows = turn.cases()
    ended = [r for r in rows if all(one.status in FINAL for one in reader.referrals_of(r.id))]
    chosen = turn.pick(ended if ended and turn.often(0.8) else rows)
    erasure.erase_case(turn.desk, chosen.id, turn.pick(_REASONS))
    turn.place.workspace._store.sweep()


@act(2)
def erase_received(turn: Turn) -> None:
    """A referral of the other centre that stands in no file, or one that it erased."""
    told = [notice.referral for notice in erasure.notices(turn.desk) if notice.incoming]
    if told and turn.often(0.6):
        erasure.erase_referral(turn.desk, turn.pick(told), Reason.PERSON_ASKED)
        return
    found = turn.referral(ReferralBox.RECEIVED, *sorted(FINAL))
    erasure.erase_referral(turn.desk, found.id, Reason.IN_ERROR)


@act(1)
def hold(turn: Turn) -> None:
    words = turn.words() if turn.often(0.7) else ""
    erasure.hold_case(turn.desk, turn.case(is_open=None).id, words)


@act(1)
def look_at_terms(turn: Turn) -> None:
    for over in retention.terms_over(turn.desk).rows:
        erasure.erase_one_over(turn.desk, over)


def erased_records(place: Place) -> set[bytes]:
    """Every record of which a place knows that it, or a half of it, was erased."""
    return {record for (record,) in place.writer.all("SELECT record FROM erased")}


def erased_is_gone(town: Town) -> None:
    """No fact names what a desk knows to be erased, but those that say so."""
    lasting = {CASE_PURGED.name, REFERRAL_PURGED.name}
    for place in town.places.values():
        for (record,) in place.writer.all(_ERASED):
            for (data,) in place.writer.all(_NAMING, [record]):
                fact = decode_fact(data)
                told = fact is not None and fact.kind in lasting
                assert told, f"{place.name} still holds a fact of what was erased: {fact}"
