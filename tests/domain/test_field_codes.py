"""The code lists against the tables of the field, held here a second time and compactly.

Codes, mappings and the words that a commune and its partners agreed on; sources: domain.md 2 and 4
(national strategy SNIA, IASC referral form, Primero lookups, Global Compact for Migration,
Sustainable Development Goals, UNHCR specific needs codes, IOM DoMV levels, FHIR).
"""

from __future__ import annotations

import re
from typing import Final

import pytest

from referral_app.domain.vocabulary import Code, Vocabularies
from tests.fakes import vocabularies

# Code | SNIA programmes, detail | IASC form | Primero | GCM objectives | SDG targets
SERVICES: Final = """
S01 | P11     | Community centre/social services | other            | 3    | 10.7
S02 | P10     | Legal assistance                 | registration     | 4    | 10.7
S03 | P10     | Legal assistance                 | registration     | 4    | 16.9
S04 | P10     | Protection                       | registration     | 12   | 10.7
S05 | P10     | Legal assistance                 | legal_assistance | 7 17 | 16.3
S06 | P3      | Physical health care             | health_medical   | 15   | 3.8
S07 | P3      | Physical health care             | health_medical   | 15   | 3.1 3.7
S08 | P3      | Mental health; Psychological interventions; Psychosocial activities | psychosocial | 7 15 | 3.4
S09 | P3 P5   | Physical rehabilitation          | health_medical   | 15   | 10.2
S10 | P5      | Shelter                          | safehouse        | 7 15 | 11.1
S11 | P4      | Shelter                          | other            | 15   | 11.1
S12 | P5      | Nutrition                        | food             | 15   | 2.1
S13 | P5      | Material assistance              | NFI              | 15   | 1.3
S14 | P5      | Financial assistance             | other            | 15   | 1.3
S15 | P1 OSP1 | Education                        | education        | 15   | 4.1
S16 | P1 OSP3 | Education                        | education        | 16   | 4.6
S17 | P6      | Education                        | livelihoods      | 18   | 4.3 4.4
S18 | P7      |                                  | livelihoods      | 6 18 | 8.5 8.8
S19 | P2 OSP4 | Community centre/social services | psychosocial     | 16   | 10.2
S20 | P1      | Education                        | child_protection | 15   | 4.2
S21 | P5      | Protection                       | child_protection | 7    | 16.2
S22 | P5      | Protection                       | safehouse police_other | 7 | 5.2
S23 | P8      | Protection                       | police_other     | 10   | 8.7 16.2
S24 | P5      | Family tracing                   | family_reunification | 8 | 16.2
S25 | P3 3.4  | Community centre/social services | registration     | 22   | 1.3 3.8
S26 | P8      |                                  | other            | 21   | 10.7
S27 | P11     | Community centre/social services | family_mediation | 16 17 | 16.7
S28 | P11     | Community centre/social services | registration     | 4 15 | 16.6
S99 |         |                                  | other            |      |
"""  # noqa: E501 - a table
# Code | Primero displacement status
STATUSES: Final = """
M01 | foreign_national
M02 | foreign_national
M03 | foreign_national
M04 | foreign_national
M05 | asylum_seeker
M06 | refugee
M07 | refugee
M08 | foreign_national
M09 | stateless_person
M10 | foreign_national
M11 | foreign_national
M12 | foreign_national
M13 | returnee
M14 | returnee
M15 | returnee
M16 | resident
M30 | foreign_national
M90 |
M91 |
M99 |
"""
# Code | UNHCR codes (a family by its two letters) | DoMV level
FLAGS: Final = """
V01 | SC-UC                         | individual
V02 | SC-SC                         | household
V03 | SC-CH SC-IC SC-FC             | household
V04 | CR-CP CR-CS CR-CC CR-TP       | individual
V05 | CR-LW CR-LO                   | structural
V06 | CR-NE CR-SE                   | individual
V07 | SP-PT                         | household
V08 | WR-WR                         | individual
V09 | SM-DP                         | individual
V10 | ER                            | individual
V11 | DS                            | individual
V12 | SV-VA SV-VF SV-VO SV-FM SV-SS | individual
V13 |                               | structural
V14 | TR-PI TR-HO TR-WV             | individual
V15 | SM-CI SM-CC SM-OT             | individual
V16 | SM-MI SM-AD                   | individual
V17 | LP-ND                         | structural
V18 | LP-RR LP-RD                   | structural
V19 | LP-BN                         | household
V20 | FU-TR FU-FR                   | household
V21 | LP-MS                         | community
V22 | LP-AN LP-RP                   | community
V23 |                               | household
"""
PRIORITIES: Final = """
P1 | stat    | Emergency
P2 | urgent  | Urgent
P3 | routine | Routine
"""
# Task status of FHIR R4; `reinstated` is ours (design.md 3) and stands for what it brings back.
FHIR: Final = """
draft            | draft
requested        | requested
reinstated       | requested
received         | received
accepted         | accepted
on-hold          | on-hold
in-progress      | in-progress
completed        | completed
rejected         | rejected
failed           | failed
cancelled        | cancelled
entered-in-error | entered-in-error
"""
# Bands of storage | of UNHCR reports.
AGES: Final = """
0-4     | 0-4
5-11    | 5-11
12-14   | 12-17
15-17   | 12-17
18-24   | 18-59
25-34   | 18-59
35-49   | 18-59
50-59   | 18-59
60+     | 60+
unknown | unknown
"""
ORIGINS: Final = """
northern_africa | 015
western_africa  | 011
middle_africa   | 017
eastern_africa  | 014
southern_africa | 018
middle_east     | 145
rest_of_world   |
"""
OUTCOMES: Final = """
O01 | yes
O02 | partial
O03 | yes
O04 | no
O05 | no
O06 | no
O07 | no
O08 | no
O09 | no
O10 | no
O11 | no
O99 | no
"""
OPEN_LISTS: Final = {
    "service_categories": "S99",
    "person_status": "M99",
    "decline_reasons": "D99",
    "wait_reasons": "W99",
    "cancel_reasons": "K99",
    "outcomes": "O99",
    "closing_reasons": "C99",
    "consent_refusal_reasons": "other",
    "countries": "other",
    "household_roles": "other",
    "languages": "other",
    "service_kinds": "other",
    "speakers": "other",
}
"""Lists in which somebody may miss an entry; each ends with words of one's own (domain.md 2)."""
CLOSED_BY_LAST: Final = {"districts": "elsewhere", "origins": "rest_of_world"}
"""Lists that end with the rest of the world, where no words are needed."""
COMPLETE: Final = frozenset({
    "age_bands", "answer_channels", "caregivers", "consent_fields", "consent_forms",
    "contact_means", "decided_by", "delivery_means", "evidence", "exceptions", "follow_up_means",
    "need_states", "open_durations", "priorities", "recipient_kinds", "referral_answers",
    "referral_statuses", "sex", "snia_programmes", "staff_roles", "strengths",
    "unhcr_age_bands", "vulnerability_flags", "wide_age_bands",
})  # fmt: skip
"""Scales, states and roles of the program, and flags: of a flag nothing may be typed, for what is
typed about a danger would say who it is."""


