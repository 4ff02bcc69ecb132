"""The definitions that are shipped: whole, and of exactly what is worked out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from referral_app import paths
from referral_app.bootstrap.definitions import definitions
from referral_app.domain.indicator import Form, read_definitions
from referral_app.errors import ForeignDataError
from referral_app.statistics.indicators import indicators
from referral_app.statistics.release import Tables

TEXT = paths.resource("indicators.json").read_text(encoding="utf-8")


def schema() -> Draft202012Validator:
    text = paths.resource("schemas", "indicators.schema.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(text))
    return Draft202012Validator(json.loads(text))


def every_words(raw: Any) -> Iterator[dict[str, str]]:
    if isinstance(raw, dict) and set(raw) == {"fr", "ar", "en"}:
        yield raw
    elif isinstance(raw, dict | list):
        for item in raw.values() if isinstance(raw, dict) else raw:
            yield from every_words(item)


def test_the_file_follows_its_schema() -> None:
    errors = list(schema().iter_errors(json.loads(TEXT)))
    assert [(error.json_path, error.message) for error in errors] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry["leading"][0].update(denominator=entry["name"]),
        lambda entry: entry["leading"][0].update(form="share"),
        lambda entry: entry["name"].pop("ar"),
        lambda entry: entry["tables"][0]["sheet"].update(en="x" * 32),
        lambda entry: entry["tables"][0]["sheet"].update(fr="a/b"),
    ],
)
def test_the_schema_refuses_what_would_mislead(change: Callable[[dict[str, Any]], object]) -> None:
    raw = json.loads(TEXT)
    change(raw["entries"][0])
    assert not schema().is_valid(raw)


def test_every_figure_and_table_has_its_words_and_no_words_lie_idle() -> None:
    worked_out = {
        one.id: ([key for key, _row in one.leading], [table.key for table in one.tables])
        for one in indicators(Tables({}))
    }
    told = {one.id: (list(one.leading), list(one.tables)) for one in definitions().values()}
    assert told == worked_out
    assert list(definitions()) == sorted(definitions())


def test_what_is_divided_names_its_denominator() -> None:
    for one in definitions().values():
        for figure in one.leading.values():
            assert (figure.denominator is None) == (figure.form is Form.COUNT)


def test_heads_are_as_many_as_a_table_has_codes() -> None:
    for one in indicators(Tables({})):
        for table in one.tables:
            assert len(definitions()[one.id].tables[table.key].columns) == len(table.codes)


def test_names_of_sheets_differ() -> None:
    for language in ("fr", "ar", "en"):
        names = [
            table.sheet(language) for one in definitions().values() for table in one.tables.values()
        ]
        assert len(set(names)) == len(names)


def test_words_are_set_as_their_language_is() -> None:
    for words in every_words(json.loads(TEXT)["entries"]):
        assert "'" not in words["fr"]
        assert not re.search(r"[^\u202f][:;?!»]", words["fr"]), words
        assert "anonym" not in words["fr"].casefold()
        assert re.search(r"[\u0621-\u064a]", words["ar"]), words
        assert not re.search(r"[;,?\u0660-\u0669\u0640]", words["ar"]), words
        assert "تم الاستلام" not in words["ar"]


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"entries": [{}]}', TEXT.replace('"share"', '"vote"'),
     TEXT.replace('"fr": "Nouveaux dossiers"', '"fr": ""')],
)  # fmt: skip
def test_a_damaged_file_is_refused_by_a_sentence(text: str) -> None:
    with pytest.raises(ForeignDataError) as caught:
        read_definitions(text)
    assert caught.value.key == "indicators.malformed"
