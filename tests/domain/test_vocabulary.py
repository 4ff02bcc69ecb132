"""The parser of code lists: what it gives, and that nothing unsound gets past it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app import paths
from referral_app.domain.vocabulary import CodeList, Vocabularies
from referral_app.errors import ForeignDataError, InvalidInputError

TEXTS = {
    path.stem: path.read_text(encoding="utf-8") for path in paths.resource("codes").glob("*.json")
}


@pytest.fixture(scope="module")
def lists() -> Vocabularies:
    return Vocabularies.parse(TEXTS)


# Looking up.


def small(**changes: Any) -> dict[str, Any]:
    head: dict[str, Any] = {
        "list": "colours",
        "version": 2,
        "source": "a test",
        "columns": {"warm": "flag", "weight": "number", "tags": "texts", "near": "code:colours"},
        "entries": [
            {
                "code": "R",
                "fr": "Rouge",
                "ar": "أحمر",
                "en": "Red",
                "warm": True,
                "weight": 3,
                "tags": ["a", "b"],
                "near": "",
            },
            {
                "code": "B",
                "fr": "Bleu",
                "ar": "أزرق",
                "en": "Blue",
                "common": True,
                "warm": False,
                "weight": 0,
                "tags": [],
                "near": "R",
            },
        ],
    }
    return head | changes


def parsed(head: Any) -> CodeList:
    return CodeList.parse(json.dumps(head, ensure_ascii=False))


def test_an_entry_gives_its_words_and_columns() -> None:
    colours = parsed(small())
    red = colours["R"]
    assert [red.label(language) for language in ("fr", "ar", "en")] == ["Rouge", "أحمر", "Red"]
    assert (red.flag("warm"), red.number("weight"), red.texts("tags"), red.text("near")) == (
        True,
        3,
        ("a", "b"),
        "",
    )
    assert [entry.code for entry in colours.choices] == ["B", "R"]
    assert colours.version == 2


def test_asking_a_column_for_what_it_does_not_hold_is_a_bug() -> None:
    red = parsed(small())["R"]
    for ask in (red.text, red.texts, red.number):
        with pytest.raises(TypeError):
            ask("warm")
    with pytest.raises(TypeError):
        red.flag("weight")
    with pytest.raises(KeyError):
        red.text("no_such_column")
    with pytest.raises(KeyError):
        red.label("de")


def test_an_unknown_code_is_shown_as_it_stands() -> None:
    colours = parsed(small())
    assert colours.label("X17", "ar") == "X17"
    assert colours.get("X17") is None
    assert "X17" not in colours


def test_a_retired_code_is_read_but_not_offered() -> None:
    head = small()
    head["entries"][0]["retired"] = True
    colours = parsed(head)
    assert colours.label("R", "fr") == "Rouge"
    assert colours.codes == ("R", "B")
    assert [entry.code for entry in colours.choices] == ["B"]
    with pytest.raises(InvalidInputError, match=r"vocabulary\.not_offered"):
        colours.require("R")


def test_a_choice_is_checked(lists: Vocabularies) -> None:
    assert lists.outcomes.require("O01").code == "O01"
    for unoffered in ("O98", "", "o01"):
        with pytest.raises(InvalidInputError) as refusal:
            lists.outcomes.require(unoffered, "outcome")
        assert (refusal.value.key, refusal.value.field) == ("vocabulary.not_offered", "outcome")
    with pytest.raises(InvalidInputError) as refusal:
        lists.outcomes.require("O99", text="  ")
    assert (refusal.value.key, refusal.value.field) == ("vocabulary.text_required", "outcomes")
    assert lists.outcomes.require("O99", text="hospitalisée").text_required
    with pytest.raises(InvalidInputError):
        lists.person_status.require("M30")


# Refusals.


def test_damaged_text_is_refused() -> None:
    well = TEXTS["sex"]
    for text in (
        "",
        "[]",
        "3",
        "nul",
        well[:-3],
        "[" * 100_000,
        "9" * 5_000,
        '{"list":1,"list":2}',
    ):
        with pytest.raises(ForeignDataError, match=r"vocabulary\.not_json"):
            CodeList.parse(text)
    with pytest.raises(ForeignDataError, match=r"vocabulary\.not_json"):
        CodeList.parse(well.replace('"version": 1', '"version": NaN'))


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("version", {"version": 0}),
        ("version", {"version": True}),
        ("version", {"version": "1"}),
        ("source", {"source": " "}),
        ("review", {"review": "later"}),
        ("colour", {"colour": 1}),
        ("default", {"default": "X"}),
        ("default", {"default": ""}),
        ("columns", {"columns": []}),
        ("columns.warm", {"columns": {"warm": "colour"}}),
        ("columns.fr", {"columns": {"fr": "text"}}),
        ("entries", {"entries": []}),
        ("entries", {"entries": {}}),
        ("entries.0", {"entries": ["R"]}),
    ],
)
def test_a_malformed_head_is_named(place: str, change: dict[str, Any]) -> None:
    with pytest.raises(ForeignDataError) as refusal:
        parsed(small(**change))
    assert refusal.value.key == "vocabulary.malformed"
    assert refusal.value.values == {"list": "colours", "place": place}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", ""),
        ("code", 7),
        ("fr", None),
        ("ar", ""),
        ("en", " Blue"),
        ("common", 1),
        ("retired", "no"),
        ("warm", None),
        ("weight", True),
        ("weight", 1.5),
        ("tags", "a"),
        ("tags", ["a", "a"]),
        ("tags", [""]),
        ("near", ["R"]),
        ("surprise", "x"),
    ],
)
def test_a_malformed_entry_is_named(name: str, value: Any) -> None:
    head = small()
    head["entries"][1][name] = value
    with pytest.raises(ForeignDataError) as refusal:
        parsed(head)
    assert refusal.value.values == {"list": "colours", "place": f"entries.1.{name}"}


def test_a_missing_label_or_column_is_named() -> None:
    for name in ("code", "fr", "ar", "en", "warm", "near"):
        head = small()
        del head["entries"][0][name]
        with pytest.raises(ForeignDataError) as refusal:
            parsed(head)
        assert refusal.value.values["place"] == f"entries.0.{name}"


def test_a_code_that_stands_twice_is_named() -> None:
    head = small()
    head["entries"][1]["code"] = "R"
    with pytest.raises(ForeignDataError) as refusal:
        parsed(head)
    assert refusal.value.key == "vocabulary.duplicate"
    assert refusal.value.values == {"list": "colours", "code": "R"}


def test_the_set_of_lists_is_checked() -> None:
    without = {name: text for name, text in TEXTS.items() if name != "sex"}
    with pytest.raises(ForeignDataError) as refusal:
        Vocabularies.parse(without)
    assert (refusal.value.key, refusal.value.values) == ("vocabulary.missing_list", {"list": "sex"})
    with pytest.raises(ForeignDataError, match=r"vocabulary\.unknown_list"):
        Vocabularies.parse(TEXTS | {"colours": json.dumps(small())})
    with pytest.raises(ForeignDataError) as refusal:
        Vocabularies.parse(TEXTS | {"sex": TEXTS["evidence"]})
    assert refusal.value.values["place"] == "list"


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("countries", '"origin": "western_africa"', '"origin": "west"', "SN.origin"),
        ("decline_reasons", '["service"]', '["service", "luck"]', "D02.decided_by"),
        ("decline_reasons", "codes:decided_by", "codes:deciders", "D01.decided_by"),
    ],
)
def test_a_code_of_another_list_must_exist(name: str, old: str, new: str, place: str) -> None:
    with pytest.raises(ForeignDataError) as refusal:
        Vocabularies.parse(TEXTS | {name: TEXTS[name].replace(old, new, 1)})
    assert refusal.value.key == "vocabulary.unknown_reference"
    assert refusal.value.values == {"list": name, "place": place}


def test_lists_are_found_by_name(lists: Vocabularies) -> None:
    assert lists.named("sex") is lists.sex
    for wrong in ("colours", "parse"):
        with pytest.raises(KeyError):
            lists.named(wrong)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "R", "text", " x", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(data=st.data(), value=JSON)
def test_one_wrong_value_anywhere_is_refused_or_taken_never_a_crash(
    data: st.DataObject, value: Any
) -> None:
    head = small()
    places: list[tuple[Any, Any]] = [(head, key) for key in head]
    places += [(head["columns"], key) for key in head["columns"]]
    places += [(entry, key) for entry in head["entries"] for key in entry]
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = value
    try:
        colours = parsed(head)
    except ForeignDataError:
        return
    for entry in colours.entries:
        assert colours[entry.code] is entry
        assert all(entry.label(language) for language in ("fr", "ar", "en"))


@given(st.text(max_size=200))
def test_any_text_is_refused_by_name(text: str) -> None:
    with pytest.raises(ForeignDataError):
        CodeList.parse(text)
