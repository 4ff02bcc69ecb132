"""story.json: who, what, where, how it ended; and whether the desks agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from referral_app.cli.arguments import DemoAsked
from referral_app.cli.demo.cast import CENTRES, DESKS, LEAVER, Cast, Hand, desks_of
from referral_app.cli.demo.ledger import KeptCase, KeptMonth, KeptReferral
from referral_app.cli.demo.places import VERSION, Places
from referral_app.cli.demo.stage import Stage, folder_of
from referral_app.cli.demo.story import Teller
from referral_app.cli.documents import Json, moment
from referral_app.domain.case import Need
from referral_app.domain.directory import Service
from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Referral
from referral_app.services.ports import CaseQuery
from referral_app.services.slips import slip_of
from referral_app.statistics.indicators import Indicator

_SAID: Final = ("reason", "outcome", "evidence")


def verify(teller: Teller) -> Json:
    """Ask every desk what it knows of every referral that it takes part in."""
    stage, ledger = teller.stage, teller.ledger
    differing = [it.id.hex() for it in ledger.referrals if not _agreed(stage, it)]
    differing += [it.id.hex() for it in ledger.cases if not _same_file(stage, it)]
    missing = sum(stage.desk(cast.key).store.reader.missing_commits() for cast in DESKS)
    return {
        "agreed": not differing and not missing,
        "desks_compared": len(DESKS),
        "cases_compared": len(ledger.cases),
        "referrals_compared": len(ledger.referrals),
        "differences": differing,
        "missing_messages": missing,
    }


def story(asked: DemoAsked, teller: Teller, began: Moment, verified: Json) -> Json:
    """Return the whole document, without pictures and papers yet."""
    stage, places, ledger = teller.stage, teller.stage.places, teller.ledger
    return {
        "version": VERSION,
        "document": "story",
        "seed": asked.seed,
        "months": asked.months,
        "from": moment(began),
        "until": moment(teller.clock.now()),
        "centres": [_centre(stage, cast) for cast in CENTRES],
        "services": [_service(it) for it in teller.services],
        "invitation": places.name_of(places.invitation),
        "folder": places.name_of(places.folder),
        "stick": places.name_of(places.stick),
        "hub": places.name_of(places.hub),
        "steps": stage.steps,
        "cases": [_case(teller, kept) for kept in ledger.cases],
        "referrals": [_referral(stage, kept) for kept in ledger.referrals],
        "statistics": [_month(kept) for kept in ledger.months],
        "commune": [_commune(stage, kept) for kept in ledger.months],
        "figures": _figures(teller),
        "traffic": _traffic(places),
        "papers": [],
        "pictures": [],
        "verified": verified,
    }


def _agreed(stage: Stage, kept: KeptReferral) -> bool:
    shown = [_shown(stage.referral(cast.key, kept.id)) for cast in kept.desks]
    return shown[0] is not None and all(one == shown[0] for one in shown)


def _shown(referral: Referral | None) -> tuple[object, ...] | None:
    """What must be the same at all desks; ids of commits are, the filing is not."""
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


def _same_file(stage: Stage, kept: KeptCase) -> bool:
    """Whether every desk of the centre shows the same file."""
    readers = [stage.desk(cast.key).store.reader for cast in desks_of(kept.cast.house)]
    shown = [(reader.case(kept.id), reader.needs_of(kept.id)) for reader in readers]
    return shown[0][0] is not None and all(one == shown[0] for one in shown)


def _centre(stage: Stage, cast: Cast) -> Json:
    workspace, house = stage.workspace(cast.key), cast.house
    desks = desks_of(house)
    return {
        "key": house.key,
        "id": stage.centres[house.key].hex(),
        "name_fr": house.name_fr,
        "name_ar": house.name_ar,
        "district": house.district,
        "mode": workspace.desk.mode,
        "store": stage.places.name_of(stage.places.store(cast.key)),
        "fingerprint": workspace.fingerprint(stage.centres[house.key]),
        "recovery_code": stage.recovery[cast.key],
        "desks": [_desk(stage, desk) for desk in desks],
        "people": _people(stage, desks),
    }


def _desk(stage: Stage, cast: Cast) -> Json:
    workspace = stage.workspace(cast.key)
    return {
        "key": cast.key,
        "id": workspace.desk.device.hex(),
        "store": stage.places.name_of(stage.places.store(cast.key)),
        "fingerprint": workspace.desk_fingerprint(),
        "recovery_code": stage.recovery[cast.key],
        "opened_by": sorted(label for label, _ in workspace.slots()),
        "cases": workspace.desk.store.reader.case_page(CaseQuery(open=None, limit=1)).total,
    }


def _people(stage: Stage, desks: tuple[Cast, ...]) -> list[Json]:
    """Everybody of a centre; who left opens nothing any more, and has no passphrase here."""
    team = {it.label: it for it in stage.desk(desks[0].key).store.reader.staff()}
    hands: list[Hand] = [cast.hand for cast in desks]
    hands += [LEAVER] if LEAVER.label in team else []
    return [
        {
            "label": hand.label,
            "role": hand.role.value,
            "active": team[hand.label].active,
            "passphrase": hand.passphrase,
        }
        for hand in hands
    ]


def _service(service: Service) -> Json:
    return {
        "id": service.id.hex(),
        "name_fr": service.name_fr,
        "name_ar": service.name_ar,
        "kind": service.kind,
    }


def _case(teller: Teller, kept: KeptCase) -> Json:
    sent = Counter(it.case for it in teller.ledger.referrals)
    return {
        "id": kept.id.hex(),
        "code": kept.code,
        "centre": kept.cast.house.key,
        "desk": kept.cast.key,
        "written_in": kept.written_in,
        "open": kept.id not in teller.ledger.closed,
        "household": kept.household.hex() if kept.household else None,
        "needs": len(_needs(teller, kept)),
        "referrals": sent[kept.id],
    }


def _needs(teller: Teller, kept: KeptCase) -> Sequence[Need]:
    return teller.stage.desk(kept.cast.key).store.reader.needs_of(kept.id)


def _referral(stage: Stage, kept: KeptReferral) -> Json:
    found = stage.referral(kept.cast.key, kept.id)
    if found is None or found.request is None:
        raise LookupError("a desk lost a referral that it sent itself")
    shown, request = found.shown, found.request
    ends = {cast.house.key for cast in kept.desks}
    states = {key: state for key, state in stage.states(kept.id).items() if key in ends}
    return {
        "id": kept.id.hex(),
        "case_code": kept.code,
        "sender": kept.cast.house.key,
        "recipient": kept.recipient.house.key if kept.recipient else None,
        "service": kept.service.hex() if kept.service else None,
        "category": request.category,
        "priority": request.priority,
        "course": kept.course,
        "replaces": kept.replaces.hex() if kept.replaces else None,
        "on_slip": len(slip_of(stage.desk(kept.cast.key), kept.id)),
        "exception": request.exception,
        "countersigned": found.countersigned is not None,
        "states": states,
        "to_check": [mark.value for mark in found.marks],
        **{name: shown.text(name) if shown else "" for name in _SAID},
        "loop_closed": found.loop_closed,
        "agreed": _agreed(stage, kept),
    }


def _month(kept: KeptMonth) -> Json:
    frozen = kept.frozen
    return {
        "month": str(frozen.month),
        "centre": kept.cast.house.key,
        "id": frozen.id.hex(),
        "revision": frozen.revision,
        "exact": _leading(frozen.indicators(exact=True)),
        "published": _leading(frozen.indicators(exact=False)),
        "files": list(kept.files),
    }


def _commune(stage: Stage, kept: KeptMonth) -> Json:
    """The hub's totals of a month: each sum, and the least and the most that it may truly be."""
    found = stage.hub.month(kept.frozen.month)
    keys = {bytes(centre): key for key, centre in stage.centres.items()}
    return {
        "month": str(kept.frozen.month),
        "centres": sorted(keys[bytes(it)] for it in found.present),
        "missing": sorted(keys[bytes(it)] for it in found.missing),
        "totals": [
            {
                "act": place.cell[0],
                "published": total.published,
                "low": total.interval.low,
                "high": total.interval.high,
            }
            for place, total in found.totals.items()
            if not place.cube
        ],
    }


