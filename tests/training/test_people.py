"""Fictional people: after the published figures, and only what a file may hold."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from referral_app.bootstrap.vocabularies import vocabularies
from referral_app.paths import resource
from referral_app.training.people import FictionalPeople, FictionalPerson

MANY = 6000


@pytest.fixture(scope="module")
def drawn() -> list[FictionalPerson]:
    text = resource("training", "people.json").read_text(encoding="utf-8")
    people, random = FictionalPeople(text), Random(1)
    return [people.draw(random, "youssoufia", 2026) for _ in range(MANY)]


def share(drawn: list[FictionalPerson], name: str, *values: str) -> float:
    return sum(person.fields[name] in values for person in drawn) / MANY


@pytest.mark.parametrize(
    ("name", "values", "published"),
    [
        # privacy.md 6: HCP 2021, the shares of situations taken as 100 %.
        ("sex", ("F",), 0.407),
        ("status", ("M03", "M04", "M08"), 0.370),
        ("status", ("M01", "M02", "M10", "M11"), 0.262),
        ("status", ("M06", "M07"), 0.243),
        ("status", ("M05",), 0.124),
        ("country", ("SY",), 0.134),
        ("age_band", ("60+",), 0.017),
    ],
)
def test_shares_are_those_published(
    drawn: list[FictionalPerson], name: str, values: tuple[str, ...], published: float
) -> None:
    assert share(drawn, name, *values) == pytest.approx(published, abs=0.025)


def test_every_code_is_in_its_list(drawn: list[FictionalPerson]) -> None:
    lists = vocabularies()
    for person in drawn:
        fields = person.fields
        for name, codes in (
            ("age_band", lists.age_bands),
            ("status", lists.person_status),
            ("country", lists.countries),
            ("contact_means", lists.contact_means),
        ):
            assert fields[name] in codes
        assert {need.category for need in person.needs} <= set(lists.service_categories.codes)
        assert person.language in lists.languages
        flags = fields["flags"]
        assert isinstance(flags, tuple)
        assert set(flags) <= set(lists.vulnerability_flags.codes)


def test_needs_make_sense(drawn: list[FictionalPerson]) -> None:
    for person in drawn:
        categories = [need.category for need in person.needs]
        assert 1 <= len(categories) <= 3
        assert len(categories) == len(set(categories))
        if person.fields["sex"] == "M":
            assert "S07" not in categories
        if person.is_minor:
            assert {"S11", "S17", "S18"}.isdisjoint(categories)
            assert person.fields["caregiver"]


def test_a_priority_above_routine_has_its_reason(drawn: list[FictionalPerson]) -> None:
    needs = [need for person in drawn for need in person.needs]
    assert Counter(need.priority for need in needs)["P2"] > 0
    assert all(bool(need.priority_reason) == (need.priority != "P3") for need in needs)


def test_both_languages_are_written(drawn: list[FictionalPerson]) -> None:
    assert 0.3 < sum(person.written_in == "ar" for person in drawn) / MANY < 0.5


def test_the_same_seed_draws_the_same_people() -> None:
    text = resource("training", "people.json").read_text(encoding="utf-8")
    one, other = (
        [FictionalPeople(text).draw(random, "youssoufia", 2026) for _ in range(20)]
        for random in (Random(4), Random(4))
    )
    assert one == other
