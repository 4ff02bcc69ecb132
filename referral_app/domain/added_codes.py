"""Codes that the commune's centres add to the program's lists.

An added code stands under one of the program's own, and counts like it wherever a list says more of
its codes than the words. It is the hash of its record and of all that it means: another meaning is
another code, whoever writes it and whenever.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.domain.vocabulary import Code, CodeList, Vocabularies

OPEN_LISTS: Final = ("service_categories", "service_kinds")
"""Lists to which centres may add: what rules and figures hang on stays the program's own."""
_TAG: Final = b"rly/1/code\0"
_MARK: Final = "x"
_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an added code stands for: the list, the program's code beside it, and the words."""

    list: str
    like: str
    fr: str
    ar: str
    en: str


@dataclass(frozen=True, slots=True)
class AddedCode:
    """A code as its centre added it; one that is `hidden` is read but no longer chosen."""

    id: RecordId
    code: str
    meaning: Meaning
    hidden: bool
    source: CentreId


def code_of(record: RecordId, meaning: Meaning) -> str:
    """Return the code of a meaning: x and ten hexadecimal digits."""
    parts = (meaning.list, meaning.like, meaning.fr, meaning.ar, meaning.en)
    # With its length before each, no two meanings are written alike.
    told = "".join(f"{len(part)}:{part}" for part in parts)
    return _MARK + sha256(_TAG + record + told.encode()).hexdigest()[:_DIGITS]


def extended(lists: Vocabularies, added: Iterable[AddedCode]) -> Vocabularies:
    """Return the lists with what was added, each behind the code that it stands under."""
    by_list: dict[str, list[AddedCode]] = {name: [] for name in OPEN_LISTS}
    for one in added:
        by_list.setdefault(one.meaning.list, []).append(one)
    return replace(
        lists,
        service_categories=_longer(lists.service_categories, by_list["service_categories"]),
        service_kinds=_longer(lists.service_kinds, by_list["service_kinds"]),
    )


def _longer(known: CodeList, added: Iterable[AddedCode]) -> CodeList:
    behind: dict[str, dict[str, Code]] = {}
    for one in sorted(added, key=lambda it: (it.meaning.fr, it.code)):
        like = known.get(one.meaning.like)
        if like is None or one.code in known:
            continue  # beside a code of a newer program: read as it stands
        behind.setdefault(like.code, {}).setdefault(one.code, _entry(one, like))
    if not behind:
        return known
    entries = [
        entry for each in known.entries for entry in (each, *behind.get(each.code, {}).values())
    ]
    return CodeList(known.name, tuple(entries), known.version, known.default, known.columns)


def _entry(added: AddedCode, like: Code) -> Code:
    meaning = added.meaning
    return replace(
        like,
        code=added.code,
        fr=meaning.fr,
        ar=meaning.ar,
        en=meaning.en,
        common=False,
        text_required=False,
        retired=added.hidden or like.retired,
    )
