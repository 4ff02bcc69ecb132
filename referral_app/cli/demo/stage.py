"""The two centres of the story with everything that is theirs, and the record of what they do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from referral_app import bootstrap
from referral_app.cli.demo.places import Places
from referral_app.cli.demo.words import say
from referral_app.cli.documents import Json, moment
from referral_app.clock import ManualClock
from referral_app.domain.identifiers import CentreId, ReferralId
from referral_app.domain.referral import Referral
from referral_app.domain.staff import Role
from referral_app.services.desk import Desk
from referral_app.services.ports import RoundReport
from referral_app.training.people import Tongue

Carrier = Literal["folder", "stick"]
_ROUND: Final = (
    "envelopes_read",
    "commits_received",
    "envelopes_written",
    "commits_sent",
    "missing",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """One centre of the story and the person at its desk."""

    key: str
    name_fr: str
    name_ar: str
    district: str
    tongue: Tongue
    label: str
    passphrase: str = field(repr=False)

    @property
    def details(self) -> bootstrap.CentreDetails:
        """What founding asks."""
        return bootstrap.CentreDetails(self.name_fr, self.name_ar, self.district, "training")

    @property
    def person(self) -> bootstrap.Person:
        """Who founds."""
        return bootstrap.Person(self.label, Role.SUPERVISOR, self.passphrase)

    @property
    def names(self) -> dict[str, str]:
        """The centre's name by language."""
        return {"fr": self.name_fr, "ar": self.name_ar, "en": self.name_fr}


YACOUB: Final = Cast(
    "yacoub-el-mansour",
    "Centre social Yacoub El Mansour",
    "المركز الاجتماعي يعقوب المنصور",
    "yacoub_el_mansour",
    "fr",
    "NB",
    "sept pigeons sur le toit bleu",
)
YOUSSOUFIA: Final = Cast(
    "youssoufia",
    "Centre social Youssoufia",
    "المركز الاجتماعي اليوسفية",
    "youssoufia",
    "ar",
    "SK",
    "quatre oranges dans un panier",
)
CAST: Final = (YACOUB, YOUSSOUFIA)


@dataclass(slots=True)
class Stage:
    """Both open desks, one clock, and the steps told so far."""

    places: Places
    clock: ManualClock
    parts: dict[str, bootstrap.Parts]
    centres: dict[str, CentreId] = field(default_factory=dict)
    recovery: dict[str, str] = field(default_factory=dict)
    steps: list[Json] = field(default_factory=list)
    _open: dict[str, bootstrap.Workspace] = field(default_factory=dict)
    _locked: set[str] = field(default_factory=set)

    def desk(self, key: str) -> Desk:
        """The desk of a centre; one that was locked is unlocked by the passphrase."""
        return self.workspace(key).desk

    def workspace(self, key: str) -> bootstrap.Workspace:
        """The open store of a centre."""
        if key in self._locked:
            self._locked.discard(key)
            cast = cast_of(key)
            place, parts = self.places.store(key), self.parts[key]
            self._open[key] = bootstrap.open_workspace(
                place, cast.passphrase, user=cast.label, parts=parts
            )
            self.tell("unlock", cast)
        return self._open[key]

    def add(self, cast: Cast, created: bootstrap.Created) -> None:
        """A centre was founded."""
        self._open[cast.key] = created.workspace
        self.centres[cast.key] = created.workspace.desk.centre
        self.recovery[cast.key] = created.recovery_code

    def lock(self, cast: Cast) -> None:
        """Lock a desk; whoever needs it next unlocks it."""
        self._open[cast.key].close()
        self._locked.add(cast.key)
        self.tell("lock", cast)

    def synchronise(self, cast: Cast, carrier: Carrier) -> RoundReport:
        """One round of one desk; told when anything moved."""
        place = self.places.folder if carrier == "folder" else self.places.stick
        before = set(self.places.envelopes(place))
        report = self.workspace(cast.key).synchronise(place)
        written = sorted(set(self.places.envelopes(place)) - before)
        if report.envelopes_read or report.envelopes_written:
            figures = {name: getattr(report, name) for name in _ROUND}
            self.tell(
                "synchronise",
                cast,
                wording=f"synchronise_{carrier}",
                carrier=carrier,
                round=figures,
                files=written,
            )
        return report

    def tell(
        self, act: str, cast: Cast, *, wording: str = "", code: str = "", **details: Any
    ) -> None:
        """Add a step; `wording` is the sentence where it is not that of the act."""
        other = next(it for it in CAST if it is not cast)
        names = {"centre": cast.names, "other": other.names}
        step: Json = {
            "number": len(self.steps) + 1,
            "at": moment(self.clock.now()),
            "centre": cast.key,
            "act": act,
            "text": say(wording or act, names, code),
        }
        if code:
            step["case_code"] = code
        self.steps.append(step | {name: it for name, it in details.items() if it is not None})

    def states(self, referral: ReferralId) -> dict[str, str | None]:
        """The status that each centre shows; None where it knows nothing of it."""
        known = {key: self.referral(key, referral) for key in self.centres}
        return {key: found.status.value if found else None for key, found in known.items()}

    def referral(self, key: str, referral: ReferralId) -> Referral | None:
        """A referral as one centre knows it."""
        return self.desk(key).store.reader.referral(referral)

    def close(self) -> None:
        """Close both desks."""
        for workspace in self._open.values():
            workspace.close()


def cast_of(key: str) -> Cast:
    """Return the centre of this key."""
    return next(cast for cast in CAST if cast.key == key)


def folder_of(places: Places, carrier: Carrier) -> Path:
    """Return where a carrier's envelopes lie."""
    return places.folder if carrier == "folder" else places.stick
