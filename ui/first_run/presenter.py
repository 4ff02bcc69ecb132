"""What the first start does: the work handed to the store thread, and checks while typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from referral_app.domain import passphrase as passphrases
from referral_app.domain.staff import Role
from referral_app.language import N_

if TYPE_CHECKING:
    from referral_app.bootstrap import Created, DeskInvitationSummary, InvitationSummary

PASSPHRASE_RULE = N_("At least twelve characters, or four words that you will remember.")


@dataclass(frozen=True, slots=True)
class CentreEntry:
    """What was typed on the page of a new centre."""

    name_fr: str
    name_ar: str
    district: str
    initials: str
    role: str
    passphrase: str = ""
    repeated: str = ""
    training: bool = False

    def first_problem(self) -> tuple[str, str] | None:
        """Return the field and the English sentence of what is missing or wrong, or None."""
        required = (
            ("name_fr", self.name_fr, N_("Write the centre’s name in French.")),
            ("name_ar", self.name_ar, N_("Write the centre’s name in Arabic.")),
            ("district", self.district, N_("Choose the district.")),
            ("initials", self.initials, N_("Write two or three initials.")),
        )
        for field, value, sentence in required:
            if not value.strip():
                return field, sentence
        if not passphrases.is_long_enough(self.passphrase):
            return "passphrase", PASSPHRASE_RULE
        if self.passphrase != self.repeated:
            return "repeated", N_("The two passphrases differ.")
        return None


def creating(folder: Path, entry: CentreEntry, invitation: bytes | None) -> Callable[[], Created]:
    """Work: found a centre in `folder`, by invitation where there is one."""

    def work() -> Created:
        from referral_app import bootstrap

        mode: bootstrap.Mode = "training" if entry.training else "real"
        if invitation is not None:
            mode = bootstrap.read_invitation(invitation).mode
        details = bootstrap.CentreDetails(entry.name_fr, entry.name_ar, entry.district, mode)
        person = bootstrap.Person(entry.initials, Role(entry.role), entry.passphrase)
        if invitation is not None:
            return bootstrap.accept_invitation(folder, invitation, details, person)
        return bootstrap.create_centre(folder, details, person)

    return work


def reading(file: Path) -> Callable[[], tuple[bytes, InvitationSummary | DeskInvitationSummary]]:
    """Work: read an invitation file, of a centre or of a desk, and say what is in it."""

    def work() -> tuple[bytes, InvitationSummary | DeskInvitationSummary]:
        from referral_app import bootstrap

        data = bootstrap.invitation_bytes(file)
        if bootstrap.is_desk_invitation(data):
            return data, bootstrap.read_desk_invitation(data)
        return data, bootstrap.read_invitation(data)

    return work


def telling(
    data: bytes, words: str
) -> Callable[[], tuple[bytes, InvitationSummary | DeskInvitationSummary]]:
    """Work: put the words told by telephone to a file that came by mail."""

    def work() -> tuple[bytes, InvitationSummary | DeskInvitationSummary]:
        from referral_app import bootstrap

        told = bootstrap.tell_words(data, words)
        if bootstrap.is_desk_invitation(told):
            return told, bootstrap.read_desk_invitation(told)
        return told, bootstrap.read_invitation(told)

    return work


def joining(folder: Path, invitation: bytes, passphrase: str) -> Callable[[], Created]:
    """Work: make this computer a further desk."""

    def work() -> Created:
        from referral_app import bootstrap

        return bootstrap.join_centre(folder, invitation, passphrase)

    return work


def looking_around(
    folder: Path, language: str, initials: str, passphrase: str
) -> Callable[[], Created]:
    """Work: a training centre with fictional people and a neighbour that answers."""

    def work() -> Created:
        from referral_app import bootstrap

        person = bootstrap.Person(initials, Role.SUPERVISOR, passphrase)
        return bootstrap.look_around(folder, language, person)

    return work
