"""A social centre and what this desk knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from referral_app.domain.identifiers import CentreId, InvitationId, Moment

REAL = "real"
TRAINING = "training"


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre; `is_own` marks the one this desk belongs to.

    `listed` in the commune's registry. One that is not `active` there is sealed nothing any more.
    """

    id: CentreId
    name_fr: str
    name_ar: str
    district: str = ""
    is_own: bool = False
    introduced_at: Moment | None = None
    listed: bool = False
    active: bool = True

    def name(self, language: str) -> str:
        """The name in a reader's language (`fr`, `ar`, `en`), falling back to the other."""
        wanted, other = (
            (self.name_ar, self.name_fr) if language == "ar" else (self.name_fr, self.name_ar)
        )
        return wanted or other


@dataclass(frozen=True, slots=True)
class Invitation:
    """A second centre may join once with `secret` (16 bytes) before `expires`."""

    id: InvitationId
    secret: bytes = field(repr=False)
    expires: Moment
    issued_at: Moment
    first_block: int
    blocks: int
    used_by: CentreId | None = None
