"""What a workspace does beyond the services: every act of it under every role, none forgotten."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from referral_app import bootstrap
from referral_app.bootstrap.backing_up import Backups
from referral_app.bootstrap.workspace import Workspace
from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.erasure import Reason
from referral_app.domain.identifiers import CaseId, DeviceId, ReferralId, StaffId
from referral_app.domain.month import Month
from referral_app.domain.staff import Role
from referral_app.errors import NotPermittedError, ReferralAppError
from tests.bootstrap.conftest import MONDAY, details, person

SUPERVISOR, ADMINISTRATOR = Role.SUPERVISOR, Role.ADMINISTRATOR
MANAGERS: Final = frozenset({SUPERVISOR, ADMINISTRATOR})
EVERYBODY: Final = frozenset(Role)
BOSS: Final = frozenset({SUPERVISOR})
READERS: Final = frozenset({Role.SOCIAL_WORKER, Role.RECEPTION, SUPERVISOR})
MONTH: Final = Month(2026, 9)
BACKERS: Final = EVERYBODY - {Role.TRAINER}
NOBODY: Final = StaffId(bytes(16))
NO_DESK: Final = DeviceId(bytes(16))
NOWHERE: Final = Path("/nowhere/at/all")
Try = Callable[[Workspace], object]

ACTS: Final[dict[str, tuple[frozenset[Role], Try]]] = {
    "synchronise": (EVERYBODY, lambda w: w.synchronise(NOWHERE)),
    "invite": (MANAGERS, lambda w: w.invite(NOWHERE / "x.rinv")),
    "invite_desk": (MANAGERS, lambda w: w.invite_desk(NOWHERE / "x.rinv", NOBODY)),
    "confirm_desk": (MANAGERS, lambda w: w.confirm_desk(NO_DESK)),
    "refuse_desk": (MANAGERS, lambda w: w.refuse_desk(NO_DESK)),
    "retire_desk": (MANAGERS, lambda w: w.retire_desk(NO_DESK, "why")),
    "make_steward": (MANAGERS, lambda w: w.make_steward(NO_DESK)),
    "open_slot": (MANAGERS, lambda w: w.open_slot(NOBODY, "sept lanternes au bord")),
    "close_slot": (MANAGERS, lambda w: w.close_slot(w.desk.actor.id)),
    "let_go": (MANAGERS, lambda w: w.let_go(NOBODY, None, w.desk.now())),
    "new_recovery_code": (MANAGERS, lambda w: w.new_recovery_code()),
    "keep_recovery_code": (MANAGERS, lambda w: w.keep_recovery_code("ABCD")),
    "backups.plan": (BACKERS, lambda w: w.backups.plan()),
    "backups.choose": (BACKERS, lambda w: w.backups.choose(NOWHERE)),
    "backups.limit": (BACKERS, lambda w: w.backups.limit(-1)),
    "backups.check": (BACKERS, lambda w: w.backups.check(NOWHERE / "x.jbak")),
    "backups.make": (BACKERS, lambda w: w.backups.make(file=NOWHERE / "x.jbak")),
    "revoke_desk": (MANAGERS, lambda w: w.revoke_desk(NO_DESK)),
    "rotate_keys": (MANAGERS, lambda w: w.rotate_keys()),
    "centre_keys": (MANAGERS, lambda w: w.centre_keys()),
    "quarantine": (MANAGERS, lambda w: w.quarantine()),
    "readopt": (MANAGERS, lambda w: w.readopt(())),
    "accept_gap": (MANAGERS, lambda w: w.accept_gap(())),
    "recovery_kit": (MANAGERS, lambda w: w.recovery_kit()),
    "keep_recovery_kit": (MANAGERS, lambda w: w.keep_recovery_kit("mot")),
    "alerts": (EVERYBODY, lambda w: w.alerts()),
    "join_hub": (MANAGERS, lambda w: w.join_hub("https://hub.invalid:1")),
    "synchronise_hub": (EVERYBODY, lambda w: w.synchronise_hub()),
    "leave_hub": (MANAGERS, lambda w: w.leave_hub()),
    "fetch_commune_month": (BOSS, lambda w: w.fetch_commune_month(MONTH)),
    "registry": (EVERYBODY, lambda w: w.registry()),
    "registry_question": (EVERYBODY, lambda w: w.registry_question()),
    "export_registry": (EVERYBODY, lambda w: w.export_registry(NOWHERE / "x.dir")),
    "import_registry": (MANAGERS, lambda w: w.import_registry(NOWHERE / "x.dir")),
    "answer_registry": (MANAGERS, lambda w: w.answer_registry(agreed=False)),
    "registry_proposal": (MANAGERS, lambda w: w.registry_proposal()),
    "found_registry": (MANAGERS, lambda w: w.found_registry(NOWHERE / "x.rroot", "mot")),
    "sign_registry": (MANAGERS, lambda w: w.sign_registry(NOWHERE / "x.rroot", "mot")),
    "clean": (EVERYBODY, lambda w: w.clean(NOWHERE)),
    "erase_case": (BOSS, lambda w: w.erase_case(CaseId(NOBODY), Reason.TERM_OVER)),
    "erase_referral": (BOSS, lambda w: w.erase_referral(ReferralId(NOBODY), Reason.TERM_OVER)),
    "erase_over_term": (BOSS, lambda w: w.erase_over_term(())),
    "erasure_of": (READERS, lambda w: w.erasure_of(NOBODY)),
    # One's own passphrase is everybody's affair.
    "change_passphrase": (EVERYBODY, lambda w: w.change_passphrase("x", "sept lanternes au bord")),
}
WITHOUT_ROLE: Final = {
    # What is seen at the gate already, or read aloud to another centre.
    "slots", "fingerprint", "desk_fingerprint", "begin", "is_waiting", "waiting", "why_not",
    # Does nothing but at a desk that waits, where nobody has a role yet.
    "ask_again",
    # Whoever holds the paper of the recovery kit may.
    "recover_stewardship",
    # How the exchange stands is told on every page, to everybody.
    "hub", "hub_pace", "answers_by_itself",
    # Tells nothing to who may let no desk in.
    "joining",
    # What the program does by itself, whoever sits there.
    "close", "wind_up", "tell", "take_told", "remove_slots_of_inactive", "follow_lists",
    "is_closing",
    "backups.is_wanted", "backups.is_too_old", "backups.stop", "backups.wind_up", "backups.folder",
    "backups.list_files", "backups.paths",
}  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    parts = bootstrap.Parts(ManualClock(MONDAY), seeded_randomness(1))
    folder = tmp_path_factory.mktemp("roles") / "one"
    made = bootstrap.create_centre(folder, details(), person(), parts).workspace
    yield made
    made.close()


def public(kind: type, prefix: str = "") -> set[str]:
    """Public methods and properties of a class; backups are looked into apart."""
    found = {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}
    return {prefix + name for name in found - {"backups", "desk", "folder" * (not prefix)}}


def test_every_act_is_tried_under_every_role() -> None:
    """A new method without its line here fails."""
    assert public(Workspace) | public(Backups, "backups.") == ACTS.keys() | WITHOUT_ROLE


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(ACTS))
def test_the_matrix(workspace: Workspace, name: str, role: Role) -> None:
    allowed, attempt = ACTS[name]
    present = workspace.desk
    workspace.desk = present.acting_as(replace(present.actor, role=role))
    try:
        if role not in allowed:
            with pytest.raises(NotPermittedError):
                attempt(workspace)
            return
        try:
            attempt(workspace)
        except NotPermittedError:
            raise
        except ReferralAppError:
            pass  # what the rules refuse for another reason is tried elsewhere
    finally:
        workspace.desk = present


@pytest.mark.parametrize("name", sorted(ACTS.keys() - {"change_passphrase"}))
def test_who_left_may_do_nothing(workspace: Workspace, name: str) -> None:
    present = workspace.desk
    workspace.desk = present.acting_as(replace(present.actor, active=False))
    try:
        with pytest.raises(NotPermittedError):
            ACTS[name][1](workspace)
    finally:
        workspace.desk = present


def test_nothing_was_changed_by_trying(workspace: Workspace) -> None:
    assert [label for label, _ in workspace.slots()] == ["NB"]
    assert bootstrap.slot_labels(workspace.folder) == ("NB",)
