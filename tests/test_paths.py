"""Data files are found in a checkout, in a wheel's package and in a frozen program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from referral_app import paths

ROOT = Path(__file__).resolve().parents[1]


def test_a_checkout_holds_them_beside_the_package() -> None:
    assert paths.resources_dir() == ROOT / "resources"
    assert paths.locale_dir() == ROOT / "locale"
    assert paths.resource("fonts", "a.ttf") == ROOT / "resources" / "fonts" / "a.ttf"


def test_an_installed_package_holds_them_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_data").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path)
    assert paths.locale_dir() == tmp_path / "_data" / "locale"


def test_a_frozen_program_holds_them_where_it_was_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts = tmp_path / "referral_app" / "_data" / "resources" / "fonts"
    fonts.mkdir(parents=True)
    (fonts / "a.ttf").write_bytes(b"font")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resource("fonts", "a.ttf").read_bytes() == b"font"


def test_a_frozen_folder_without_unpacking_lies_beside_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.delattr(sys, "_MEIPASS", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "referral-app"))
    assert paths.data_root() == tmp_path / "referral_app" / "_data"


def test_a_person_s_data_lie_where_the_variable_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    assert paths.user_data_dir() == tmp_path


@pytest.mark.parametrize("value", [None, ""])
def test_else_they_lie_where_the_system_keeps_them(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE)
    if value is not None:
        monkeypatch.setenv(paths.HOME_VARIABLE, value)
    assert paths.user_data_dir().name == paths.PROGRAM
    assert paths.user_data_dir().is_absolute()
