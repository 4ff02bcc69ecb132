"""The model of the referral holds, is the program's, and would not hold were a rule broken."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

import models
from referral_app.domain.referral import (
    RANK,
    RECIPIENT_CORRECTIONS,
    RECIPIENT_MOVES,
    SENDER_MOVES,
    SENDER_RANK,
    Status,
)
from referral_app.services.referral_writing import UNDONE_BY_REINSTATING

MODEL = Path(__file__).parent / "referral.pml"
TEXT = MODEL.read_text(encoding="utf-8")
NAMES = {Status.REINSTATED: "REQUESTED", Status.ENTERED_IN_ERROR: "IN_ERROR"}

needs_spin = pytest.mark.skipif(
    not all(map(shutil.which, models.TOOLS)), reason="spin and gcc prove the models"
)


def name_of(status: Status) -> str:
    return NAMES.get(status, status.name)


@needs_spin
def test_the_referral_holds_in_every_life() -> None:
    states, _ = models.prove(MODEL).split()
    assert int(states) > 500_000


# What is broken, the rule as it stands, as it is broken, and the sentence of the model that tells.
MUTANTS = [
    (
        "a cancellation outranks reports",
        "#define CANCELLED 41",
        "#define CANCELLED 81",
        "shown==theirs",
    ),
    (
        "a refusal ranks below a cancellation",
        "#define REJECTED 51",
        "#define REJECTED 36",
        "shown==theirs",
    ),
    (
        "no side check",
        "(by[i] == side && SIDE(status[i]) == side)",
        "(SIDE(status[i]) == side)",
        "shown==honest",
    ),
    (
        "the author's side is not held against the status",
        "(by[i] == side && SIDE(status[i]) == side)",
        "(by[i] == side)",
        "shown==honest",
    ),
    ("rank beats what was seen", "#define SEEN(i) seen[i]", "#define SEEN(i) 0", "ours==told"),
    (
        "what was not seen is replaced",
        ":: (view >> i) & 1 && OWNED(i, side) -> seen",
        ":: OWNED(i, side) -> seen",
        "seen[facts]",
    ),
    (
        "the sender's half always wins",
        ":: HIGHER(theirs, ours) -> shown = theirs",
        ":: ours == NONE -> shown = theirs",
        "shown==theirs",
    ),
    (
        "the recipient's half always wins",
        ":: HIGHER(theirs, ours) -> shown = theirs",
        ":: theirs != NONE -> shown = theirs",
        "shown==ours",
    ),
]


@needs_spin
@pytest.mark.parametrize(
    ("rule", "broken", "sentence"), [m[1:] for m in MUTANTS], ids=[m[0] for m in MUTANTS]
)
def test_a_broken_rule_is_found(tmp_path: Path, rule: str, broken: str, sentence: str) -> None:
    assert TEXT.count(rule) == 1
    mutant = tmp_path / "mutant.pml"
    mutant.write_text(TEXT.replace(rule, broken), encoding="utf-8")
    with pytest.raises(models.ModelError) as caught:
        models.prove(mutant)
    said = str(caught.value)
    [violated] = re.findall(r"assertion violated (.*) \(at depth", said)
    assert sentence in violated.replace(" ", "")


def test_ranks_are_those_of_the_program() -> None:
    defined = {name: int(rank) for name, rank in re.findall(r"#define ([A-Z_]+) (\d+)", TEXT)}
    assert {status: defined[name_of(status)] - 1 for status in RANK} == RANK


def test_sides_are_those_of_the_program() -> None:
    [condition] = re.findall(r"\((\(status\) == .*) -> SENDER : RECIPIENT\)", TEXT)
    assert set(re.findall(r"== (\w+)", condition)) == set(map(name_of, SENDER_RANK))


def moves(of: Mapping[Status, frozenset[Status]], seen: str) -> set[tuple[str, str, str]]:
    return {(seen, name_of(start), name_of(end)) for start, ends in of.items() for end in ends}


def test_moves_are_those_of_the_program() -> None:
    found: dict[str, set[tuple[str, str, str]]] = {}
    for side, body in re.findall(r"inline (\w+)_moves\(\) \{(.*?)\n\}", TEXT, re.DOTALL):
        found[side] = set(re.findall(r":: (\w+) == (\w+) -> told = (\w+)", body))
    assert found == {
        "sender": moves(SENDER_MOVES, "shown")
        | moves(dict.fromkeys(UNDONE_BY_REINSTATING, frozenset({Status.REINSTATED})), "ours"),
        "recipient": moves(RECIPIENT_MOVES, "shown") | moves(RECIPIENT_CORRECTIONS, "theirs"),
    }
