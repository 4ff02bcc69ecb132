"""Translators' tables: .tsv files with message, French, Arabic and, rarely, a context.

`\\n` stands for a new line. A message with a count holds `singular||plural`, two French forms and
six Arabic ones (zero, one, two, few, many, other), each parted by `||`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog

import catalogs

_PARTS: Final = "||"
_LANGUAGES: Final = {"fr": 2, "ar": 6}
_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")
_WIDE_SPACE: Final = re.compile(r"[ \u00a0](?=[:;?!])")


@dataclass(frozen=True, slots=True)
class Row:
    """One message and its words; a message with a count has several ids and forms."""

    place: str
    ids: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    context: str | None


def do_merge(root: Path, directory: Path, *, replace: bool) -> list[str]:
    """Fill the catalogs from all tables of a folder; returns what did not fit, and what is missing.

    Words that stand in a catalog already are kept, unless `replace` is set.
    """
    rows, found = read_tables(directory)
    template = catalogs.extract(root)
    catalogs.write(catalogs.template_path(root), template)
    for language in catalogs.PLURALS:
        catalog = catalogs.updated(root, template, language)
        found += _fill(catalog, rows, language, replace=replace)
        catalogs.write(catalogs.catalog_path(root, language), catalog)
    used = {catalogs.ids_of(message)[0] for message in template}
    strays = [row for row in rows.values() if row.ids[0] not in used]
    return found + [f"{row.place}: not in the sources: {row.ids[0]!r}" for row in strays]


def read_tables(directory: Path) -> tuple[dict[tuple[str, str | None], Row], list[str]]:
    """All rows by message and context, and what is wrong with the tables."""
    rows: dict[tuple[str, str | None], Row] = {}
    found: list[str] = []
    for path in sorted(directory.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
            row = _parse(f"{path.name}:{number}", line.rstrip("\r"))
            if isinstance(row, str):
                found.append(row)
            elif row is not None:
                first = rows.setdefault((row.ids[0], row.context), row)
                if first.words != row.words or first.ids != row.ids:
                    found.append(f"{row.place}: {row.ids[0]!r} has other words at {first.place}")
    return rows, found


def _parse(place: str, line: str) -> Row | str | None:
    cells = [cell.replace("\\n", "\n") for cell in line.split("\t")]
    if not line.strip() or cells[0] == "msgid":
        return None
    if len(cells) not in (3, 4) or not all(cell.strip() for cell in cells[:3]):
        return f"{place}: three columns are needed, {len(cells)} are there or one is empty"
    ids, french, arabic = (tuple(cell.split(_PARTS)) for cell in cells[:3])
    words = {
        "fr": tuple(_within(ids[0], _typeset(form)) for form in french),
        "ar": tuple(_within(ids[0], form) for form in arabic),
    }
    if len(ids) > 2:
        return f"{place}: a message has a singular and a plural, not {len(ids)} forms"
    for language, plural_count in _LANGUAGES.items():
        wanted = plural_count if len(ids) == 2 else 1
        if len(words[language]) != wanted:
            return f"{place}: {wanted} forms are needed in {language}, not {len(words[language])}"
    return Row(place, ids, words, "".join(cells[3:]).strip() or None)


def _within(source: str, form: str) -> str:
    """The form with the spaces that the message has at its ends."""
    start = source[: len(source) - len(source.lstrip())]
    end = source[len(source.rstrip()) :]
    return f"{start}{form.strip()}{end}" if form.strip() else ""


def _typeset(french: str) -> str:
    """French with typographic apostrophes and narrow spaces before high punctuation."""
    return _WIDE_SPACE.sub("\u202f", _APOSTROPHE.sub("’", french))


def _fill(
    catalog: Catalog, rows: dict[tuple[str, str | None], Row], language: str, *, replace: bool
) -> Iterator[str]:
    for message in catalog:
        if not message.id:
            continue
        ids = catalogs.ids_of(message)
        row = rows.get((ids[0], message.context)) or rows.get((ids[0], None))
        stands = all(catalogs.forms_of(message))
        if row is None:
            if not stands:
                yield f"{language}: no words for {ids[0]!r}"
        elif row.ids != ids:
            yield f"{row.place}: the sources say {ids!r}"
        elif replace or not stands:
            words = row.words[language]
            message.string = words if message.pluralizable else words[0]
