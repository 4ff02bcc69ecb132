"""What the figures of a month mean, in words; read from `resources/indicators.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from referral_app.errors import ForeignDataError


class Form(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    SHARE = "share"  # a percentage
    RATIO = "ratio"  # so many of one for each of the other


@dataclass(frozen=True, slots=True)
class Said:
    """The same words in three languages."""

    fr: str
    ar: str
    en: str

    def __call__(self, language: str) -> str:
        """The words in `fr`, `ar` or `en`."""
        return {"fr": self.fr, "ar": self.ar, "en": self.en}[language]


@dataclass(frozen=True, slots=True)
class FigureText:
    """A leading figure: its name, and what is divided by what; counts have no denominator."""

    key: str
    form: Form
    label: Said
    numerator: Said
    denominator: Said | None


@dataclass(frozen=True, slots=True)
class TableText:
    """A table: its title, a name short enough for a sheet, and the heads of its columns."""

    key: str
    title: Said
    sheet: Said
    columns: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """One indicator of domain.md 3."""

    id: str
    name: Said
    definition: Said
    unit: Said
    leading: Mapping[str, FigureText]
    tables: Mapping[str, TableText]


Definitions = Mapping[str, IndicatorText]
"""Indicators by their number, in their order."""


def read_definitions(text: str) -> Definitions:
    """Read the definitions from the text of their file.

    Raises ForeignDataError("indicators.malformed") for anything not as it must be.
    """
    try:
        return {entry["id"]: _indicator(entry) for entry in json.loads(text)["entries"]}
    except (ValueError, TypeError, KeyError) as error:
        raise ForeignDataError("indicators.malformed") from error


def _indicator(raw: Mapping[str, Any]) -> IndicatorText:
    return IndicatorText(
        id=raw["id"],
        name=_said(raw["name"]),
        definition=_said(raw["definition"]),
        unit=_said(raw["unit"]),
        leading={one["key"]: _figure(one) for one in raw["leading"]},
        tables={one["key"]: _table(one) for one in raw["tables"]},
    )


def _figure(raw: Mapping[str, Any]) -> FigureText:
    form = Form(raw["form"])
    of = None if form is Form.COUNT else _said(raw["denominator"])
    return FigureText(raw["key"], form, _said(raw["label"]), _said(raw["numerator"]), of)


def _table(raw: Mapping[str, Any]) -> TableText:
    columns = tuple(_said(column) for column in raw["columns"])
    return TableText(raw["key"], _said(raw["title"]), _said(raw["sheet"]), columns)


def _said(raw: Mapping[str, Any]) -> Said:
    words = [raw[language] for language in ("fr", "ar", "en")]
    if not all(isinstance(said, str) and said for said in words):
        raise ValueError
    return Said(*words)
