"""Names of things: bytes on the wire and in tables, lower-case hex for people and JSON."""

from __future__ import annotations

from typing import NamedTuple, NewType

CentreId = NewType("CentreId", bytes)
"""16 bytes, the hash of the centre's genesis."""
DeviceId = NewType("DeviceId", bytes)
"""16 bytes, the hash of a desk's two public keys."""
StaffId = NewType("StaffId", bytes)
CaseId = NewType("CaseId", bytes)
NeedId = NewType("NeedId", bytes)
ConsentId = NewType("ConsentId", bytes)
InvitationId = NewType("InvitationId", bytes)
ServiceId = NewType("ServiceId", bytes)
"""16 bytes: a service of the directory, that has no desk of this program."""
RecordId = bytes
"""16 bytes; any of the identifiers of this module that a fact can be about."""
ReferralId = NewType("ReferralId", bytes)
"""16 bytes: the first 8 of the sending centre's id, then 8 random ones, so that the owner of each
half is known from the id and the stream, whatever order facts arrive in."""
CommitId = NewType("CommitId", bytes)
"""32 bytes, the hash of a commit's body."""
Moment = NewType("Moment", int)
"""Milliseconds since 1970-01-01 UTC."""


class WriteId(NamedTuple):
    """One fact: the commit that carries it and its place there."""

    commit: CommitId
    place: int


def referral_id(sender: CentreId, chance: bytes) -> ReferralId:
    """Name a referral sent by `sender`; `chance` is 8 random bytes."""
    return ReferralId(sender[:8] + chance)


def sent_by(referral: ReferralId, centre: CentreId) -> bool:
    """Whether `centre` is the sender that the id names."""
    return referral[:8] == centre[:8]


def commune_record(centre: CentreId, rest: bytes) -> RecordId:
    """Name a record of the commune's stream that `centre` owns; `rest` is 8 bytes.

    As with referrals the id names the owner: were he told from who wrote first, a centre whose
    clock is put back could take any record over.
    """
    return centre[:8] + rest


def belongs_to(record: RecordId, centre: CentreId) -> bool:
    """Whether a record of the commune's stream is one that `centre` owns."""
    return record[:8] == centre[:8]
