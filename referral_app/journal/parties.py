"""The two sides of a referral, told from its id and the stream, whatever order facts arrive in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from referral_app.domain.facts import Place
from referral_app.domain.identifiers import CentreId, ReferralId, ServiceId, sent_by
from referral_app.domain.referral import RECIPIENT_RANK, SENDER_RANK, Side, Status
from referral_app.journal.register import live
from referral_app.journal.stream import Stream
from referral_app.journal.write import Write

UNKNOWN_SERVICE: Final = ServiceId(bytes(16))
"""In place of the outside service while the request, which names it, has not arrived."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who sent and who answers; `outside` where the recipient has no desk.

    Between two centres a half belongs to the centre that wrote it. Of a referral to an outside
    service the sender's centre owns both halves, in its own stream: the side is by status, and a
    status that this program does not know stands with the answers.
    """

    record: ReferralId
    stream: Stream
    sender: CentreId
    recipient: CentreId
    outside: bool = False

    def side(self, write: Write) -> Side:
        """Which half a status stands in."""
        ours = status_of(write) in SENDER_RANK if self.outside else write.centre == self.sender
        return Side.SENDER if ours else Side.RECIPIENT

    def owns(self, write: Write) -> bool:
        """Whether the side that wrote a status may write it; unknown ones are its own affair."""
        if write.stream != self.stream:
            return False
        if self.outside:
            return write.centre == self.sender
        others = RECIPIENT_RANK if self.side(write) is Side.SENDER else SENDER_RANK
        return status_of(write) not in others


def parties_of(statuses: Iterable[Write]) -> Parties | None:
    """Tell the two sides; None where no status counts.

    A request decides between streams, so that nobody draws a referral of others to himself; without
    one the sender's own stream goes before a link, in which somebody else could have written.
    """
    found: list[tuple[bool, bool, bytes, bytes, Parties]] = []
    for write in statuses:
        record = ReferralId(write.fact.record)
        outside = write.stream.place is Place.CENTRE
        senders = [centre for centre in write.stream.centres if sent_by(record, centre)]
        if len(senders) != 1:
            continue
        peer = CentreId(UNKNOWN_SERVICE) if outside else write.stream.peer_of(senders[0])
        parties = Parties(record, write.stream, senders[0], peer, outside)
        if parties.owns(write):
            answer = status_of(write) != Status.REQUESTED
            found.append((answer, not outside, record, write.stream.key, parties))
    return min(found, key=lambda ranked: ranked[:4])[4] if found else None


def service_of(parties: Parties, asked: list[Write]) -> ServiceId | None:
    """Return the outside service that the standing request names; None between two centres."""
    if not parties.outside:
        return None
    requests = live([write for write in asked if status_of(write) == Status.REQUESTED])
    named = requests[0].fact.get("service") if requests else None
    return ServiceId(named) if isinstance(named, bytes) else UNKNOWN_SERVICE


def status_of(write: Write) -> str:
    """The status that a fact writes, as it stands."""
    status = write.fact.get("status")
    return status if isinstance(status, str) else ""
