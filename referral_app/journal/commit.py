"""Commits: one save is one commit of several facts, signed and linked by hash."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.facts import Fact
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, StaffId
from referral_app.journal.stream import Stream


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as read; `raw` is its wire form, carried and verified verbatim.

    `facts` holds None where a fact was erased or has a form this program cannot read.
    """

    id: CommitId
    centre: CentreId
    device: DeviceId
    incarnation: bytes
    stream: Stream
    seq: int
    previous: tuple[CommitId, ...]
    hlc: int
    schema: int
    author: StaffId
    facts: tuple[Fact | None, ...]
    body: bytes
    signature: bytes
    raw: bytes