def _leading(found: Sequence[Indicator]) -> list[Json]:
    """The leading figures of each indicator: a count, or a share of something."""
    return [
        {"indicator": one.id, "figure": key, "counted": row.counted, "of": row.of}
        for one in found
        for key, row in one.leading
    ]


def _figures(teller: Teller) -> Json:
    stage, ledger = teller.stage, teller.ledger
    found = [stage.referral(it.cast.key, it.id) for it in ledger.referrals]
    known = [referral for referral in found if referral]
    return {
        "cases": len(ledger.cases),
        "cases_closed": len(ledger.closed),
        "households": len({it.household for it in ledger.cases if it.household}),
        "needs": sum(len(_needs(teller, it)) for it in ledger.cases),
        "referrals": len(ledger.referrals),
        "referrals_outside": sum(it.service is not None for it in ledger.referrals),
        "by_status": dict(sorted(Counter(it.status.value for it in known).items())),
        "by_course": dict(sorted(Counter(it.course for it in ledger.referrals).items())),
        "loops_closed": sum(referral.loop_closed for referral in known),
        "steps": len(stage.steps),
        "rounds": sum(step["act"] == "synchronise" for step in stage.steps),
    }


def _traffic(places: Places) -> Json:
    """What lies on the carriers; it differs a little each time, for sealing draws chance anew."""
    return {
        "envelopes_in_folder": len(places.envelopes(folder_of(places, "folder"))),
        "envelopes_on_stick": len(places.envelopes(folder_of(places, "stick"))),
    }
