"""The text of a code list's file: strict reading, naming the place of whatever is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from referral_app.errors import ForeignDataError

WORDS = ("fr", "ar", "en")
MARKS = ("common", "text_required", "retired", "computed")
_HEAD = frozenset({"list", "version", "source", "review", "note", "default", "columns", "entries"})
_KIND = re.compile(r"text|texts|flag|number|codes?:[a-z_]+")


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry as checked."""

    code: str
    words: Mapping[str, str]
    marks: Mapping[str, bool]
    details: Mapping[str, str | bool | int | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RawList:
    """A list as checked."""

    name: str
    version: int
    default: str
    columns: Mapping[str, str]
    entries: tuple[RawEntry, ...]


def referred_list(kind: str) -> str:
    """Return the list whose codes a column of this kind holds, or an empty string."""
    return kind.partition(":")[2]


def parse(text: str) -> RawList:
    """Check the text of one file.

    Raises ForeignDataError: vocabulary.not_json, vocabulary.malformed, vocabulary.duplicate.
    """
    try:
        head = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ForeignDataError("vocabulary.not_json") from error
    if not isinstance(head, dict):
        raise ForeignDataError("vocabulary.not_json")
    return _Reader(head).read()


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ForeignDataError("vocabulary.not_json")
    return dict(pairs)


def _refuse_constant(_: str) -> None:
    raise ForeignDataError("vocabulary.not_json")


class _Reader:
    """Reads one list; keeps its name so that every refusal can say where it stands."""

    def __init__(self, head: dict[str, Any]) -> None:
        self._head = head
        name = head.get("list")
        self._name = name if isinstance(name, str) else "?"

    def read(self) -> RawList:
        head = self._head
        for name in sorted(set(head) - _HEAD):
            raise self._malformed(name)
        for name in ("list", "source"):
            self._demand(_is_words(head.get(name)), name)
        self._demand(head.get("review", "native") == "native", "review")
        self._demand(_is_words(head.get("note", "-")), "note")
        self._demand(_is_number(head.get("version")) and head["version"] >= 1, "version")
        columns = self._columns()
        entries = self._entries(columns)
        default = head.get("default", "")
        known = {entry.code for entry in entries}
        self._demand("default" not in head or (_is_words(default) and default in known), "default")
        return RawList(self._name, head["version"], default, columns, entries)

    def _columns(self) -> dict[str, str]:
        columns = self._head.get("columns", {})
        self._demand(isinstance(columns, dict), "columns")
        for name, kind in columns.items():
            taken = name in WORDS or name in MARKS or name == "code"
            well = isinstance(kind, str) and _KIND.fullmatch(kind) is not None
            self._demand(well and not taken, f"columns.{name}")
        return dict(columns)

    def _entries(self, columns: Mapping[str, str]) -> tuple[RawEntry, ...]:
        raw = self._head.get("entries")
        if not isinstance(raw, list) or not raw:
            raise self._malformed("entries")
        entries = [self._entry(number, item, columns) for number, item in enumerate(raw)]
        seen: set[str] = set()
        for entry in entries:
            if entry.code in seen:
                raise ForeignDataError("vocabulary.duplicate", list=self._name, code=entry.code)
            seen.add(entry.code)
        return tuple(entries)

    def _entry(self, number: int, item: Any, columns: Mapping[str, str]) -> RawEntry:
        place = f"entries.{number}"
        self._demand(isinstance(item, dict), place)
        for name in ("code", *WORDS):
            self._demand(_is_words(item.get(name)), f"{place}.{name}")
        for name in MARKS:
            self._demand(isinstance(item.get(name, False), bool), f"{place}.{name}")
        for name, kind in columns.items():
            self._demand(_CHECKS[_shape(kind)](item.get(name)), f"{place}.{name}")
        for name in sorted(set(item) - {"code", *WORDS, *MARKS, *columns}):
            raise self._malformed(f"{place}.{name}")
        return RawEntry(
            code=item["code"],
            words={name: item[name] for name in WORDS},
            marks={name: item.get(name, False) for name in MARKS},
            details={name: _frozen(item[name]) for name in columns},
        )

    def _demand(self, holds: bool, place: str) -> None:
        if not holds:
            raise self._malformed(place)

    def _malformed(self, place: str) -> ForeignDataError:
        return ForeignDataError("vocabulary.malformed", list=self._name, place=place)


def _is_words(value: object) -> bool:
    return isinstance(value, str) and value != "" and value == value.strip()


def _is_text(value: object) -> bool:
    return value == "" or _is_words(value)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_words, value)) and len(set(value)) == len(value)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_CHECKS: dict[str, Callable[[object], bool]] = {
    "text": _is_text,
    "texts": _is_texts,
    "flag": _is_flag,
    "number": _is_number,
}


def _shape(kind: str) -> str:
    return {"code": "text", "codes": "texts"}.get(kind.partition(":")[0], kind)


def _frozen(value: Any) -> str | bool | int | tuple[str, ...]:
    frozen: str | bool | int | tuple[str, ...] = tuple(value) if isinstance(value, list) else value
    return frozen
