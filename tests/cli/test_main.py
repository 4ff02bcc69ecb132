"""Exit statuses, what is printed where, and that a bug shows nothing of a case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from referral_app import cli, paths
from referral_app.cli.demo import Told
from tests.architecture.source_tree import ROOT
from tests.cli.conftest import CommandLine, Copy


def test_help_is_printed_and_done(command: CommandLine) -> None:
    answer = command("--help", language="en")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Usage: referral-app demo")


@pytest.mark.parametrize("words", [[], ["freeze"], ["show"], ["sync", "--folder", "f"]])
def test_usage_is_two(command: CommandLine, words: list[str]) -> None:
    answer = command(*words)
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1


def test_sync_sums_up(command: CommandLine, copy: Copy) -> None:
    answer = command.sync(copy.store, copy.folder, "en")
    assert (answer.code, answer.err) == (0, "")
    assert "envelope" in answer.out


def test_a_bug_is_logged_and_shows_nothing(
    command: CommandLine, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("canari-dossier")

    monkeypatch.setattr("referral_app.cli.show.show", broken)
    answer = command.show(copy.store, "--cases")
    assert (answer.code, answer.out) == (3, "")
    assert "canari" not in answer.err
    assert len(answer.err.splitlines()) == 1
    logged = (paths.user_data_dir() / "logs" / "referral-app.log").read_text(encoding="utf-8")
    assert "cli.bug" in logged
    assert "builtins.ValueError" in logged
    assert "canari" not in logged


def test_the_store_is_given_back_after_a_bug(
    command: CommandLine, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("referral_app.cli.show.show", lambda *_: 1 / 0)
        assert command.show(copy.store, "--cases").code == cli.WORLD
    assert command.show(copy.store, "--cases").code == cli.DONE


def test_as_a_module_of_its_own(told: Told, command: CommandLine, copy: Copy) -> None:
    """Without Qt, and with output that a pipe can take."""
    line = ["show", "--store", copy.store, "--referrals", "--json"]
    line += ["--passphrase-file", command.passphrase]
    program = "import sys; sys.modules['PySide6'] = None; import runpy; runpy.run_module("
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", f"{program}'referral_app', run_name='__main__')", *line],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["total"] == len(told.document["referrals"])


def test_a_reader_that_had_enough_ends_it_quietly(command: CommandLine, copy: Copy) -> None:
    line = [sys.executable, "-m", "referral_app", "show", "--store", copy.store, "--cases"]
    line += ["--json", "--passphrase-file", command.passphrase]
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and program
            line, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, check=False, encoding="utf-8"
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (cli.WORLD, "")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_folder_with_other_files_is_not_touched(
    command: CommandLine, tmp_path: Path, language: str
) -> None:
    other = tmp_path / "mine" / "letter.txt"
    other.parent.mkdir()
    other.write_text("dear", encoding="utf-8")
    answer = command("demo", "--output", other.parent, language=language)
    assert (answer.code, answer.out) == (1, "")
    assert [path.name for path in other.parent.iterdir()] == ["letter.txt"]
