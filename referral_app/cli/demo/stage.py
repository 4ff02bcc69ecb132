"""The desks of the story with everything that is theirs, and the record of what they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from referral_app import bootstrap
from referral_app.cli.demo.cast import CENTRES, DESKS, Cast, Hand, cast_of
from referral_app.cli.demo.hub import StoryHub
from referral_app.cli.demo.places import Places
from referral_app.cli.demo.words import say
from referral_app.cli.documents import Json, moment
from referral_app.clock import ManualClock
from referral_app.domain.identifiers import CentreId, ReferralId
from referral_app.domain.referral import Referral
from referral_app.services.desk import Desk
from referral_app.services.ports import RoundReport
from referral_app.services.ports.backups import Restored, Secret

Carrier = Literal["folder", "stick", "hub"]
_ROUND: Final = (
    "envelopes_read",
    "commits_received",
    "envelopes_written",
    "commits_sent",
    "missing",
)


@dataclass(slots=True)
class Stage:
    """The open desks, one clock, and the steps told so far."""

    places: Places
    clock: ManualClock
    parts: dict[str, bootstrap.Parts]
    hub: StoryHub
    centres: dict[str, CentreId] = field(default_factory=dict)
    recovery: dict[str, str] = field(default_factory=dict)
    steps: list[Json] = field(default_factory=list)
    _open: dict[str, bootstrap.Workspace] = field(default_factory=dict)
    _locked: set[str] = field(default_factory=set)

    def desk(self, key: str) -> Desk:
        """The desk of this key; one that was locked is unlocked by the passphrase."""
        return self.workspace(key).desk

    def workspace(self, key: str) -> bootstrap.Workspace:
        """The open store of a desk."""
        if key in self._locked:
            self._locked.discard(key)
            cast = cast_of(key)
            self._unlock(cast, cast.hand)
            self.tell("unlock", cast)
        return self._open[key]

    def add(self, cast: Cast, created: bootstrap.Created) -> None:
        """A desk was made."""
        self._open[cast.key] = created.workspace
        self.centres.setdefault(cast.house.key, created.workspace.desk.centre)
        self.recovery[cast.key] = created.recovery_code

    def lock(self, cast: Cast) -> None:
        """Lock a desk; whoever needs it next unlocks it."""
        self._open[cast.key].close()
        self._locked.add(cast.key)
        self.tell("lock", cast)

    @contextmanager
    def sitting(self, cast: Cast, hand: Hand) -> Iterator[Desk]:
        """Let somebody else of the team sit at a desk for a while."""
        self.workspace(cast.key).close()
        self._unlock(cast, hand)
        try:
            yield self.desk(cast.key)
        finally:
            self._open[cast.key].close()
            self._unlock(cast, cast.hand)

    def restore(self, cast: Cast, backup: Path) -> Restored:
        """Put a backup in the place of a desk's store, and open what was put back."""
        self.workspace(cast.key).close()
        done = bootstrap.restore_backup(
            self.places.store(cast.key),
            backup,
            Secret(cast.hand.passphrase, cast.hand.label),
            replace=True,
            parts=self.parts[cast.key],
        )
        assert done is not None  # noqa: S101 - nobody stops it
        self._unlock(cast, cast.hand)
        return done

    def synchronise(self, cast: Cast, carrier: Carrier) -> RoundReport:
        """One round of one desk."""
        workspace = self.workspace(cast.key)
        if carrier == "hub":
            report, written = workspace.synchronise_hub(), None
        else:
            place = folder_of(self.places, carrier)
            before = set(self.places.envelopes(place))
            report = workspace.synchronise(place)
            written = sorted(set(self.places.envelopes(place)) - before)
        self.tell(
            "synchronise",
            cast,
            wording=f"synchronise_{carrier}",
            carrier=carrier,
            round={name: getattr(report, name) for name in _ROUND},
            files=written,
        )
        return report

    def tell(
        self, act: str, cast: Cast, *, wording: str = "", code: str = "", **details: Any
    ) -> None:
        """Add a step; `wording` is the sentence where it is not that of the act."""
        other = next(it for it in CENTRES if it.house is not cast.house)
        names = {"centre": cast.house.names, "other": other.house.names}
        step: Json = {
            "number": len(self.steps) + 1,
            "at": moment(self.clock.now()),
            "centre": cast.house.key,
            "desk": cast.key,
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
        """A referral as one desk knows it."""
        return self.desk(key).store.reader.referral(referral)

    def close(self) -> None:
        """Close every desk."""
        for workspace in self._open.values():
            workspace.close()
        self.hub.close()

    def _unlock(self, cast: Cast, hand: Hand) -> None:
        self._open[cast.key] = bootstrap.open_workspace(
            self.places.store(cast.key),
            hand.passphrase,
            user=hand.label,
            parts=self.parts[cast.key],
        )


def at_work(stage: Stage) -> Sequence[Cast]:
    """Return the desks that stand by now."""
    return [cast for cast in DESKS if cast.key in stage.recovery]


def folder_of(places: Places, carrier: Carrier) -> Path:
    """Return where a carrier's envelopes lie."""
    return places.folder if carrier == "folder" else places.stick
