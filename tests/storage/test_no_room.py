"""A full disk: said in a sentence, the change is undone, and what was saved before is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from referral_app.errors import NoRoomError
from referral_app.services.ports import CaseQuery
from tests.storage.stores import PASSPHRASE, Opened, founded, reopened
from tests.storage.tables import projections, refolded, writer

LIFE = """
import resource, sys
from pathlib import Path
from referral_app.errors import UnavailableError
from tests.storage.stores import founded, reopened

folder = Path(sys.argv[1])
limit = int(sys.argv[2])
with reopened(folder) as opened:
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
    saved, refusals = [], set()
    tries = 0
    while tries < 5:
        try:
            saved.append(opened.open_case(closure_note="x" * 2000).hex())
        except UnavailableError as error:
            refusals.add(error.key)
            tries += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    print(*sorted(refusals))
    print(*saved)
    if limit:
        print(opened.open_case().hex())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")
def test_a_limit_on_the_file_is_a_refusal_like_another(tmp_path: Path) -> None:
    with founded(tmp_path):
        pass
    size = (tmp_path / "store.db").stat().st_size
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", LIFE, str(tmp_path), str(size + 100_000)],
        capture_output=True,
        text=True,
        check=True,
    )
    refusals, saved, after = done.stdout.splitlines()
    assert set(refusals.split()) <= {"store.no_room", "store.io"}
    check(tmp_path, [*saved.split(), after])


def check(folder: Path, saved: list[str]) -> None:
    """All that was acknowledged is there, and nothing else."""
    with reopened(folder) as opened:
        rows = opened.store.reader.case_page(CaseQuery(limit=10_000)).rows
        assert {row.id.hex() for row in rows} == set(saved)
        assert opened.files.integrity() == ()
        own = opened.store.identity.centre
        assert refolded(opened.files, own) == projections(opened.files)


def fill(opened: Opened, saved: list[str]) -> None:
    for _ in range(100):
        saved.append(opened.open_case(closure_note="x" * 2000).hex())


def test_no_page_left(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        saved = [opened.open_case().hex()]
        connection = writer(opened.files)
        ((pages,),) = connection.all("PRAGMA page_count")
        connection.run(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(NoRoomError) as caught:
            fill(opened, saved)
        assert caught.value.key == "store.no_room"
        connection.run("PRAGMA max_page_count = 1000000")
        saved.append(opened.open_case().hex())
    check(tmp_path, saved)


def tiny_disk(folder: Path, size: str = "1m") -> list[str]:
    """A command that runs another with a tiny disk mounted at `folder`, for itself alone."""
    mount = f"mount -t tmpfs -o size={size} tmpfs '{folder}' && exec \"$@\""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *user, "--mount", "sh", "-c", mount, "sh"]


def can_mount(folder: Path) -> bool:
    command = [*tiny_disk(folder), "true"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


DISK = """
from pathlib import Path
import sys
from referral_app.errors import ReferralAppError
from tests.storage.stores import founded, reopened
from tests.storage.test_no_room import check

folder = Path(sys.argv[1])
saved = []
with founded(folder) as opened:
    try:
        while True:
            saved.append(opened.open_case(closure_note="x" * 2000).hex())
    except ReferralAppError as error:
        print(error.key)
check(folder, saved)
(folder / "more").mkdir()
try:
    with open(folder / "filler", "wb") as file:
        while True:
            file.write(b"x" * 4096)
            file.flush()
except OSError:
    pass
try:
    with founded(folder / "more"):
        pass
except ReferralAppError as error:
    print(error.key)
print(*sorted(path.name for path in (folder / "more").iterdir()))
"""


def test_a_real_disk_that_is_full(tmp_path: Path) -> None:
    """On a machine where nobody may mount one, the two tests above must do."""
    if not can_mount(tmp_path):
        return
    done = subprocess.run(  # noqa: S603 - our own words
        [*tiny_disk(tmp_path), sys.executable, "-c", DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    full, refused, left = done.stdout.splitlines()
    assert (full, refused) == ("store.no_room", "store.no_room")
    assert set(left.split()) <= {"store.lock"}


def test_a_full_disk_leaves_the_keys_as_they_were(tmp_path: Path) -> None:
    with founded(tmp_path):
        pass
    before = (tmp_path / "store.keys").read_bytes()
    words = (
        "import resource, sys; from pathlib import Path\n"
        "from referral_app.errors import NoRoomError\n"
        "from referral_app.clock import seeded_randomness\n"
        "from referral_app.storage.store import open_store\n"
        "with open_store(Path(sys.argv[1]), sys.argv[2]) as files:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 10**9))\n"
        "    try: files.change_passphrase(sys.argv[2], 'x', seeded_randomness(1))\n"
        "    except NoRoomError as error: print(error.key)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", words, str(tmp_path), PASSPHRASE],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "store.no_room\n"
    assert (tmp_path / "store.keys").read_bytes() == before
    with reopened(tmp_path):
        pass
