"""A family of five with two needs is entered by keyboard in under three minutes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.family_story import ARABIC, FRENCH, MOST_SECONDS, FamilyWords, enter_family
from ui.context import Services

MOST_KEYS = 110


@pytest.mark.parametrize("words", [FRENCH, ARABIC], ids=["fr", "ar"])
def test_a_family_of_five_with_two_needs(
    qapp: QApplication,
    services: Services,
    founded: Path,
    tmp_path: Path,
    words: FamilyWords,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store = tmp_path / "store"
    shutil.copytree(founded / "yem", store)
    made = enter_family(qapp, services, tmp_path, store, words)
    with capsys.disabled():
        print(f"\n    a family of five ({words.language}): {made.keys} keys", end="")  # noqa: T201
    assert made.keys <= MOST_KEYS
    assert made.seconds <= MOST_SECONDS
    assert made.counted == (5, 1)
    assert len(made.households) == 1
    assert {(row.sex, row.age_band) for row in made.files} == {
        ("F", "25-34"),
        ("M", "35-49"),
        ("F", "5-11"),
        ("M", "5-11"),
        ("F", "0-4"),
    }
    assert {row.district for row in made.files} == {"yacoub_el_mansour"}
    by_id = {row.id: row.age_band for row in made.files}
    asked = {
        (referral.request.category, by_id[referral.case])
        for referral in made.referrals
        if referral.request and referral.case
    }
    assert asked == {("S06", "25-34"), ("S15", "5-11")}
