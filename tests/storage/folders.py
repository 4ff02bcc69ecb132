"""Folders of stores: made, looked at, and refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from referral_app.clock import seeded_randomness
from referral_app.errors import ReferralAppError, RefusedError
from referral_app.sentences import sentences
from referral_app.storage.recovery_code import new_recovery_code
from referral_app.storage.store import NewPerson, OpenStore, create
from tests.storage.stores import AMINA, CHEAP, PASSPHRASE


@contextmanager
def refused(key: str, kind: type[ReferralAppError] = RefusedError) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.key == key
    assert key in sentences()


def content(folder: Path) -> dict[str, str]:
    """Every file but the lock, by name and hash."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "store.lock"
    }


def make(folder: Path, seed: int = 9) -> OpenStore:
    chance = seeded_randomness(seed)
    person = NewPerson("AB", AMINA, PASSPHRASE, CHEAP)
    code = new_recovery_code(chance)
    return create(folder, person, code, chance=chance, recovery_cost=CHEAP)
