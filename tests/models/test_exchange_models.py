"""The models of the hub's journal hold, and would not were a rule left out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import models

HERE = Path(__file__).parent

needs_spin = pytest.mark.skipif(
    not all(map(shutil.which, models.TOOLS)), reason="spin and gcc prove the models"
)

FEWEST = {"cursor.pml": 1_000, "rewind.pml": 200_000}
HOLDS = "#define HOLDS(d) (seen[d] <= rows && (seen[d] == 0 || chain[seen[d]] == seen_chain[d]))"
# What is left out, the rule as it stands, and as it is broken.
MUTANTS = [
    ("a sequence instead of a counter row", "cursor.pml", "#define LOCKED 1", "#define LOCKED 0"),
    ("a hub put back is not noticed", "rewind.pml", HOLDS, "#define HOLDS(d) 1"),
    (
        "the number alone is compared, not the chain",
        "rewind.pml",
        HOLDS,
        "#define HOLDS(d) (seen[d] <= rows)",
    ),
    (
        "the row is not kept after depositing",
        "rewind.pml",
        "#define SEE_AFTER_PUSH 1",
        "#define SEE_AFTER_PUSH 0",
    ),
    ("nothing is offered again", "rewind.pml", "#define OFFER_AGAIN 1", "#define OFFER_AGAIN 0"),
]


@needs_spin
@pytest.mark.parametrize("name", FEWEST)
def test_a_model_holds_in_every_life(name: str) -> None:
    states, _ = models.prove(HERE / name).split()
    assert int(states) > FEWEST[name]


@needs_spin
@pytest.mark.parametrize(
    ("name", "rule", "broken"), [m[1:] for m in MUTANTS], ids=[m[0] for m in MUTANTS]
)
def test_a_rule_left_out_is_found(tmp_path: Path, name: str, rule: str, broken: str) -> None:
    text = (HERE / name).read_text(encoding="utf-8")
    assert text.count(rule) == 1
    mutant = tmp_path / "mutant.pml"
    mutant.write_text(text.replace(rule, broken), encoding="utf-8")
    with pytest.raises(models.ModelError, match="assertion violated"):
        models.prove(mutant)
