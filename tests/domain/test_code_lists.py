"""The code lists that are shipped: whole, in the words of the field, in agreement with the code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from babel import Locale
from jsonschema import Draft202012Validator

from referral_app import paths
from referral_app.domain.age import AgeBand, UnhcrBand, is_minor
from referral_app.domain.case import CASE_FIELDS, LOCKED_FLAGS
from referral_app.domain.referral import FINAL, Status
from referral_app.domain.staff import Role
from referral_app.domain.vocabulary import Code, Vocabularies

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
