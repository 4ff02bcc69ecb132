"""Settings: typed, bounded, and a damaged file never keeps the program from opening."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from referral_app import settings
from referral_app.errors import NoRoomError
from referral_app.settings import Setting, WindowSettings, for_store, of_store

MINUTES = Setting("minutes", 15, bounds=(1, 60))


def test_defaults_without_a_file(tmp_path: Path) -> None:
    window = WindowSettings(tmp_path / "settings.json")
    assert window.get(settings.LANGUAGE) == "fr"
    assert window.get(settings.SCALE) == 1.0
    assert not (tmp_path / "settings.json").exists()


def test_a_choice_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.json"
    WindowSettings(file).put(settings.LANGUAGE, "ar")
    WindowSettings(file).put(settings.SCALE, 1.5)
    again = WindowSettings(file)
    assert (again.get(settings.LANGUAGE), again.get(settings.SCALE)) == ("ar", 1.5)


def test_they_stand_in_the_persons_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFERRAL_APP_HOME", str(tmp_path))
    WindowSettings().put(settings.LAST_FOLDER, "/media/stick")
    assert json.loads((tmp_path / "settings.json").read_text(encoding="utf-8")) == {
        "last_folder": "/media/stick"
    }


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\xff\xfe\x00", b'"fr"', b"[" * 100_000, b'{"language": 1}']
)
def test_a_damaged_file_reads_as_defaults(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    window = WindowSettings(file)
    assert window.get(settings.LANGUAGE) == "fr"
    window.put(settings.LANGUAGE, "en")
    assert WindowSettings(file).get(settings.LANGUAGE) == "en"


@pytest.mark.parametrize(
    ("setting", "raw", "taken"),
    [
        (settings.LANGUAGE, "de", "fr"),
        (settings.SCALE, 3.0, 1.0),
        (settings.SCALE, float("nan"), 1.0),
        (settings.SCALE, 2, 2.0),
        (settings.SCALE, True, 1.0),
        (MINUTES, 0, 15),
        (MINUTES, 5.0, 15),
        (MINUTES, True, 15),
        (MINUTES, 5, 5),
        (settings.LAST_STORE, None, ""),
    ],
)
def test_what_cannot_be_its_value_reads_as_the_default(
    setting: Setting[str], raw: object, taken: object
) -> None:
    assert setting.take(raw) == taken
    assert type(setting.take(raw)) is type(setting.default)


def test_settings_of_a_newer_program_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"hologram": "on"}', encoding="utf-8")
    WindowSettings(file).put(settings.LANGUAGE, "ar")
    assert json.loads(file.read_text(encoding="utf-8"))["hologram"] == "on"


def test_what_cannot_be_written_holds_until_the_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    window = WindowSettings(tmp_path / "file" / "settings.json")
    with pytest.raises(NoRoomError) as refused:
        window.put(settings.LANGUAGE, "ar")
    assert refused.value.key == "settings.not_kept"
    assert window.get(settings.LANGUAGE) == "ar"


def test_settings_of_a_centre_go_into_its_store() -> None:
    kept = dict([for_store(MINUTES, 30)])
    assert of_store(MINUTES, kept.get) == 30
    assert of_store(MINUTES, lambda _name: None) == 15


def test_no_key_is_declared_twice() -> None:
    declared = [it.key for it in vars(settings).values() if isinstance(it, Setting)]
    assert len(declared) == len(set(declared))
