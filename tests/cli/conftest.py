"""A told story, and a command line to ask it with."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from referral_app import cli, paths
from referral_app.cli.arguments import DemoAsked
from referral_app.cli.demo import Told, tell_story
from referral_app.cli.demo.cast import YACOUB


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The story of seed 5, without pictures; read only."""
    return tell_story(DemoAsked(tmp_path_factory.mktemp("story") / "told", 5, 12, 1), None)


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


class CommandLine:
    """Runs commands in this process, in a language of the environment."""

    def __init__(
        self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str], passphrase: Path
    ) -> None:
        self._patch = patch
        self._capture = capture
        self.passphrase = passphrase

    def __call__(self, *words: object, language: str = "fr") -> Answer:
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            self._patch.delenv(name, raising=False)
        self._patch.setenv("LANGUAGE", language)
        self._capture.readouterr()
        code = cli.main([str(word) for word in words])
        out, err = self._capture.readouterr()
        return Answer(code, out, err)

    def sync(self, store: Path, folder: Path, language: str = "fr") -> Answer:
        return self(
            *("sync", "--store", store, "--folder", folder),
            *("--passphrase-file", self.passphrase),
            language=language,
        )

    def show(self, store: Path, *what: object, language: str = "fr") -> Answer:
        return self(
            *("show", "--store", store, *what, "--json"),
            *("--passphrase-file", self.passphrase),
            language=language,
        )


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> CommandLine:
    passphrase = tmp_path / "passphrase.txt"
    passphrase.write_text(f"{YACOUB.hand.passphrase}\n", encoding="utf-8")
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    return CommandLine(monkeypatch, capsys, passphrase)


@dataclass(frozen=True)
class Copy:
    """A story's stores and folder that a test may spoil."""

    store: Path
    folder: Path
    document: dict[str, object]


@pytest.fixture
def copy(told: Told, tmp_path: Path) -> Copy:
    """A copy of Yacoub El Mansour's store and of the shared folder."""
    store = shutil.copytree(told.places.store(YACOUB.key), tmp_path / "store")
    folder = shutil.copytree(told.places.folder, tmp_path / "folder")
    return Copy(store, folder, told.document)
