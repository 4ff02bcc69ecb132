"""The sentence for each error, in the reader's language. Every area words its own errors."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Final

from referral_app.communes import clock_there
from referral_app.errors import ReferralAppError, UnavailableError
from referral_app.language import N_, Language, isolate, isolate_text

_REFUSED: Final = N_("This is not possible, and nothing was changed ({key}).")
_UNAVAILABLE: Final = N_("This did not work. What was saved is still there; try again ({key}).")


def sentence(language: Language, error: ReferralAppError) -> str:
    """Return what a person is told; an error without words of its own is named honestly."""
    message = sentences().get(error.key)
    if message is None:
        message = _UNAVAILABLE if isinstance(error, UnavailableError) else _REFUSED
    values = {name: _worded(language, name, value) for name, value in error.values.items()}
    filled = _Values(values | {"key": error.key})
    return language.gettext(message).format_map(filled)


@cache
def sentences() -> Mapping[str, str]:
    """Return every key's English sentence, gathered from the modules of this package."""
    found: dict[str, str] = {}
    for name in _modules():
        found |= getattr(importlib.import_module(f"{__name__}.{name}"), "SENTENCES", {})
    return found


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return the words for values that are codes, by the value's name: status, role, act."""
    found: dict[str, Mapping[str, str]] = {}
    for name in _modules():
        found |= getattr(importlib.import_module(f"{__name__}.{name}"), "WORDS", {})
    return found


class _Values(dict[str, str]):
    """Values of a sentence; one that is lacking must not keep the sentence from being read."""

    def __missing__(self, name: str) -> str:
        return "…"


def _modules() -> tuple[str, ...]:
    return tuple(module.name for module in pkgutil.iter_modules(__path__))


def _worded(language: Language, name: str, value: str | int) -> str:
    if isinstance(value, int):
        return _date(language, value) if name == "date" else language.format_number(value)
    word = words().get(name, {}).get(value)
    if word is not None:
        return language.gettext(word)
    if not language.right_to_left:
        return value
    return isolate(value) if value.isascii() else isolate_text(value)


def _date(language: Language, moment: int) -> str:
    text = language.format_date(clock_there(moment).date())
    return isolate(text) if language.right_to_left else text
