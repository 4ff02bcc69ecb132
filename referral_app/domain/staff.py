"""Staff of a centre, their roles, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from referral_app.domain.identifiers import StaffId
from referral_app.errors import NotPermittedError


class Role(StrEnum):
    """The five roles of design.md 3."""

    SOCIAL_WORKER = "social_worker"
    RECEPTION = "reception"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """What a role may or may not do."""

    READ_CASES = "read_cases"
    OPEN_CASE = "open_case"
    EDIT_CASE = "edit_case"
    READ_LOCKED_FLAGS = "read_locked_flags"
    SEND_REFERRAL = "send_referral"
    ANSWER_REFERRAL = "answer_referral"
    CLOSE_LOOP = "close_loop"
    CLOSE_CASE = "close_case"
    COUNTERSIGN = "countersign"
    REINSTATE = "reinstate"
    REOPEN_LOOP = "reopen_loop"
    MANAGE_STAFF = "manage_staff"
    INVITE = "invite"
    MANAGE_DESKS = "manage_desks"
    MANAGE_DIRECTORY = "manage_directory"
    MANAGE_CALENDAR = "manage_calendar"
    PRINT_CARDS = "print_cards"
    GIVE_INFORMATION = "give_information"
    READ_STATISTICS = "read_statistics"
    PUBLISH_STATISTICS = "publish_statistics"
    ERASE = "erase"
    BACK_UP = "back_up"
    SYNCHRONISE = "synchronise"


_WORK = frozenset(
    {
        Act.READ_CASES,
        Act.OPEN_CASE,
        Act.EDIT_CASE,
        Act.READ_LOCKED_FLAGS,
        Act.SEND_REFERRAL,
        Act.ANSWER_REFERRAL,
        Act.CLOSE_LOOP,
        Act.CLOSE_CASE,
        Act.PRINT_CARDS,
        Act.GIVE_INFORMATION,
        Act.BACK_UP,
        Act.SYNCHRONISE,
    }
)
MATRIX: dict[Role, frozenset[Act]] = {
    Role.SOCIAL_WORKER: _WORK,
    Role.RECEPTION: frozenset(
        {
            Act.READ_CASES,
            Act.OPEN_CASE,
            Act.PRINT_CARDS,
            Act.GIVE_INFORMATION,
            Act.BACK_UP,
            Act.SYNCHRONISE,
        }
    ),
    Role.SUPERVISOR: _WORK
    | {
        Act.COUNTERSIGN,
        Act.REINSTATE,
        Act.REOPEN_LOOP,
        Act.MANAGE_STAFF,
        Act.INVITE,
        Act.MANAGE_DESKS,
        Act.MANAGE_DIRECTORY,
        Act.MANAGE_CALENDAR,
        Act.READ_STATISTICS,
        Act.PUBLISH_STATISTICS,
        Act.ERASE,
    },
    Role.TRAINER: frozenset({Act.SYNCHRONISE}),
    Role.ADMINISTRATOR: frozenset(
        {Act.MANAGE_STAFF, Act.INVITE, Act.MANAGE_DESKS, Act.BACK_UP, Act.SYNCHRONISE}
    ),
}
"""Who may do what; an administrator sees no case content."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of the centre's staff; `label` is initials."""

    id: StaffId
    label: str
    role: Role
    active: bool = True

    def may(self, act: Act) -> bool:
        """Whether the role allows `act`."""
        return self.active and act in MATRIX[self.role]

    def require(self, act: Act) -> None:
        """Refuse unless the role allows `act`.

        Raises NotPermittedError.
        """
        if not self.may(act):
            raise NotPermittedError("role.forbids", role=self.role.value, act=act.value)
