"""Looking around: something to see in every list, and a neighbour that answers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.bootstrap.trial import NEIGHBOUR, neighbour_passphrase
from referral_app.clock import SystemClock
from referral_app.domain.referral import FINAL, Status
from referral_app.errors import RefusedError, UnavailableError
from referral_app.services.ports import CaseQuery, ReferralBox, ReferralQuery
from referral_app.services.today import today
from tests.bootstrap.conftest import person


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trial desk, closed; copied before it is used."""
    folder = tmp_path_factory.mktemp("trial") / "desk"
    bootstrap.look_around(folder, "fr", person()).workspace.close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "desk")


def statuses(workspace: bootstrap.Workspace, box: ReferralBox) -> list[Status]:
    page = workspace.desk.store.reader.referral_page(ReferralQuery(box, limit=200))
    return [Status(row.status) for row in page.rows]


def test_there_is_something_to_see_everywhere(folder: Path) -> None:
    workspace = bootstrap.open_workspace(folder, person().passphrase)
    reader = workspace.desk.store.reader
    assert workspace.desk.mode == "training"
    assert reader.case_page(CaseQuery(open=None)).total == 12
    assert len(set(statuses(workspace, ReferralBox.SENT))) >= 5
    assert statuses(workspace, ReferralBox.RECEIVED)
    assert today(workspace.desk).to_do
    assert len(reader.centres()) == 2
    assert reader.missing_commits() == 0
    workspace.close()


def test_all_of_it_lies_in_the_past(folder: Path) -> None:
    workspace = bootstrap.open_workspace(folder, person().passphrase)
    now = SystemClock().now()
    rows = workspace.desk.store.reader.case_page(CaseQuery(open=None, limit=200)).rows
    assert all(now - 40 * 86_400_000 < row.last_at <= now for row in rows)
    workspace.close()


def test_files_are_written_in_both_languages(folder: Path) -> None:
    workspace = bootstrap.open_workspace(folder, person().passphrase)
    reader = workspace.desk.store.reader
    details = "".join(
        need.fields.text("detail")
        for row in reader.case_page(CaseQuery(open=None, limit=200)).rows
        for need in reader.needs_of(row.id)
    )
    assert any("\u0600" <= char <= "\u06ff" for char in details)
    assert any(char.isascii() and char.isalpha() for char in details)
    workspace.close()


def test_the_neighbour_answers_until_everything_is_final(folder: Path, tmp_path: Path) -> None:
    workspace = bootstrap.open_workspace(folder, person().passphrase)
    shared = tmp_path / "shared"
    shared.mkdir()
    before = statuses(workspace, ReferralBox.SENT)
    assert not set(before) <= FINAL
    for _ in range(7):
        workspace.synchronise(shared)
    after = statuses(workspace, ReferralBox.SENT)
    assert set(after) <= FINAL
    assert len(after) == len(before)
    assert {Status.COMPLETED, Status.REJECTED} <= set(after)
    workspace.close()


def test_without_its_neighbour_the_desk_still_synchronises(folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder / NEIGHBOUR)
    shared = tmp_path / "shared"
    shared.mkdir()
    workspace = bootstrap.open_workspace(folder, person().passphrase)
    assert workspace.synchronise(shared).envelopes_written
    workspace.close()


def test_the_neighbours_passphrase_stands_nowhere_in_clear(made: Path) -> None:
    workspace = bootstrap.open_workspace(made, person().passphrase)
    secret = neighbour_passphrase(workspace.desk)
    workspace.close()
    assert secret
    for path in made.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes()


CUT = """
import os, sys
from pathlib import Path
from referral_app import bootstrap
from referral_app.clock import SystemClock
from tests.bootstrap.conftest import person

drawn = 0

def chance(size):
    global drawn
    drawn += 1
    if drawn == int(sys.argv[2]):
        if sys.argv[3] == "killed":
            os._exit(9)
        raise RuntimeError
    return os.urandom(size)

bootstrap.look_around(Path(sys.argv[1]), "fr", person(), bootstrap.Parts(SystemClock(), chance))
"""


@pytest.mark.parametrize(("draws", "how"), [(60, "failed"), (200, "killed")])
def test_cut_short_it_leaves_no_store_and_can_be_made_again(
    tmp_path: Path, draws: int, how: str
) -> None:
    desk = tmp_path / "desk"
    cut = [sys.executable, "-c", CUT, str(desk), str(draws), how]
    done = subprocess.run(cut, capture_output=True, check=False)  # noqa: S603 - our own words
    assert done.returncode == (9 if how == "killed" else 1), done.stderr
    assert not bootstrap.store_exists(desk)
    workspace = bootstrap.look_around(desk, "fr", person()).workspace
    assert workspace.desk.store.reader.case_page(CaseQuery(open=None)).total == 12
    workspace.close()
    assert {path.name for path in tmp_path.iterdir()} == {"desk"}


def test_a_store_that_stands_there_is_left_alone(folder: Path) -> None:
    before = (folder / "store.keys").read_bytes()
    with pytest.raises(RefusedError) as refused:
        bootstrap.look_around(folder, "fr", person())
    assert refused.value.key == "store.exists"
    assert (folder / "store.keys").read_bytes() == before
    assert {path.name for path in folder.parent.iterdir()} == {folder.name}


def test_it_takes_the_place_of_a_founding_that_was_cut_short(tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    for name in ("store.founding", "store.db", "store.lock"):
        (desk / name).touch()
    bootstrap.look_around(desk, "fr", person()).workspace.close()
    assert bootstrap.store_exists(desk)


def test_a_database_without_its_keys_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"somebody's work")
    with pytest.raises(RefusedError) as refused:
        bootstrap.look_around(tmp_path, "fr", person())
    assert refused.value.key == "store.keys_lost"
    assert (tmp_path / "store.db").read_bytes() == b"somebody's work"


def test_no_room_for_what_is_put_aside_meanwhile_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(UnavailableError):
        bootstrap.look_around(tmp_path / "desk", "fr", person())
    assert list(tmp_path.iterdir()) == []
