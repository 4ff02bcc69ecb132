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
from referral_app.errors import ForeignDataError, NoRoomError
from referral_app.exchange.by_mail import with_secret
from referral_app.exchange.desk_invitation import is_desk_invitation, read_desk_invitation
from referral_app.exchange.desk_keys import Steward
from referral_app.exchange.files import read_bounded
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
from referral_app.spoken import hear, say

if TYPE_CHECKING:
    from referral_app.bootstrap.identity import Known
    from referral_app.storage.desk_store import DeskStore
    from referral_app.storage.exchange_work import RoundWork

_SUFFIX: Final = ".new"


def read_file(file: Path) -> bytes:
    """Return the bytes of an invitation file; see `bootstrap.invitation_bytes`."""
    unreadable, foreign = "bootstrap.invitation_unreadable", "exchange.invitation_foreign"
    return read_bounded(file, MAX_FILE, unreadable, foreign)


def open_invitation(data: bytes, now: Moment, mode: Mode | None) -> InvitationContent:
    """Read and check an invitation; the range of codes that it grants must exist.

    Raises ForeignDataError, RefusedError.
    """
    read = read_content(data, now, mode)
    if read.terms.first_block + read.terms.blocks > ALL_BLOCKS.end:
        raise ForeignDataError("exchange.invitation_damaged")
    return read


def told_by_telephone(data: bytes, words: str, now: Moment) -> bytes:
    """Return a mailed invitation together with its secret; see `bootstrap.tell_words`."""
    told = with_secret(data, hear(words, SECRET))
    if is_desk_invitation(told):
        read_desk_invitation(told, now)
    else:
        open_invitation(told, now, None)
    return told


def summary_of(data: bytes, parts: Parts) -> InvitationSummary:
    """Return what an invitation says; see `bootstrap.read_invitation`."""
    return _summary(open_invitation(data, parts.clock.now(), None))


def invite(
    store: DeskStore, desk: Desk, known: Known, file: Path, *, by_mail: bool = False
) -> InvitationSummary:
    """Issue an invitation and write its file; whole or not at all. `by_mail` as for a desk's.

    Raises NotPermittedError, RefusedError when no codes are left to grant, NoRoomError.
    """
    desk.require(Act.INVITE)
    secret = desk.chance(SECRET)

    def issue(work: RoundWork) -> bytes:
        terms = _issued(work, desk, known, secret)
        commits = work.commits_of(membership(known.exchange.centre))
        return build_invitation(known.exchange, terms, commits, by_mail=by_mail)

    data = write_file(store, file, issue)
    read = read_content(data, desk.now(), mode_of(desk.mode))
    return _summary(read, say(secret) if by_mail else ())


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


def _issued(work: RoundWork, desk: Desk, known: Known, secret: bytes) -> Terms:
    """Record an invitation and return what it grants."""
    now = desk.now()
    # What desks grant unknown to each other must not meet: only those that let in others do.
    Steward(work, known.exchange, desk.chance, now, desk.actor.id).standing()
    granted = range_left(work, desk).next_for_centre()
    us, taken_in = work.own_centre(), work.registry()
    terms = Terms(
        InvitationId(desk.new_id()),
        secret,
        known.commune_key,
        CentreNames(us.name_fr, us.name_ar, us.district),
        granted.first,
        granted.count,
        Moment(now + LIFETIME),
        hub_of(work, desk.centre),
        registry=taken_in.file if taken_in else b"",
    )
    issued = content(
        secret=terms.secret,
        expires=terms.expires,
        first_block=granted.first,
        blocks=granted.count,
    )
    fact = Fact(INVITATION_ISSUED.name, terms.invitation, now, issued)
    work.record(desk.stream, (fact,), desk.actor.id)
    return terms


def _summary(read: InvitationContent, words: tuple[str, ...] = ()) -> InvitationSummary:
    names = read.terms.names
    return InvitationSummary(
        inviter=read.inviter,
        name_fr=names.french,
        name_ar=names.arabic,
        district=names.district,
        mode=mode_of(read.mode),
        expires=read.terms.expires,
        fingerprint=fingerprint(read.inviter),
        needs_words=not read.terms.secret,
        words=words,
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
