"""What stands before the work: unlocking, the first run, or putting a backup back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from referral_app.errors import ReferralAppError
from ui.context import Ui
from ui.unlock.view import Unlock, UnlockPlace

if TYPE_CHECKING:
    from referral_app.bootstrap import Workspace
    from ui.first_run.view import FirstRun, FirstRunPlace
    from ui.restore.place import RestorePlace
    from ui.restore.view import Restore

AnyGate: TypeAlias = "Unlock | FirstRun | Restore"
GatePlace: TypeAlias = "UnlockPlace | FirstRunPlace | RestorePlace"


class Ways(NamedTuple):
    """Where a gate leads: into a store, to another folder or page, to another language."""

    enter: Callable[[Workspace], object]
    unlock: Callable[[], object]
    restore: Callable[[], object]
    elsewhere: Callable[[], object]
    speak: Callable[[str], object]
    say: Callable[[ReferralAppError], object]


def gate_of(ui: Ui, folder: Path, user: str, ways: Ways, place: GatePlace | None) -> AnyGate:
    """Build the gate of a folder; `place` is where somebody was in it, `user` who was here last."""
    if place is not None and not isinstance(place, UnlockPlace):
        from ui.restore.place import RestorePlace

        if isinstance(place, RestorePlace):
            return restore_gate(ui, folder, ways, place)
        return _first_run(ui, folder, ways, place)
    if place is None and not _store_exists(folder, ways):
        return _first_run(ui, folder, ways, None)
    gate = Unlock(ui, folder, _labels(folder, ways), user)
    gate.opened.connect(ways.enter)
    if place is not None:
        gate.take_up(place)
    _lead_on(gate, ways)
    return gate


def restore_gate(ui: Ui, folder: Path, ways: Ways, place: RestorePlace | None = None) -> Restore:
    """Build the page on which a backup is put back; `place` is where somebody was in it."""
    from ui.restore.view import Restore

    gate = Restore(ui, folder)
    gate.done.connect(ways.unlock)
    gate.language_chosen.connect(ways.speak)
    if place is not None:
        gate.take_up(place)
    return gate


def _first_run(ui: Ui, folder: Path, ways: Ways, place: FirstRunPlace | None) -> FirstRun:
    # Seen once in a store's life: every other start does without it.
    from ui.first_run.view import FirstRun

    gate = FirstRun(ui, folder)
    gate.entered.connect(ways.enter)
    if place is not None:
        gate.take_up(place)
    _lead_on(gate, ways)
    return gate


def _lead_on(gate: Unlock | FirstRun, ways: Ways) -> None:
    gate.restore_wanted.connect(ways.restore)
    gate.elsewhere.connect(ways.elsewhere)
    gate.language_chosen.connect(ways.speak)


def _store_exists(folder: Path, ways: Ways) -> bool:
    """Whether to unlock or to begin; a restore that was cut short is finished first."""
    from referral_app import bootstrap

    try:
        return bootstrap.store_exists(folder)
    except ReferralAppError as error:
        ways.say(error)
        return True


def _labels(folder: Path, ways: Ways) -> tuple[str, ...]:
    from referral_app import bootstrap

    try:
        return bootstrap.slot_labels(folder)
    except ReferralAppError as error:
        ways.say(error)
        return ()
