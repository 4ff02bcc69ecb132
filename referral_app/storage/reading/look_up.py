"""Which rows hold the words that a person typed: each word begins a word of the record.

What few records hold is found whole: the words of a file may stand in its note and in its needs.
What very many hold is found among the newest of them alone, so that a letter typed costs the same
in a store of any age; whoever types on comes to the few.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, column, func, literal_column, select
from sqlalchemy import table as named_table

from referral_app.storage.connection import Row
from referral_app.storage.folded import folded_forms
from referral_app.storage.projecting.rows import (
    CASE_WORDS,
    NEED_WORDS,
    REFERRAL_WORDS,
    WORD_TABLES,
)
from referral_app.storage.sql import compiled, constant, param
from referral_app.storage.tables.projections import CASE_ROW, LOOK_UP, NEED_ROW

MAX_WORDS: Final = 6
MOST: Final = 400
"""Texts of one word that are looked at; more are only said to be more."""
_SHORT: Final = 2
_Ask = Callable[[str, dict[str, Any]], list[Row]]


@dataclass(frozen=True, slots=True)
class Found:
    """Row numbers that match; not `whole`: older ones may match as well."""

    rows: frozenset[int]
    whole: bool


def listed(name: str) -> Select[Any]:
    """Return the numbers of a parameter that holds them as JSON."""
    numbers = func.json_each(param(name)).table_valued(column("value", Integer))
    return select(numbers.c.value)


def _texts(*more: ColumnElement[bool], newest: bool) -> str:
    text: ColumnElement[int] = literal_column("rowid", Integer)
    matches = literal_column(LOOK_UP).op("MATCH")(param("words"))
    found = select(text).select_from(named_table(LOOK_UP)).where(matches, *more)
    if newest:
        found = found.order_by(text.desc()).limit(param("limit")).offset(constant(0))
    return compiled(found)


_kind: Final[ColumnElement[int]] = literal_column("rowid", Integer) % constant(WORD_TABLES)
_NEWEST_OF_CASES: Final = _texts(_kind != constant(REFERRAL_WORDS), newest=True)
_NEWEST_OF_REFERRALS: Final = _texts(_kind == constant(REFERRAL_WORDS), newest=True)
_AMONG: Final = _texts(literal_column("rowid", Integer).in_(listed("texts")), newest=False)
_OF_NEEDS: Final = compiled(
    select(NEED_ROW.c.row, CASE_ROW.c.row)
    .join_from(NEED_ROW, CASE_ROW, CASE_ROW.c.id == NEED_ROW.c.case)
    .where(NEED_ROW.c.row.in_(listed("rows")))
)
_NEEDS_OF: Final = compiled(
    select(NEED_ROW.c.row, CASE_ROW.c.row)
    .join_from(CASE_ROW, NEED_ROW, CASE_ROW.c.id == NEED_ROW.c.case)
    .where(CASE_ROW.c.row.in_(listed("rows")))
)


def words_of(typed: str) -> tuple[str, ...]:
    """Return what looks for each word that was typed, at most six."""
    words = dict.fromkeys(folded_forms(typed))
    return tuple(_either(forms) for forms in list(words)[:MAX_WORDS])


def as_list(rows: Iterable[int]) -> str:
    """Return numbers as the JSON that `listed` takes."""
    return json.dumps(sorted(rows))


def _either(forms: tuple[str, ...]) -> str:
    whole, *bare = forms
    # What one letter begins is half the language, and without an article what two begin: such a
    # word must be whole.
    rest = [f'"{form}"*' if len(form) > _SHORT else f'"{form}"' for form in bare]
    return " OR ".join([f'"{whole}"*' if len(whole) > 1 else f'"{whole}"', *rest])


def find_referrals(ask: _Ask, words: Sequence[str]) -> Found:
    """Return the referrals that hold every word."""
    texts = _newest(ask, _NEWEST_OF_REFERRALS, _all_of(words))
    return Found(frozenset(text // WORD_TABLES for text in texts[:MOST]), len(texts) <= MOST)


def find_cases(ask: _Ask, words: Sequence[str]) -> Found:
    """Return the cases that hold every word, in notes, code or needs."""
    together = _newest(ask, _NEWEST_OF_CASES, _all_of(words))
    if len(together) > MOST:  # so very many hold each
        return Found(_cases_of(ask, together[:MOST]), whole=False)
    few: list[frozenset[int]] = []
    many: list[str] = []
    for word in words:
        texts = _newest(ask, _NEWEST_OF_CASES, word) if len(words) > 1 else together
        if len(texts) > MOST:
            many.append(word)
        else:
            few.append(_cases_of(ask, texts))
    if few:
        rows = frozenset.intersection(*few)
        for word in many:
            rows = _holding(ask, rows, word)
        return Found(rows, whole=True)
    return Found(_cases_of(ask, together), whole=False)


def _all_of(words: Sequence[str]) -> str:
    return " AND ".join(f"({word})" for word in words)


def _newest(ask: _Ask, sql: str, words: str) -> list[int]:
    return [text for (text,) in ask(sql, {"words": words, "limit": MOST + 1})]


def _cases_of(ask: _Ask, texts: Sequence[int]) -> frozenset[int]:
    own = {text // WORD_TABLES for text in texts if text % WORD_TABLES == CASE_WORDS}
    needs = [text // WORD_TABLES for text in texts if text % WORD_TABLES == NEED_WORDS]
    pairs = ask(_OF_NEEDS, {"rows": as_list(needs)}) if needs else []
    return frozenset(own | {case for _, case in pairs})


def _holding(ask: _Ask, rows: frozenset[int], word: str) -> frozenset[int]:
    """Return those of the cases that hold a word which very many hold."""
    case_of = {row * WORD_TABLES + CASE_WORDS: row for row in rows}
    needs = ask(_NEEDS_OF, {"rows": as_list(rows)})
    case_of |= {need * WORD_TABLES + NEED_WORDS: case for need, case in needs}
    found = ask(_AMONG, {"words": word, "texts": as_list(case_of)})
    return frozenset(case_of[text] for (text,) in found)
