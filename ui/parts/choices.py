"""Code lists as the choices of a field."""

from __future__ import annotations

from collections.abc import Iterable

from referral_app.domain.age import AgeBand
from referral_app.domain.centre import Centre
from referral_app.domain.directory import Service
from referral_app.domain.shared_directory import listings
from referral_app.domain.vocabulary import Code, CodeList
from referral_app.language import Language
from referral_app.services.ports import Reader
from ui.widgets.choice import Choice


def choice_of(entry: Code, language: Language) -> Choice:
    """One entry; the other languages and what people say for it find it as well."""
    said = entry.details.get("words", "")
    words = " ".join([entry.fr, entry.ar, entry.en, said if isinstance(said, str) else ""])
    return Choice(entry.code, entry.label(language.code), words)


def choices_of(codes: CodeList, language: Language) -> list[Choice]:
    """What a list offers, common entries first."""
    return [choice_of(entry, language) for entry in codes.choices]


def age_choices(codes: CodeList, language: Language) -> list[Choice]:
    """Age bands, found by an age in years as well; the age itself is not kept."""
    found = []
    for entry in codes.choices:
        ages = AgeBand(entry.code).ages if entry.code in set(AgeBand) else range(0)
        words = " ".join(str(age) for age in ages)
        found.append(Choice(entry.code, entry.label(language.code), words))
    return found


def centre_choices(centres: Iterable[Centre], language: Language) -> list[Choice]:
    """The other centres, by the hex of their id, in the order of their names."""
    named = [
        Choice(centre.id.hex(), centre.name(language.code), f"{centre.name_fr} {centre.name_ar}")
        for centre in centres
        if not centre.is_own
    ]
    return sorted(named, key=lambda choice: choice.label)


def service_choices(services: Iterable[Service], language: Language) -> list[Choice]:
    """Outside services to which somebody may be sent, by the hex of their id and by their names."""
    named = [
        Choice(found.id.hex(), found.name(language.code), f"{found.name_fr} {found.name_ar}")
        for found in services
        if found.open
    ]
    return sorted(named, key=lambda choice: choice.label)


def door_choices(reader: Reader, language: Language) -> list[Choice]:
    """Everybody to whom something may be sent: the other centres, then the outside services."""
    at_work = [centre for centre in reader.centres() if centre.active]
    services = [listing.shown for listing in listings(reader.services())]
    return centre_choices(at_work, language) + service_choices(services, language)
