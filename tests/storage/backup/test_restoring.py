"""Putting a backup back: what is there is kept, and nothing else than old or new ever stands."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from referral_app.domain.identifiers import Moment
from referral_app.errors import ForeignDataError, RefusedError, StoreInUseError
from referral_app.services.ports import CaseQuery
from referral_app.services.ports.backups import Secret
from referral_app.storage.backup import restoring
from referral_app.storage.backup.left_over import clear_left_over, left_over
from referral_app.storage.backup.restoring import finish_restore, present_store, restore
from referral_app.storage.folder import LOCK, RESTORING
from referral_app.storage.lock import StoreLock
from referral_app.storage.store import open_store
from tests.storage.backup.backups import SECRET, Made, make
from tests.storage.folders import content, refused
from tests.storage.stores import PASSPHRASE, START, reopened

NOW = Moment(START + 86_400_000)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return make(tmp_path)


def cases(folder: Path) -> int:
    with reopened(folder) as opened:
        assert opened.files.integrity() == ()
        return len(opened.store.reader.case_page(CaseQuery()).rows)


def test_into_an_empty_folder(made: Made, tmp_path: Path) -> None:
    done = restore(tmp_path / "new", made.file, SECRET, NOW)
    assert done is not None
    assert done.kept is None
    assert done.held.cases == made.cases
    assert cases(tmp_path / "new") == made.cases
    assert set(content(tmp_path / "new")) == {"store.db", "store.keys"}


def test_over_a_store_that_is_kept_beside(made: Made) -> None:
    with reopened(made.folder) as opened:
        opened.open_case()
    done = restore(made.folder, made.file, SECRET, NOW)
    assert done is not None
    assert done.kept is not None
    assert done.kept.parent == made.folder
    assert "2026" in done.kept.name
    assert cases(done.kept) == made.cases + 1
    assert cases(made.folder) == made.cases
    again = restore(made.folder, made.file, SECRET, NOW)
    assert again is not None
    assert again.kept not in (None, done.kept), "nothing that was kept is written over"
    assert cases(done.kept) == made.cases + 1


def test_it_says_what_it_would_replace(made: Made, tmp_path: Path) -> None:
    with reopened(made.folder) as opened:
        opened.open_case()
    before = content(made.folder)
    present = present_store(made.folder, SECRET)
    assert present is not None
    assert present.held is not None
    assert (present.held.cases, present.held.referrals) == (made.cases + 1, made.cases)
    assert present.touched > 0
    assert {name: before[name] for name in before} == {
        name: hash_ for name, hash_ in content(made.folder).items() if name in before
    }
    unknown = present_store(made.folder, Secret("autre chose"))
    assert unknown is not None
    assert unknown.held is None
    assert present_store(tmp_path / "nowhere", SECRET) is None
    (made.folder / "store.db").write_bytes(b"ruin" * 5000)
    ruined = present_store(made.folder, SECRET)
    assert ruined is not None
    assert ruined.held is None


def test_over_a_ruin(made: Made) -> None:
    for ruin in ("store.db", "store.keys"):
        (made.folder / ruin).write_bytes(b"ruin" * 2000)
        done = restore(made.folder, made.file, SECRET, NOW)
        assert done is not None
        assert done.kept is not None
        assert (done.kept / ruin).read_bytes() == b"ruin" * 2000
        assert cases(made.folder) == made.cases


def test_a_crashed_store_keeps_what_was_only_in_its_log(made: Made, tmp_path: Path) -> None:
    """The write-ahead log goes with its own database and never meets the new one."""
    crashed = tmp_path / "crashed"
    with reopened(made.folder) as opened:
        opened.open_case()
        shutil.copytree(made.folder, crashed)
    assert (crashed / "store.db-wal").stat().st_size
    assert left_over(crashed) == ("store.was_cut",)
    done = restore(crashed, made.file, SECRET, NOW)
    assert done is not None
    assert done.kept is not None
    assert cases(crashed) == made.cases
    assert cases(done.kept) == made.cases + 1


def test_not_over_a_store_that_is_open(made: Made) -> None:
    before = content(made.folder)
    with open_store(made.folder, PASSPHRASE), pytest.raises(StoreInUseError):
        restore(made.folder, made.file, SECRET, NOW)
    assert content(made.folder).keys() >= before.keys()
    assert cases(made.folder) == made.cases


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9, 0.9999])
def test_a_backup_that_is_not_whole_changes_nothing(made: Made, share: float) -> None:
    data, before = made.file.read_bytes(), content(made.folder)
    made.file.write_bytes(data[: int(len(data) * share)])
    with refused("backup.cut_short", ForeignDataError):
        restore(made.folder, made.file, SECRET, NOW)
    assert content(made.folder) == before


def test_a_wrong_passphrase_changes_nothing(made: Made) -> None:
    before = content(made.folder)
    with refused("backup.wrong_passphrase"):
        restore(made.folder, made.file, Secret("autre chose"), NOW)
    assert content(made.folder) == before


@pytest.mark.parametrize("at", range(0, 1000, 250))
def test_stopped_it_changes_nothing(made: Made, at: int) -> None:
    before = content(made.folder)
    assert restore(made.folder, made.file, SECRET, NOW, lambda done, _all: done < at) is None
    assert content(made.folder) == before


def test_it_knows_that_it_was_restored(made: Made) -> None:
    with reopened(made.folder) as opened:
        assert opened.store.reader.restoration(opened.store.identity.device) is None
    done = restore(made.folder, made.file, SECRET, NOW)
    assert done is not None
    assert done.kept is not None
    with reopened(made.folder) as opened:
        found = opened.store.reader.restoration(opened.store.identity.device)
        assert found is not None
        assert (found.at, found.made) == (NOW, done.backup.made)
        assert found.kept == done.kept.name
        assert (found.came_back, found.lacking, found.without_file) == (0, 0, 0)


class _CutError(BaseException):
    """The power goes."""


def test_cut_between_any_two_steps_it_is_the_old_or_the_new(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every renaming, writing and removing is cut off in turn, and once more while finishing."""
    with reopened(made.folder) as opened:
        opened.open_case()
    seen = set()
    for steps in itertools.count():
        folder = Path(shutil.copytree(made.folder, tmp_path / f"cut {steps}"))
        cut = cut_after(monkeypatch, steps, lambda folder=folder: restore_in(folder, made.file))
        again = cut_after(monkeypatch, steps % 3, lambda folder=folder: finish_restore(folder))
        count = cases(folder)  # opening finishes what is left to do
        seen.add(count)
        assert count in (made.cases, made.cases + 1)
        assert not (folder / RESTORING).exists()
        kept = list(folder.glob("store-replaced-*"))
        if count == made.cases:
            assert [cases(each) for each in kept] == [made.cases + 1]
        else:
            assert left_over(folder) in ((), ("restore.was_cut",))
            clear_left_over(folder)
            assert not kept
            assert set(content(folder)) == {"store.db", "store.keys"}
        if not (cut or again):
            break
    assert seen == {made.cases, made.cases + 1}


