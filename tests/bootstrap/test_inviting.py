"""A second centre joins by a file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.domain.staff import Role
from referral_app.errors import (
    ForeignDataError,
    NoRoomError,
    NotPermittedError,
    RefusedError,
    UnavailableError,
)
from referral_app.exchange.invitation import LIFETIME
from referral_app.services.intake import Intake, open_case
from tests.bootstrap.conftest import Founder, details, person


@pytest.fixture
def host(founder: Founder) -> bootstrap.Workspace:
    return founder.centre("host")


@pytest.fixture
def invitation(founder: Founder, host: bootstrap.Workspace) -> bytes:
    host.invite(founder.root / "invitation")
    return (founder.root / "invitation").read_bytes()


def meet(folder: Path, *workspaces: bootstrap.Workspace) -> None:
    folder.mkdir(exist_ok=True)
    for workspace in workspaces:
        workspace.synchronise(folder)


def test_what_an_invitation_says(founder: Founder, host: bootstrap.Workspace) -> None:
    summary = host.invite(founder.root / "invitation")
    data = bootstrap.invitation_bytes(founder.root / "invitation")
    assert bootstrap.read_invitation(data, founder.parts()) == summary
    assert summary.inviter == host.desk.centre
    assert (summary.name_fr, summary.mode) == ("host", "training")
    assert summary.expires == founder.clock.now() + LIFETIME
    assert summary.fingerprint == host.fingerprint(host.desk.centre)
    assert [len(group) for group in summary.fingerprint.split()] == [5] * 12


def test_the_guest_knows_its_host_at_once(
    founder: Founder, host: bootstrap.Workspace, invitation: bytes
) -> None:
    guest = founder.guest("guest", invitation)
    names = {centre.id: centre.name_fr for centre in guest.desk.store.reader.centres()}
    assert names == {guest.desk.centre: "guest", host.desk.centre: "host"}


def test_the_host_knows_its_guest_after_an_exchange(
    founder: Founder, host: bootstrap.Workspace, invitation: bytes
) -> None:
    guest = founder.guest("guest", invitation)
    meet(founder.root / "folder", guest, host)
    assert {it.name_fr for it in host.desk.store.reader.centres()} == {"host", "guest"}
    (issued,) = host.desk.store.reader.invitations()
    assert issued.used_by == guest.desk.centre


def test_no_two_centres_ever_give_one_code(
    founder: Founder, host: bootstrap.Workspace, invitation: bytes
) -> None:
    guest = founder.guest("guest", invitation)
    codes = [
        open_case(workspace.desk, Intake(founder.clock.now(), {}, (), None)).code
        for workspace in (host, guest)
        for _ in range(40)
    ]
    assert len(set(codes)) == len(codes)


def test_each_invitation_grants_codes_of_its_own(
    founder: Founder, host: bootstrap.Workspace
) -> None:
    for number in range(3):
        host.invite(founder.root / f"invitation {number}")
    granted = [
        set(range(it.first_block, it.first_block + it.blocks))
        for it in host.desk.store.reader.invitations()
    ]
    assert len(set.union(*granted)) == sum(len(blocks) for blocks in granted)
    assert 0 not in set.union(*granted)


def test_a_guest_may_invite_in_turn(
    founder: Founder, host: bootstrap.Workspace, invitation: bytes
) -> None:
    guest = founder.guest("guest", invitation)
    (first,) = host.desk.store.reader.invitations()
    guest.invite(founder.root / "second")
    (second,) = guest.desk.store.reader.invitations()
    assert first.first_block < second.first_block
    assert second.first_block + second.blocks <= first.first_block + first.blocks


def test_an_expired_invitation_is_refused(founder: Founder, invitation: bytes) -> None:
    founder.clock.advance(LIFETIME + 1)
    with pytest.raises(RefusedError) as refused:
        founder.guest("guest", invitation)
    assert refused.value.key == "exchange.invitation_expired"
    assert not bootstrap.store_exists(founder.root / "guest")


def test_a_training_invitation_founds_no_real_centre(founder: Founder, invitation: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        bootstrap.accept_invitation(
            founder.root / "guest", invitation, details(mode="real"), person(), founder.parts(2)
        )
    assert refused.value.key == "exchange.invitation_other_mode"


@pytest.mark.parametrize("at", [0, 20, 2000, -1])
def test_a_damaged_invitation_is_refused(founder: Founder, invitation: bytes, at: int) -> None:
    damaged = bytearray(invitation)
    damaged[at] ^= 0x55
    with pytest.raises(ForeignDataError):
        bootstrap.read_invitation(bytes(damaged), founder.parts())


def test_a_file_that_is_no_invitation(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear", encoding="utf-8")
    with pytest.raises(ForeignDataError):
        bootstrap.read_invitation(bootstrap.invitation_bytes(tmp_path / "letter"))
    (tmp_path / "film").write_bytes(bytes(2 * 1024 * 1024))
    with pytest.raises(ForeignDataError):
        bootstrap.invitation_bytes(tmp_path / "film")
    with pytest.raises(UnavailableError):
        bootstrap.invitation_bytes(tmp_path / "gone")


def test_a_file_that_cannot_be_written_issues_nothing(
    founder: Founder, host: bootstrap.Workspace
) -> None:
    with pytest.raises(NoRoomError) as refused:
        host.invite(founder.root / "no such folder" / "invitation")
    assert refused.value.key == "bootstrap.invitation_unwritable"
    assert host.desk.store.reader.invitations() == ()


def test_only_some_roles_invite(founder: Founder) -> None:
    worker = founder.centre("worker", role=Role.SOCIAL_WORKER)
    with pytest.raises(NotPermittedError):
        worker.invite(founder.root / "invitation")
    assert not (founder.root / "invitation").exists()


def test_a_stopped_synchronisation_goes_on_later(
    founder: Founder, host: bootstrap.Workspace, invitation: bytes
) -> None:
    guest = founder.guest("guest", invitation)
    meet(founder.root / "folder", guest)
    host.synchronise(founder.root / "folder", lambda _done, _total: False)
    host.synchronise(founder.root / "folder")
    assert len(host.desk.store.reader.centres()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit to set")
def test_an_invitation_that_could_not_be_kept_leaves_no_file(
    founder: Founder, host: bootstrap.Workspace
) -> None:
    """Else a centre could join by it that we would take for a stranger for ever."""
    import resource

    kept = (host.folder / "store.db-wal").stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kept, limits[1]))
    try:
        with pytest.raises(UnavailableError):
            host.invite(founder.root / "invitation")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert host.desk.store.reader.invitations() == ()
    assert [path.name for path in founder.root.iterdir()] == ["host"]
    host.invite(founder.root / "invitation")
    assert [path.name for path in founder.root.glob("invitation*")] == ["invitation"]
