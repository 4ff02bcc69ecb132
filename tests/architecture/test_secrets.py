"""What must stay secret is shown by no value's `repr`: tracebacks and debuggers print those."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Final

import referral_app

SECRET: Final = frozenset(
    {
        *("passphrase", "recovery_code", "secret", "commune_key"),
        *("key", "seed", "sign_seed", "kem_seed", "mac"),
    }
)
NO_SECRET: Final = frozenset(
    {
        # Sealed or public, as they lie in `store.keys` for everyone to read.
        "referral_app.storage.slot_file.Slot.seed",
        "referral_app.cli.arguments.DemoAsked.seed",
        # The name of a sentence.
        "referral_app.bootstrap.values.Told.key",
        # Names of centres and desks of the story and of players.
        "referral_app.cli.demo.cast.House.key",
        "referral_app.cli.demo.cast.Cast.key",
        "referral_app.training.play.Player.key",
        # Names of figures and of tables.
        "referral_app.domain.indicator.FigureText.key",
        "referral_app.domain.indicator.TableText.key",
        "referral_app.exports.figures.Figure.key",
        "referral_app.exports.figures.Sheet.key",
        "referral_app.statistics.indicators.Table.key",
    }
)


def values() -> Iterator[type]:
    """Every dataclass of the core."""
    for module in pkgutil.walk_packages(referral_app.__path__, "referral_app."):
        if module.name.endswith("__main__"):
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and dataclasses.is_dataclass(thing):
                yield thing


def test_no_value_shows_a_secret() -> None:
    found = {
        f"{kind.__module__}.{kind.__qualname__}.{field.name}"
        for kind in values()
        for field in dataclasses.fields(kind)
        if field.name in SECRET and field.repr
    }
    assert found <= NO_SECRET
