"""Which backups are kept, when the next is due, and when the last is too old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.communes import clock_there
from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Role
from referral_app.errors import NotPermittedError
from referral_app.services.backups import (
    DAILY,
    WEEKLY,
    BackupPlan,
    backup_plan,
    day_of,
    file_name,
    note_backup,
    prefix,
    set_backup_ceiling,
    set_backup_folder,
    to_drop,
)
from referral_app.services.ports.backups import BackupFile
from tests.fakes import DAY, HOUR, START, Neighbours

STORE = bytes(range(16))


def backup(at: int, size: int = 100, name: str = "") -> BackupFile:
    return BackupFile(Path(name or f"{at}.jbak"), Moment(at), size, STORE, 2)


def kept(files: Sequence[BackupFile], ceiling: int = 10**12) -> list[BackupFile]:
    dropped = set(to_drop(files, ceiling))
    return [file for file in files if file not in dropped]


def test_one_a_day_for_seven_days_then_one_a_week() -> None:
    files: list[BackupFile] = []
    for day in range(60):
        files.append(backup(START + day * DAY))
        files = kept(files)
    ages = sorted((START + 59 * DAY - file.made) // DAY for file in files)
    assert ages[:DAILY] == list(range(DAILY))
    weeks = {day_of(file.made).isocalendar()[:2] for file in files}
    assert len(weeks) == WEEKLY
    assert len(files) <= DAILY + WEEKLY
    assert ages[-1] > 14


def test_several_of_one_day_leave_the_newest() -> None:
    files = [backup(START + hour * HOUR) for hour in range(3)]
    assert kept(files) == [files[-1]]


def test_a_desk_that_was_off_for_months_keeps_what_it_has() -> None:
    files = [backup(START + day * DAY) for day in range(5)]
    assert kept([*files, backup(START + 200 * DAY)]) == [*files, backup(START + 200 * DAY)]


def test_the_ceiling_takes_the_oldest_first_and_never_the_newest() -> None:
    files = [backup(START + day * DAY, size=100) for day in range(6)]
    assert kept(files, 350) == files[-3:]
    assert kept(files, 5) == files[-1:]


@given(
    st.lists(st.tuples(st.integers(0, 400 * 24), st.integers(1, 1000)), unique_by=lambda it: it[0]),
    st.integers(0, 5000),
)
def test_what_is_kept_is_within_its_bounds(spots: list[tuple[int, int]], ceiling: int) -> None:
    files = [backup(START + hours * HOUR, size) for hours, size in spots]
    rest = kept(files, ceiling)
    assert len(rest) <= DAILY + WEEKLY
    assert len(rest) == 1 or sum(file.size for file in rest) <= ceiling or not files
    if files:
        assert max(files, key=lambda it: it.made) in rest
    assert set(to_drop(rest, ceiling)) == set(), "dropping twice drops no more"


@pytest.mark.parametrize(
    ("made", "due", "old"),
    [
        (None, True, True),
        (START, False, False),
        (START - HOUR * 30, True, False),
        (START - 7 * DAY - 1, True, True),
        (START + DAY, True, True),  # from the future: the clock was wrong, nothing is known
    ],
)
def test_when_the_next_is_due(made: int | None, due: bool, old: bool) -> None:
    plan = BackupPlan(None, 1, None if made is None else Moment(made), None)
    assert plan.is_due(START) is due
    assert plan.is_too_old(START) is old


def test_names_say_whose_and_when_and_never_meet() -> None:
    name = file_name(STORE, START)
    local = clock_there(START)
    assert name.startswith(prefix(STORE))
    assert f"{local:%Y-%m-%d}" in name
    other = file_name(STORE, START, [name.upper()])
    assert other != name
    assert file_name(STORE, START, [name, other]) not in {name, other}
    later = file_name(STORE, Moment(START + int(timedelta(days=1).total_seconds() * 1000)))
    assert later > name


def test_the_plan_is_kept_in_the_desks_own_store(both: Neighbours, tmp_path: Path) -> None:
    desk = both.here.desk
    assert backup_plan(desk) == BackupPlan(None, 4096, None, None)
    set_backup_folder(desk, tmp_path)
    set_backup_ceiling(desk, 2000)
    note_backup(desk, backup(START, name="a.jbak"))
    assert backup_plan(desk) == BackupPlan(tmp_path, 2000, START, Path("a.jbak"))


def test_who_may_not_back_up(both: Neighbours, tmp_path: Path) -> None:
    trainer = both.here.as_(Role.TRAINER)
    for act in (
        lambda: backup_plan(trainer),
        lambda: set_backup_folder(trainer, tmp_path),
        lambda: set_backup_ceiling(trainer, 1),
        lambda: note_backup(trainer, backup(START)),
    ):
        with pytest.raises(NotPermittedError):
            act()
