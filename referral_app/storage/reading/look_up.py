"""Which rows hold the words that a person typed: each word begins a word of the record."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, and_, literal_column, or_, select
from sqlalchemy import table as named_table

from referral_app.storage.folded import folded_forms
from referral_app.storage.projecting.rows import (
    CASE_WORDS,
    NEED_WORDS,
    REFERRAL_WORDS,
    WORD_TABLES,
)
from referral_app.storage.sql import constant, param
from referral_app.storage.tables.projections import CASE_ROW, LOOK_UP, NEED_ROW, REFERRAL_ROW

MAX_WORDS: Final = 6
_SHORT: Final = 2


def words_of(typed: str) -> dict[str, str]:
    """Return the parameters `w0`, `w1` … that look for what was typed, at most six words."""
    words = dict.fromkeys(folded_forms(typed))
    return {f"w{at}": _either(forms) for at, forms in enumerate(list(words)[:MAX_WORDS])}


def _either(forms: tuple[str, ...]) -> str:
    whole, *bare = forms
    # What two letters begin is half the language: without its article such a word must be whole.
    rest = [f'"{form}"*' if len(form) > _SHORT else f'"{form}"' for form in bare]
    return " OR ".join([f'"{whole}"*', *rest])


def case_matches(count: int) -> ColumnElement[bool]:
    """Whether a case row, with its needs, holds `count` words."""
    return and_(
        *(
            or_(
                CASE_ROW.c.row.in_(_rows(CASE_WORDS, at)),
                CASE_ROW.c.id.in_(
                    select(NEED_ROW.c.case).where(NEED_ROW.c.row.in_(_rows(NEED_WORDS, at)))
                ),
            )
            for at in range(count)
        )
    )


def referral_matches(count: int) -> ColumnElement[bool]:
    """Whether a referral row holds `count` words."""
    return and_(*(REFERRAL_ROW.c.row.in_(_rows(REFERRAL_WORDS, at)) for at in range(count)))


def _rows(words: int, at: int) -> Select[Any]:
    found: ColumnElement[int] = literal_column("rowid", Integer)
    return (
        select(found // constant(WORD_TABLES))
        .select_from(named_table(LOOK_UP))
        .where(
            literal_column(LOOK_UP).op("MATCH")(param(f"w{at}")),
            found % constant(WORD_TABLES) == constant(words),
        )
    )
