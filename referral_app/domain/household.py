"""A household: files that belong together, each with its own code and consent (domain.md 1.1)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple, NewType

from referral_app.domain.age import is_minor
from referral_app.domain.facts import Value
from referral_app.domain.fields import Fields

HouseholdId = NewType("HouseholdId", bytes)
"""16 random bytes; it names the household, never a file."""
FIELD: Final = "household"
"""The field of a case that holds the link; () where the file stands alone."""
ALONE: Final = ()
_ID_SIZE: Final = 16


class HouseholdRole(StrEnum):
    """What somebody is in the household; codes of the list `household_roles`."""

    RESPONSIBLE_ADULT = "responsible_adult"
    PARTNER = "partner"
    CHILD = "child"
    OTHER = "other"


class Link(NamedTuple):
    """The household that a file names, and the role there; a newer desk's role is kept as it is."""

    household: HouseholdId
    role: str


def link_of(value: Value) -> Link | None:
    """Read the value of the field; None where the file stands alone."""
    match value:
        case (bytes(household), str(role)) if len(household) == _ID_SIZE:
            return Link(HouseholdId(household), role)
    return None


def role_alone(fields: Fields) -> HouseholdRole:
    """The role of a file to which the first other one is linked: by age."""
    minor = is_minor(fields.text("age_band"))
    return HouseholdRole.CHILD if minor else HouseholdRole.RESPONSIBLE_ADULT


def usual_role(age_band: str, *, partner_named: bool) -> HouseholdRole | None:
    """The role that somebody of this age most often has beside an adult; None for no age."""
    if is_minor(age_band):
        return HouseholdRole.CHILD
    if not age_band:
        return None
    return HouseholdRole.OTHER if partner_named else HouseholdRole.PARTNER


def usual_caregiver(sex: str) -> str:
    """Who most often answers for the children of an adult, a code of the list `caregivers`."""
    return {"F": "mother", "M": "father"}.get(sex, "")
