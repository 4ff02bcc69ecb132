"""Looking around: a training centre with fictional people, and a neighbour that answers.

The neighbour's store lies in a folder of its own inside the desk's; its passphrase is random and
kept in the desk's encrypted store, where nobody needs to know it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from referral_app import settings
from referral_app.bootstrap.founding import found_centre, found_invited_centre
from referral_app.bootstrap.opening import open_by_passphrase
from referral_app.bootstrap.values import CentreDetails, Created, Parts, Person
from referral_app.bootstrap.workspace import Workspace
from referral_app.clock import ManualClock
from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Role
from referral_app.paths import resource
from referral_app.services.desk import Desk
from referral_app.storage.folder import LOCK, disk_failures
from referral_app.storage.lock import StoreLock
from referral_app.storage.slot_file import exists
from referral_app.storage.store import make_free
from referral_app.training.acting import DAY, Actor
from referral_app.training.neighbour import answer_waiting
from referral_app.training.people import FictionalPeople, Tongue
from referral_app.training.play import Event, Hooks, Play, Player
from referral_app.training.services import fill_directory

_MAKING: Final = ".making"
NEIGHBOUR: Final = "voisin"
"""Folder of the neighbour's store inside the desk's."""
_CASES, _WORKING_DAYS, _CALENDAR_DAYS = 18, 18, 28
_SEED: Final = 2026
_LABEL: Final = "VO"
_HERE: Final = ("Centre Yacoub El Mansour", "مركز يعقوب المنصور", "yacoub_el_mansour")
_THERE: Final = ("Centre Youssoufia", "مركز اليوسفية", "youssoufia")


def make_trial(folder: Path, language: str, person: Person, parts: Parts) -> Created:
    """Make both centres and some weeks of their past; see `bootstrap.look_around`.

    They are made beside `folder` and moved there whole: cut short, they are no store.
    """
    make_free(folder)
    making = folder.with_name(folder.name + _MAKING)
    _clear(making)
    try:
        with disk_failures():
            label, code = _make(making, language, person, parts)
            _move(making, folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return Created(open_by_passphrase(folder, person.passphrase, label, parts), code)


def _make(folder: Path, language: str, person: Person, parts: Parts) -> tuple[str, str]:
    """Make both stores and close them; return the person's initials and the recovery code."""
    now = parts.clock.now()
    clock = ManualClock(Moment(now - now % DAY - _CALENDAR_DAYS * DAY))
    past = Parts(clock, parts.chance)
    here, there = (CentreDetails(*names, "training") for names in (_HERE, _THERE))
    created = found_centre(folder, here, person, past)
    try:
        _settle_neighbour(created.workspace, there, language, past)
        return created.workspace.desk.actor.label, created.recovery_code
    finally:
        created.workspace.close()


def _clear(making: Path) -> None:
    """Remove what an earlier look around left: raises StoreInUseError while another makes it."""
    if making.is_dir():
        StoreLock(making).release()
        shutil.rmtree(making, ignore_errors=True)


def _move(made: Path, folder: Path) -> None:
    """Give what was made its place, in one step; an empty folder may stand there."""
    if folder.is_dir():
        # A refused attempt leaves its lock behind.
        (folder / LOCK).unlink(missing_ok=True)
        folder.rmdir()
    made.replace(folder)


def neighbour_passphrase(desk: Desk) -> str:
    """Return what opens the neighbour's store, or an empty text where there is none."""
    return settings.of_store(settings.NEIGHBOUR, desk.store.reader.setting)


def let_neighbour_answer(home: Path, passphrase: str, folder: Path, parts: Parts) -> None:
    """Let the neighbour read what lies in `folder`, do the next steps, and deposit its answers."""
    place = home / NEIGHBOUR
    if not exists(place):
        return
    neighbour = open_by_passphrase(place, passphrase, _LABEL, parts)
    try:
        neighbour.synchronise(folder)
        if answer_waiting(Actor(neighbour.desk, _people(), "fr")):
            neighbour.synchronise(folder)
    finally:
        neighbour.close()


def _settle_neighbour(
    workspace: Workspace, details: CentreDetails, language: str, past: Parts
) -> None:
    passphrase = past.chance(16).hex()
    with TemporaryDirectory(prefix="referral-app-") as temporary:
        # Envelopes and the invitation alone pass here; the play needs them no longer than itself.
        carrier, invitation = Path(temporary) / "folder", Path(temporary) / "invitation"
        carrier.mkdir()
        workspace.invite(invitation)
        neighbour = found_invited_centre(
            workspace.folder / NEIGHBOUR,
            invitation.read_bytes(),
            details,
            Person(_LABEL, Role.SUPERVISOR, passphrase),
            past,
        ).workspace
        try:
            _play(workspace, neighbour, carrier, language, past)
        finally:
            neighbour.close()
    with workspace.desk.store.begin() as work:
        work.put_setting(*settings.for_store(settings.NEIGHBOUR, passphrase))


def _play(
    workspace: Workspace, neighbour: Workspace, carrier: Path, language: str, past: Parts
) -> None:
    def exchange(_day: int) -> None:
        for one in (neighbour, workspace, neighbour, workspace):
            one.synchronise(carrier)

    def nothing(_: Event | int) -> None:
        """The past needs no telling."""

    exchange(0)
    fill_directory(workspace.desk, resource("training", "services.json").read_text("utf-8"))
    tongue: Tongue = "ar" if language == "ar" else "fr"
    players = (
        Player("here", workspace.desk.centre, _HERE[2], tongue, lambda: workspace.desk),
        Player("there", neighbour.desk.centre, _THERE[2], "fr", lambda: neighbour.desk),
    )
    if not isinstance(past.clock, ManualClock):
        raise TypeError("the past is played on a manual clock")
    hooks = Hooks(told=nothing, exchange=exchange, evening=nothing)
    play = Play(players, past.clock, Random(_SEED), _people(), hooks)  # noqa: S311
    play.run(_CASES, _WORKING_DAYS)


def _people() -> FictionalPeople:
    return FictionalPeople(resource("training", "people.json").read_text(encoding="utf-8"))
