"""Pictures of the screens: of every one, in both directions, and of nobody's own settings."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from PySide6.QtGui import QColor, QImage

from referral_app import bootstrap
from referral_app.domain.identifiers import Moment
from referral_app.errors import NoRoomError, WrongPassphraseError
from referral_app.services.ports.painter import Scene, Screen
from referral_app.settings import LAST_FOLDER, WindowSettings
from tests.ui.two_centres import PASSPHRASE, two_centres
from ui.context import Ui
from ui.painter import HEIGHT, WIDTH, WindowPainter


@pytest.fixture
def scene(founded: Path, tmp_path: Path, ui: Ui) -> dict[str, Scene]:
    """A scene for each screen there is, of a desk with a file and a referral in it."""
    folder = tmp_path / "town"
    with two_centres(founded, folder, ui) as town:
        case, referral = town.send()
        town.meet()
        at = Moment(town.clock.now())
    records: dict[str, bytes] = {"case": case, "referral": referral, "slip": referral}
    return {
        screen: Scene(
            store=folder / "yem",
            passphrase=PASSPHRASE,
            user="FA",
            at=at,
            screen=screen,
            record=records.get(screen),
            language="fr",
            theme="light",
            file=tmp_path / f"{screen}.png",
        )
        for screen in get_args(Screen)
    }


def image(scene: Scene) -> QImage:
    found = QImage(str(scene.file))
    assert (found.width(), found.height()) == (WIDTH, HEIGHT)
    return found


def lightness(picture: QImage, across: int, down: int = 700) -> int:
    return QColor(picture.pixel(across, down)).lightness()


def test_every_screen_is_painted(scene: dict[str, Scene]) -> None:
    WindowPainter().paint(list(scene.values()))
    pictures = [image(one) for one in scene.values()]
    for first, other in pairwise(pictures):
        assert first != other


def test_arabic_is_mirrored_and_dark_is_dark(scene: dict[str, Scene], tmp_path: Path) -> None:
    today = scene["today"]
    arabic = replace(today, language="ar", file=tmp_path / "ar.png")
    dark = replace(today, theme="dark", file=tmp_path / "dark.png")
    WindowPainter().paint([today, arabic, dark])
    rail, page = 20, WIDTH // 2
    assert lightness(image(today), rail) < 80 < 200 < lightness(image(today), page)
    assert lightness(image(arabic), WIDTH - rail) < 80 < 200 < lightness(image(arabic), rail)
    assert lightness(image(dark), page) < 80


def test_it_shows_the_day_of_the_story_not_of_the_painting(
    scene: dict[str, Scene], tmp_path: Path
) -> None:
    today = scene["today"]
    later = replace(today, at=Moment(today.at + 40 * 86_400_000), file=tmp_path / "later.png")
    WindowPainter().paint([today, later])
    assert image(today) != image(later)


def test_nobodys_own_settings_are_shown(scene: dict[str, Scene], tmp_path: Path) -> None:
    first = scene["exchange"]
    second = replace(first, file=tmp_path / "second.png")
    WindowPainter().paint([first])
    WindowSettings().put(LAST_FOLDER, "/media/somebody/STICK")
    try:
        WindowPainter().paint([second])
    finally:
        WindowSettings().put(LAST_FOLDER, "")
    assert image(first) == image(second)
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.is_file()) == [".png"] * 2


def test_a_picture_that_cannot_be_written_says_so_and_gives_up_the_store(
    scene: dict[str, Scene], tmp_path: Path
) -> None:
    nowhere = replace(scene["today"], file=tmp_path / "nowhere" / "today.png")
    with pytest.raises(NoRoomError):
        WindowPainter().paint([nowhere])
    bootstrap.open_workspace(nowhere.store, PASSPHRASE).close()


def test_a_wrong_passphrase_paints_nothing(scene: dict[str, Scene]) -> None:
    wrong: Any = replace(scene["today"], passphrase="pas la bonne")
    with pytest.raises(WrongPassphraseError):
        WindowPainter().paint([wrong])
    assert not wrong.file.exists()


def test_no_scene_no_window() -> None:
    WindowPainter().paint([])