@pytest.fixture(scope="module")
def lists() -> Vocabularies:
    return vocabularies()


def rows(table: str) -> dict[str, list[str]]:
    """The rows of a table by their code."""
    found = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return {code: cells for code, *cells in found}


def joined(entry: Code, column: str, between: str = " ") -> str:
    return between.join(entry.texts(column))


def service(entry: Code) -> list[str]:
    snia = f"{joined(entry, 'snia')} {entry.text('snia_detail')}".strip()
    mapped = [joined(entry, column) for column in ("primero", "gcm", "sdg")]
    return [snia, joined(entry, "iasc", "; "), *mapped]


def test_services_are_mapped_as_the_field_maps_them(lists: Vocabularies) -> None:
    found = {entry.code: service(entry) for entry in lists.service_categories.entries}
    assert found == rows(SERVICES)


def test_every_programme_of_the_strategy_is_served(lists: Vocabularies) -> None:
    served = {code for e in lists.service_categories.entries for code in e.texts("snia")}
    # P9 is international partnership: no service of a desk.
    assert served == set(lists.snia_programmes.codes) - {"P9"}


@pytest.mark.parametrize(
    ("name", "columns", "table"),
    [
        ("person_status", ("primero",), STATUSES),
        ("priorities", ("fhir", "iasc"), PRIORITIES),
        ("referral_statuses", ("fhir",), FHIR),
        ("age_bands", ("unhcr",), AGES),
        ("origins", ("m49",), ORIGINS),
        ("outcomes", ("service_received",), OUTCOMES),
    ],
)
def test_mappings_of_one_word(
    lists: Vocabularies, name: str, columns: tuple[str, ...], table: str
) -> None:
    entries = lists.named(name).entries
    found = {entry.code: [entry.text(column) for column in columns] for entry in entries}
    assert found == rows(table)


