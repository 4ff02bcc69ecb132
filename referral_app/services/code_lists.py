"""What the commune's centres add to the code lists; any centre adds, each hides its own."""

from __future__ import annotations

from typing import Final

from referral_app.domain.added_codes import OPEN_LISTS, AddedCode, Meaning, code_of
from referral_app.domain.facts import CODE_ADDED, CODE_FIELD, Fact, content
from referral_app.domain.folding import fold
from referral_app.domain.identifiers import RecordId, commune_record
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.journal.added_codes import fold_added_code
from referral_app.services.case_fields import changes_to, field_facts
from referral_app.services.checks import choice, plain, record_all
from referral_app.services.desk import Desk

_LONGEST: Final = 80


def added_codes(desk: Desk) -> tuple[AddedCode, ...]:
    """Return what centres added, by list and French words; raises NotPermittedError."""
    desk.require(Act.SYNCHRONISE)
    found = desk.store.reader.added_codes()
    return tuple(sorted(found, key=lambda it: (it.meaning.list, it.meaning.fr, it.code)))


def add_code(desk: Desk, meaning: Meaning) -> str:
    """Add a code to a list of the commune, under one of the program's own; returns it.

    Raises NotPermittedError, InvalidInputError where a word is lacking or stands in the list.
    """
    desk.require(Act.MANAGE_DIRECTORY)
    if meaning.list not in OPEN_LISTS:
        raise InvalidInputError("field.unknown", "list")
    known = desk.vocabularies.named(meaning.list)
    like = choice(known, meaning.like, "like")
    if any(one.code == like.code for one in desk.store.reader.added_codes()):
        raise InvalidInputError("vocabulary.not_offered", "like", list=meaning.list)
    words = {
        name: plain(text, name, required=True, limit=_LONGEST)
        for name, text in (("fr", meaning.fr), ("ar", meaning.ar), ("en", meaning.en))
    }
    for name, text in words.items():
        if any(fold(entry.label(name)) == fold(text) for entry in known.entries):
            raise InvalidInputError("code.word_taken", name)
    told = Meaning(meaning.list, like.code, words["fr"], words["ar"], words["en"])
    record = commune_record(desk.centre, desk.chance(8))
    fact = Fact(
        CODE_ADDED.name, record, desk.now(), content(list=told.list, like=told.like, **words)
    )
    with desk.store.begin() as work:
        work.record(desk.commune_stream, (fact,), desk.actor.id)
    return code_of(record, told)


def set_hidden(desk: Desk, record: RecordId, hidden: bool) -> None:
    """Offer a code of ours no more, or again; where it was chosen it is read for ever.

    Raises NotPermittedError, RefusedError("code.of_another").
    """
    desk.require(Act.MANAGE_DIRECTORY)
    with desk.store.begin() as work:
        found, fields = fold_added_code(work.writes_about((record,)), record)
        if found is None or found.source != desk.centre:
            raise RefusedError("code.of_another")
        changes = changes_to(fields, {"hidden": hidden})
        facts = field_facts(CODE_FIELD, record, fields, changes, desk.now())
        if facts:
            record_all(work, desk.commune_stream, facts, desk.actor.id)
