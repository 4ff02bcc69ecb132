"""A model is proved only when all of it was searched without an error."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import models

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, models.TOOLS)), reason="spin and gcc prove the models"
)
COUNTER = """\
byte n;
active proctype Counter() {
  do
  :: n < 20 -> n++; assert(n <= LIMIT)
  :: else -> break
  od
}
"""


def write(place: Path, text: str) -> Path:
    path = place / "counter.pml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_model_that_holds_is_proved(tmp_path: Path) -> None:
    said = models.prove(write(tmp_path, COUNTER.replace("LIMIT", "20")))
    states, word = said.split()
    assert word == "states"
    assert int(states) > 20


def test_a_model_that_breaks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(models.ModelError, match="assertion violated"):
        models.prove(write(tmp_path, COUNTER.replace("LIMIT", "19")))


def test_a_search_that_is_cut_short_proves_nothing(tmp_path: Path) -> None:
    text = "// pan: -m5\n" + COUNTER.replace("LIMIT", "20")
    with pytest.raises(models.ModelError, match="max search depth too small"):
        models.prove(write(tmp_path, text))


def test_a_model_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(models.ModelError, match="syntax error"):
        models.prove(write(tmp_path, "active proctype {"))
