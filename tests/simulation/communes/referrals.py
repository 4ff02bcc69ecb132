"""What must hold of referrals: equal on both sides, and what the facts themselves say (I2, I6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from referral_app.domain.facts import REFERRAL_STATUS
from referral_app.domain.identifiers import CentreId, ReferralId
from referral_app.domain.referral import RANK, RECIPIENT_RANK, SENDER_RANK, Side
from referral_app.journal.write import Write
from tests.simulation.communes.commune import Desk
from tests.simulation.communes.life import Life
from tests.simulation.communes.work import about


def check_referrals(life: Life, groups: dict[CentreId, list[Desk]]) -> None:
    """Both sides see the same; a final report is never hidden, a lie never counts."""
    for referral, sender, recipient in life.referrals:
        if not {sender, recipient} <= groups.keys() or is_erased(referral, groups):
            continue
        both = (groups[sender][0], groups[recipient][0])
        seen: list[Any] = []
        for desk in both:
            with desk.store.begin() as opened:
                seen.append(opened.referral(referral))
        one, other = seen
        assert (one is None) == (other is None), "I2: one side knows of it, the other does not"
        if one is None:
            assert life.lost or life.options.members, "a referral is lost"
            continue
        assert one.sender_half == other.sender_half, "I2: the sender's half differs"
        assert one.recipient_half == other.recipient_half, "I2: the recipient's half differs"
        assert one.shown == other.shown, "I2: what is shown differs"
        assert one.sender == sender
        check_sides(one)
        ranks = expected(about(both[0], referral), sender)
        if ranks:
            assert RANK[one.shown.status] == max(ranks), "I2: not the highest of what stands"


def is_erased(referral: ReferralId, groups: dict[CentreId, list[Desk]]) -> bool:
    """Whether a side erased it: then each is left with what it wrote itself, or nothing."""
    return any(
        record == referral
        for desks in groups.values()
        for record, _ in desks[0].store.tables.erased
    )


def check_sides(referral: Any) -> None:
    for half, side, ranks in (
        (referral.sender_half, Side.SENDER, SENDER_RANK),
        (referral.recipient_half, Side.RECIPIENT, RECIPIENT_RANK),
    ):
        assert all(told.side is side for told in half.known), "I6: the wrong side counts"
        assert all(told.status in ranks for told in half.live), "I6: the wrong half counts"


def expected(writes: Sequence[Write], sender: CentreId) -> list[int]:
    """The ranks of what nobody of its own half replaced, told without the program's fold."""
    ranks: list[int] = []
    for is_sender, owned in ((True, SENDER_RANK), (False, RECIPIENT_RANK)):
        half = [
            write
            for write in writes
            if write.fact.kind == REFERRAL_STATUS.name
            and (write.centre == sender) == is_sender
            and write.fact.get("status") in owned
            and (write.fact.get("status") != "requested" or write.fact.get("case_code"))
        ]
        gone = {seen for write in half for seen in write.fact.seen}
        ranks += [RANK[write.fact.get("status")] for write in half if write.id not in gone]
    return ranks
