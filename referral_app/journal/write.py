"""A fact together with where it came from: what the fold and the timelines read."""

from __future__ import annotations

from typing import NamedTuple

from referral_app.domain.facts import Fact
from referral_app.domain.identifiers import CentreId, DeviceId, Moment, StaffId, WriteId
from referral_app.journal.hlc import COUNTER_BITS
from referral_app.journal.stream import Stream


class Write(NamedTuple):
    """One fact as it stands in the journal; a named tuple for the reason that a fact is one.

    `hlc` is the hybrid logical time of its commit: 48 bits of milliseconds, 16 bits of counter.
    """

    id: WriteId
    fact: Fact
    stream: Stream
    centre: CentreId
    device: DeviceId
    author: StaffId
    hlc: int

    @property
    def entered(self) -> Moment:
        """When it was entered at its desk, in milliseconds."""
        return Moment(self.hlc >> COUNTER_BITS)
