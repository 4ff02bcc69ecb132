"""Forms as values: what a draft keeps is read back only where it has the right shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any


def sound(preset: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `data` that have the shape of the preset's, lists as tuples of texts.

    `preset` is an instance of the dataclass that is to be read; an older or newer program may have
    kept other names.
    """
    found: dict[str, Any] = {}
    for item in fields(preset):
        value, kind = data.get(item.name), type(getattr(preset, item.name))
        if kind is tuple and isinstance(value, list):
            value = tuple(text for text in value if isinstance(text, str))
        if type(value) is kind:
            found[item.name] = value
    return found
