"""Where the centre's hub is, and how the last rounds with it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from referral_app.domain.identifiers import Moment
from referral_app.journal import codec

NEVER: Final = Moment(0)
CONTACT: Final = "hub"
"""Name of the note that keeps how rounds with the hub went."""


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where a hub answers, and the id (16 bytes) that its keys must have."""

    url: str
    hub_id: bytes


@dataclass(frozen=True, slots=True)
class HubContact:
    """How rounds with a hub went, as this desk saw it.

    `last` is the last one that went well, `failing` when the first of `failures` in a row went
    wrong, `problem` why (a key of the sentences); `due` is when the next one by itself may begin,
    `rewound` when the hub was last found put back to an earlier day.
    """

    hub_id: bytes
    name: str = ""
    last: Moment | None = None
    failing: Moment | None = None
    failures: int = 0
    problem: str = ""
    due: Moment = NEVER
    rewound: Moment | None = None

    def encode(self) -> bytes:
        """Return the bytes of the note CONTACT."""
        return codec.encode(
            (
                self.hub_id,
                self.name,
                self.last,
                self.failing,
                self.failures,
                self.problem,
                self.due,
                self.rewound,
            )
        )


def read_contact(note: bytes | None, hub_id: bytes) -> HubContact:
    """Read the note CONTACT about a hub; nothing is known of one that was never met."""
    match codec.decode(note or b"\x80"):
        case (bytes(met), str(name), last, failing, int(failures), str(problem), int(due), rewound):
            if met == hub_id:
                times = tuple(
                    Moment(it) if isinstance(it, int) else None for it in (last, failing, rewound)
                )
                return HubContact(
                    hub_id, name, times[0], times[1], failures, problem, Moment(due), times[2]
                )
    return HubContact(hub_id)


class HubReader(Protocol):
    """What is known here of the centre's hub."""

    def exchange_note(self, name: str) -> bytes | None:
        """Return a small value of the exchange's own; None where there is none."""
        ...
