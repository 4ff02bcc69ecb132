"""A further desk: prepared at one desk, made on another computer, let in by a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from referral_app.bootstrap import identity
from referral_app.bootstrap.checks import check_clock
from referral_app.bootstrap.identity import Known
from referral_app.bootstrap.inviting import mode_of, write_file
from referral_app.bootstrap.values import (
    Created,
    DeskInvitationSummary,
    JoiningDesk,
    Parts,
)
from referral_app.bootstrap.workspace import workspace_of
from referral_app.domain import passphrase as passphrases
from referral_app.domain.desks import DeskInvitation
from referral_app.domain.facts import DESK_INVITED, Fact, content
from referral_app.domain.identifiers import DeviceId, InvitationId, Moment, StaffId
from referral_app.domain.staff import Act, Staff
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.exchange.desk_invitation import (
    DeskInvitationContent,
    DeskTerms,
    build_desk_invitation,
    read_desk_invitation,
)
from referral_app.exchange.desk_joining import Join, admit, ask_to_join, dismiss, joins, role_of
from referral_app.exchange.desk_keys import Steward
from referral_app.exchange.desk_refusal import SENT_AWAY, WHY, refuse_join
from referral_app.exchange.desk_waiting import Knock, is_in, knock
from referral_app.exchange.fingerprint import desk_fingerprint, fingerprint
from referral_app.exchange.folder import Folder
from referral_app.exchange.invitation import LIFETIME, SECRET, CentreNames
from referral_app.exchange.keys import DeskKeys, Identity
from referral_app.exchange.retiring import retire
from referral_app.exchange.round import Round
from referral_app.exchange.stewards import make_steward
from referral_app.journal.commit import INCARNATION_SIZE
from referral_app.journal.stream import membership
from referral_app.services.blocks import grant
from referral_app.services.desk import Desk
from referral_app.services.hub import hub_of
from referral_app.services.ports import RoundReport
from referral_app.storage.recovery_code import new_recovery_code
from referral_app.storage.slots import NewPerson
from referral_app.storage.store import create

if TYPE_CHECKING:
    from referral_app.storage.desk_store import DeskStore
    from referral_app.storage.exchange_work import RoundWork

Progress = Callable[[int, int], bool]


def summary_of(data: bytes, parts: Parts) -> DeskInvitationSummary:
    """Return what an invitation says; see `bootstrap.read_desk_invitation`."""
    return summary(read_desk_invitation(data, parts.clock.now()))


def join(folder: Path, data: bytes, passphrase: str, parts: Parts) -> Created:
    """Make the store of a new desk, which waits; see `bootstrap.join_centre`."""
    check_clock(parts.clock.now())
    read = read_desk_invitation(data, parts.clock.now())
    passphrases.check(passphrase)
    keys = DeskKeys.generate(parts.chance)
    incarnation = parts.chance(INCARNATION_SIZE)
    who = Identity(read.centre, read.mode, incarnation, keys, keys.device)
    known = Known.of(who, read.terms.commune_key)
    code = new_recovery_code(parts.chance)
    slot = NewPerson(read.terms.label, read.terms.staff, passphrase)
    opened = create(folder, slot, code, chance=parts.chance)
    try:
        store = opened.attach(known.at_the_store(), parts.clock, parts.chance)
        with store.begin() as work:
            identity.keep(work, known)
            identity.keep_invitation(work, data)
            ask_to_join(work, who, read, parts.clock.now())
        workspace = workspace_of(folder, opened, store, known, read.terms.staff, parts)
        return Created(workspace, code)
    except BaseException:
        opened.close()
        raise


def waiting_for(data: bytes, store: DeskStore, known: Known) -> DeskInvitationContent | None:
    """Return the kept invitation by which this desk waits; None once it is at work."""
    read = read_desk_invitation(data, None)
    return None if person_of(store, known, read) else read


def waiting_person(read: DeskInvitationContent) -> Staff:
    """The person for whom the desk was prepared, who can do nothing yet."""
    return Staff(read.terms.staff, read.terms.label, read.terms.role, active=False)


def why_not(store: DeskStore) -> str:
    """Return why this desk is not let in: used, expired, sent_away, or nothing."""
    with store.begin() as work:
        return (work.note(WHY) or b"").decode()


def ask_again(
    store: DeskStore, known: Known, former: DeskInvitationContent, data: bytes, now: Moment
) -> DeskInvitationContent:
    """Ask to be let in by another invitation, for the same person of the same centre.

    Raises ForeignDataError, RefusedError("exchange.invitation_expired", "desk.other_invitation").
    """
    read = read_desk_invitation(data, now)
    same = (read.centre, read.mode, read.terms.staff)
    if same != (former.centre, former.mode, former.terms.staff):
        raise RefusedError("desk.other_invitation")
    with store.begin() as work:
        identity.keep_invitation(work, data)
        ask_to_join(work, known.exchange, read, now)
        work.put_note(WHY, b"")
    return read


def person_of(store: DeskStore, known: Known, read: DeskInvitationContent) -> Staff | None:
    """Return who works at this desk, once it is let in and has heard of its person."""
    person = next((it for it in store.reader.staff() if it.id == read.terms.staff), None)
    with store.begin() as work:
        return person if is_in(work, known.exchange) else None


def wait(
    store: DeskStore,
    known: Known,
    read: DeskInvitationContent,
    folder: Path,
    parts: Parts,
    progress: Progress | None,
) -> RoundReport:
    """Show our answer at a folder, take our keys there, and with them all that lies there for us.

    Raises NoRoomError or UnavailableError when the folder fails.
    """
    place, clock = Folder(folder), parts.clock
    knocked = knock(store, known.exchange, read.terms.invitation, place, clock)
    report = RoundReport(0, 0, 0, 0, (), 0, ())
    if knocked.is_in:
        report = Round(store, known.exchange, place, clock, chance=parts.chance).run(progress)
    return waited(store, known, read, knocked, report)


def waited(
    store: DeskStore,
    known: Known,
    read: DeskInvitationContent,
    knocked: Knock,
    report: RoundReport,
) -> RoundReport:
    """Put the invitation away once it has served; return what both halves did."""
    if person_of(store, known, read):
        with store.begin() as work:
            identity.keep_invitation(work, b"")
    refused = knocked.refused + type(knocked.refused)(dict(report.refused))
    return replace(
        report,
        envelopes_read=report.envelopes_read + knocked.read,
        envelopes_written=report.envelopes_written + knocked.written,
        refused=tuple(sorted(refused.items())),
    )


def summary(read: DeskInvitationContent) -> DeskInvitationSummary:
    """Return what an invitation says to people."""
    return DeskInvitationSummary(
        centre=read.centre,
        name_fr=read.terms.names.french,
        name_ar=read.terms.names.arabic,
        mode=mode_of(read.mode),
        label=read.terms.label,
        role=read.terms.role,
        replaces=read.terms.replaces is not None,
        expires=read.terms.expires,
        fingerprint=fingerprint(read.centre),
    )


class LettingIn:
    """What a desk does that lets in others, with the person at it."""

    def __init__(self, store: DeskStore, desk: Desk, known: Known) -> None:
        self._store, self._desk, self._known = store, desk, known

    def invite(
        self, file: Path, staff: StaffId, *, may_let_in: bool, replaces: DeviceId | None
    ) -> DeskInvitationSummary:
        """Write the invitation of a further desk; whole or not at all."""
        desk = self._desk
        desk.require(Act.MANAGE_DESKS)
        person = next((it for it in desk.store.reader.staff() if it.id == staff), None)
        if person is None or not person.active:
            raise InvalidInputError("desk.no_such_person", "staff")

        def issue(work: RoundWork) -> bytes:
            return self._issued(work, person, may_let_in=may_let_in, replaces=replaces)

        data = write_file(self._store, file, issue)
        return summary(read_desk_invitation(data, None))

    def joining(self) -> tuple[JoiningDesk, ...]:
        """Return the desks that ask to be let in, oldest first."""
        reader = self._desk.store.reader
        people = {member.id: member for member in reader.staff()}
        known = reader.own_membership()
        # Another desk may have let it in meanwhile.
        used = {member.invitation for member in known.members} if known else set()
        found = []
        for one in joins(reader.joins_waiting()):
            invitation = reader.desk_invitation(one.invitation)
            if invitation is not None and one.invitation not in used:
                found.append(_joining(one, invitation, people.get(invitation.staff)))
        return tuple(sorted(found, key=lambda one: one.asked_at))

    def confirm(self, device: DeviceId) -> None:
        """Let a desk in, all in one transaction."""
        desk = self._desk
        desk.require(Act.MANAGE_DESKS)
        with self._store.begin() as work:
            one, invitation = self._found(work, device)
            people = {member.id: member for member in work.staff()}
            person = people.get(invitation.staff)
            if person is None or not person.active:
                raise RefusedError("desk.no_such_person")
            block = grant(work, desk, device, desk.new_id())
            admit(self._steward(work), one, person.label, block)

    def refuse(self, device: DeviceId) -> None:
        """Forget a desk whose fingerprint differs."""
        self._desk.require(Act.MANAGE_DESKS)
        with self._store.begin() as work:
            one = self._found(work, device)[0]
            refuse_join(work, self._known.exchange, one, SENT_AWAY)
            dismiss(work, one)

    def retire(self, device: DeviceId, reason: str) -> None:
        """Take a desk out of work."""
        self._desk.require(Act.MANAGE_DESKS)
        with self._store.begin() as work:
            retire(self._steward(work), device, reason)

    def make_steward(self, device: DeviceId) -> None:
        """Let a desk at work let in others, too."""
        self._desk.require(Act.MANAGE_DESKS)
        with self._store.begin() as work:
            make_steward(self._steward(work), device)

    def _issued(
        self, work: RoundWork, person: Staff, *, may_let_in: bool, replaces: DeviceId | None
    ) -> bytes:
        desk, exchange = self._desk, self._known.exchange
        known, _here = self._steward(work).standing()
        former = known.member(replaces) if replaces else None
        if replaces and (former is None or not former.active):
            raise InvalidInputError("desk.unknown", "replaces")
        role_of(known, may_let_in=may_let_in, replaces=replaces)
        us, now = work.own_centre(), desk.now()
        terms = DeskTerms(
            InvitationId(desk.new_id()),
            desk.chance(SECRET),
            self._known.commune_key,
            CentreNames(us.name_fr, us.name_ar),
            person.id,
            person.label,
            person.role,
            replaces,
            Moment(now + LIFETIME),
            hub_of(work, desk.centre),
        )
        told = content(
            secret=terms.secret,
            expires=terms.expires,
            staff=person.id,
            label=person.label,
            may_let_in=may_let_in,
            replaces=replaces,
        )
        fact = Fact(DESK_INVITED.name, terms.invitation, now, told)
        work.record(desk.stream, (fact,), desk.actor.id)
        return build_desk_invitation(exchange, terms, work.commits_of(membership(exchange.centre)))

    def _steward(self, work: RoundWork) -> Steward:
        desk = self._desk
        return Steward(work, self._known.exchange, desk.chance, desk.now(), desk.actor.id)

    def _found(self, work: RoundWork, device: DeviceId) -> tuple[Join, DeskInvitation]:
        for one in joins(work.joins_waiting()):
            invitation = work.desk_invitation(one.invitation)
            if one.device == device and invitation is not None:
                return one, invitation
        raise RefusedError("desk.join_gone")


def _joining(one: Join, invitation: DeskInvitation, person: Staff | None) -> JoiningDesk:
    return JoiningDesk(
        device=one.device,
        label=person.label if person else invitation.label,
        asked_at=one.at,
        may_let_in=invitation.may_let_in,
        replaces=invitation.replaces,
        fingerprint=desk_fingerprint(one.device),
    )