def test_flags_bear_the_codes_of_unhcr_and_the_level_of_the_model(lists: Vocabularies) -> None:
    entries = lists.vulnerability_flags.entries
    found = {entry.code: [joined(entry, "unhcr"), entry.text("level")] for entry in entries}
    assert found == rows(FLAGS)
    assert lists.strengths.codes == ("F1", "F2", "F3", "F4", "F5")


def test_each_list_ends_as_it_should(lists: Vocabularies) -> None:
    named = OPEN_LISTS.keys() | CLOSED_BY_LAST.keys() | COMPLETE
    assert named == set(Vocabularies.names())
    for name, last in (OPEN_LISTS | CLOSED_BY_LAST).items():
        assert lists.named(name).choices[-1].code == last, name
    for name in Vocabularies.names():
        asked = [entry.code for entry in lists.named(name).entries if entry.text_required]
        assert asked == ([OPEN_LISTS[name]] if name in OPEN_LISTS else []), name


def test_other_says_in_each_language_that_words_are_asked(lists: Vocabularies) -> None:
    for name, code in OPEN_LISTS.items():
        entry = lists.named(name)[code]
        assert re.search(r"\bautre\b.*\(préciser\)|membre", entry.fr, re.IGNORECASE), name
        assert re.search(r"\bother\b", entry.en, re.IGNORECASE), name
        assert "آخر" in entry.ar or "أخرى" in entry.ar, name


def test_every_entry_speaks_three_languages(lists: Vocabularies) -> None:
    for name in Vocabularies.names():
        for entry in lists.named(name).entries:
            where = (name, entry.code)
            assert entry.fr.strip(), where
            assert entry.ar.strip(), where
            assert entry.en.strip(), where
            assert "'" not in entry.en, where
            assert not re.search(r"[\u0600-\u06ff]", entry.en + entry.fr), where


@pytest.mark.parametrize(
    ("name", "code", "french", "arabic"),
    [
        (
            "service_categories",
            "S01",
            "Accueil, écoute, information",
            "الاستقبال والاستماع والإخبار",
        ),
        ("referral_statuses", "received", "Reçue", "تم التوصل بها"),
        ("referral_statuses", "in-progress", "Prise en charge", "قيد التكفل"),
        ("person_status", "M13", "Marocain(e) de retour subi", "مغربي(ة) عائد(ة) اضطراريا"),
        ("vulnerability_flags", "V01", "Mineur(e) non accompagné(e)", "قاصر غير مرافق(ة)"),
        ("staff_roles", "social_worker", "Assistant(e) social(e)", "مساعد(ة) اجتماعي(ة)"),
        ("staff_roles", "supervisor", "Responsable du centre", "مسؤول(ة) المركز"),
        ("wait_reasons", "W01", "Liste d’attente", "لائحة الانتظار"),
        ("delivery_means", "envelope", "Pli entre centres", "ظرف بين المراكز"),
    ],
)
def test_the_agreed_words_override(
    lists: Vocabularies, name: str, code: str, french: str, arabic: str
) -> None:
    entry = lists.named(name)[code]
    assert (entry.fr, entry.ar) == (french, arabic)


def test_nothing_is_called_what_the_words_forbid(lists: Vocabularies) -> None:
    """A scheme is not a function (RAMED is gone), and a person is not a label."""
    for name in Vocabularies.names():
        for entry in lists.named(name).entries:
            said = f"{entry.fr} {entry.en}".casefold()
            for word in ("ramed", "amo-tadamon", "clandestin", "illégal", "illegal", "anonym"):
                assert word not in said, (name, entry.code, word)
            assert "توجيه" not in entry.ar, (name, entry.code)  # advice, not a referral
