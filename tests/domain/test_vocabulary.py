"""Code lists: the shipped files are sound, and no text of a file gets past the parser unsound."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from referral_app import paths
from referral_app.domain.age import AgeBand, UnhcrBand, is_minor
from referral_app.domain.case import CASE_FIELDS, LOCKED_FLAGS
from referral_app.domain.referral import FINAL, Status
from referral_app.domain.staff import Role
from referral_app.domain.vocabulary import Code, CodeList, Vocabularies
from referral_app.errors import ForeignDataError, InvalidInputError

NAMES = Vocabularies.names()
TEXTS = {
    path.stem: path.read_text(encoding="utf-8") for path in paths.resource("codes").glob("*.json")
}


def schema(name: str) -> Draft202012Validator:
    text = paths.resource("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(text))
    return Draft202012Validator(json.loads(text))


@pytest.fixture(scope="module")
def lists() -> Vocabularies:
    return Vocabularies.parse(TEXTS)


def every_entry(lists: Vocabularies) -> list[tuple[str, Code]]:
    return [(name, entry) for name in NAMES for entry in lists.named(name).entries]


# The shipped files.


@pytest.mark.parametrize("name", NAMES)
def test_every_list_follows_the_schema(name: str) -> None:
    errors = list(schema("code_list").iter_errors(json.loads(TEXTS[name])))
    assert [(error.json_path, error.message) for error in errors] == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("vulnerability_flags", lambda head: head["entries"][11].update(locked=False)),
        ("vulnerability_flags", lambda head: head["entries"][0].pop("minor_alone")),
        ("countries", lambda head: head["entries"][0].update(code="EH")),
        ("outcomes", lambda head: head["entries"][-1].pop("text_required")),
        ("outcomes", lambda head: head["entries"][0].update(service_received="maybe")),
        ("sex", lambda head: head["entries"][0].update(ar="")),
        ("sex", lambda head: head.pop("source")),
    ],
)
def test_the_schema_refuses_what_would_harm(
    name: str, change: Callable[[dict[str, Any]], object]
) -> None:
    head = json.loads(TEXTS[name])
    change(head)
    assert not schema("code_list").is_valid(head)


def test_files_and_lists_are_the_same_set() -> None:
    assert set(TEXTS) == set(NAMES)


def test_arabic_awaits_a_native_reader_everywhere() -> None:
    assert {name for name in NAMES if json.loads(TEXTS[name]).get("review") != "native"} == set()


def test_french_is_set_as_french_is(lists: Vocabularies) -> None:
    for name, entry in every_entry(lists):
        assert "'" not in entry.fr, (name, entry.code)
        assert not re.search(r"[^\u202f][:;?!»]", entry.fr), (name, entry.code)
        assert "anonym" not in entry.fr.casefold(), (name, entry.code)


def test_arabic_is_arabic_and_uses_the_words_of_the_field(lists: Vocabularies) -> None:
    for name, entry in every_entry(lists):
        where = (name, entry.code)
        assert re.search(r"[\u0621-\u064a]", entry.ar), where
        assert not re.search(r"[A-Za-z\u0640\u0660-\u0669,;?]", entry.ar), where
        assert "الجهة" not in entry.ar, where  # the Region, in Morocco
        assert "تم الاستلام" not in entry.ar, where
        assert "قائمة الانتظار" not in entry.ar, where
        assert "مجهول" not in entry.ar, where
    assert lists.service_categories.label("S01", "ar") == "الاستقبال والاستماع والإخبار"
    assert lists.referral_statuses.label("received", "ar") == "تم التوصل بها"
    assert "التكفل" in lists.referral_statuses.label("in-progress", "ar")
    assert "المستقبِلة" in lists.cancel_reasons.label("K04", "ar")


def test_labels_of_a_list_differ(lists: Vocabularies) -> None:
    for name in NAMES:
        for language in ("fr", "ar", "en"):
            labels = [entry.label(language) for entry in lists.named(name).entries]
            assert len(set(labels)) == len(labels), (name, language)


def test_the_lists_of_the_field_are_whole(lists: Vocabularies) -> None:
    def numbered(letter: str, last: int, *more: str) -> tuple[str, ...]:
        return (*(f"{letter}{n:02d}" for n in range(1, last + 1)), *more)

    assert lists.service_categories.codes == numbered("S", 28, "S99")
    assert lists.person_status.codes == numbered("M", 16, "M30", "M90", "M91", "M99")
    assert lists.priorities.codes == ("P1", "P2", "P3")
    assert lists.vulnerability_flags.codes == numbered("V", 23)
    assert lists.decline_reasons.codes == numbered("D", 14, "D99")
    assert lists.wait_reasons.codes == numbered("W", 3, "W99")
    assert lists.cancel_reasons.codes == numbered("K", 7, "K99")
    assert lists.outcomes.codes == numbered("O", 11, "O99")
    assert lists.closing_reasons.codes == numbered("C", 13, "C99")
    assert lists.evidence.codes == ("E0", "E1", "E2", "E3", "E4")


def test_lists_say_what_the_code_says(lists: Vocabularies) -> None:
    flags = lists.vulnerability_flags
    assert {entry.code for entry in flags.entries if entry.flag("locked")} == LOCKED_FLAGS
    assert [entry.code for entry in flags.entries if entry.flag("minor_alone")] == ["V01"]
    supervised = [entry.code for entry in flags.entries if entry.flag("supervisor_agrees")]
    assert supervised == ["V01", "V12", "V13"]
    assert set(lists.staff_roles.codes) == {role.value for role in Role}
    assert set(lists.referral_statuses.codes) == {status.value for status in Status} | {"draft"}
    final = {entry.code for entry in lists.referral_statuses.entries if entry.flag("final")}
    assert final == {status.value for status in FINAL}
    assert lists.need_states.default == "open"


def test_age_bands_say_what_the_code_says(lists: Vocabularies) -> None:
    assert lists.age_bands.codes == tuple(band.value for band in AgeBand)
    assert lists.unhcr_age_bands.codes == tuple(band.value for band in UnhcrBand)
    for band in AgeBand:
        entry = lists.age_bands[band]
        assert entry.text("unhcr") == band.unhcr
        assert entry.flag("minor") is is_minor(band)


def test_consent_can_name_each_field_and_each_locked_flag(lists: Vocabularies) -> None:
    fields = lists.consent_fields
    disclosed = {name for entry in fields.entries for name in entry.texts("case_fields")}
    assert disclosed <= set(CASE_FIELDS)
    assert "country" not in disclosed  # stays in the centre's own file
    assert {entry.code for entry in fields.entries if entry.flag("locked")} == LOCKED_FLAGS


def test_three_statuses_leave_the_centre_as_one(lists: Vocabularies) -> None:
    merged = [e.code for e in lists.person_status.entries if e.text("outside_as") == "M30"]
    assert merged == ["M03", "M04", "M08", "M30"]
    assert all(
        entry.text("outside_as") == entry.code
        for entry in lists.person_status.entries
        if entry.code not in merged
    )
    assert "M30" not in [entry.code for entry in lists.person_status.choices]
    assert lists.person_status.default == "M90"


def test_a_reason_can_be_given_for_whoever_decided(lists: Vocabularies) -> None:
    for who in ("service", "person", "circumstances"):
        assert "rejected" in lists.decided_by[who].texts("statuses")
        assert any(who in entry.texts("decided_by") for entry in lists.decline_reasons.choices)
        assert any(
            who in entry.texts("decided_by") and "failed" in entry.texts("statuses")
            for entry in lists.outcomes.choices
        )
    for entry in lists.outcomes.entries:
        assert bool(entry.texts("decided_by")) is ("failed" in entry.texts("statuses")), entry.code
    received = {e.code: e.text("service_received") for e in lists.outcomes.entries}
    assert [code for code, got in received.items() if got != "no"] == ["O01", "O02", "O03"]
    assert received["O02"] == "partial"
    assert lists.outcomes["O07"].number("dated_tries") == 3


def test_countries_are_curated(lists: Vocabularies) -> None:
    # CLDR lists EH as a territory; a municipal product of Morocco does not.
    assert "EH" not in lists.countries
    assert not any("sahara" in entry.en.casefold() for entry in lists.countries.entries)
    assert not any("الصحراء" in entry.ar for entry in lists.countries.entries)


def test_each_country_has_its_own_code(lists: Vocabularies) -> None:
    ours = {"CD": "Democratic Republic of the Congo", "CG": "Congo", "PS": "Palestine"}
    cldr = Locale("en").territories
    for entry in lists.countries.choices:
        if entry.code != "other":
            expected = ours.get(entry.code, cldr[entry.code])
            assert entry.en == expected.replace("Cape Verde", "Cabo Verde")


def test_only_a_country_that_is_not_listed_leaves_the_region_open(lists: Vocabularies) -> None:
    open_ones = [entry.code for entry in lists.countries.entries if not entry.text("origin")]
    assert open_ones == ["other"]
    assert {entry.code for entry in lists.origins.entries} == {
        entry.text("origin") for entry in lists.countries.entries if entry.text("origin")
    }


def test_districts_are_counted_outside_as_the_five_of_the_field(lists: Vocabularies) -> None:
    counted = {entry.text("summary") for entry in lists.districts.entries}
    assert counted == {
        "yacoub_el_mansour",
        "youssoufia",
        "rabat_other",
        "sale",
        "temara",
        "elsewhere",
    }


def test_common_choices_come_first_and_other_comes_last(lists: Vocabularies) -> None:
    for name in NAMES:
        code_list = lists.named(name)
        choices = code_list.choices
        assert choices[: len(code_list.common)] == code_list.common
        assert [c.text_required for c in choices] == sorted(c.text_required for c in choices)


def test_icons_of_the_services_are_shipped(lists: Vocabularies) -> None:
    icons = {entry.text("icon") for entry in lists.service_categories.entries}
    missing = [icon for icon in icons if not paths.resource("icons", f"{icon}.svg").is_file()]
    assert missing == []


def test_the_commune_file_agrees_with_the_lists(lists: Vocabularies) -> None:
    commune = json.loads(paths.resource("communes", "rabat.json").read_text(encoding="utf-8"))
    assert [error.message for error in schema("commune").iter_errors(commune)] == []
    named = [*commune["districts"], *(centre["district"] for centre in commune["centres"])]
    assert [code for code in named if code not in lists.districts] == []
    assert set(commune["limits"]) == set(lists.priorities.codes)
    for holiday in commune["fixed_holidays"]:
        assert date(2027, holiday["month"], holiday["day"]).month == holiday["month"]
    for week in (commune["working_week"], commune["ramadan_week"]):
        assert all(start < end for hours in week.values() for start, end in hours)


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
    for text in ("", "[]", "3", "nul", well[:-3], "[" * 100_000, '{"list":"a","list":"b"}'):
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
