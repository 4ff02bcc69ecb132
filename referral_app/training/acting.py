"""Does what a course says, through the same services as a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from referral_app.domain.identifiers import CentreId, Moment, ReferralId
from referral_app.services.answers import accept, complete, fail, open_referral, put_on_hold
from referral_app.services.answers import refuse as refuse_referral
from referral_app.services.answers import start as start_referral
from referral_app.services.desk import Desk
from referral_app.services.intake import (
    ConsentEntry,
    Intake,
    NeedEntry,
    RequestEntry,
    SendEntry,
)
from referral_app.services.loops import close_loop, record_follow_up
from referral_app.services.referrals import cancel_referral, refer_again, send_referral
from referral_app.training.courses import Act, Step
from referral_app.training.people import FictionalPeople, FictionalPerson, Tongue

DAY: Final = 86_400_000
_HOUR: Final = 3_600_000
_YEAR: Final = 365 * DAY
DISCLOSED: Final = ("age_band", "sex", "languages", "need_detail", "contact_means")
"""What a fictional person agrees to disclose."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A fictional worker: where the desk stands, and the language that is written there."""

    desk: Desk
    people: FictionalPeople
    tongue: Tongue

    def do(self, referral: ReferralId, step: Step) -> ReferralId | None:
        """Do one step now; returns the new referral when the step sent one.

        Raises RefusedError where the rules refuse it.
        """
        now = self.desk.now()
        if step.act is Act.SEND_ANEW:
            return self._send_anew(referral, now)
        _ACTS[step.act](self, referral, step.code, now)
        return None

    def words(self, name: str) -> str:
        """Return what is written in an answer."""
        return self.people.words(name, self.tongue)

    def _send_anew(self, referral: ReferralId, now: Moment) -> ReferralId | None:
        found = self.desk.store.reader.referral(referral)
        if found is None or found.need is None:
            return None
        entry = refer_again(self.desk, referral)
        return send_referral(self.desk, found.need, found.recipient, entry, now)


def intake_of(person: FictionalPerson, now: Moment, recipient: CentreId, sent: int) -> Intake:
    """The page as a worker fills it; the first `sent` needs go to the other centre at once."""
    needs = tuple(
        NeedEntry(need.category, need.detail, need.priority, need.priority_reason)
        for need in person.needs
    )
    minor = person.is_minor
    fields = (*DISCLOSED, "caregiver") if minor else DISCLOSED
    consent = ConsentEntry(
        form="written",
        language=person.language,
        interpreter=bool(person.fields["interpreter"]),
        recipients=(recipient.hex(),),
        fields=fields,
        until=Moment(now + _YEAR),
        statistics=True,
        caregiver=str(person.fields.get("caregiver", "")),
        assent=True if minor else None,
    )
    sends = tuple(
        SendEntry(place, recipient, RequestEntry(fields, need.priority, need.priority_reason))
        for place, need in enumerate(person.needs[:sent])
    )
    return Intake(now, person.fields, needs, consent if sent else None, person.note, sends)


def _open(actor: Actor, referral: ReferralId, _code: str, now: Moment) -> None:
    open_referral(actor.desk, referral, now)


def _accept(actor: Actor, referral: ReferralId, _code: str, now: Moment) -> None:
    point, documents = actor.words("contact_point"), actor.words("documents")
    accept(actor.desk, referral, point, Moment(now + 2 * DAY + _HOUR), documents, now)


def _hold(actor: Actor, referral: ReferralId, code: str, now: Moment) -> None:
    expected, review = Moment(now + 14 * DAY), Moment(now + 7 * DAY)
    put_on_hold(actor.desk, referral, code, expected, review, actor.words("hold"), now)


def _start(actor: Actor, referral: ReferralId, _code: str, now: Moment) -> None:
    start_referral(actor.desk, referral, now)


def _refuse(actor: Actor, referral: ReferralId, code: str, now: Moment) -> None:
    text, elsewhere = actor.words("refuse"), actor.words("suggestion")
    refuse_referral(actor.desk, referral, code, "service", text, elsewhere, now)


def _complete(actor: Actor, referral: ReferralId, code: str, now: Moment) -> None:
    complete(actor.desk, referral, code, "E3", actor.words("complete"), now)


def _fail(actor: Actor, referral: ReferralId, code: str, now: Moment) -> None:
    fail(actor.desk, referral, code, "person", actor.words("fail"), now)


def _cancel(actor: Actor, referral: ReferralId, code: str, now: Moment) -> None:
    cancel_referral(actor.desk, referral, code, actor.words("cancel"), now)


def _follow_up(actor: Actor, referral: ReferralId, code: str, now: Moment) -> None:
    words = actor.words("follow_up")
    record_follow_up(actor.desk, referral, "person_returned", "E1", code, words, now)


def _close(actor: Actor, referral: ReferralId, code: str, now: Moment) -> None:
    close_loop(actor.desk, referral, code, actor.words("close"), now)


_ACTS: Final[dict[Act, Callable[[Actor, ReferralId, str, Moment], None]]] = {
    Act.OPEN: _open,
    Act.ACCEPT: _accept,
    Act.HOLD: _hold,
    Act.START: _start,
    Act.REFUSE: _refuse,
    Act.COMPLETE: _complete,
    Act.FAIL: _fail,
    Act.CANCEL: _cancel,
    Act.FOLLOW_UP: _follow_up,
    Act.CLOSE: _close,
}