def restore_in(folder: Path, file: Path) -> None:
    restore(folder, file, SECRET, NOW)


def cut_after(monkeypatch: pytest.MonkeyPatch, steps: int, act: object) -> bool:
    """Let the power go before the step number `steps`; returns whether it came to that."""
    left = [steps]

    def counted(whole: object) -> object:
        def step(*args: object, **options: object) -> object:
            if left[0] == 0:
                raise _CutError
            left[0] -= 1
            return whole(*args, **options)  # type: ignore[operator]

        return step

    with monkeypatch.context() as patch:
        for name in ("replace", "unlink"):
            patch.setattr(Path, name, counted(getattr(Path, name)))
        for name in ("write_atomically", "sync_folder", "prepare", "_stamp", "_clear"):
            patch.setattr(restoring, name, counted(getattr(restoring, name)))
        try:
            act()  # type: ignore[operator]
        except _CutError:
            return True
        except OSError:  # a folder that a cut `finally` could not clear
            return True
    return False


def test_what_is_left_to_do_waits_for_whoever_holds_the_store(made: Made) -> None:
    (made.folder / RESTORING).write_text('{"replaced": null}', encoding="utf-8")
    lock = StoreLock(made.folder)
    with pytest.raises(StoreInUseError):
        finish_restore(made.folder)
    lock.release()
    assert cases(made.folder) == made.cases
    assert not (made.folder / RESTORING).exists()


@pytest.mark.parametrize(
    "words", ["{}", "not json", '{"replaced": "../../etc"}', '{"replaced": 3}']
)
def test_a_mark_that_we_did_not_write_moves_nothing(made: Made, words: str) -> None:
    (made.folder / RESTORING).write_text(words, encoding="utf-8")
    before = content(made.folder)
    with refused("store.damaged", ForeignDataError):
        finish_restore(made.folder)
    assert content(made.folder) == before
    assert (made.folder / LOCK).exists()


def test_a_store_may_be_made_anew_only_where_none_is_being_restored(made: Made) -> None:
    from referral_app.storage.store import make_free

    (made.folder / RESTORING).write_text('{"replaced": null}', encoding="utf-8")
    with pytest.raises(RefusedError):
        make_free(made.folder)
    assert cases(made.folder) == made.cases
