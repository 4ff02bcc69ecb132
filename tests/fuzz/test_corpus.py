"""What fuzzing once found, and what is near to it, is read again: only known errors escape."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.__main__ import NAMES
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
NEAR = 12
"""Neighbours of each piece that are tried beside it."""


def neighbours(data: bytes, chance: random.Random) -> list[bytes]:
    """The piece with some of its bytes changed, left out, doubled or cut off."""
    found = []
    for _ in range(NEAR):
        at, many = chance.randrange(len(data) + 1), chance.randrange(1, 9)
        way = chance.randrange(4)
        put = (chance.randbytes(many), b"", data[at : at + many] * 2, b"")[way]
        end = b"" if way == 3 else data[at + many :]
        found.append(data[:at] + put + end)
    return found


@pytest.mark.parametrize("name", TARGETS)
def test_only_known_errors_escape(name: str) -> None:
    chance = random.Random(name)
    pieces = sorted((CORPUS / name).iterdir())
    assert pieces
    for piece in pieces:
        data = piece.read_bytes()
        for each in (data, *neighbours(data, chance)):
            TARGETS[name](each)


def test_the_command_knows_every_target() -> None:
    assert tuple(TARGETS) == NAMES
