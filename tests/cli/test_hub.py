"""The hub's program, as a technician uses it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from referral_app.cli.hub import main
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.exchange.envelope import name_of
from referral_app.exchange.folder import Folder
from referral_app.hub.keys import load_keys
from referral_app.hub.serving import Serve, check_serve, read_listen
from tests.architecture.source_tree import ROOT
from tests.hub.desks import HubAtWork
from tests.hub.test_summaries import CELLS, MONTH

LOCK = (ROOT / "requirements" / "hub.txt").read_text(encoding="utf-8")
# What a desk imports and a server has not got.
ONLY_DESKS = ("PySide6", "sqlcipher3", "highspy", "numpy", "openpyxl", "segno", "urllib3")
BARE = f"""
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {ONLY_DESKS!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
import pkgutil, importlib, referral_app.hub, referral_app.cli.hub
for package in (referral_app.hub, referral_app.cli.hub):
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
sys.exit(referral_app.cli.hub.main(["check", "--database", sys.argv[1]]))
"""


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LANG", "en")
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    return f"sqlite:///{tmp_path / 'hub.db'}"


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(words)
    out, err = capsys.readouterr()
    return status, re.sub("[\u2066-\u2069]", "", out + err)


def test_before_the_first_start_there_is_no_hub(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["admit"], ["check"], ["backup", "--file", str(tmp_path / "x")]):
        status, told = said(capsys, *words, "--database", url)
        assert (status, told) == (1, "No hub was ever started on this database.\n")
    assert not (tmp_path / "hub.db").exists()


def test_a_code_is_printed_that_admits(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with HubAtWork(url) as hub:
        from referral_app.clock import SystemClock

        hub.clock.advance(SystemClock().now() - hub.clock.now())
        status, told = said(capsys, "admit", "--database", url)
        assert status == 0
        assert hub.centre().introduce(told.split()[-1]).status == 200


def test_a_stick_is_carried_to_the_hub(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with HubAtWork(url) as hub:
        keys = tmp_path / "hub.keys"
        keys.write_text(hub.keys.encode().hex(), encoding="ascii")
        here, stranger = hub.admitted(), hub.centre()
        stick = Folder(tmp_path)
        letters = [here.seal_to(here), here.seal_to(stranger)]
        for to, letter in zip((here, stranger), letters, strict=True):
            stick.write(to.centre, name_of(letter), letter)
        summary = here.seal_summary(MONTH, CELLS)
        stick.write(hub.hub.id, name_of(summary), summary)
        stick.write(here.centre, bytes(32), b"cut short")
        words = ("import", "--database", url, "--folder", str(tmp_path))
        assert said(capsys, *words) == (0, "New envelopes: 2. Already there: 0. Left aside: 1.\n")
        assert said(capsys, *words) == (0, "New envelopes: 0. Already there: 2. Left aside: 1.\n")
        assert here.fetch() == letters[:1]
        status, told = said(capsys, "summaries", "--database", url, "--month", MONTH, "--json")
        document = json.loads(told)
        assert (status, document["centres"], document["missing"]) == (0, [here.centre.hex()], [])
        assert {
            "cube": "", "act": "opened", "first": "", "second": "",
            "published": 15, "low": 11, "high": 19,
        } in document["totals"]  # fmt: skip
        _, table = said(capsys, "summaries", "--database", url, "--month", MONTH, "--csv")
        assert ",opened,,,15,11,19" in table.splitlines()


def test_copies_are_written_checked_and_put_back(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with HubAtWork(url) as hub:
        hub.admitted()
    copy = str(tmp_path / "copy")
    assert said(capsys, "backup", "--database", url, "--file", copy)[0] == 0
    assert said(capsys, "restore", "--database", url, "--file", copy)[0] == 0
    assert said(capsys, "check", "--database", url) == (
        0,
        "The database is whole; its journal ends at 0.\n",
    )


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ((), 2),
        (("nothing",), 2),
        (("serve", "--workers", "0"), 2),
        (("check", "--database", "mysql://x"), 1),
        (("serve", "--listen", "here"), 1),
        (("--help",), 0),
        (("serve", "--help"), 0),
    ],
)
def test_words_that_mean_nothing_are_refused(
    url: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int
) -> None:
    assert said(capsys, *words)[0] == status


def test_a_password_does_not_belong_on_a_command_line(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "postgresql://hub:secret@127.0.0.1/hub"
    monkeypatch.setattr(sys, "argv", ["referral-hub", "check", "--database", address])
    status, told = said(capsys, "check", "--database", address)
    assert status == 1
    assert "REFERRAL_HUB_DATABASE" in told
    assert "secret" not in told


def test_a_server_needs_nothing_of_a_desk(url: str) -> None:
    with HubAtWork(url):
        pass
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-P", "-c", BARE, url],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"\n{name.lower()}" not in LOCK for name in ONLY_DESKS)


def test_the_keys_are_drawn_once_and_read_by_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "hub.keys"
    first = load_keys(file, os.urandom)
    assert load_keys(file, os.urandom) == first
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("nothing")
    with pytest.raises(InvalidInputError, match="bad_keys"):
        load_keys(file, os.urandom)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, ""),
        ({"host": "::1"}, ""),
        ({"host": "0.0.0.0"}, "needs_tls"),  # noqa: S104
        ({"host": "0.0.0.0", "behind_proxy": True}, ""),  # noqa: S104
        ({"host": "0.0.0.0", "cert": "c", "certificate_key": "k"}, ""),  # noqa: S104
        ({"cert": "c"}, "certificate_and_key"),
        ({"workers": 2}, "one_worker"),
    ],
)
def test_nobody_listens_in_clear_to_others(changes: dict[str, object], key: str) -> None:
    settings: dict[str, object] = {"host": "127.0.0.1", **changes}
    serve = Serve("", "", "real", None, port=1, **settings)  # type: ignore[arg-type]
    if not key:
        check_serve(serve, is_postgresql=False)
        return
    with pytest.raises(RefusedError, match=key):
        check_serve(serve, is_postgresql=False)


def test_where_to_listen_is_read() -> None:
    assert read_listen("127.0.0.1:80") == ("127.0.0.1", 80)
    assert read_listen("[::1]:8470") == ("::1", 8470)
    for wrong in ("", "8470", ":8470", "a:", "a:99999", "a:b"):
        with pytest.raises(InvalidInputError):
            read_listen(wrong)
