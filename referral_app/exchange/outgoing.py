"""What should lie at a place: letters to desks, answers to invitations, vectors, and pouches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from referral_app.domain.identifiers import CentreId
from referral_app.exchange.desk_invitation import rendezvous
from referral_app.exchange.desk_letters import kept_letters, letters_to, welcome_note
from referral_app.exchange.desk_refusal import refusals
from referral_app.exchange.enrolment import enrolment_note
from referral_app.exchange.envelope import name_of
from referral_app.exchange.keys import Identity
from referral_app.exchange.mail import kept_vectors
from referral_app.exchange.transport import MOST_BYTES
from referral_app.services.ports import ExchangeWork, KeptEnvelope

_FRAME: Final = 4


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A sealed envelope; `marked` when its way is shown to people, `data` None: in the store."""

    to: CentreId
    eid: bytes
    size: int
    data: bytes | None = field(default=None, repr=False)
    marked: bool = False


def outgoing(
    work: ExchangeWork, identity: Identity, mailboxes: Sequence[CentreId], place: str
) -> list[Outgoing]:
    """Return what does not lie at `place`: changes of desks and keys, then letters, then by age.

    `mailboxes` are the centres that are told what is held here; an empty `place` is one of which
    nothing is remembered, and all is returned.
    """
    letters = [*_to_desks(work, identity), *answers(work, identity)]
    vectors = ((centre, kept_vectors(work, centre)) for centre in mailboxes)
    letters += [_letter(centre, data) for centre, data in vectors if data]
    if place:
        there = work.lying(place, [one.eid for one in letters])
        letters = [one for one in letters if one.eid not in there]
    kept = work.kept_envelopes(place)
    first = [_pouch(it) for it in kept if it.urgent]
    return [*first, *letters, *(_pouch(it) for it in kept if not it.urgent)]


def answers(work: ExchangeWork, identity: Identity) -> Iterator[Outgoing]:
    """Give our answers to invitations that were not heard yet."""
    for centre in work.centres():
        data = work.note(enrolment_note(centre.id)) if centre.id != identity.centre else None
        if data:
            yield _letter(centre.id, data)


def filled(waiting: Sequence[Outgoing], at: int, most: int) -> list[Outgoing]:
    """Return at most `most` from `at` on that go into one deposit; never none."""
    some: list[Outgoing] = []
    room = MOST_BYTES
    for one in waiting[at : at + most]:
        room -= one.size + _FRAME
        if some and room < 0:
            break
        some.append(one)
    return some


def _pouch(kept: KeptEnvelope) -> Outgoing:
    return Outgoing(kept.destination, kept.eid, kept.size, None, True)


def _letter(to: CentreId, data: bytes) -> Outgoing:
    return Outgoing(to, name_of(data), len(data), data)


def _to_desks(work: ExchangeWork, identity: Identity) -> Iterator[Outgoing]:
    """Letters to one desk: keys to a new or restored one, the end to a retired one, a no."""
    for box, data in refusals(work):
        yield _letter(box, data)
    centres = (identity.centre, *(centre.id for centre in work.centres()))
    rolls = [work.membership(centre) for centre in dict.fromkeys(centres)]
    for member in (member for roll in rolls if roll for member in roll.members):
        for data in letters_to(work, member.device):
            yield _letter(member.centre, data)
        ours = member.centre == identity.centre
        if ours and member.active and member.invitation:
            for data in kept_letters(work, welcome_note(member.device)):
                yield _letter(rendezvous(member.invitation), data)
