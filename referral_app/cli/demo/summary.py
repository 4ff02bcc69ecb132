"""story.json: who, what, where, how it ended; and whether both centres agree."""

from __future__ import annotations

from collections import Counter
from typing import Final

from referral_app.cli.arguments import DemoAsked
from referral_app.cli.demo.stage import CAST, Cast, Stage, folder_of
from referral_app.cli.demo.story import Teller
from referral_app.cli.documents import VERSION, Json, moment
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import Referral
from referral_app.training.play import Sent

_SAID: Final = ("reason", "outcome", "evidence")


def verify(teller: Teller) -> Json:
    """Ask both desks what they know of every referral that either of them knows."""
    stage = teller.stage
    sent = [event.referral for event in teller.sent]
    differing = [referral.hex() for referral in sent if not _agreed(stage, referral)]
    missing = sum(stage.desk(cast.key).store.reader.missing_commits() for cast in CAST)
    return {
        "agreed": not differing and not missing,
        "referrals_compared": len(sent),
        "differences": differing,
        "missing_messages": missing,
    }


def story(asked: DemoAsked, teller: Teller, began: Moment, verified: Json) -> Json:
    """Return the whole document, without pictures yet."""
    stage, places = teller.stage, teller.stage.places
    return {
        "version": VERSION,
        "document": "story",
        "seed": asked.seed,
        "months": asked.months,
        "from": moment(began),
        "until": moment(teller.clock.now()),
        "centres": [_centre(stage, cast) for cast in CAST],
        "invitation": places.name_of(places.invitation),
        "folder": places.name_of(places.folder),
        "stick": places.name_of(places.stick),
        "steps": stage.steps,
        "cases": _cases(teller),
        "referrals": [_referral(stage, event) for event in teller.sent],
        "figures": _figures(teller),
        "pictures": [],
        "verified": verified,
    }


def _agreed(stage: Stage, referral: ReferralId) -> bool:
    one, other = (_shown(stage.referral(cast.key, referral)) for cast in CAST)
    return one is not None and one == other


def _shown(referral: Referral | None) -> tuple[object, ...] | None:
    """What must be the same on both sides; ids of commits are, the filing is not."""
    if referral is None:
        return None
    return (
        referral.status,
        referral.marks,
        referral.request,
        referral.sender_half,
        referral.recipient_half,
        referral.loop,
    )


def _centre(stage: Stage, cast: Cast) -> Json:
    workspace = stage.workspace(cast.key)
    return {
        "key": cast.key,
        "id": stage.centres[cast.key].hex(),
        "name_fr": cast.name_fr,
        "name_ar": cast.name_ar,
        "district": cast.district,
        "mode": workspace.desk.mode,
        "store": stage.places.name_of(stage.places.store(cast.key)),
        "fingerprint": workspace.fingerprint(stage.centres[cast.key]),
        "recovery_code": stage.recovery[cast.key],
        "people": [
            {
                "label": cast.label,
                "role": workspace.desk.actor.role.value,
                "passphrase": cast.passphrase,
            }
        ],
    }


def _cases(teller: Teller) -> list[Json]:
    closed = {event.case for event in teller.closed}
    sent = Counter(event.case for event in teller.sent)
    return [
        {
            "id": event.case.hex(),
            "code": event.code,
            "centre": event.player,
            "written_in": event.person.written_in,
            "open": event.case not in closed,
            "needs": len(event.needs),
            "referrals": sent[event.case],
        }
        for event in teller.opened
    ]


def _referral(stage: Stage, event: Sent) -> Json:
    found = stage.referral(event.player, event.referral)
    if found is None or found.request is None:
        raise LookupError("a desk lost a referral that it sent itself")
    shown = found.shown
    return {
        "id": event.referral.hex(),
        "case_code": event.code,
        "sender": event.player,
        "recipient": next(cast.key for cast in CAST if cast.key != event.player),
        "category": found.request.category,
        "priority": found.request.priority,
        "course": event.course.name,
        "replaces": event.replaces.hex() if event.replaces else None,
        "states": stage.states(event.referral),
        "to_check": [mark.value for mark in found.marks],
        **{name: shown.text(name) if shown else "" for name in _SAID},
        "loop_closed": found.loop_closed,
        "agreed": _agreed(stage, event.referral),
    }


def _figures(teller: Teller) -> Json:
    stage, places = teller.stage, teller.stage.places
    found = [stage.referral(event.player, event.referral) for event in teller.sent]
    known = [referral for referral in found if referral]
    return {
        "cases": len(teller.opened),
        "cases_closed": len(teller.closed),
        "needs": sum(len(event.needs) for event in teller.opened),
        "referrals": len(teller.sent),
        "by_status": dict(sorted(Counter(it.status.value for it in known).items())),
        "by_course": dict(sorted(Counter(event.course.name for event in teller.sent).items())),
        "loops_closed": sum(referral.loop_closed for referral in known),
        "steps": len(stage.steps),
        "rounds": teller.rounds,
        "envelopes_in_folder": len(places.envelopes(folder_of(places, "folder"))),
        "envelopes_on_stick": len(places.envelopes(folder_of(places, "stick"))),
    }
