"""Folders and sticks are cleaned of what this desk laid there, once nobody needs it any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app.bootstrap import Workspace
from referral_app.exchange.folder import Folder
from tests.bootstrap.conftest import Founder
from tests.bootstrap.test_desks_and_centres import TwoCentres, send
from tests.fakes import DAY


class Team(TwoCentres):
    """Two desks of a centre, and one of another."""

    def __init__(self, founder: Founder) -> None:
        super().__init__(founder)
        self.second = self.let_in("second")


@pytest.fixture
def centre(founder: Founder, cheap_keys: None) -> Team:
    return Team(founder)


def lying(centre: Team) -> set[str]:
    return {path.name for path in centre.folder.rglob("*.rly")}


def laid_by(workspace: Workspace, folder: Path) -> set[str]:
    """What a desk remembers to have laid there."""
    rows = workspace._opened._writer.all("SELECT eid FROM deposit")
    return {f"{eid.hex()}.rly" for (eid,) in rows} & {p.name for p in folder.rglob("*.rly")}


def everybody(centre: Team, times: int = 2) -> None:
    for _ in range(times):
        for workspace in (centre.first, centre.second, centre.other):
            centre.sync(workspace)


def test_what_all_have_held_for_thirty_days_goes(centre: Team, founder: Founder) -> None:
    send(centre.first, centre.other)
    everybody(centre)
    ours = laid_by(centre.first, centre.folder)
    assert ours
    for _ in range(4):
        founder.clock.advance(8 * DAY)
        everybody(centre)
    founder.clock.advance(31 * DAY)
    everybody(centre, 1)
    gone = ours - lying(centre)
    assert gone, "nothing was taken away"
    assert centre.other.desk.store.reader.missing_commits() == 0
    assert centre.other.desk.store.reader.counts().to_answer == 1


def test_what_others_laid_there_stays(centre: Team, founder: Founder) -> None:
    send(centre.other, centre.first)
    everybody(centre)
    for _ in range(4):
        founder.clock.advance(8 * DAY)
        everybody(centre)
    founder.clock.advance(31 * DAY)
    theirs = laid_by(centre.other, centre.folder) | laid_by(centre.second, centre.folder)
    centre.first.clean(centre.folder)
    assert theirs <= lying(centre)


def test_nothing_goes_that_a_desk_has_not_told_of(centre: Team, founder: Founder) -> None:
    """The second desk of the centre is away: what lies there for its centre waits for it."""
    send(centre.other, centre.first)
    for _ in range(5):
        for workspace in (centre.first, centre.other):
            centre.sync(workspace)
        founder.clock.advance(8 * DAY)
    box = centre.folder / "RELAIS" / "v1" / "m" / centre.first.desk.centre.hex()
    before = {path.name for path in box.glob("*.rly")} & laid_by(centre.other, centre.folder)
    founder.clock.advance(31 * DAY)
    centre.other.clean(centre.folder)
    kept = {path.name for path in box.glob("*.rly")}
    inside = centre.other._opened._writer.all("SELECT DISTINCT eid FROM queue WHERE eid NOTNULL")
    with_commits = {f"{eid.hex()}.rly" for (eid,) in inside}
    assert before & with_commits
    assert before & with_commits <= kept
    centre.sync(centre.second)
    assert centre.second.desk.store.reader.counts().to_answer == 1


def test_a_link_in_the_way_is_never_followed(centre: Team, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    name = "ab" * 32
    (outside / f"{name}.rly").write_bytes(b"of somebody else")
    mailbox = centre.first.desk.centre
    box = centre.folder / "RELAIS" / "v1" / "m" / mailbox.hex()
    box.parent.mkdir(parents=True, exist_ok=True)
    if box.exists():
        box.rename(box.with_name("aside"))
    box.symlink_to(outside, target_is_directory=True)
    assert not Folder(centre.folder).remove(mailbox, bytes.fromhex(name))
    assert (outside / f"{name}.rly").exists()
