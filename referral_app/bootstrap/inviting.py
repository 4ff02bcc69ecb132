"""Invitations: the file by which a second centre joins, written and read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from referral_app.bootstrap.values import InvitationSummary, Mode, Parts
from referral_app.domain.case_code import ALL_BLOCKS
from referral_app.domain.centre import REAL
from referral_app.domain.facts import INVITATION_ISSUED, Fact, content
from referral_app.domain.identifiers import InvitationId, Moment
from referral_app.domain.staff import Act
from referral_app.errors import ForeignDataError, NoRoomError, UnavailableError
from referral_app.exchange.desk_keys import Steward
from referral_app.exchange.fingerprint import fingerprint
from referral_app.exchange.invitation import (
    LIFETIME,
    SECRET,
    CentreNames,
    InvitationContent,
    Terms,
    build_invitation,
)
from referral_app.exchange.invitation import read_invitation as read_content
from referral_app.exchange.signed_file import MAX_FILE
from referral_app.journal.stream import membership
from referral_app.services.blocks import range_left
from referral_app.services.desk import Desk
from referral_app.services.hub import hub_of

if TYPE_CHECKING:
    from referral_app.bootstrap.identity import Known
    from referral_app.storage.desk_store import DeskStore
    from referral_app.storage.exchange_work import RoundWork

_SUFFIX: Final = ".new"


def read_file(file: Path) -> bytes:
    """Return the bytes of an invitation file; see `bootstrap.invitation_bytes`."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise UnavailableError("bootstrap.invitation_unreadable") from error
    if len(data) > MAX_FILE:
        raise ForeignDataError("exchange.invitation_foreign")
    return data


def open_invitation(data: bytes, now: Moment, mode: Mode | None) -> InvitationContent:
    """Read and check an invitation; the range of codes that it grants must exist.

    Raises ForeignDataError, RefusedError.
    """
    read = read_content(data, now, mode)
    if read.terms.first_block + read.terms.blocks > ALL_BLOCKS.end:
        raise ForeignDataError("exchange.invitation_damaged")
    return read


def summary_of(data: bytes, parts: Parts) -> InvitationSummary:
    """Return what an invitation says; see `bootstrap.read_invitation`."""
    return _summary(open_invitation(data, parts.clock.now(), None))


def invite(store: DeskStore, desk: Desk, known: Known, file: Path) -> InvitationSummary:
    """Issue an invitation and write its file; whole or not at all.

    Raises NotPermittedError, RefusedError when no codes are left to grant, NoRoomError.
    """
    desk.require(Act.INVITE)
    data = write_file(store, file, lambda work: _issued(work, desk, known))
    return _summary(read_content(data, desk.now(), mode_of(desk.mode)))


def write_file(store: DeskStore, file: Path, issue: Callable[[RoundWork], bytes]) -> bytes:
    """Record an invitation and write its file, whole or not at all; return what is in it.

    Raises what `issue` raises, NoRoomError.
    """
    part = file.with_name(file.name + _SUFFIX)
    try:
        with store.begin() as work:
            data = issue(work)
            # Before the transaction ends: a file that cannot be written leaves no invitation.
            _write(part, data)
        # After it: by a file that we do not know of, somebody would join in vain.
        _show(part, file)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return data


def _issued(work: RoundWork, desk: Desk, known: Known) -> bytes:
    """Record an invitation and return its file."""
    now = desk.now()
    # What desks grant unknown to each other must not meet: only those that let in others do.
    Steward(work, known.exchange, desk.chance, now, desk.actor.id).standing()
    granted = range_left(work, desk).next_for_centre()
    us = work.own_centre()
    terms = Terms(
        InvitationId(desk.new_id()),
        desk.chance(SECRET),
        known.commune_key,
        CentreNames(us.name_fr, us.name_ar, us.district),
        granted.first,
        granted.count,
        Moment(now + LIFETIME),
        hub_of(work, desk.centre),
    )
    issued = content(
        secret=terms.secret,
        expires=terms.expires,
        first_block=granted.first,
        blocks=granted.count,
    )
    fact = Fact(INVITATION_ISSUED.name, terms.invitation, now, issued)
    work.record(desk.stream, (fact,), desk.actor.id)
    identity = known.exchange
    return build_invitation(identity, terms, work.commits_of(membership(identity.centre)))


def _summary(read: InvitationContent) -> InvitationSummary:
    names = read.terms.names
    return InvitationSummary(
        inviter=read.inviter,
        name_fr=names.french,
        name_ar=names.arabic,
        district=names.district,
        mode=mode_of(read.mode),
        expires=read.terms.expires,
        fingerprint=fingerprint(read.inviter),
    )


def mode_of(mode: str) -> Mode:
    """Return the mode as people's values have it."""
    return "real" if mode == REAL else "training"


def _write(file: Path, data: bytes) -> None:
    # It carries a secret: for its owner's eyes, where the file system knows owners.
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with _writing(), os.fdopen(os.open(file, flags, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _show(part: Path, file: Path) -> None:
    with _writing():
        part.replace(file)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NoRoomError("bootstrap.invitation_unwritable") from error
