"""What a catalog must hold: every message, its placeholders, its plural forms, its typography."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import catalogs

# The forms whose number is one number alone and may be a word: Arabic zero, one, two ("ملفان").
_NUMBER_IN_WORDS: Final = {"ar": {0, 1, 2}, "fr": set[int]()}
_FRENCH: Final = (
    (re.compile(r"(?<=\w)'(?=\w)"), "an apostrophe that is not ’"),
    (re.compile(r"[ \u00a0][:;?!]"), "a wide space before : ; ? or !"),
    (re.compile(r"[\w)»}][;?!](?=\s|$)|[\w)»}]:(?=\s|$)"), "no narrow space before : ; ? or !"),
)
# The files are coded, not anonymous: whoever holds the register can name the person.
_NEVER: Final = re.compile(r"anonym", re.IGNORECASE)


def complaints(root: Path) -> list[str]:
    """One line for each thing that is missing, stale or broken in the catalogs of a checkout."""
    template = catalogs.extract(root)
    found = list(_stale_template(root, template))
    for language, plurals in catalogs.PLURALS.items():
        if not catalogs.catalog_path(root, language).exists():
            found.append(f"{language}: there is no catalog")
            continue
        catalog = catalogs.read_catalog(root, language)
        if catalog.plural_forms != plurals:
            found.append(f"{language}: the header must say Plural-Forms: {plurals}")
        found += [f"{language}: {line}" for line in _against(template, catalog, language)]
    return found


def _stale_template(root: Path, template: Catalog) -> Iterator[str]:
    path = catalogs.template_path(root)
    known = set(_by_key(read_po(BytesIO(path.read_bytes())))) if path.exists() else set()
    if known != set(_by_key(template)):
        yield f"{path.name} is not what the sources say: run `packaging/catalogs.py update`"


def _by_key(catalog: Catalog) -> dict[tuple[tuple[str, ...], str | None], Message]:
    return {(catalogs.ids_of(it), it.context): it for it in catalog if it.id}


def _against(template: Catalog, catalog: Catalog, language: str) -> Iterator[str]:
    wanted, present = _by_key(template), _by_key(catalog)
    for key in sorted(wanted.keys() - present.keys(), key=str):
        yield f"missing: {key[0][0]!r}"
    obsolete = {(catalogs.ids_of(message), None) for message in catalog.obsolete.values()}
    for key in sorted((present.keys() - wanted.keys()) | obsolete, key=str):
        yield f"no longer in the sources: {key[0][0]!r}"
    for key in sorted(wanted.keys() & present.keys(), key=str):
        message = present[key]
        for sentence in _wrong_with(message, language, catalog.num_plurals):
            yield f"{key[0][0]!r}: {sentence}"


def _wrong_with(message: Message, language: str, plurals: int) -> Iterator[str]:
    if message.fuzzy:
        yield "fuzzy"
    forms, ids = catalogs.forms_of(message), catalogs.ids_of(message)
    if message.pluralizable and len(forms) != plurals:
        yield f"{plurals} forms are needed, {len(forms)} are there"
    if not all(forms):
        yield "not translated"
        return
    for place, form in enumerate(forms):
        in_words = message.pluralizable and place in _NUMBER_IN_WORDS[language]
        yield from _wrong_placeholders(ids, form, in_words=in_words)
        yield from _wrong_typography(ids[0], form, language)


def _wrong_placeholders(ids: tuple[str, ...], form: str, *, in_words: bool) -> Iterator[str]:
    try:
        there = _placeholders(form)
        wanted = set().union(*(_placeholders(text) for text in ids))
    except ValueError:
        yield f"a brace that does not close: {form!r}"
        return
    lacking, surplus = wanted - there, there - wanted
    if surplus or len(lacking) > (1 if in_words else 0):
        yield f"placeholders {sorted(there)} for {sorted(wanted)}"


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _wrong_typography(source: str, form: str, language: str) -> Iterator[str]:
    if _NEVER.search(form):
        yield "a coded file is not anonymous"
    if (source[:1].isspace(), source[-1:].isspace()) != (form[:1].isspace(), form[-1:].isspace()):
        yield "spaces at an end differ"
    if language == "fr":
        for pattern, name in _FRENCH:
            if pattern.search(form):
                yield f"{name}: {form!r}"
