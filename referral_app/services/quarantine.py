"""What revoked desks wrote that does not count, and messages that will never come.

Both stand on the administrator's page until somebody with the right decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.identifiers import CommitId, DeviceId
from referral_app.domain.staff import Act
from referral_app.services.desk import Desk
from referral_app.services.ports.desks import LeftOut


@dataclass(frozen=True, slots=True)
class Gap:
    """Commits of one desk, of any centre, that others of its name and that never came."""

    device: DeviceId
    commits: tuple[CommitId, ...]


def left_out(desk: Desk) -> tuple[LeftOut, ...]:
    """Return what is kept apart of our own revoked desks, oldest first; for those who may decide.

    Raises NotPermittedError.
    """
    desk.require(Act.MANAGE_DESKS)
    return desk.store.reader.left_out()


def gaps(desk: Desk) -> tuple[Gap, ...]:
    """Return what has not come, desk by desk, without what nobody waits for any more.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    found: dict[DeviceId, list[CommitId]] = {}
    for commit, device in desk.store.reader.gaps():
        found.setdefault(device, []).append(commit)
    return tuple(Gap(device, tuple(commits)) for device, commits in sorted(found.items()))
